use super::*;

#[test]
fn the_first_language_named_wins_and_chinese_is_the_default() {
    let check = |header: Option<&str>, expected| assert_eq!(Language::of(header), expected);
    check(None, Language::Zh);
    check(Some("en-US,en;q=0.9,zh;q=0.1"), Language::En);
    check(Some("fr, zh-CN"), Language::Zh);
    check(Some("fr"), Language::Zh);
}

#[test]
fn parameters_fill_their_places_and_missing_ones_leave_nothing() {
    let params = BTreeMap::from([("most".to_owned(), "20".to_owned())]);
    assert_eq!(fill("at most {most}{unit} files", &params), "at most 20 files");
    assert_eq!(fill("a { brace", &params), "a { brace");
}

#[test]
fn every_code_has_one_line_with_both_languages_and_no_stray_parameter() {
    let mut seen = std::collections::BTreeSet::new();
    let lines = include_str!("codes.tsv").lines().count();
    assert_eq!(table::CODES.len(), lines, "a line of codes.tsv has too few cells");
    for entry in table::CODES.iter() {
        assert!(seen.insert(entry.code), "{} twice", entry.code);
        for wording in [entry.zh, entry.en] {
            assert!(!wording.title.is_empty() && !wording.way_out.is_empty(), "{}", entry.code);
            let braces = |text: &str| text.matches('{').count() == text.matches('}').count();
            assert!(braces(wording.title) && braces(wording.way_out), "{}", entry.code);
        }
        assert!(entry.en.title.is_ascii() && entry.en.way_out.is_ascii(), "{}", entry.code);
        assert!(!entry.zh.title.is_ascii(), "{}", entry.code);
    }
}

/// What makes a fault of a literal.
const MADE_BY: [&str; 8] = [
    "::invalid(",
    "::forbidden(",
    "::not_found(",
    "::conflict(",
    "unavailable(",
    "missing(",
    "fault(",
    "Err(",
];

/// Codes that a source file makes: dotted literals right after a constructor, and those that
/// follow an `ErrorKind`.
fn codes_in(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut codes = Vec::new();
    for (at, _) in source.match_indices('"') {
        let Some(end) = source[at + 1..].find('"') else { break };
        let text = &source[at + 1..at + 1 + end];
        let before = source[..at].trim_end();
        let kind = before.rsplit_once("ErrorKind::").is_some_and(|(_, tail)| {
            let name = tail.strip_suffix(',').unwrap_or("?");
            name.chars().all(char::is_alphanumeric)
        });
        let made = MADE_BY.iter().any(|by| before.ends_with(by));
        if is_code(text) && (kind || made) {
            codes.push(text.to_owned());
        }
    }
    codes
}

fn is_code(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.';
    text.contains('.') && text.bytes().all(fits) && !text.starts_with('.') && !text.ends_with('.')
}

fn sources(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" && name != "testing" {
            sources(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" && name != "testing.rs" {
            found.push(path);
        }
    }
}

#[test]
fn every_code_that_the_workspace_makes_has_texts() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in [
        "model",
        "contract",
        "ledger",
        "procedure",
        "detect",
        "report",
        "store",
        "federation",
        "app",
        "api",
    ] {
        sources(&crates.join(name).join("src"), &mut files);
    }
    let mut missing = std::collections::BTreeSet::new();
    let mut made = 0;
    for file in files {
        for code in codes_in(&std::fs::read_to_string(&file).unwrap()) {
            made += 1;
            if !known(&code) {
                missing.insert(format!("{code} in {}", file.file_name().unwrap().display()));
            }
        }
    }
    assert!(made > 150, "the search finds too little: {made}");
    assert!(missing.is_empty(), "add to codes.tsv: {missing:#?}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test's own switch, not configuration")]
fn the_page_of_error_codes_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(path, document()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == document(),
        "stale: UPDATE=1 cargo nextest run -p api page_of_error_codes"
    );
}
