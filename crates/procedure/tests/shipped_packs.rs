//! The packs in `packs/` are right: each is read, compiled against the others, and its worked
//! examples hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use procedure::{Library, Pack, PackKind, Procedure};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

fn files(root: &Path, at: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(at).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(root, &path, out);
        } else {
            let name =
                path.strip_prefix(root).expect("inside").to_string_lossy().replace('\\', "/");
            out.insert(name, fs::read(&path).expect("readable"));
        }
    }
}

fn packs() -> (Vec<Pack>, Vec<String>) {
    let mut packs = Vec::new();
    let mut problems = Vec::new();
    for entry in fs::read_dir(folder()).expect("packs/").flatten() {
        let mut found = BTreeMap::new();
        files(&entry.path(), &entry.path(), &mut found);
        match Pack::load(&found) {
            Ok(pack) => packs.push(pack),
            Err(wrong) => problems.extend(
                wrong.iter().map(|p| format!("{}: {p}", entry.file_name().to_string_lossy())),
            ),
        }
    }
    (packs, problems)
}

fn failures(procedure: &Procedure, library: &Library) -> Vec<String> {
    let outcomes = procedure.run_examples(&library.calendar());
    let failed = outcomes.into_iter().filter(|outcome| !outcome.passed);
    failed
        .flat_map(|o| {
            let at = format!("{} {}", procedure.id(), o.example);
            o.differences.into_iter().map(move |difference| format!("{at}: {difference}"))
        })
        .collect()
}

#[test]
fn every_shipped_pack_compiles_and_its_examples_hold() {
    let (packs, mut problems) = packs();
    let library = Library::from_packs(&packs).expect("the packs they lean on are right");
    for pack in packs.iter().filter(|pack| pack.manifest.kind == PackKind::Procedure) {
        let id = &pack.manifest.id;
        match Procedure::compile(pack, &library) {
            Err(wrong) => problems.extend(wrong.iter().map(|p| format!("{id}: {p}"))),
            Ok(procedure) => problems.extend(failures(&procedure, &library)),
        }
    }
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}
