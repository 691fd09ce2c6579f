use crate::testing::parts::{of_files, parts};
use crate::testing::{hear, hex};

/// A command as CIP and EtherNet/IP carry it.
fn said(who: &str, pccc: &str) -> String {
    let front = if who == ">" { "4b 02 2067 2401" } else { "cb 00 00 00" };
    let cip = hex(&format!("{front} 07 0100 04030201 {pccc}"));
    let digits: String = cip.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{who} 6f00 {:02x}00 01021200 00000000 0700000000000000 00000000 00000000 0000 0200 00000000 b200 {:02x}00 {digits}",
        cip.len() + 16,
        cip.len(),
    )
}

/// What is told of the commands alone.
fn check(talk: &[(&str, &str)], expected: &[&str]) {
    let talk: Vec<_> = talk.iter().map(|(who, pccc)| said(who, pccc)).collect();
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    let heard = hear("enip", &talk);
    let told: Vec<_> = heard.iter().filter(|line| line.contains("pccc_")).collect();
    assert_eq!(told, expected);
}

#[test]
fn typed_reads_and_writes_have_the_address_that_programmers_know() {
    check(
        &[
            (">", "0f 00 0100 a2 02 07 89 03 00"),
            ("<", "4f 00 0100 0500"),
            (">", "0f 00 0200 aa 02 04 86 ff0102 02 0900"),
            ("<", "4f 10 0200"),
        ],
        &[
            "request pccc_typed_logical_read_3 read data_file:N7:3 {pccc_transaction=1 size=2}",
            "response pccc_typed_logical_read_3 read data_file:N7:3 ok {pccc_transaction=1}",
            "request pccc_typed_logical_write_3 write data_file:T4:513.2 {pccc_transaction=2 size=2}",
            "response pccc_typed_logical_write_3 write data_file:T4:513.2 error 16 illegal_command_or_format {pccc_transaction=2}",
        ],
    );
}

#[test]
fn a_mode_change_stops_a_controller() {
    check(
        &[(">", "0f 00 0100 80 01"), (">", "0f 00 0200 80 06")],
        &[
            "request pccc_change_mode stop {pccc_transaction=1 mode='program'}",
            "request pccc_change_mode stop {pccc_transaction=2 mode='run'}",
        ],
    );
}

#[test]
fn diagnostic_status_says_who_the_controller_is() {
    check(
        &[(">", "06 00 0100 03"), ("<", "46 00 0100 00 ee 4a 9f 23 313736362d4c4543202020 0000")],
        &[
            "request pccc_diagnostic_status identify {pccc_transaction=1}",
            "response pccc_diagnostic_status identify ok {pccc_transaction=1 model='1766-LEC' order_number='1766-LEC' firmware='series B revision D'}",
        ],
    );
}

#[test]
fn files_of_the_program_are_put_together_by_their_words() {
    let piece = "00".repeat(80);
    let talk = [
        said(">", "0f 00 0100 a2 50 02 22 00 00"),
        said("<", &format!("4f 00 0100 {piece}")),
        said(">", "0f 00 0200 a2 02 02 22 00 28"),
        said("<", "4f 00 0200 abcd"),
    ];
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    assert_eq!(
        of_files(&parts("enip", &talk)),
        [
            "file 1 from program 'type22:2:0' pccc in 1",
            &format!("file 1@0 {piece}"),
            "file 1@80 abcd",
            "file 1 ends true",
        ]
    );
}

#[test]
fn a_download_of_everything_is_one_file() {
    let talk = [
        said(">", "0f 00 0100 50"),
        said(">", "0f 00 0200 18 10000000 0102"),
        said(">", "0f 00 0300 52"),
    ];
    let talk: Vec<_> = talk.iter().map(String::as_str).collect();
    assert_eq!(
        of_files(&parts("enip", &talk)),
        ["file 1 to program 'pccc download' pccc in 1", "file 1@16 0102", "file 1 ends true"]
    );
}
