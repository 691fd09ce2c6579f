//! Published rule sets and the rules of the rule-engine cases compile.

use std::path::Path;

use signatures::language::{self, File, Options};

use crate::support::{files, shared};

fn read(path: &Path) -> File {
    language::read(0, &std::fs::read(path).unwrap(), &Options::default())
}

fn tell(path: &Path, file: &File) {
    for failure in &file.failed {
        let name = path.strip_prefix(path.ancestors().nth(2).unwrap()).unwrap().display();
        println!("{name}:{} {:?} {:?}", failure.line, failure.sid, failure.reason);
    }
}

#[test]
fn published_rule_sets_compile() {
    let Some(shared) = shared() else {
        println!("skipped: the rule sets of the shared folder are not here");
        return;
    };
    let mut paths = files(&shared.join("intel/rules"), ".rules");
    paths.extend(files(&shared.join("intel/rules/et-open"), ".rules"));
    assert!(!paths.is_empty());
    let (mut total, mut compiled, mut warnings) = (0, 0, 0);
    for path in &paths {
        let file = read(path);
        total += file.total();
        compiled += file.compiled();
        warnings += file.warnings.len();
        tell(path, &file);
    }
    println!("{compiled} of {total} rules compile, with {warnings} warnings");
    assert!(total >= 4_500, "{total}");
    assert_eq!(compiled, total);
}

/// How many rules of a case the other engine took in.
fn taken_in(folder: &Path) -> usize {
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    usize::try_from(expected["rules"].as_u64().unwrap()).unwrap()
}

#[test]
fn as_many_rules_of_each_case_compile_as_in_the_other_engine() {
    let Some(shared) = shared() else {
        println!("skipped: the cases of the shared folder are not here");
        return;
    };
    let (mut total, mut compiled, mut cases, mut other) = (0, 0, 0, 0);
    for folder in files(&shared.join("corpus/ids"), "") {
        let path = folder.join("test.rules");
        if !path.exists() {
            continue;
        }
        cases += 1;
        let file = read(&path);
        total += file.total();
        compiled += file.rules.len();
        tell(&path, &file);
        let expected = taken_in(&folder);
        if file.rules.len() != expected {
            println!("{}: {} here, {expected} there", path.display(), file.rules.len());
            other += 1;
        }
    }
    println!("{compiled} of {total} rules in {cases} cases compile; {other} cases differ");
    assert!(compiled * 100 >= total * 98, "{compiled} of {total}");
    // One case has rules for two DNS events that Suricata 8 no longer has; here they never match.
    assert!(other <= 1, "{other}");
}
