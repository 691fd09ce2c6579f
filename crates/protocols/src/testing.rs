//! How unit tests look at a parser: hexadecimal in, one line an observation out.

use model::CaptureTime;
use model::event::ProbeEvent;
use model::observation::{Object, Observation, Outcome, Value};
use packet::build::{Peer, udp};
use packet::{Frame, LinkType};

use crate::listen::{FilePart, Part};
use crate::pipeline::{Config, Pipeline};
use crate::protocol::{End, Pdu, Step};
use crate::rollup::Limits;
use crate::sink::{drive, drive_parts};

pub(crate) mod parts;

/// Bytes of a hexadecimal text; blanks do not count.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect()
}

/// `kind operation risk object outcome {fields} !anomaly@offset`.
pub(crate) fn line(o: &Observation) -> String {
    let mut text = format!("{} {} {}", o.kind, o.operation, o.risk);
    match &o.object {
        Some(Object::Range { space, start, count }) => {
            text += &format!(" {space}[{start}+{count}]")
        }
        Some(Object::Named { space, name }) => text += &format!(" {space}:{name}"),
        None => {}
    }
    match &o.outcome {
        Some(Outcome::Ok) => text += " ok",
        Some(Outcome::Error { code, name }) => text += &format!(" error {code} {name}"),
        None => {}
    }
    let fields: Vec<String> = o.fields.iter().map(|(n, v)| format!("{n}={}", show(v))).collect();
    if !fields.is_empty() {
        text += &format!(" {{{}}}", fields.join(" "));
    }
    for anomaly in &o.anomalies {
        text += &format!(" !{}@{}", anomaly.code, anomaly.offset);
    }
    text
}

fn show(value: &Value) -> String {
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Float(x) => x.to_string(),
        Value::Text(text) => format!("'{text}'"),
    }
}

/// What a protocol hears when A (`>`) and B (`<`) say these messages. A line `skip n` or `need n`
/// tells of bytes that were no message.
pub(crate) fn hear(protocol: &str, talk: &[&str]) -> Vec<String> {
    let entry = crate::entry(protocol).unwrap();
    let mut session = (entry.open)();
    let mut heard = Vec::new();
    for said in talk {
        let (from, text) = match said.split_at(1) {
            (">", text) => (End::A, text),
            (_, text) => (End::B, text),
        };
        let bytes = hex(text);
        let mut at = 0;
        while at < bytes.len() {
            let pdu = Pdu { from, server: None, data: &bytes[at..] };
            match drive(entry, &mut *session, &pdu, &mut |o| heard.push(line(o))) {
                Step::Done(n) => at += n,
                Step::Skip(n) => {
                    heard.push(format!("skip {n}"));
                    at += n;
                }
                Step::Need(n) => {
                    heard.push(format!("need {n}"));
                    break;
                }
            }
        }
    }
    heard
}

/// The same for datagrams to (`>`) and from (`<`) a UDP port, through the whole pipeline.
pub(crate) fn hear_datagrams(port: u16, talk: &[&str]) -> Vec<String> {
    let client = Peer::new([10, 0, 0, 1], 40_000);
    let server = Peer::new([10, 0, 0, 2], port);
    let config = Config { limits: Limits::none(), flows: false, ..Config::default() };
    let mut pipeline = Pipeline::new(config);
    let mut heard = Vec::new();
    let mut out = |event| {
        if let ProbeEvent::Observation(o) = event {
            heard.push(format!("{}: {}", o.protocol, line(&o)));
        }
    };
    for (number, said) in (1u64..).zip(talk) {
        let (who, text) = said.split_at(1);
        let (from, to) = if who == ">" { (&client, &server) } else { (&server, &client) };
        let data = udp(from, to, &hex(text));
        let wire_len = data.len() as u32;
        let time = CaptureTime(number as i64 * 1_000_000);
        let frame = Frame { time, number, link: LinkType::Ethernet, data: &data, wire_len };
        pipeline.packet(&frame, &mut out);
    }
    pipeline.finish(&mut out);
    heard
}

/// Holds what is heard against what is expected.
pub(crate) fn check(protocol: &str, talk: &[&str], expected: &[&str]) {
    let heard = hear(protocol, talk);
    assert_eq!(heard, expected, "\nheard:\n{}\n", heard.join("\n"));
}

/// The files that are laid open when A and B say these messages, one line a step of a transfer.
pub(crate) fn files(protocol: &str, talk: &[&str]) -> Vec<String> {
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
            let mut part = |part: &Part<'_>| heard.extend(file_line(part));
            match drive_parts(entry, &mut *session, &pdu, &mut |_| (), &mut part) {
                Step::Done(n) | Step::Skip(n) => at += n,
                Step::Need(_) => break,
            }
        }
    }
    heard
}

fn file_line(part: &Part<'_>) -> Option<String> {
    let Part::File(step) = part else { return None };
    Some(match step {
        FilePart::Begin { file, head, .. } => {
            let way = if head.to_server { "to" } else { "from" };
            let announced = head.announced.map_or(String::new(), |n| format!(" {n} bytes"));
            format!("{file} {way} {} {}:{}{announced}", head.class, head.kind, head.name)
        }
        FilePart::Data { file, at, data } => {
            let place = at.map_or(String::new(), |at| format!("@{at}"));
            format!("{file}{place} {}", String::from_utf8_lossy(data))
        }
        FilePart::End { file, complete } => format!("{file} ends {complete}"),
    })
}
