//! Reassembly of IP fragments, bounded in datagrams, bytes and time.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use model::CaptureTime;

use crate::config::{Config, Overlap, Stats};
use crate::ip::{Fragment, Packet};

/// The largest packet of IPv4 with its header, and payload of IPv6 (RFC 791, 3.1; RFC 8200, 3).
const MAX_PACKET: usize = 65_535;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    src: IpAddr,
    dst: IpAddr,
    id: u32,
    /// IPv4 only: IPv6 learns the protocol from the first fragment.
    protocol: u8,
    vlan: [u16; 2],
}

struct Datagram {
    begun: CaptureTime,
    data: Vec<u8>,
    /// Sorted, disjoint, not touching.
    have: Vec<(usize, usize)>,
    total: Option<usize>,
    protocol: u8,
    /// The IP header of the fragment with offset 0.
    header: Vec<u8>,
}

/// Fragments waiting for the rest of their datagram.
#[derive(Default)]
pub(crate) struct Defrag {
    waiting: BTreeMap<Key, Datagram>,
    /// Keys in order of arrival; may name datagrams that are gone.
    order: VecDeque<(CaptureTime, Key)>,
    bytes: usize,
}

/// A datagram whose fragments are all there.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) protocol: u8,
    /// The first fragment's IP header, as if nothing had been fragmented.
    pub(crate) header: Vec<u8>,
    pub(crate) payload: Vec<u8>,
}

/// What a fragment led to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) whole: Option<Whole>,
    pub(crate) anomaly: Option<&'static str>,
    /// Whether it claims bytes that another fragment claimed before.
    pub(crate) overlaps: bool,
}

impl Outcome {
    fn wrong(code: &'static str) -> Self {
        Self { anomaly: Some(code), ..Self::default() }
    }
}

impl Defrag {
    /// Takes in a fragment.
    pub(crate) fn add(
        &mut self,
        packet: &Packet<'_>,
        fragment: Fragment,
        vlan: [u16; 2],
        now: CaptureTime,
        config: &Config,
        stats: &mut Stats,
    ) -> Outcome {
        stats.fragments += 1;
        self.expire(now, config, stats);
        let start = usize::try_from(fragment.offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(packet.payload.len());
        let header = if packet.src.is_ipv4() { 20 } else { 0 };
        if end > MAX_PACKET - header {
            return Outcome::wrong("ip.fragment_too_long");
        }
        if packet.missing > 0 || (fragment.more && (end - start) % 8 != 0) || start == end {
            return Outcome::wrong("ip.fragment_length");
        }
        let protocol = if packet.src.is_ipv4() { packet.protocol } else { 0 };
        let key = Key { src: packet.src, dst: packet.dst, id: fragment.id, protocol, vlan };
        let order = &mut self.order;
        let datagram = self.waiting.entry(key).or_insert_with(|| {
            order.push_back((now, key));
            Datagram {
                begun: now,
                data: Vec::new(),
                have: Vec::new(),
                total: None,
                protocol: packet.protocol,
                header: Vec::new(),
            }
        });
        if start == 0 {
            datagram.protocol = packet.protocol;
            datagram.header = packet.header.to_vec();
        }
        let before = datagram.data.len();
        let overlaps = datagram.have.iter().any(|(from, to)| *from < end && *to > start);
        let anomaly = datagram.place(start, packet.payload, fragment.more, config.overlap);
        self.bytes += datagram.data.len() - before;
        let whole = if datagram.complete() { self.take(&key) } else { None };
        stats.datagrams_reassembled += u64::from(whole.is_some());
        self.shrink(config, stats);
        Outcome { whole, anomaly, overlaps }
    }

    fn take(&mut self, key: &Key) -> Option<Whole> {
        let datagram = self.waiting.remove(key)?;
        self.bytes -= datagram.data.len();
        if self.waiting.is_empty() {
            self.order.clear();
        }
        Some(datagram.unfragmented())
    }

    /// Drops the oldest datagram; false if there is none.
    fn drop_oldest(&mut self, stats: &mut Stats) -> bool {
        while let Some((begun, key)) = self.order.pop_front() {
            if self.waiting.get(&key).is_some_and(|d| d.begun == begun) {
                stats.datagrams_dropped += u64::from(self.take(&key).is_some());
                return true;
            }
        }
        false
    }

    fn expire(&mut self, now: CaptureTime, config: &Config, stats: &mut Stats) {
        while let Some((begun, _)) = self.order.front()
            && now.0.saturating_sub(begun.0) > config.fragment_timeout
            && self.drop_oldest(stats)
        {}
    }

    fn shrink(&mut self, config: &Config, stats: &mut Stats) {
        while (self.waiting.len() > config.max_datagrams
            || self.bytes > config.max_fragment_bytes
            || self.order.len() > config.max_datagrams * 4)
            && self.drop_oldest(stats)
        {}
    }

    /// Forgets everything; whatever waited is dropped.
    pub(crate) fn clear(&mut self, stats: &mut Stats) {
        stats.datagrams_dropped += self.waiting.len() as u64;
        *self = Self::default();
    }
}

impl Datagram {
    /// The datagram as it would have been sent in one packet.
    fn unfragmented(mut self) -> Whole {
        let total = u16::try_from(self.header.len() + self.data.len()).unwrap_or(u16::MAX);
        if let Some([first, _, l0, l1, _, _, f0, f1, ..]) = self.header.first_chunk_mut::<20>()
            && *first >> 4 == 4
        {
            [*l0, *l1] = total.to_be_bytes();
            [*f0, *f1] = [0, 0];
        }
        Whole { protocol: self.protocol, header: self.header, payload: self.data }
    }

    /// Copies a fragment in; what it overlaps stays or goes by policy.
    fn place(
        &mut self,
        start: usize,
        payload: &[u8],
        more: bool,
        policy: Overlap,
    ) -> Option<&'static str> {
        let end = start + payload.len();
        let known_end = self.have.last().map_or(0, |(_, end)| *end);
        let conflict = match self.total {
            Some(total) => end > total || (!more && end != total),
            None => !more && known_end > end,
        };
        if conflict {
            return Some("ip.fragment_end");
        }
        if !more {
            self.total = Some(end);
        }
        if self.data.len() < end {
            self.data.resize(end, 0);
        }
        let overlaps = self.copy(start, payload, policy);
        self.cover(start, end);
        overlaps.then_some("ip.fragment_overlap")
    }

    /// Copies the bytes; says whether they overlap others (an exact, equal repetition does not).
    fn copy(&mut self, start: usize, payload: &[u8], policy: Overlap) -> bool {
        let end = start + payload.len();
        let mut cursor = start;
        let mut overlaps = false;
        let ranges: Vec<(usize, usize)> =
            self.have.iter().filter(|(s, e)| *s < end && *e > start).copied().collect();
        for (from, to) in ranges {
            let (from, to) = (from.max(start), to.min(end));
            self.write(cursor, from, start, payload);
            let old = self.data.get(from..to);
            let repeated =
                (from, to) == (start, end) && old == payload.get(from - start..to - start);
            overlaps |= !repeated;
            if policy == Overlap::Last {
                self.write(from, to, start, payload);
            }
            cursor = to;
        }
        self.write(cursor, end, start, payload);
        overlaps
    }

    fn write(&mut self, from: usize, to: usize, start: usize, payload: &[u8]) {
        let source = payload.get(from.saturating_sub(start)..to.saturating_sub(start));
        if let (Some(target), Some(source)) = (self.data.get_mut(from..to), source) {
            target.copy_from_slice(source);
        }
    }

    /// Adds a range, joining those it touches.
    fn cover(&mut self, mut start: usize, mut end: usize) {
        self.have.retain(|&(s, e)| {
            let touches = s <= end && e >= start;
            if touches {
                start = start.min(s);
                end = end.max(e);
            }
            !touches
        });
        let at = self.have.partition_point(|&(s, _)| s < start);
        self.have.insert(at, (start, end));
    }

    fn complete(&self) -> bool {
        self.total.is_some_and(|total| self.have == [(0, total)])
    }
}
