//! Power and process.

use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "iec104" => iec104().boxed(),
        "goose" => goose().boxed(),
        _ => return None,
    })
}

fn iec104() -> impl Strategy<Value = Talk> {
    let frame = |control: [u8; 4], asdu: &[u8]| {
        [&[0x68, asdu.len() as u8 + 4][..], &control, asdu].concat()
    };
    let link = prop_oneof![Just((0x07u8, 0x0bu8)), Just((0x43, 0x83)), Just((0x13, 0x23))]
        .prop_map(move |(act, con)| {
            vec![(CLIENT, frame([act, 0, 0, 0], &[])), (SERVER, frame([con, 0, 0, 0], &[]))]
        });
    let command = (any::<u16>(), any::<bool>()).prop_map(move |(address, on)| {
        let [low, high] = address.to_le_bytes();
        let asdu = |cause| vec![45, 1, cause, 0, 1, 0, low, high, 0, u8::from(on)];
        vec![(CLIENT, frame([0; 4], &asdu(6))), (SERVER, frame([0; 4], &asdu(7)))]
    });
    let monitored = (1u8..20, any::<u16>(), any::<bool>()).prop_map(move |(count, first, sq)| {
        let [low, high] = first.to_le_bytes();
        let mut asdu = vec![1, if sq { 0x80 | count } else { count }, 3, 0, 1, 0];
        if sq {
            asdu.extend([low, high, 0]);
            asdu.extend(vec![1; count.into()]);
        } else {
            for n in 0..count {
                asdu.extend([n, high, 0, 1]);
            }
        }
        vec![(SERVER, frame([2, 0, 0, 0], &asdu)), (CLIENT, frame([1, 0, 2, 0], &[]))]
    });
    prop_oneof![link, command, monitored]
}

fn goose() -> impl Strategy<Value = Talk> {
    (any::<u16>(), any::<u32>(), any::<u32>(), "[A-Z]{1,20}").prop_map(|(appid, st, sq, name)| {
        let tlv = |tag: u8, content: &[u8]| [&[tag, content.len() as u8][..], content].concat();
        let pdu = [
            tlv(0x80, name.as_bytes()),
            tlv(0x81, &[0x27, 0x10]),
            tlv(0x82, b"set"),
            tlv(0x84, &[0; 8]),
            tlv(0x85, &st.to_be_bytes()),
            tlv(0x86, &sq.to_be_bytes()),
            tlv(0x87, &[0]),
            tlv(0x88, &[1]),
            tlv(0x89, &[0]),
            tlv(0x8a, &[1]),
            tlv(0xab, &tlv(0x83, &[1])),
        ]
        .concat();
        let length = (pdu.len() + 2 + 8) as u16;
        let head = [appid.to_be_bytes(), length.to_be_bytes(), [0, 0], [0, 0]].concat();
        vec![(SERVER, [head, tlv(0x61, &pdu)].concat())]
    })
}
