//! EtherNet/IP and DNP3.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "enip" => enip().boxed(),
        "dnp3" => dnp3().boxed(),
        _ => return None,
    })
}

const SESSION: u32 = 0x1234_0102;

fn encapsulated(command: u16, session: u32, context: u64, body: &[u8]) -> Vec<u8> {
    let mut message = command.to_le_bytes().to_vec();
    message.extend((body.len() as u16).to_le_bytes());
    message.extend(session.to_le_bytes());
    message.extend([0; 4]);
    message.extend(context.to_le_bytes());
    message.extend([0; 4]);
    [&message, body].concat()
}

fn items(address: &[u8], kind: u16, data: &[u8]) -> Vec<u8> {
    let mut body = vec![0, 0, 0, 0, 10, 0, 2, 0];
    body.extend(if address.is_empty() { [0, 0] } else { [0xa1, 0] });
    body.extend((address.len() as u16).to_le_bytes());
    body.extend(address);
    body.extend(kind.to_le_bytes());
    body.extend((data.len() as u16).to_le_bytes());
    [&body, data].concat()
}

/// A message by itself, and one that belongs to a connection.
fn unconnected(context: u64, cip: &[u8]) -> Vec<u8> {
    encapsulated(0x6f, SESSION, context, &items(&[], 0xb2, cip))
}

fn connected(connection: u32, sequence: u16, cip: &[u8]) -> Vec<u8> {
    let data = [&sequence.to_le_bytes()[..], cip].concat();
    encapsulated(0x70, SESSION, 0, &items(&connection.to_le_bytes(), 0xb1, &data))
}

fn identity(serial: u32) -> Vec<u8> {
    let mut identity = vec![1, 0, 0x0c, 0, 0x3a, 0, 4, 3, 0x30, 0];
    identity.extend(serial.to_le_bytes());
    [&identity[..], b"\x0b1756-ENBT/A"].concat()
}

fn tag(name: &str) -> Vec<u8> {
    let mut path = vec![0x91, name.len() as u8];
    path.extend(name.bytes());
    path.resize(path.len().next_multiple_of(2), 0);
    [&[(path.len() / 2) as u8][..], &path].concat()
}

fn multiple(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut body = (messages.len() as u16).to_le_bytes().to_vec();
    let mut at = 2 + 2 * messages.len();
    for message in messages {
        body.extend((at as u16).to_le_bytes());
        at += message.len();
    }
    [body, messages.concat()].concat()
}

fn enip() -> impl Strategy<Value = Talk> {
    let register = any::<u64>().prop_map(|context| {
        let body = [1, 0, 0, 0];
        vec![
            (CLIENT, encapsulated(0x65, 0, context, &body)),
            (SERVER, encapsulated(0x65, SESSION, context, &body)),
        ]
    });
    let list = any::<u32>().prop_map(|serial| {
        let mut item = vec![1, 0, 0, 2, 0xaf, 0x12, 192, 0, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0];
        item.extend(identity(serial));
        item.push(3);
        let length = (item.len() as u16).to_le_bytes();
        let body = [&[1, 0, 0x0c, 0][..], &length, &item].concat();
        vec![(CLIENT, encapsulated(0x63, 0, 0, &[])), (SERVER, encapsulated(0x63, 0, 0, &body))]
    });
    let who = (any::<u64>(), any::<u32>()).prop_map(|(context, serial)| {
        let routed = [0x52, 2, 0x20, 6, 0x24, 1, 7, 0xf9, 6, 0, 1, 2, 0x20, 1, 0x24, 1, 1, 0, 1, 0];
        vec![
            (CLIENT, unconnected(context, &routed)),
            (SERVER, unconnected(context, &[&[0x81, 0, 0, 0][..], &identity(serial)].concat())),
        ]
    });
    let read =
        ("[A-Za-z]{1,12}", any::<u16>(), any::<i32>()).prop_map(|(name, sequence, value)| {
            let ask = [&[0x4c][..], &tag(&name), &[1, 0]].concat();
            let answer = [&[0xcc, 0, 0, 0, 0xc4, 0][..], &value.to_le_bytes()].concat();
            let (asks, answers) = (vec![ask.clone(), ask], vec![answer.clone(), answer]);
            let asks = [&[0x0a, 2, 0x20, 2, 0x24, 1][..], &multiple(&asks)].concat();
            let answers = [&[0x8a, 0, 0, 0][..], &multiple(&answers)].concat();
            vec![
                (CLIENT, connected(7, sequence, &asks)),
                (SERVER, connected(8, sequence, &answers)),
            ]
        });
    let write =
        ("[A-Za-z]{1,12}", any::<u16>(), any::<i32>()).prop_map(|(name, sequence, value)| {
            let value = value.to_le_bytes();
            let ask = [&[0x4d][..], &tag(&name), &[0xc4, 0, 1, 0], &value].concat();
            vec![
                (CLIENT, connected(7, sequence, &ask)),
                (SERVER, connected(8, sequence, &[0xcd, 0, 0, 0])),
            ]
        });
    let pccc = (any::<u64>(), any::<u8>()).prop_map(|(context, element)| {
        let requester = [7, 1, 0, 1, 2, 3, 4];
        let ask = [&[0x4b, 2, 0x20, 0x67, 0x24, 1][..], &requester, &[0x0f, 0, 1, 0, 0xa2, 2]];
        let ask = [&ask.concat()[..], &[7, 0x89, element, 0]].concat();
        let answer = [&[0xcb, 0, 0, 0][..], &requester, &[0x4f, 0, 1, 0, 5, 0]].concat();
        vec![(CLIENT, unconnected(context, &ask)), (SERVER, unconnected(context, &answer))]
    });
    let inputs = (any::<u32>(), any::<u32>()).prop_map(|(connection, sequence)| {
        let mut message = vec![2, 0, 2, 0x80, 8, 0];
        message.extend(connection.to_le_bytes());
        message.extend(sequence.to_le_bytes());
        message.extend([0xb1, 0, 4, 0, 1, 2, 3, 4]);
        vec![(SERVER, message)]
    });
    prop_oneof![register, list, who, read, write, pccc, inputs]
}

/// The CRC of link frames. IEEE 1815 9.2.4.3.
fn crc(data: &[u8]) -> [u8; 2] {
    let mut crc = 0u16;
    for byte in data {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xa6bc } else { crc >> 1 };
        }
    }
    (!crc).to_le_bytes()
}

/// Frames that carry a fragment, in segments of at most 249 octets.
fn frames(from_master: bool, fragment: &[u8]) -> Vec<u8> {
    let (control, to, from) = if from_master { (0xc4, 4u16, 1u16) } else { (0x44, 1, 4) };
    let pieces: Vec<_> = fragment.chunks(249).collect();
    let mut frames = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let mut header = vec![5, 0x64, piece.len() as u8 + 6, control];
        header.extend(to.to_le_bytes());
        header.extend(from.to_le_bytes());
        frames.extend(&header);
        frames.extend(crc(&header));
        let first = if n == 0 { 0x40 } else { 0 };
        let last = if n + 1 == pieces.len() { 0x80 } else { 0 };
        let data = [&[first | last | n as u8 & 0x3f][..], piece].concat();
        for block in data.chunks(16) {
            frames.extend(block);
            frames.extend(crc(block));
        }
    }
    frames
}

fn dnp3() -> impl Strategy<Value = Talk> {
    let link = Just(vec![(CLIENT, link_frame(0xc9)), (SERVER, link_frame(0x0b))]);
    let read = (0u8..16, any::<u16>(), 1u16..200).prop_map(|(sequence, start, count)| {
        let stop = start.saturating_add(count - 1);
        let count = usize::from(stop - start) + 1;
        let ask = vec![0xc0 | sequence, 1, 60, 2, 6, 60, 1, 6];
        let mut answer = vec![0xc0 | sequence, 129, 0, 0, 30, 1, 1];
        answer.extend(start.to_le_bytes());
        answer.extend(stop.to_le_bytes());
        answer.extend(vec![1; count * 5]);
        vec![(CLIENT, frames(true, &ask)), (SERVER, frames(false, &answer))]
    });
    let operate = (0u8..16, any::<u8>(), 3u8..=6).prop_map(|(sequence, point, function)| {
        let command = [12, 1, 0x17, 1, point, 3, 1, 100, 0, 0, 0, 100, 0, 0, 0, 0];
        let ask = [&[0xc0 | sequence, function][..], &command].concat();
        let answer = [&[0xc0 | sequence, 129, 0, 0][..], &command].concat();
        vec![(CLIENT, frames(true, &ask)), (SERVER, frames(false, &answer))]
    });
    let unsolicited = (0u8..16).prop_map(|sequence| {
        let event = [0xf0 | sequence, 130, 0x82, 0, 2, 1, 0x28, 1, 0, 4, 0, 1];
        let confirm = [0xd0 | sequence, 0];
        vec![(SERVER, frames(false, &event)), (CLIENT, frames(true, &confirm))]
    });
    let file = (0u8..16, vec(any::<u8>(), 1..400)).prop_map(|(sequence, data)| {
        let mut block = vec![1, 0, 0, 0, 0, 0, 0, 0x80];
        block.extend(data);
        let mut write = vec![0xc0 | sequence, 2, 70, 5, 0x5b, 1];
        write.extend((block.len() as u16).to_le_bytes());
        write.extend(block);
        let answer =
            [0xc0 | sequence, 129, 0, 0, 70, 6, 0x5b, 1, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0x80, 0];
        vec![(CLIENT, frames(true, &write)), (SERVER, frames(false, &answer))]
    });
    prop_oneof![link, read, operate, unsolicited, file]
}

/// A frame without user data.
fn link_frame(control: u8) -> Vec<u8> {
    let header = [5, 0x64, 5, control, 4, 0, 1, 0];
    [&header[..], &crc(&header)].concat()
}
