use super::*;
use crate::testing::parts::parts;
use crate::testing::{check, hear, hex};

/// An encapsulated message in hexadecimal: command, session, context, body.
fn message(command: &str, session: &str, context: u8, body: &str) -> String {
    let length = hex(body).len() as u16;
    let length: String = length.to_le_bytes().iter().map(|b| format!("{b:02x}")).collect();
    format!("{command} {length} {session} 00000000 {context:02x}00000000000000 00000000 {body}")
}

fn unconnected(cip: &str) -> String {
    let length = hex(cip).len() as u16;
    let length: String = length.to_le_bytes().iter().map(|b| format!("{b:02x}")).collect();
    message("6f00", "01021200", 7, &format!("00000000 0a00 0200 00000000 b200 {length} {cip}"))
}

fn connected(sequence: &str, cip: &str) -> String {
    let length = hex(cip).len() as u16 + 2;
    let length: String = length.to_le_bytes().iter().map(|b| format!("{b:02x}")).collect();
    let items = format!("00000000 0000 0200 a100 0400 05000000 b100 {length} {sequence} {cip}");
    message("7000", "01021200", 0, &items)
}

/// ListIdentity as a communication module answers it.
const IDENTITY: &str = "0100 0c00 2d00 0100 0002af12c0a80a78 0000000000000000 \
     0100 0c00 3a00 04 03 3000 c3ae5100 0b 313735362d454e42542f41 03";

#[test]
fn list_identity_gives_the_inventory_what_it_needs() {
    let ask = format!("> {}", message("6300", "00000000", 0, ""));
    let answer = format!("< {}", message("6300", "00000000", 0, IDENTITY));
    check(
        "enip",
        &[&ask, &answer],
        &[
            "request list_identity identify {session=0}",
            "response list_identity identify ok {session=0 protocol_version=1 address='192.168.10.120:44818' vendor_id=1 vendor='Rockwell Automation' device_type='communications adapter' product_code=58 firmware='4.003' device_status=48 serial='0051AEC3' model='1756-ENBT/A' order_number='1756-ENBT' state=3}",
        ],
    );
}

#[test]
fn rules_see_the_identity_and_both_sides_of_an_exchange_in_one_transaction() {
    let ask = format!("> {}", message("6300", "00000000", 0, ""));
    let answer = format!("< {}", message("6300", "00000000", 0, IDENTITY));
    assert_eq!(
        parts("enip", &[&ask, &answer]),
        [
            "1 enip.command=99",
            "1 enip.status=0",
            "1 done",
            "1 enip.command=99",
            "1 enip.status=0",
            "1 enip.protocol_version=1",
            "1 enip.vendor_id=1",
            "1 enip.device_type=12",
            "1 enip.product_code=58",
            "1 enip.revision=772",
            "1 enip.identity_status=48",
            "1 enip.serial=5353155",
            "1 enip.product_name=313735362d454e42542f41",
            "1 enip.state=3",
            "1 done",
        ]
    );
}

#[test]
fn a_session_is_registered_and_a_refusal_is_an_outcome() {
    let ask = format!("> {}", message("6500", "00000000", 1, "01000000"));
    let done = format!("< {}", message("6500", "01021200", 1, "01000000"));
    let refused = "< 6f00 0000 01021200 64000000 0100000000000000 00000000";
    check(
        "enip",
        &[&ask, &done, refused],
        &[
            "request register_session link {session=0 protocol_version=1}",
            "response register_session link ok {session=1180161 protocol_version=1}",
            "response send_rr_data link error 100 invalid_session_handle {session=1180161}",
        ],
    );
}

#[test]
fn an_unconnected_send_is_answered_by_what_it_carried() {
    let ask = format!("> {}", unconnected("52 02 2006 2401 07f9 0600 01 02 2001 2401 0100 0100"));
    let answer =
        format!("< {}", unconnected("81 00 00 00 0100 0e00 3600 10 14 6030 3f825100 04 54455354"));
    check(
        "enip",
        &[&ask, &answer],
        &[
            "request send_rr_data link {session=1180161}",
            "request unconnected_send link cip:connection_manager/1 {class=6 instance=1}",
            "request get_attributes_all identify cip:identity/1 {class=1 instance=1}",
            "response send_rr_data link ok {session=1180161}",
            "response get_attributes_all identify cip:identity/1 ok {class=1 instance=1 vendor_id=1 vendor='Rockwell Automation' device_type='programmable logic controller' product_code=54 firmware='16.020' device_status=12384 serial='0051823F' model='TEST'}",
        ],
    );
}

#[test]
fn several_services_in_one_message_are_told_one_by_one_with_their_answers() {
    let ask = format!(
        "> {}",
        connected(
            "0900",
            "0a 02 2002 2401 0200 0600 0e00 4c 02 9102 4131 0100 4d 02 9102 4232 c300 0100 0500"
        )
    );
    let answer =
        format!("< {}", connected("0900", "8a 00 00 00 0200 0600 0c00 cc000000 c300 cd00 05 00"));
    check(
        "enip",
        &[&ask, &answer],
        &[
            "request send_unit_data link {session=1180161 connection=5 sequence=9}",
            "request multiple_service_packet link cip:message_router/1 {class=2 instance=1}",
            "request read_tag read tag:A1 {elements=1}",
            "request write_tag write tag:B2 {data_type='INT' elements=1 value=5}",
            "response send_unit_data link ok {session=1180161 connection=5 sequence=9}",
            "response multiple_service_packet link cip:message_router/1 ok {class=2 instance=1}",
            "response read_tag read tag:A1 ok {data_type='INT'}",
            "response write_tag write tag:B2 error 5 path_destination_unknown",
        ],
    );
}

#[test]
fn cyclic_data_tells_its_connection_and_a_number_that_goes_back() {
    let io = |sequence: &str| format!("< 0200 0280 0800 787b3a00 {sequence} b100 0400 01020304");
    check(
        "enip",
        &[&io("02000000"), &io("03000000"), &io("03000000")],
        &[
            "spontaneous io_data read connection:0x003a7b78 {connection=3832696 sequence=2}",
            "spontaneous io_data read connection:0x003a7b78 {connection=3832696 sequence=3}",
            "spontaneous io_data read connection:0x003a7b78 {connection=3832696 sequence=3} !cip_io.sequence@10",
        ],
    );
}

#[test]
fn after_noise_the_next_header_is_found() {
    let said = format!("> ffeeddccbbaa {}", message("6500", "00000000", 1, "01000000"));
    // Six bytes can become a header of a vendor's command until the rest of it is there.
    let heard = hear("enip", &[&said]);
    assert_eq!(
        heard.last().unwrap(),
        "request register_session link {session=0 protocol_version=1}"
    );
    assert!(heard.iter().all(|line| line.starts_with("skip") || line.starts_with("request reg")));
}

#[test]
fn items_that_are_cut_short_are_an_anomaly_and_an_event() {
    let said = format!(
        "> {}",
        message("6f00", "01021200", 1, "00000000 0000 0200 0000 0000 b200 2000 0e03")
    );
    check("enip", &[&said], &["request send_rr_data link {session=1180161} !enip.items@24"]);
    assert!(parts("enip", &[&said]).contains(&"1 !invalid_pdu".to_owned()));
}

#[test]
fn requests_that_nobody_answers_are_forgotten() {
    let mut conversation = Conversation::default();
    let entry = crate::entry("enip").unwrap();
    for n in 0..200u8 {
        let data = hex(&connected(&format!("{n:02x}00"), "0e 03 2001 2401 3007"));
        let pdu = Pdu { from: End::A, server: None, data: &data };
        crate::sink::drive(entry, &mut conversation, &pdu, &mut |_| {});
    }
    assert_eq!(conversation.pending.len(), MAX_PENDING);
}

#[test]
fn content_decides_what_is_ethernet_ip() {
    let check =
        |text: &str, expected: Probe| assert_eq!(Enip::probe(&hex(text)), expected, "{text}");
    check(&connected("0900", "0e 03 2001 2401 3007"), Probe::Yes);
    check(&message("6500", "00000000", 1, "01000000"), Probe::Yes);
    check(&message("6300", "00000000", 1, ""), Probe::Maybe);
    check(&message("0000", "00000000", 0, ""), Probe::No);
    check("0200 0280 0800 787b3a00 01000000 b100 0400 01020304", Probe::Yes);
    check("6f00 2000", Probe::NeedMore);
    check("474554202f20485454502f312e310d0a0d0a0d0a0d0a0d0a0d0a", Probe::No);
    check("0300002b26e00000", Probe::No);
}

#[test]
fn a_message_waits_for_its_length() {
    assert_eq!(hear("enip", &["> 6500"]), ["need 4"]);
    assert_eq!(hear("enip", &["> 65000400"]), ["need 24"]);
    let cut = "> 65000400 00000000 00000000 0100000000000000 00000000 01";
    assert_eq!(hear("enip", &[cut]), ["need 28"]);
}
