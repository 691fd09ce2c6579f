//! Things and vehicles.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "mqtt" => mqtt().boxed(),
        "coap" => coap(datagram).boxed(),
        "coap_tcp" => coap(framed).boxed(),
        "gbt32960" => gbt32960().boxed(),
        "jt808" => jt808().boxed(),
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

/// A packet of GB/T 32960.3 with its check code.
fn packet_32960(start: u8, command: u8, response: u8, vin: &str, unit: &[u8]) -> Vec<u8> {
    let mut packet = vec![start, start, command, response];
    packet.extend(vin.as_bytes());
    packet.push(1);
    packet.extend((unit.len() as u16).to_be_bytes());
    packet.extend(unit);
    packet.push(packet[2..].iter().fold(0, |sum, byte| sum ^ byte));
    packet
}

/// A vehicle logs in, reports, and is commanded.
fn gbt32960() -> impl Strategy<Value = Talk> {
    let vin = "[A-HJ-NPR-Z0-9]{17}";
    let numbers = (vec(any::<u8>(), 18), vec(any::<u8>(), 8), any::<u32>(), 0u8..3, 1u8..8);
    (vin, numbers, any::<bool>(), 0u8..6).prop_map(|(vin, numbers, new, what)| {
        let (vehicle, place, alarms, faults, control) = numbers;
        let start = if new { b'$' } else { b'#' };
        let time = [26, 1, 2, 3, 4, 5];
        let unit = match what {
            0 => {
                [&[0, 7][..], b"89860012345678901234", &[0], if new { &[] } else { &[0] }].concat()
            }
            1 | 2 => {
                let pedals: &[u8] = if new { &[] } else { &[0, 0] };
                let block = if new { 6 } else { 7 };
                let mut alarm = [&[block, 1][..], &alarms.to_be_bytes(), &[faults]].concat();
                alarm.extend(vec![9; usize::from(faults) * 4]);
                alarm.extend(if new { vec![0; 4] } else { vec![0; 3] });
                let system: &[u8] = if new { &[5, 0, 1] } else { &[5, 0] };
                let custom = [0x80, 0, 1, 7];
                [&[1][..], &vehicle, pedals, system, &place, &alarm, &custom].concat()
            }
            3 => vec![0, 7],
            4 => vec![1, 8, b'V', b'1', b'.', b'0', b'2'],
            _ => [&[control][..], b"up"].concat(),
        };
        let command = [1, 2, 3, 4, 0x81, 0x82][usize::from(what)];
        let (asks, answers) = if what < 4 { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
        let unit = [&time[..], &unit].concat();
        vec![
            (asks, packet_32960(start, command, 0xfe, &vin, &unit)),
            (answers, packet_32960(start, command, 1, &vin, &time)),
        ]
    })
}

/// A message of JT/T 808 with its check code, escaped, between flags.
fn message_808(
    id: u16,
    newer: bool,
    serial: u16,
    part: Option<(u16, u16)>,
    body: &[u8],
) -> Vec<u8> {
    let flags = if newer { 1 << 14 } else { 0 } | if part.is_some() { 1 << 13 } else { 0 };
    let mut plain = id.to_be_bytes().to_vec();
    plain.extend((body.len() as u16 | flags).to_be_bytes());
    plain.extend(if newer { &[1, 0, 0, 0, 0][..] } else { &[] });
    plain.extend([0x01, 0x39, 0x12, 0x34, 0x56, 0x78]);
    plain.extend(serial.to_be_bytes());
    if let Some((total, number)) = part {
        plain.extend(total.to_be_bytes());
        plain.extend(number.to_be_bytes());
    }
    plain.extend(body);
    plain.push(plain.iter().fold(0, |sum, byte| sum ^ byte));
    let escaped = plain.iter().flat_map(|byte| match byte {
        0x7e => vec![0x7d, 2],
        0x7d => vec![0x7d, 1],
        byte => vec![*byte],
    });
    [&[0x7e][..], &escaped.collect::<Vec<u8>>(), &[0x7e]].concat()
}

/// A terminal registers, reports, and is commanded and upgraded.
fn jt808() -> impl Strategy<Value = Talk> {
    (0u8..6, any::<bool>(), any::<u16>(), vec(any::<u8>(), 28), 1u8..8, vec(any::<u8>(), 1..200))
        .prop_map(|(what, newer, serial, place, control, data)| {
            let maker = if newer { 11 } else { 5 };
            let terminal = if newer { 71 } else { 32 };
            let say = |id, part, body: &[u8]| message_808(id, newer, serial, part, body);
            let answer = |id: u16| [&serial.to_be_bytes()[..], &id.to_be_bytes(), &[0]].concat();
            let (ok, done) = (0x8001, 0x0001);
            match what {
                0 => {
                    let body = [&[0, 32, 0, 1][..], &vec![b'x'; terminal], &[2], b"\xcb\xd5A12345"];
                    let answer = [&serial.to_be_bytes()[..], &[0], b"code"].concat();
                    vec![
                        (CLIENT, say(0x0100, None, &body.concat())),
                        (SERVER, say(0x8100, None, &answer)),
                    ]
                }
                1 => {
                    let body = [&place[..], &[1, 4, 0, 0, 0, 9, 0x30, 1, 20]].concat();
                    vec![
                        (CLIENT, say(0x0200, None, &body)),
                        (SERVER, say(ok, None, &answer(0x0200))),
                    ]
                }
                2 => vec![
                    (SERVER, say(0x8105, None, &[&[control][..], b";;"].concat())),
                    (CLIENT, say(done, None, &answer(0x8105))),
                ],
                3 => vec![
                    (SERVER, say(0x8103, None, b"\x01\0\0\0\x13\x04host")),
                    (CLIENT, say(done, None, &answer(0x8103))),
                ],
                4 => {
                    let length = data.len() as u32 * 2;
                    let head = [&[0][..], &vec![b'm'; maker], &[2, b'V', b'2']].concat();
                    let first = [&head[..], &length.to_be_bytes(), &data].concat();
                    vec![
                        (SERVER, say(0x8108, Some((2, 1)), &first)),
                        (SERVER, say(0x8108, Some((2, 2)), &data)),
                        (CLIENT, say(0x0108, None, &[0, 0])),
                    ]
                }
                _ => {
                    let body = [&[0, 0, 0, 7, 0, 0, 1, 1][..], &place, &data].concat();
                    vec![
                        (CLIENT, say(0x0801, None, &body)),
                        (SERVER, say(0x8800, None, &[0, 0, 0, 7])),
                    ]
                }
            }
        })
}

/// A message over UDP: type, code, identifier, token, options and payload.
fn datagram(kind: u8, code: u8, id: u16, token: &[u8], rest: &[u8]) -> Vec<u8> {
    let first = 0x40 | kind << 4 | token.len() as u8;
    [&[first, code][..], &id.to_be_bytes(), token, rest].concat()
}

/// The same over TCP, where types and identifiers are not needed. RFC 8323 §3.2.
fn framed(_kind: u8, code: u8, _id: u16, token: &[u8], rest: &[u8]) -> Vec<u8> {
    let token_length = token.len() as u8;
    let head = match rest.len() {
        length @ 0..=12 => vec![(length as u8) << 4 | token_length],
        length @ 13..=268 => vec![0xd0 | token_length, (length - 13) as u8],
        length => [&[0xe0 | token_length][..], &((length - 269) as u16).to_be_bytes()].concat(),
    };
    [&head[..], &[code], token, rest].concat()
}

/// Puts type, code, identifier and token before options and payload.
type Framing = fn(u8, u8, u16, &[u8], &[u8]) -> Vec<u8>;

/// A resource is asked for, observed, written, and firmware is sent in blocks.
fn coap(frame: Framing) -> impl Strategy<Value = Talk> {
    let parts = ("[a-z]{1,12}", any::<u16>(), vec(any::<u8>(), 0..9), vec(any::<u8>(), 1..400));
    (parts, 0u8..4).prop_map(move |((name, id, token, data), what)| {
        let path = |before: u8| [&[before << 4 | name.len() as u8][..], name.as_bytes()].concat();
        let payload = [&[0xff][..], &data].concat();
        let (ask, answer, body) = match what {
            0 => (1, 0x45, path(11)),
            1 => (1, 0x45, [&[0x60][..], &path(5)].concat()),
            2 => (3, 0x44, [&path(11)[..], &payload].concat()),
            _ => (3, 0x44, [b"\xb15\x010\x010\xd1\x03\x06"[..].to_vec(), payload.clone()].concat()),
        };
        let reply = if answer == 0x45 { [&[0xc0][..], &payload].concat() } else { Vec::new() };
        vec![
            (CLIENT, frame(0, ask, id, &token, &body)),
            (SERVER, frame(2, answer, id, &token, &reply)),
        ]
    })
}
