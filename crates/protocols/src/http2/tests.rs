//! Frames and streams by example.

use crate::listen::Part;
use crate::protocol::{End, Pdu, Step};
use crate::sink::drive_parts;
use crate::testing::{hex, line};

/// The client's first words: preface and empty settings.
const PREFACE: &str = "50524920 2a204854 54502f32 2e300d0a 0d0a534d 0d0a0d0a 000000 04 00 00000000";

/// Observations, and `transaction name=value` of what was laid open.
fn hear(talk: &[(End, &str)]) -> (Vec<String>, Vec<String>) {
    let entry = crate::entry("http2").unwrap();
    let mut session = (entry.open)();
    let (mut observations, mut parts) = (Vec::new(), Vec::new());
    for (from, text) in talk {
        let mut bytes = hex(text);
        while !bytes.is_empty() {
            let pdu = Pdu { from: *from, server: None, data: &bytes };
            let mut seen = |o: &_| observations.push(line(o));
            let mut part = |part: &Part<'_>| match part {
                Part::Buffer { transaction, name, data, .. } => {
                    let text = String::from_utf8_lossy(data);
                    parts.push(format!("{transaction} {name}={text}"));
                }
                Part::Number { transaction, name, value } => {
                    parts.push(format!("{transaction} {name}={value}"));
                }
                Part::Event { name, .. } => parts.push(format!("event {name}")),
                Part::Done { transaction } => parts.push(format!("{transaction} done")),
                Part::File(_) => {}
            };
            match drive_parts(entry, &mut *session, &pdu, &mut seen, &mut part) {
                Step::Done(used) | Step::Skip(used) => drop(bytes.drain(..used)),
                Step::Need(_) => break,
            }
        }
    }
    (observations, parts)
}

fn values(parts: &[String], name: &str) -> Vec<String> {
    let named = parts.iter().filter_map(|part| part.split_once(' '));
    let named = named.filter_map(|(_, part)| part.split_once('='));
    named.filter(|(have, _)| *have == name).map(|(_, value)| value.to_owned()).collect()
}

/// HEADERS of RFC 7541 §C.4.1 on stream 1: GET http://www.example.com/.
const GET: &str = "000011 01 05 00000001 8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff";

#[test]
fn a_request_and_its_response_are_heard_of() {
    // HEADERS of RFC 7541 §C.6.1 (a redirection), then four bytes of data, padded by two.
    let answer = "000036 01 04 00000001 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 \
         2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3";
    let data = "000007 00 09 00000001 02 626f6479 0000";
    let talk = [(End::A, PREFACE), (End::A, GET), (End::B, answer), (End::B, data)];
    let (observations, parts) = hear(&talk);
    assert_eq!(
        observations,
        [
            "request get read url:www.example.com/ {host='www.example.com' uri='/' stream=1}",
            "response get read url:www.example.com/ ok \
             {status=302 location='https://www.example.com' stream=1}",
        ]
    );
    assert_eq!(values(&parts, "http.uri"), ["/"]);
    assert_eq!(values(&parts, "http.host"), ["www.example.com"]);
    assert_eq!(values(&parts, "http.stat_code"), ["302"]);
    assert_eq!(values(&parts, "http.location"), ["https://www.example.com"]);
    assert_eq!(values(&parts, "file.data").concat(), "body");
    assert_eq!(values(&parts, "http2.frametype"), ["4", "1", "1", "0"]);
    assert!(parts.contains(&"2 done".to_owned()));
}

#[test]
fn a_header_block_may_go_on_in_further_frames() {
    let talk = [
        (End::A, PREFACE),
        (End::A, "000003 01 01 00000001 828684"),
        (End::A, "00000e 09 04 00000001 41 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"),
    ];
    assert_eq!(values(&hear(&talk).1, "http.host"), ["www.example.com"]);
}

#[test]
fn errors_are_told_by_name() {
    let talk = [
        (End::A, PREFACE),
        (End::A, GET),
        (End::B, "000004 03 00 00000001 00000008"),
        (End::B, "000008 07 00 00000000 00000001 00000002"),
    ];
    let (observations, parts) = hear(&talk);
    assert_eq!(
        observations[1..],
        [
            "spontaneous reset_stream link error 8 cancel {stream=1}",
            "spontaneous goaway link error 2 internal_error",
        ]
    );
    assert_eq!(values(&parts, "http2.errorcode"), ["8", "2"]);
}

#[test]
fn settings_and_windows_are_laid_open_as_numbers() {
    let talk = [
        (End::A, PREFACE),
        (End::B, "000006 04 00 00000000 0003 00000064"),
        (End::B, "000004 08 00 00000000 0000ffff"),
    ];
    let (_, parts) = hear(&talk);
    assert_eq!(values(&parts, "http2.settings.max_concurrent_streams"), ["100"]);
    assert_eq!(values(&parts, "http2.window"), ["65535"]);
}

#[test]
fn what_the_authority_must_not_be_is_an_event() {
    // :authority u@h and host x, as literals.
    let head = "000015 01 05 00000001 8286 84 0103 754068 00 04686f7374 0178 00 0161 0162";
    let (observations, parts) = hear(&[(End::A, PREFACE), (End::A, head)]);
    let events: Vec<_> = parts.iter().filter(|part| part.starts_with("event")).collect();
    assert_eq!(events, ["event userinfo_in_uri", "event authority_host_mismatch"]);
    assert!(observations[0].contains("!http2.userinfo_in_uri"));
}

#[test]
fn dns_in_a_target_is_read() {
    let entry = crate::entry("http2").unwrap();
    assert_eq!(entry.names().collect::<Vec<_>>(), ["http2", "doh2"]);
    // :path /dns-query?dns=... of RFC 8484 §4.1.1, accept application/dns-message.
    let query = "/dns-query?dns=AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB";
    let mut block = hex("8286");
    block.extend_from_slice(&[4, u8::try_from(query.len()).unwrap()]);
    block.extend_from_slice(query.as_bytes());
    let kind = "application/dns-message";
    block.extend_from_slice(&[0x0f, 4, u8::try_from(kind.len()).unwrap()]);
    block.extend_from_slice(kind.as_bytes());
    let mut frame = format!("{:06x} 01 05 00000001", block.len());
    block.iter().for_each(|byte| frame += &format!("{byte:02x}"));
    let (_, parts) = hear(&[(End::A, PREFACE), (End::A, &frame)]);
    assert_eq!(values(&parts, "dns.query"), ["www.example.com"]);
}

#[test]
fn behind_rubbish_the_next_frame_is_found() {
    let talk = [(End::A, PREFACE), (End::A, "ffffff ff ff ffffffff"), (End::A, GET)];
    assert_eq!(values(&hear(&talk).1, "http.uri"), ["/"]);
}
