//! Published rule sets and the rules of the rule-engine cases compile.

use std::collections::BTreeMap;
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
    let (mut total, mut compiled) = (0, 0);
    for path in &paths {
        let file = read(path);
        total += file.total();
        compiled += file.rules.len();
        tell(path, &file);
    }
    println!("{compiled} of {total} rules compile");
    assert!(total >= 4_500, "{total}");
    assert_eq!(compiled, total);
}

/// Two rules ask for `requires:version >= 9.0.0`; the others must compile, but for those that the
/// language refuses.
#[test]
fn rules_of_the_cases_compile() {
    let Some(shared) = shared() else {
        println!("skipped: the cases of the shared folder are not here");
        return;
    };
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut total, mut compiled, mut cases) = (0, 0, 0);
    for entry in std::fs::read_dir(shared.join("corpus/ids")).unwrap() {
        let path = entry.unwrap().path().join("test.rules");
        if !path.exists() {
            continue;
        }
        cases += 1;
        let file = read(&path);
        total += file.total();
        compiled += file.rules.len();
        tell(&path, &file);
        for failure in file.failed.iter().chain(&file.unmet) {
            *reasons.entry(failure.reason.code).or_default() += 1;
        }
    }
    println!("{compiled} of {total} rules in {cases} cases compile; not: {reasons:?}");
    assert!(compiled * 100 >= total * 98, "{compiled} of {total}");
}
