use std::path::{Path, PathBuf};

use super::*;

fn scanner(sources: &[&str]) -> (Scanner, Vec<Failure>) {
    Scanner::compile(sources.iter().copied(), Limits::default())
}

const STUX: &str = r#"rule marker { strings: $a = "MARK" wide ascii condition: $a at 2 }"#;

#[test]
fn rules_match_bytes_by_name() {
    let (scanner, failures) = scanner(&[STUX]);
    assert_eq!((scanner.len(), failures.len()), (1, 0));
    let check = |bytes: &[u8], expected: &[&str]| assert_eq!(scanner.scan(bytes), expected);
    check(b"xxMARK", &["marker"]);
    check(b"xxM\0A\0R\0K\0", &["marker"]);
    check(b"MARK", &[]);
    check(b"", &[]);
}

#[test]
fn a_source_that_does_not_compile_leaves_the_others_alone() {
    let (scanner, failures) = scanner(&["rule broken {", STUX, "include \"/etc/passwd\""]);
    assert_eq!(failures.iter().map(|failure| failure.source).collect::<Vec<_>>(), [0, 2]);
    assert!(failures.iter().all(|failure| !failure.reason.is_empty()));
    assert_eq!(scanner.scan(b"xxMARK"), ["marker"]);
}

/// The folder of third-party rules, if this machine has it.
#[expect(clippy::disallowed_methods, reason = "tests find their data by a variable")]
fn published() -> Option<PathBuf> {
    let root = std::env::var("HUHANG_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    Some(root.join("intel/yara")).filter(|folder| folder.is_dir())
}

#[test]
fn published_rules_compile_and_do_not_match_plain_text() {
    let Some(folder) = published() else {
        println!("skipped: no published YARA rules on this machine");
        return;
    };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|end| end == "yar"))
        .map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())
        .collect();
    let (scanner, failures) = Scanner::compile(texts.iter().map(|t| &**t), Limits::default());
    println!("{} rules of {} files", scanner.len(), texts.len());
    assert_eq!(failures, []);
    assert!(scanner.len() >= texts.len());
    assert_eq!(scanner.scan(b"an ordinary text of no interest"), [""; 0]);
}
