//! Events as a probe would report them: a master that reads and writes registers of a controller.

use std::net::{IpAddr, Ipv4Addr};

use model::CaptureTime;
use model::event::{FileSeen, ProbeEvent, ProbeHealth, SignatureAlert};
use model::observation::{Endpoint, Kind, Mac, Object, Observation, Risk, Transport};

/// A host of the plant, `10.0.0.<last>`.
pub fn host(last: u8, port: u16) -> Endpoint {
    let ip = Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, last)));
    Endpoint { mac: Mac([2, 0, 0, 0, 0, last]), ip, port }
}

/// A Modbus request `second` seconds into the capture. The plant's own master is host 5, its
/// controller host 20.
pub fn modbus(second: i64, from: u8, to: u8, code: u32, register: u32) -> ProbeEvent {
    let (operation, risk) = match code {
        3 => ("read_holding_registers", Risk::Read),
        16 => ("write_multiple_registers", Risk::Write),
        _ => ("write_single_register", Risk::Write),
    };
    ProbeEvent::Observation(Observation {
        time: CaptureTime(1_767_574_800_000_000_000 + second * 1_000_000_000),
        packet: u64::try_from(second).unwrap() + 1,
        flow: u64::from(from),
        transport: Transport::Tcp,
        vlan: [0, 0],
        source: host(from, 40_000 + u16::from(from)),
        target: host(to, 502),
        protocol: "modbus".into(),
        kind: Kind::Request,
        code,
        operation: operation.into(),
        risk,
        object: Some(Object::Range { space: "holding_register".into(), start: register, count: 2 }),
        outcome: None,
        value_digest: None,
        fields: Vec::new(),
        anomalies: Vec::new(),
        count: 1,
    })
}

/// A minute of usual work: reads every second, a write every ten.
pub fn usual(first_second: i64) -> Vec<ProbeEvent> {
    (first_second..first_second + 60)
        .flat_map(|second| {
            let read = modbus(second, 5, 20, 3, 100);
            let write = (second % 10 == 0).then(|| modbus(second, 5, 20, 16, 200));
            [Some(read), write].into_iter().flatten()
        })
        .collect()
}

/// A stranger writes to the controller.
pub fn attack(second: i64) -> Vec<ProbeEvent> {
    vec![modbus(second, 66, 20, 16, 200), modbus(second + 1, 66, 20, 16, 202)]
}

/// A program block that host 5 writes into the controller; `content` in base64.
pub fn program(second: i64, name: &str, content: &str) -> ProbeEvent {
    ProbeEvent::File(FileSeen {
        time: CaptureTime(1_767_574_800_000_000_000 + second * 1_000_000_000),
        packet: 1,
        flow: 5,
        transport: Transport::Tcp,
        vlan: [0, 0],
        client: host(5, 40_005),
        server: host(20, 102),
        protocol: "s7comm".into(),
        class: "program".into(),
        name: name.to_owned(),
        kind: String::new(),
        to_server: true,
        size: content.len() as u64,
        announced: None,
        complete: true,
        sha256: format!("{content:0>64}"),
        sm3: format!("{content:0>64}"),
        md5: String::new(),
        magic: String::new(),
        matches: Vec::new(),
        content: content.to_owned(),
    })
}

/// A signature that matched what host 66 sent to the controller.
pub fn alert(second: i64, message: &str) -> ProbeEvent {
    ProbeEvent::Alert(SignatureAlert {
        time: CaptureTime(1_767_574_800_000_000_000 + second * 1_000_000_000),
        packet: 1,
        flow: 66,
        transport: Transport::Tcp,
        vlan: [0, 0],
        source: host(66, 40_066),
        target: host(20, 502),
        protocol: "modbus".into(),
        gid: 1,
        sid: 1_111_006,
        rev: 1,
        message: message.to_owned(),
        class: "attempted-admin".to_owned(),
        priority: 1,
        action: "alert".into(),
        metadata: Vec::new(),
        references: Vec::new(),
    })
}

/// A probe's report of its first run.
pub fn health(second: i64, packets: u64, dropped: u64) -> ProbeEvent {
    ProbeEvent::Health(ProbeHealth {
        time: CaptureTime(1_767_574_800_000_000_000 + second * 1_000_000_000),
        run: CaptureTime(1),
        version: "1.0".to_owned(),
        packets,
        dropped,
        ..ProbeHealth::default()
    })
}

/// As the uplink sends them.
pub fn ndjson(events: &[ProbeEvent]) -> Vec<u8> {
    let mut lines = Vec::new();
    for event in events {
        serde_json::to_writer(&mut lines, event).unwrap();
        lines.push(b'\n');
    }
    lines
}
