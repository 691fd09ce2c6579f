use super::*;
use crate::testing::{check, files, hear, hex};

#[test]
fn a_command_and_its_confirmation_are_request_and_response() {
    check(
        "iec104",
        &[
            "> 680e 0200 0200 2d 01 06 00 0d91 1a2700 81",
            "< 680e 0e00 0600 2d 01 47 01 0d91 1a2700 81",
        ],
        &[
            "request c_sc_na_1 control ioa[10010+1] {send=1 receive=1 cause=6 \
             cause_name='activation' originator=0 common_address=37133 objects=1 select=true \
             qualifier=0 value=1}",
            "response c_sc_na_1 control ioa[10010+1] error 7 negative_confirmation {send=7 \
             receive=3 cause=7 cause_name='activation_confirmation' originator=1 \
             common_address=37133 objects=1 negative=true select=true qualifier=0 value=1}",
        ],
    );
}

#[test]
fn objects_in_sequence_and_each_with_an_address() {
    check(
        "iec104",
        &[
            "< 6810 0000 0000 01 83 14 00 0100 0a0000 010001",
            "< 6816 0200 0000 01 03 03 00 0100 0a0000 01 0b0000 00 0c0000 01",
            "< 6812 0400 0000 01 02 03 00 0100 0a0000 01 ff0000 00",
        ],
        &[
            "response m_sp_na_1 read ioa[10+3] {send=0 receive=0 cause=20 \
             cause_name='interrogated_by_station' originator=0 common_address=1 objects=3 value=1}",
            "spontaneous m_sp_na_1 read ioa[10+3] {send=1 receive=0 cause=3 \
             cause_name='spontaneous' originator=0 common_address=1 objects=3 value=1}",
            "spontaneous m_sp_na_1 read ioa[10+1] {send=2 receive=0 cause=3 \
             cause_name='spontaneous' originator=0 common_address=1 objects=2 value=1 ioa_last=255}",
        ],
    );
}

#[test]
fn link_frames_are_observations_without_a_type() {
    check(
        "iec104",
        &["> 6804 07000000", "< 6804 0b000000  6804 0100 0400", "> 6804 43000000"],
        &[
            "request startdt_act link",
            "response startdt_con link",
            "spontaneous supervisory link {receive=2}",
            "request testfr_act link",
        ],
    );
}

#[test]
fn a_number_that_is_left_out_is_a_gap() {
    let heard = hear(
        "iec104",
        &[
            "< 680e 0000 0000 64 01 0a 00 0100 000000 14",
            "< 680e 0400 0000 64 01 0a 00 0100 000000 14",
        ],
    );
    assert!(heard[1].ends_with("!iec104.sequence_gap@2"), "{}", heard[1]);
}

#[test]
fn what_breaks_the_standard_is_named_where_it_is() {
    let last = |apdu: &str| {
        let heard = hear("iec104", &[apdu]).pop().unwrap();
        heard.split(" !").skip(1).map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(last("< 680e 0000 0000 2a 01 03 00 0100 000000 14"), "iec104.unknown_type@6");
    assert_eq!(last("< 680e 0000 0000 64 01 3f 00 0100 000000 14"), "iec104.cause@8");
    assert_eq!(last("< 680e 0000 0000 64 01 06 00 0000 000000 14"), "iec104.common_address@10");
    assert_eq!(last("< 680d 0000 0000 64 01 06 00 0100 000000"), "iec104.truncated@15");
    assert_eq!(last("< 680f 0000 0000 64 01 06 00 0100 000000 1400"), "iec104.trailing_bytes@16");
    assert_eq!(last("< 6804 0000 0000"), "iec104.empty_asdu@6");
    assert_eq!(last("< 6805 17 1717 1717"), "iec104.control_field@2");
}

#[test]
fn after_a_loss_a_start_octet_alone_is_not_believed() {
    let mut link = Link::default();
    link.lost(End::A);
    let entry = crate::entry("iec104").unwrap();
    let data = hex("6808 1a1a1a1a 1a1a1a1a 680e 0000 0000 64 01 06 00 0100 000000 14");
    let mut at = 0;
    let mut heard = Vec::new();
    while at < data.len() {
        let pdu = Pdu { from: End::A, server: None, data: &data[at..] };
        at += match crate::sink::drive(entry, &mut link, &pdu, &mut |o| heard.push(o.code)) {
            Step::Done(n) | Step::Skip(n) => n,
            Step::Need(_) => break,
        };
    }
    assert_eq!(heard, [100]);
}

#[test]
fn widths_are_known_for_every_type_but_those_with_their_own_length() {
    for row in types::TABLE {
        let own_length = matches!(row.code, 81..=95 | 125);
        let width = types::widths(u8::try_from(row.code).unwrap());
        assert_eq!(width.is_none(), own_length, "{}", row.name);
    }
}

#[test]
fn a_value_that_is_no_number_is_an_anomaly_and_no_field() {
    let heard = hear("iec104", &["< 6812 0000 0000 0d 01 03 00 0100 0a0000 0000c07f 00"]);
    assert!(heard[0].ends_with("objects=1} !iec104.value_not_finite@15"), "{}", heard[0]);
}

/// An information frame of file transfer at address 10, cause 13.
fn transfer(who: char, send: u8, type_id: u8, element: &str) -> String {
    let length = 4 + asdu::IDENTIFIER + 3 + hex(element).len();
    format!(
        "{who}68{length:02x} {:02x}00 0000 {type_id:02x} 01 0d 00 0100 0a0000 {element}",
        send * 2
    )
}

#[test]
fn a_file_is_put_together_from_its_segments() {
    let ready = transfer('<', 0, 120, "0200 050000 00");
    let first = transfer('<', 1, 125, "0200 01 03 616263");
    let second = transfer('<', 2, 125, "0200 01 02 6465");
    // 61 + 62 + 63 + 64 + 65 = 1ef.
    let last = transfer('<', 3, 123, "0200 01 01 ef");
    let expected = ["1 from file disturbance:1/10/2 5 bytes", "1 abc", "1 de", "1 ends true"];
    assert_eq!(files("iec104", &[&ready, &first, &second, &last]), expected);
    let wrong = transfer('<', 3, 123, "0200 01 01 00");
    let heard = hear("iec104", &[&ready, &first, &wrong]);
    assert_eq!(
        heard[2],
        "spontaneous f_ls_na_1 read ioa[10+1] {send=3 receive=0 cause=13 \
        cause_name='file_transfer' originator=0 common_address=1 objects=1 file_name=2 section=1 \
        qualifier=1} !iec104.sequence_gap@2 !iec104.file_checksum@2"
    );
    // From the middle on: told, but not whole.
    let expected = ["1 from file disturbance:1/10/2", "1 de", "1 ends false"];
    assert_eq!(files("iec104", &[&second, &last]), expected);
}

#[test]
fn a_file_for_the_controlled_station_changes_it() {
    let heard = hear("iec104", &["> 6804 0700 0000", &transfer('>', 0, 120, "0100 050000 00")]);
    let expected = "spontaneous f_fr_na_1 program ioa[10+1] ";
    assert!(heard[1].starts_with(expected), "{}", heard[1]);
}

#[test]
fn a_clock_is_set_and_a_cause_that_a_type_never_has_is_named() {
    check(
        "iec104",
        &[
            "> 6814 0000 0000 67 01 06 00 0100 000000 8813 1e 0d 76 0c 18",
            "> 680e 0200 0000 2d 01 03 00 0100 010000 01",
        ],
        &[
            "request c_cs_na_1 write ioa[0+1] {send=0 receive=0 cause=6 cause_name='activation' \
             originator=0 common_address=1 objects=1 clock='2024-12-22T13:30:05.000'}",
            "spontaneous c_sc_na_1 control ioa[1+1] {send=1 receive=0 cause=3 \
             cause_name='spontaneous' originator=0 common_address=1 objects=1 select=false \
             qualifier=0 value=1} !iec104.cause_for_type@8",
        ],
    );
}
