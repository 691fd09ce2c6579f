//! Controllers and factory floor.

use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "modbus" => modbus().boxed(),
        "s7comm" => s7comm().boxed(),
        _ => return None,
    })
}

/// A request and its response.
fn modbus() -> impl Strategy<Value = Talk> {
    let adu = |transaction: u16, unit: u8, pdu: &[u8]| {
        let length = pdu.len() as u16 + 1;
        [&transaction.to_be_bytes()[..], &[0, 0], &length.to_be_bytes(), &[unit], pdu].concat()
    };
    let read = (1u8..=4, any::<u16>(), 1u16..=120).prop_map(|(function, start, count)| {
        let bytes = if function <= 2 { count.div_ceil(8) } else { count * 2 };
        let request = [&[function][..], &start.to_be_bytes(), &count.to_be_bytes()].concat();
        let response = [&[function, bytes as u8][..], &vec![7; bytes.into()]].concat();
        (request, response)
    });
    let write = (5u8..=6, any::<u16>(), any::<bool>()).prop_map(|(function, start, on)| {
        let value = if on { [0xff, 0] } else { [0, 0] };
        let pdu = [&[function][..], &start.to_be_bytes(), &value].concat();
        (pdu.clone(), pdu)
    });
    let many = (any::<u16>(), 1u16..=120).prop_map(|(start, count)| {
        let head = [&[16][..], &start.to_be_bytes(), &count.to_be_bytes()].concat();
        let values = vec![9; usize::from(count) * 2];
        ([&head[..], &[count as u8 * 2], &values].concat(), head)
    });
    let refused =
        (1u8..=6, 1u8..=4).prop_map(|(f, code)| (vec![f, 0, 1, 0, 0], vec![f | 0x80, code]));
    let identify = Just((
        vec![43, 14, 1, 0],
        [&[43, 14, 1, 1, 0, 0, 2][..], &[0, 3], b"abc", &[1, 2], b"de"].concat(),
    ));
    let umas = Just((vec![90, 0, 2], vec![90, 0, 0xfe, 1, 2, 3]));
    let pdus = prop_oneof![read, write, many, refused, identify, umas];
    (any::<u16>(), any::<u8>(), pdus).prop_map(move |(transaction, unit, (request, response))| {
        vec![
            (CLIENT, adu(transaction, unit, &request)),
            (SERVER, adu(transaction, unit, &response)),
        ]
    })
}

fn tpkt(user: &[u8]) -> Vec<u8> {
    let length = user.len() as u16 + 7;
    [&[3, 0][..], &length.to_be_bytes(), &[2, 0xf0, 0x80], user].concat()
}

/// A message in one data unit, or in two.
fn cotp(message: &[u8], split: bool) -> Vec<u8> {
    if !split {
        return tpkt(message);
    }
    let (first, second) = message.split_at(message.len() / 2);
    let mut first = tpkt(first);
    first[6] = 0;
    [first, tpkt(second)].concat()
}

fn s7(rosctr: u8, reference: u16, parameters: &[u8], data: &[u8]) -> Vec<u8> {
    let mut message = vec![0x32, rosctr, 0, 0];
    message.extend(reference.to_be_bytes());
    message.extend((parameters.len() as u16).to_be_bytes());
    message.extend((data.len() as u16).to_be_bytes());
    if matches!(rosctr, 2 | 3) {
        message.extend([0, 0]);
    }
    [&message[..], parameters, data].concat()
}

fn s7comm() -> impl Strategy<Value = Talk> {
    let item = |db: u16, bytes: u16| {
        let mut item = vec![0x12, 0x0a, 0x10, 2];
        item.extend(bytes.to_be_bytes());
        item.extend(db.to_be_bytes());
        item.extend([0x84, 0, 0, 16]);
        item
    };
    let read = (any::<u16>(), 1u16..200).prop_map(move |(db, bytes)| {
        let value = [&[0xff, 4][..], &(bytes * 8).to_be_bytes(), &vec![5; bytes.into()]].concat();
        ((1, [&[4, 1][..], &item(db, bytes)].concat(), vec![]), (3, vec![4, 1], value))
    });
    let write = (any::<u16>(), 1u16..200).prop_map(move |(db, bytes)| {
        let value = [&[0, 4][..], &(bytes * 8).to_be_bytes(), &vec![5; bytes.into()]].concat();
        ((1, [&[5, 1][..], &item(db, bytes)].concat(), value), (3, vec![5, 1], vec![0xff]))
    });
    let setup = Just((
        (1, vec![0xf0, 0, 0, 1, 0, 1, 3, 0xc0], vec![]),
        (3, vec![0xf0, 0, 0, 1, 0, 1, 0, 0xf0], vec![]),
    ));
    let stop = Just((
        (1, [&[0x29, 0, 0, 0, 0, 0, 9][..], b"P_PROGRAM"].concat(), vec![]),
        (3, vec![0x29], vec![]),
    ));
    let szl = Just((
        (7, vec![0, 1, 0x12, 4, 0x11, 0x44, 1, 0], vec![0xff, 9, 0, 4, 0, 0x11, 0, 0]),
        (
            7,
            vec![0, 1, 0x12, 8, 0x12, 0x84, 1, 1, 0, 0, 0, 0],
            [&[0xff, 9, 0, 36, 0, 0x11, 0, 0, 0, 28, 0, 1, 0, 1][..], &[b'6'; 26]].concat(),
        ),
    ));
    let upload = Just((
        (1, [&[0x1d, 0, 0, 0, 0, 0, 0, 0, 9][..], b"_0A00100P"].concat(), vec![]),
        (3, [&[0x1d, 0, 1, 0, 0, 0, 0, 7, 7][..], b"0000005"].concat(), vec![]),
    ));
    let block = proptest::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| {
        let data = [&(bytes.len() as u16).to_be_bytes()[..], &[0, 0xfb], &bytes].concat();
        ((1, vec![0x1e, 0, 0, 0, 0, 0, 0, 7], vec![]), (3, vec![0x1e, 0], data))
    });
    let parts = prop_oneof![read, write, setup, stop, szl, upload, block];
    (any::<u16>(), any::<bool>(), parts).prop_map(|(reference, split, (request, response))| {
        let message = |(rosctr, parameters, data): (u8, Vec<u8>, Vec<u8>)| {
            cotp(&s7(rosctr, reference, &parameters, &data), split)
        };
        vec![(CLIENT, message(request)), (SERVER, message(response))]
    })
}
