use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use procedure::{Pack, PackKind};

use super::*;
use crate::cases;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read_folder(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).expect("a pack folder").flatten();
    files
        .map(|file| {
            let name = file.file_name().into_string().expect("a plain name");
            (name, std::fs::read(file.path()).expect("a readable file"))
        })
        .collect()
}

/// Every rules pack of the repository: its folder is named `rules-…`, and has no folders in it.
fn rules_packs() -> Vec<Pack> {
    let folders = std::fs::read_dir(root().join("packs")).expect("packs/").flatten();
    let of_rules =
        folders.filter(|folder| folder.file_name().to_string_lossy().starts_with("rules-"));
    let packs = of_rules.map(|folder| {
        Pack::load(&read_folder(&folder.path()))
            .unwrap_or_else(|problems| panic!("{:?}: {problems:#?}", folder.file_name()))
    });
    packs.filter(|pack| pack.manifest.kind == PackKind::Rules).collect()
}

fn pack_of(rules: &str) -> Pack {
    let manifest = "
id: test
kind: rules
version: 1.0.0
title: {zh: 试, en: Test}
effective_from: 2026-01-01
confidence: verified
sources: [{document: d, confidence: V}]
files: [rules.yaml]
";
    let files = BTreeMap::from([
        ("pack.yaml".to_owned(), manifest.as_bytes().to_vec()),
        ("rules.yaml".to_owned(), rules.as_bytes().to_vec()),
    ]);
    Pack::load(&files).expect("the manifest is right")
}

#[test]
fn every_rules_pack_compiles_and_its_worked_examples_hold() {
    let packs = rules_packs();
    assert!(!packs.is_empty());
    for pack in packs {
        let rules = RuleSet::compile(std::slice::from_ref(&pack))
            .unwrap_or_else(|problems| panic!("{problems:#?}"));
        let rules = Arc::new(rules);
        let examples = cases::load(&pack).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let failed: Vec<_> =
            examples.iter().filter_map(|case| cases::run(&rules, case).err()).collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", pack.name());
    }
}

#[test]
fn every_rule_has_an_example_that_hits_and_one_that_misses() {
    for pack in rules_packs() {
        let rules = RuleSet::compile(std::slice::from_ref(&pack)).expect("it compiles");
        let examples = cases::load(&pack).expect("examples");
        for rule in rules.rules() {
            for (hit, word) in [(true, "speaks"), (false, "is silent")] {
                assert!(
                    examples.iter().any(|case| case.rule == rule.id && case.is_hit() == hit),
                    "{}: no example in which it {word}",
                    rule.id
                );
            }
        }
        for case in &examples {
            assert!(rules.rule(&case.rule).is_some(), "example of no rule: {}", case.rule);
        }
    }
}

/// Current techniques of ATT&CK for ICS, if the data are at hand.
fn techniques() -> Option<Vec<String>> {
    #[expect(clippy::disallowed_methods, reason = "tests find third-party data by this variable")]
    let shared =
        std::env::var("HUHANG_SHARED").map_or_else(|_| root().join("../shared"), PathBuf::from);
    let bytes = std::fs::read(shared.join("intel/attack/ics-attack.json")).ok()?;
    let bundle: serde_json::Value = serde_json::from_slice(&bytes).expect("STIX");
    let current = |object: &&serde_json::Value| {
        object["type"] == "attack-pattern"
            && object["revoked"] != true
            && object["x_mitre_deprecated"] != true
    };
    let ids = bundle["objects"].as_array()?.iter().filter(current).filter_map(|object| {
        let references = object["external_references"].as_array()?;
        let own = references.iter().find(|r| r["source_name"] == "mitre-attack")?;
        own["external_id"].as_str().map(str::to_owned)
    });
    Some(ids.collect())
}

#[test]
fn techniques_named_by_rules_are_current() {
    let Some(known) = techniques() else {
        println!("skipped: ATT&CK for ICS is not at hand");
        return;
    };
    assert!(known.len() > 60, "only {} techniques read", known.len());
    let packs = rules_packs();
    let rules = RuleSet::compile(&packs).expect("they compile");
    for rule in rules.rules() {
        for technique in &rule.techniques {
            assert!(known.contains(technique), "{}: {technique} is not current", rule.id);
        }
    }
}

const HEAD: &str =
    "title: {zh: 试, en: Test}, advice: {zh: 试, en: Test}, source: {document: d, confidence: V}";

#[test]
fn all_mistakes_of_a_file_are_told_at_once_with_place_and_way_out() {
    let text = format!(
        "rules:
  - {{id: Bad Id, severity: high, techniques: [T84], {HEAD}, match: {{}}}}
  - {{id: a.two_bodies, severity: high, techniques: [], {HEAD}, match: {{codes: [1]}}, anomaly: {{codes: ['*']}}}}
  - {{id: a.unknown_word, severity: severe, techniques: [], {HEAD}, match: {{codes: [1]}}}}
  - {{id: a.unknown_key, severity: low, techniques: [], {HEAD}, match: {{operation: x}}}}
  - {{id: a.no_text, severity: low, techniques: [], title: {{zh: '', en: T}}, advice: {{zh: a, en: b}}, source: {{document: d, confidence: V}}, match: {{codes: [1]}}}}
  - {{id: a.scan, severity: low, techniques: [], {HEAD}, scan: {{distinct: field, at_least: 1, within_seconds: 0}}}}
  - {{id: a.change, severity: low, techniques: [], {HEAD}, change: {{when: {{}}, field: ''}}}}
  - {{id: a.fields, severity: low, techniques: [], {HEAD}, match: {{fields: [{{name: x}}], object: {{from: 9, to: 1, names: [n]}}}}}}
  - {{id: a.identity, severity: low, techniques: [], {HEAD}, identity: {{attributes: [colour]}}}}
  - {{id: a.twice, severity: low, techniques: [], {HEAD}, match: {{codes: [1]}}}}
  - {{id: a.twice, severity: low, techniques: [], {HEAD}, match: {{codes: [2]}}, threshold: {{count: 0, within_seconds: 9}}}}
hints:
  - {{when: {{}}, side: client, attribute: mood, value: '', confidence: 0}}
identity:
  - {{field: '', attribute: colour, confidence: 101}}
"
    );
    let problems = RuleSet::compile(&[pack_of(&text)]).expect_err("everything is wrong");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_same_id_twice_is_refused() {
    let rule =
        format!("{{id: a.twice, severity: low, techniques: [], {HEAD}, match: {{codes: [1]}}}}");
    let problems = RuleSet::compile(&[pack_of(&format!("rules:\n  - {rule}\n  - {rule}\n"))])
        .expect_err("an id belongs to one rule");
    assert_eq!(problems[0].code, "rule.id_twice");
}

#[test]
fn what_is_no_rules_pack_is_refused() {
    let mut pack = pack_of("rules: []");
    pack.manifest.kind = PackKind::Codes;
    assert_eq!(RuleSet::compile(&[pack]).expect_err("kind")[0].code, "pack.kind");
}

#[test]
fn rules_name_the_operations_and_fields_they_rely_on() {
    let rules = RuleSet::compile(&rules_packs()).expect("they compile");
    let mentions = rules.mentions();
    let found = |protocol: &str, what: &str, name: &str| {
        mentions.iter().any(|m| m.protocol == protocol && m.what == what && m.name == name)
    };
    assert!(found("s7comm", "operation", "plc_stop"));
    assert!(found("goose", "field", "st_num"));
    assert!(found("modbus", "field", "unit"));
}
