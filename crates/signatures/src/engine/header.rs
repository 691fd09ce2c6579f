//! The head of a rule: addresses and ports, as sorted ranges.

use std::net::IpAddr;

use crate::rule::{Addresses, Network, Ports, Rule};

/// One end of a packet or flow as rules see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Party {
    pub(crate) ip: Option<IpAddr>,
    pub(crate) port: u16,
}

/// Sorted ranges that do not touch.
#[derive(Debug, Clone, Default)]
struct Ranges<T>(Box<[(T, T)]>);

impl<T: Ord + Copy> Ranges<T> {
    fn new(mut ranges: Vec<(T, T)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(T, T)> = Vec::new();
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1 => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged.into())
    }

    fn contains(&self, value: T) -> bool {
        let after = self.0.partition_point(|(low, _)| *low <= value);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, high)| value <= *high)
    }
}

#[derive(Debug, Clone, Default)]
struct Networks {
    v4: Ranges<u32>,
    v6: Ranges<u128>,
}

impl Networks {
    fn new(networks: &[Network]) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for network in networks {
            match (network.first, network.last) {
                (IpAddr::V4(first), IpAddr::V4(last)) => v4.push((first.into(), last.into())),
                (IpAddr::V6(first), IpAddr::V6(last)) => v6.push((first.into(), last.into())),
                _ => {}
            }
        }
        Self { v4: Ranges::new(v4), v6: Ranges::new(v6) }
    }

    fn contains(&self, ip: IpAddr) -> bool {
        match ip {
            IpAddr::V4(ip) => self.v4.contains(ip.into()),
            IpAddr::V6(ip) => self.v6.contains(ip.into()),
        }
    }
}

#[derive(Debug, Clone)]
struct AddressSet {
    every: bool,
    some: Networks,
    none: Option<Networks>,
}

impl AddressSet {
    fn new(addresses: &Addresses) -> Self {
        Self {
            every: addresses.any_of.is_empty(),
            some: Networks::new(&addresses.any_of),
            none: (!addresses.none_of.is_empty()).then(|| Networks::new(&addresses.none_of)),
        }
    }

    fn is_any(&self) -> bool {
        self.every && self.none.is_none()
    }

    fn contains(&self, ip: Option<IpAddr>) -> bool {
        if self.is_any() {
            return true;
        }
        let Some(ip) = ip else { return false };
        (self.every || self.some.contains(ip))
            && !self.none.as_ref().is_some_and(|none| none.contains(ip))
    }
}

#[derive(Debug, Clone)]
struct PortSet {
    every: bool,
    some: Ranges<u16>,
    none: Option<Ranges<u16>>,
}

impl PortSet {
    fn new(ports: &Ports) -> Self {
        Self {
            every: ports.any_of.is_empty(),
            some: Ranges::new(ports.any_of.clone()),
            none: (!ports.none_of.is_empty()).then(|| Ranges::new(ports.none_of.clone())),
        }
    }

    fn is_any(&self) -> bool {
        self.every && self.none.is_none()
    }

    /// All ports, if they are few.
    fn few(&self) -> Option<Vec<u16>> {
        let count: usize = self.some.0.iter().map(|(low, high)| usize::from(high - low) + 1).sum();
        let ports = self.some.0.iter().flat_map(|(low, high)| *low..=*high);
        (count <= MAX_FEW).then(|| ports.filter(|port| self.contains(*port)).collect())
    }

    fn contains(&self, port: u16) -> bool {
        (self.every || self.some.contains(port))
            && !self.none.as_ref().is_some_and(|none| none.contains(port))
    }
}

/// Rules on at most so many ports are found by port.
const MAX_FEW: usize = 32;

/// The compiled head.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    source: AddressSet,
    source_ports: PortSet,
    target: AddressSet,
    target_ports: PortSet,
    both_ways: bool,
}

impl Header {
    pub(crate) fn new(rule: &Rule) -> Self {
        Self {
            source: AddressSet::new(&rule.source),
            source_ports: PortSet::new(&rule.source_ports),
            target: AddressSet::new(&rule.target),
            target_ports: PortSet::new(&rule.target_ports),
            both_ways: rule.both_ways,
        }
    }

    /// The few ports that a sender or a receiver must have, if there are any: (of the receiver,
    /// ports).
    pub(crate) fn few_ports(&self) -> Option<(bool, Vec<u16>)> {
        let few = |set: &PortSet| (!set.every).then(|| set.few()).flatten();
        let target = || few(&self.target_ports).map(|ports| (true, ports));
        let source = || few(&self.source_ports).map(|ports| (false, ports));
        target().or_else(source)
    }

    pub(crate) fn is_both_ways(&self) -> bool {
        self.both_ways
    }

    /// Whether ports matter at all.
    pub(crate) fn has_ports(&self) -> bool {
        !self.source_ports.is_any() || !self.target_ports.is_any()
    }

    pub(crate) fn holds(&self, source: Party, target: Party) -> bool {
        self.one_way(source, target) || (self.both_ways && self.one_way(target, source))
    }

    fn one_way(&self, source: Party, target: Party) -> bool {
        self.target_ports.contains(target.port)
            && self.source_ports.contains(source.port)
            && self.source.contains(source.ip)
            && self.target.contains(target.ip)
    }
}
