//! How unit tests look at what a parser lays open besides observations.

use crate::listen::{FilePart, Part};
use crate::protocol::{End, Pdu, Step};
use crate::sink::drive_parts;

use super::hex;

/// What is laid open when A (`>`) and B (`<`) say these messages, one line a part.
pub(crate) fn parts(protocol: &str, talk: &[&str]) -> Vec<String> {
    let entry = crate::entry(protocol).unwrap();
    let mut session = (entry.open)();
    let mut heard = Vec::new();
    for said in talk {
        let (who, text) = said.split_at(1);
        let from = if who == ">" { End::A } else { End::B };
        let bytes = hex(text);
        let mut at = 0;
        while at < bytes.len() {
            let pdu = Pdu { from, server: None, data: &bytes[at..] };
            let mut part = |part: &Part<'_>| heard.push(line(part));
            match drive_parts(entry, &mut *session, &pdu, &mut |_| (), &mut part) {
                Step::Done(n) | Step::Skip(n) => at += n,
                Step::Need(_) => break,
            }
        }
    }
    heard
}

/// Only the steps of files, or only what is said for rules.
pub(crate) fn of_files(parts: &[String]) -> Vec<&str> {
    parts.iter().filter(|line| line.starts_with("file")).map(String::as_str).collect()
}

fn line(part: &Part<'_>) -> String {
    match part {
        Part::Buffer { transaction, name, data, .. } => {
            let digits: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{transaction} {name}={digits}")
        }
        Part::Number { transaction, name, value } => format!("{transaction} {name}={value}"),
        Part::Event { transaction, name } => format!("{transaction} !{name}"),
        Part::Done { transaction } => format!("{transaction} done"),
        Part::File(FilePart::Begin { transaction, file, head }) => {
            let way = if head.to_server { "to" } else { "from" };
            let size = head.announced.map_or(String::new(), |n| format!(" of {n}"));
            format!(
                "file {file} {way} {} '{}' {}{size} in {transaction}",
                head.class, head.name, head.kind
            )
        }
        Part::File(FilePart::Data { file, at, data }) => {
            let place = at.map_or(String::new(), |at| format!("@{at}"));
            let digits: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("file {file}{place} {digits}")
        }
        Part::File(FilePart::End { file, complete }) => format!("file {file} ends {complete}"),
    }
}
