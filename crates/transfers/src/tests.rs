use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use model::CaptureTime;
use model::event::{FileSeen, FlowState, ProbeEvent};
use model::observation::{Endpoint, Mac, Transport};
use packet::{Context, Direction, Layers, LinkType, Side};
use proptest::prelude::*;
use protocols::{FileHead, FilePart, FlowView, Listener, Part};

use super::*;

const END: Endpoint = Endpoint { mac: Mac([0; 6]), ip: None, port: 0 };

fn at(number: u64) -> Context {
    Context {
        time: CaptureTime(number as i64),
        number,
        link: LinkType::Ethernet,
        wire_len: 0,
        captured: 0,
        src_mac: Mac::default(),
        dst_mac: Mac::default(),
        vlan: [0; 2],
        third_vlan: 0,
        src_ip: None,
        dst_ip: None,
    }
}

fn flow(id: u64) -> FlowView<'static> {
    FlowView {
        id,
        transport: Transport::Tcp,
        client: &END,
        server: &END,
        direction: Direction::Handshake,
        state: FlowState::Established,
        vlan: [0; 2],
        first: CaptureTime(0),
        last: CaptureTime(0),
        packets: [1; 2],
        bytes: [1; 2],
        protocol: "s7comm",
        from: Side::Client,
    }
}

fn head(class: &'static str, announced: Option<u64>) -> FileHead<'static> {
    FileHead { class, name: Cow::Borrowed("OB1"), announced, ..FileHead::default() }
}

/// Runs parts of flow 1, file 1, then ends the flow.
fn run(
    collector: &mut Collector,
    head: &FileHead<'_>,
    pieces: &[(Option<u64>, &[u8])],
    end: Option<bool>,
) -> Vec<FileSeen> {
    let mut seen = Vec::new();
    let mut out = |event| {
        if let ProbeEvent::File(file) = event {
            seen.push(file);
        }
    };
    let flow = flow(1);
    let mut part = |number, part: FilePart<'_>| {
        collector.part(&at(number), &flow, &Part::File(part));
        collector.packet_end(&at(number), &Layers::default(), Some(&flow), &mut out);
    };
    part(1, FilePart::Begin { transaction: 1, file: 1, head });
    for (number, (place, data)) in (2..).zip(pieces) {
        part(number, FilePart::Data { file: 1, at: *place, data });
    }
    if let Some(complete) = end {
        part(99, FilePart::End { file: 1, complete });
    }
    collector.flow_ended(&at(100), &flow, &mut out);
    seen
}

fn one(pieces: &[(Option<u64>, &[u8])], end: Option<bool>) -> FileSeen {
    let mut collector = Collector::new(Limits::default(), None);
    let seen = run(&mut collector, &head("program", None), pieces, end);
    assert_eq!(seen.len(), 1);
    seen.into_iter().next().unwrap()
}

const ABC_SHA256: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// GB/T 32905-2016, A.1.
const ABC_SM3: &str = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

#[test]
fn pieces_in_any_order_make_the_file() {
    let check = |pieces: &[(Option<u64>, &[u8])]| {
        let seen = one(pieces, Some(true));
        assert_eq!((seen.size, seen.complete), (3, true), "{pieces:?}");
        assert_eq!((&*seen.sha256, &*seen.sm3), (ABC_SHA256, ABC_SM3), "{pieces:?}");
        assert_eq!(seen.content, "YWJj");
    };
    check(&[(None, b"abc")]);
    check(&[(None, b"a"), (None, b"bc")]);
    check(&[(Some(2), b"c"), (Some(0), b"ab")]);
    check(&[(Some(1), b"bc"), (Some(2), b"c"), (Some(0), b"abc")]);
    check(&[(Some(0), b"ab"), (Some(0), b"ab"), (Some(1), b"bc")]);
}

#[test]
fn what_is_missing_makes_a_file_incomplete() {
    assert!(!one(&[(Some(0), b"a"), (Some(2), b"c")], Some(true)).complete);
    assert!(!one(&[(None, b"abc")], Some(false)).complete);
    let unfinished = one(&[(None, b"abc")], None);
    assert_eq!((unfinished.complete, unfinished.packet), (false, 2));
    let mut collector = Collector::new(Limits::default(), None);
    let short = run(&mut collector, &head("program", Some(4)), &[(None, b"abc")], Some(true));
    assert!(!short[0].complete, "announced 4, seen 3");
}

#[test]
fn beyond_the_limit_only_digests_go_on() {
    let limits = Limits { file: 2, ..Limits::default() };
    let inspected: Arc<Mutex<Vec<u8>>> = Arc::default();
    struct Keep(Arc<Mutex<Vec<u8>>>);
    impl Inspect for Keep {
        fn file(&mut self, seen: &mut FileSeen, bytes: &[u8]) {
            seen.matches.push("looked".to_owned());
            self.0.lock().unwrap().extend(bytes);
        }
    }
    let mut collector = Collector::new(limits, Some(Box::new(Keep(Arc::clone(&inspected)))));
    let seen =
        run(&mut collector, &head("program", None), &[(None, b"a"), (None, b"bc")], Some(true));
    assert_eq!((&*seen[0].sha256, seen[0].complete), (ABC_SHA256, true));
    assert!(seen[0].content.is_empty());
    assert_eq!(*inspected.lock().unwrap(), b"ab");
    assert_eq!(seen[0].matches, ["looked"]);
    let totals = Totals { files: 1, bytes: 3, incomplete: 0, cut: 1 };
    assert_eq!(collector.totals(), totals);
}

#[test]
fn too_many_open_transfers_end_the_oldest() {
    let mut collector = Collector::new(Limits { open: 2, ..Limits::default() }, None);
    let mut names = Vec::new();
    let head = head("file", None);
    for id in 1..=4 {
        let mut out = |event| {
            if let ProbeEvent::File(file) = event {
                names.push((file.flow, file.complete));
            }
        };
        let flow = flow(id);
        for part in [
            FilePart::Begin { transaction: 1, file: 1, head: &head },
            FilePart::Data { file: 1, at: None, data: b"x" },
        ] {
            collector.part(&at(id), &flow, &Part::File(part));
        }
        collector.packet_end(&at(id), &Layers::default(), Some(&flow), &mut out);
    }
    assert_eq!(names, [(1, false), (2, false)]);
}

proptest! {
    #[test]
    fn memory_stays_within_the_limits(
        parts in proptest::collection::vec((0u32..4, 0u64..64, 0usize..48, 0u8..8), 1..200),
    ) {
        let limits = Limits { file: 64, total: 100, open: 3 };
        let mut collector = Collector::new(limits, None);
        let (flow, head) = (flow(1), head("file", None));
        let mut told = 0u64;
        for (number, (file, place, len, what)) in (1..).zip(parts) {
            let data = vec![7; len];
            let part = match what {
                0 | 1 => FilePart::Begin { transaction: 1, file, head: &head },
                2 => FilePart::End { file, complete: true },
                3 => FilePart::Data { file, at: None, data: &data },
                _ => FilePart::Data { file, at: Some(place), data: &data },
            };
            collector.part(&at(number), &flow, &Part::File(part));
            collector.packet_end(&at(number), &Layers::default(), None, &mut |_| told += 1);
        }
        collector.flow_ended(&at(999), &flow, &mut |_| told += 1);
        prop_assert_eq!(collector.totals().files, told);
    }
}
