//! Frames of RFC 6455 §5.7 and RFC 7692 §7.2.3.

use crate::listen::Part;
use crate::protocol::{End, Pdu};
use crate::sink::drive_parts;
use crate::testing::{check, hex};

fn payloads(talk: &[(End, &str)]) -> Vec<String> {
    let entry = crate::entry("websocket").unwrap();
    let mut session = (entry.open)();
    let mut shown: Vec<(u32, Vec<u8>)> = Vec::new();
    for (from, text) in talk {
        let mut bytes = hex(text);
        while !bytes.is_empty() {
            let pdu = Pdu { from: *from, server: None, data: &bytes };
            let mut part = |part: &Part<'_>| {
                let Part::Buffer { transaction, data, more, .. } = part else { return };
                let before = shown.iter_mut().rfind(|(of, _)| of == transaction);
                match before.filter(|_| *more) {
                    Some((_, before)) => before.extend_from_slice(data),
                    None => shown.push((*transaction, data.to_vec())),
                }
            };
            let step = drive_parts(entry, &mut *session, &pdu, &mut |_| (), &mut part);
            let crate::Step::Done(used) = step else { break };
            bytes.drain(..used);
        }
    }
    shown.iter().map(|(tx, data)| format!("{tx} {}", String::from_utf8_lossy(data))).collect()
}

#[test]
fn masked_and_plain_text_are_told_apart() {
    check(
        "websocket",
        &[">8185 37fa213d 7f9f4d5158", "<8105 48656c6c6f"],
        &["request text read {length=5}", "spontaneous text read {length=5}"],
    );
}

#[test]
fn a_ping_may_stand_inside_a_message_of_several_frames() {
    let talk = ["<0103 48656c", "<8905 48656c6c6f", "<8002 6c6f"];
    check(
        "websocket",
        &talk,
        &["spontaneous ping link {length=5}", "spontaneous text read {length=5 fragments=2}"],
    );
    let talk = talk.map(|text| (End::B, &text[1..]));
    assert_eq!(payloads(&talk), ["1 Hello", "2 Hello"]);
}

#[test]
fn compressed_messages_are_undone_one_after_the_other() {
    let first = (End::B, "c107 f248cdc9c90700");
    assert_eq!(payloads(&[first]), ["1 Hello"]);
    // The second one refers to the first: context takeover.
    let second = (End::B, "c105 f200110000");
    assert_eq!(payloads(&[first, second]), ["1 Hello", "2 Hello"]);
    // Cut into two frames.
    let cut = [(End::B, "4103 f248cd"), (End::B, "8004 c9c90700")];
    assert_eq!(payloads(&cut), ["1 Hello"]);
}

#[test]
fn a_close_frame_says_why() {
    check("websocket", &["<8802 03e8"], &["spontaneous close link {length=2 close_code=1000}"]);
}

#[test]
fn what_is_no_frame_is_skipped() {
    check(
        "websocket",
        &["<f3ff 8101 41"],
        &["skip 1", "skip 1", "spontaneous text read {length=1}"],
    );
}
