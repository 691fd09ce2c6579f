use super::*;
use crate::testing::parts::{of_files, parts};
use crate::testing::{check, hear, hex};

/// A frame with the CRCs it must have.
fn frame(control: u8, user: &str) -> String {
    let user = hex(user);
    let mut bytes = vec![5, 0x64, user.len() as u8 + 5, control, 4, 0, 3, 0];
    bytes.extend(checksum(&bytes).to_le_bytes());
    for block in user.chunks(BLOCK) {
        bytes.extend(block);
        bytes.extend(checksum(block).to_le_bytes());
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A fragment from the master (`>`) or the outstation (`<`), in one segment.
fn said(who: &str, fragment: &str) -> String {
    let control = if who == ">" { 0xc4 } else { 0x44 };
    // Addresses are the same both ways here; responses are matched by them turned round.
    let mut bytes = hex(&frame(control, &format!("c0 {fragment}")));
    if who == "<" {
        bytes.splice(4..8, [3, 0, 4, 0]);
        let crc = checksum(&bytes[..8]).to_le_bytes();
        bytes.splice(8..10, crc);
    }
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{who} {digits}")
}

const MASTER: &str = "source_address=3 destination_address=4 sequence=0";
const STATION: &str = "source_address=4 destination_address=3 sequence=0";

#[test]
fn the_checksum_is_that_of_the_standard() {
    // A frame as captured: request for the link's status from 1 to 1024.
    assert_eq!(checksum(&hex("056405c900040100")).to_le_bytes(), [0x98, 0x81]);
}

#[test]
fn a_read_and_its_response_name_points_and_indications() {
    let talk =
        [said(">", "c0 01 3c0206 3c0106"), said("<", "c0 81 9000 1e0201 0a00 0b00 010100 010200")];
    check(
        "dnp3",
        &[&talk[0], &talk[1]],
        &[
            &format!("request read read class[1+1] {{{MASTER} group=60 variation=2 qualifier=6}}"),
            &format!("request read read class[0+1] {{{MASTER} group=60 variation=1 qualifier=6}}"),
            &format!(
                "response response read analog_input[10+2] ok {{{STATION} answers='read' iin=36864 indications='device_restart need_time' group=30 variation=2 qualifier=1}}"
            ),
        ],
    );
}

#[test]
fn commands_are_told_one_by_one_with_what_they_do_and_what_came_of_it() {
    let crob = |point: &str, status: &str| format!("{point} 41 01 64000000 c8000000 {status}");
    let talk = [
        said(">", &format!("c0 05 0c01 17 02 {} {}", crob("01", "00"), crob("07", "00"))),
        said("<", &format!("c0 81 0000 0c01 17 01 {}", crob("01", "07"))),
        said(">", "c0 03 2902 28 0100 0500 fbff 00"),
    ];
    let told = "control='pulse_on' trip_close='close' repeat=1 on_time=100 off_time=200";
    check(
        "dnp3",
        &[&talk[0], &talk[1], &talk[2]],
        &[
            &format!(
                "request direct_operate control binary_command[1+1] {{{MASTER} group=12 variation=1 qualifier=23 {told}}}"
            ),
            &format!(
                "request direct_operate control binary_command[7+1] {{{MASTER} group=12 variation=1 qualifier=23 {told}}}"
            ),
            &format!(
                "response response read binary_command[1+1] error 7 local {{{STATION} answers='direct_operate' iin=0 group=12 variation=1 qualifier=23 {told} status=7}}"
            ),
            &format!(
                "request select control analog_command[5+1] {{{MASTER} group=41 variation=2 qualifier=40 value=-5}}"
            ),
        ],
    );
}

#[test]
fn segments_make_one_fragment_and_a_missing_one_makes_none() {
    let first = format!("> {}", frame(0xc4, "40 c0 01 3c02"));
    let last = format!("> {}", frame(0xc4, "81 06"));
    let wrong = format!("> {}", frame(0xc4, "82 06"));
    let whole =
        format!("request read read class[1+1] {{{MASTER} group=60 variation=2 qualifier=6}}");
    check("dnp3", &[&first, &last], &[&whole]);
    check("dnp3", &[&first, &wrong], &[]);
}

#[test]
fn what_is_about_the_link_alone_is_told_as_such() {
    check(
        "dnp3",
        &["> 056405c9000401009881", "< 0564050b010000046440"],
        &[
            "request link_request_status link {source_address=1 destination_address=1024}",
            "response link_status link {source_address=1024 destination_address=1}",
        ],
    );
}

#[test]
fn wrong_checksums_cost_the_frame_and_are_events() {
    let good = hex(&frame(0xc4, "c0 c0 01 3c0206"));
    let spoil = |at: usize| {
        let mut bad = good.clone();
        bad[at] ^= 1;
        let digits: String = bad.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("> {digits}")
    };
    assert!(parts("dnp3", &[&spoil(8)]).contains(&"0 !bad_link_crc".to_owned()));
    assert!(parts("dnp3", &[&spoil(14)]).contains(&"0 !bad_transport_crc".to_owned()));
    assert!(
        parts("dnp3", &["> 0564 04 c4 0400 0300 0000"]).contains(&"0 !len_too_small".to_owned())
    );
    assert_eq!(hear("dnp3", &[&spoil(14)]), [""; 0]);
}

#[test]
fn rules_see_function_indications_objects_and_the_bare_fragment() {
    assert_eq!(
        parts("dnp3", &[&said("<", "c0 82 8200 0201 28 0100 0400 01")]),
        [
            "1 dnp3.func=130",
            "1 dnp3.data=c08282000201280100040001",
            "1 dnp3.ind=33280",
            "1 dnp3.obj=513",
            "1 done",
        ]
    );
}

#[test]
fn objects_nobody_knows_and_cut_ones_are_events() {
    let events = |fragment: &str| -> Vec<String> {
        let heard = parts("dnp3", &[&said(">", fragment)]);
        heard.into_iter().filter(|line| line.contains('!')).collect()
    };
    assert_eq!(events("c0 02 ff01 00 00 00 01"), ["1 !unknown_object"]);
    assert_eq!(events("c0 02 3201 07 01 0102"), ["1 !malformed"]);
    assert_eq!(events("c0 02 3201 0f 01"), ["1 !unimplemented"]);
}

#[test]
fn a_file_that_is_read_is_handed_over() {
    let talk = [
        said(
            ">",
            "c0 19 4603 5b 01 2200 1a00 0800 000000000000 0000 00000000 00000000 0100 0004 0400 2e2f61622e786d6c",
        ),
        said("<", "c0 81 0000 4604 5b 01 0d00 78563412 03000000 0004 0400 00"),
        said(">", "c0 01 4605 5b 01 0800 78563412 00000000"),
        said("<", "c0 81 0000 4605 5b 01 0b00 78563412 00000080 414243"),
    ];
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    assert_eq!(
        of_files(&parts("dnp3", &talk)),
        ["file 1 from file './ab.xml' dnp3 of 3 in 1", "file 1 414243", "file 1 ends true",]
    );
    assert!(hear("dnp3", &talk)[0].starts_with("request open_file read file:./ab.xml {"));
}

#[test]
fn device_attributes_are_an_identity() {
    let heard = hear(
        "dnp3",
        &[&said("<", "c0 81 0000 00fc 00 00 00 01 04 41434d45 00f2 00 00 00 01 03 312e32")],
    );
    assert!(heard[0].contains("vendor='ACME'"), "{heard:?}");
    assert!(heard[1].contains("firmware='1.2'"), "{heard:?}");
}

#[test]
fn a_header_with_its_checksum_is_dnp3_on_any_port() {
    let check =
        |text: &str, expected: Probe| assert_eq!(Dnp3::probe(&hex(text)), expected, "{text}");
    check("056405c9000401009881", Probe::Yes);
    check("056405c9000401009882", Probe::OnPort);
    check("0564", Probe::NeedMore);
    check("056404c9000401009881", Probe::No);
    check("474554", Probe::No);
}
