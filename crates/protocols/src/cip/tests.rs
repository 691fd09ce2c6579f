use super::path::{self, Place};
use crate::testing::hex;
use crate::testing::parts::{of_files, parts};

/// A message by itself, as EtherNet/IP carries it.
fn said(who: &str, cip: &str) -> String {
    let cip = hex(cip);
    let digits: String = cip.iter().map(|byte| format!("{byte:02x}")).collect();
    let le = |n: usize| {
        let [low, high, ..] = n.to_le_bytes();
        format!("{low:02x}{high:02x}")
    };
    format!(
        "{who} 6f00 {} 01021200 00000000 0700000000000000 00000000 00000000 0000 0200 00000000 b200 {} {digits}",
        le(cip.len() + 16),
        le(cip.len()),
    )
}

#[test]
fn paths_are_named_by_what_they_lead_to() {
    let check = |text: &str, expected: &str| assert_eq!(path::name(&hex(text)), expected, "{text}");
    check("2001 2401 3007", "identity/1/7");
    check("208e 2401", "0x8e/1");
    check("2068 2500 2024 206d 2500 0100", "program/9248/0x6d/1");
    check("9105 53706565 6400 2803", "Speed[3]");
    check("910c 50726f6772616d3a4d61696e 9103 4b5031 00", "Program:Main.KP1");
    check("2004 2c65 2c66", "assembly/point 101/point 102");
    check("2004 24", "assembly");
    check("ff", "");
}

#[test]
fn routes_are_ports_and_links() {
    assert_eq!(path::route(&hex("0103 2004")), "1/3");
    assert_eq!(path::route(&hex("1209 3132372e302e302e31 00 0100")), "2/127.0.0.1 1/0");
}

#[test]
fn the_last_class_of_a_path_is_the_one_that_serves() {
    let place = Place::of(&hex("2068 2500 2024 206a 2400"));
    assert_eq!((place.class, place.instance), (Some(0x6a), Some(0)));
}

#[test]
fn rules_see_service_class_instance_and_attributes_and_the_answers_status() {
    let talk = [said(">", "03 02 208b 2401 0200 0500 0600"), said("<", "83 00 05 01 0521")];
    let heard = parts("enip", &[&talk[0], &talk[1]]);
    let of_cip: Vec<_> = heard.iter().filter(|line| line.contains("cip")).collect();
    assert_eq!(
        of_cip,
        [
            "1 cip.service=3",
            "1 enip.cip_class=139",
            "1 enip.cip_instance=1",
            "1 enip.cip_attribute=5",
            "1 enip.cip_attribute=6",
            "1 cip.service=3",
            "1 enip.cip_status=5",
            "1 enip.cip_extendedstatus=8453",
        ]
    );
}

#[test]
fn a_firmware_update_is_a_file_to_the_module() {
    let talk = [
        said(">", "4b 02 20a1 2401 06000000 00000000"),
        said("<", "cb 00 00 00"),
        said(">", "4d 02 20a1 2401 00000000 01020304"),
        said("<", "cd 00 00 00 00000000 0200"),
        said(">", "4d 02 20a1 2401 04000000 0506"),
        said("<", "cd 00 00 00 04000000 0200"),
    ];
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    assert_eq!(
        of_files(&parts("enip", &talk)),
        [
            "file 1 to firmware '0xa1/1' cip class 0xa1 of 6 in 1",
            "file 1@0 01020304",
            "file 1@4 0506",
            "file 1 ends true",
        ]
    );
}

#[test]
fn the_file_object_gives_a_program_without_its_checksum() {
    let talk = [
        said(">", "4b 02 2037 2401 ff"),
        said("<", "cb 00 00 00 05000000 ff"),
        said(">", "4f 02 2037 2401 00"),
        said("<", "cf 00 00 00 00 00 010203"),
        said(">", "4f 02 2037 2401 01"),
        said("<", "cf 00 00 00 01 02 0405 aabb"),
    ];
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    assert_eq!(
        of_files(&parts("enip", &talk)),
        [
            "file 1 from program 'file/1' cip class 0x37 of 5 in 1",
            "file 1 010203",
            "file 1 0405",
            "file 1 ends true",
        ]
    );
}

#[test]
fn project_data_that_is_read_is_a_program_from_the_controller() {
    let talk = [
        said(">", "4f 03 206a 2500 fa1b 00000000 0400"),
        said("<", "cf 00 00 00 0f000000"),
        said(">", "4f 03 206a 2500 3f20 00000000 0100"),
        said("<", "cf 00 00 00 00"),
    ];
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    assert_eq!(
        of_files(&parts("enip", &talk)),
        [
            "file 1 from program '0x6a/7162' cip class 0x6a of 4 in 1",
            "file 1@0 0f000000",
            "file 1 ends true",
        ]
    );
}

#[test]
fn connections_for_inputs_and_outputs_are_commands() {
    let open = |class: &str| {
        said(
            ">",
            &format!(
                "54 02 2006 2401 07f9 01000000 02000000 1900 4d00 f32b9532 00000000 127a0000 0a48 127a0000 0e48 {class} 03 0100 2004 2c65"
            ),
        )
    };
    let heard = |class: &str| crate::testing::hear("enip", &[&open(class)]).pop().unwrap();
    assert!(
        heard("01").starts_with("request forward_open control connection:assembly/point 101 {")
    );
    assert!(heard("a3").starts_with("request forward_open link connection:assembly/point 101 {"));
}

#[test]
fn offsets_out_of_a_packet_are_an_anomaly_and_end_it() {
    let talk = said(">", "0a 02 2002 2401 0200 0600 ff00 0e 03 2001 2401 3007");
    let heard = crate::testing::hear("enip", &[&talk]);
    let told: Vec<_> = heard.iter().map(|line| line.split(' ').nth(1).unwrap()).collect();
    assert_eq!(told, ["send_rr_data", "multiple_service_packet", "get_attribute_single"]);
}
