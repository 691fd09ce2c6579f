//! The indicators that are loaded, and how a value finds them.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use model::CaptureTime;
use model::event::{FileSeen, SignatureAlert};

use crate::compile::{How, Node};
use crate::facts::{Fact, Kind, Network};
use crate::{lists, matcher, stix};

/// Indicators kept: about 1 GiB at most. Larger sources are cut, and it is said.
const MOST: usize = 2_000_000;
/// Indicators that no index can find (`LIKE`, `MATCHES`): each is tried on each value.
const MOST_LOOSE: usize = 1_000;

/// A source's text. Its kind (STIX, warning list, list, CSV) is told by its content.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, shown with alerts.
    pub name: &'a str,
    pub text: &'a str,
}

/// An indicator.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The STIX identifier, or the value with its source.
    pub id: String,
    pub name: String,
    pub source: String,
    /// 0 to 100, where the source says.
    pub confidence: Option<u8>,
    /// Kill chain phases.
    pub phases: Vec<String>,
    pub(crate) from: Option<CaptureTime>,
    pub(crate) until: Option<CaptureTime>,
    pub(crate) node: Node,
}

impl Indicator {
    /// A number for it that is the same in each run, and not 0.
    pub fn number(&self) -> u32 {
        // FNV-1a, 32 bits (draft-eastlake-fnv).
        let hash = self
            .id
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        hash.max(1)
    }

    pub(crate) fn valid(&self, at: CaptureTime) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }
}

/// What was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLoaded {
    pub source: String,
    /// The indicator's identifier, or `line 7`; empty for a whole source.
    pub id: String,
    /// `pattern.followed_by`, `stix.revoked`, `list.value`, …
    pub reason: &'static str,
}

/// What sources gave.
#[derive(Default)]
pub(crate) struct Loaded {
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) not: Vec<NotLoaded>,
    pub(crate) warned: Warned,
}

impl Loaded {
    pub(crate) fn refuse(&mut self, source: &str, id: &str, reason: &'static str) {
        self.not.push(NotLoaded { source: source.to_owned(), id: id.to_owned(), reason });
    }
}

/// Values that must not alert.
#[derive(Default)]
pub(crate) struct Warned {
    pub(crate) networks: Vec<Network>,
    pub(crate) texts: HashSet<String>,
    /// Names whose subdomains are meant too.
    pub(crate) below: HashSet<String>,
}

impl Warned {
    fn holds(&self, fact: &Fact) -> bool {
        if let Some(ip) = fact.ip() {
            return self.networks.iter().any(|range| range.holds(ip));
        }
        self.texts.contains(&fact.text)
            || (fact.kind == Kind::Domain
                && parents(&fact.text).any(|name| self.below.contains(name)))
    }
}

/// Ranges of no one in particular: private, loopback, link-local, multicast, unspecified.
/// RFC 1918, RFC 6890 §2.2, RFC 4193 §3, RFC 4291 §2.4.
const PRIVATE: [&str; 12] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "0.0.0.0/8",
    "224.0.0.0/3",
    "::/128",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
];

/// Indicators, and how to find them.
#[derive(Default)]
pub struct Set {
    indicators: Vec<Indicator>,
    exact: HashMap<(Kind, String), Vec<u32>>,
    below: HashMap<String, Vec<u32>>,
    networks: Vec<(Kind, Network, u32)>,
    loose: Vec<u32>,
    warned: Warned,
}

impl Set {
    /// Reads sources; what cannot be loaded is listed.
    pub fn load(sources: &[Source<'_>]) -> (Self, Vec<NotLoaded>) {
        let mut loaded = Loaded::default();
        loaded.warned.networks = PRIVATE.iter().filter_map(|text| Network::parse(text)).collect();
        for source in sources {
            let text = source.text.trim_start_matches('\u{feff}').trim_start();
            if text.starts_with('{') {
                stix::load(source.name, text, &mut loaded);
            } else {
                lists::load(source.name, text, &mut loaded);
            }
        }
        let Loaded { indicators, mut not, warned } = loaded;
        let mut set = Self { warned, ..Self::default() };
        for indicator in indicators {
            let (source, id) = (indicator.source.clone(), indicator.id.clone());
            if let Err(reason) = set.add(indicator) {
                not.push(NotLoaded { source, id, reason });
            }
        }
        (set, not)
    }

    pub fn len(&self) -> usize {
        self.indicators.len()
    }

    pub fn is_empty(&self) -> bool {
        self.indicators.is_empty()
    }

    /// The indicators that a file fits: by SHA-256, MD5 and name.
    pub fn file(&self, file: &FileSeen) -> Vec<&Indicator> {
        let facts = [
            Fact::new(Kind::FileHash, &file.sha256),
            Fact::new(Kind::FileHash, &file.md5),
            Fact::new(Kind::FileName, file.name.rsplit(['/', '\\']).next().unwrap_or_default()),
        ];
        let known: Vec<Fact> = facts.into_iter().filter(|fact| !fact.text.is_empty()).collect();
        let found = self.matches(&known, &known, file.time);
        found.into_iter().filter_map(|place| self.get(place)).collect()
    }

    /// The alerts that a file leads to: one for each indicator that it fits.
    pub fn file_alerts(&self, file: &FileSeen) -> Vec<SignatureAlert> {
        self.file(file).into_iter().map(|indicator| matcher::file_alert(indicator, file)).collect()
    }

    pub(crate) fn get(&self, place: u32) -> Option<&Indicator> {
        self.indicators.get(usize::try_from(place).ok()?)
    }

    /// The indicators that `new` facts lead to and that hold of `all`, in order.
    pub(crate) fn matches(&self, new: &[Fact], all: &[Fact], at: CaptureTime) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for fact in new.iter().filter(|fact| !self.warned.holds(fact)) {
            self.candidates(fact, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|place| self.get(*place).is_some_and(|it| it.valid(at) && it.node.holds(all)));
        found
    }

    fn candidates(&self, fact: &Fact, found: &mut Vec<u32>) {
        if let Some(ip) = fact.ip() {
            let kinds = |kind: Kind| kind == fact.kind || kind == Kind::Address;
            let ranges =
                self.networks.iter().filter(|(kind, range, _)| kinds(*kind) && range.holds(ip));
            found.extend(ranges.map(|(_, _, place)| *place));
        }
        if let Some(places) = self.exact.get(&(fact.kind, fact.text.clone())) {
            found.extend(places);
        }
        if fact.kind == Kind::Domain && !self.below.is_empty() {
            let names = parents(&fact.text).filter_map(|name| self.below.get(name));
            found.extend(names.flatten());
        }
        found.extend(&self.loose);
    }

    fn add(&mut self, indicator: Indicator) -> Result<(), &'static str> {
        if self.indicators.len() >= MOST {
            return Err("set.full");
        }
        let place = u32::try_from(self.indicators.len()).map_err(|_| "set.full")?;
        let anchors = indicator.node.anchors().ok_or("pattern.unanchored")?;
        let loose = anchors.iter().any(|test| matches!(test.how, How::Like(_)));
        if loose && self.loose.len() >= MOST_LOOSE {
            return Err("set.too_many_expressions");
        }
        if loose {
            self.loose.push(place);
            self.indicators.push(indicator);
            return Ok(());
        }
        let mut kept = false;
        for test in anchors {
            kept |= match &test.how {
                How::Equal(values) => self.add_values(test.kind, values, place),
                How::Network(ranges) => self.add_ranges(test.kind, ranges, place),
                How::Below(name) => {
                    self.below.entry(name.clone()).or_default().push(place);
                    true
                }
                How::Like(_) => false,
            };
        }
        if !kept {
            return Err("set.warned");
        }
        self.indicators.push(indicator);
        Ok(())
    }

    fn add_values(&mut self, kind: Kind, values: &[String], place: u32) -> bool {
        let mut kept = false;
        for value in values {
            let fact = Fact { kind, text: value.clone() };
            if !self.warned.holds(&fact) {
                self.exact.entry((kind, fact.text)).or_default().push(place);
                kept = true;
            }
        }
        kept
    }

    fn add_ranges(&mut self, kind: Kind, ranges: &[Network], place: u32) -> bool {
        let mut kept = false;
        for range in ranges {
            let inside = |wide: &Network| wide.bits() <= range.bits() && wide.holds(range.base());
            if self.warned.networks.iter().any(inside) {
                continue;
            }
            kept = true;
            match range.alone() {
                Some(ip) => self.add_address(kind, ip, place),
                None => self.networks.push((kind, *range, place)),
            }
        }
        kept
    }

    /// An address alone is found by its text. Either end stands for both.
    fn add_address(&mut self, kind: Kind, ip: IpAddr, place: u32) {
        let sides: &[Kind] = match kind {
            Kind::Address => &[Kind::Client, Kind::Server],
            Kind::Client => &[Kind::Client],
            _ => &[Kind::Server],
        };
        for side in sides {
            self.exact.entry((*side, ip.to_string())).or_default().push(place);
        }
    }
}

/// A name and what stands above it.
fn parents(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, above)| above))
}
