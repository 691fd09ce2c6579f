use crate::testing::{check, files, hear};

const REG: &str = "7e0100002d0139123456780001002000014848000000542d3800000000000000000000000000000000003030303031323302cbd5413132333435217e";
const REGOK: &str = "7e810000090139123456780009000100736563726574a67e";
const LOC: &str = "7e020000220139123456780002000000010000000301e9335f0714b24d001e025d005a26010203040501040001e240e27e";
const OK: &str = "7e8001000501391234567800030002020000b77e";
const CTL: &str = "7e81050001013912345678000404b57e";
const SET: &str = "7e8103400e0100000000013912345678007d020100000013086576696c2e6f7267db7e";
const AUTH: &str = "7e0102402a01000000000139123456780005067365637265743132333435363738393031323334355357312e30000000000000000000000000000000567e";
const UP1: &str = "7e81082011013912345678000600020001004d414b45520256320000000841424344b77e";
const UP2: &str = "7e8108200401391234567800070002000245464748967e";
const ATTR: &str = "7e01070037013912345678000800074848000000542d3800000000000000000000000000000000003030303031323389860012345678901234034831300446322e310101eb7e";

fn said(who: char, message: &str) -> String {
    format!("{who}{message}")
}

#[test]
fn a_terminal_registers_and_its_code_is_not_told() {
    check(
        "jt808",
        &[&said('>', REG), &said('<', REGOK)],
        &[
            "request register link terminal:13912345678 {phone='13912345678' edition=2013 serial_number=1 province=32 city=1 vendor='HH' model='T-8' serial='0000123' plate='苏A12345'}",
            "response register_answer link terminal:13912345678 ok {phone='13912345678' edition=2013 serial_number=9 answers=1}",
        ],
    );
    let heard = hear("jt808", &[&said('>', AUTH)]);
    assert_eq!(
        heard,
        [
            "request authenticate link terminal:13912345678 {phone='13912345678' edition=2019 serial_number=5 imei='123456789012345' software='SW1.0'}"
        ]
    );
}

#[test]
fn reports_tell_place_and_are_answered() {
    check(
        "jt808",
        &[&said('>', LOC), &said('<', OK)],
        &[
            "request location_report read terminal:13912345678 {phone='13912345678' edition=2013 serial_number=2 alarms=1 state=3 latitude=32.060255 longitude=118.796877 altitude=30 speed=60.5 time='2026-01-02 03:04:05' mileage=12345.6}",
            "response platform_answer link terminal:13912345678 ok {phone='13912345678' edition=2013 serial_number=3 answers=2 answered='location_report'}",
        ],
    );
}

#[test]
fn commands_have_the_risk_of_what_they_do() {
    check(
        "jt808",
        &[&said('<', CTL), &said('<', SET), &said('>', ATTR)],
        &[
            "request terminal_reset stop terminal:13912345678 {phone='13912345678' edition=2013 serial_number=4 control=4}",
            "request parameters_setting write terminal:13912345678 {phone='13912345678' edition=2019 serial_number=126 server='evil.org' parameters='0013'}",
            "response attributes_answer identify terminal:13912345678 {phone='13912345678' edition=2013 serial_number=8 vendor='HH' model='T-8' serial='0000123' iccid='89860012345678901234' hardware='H10' firmware='F2.1'}",
        ],
    );
}

#[test]
fn an_upgrade_is_a_file_of_several_packets() {
    let talk = [said('<', UP1), said('<', UP2)];
    let file = ["1 from firmware :V2 8 bytes", "1 ABCD", "1 EFGH", "1 ends true"];
    assert_eq!(files("jt808", &[&talk[0], &talk[1]]), file);
    // Packets that are sent again count once, before and behind the end.
    assert_eq!(files("jt808", &[&talk[0], &talk[0], &talk[1], &talk[1], &talk[0]]), file);
    // One that is missing ends the file.
    let other = UP1.replace("00060002", "00090002");
    assert!(files("jt808", &[&said('<', &other), &talk[1]]).contains(&"1 ends false".to_owned()));
}

#[test]
fn damage_is_told_and_passed_over() {
    let noise = format!(">0102{LOC}");
    let heard = hear("jt808", &[&noise]);
    assert_eq!((heard.len(), heard[0].as_str()), (2, "skip 2"));
    let wrong = LOC.replace("0001e240", "0001e241");
    assert!(hear("jt808", &[&said('>', &wrong)])[0].ends_with("!jt808.check_code@34"));
}
