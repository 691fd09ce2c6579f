use model::CaptureTime;

use super::*;

const MS: i64 = 1_000_000;

fn read(at: i64, code: u32, digest: u64) -> Observation {
    Observation {
        time: CaptureTime(at),
        flow: 1,
        protocol: "modbus".into(),
        operation: "read_holding_registers".into(),
        code,
        risk: Risk::Read,
        value_digest: Some(digest),
        ..blank()
    }
}

/// Offers the observations, ends the run, and gives (milliseconds, count) of each that was sent.
fn sent(limits: Limits, offered: Vec<Observation>) -> Vec<(i64, u32)> {
    let mut rollup = Rollup::new(limits);
    let mut sent = Vec::new();
    let mut out = |event| {
        if let ProbeEvent::Observation(o) = event {
            sent.push((o.time.0 / MS, o.count));
        }
    };
    for mut observation in offered {
        rollup.offer(&mut observation, &mut out);
    }
    rollup.finish(&mut out);
    sent
}

fn every(step: i64, count: i64) -> Vec<Observation> {
    (0..count).map(|n| read(n * step * MS, 3, 0)).collect()
}

#[test]
fn the_first_is_told_at_once_and_the_rest_once_a_window() {
    let sent = sent(Limits::default(), every(100, 25));
    assert_eq!(sent, [(0, 1), (900, 9), (1900, 10), (2400, 5)]);
}

#[test]
fn what_comes_less_often_than_a_window_is_told_each_time() {
    assert_eq!(sent(Limits::default(), every(3000, 3)), [(0, 1), (3000, 1), (6000, 1)]);
}

#[test]
fn counts_add_up_to_what_was_offered() {
    let sent = sent(Limits::default(), every(7, 1000));
    assert_eq!(sent.iter().map(|(_, count)| count).sum::<u32>(), 1000);
}

#[test]
fn writes_and_anomalies_are_never_merged() {
    let mut write = read(0, 6, 0);
    write.risk = Risk::Write;
    let mut odd = read(0, 3, 0);
    odd.anomalies.push(Anomaly { code: "modbus.length".into(), offset: 0, field: None });
    for same in [write, odd] {
        assert_eq!(sent(Limits::default(), vec![same.clone(), same.clone(), same]).len(), 3);
    }
}

#[test]
fn a_changed_value_goes_through_when_asked_for() {
    let offered = || vec![read(0, 3, 1), read(MS, 3, 1), read(2 * MS, 3, 2), read(3 * MS, 3, 2)];
    let limits = Limits { on_change: true, ..Limits::default() };
    assert_eq!(sent(limits, offered()), [(0, 1), (2, 1), (3, 2)]);
    assert_eq!(sent(Limits::default(), offered()), [(0, 1), (3, 3)]);
}

#[test]
fn a_flood_degrades_to_a_count_and_says_so() {
    let limits = Limits { per_second: 10, ..Limits::default() };
    let mut offered: Vec<_> = (0..100).map(|n| read(n, 1000 + n as u32, 0)).collect();
    offered[99].risk = Risk::Stop;
    let mut rollup = Rollup::new(limits);
    let mut events = Vec::new();
    let mut out = |event| events.push(event);
    for observation in &mut offered {
        rollup.offer(observation, &mut out);
    }
    rollup.finish(&mut out);
    let operations: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            ProbeEvent::Observation(o) => Some((o.risk, &*o.operation, o.count)),
            _ => None,
        })
        .collect();
    assert_eq!(operations.len(), 12);
    assert_eq!(operations[10].0, Risk::Stop, "a stop is told whatever else happens");
    assert_eq!(operations[11], (Risk::Link, "output_degraded", 89));
    assert_eq!(rollup.totals().suppressed, 89);
}

#[test]
fn the_table_is_bounded() {
    let limits = Limits { max_keys: 4, per_second: 0, ..Limits::default() };
    let mut rollup = Rollup::new(limits);
    for n in 0..100 {
        rollup.offer(&mut read(n, n as u32, 0), &mut |_| {});
    }
    assert_eq!((rollup.held.len(), rollup.due.len()), (4, 4));
}
