use std::collections::BTreeSet;

use model::event::{FileSeen, FlowState, SignatureAlert};
use model::finding::Severity;
use model::observation::{Mac, Object, Outcome, Risk, Transport, Value};
use procedure::Pack;
use proptest::prelude::*;

use super::*;
use crate::types::{Maintenance, Origin};

const LEARNED: i64 = 1_000_000 * SECOND;

/// The rules shipped with the product.
fn shipped() -> Arc<RuleSet> {
    static RULES: std::sync::OnceLock<Arc<RuleSet>> = std::sync::OnceLock::new();
    let compile = || {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/rules-ics-base");
        let files = std::fs::read_dir(folder).expect("the pack").flatten();
        let files = files
            .map(|f| {
                (
                    f.file_name().into_string().expect("a name"),
                    std::fs::read(f.path()).expect("a file"),
                )
            })
            .collect();
        Arc::new(RuleSet::compile(&[Pack::load(&files).expect("it loads")]).expect("it compiles"))
    };
    Arc::clone(RULES.get_or_init(compile))
}

fn engine() -> Engine {
    let config = Config { learning_until: Some(CaptureTime(LEARNED)), ..Config::default() };
    Engine::new(shipped(), config)
}

fn end(host: u8, port: u16) -> Endpoint {
    let ip = std::net::IpAddr::from([10, 0, 0, host]);
    Endpoint { mac: Mac([2, 0, 0, 0, 0, host]), ip: Some(ip), port }
}

/// A Modbus request of host 1 to host 10.
fn request(time: i64, code: u32, risk: Risk, start: u32) -> Observation {
    Observation {
        time: CaptureTime(time),
        packet: 7,
        flow: 1,
        transport: Transport::Tcp,
        vlan: [0, 0],
        source: end(1, 50_000),
        target: end(10, 502),
        protocol: "modbus".into(),
        kind: Kind::Request,
        code,
        operation: format!("function_{code}").into(),
        risk,
        object: Some(Object::Range { space: "holding_register".into(), start, count: 2 }),
        outcome: None,
        value_digest: None,
        fields: Vec::new(),
        anomalies: Vec::new(),
        count: 1,
    }
}

fn feed(engine: &mut Engine, events: impl IntoIterator<Item = Observation>) -> Output {
    let mut out = Output::default();
    for (n, o) in events.into_iter().enumerate() {
        engine.event(&ProbeEvent::Observation(o), Some(&format!("day.0.{n}")), &mut out);
    }
    out
}

fn rules_of(out: &Output) -> Vec<&str> {
    out.detections.iter().map(|d| d.rule.as_str()).collect()
}

#[test]
fn what_is_learned_is_silent_and_what_departs_from_it_speaks_with_its_evidence() {
    let mut engine = engine();
    let learning = feed(&mut engine, [request(1, 3, Risk::Read, 0), request(2, 6, Risk::Write, 4)]);
    assert_eq!(rules_of(&learning), [""; 0]);
    assert_eq!(learning.learned.len(), 2);
    let usual = feed(
        &mut engine,
        [request(LEARNED, 3, Risk::Read, 0), request(LEARNED, 6, Risk::Write, 4)],
    );
    assert_eq!(rules_of(&usual), [""; 0]);
    let mut stranger = request(LEARNED + 5, 6, Risk::Write, 4);
    stranger.source = end(66, 40_000);
    let out = feed(&mut engine, [stranger]);
    let [found] = out.detections.as_slice() else { panic!("{:?}", rules_of(&out)) };
    assert_eq!(found.rule, "baseline.write_from_new_host");
    assert_eq!((found.source.as_str(), found.target.as_str()), ("10.0.0.66", "10.0.0.10"));
    assert_eq!(found.key, "baseline.write_from_new_host|10.0.0.66|10.0.0.10");
    assert_eq!(found.severity, Severity::High);
    assert_eq!(found.params["deviation"], "new_client");
    assert_eq!(found.params["object"], "holding_register 4..5");
    assert_eq!(found.evidence[0].event.as_deref(), Some("day.0.0"));
    assert_eq!(found.evidence[0].packet, 7);
    assert_eq!(found.pack, "rules-ics-base@0.1.0");
}

#[test]
fn an_accepted_line_ends_the_deviation() {
    let mut engine = engine();
    feed(&mut engine, [request(1, 3, Risk::Read, 0)]);
    let write = |time| request(LEARNED + time, 6, Risk::Write, 40);
    assert_eq!(rules_of(&feed(&mut engine, [write(0)])), ["baseline.new_function"]);
    let mut line = engine.baseline().remove(0);
    line.code = 6;
    line.ranges = vec![[40, 49]];
    line.origin = Origin::Accepted;
    engine.accept(&line);
    // Long after the quiet time.
    assert_eq!(rules_of(&feed(&mut engine, [write(7200 * SECOND)])), [""; 0]);
    let beyond = request(LEARNED + 7201 * SECOND, 6, Risk::Write, 49);
    assert_eq!(rules_of(&feed(&mut engine, [beyond])), ["baseline.new_write_range"]);
}

#[test]
fn repetitions_are_counted_and_said_again_after_the_quiet_time() {
    let mut engine = engine();
    let stop = |time| {
        let mut o = request(time, 0x29, Risk::Stop, 0);
        (o.protocol, o.operation, o.object) = ("s7comm".into(), "plc_stop".into(), None);
        o
    };
    let out = feed(&mut engine, (0..50).map(|n| stop(LEARNED + n * SECOND)));
    assert_eq!(rules_of(&out), ["s7.plc_stop"]);
    assert_eq!(engine.stats().repeated, 49);
    let again = feed(&mut engine, [stop(LEARNED + 700 * SECOND)]);
    assert_eq!(again.detections[0].params["repeats"], "49");
    assert_eq!(again.detections[0].key, out.detections[0].key);
}

#[test]
fn a_flood_of_new_findings_degrades_to_counts() {
    let mut engine = engine();
    feed(&mut engine, [request(1, 3, Risk::Read, 0)]);
    let strangers = (0..2000u32).map(|n| {
        let mut o = request(LEARNED + 1, 6, Risk::Write, 0);
        let [a, b] = (n as u16).to_be_bytes();
        o.source.ip = Some(std::net::IpAddr::from([172, 16, a, b]));
        o
    });
    let out = feed(&mut engine, strangers);
    assert_eq!(out.detections.len(), 300);
    assert_eq!(engine.stats().over_budget, 1700);
}

#[test]
fn without_a_set_end_learning_lasts_its_length_from_the_first_event() {
    let config = Config { learning_seconds: 60, ..Config::default() };
    let mut engine = Engine::new(shipped(), config);
    assert_eq!(engine.learning_until(), None);
    feed(&mut engine, [request(5 * SECOND, 3, Risk::Read, 0)]);
    assert_eq!(engine.learning_until(), Some(CaptureTime(65 * SECOND)));
    engine.learn_until(CaptureTime(100 * SECOND));
    let late = feed(&mut engine, [request(90 * SECOND, 6, Risk::Write, 0)]);
    assert_eq!((late.learned.len(), late.detections.len()), (1, 0));
}

#[test]
fn an_outstation_that_reports_is_the_server_still() {
    let mut engine = engine();
    let mut o = request(1, 36, Risk::Read, 0);
    (o.protocol, o.kind) = ("iec104".into(), Kind::Spontaneous);
    (o.source, o.target) = (end(10, 2404), end(1, 50_000));
    let out = feed(&mut engine, [o]);
    assert_eq!(out.learned[0].server, HostKey::of(&end(10, 0)));
    let roles: Vec<_> = out
        .facts
        .iter()
        .filter(|(_, fact)| fact.attribute == "role")
        .map(|(host, fact)| (host.to_string(), fact.value.as_str()))
        .collect();
    assert_eq!(roles, [("10.0.0.10".to_owned(), "outstation")]);
}

#[test]
fn conversations_and_hosts_are_reported_as_growth() {
    let mut engine = engine();
    let mut out = feed(&mut engine, (0..3).map(|n| request(n, 6, Risk::Write, 0)));
    engine.flush(&mut out);
    assert_eq!(out.conversations.len(), 1);
    let seen = &out.conversations[0];
    assert_eq!((seen.messages, seen.commands, seen.port), (3, 3, 502));
    assert_eq!(seen.key(), "10.0.0.1>10.0.0.10|modbus|tcp|502");
    assert!(out.hosts.iter().all(|host| host.new) && out.hosts.len() == 2);
    let mut more = feed(&mut engine, [request(9, 6, Risk::Write, 0)]);
    engine.flush(&mut more);
    assert_eq!(more.conversations[0].messages, 1);
    assert!(more.hosts.iter().all(|host| !host.new));
    let mut nothing = Output::default();
    engine.flush(&mut nothing);
    assert!(nothing.is_empty());
}

fn flow(time: i64, packets: u64, port: u16, state: FlowState) -> FlowSummary {
    FlowSummary {
        flow: u64::from(port),
        transport: Transport::Tcp,
        vlan: [0, 0],
        client: end(1, 50_000),
        server: end(10, port),
        first: CaptureTime(time),
        last: CaptureTime(time),
        packets: [packets, packets],
        bytes: [packets * 100, packets * 100],
        protocol: "modbus".into(),
        state,
        parsed: 0,
        skipped: 0,
        lost: 0,
        anomalies: Vec::new(),
        ended: false,
    }
}

#[test]
fn totals_of_flow_summaries_are_counted_once() {
    let mut engine = engine();
    let mut out = Output::default();
    for packets in [10, 25, 25] {
        engine.event(
            &ProbeEvent::Flow(flow(1, packets, 502, FlowState::Established)),
            None,
            &mut out,
        );
    }
    engine.flush(&mut out);
    assert_eq!((out.conversations[0].packets, out.conversations[0].flows), (50, 1));
}

#[test]
fn a_switched_off_rule_is_silent() {
    let disabled = BTreeSet::from(["s7.plc_stop".to_owned()]);
    let mut engine = Engine::new(shipped(), Config { disabled, ..Config::default() });
    let mut o = request(1, 0x29, Risk::Stop, 0);
    (o.protocol, o.operation) = ("s7comm".into(), "plc_stop".into());
    assert_eq!(rules_of(&feed(&mut engine, [o])), [""; 0]);
}

#[test]
fn a_signature_becomes_a_finding_with_its_words_and_techniques() {
    let mut engine = engine();
    let mut out = Output::default();
    // Signatures need no learning.
    engine.event(&ProbeEvent::Alert(alert(5, 2_001_234, 1)), Some("day.0.0"), &mut out);
    let [found] = out.detections.as_slice() else { panic!("{:?}", rules_of(&out)) };
    assert_eq!(found.rule, "signature.urgent");
    assert_eq!((found.source.as_str(), found.target.as_str()), ("10.0.0.10", "10.0.0.1"));
    assert_eq!(found.params["message"], "SCADA something");
    assert_eq!((found.params["sid"].as_str(), found.params["rev"].as_str()), ("2001234", "2"));
    assert_eq!(found.params["object"], "signature 2001234");
    assert_eq!(found.params["port"], "502");
    assert!(found.techniques.contains(&"T0814".to_owned()));
    assert_eq!(found.evidence[0].event.as_deref(), Some("day.0.0"));
}

#[test]
fn versions_of_blocks_outlast_a_restart() {
    let mut engine = engine();
    let say = |engine: &mut Engine, file: FileSeen| {
        let mut out = Output::default();
        engine.event(&ProbeEvent::File(file), None, &mut out);
        out.detections
    };
    assert_eq!(say(&mut engine, block(1, "OB1", 1)).len(), 0);
    assert_eq!(say(&mut engine, block(LEARNED, "OB1", 1)).len(), 0);
    let text = serde_json::to_string(&engine.state()).expect("the state can be written");
    let mut second = super::tests::engine();
    second.restore(serde_json::from_str(&text).expect("and read"));
    let mut cut = block(LEARNED + 1, "OB1", 2);
    cut.complete = false;
    assert_eq!(say(&mut second, cut).len(), 0, "part of a block is no version of it");
    let found = say(&mut second, block(LEARNED + 2, "OB1", 2));
    assert_eq!(found[0].rule, "program.changed");
    assert_eq!(found[0].params["old_sha256"], format!("{:064x}", 1));
    assert_eq!(found[0].params["object"], "program OB1");
    assert_eq!(say(&mut second, block(LEARNED + 3, "FC9", 3))[0].rule, "program.new_block");
}

/// Polls every 10 s, and another conversation that keeps time going.
fn polls(from: i64, minutes: i64, also_host_1: bool) -> Vec<Observation> {
    let each = (0..minutes * 6).map(|n| from + n * 10 * SECOND);
    let pair = |time| {
        let mut other = request(time, 4, Risk::Read, 0);
        other.source = end(2, 50_000);
        [request(time, 3, Risk::Read, 0), other]
    };
    each.flat_map(pair).filter(|o| also_host_1 || o.source != end(1, 50_000)).collect()
}

#[test]
fn a_poll_that_stops_or_races_is_told_and_one_that_goes_on_is_not() {
    let start = LEARNED - 900 * SECOND;
    let mut engine = engine();
    assert_eq!(rules_of(&feed(&mut engine, polls(start, 15, true))), [""; 0]);
    assert_eq!(rules_of(&feed(&mut engine, polls(LEARNED, 5, true))), [""; 0]);
    let later = LEARNED + 300 * SECOND;
    let race = (0..40).map(|n| request(later + n * SECOND, 3, Risk::Read, 0));
    let out = feed(&mut engine, race);
    assert_eq!(rules_of(&out), ["baseline.rate"]);
    assert_eq!(out.detections[0].params["learned_most"], "6");
    assert_eq!(out.detections[0].params["per_minute"], "23");
    let out = feed(&mut engine, polls(later + 60 * SECOND, 6, false));
    assert_eq!(rules_of(&out), ["baseline.silence"]);
    let found = &out.detections[0];
    assert_eq!((found.source.as_str(), found.target.as_str()), ("10.0.0.1", "10.0.0.10"));
    assert_eq!(found.operation, "function_3");
    assert_eq!(found.params["last_heard"], (later + 39 * SECOND).to_string());
}

#[test]
fn a_sensor_that_was_away_blames_nobody() {
    let mut engine = engine();
    feed(&mut engine, polls(LEARNED - 900 * SECOND, 15, true));
    let after = LEARNED + 7200 * SECOND;
    assert_eq!(rules_of(&feed(&mut engine, polls(after, 5, true))), [""; 0]);
}

#[test]
fn work_that_was_announced_is_marked_and_alarms_nobody() {
    let window = Maintenance {
        from: CaptureTime(LEARNED),
        to: CaptureTime(LEARNED + 3600 * SECOND),
        hosts: [HostKey::of(&end(10, 0))].into(),
    };
    let config = Config {
        learning_until: Some(CaptureTime(LEARNED)),
        maintenance: vec![window],
        ..Config::default()
    };
    let mut engine = Engine::new(shipped(), config);
    let stop = |time, host| {
        let mut o = request(time, 0x29, Risk::Stop, 0);
        (o.protocol, o.operation, o.object) = ("s7comm".into(), "plc_stop".into(), None);
        o.target = end(host, 102);
        o
    };
    let times = [(0, 10, true), (1, 11, false), (3600, 10, false)];
    for (seconds, host, marked) in times {
        let out = feed(&mut engine, [stop(LEARNED + seconds * SECOND, host)]);
        let [found] = out.detections.as_slice() else { panic!("{:?}", rules_of(&out)) };
        assert_eq!(found.params.contains_key("maintenance"), marked, "{seconds} {host}");
        assert_eq!(found.severity == Severity::Info, marked);
    }
}

#[test]
fn a_role_has_a_level_with_its_evidence() {
    let mut engine = engine();
    let mut o = request(1, 129, Risk::Read, 0);
    (o.protocol, o.operation, o.kind) = ("dnp3".into(), "response".into(), Kind::Response);
    (o.source, o.target) = (end(10, 20_000), end(1, 50_000));
    let out = feed(&mut engine, [o]);
    let facts: Vec<_> = out
        .facts
        .iter()
        .filter(|(host, _)| *host == HostKey::of(&end(10, 0)))
        .map(|(_, f)| (f.attribute.as_ref(), f.value.as_str(), f.confidence))
        .filter(|(attribute, ..)| ["role", "purdue_level"].contains(attribute))
        .collect();
    assert_eq!(facts, [("role", "outstation", 85), ("purdue_level", "1", 75)]);
    assert!(out.facts.iter().all(|(_, fact)| fact.evidence.packet == 7));
}

// Arbitrary traffic over few hosts and functions, so that things repeat and meet.

fn any_observation() -> impl Strategy<Value = Observation> {
    let names = prop::sample::select(vec![
        ("modbus", "write_single_register", 6u32, Risk::Write),
        ("modbus", "read_device_identification", 43, Risk::Identify),
        ("modbus", "read_holding_registers", 3, Risk::Read),
        ("s7comm", "plc_stop", 0x29, Risk::Stop),
        ("s7comm", "plc_password", 0x70501, Risk::Identify),
        ("iec104", "c_sc_na_1", 45, Risk::Control),
        ("goose", "publish", 0, Risk::Read),
        ("", "", u32::MAX, Risk::Firmware),
    ]);
    let kind = prop::sample::select(Kind::ALL);
    let parts = (names, kind, 0u8..6, 0u8..6, any::<u32>(), any::<u32>(), 0i64..40);
    let more = (any::<u8>(), prop::option::of(0u32..12), -3i64..3, any::<i32>(), any::<u32>());
    (parts, more).prop_map(
        |((name, kind, a, b, start, count, time), (flags, error, step, field, n))| {
            let (protocol, operation, code, risk) = name;
            let mut o = request(LEARNED + (time - 20) * SECOND + step, code, risk, start);
            (o.protocol, o.operation, o.kind) = (protocol.into(), operation.into(), kind);
            o.source = end(a, if flags & 1 == 0 { 502 } else { 50_000 });
            o.target = end(b, if flags & 2 == 0 { 502 } else { 50_000 });
            if flags & 4 != 0 {
                (o.source.ip, o.target.ip) = (None, None);
            }
            o.object = match flags & 24 {
                0 => None,
                8 => {
                    Some(Object::Named { space: "block".into(), name: format!("DB{}", start % 5) })
                }
                16 => Some(Object::Range { space: "r".into(), start, count }),
                _ => Some(Object::Range { space: "r".into(), start: start % 64, count: count % 4 }),
            };
            o.outcome = error.map(|code| Outcome::Error { code, name: "".into() });
            o.fields = vec![
                ("st_num".into(), Value::Int(field.into())),
                ("firmware".into(), Value::Text(format!("V{}", field % 3).into())),
                ("unit".into(), Value::Int((field % 9).into())),
            ];
            if flags & 32 != 0 {
                o.anomalies = vec![model::observation::Anomaly {
                    code: "modbus.length".into(),
                    offset: 0,
                    field: None,
                }];
            }
            o.count = n % 5;
            o
        },
    )
}

/// A block of a program of host 10.
fn block(time: i64, name: &str, digest: u8) -> FileSeen {
    FileSeen {
        time: CaptureTime(time),
        packet: 9,
        flow: 1,
        transport: Transport::Tcp,
        vlan: [0, 0],
        client: end(1, 50_000),
        server: end(10, 102),
        protocol: "s7comm".into(),
        class: "program".into(),
        name: name.to_owned(),
        kind: String::new(),
        to_server: true,
        size: 10,
        announced: None,
        complete: true,
        sha256: format!("{digest:064x}"),
        sm3: String::new(),
        md5: String::new(),
        magic: String::new(),
        matches: Vec::new(),
        content: String::new(),
    }
}

fn any_file() -> impl Strategy<Value = FileSeen> {
    let classes = prop::sample::select(vec!["file", "program", "firmware", ""]);
    (classes, 0u8..4, 0u8..3, any::<bool>(), -40i64..40).prop_map(
        |(class, name, digest, complete, time)| {
            let mut file = block(LEARNED + time * SECOND, &"DB1"[..name.into()], digest);
            file.class = class.into();
            file.complete = complete;
            file.matches = (digest == 2).then(|| "rule".to_owned()).into_iter().collect();
            file
        },
    )
}

fn alert(time: i64, sid: u32, priority: u8) -> SignatureAlert {
    SignatureAlert {
        time: CaptureTime(time),
        packet: 9,
        flow: 1,
        transport: Transport::Tcp,
        vlan: [0, 0],
        source: end(10, 502),
        target: end(1, 50_000),
        protocol: "modbus".into(),
        gid: 1,
        sid,
        rev: 2,
        message: "SCADA something".to_owned(),
        class: "attempted-dos".to_owned(),
        priority,
        action: "alert".into(),
        metadata: vec![("mitre_technique_id".to_owned(), "T0814".to_owned())],
        references: Vec::new(),
    }
}

fn any_alert() -> impl Strategy<Value = SignatureAlert> {
    (-40i64..40, 0u32..5, any::<u8>())
        .prop_map(|(time, sid, priority)| alert(LEARNED + time * SECOND, sid, priority))
}

fn any_event() -> impl Strategy<Value = ProbeEvent> {
    let states =
        prop::sample::select(vec![FlowState::Attempt, FlowState::Refused, FlowState::Closed]);
    let flows = (states, 0u16..40, any::<u64>(), any::<i64>())
        .prop_map(|(state, port, packets, time)| flow(time, packets / 200, port, state));
    prop_oneof![
        6 => any_observation().prop_map(ProbeEvent::Observation),
        1 => flows.prop_map(ProbeEvent::Flow),
        1 => any_file().prop_map(ProbeEvent::File),
        1 => any_alert().prop_map(ProbeEvent::Alert),
    ]
}

fn run(engine: &mut Engine, events: &[ProbeEvent]) -> Output {
    let mut out = Output::default();
    events.iter().for_each(|event| engine.event(event, None, &mut out));
    engine.flush(&mut out);
    out
}

/// Outputs without the order in which totals are told.
fn sorted(mut out: Output) -> Output {
    out.hosts.sort_by_key(|host| host.host);
    out.conversations.sort_by_cached_key(crate::types::Conversation::key);
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_panics_and_tables_keep_their_bounds(
        events in prop::collection::vec(any_event(), 0..200),
    ) {
        let config = Config {
            learning_until: Some(CaptureTime(LEARNED)),
            max_hosts: 4,
            max_conversations: 4,
            max_commands: 4,
            max_windows: 4,
            ..Config::default()
        };
        let mut engine = Engine::new(shipped(), config);
        run(&mut engine, &events);
        let state = engine.state();
        prop_assert!(state.hosts.len() <= 4 && state.conversations.len() <= 4);
        prop_assert!(state.baseline.len() <= 4);
    }

    #[test]
    fn the_baseline_does_not_depend_on_the_order_within_the_window(
        events in prop::collection::vec(any_observation(), 0..150),
        seed in any::<u64>(),
    ) {
        let learn = |mut events: Vec<Observation>, by: u64| {
            events.sort_by_key(|o| Seeded(by).of(&(o.code, o.time, o.source, o.target)));
            let config = Config { learning_until: Some(CaptureTime(i64::MAX)), ..Config::default() };
            let mut engine = Engine::new(shipped(), config);
            feed(&mut engine, events);
            engine.baseline()
        };
        prop_assert_eq!(learn(events.clone(), 0), learn(events, seed));
    }

    #[test]
    fn a_restored_engine_goes_on_exactly_as_the_one_that_stopped(
        before in prop::collection::vec(any_event(), 0..100),
        after in prop::collection::vec(any_event(), 0..100),
        seed in any::<u64>(),
    ) {
        let mut first = engine();
        before.iter().for_each(|event| first.event(event, None, &mut Output::default()));
        let text = serde_json::to_string(&first.state()).expect("the state can be written");
        let mut second = Engine::new(shipped(), Config { seed, ..Config::default() });
        second.restore(serde_json::from_str(&text).expect("and read"));
        prop_assert_eq!(second.state(), first.state());
        prop_assert_eq!(sorted(run(&mut second, &after)), sorted(run(&mut first, &after)));
        prop_assert_eq!(second.state(), first.state());
    }
}
