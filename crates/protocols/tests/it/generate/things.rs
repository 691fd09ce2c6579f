//! Things and vehicles.

use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "mqtt" => mqtt().boxed(),
        _ => return None,
    })
}

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![first];
    let mut left = body.len();
    loop {
        let more = if left > 0x7f { 0x80 } else { 0 };
        packet.push((left & 0x7f) as u8 | more);
        left >>= 7;
        if left == 0 {
            break;
        }
    }
    packet.extend(body);
    packet
}

fn string(text: &str) -> Vec<u8> {
    [&(text.len() as u16).to_be_bytes()[..], text.as_bytes()].concat()
}

fn mqtt() -> impl Strategy<Value = Talk> {
    let connect = "[a-z]{1,12}".prop_map(|id| {
        let head = [&string("MQTT")[..], &[4, 2, 0, 60]].concat();
        let body = [head, string(&id)].concat();
        vec![(CLIENT, packet(0x10, &body)), (SERVER, packet(0x20, &[0, 0]))]
    });
    let publish = ("[a-z/]{1,30}", 0usize..300, any::<u16>()).prop_map(|(topic, size, id)| {
        let body = [string(&topic), id.to_be_bytes().to_vec(), vec![b'v'; size]].concat();
        let answer = packet(0x40, &id.to_be_bytes());
        vec![(CLIENT, packet(0x32, &body)), (SERVER, answer)]
    });
    let subscribe = ("[a-z/]{1,20}", any::<u16>()).prop_map(|(topic, id)| {
        let body = [id.to_be_bytes().to_vec(), string(&topic), vec![1]].concat();
        let answer = [id.to_be_bytes().to_vec(), vec![1]].concat();
        vec![(CLIENT, packet(0x82, &body)), (SERVER, packet(0x90, &answer))]
    });
    let ping = Just(vec![(CLIENT, packet(0xc0, &[])), (SERVER, packet(0xd0, &[]))]);
    prop_oneof![connect, publish, subscribe, ping]
}
