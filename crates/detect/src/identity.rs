//! Who the devices are: facts with evidence and confidence, from addresses, behaviour and what
//! they say about themselves.

use std::collections::HashMap;

use model::CaptureTime;
use model::asset::{Evidence, Fact};
use model::observation::{Endpoint, Mac, Observation, Value};

use crate::hash::Seeded;
use crate::rules::IdentityField;
use crate::table::{Aged, Table};
use crate::types::{HostKey, HostSeen, Output};

/// Facts kept for one host; the surest stay.
const MAX_FACTS: usize = 48;
const MAX_PROTOCOLS: usize = 32;
/// Hosts remembered behind one Ethernet address.
const MAX_BEHIND: usize = 8;
const MAX_VALUE_BYTES: usize = 200;
/// Answers closer together than this are one inventory (a rack tells one line a module).
const INVENTORY: i64 = 60_000_000_000;
/// Facts as sure as this are not expected to be wrong.
const SURE: u8 = 80;
/// Method of facts concluded from what a host does.
pub(crate) const BEHAVIOUR: &str = "behaviour";
/// A fact heard again after this long is reported again.
const REFRESH: i64 = 600_000_000_000;

#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) seen: HostSeen,
    dirty: bool,
    /// Hints already concluded, a bit each.
    pub(crate) marks: u64,
    pub(crate) protocols: Vec<u64>,
    pub(crate) facts: Vec<Fact>,
}

impl Aged for Host {
    fn last_used(&self) -> i64 {
        self.seen.last.0
    }
}

impl Host {
    fn new(host: HostKey, time: CaptureTime) -> Self {
        let seen = HostSeen { host, mac: None, first: time, last: time, messages: 0, new: true };
        Self { seen, dirty: false, marks: 0, protocols: Vec::new(), facts: Vec::new() }
    }
}

/// What a fact is concluded from, at the moment it is.
pub(crate) struct Ground<'a> {
    pub(crate) time: CaptureTime,
    pub(crate) packet: u64,
    pub(crate) reference: Option<&'a str>,
}

impl Ground<'_> {
    pub(crate) fn evidence(&self, summary: String) -> Evidence {
        Evidence {
            event: self.reference.map(str::to_owned),
            time: self.time,
            packet: self.packet,
            summary,
        }
    }
}

/// A device that says it is another than before, or is said to be two things at once.
pub(crate) struct Changed {
    pub(crate) host: HostKey,
    pub(crate) attribute: String,
    pub(crate) old: String,
    pub(crate) new: String,
    /// Two sure sources contradict each other: the methods of the old and of the new value.
    pub(crate) conflict: Option<[String; 2]>,
}

#[derive(Debug)]
pub(crate) struct Hosts {
    pub(crate) table: Table<HostKey, Host>,
    behind: HashMap<Mac, Vec<HostKey>, Seeded>,
    dirty: Vec<HostKey>,
    limit: usize,
}

impl Hosts {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self {
            table: Table::new(limit, seed),
            behind: HashMap::with_hasher(seed),
            dirty: Vec::new(),
            limit,
        }
    }

    /// Notes that a host was heard (with its address) or spoken to. None for group addresses.
    pub(crate) fn touch(
        &mut self,
        end: &Endpoint,
        heard: bool,
        messages: u64,
        ground: &Ground<'_>,
        out: &mut Output,
    ) -> Option<&mut Host> {
        let key = HostKey::of(end);
        if key.is_group() {
            return None;
        }
        if self.table.get(&key).is_none() {
            self.table.insert(key, Host::new(key, ground.time));
        }
        let host = self.table.get_mut(&key)?;
        host.seen.first = host.seen.first.min(ground.time);
        host.seen.last = host.seen.last.max(ground.time);
        host.seen.messages += messages;
        if !host.dirty {
            host.dirty = true;
            self.dirty.push(key);
        }
        if heard && !end.mac.is_zero() && host.seen.mac != Some(end.mac) {
            let before = host.seen.mac.replace(end.mac);
            if let Some(behind) = before.and_then(|mac| self.behind.get_mut(&mac)) {
                behind.retain(|other| *other != key);
            }
            self.conclude_mac(key, end.mac, ground, out);
        }
        self.table.get_mut(&key)
    }

    /// Notes a host that uses an Ethernet address. A device that also speaks layer 2 is the same.
    fn put_behind(&mut self, key: HostKey, mac: Mac) {
        if matches!(key, HostKey::Mac(_)) {
            return;
        }
        if self.behind.len() >= self.limit && !self.behind.contains_key(&mac) {
            self.behind.clear();
        }
        let behind = self.behind.entry(mac).or_default();
        if !behind.contains(&key) && behind.len() < MAX_BEHIND {
            behind.push(key);
        }
    }

    /// The Ethernet address, and the vendor by it. An address that several hosts use belongs to a
    /// router or gateway and says little about the hosts behind it.
    fn conclude_mac(&mut self, key: HostKey, mac: Mac, ground: &Ground<'_>, out: &mut Output) {
        self.put_behind(key, mac);
        let behind = self.behind.get(&mac).filter(|behind| behind.len() > 1);
        let shared = behind.is_some();
        let hosts = behind.cloned().unwrap_or_else(|| vec![key]);
        let vendor = vendor(mac);
        for host in hosts {
            let frame = || ground.evidence(format!("frame {host} {mac}"));
            let sure = if shared { 30 } else { 95 };
            self.conclude(host, "mac", mac.to_string(), sure, "frame".to_owned(), frame(), out);
            if let Some(name) = vendor {
                let sure = if shared { 20 } else { 70 };
                self.conclude(
                    host,
                    "vendor",
                    name.to_owned(),
                    sure,
                    "oui".to_owned(),
                    frame(),
                    out,
                );
            }
        }
    }

    /// Keeps a fact; reports it when it is new, surer or less sure than before, or old news again.
    /// Tells when it is a value this host never had for an attribute it already had by the same
    /// method, outside one inventory.
    pub(crate) fn conclude(
        &mut self,
        key: HostKey,
        attribute: &str,
        value: String,
        confidence: u8,
        method: String,
        evidence: Evidence,
        out: &mut Output,
    ) -> Option<Changed> {
        let host = self.table.get_mut(&key)?;
        let time = evidence.time;
        let same = |fact: &&mut Fact| {
            fact.attribute == attribute && fact.value == value && fact.method == method
        };
        if let Some(fact) = host.facts.iter_mut().find(same) {
            let known = fact.first.0..=fact.last.0;
            let report = fact.confidence != confidence || time.0 - fact.last.0 >= REFRESH;
            if confidence > fact.confidence {
                fact.evidence = evidence;
            }
            fact.confidence = confidence;
            fact.last = fact.last.max(time);
            fact.first = fact.first.min(time);
            if report {
                out.facts.push((key, fact.clone()));
            }
            let old = host.returned_from(attribute, &value, &method, *known.end(), time.0)?;
            let attribute = attribute.to_owned();
            return Some(Changed { host: key, attribute, old, new: value, conflict: None });
        }
        let before = host
            .facts
            .iter()
            .filter(|fact| fact.attribute == attribute && fact.method == method)
            .max_by_key(|fact| fact.last)
            .filter(|fact| time.0.saturating_sub(fact.last.0) > INVENTORY)
            .map(|fact| fact.value.clone());
        let against = host.contradiction(attribute, &value, &method, confidence);
        let fact = Fact {
            attribute: attribute.to_owned().into(),
            value: value.clone(),
            confidence,
            method: method.clone().into(),
            evidence,
            first: time,
            last: time,
        };
        out.facts.push((key, fact.clone()));
        host.keep(fact);
        let attribute = attribute.to_owned();
        if let Some(old) = before {
            return Some(Changed { host: key, attribute, old, new: value, conflict: None });
        }
        against.map(|(old, by)| {
            let conflict = Some([by, method]);
            Changed { host: key, attribute, old, new: value, conflict }
        })
    }

    /// Reads the fields that say what the sender is.
    pub(crate) fn read_fields(
        &mut self,
        o: &Observation,
        fields: &[&IdentityField],
        ground: &Ground<'_>,
        out: &mut Output,
    ) -> Vec<Changed> {
        let key = HostKey::of(&o.source);
        let mut changes = Vec::new();
        for (name, value) in &o.fields {
            let Some(field) = fields.iter().find(|field| field.field == *name) else { continue };
            let Some(text) = text_of(value) else { continue };
            let method = format!("{}.{}.{name}", o.protocol, o.operation);
            let evidence = ground.evidence(format!("{} {} {name}", o.protocol, o.operation));
            let changed =
                self.conclude(key, &field.attribute, text, field.confidence, method, evidence, out);
            changes.extend(changed);
        }
        changes
    }

    pub(crate) fn flush(&mut self, out: &mut Output) {
        for key in self.dirty.drain(..) {
            let Some(host) = self.table.get_mut(&key) else { continue };
            out.hosts.push(host.seen.clone());
            host.seen.messages = 0;
            host.seen.new = false;
            host.dirty = false;
        }
    }

    pub(crate) fn restore(&mut self, seen: HostSeen) {
        let key = seen.host;
        if let Some(mac) = seen.mac {
            self.put_behind(key, mac);
        }
        let dirty = seen.new || seen.messages > 0;
        if dirty {
            self.dirty.push(key);
        }
        self.table.insert(key, Host { seen, dirty, ..Host::new(key, CaptureTime(0)) });
    }

    pub(crate) fn restore_fact(&mut self, key: HostKey, fact: Fact) {
        if self.table.get(&key).is_none() {
            let mut host = Host::new(key, fact.first);
            host.seen.last = fact.last;
            host.seen.new = false;
            self.table.insert(key, host);
        }
        if let Some(host) = self.table.get_mut(&key) {
            host.keep(fact);
        }
    }

    pub(crate) fn seen(&self) -> Vec<HostSeen> {
        let mut list: Vec<HostSeen> =
            self.table.iter().map(|(_, host)| host.seen.clone()).collect();
        list.sort_by_key(|seen| seen.host);
        list
    }

    pub(crate) fn facts(&self) -> Vec<(HostKey, Fact)> {
        let of_host = |(key, host): (&HostKey, &Host)| {
            host.facts.iter().map(|fact| (*key, fact.clone())).collect::<Vec<_>>()
        };
        let mut list: Vec<(HostKey, Fact)> = self.table.iter().flat_map(of_host).collect();
        list.sort_by_key(|fact| fact.0);
        list
    }
}

impl Host {
    /// A value heard again after another had taken its place: gives that other value. Told the
    /// first time only; values that keep taking turns are parts of one device.
    fn returned_from(
        &self,
        attribute: &str,
        value: &str,
        method: &str,
        last: i64,
        now: i64,
    ) -> Option<String> {
        let other = |fact: &&Fact| {
            fact.attribute == attribute && fact.method == method && fact.value != value
        };
        let current = self.facts.iter().filter(other).max_by_key(|fact| fact.last)?;
        let replaced = current.first.0.saturating_sub(last) > INVENTORY;
        let settled = now.saturating_sub(current.last.0) > INVENTORY;
        (replaced && settled).then(|| current.value.clone())
    }

    /// The surest value that another protocol told and that cannot be the same: (value, method).
    fn contradiction(
        &self,
        attribute: &str,
        value: &str,
        method: &str,
        confidence: u8,
    ) -> Option<(String, String)> {
        if confidence < SURE {
            return None;
        }
        let other = |fact: &&Fact| {
            fact.attribute == attribute
                && fact.confidence >= SURE
                && origin(&fact.method) != origin(method)
        };
        let others = || self.facts.iter().filter(other);
        if others().any(|fact| may_be_same(&fact.value, value)) {
            return None;
        }
        let surest = others().max_by_key(|fact| (fact.confidence, fact.last))?;
        Some((surest.value.clone(), surest.method.to_string()))
    }

    fn keep(&mut self, fact: Fact) {
        if self.facts.len() >= MAX_FACTS {
            let weakest = self.facts.iter().enumerate().min_by_key(|(_, f)| (f.confidence, f.last));
            if let Some((at, _)) = weakest {
                self.facts.remove(at);
                // What was forgotten may be concluded again.
                self.marks = 0;
                self.protocols.clear();
            }
        }
        self.facts.push(fact);
    }

    /// Whether behaviour has shown this already, at least as surely.
    pub(crate) fn shows(&self, attribute: &str, value: &str, confidence: u8) -> bool {
        self.facts.iter().any(|fact| {
            fact.method == BEHAVIOUR
                && fact.attribute == attribute
                && fact.value == value
                && fact.confidence >= confidence
        })
    }

    /// True the first time a protocol is heard here.
    pub(crate) fn speaks(&mut self, protocol: u64) -> bool {
        let new = !self.protocols.contains(&protocol) && self.protocols.len() < MAX_PROTOCOLS;
        if new {
            self.protocols.push(protocol);
        }
        new
    }
}

/// The protocol that told a fact.
fn origin(method: &str) -> &str {
    method.split('.').next().unwrap_or(method)
}

/// Whether two texts may name the same thing: one holds the other, letters and digits only.
fn may_be_same(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (plain(a), plain(b));
    a.contains(&b) || b.contains(&a)
}

/// The organisation the address block was given to (IEEE registries).
fn vendor(mac: Mac) -> Option<&'static str> {
    let [first, ..] = mac.0;
    let local = first & 0b10 != 0;
    if local {
        return None;
    }
    oui_data::lookup(&mac.to_string()).map(oui_data::OuiData::organization)
}

fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::Text(text) => {
            let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
            text.get(..text.floor_char_boundary(MAX_VALUE_BYTES)).unwrap_or(text).to_owned()
        }
        Value::Int(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        Value::Bool(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
