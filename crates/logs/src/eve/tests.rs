use std::collections::BTreeMap;

use model::asset::Evidence;
use model::finding::Severity;
use model::observation::{Mac, Risk};
use serde_json::{Value, json};

use super::*;

fn lines(write: impl FnOnce(&mut Eve, &mut Vec<u8>)) -> Vec<Value> {
    let mut out = Vec::new();
    write(&mut Eve::default(), &mut out);
    let text = String::from_utf8(out).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn end(ip: &str, port: u16) -> Endpoint {
    Endpoint { mac: Mac([2, 0, 0, 0, 0, 1]), ip: Some(ip.parse().unwrap()), port }
}

fn observation() -> Observation {
    Observation {
        time: CaptureTime(1_500_000_000_000_001_000),
        packet: 7,
        flow: 3,
        transport: Transport::Tcp,
        vlan: [0; 2],
        source: end("10.0.0.1", 40_000),
        target: end("10.0.0.2", 502),
        protocol: "modbus".into(),
        kind: Kind::Request,
        code: 6,
        operation: "write_single_register".into(),
        risk: Risk::Write,
        object: Some(Target::Range { space: "holding_register".into(), start: 4, count: 1 }),
        outcome: None,
        value_digest: Some(1),
        fields: vec![
            ("transaction".into(), Field::Int(9)),
            ("unit".into(), Field::Int(1)),
            ("value".into(), Field::Int(5)),
        ],
        anomalies: Vec::new(),
        count: 1,
    }
}

#[test]
fn a_modbus_write_reads_as_suricata_writes_it() {
    let lines = lines(|eve, out| eve.event(out, &ProbeEvent::Observation(observation())));
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line["timestamp"], "2017-07-14T02:40:00.000001+0000");
    assert_eq!(line["event_type"], "modbus");
    assert_eq!((&line["src_ip"], &line["dest_port"]), (&json!("10.0.0.1"), &json!(502)));
    let request = &line["modbus"]["request"];
    assert_eq!(request["transaction_id"], 9);
    assert_eq!(request["function_raw"], 6);
    assert_eq!(request["function_code"], "WrSingleReg");
    assert_eq!(request["write"], json!({"address": 4, "quantity": 1, "data": 5}));
}

#[test]
fn an_anomaly_is_a_line_of_its_own() {
    let mut o = observation();
    let code = "modbus.length_mismatch".into();
    o.anomalies.push(Anomaly { code, offset: 4, field: Some("length".into()) });
    let lines = lines(|eve, out| eve.event(out, &ProbeEvent::Observation(o)));
    assert_eq!(lines[1]["event_type"], "anomaly");
    assert_eq!(lines[1]["anomaly"]["type"], "applayer");
    assert_eq!(lines[1]["anomaly"]["event"], "length_mismatch");
    assert_eq!(lines[1]["anomaly"]["app_proto"], "modbus");
}

#[test]
fn a_flow_has_totals_for_each_direction() {
    let flow = FlowSummary {
        flow: 3,
        transport: Transport::Tcp,
        vlan: [12, 0],
        client: end("10.0.0.1", 40_000),
        server: end("10.0.0.2", 502),
        first: CaptureTime(1_000_000_000),
        last: CaptureTime(3_500_000_000),
        packets: [4, 3],
        bytes: [400, 300],
        protocol: "modbus".into(),
        state: FlowState::Closed,
        parsed: 48,
        skipped: 0,
        lost: 0,
        anomalies: vec![Anomaly { code: "tcp.gap".into(), offset: 0, field: None }],
        ended: true,
    };
    let lines = lines(|eve, out| eve.event(out, &ProbeEvent::Flow(flow)));
    assert_eq!(lines[0]["event_type"], "flow");
    assert_eq!(lines[0]["app_proto"], "modbus");
    assert_eq!(lines[0]["vlan"], json!([12]));
    assert_eq!(lines[0]["flow"]["pkts_toserver"], 4);
    assert_eq!(lines[0]["flow"]["bytes_toclient"], 300);
    assert_eq!(lines[0]["flow"]["age"], 2);
    assert_eq!(lines[1]["anomaly"]["type"], "stream");
}

#[test]
fn a_detection_becomes_an_alert() {
    let evidence =
        Evidence { event: None, time: CaptureTime(0), packet: 91, summary: String::new() };
    let detection = Detection {
        rule: "s7.program_download".to_owned(),
        pack: "rules@1".to_owned(),
        severity: Severity::High,
        techniques: vec!["T0843".to_owned()],
        key: "k".to_owned(),
        source: "10.0.0.1".to_owned(),
        target: "00:1b:1b:00:00:01".to_owned(),
        protocol: "s7comm".to_owned(),
        operation: "request_download".to_owned(),
        time: CaptureTime(0),
        params: BTreeMap::new(),
        evidence: vec![evidence],
    };
    let lines = lines(|eve, out| eve.detection(out, &detection));
    let alert = &lines[0]["alert"];
    assert_eq!(lines[0]["event_type"], "alert");
    assert_eq!((&lines[0]["src_ip"], &lines[0]["pcap_cnt"]), (&json!("10.0.0.1"), &json!(91)));
    assert_eq!(lines[0]["dest_mac"], "00:1b:1b:00:00:01");
    assert_eq!((&alert["severity"], &alert["category"]), (&json!(1), &json!("s7")));
    assert_eq!(alert["metadata"]["mitre_technique_id"], json!(["T0843"]));
    assert!(alert["signature_id"].as_u64().unwrap() >= 1_000_000_000);
}
