//! Buildings, drives and other field networks.

use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "bacnet" => bacnet().boxed(),
        _ => return None,
    })
}

/// Who is there, properties read and written, a broadcast forwarded.
fn bacnet() -> impl Strategy<Value = Talk> {
    let bvlc = |function: u8, body: &[u8]| {
        let length = body.len() as u16 + 4;
        [&[0x81, function][..], &length.to_be_bytes(), body].concat()
    };
    let object =
        |kind: u32, instance: u32| [&[0x0c][..], &(kind << 22 | instance).to_be_bytes()].concat();
    let read = (any::<u8>(), 0u32..60, 0u32..4_000_000, any::<f32>()).prop_map(
        move |(invoke, kind, instance, value)| {
            let object = object(kind, instance);
            let asked = [&[1, 4, 0, 5, invoke, 12][..], &object, &[0x19, 85]].concat();
            let head = [&[1, 0, 0x30, invoke, 12][..], &object, &[0x19, 85, 0x3e, 0x44]].concat();
            let told = [&head[..], &value.to_be_bytes(), &[0x3f]].concat();
            vec![(CLIENT, bvlc(10, &asked)), (SERVER, bvlc(10, &told))]
        },
    );
    let write = (any::<u8>(), 0u32..60, any::<bool>()).prop_map(move |(invoke, kind, ok)| {
        let value = [0x19, 85, 0x3e, 0x91, 1, 0x3f, 0x49, 8];
        let asked = [&[1, 4, 0, 5, invoke, 15][..], &object(kind, 1), &value].concat();
        let told = if ok {
            vec![1, 0, 0x20, invoke, 15]
        } else {
            vec![1, 0, 0x50, invoke, 15, 0x91, 2, 0x91, 40]
        };
        vec![(CLIENT, bvlc(10, &asked)), (SERVER, bvlc(10, &told))]
    });
    let who = (0u32..4_000_000).prop_map(move |device| {
        let here = [&[1, 0x20, 0xff, 0xff, 0, 0xff, 0x10, 0, 0xc4][..]].concat();
        let id = (8u32 << 22 | device).to_be_bytes();
        let rest = [0x22, 1, 0xe0, 0x91, 0, 0x21, 15];
        vec![
            (CLIENT, bvlc(11, &[1, 0x20, 0xff, 0xff, 0, 0xff, 0x10, 8])),
            (SERVER, bvlc(4, &[&[10, 0, 0, 1, 0xba, 0xc0][..], &here, &id, &rest].concat())),
        ]
    });
    prop_oneof![read, write, who]
}
