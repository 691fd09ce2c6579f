//! The pack to start from, as the pack of this crate's tests.

use std::collections::BTreeMap;

use super::*;
use crate::pack::tests::packs_folder;

pub(crate) fn library() -> Library {
    let packs = ["codes-cn", "calendar-cn"].map(crate::pack::tests::shipped);
    Library::from_packs(&packs).expect("the shipped packs are right")
}

pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    new_pack("trial", "试行", "Trial")
}

/// Compiles the template after replacing texts in its files.
pub(crate) fn changed(changes: &[(&str, &str, &str)]) -> Result<Procedure, Vec<Problem>> {
    let mut files = files();
    for (file, from, to) in changes {
        let text = String::from_utf8(files[*file].clone()).expect("UTF-8");
        assert!(text.contains(from), "{file} does not hold {from:?}");
        files.insert((*file).to_owned(), text.replace(from, to).into_bytes());
    }
    Procedure::compile(&Pack::load(&files)?, &library())
}

pub(crate) fn trial() -> Procedure {
    changed(&[]).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn the_pack_to_start_from_is_right_and_its_examples_pass() {
    let procedure = trial();
    assert_eq!(procedure.name(), "trial@0.1.0");
    assert!(procedure.is_example());
    for outcome in procedure.run_examples(&library().calendar()) {
        assert!(outcome.passed, "{outcome:#?}");
    }
}

#[test]
fn every_shipped_procedure_compiles_and_passes_its_examples() {
    let mut packs = Vec::new();
    for folder in std::fs::read_dir(packs_folder()).expect("packs/").flatten() {
        if folder.path().is_dir() {
            let id = folder.file_name().into_string().expect("a plain name");
            packs.push(crate::pack::tests::shipped(&id));
        }
    }
    let library = Library::from_packs(&packs).expect("codes and calendars are right");
    for pack in packs.iter().filter(|pack| pack.manifest.kind == PackKind::Procedure) {
        let procedure = Procedure::compile(pack, &library)
            .unwrap_or_else(|problems| panic!("{}: {problems:#?}", pack.name()));
        for outcome in procedure.run_examples(&library.calendar()) {
            assert!(outcome.passed, "{}: {outcome:#?}", pack.name());
        }
    }
}
