//! Who speaks what with whom, counted between reports.

use model::CaptureTime;
use model::event::FlowSummary;
use model::observation::{Observation, Outcome, Risk, Transport};

use crate::baseline::Pair;
use crate::hash::Seeded;
use crate::table::{Aged, Table};
use crate::types::{Conversation, Output};

type Key = (Pair, Transport, u16);

#[derive(Debug)]
struct Entry {
    seen: Conversation,
    dirty: bool,
}

impl Aged for Entry {
    fn last_used(&self) -> i64 {
        self.seen.last.0
    }
}

#[derive(Debug)]
pub(crate) struct Talk {
    table: Table<Key, Entry>,
    dirty: Vec<Key>,
}

impl Talk {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self { table: Table::new(limit, seed), dirty: Vec::new() }
    }

    pub(crate) fn evicted(&self) -> u64 {
        self.table.evicted
    }

    fn entry(&mut self, key: Key, protocol: &str, time: CaptureTime) -> Option<&mut Conversation> {
        if self.table.get(&key).is_none() {
            let (Pair { client, server, .. }, transport, port) = key;
            let seen = Conversation {
                client,
                server,
                protocol: protocol.to_owned(),
                transport,
                port,
                first: time,
                last: time,
                messages: 0,
                commands: 0,
                errors: 0,
                flows: 0,
                packets: 0,
                bytes: 0,
                known: false,
            };
            self.table.insert(key, Entry { seen, dirty: false });
        }
        let entry = self.table.get_mut(&key)?;
        if !entry.dirty {
            entry.dirty = true;
            self.dirty.push(key);
        }
        entry.seen.first = entry.seen.first.min(time);
        entry.seen.last = entry.seen.last.max(time);
        Some(&mut entry.seen)
    }

    pub(crate) fn message(&mut self, pair: Pair, port: u16, known: bool, o: &Observation) {
        let Some(seen) = self.entry((pair, o.transport, port), &o.protocol, o.time) else { return };
        let count = u64::from(o.count.max(1));
        seen.known = known;
        seen.messages += count;
        seen.commands += if o.risk >= Risk::Write { count } else { 0 };
        seen.errors += if matches!(o.outcome, Some(Outcome::Error { .. })) { count } else { 0 };
    }

    pub(crate) fn flow(
        &mut self,
        pair: Pair,
        flow: &FlowSummary,
        new: bool,
        packets: u64,
        bytes: u64,
        known: bool,
    ) {
        let key = (pair, flow.transport, flow.server.port);
        let Some(seen) = self.entry(key, &flow.protocol, flow.last) else { return };
        seen.first = seen.first.min(flow.first);
        seen.known = known;
        seen.flows += u64::from(new);
        seen.packets = seen.packets.saturating_add(packets);
        seen.bytes = seen.bytes.saturating_add(bytes);
    }

    pub(crate) fn flush(&mut self, out: &mut Output) {
        for key in self.dirty.drain(..) {
            let Some(entry) = self.table.get_mut(&key) else { continue };
            out.conversations.push(entry.seen.clone());
            entry.dirty = false;
            let seen = &mut entry.seen;
            (seen.messages, seen.commands, seen.errors) = (0, 0, 0);
            (seen.flows, seen.packets, seen.bytes) = (0, 0, 0);
        }
    }

    pub(crate) fn list(&self) -> Vec<Conversation> {
        let mut list: Vec<Conversation> =
            self.table.iter().map(|(_, entry)| entry.seen.clone()).collect();
        list.sort_by_cached_key(Conversation::key);
        list
    }

    pub(crate) fn restore(&mut self, seen: Conversation, seed: Seeded) {
        let protocol = seed.of(seen.protocol.as_str());
        let pair = Pair { client: seen.client, server: seen.server, protocol };
        let key = (pair, seen.transport, seen.port);
        let dirty = seen.messages + seen.flows + seen.packets > 0;
        if dirty {
            self.dirty.push(key);
        }
        self.table.insert(key, Entry { seen, dirty });
    }
}
