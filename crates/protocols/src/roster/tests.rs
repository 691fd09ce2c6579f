use super::*;
use crate::REGISTRY;

fn places(rows: impl Iterator<Item = (usize, &'static Entry)>) -> Vec<&'static str> {
    rows.map(|(_, entry)| entry.name).collect()
}

#[test]
fn hinted_protocols_come_first_and_nobody_is_left_out() {
    let roster = Roster::new(REGISTRY);
    let of_tcp = |entry: &&Entry| entry.hints.iter().any(|hint| matches!(hint, Hint::Tcp(_)));
    let all: Vec<&str> = REGISTRY.iter().filter(of_tcp).map(|entry| entry.name).collect();
    let open = roster.candidates(true, [40_000, 40_001]);
    assert_eq!(places(open.hinted()), [""; 0]);
    assert_eq!(places(open.others()), all);
    for ports in [[502, 40_000], [40_000, 502], [502, 502]] {
        let modbus = roster.candidates(true, ports);
        assert_eq!(places(modbus.hinted()), ["modbus"], "{ports:?}");
        assert_eq!(places(modbus.others()).len(), all.len() - 1);
        assert!(!places(modbus.others()).contains(&"modbus"));
    }
    assert!(!places(roster.candidates(false, [1, 502]).hinted()).contains(&"s7comm"));
}

/// An entry that claims frames beginning with one byte.
const fn link(name: &'static str, hints: &'static [Hint], probe: fn(&[u8]) -> Probe) -> Entry {
    let [goose] = [crate::REGISTRY[0]];
    Entry { name, hints, probe, ..goose }
}

static LINKS: [Entry; 4] =
    [
        link("a", &[Hint::Ethertype(0x8892)], |data| {
            if data.first() == Some(&b'a') { Probe::Yes } else { Probe::No }
        }),
        link("b", &[Hint::Ethertype(0x8892)], |data| {
            if data.len() > 1 { Probe::Maybe } else { Probe::No }
        }),
        link("llc", &[Hint::Ethertype(0)], |data| {
            if data.first() == Some(&0x42) { Probe::Maybe } else { Probe::No }
        }),
        link("alone", &[Hint::Ethertype(0x88cc)], |_| Probe::No),
    ];

#[test]
fn frames_go_to_the_surest_of_their_ethertype() {
    let roster = Roster::new(&LINKS);
    let check = |ethertype, payload: &[u8], expected: Option<usize>| {
        assert_eq!(roster.link(ethertype, payload), expected, "{ethertype:x} {payload:?}");
    };
    check(0x8892, b"ab", Some(0));
    check(0x8892, b"bb", Some(1));
    check(0x8892, b"b", None);
    check(0x88cc, b"b", Some(3));
    check(0x26, b"\x42\x42\x03", Some(2));
    // Most of LLC is nobody's: its only reader is asked, too.
    check(0x5ff, b"\xaa\xaa\x03", None);
    check(0x800, b"", None);
}
