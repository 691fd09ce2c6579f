//! What the index keeps of a batch: bounds, a filter of the words in it, and minute roll-ups.

use std::collections::HashMap;
use std::net::IpAddr;

use detect::HostKey;
use model::event::ProbeEvent;
use model::observation::Risk;

const MINUTE_NS: i64 = 60_000_000_000;

/// A step for which roll-ups are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RollUpStep {
    Minute,
    Hour,
    Day,
}

impl RollUpStep {
    pub fn millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
        }
    }
}

/// One line of the minute roll-up. Flows have no operation and no risk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RollUp {
    /// Milliseconds of capture time, the minute's start.
    pub(super) time: i64,
    pub(super) protocol: String,
    pub(super) operation: String,
    pub(super) risk: &'static str,
    pub(super) counts: Counts,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Counts {
    pub(super) events: i64,
    /// Messages the observations stand for.
    pub(super) messages: i64,
    /// Bytes of flows that ended, both directions.
    pub(super) bytes: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) events: u64,
    /// Nanoseconds of capture time, least and greatest.
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) words: Words,
    /// In rising order.
    pub(super) roll_ups: Vec<RollUp>,
}

impl Summary {
    pub(super) fn of(events: &[ProbeEvent]) -> Self {
        let mut words = Words::default();
        let mut counts: HashMap<(i64, &str, &str, &'static str), Counts> = HashMap::new();
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for event in events {
            let time = event.time().0;
            (first, last) = (first.min(time), last.max(time));
            words.add_event(event);
            let (protocol, operation, risk, new) = line(event);
            let minute = time.div_euclid(MINUTE_NS) * 60_000;
            let sum = counts.entry((minute, protocol, operation, risk)).or_default();
            sum.events += 1;
            sum.messages = sum.messages.saturating_add(new.messages);
            sum.bytes = sum.bytes.saturating_add(new.bytes);
        }
        let mut roll_ups: Vec<RollUp> = counts.into_iter().map(roll_up).collect();
        roll_ups.sort();
        if events.is_empty() {
            (first, last) = (0, 0);
        }
        Self { events: events.len() as u64, first, last, words, roll_ups }
    }
}

fn roll_up(
    ((time, protocol, operation, risk), counts): ((i64, &str, &str, &'static str), Counts),
) -> RollUp {
    RollUp { time, protocol: protocol.to_owned(), operation: operation.to_owned(), risk, counts }
}

fn line(event: &ProbeEvent) -> (&str, &str, &'static str, Counts) {
    match event {
        ProbeEvent::Observation(o) => {
            let counts = Counts { messages: o.count.into(), ..Counts::default() };
            (&o.protocol, &o.operation, o.risk.word(), counts)
        }
        ProbeEvent::Flow(flow) => {
            let sum = flow.bytes.iter().fold(0u64, |sum, bytes| sum.saturating_add(*bytes));
            let bytes = if flow.ended { i64::try_from(sum).unwrap_or(i64::MAX) } else { 0 };
            (&flow.protocol, "", "", Counts { bytes, ..Counts::default() })
        }
        ProbeEvent::Alert(alert) => (&alert.protocol, "", "", Counts::default()),
        ProbeEvent::File(file) => (&file.protocol, "", "", Counts::default()),
        ProbeEvent::Health(_) => ("", "", "", Counts::default()),
    }
}

/// A Bloom filter of the words in a block: tells which blocks need not be read. 2,048 bits and
/// four probes: with 150 distinct words one block in 250 is read in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words(Box<[u8; WORD_BYTES]>);

const WORD_BYTES: usize = 256;

impl Default for Words {
    fn default() -> Self {
        Self(Box::new([0; WORD_BYTES]))
    }
}

/// A word to look for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Word<'a> {
    Host(HostKey),
    Protocol(&'a str),
    Operation(&'a str),
    Risk(Risk),
}

impl Words {
    const PROBES: u32 = 4;

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0[..]
    }

    /// From the index; damaged ones answer "perhaps" to everything.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        bytes.try_into().map_or_else(|_| Self(Box::new([0xff; WORD_BYTES])), |b| Self(Box::new(b)))
    }

    pub(super) fn add(&mut self, word: Word<'_>) {
        for (byte, bit) in places(word) {
            self.0[byte] |= bit;
        }
    }

    /// False when the word is certainly not in the block.
    pub(super) fn may_hold(&self, word: Word<'_>) -> bool {
        places(word).all(|(byte, bit)| self.0[byte] & bit != 0)
    }

    fn add_event(&mut self, event: &ProbeEvent) {
        let (ends, protocol) = match event {
            ProbeEvent::Observation(o) => {
                self.add(Word::Operation(&o.operation));
                self.add(Word::Risk(o.risk));
                ([&o.source, &o.target], &o.protocol)
            }
            ProbeEvent::Flow(flow) => ([&flow.client, &flow.server], &flow.protocol),
            ProbeEvent::Alert(alert) => ([&alert.source, &alert.target], &alert.protocol),
            ProbeEvent::File(file) => ([&file.client, &file.server], &file.protocol),
            // It has no parties: nobody looks for it by words.
            ProbeEvent::Health(_) => return,
        };
        self.add(Word::Protocol(protocol));
        for end in ends {
            self.add(Word::Host(HostKey::of(end)));
        }
    }
}

/// Double hashing: probe `i` looks at `low + i * high`.
fn places(word: Word<'_>) -> impl Iterator<Item = (usize, u8)> {
    let hash = hash(word);
    let (low, high) = (hash as u32, (hash >> 32) as u32 | 1);
    (0..Words::PROBES).map(move |probe| {
        let place = low.wrapping_add(probe.wrapping_mul(high)) as usize % (WORD_BYTES * 8);
        (place / 8, 1 << (place % 8))
    })
}

fn hash(word: Word<'_>) -> u64 {
    match word {
        Word::Host(HostKey::Ip(IpAddr::V4(ip))) => fnv(b'4', &ip.octets()),
        Word::Host(HostKey::Ip(IpAddr::V6(ip))) => fnv(b'6', &ip.octets()),
        Word::Host(HostKey::Mac(mac)) => fnv(b'm', &mac.0),
        Word::Protocol(name) => fnv(b'p', name.as_bytes()),
        Word::Operation(name) => fnv(b'o', name.as_bytes()),
        Word::Risk(risk) => fnv(b'r', risk.word().as_bytes()),
    }
}

/// FNV-1a, 64 bits, with the upper half mixed down.
fn fnv(tag: u8, bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    let hash = bytes.iter().fold(step(0xcbf2_9ce4_8422_2325, &tag), step);
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}
