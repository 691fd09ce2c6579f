use model::observation::{Endpoint, Kind, Mac, Transport};

use super::*;

const SEED: Seeded = Seeded(7);

fn pair(client: u8, server: u8) -> Pair {
    let host = |n: u8| HostKey::Ip(std::net::IpAddr::from([10, 0, 0, n]));
    Pair { client: host(client), server: host(server), protocol: SEED.of("modbus") }
}

fn message(code: u32, object: Option<Object>) -> Observation {
    let nobody = Endpoint { mac: Mac::default(), ip: None, port: 0 };
    Observation {
        time: CaptureTime(5),
        packet: 1,
        flow: 1,
        transport: Transport::Tcp,
        vlan: [0, 0],
        source: nobody,
        target: nobody,
        protocol: "modbus".into(),
        kind: Kind::Request,
        code,
        operation: "op".into(),
        risk: Risk::Read,
        object,
        outcome: None,
        value_digest: None,
        fields: Vec::new(),
        anomalies: Vec::new(),
        count: 1,
    }
}

fn range(start: u32, count: u32) -> Option<Object> {
    Some(Object::Range { space: "coil".into(), start, count })
}

fn named(name: &str) -> Option<Object> {
    Some(Object::Named { space: "block".into(), name: name.to_owned() })
}

/// A baseline in which 1 uses function 3 on coils 0–9 of 10, and 2 on block DB1 of 11.
fn learned() -> Baseline {
    let mut baseline = Baseline::new(100, SEED);
    baseline.learn(&pair(1, 10), &message(3, range(0, 10)));
    baseline.learn(&pair(2, 11), &message(3, named("DB1")));
    baseline
}

fn check(who: Pair, message: &Observation, expected: &[Deviation]) {
    let found = learned().deviations(&who, message);
    let words: Vec<_> = Deviation::ALL.into_iter().filter(|d| found & d.bit() != 0).collect();
    assert_eq!(words, expected);
}

#[test]
fn the_broadest_news_is_told_and_no_more() {
    use Deviation::*;
    check(pair(1, 10), &message(3, range(2, 3)), &[]);
    check(pair(1, 10), &message(3, None), &[]);
    check(pair(1, 10), &message(3, range(0, 0)), &[]);
    check(pair(1, 10), &message(3, range(5, 10)), &[NewObjectRange]);
    check(pair(1, 10), &message(3, range(u32::MAX, u32::MAX)), &[NewObjectRange]);
    check(pair(1, 10), &message(3, named("DB1")), &[NewObjectRange]);
    check(pair(2, 11), &message(3, named("DB1")), &[]);
    check(pair(2, 11), &message(3, named("DB2")), &[NewObjectRange]);
    check(pair(1, 10), &message(6, None), &[NewOperation]);
    check(pair(1, 11), &message(3, None), &[NewConversation]);
    check(pair(9, 10), &message(3, None), &[NewClient]);
    check(pair(1, 99), &message(3, None), &[NewServer]);
    check(pair(9, 99), &message(3, None), &[NewClient, NewServer]);
    // A server of the one line is no client of it.
    check(pair(10, 1), &message(3, None), &[NewClient, NewServer]);
}

#[test]
fn a_line_is_told_when_it_is_new_or_wider_only() {
    let mut baseline = learned();
    assert!(baseline.learn(&pair(1, 10), &message(3, range(0, 10))).is_none());
    let wider = baseline.learn(&pair(1, 10), &message(3, range(10, 5))).expect("wider");
    assert_eq!(wider.ranges, [[0, 14]]);
    assert_eq!(wider.key(), "10.0.0.1>10.0.0.10|modbus|3|coil");
    assert_eq!(wider.count, 3);
}

#[test]
fn lines_go_out_and_come_back_the_same() {
    let lines = learned().lines();
    let mut again = Baseline::new(100, SEED);
    lines.iter().for_each(|line| again.accept(line));
    assert_eq!(again.lines(), lines);
    let json = serde_json::to_string(&lines).expect("lines can be written");
    assert_eq!(serde_json::from_str::<Vec<BaselineEntry>>(&json).expect("and read"), lines);
}

#[test]
fn a_full_baseline_learns_no_more_and_says_so() {
    let mut baseline = Baseline::new(3, SEED);
    for code in 0..10 {
        baseline.learn(&pair(1, 10), &message(code, None));
    }
    assert_eq!((baseline.len(), baseline.not_learned), (3, 7));
    assert_ne!(baseline.deviations(&pair(1, 10), &message(9, None)), 0);
}

#[test]
fn hostile_lines_are_taken_in_without_harm() {
    let mut line = learned().lines().remove(0);
    line.granularity = u32::MAX;
    line.ranges = vec![[9, 1], [0, u32::MAX], [5, 5]];
    line.count = u64::MAX;
    line.any_name = true;
    let mut baseline = learned();
    baseline.accept(&line);
    baseline.accept(&line);
    assert_eq!(baseline.deviations(&pair(1, 10), &message(3, range(70_000, 1))), 0);
}
