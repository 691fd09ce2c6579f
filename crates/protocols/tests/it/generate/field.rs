//! Buildings, drives and other field networks; and three protocols of the factory floor.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "bacnet" => bacnet().boxed(),
        "hart_ip" => hart_ip().boxed(),
        "fins" => fins().boxed(),
        "ads" => ads().boxed(),
        "profinet_rt" => profinet().boxed(),
        "profinet_io" => profinet_io().boxed(),
        "lldp" => lldp().boxed(),
        "arp" => arp().boxed(),
        "slmp" => slmp().boxed(),
        "ge_srtp" => ge_srtp().boxed(),
        "ethercat" => ethercat().boxed(),
        "knxnet_ip" => knxnet_ip().boxed(),
        "bsap" => bsap().boxed(),
        "genisys" => genisys().boxed(),
        "c1222" => c1222().boxed(),
        "egd" => egd().boxed(),
        "fox" => fox().boxed(),
        "sbus" => sbus().boxed(),
        "esio" => esio().boxed(),
        _ => return None,
    })
}

fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// Who is there, properties read and written, a broadcast forwarded.
fn bacnet() -> impl Strategy<Value = Talk> {
    let bvlc = |function: u8, body: &[u8]| {
        let length = body.len() as u16 + 4;
        join(&[&[0x81, function], &length.to_be_bytes(), body])
    };
    let object =
        |kind: u32, instance: u32| join(&[&[0x0c], &(kind << 22 | instance).to_be_bytes()]);
    let read = (any::<u8>(), 0u32..60, 0u32..4_000_000, any::<f32>()).prop_map(
        move |(invoke, kind, instance, value)| {
            let object = object(kind, instance);
            let asked = join(&[&[1, 4, 0, 5, invoke, 12], &object, &[0x19, 85]]);
            let head = join(&[&[1, 0, 0x30, invoke, 12], &object, &[0x19, 85, 0x3e, 0x44]]);
            let told = join(&[&head, &value.to_be_bytes(), &[0x3f]]);
            vec![(CLIENT, bvlc(10, &asked)), (SERVER, bvlc(10, &told))]
        },
    );
    let write = (any::<u8>(), 0u32..60, any::<bool>()).prop_map(move |(invoke, kind, ok)| {
        let value = [0x19, 85, 0x3e, 0x91, 1, 0x3f, 0x49, 8];
        let asked = join(&[&[1, 4, 0, 5, invoke, 15], &object(kind, 1), &value]);
        let told: &[u8] = if ok {
            &[1, 0, 0x20, invoke, 15]
        } else {
            &[1, 0, 0x50, invoke, 15, 0x91, 2, 0x91, 40]
        };
        vec![(CLIENT, bvlc(10, &asked)), (SERVER, bvlc(10, told))]
    });
    let who = (0u32..4_000_000).prop_map(move |device| {
        let here = [1, 0x20, 0xff, 0xff, 0, 0xff, 0x10, 0, 0xc4];
        let id = (8u32 << 22 | device).to_be_bytes();
        let rest = [0x22, 1, 0xe0, 0x91, 0, 0x21, 15];
        vec![
            (CLIENT, bvlc(11, &[1, 0x20, 0xff, 0xff, 0, 0xff, 0xff, 0x10, 8])),
            (SERVER, bvlc(4, &join(&[&[10, 0, 0, 1, 0xba, 0xc0], &here, &id, &rest]))),
        ]
    });
    prop_oneof![read, write, who]
}

fn hart_ip() -> impl Strategy<Value = Talk> {
    let message = |kind: u8, id: u8, sequence: u16, body: &[u8]| {
        let length = body.len() as u16 + 8;
        join(&[&[1, kind, id, 0], &sequence.to_be_bytes(), &length.to_be_bytes(), body])
    };
    let frame = |delimiter: u8, command: u8, data: &[u8]| {
        let body = join(&[&[delimiter, 1, 2, 3, 4, 5, command, data.len() as u8], data]);
        let check = body.iter().fold(0, |sum, byte| sum ^ byte);
        join(&[&body, &[check]])
    };
    let commands = prop_oneof![Just(0u8), Just(3), Just(20), Just(48), Just(35), Just(42)];
    (any::<u16>(), 0u8..4, commands, vec(1u8..250, 14..30)).prop_map(
        move |(sequence, id, command, mut data)| {
            // A response begins with a good response code.
            data[0] = 0;
            let body = match id {
                0 => (vec![1, 0, 0, 0x75, 0x30], vec![1, 0, 0, 0x75, 0x30]),
                3 => (frame(0x82, command, &[]), frame(0x86, command, &data)),
                _ => (vec![], vec![]),
            };
            vec![
                (CLIENT, message(0, id, sequence, &body.0)),
                (SERVER, message(1, id, sequence, &body.1)),
            ]
        },
    )
}

/// Over TCP.
fn fins() -> impl Strategy<Value = Talk> {
    let wrap = |command: u8, body: &[u8]| {
        let length = body.len() as u32 + 8;
        join(&[b"FINS", &length.to_be_bytes(), &[0, 0, 0, command, 0, 0, 0, 0], body])
    };
    let frame = |icf: u8, service: u8, command: u16, body: &[u8]| {
        let head = [icf, 0, 2, 0, 1, 0, 0, 2, 0, service];
        join(&[&head, &command.to_be_bytes(), body])
    };
    let bodies = prop_oneof![
        (any::<u16>(), 1u8..100).prop_map(|(at, count)| {
            let [high, low] = at.to_be_bytes();
            let asked = vec![0x82, high, low, 0, 0, count];
            (0x0101, asked, join(&[&[0, 0], &vec![7; usize::from(count) * 2]]))
        }),
        (any::<u16>(), 1u8..100).prop_map(|(at, count)| {
            let [high, low] = at.to_be_bytes();
            let head = [0xb0, high, low, 0, 0, count];
            (0x0102, join(&[&head, &vec![7; usize::from(count) * 2]]), vec![0, 0])
        }),
        Just((0x0402, vec![], vec![0x22, 0x01])),
        Just((0x0501, vec![0], join(&[&[0, 0], &[b'C'; 20], &[b'1'; 20], &[0; 52]]))),
        vec(any::<u8>(), 1..60).prop_map(|data| {
            let head = [0, 1, 0, 0, 0, 0, 0x80, data.len() as u8];
            (0x0307, join(&[&head, &data]), vec![0, 0])
        }),
    ];
    let message = (any::<u8>(), bodies).prop_map(move |(service, (command, asked, told))| {
        vec![
            (CLIENT, wrap(2, &frame(0x80, service, command, &asked))),
            (SERVER, wrap(2, &frame(0xc0, service, command, &told))),
        ]
    });
    let hello =
        Just(vec![(CLIENT, wrap(0, &[0, 0, 0, 0])), (SERVER, wrap(1, &[0, 0, 0, 5, 0, 0, 0, 1]))]);
    prop_oneof![4 => message, 1 => hello]
}

fn ads() -> impl Strategy<Value = Talk> {
    let message = |command: u8, flags: u8, invoke: u32, data: &[u8]| {
        let length = data.len() as u32;
        let ends = [5, 1, 2, 3, 1, 1, 0x53, 3, 5, 1, 2, 4, 1, 1, 0x10, 0x80];
        join(&[
            &[0, 0],
            &(length + 32).to_le_bytes(),
            &ends,
            &[command, 0, flags, 0],
            &length.to_le_bytes(),
            &[0; 4],
            &invoke.to_le_bytes(),
            data,
        ])
    };
    let head = |group: u32, offset: u32, length: u32| {
        join(&[&group.to_le_bytes(), &offset.to_le_bytes(), &length.to_le_bytes()])
    };
    let bodies = prop_oneof![
        Just((1u8, vec![], join(&[&[0; 4], &[3, 1, 0x10, 0x0f], b"Plc30 App\0\0\0\0\0\0\0"]))),
        any::<u32>().prop_map(move |offset| {
            (2, head(0x4020, offset, 4), vec![0, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4])
        }),
        any::<u32>().prop_map(move |offset| {
            (3, join(&[&head(0xf030, offset, 2), &[1, 2]]), vec![0; 4])
        }),
        Just((4, vec![], vec![0, 0, 0, 0, 5, 0, 0, 0])),
        Just((5, vec![6, 0, 0, 0, 0, 0, 0, 0], vec![0; 4])),
        "[A-Z]{1,9}".prop_map(move |name| {
            let length = (name.len() as u32).to_le_bytes();
            let asked = join(&[&head(0xf003, 0, 4), &length, name.as_bytes()]);
            (9, asked, vec![0, 0, 0, 0, 4, 0, 0, 0, 9, 9, 0, 0])
        }),
    ];
    (any::<u32>(), bodies).prop_map(move |(invoke, (command, asked, told))| {
        vec![
            (CLIENT, message(command, 4, invoke, &asked)),
            (SERVER, message(command, 5, invoke, &told)),
        ]
    })
}

fn profinet() -> impl Strategy<Value = Talk> {
    let name = "[a-z]{1,20}".prop_map(|name| {
        let mut block = join(&[&[2, 2, 0, name.len() as u8 + 2, 0, 0], name.as_bytes()]);
        if block.len() % 2 == 1 {
            block.push(0);
        }
        let length = (block.len() as u16).to_be_bytes();
        let answer = join(&[&[0xfe, 0xff, 5, 1, 0, 0, 0, 9, 0, 0], &length, &block]);
        let asked = vec![0xfe, 0xfe, 5, 0, 0, 0, 0, 9, 0, 1, 0, 4, 0xff, 0xff, 0, 0];
        vec![(CLIENT, asked), (SERVER, answer)]
    });
    let data = (0x8000u16..0xc000, any::<u16>(), vec(any::<u8>(), 36..60)).prop_map(
        |(id, cycle, values)| {
            let tail = [0x35, 0];
            vec![(SERVER, join(&[&id.to_be_bytes(), &values, &cycle.to_be_bytes(), &tail]))]
        },
    );
    let clock = Just(vec![(SERVER, join(&[&[0xff, 0x40], &[0; 40]]))]);
    let ring = Just(vec![(SERVER, vec![0, 1, 2, 18, 0, 0, 0, 0])]);
    prop_oneof![name, data, clock, ring]
}

fn profinet_io() -> impl Strategy<Value = Talk> {
    let pdu = |kind: u8, sequence: u32, operation: u16, blocks: &[u8]| {
        let length = blocks.len() as u32;
        let ndr =
            [[0; 4], length.to_be_bytes(), length.to_be_bytes(), [0; 4], length.to_be_bytes()]
                .concat();
        let uuid =
            [0xde, 0xa0, 0, 1, 0x6c, 0x97, 0x11, 0xd1, 0x82, 0x71, 0, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
        let body = (blocks.len() + ndr.len()) as u16;
        join(&[
            &[4, kind, 0x20, 0, 0, 0, 0, 0],
            &[1; 16],
            &uuid,
            &[2; 16],
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &sequence.to_be_bytes(),
            &operation.to_be_bytes(),
            &[0xff; 4],
            &body.to_be_bytes(),
            &[0, 0, 0, 0],
            &ndr,
            blocks,
        ])
    };
    let block = |kind: u16, content: &[u8]| {
        let length = content.len() as u16 + 2;
        join(&[&kind.to_be_bytes(), &length.to_be_bytes(), &[1, 0], content])
    };
    let identity = join(&[&[0, 0x2a], &[b'6'; 20], &[b'S'; 16], &[0, 3, b'V', 1, 2, 3], &[0; 10]]);
    (any::<u32>(), any::<u16>()).prop_map(move |(sequence, slot)| {
        let head = join(&[&[0; 22], &slot.to_be_bytes(), &[0, 1, 0, 0, 0xaf, 0xf0], &[0; 28]]);
        let asked = block(9, &head);
        let told = join(&[&block(0x8009, &head), &block(0x20, &identity)]);
        vec![(CLIENT, pdu(0, sequence, 2, &asked)), (SERVER, pdu(2, sequence, 2, &told))]
    })
}

fn lldp() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,40}", "[a-z ]{1,90}").prop_map(|(name, description)| {
        let tlv = |kind: u16, content: &[u8]| {
            join(&[&(kind << 9 | content.len() as u16).to_be_bytes(), content])
        };
        let parts = [
            tlv(1, &[4, 0, 1, 2, 3, 4, 5]),
            tlv(2, b"\x07port-001"),
            tlv(3, &[0, 20]),
            tlv(5, name.as_bytes()),
            tlv(6, description.as_bytes()),
            tlv(7, &[0, 0x80, 0, 0x80]),
            tlv(0, &[]),
        ];
        vec![(SERVER, parts.concat())]
    })
}

fn arp() -> impl Strategy<Value = Talk> {
    (any::<[u8; 4]>(), any::<[u8; 4]>()).prop_map(|(a, b)| {
        let packet = |operation: u8, from: [u8; 4], to: [u8; 4]| {
            let mac = |ip: [u8; 4]| join(&[&[2, 0], &ip]);
            let head = [0, 1, 8, 0, 6, 4, 0, operation];
            join(&[&head, &mac(from), &from, &mac(to), &to])
        };
        vec![(CLIENT, packet(1, a, b)), (SERVER, packet(2, b, a))]
    })
}

/// Binary 3E and 4E, ASCII 3E, MELSOFT.
fn slmp() -> impl Strategy<Value = Talk> {
    let binary = |serial: Option<u16>, response: bool, body: &[u8]| {
        let mark = if response { 0x80 } else { 0 };
        let head = match serial {
            None => vec![0x50 | mark, 0],
            Some(serial) => join(&[&[0x54 | mark, 0], &serial.to_le_bytes(), &[0, 0]]),
        };
        let length = (body.len() as u16).to_le_bytes();
        join(&[&head, &[0, 0xff, 0xff, 3, 0], &length, body])
    };
    let read = (any::<Option<u16>>(), 1u8..60).prop_map(move |(serial, count)| {
        let asked = [0x10, 0, 1, 4, 0, 0, 100, 0, 0, 0xa8, count, 0];
        let told = join(&[&[0, 0], &vec![3; usize::from(count) * 2]]);
        vec![(CLIENT, binary(serial, false, &asked)), (SERVER, binary(serial, true, &told))]
    });
    let stop = any::<Option<u16>>().prop_map(move |serial| {
        let asked = [0x10, 0, 2, 0x10, 0, 0, 1, 0];
        vec![(CLIENT, binary(serial, false, &asked)), (SERVER, binary(serial, true, &[0, 0]))]
    });
    let ascii = (1u16..40, 0u32..7000).prop_map(|(count, start)| {
        let body = format!("001004010000D*{start:06}{count:04X}");
        let asked = format!("500000FF03FF00{:04X}{body}", body.len());
        let values = "0001".repeat(count.into());
        let told = format!("D00000FF03FF00{:04X}0000{values}", values.len() + 4);
        vec![(CLIENT, asked.into_bytes()), (SERVER, told.into_bytes())]
    });
    let melsoft = Just(()).prop_map(|()| {
        let head = [1, 0, 0, 0, 0x11, 0x11, 7, 0, 0, 0xff, 0xff, 3, 0, 0, 0xfe, 3, 0, 0];
        let asked = join(&[
            &[0x57],
            &head,
            &[34, 0, 0x1c, 0x0a, 0x16, 0x14],
            &[0; 20],
            &[1, 0x21],
            &[0; 8],
        ]);
        let inner =
            join(&[&[0x9c, 0x0a, 0x18, 0x14], &[0; 22], &[1, 0x21, 1, 0, 0, 0], &[b'F'; 16]]);
        let told = join(&[&[0xd7], &head, &[inner.len() as u8, 0], &inner]);
        vec![(CLIENT, asked), (SERVER, told)]
    });
    prop_oneof![read, stop, ascii, melsoft]
}

fn ge_srtp() -> impl Strategy<Value = Talk> {
    let packet = |kind: u8, sequence: u8, message: u8, at: &[u8], text: &[u8]| {
        let mut packet = vec![0; 56];
        packet[0] = kind;
        packet[2] = sequence;
        packet[4..6].copy_from_slice(&(text.len() as u16).to_le_bytes());
        packet[31] = message;
        let place = if message == 0x80 { 50 } else { 42 };
        packet[place..place + at.len()].copy_from_slice(at);
        join(&[&packet, text])
    };
    let hello = Just(vec![(CLIENT, vec![0; 56]), (SERVER, packet(1, 0, 0, &[], &[]))]);
    let read = (any::<u8>(), any::<[u8; 4]>()).prop_map(move |(sequence, [a, b, c, d])| {
        let asked = packet(2, sequence, 0xc0, &[4, 8, a, b, c, d], &[]);
        let told = packet(3, sequence, 0x94, &[0, 0], &[a; 40]);
        vec![(CLIENT, asked), (SERVER, told)]
    });
    let write = any::<u8>().prop_map(move |sequence| {
        let asked = packet(2, sequence, 0x80, &[7, 0x48, 1, 0, 1, 0], &[1, 0]);
        vec![(CLIENT, asked), (SERVER, packet(3, sequence, 0xd1, &[5, 9], &[]))]
    });
    prop_oneof![hello, read, write]
}

fn ethercat() -> impl Strategy<Value = Talk> {
    let datagram = (0u8..15, any::<u8>(), any::<u32>(), vec(any::<u8>(), 1..40), any::<u16>());
    vec(datagram, 1..6).prop_map(|datagrams| {
        let last = datagrams.len() - 1;
        let one = |(n, (command, index, address, data, counter)): (
            usize,
            &(u8, u8, u32, Vec<u8>, u16),
        )| {
            let more = if n < last { 0x8000 } else { 0 };
            let length = data.len() as u16 | more;
            join(&[
                &[*command, *index],
                &address.to_le_bytes(),
                &length.to_le_bytes(),
                &[0, 0],
                data,
                &counter.to_le_bytes(),
            ])
        };
        let body: Vec<u8> = datagrams.iter().enumerate().flat_map(one).collect();
        let head = (0x1000 | body.len() as u16).to_le_bytes();
        vec![(CLIENT, join(&[&head, &body]))]
    })
}

fn knxnet_ip() -> impl Strategy<Value = Talk> {
    let frame = |service: u16, body: &[u8]| {
        let length = body.len() as u16 + 6;
        join(&[&[6, 0x10], &service.to_be_bytes(), &length.to_be_bytes(), body])
    };
    (any::<u8>(), any::<u16>(), any::<u8>()).prop_map(move |(sequence, group, value)| {
        let cemi = join(&[
            &[0x11, 0, 0xbc, 0xe0, 0x11, 1],
            &group.to_be_bytes(),
            &[1, 0, 0x80 | value & 0x3f],
        ]);
        vec![
            (CLIENT, frame(0x0420, &join(&[&[4, 1, sequence, 0], &cemi]))),
            (SERVER, frame(0x0421, &[4, 1, sequence, 0])),
            (SERVER, frame(0x0530, &cemi)),
        ]
    })
}

/// CRC-16, bits reflected.
fn reflected(polynomial: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 != 0 { crc >> 1 ^ polynomial } else { crc >> 1 }
        })
    })
}

fn bsap() -> impl Strategy<Value = Talk> {
    let frame = |bytes: &[u8]| {
        let crc = reflected(0x8408, &join(&[bytes, &[3]]));
        let mut framed = vec![0x10, 2];
        for byte in bytes {
            framed.push(*byte);
            if *byte == 0x10 {
                framed.push(0x10);
            }
        }
        join(&[&framed, &[0x10, 3], &crc.to_le_bytes()])
    };
    (any::<u8>(), any::<[u8; 2]>(), "[A-Z]{1,8}").prop_map(move |(serial, [low, high], name)| {
        let head = [1, serial, 0xa0, low, high, 3, 0, 4, 1, 0x40, 0x0f, 1, b'@'];
        let asked = join(&[&head, name.as_bytes(), &[0]]);
        let told = [0, serial, 3, low, high, 0xa0, 0, 0, 1, 0x82, 0xdf];
        vec![(CLIENT, frame(&asked)), (SERVER, frame(&told))]
    })
}

fn genisys() -> impl Strategy<Value = Talk> {
    let message = |bytes: &[u8]| {
        let crc = reflected(0xa001, bytes);
        join(&[bytes, &crc.to_le_bytes(), &[0xf6]])
    };
    let data = vec(0u8..0xf0, 2..20);
    (1u8..200, data).prop_map(move |(station, data)| {
        vec![
            (CLIENT, message(&[0xfb, station])),
            (SERVER, vec![0xf1, station, 0xf6]),
            (CLIENT, message(&join(&[&[0xfc, station], &data]))),
            (SERVER, message(&join(&[&[0xf2, station], &data]))),
        ]
    })
}

fn c1222() -> impl Strategy<Value = Talk> {
    let tlv = |tag: u8, content: &[u8]| join(&[&[tag, content.len() as u8], content]);
    let apdu = move |titles: &[u8], service: &[u8]| {
        let epsem = join(&[&[0x80, service.len() as u8], service]);
        let information = tlv(0xbe, &tlv(0x28, &tlv(0x81, &epsem)));
        tlv(0x60, &join(&[titles, &information]))
    };
    let services = prop_oneof![
        Just((vec![0x20], vec![0, 3, 0, 1, 0])),
        any::<[u8; 2]>().prop_map(|[a, b]| (vec![0x30, a, b], vec![0, 0, 2, 1, 2, 0xfd])),
        Just((vec![0x40, 0, 7, 0, 1, 9, 0xf6], vec![3])),
    ];
    (any::<u16>(), services).prop_map(move |(invocation, (asked, told))| {
        let number = tlv(0xa8, &tlv(2, &invocation.to_be_bytes()));
        let titles = join(&[&tlv(0xa2, &tlv(6, &[0x2b, 6, 1])), &number]);
        vec![(CLIENT, apdu(&titles, &asked)), (SERVER, apdu(&titles, &told))]
    })
}

fn egd() -> impl Strategy<Value = Talk> {
    (any::<u16>(), any::<u32>(), vec(any::<u8>(), 0..100)).prop_map(|(request, exchange, data)| {
        let head = join(&[&[13, 1], &request.to_le_bytes(), &[192, 168, 1, 2]]);
        let rest = [0; 20];
        vec![(SERVER, join(&[&head, &exchange.to_le_bytes(), &rest, &data]))]
    })
}

fn fox() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,12}", 0u32..1000).prop_map(|(name, number)| {
        let asked = format!("fox a {number} -1 fox hello\n{{\nid=i:1\nhostName=s:{name}\n}};;\n");
        let told = format!(
            "fox a {number} {number} fox hello\n{{\nstation.name=s:{name}\napp.version=s:3.8\n}};;\n"
        );
        vec![(CLIENT, asked.into_bytes()), (SERVER, told.into_bytes())]
    })
}

fn sbus() -> impl Strategy<Value = Talk> {
    let telegram = |sequence: u16, attribute: u8, body: &[u8]| {
        let length = body.len() as u32 + 11;
        let covered =
            join(&[&length.to_be_bytes(), &[1, 0], &sequence.to_be_bytes(), &[attribute], body]);
        let crc = covered.iter().fold(0u16, |crc, byte| {
            (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
                if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 }
            })
        });
        join(&[&covered, &crc.to_be_bytes()])
    };
    let bodies = prop_oneof![
        (0u8..32, any::<[u8; 2]>()).prop_map(|(count, [a, b])| {
            (vec![10, 6, count, a, b], 1, vec![7; (usize::from(count) + 1) * 4])
        }),
        Just((vec![10, 13, 2, 0, 32, 0, 1], 2, vec![0, 0])),
        Just((vec![10, 32], 1, b"D2M480 ".to_vec())),
    ];
    (any::<u16>(), bodies).prop_map(move |(sequence, (asked, attribute, told))| {
        vec![
            (CLIENT, telegram(sequence, 0, &asked)),
            (SERVER, telegram(sequence, attribute, &told)),
        ]
    })
}

fn esio() -> impl Strategy<Value = Talk> {
    (any::<u16>(), vec(any::<u8>(), 1..60)).prop_map(|(transaction, data)| {
        let length = 35 + data.len() as u16;
        let telegram = join(&[
            b"ESIO\0\x01\0\0",
            &length.to_be_bytes(),
            &transaction.to_be_bytes(),
            &[0, 0, 0, 24, 0, 0, 0, 13, 1, 0, 0, 0, 0],
            &[0, 0, 0, 92, 0, 0, 0, 1],
            &(data.len() as u16).to_be_bytes(),
            &data,
        ]);
        vec![(SERVER, telegram)]
    })
}
