//! Captures made worse on purpose: what plants and span ports do to traffic.

use std::path::PathBuf;

use packet::LinkType;
use protocols::Config;

use crate::support::{Owned, Run, everything, frames, run, shared};

/// Captures with a whole conversation each, and their protocol.
const CASES: &[(&str, &str)] = &[
    ("modbus", "modbus/modbus_test.pcap"),
    ("modbus", "modbus/modicon_test.pcap"),
    ("s7comm", "s7comm/wincc_s300_setup-alarm-read-write.pcapng"),
    ("iec104", "iec60870_104/090813_diverse.pcap"),
    ("enip", "enip-cip/EIP-ChangeTimeAttempt.pcap"),
    ("enip", "enip-cip/EIP-SoftwareUpload.pcap"),
    ("dnp3", "dnp3/dnp3_example.pcap"),
];

fn cases() -> Vec<(&'static str, PathBuf)> {
    let Some(root) = shared() else {
        println!("skipped: no corpus of captures on this machine");
        return Vec::new();
    };
    CASES.iter().map(|(name, file)| (*name, root.join("corpus/captures").join(file))).collect()
}

/// Share of the undamaged run's messages that the damaged one still has, and no more than those.
fn kept(protocol: &str, before: &Run, after: &Run) -> f64 {
    assert_eq!(after.panics(), 0);
    let (was, is) = (before.functions(protocol), after.functions(protocol));
    let same: u64 = was.iter().map(|(code, n)| n.min(is.get(code).unwrap_or(&0))).sum();
    let total: u64 = was.values().sum();
    let invented = is.values().sum::<u64>().saturating_sub(same);
    assert!(invented * 100 <= total, "{protocol}: {invented} messages out of nothing");
    same as f64 / total as f64
}

fn check(floor: f64, change: impl Fn(Vec<Owned>) -> Vec<Owned>) {
    for (protocol, path) in cases() {
        let frames = frames(&path);
        let before = run(&frames, everything());
        let after = run(&change(frames), everything());
        let kept = kept(protocol, &before, &after);
        assert!(kept >= floor, "{}: {kept:.3} of the messages left", path.display());
    }
}

/// Where IP begins in an untagged Ethernet frame with IPv4 and TCP, else `None`.
fn tcp_offsets(data: &[u8]) -> Option<(usize, usize, usize)> {
    let ip = data.get(14..)?;
    if data.get(12..14)? != [8, 0] || *ip.get(9)? != 6 {
        return None;
    }
    let tcp = 14 + usize::from(ip[0] & 15) * 4;
    let payload = tcp + usize::from(data.get(tcp + 12)? >> 4) * 4;
    let end = 14 + usize::from(u16::from_be_bytes([ip[2], ip[3]]));
    (payload <= end && end <= data.len()).then_some((tcp, payload, end))
}

/// The frame with only a part of its TCP payload.
fn part(frame: &Owned, from: usize, to: usize) -> Option<Owned> {
    let (tcp, payload, _) = tcp_offsets(&frame.data)?;
    let mut data = frame.data[..payload].to_vec();
    data.extend_from_slice(&frame.data[payload + from..payload + to]);
    let length = (data.len() - 14) as u16;
    data[16..18].copy_from_slice(&length.to_be_bytes());
    let seq = u32::from_be_bytes(data[tcp + 4..tcp + 8].try_into().unwrap());
    data[tcp + 4..tcp + 8].copy_from_slice(&seq.wrapping_add(from as u32).to_be_bytes());
    let wire_len = data.len() as u32;
    Some(Owned { data, wire_len, ..frame.clone() })
}

/// Every TCP segment cut into parts of `size` bytes.
fn recut(frames: Vec<Owned>, size: usize) -> Vec<Owned> {
    let cut = |frame: Owned| -> Vec<Owned> {
        let Some((_, payload, end)) = tcp_offsets(&frame.data) else { return vec![frame] };
        let length = end - payload;
        if length <= size {
            return vec![frame];
        }
        let starts = (0..length).step_by(size);
        starts.filter_map(|at| part(&frame, at, (at + size).min(length))).collect()
    };
    frames.into_iter().flat_map(cut).collect()
}

#[test]
fn segments_cut_into_small_ones_lose_nothing() {
    check(0.99, |frames| recut(frames, 5));
}

/// In small parts anything can look like anything, above all where there are many zeros.
#[test]
fn no_protocol_is_found_in_the_crumbs_of_another() {
    let Some(root) = shared() else { return };
    let folders = ["cipio", "dnp3", "enip-cip", "mms", "opcua", "bacnet", "melsec", "modbus"];
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(root.join("corpus/captures").join(folder))
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        for path in files {
            let frames = frames(&path);
            let whole = run(&frames, Config::counting());
            let crumbs = run(&recut(frames, 7), Config::counting());
            for account in &whole.stats.protocols {
                let after = crumbs.messages(account.name);
                let most = account.messages + account.messages / 50 + 8;
                assert!(after <= most, "{}: {} {after}", path.display(), account.name);
            }
        }
    }
}

#[test]
fn a_vlan_tag_changes_nothing() {
    check(1.0, |mut frames| {
        for frame in &mut frames {
            if frame.link == LinkType::Ethernet {
                frame.data.splice(12..12, [0x81, 0, 0, 42]);
                frame.wire_len += 4;
            }
        }
        frames
    });
}

/// One of the captures was filtered before it was saved: among holes that never fill, a segment
/// that comes late is not always told from one seen again.
#[test]
fn neighbours_that_changed_places_are_put_in_order() {
    check(0.9, |mut frames| {
        for pair in frames.chunks_mut(7) {
            if let [first, second, ..] = pair {
                std::mem::swap(&mut first.data, &mut second.data);
                std::mem::swap(&mut first.wire_len, &mut second.wire_len);
            }
        }
        frames
    });
}

#[test]
fn every_twentieth_packet_lost_costs_about_those_packets() {
    check(0.85, |frames| {
        frames.into_iter().enumerate().filter(|(n, _)| n % 20 != 13).map(|(_, f)| f).collect()
    });
}

#[test]
fn a_session_without_its_beginning_is_recognised() {
    for (protocol, path) in cases() {
        let frames = frames(&path);
        let late = &frames[frames.len() / 3..];
        let whole = run(&frames, everything());
        let seen = run(late, everything());
        let (all, some) = (whole.messages(protocol), seen.messages(protocol));
        assert!(some * 2 > all, "{}: {some} of {all}", path.display());
    }
}

#[test]
fn one_direction_alone_is_parsed() {
    for (protocol, path) in cases() {
        let frames = frames(&path);
        let whole = run(&frames, everything());
        let first =
            frames.iter().find_map(|f| tcp_offsets(&f.data).map(|_| f.data[26..30].to_vec()));
        let first = first.unwrap();
        let half: Vec<Owned> =
            frames.into_iter().filter(|f| f.data.get(26..30) == Some(&first[..])).collect();
        let seen = run(&half, everything());
        let (all, some) = (whole.messages(protocol), seen.messages(protocol));
        assert!(some * 4 > all, "{}: {some} of {all}", path.display());
        assert_eq!(seen.panics(), 0);
    }
}

#[test]
fn another_port_makes_no_difference() {
    check(0.99, |mut frames| {
        for frame in &mut frames {
            let Some((tcp, ..)) = tcp_offsets(&frame.data) else { continue };
            for at in [tcp, tcp + 2] {
                let port = u16::from_be_bytes([frame.data[at], frame.data[at + 1]]);
                if matches!(port, 502 | 102 | 2404 | 20_000 | 44_818) {
                    frame.data[at..at + 2].copy_from_slice(&20_001u16.to_be_bytes());
                }
            }
        }
        frames
    });
}

#[test]
fn rolled_up_output_keeps_every_write_and_the_counts() {
    for (protocol, path) in cases() {
        let frames = frames(&path);
        let all = run(&frames, everything());
        let few = run(&frames, Config::default());
        let writes = |run: &Run| {
            let risky =
                |o: &&model::observation::Observation| o.risk >= model::observation::Risk::Write;
            run.observations.iter().filter(risky).count()
        };
        assert_eq!(writes(&all), writes(&few), "{protocol}");
        let total: u64 = few.observations.iter().map(|o| u64::from(o.count)).sum();
        assert_eq!(total, all.observations.len() as u64, "{protocol}");
        assert!(few.flows.iter().filter(|flow| flow.ended).any(|flow| flow.protocol == protocol));
    }
}
