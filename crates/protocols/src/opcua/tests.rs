use super::*;
use crate::testing::{check, hear, hex};

/// Text in hexadecimal behind its length of four octets, little-endian.
fn string(text: &str) -> String {
    let mut shown: String =
        (text.len() as u32).to_le_bytes().iter().map(|b| format!("{b:02x}")).collect();
    shown.extend(text.bytes().map(|byte| format!("{byte:02x}")));
    shown
}

fn chunk(who: char, kind: &str, body: &str) -> String {
    let size = hex(body).len() as u32 + 8;
    let kind: String = kind.bytes().map(|byte| format!("{byte:02x}")).collect();
    let size: String = size.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{who}{kind}{size}{body}")
}

/// A message in one chunk: channel 7, token 1, sequence and request id, type, header, body.
fn message(who: char, sequence: u8, request: u8, kind: u16, body: &str) -> String {
    let [low, high] = kind.to_le_bytes();
    let header = if who == '>' {
        "0000 0000000000000000 2a000000 00000000 ffffffff 00000000 000000"
    } else {
        "0000000000000000 2a000000 00000000 00 ffffffff 000000"
    };
    let head = format!(
        "07000000 01000000 {sequence:02x}000000 {request:02x}000000 0100{low:02x}{high:02x}"
    );
    chunk(who, "MSGF", &format!("{head} {header} {body}"))
}

fn open(who: char, policy: &str) -> String {
    let policy = string(&format!("http://opcfoundation.org/UA/SecurityPolicy#{policy}"));
    let body = "01000000 01000000 0100be01 0000 0000000000000000 2a000000 00000000 ffffffff \
                00000000 000000 00000000 00000000 01000000 ffffffff 60ea0000";
    chunk(who, "OPNF", &format!("00000000 {policy} ffffffff ffffffff {body}"))
}

fn texts(talk: &[String]) -> Vec<&str> {
    talk.iter().map(String::as_str).collect()
}

#[test]
fn hello_and_acknowledge_tell_the_endpoint_and_the_limits() {
    let talk = [
        chunk(
            '>',
            "HELF",
            &format!(
                "00000000 00000100 00000100 00000000 00000000 {}",
                string("opc.tcp://plc:4840")
            ),
        ),
        chunk('<', "ACKF", "00000000 00000100 00000100 00000000 00000000"),
        chunk('<', "ERRF", &format!("00008080 {}", string("too large"))),
    ];
    check(
        "opcua",
        &texts(&talk),
        &[
            "request hello link {protocol_version=0 receive_buffer=65536 send_buffer=65536 endpoint_url='opc.tcp://plc:4840'}",
            "response acknowledge link ok {protocol_version=0 receive_buffer=65536 send_buffer=65536}",
            "response error link error 2155872256 bad_tcp_message_too_large {reason='too large'}",
        ],
    );
}

#[test]
fn what_is_written_and_called_is_named_with_its_outcome() {
    let node = format!("03 0200 {}", string("Pump"));
    let talk = [
        // WriteValue: node, Value, no range, an Int16; CallMethodRequest with one Boolean.
        message('>', 1, 1, 673, &format!("01000000 {node} 0d000000 ffffffff 01 04 9cff")),
        message('<', 1, 1, 676, "01000000 00003b80 00000000"),
        message('>', 2, 2, 712, &format!("01000000 {node} 0101 0500 01000000 0101")),
        message('<', 2, 2, 715, "01000000 00000000 00000000 00000000 00000000 00000000"),
    ];
    check(
        "opcua",
        &texts(&talk),
        &[
            "request write write node:ns=2;s=Pump {sequence=1 request_id=1 request_handle=42 value=-100 channel=7 token=1}",
            "response write write node:ns=2;s=Pump error 2151350272 bad_not_writable {sequence=1 request_id=1 request_handle=42 channel=7 token=1}",
            "request call control node:ns=2;s=Pump {sequence=2 request_id=2 request_handle=42 method='ns=1;i=5' arguments=1 channel=7 token=1}",
            "response call control node:ns=2;s=Pump ok {sequence=2 request_id=2 request_handle=42 channel=7 token=1}",
        ],
    );
}

#[test]
fn a_server_that_is_asked_for_its_build_says_who_it_is() {
    let structure = [
        string("urn:x"),
        string("Maker"),
        string("Server"),
        string("4.1"),
        string("77"),
        "0000000000000000".to_owned(),
    ]
    .concat();
    let length = (hex(&structure).len() as u32).to_le_bytes();
    let length: String = length.iter().map(|byte| format!("{byte:02x}")).collect();
    let read = |id: &str| format!("0100{id} 0d000000 ffffffff 0000 ffffffff");
    let talk = [
        message(
            '>',
            1,
            1,
            631,
            &format!("0000000000000000 00000000 02000000 {} {}", read("d408"), read("d708")),
        ),
        message(
            '<',
            1,
            1,
            634,
            &format!(
                "02000000 01 16 01005401 01 {length} {structure} 01 0c {} 00000000",
                string("Maker")
            ),
        ),
    ];
    let heard = hear("opcua", &texts(&talk));
    assert_eq!(
        heard[2..],
        [
            "response read read node:i=2260 ok {sequence=1 request_id=1 request_handle=42 item=0 items=2 product_uri='urn:x' vendor='Maker' product='Server' firmware='4.1' build='77'}",
            "response read read node:i=2263 ok {item=1 items=2 value='Maker' vendor='Maker' channel=7 token=1}",
        ]
    );
}

#[test]
fn a_message_in_several_chunks_is_one_message() {
    let whole = message(
        '>',
        1,
        1,
        673,
        &format!("01000000 03 0200 {} 0d000000 ffffffff 01 04 9cff", string("Pump")),
    );
    let body = hex(&whole[1..])[24..].to_vec();
    let show = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let head = |sequence: u8| format!("07000000 01000000 {sequence:02x}000000 01000000");
    let talk = [
        chunk('>', "MSGC", &format!("{} {}", head(1), show(&body[..9]))),
        chunk('>', "MSGC", &format!("{} {}", head(2), show(&body[9..20]))),
        chunk('>', "MSGF", &format!("{} {}", head(3), show(&body[20..]))),
    ];
    check(
        "opcua",
        &texts(&talk),
        &[
            "request write write node:ns=2;s=Pump {sequence=3 request_id=1 chunks=3 request_handle=42 value=-100 channel=7 token=1}",
        ],
    );
}

#[test]
fn an_encrypted_channel_tells_its_policy_and_nothing_more() {
    let secret = "07000000 01000000 5e1f00aa 99887766 5544332211";
    let talk =
        [open('>', "Basic256Sha256"), chunk('>', "MSGF", secret), chunk('<', "MSGF", secret)];
    check(
        "opcua",
        &texts(&talk),
        &[
            "request open_secure_channel link {channel=0 security_policy='Basic256Sha256'}",
            "request encrypted link {channel=7 token=1}",
            "response encrypted link {channel=7 token=1}",
        ],
    );
}

#[test]
fn a_password_in_clear_and_a_gap_in_the_sequence_are_anomalies() {
    let token = [string("policy"), string("op"), string("secret"), "ffffffff".to_owned()].concat();
    let length = (hex(&token).len() as u32).to_le_bytes();
    let length: String = length.iter().map(|byte| format!("{byte:02x}")).collect();
    let activate = format!("ffffffff ffffffff 00000000 00000000 01004401 01 {length} {token}");
    let talk = [
        open('>', "None"),
        message('>', 2, 2, 467, &activate),
        message('>', 4, 3, 826, "00000000"),
    ];
    check(
        "opcua",
        &texts(&talk),
        &[
            "request open_secure_channel link {sequence=1 request_id=1 request_handle=42 renewal=false \
         security_mode='none' lifetime=60000 channel=0 security_policy='None'}",
            "request activate_session link {sequence=2 request_id=2 request_handle=42 user_token='user_name' user='op' channel=7 token=1} !opcua.password_in_clear@24",
            "request publish read {sequence=4 request_id=3 request_handle=42 channel=7 token=1} !opcua.sequence_gap@16",
        ],
    );
}

#[test]
fn after_noise_the_next_chunk_is_found_and_other_words_are_no_opc() {
    let publish = message('>', 1, 1, 826, "00000000");
    let talk = [format!(">4d53 {}", &publish[1..])];
    assert_eq!(hear("opcua", &texts(&talk))[0], "skip 2");
    assert_eq!(Opcua::probe(b"HELO mail.example\r\n"), Probe::No);
    assert_eq!(Opcua::probe(b"MSG"), Probe::NeedMore);
    assert_eq!(Opcua::probe(b"MSGF\x18\0\0\0"), Probe::Yes);
    assert_eq!(Opcua::probe(b"ERRF\xff\xff\xff\xff"), Probe::No);
}

#[test]
fn every_service_has_its_request_before_its_response() {
    assert!(table::OPERATIONS.is_sorted_by_key(|row| row.code));
    assert_eq!(table::service(631).map(|(s, kind)| (s.name, kind)), Some(("read", Kind::Request)));
    assert_eq!(table::service(634).map(|(s, kind)| (s.name, kind)), Some(("read", Kind::Response)));
    assert!(table::service(632).is_none());
    assert_eq!(table::service(12_212).map(|(s, _)| s.name), Some("register_server_2"));
}
