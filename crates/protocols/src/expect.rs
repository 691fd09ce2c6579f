//! Flows that other flows announce: data connections, media streams, transfers from fresh ports.
//!
//! A session calls [`crate::Sink::expect`]; whichever flow next has that address and port at one
//! end is taken for the protocol named, whatever its bytes look like. The table is bounded: the
//! oldest announcement gives way.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use crate::protocol::End;

/// Announcements kept at a time.
const MAX_EXPECTED: usize = 4096;

/// What a session says of a flow to come.
pub(crate) struct Announced {
    /// The end of the announcing flow whose address the new flow has.
    pub(crate) at: End,
    pub(crate) port: u16,
    pub(crate) protocol: &'static str,
    pub(crate) note: String,
}

pub(crate) type Place = (IpAddr, u16);

/// A flow that is to come.
pub(crate) struct Expected {
    /// Place in the registry.
    pub(crate) entry: usize,
    pub(crate) note: String,
}

/// Announcements by address and port.
#[derive(Default)]
pub(crate) struct Expectations {
    by_place: HashMap<Place, Expected>,
    /// Places in the order in which they were first announced; those met since may linger.
    order: VecDeque<Place>,
}

impl Expectations {
    pub(crate) fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    /// Notes an announcement; a later one for the same place counts.
    pub(crate) fn add(&mut self, place: Place, expected: Expected) {
        if self.by_place.insert(place, expected).is_none() {
            self.order.push_back(place);
        }
        while self.order.len() > MAX_EXPECTED {
            if let Some(oldest) = self.order.pop_front() {
                self.by_place.remove(&oldest);
            }
        }
    }

    /// The announcement that a flow between these places meets.
    pub(crate) fn meet(&mut self, places: [Option<Place>; 2]) -> Option<Expected> {
        places.into_iter().flatten().find_map(|place| self.by_place.remove(&place))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn place(port: u16) -> Place {
        (Ipv4Addr::LOCALHOST.into(), port)
    }

    fn expected(note: &str) -> Expected {
        Expected { entry: 0, note: note.to_owned() }
    }

    #[test]
    fn an_announcement_is_met_once_and_the_last_word_counts() {
        let mut table = Expectations::default();
        table.add(place(1), expected("first"));
        table.add(place(1), expected("second"));
        assert!(table.meet([Some(place(2)), None]).is_none());
        assert_eq!(table.meet([Some(place(2)), Some(place(1))]).unwrap().note, "second");
        assert!(table.is_empty());
    }

    #[test]
    fn the_oldest_announcements_give_way() {
        let mut table = Expectations::default();
        for port in 0..=u16::MAX {
            table.add(place(port), expected(""));
        }
        assert!(table.by_place.len() <= MAX_EXPECTED && table.order.len() <= MAX_EXPECTED);
        assert!(table.meet([Some(place(0)), None]).is_none());
        assert!(table.meet([Some(place(u16::MAX)), None]).is_some());
    }
}
