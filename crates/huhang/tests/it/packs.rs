//! `huhang pack` from outside: a new pack passes, a broken one is told, signatures hold.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{huhang, json, text};

fn arg(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A new pack in a fresh folder.
fn started() -> (TempDir, std::path::PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let pack = folder.path().join("trial");
    let made = huhang(&["pack", "new", arg(&pack), "--title", "试行", "--title-en", "Trial"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    (folder, pack)
}

fn replace(file: &Path, from: &str, to: &str) {
    let before = fs::read_to_string(file).expect("a file");
    assert!(before.contains(from), "{from}");
    fs::write(file, before.replace(from, to)).expect("written");
}

#[test]
fn a_new_pack_passes_its_tests_and_says_so_last() {
    let (_folder, pack) = started();
    let tested = huhang(&["pack", "test", arg(&pack)]);
    let said = text(&tested.stdout);
    assert!(tested.status.success(), "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with("合格 ok: trial@0.1.0 示例 example; 1 forms"), "{last}");
    assert!(last.ends_with("0 problems, 1/1 examples passed"), "{last}");
    let again = huhang(&["pack", "new", arg(&pack)]);
    assert!(!again.status.success(), "a folder that is there is left alone");
}

#[test]
fn a_broken_pack_is_told_with_file_place_and_way_out() {
    let (_folder, pack) = started();
    replace(&pack.join("scoring.yaml"), "staff >= 10", "stuff >= 10");
    replace(&pack.join("forms/application.yaml"), "codes: sizes", "codes: colours");
    let checked = huhang(&["pack", "check", arg(&pack)]);
    let said = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.contains("scoring.yaml scores[0].rules[1].points"), "{said}");
    assert!(said.contains("[form.list_unknown]") && said.contains("可用："), "{said}");
    assert!(said.lines().last().unwrap_or_default().starts_with("不合格 not ok: trial@0.1.0"));
    let report = json(&huhang(&["pack", "check", arg(&pack), "--json"]));
    assert_eq!(report["ok"], false);
    assert!(report["problems"].as_array().is_some_and(|problems| problems.len() >= 2));
}

#[test]
fn an_example_that_does_not_hold_fails_the_test() {
    let (_folder, pack) = started();
    replace(&pack.join("examples/complete.yaml"), "total: 80", "total: 81");
    let tested = huhang(&["pack", "test", arg(&pack)]);
    assert_eq!(tested.status.code(), Some(1));
    let said = text(&tested.stdout);
    assert!(said.contains(r#"scores.total: expected "81", is "80""#), "{said}");
}

#[test]
fn a_signature_holds_until_the_pack_changes() {
    let (folder, pack) = started();
    for suite in ["ed25519", "sm2"] {
        let key = folder.path().join(suite);
        let signed = huhang(&["pack", "sign", arg(&pack), "--key", arg(&key), "--make-key", suite]);
        assert!(signed.status.success(), "{}", text(&signed.stderr));
        let checked = huhang(&["pack", "check", arg(&pack)]);
        assert!(checked.status.success(), "{}", text(&checked.stdout));
        assert!(text(&checked.stdout).contains("已签名 signed by"));
    }
    replace(&pack.join("scoring.yaml"), "most: 100", "most: 101");
    let checked = huhang(&["pack", "check", arg(&pack)]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(text(&checked.stdout).contains("[pack.signature]"));
}

#[test]
fn two_versions_are_compared_over_a_population() {
    let (folder, old) = started();
    let new = folder.path().join("newer/trial");
    let made = huhang(&["pack", "new", arg(&new)]);
    assert!(made.status.success());
    replace(&new.join("scoring.yaml"), "scores.total >= 80", "scores.total >= 90");
    replace(&new.join("examples/complete.yaml"), "level: high", "level: low");
    let population = folder.path().join("filed.ndjson");
    let answers = r#"{"name":"甲","credit_code":"91320000MA1QWERT4A","size":"large","sectors":["machinery"],"staff":12,"summary":"x","inventory":{"answer":"partly"},"pledge":true}"#;
    let line = format!(
        r#"{{"filing":"00000000-0000-7000-8000-000000000001","applicant":"cn/32/ent/1","applicant_name":"甲","answers":{{"application":{answers}}}}}"#
    );
    fs::write(&population, format!("{line}\n\n")).expect("written");
    let compared =
        huhang(&["pack", "diff", arg(&old), arg(&new), "--population", arg(&population), "--json"]);
    let found = json(&compared);
    assert_eq!((&found["filings"], &found["changed"][0]["after"]), (&1.into(), &"low".into()));
    fs::write(&population, "not JSON\n").expect("written");
    let refused = huhang(&["pack", "diff", arg(&old), arg(&new), "--population", arg(&population)]);
    assert!(text(&refused.stderr).contains("filed.ndjson:1"), "{}", text(&refused.stderr));
}

#[test]
fn papers_and_machines_are_rendered() {
    let (folder, pack) = started();
    let render = |format: &str, out: &Path| {
        huhang(&[
            "pack",
            "render",
            arg(&pack),
            "--example",
            "complete",
            "--document",
            "application",
            "--format",
            format,
            "--out",
            arg(out),
        ])
    };
    let out = folder.path().join("paper.docx");
    let made = render("docx", &out);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(fs::read(&out).expect("a file").starts_with(b"PK"));
    let out = folder.path().join("paper.txt");
    assert!(render("text", &out).status.success());
    assert!(fs::read_to_string(&out).expect("a file").contains("☑大型"));
    let drawn = huhang(&["pack", "render", arg(&pack), "--machine", "mermaid"]);
    assert!(text(&drawn.stdout).contains("submitted --> confirmed"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let (_folder, pack) = started();
    let run = |args: &[&str]| {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_huhang"));
        let child = command.args(args).stdout(writer).stderr(std::process::Stdio::piped()).spawn();
        drop((command, reader));
        child.expect("huhang starts").wait_with_output().expect("it ends")
    };
    for args in [
        &["pack", "check", arg(&pack)][..],
        &["pack", "test", arg(&pack), "--json"],
        &["pack", "render", arg(&pack), "--machine", "dot"],
        &["pack", "diff", arg(&pack), arg(&pack)],
    ] {
        let output = run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_number_without_a_source_fails_the_check_of_any_kind() {
    let folder = TempDir::new().expect("a temporary folder");
    let manifest = "id: odd\nkind: rules\nversion: 0.1.0\ntitle: {zh: 试, en: Odd}\neffective_from: 2026-01-01\nconfidence: example\nsources: [{document: d, confidence: A}]\nfiles: [rules.yaml]\n";
    let rules = "hints:\n  - {when: {protocols: [goose]}, side: sender, attribute: role, value: relay, confidence: 70}\n";
    fs::write(folder.path().join("pack.yaml"), manifest).expect("written");
    fs::write(folder.path().join("rules.yaml"), rules).expect("written");
    let checked = huhang(&["pack", "check", arg(folder.path())]);
    let said = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(
        said.contains("[procedure.no_source]") && said.contains("hints[0].confidence"),
        "{said}"
    );
    fs::write(
        folder.path().join("rules.yaml"),
        format!("source: {{document: d, confidence: A}}\n{rules}"),
    )
    .expect("written");
    let checked = huhang(&["pack", "check", arg(folder.path())]);
    assert!(checked.status.success(), "{}", text(&checked.stdout));
}
