use std::path::{Path, PathBuf};

use super::*;
use crate::loops::Loop;
use crate::{Calendar, Codes};

pub(crate) fn packs_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

/// A pack of the repository.
pub(crate) fn shipped(id: &str) -> Pack {
    let root = packs_folder().join(id);
    let mut files = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a pack folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
                continue;
            }
            let path = entry.path();
            let name = path.strip_prefix(&root).expect("below the folder");
            let name = name.to_str().expect("a plain name").to_owned();
            files.insert(name, std::fs::read(&path).expect("a readable file"));
        }
    }
    Pack::load(&files).unwrap_or_else(|problems| panic!("{id}: {problems:#?}"))
}

fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn manifest(change: impl Fn(&str) -> String) -> BTreeMap<String, Vec<u8>> {
    let text = "id: test-pack
kind: codes
version: 1.2.3
title: {zh: 试, en: Test}
effective_from: 2026-01-01
confidence: official
sources: [{document: d, article: 第一条, confidence: V}]
files: [codes.yaml]
";
    files(&[("pack.yaml", &change(text)), ("codes.yaml", "tables: []")])
}

fn codes_of(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code.as_ref()).collect()
}

#[test]
fn every_shipped_pack_loads_under_its_own_name_and_reads_as_its_kind() {
    let mut seen = 0;
    for folder in std::fs::read_dir(packs_folder()).expect("packs/").flatten() {
        if !folder.path().is_dir() {
            continue;
        }
        let id = folder.file_name().into_string().expect("a plain name");
        let pack = shipped(&id);
        assert_eq!(pack.manifest.id, id);
        match pack.manifest.kind {
            PackKind::Loop => drop(Loop::from_pack(&pack).expect("a loop")),
            PackKind::Procedure => {}
            PackKind::Calendar => drop(Calendar::from_pack(&pack).expect("a calendar")),
            PackKind::Codes => drop(Codes::from_pack(&pack).expect("codes")),
            // Compiled by the tests of `detect`.
            PackKind::Notices => {
                crate::notices::Notices::from_pack(&pack).expect("good notices");
            }
            PackKind::Rules => {}
        }
        seen += 1;
    }
    assert!(seen >= 4, "only {seen} packs");
}

#[test]
fn a_right_pack_loads_and_is_named_by_id_and_version() {
    let pack = Pack::load(&manifest(str::to_owned)).expect("nothing is wrong");
    assert_eq!(pack.name(), "test-pack@1.2.3");
    assert!(!pack.is_example());
    assert_eq!(pack.digest.len(), 64);
}

#[test]
fn the_digest_tells_every_byte_and_every_name() {
    let one = Pack::load(&manifest(str::to_owned)).expect("loads");
    let other = Pack::load(&manifest(|t| t.replace("1.2.3", "1.2.4"))).expect("loads");
    assert_ne!(one.digest, other.digest);
    // Moving a byte from a name to a content must not go unseen.
    assert_ne!(digest(&files(&[("ab", "c")])), digest(&files(&[("a", "bc")])));
    assert_ne!(
        digest(&files(&[("a", "b"), ("c", "d")])),
        digest(&files(&[("a", "bc"), ("d", "")]))
    );
}

#[test]
fn one_unverified_value_makes_an_example_and_bars_official_use() {
    let doubtful = |standing: &str| {
        let mut files = manifest(|t| t.replace("confidence: official", standing));
        let table = "tables: [{id: t, title: {zh: 试, en: T}, source: {document: d, confidence: V}, \
                     items: [{code: a, name: {zh: 甲, en: A}, confidence: M}]}]";
        files.insert("codes.yaml".to_owned(), table.as_bytes().to_vec());
        Pack::load(&files)
    };
    let pack = doubtful("confidence: verified").expect("it loads");
    assert!(pack.is_example());
    assert_eq!(pack.unverified[0].path, "tables[0].items[0]");
    let problems = doubtful("confidence: official").expect_err("it cannot be official");
    assert_eq!(codes_of(&problems), ["pack.official_unverified"]);
    assert_eq!(problems[0].params["first"], "codes.yaml tables[0].items[0]");
}

fn check(change: impl Fn(&str) -> String, expected: &[&str]) {
    let problems = Pack::load(&manifest(change)).expect_err("something is wrong");
    assert_eq!(codes_of(&problems), expected);
}

#[test]
fn what_is_wrong_with_a_manifest_is_told() {
    check(|t| t.replace("test-pack", "Test Pack"), &["pack.id"]);
    check(|t| t.replace("en: Test", "en: ' '"), &["pack.title_incomplete"]);
    check(|t| t.replace("2026-01-01", "2026-13-01"), &["pack.date"]);
    check(|t| t.replace("1.2.3", "1.2"), &["pack.yaml"]);
    check(|t| t.replace("kind: codes", "kind: poem"), &["pack.yaml"]);
    check(|t| format!("{t}surprise: 1\n"), &["pack.yaml"]);
    check(|t| t.replace("[codes.yaml]", "[]"), &["pack.file_unlisted"]);
    check(|t| t.replace("[codes.yaml]", "[codes.yaml, codes.yaml]"), &["pack.file_twice"]);
    check(|t| t.replace("[codes.yaml]", "[codes.yaml, gone.yaml]"), &["pack.file_missing"]);
    check(
        |t| t.replace("[codes.yaml]", "[codes.yaml, ../x.yaml, /y]"),
        &["pack.file_name", "pack.file_missing", "pack.file_name", "pack.file_missing"],
    );
    check(
        |t| t.replace("test-pack", "X").replace("en: Test", "en: ''"),
        &["pack.id", "pack.title_incomplete"],
    );
}

#[test]
fn a_folder_without_manifest_or_beyond_the_limits_is_refused() {
    let empty = Pack::load(&BTreeMap::new()).expect_err("no manifest");
    assert_eq!(codes_of(&empty), ["pack.manifest_missing"]);
    let mut large = manifest(str::to_owned);
    large.insert("codes.yaml".to_owned(), vec![b' '; Pack::MAX_FILE_BYTES + 1]);
    assert_eq!(codes_of(&Pack::load(&large).expect_err("too large")), ["pack.file_too_large"]);
    let many = (0..=Pack::MAX_FILES).map(|n| (format!("f{n}"), Vec::new())).collect();
    assert_eq!(codes_of(&Pack::load(&many).expect_err("too many")), ["pack.too_many_files"]);
}

#[test]
fn a_bomb_of_aliases_is_refused_without_growing() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let previous = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{previous}]\n"));
    }
    let mut files = manifest(str::to_owned);
    files.insert("codes.yaml".to_owned(), bomb.into_bytes());
    assert_eq!(codes_of(&Pack::load(&files).expect_err("a bomb")), ["pack.yaml"]);
}

#[test]
fn versions_order_by_number_not_by_text() {
    let version = |text: &str| text.parse::<Version>().expect("a version");
    assert!(version("1.10.0") > version("1.9.9"));
    for wrong in ["", "1", "1.2", "1.2.3.4", "1.2.x", "-1.0.0", "1.2.99999999999"] {
        assert!(wrong.parse::<Version>().is_err(), "{wrong}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(manifest: Vec<u8>, content: Vec<u8>) {
        let files = BTreeMap::from([
            ("pack.yaml".to_owned(), manifest),
            ("codes.yaml".to_owned(), content),
        ]);
        let _ = Pack::load(&files);
    }
}

#[test]
fn every_number_of_every_shipped_pack_has_a_source() {
    for folder in std::fs::read_dir(packs_folder()).expect("packs/").flatten() {
        if folder.path().is_dir() {
            let pack = shipped(&folder.file_name().into_string().expect("a plain name"));
            assert_eq!(pack.unsourced(), [], "{}", pack.name());
        }
    }
}

#[test]
fn a_number_without_a_source_is_told_whatever_the_kind() {
    let check = |kind: &str, file: &str, text: &str, expected: &[&str]| {
        let files = manifest(|manifest| {
            let manifest = manifest.replace("kind: codes", &format!("kind: {kind}"));
            manifest.replace("codes.yaml", file)
        });
        let mut files: BTreeMap<_, _> =
            files.into_iter().filter(|(name, _)| name == "pack.yaml").collect();
        files.insert(file.to_owned(), text.as_bytes().to_vec());
        let pack = Pack::load(&files).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let problems = pack.unsourced();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, expected, "{kind}");
        assert!(problems.iter().all(|problem| problem.code == "procedure.no_source"));
    };
    check(
        "loop",
        "loop.yaml",
        "clocks: [{limits: {high: {amount: 4}}}]",
        &["clocks[0].limits.high.amount"],
    );
    check(
        "loop",
        "loop.yaml",
        "clocks: [{limits: {high: {amount: 4}}, source: {document: d}}]",
        &[],
    );
    check("calendar", "calendar.yaml", "exceptions: [{from: 2026-01-01}]", &["exceptions[0].from"]);
    check(
        "codes",
        "codes.yaml",
        "tables: [{items: [{rank: 1, most: 2}]}]",
        &["tables[0].items[0].most"],
    );
    check("rules", "rules.yaml", "rules: [{window: 60}]", &["rules[0].window"]);
    check("rules", "cases.yaml", "- {at: 60}", &[]);
}
