//! The executable from outside: the chain, kills, and what people get wrong.
//! One test binary; add modules here, not files beside it.

mod bundles;
mod packs;
mod peers;
mod remote;
mod tree;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn huhang(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huhang")).args(args).output().expect("huhang starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The one JSON line that a command promises.
fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("not JSON: {}{}", text(&output.stdout), text(&output.stderr)))
}

fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures")
}

/// A provincial node's configuration in a fresh folder.
fn node(change: impl FnOnce(String) -> String) -> (TempDir, String) {
    let folder = TempDir::new().expect("a temporary folder");
    let config = r#"
[node]
name = "示例节点"
kind = "provincial"
data = "data"

[[tenant]]
path = "cn/32/miit"
name = "QQQQQQQQQQQQ"
kind = "industry_authority"

[console]
listen = "127.0.0.1:0"
"#;
    let path = folder.path().join("node.toml");
    std::fs::write(&path, change(config.to_owned())).expect("the configuration is written");
    (folder, path.display().to_string())
}

#[test]
fn the_chain_completes_while_nodes_are_killed() {
    let done = huhang(&["demo", "--check", "--kill", "20", "--seed", "20"]);
    let line = json(&done);
    assert_eq!(line["ok"], true, "{line:#}");
    assert!(done.status.success());
    let steps: Vec<&str> = line["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|s| s["step"].as_str())
        .collect();
    for step in [
        "findings",
        "report_upward",
        "issue_notice",
        "close",
        "figures",
        "every_pack_to_archive",
        "kill_rounds",
    ] {
        assert!(steps.contains(&step), "{step} is missing of {steps:?}");
    }
}

#[test]
fn a_check_that_cannot_succeed_names_its_step_and_fails() {
    let empty = TempDir::new().expect("a temporary folder");
    let file = empty.path().join("empty.pcap");
    std::fs::write(&file, b"not a capture").expect("a file");
    let done = huhang(&["demo", "--check", "--capture", &file.display().to_string()]);
    let line = json(&done);
    assert_eq!(line["ok"], false);
    assert_eq!(done.status.code(), Some(1));
    let error = line["error"].as_str().expect("an error");
    assert!(error.contains("step `replay_capture`"), "{error}");
}

#[test]
fn a_configuration_typo_is_named_with_its_place() {
    let check = |change: fn(String) -> String, expected: &[&str]| {
        let (_folder, config) = node(change);
        let done = huhang(&["serve", "--config", &config]);
        let error = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1));
        assert!(expected.iter().all(|part| error.contains(part)), "{expected:?} not in: {error}");
    };
    check(|c| c.replace("listen =", "lisen ="), &["config.syntax", "lisen", "line 13"]);
    check(|c| c.replace("provincial", "county"), &["config.syntax", "county"]);
    check(|c| c.replace("127.0.0.1:0", "0.0.0.0:0"), &["config.exposed"]);
    check(|c| c.replace("cn/32/miit", "CN 32"), &["config.syntax"]);
    check(|c| c, &["serve.not_initialised", "huhang admin init"]);
}

#[test]
fn a_port_in_use_is_said_before_anything_is_opened() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let (folder, config) = node(|c| c.replace("127.0.0.1:0", &address));
    let done = huhang(&["serve", "--config", &config]);
    let error = text(&done.stderr);
    assert!(error.contains("serve.listen") && error.contains(&address), "{error}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_tampered_record_is_named_by_verify() {
    let (folder, config) = node(|c| c);
    let made = json(&huhang(&["admin", "init", "--config", &config, "--json"]));
    assert!(made["one_time_password"].as_str().is_some_and(|p| p.len() >= 12));
    assert!(huhang(&["admin", "verify", "--config", &config]).status.success());
    let again = huhang(&["admin", "init", "--config", &config]);
    assert!(text(&again.stderr).contains("store.initialised"), "{}", text(&again.stderr));
    overwrite(&folder.path().join("data"), b"QQQQQQQQQQQQ", b"QQQQQQQQQQQX");
    let done = huhang(&["admin", "verify", "--config", &config]);
    assert_eq!(done.status.code(), Some(1));
    let failure = json(&done);
    assert_eq!(failure["sequence"], 1, "{failure}");
    assert_eq!(failure["code"], "record.hash");
}

/// Replaces bytes in the database's files, as a hand with access to the disk would.
fn overwrite(data: &Path, from: &[u8], to: &[u8]) {
    let mut hits = 0;
    for name in ["huhang.db", "huhang.db-wal"] {
        let path = data.join(name);
        let Ok(mut bytes) = std::fs::read(&path) else { continue };
        let mut at = 0;
        while let Some(found) = bytes[at..].windows(from.len()).position(|window| window == from) {
            bytes[at + found..at + found + from.len()].copy_from_slice(to);
            at += found + from.len();
            hits += 1;
        }
        std::fs::write(&path, bytes).expect("the file is written");
    }
    assert!(hits > 0, "the text is in the database");
}

#[test]
fn a_backup_restores_into_an_empty_folder_and_verifies() {
    let (folder, config) = node(|c| c);
    assert!(huhang(&["admin", "init", "--config", &config]).status.success());
    let copy = folder.path().join("copy").display().to_string();
    let done = huhang(&["admin", "backup", "--config", &config, "--to", &copy]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let (_other, elsewhere) = node(|c| c);
    let restored = huhang(&["admin", "restore", "--config", &elsewhere, "--from", &copy]);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
    let twice = huhang(&["admin", "restore", "--config", &elsewhere, "--from", &copy]);
    assert!(text(&twice.stderr).contains("restore.not_empty"), "{}", text(&twice.stderr));
    let rebuilt = json(&huhang(&["admin", "rebuild", "--config", &elsewhere]));
    assert_eq!(rebuilt["identical"], true);
}

#[test]
fn a_truncated_capture_gives_what_can_be_read_and_says_what_is_missing() {
    let file = captures().join("modbus-truncated.pcap");
    let done = huhang(&["probe", "--read", &file.display().to_string(), "--summary"]);
    assert!(done.status.success());
    let summary = json(&done);
    let expected: Value = serde_json::from_slice(
        &std::fs::read(captures().join("modbus-truncated.expected.json")).expect("the account"),
    )
    .expect("JSON");
    assert_eq!(summary["packets"], expected["packets"]);
    assert_eq!(summary["functions"]["modbus"], expected["functions"]["modbus"]);
    assert!(summary["file_anomalies"].as_array().is_some_and(|list| !list.is_empty()), "{summary}");
}

#[test]
fn the_probes_account_matches_what_the_clients_did() {
    for name in
        ["modbus-functions", "modbus-pipelined", "s7-variables", "s7-program", "iec104-functions"]
    {
        let file = captures().join(format!("{name}.pcap")).display().to_string();
        let summary = json(&huhang(&["probe", "--read", &file, "--summary"]));
        let account = captures().join(format!("{name}.expected.json"));
        let account: Value =
            serde_json::from_slice(&std::fs::read(account).expect("the account")).expect("JSON");
        // Whatever else the machines said (ARP) the clients did not count.
        for (protocol, functions) in account["functions"].as_object().expect("an object") {
            assert_eq!(&summary["functions"][protocol], functions, "{name} {protocol}");
        }
        assert_eq!(summary["packets"], account["packets"], "{name}");
    }
}

#[test]
fn eve_output_holds_flows_protocol_events_and_alerts() {
    let file = captures().join("demo-plant.pcap").display().to_string();
    let done = huhang(&["probe", "--read", &file, "--eve", "-", "--learn", "48"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let events: Vec<Value> = text(&done.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    for kind in ["flow", "modbus", "s7comm", "iec104", "goose", "alert"] {
        assert!(events.iter().any(|event| event["event_type"] == kind), "no {kind} event");
    }
    let alerts: Vec<String> = events
        .iter()
        .filter(|event| event["event_type"] == "alert")
        .map(|event| event["alert"].to_string())
        .collect();
    for rule in ["s7.program_download", "s7.plc_stop", "baseline.write_from_new_host", "scan."] {
        assert!(alerts.iter().any(|alert| alert.contains(rule)), "no {rule} in {alerts:?}");
    }
}
