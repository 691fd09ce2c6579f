//! The learned command baseline: who commands whom with which function on which objects.

use std::collections::{HashMap, HashSet};

use model::CaptureTime;
use model::observation::{Object, Observation, Risk};

use crate::hash::Seeded;
use crate::ranges::{Names, Ranges};
use crate::rules::Deviation;
use crate::types::{BaselineEntry, HostKey, Origin};

/// Object spaces one command may have; more are not told apart.
const MAX_AREAS: usize = 64;

/// Who commands whom in which protocol (its name's hash).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    pub(crate) client: HostKey,
    pub(crate) server: HostKey,
    pub(crate) protocol: u64,
}

#[derive(Debug)]
struct Command {
    protocol: Box<str>,
    operation: String,
    risk: Risk,
    areas: Vec<Area>,
}

#[derive(Debug)]
struct Area {
    space: Box<str>,
    ranges: Ranges,
    names: Names,
    first: CaptureTime,
    last: CaptureTime,
    count: u64,
    origin: Origin,
}

#[derive(Debug)]
pub(crate) struct Baseline {
    commands: HashMap<(Pair, u32), Command, Seeded>,
    pairs: HashSet<Pair, Seeded>,
    hosts: HashSet<(HostKey, HostKey), Seeded>,
    clients: HashSet<(HostKey, u64), Seeded>,
    servers: HashSet<(HostKey, u64), Seeded>,
    lines: usize,
    limit: usize,
    pub(crate) not_learned: u64,
    seed: Seeded,
}

impl Baseline {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self {
            commands: HashMap::with_hasher(seed),
            pairs: HashSet::with_hasher(seed),
            hosts: HashSet::with_hasher(seed),
            clients: HashSet::with_hasher(seed),
            servers: HashSet::with_hasher(seed),
            lines: 0,
            limit,
            not_learned: 0,
            seed,
        }
    }

    /// Whether any command between the two is known.
    pub(crate) fn knows_hosts(&self, client: HostKey, server: HostKey) -> bool {
        self.hosts.contains(&(client, server))
    }

    pub(crate) fn knows(&self, pair: &Pair) -> bool {
        self.pairs.contains(pair)
    }

    /// How the message departs from what is known: bits of [`Deviation`].
    pub(crate) fn deviations(&self, pair: &Pair, o: &Observation) -> u8 {
        if let Some(command) = self.commands.get(&(*pair, o.code)) {
            let known = o.object.as_ref().is_none_or(|object| command.covers(object));
            return if known { 0 } else { Deviation::NewObjectRange.bit() };
        }
        if self.pairs.contains(pair) {
            return Deviation::NewOperation.bit();
        }
        let new_client = !self.clients.contains(&(pair.client, pair.protocol));
        let new_server = !self.servers.contains(&(pair.server, pair.protocol));
        match (new_client, new_server) {
            (false, false) => Deviation::NewConversation.bit(),
            (client, server) => {
                (u8::from(client) * Deviation::NewClient.bit())
                    | (u8::from(server) * Deviation::NewServer.bit())
            }
        }
    }

    /// Takes the message in. Gives the line when it is new or wider than before.
    pub(crate) fn learn(&mut self, pair: &Pair, o: &Observation) -> Option<BaselineEntry> {
        let space = space_of(o.object.as_ref());
        let found = self.commands.get_mut(&(*pair, o.code));
        if let Some(command) = found
            && let Some(at) = command.areas.iter().position(|area| *area.space == *space)
        {
            let wider = command.take(at, o);
            return wider.then(|| self.line(pair, o.code, at)).flatten();
        }
        let at = self.add_area(pair, o.code, &o.protocol, space, o.time)?;
        let command = self.commands.get_mut(&(*pair, o.code))?;
        command.take(at, o);
        self.line(pair, o.code, at)
    }

    /// Takes a line in, as learned before or accepted by a person.
    pub(crate) fn accept(&mut self, entry: &BaselineEntry) {
        let protocol = self.seed.of(entry.protocol.as_str());
        let pair = Pair { client: entry.client, server: entry.server, protocol };
        let key = (pair, entry.code);
        let position =
            |command: &Command| command.areas.iter().position(|area| *area.space == *entry.space);
        let at = match self.commands.get(&key).and_then(position) {
            Some(at) => at,
            None => {
                let added =
                    self.add_area(&pair, entry.code, &entry.protocol, &entry.space, entry.first);
                let Some(at) = added else { return };
                at
            }
        };
        if let Some(command) = self.commands.get_mut(&key) {
            command.note(&entry.operation, entry.risk);
            if let Some(area) = command.areas.get_mut(at) {
                area.absorb(entry);
            }
        }
    }

    /// Makes room for a new line; none when the table is full.
    fn add_area(
        &mut self,
        pair: &Pair,
        code: u32,
        protocol: &str,
        space: &str,
        time: CaptureTime,
    ) -> Option<usize> {
        let areas = self.commands.get(&(*pair, code)).map_or(0, |command| command.areas.len());
        if self.lines >= self.limit || areas >= MAX_AREAS {
            self.not_learned += 1;
            return None;
        }
        self.lines += 1;
        self.pairs.insert(*pair);
        self.hosts.insert((pair.client, pair.server));
        self.clients.insert((pair.client, pair.protocol));
        self.servers.insert((pair.server, pair.protocol));
        let command = self.commands.entry((*pair, code)).or_insert_with(|| Command {
            protocol: protocol.into(),
            operation: String::new(),
            risk: Risk::Link,
            areas: Vec::new(),
        });
        command.areas.push(Area::new(space, time));
        Some(command.areas.len() - 1)
    }

    fn line(&self, pair: &Pair, code: u32, at: usize) -> Option<BaselineEntry> {
        let command = self.commands.get(&(*pair, code))?;
        Some(command.line(pair, code, command.areas.get(at)?))
    }

    /// Every line, by key.
    pub(crate) fn lines(&self) -> Vec<BaselineEntry> {
        let mut lines: Vec<BaselineEntry> = self
            .commands
            .iter()
            .flat_map(|((pair, code), command)| {
                command.areas.iter().map(|area| command.line(pair, *code, area))
            })
            .collect();
        lines.sort_by_cached_key(BaselineEntry::key);
        lines
    }

    pub(crate) fn len(&self) -> usize {
        self.lines
    }
}

fn space_of(object: Option<&Object>) -> &str {
    match object {
        None => "",
        Some(Object::Range { space, .. } | Object::Named { space, .. }) => space,
    }
}

/// Inclusive bounds of a range object; none when it is empty.
fn bounds(start: u32, count: u32) -> Option<(u32, u32)> {
    (count > 0).then(|| (start, start.saturating_add(count - 1)))
}

impl Command {
    fn covers(&self, object: &Object) -> bool {
        let space = space_of(Some(object));
        let Some(area) = self.areas.iter().find(|area| *area.space == *space) else {
            return false;
        };
        area.covers(object)
    }

    /// Names and risks may differ between messages of one code: the least name and the highest
    /// risk stand, whatever the order.
    fn note(&mut self, operation: &str, risk: Risk) {
        if self.operation.is_empty() || operation < self.operation.as_str() {
            operation.clone_into(&mut self.operation);
        }
        self.risk = self.risk.max(risk);
    }

    /// Takes a message into the area; true when it widened it.
    fn take(&mut self, at: usize, o: &Observation) -> bool {
        self.note(&o.operation, o.risk);
        let Some(area) = self.areas.get_mut(at) else { return false };
        area.first = area.first.min(o.time);
        area.last = area.last.max(o.time);
        area.count += u64::from(o.count.max(1));
        let Some(object) = o.object.as_ref().filter(|object| !area.covers(object)) else {
            return false;
        };
        match object {
            Object::Range { start, count, .. } => {
                if let Some((first, last)) = bounds(*start, *count) {
                    area.ranges.insert(first, last);
                }
            }
            Object::Named { name, .. } => area.names.insert(name),
        }
        true
    }

    fn line(&self, pair: &Pair, code: u32, area: &Area) -> BaselineEntry {
        BaselineEntry {
            client: pair.client,
            server: pair.server,
            protocol: self.protocol.to_string(),
            code,
            operation: self.operation.clone(),
            risk: self.risk,
            space: area.space.to_string(),
            ranges: area.ranges.list(),
            granularity: area.ranges.granularity(),
            names: area.names.list(),
            any_name: area.names.is_any(),
            first: area.first,
            last: area.last,
            count: area.count,
            origin: area.origin,
        }
    }
}

impl Area {
    fn new(space: &str, time: CaptureTime) -> Self {
        Self {
            space: space.into(),
            ranges: Ranges::default(),
            names: Names::default(),
            first: time,
            last: time,
            count: 0,
            origin: Origin::Learned,
        }
    }

    fn covers(&self, object: &Object) -> bool {
        match object {
            Object::Range { start, count, .. } => {
                bounds(*start, *count).is_none_or(|(first, last)| self.ranges.covers(first, last))
            }
            Object::Named { name, .. } => self.names.covers(name),
        }
    }

    fn absorb(&mut self, entry: &BaselineEntry) {
        self.ranges.coarsen_to(entry.granularity);
        for [first, last] in &entry.ranges {
            self.ranges.insert(*first, *last);
        }
        for name in &entry.names {
            self.names.insert(name);
        }
        if entry.any_name {
            self.names.accept_any();
        }
        self.first = self.first.min(entry.first);
        self.last = self.last.max(entry.last);
        self.count = self.count.saturating_add(entry.count);
        self.origin = self.origin.max(entry.origin);
    }
}

#[cfg(test)]
mod tests;
