use crate::testing::{check, parts::parts};

fn text(who: char, text: &str) -> String {
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{who}{digits}")
}

const INVITE: &str =
    "INVITE sip:b@c SIP/2.0\r\nf: <sip:a@c>\r\nUser-Agent: Phone\r\nl: 2\r\n\r\nhi";

#[test]
fn calls_and_their_answers_are_told() {
    check(
        "sip",
        &[&text('>', INVITE), &text('<', "SIP/2.0 404 Not Found\r\nServer: PBX\r\n\r\n")],
        &[
            "request invite read uri:sip:b@c {method='INVITE' from='<sip:a@c>' product='Phone'}",
            "response response link error 404 refused {code=404 reason='Not Found' product='PBX'}",
        ],
    );
}

#[test]
fn compact_header_fields_are_laid_open_like_long_ones() {
    let laid = parts("sip", &[&text('>', INVITE)]);
    let from: String = "<sip:a@c>".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(laid.contains(&format!("1 sip.from={from}")), "{laid:?}");
    assert!(laid.contains(&"1 sip.content_length=32".to_owned()), "{laid:?}");
}

#[test]
fn requests_of_other_protocols_are_none() {
    let probe = crate::entry("sip").unwrap().probe;
    assert_eq!(probe(b"GET / HTTP/1.1\r\n"), crate::Probe::No);
    assert_eq!(probe(b"SIP/2.0 200 OK\r\n"), crate::Probe::Yes);
    assert_eq!(probe(b"INVITE sip:a"), crate::Probe::NeedMore);
}
