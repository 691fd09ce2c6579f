use super::*;
use crate::testing::{check, files, hear, hex};

#[test]
fn a_connection_request_names_rack_and_slot() {
    check(
        "s7comm",
        &["> 03000016 11 e0 0000 0001 00 c1 02 0100 c2 02 0102 c0 01 0a"],
        &["request cotp_connect link {calling_tsap='0100' called_tsap='0102' rack=0 slot=2}"],
    );
}

#[test]
fn what_is_read_is_named_and_its_answer_too() {
    check(
        "s7comm",
        &[
            "> 0300001f 02f080 3201 0000 0001 000e 0000 0401 120a1002 0004 0067 84 000090",
            "< 0300001d 02f080 3203 0000 0001 0002 0008 0000 0401 ff040020 41ca8bda",
        ],
        &[
            "request read_var read db103[18+4] {transport_size=2 pdu_reference=1}",
            "response read_var read db103[18+4] ok {transport_size=2 pdu_reference=1}",
        ],
    );
}

#[test]
fn several_items_are_several_observations() {
    let heard = hear(
        "s7comm",
        &["> 0300002b 02f080 3201 0000 0000 001a 0000 0402 \
           120a1002 0001 0015 84 000000 120a1001 0001 0000 83 000009"],
    );
    assert_eq!(
        heard,
        [
            "request read_var read db21[0+1] {item=0 items=2 transport_size=2}",
            "request read_var read merker[1+1] {item=1 items=2 transport_size=1 bit=1 pdu_reference=0}",
        ]
    );
}

/// S7 bytes in one TPKT packet with one data unit.
fn packet(from: char, last: bool, user: &[u8]) -> String {
    let head = [3, 0, 0, user.len() as u8 + 7, 2, 0xf0, if last { 0x80 } else { 0 }];
    let bytes = [&head[..], user].concat();
    bytes.iter().fold(from.to_string(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn a_message_in_several_data_units_is_put_together() {
    let message = hex("3201 0000 0001 000e 0000 0401 120a1002 0004 0067 84 000090");
    let parts = [
        packet('>', false, &message[..5]),
        packet('>', false, &message[5..17]),
        packet('>', true, &message[17..]),
    ];
    check(
        "s7comm",
        &[&parts[0], &parts[1], &parts[2]],
        &["request read_var read db103[18+4] {transport_size=2 pdu_reference=1}"],
    );
}

#[test]
fn stop_and_start_are_what_they_are() {
    check(
        "s7comm",
        &[
            "> 03000021 02f080 3201 0000 0c00 0010 0000 29 0000000000 09 505f50524f4752414d",
            "> 03000025 02f080 3201 0000 0d00 0014 0000 28 000000000000fd 0000 09 505f50524f4752414d",
        ],
        &[
            "request plc_stop stop {pi_service='P_PROGRAM' pdu_reference=3072}",
            "request plc_control stop {pi_service='P_PROGRAM' pdu_reference=3328}",
        ],
    );
}

#[test]
fn a_download_belongs_to_the_side_that_asked_for_it() {
    let heard = hear(
        "s7comm",
        &[
            "> 03000031 02f080 3201 0000 8300 0020 0000 1a 00 0100 00000000 \
             09 5f30413030303031 50 0d 31 303030323136 303030303838",
            "< 03000023 02f080 3201 0000 6501 0012 0000 1b 00 0000 00000000 \
             09 5f30413030303031 50",
            "> 03000018 02f080 3203 0000 6501 0002 0003 0000 1b01 00 00fb",
        ],
    );
    assert_eq!(
        heard,
        [
            "request request_download program block:DB1 {upload_id=0 block_type='DB' block_number=1 \
             destination='passive' load_memory=216 code_length=88 pdu_reference=33536}",
            "response download_block program block:DB1 {upload_id=0 block_type='DB' block_number=1 \
             destination='passive' pdu_reference=25857}",
            "request download_block program block:DB1 ok {block_type='DB' block_number=1 \
             destination='passive' pdu_reference=25857}",
        ]
    );
}

/// SZL 0x001C in two parts, cut amid an entry.
#[test]
fn identification_in_two_parts_is_put_together() {
    let entry = |index: u8, text: &str| {
        let mut entry = vec![0, index];
        entry.extend_from_slice(text.as_bytes());
        entry.resize(34, 0);
        entry
    };
    let list = [
        vec![0, 0x1c, 0, 0, 0, 34, 0, 3],
        entry(1, "LINE-4"),
        entry(5, "S C-X4U421302009"),
        entry(7, "CPU 315-2 PN/DP"),
    ]
    .concat();
    let (first, second) = list.split_at(60);
    let message = |more: u8, part: &[u8]| {
        let data = [&[0xff, 9, 0, part.len() as u8][..], part].concat();
        let parameters = [0, 1, 0x12, 8, 0x12, 0x84, 1, 2, 1, more, 0, 0];
        let mut s7 = vec![0x32, 7, 0, 0, 0, 9, 0, 12, 0, data.len() as u8];
        s7.extend(parameters);
        s7.extend(data);
        packet('<', true, &s7)
    };
    let parts = [message(1, first), message(0, second)];
    let heard = hear("s7comm", &[&parts[0], &parts[1]]);
    assert_eq!(
        heard[1],
        "response read_szl identify szl[28+1] ok {group=4 subfunction=1 sequence=2 szl_id=28 \
         szl_index=0 system_name='LINE-4' serial='S C-X4U421302009' \
         module_type='CPU 315-2 PN/DP' pdu_reference=9}"
    );
}

#[test]
fn module_identification_gives_order_number_and_firmware() {
    let order = "36455337203331352d32454831342d3041423020"; // 6ES7 315-2EH14-0AB0
    let message = hex(&format!(
        "3207 0000 0100 000c 0044 0001120812840101 00000000 ff090040 \
         0011 0000 001c 0002 0001 {order} 00c0 0004 0001 0007 {order} 00c0 5603 0206",
    ));
    check(
        "s7comm",
        &[&packet('<', true, &message)],
        &["response read_szl identify szl[17+1] ok {group=4 subfunction=1 sequence=1 szl_id=17 \
           szl_index=0 order_number='6ES7 315-2EH14-0AB0' hardware='4' firmware='V3.2.6' \
           pdu_reference=256}"],
    );
}

#[test]
fn the_newer_protocol_is_told_apart() {
    let entry = crate::entry("s7comm_plus").unwrap();
    let data = hex("03000015 02f080 72 01 000a 31 0000 04ca 0000 0001 00");
    let pdu = Pdu { from: End::A, server: None, data: &data };
    let mut seen = Vec::new();
    let mut session = Conversation::default();
    crate::sink::drive(entry, &mut session, &pdu, &mut |o| {
        seen.push(format!("{} {}", o.protocol, o.operation));
    });
    assert_eq!(seen, ["s7comm_plus create_object"]);
}

#[test]
fn a_refusal_names_class_and_code() {
    check(
        "s7comm",
        &["< 03000013 02f080 3202 0000 0001 0000 0000 8104"],
        &["response acknowledgement link error 33028 application_relationship {pdu_reference=1}"],
    );
}

#[test]
fn after_noise_the_next_packet_is_found() {
    let heard =
        hear("s7comm", &["> aabbcc 03000019 02f080 3201 0000 0001 0008 0000 f0 00 0001 0001 01e0"]);
    assert_eq!(heard[0], "skip 3");
    assert!(heard[1].starts_with("request setup_communication link"), "{}", heard[1]);
}

#[test]
fn another_protocol_in_the_same_frames_is_left_alone() {
    // MMS initiate on COTP: session layer CONNECT.
    let mms = hex("03000010 02f080 0d b2 05 06 13 01 00 16 01");
    assert_eq!(S7comm::probe(&mms), Probe::No);
    let connect = hex("03000016 11 e0 0000 0001 00 c1 02 0100 c2 02 0102 c0 01 0a");
    assert_eq!(S7comm::probe(&connect), Probe::NeedMore);
    let s7 = hex("03000019 02f080 3201 0000 0001 0008 0000 f0 00 0001 0001 01e0");
    assert_eq!(S7comm::probe(&[connect, s7].concat()), Probe::Yes);
}

#[test]
fn every_user_data_function_has_a_listed_name() {
    for (group, subfunction) in (0..=255).flat_map(|g| (0..=255).map(move |s| (g, s))) {
        let (name, _) = super::userdata::operation(group, subfunction);
        assert!(super::userdata::NAMES.contains(&name), "{name} is not listed");
    }
}

/// A job or its answer with data.
fn block_message(who: char, rosctr: u8, reference: u8, parameters: &str, data: &str) -> String {
    let (parameters, data) = (hex(parameters), hex(data));
    let mut message = vec![0x32, rosctr, 0, 0, 0, reference];
    message.extend((parameters.len() as u16).to_be_bytes());
    message.extend((data.len() as u16).to_be_bytes());
    if rosctr == ACK_DATA {
        message.extend([0, 0]);
    }
    packet(who, true, &[message, parameters, data].concat())
}

/// `_0A00100P`: data block 100 in the passive file system.
const DB100: &str = "09 5f30413030313030 50";

#[test]
fn a_block_that_is_loaded_is_put_together_even_if_its_bytes_are_seen_late() {
    let request = format!("1a 00 0100 00000000 {DB100} 0d 31 303030323136 303030303838");
    let part = format!("1b 00 0000 00000000 {DB100}");
    let end = format!("1c 00 0000 00000000 {DB100}");
    let asked = block_message('>', JOB, 1, &request, "");
    let first = block_message('<', JOB, 2, &part, "");
    let second = block_message('<', JOB, 3, &part, "");
    let ended = block_message('<', JOB, 4, &end, "");
    let given = block_message('>', ACK_DATA, 2, "1b01", "0003 00fb 616263");
    let rest = block_message('>', ACK_DATA, 3, "1b00", "0002 00fb 6465");
    let expected = ["1 to program db:DB100 216 bytes", "1 abc", "1 de", "1 ends true"];
    assert_eq!(files("s7comm", &[&asked, &first, &given, &second, &rest, &ended]), expected);
    assert_eq!(files("s7comm", &[&asked, &first, &second, &ended, &given, &rest]), expected);
    let cut = files("s7comm", &[&asked, &first, &given, &ended]);
    assert_eq!(cut, ["1 to program db:DB100 216 bytes", "1 abc", "1 ends false"]);
}

#[test]
fn an_upload_is_a_file_from_the_controller() {
    let start = format!("1d 00 0000 00000000 {DB100}");
    let talk = [
        block_message('>', JOB, 1, &start, ""),
        block_message('<', ACK_DATA, 1, "1d 00 0100 00000007 07 30303030303035", ""),
        block_message('>', JOB, 2, "1e 00 0000 00000007", ""),
        block_message('<', ACK_DATA, 2, "1e00", "0005 00fb 6162636465"),
        block_message('>', JOB, 3, "1f 00 0000 00000007", ""),
    ];
    let talk: Vec<&str> = talk.iter().map(String::as_str).collect();
    let expected = ["1 from program db:DB100 5 bytes", "1 abcde", "1 ends true"];
    assert_eq!(files("s7comm", &talk), expected);
}

/// A message of S7comm-plus, version 2, with its trailer.
fn plus_message(who: char, body: &str) -> String {
    let body = hex(body);
    let head = [0x72, 2, 0, body.len() as u8];
    packet(who, true, &[&head[..], &body, &[0x72, 2, 0, 0]].concat())
}

#[test]
fn the_newer_protocol_names_what_it_addresses() {
    let talk = [
        // Two variables of data block 3; a session's own attributes; a credit for notifications.
        plus_message(
            '>',
            "31 0000 054c 0000 0004 000003be 34 00000000 02 0c \
             81ffccb577 88d0b88003 02 9376 0a 8efaa6a85c 88d0b88003 02 9376 0e",
        ),
        plus_message('>', "31 0000 0542 0000 0002 000003be 34 000003be 01 01 8232"),
        plus_message('>', "31 0000 04f2 0000 0005 000003be 74 0000006a 01 881d 00070006"),
        plus_message('>', "31 0000 0586 0000 0003 000003be 34 000003be 2004 01 822f"),
        plus_message(
            '<',
            "32 0000 04ca 0000 0001 36 313b36455337203231342d31484533302d3058423020 3b56322e32 00",
        ),
    ];
    let talk: Vec<&str> = talk.iter().map(String::as_str).collect();
    check(
        "s7comm",
        &talk,
        &[
            "request get_multi_variables read variable:db3.10 {version=2 opcode=49 sequence_number=4 session=958 item=0 items=2}",
            "request get_multi_variables read variable:db3.14 {item=1 items=2}",
            "request set_session link object:0x000003be {version=2 opcode=49 sequence_number=2 session=958}",
            "request renew_subscription link object:0x0000006a.1053 {version=2 opcode=49 sequence_number=5 session=958}",
            "request legitimation link object:0x000003be.303 {version=2 opcode=49 sequence_number=3 session=958}",
            "response create_object link {version=2 opcode=50 sequence_number=1 order_number='6ES7 214-1HE30-0XB0' firmware='V2.2'}",
        ],
    );
}

#[test]
fn an_encrypted_session_and_the_rest_of_a_long_message_are_told_as_such() {
    let talk = [
        packet('>', true, &hex("72 02 0010 31 0000 04bb 0000 0001 000003be 34 0000")),
        packet('>', true, &hex("72 02 0004 aabbccdd 72020000")),
        packet('>', true, &hex("17 0303 0004 01020304")),
        packet('<', true, &hex("72 ff 0002 0001")),
    ];
    let talk: Vec<&str> = talk.iter().map(String::as_str).collect();
    check(
        "s7comm",
        &talk,
        &[
            "request explore read {version=2 opcode=49 sequence_number=1 session=958}",
            "spontaneous fragment link {version=2}",
            "request encrypted link {record_bytes=9}",
            "spontaneous keep_alive link {version=255}",
        ],
    );
}

#[test]
fn identification_and_maintenance_data_name_a_newer_controller() {
    let talk = [plus_message(
        '<',
        "32 0000 0586 0000 0004 34 0000 0014 003c 0020 0038 0100 \
         002a 36455337203231342d31484533302d3058423020 535a5642445958583031373638352020 0001 56020200 00",
    )];
    check(
        "s7comm",
        &[&talk[0]],
        &["response get_var_substreamed read {version=2 opcode=50 sequence_number=4 \
         order_number='6ES7 214-1HE30-0XB0' serial='SZVBDYXX017685' hardware='1' firmware='V2.2.0'}"],
    );
}
