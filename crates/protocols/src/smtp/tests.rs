use super::*;
use crate::listen::{FilePart, Part};
use crate::sink::drive_parts;

/// What lies open when the client says this.
fn parts(said: &str) -> Vec<String> {
    let entry = crate::entry("smtp").unwrap();
    let mut session = (entry.open)();
    let mut heard: Vec<String> = Vec::new();
    let mut rest = said.as_bytes();
    while !rest.is_empty() {
        let pdu = Pdu { from: End::A, server: Some(End::B), data: rest };
        let step = drive_parts(entry, &mut *session, &pdu, &mut |_| (), &mut |part| match part {
            Part::Buffer { name, data, more: false, .. } => {
                heard.push(format!("{name}={}", String::from_utf8_lossy(data)));
            }
            Part::Buffer { data, .. } => {
                heard.last_mut().unwrap().push_str(&String::from_utf8_lossy(data));
            }
            Part::Event { name, .. } => heard.push(format!("!{name}")),
            Part::File(FilePart::Data { .. }) | Part::Done { .. } => {}
            _ => {}
        });
        match step {
            Step::Done(n) | Step::Skip(n) => rest = &rest[n..],
            Step::Need(_) => break,
        }
    }
    heard
}

const MAIL: &str = "EHLO me\r\nMAIL FROM:<a@b> SIZE=1\r\nRCPT TO: <c@d>\r\nDATA\r\n";

#[test]
fn envelope_fields_and_attachments_lie_open() {
    let message = "From: A\r\n <a@b>\r\nSubject: Hi\r\n\
        Content-Type: multipart/mixed; boundary=\"x y\"\r\n\r\n\
        preamble\r\n--x y\r\nContent-Type: text/plain\r\n\r\nno file\r\n\
        --x y\r\nContent-Disposition: attachment; filename=\"a;b.txt\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\naGVsbG8g\r\nd29ybGQ=\r\n\
        --x y\r\nContent-Type: text/html; name=q.html\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\nc\r\n..d\r\n\
        --x y--\r\nend\r\n.\r\nQUIT\r\n";
    assert_eq!(
        parts(&format!("{MAIL}{message}")),
        [
            "smtp.helo=me",
            "smtp.mail_from=<a@b>",
            "smtp.rcpt_to=<c@d>",
            "email.from=A <a@b>",
            "email.subject=Hi",
            "file.name=a;b.txt",
            "file.data=hello world",
            "file.name=q.html",
            "file.data=a=bc\r\n.d",
        ]
    );
}

#[test]
fn a_message_may_be_a_file_itself_or_hold_a_message() {
    let message = "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\
        Content-Type: application/x; name*0=ma; name*1=l.exe\r\n\r\nEICAR\r\n.\r\n";
    let heard = parts(&format!("{MAIL}{message}"));
    assert_eq!(heard[3..], ["file.name=mal.exe", "file.data=EICAR"]);
}

#[test]
fn chunks_make_one_message() {
    let heard =
        parts("BDAT 14\r\nSubject: one\r\nBDAT 9 LAST\r\nTo: x\r\n\r\nNOOP\r\nDATA\r\n.\r\n");
    assert_eq!(heard, ["email.subject=one", "email.to=x"]);
}

#[test]
fn commands_replies_and_messages_are_told() {
    let show = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    crate::testing::check(
        "smtp",
        &[
            &format!("< {}", show("220 mx ESMTP\r\n")),
            &format!("> {}", show("EHLO me\r\n")),
            &format!("< {}", show("250-mx\r\n250 HELP\r\n")),
            &format!("> {}", show("VRFY root\r\nDATA\r\nSubject: s\r\n\r\n.\r\n")),
            &format!("< {}", show("550 no\r\n")),
        ],
        &[
            "response reply link ok {code=220 text='mx ESMTP'}",
            "request ehlo link {argument='me'}",
            "response reply link ok {code=250 text='HELP'}",
            "request vrfy identify {argument='root'}",
            "request data link",
            "request message write subject:s",
            "response reply link error 550 refused {code=550 text='no'}",
        ],
    );
}

#[test]
fn greetings_and_commands_are_certain_only_where_no_other_protocol_has_them() {
    assert_eq!(Smtp::probe(b"220 mx ESMTP\r\n"), Probe::Yes);
    assert_eq!(Smtp::probe(b"220 ftp\r\n"), Probe::OnPort);
    assert_eq!(Smtp::probe(b"EHL"), Probe::NeedMore);
    assert_eq!(Smtp::probe(b"ehlo x\r\n"), Probe::Yes);
    assert_eq!(Smtp::probe(b"GET / HTTP/1.0\r\n"), Probe::No);
}
