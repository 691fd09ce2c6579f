use crate::testing::{check, parts::parts};

/// A message of version 2: command, whether it is a response, status and body.
fn message(command: u8, response: bool, body: &str) -> String {
    let flags = u8::from(response);
    let head = format!(
        "fe534d42 4000 0000 00000000 {command:02x}00 0100 {flags:02x}000000 00000000 \
         0700000000000000 00000000 01000000 0000000000000000 {}",
        "00".repeat(16)
    );
    let digits: String = [head.as_str(), body].concat().split_whitespace().collect();
    format!("{:08x}{digits}", digits.len() / 2)
}

fn tree_connect() -> String {
    // \\a\IPC$
    let path = "5c005c0061005c004900500043002400";
    format!(">{}", message(3, false, &format!("0900 0000 4800 1000 {path}")))
}

#[test]
fn a_share_of_pipes_is_told_from_others() {
    let laid = parts("smb", &[&tree_connect()]);
    let path = "5c5c615c49504324";
    assert_eq!(
        laid,
        ["1 smb.version=2", &format!("1 smb.named_pipe={path}"), "1 done"],
        "{laid:?}"
    );
}

#[test]
fn dialects_and_shares_are_named() {
    let negotiated = message(0, true, "4100 0100 1103 0000");
    check(
        "smb",
        &[&tree_connect(), &format!("<{negotiated}")],
        &[
            r"request tree_connect link share:\\a\IPC$ {version=2}",
            "response negotiate link ok {version=2 dialect='3.1.1'}",
        ],
    );
}

#[test]
fn names_of_the_session_service_are_decoded() {
    let name = |letters: &str| {
        let bytes: String = letters.bytes().map(|b| format!("{b:02x}")).collect();
        format!("20{bytes}00")
    };
    // "*SMBSERVER" and "A", filled with blanks. RFC 1001 §14.1.
    let called = name("CKFDENECFDEFFCFGEFFCCACACACACACA");
    let calling = name(&format!("EB{}", "CA".repeat(15)));
    check(
        "smb",
        &[&format!(">81000044{called}{calling}"), "<82000000"],
        &[
            "request session_request link {called='*SMBSERVER' calling='A'}",
            "response session_response link ok",
        ],
    );
}

#[test]
fn noise_between_messages_is_skipped() {
    let said = tree_connect();
    let talk = format!(">aabbccddee{}", &said[1..]);
    check("smb", &[&talk], &["skip 5", r"request tree_connect link share:\\a\IPC$ {version=2}"]);
}
