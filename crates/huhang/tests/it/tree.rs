//! The simulated tree, the kill rounds and bundles, as commands.

use serde_json::Value;

use super::{huhang, node, text};

/// The last line of what a command printed.
fn last_line(bytes: &[u8]) -> Value {
    let text = text(bytes);
    let line = text.lines().last().expect("a line");
    serde_json::from_str(line).expect("JSON")
}

#[test]
fn a_simulated_tree_ends_with_one_line_and_the_right_exit_code() {
    let small = ["range", "federation", "--nodes", "1,2,4", "--rounds", "1", "--seed", "3"];
    let sound = huhang(&[&small[..], &["--json"]].concat());
    let line = last_line(&sound.stdout);
    assert!(sound.status.success(), "{line:#}");
    for (field, expected) in [("violations", 0), ("lost", 0), ("leaked", 0), ("nodes", 7)] {
        assert_eq!(line[field], expected, "{field}");
    }
    assert_eq!(line["converged"], true);
    let bugged = huhang(&[&small[..], &["--json", "--sabotage", "widen-policy"]].concat());
    let line = last_line(&bugged.stdout);
    assert_eq!(bugged.status.code(), Some(1));
    assert!(line["leaked"].as_u64() > Some(0), "{line:#}");
    assert_eq!(line["first"][0]["code"], "leaked");
}

#[test]
fn kill_rounds_lose_nothing() {
    let done = huhang(&["bench", "kill", "--count", "3", "--seed", "5"]);
    let line = last_line(&done.stdout);
    assert!(done.status.success(), "{line:#}");
    assert_eq!((line["lost"].as_u64(), line["unsound"].as_u64()), (Some(0), Some(0)));
}

#[test]
fn what_is_no_bundle_is_refused_with_its_reason() {
    let (folder, config) = node(|c| c);
    assert!(huhang(&["admin", "init", "--config", &config]).status.success());
    let file = folder.path().join("x.bundle");
    std::fs::write(&file, b"hello").expect("a file");
    let file = file.display().to_string();
    let done = huhang(&["bundle", "import", "--config", &config, &file]);
    let error = text(&done.stderr);
    assert!(error.contains("bundle.format") && error.contains("离线包"), "{error}");
    let arguments = ["bundle", "export", "--config", &config, "--peer", "nobody", "--out", &file];
    let error = text(&huhang(&arguments).stderr);
    assert!(error.contains("bundle.peer"), "{error}");
}
