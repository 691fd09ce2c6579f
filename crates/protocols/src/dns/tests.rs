use super::*;
use crate::listen::Part;
use crate::protocol::Protocol;
use crate::sink::drive_parts;
use crate::testing::{check, hex};

/// `example.org A` asked and answered: a compressed name, an address.
const ASKED: &str = "beef 0100 0001 0000 0000 0000 07 4578616d706c65 03 6f7267 00 0001 0001";
const ANSWERED: &str = "beef 8180 0001 0001 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001 \
                        c00c 0001 0001 00000e10 0004 c0000201";

fn parts(talk: &[&str]) -> Vec<String> {
    let entry = crate::entry("dns").unwrap();
    let mut session = (entry.open)();
    let mut heard = Vec::new();
    for (said, from) in talk.iter().zip([End::A, End::B].into_iter().cycle()) {
        let data = hex(said);
        let pdu = Pdu { from, server: None, data: &data };
        drive_parts(entry, &mut *session, &pdu, &mut |_| (), &mut |part| match part {
            Part::Buffer { name, data, .. } => {
                heard.push(format!("{name} {}", String::from_utf8_lossy(data)));
            }
            Part::Number { name, value, .. } => heard.push(format!("{name} {value}")),
            Part::Event { name, .. } => heard.push(format!("!{name}")),
            _ => {}
        });
    }
    heard
}

#[test]
fn a_name_is_asked_for_and_answered() {
    check(
        "dns",
        &[&format!("> {ASKED}"), &format!("< {ANSWERED}")],
        &[
            "request query read name:Example.org {id=48879 type='A'}",
            "response query read name:example.org ok {id=48879 type='A' records=1 \
             answers='192.0.2.1'}",
        ],
    );
}

#[test]
fn a_name_that_is_not_there_is_an_error_with_its_name() {
    check(
        "dns",
        &["< 0001 8183 0001 0000 0000 0000 01 61 00 001c 0001"],
        &["response query read name:a error 3 name_error {id=1 type='AAAA'}"],
    );
}

#[test]
fn over_tcp_a_length_stands_before_the_message_and_damage_is_skipped() {
    check(
        "dns",
        &["> 0013 0001 0000 0001 0000 0000 0000 01 61 00 000f 0001", "> ff 001300"],
        &["request query read name:a {id=1 type='MX'}", "need 14"],
    );
}

#[test]
fn names_and_numbers_lie_open_for_rules_as_they_were_sent() {
    let asked = parts(&[ASKED]);
    assert_eq!(
        asked,
        [
            "dns.opcode 0",
            "dns.rcode 0",
            "dns.rrtype 1",
            "dns.queries.rrname Example.org",
            "dns.query Example.org"
        ]
    );
    let both = parts(&[ASKED, ANSWERED]);
    assert!(both.contains(&"dns.response.rrname example.org".to_owned()));
    assert!(both.contains(&"dns.answers.rrname example.org".to_owned()));
    assert_eq!(both.iter().filter(|part| part.starts_with("dns.query ")).count(), 1);
}

#[test]
fn a_name_that_points_to_itself_ends() {
    let heard = parts(&["0001 0000 0001 0000 0000 0000 c00c 0001 0001"]);
    assert!(heard.contains(&"!infinite_loop".to_owned()), "{heard:?}");
    let two = parts(&["0001 0000 0001 0000 0000 0000 01 61 c00c 0001 0001"]);
    assert!(two.iter().any(|part| part.starts_with('!')), "{two:?}");
}

#[test]
fn reserved_bits_and_opcodes_are_events() {
    let heard = parts(&["0001 4940 0001 0000 0000 0000 01 61 00 0001 0001"]);
    assert!(heard.contains(&"!invalid_opcode".to_owned()), "{heard:?}");
    assert!(heard.contains(&"!z_flag_set".to_owned()), "{heard:?}");
}

#[test]
fn only_whole_and_usual_messages_are_certain() {
    assert_eq!(Dns::probe(&hex(ASKED)), Probe::Yes);
    assert_eq!(Dns::probe(&hex("0000 0000 0001 0000 0000 0000 01 61 00 0001 0001")), Probe::OnPort);
    assert_eq!(
        Mdns::probe(&hex("0000 0000 0001 0000 0000 0000 01 61 00 0001 0001")),
        Probe::OnPort
    );
    assert_eq!(Dns::probe(&[0; 40]), Probe::No);
    assert_eq!(Dns::probe(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Probe::No);
}

#[test]
fn services_in_the_neighbourhood_are_multicast() {
    check(
        "mdns",
        &["< 0000 8400 0000 0001 0000 0000 04 706c6331 05 6c6f63616c 00 0001 8001 00000078 0004 \
            0a000005"],
        &["response query read name:plc1.local ok {id=0 type='A' records=1 answers='10.0.0.5'}"],
    );
}
