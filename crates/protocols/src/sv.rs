//! SV: sampled values of currents and voltages, straight on Ethernet.
//!
//! Source: IEC 61850-9-2 Ed. 2.1 §8.5 (savPdu), Annex A (Ethernet header: APPID, length, reserved 1
//! with the S bit, reserved 2); IEC 61869-9 §6.9 (smpCnt, smpSynch, rates); ITU-T X.690 (BER).
//! Ethertype: 0x88BA, usually behind a priority tag. Destination 01-0C-CD-04-xx-xx.
//! Not covered: routable SV over UDP (IEC 61850-90-5), the meaning of the samples, signatures
//! behind the PDU (IEC 62351-6).

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Risk};

use crate::ber::{Element, element, elements, find, unsigned};
use crate::cursor::{Reader, fnv1a, small, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// APPID, length, reserved 1, reserved 2.
const HEADER: usize = 8;
/// `savPdu [APPLICATION 0]`.
const SAV_PDU: u8 = 0x60;
/// Streams remembered for continuity checks.
const MAX_STREAMS: usize = 1024;
/// ASDUs of one message that are looked at: 61869-9 has at most 8, 9-2 LE 8 for 256 samples.
const MAX_ASDUS: usize = 16;

const fn f(name: &'static str, kind: &'static str, unit: &'static str) -> Field {
    Field { name, kind, unit, source: "IEC 61850-9-2 §8.5" }
}

static SAMPLES: Operation = Operation::new(0, "publish", Risk::Read);

pub(crate) struct Sv;

impl Protocol for Sv {
    const NAME: &'static str = "sv";
    const FIELDS: &'static [Field] = &[
        f("appid", "u16", ""),
        f("dat_set", "text", ""),
        f("smp_cnt", "u32", ""),
        f("conf_rev", "u32", ""),
        f("smp_synch", "u32", ""),
        f("synchronised", "text", ""),
        f("smp_rate", "u32", ""),
        f("smp_mod", "u32", ""),
        f("simulation", "bool", ""),
        f("missed", "u32", "samples"),
        f("asdus", "u32", ""),
        f("data_bytes", "u32", "bytes"),
    ];
    const OPERATIONS: &'static [Operation] = &[SAMPLES];
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0x88ba)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Bus;

    fn probe(data: &[u8]) -> Probe {
        if data.get(HEADER) == Some(&SAV_PDU) { Probe::Yes } else { Probe::No }
    }
}

/// All streams heard on a link.
#[derive(Default)]
pub(crate) struct Bus {
    streams: BTreeMap<u64, Stream>,
}

/// The last sample of one stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stream {
    smp_cnt: u32,
    conf_rev: u32,
    smp_synch: u32,
    /// Where the counter was seen to start over; 0 = not yet.
    wrap: u32,
}

/// What is wrong with a sample coming after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    Missed(u32),
    Repeated,
    Decreased,
}

impl Stream {
    /// Holds a counter against the one before: it counts up by one, and starts over at 0 with every
    /// full second. IEC 61869-9 §6.9.
    fn follow(&mut self, now: u32) -> Option<Break> {
        let last = std::mem::replace(&mut self.smp_cnt, now);
        let next = last.saturating_add(1);
        if now == next {
            return None;
        }
        if now == last {
            return Some(Break::Repeated);
        }
        if now > next {
            return Some(Break::Missed(now - next));
        }
        if self.wrap == 0 && now == 0 {
            self.wrap = next;
            return None;
        }
        match self.wrap.checked_sub(next) {
            Some(0) if now == 0 => None,
            // Lost around the second's end: what is left of it, and the beginning of the next.
            Some(left) if left + now < self.wrap / 2 => Some(Break::Missed(left + now)),
            None if now == 0 => {
                self.wrap = next;
                None
            }
            _ => Some(Break::Decreased),
        }
    }
}

impl Session for Bus {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let (Some(appid), Some(length), Some(first), Some(_)) =
            (r.u16(), r.u16(), r.u16(), r.u16())
        else {
            return Step::Need(HEADER);
        };
        out.begin(Kind::Spontaneous, &SAMPLES);
        out.field("appid", appid);
        // The top bit of reserved 1 marks simulated messages.
        let simulated = first & 0x8000 != 0;
        out.field("simulation", simulated);
        let body = r.rest();
        let stated = usize::from(length).saturating_sub(HEADER);
        if stated > body.len() || usize::from(length) < HEADER {
            out.anomaly("sv.length_mismatch", 2, "length");
        }
        let mut inner = Reader::new(body.get(..stated.min(body.len())).unwrap_or(body));
        match element(&mut inner) {
            Some(outer) if outer.tag == SAV_PDU => self.message(appid, simulated, outer, out),
            _ => out.anomaly("sv.not_a_sav_pdu", HEADER, "tag"),
        }
        out.finish();
        // What follows is Ethernet padding.
        Step::Done(pdu.data.len())
    }
}

impl Bus {
    /// noASDU [0], security [1], seqASDU [2].
    fn message(&mut self, appid: u16, simulated: bool, outer: Element<'_>, out: &mut Sink<'_>) {
        if outer.is_cut() {
            out.anomaly("sv.truncated", HEADER, "pdu_length");
        }
        let stated = find(outer.content, 0x80).map(unsigned);
        let Some(sequence) = find(outer.content, 0xa2) else {
            out.anomaly("sv.missing_element", HEADER, "seq_asdu");
            return;
        };
        let mut found = 0usize;
        for asdu in elements(sequence).take(MAX_ASDUS) {
            if asdu.tag != 0x30 {
                out.anomaly("sv.unknown_element", HEADER, "asdu");
                break;
            }
            let sample = Sample::read(asdu.content);
            if found == 0 {
                sample.report(out);
            }
            self.follow(appid, simulated, &sample, out);
            found += 1;
        }
        if found != 1 {
            out.field("asdus", small(found));
        }
        if stated.is_some_and(|stated| stated != small(found)) {
            out.anomaly("sv.asdus_mismatch", HEADER, "no_asdu");
        }
    }

    fn follow(&mut self, appid: u16, simulated: bool, sample: &Sample<'_>, out: &mut Sink<'_>) {
        let (Some(id), Some(smp_cnt)) = (sample.id, sample.smp_cnt) else {
            out.anomaly("sv.missing_element", HEADER, "smp_cnt");
            return;
        };
        let key = fnv1a(id) ^ u64::from(appid) ^ (u64::from(simulated) << 32);
        let (conf_rev, smp_synch) = (sample.conf_rev.unwrap_or(0), sample.smp_synch.unwrap_or(0));
        let Some(stream) = self.streams.get_mut(&key) else {
            if self.streams.len() >= MAX_STREAMS {
                self.streams.pop_first();
            }
            self.streams.insert(key, Stream { smp_cnt, conf_rev, smp_synch, wrap: 0 });
            return;
        };
        match stream.follow(smp_cnt) {
            Some(Break::Missed(count)) => {
                out.field("missed", count);
                out.anomaly("sv.samples_missed", HEADER, "smp_cnt");
            }
            Some(Break::Repeated) => out.anomaly("sv.sample_repeated", HEADER, "smp_cnt"),
            Some(Break::Decreased) => out.anomaly("sv.smp_cnt_decreased", HEADER, "smp_cnt"),
            None => {}
        }
        if std::mem::replace(&mut stream.conf_rev, conf_rev) != conf_rev {
            out.anomaly("sv.conf_rev_changed", HEADER, "conf_rev");
        }
        if std::mem::replace(&mut stream.smp_synch, smp_synch) != smp_synch {
            out.anomaly("sv.smp_synch_changed", HEADER, "smp_synch");
        }
    }
}

/// One ASDU as its elements tell it.
#[derive(Default)]
struct Sample<'a> {
    id: Option<&'a [u8]>,
    dat_set: Option<&'a [u8]>,
    smp_cnt: Option<u32>,
    conf_rev: Option<u32>,
    smp_synch: Option<u32>,
    smp_rate: Option<u32>,
    smp_mod: Option<u32>,
    data: usize,
}

impl<'a> Sample<'a> {
    fn read(content: &'a [u8]) -> Self {
        let mut sample = Self::default();
        for e in elements(content) {
            match e.tag {
                0x80 => sample.id = Some(e.content),
                0x81 => sample.dat_set = Some(e.content),
                0x82 => sample.smp_cnt = Some(unsigned(e.content)),
                0x83 => sample.conf_rev = Some(unsigned(e.content)),
                0x85 => sample.smp_synch = Some(unsigned(e.content)),
                0x86 => sample.smp_rate = Some(unsigned(e.content)),
                0x87 => sample.data = e.content.len(),
                0x88 => sample.smp_mod = Some(unsigned(e.content)),
                _ => {}
            }
        }
        sample
    }

    fn report(&self, out: &mut Sink<'_>) {
        if !out.wanted() {
            return;
        }
        if let Some(id) = self.id {
            out.named("stream", || text(id));
        }
        out.text("dat_set", self.dat_set.unwrap_or_default());
        let numbers = [
            ("smp_cnt", self.smp_cnt),
            ("conf_rev", self.conf_rev),
            ("smp_synch", self.smp_synch),
            ("smp_rate", self.smp_rate),
            ("smp_mod", self.smp_mod),
        ];
        for (name, value) in numbers {
            if let Some(value) = value {
                out.field(name, value);
            }
        }
        if let Some(synch) = self.smp_synch {
            // 0 none, 1 by an unspecified local clock, 2 by a global one. IEC 61850-9-2 §8.5.
            out.field(
                "synchronised",
                match synch {
                    0 => "none",
                    1 => "local",
                    2 => "global",
                    _ => "local_identified",
                },
            );
        }
        out.field("data_bytes", small(self.data));
    }
}
