use model::CaptureTime;
use model::observation::{Mac, Risk};

use super::*;
use crate::types::Origin;

fn host(n: u8) -> HostKey {
    HostKey::Ip(std::net::IpAddr::from([10, 0, 0, n]))
}

fn line(protocol: &str, code: u32, ranges: &[[u32; 2]]) -> BaselineEntry {
    BaselineEntry {
        client: host(1),
        server: host(10),
        protocol: protocol.to_owned(),
        code,
        operation: format!("function_{code}"),
        risk: Risk::Read,
        space: String::new(),
        ranges: ranges.to_vec(),
        granularity: 1,
        names: Vec::new(),
        any_name: false,
        first: CaptureTime(0),
        last: CaptureTime(1),
        count: 1,
        origin: Origin::Learned,
    }
}

#[test]
fn a_line_passes_and_the_rest_of_its_server_alerts() {
    let text = suricata(&[line("modbus", 3, &[[10, 19], [40, 40]]), line("modbus", 43, &[])], 5000);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "pass modbus 10.0.0.1 any -> 10.0.0.10 any (msg:\"learned: modbus function_3\"; flow:to_server; modbus: access read holding, address 9<>20; sid:5000; rev:1;)",
            "pass modbus 10.0.0.1 any -> 10.0.0.10 any (msg:\"learned: modbus function_3\"; flow:to_server; modbus: access read holding, address 40; sid:5001; rev:1;)",
            "pass modbus 10.0.0.1 any -> 10.0.0.10 any (msg:\"learned: modbus function_43\"; flow:to_server; modbus: function 43; sid:5002; rev:1;)",
            "alert modbus any any -> 10.0.0.10 any (msg:\"not learned: modbus 10.0.0.10\"; flow:to_server; sid:5003; rev:1;)",
        ]
    );
}

#[test]
fn what_is_exported_compiles_in_our_own_rule_language() {
    let protocols = [
        "modbus",
        "dnp3",
        "enip",
        "cip",
        "pccc",
        "s7comm",
        "s7comm_plus",
        "mms",
        "iec104",
        "opcua",
        "ads",
        "bacnet",
        "fins",
        "hart_ip",
        "mqtt",
        "http",
        "dns",
        "tls",
        "ssh",
        "new",
    ];
    let ranges =
        [[0, 0], [0, 9], [3, 65_535], [0, 65_535], [0, u32::MAX], [9, 1], [70_000, 80_000]];
    let codes = [0, 1, 3, 5, 16, 90, 127, 128, 255, 256, 65_535, 65_536, u32::MAX];
    let mut lines: Vec<BaselineEntry> = protocols
        .iter()
        .flat_map(|protocol| codes.map(|code| line(protocol, code, &ranges)))
        .collect();
    lines[0].operation = "a\"b;c\n)\\".to_owned();
    lines[1].client = HostKey::Ip("2001:db8::1".parse().expect("an address"));
    lines[2].server = HostKey::Mac(Mac([1, 2, 3, 4, 5, 6]));
    let text = suricata(&lines, 1_000_000);
    let options = signatures::language::Options::default();
    let file = signatures::language::read(0, text.as_bytes(), &options);
    assert!(file.failed.is_empty(), "{:#?}\n{text}", file.failed);
    assert!(file.repeated.is_empty() && file.unmet.is_empty());
    assert_eq!(file.rules.len(), text.lines().filter(|line| !line.starts_with('#')).count());
    assert!(file.rules.len() > 60, "{}", file.rules.len());
    assert!(text.contains("# not expressible"));
}
