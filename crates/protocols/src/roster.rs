//! Who may claim a flow or a frame: the registry by transport and port, worked out once.

use crate::protocol::{Entry, Hint, Probe};

/// Up to this, the type field of an Ethernet frame is a length and LLC follows (IEEE 802.3, 3.2.6).
/// All such frames are one type here.
const LLC_BELOW: u16 = 0x600;

pub(crate) struct Roster {
    registry: &'static [Entry],
    tcp: Ports,
    udp: Ports,
    /// Ethertypes and places in the registry, sorted.
    links: Vec<(u16, usize)>,
}

/// The entries of one transport.
#[derive(Default)]
struct Ports {
    places: Vec<usize>,
    /// Ports and places in the registry, sorted.
    hints: Vec<(u16, usize)>,
}

/// The rows with this key in a sorted list.
fn rows(list: &[(u16, usize)], key: u16) -> &[(u16, usize)] {
    let from = list.partition_point(|(k, _)| *k < key);
    let to = list.partition_point(|(k, _)| *k <= key);
    list.get(from..to).unwrap_or_default()
}

fn link_key(ethertype: u16) -> u16 {
    if ethertype < LLC_BELOW { 0 } else { ethertype }
}

impl Ports {
    fn new(registry: &[Entry], port: fn(&Hint) -> Option<u16>) -> Self {
        let mut ports = Self::default();
        for (place, entry) in registry.iter().enumerate() {
            let before = ports.hints.len();
            ports.hints.extend(entry.hints.iter().filter_map(port).map(|port| (port, place)));
            if ports.hints.len() > before {
                ports.places.push(place);
            }
        }
        ports.hints.sort_unstable();
        ports.hints.dedup();
        ports
    }
}

impl Roster {
    pub(crate) fn new(registry: &'static [Entry]) -> Self {
        let mut links: Vec<(u16, usize)> = Vec::new();
        for (place, entry) in registry.iter().enumerate() {
            links.extend(entry.hints.iter().filter_map(|hint| match hint {
                Hint::Ethertype(ethertype) => Some((link_key(*ethertype), place)),
                Hint::Tcp(_) | Hint::Udp(_) => None,
            }));
        }
        links.sort_unstable();
        let tcp = |hint: &Hint| if let Hint::Tcp(port) = hint { Some(*port) } else { None };
        let udp = |hint: &Hint| if let Hint::Udp(port) = hint { Some(*port) } else { None };
        Self { registry, tcp: Ports::new(registry, tcp), udp: Ports::new(registry, udp), links }
    }

    /// Who may claim a flow between two ports.
    pub(crate) fn candidates(&self, stream: bool, ports: [u16; 2]) -> Candidates<'_> {
        let table = if stream { &self.tcp } else { &self.udp };
        let [a, b] = ports;
        let second = if a == b { &[] } else { rows(&table.hints, b) };
        Candidates {
            registry: self.registry,
            places: &table.places,
            hinted: [rows(&table.hints, a), second],
        }
    }

    /// Who reads a frame: the only one with its ethertype, else (and in LLC) the one surest of it.
    pub(crate) fn link(&self, ethertype: u16, payload: &[u8]) -> Option<usize> {
        match rows(&self.links, link_key(ethertype)) {
            [] => None,
            // LLC carries much that nobody here reads: there even the only one is asked.
            [(_, place)] if ethertype >= LLC_BELOW => Some(*place),
            several => {
                let sureness = |place: &usize| match (self.registry.get(*place)?.probe)(payload) {
                    Probe::Yes => Some(3u8),
                    Probe::Maybe => Some(2),
                    Probe::OnPort | Probe::NeedMore => Some(1),
                    Probe::No => None,
                };
                let mut best: Option<(u8, usize)> = None;
                for (sure, place) in
                    several.iter().filter_map(|(_, place)| Some((sureness(place)?, *place)))
                {
                    if best.is_none_or(|(before, _)| sure > before) {
                        best = Some((sure, place));
                    }
                }
                best.map(|(_, place)| place)
            }
        }
    }
}

/// Entries that may claim a flow.
#[derive(Clone, Copy)]
pub(crate) struct Candidates<'r> {
    registry: &'static [Entry],
    places: &'r [usize],
    /// Those that the flow's ports hint at.
    hinted: [&'r [(u16, usize)]; 2],
}

impl<'r> Candidates<'r> {
    /// Those that a port of the flow hints at. One that both ports hint at comes twice.
    pub(crate) fn hinted(self) -> impl Iterator<Item = (usize, &'static Entry)> + use<'r> {
        let [a, b] = self.hinted;
        let places = a.iter().chain(b).map(|(_, place)| *place);
        places.filter_map(move |place| Some((place, self.registry.get(place)?)))
    }

    /// All others of the transport.
    pub(crate) fn others(self) -> impl Iterator<Item = (usize, &'static Entry)> + use<'r> {
        let is_hinted = move |place: usize| {
            let [a, b] = self.hinted;
            a.iter().chain(b).any(|(_, hinted)| *hinted == place)
        };
        let places = self.places.iter().copied().filter(move |place| !is_hinted(*place));
        places.filter_map(move |place| Some((place, self.registry.get(place)?)))
    }
}

#[cfg(test)]
mod tests;
