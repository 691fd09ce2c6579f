//! Third-party clients and servers talk on a loopback interface of their own; the live probe's
//! account is held against what the client did.

#![expect(clippy::unwrap_used, reason = "a test that cannot get its data fails")]
#![expect(clippy::print_stdout, reason = "what was skipped is worth reading")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Exit status of `namespace.sh` where the machine gives no network namespace.
const NO_NAMESPACE: i32 = 42;

/// The Python environment with the peers, if it was made (`cargo xtask test` makes it).
fn python() -> Option<PathBuf> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers/bin/python");
    python.exists().then_some(python)
}

fn check(protocol: &str) {
    let Some(python) = python() else {
        println!("skipped: no third-party peers on this machine (cargo xtask test installs them)");
        return;
    };
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let done = Command::new("sh")
        .arg(scripts.join("namespace.sh"))
        .arg(env!("CARGO_BIN_EXE_huhang"))
        .arg(python)
        .arg(scripts.join("talk.py"))
        .args([protocol])
        .arg(&out)
        .output()
        .unwrap();
    if done.status.code() == Some(NO_NAMESPACE) {
        println!("skipped: this machine gives no network namespace");
        return;
    }
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{protocol}: {said}");
    let read = |end: &str| {
        let text = std::fs::read_to_string(out.with_extension(end)).unwrap();
        let last = text.lines().last().unwrap_or_default().to_owned();
        serde_json::from_str::<Value>(&last).unwrap()
    };
    let (told, done) = (read("probe"), read("peer"));
    assert_eq!(told["panics"], 0);
    for (code, count) in done["functions"].as_object().unwrap() {
        assert_eq!(&told["functions"][protocol][code], count, "{protocol} {code}: {told}");
    }
    if done["messages"].is_u64() {
        assert_eq!(told["messages"][protocol], done["messages"], "{protocol}: {told}");
    }
}

macro_rules! peers {
    ($($name:ident $protocol:literal)*) => {
        $(
            #[test]
            fn $name() {
                check($protocol);
            }
        )*
    };
}

peers! {
    what_a_modbus_client_did_is_what_the_probe_tells "modbus"
    what_an_s7_client_did_is_what_the_probe_tells "s7comm"
    what_a_telecontrol_master_did_is_what_the_probe_tells "iec104"
    what_a_dnp3_master_did_is_what_the_probe_tells "dnp3"
    what_an_opc_ua_client_did_is_what_the_probe_tells "opcua"
    what_an_mqtt_client_did_is_what_the_probe_tells "mqtt"
    what_a_bacnet_client_did_is_what_the_probe_tells "bacnet"
    what_an_ethernet_ip_client_did_is_what_the_probe_tells "enip"
}
