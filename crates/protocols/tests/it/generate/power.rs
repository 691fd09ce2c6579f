//! Power and process.

use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "iec104" => iec104().boxed(),
        "goose" => goose().boxed(),
        "mms" => mms().boxed(),
        "opcua" => opcua().boxed(),
        "sv" => sv().boxed(),
        "synchrophasor" => synchrophasor().boxed(),
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
    let file = proptest::collection::vec(any::<u8>(), 1..100).prop_map(move |bytes| {
        let unit = |type_id: u8, element: &[u8]| {
            let asdu = [&[type_id, 1, 13, 0, 1, 0, 10, 0, 0][..], element].concat();
            (SERVER, frame([0; 4], &asdu))
        };
        let sum = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
        let length = bytes.len() as u8;
        vec![
            unit(120, &[2, 0, length, 0, 0, 0]),
            unit(125, &[&[2, 0, 1, length][..], &bytes].concat()),
            unit(123, &[2, 0, 1, 1, sum]),
        ]
    });
    prop_oneof![link, command, monitored, file]
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

/// A BER element with an identifier of one or two octets.
fn tlv(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        short @ ..128 => vec![short as u8],
        long => [&[0x82][..], &(long as u16).to_be_bytes()].concat(),
    };
    [tag, &length, content].concat()
}

/// An MMS PDU in presentation, session, COTP and TPKT.
fn mms_packet(pdu: &[u8]) -> Vec<u8> {
    let list = [&[2, 1, 3][..], &tlv(&[0xa0], pdu)].concat();
    let session = [&[1, 0, 1, 0][..], &tlv(&[0x61], &tlv(&[0x30], &list))].concat();
    let length = session.len() as u16 + 7;
    [&[3, 0][..], &length.to_be_bytes(), &[2, 0xf0, 0x80], &session].concat()
}

fn mms() -> impl Strategy<Value = Talk> {
    let variable = |name: &str| {
        let name = [tlv(&[0x1a], b"LD0"), tlv(&[0x1a], name.as_bytes())].concat();
        tlv(&[0xa0], &tlv(&[0x30], &tlv(&[0xa0], &tlv(&[0xa1], &name))))
    };
    let read = ("[A-Z]{1,20}", any::<bool>(), any::<u8>()).prop_map(move |(name, fails, value)| {
        let result = if fails { tlv(&[0x80], &[10]) } else { tlv(&[0x85], &[value & 0x7f]) };
        let request = tlv(&[0xa4], &tlv(&[0xa1], &variable(&name)));
        (request, tlv(&[0xa4], &tlv(&[0xa1], &result)))
    });
    let write = ("[A-Z]{1,9}", any::<bool>()).prop_map(move |(name, control)| {
        let name = if control { format!("{name}$CO$Pos$Oper") } else { name };
        let origin = tlv(&[0xa2], &[tlv(&[0x85], &[2]), tlv(&[0x89], b"me")].concat());
        let value = tlv(&[0xa2], &[tlv(&[0x83], &[1]), origin, tlv(&[0x86], &[3])].concat());
        let request = [variable(&name), tlv(&[0xa0], &value)].concat();
        (tlv(&[0xa5], &request), tlv(&[0xa5], &tlv(&[0x81], &[])))
    });
    let identify = Just((
        tlv(&[0x82], &[]),
        tlv(&[0xa2], &[tlv(&[0x80], b"a"), tlv(&[0x81], b"b"), tlv(&[0x82], b"c")].concat()),
    ));
    let open = "[a-z]{1,80}".prop_map(|name| {
        let request = [tlv(&[0xa0], &tlv(&[0x19], name.as_bytes())), tlv(&[0x81], &[0])].concat();
        let attributes = tlv(&[0xa1], &tlv(&[0x80], &[9]));
        let response = [tlv(&[0x80], &[4]), attributes].concat();
        (tlv(&[0xbf, 0x48], &request), tlv(&[0xbf, 0x48], &response))
    });
    let fetch = proptest::collection::vec(any::<u8>(), 0..300)
        .prop_map(|bytes| (tlv(&[0x9f, 0x49], &[4]), tlv(&[0xbf, 0x49], &tlv(&[0x80], &bytes))));
    let exchange = prop_oneof![read, write, identify, open, fetch];
    (1u8..120, exchange).prop_map(|(invoke, (request, response))| {
        let pdu = |tag: u8, service: &[u8]| {
            mms_packet(&tlv(&[tag], &[&[2, 1, invoke][..], service].concat()))
        };
        vec![(CLIENT, pdu(0xa0, &request)), (SERVER, pdu(0xa1, &response))]
    })
}

fn opcua() -> impl Strategy<Value = Talk> {
    let string = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let node = move |name: &str| [&[3, 2, 0][..], &string(name)].concat();
    // Channel, token, sequence, request id; type id; request or response header.
    let chunk = |end: u8, request: u32, body: &[u8]| {
        let head = [7u32, 1, request, request].map(u32::to_le_bytes).concat();
        let size = (8 + head.len() + body.len()) as u32;
        [b"MSG", &[end][..], &size.to_le_bytes(), &head, body].concat()
    };
    let asks = |kind: u16, body: Vec<u8>| {
        let header = [&[0; 18][..], &[0xff; 4], &[0; 7]].concat();
        [&[1, 0][..], &kind.to_le_bytes(), &header, &body].concat()
    };
    let answers = |kind: u16, body: Vec<u8>| {
        let header = [&[0; 17][..], &[0xff; 4], &[0; 3]].concat();
        [&[1, 0][..], &kind.to_le_bytes(), &header, &body].concat()
    };
    let one = 1u32.to_le_bytes();
    let read = ("[a-z]{1,30}", any::<i32>()).prop_map(move |(name, value)| {
        let node = [node(&name), vec![13, 0, 0, 0], vec![0xff; 4], vec![0; 2], vec![0xff; 4]];
        let value = [&one[..], &[1, 6], &value.to_le_bytes(), &[0; 4]].concat();
        (asks(631, [&[0; 12][..], &one, &node.concat()].concat()), answers(634, value))
    });
    let write = ("[a-z]{1,30}", any::<i16>()).prop_map(move |(name, value)| {
        let value = [&[13, 0, 0, 0, 255, 255, 255, 255, 1, 4][..], &value.to_le_bytes()].concat();
        let request = [&one[..], &node(&name), &value].concat();
        (asks(673, request), answers(676, [&one[..], &[0; 8]].concat()))
    });
    let call = "[a-z]{1,30}".prop_map(move |name| {
        let request = [&one[..], &node(&name), &[1, 1, 5, 0], &[0; 4]].concat();
        (asks(712, request), answers(715, [&one[..], &[0; 20]].concat()))
    });
    let publish = any::<u32>().prop_map(move |subscription| {
        let response = [&subscription.to_le_bytes()[..], &[0; 21]].concat();
        (asks(826, vec![0; 4]), answers(829, response))
    });
    let exchange = prop_oneof![read, write, call, publish];
    (any::<u32>(), any::<bool>(), exchange).prop_map(move |(id, split, (request, response))| {
        let request = if split {
            let (first, second) = request.split_at(request.len() / 2);
            [chunk(b'C', id, first), chunk(b'F', id, second)].concat()
        } else {
            chunk(b'F', id, &request)
        };
        vec![(CLIENT, request), (SERVER, chunk(b'F', id, &response))]
    })
}

fn sv() -> impl Strategy<Value = Talk> {
    (any::<u16>(), any::<u16>(), 1u8..4, "[A-Z]{1,30}").prop_map(|(appid, count, asdus, name)| {
        let asdu = |at: u8| {
            let count = count.wrapping_add(at.into());
            let elements = [
                tlv(&[0x80], name.as_bytes()),
                tlv(&[0x82], &count.to_be_bytes()),
                tlv(&[0x83], &[0, 0, 0, 1]),
                tlv(&[0x85], &[2]),
                tlv(&[0x87], &[at; 64]),
            ];
            tlv(&[0x30], &elements.concat())
        };
        let sequence: Vec<u8> = (0..asdus).flat_map(asdu).collect();
        let pdu = tlv(&[0x60], &[tlv(&[0x80], &[asdus]), tlv(&[0xa2], &sequence)].concat());
        let length = pdu.len() as u16 + 8;
        let head = [appid.to_be_bytes(), length.to_be_bytes(), [0, 0], [0, 0]].concat();
        vec![(SERVER, [head, pdu].concat())]
    })
}

fn synchrophasor() -> impl Strategy<Value = Talk> {
    let frame = |kind: u8, time: u32, body: &[u8]| {
        let size = (body.len() as u16 + 16).to_be_bytes();
        let head = [&[0xaa, kind << 4 | 1][..], &size, &[0, 7], &time.to_be_bytes(), &[0; 4]];
        let mut frame = [&head.concat()[..], body].concat();
        let crc = frame.iter().fold(0xffffu16, |crc, byte| {
            (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 }
            })
        });
        frame.extend(crc.to_be_bytes());
        frame
    };
    let name = |name: &str| format!("{name:<16}").into_bytes();
    let configuration = ("[A-Z]{1,16}", 0u16..4).prop_map(move |(station, phasors)| {
        let counts = [[0, 7], [0, 0], phasors.to_be_bytes(), [0, 0], [0, 0]].concat();
        let names: Vec<u8> = (0..phasors).flat_map(|n| name(&format!("V{n}"))).collect();
        let scales = vec![0; usize::from(phasors) * 4];
        [&[0, 1, 0, 0, 0, 1][..], &name(&station), &counts, &names, &scales, &[0, 1, 0, 1, 0, 50]]
            .concat()
    });
    let command = (any::<u32>(), 1u8..7)
        .prop_map(move |(time, command)| vec![(CLIENT, frame(4, time, &[0, command]))]);
    let configured = (any::<u32>(), configuration).prop_map(move |(time, configuration)| {
        vec![(CLIENT, frame(4, time, &[0, 5])), (SERVER, frame(3, time, &configuration))]
    });
    let data = (any::<u32>(), proptest::collection::vec(any::<u8>(), 2..60))
        .prop_map(move |(time, body)| vec![(SERVER, frame(0, time, &body))]);
    let text = "[a-z]{0,90}".prop_map(move |text| vec![(SERVER, frame(1, 0, text.as_bytes()))]);
    prop_oneof![command, configured, data, text]
}
