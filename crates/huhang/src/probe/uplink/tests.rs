use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use model::CaptureTime;
use model::event::{FlowState, FlowSummary, ProbeEvent};
use model::observation::{Endpoint, Mac, Transport};

use super::{Backoff, Outcome, Patience, Target, Uplink};

fn event(flow: u64) -> ProbeEvent {
    let end = Endpoint { mac: Mac([2; 6]), ip: None, port: 1 };
    ProbeEvent::Flow(FlowSummary {
        flow,
        transport: Transport::Tcp,
        vlan: [0; 2],
        client: end,
        server: end,
        first: CaptureTime(1),
        last: CaptureTime(2),
        packets: [1, 1],
        bytes: [60, 60],
        protocol: "".into(),
        state: FlowState::Established,
        parsed: 0,
        skipped: 0,
        lost: 0,
        anomalies: Vec::new(),
        ended: true,
    })
}

/// A request as the node saw it.
struct Seen {
    head: String,
    batch: String,
    flows: Vec<u64>,
}

/// A node that answers each request with the next status of the list, then always with 200.
struct Node {
    url: String,
    seen: Receiver<Seen>,
}

impl Node {
    fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (tell, seen) = channel();
        std::thread::spawn(move || {
            let mut statuses = statuses.iter().copied();
            for stream in listener.incoming() {
                serve(stream.unwrap(), &mut statuses, &tell);
            }
        });
        Self { url, seen }
    }

    fn target(&self, spool: &Path) -> Target {
        Target {
            url: self.url.parse().unwrap(),
            token: "secret".to_owned(),
            ca: None,
            spool: spool.to_owned(),
            spool_bytes: 1 << 30,
            live: false,
        }
    }
}

/// One request for each connection.
fn serve(stream: TcpStream, statuses: &mut impl Iterator<Item = u16>, tell: &Sender<Seen>) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line == "\r\n" {
            break;
        }
        let line = line.to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let batch = head.lines().find_map(|l| l.strip_prefix("huhang-batch: ")).unwrap().to_owned();
    let flows = flows(&zstd::decode_all(&body[..]).unwrap());
    let status = statuses.next().unwrap_or(200);
    let answer = format!(
        r#"{{"batch":"{batch}","accepted":1,"rejected":0,"duplicate":false,"code":"x.y"}}"#
    );
    let length = answer.len();
    tell.send(Seen { head, batch, flows }).unwrap();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close");
    write!(reader.get_mut(), "{head}\r\n\r\n{answer}").unwrap();
}

fn flows(lines: &[u8]) -> Vec<u64> {
    let lines = lines.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| match serde_json::from_slice(line).unwrap() {
            ProbeEvent::Flow(flow) => flow.flow,
            other => panic!("only flows were sent, not {other:?}"),
        })
        .collect()
}

fn send(target: &Target, flows: std::ops::Range<u64>, patience: Patience) -> Outcome {
    let mut uplink = Uplink::start(target).unwrap();
    for flow in flows {
        uplink.event(event(flow));
    }
    uplink.finish(patience, &|| false).unwrap()
}

const NOTHING: Outcome = Outcome { left: 0, dropped: 0, rejected: 0 };

#[test]
fn events_arrive_in_order_in_batches_with_their_headers() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(&[]);
    let outcome = send(&node.target(folder.path()), 0..12_000, Patience::UntilEmpty);
    assert_eq!(outcome, NOTHING);
    let seen: Vec<Seen> = node.seen.try_iter().collect();
    let sizes: Vec<usize> = seen.iter().map(|s| s.flows.len()).collect();
    assert!(sizes.len() >= 3 && sizes.iter().all(|n| *n <= 5_000), "{sizes:?}");
    assert!(seen.iter().flat_map(|s| &s.flows).copied().eq(0..12_000));
    assert!(seen[0].head.starts_with("post /api/v1/intake "), "{}", seen[0].head);
    for header in [
        "authorization: bearer secret",
        "content-type: application/x-ndjson",
        "content-encoding: zstd",
        "huhang-dropped: 0",
    ] {
        assert!(seen[0].head.contains(header), "{header}");
    }
    assert!(seen[0].batch.ends_with("-1") && seen[1].batch.ends_with("-2"));
}

#[test]
fn a_busy_node_gets_the_same_batch_again() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(&[503, 429]);
    let outcome = send(&node.target(folder.path()), 0..10, Patience::UntilEmpty);
    assert_eq!(outcome, NOTHING);
    let batches: Vec<String> = node.seen.try_iter().map(|s| s.batch).collect();
    assert_eq!(batches.len(), 3);
    assert!(batches.iter().all(|batch| *batch == batches[0]));
}

#[test]
fn a_refused_batch_is_put_aside_and_the_next_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(&[422]);
    let outcome = send(&node.target(folder.path()), 0..6_000, Patience::UntilEmpty);
    assert_eq!(outcome, Outcome { rejected: 5_000, ..NOTHING });
    let seen: Vec<Seen> = node.seen.try_iter().collect();
    assert_eq!(seen.len(), 2);
    let reason = folder.path().join(format!("rejected/{}.reason", seen[0].batch));
    assert!(std::fs::read_to_string(reason).unwrap().contains("x.y"));
}

#[test]
fn a_wrong_token_ends_the_command_and_keeps_the_spool() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(&[401]);
    let target = node.target(folder.path());
    let mut uplink = Uplink::start(&target).unwrap();
    uplink.event(event(1));
    let error = uplink.finish(Patience::UntilEmpty, &|| false).unwrap_err();
    assert!(error.to_string().starts_with("probe.uplink_refused"), "{error}");
    assert_eq!(send(&target, 2..4, Patience::UntilEmpty), NOTHING, "the token was put right");
    let flows: Vec<u64> = node.seen.try_iter().skip(1).flat_map(|s| s.flows).collect();
    assert_eq!(flows, [1, 2, 3]);
}

#[test]
fn what_a_node_that_is_down_cannot_take_waits_for_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let down = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let node = Node::start(&[]);
    let mut target = node.target(folder.path());
    target.url = format!("http://{down}").parse().unwrap();
    let outcome = send(&target, 0..7, Patience::AtMost(Duration::from_millis(300)));
    assert_eq!(outcome, Outcome { left: 7, ..NOTHING });
    assert_eq!(send(&node.target(folder.path()), 7..9, Patience::UntilEmpty), NOTHING);
    assert!(node.seen.try_iter().flat_map(|s| s.flows).eq(0..9));
}

#[test]
fn waits_double_and_stay_bounded() {
    let mut backoff = Backoff::default();
    let waits: Vec<Duration> = (0..12).map(|_| backoff.next()).collect();
    assert!(waits[0] >= Duration::from_millis(100) && waits[0] <= Duration::from_millis(200));
    assert!(waits[4] > waits[0]);
    assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(30)));
    backoff.reset();
    assert!(backoff.next() <= Duration::from_millis(200));
}
