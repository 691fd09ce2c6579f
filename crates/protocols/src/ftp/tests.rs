use super::*;
use crate::testing::check;

fn said(by: char, text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{by} {hex}")
}

#[test]
fn commands_and_replies_are_told_but_no_passwords() {
    check(
        "ftp",
        &[
            &said('<', "220-hello\r\n220 FTP server ready\r\n"),
            &said('>', "USER operator\r\n"),
            &said('>', "PASS secret\r\n"),
            &said('<', "530 no\r\n"),
            &said('>', "DELE /recipe.txt\r\nXYZW 1\r\n"),
        ],
        &[
            "response reply link ok {code=220 text='FTP server ready'}",
            "request user link {argument='operator'}",
            "request pass link",
            "response reply link error 530 refused {code=530 text='no'}",
            "request dele write path:/recipe.txt",
            "request other_command link {command='XYZW'}",
        ],
    );
}

#[test]
fn data_connections_are_announced_in_four_ways() {
    assert_eq!(passive(b"Entering Passive Mode (10,0,0,1,4,1)."), Some(1025));
    assert_eq!(passive(b"10,0,0,1,4,1"), Some(1025));
    assert_eq!(passive(b"(10,0,0,1,4,256)"), None);
    assert_eq!(active(b"10,0,0,1,0,21"), Some(21));
    assert_eq!(extended_active(b"|1|10.0.0.1|6446|"), Some(6446));
    assert_eq!(extended_passive(b"Entering Extended Passive Mode (|||6446|)"), Some(6446));
    assert_eq!(extended_passive(b"no"), None);
}

#[test]
fn a_data_connection_is_the_file_that_was_asked_for() {
    let entry = crate::entry(data::NAME).unwrap();
    let mut session = (entry.open)();
    session.told("stor a b.txt");
    let mut heard = Vec::new();
    for data in [b"one", b"two"] {
        let pdu = Pdu { from: End::A, server: None, data };
        let step = crate::sink::drive(entry, &mut *session, &pdu, &mut |o| {
            heard.push(crate::testing::line(o));
        });
        assert_eq!(step, Step::Done(3));
    }
    assert_eq!(heard, ["spontaneous store write {file='a b.txt'}"]);
}
