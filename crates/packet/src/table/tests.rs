use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use model::CaptureTime;
use model::event::FlowState;
use model::observation::{Endpoint, Mac, Transport};
use proptest::prelude::*;

use super::{Class, Key, Progress, Table};
use crate::flow::{Direction, Flow};

fn key(n: u16) -> Key {
    let ip = |last| IpAddr::V4(Ipv4Addr::new(10, 0, 0, last));
    Key::new((ip(1), n), (ip(2), 502), [0; 2], 6).0
}

fn flow(id: u64) -> Flow<()> {
    let end = Endpoint { mac: Mac::default(), ip: None, port: 0 };
    Flow {
        id,
        transport: Transport::Tcp,
        client: end,
        server: end,
        direction: Direction::First,
        vlan: [0; 2],
        first: CaptureTime(0),
        last: CaptureTime(0),
        packets: [0; 2],
        bytes: [0; 2],
        state: FlowState::Attempt,
        lost: [0; 2],
        anomalies: Vec::new(),
        session: (),
        low_is_server: false,
    }
}

#[test]
fn both_directions_have_one_key() {
    let end = |last, port| (IpAddr::V4(Ipv4Addr::new(10, 0, 0, last)), port);
    let (there, low) = Key::new(end(1, 9), end(2, 5), [3, 4], 6);
    let (back, high) = Key::new(end(2, 5), end(1, 9), [3, 4], 6);
    assert_eq!((there, low), (back, !high));
    for other in [
        Key::new(end(1, 9), end(2, 6), [3, 4], 6),
        Key::new(end(1, 9), end(2, 5), [3, 5], 6),
        Key::new(end(1, 9), end(2, 5), [3, 4], 17),
        Key::new(end(1, 5), end(2, 9), [3, 4], 6),
    ] {
        assert_ne!(other.0, there);
    }
    assert_ne!(there.hash(1), there.hash(2), "the seed matters");
}

proptest! {
    /// The table against a map, with so few keys that runs of the index meet and wrap.
    #[test]
    fn the_table_finds_what_is_in_it_and_nothing_else(
        steps in proptest::collection::vec((0u16..3_000, any::<bool>()), 0..4_000),
    ) {
        let mut table = Table::new(1);
        let mut expected: HashMap<u16, u64> = HashMap::new();
        for (id, (n, insert)) in (1u64..).zip(steps) {
            match (table.find(&key(n)), insert) {
                (None, true) => {
                    table.insert(key(n), flow(id), Progress::Datagrams(Default::default()), Class::Udp, 0);
                    expected.insert(n, id);
                }
                (Some(slot), false) => {
                    prop_assert_eq!(table.remove(slot).map(|e| e.flow.id), expected.remove(&n));
                }
                (found, _) => prop_assert_eq!(found.is_some(), expected.contains_key(&n)),
            }
        }
        prop_assert_eq!(table.len(), expected.len());
        for n in 0..3_000 {
            let id = table.find(&key(n)).and_then(|slot| Some(table.get(slot)?.flow.id));
            prop_assert_eq!(id, expected.get(&n).copied());
        }
        // The list of the class holds exactly the flows that are left.
        while let Some((slot, _)) = table.oldest(Class::Udp) {
            table.remove(slot);
        }
        prop_assert_eq!(table.len(), 0);
    }
}

#[test]
fn lists_keep_the_order_of_linking() {
    let mut table = Table::new(0);
    let slots: Vec<u32> = (0..4)
        .map(|n| {
            table.insert(
                key(n),
                flow(n.into()),
                Progress::Datagrams(Default::default()),
                Class::Tcp,
                0,
            )
        })
        .collect();
    table.relink(slots[0], Class::Tcp, 9);
    table.relink(slots[2], Class::Closed, 9);
    let mut drain = |class| {
        let mut ids = Vec::new();
        while let Some((slot, entry)) = table.oldest(class) {
            ids.push(entry.flow.id);
            table.remove(slot);
        }
        ids
    };
    assert_eq!(drain(Class::Tcp), [1, 3, 0]);
    assert_eq!(drain(Class::Closed), [2]);
}
