//! What runs, held against what was engineered.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use model::observation::{Kind as MessageKind, Mac, Object, Observation, Value};

use crate::hash::Seeded;
use crate::rates::Clock;
use crate::rules::Mismatch;
use crate::scl::{Block, Engineered, Kind};
use crate::table::Table;
use crate::windows::{Level, SECOND};

/// A publisher repeats itself within seconds (IEC 61850-8-1 18.1: the longest time between
/// repetitions is configured, 10 s in the standard's examples): after this long it is missing.
const MISSING: i64 = 120 * SECOND;

/// A difference, with what should have been and what was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) mismatch: Mismatch,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl Difference {
    fn new(mismatch: Mismatch, expected: &impl ToString, found: &impl ToString) -> Self {
        Self { mismatch, expected: expected.to_string(), found: found.to_string() }
    }
}

/// An engineered publisher that is not heard.
#[derive(Debug, Clone)]
pub(crate) struct Missing {
    pub(crate) protocol: &'static str,
    pub(crate) ied: String,
    pub(crate) target: Option<Mac>,
    pub(crate) object: Object,
}

#[derive(Debug)]
pub(crate) struct Plan {
    blocks: HashMap<(Kind, String), Block>,
    /// Servers with the clients that were engineered for them.
    servers: HashMap<IpAddr, BTreeSet<IpAddr>>,
    /// When each block was heard last; the value is 1 once its absence was told.
    pub(crate) heard: Table<u64, Level>,
    seed: Seeded,
}

impl Plan {
    pub(crate) fn new(engineered: &Engineered, seed: Seeded) -> Self {
        let blocks = engineered.blocks.iter();
        Self {
            blocks: blocks.map(|b| ((b.kind, b.reference.clone()), b.clone())).collect(),
            servers: servers(engineered),
            // Room to spare: absences are told once, and what is told must not be pushed out.
            heard: Table::new(engineered.blocks.len() * 2, seed),
            seed,
        }
    }

    fn key(&self, kind: Kind, reference: &str) -> u64 {
        self.seed.of(&(kind, reference))
    }

    /// How a message differs from what was engineered.
    pub(crate) fn differences(&mut self, o: &Observation) -> Vec<Difference> {
        let kind = match o.protocol.as_ref() {
            "goose" => Kind::Goose,
            "sv" => Kind::SampledValues,
            "mms" => return self.client(o).into_iter().collect(),
            _ => return Vec::new(),
        };
        let Some(Object::Named { name, .. }) = &o.object else { return Vec::new() };
        if !self.blocks.keys().any(|(of, _)| *of == kind) {
            return Vec::new();
        }
        let Some(block) = self.blocks.get(&(kind, name.clone())) else {
            return vec![Difference::new(Mismatch::UnknownPublisher, &"", name)];
        };
        let found = differences(block, o);
        let heard = Level { value: 0, time: o.time.0 };
        self.heard.insert(self.key(kind, name), heard);
        found
    }

    fn client(&self, o: &Observation) -> Option<Difference> {
        if o.kind != MessageKind::Request {
            return None;
        }
        let (client, server) = (o.source.ip?, o.target.ip?);
        let clients = self.servers.get(&server)?;
        let expected = || clients.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        (!clients.contains(&client))
            .then(|| Difference::new(Mismatch::UnknownClient, &expected(), &client))
    }

    /// Engineered publishers not heard, each told once. Says nothing where no publisher of the
    /// kind is heard at all: the sensor does not see that network.
    pub(crate) fn missing(&mut self, clock: Clock) -> Vec<Missing> {
        let mut list = Vec::new();
        for kind in [Kind::Goose, Kind::SampledValues] {
            let of_kind = || self.blocks.values().filter(move |block| block.kind == kind);
            let heard = |block: &Block| self.heard.get(&self.key(kind, &block.reference));
            if !of_kind().any(|block| heard(block).is_some_and(|l| l.value == 0)) {
                continue;
            }
            let absent = |block: &&Block| {
                heard(block)
                    .is_none_or(|level| level.value == 0 && clock.missed(level.time, MISSING))
                    && clock.missed(0, MISSING)
            };
            list.extend(of_kind().filter(absent).cloned());
        }
        list.sort_by(|a, b| (a.kind, &a.reference).cmp(&(b.kind, &b.reference)));
        list.into_iter().map(|block| self.tell_missing(block, clock)).collect()
    }

    fn tell_missing(&mut self, block: Block, clock: Clock) -> Missing {
        let key = self.key(block.kind, &block.reference);
        self.heard.insert(key, Level { value: 1, time: clock.now() });
        let (protocol, space) = match block.kind {
            Kind::Goose => ("goose", "control_block"),
            Kind::SampledValues => ("sv", "stream"),
        };
        let object = Object::Named { space: space.into(), name: block.reference };
        Missing { protocol, ied: block.ied, target: block.mac, object }
    }
}

fn differences(block: &Block, o: &Observation) -> Vec<Difference> {
    let mut list = Vec::new();
    if let Some(mac) = block.source.filter(|mac| *mac != o.source.mac) {
        list.push(Difference::new(Mismatch::WrongSource, &mac, &o.source.mac));
    }
    if let Some(mac) = block.mac.filter(|mac| *mac != o.target.mac) {
        list.push(Difference::new(Mismatch::WrongMac, &mac, &o.target.mac));
    }
    let field = |name: &str| match o.field(name) {
        Some(Value::Int(n)) => Some(*n),
        _ => None,
    };
    if let (Some(appid), Some(found)) = (block.appid, field("appid"))
        && i64::from(appid) != found
    {
        list.push(Difference::new(
            Mismatch::WrongAppid,
            &format!("{appid:04x}"),
            &format!("{found:04x}"),
        ));
    }
    // Mirror ports often take tags off: without one nothing can be said.
    let [vlan, _] = o.vlan;
    if let Some(expected) = block.vlan.filter(|id| vlan != 0 && *id != vlan) {
        list.push(Difference::new(Mismatch::WrongVlan, &expected, &vlan));
    }
    if let (Some(rev), Some(found)) = (block.conf_rev, field("conf_rev"))
        && i64::from(rev) != found
    {
        list.push(Difference::new(Mismatch::WrongConfRev, &rev, &found));
    }
    list
}

/// Addresses of servers that have engineered clients with known addresses.
fn servers(engineered: &Engineered) -> HashMap<IpAddr, BTreeSet<IpAddr>> {
    let by_name: HashMap<&str, &BTreeSet<IpAddr>> =
        engineered.ieds.iter().map(|ied| (ied.name.as_str(), &ied.addresses)).collect();
    let mut servers = HashMap::new();
    for ied in &engineered.ieds {
        let known = ied.clients.iter().filter_map(|client| by_name.get(client.as_str()));
        let clients: BTreeSet<IpAddr> =
            known.flat_map(|addresses| addresses.iter().copied()).collect();
        if !clients.is_empty() {
            servers.extend(ied.addresses.iter().map(|ip| (*ip, clients.clone())));
        }
    }
    servers
}
