//! What is remembered about flows: windows on their streams, open transactions, bits.
//!
//! Everything is bounded: flows, bytes of windows and transactions in total and each, candidates.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::net::IpAddr;

use model::observation::Endpoint;
use packet::Side;

use crate::engine::bits::FlowBits;
use crate::engine::limits::Limits;
use crate::engine::transactions::Transaction;

/// A rule that was found by its content, with the place in the stream where the content ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) rule: u32,
    pub(crate) end: u64,
}

/// What one side sent, as far as it is kept.
#[derive(Debug, Default)]
pub(crate) struct SideState {
    /// The last bytes of the stream.
    pub(crate) window: Vec<u8>,
    /// Bytes of the stream before the window.
    pub(crate) base: u64,
    /// Place up to which prefilters looked.
    pub(crate) scanned: u64,
    /// Candidates whose rule may still come to hold as more is said.
    pub(crate) pending: Vec<Candidate>,
    /// Where rules that matched go on: what lies before was told.
    pub(crate) floors: Vec<(u32, u64)>,
    /// What happens once a side and flow.
    pub(crate) addresses_done: bool,
    pub(crate) protocol_done: bool,
}

/// Rules that may wait for more of one stream.
pub(crate) const MAX_PENDING: usize = 64;

impl SideState {
    /// The place behind the last byte.
    pub(crate) fn end(&self) -> u64 {
        self.base.saturating_add(self.window.len() as u64)
    }

    pub(crate) fn is_dirty(&self) -> bool {
        self.scanned < self.end()
    }

    /// Adds bytes; keeps the last `window` of what was scanned already.
    pub(crate) fn add(&mut self, data: &[u8], window: usize) {
        let kept = usize::try_from(self.scanned.saturating_sub(self.base)).unwrap_or(usize::MAX);
        // Moving bytes down costs as much as they are many: only when there are twice too many.
        if kept > window.saturating_mul(2) {
            let drop = (kept - window).min(self.window.len());
            self.window.drain(..drop);
            self.base = self.base.saturating_add(drop as u64);
        }
        self.window.extend_from_slice(data);
    }

    /// Bytes are missing: what was before cannot go on.
    pub(crate) fn gap(&mut self, lost: u64) {
        let end = self.end();
        self.window.clear();
        self.pending.clear();
        self.base = end.saturating_add(lost.max(1));
        self.scanned = self.base;
    }

    pub(crate) fn floor(&self, rule: u32) -> u64 {
        self.floors.iter().find(|(known, _)| *known == rule).map_or(0, |(_, floor)| *floor)
    }

    pub(crate) fn raise_floor(&mut self, rule: u32, to: u64) {
        match self.floors.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, floor)) => *floor = to,
            None => {
                // Floors before the window say nothing any more.
                let base = self.base;
                self.floors.retain(|(_, floor)| *floor > base);
                self.floors.push((rule, to));
            }
        }
    }

    pub(crate) fn keep(&mut self, candidate: Candidate) {
        match self.pending.iter_mut().find(|known| known.rule == candidate.rule) {
            Some(known) => known.end = known.end.max(candidate.end),
            None => {
                if self.pending.len() >= MAX_PENDING {
                    self.pending.remove(0);
                }
                self.pending.push(candidate);
            }
        }
    }
}

/// What holds so far of a rule on request and response of one transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Half {
    pub(crate) transaction: u32,
    pub(crate) rule: u32,
    /// A bit for each condition and section.
    pub(crate) holds: u64,
}

/// Such rules under way in one flow; the oldest is given up.
const MAX_HALVES: usize = 64;

/// What is remembered about one flow.
#[derive(Debug, Default)]
pub(crate) struct FlowState {
    pub(crate) id: u64,
    /// Address and port of the client, to see when the flow is turned round.
    client: (Option<IpAddr>, u16),
    /// A pass rule took the flow.
    pub(crate) passed: bool,
    /// Its protocol was known when streams were last looked at.
    pub(crate) recognised: bool,
    pub(crate) bits: FlowBits,
    pub(crate) client_side: SideState,
    pub(crate) server_side: SideState,
    pub(crate) transactions: Vec<Transaction>,
    /// What holds so far of rules on request and response.
    pub(crate) halves: Vec<Half>,
    /// Bytes held when last counted.
    bytes: usize,
}

impl FlowState {
    pub(crate) fn side(&self, side: Side) -> &SideState {
        match side {
            Side::Client => &self.client_side,
            Side::Server => &self.server_side,
        }
    }

    pub(crate) fn side_mut(&mut self, side: Side) -> &mut SideState {
        match side {
            Side::Client => &mut self.client_side,
            Side::Server => &mut self.server_side,
        }
    }

    fn new(id: u64, client: &Endpoint) -> Box<Self> {
        Box::new(Self { id, client: (client.ip, client.port), ..Self::default() })
    }

    /// Swaps the sides when the flow was turned round since.
    fn see_client(&mut self, client: &Endpoint) {
        let key = (client.ip, client.port);
        if key != self.client {
            self.client = key;
            std::mem::swap(&mut self.client_side, &mut self.server_side);
            for transaction in &mut self.transactions {
                transaction.side = transaction.side.other();
            }
        }
    }

    /// Notes what holds of a rule on request and response; gives what it was before, and is now.
    pub(crate) fn add_half(&mut self, transaction: u32, rule: u32, holds: u64) -> (u64, u64) {
        let known = |half: &&mut Half| half.transaction == transaction && half.rule == rule;
        if let Some(half) = self.halves.iter_mut().find(known) {
            let before = half.holds;
            half.holds |= holds;
            return (before, half.holds);
        }
        if self.halves.len() >= MAX_HALVES {
            self.halves.remove(0);
        }
        self.halves.push(Half { transaction, rule, holds });
        (0, holds)
    }

    fn held(&self) -> usize {
        let sides = self.client_side.window.capacity() + self.server_side.window.capacity();
        sides + self.transactions.iter().map(|open| open.held()).sum::<usize>()
    }

    /// Brings everything to the numbers that new rules have for the same names. What hangs on
    /// single rules is forgotten.
    pub(crate) fn renumber(
        &mut self,
        bits: &HashMap<u32, u32>,
        parts: &HashMap<u32, u32>,
        events: &HashMap<u32, u32>,
    ) {
        self.bits.renumber(bits);
        for side in [&mut self.client_side, &mut self.server_side] {
            side.pending.clear();
            side.floors.clear();
        }
        self.halves.clear();
        self.transactions.iter_mut().for_each(|open| open.renumber(parts, events));
    }

    /// Forgets the bytes, not the bits.
    fn forget_bytes(&mut self) {
        for side in [&mut self.client_side, &mut self.server_side] {
            side.base = side.end();
            side.scanned = side.base;
            side.window = Vec::new();
            side.pending = Vec::new();
        }
        self.transactions = Vec::new();
        self.bytes = 0;
    }
}

/// Mixes numbers that nobody chooses to collide: of flows, which count up, and ports.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u16(&mut self, value: u16) {
        self.write_u64(value.into());
    }
    fn write_u64(&mut self, value: u64) {
        // The golden ratio in 64 bits spreads consecutive numbers (Knuth, TAOCP 6.4).
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
}

/// The flows.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    index: HashMap<u64, usize, BuildHasherDefault<Mix>>,
    slots: Vec<Option<Box<FlowState>>>,
    unused: Vec<usize>,
    /// In the order in which they came; may name ones that are gone.
    order: VecDeque<u64>,
    /// Bytes held by all of them.
    held: usize,
    /// The flow looked up last, and its slot.
    last: (u64, usize),
}

impl Flows {
    fn slot(&mut self, id: u64, limits: &Limits) -> usize {
        if self.last.0 == id && id != 0 {
            return self.last.1;
        }
        let slot = match self.index.get(&id) {
            Some(slot) => *slot,
            None => self.create(id, limits),
        };
        self.last = (id, slot);
        slot
    }

    fn create(&mut self, id: u64, limits: &Limits) -> usize {
        while self.index.len() >= limits.flows.max(1) || self.order.len() > limits.flows * 2 {
            let Some(oldest) = self.order.pop_front() else { break };
            self.remove(oldest);
        }
        let slot = self.unused.pop().unwrap_or(self.slots.len());
        if slot == self.slots.len() {
            self.slots.push(None);
        }
        self.index.insert(id, slot);
        self.order.push_back(id);
        slot
    }

    /// The state of a flow, made on first use.
    pub(crate) fn get(
        &mut self,
        id: u64,
        client: &Endpoint,
        limits: &Limits,
    ) -> Option<&mut FlowState> {
        let slot = self.slot(id, limits);
        let state = self.slots.get_mut(slot)?.get_or_insert_with(|| FlowState::new(id, client));
        state.see_client(client);
        Some(state)
    }

    /// Takes a flow's state out to work with it; [`Flows::put`] gives it back.
    pub(crate) fn take(&mut self, id: u64, client: &Endpoint, limits: &Limits) -> Box<FlowState> {
        let slot = self.slot(id, limits);
        let state = self.slots.get_mut(slot).and_then(Option::take);
        let mut state = state.unwrap_or_else(|| FlowState::new(id, client));
        state.see_client(client);
        state
    }

    pub(crate) fn put(&mut self, mut state: Box<FlowState>, limits: &Limits) {
        let bytes = state.held();
        self.held = self.held.saturating_sub(state.bytes).saturating_add(bytes);
        state.bytes = bytes;
        let slot = self.slot(state.id, limits);
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Some(state);
        }
        if self.held > limits.bytes {
            self.free(limits);
        }
    }

    pub(crate) fn remove(&mut self, id: u64) {
        let Some(slot) = self.index.remove(&id) else { return };
        if self.last.0 == id {
            self.last = (0, 0);
        }
        if let Some(state) = self.slots.get_mut(slot).and_then(Option::take) {
            self.held = self.held.saturating_sub(state.bytes);
        }
        self.unused.push(slot);
    }

    #[cold]
    fn free(&mut self, limits: &Limits) {
        // Once round at most: then no flow holds bytes any more.
        for _ in 0..self.order.len() {
            if self.held <= limits.bytes {
                return;
            }
            let Some(id) = self.order.pop_front() else { return };
            let Some(slot) = self.index.get(&id) else { continue };
            if let Some(state) = self.slots.get_mut(*slot).and_then(Option::as_mut) {
                self.held = self.held.saturating_sub(state.bytes);
                state.forget_bytes();
            }
            self.order.push_back(id);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    /// Bytes held in windows and transactions.
    pub(crate) fn held(&self) -> usize {
        self.held
    }

    pub(crate) fn each(&mut self, mut change: impl FnMut(&mut FlowState)) {
        self.slots.iter_mut().flatten().for_each(|state| change(state));
    }
}
