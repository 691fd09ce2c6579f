use model::observation::{Mac, Risk};
use serde_json::{Value, json};

use super::*;

fn end(ip: &str, port: u16) -> Endpoint {
    Endpoint { mac: Mac([2, 0, 0, 0, 0, 1]), ip: Some(ip.parse().unwrap()), port }
}

fn observation(protocol: &'static str, operation: &'static str) -> Observation {
    Observation {
        time: CaptureTime(1_591_367_999_305_988_123),
        packet: 7,
        flow: 3,
        transport: Transport::Tcp,
        vlan: [0; 2],
        source: end("10.0.0.1", 40_000),
        target: end("10.0.0.2", 502),
        protocol: protocol.into(),
        kind: Kind::Request,
        code: 6,
        operation: operation.into(),
        risk: Risk::Write,
        object: None,
        outcome: None,
        value_digest: None,
        fields: Vec::new(),
        anomalies: Vec::new(),
        count: 1,
    }
}

fn summary() -> FlowSummary {
    FlowSummary {
        flow: 3,
        transport: Transport::Tcp,
        vlan: [7, 0],
        client: end("10.0.0.1", 40_000),
        server: end("10.0.0.2", 502),
        first: CaptureTime(1_500_000_000_000_000_000),
        last: CaptureTime(1_500_000_002_500_000_000),
        packets: [4, 3],
        bytes: [400, 300],
        protocol: "modbus".into(),
        state: FlowState::Closed,
        parsed: 0,
        skipped: 0,
        lost: 5,
        anomalies: Vec::new(),
        ended: true,
    }
}

fn told(zeek: &mut Zeek, event: &ProbeEvent) -> Vec<(String, Value)> {
    let mut lines = Vec::new();
    zeek.event(event, &mut |log, line| {
        assert_eq!(line.last(), Some(&b'\n'), "one line");
        lines.push((log.to_owned(), serde_json::from_slice(line).unwrap()));
    });
    lines
}

fn of(observation: Observation) -> Vec<(String, Value)> {
    told(&mut Zeek::new(1), &ProbeEvent::Observation(observation))
}

/// The line of a log holds these columns.
#[track_caller]
fn check(lines: &[(String, Value)], log: &str, expected: &Value) {
    let Some((_, line)) = lines.iter().find(|(name, _)| name == log) else {
        panic!("no {log} in {lines:?}")
    };
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&line[name], value, "{log}.{name} of {line}");
    }
}

#[test]
fn a_modbus_write_is_in_both_modbus_logs() {
    let mut o = observation("modbus", "write_single_register");
    o.object = Some(Target::Range { space: "holding_register".into(), start: 4, count: 1 });
    o.fields = vec![("transaction".into(), Field::Int(9)), ("value".into(), Field::Int(5))];
    let lines = of(o);
    assert_eq!(lines.len(), 2);
    check(
        &lines,
        "modbus",
        &json!({"tid": 9, "func": "WRITE_SINGLE_REGISTER", "pdu_type": "REQ",
                "id.orig_h": "10.0.0.1", "id.resp_p": 502, "ts": 1_591_367_999.305_988}),
    );
    check(
        &lines,
        "modbus_detailed",
        &json!({"address": 4, "quantity": 1, "request_values": 5, "is_orig": true,
                "source_h": "10.0.0.1", "request_response": "REQUEST"}),
    );
}

#[test]
fn times_are_seconds_with_six_decimals() {
    let mut text = String::new();
    Zeek::new(1).event(&ProbeEvent::Flow(summary()), &mut |_, line| {
        text = String::from_utf8(line.to_vec()).unwrap();
    });
    assert!(text.starts_with("{\"ts\":1500000000.000000,\"uid\":\"C"), "{text}");
    assert!(text.contains("\"duration\":2.500000,"), "{text}");
}

#[test]
fn a_response_keeps_the_direction_of_its_connection() {
    let mut o = observation("modbus", "read_coils");
    o.kind = Kind::Response;
    (o.source, o.target) = (o.target, o.source);
    o.outcome = Some(Outcome::Error { code: 2, name: "illegal_data_address".into() });
    check(
        &of(o),
        "modbus_detailed",
        &json!({"id.orig_h": "10.0.0.1", "source_h": "10.0.0.2", "is_orig": false,
                "exception_code": "illegal_data_address"}),
    );
}

#[test]
fn what_a_server_sends_unasked_keeps_the_direction_too() {
    let mut zeek = Zeek::new(1);
    let asked = observation("iec104", "interrogation");
    told(&mut zeek, &ProbeEvent::Observation(asked.clone()));
    let mut unasked = asked;
    unasked.kind = Kind::Spontaneous;
    (unasked.source, unasked.target) = (unasked.target, unasked.source);
    let lines = told(&mut zeek, &ProbeEvent::Observation(unasked));
    check(&lines, "iec104", &json!({"id.orig_h": "10.0.0.1", "is_orig": false}));
}

#[test]
fn a_connection_is_told_once_when_it_ends() {
    let mut zeek = Zeek::new(1);
    let open = FlowSummary { ended: false, ..summary() };
    assert_eq!(told(&mut zeek, &ProbeEvent::Flow(open)), []);
    let lines = told(&mut zeek, &ProbeEvent::Flow(summary()));
    check(
        &lines,
        "conn",
        &json!({"proto": "tcp", "service": "modbus", "duration": 2.5, "conn_state": "SF",
                "orig_pkts": 4, "resp_pkts": 3, "orig_ip_bytes": 328, "resp_ip_bytes": 246,
                "missed_bytes": 5, "vlan": 7}),
    );
}

#[test]
fn states_have_zeeks_names() {
    for (state, packets, transport, expected) in [
        (FlowState::Attempt, [1, 0], Transport::Tcp, "S0"),
        (FlowState::Refused, [1, 1], Transport::Tcp, "REJ"),
        (FlowState::Established, [5, 5], Transport::Tcp, "S1"),
        (FlowState::Established, [5, 5], Transport::Udp, "SF"),
        (FlowState::Established, [5, 0], Transport::Udp, "S0"),
        (FlowState::Midstream, [5, 5], Transport::Tcp, "OTH"),
        (FlowState::Closed, [5, 5], Transport::Tcp, "SF"),
        (FlowState::Reset, [5, 5], Transport::Tcp, "RSTO"),
    ] {
        let flow = FlowSummary { state, packets, transport, ..summary() };
        assert_eq!(super::state(&flow), expected, "{state:?}");
    }
}

#[test]
fn identifiers_differ_by_flow_and_run() {
    let one = identifier('C', 1, 1);
    assert_eq!(one.len(), 18);
    assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(one, identifier('C', 1, 1));
    assert_ne!(one, identifier('C', 1, 2));
    assert_ne!(one, identifier('C', 2, 1));
}

#[test]
fn anomalies_are_weird() {
    let mut o = observation("modbus", "read_coils");
    o.anomalies.push(Anomaly {
        code: "modbus.length_mismatch".into(),
        offset: 4,
        field: Some("length".into()),
    });
    check(
        &of(o),
        "weird",
        &json!({"name": "modbus.length_mismatch", "addl": "length@4", "source": "MODBUS"}),
    );
}

#[test]
fn a_protocol_without_a_table_has_its_own_log() {
    let mut o = observation("fins", "memory_area_write");
    o.object = Some(Target::Range { space: "dm".into(), start: 100, count: 2 });
    o.fields = vec![("node".into(), Field::Int(3)), ("ts".into(), Field::Int(0))];
    check(
        &of(o),
        "fins",
        &json!({"function_name": "memory_area_write", "object_space": "dm", "object_start": 100,
                "node": 3, "risk_class": "write", "ts": 1_591_367_999.305_988}),
    );
}

#[test]
fn a_log_of_ethernet_names_stations() {
    let mut o = observation("goose", "publish");
    (o.source.ip, o.target.ip, o.flow) = (None, None, 0);
    o.fields = vec![("st_num".into(), Field::Int(8))];
    let lines = of(o);
    check(&lines, "goose", &json!({"src_mac": "02:00:00:00:00:01", "st_num": 8, "uid": null}));
}

#[test]
fn rows_fill_the_columns_of_their_logs() {
    for (protocol, operation, ours, value, log, theirs) in [
        ("dns", "query", "type", "A", "dns", "qtype_name"),
        ("http", "get", "user_agent", "curl/8", "http", "user_agent"),
        ("tls", "client_hello", "ja3", "e7d7", "ssl", "ja3"),
        ("tls", "certificate", "certificate_serial", "0a", "x509", "certificate.serial"),
        ("smtp", "mail", "argument", "a@example.org", "smtp", "mailfrom"),
        ("ftp", "retr", "argument", "a.txt", "ftp", "arg"),
        ("ssh", "version", "software", "OpenSSH_9", "ssh", "client"),
        ("opcua", "hello", "endpoint_url", "opc.tcp://a", "opcua_binary", "endpoint_url"),
        ("enip", "list_identity", "vendor_id", "1", "cip_identity", "vendor_id"),
        ("s7comm", "cpu_services", "szl_id", "17", "s7comm_read_szl", "szl_id"),
        ("dnp3", "operate", "control", "latch_on", "dnp3_control", "operation_type"),
    ] {
        let mut o = observation(protocol, operation);
        o.fields = vec![(ours.into(), Field::Text(value.into()))];
        check(&of(o), log, &json!({ theirs: value }));
    }
}

#[test]
fn alerts_are_notices() {
    let alert = SignatureAlert {
        time: CaptureTime(5),
        packet: 1,
        flow: 3,
        transport: Transport::Udp,
        vlan: [0; 2],
        source: end("10.0.0.1", 4),
        target: end("10.0.0.2", 53),
        protocol: "dns".into(),
        gid: 1,
        sid: 42,
        rev: 2,
        message: "quoted \"name\"".into(),
        class: String::new(),
        priority: 1,
        action: "alert".into(),
        metadata: Vec::new(),
        references: Vec::new(),
    };
    check(
        &told(&mut Zeek::new(1), &ProbeEvent::Alert(alert)),
        "notice",
        &json!({"msg": "quoted \"name\"", "sub": "1:42:2", "src": "10.0.0.1", "dst": "10.0.0.2",
                "p": 53, "proto": "udp"}),
    );
}

#[test]
fn files_have_their_digests() {
    let file = FileSeen {
        time: CaptureTime(5),
        packet: 1,
        flow: 3,
        transport: Transport::Tcp,
        vlan: [0; 2],
        client: end("10.0.0.1", 4),
        server: end("10.0.0.2", 80),
        protocol: "http".into(),
        class: "file".into(),
        name: "a.exe".into(),
        kind: String::new(),
        to_server: false,
        size: 10,
        announced: Some(12),
        complete: false,
        sha256: "ab".into(),
        sm3: "cd".into(),
        md5: "ef".into(),
        magic: "application/x-dosexec".into(),
        matches: Vec::new(),
        content: String::new(),
    };
    let lines = told(&mut Zeek::new(1), &ProbeEvent::File(file));
    check(
        &lines,
        "files",
        &json!({"sha256": "ab", "md5": "ef", "mime_type": "application/x-dosexec",
                "filename": "a.exe", "seen_bytes": 10, "total_bytes": 12, "missing_bytes": 2,
                "timedout": true, "source": "HTTP", "is_orig": false}),
    );
    assert!(lines[0].1["fuid"].as_str().unwrap().starts_with('F'));
}
