use super::*;
use crate::testing::parts::{of_files, parts};
use crate::testing::{check, hear, hex};

#[test]
fn a_response_has_the_object_that_its_request_named() {
    check(
        "modbus",
        &["> 0001 0000 0006 01 03 0064 0002", "< 0001 0000 0007 01 03 04 00010002"],
        &[
            "request read_holding_registers read holding_register[100+2] {transaction=1 unit=1}",
            "response read_holding_registers read holding_register[100+2] ok {transaction=1 unit=1}",
        ],
    );
}

#[test]
fn requests_sent_ahead_in_one_segment_are_answered_one_by_one() {
    check(
        "modbus",
        &[
            "> 0001 0000 0006 01 01 0000 0008  0002 0000 0006 01 02 0008 0008",
            "< 0002 0000 0004 01 02 01 ff  0001 0000 0004 01 01 01 00",
        ],
        &[
            "request read_coils read coil[0+8] {transaction=1 unit=1}",
            "request read_discrete_inputs read discrete_input[8+8] {transaction=2 unit=1}",
            "response read_discrete_inputs read discrete_input[8+8] ok {transaction=2 unit=1}",
            "response read_coils read coil[0+8] ok {transaction=1 unit=1}",
        ],
    );
}

#[test]
fn an_exception_is_an_outcome_with_its_name() {
    check(
        "modbus",
        &["> 0001 0000 0006 01 06 0064 0002", "< 0001 0000 0003 01 86 02"],
        &[
            "request write_single_register write holding_register[100+1] {transaction=1 unit=1 value=2}",
            "response write_single_register write holding_register[100+1] error 2 illegal_data_address {transaction=1 unit=1}",
        ],
    );
}

#[test]
fn the_first_message_of_a_capture_may_be_a_response() {
    check(
        "modbus",
        &["> 0001 0000 0007 01 03 04 00010002", "< 0002 0000 0006 01 03 0064 0002"],
        &[
            "response read_holding_registers read ok {transaction=1 unit=1}",
            "request read_holding_registers read holding_register[100+2] {transaction=2 unit=1}",
        ],
    );
}

#[test]
fn diagnostics_that_stop_a_device_are_told_from_those_that_ask() {
    check(
        "modbus",
        &["> 0001 0000 0006 01 08 0004 0000", "> 0002 0000 0006 01 08 0002 0000"],
        &[
            "request force_listen_only stop {transaction=1 unit=1 subfunction=4}",
            "request diagnostics identify {transaction=2 unit=1 subfunction=2}",
        ],
    );
}

#[test]
fn device_identification_gives_vendor_product_and_revision() {
    check(
        "modbus",
        &[
            "> 0001 0000 0005 ff 2b 0e 01 00",
            "< 0001 0000 0015 ff 2b 0e 01 01 00 00 03 00 03 414243 01 02 5831 02 02 5632",
        ],
        &[
            "request read_device_identification identify {transaction=1 unit=255 subfunction=14 device_id_code=1}",
            "response read_device_identification identify ok {transaction=1 unit=255 subfunction=14 device_id_code=1 vendor='ABC' product='X1' revision='V2'}",
        ],
    );
}

#[test]
fn umas_functions_have_names_and_risks_of_their_own() {
    check(
        "modbus",
        &["> 0001 0000 0004 00 5a 12 41", "< 0001 0000 0004 00 5a 12 fe"],
        &[
            "request umas_stop_plc stop {transaction=1 unit=0 session_key=18 subfunction=65}",
            "response umas_stop_plc stop ok {transaction=1 unit=0 session_key=18 subfunction=65}",
        ],
    );
}

#[test]
fn what_breaks_the_specification_is_named_where_it_is() {
    check(
        "modbus",
        &[
            "> 0001 0000 0006 01 03 0000 007e",
            "> 0002 0000 0006 01 03 ffff 0002",
            "> 0003 0000 0006 01 05 0001 1234",
            "> 0004 0000 000a 01 10 0000 0001 03 000100",
            "> 0005 0000 0003 01 48 00",
        ],
        &[
            "request read_holding_registers read holding_register[0+126] {transaction=1 unit=1} !modbus.quantity@10",
            "request read_holding_registers read holding_register[65535+2] {transaction=2 unit=1} !modbus.address_overflow@8",
            "request write_single_coil write coil[1+1] {transaction=3 unit=1 value=4660} !modbus.coil_value@10",
            "request write_multiple_registers write holding_register[0+1] {transaction=4 unit=1} !modbus.byte_count@12",
            "request unknown_function identify {transaction=5 unit=1} !modbus.unknown_function@7",
        ],
    );
}

#[test]
fn after_noise_the_next_message_is_found() {
    check(
        "modbus",
        &["> 474554202f 0001 0000 0006 01 03 0064 0002"],
        &[
            "skip 5",
            "request read_holding_registers read holding_register[100+2] {transaction=1 unit=1}",
        ],
    );
}

#[test]
fn an_unfinished_message_waits_for_its_length() {
    assert_eq!(hear("modbus", &["> 0001 0000 0006 01"]), ["need 8"]);
    assert_eq!(hear("modbus", &["> 0001 0000 0006 01 03 00"]), ["need 12"]);
}

#[test]
fn requests_that_nobody_answers_are_forgotten() {
    let mut conversation = Conversation::default();
    let entry = crate::entry("modbus").unwrap();
    for n in 0..200u8 {
        let data = hex(&format!("00{n:02x} 0000 0006 01 03 0064 0002"));
        let pdu = Pdu { from: End::A, server: None, data: &data };
        crate::sink::drive(entry, &mut conversation, &pdu, &mut |_| {});
    }
    assert_eq!(conversation.pending.len(), MAX_PENDING);
}

#[test]
fn content_and_port_decide_together_what_is_modbus() {
    let check =
        |text: &str, expected: Probe| assert_eq!(Modbus::probe(&hex(text)), expected, "{text}");
    check("0001 0000 0006 01 03 0064 0002", Probe::Maybe);
    check("0001 0000 0006 01 03 0064 0002 0002 0000 0006 01 03 0064 0002", Probe::Yes);
    check("0001 0000 0006 01 48 0064 0002", Probe::OnPort);
    check("0001 0000", Probe::NeedMore);
    check("474554202f204854", Probe::No);
    check("0300002b26e00000", Probe::No);
}

#[test]
fn frames_with_a_crc_count_as_a_protocol_of_their_own() {
    // MODBUS over Serial Line: read ten holding registers of device 1, refused.
    let talk = ["> 01 03 0000 000a c5cd", "< 01 83 02 c0f1"];
    check(
        "modbus",
        &talk,
        &[
            "request read_holding_registers read holding_register[0+10] {unit=1}",
            "response read_holding_registers read holding_register[0+10] error 2 illegal_data_address {unit=1}",
        ],
    );
    assert_eq!(Modbus::probe(&hex(&talk[0][2..])), Probe::Maybe);
    assert_eq!(Modbus::probe(&hex("01 03 0000 000a c5ce")), Probe::OnPort);
}

#[test]
fn a_frame_is_found_again_after_bytes_that_are_none() {
    check(
        "modbus",
        &["> 01 03 0000 000a c5cd", "> ff ff 01 03 0000 000a c5cd"],
        &[
            "request read_holding_registers read holding_register[0+10] {unit=1}",
            "skip 2",
            "request read_holding_registers read holding_register[0+10] {unit=1}",
        ],
    );
}

#[test]
fn rules_see_what_a_request_accesses() {
    let lines = |text: &str| parts("modbus", &[text]);
    assert_eq!(
        lines("> 0001 0000 000b 07 10 0064 0002 04 0009 000a"),
        [
            "1 modbus.function=16",
            "1 modbus.category=1",
            "1 modbus.unit=7",
            "1 modbus.access=162",
            "1 modbus.address=100",
            "1 modbus.quantity=2",
            "1 modbus.value=9",
            "1 modbus.value=10",
            "1 done",
        ]
    );
    assert_eq!(
        lines("> 0001 0000 0006 07 08 0004 0000")[..4],
        ["1 modbus.function=8", "1 modbus.category=1", "1 modbus.unit=7", "1 modbus.subfunction=4"]
    );
    assert!(lines("> 0001 0000 0006 07 05 0001 ff00").contains(&"1 modbus.value=1".to_owned()));
    assert!(lines("> 0001 0000 0006 07 03 0001 0000").contains(&"1 !invalid_value".to_owned()));
    assert!(
        lines("> 0001 0001 0006 07 03 0001 0001").contains(&"0 !invalid_protocol_id".to_owned())
    );
}

#[test]
fn file_records_are_put_together_by_their_numbers() {
    let talk = [
        "> 0001 0000 000a 01 14 07 06 0004 0000 0002",
        "< 0001 0000 0009 01 14 06 05 06 0102 0304",
        "> 0002 0000 000c 01 15 09 06 0005 0003 0001 aabb",
    ];
    assert_eq!(
        of_files(&parts("modbus", &talk)),
        [
            "file 1 from program 'file 4' modbus file record in 1",
            "file 1@0 01020304",
            "file 2 to program 'file 5' modbus file record in 2",
            "file 2@6 aabb",
        ]
    );
}

#[test]
fn a_project_that_is_read_from_a_controller_is_a_program() {
    let talk = [
        "> 0001 0000 0008 00 5a 01 33 0001 fb00",
        "< 0001 0000 000a 00 5a 01 fe 0001 06000000",
        "> 0002 0000 0008 00 5a 01 34 0001 0100",
        "< 0002 0000 000b 00 5a 01 fe 00 00 0300 415058",
        "> 0003 0000 0008 00 5a 01 34 0001 0200",
        "< 0003 0000 000b 00 5a 01 fe 00 01 0300 010203",
    ];
    assert_eq!(
        of_files(&parts("modbus", &talk)),
        [
            "file 1 from program 'project' umas of 6 in 1",
            "file 1 415058",
            "file 1 010203",
            "file 1 ends true",
        ]
    );
}

#[test]
fn a_controller_of_modicon_says_its_type() {
    let answer = "< 0001 0000 002a 00 5a 00 fe 10ff5a01 01000000 70020000 27000900 08000000 0000 0e 31343020435055203331312031 30 00";
    let heard = hear("modbus", &["> 0001 0000 0004 00 5a 00 02", answer]);
    assert!(heard[1].ends_with("model='140 CPU 311 10'}"), "{heard:?}");
}
