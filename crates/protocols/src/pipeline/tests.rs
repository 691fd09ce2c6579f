use model::CaptureTime;
use model::observation::{Field, Kind, Risk};
use packet::LinkType;
use packet::build::{Peer, tcp};

use super::*;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Step};
use crate::testing::hex;

const PUSH: u8 = 0x18;

fn peers(port: u16) -> (Peer, Peer) {
    (Peer::new([10, 0, 0, 1], 40_000), Peer::new([10, 0, 0, 2], port))
}

/// Runs frames through a pipeline that knows `registry`.
fn run(registry: &'static [Entry], frames: &[Vec<u8>]) -> (Vec<ProbeEvent>, Stats) {
    let config = Config { limits: Limits::none(), ..Config::default() };
    let engine = Engine::new(config.engine.clone());
    let mut pipeline = Pipeline { engine, core: Core::new(config, registry) };
    let mut events = Vec::new();
    for (number, data) in frames.iter().enumerate() {
        let frame = Frame {
            time: CaptureTime(number as i64 * 1_000_000),
            number: number as u64 + 1,
            link: LinkType::Ethernet,
            data,
            wire_len: data.len() as u32,
        };
        pipeline.packet(&frame, &mut |event| events.push(event));
    }
    pipeline.finish(&mut |event| events.push(event));
    (events, pipeline.stats())
}

fn account<'a>(stats: &'a Stats, name: &str) -> &'a Account {
    stats.protocols.iter().find(|account| account.name == name).unwrap()
}

fn summaries(events: &[ProbeEvent]) -> Vec<&FlowSummary> {
    let flows = events.iter().filter_map(|event| match event {
        ProbeEvent::Flow(flow) if flow.ended => Some(flow),
        _ => None,
    });
    flows.collect()
}

#[test]
fn on_an_unknown_port_a_message_and_its_answer_are_both_told() {
    let (client, server) = peers(1502);
    let request = hex("0001 0000 0006 01 03 0064 0002");
    let response = hex("0001 0000 0007 01 03 04 00010002");
    let frames = [
        tcp(&client, &server, 100, 500, PUSH, &request),
        tcp(&server, &client, 500, 112, PUSH, &response),
    ];
    let (events, stats) = run(REGISTRY, &frames);
    let modbus = account(&stats, "modbus");
    assert_eq!((modbus.messages, modbus.flows, modbus.parsed, modbus.skipped), (2, 1, 25, 0));
    let kinds: Vec<Kind> = events
        .iter()
        .filter_map(|event| match event {
            ProbeEvent::Observation(o) => Some(o.kind),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, [Kind::Request, Kind::Response]);
    assert_eq!(summaries(&events)[0].protocol, "modbus");
}

#[test]
fn content_turns_a_flow_round() {
    // The controller speaks first in this capture, from a port that tells nothing.
    let (client, server) = peers(50_000);
    let confirm = hex("6804 0b000000 680e 0000 0000 64 01 0a 00 0100 000000 14");
    let act = hex("680e 0000 0200 64 01 06 00 0100 000000 14");
    let frames = [
        tcp(&server, &client, 500, 100, PUSH, &confirm),
        tcp(&client, &server, 100, 522, PUSH, &act),
    ];
    let (events, stats) = run(REGISTRY, &frames);
    assert_eq!(account(&stats, "iec104").messages, 3);
    let flow = summaries(&events)[0];
    assert_eq!((flow.client.port, flow.server.port), (40_000, 50_000));
    assert_eq!(flow.packets, [1, 1]);
}

#[test]
fn a_capture_that_starts_inside_a_message_finds_the_next_one() {
    let (client, server) = peers(502);
    let tail = hex("0064 0002 0002 0000 0006 01 03 0064 0002 0003 0000 0006 01 03 0064 0002");
    let (_, stats) = run(REGISTRY, &[tcp(&client, &server, 100, 500, PUSH, &tail)]);
    let modbus = account(&stats, "modbus");
    assert_eq!((modbus.messages, modbus.parsed, modbus.skipped), (2, 24, 4));
}

#[test]
fn what_waits_at_the_end_is_counted_as_skipped() {
    let (client, server) = peers(502);
    let data = hex("0001 0000 0006 01 03 0064 0002 0002 0000 0006 01");
    let (events, stats) = run(REGISTRY, &[tcp(&client, &server, 100, 500, PUSH, &data)]);
    let modbus = account(&stats, "modbus");
    assert_eq!((modbus.parsed, modbus.skipped), (12, 7));
    assert_eq!((summaries(&events)[0].parsed, summaries(&events)[0].skipped), (12, 7));
}

#[test]
fn other_traffic_belongs_to_nobody() {
    let (client, server) = peers(502);
    let text = b"the quick brown fox jumps over\r\n";
    let (events, stats) = run(REGISTRY, &[tcp(&client, &server, 100, 500, PUSH, text)]);
    assert!(stats.protocols.iter().all(|account| account.messages + account.flows == 0));
    assert_eq!(summaries(&events)[0].protocol, "");
}

/// A protocol whose parser has a defect.
struct Broken;

#[derive(Default)]
struct BrokenSession;

impl Protocol for Broken {
    const NAME: &'static str = "broken";
    const FIELDS: &'static [Field] = &[];
    const OPERATIONS: &'static [Operation] = &[Operation::new(0, "say", Risk::Read)];
    const HINTS: &'static [Hint] = &[Hint::Tcp(7)];
    const MAX_MESSAGE: usize = 16;
    type Session = BrokenSession;

    fn probe(data: &[u8]) -> Probe {
        if data.first() == Some(&b'!') { Probe::Yes } else { Probe::No }
    }
}

impl Session for BrokenSession {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match pdu.data.first() {
            Some(b'x') => panic!("a defect"),
            Some(b'0') => Step::Done(0),
            Some(b'9') => Step::Need(1_000_000),
            _ => {
                out.begin(Kind::Request, &Broken::OPERATIONS[0]);
                out.finish();
                Step::Done(1)
            }
        }
    }
}

static BROKEN: [Entry; 1] = [Entry::of::<Broken>()];

#[test]
fn a_defect_costs_a_step_and_a_broken_word_a_byte() {
    let (client, server) = peers(7);
    let say = |seq, text: &[u8]| tcp(&client, &server, seq, 500, PUSH, text);
    let (_, stats) = run(&BROKEN, &[say(100, b"!a"), say(102, b"bx"), say(104, b"c09")]);
    let broken = account(&stats, "broken");
    assert_eq!(broken.panics, 1);
    assert_eq!((broken.messages, broken.parsed, broken.skipped), (4, 3, 4));
}

/// Runs `junk` segments of nothing before Modbus on `port`; how many messages are understood of
/// 1,000 requests.
fn understood_after(junk: u32, port: u16) -> u64 {
    let (client, server) = peers(port);
    let mut seq = 100;
    let mut frames = Vec::new();
    let request = hex("0001 0000 0006 01 03 0064 0002");
    for number in 0..junk + 1_000 {
        let data = if number < junk { vec![0xee; 40] } else { request.clone() };
        frames.push(tcp(&client, &server, seq, 500, PUSH, &data));
        seq += u32::try_from(data.len()).unwrap();
    }
    account(&run(REGISTRY, &frames).1, "modbus").messages
}

#[test]
fn what_looked_like_nothing_for_long_is_still_recognised_later() {
    for junk in [0, 8, 40, 500, 5_000] {
        assert_eq!(understood_after(junk, 502), 1_000, "{junk}: on its port at once");
        let elsewhere = understood_after(junk, 1502);
        assert!(elsewhere > 400, "{junk}: {elsewhere} elsewhere");
    }
    assert_eq!(understood_after(0, 1502), 1_000);
    assert_eq!(understood_after(3, 1502), 1_000);
}

static ASKED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// A protocol that counts how often it is asked.
const fn asked(port: &'static [Hint]) -> Entry {
    let [broken] = BROKEN_ENTRY;
    Entry { hints: port, probe: count, ..broken }
}

const BROKEN_ENTRY: [Entry; 1] = [Entry::of::<Broken>()];

fn count(_: &[u8]) -> Probe {
    ASKED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    Probe::No
}

static ASKING: [Entry; 1] = [asked(&[Hint::Tcp(7)])];

#[test]
fn a_flow_that_stays_unknown_is_asked_about_ever_more_rarely() {
    let (client, server) = peers(99);
    let frames: Vec<Vec<u8>> = (0..10_000u32)
        .map(|number| tcp(&client, &server, 100 + number * 8, 500, PUSH, &[0xee; 8]))
        .collect();
    let (events, _) = run(&ASKING, &frames);
    let asked = ASKED.load(std::sync::atomic::Ordering::Relaxed);
    assert!((100..1_000).contains(&asked), "{asked} looks at 10,000 segments");
    assert_eq!(summaries(&events)[0].packets, [10_000, 0]);
}

/// What flows, by server port, were taken for.
fn spoken(frames: &[Vec<u8>]) -> Vec<(u16, String)> {
    let (events, _) = run(REGISTRY, frames);
    let mut spoken: Vec<_> = summaries(&events)
        .iter()
        .map(|flow| (flow.server.port, flow.protocol.to_string()))
        .collect();
    spoken.sort();
    spoken
}

#[test]
fn a_flow_that_another_one_announced_is_what_was_announced() {
    let (client, control) = peers(21);
    let (_, data) = peers(1025);
    let passive = b"227 Entering Passive Mode (10,0,0,2,4,1)\r\n";
    let frames = [
        tcp(&client, &control, 100, 500, PUSH, b"PASV\r\n"),
        tcp(&control, &client, 500, 106, PUSH, passive),
        tcp(&client, &control, 106, 500 + passive.len() as u32, PUSH, b"RETR a.txt\r\n"),
        tcp(&data, &client, 900, 700, PUSH, b"what stands in it"),
    ];
    let expected = [(21, "ftp".to_owned()), (1025, "ftp-data".to_owned())];
    assert_eq!(spoken(&frames), expected);
    let unannounced = [frames[0].clone(), frames[3].clone()];
    assert_ne!(spoken(&unannounced), expected);
}

#[test]
fn a_flow_goes_on_in_the_protocol_that_both_ends_agreed_upon() {
    let (client, server) = peers(25);
    let hello = hex("16 0301 002d 01 000029 0303 \
         0000000000000000000000000000000000000000000000000000000000000000 00 0002 1301 01 00");
    let frames = [
        tcp(&client, &server, 100, 500, PUSH, b"EHLO x\r\nSTARTTLS\r\n"),
        tcp(&server, &client, 500, 118, PUSH, b"220 go\r\n"),
        tcp(&client, &server, 118, 508, PUSH, &hello),
    ];
    let (events, stats) = run(REGISTRY, &frames);
    assert_eq!(summaries(&events)[0].protocol, "tls");
    assert_eq!((account(&stats, "smtp").messages, account(&stats, "tls").messages), (3, 1));
}

fn operations(events: &[ProbeEvent]) -> Vec<(&str, &str)> {
    let seen = events.iter().filter_map(|event| match event {
        ProbeEvent::Observation(o) => Some((&*o.protocol, &*o.operation)),
        _ => None,
    });
    seen.collect()
}

#[test]
fn a_flow_goes_on_in_another_protocol_behind_an_upgrade_and_in_a_tunnel() {
    let (client, server) = peers(3128);
    let ask = b"CONNECT plc:502 HTTP/1.1\r\nHost: plc:502\r\n\r\n";
    let yes = b"HTTP/1.1 200 Established\r\n\r\n";
    let inside = b"GET / HTTP/1.1\r\nHost: plc\r\nUpgrade: websocket\r\n\r\n";
    let switch = b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81\x02hi";
    let masked = hex("8182 00000000 6869");
    let mut seq = [100, 500];
    let mut say = |by_client: bool, data: &[u8]| {
        let len = u32::try_from(data.len()).unwrap();
        let [own, other] = if by_client { [0, 1] } else { [1, 0] };
        let (from, to) = if by_client { (&client, &server) } else { (&server, &client) };
        let frame = tcp(from, to, seq[own], seq[other], PUSH, data);
        seq[own] += len;
        frame
    };
    let frames = [
        say(true, ask),
        say(false, yes),
        say(true, inside),
        say(false, switch),
        say(true, &masked),
    ];
    let (events, stats) = run(REGISTRY, &frames);
    assert_eq!(
        operations(&events),
        [
            ("http", "connect"),
            ("http", "connect"),
            ("http", "get"),
            ("http", "get"),
            ("websocket", "text"),
            ("websocket", "text")
        ]
    );
    let flow = summaries(&events)[0];
    let bytes = frames.iter().map(|frame| frame.len() as u64 - 54).sum::<u64>();
    assert_eq!((flow.protocol.as_ref(), flow.parsed, flow.skipped), ("websocket", bytes, 0));
    let parsed = ["http", "websocket"].map(|name| account(&stats, name).parsed);
    assert_eq!(parsed.iter().sum::<u64>(), bytes);
}

#[test]
fn what_a_flow_said_last_counts_when_it_ends() {
    let (client, server) = peers(80);
    let frames = [
        tcp(&client, &server, 100, 500, PUSH, b"GET / HTTP/1.0\r\n\r\n"),
        tcp(&server, &client, 500, 118, PUSH, b"HTTP/1.0 200 OK\nServer:s"),
    ];
    let (events, _) = run(REGISTRY, &frames);
    assert_eq!(operations(&events), [("http", "get"), ("http", "get")]);
}
