//! The flow table: a slab of entries, an open-addressed index over it, and one list by age for
//! each class of timeout.
//!
//! Lists are kept in order to the second: an entry moves to its list's tail at most once a second,
//! so a busy flow costs no list traffic.

use std::net::IpAddr;

use crate::conduct::Conduct;
use crate::flow::Flow;
use crate::tcp::Half;

/// No entry.
pub(crate) const NONE: u32 = u32::MAX;

/// Which conversation a packet belongs to, the same for both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    low: u128,
    high: u128,
    /// Ports of the lower and the higher endpoint.
    ports: [u16; 2],
    vlan: [u16; 2],
    protocol: u8,
    v6: bool,
}

impl Key {
    /// The key, and whether the sender is the lower endpoint.
    #[inline]
    pub(crate) fn new(
        src: (IpAddr, u16),
        dst: (IpAddr, u16),
        vlan: [u16; 2],
        protocol: u8,
    ) -> (Self, bool) {
        let (a, v6) = number(src.0);
        let (b, _) = number(dst.0);
        let sender_low = (a, src.1) <= (b, dst.1);
        let key = if sender_low {
            Self { low: a, high: b, ports: [src.1, dst.1], vlan, protocol, v6 }
        } else {
            Self { low: b, high: a, ports: [dst.1, src.1], vlan, protocol, v6 }
        };
        (key, sender_low)
    }

    #[inline]
    pub(crate) fn hash(&self, seed: u64) -> u32 {
        let [p, q] = self.ports.map(u64::from);
        let [v, w] = self.vlan.map(u64::from);
        let rest =
            p << 48 | q << 32 | (v & 0xfff) << 20 | (w & 0xfff) << 8 | u64::from(self.protocol);
        let mut hash = fold(rest ^ seed, 0x9e37_79b9_7f4a_7c15);
        hash = fold(hash ^ low64(self.low), 0xa076_1d64_78bd_642f ^ low64(self.high));
        if self.v6 {
            hash = fold(hash ^ high64(self.low), 0xe703_7ed1_a0b4_28db ^ high64(self.high));
        }
        low32(fold(hash, 0x8ebc_6af0_9c88_c6e3))
    }
}

#[inline]
fn number(ip: IpAddr) -> (u128, bool) {
    match ip {
        IpAddr::V4(ip) => (u128::from(ip.to_bits()), false),
        IpAddr::V6(ip) => (ip.to_bits(), true),
    }
}

/// Folded multiplication: both halves of the 128-bit product.
#[inline]
pub(crate) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    low64(product) ^ high64(product)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
#[inline]
fn low64(n: u128) -> u64 {
    n as u64
}
#[inline]
fn high64(n: u128) -> u64 {
    low64(n >> 64)
}
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
#[inline]
fn low32(n: u64) -> u32 {
    n as u32
}

/// Which timeout applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Closed,
    Attempt,
    Udp,
    Tcp,
}

impl Class {
    pub(crate) const ALL: [Self; 4] = [Self::Closed, Self::Attempt, Self::Udp, Self::Tcp];
}

/// The last datagram of one direction, to know it again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) id: u16,
    pub(crate) length: u16,
    pub(crate) checksum: u16,
    pub(crate) time: i64,
}

/// What the engine keeps of a flow besides what analyzers see; `[low, high]` by sender.
#[expect(
    clippy::large_enum_variant,
    reason = "most flows are TCP; a box would cost an allocation and a cache miss a flow"
)]
pub(crate) enum Progress {
    Tcp([Half; 2]),
    Datagrams([Mark; 2]),
}

pub(crate) struct Entry<S> {
    pub(crate) key: Key,
    hash: u32,
    prev: u32,
    next: u32,
    pub(crate) class: Class,
    /// When it was put at its list's tail.
    pub(crate) linked_at: i64,
    pub(crate) next_tick: i64,
    /// Named in the engine's list of flows that hold buffered bytes.
    pub(crate) holder: bool,
    pub(crate) progress: Progress,
    /// Of a TCP connection, for whoever wants packets.
    pub(crate) conduct: Option<Box<Conduct>>,
    pub(crate) flow: Flow<S>,
}

#[derive(Clone, Copy)]
struct List {
    head: u32,
    tail: u32,
}

pub(crate) struct Table<S> {
    slots: Vec<Option<Entry<S>>>,
    free: Vec<u32>,
    /// Hash in the upper half, slot + 1 in the lower; 0 = empty. A power of two, at most half full.
    index: Vec<u64>,
    len: usize,
    lists: [List; 4],
    seed: u64,
}

impl<S> Table<S> {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            index: vec![0; 1024],
            len: 0,
            lists: [List { head: NONE, tail: NONE }; 4],
            seed,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut Entry<S>> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }

    fn get(&self, slot: u32) -> Option<&Entry<S>> {
        self.slots.get(slot as usize)?.as_ref()
    }

    #[inline]
    fn mask(&self) -> usize {
        self.index.len() - 1
    }

    #[inline]
    pub(crate) fn find(&self, key: &Key) -> Option<u32> {
        let hash = key.hash(self.seed);
        let mut at = hash as usize & self.mask();
        loop {
            let cell = *self.index.get(at)?;
            if cell == 0 {
                return None;
            }
            if cell >> 32 == u64::from(hash) {
                let slot = low32(cell).wrapping_sub(1);
                if self.get(slot).is_some_and(|entry| entry.key == *key) {
                    return Some(slot);
                }
            }
            at = (at + 1) & self.mask();
        }
    }

    /// Adds a flow whose key is not in the table, at the tail of its class.
    pub(crate) fn insert(
        &mut self,
        key: Key,
        flow: Flow<S>,
        progress: Progress,
        class: Class,
        now: i64,
    ) -> u32 {
        if (self.len + 1) * 2 > self.index.len() {
            self.grow();
        }
        let hash = key.hash(self.seed);
        let entry = Entry {
            key,
            hash,
            prev: NONE,
            next: NONE,
            class,
            linked_at: now,
            next_tick: 0,
            holder: false,
            progress,
            conduct: None,
            flow,
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                if let Some(place) = self.slots.get_mut(slot as usize) {
                    *place = Some(entry);
                }
                slot
            }
            None => {
                self.slots.push(Some(entry));
                u32::try_from(self.slots.len() - 1).unwrap_or(NONE)
            }
        };
        self.len += 1;
        self.index_put(hash, slot);
        self.link(slot, class);
        slot
    }

    fn index_put(&mut self, hash: u32, slot: u32) {
        let mask = self.mask();
        let mut at = hash as usize & mask;
        while let Some(cell) = self.index.get_mut(at) {
            if *cell == 0 {
                *cell = u64::from(hash) << 32 | u64::from(slot.wrapping_add(1));
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.index);
        self.index = vec![0; old.len() * 2];
        for cell in old.into_iter().filter(|cell| *cell != 0) {
            self.index_put(low32(cell >> 32), low32(cell).wrapping_sub(1));
        }
    }

    /// Takes a flow out.
    pub(crate) fn remove(&mut self, slot: u32) -> Option<Entry<S>> {
        self.unlink(slot);
        let entry = self.slots.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        self.len -= 1;
        self.index_remove(entry.hash, slot);
        Some(entry)
    }

    /// Clears the slot's cell and moves later cells of the run up, so that no run is broken.
    fn index_remove(&mut self, hash: u32, slot: u32) {
        let mask = self.mask();
        let wanted = u64::from(hash) << 32 | u64::from(slot.wrapping_add(1));
        let mut hole = hash as usize & mask;
        while let Some(cell) = self.index.get(hole) {
            if *cell == wanted {
                break;
            }
            if *cell == 0 {
                return;
            }
            hole = (hole + 1) & mask;
        }
        let mut at = (hole + 1) & mask;
        while let Some(&cell) = self.index.get(at)
            && cell != 0
        {
            let home = low32(cell >> 32) as usize & mask;
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(hole) & mask) {
                self.index_set(hole, cell);
                hole = at;
            }
            at = (at + 1) & mask;
        }
        self.index_set(hole, 0);
    }

    fn index_set(&mut self, at: usize, value: u64) {
        if let Some(cell) = self.index.get_mut(at) {
            *cell = value;
        }
    }

    fn list(&mut self, class: Class) -> &mut List {
        let [closed, attempt, udp, tcp] = &mut self.lists;
        match class {
            Class::Closed => closed,
            Class::Attempt => attempt,
            Class::Udp => udp,
            Class::Tcp => tcp,
        }
    }

    /// The flow of a class that was linked first.
    pub(crate) fn oldest(&mut self, class: Class) -> Option<(u32, &mut Entry<S>)> {
        let head = self.list(class).head;
        self.get_mut(head).map(|entry| (head, entry))
    }

    fn link(&mut self, slot: u32, class: Class) {
        let tail = std::mem::replace(&mut self.list(class).tail, slot);
        match self.get_mut(tail) {
            Some(before) => before.next = slot,
            None => self.list(class).head = slot,
        }
        if let Some(entry) = self.get_mut(slot) {
            (entry.prev, entry.next, entry.class) = (tail, NONE, class);
        }
    }

    fn unlink(&mut self, slot: u32) {
        let Some((prev, next, class)) = self.get(slot).map(|e| (e.prev, e.next, e.class)) else {
            return;
        };
        match self.get_mut(prev) {
            Some(before) => before.next = next,
            None => self.list(class).head = next,
        }
        match self.get_mut(next) {
            Some(after) => after.prev = prev,
            None => self.list(class).tail = prev,
        }
    }

    /// Moves a flow to the tail of a class.
    pub(crate) fn relink(&mut self, slot: u32, class: Class, now: i64) {
        self.unlink(slot);
        self.link(slot, class);
        if let Some(entry) = self.get_mut(slot) {
            entry.linked_at = now;
        }
    }

    /// All slots in use, by flow id.
    pub(crate) fn by_age(&self) -> Vec<u32> {
        let mut all: Vec<(u64, u32)> = (0u32..)
            .zip(&self.slots)
            .filter_map(|(slot, entry)| entry.as_ref().map(|e| (e.flow.id, slot)))
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(_, slot)| slot).collect()
    }
}

#[cfg(test)]
mod tests;
