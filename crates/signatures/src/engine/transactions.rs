//! One side of one transaction: what its parser laid open of it, until it is over.

use std::collections::HashMap;

use packet::Side;

use crate::engine::limits::Limits;

/// A named buffer, or what is kept of it.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) name: u32,
    place: Place,
    /// Bytes at its beginning that are not kept any more.
    pub(crate) base: u64,
    /// Place up to which prefilters looked.
    pub(crate) scanned: u64,
    /// Whether it was looked at since it changed.
    pub(crate) fresh: bool,
    /// Whether nothing more comes.
    pub(crate) whole: bool,
}

#[derive(Debug)]
enum Place {
    /// In the transaction's bytes.
    Shared { start: usize, len: usize },
    /// Comes in pieces.
    Own(Vec<u8>),
}

/// One side of a transaction.
#[derive(Debug)]
pub(crate) struct Transaction {
    pub(crate) number: u32,
    pub(crate) side: Side,
    bytes: Vec<u8>,
    pub(crate) laid: Vec<Laid>,
    pub(crate) numbers: Vec<(u32, u64)>,
    pub(crate) fresh_numbers: usize,
    pub(crate) events: Vec<u32>,
    pub(crate) fresh_events: usize,
    /// The speaking side says nothing more.
    pub(crate) done: bool,
    /// Something came since it was looked at.
    pub(crate) fresh: bool,
    /// Rules that were found and may still come to hold.
    pub(crate) pending: Vec<u32>,
    /// Rules that told.
    pub(crate) told: Vec<u32>,
}

/// Things of each kind kept for one transaction.
const MAX_PARTS: usize = 512;
/// Rules that may wait for more of one transaction.
const MAX_PENDING: usize = 256;

impl Transaction {
    pub(crate) fn new(number: u32, side: Side) -> Self {
        Self {
            number,
            side,
            bytes: Vec::new(),
            laid: Vec::new(),
            numbers: Vec::new(),
            fresh_numbers: 0,
            events: Vec::new(),
            fresh_events: 0,
            done: false,
            fresh: false,
            pending: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Makes it another transaction, with the memory of the old one.
    pub(crate) fn restart(&mut self, number: u32, side: Side) {
        self.number = number;
        self.side = side;
        self.bytes.clear();
        self.laid.clear();
        self.numbers.clear();
        self.fresh_numbers = 0;
        self.events.clear();
        self.fresh_events = 0;
        self.done = false;
        self.fresh = false;
        self.pending.clear();
        self.told.clear();
    }

    /// Memory held by bytes.
    pub(crate) fn held(&self) -> usize {
        let own = self.laid.iter().map(|laid| match &laid.place {
            Place::Own(bytes) => bytes.capacity(),
            Place::Shared { .. } => 0,
        });
        self.bytes.capacity() + own.sum::<usize>()
    }

    fn used(&self) -> usize {
        let own = self.laid.iter().map(|laid| match &laid.place {
            Place::Own(bytes) => bytes.len(),
            Place::Shared { .. } => 0,
        });
        self.bytes.len() + own.sum::<usize>()
    }

    /// A buffer, whole or the first piece of one.
    pub(crate) fn lay(&mut self, name: u32, data: &[u8], limits: &Limits) {
        self.fresh = true;
        if let Some(before) = self.laid.iter_mut().rev().find(|laid| laid.name == name) {
            before.whole = true;
        }
        let room = limits.transaction_bytes.saturating_sub(self.used());
        if self.laid.len() >= MAX_PARTS || data.len() > room {
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(data);
        let place = Place::Shared { start, len: data.len() };
        self.laid.push(Laid { name, place, base: 0, scanned: 0, fresh: true, whole: false });
    }

    /// How many buffers of that name there are.
    pub(crate) fn count(&self, name: u32) -> usize {
        self.laid.iter().filter(|laid| laid.name == name).count()
    }

    /// Bytes said so far of the buffer of that name.
    pub(crate) fn said(&self, name: u32) -> usize {
        let last = self.laid.iter().rev().find(|laid| laid.name == name);
        let end = last.map_or(0, |laid| laid.end(self.bytes_of(laid).len()));
        usize::try_from(end).unwrap_or(usize::MAX)
    }

    /// More of the buffer of that name.
    pub(crate) fn lay_more(&mut self, name: u32, data: &[u8], limits: &Limits) {
        let Some(place) = self.laid.iter().rposition(|laid| laid.name == name) else {
            return self.begin_body(name, data, limits);
        };
        self.fresh = true;
        let Some(laid) = self.laid.get_mut(place) else { return };
        laid.fresh = true;
        if let Place::Shared { start, len } = laid.place {
            let bytes = self.bytes.get(start..start + len).unwrap_or_default();
            laid.place = Place::Own(bytes.to_vec());
        }
        laid.grow(data, limits);
    }

    fn begin_body(&mut self, name: u32, data: &[u8], limits: &Limits) {
        self.fresh = true;
        if self.laid.len() >= MAX_PARTS {
            return;
        }
        let place = Place::Own(Vec::new());
        let mut laid = Laid { name, place, base: 0, scanned: 0, fresh: true, whole: false };
        laid.grow(data, limits);
        self.laid.push(laid);
    }

    pub(crate) fn number(&mut self, name: u32, value: u64) {
        self.fresh = true;
        if self.numbers.len() < MAX_PARTS {
            self.numbers.push((name, value));
        }
    }

    pub(crate) fn event(&mut self, name: u32) {
        self.fresh = true;
        if self.events.len() < MAX_PARTS && !self.events.contains(&name) {
            self.events.push(name);
        }
    }

    pub(crate) fn finish(&mut self) {
        self.fresh = true;
        self.done = true;
        self.laid.iter_mut().for_each(|laid| laid.whole = true);
    }

    pub(crate) fn bytes_of<'a>(&'a self, laid: &'a Laid) -> &'a [u8] {
        match &laid.place {
            Place::Own(bytes) => bytes,
            Place::Shared { start, len } => self.bytes.get(*start..start + len).unwrap_or_default(),
        }
    }

    pub(crate) fn keep(&mut self, rule: u32) {
        if self.pending.len() < MAX_PENDING && !self.pending.contains(&rule) {
            self.pending.push(rule);
        }
    }

    /// Prefilters looked at all buffers.
    pub(crate) fn scanned(&mut self) {
        for laid in &mut self.laid {
            let len = match &laid.place {
                Place::Own(bytes) => bytes.len(),
                Place::Shared { len, .. } => *len,
            };
            laid.scanned = laid.base.saturating_add(len as u64);
        }
    }

    /// Brings names to the numbers that new rules have for them.
    pub(crate) fn renumber(&mut self, parts: &HashMap<u32, u32>, events: &HashMap<u32, u32>) {
        self.laid.retain_mut(|laid| renumbered(&mut laid.name, parts));
        self.numbers.retain_mut(|(name, _)| renumbered(name, parts));
        self.events.retain_mut(|name| renumbered(name, events));
        self.fresh_numbers = 0;
        self.fresh_events = 0;
        self.pending.clear();
        self.told.clear();
    }

    /// Everything was looked at.
    pub(crate) fn seen(&mut self) {
        self.fresh = false;
        self.fresh_numbers = self.numbers.len();
        self.fresh_events = self.events.len();
        for laid in &mut self.laid {
            laid.fresh = false;
        }
    }
}

fn renumbered(name: &mut u32, places: &HashMap<u32, u32>) -> bool {
    places.get(name).is_some_and(|place| {
        *name = *place;
        true
    })
}

impl Laid {
    fn grow(&mut self, data: &[u8], limits: &Limits) {
        let Place::Own(bytes) = &mut self.place else { return };
        // Only what was looked at may go, and only when there is twice too much of it.
        let looked = usize::try_from(self.scanned.saturating_sub(self.base)).unwrap_or(usize::MAX);
        if looked > limits.body.saturating_mul(2) {
            let drop = (looked - limits.body).min(bytes.len());
            bytes.drain(..drop);
            self.base = self.base.saturating_add(drop as u64);
        }
        // What one packet adds is bounded by what reassembly can hold back.
        let room = limits.transaction_bytes.max(limits.body * 4).saturating_sub(bytes.len());
        bytes.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
    }

    /// Place behind its last byte.
    pub(crate) fn end(&self, len: usize) -> u64 {
        self.base.saturating_add(len as u64)
    }

    pub(crate) fn is_body(&self) -> bool {
        matches!(self.place, Place::Own(_))
    }
}
