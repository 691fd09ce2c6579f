use model::event::FlowSummary;
use model::observation::{Endpoint, Transport};

use super::*;

const SINCE: CaptureTime = CaptureTime(1_000_000_000);
const LATER: CaptureTime = CaptureTime(2_000_000_000);
const BEFORE: CaptureTime = CaptureTime(500_000_000);

fn end(ip: &str, port: u16) -> Endpoint {
    Endpoint { mac: Default::default(), ip: Some(ip.parse().expect("an address")), port }
}

fn flow(state: FlowState, packets: [u64; 2], port: u16) -> ProbeEvent {
    ProbeEvent::Flow(FlowSummary {
        flow: 1,
        transport: Transport::Tcp,
        vlan: [0, 0],
        client: end("10.0.0.66", 40_000),
        server: end("10.0.0.20", port),
        first: SINCE,
        last: LATER,
        packets,
        bytes: [60, 60],
        protocol: "".into(),
        state,
        parsed: 0,
        skipped: 0,
        lost: 0,
        anomalies: Vec::new(),
        ended: true,
    })
}

#[test]
fn a_port_is_open_only_if_it_answered() {
    let server = "10.0.0.20".parse().expect("a host");
    let client = || "10.0.0.66".to_owned();
    let answered = || Knock::Answered { client: client(), time: LATER };
    for (event, expected) in [
        (flow(FlowState::Established, [3, 2], 502), answered()),
        (flow(FlowState::Midstream, [3, 2], 502), answered()),
        (flow(FlowState::Midstream, [3, 0], 502), Knock::Unanswered),
        (flow(FlowState::Attempt, [1, 0], 502), Knock::Unanswered),
        (flow(FlowState::Refused, [1, 1], 502), Knock::Refused { client: client(), time: LATER }),
        (flow(FlowState::Established, [3, 2], 102), Knock::Elsewhere),
    ] {
        assert_eq!(knock(&event, server, 502), expected, "{event:?}");
    }
}

#[test]
fn silence_says_nothing_of_a_host_that_did_not_speak() {
    for (heard, expected, reason) in [
        (Heard::Since(LATER), CheckOutcome::Held, "quiet"),
        (Heard::Before(BEFORE), CheckOutcome::Unknown, "silent"),
        (Heard::OnlySpokenTo, CheckOutcome::Unknown, "only_spoken_to"),
        (Heard::Never, CheckOutcome::Unknown, "never_heard"),
    ] {
        let (outcome, seen) = quiet(heard);
        assert_eq!((outcome, seen["reason"].as_str()), (expected, reason), "{heard:?}");
    }
}

#[test]
fn a_host_that_is_only_spoken_to_sent_nothing() {
    let (plc, master) =
        ("10.0.0.20".parse().expect("a host"), "10.0.0.66".parse().expect("a host"));
    for (packets, of_plc, of_master) in [
        ([3, 0], None, Some(LATER)),
        ([3, 2], Some(LATER), Some(LATER)),
        ([0, 2], Some(LATER), None),
    ] {
        let event = flow(FlowState::Midstream, packets, 502);
        assert_eq!((sent(&event, plc), sent(&event, master)), (of_plc, of_master), "{packets:?}");
    }
}

#[test]
fn firmware_is_the_one_told_last() {
    let told = |version: &str| vec![(version.to_owned(), LATER), ("V1.0".to_owned(), SINCE)];
    assert_eq!(changed(&told("V4.5"), "V4.0").0, CheckOutcome::Held);
    assert_eq!(changed(&told("4.0.0"), "V4.0").0, CheckOutcome::Failed);
    assert_eq!(changed(&[], "V4.0").0, CheckOutcome::Unknown);
    assert_eq!(at_least(&told("V4.5"), "4.5.0").0, CheckOutcome::Held);
    assert_eq!(at_least(&told("V4.4.9"), "4.5").0, CheckOutcome::Failed);
    assert_eq!(at_least(&told("rev B"), "4.5").0, CheckOutcome::Unknown);
    assert_eq!(at_least(&[], "4.5").0, CheckOutcome::Unknown);
}

#[test]
fn versions_are_compared_by_their_numbers() {
    for (one, other, expected) in [
        ("V4.10", "V4.9", Some(Ordering::Greater)),
        ("4", "4.0.0", Some(Ordering::Equal)),
        ("V 2.8.1", "v2.8.2", Some(Ordering::Less)),
        ("2-1", "2.1", Some(Ordering::Equal)),
        ("4.x", "4.1", None),
        ("", "1", None),
    ] {
        assert_eq!(compare(one, other), expected, "{one} {other}");
    }
}
