//! GOOSE: generic object oriented substation events, straight on Ethernet.
//!
//! Source: IEC 61850-8-1 Ed. 2.1 §18.1 (IECGoosePdu, Annex A), Annex C (Ethernet header:
//! APPID, length, reserved 1 with the S bit, reserved 2); ITU-T X.690 (BER).
//! Ethertype: 0x88B8, usually behind a priority tag. Destination 01-0C-CD-01-xx-xx.
//! Not covered: routable GOOSE over UDP (IEC 61850-90-5), GSE management, signatures behind the
//! PDU (IEC 62351-6), the meaning of `allData`.

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Risk};

use crate::ber::{Element, element, unsigned};
use crate::cursor::{Reader, fnv1a, small, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// APPID, length, reserved 1, reserved 2.
const HEADER: usize = 8;
/// `goosePdu [APPLICATION 1]`.
const GOOSE_PDU: u8 = 0x61;
/// Publishers remembered for counter checks.
const MAX_PUBLISHERS: usize = 4096;

const fn f(name: &'static str, kind: &'static str, unit: &'static str) -> Field {
    Field { name, kind, unit, source: "IEC 61850-8-1 §18.1.2" }
}

static STATE: Operation = Operation::new(0, "publish", Risk::Read);

pub(crate) struct Goose;

impl Protocol for Goose {
    const NAME: &'static str = "goose";
    const FIELDS: &'static [Field] = &[
        f("appid", "u16", ""),
        f("gocb_ref", "text", ""),
        f("dat_set", "text", ""),
        f("go_id", "text", ""),
        f("ttl", "u32", "ms"),
        f("st_num", "u32", ""),
        f("sq_num", "u32", ""),
        f("simulation", "bool", ""),
        f("conf_rev", "u32", ""),
        f("nds_com", "bool", ""),
        f("entries", "u32", ""),
        f("changed", "bool", ""),
    ];
    const OPERATIONS: &'static [Operation] = &[STATE];
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0x88b8)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Bus;

    fn probe(data: &[u8]) -> Probe {
        if data.get(HEADER) == Some(&GOOSE_PDU) { Probe::Yes } else { Probe::No }
    }
}

/// All publishers heard on a link.
#[derive(Default)]
pub(crate) struct Bus {
    publishers: BTreeMap<u64, Publisher>,
}

/// The last message of one control block.
#[derive(Clone, Copy, Default)]
struct Publisher {
    st_num: u32,
    sq_num: u32,
    conf_rev: u32,
    /// Capture time, and how long it said to wait for the next, in milliseconds.
    time: i64,
    ttl: u32,
}

/// Nanoseconds in a millisecond.
const MILLISECOND: i64 = 1_000_000;

/// A message as its elements tell it.
#[derive(Default)]
struct Message<'a> {
    gocb_ref: Option<&'a [u8]>,
    ttl: Option<u32>,
    dat_set: Option<&'a [u8]>,
    go_id: Option<&'a [u8]>,
    time: bool,
    st_num: Option<u32>,
    sq_num: Option<u32>,
    simulation: bool,
    conf_rev: Option<u32>,
    nds_com: bool,
    entries: Option<u32>,
    data: Option<&'a [u8]>,
}

impl Session for Bus {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let Some((appid, length, simulated)) = header(&mut r) else {
            return Step::Need(HEADER);
        };
        out.begin(Kind::Spontaneous, &STATE);
        out.field("appid", appid);
        let body = r.rest();
        let stated = usize::from(length).saturating_sub(HEADER);
        let cut = stated > body.len();
        if cut || usize::from(length) < HEADER {
            out.anomaly("goose.length_mismatch", 2, "length");
        }
        let mut inner = Reader::new(body.get(..stated.min(body.len())).unwrap_or(body));
        match element(&mut inner) {
            Some(outer) if outer.tag == GOOSE_PDU => {
                self.message(appid, simulated, outer, out);
            }
            _ => out.anomaly("goose.not_a_goose_pdu", HEADER, "tag"),
        }
        out.finish();
        // What follows is Ethernet padding.
        Step::Done(pdu.data.len())
    }
}

fn header(r: &mut Reader<'_>) -> Option<(u16, u16, bool)> {
    let (appid, length) = (r.u16()?, r.u16()?);
    // IEC 61850-8-1 Annex C: the top bit of reserved 1 marks simulated messages.
    let simulated = r.u16()? & 0x8000 != 0;
    r.u16()?;
    Some((appid, length, simulated))
}

impl Bus {
    fn message(&mut self, appid: u16, simulated: bool, outer: Element<'_>, out: &mut Sink<'_>) {
        if outer.is_cut() {
            out.anomaly("goose.truncated", HEADER, "pdu_length");
        }
        let mut message = read(outer.content, out);
        message.simulation |= simulated;
        report(&message, out);
        self.follow(appid, &message, out);
    }

    /// Holds the counters against the publisher's last message. IEC 61850-8-1 §18.1.2.5.
    fn follow(&mut self, appid: u16, message: &Message<'_>, out: &mut Sink<'_>) {
        let (Some(st_num), Some(sq_num)) = (message.st_num, message.sq_num) else { return };
        let now = Publisher {
            st_num,
            sq_num,
            conf_rev: message.conf_rev.unwrap_or(0),
            time: out.time().0,
            ttl: message.ttl.unwrap_or(0),
        };
        let name = message.gocb_ref.unwrap_or_default();
        let key = fnv1a(name) ^ u64::from(appid) ^ (u64::from(message.simulation) << 32);
        let is_new = !self.publishers.contains_key(&key);
        if is_new && self.publishers.len() >= MAX_PUBLISHERS {
            self.publishers.pop_first();
        }
        // A simulated publisher takes the place of the real one at every subscriber in test mode.
        if is_new && message.simulation && self.publishers.contains_key(&(key ^ (1 << 32))) {
            out.anomaly("goose.simulated_beside_real", HEADER, "simulation");
        }
        let Some(last) = self.publishers.insert(key, now) else { return };
        out.field("changed", last.st_num != st_num);
        if let Some((code, field)) = last.fault(now) {
            out.anomaly(code, HEADER, field);
        }
        if last.is_late(now) {
            out.anomaly("goose.ttl_expired", HEADER, "ttl");
        }
        if last.conf_rev != now.conf_rev {
            out.anomaly("goose.conf_rev_changed", HEADER, "conf_rev");
        }
    }
}

impl Publisher {
    /// Whether `now` came after its subscribers had to take the publisher for dead.
    /// IEC 61850-8-1 §18.1.2.5 (timeAllowedtoLive).
    fn is_late(self, now: Self) -> bool {
        self.ttl > 0 && now.time.saturating_sub(self.time) > i64::from(self.ttl) * MILLISECOND
    }

    /// What is wrong with `now` coming after `self`. A new state starts sqNum at 0; a repetition
    /// counts it up, from the largest value on to 1.
    fn fault(self, now: Self) -> Option<(&'static str, &'static str)> {
        if now.st_num < self.st_num && !(now.st_num <= 1 && now.sq_num <= 1) {
            return Some(("goose.st_num_decreased", "st_num"));
        }
        if now.st_num > self.st_num {
            return self.new_state_fault(now);
        }
        if now.st_num < self.st_num || self.sq_num == u32::MAX {
            return None;
        }
        match now.sq_num.checked_sub(self.sq_num) {
            Some(1) => None,
            Some(0) => Some(("goose.sq_num_repeated", "sq_num")),
            Some(_) => Some(("goose.messages_missed", "sq_num")),
            None => Some(("goose.sq_num_decreased", "sq_num")),
        }
    }

    /// stNum rises by one with each change, and sqNum starts over with it.
    fn new_state_fault(self, now: Self) -> Option<(&'static str, &'static str)> {
        if now.st_num - self.st_num > 1 {
            return Some(("goose.st_num_jumped", "st_num"));
        }
        if now.sq_num > 1 && Some(now.sq_num) == self.sq_num.checked_add(1) {
            return Some(("goose.sq_num_not_reset", "sq_num"));
        }
        (now.sq_num > 1).then_some(("goose.messages_missed", "sq_num"))
    }
}

/// Reads the elements in whatever order they come.
fn read<'a>(content: &'a [u8], out: &mut Sink<'_>) -> Message<'a> {
    let mut message = Message::default();
    let mut r = Reader::new(content);
    while !r.is_empty() {
        let at = HEADER + r.offset();
        let Some(e) = element(&mut r) else {
            out.anomaly("goose.ber_length", at, "length");
            break;
        };
        if e.is_cut() {
            out.anomaly("goose.truncated", at, "length");
        }
        message.set(e, at, out);
    }
    message
}

impl<'a> Message<'a> {
    fn set(&mut self, e: Element<'a>, at: usize, out: &mut Sink<'_>) {
        match e.tag {
            0x80 => self.gocb_ref = Some(e.content),
            0x81 => self.ttl = Some(unsigned(e.content)),
            0x82 => self.dat_set = Some(e.content),
            0x83 => self.go_id = Some(e.content),
            0x84 => self.time = true,
            0x85 => self.st_num = Some(unsigned(e.content)),
            0x86 => self.sq_num = Some(unsigned(e.content)),
            0x87 => self.simulation = unsigned(e.content) != 0,
            0x88 => self.conf_rev = Some(unsigned(e.content)),
            0x89 => self.nds_com = unsigned(e.content) != 0,
            0x8a => self.entries = Some(unsigned(e.content)),
            0xab => self.data = Some(e.content),
            _ => out.anomaly("goose.unknown_element", at, "tag"),
        }
    }

    /// The first mandatory element that is not there. IEC 61850-8-1 Annex A.
    fn missing(&self) -> Option<&'static str> {
        let there = [
            ("gocb_ref", self.gocb_ref.is_some()),
            ("ttl", self.ttl.is_some()),
            ("dat_set", self.dat_set.is_some()),
            ("t", self.time),
            ("st_num", self.st_num.is_some()),
            ("sq_num", self.sq_num.is_some()),
            ("conf_rev", self.conf_rev.is_some()),
            ("entries", self.entries.is_some()),
            ("all_data", self.data.is_some()),
        ];
        there.into_iter().find(|(_, there)| !there).map(|(name, _)| name)
    }
}

fn report(message: &Message<'_>, out: &mut Sink<'_>) {
    if let Some(field) = message.missing() {
        out.anomaly("goose.missing_element", HEADER, field);
    }
    if let Some(name) = message.gocb_ref {
        out.named("control_block", || text(name));
        out.text("gocb_ref", name);
    }
    out.text("dat_set", message.dat_set.unwrap_or_default());
    out.text("go_id", message.go_id.unwrap_or_default());
    let numbers = [
        ("ttl", message.ttl),
        ("st_num", message.st_num),
        ("sq_num", message.sq_num),
        ("conf_rev", message.conf_rev),
        ("entries", message.entries),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            out.field(name, value);
        }
    }
    out.field("simulation", message.simulation);
    out.field("nds_com", message.nds_com);
    if message.ttl == Some(0) {
        out.anomaly("goose.ttl_zero", HEADER, "ttl");
    }
    if let Some(data) = message.data {
        out.values(data);
        check_entries(message.entries, data, out);
    }
}

/// numDatSetEntries must be the number of elements of allData.
fn check_entries(entries: Option<u32>, data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data);
    let mut found = 0usize;
    while element(&mut r).is_some() {
        found += 1;
    }
    if entries.is_some_and(|stated| stated != small(found)) {
        out.anomaly("goose.entries_mismatch", HEADER, "entries");
    }
}
