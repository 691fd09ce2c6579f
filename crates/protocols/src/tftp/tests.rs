use crate::testing::{check, files};

const READ: &str = ">0001 66772e62696e00 6f6374657400 626c6b73697a6500 3800";
const AGREED: &str = "<0006 626c6b73697a6500 3800 7473697a6500 3100";

#[test]
fn a_file_that_is_read_is_laid_open_once() {
    let one = "<00030001 4142434445464748";
    let two = "<00030002 49";
    assert_eq!(
        files("tftp", &[READ, AGREED, one, ">00040001", one, two, ">00040002", two]),
        ["1 from file :fw.bin 1 bytes", "1 ABCDEFGH", "1 I", "1 ends true"]
    );
    assert_eq!(
        files("tftp", &[READ, AGREED, one, "<00030003 49"]),
        ["1 from file :fw.bin 1 bytes", "1 ABCDEFGH", "1 ends false"]
    );
}

#[test]
fn writing_is_a_risk_of_its_own() {
    check(
        "tftp",
        &[
            ">0002 63666700 4f6374657400",
            "<00040000",
            ">00030001 41",
            ">00030001 41",
            "<00050002 6e6f00",
            ">0009",
        ],
        &[
            "request write_request write file:cfg {mode='Octet'}",
            "response acknowledgement link {block=0}",
            "request data write file:cfg {block=1 payload=1}",
            "request data write file:cfg {block=1 payload=1 repeated=true}",
            "response error link error 2 access_violation {text='no'}",
            "skip 2",
        ],
    );
}

#[test]
fn the_fresh_port_of_the_server_is_announced() {
    use crate::testing::hear_datagrams;
    assert_eq!(
        hear_datagrams(69, &[READ, AGREED]),
        [
            "tftp: request read_request read file:fw.bin {mode='octet' block_size=8}",
            "tftp: spontaneous options_acknowledgement link {block_size=8 size=1}",
        ]
    );
}
