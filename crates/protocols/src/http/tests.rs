//! Messages by example: what is heard of them, and what they lay open for rules.

use crate::listen::{FilePart, Part};
use crate::protocol::{End, Pdu, Step};
use crate::sink::drive_parts;
use crate::testing::line;

mod bodies;
mod heads;

/// What a conversation gave.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) observations: Vec<String>,
    /// `transaction name=value`; what goes on with a buffer is joined to it.
    pub(super) buffers: Vec<String>,
    pub(super) events: Vec<String>,
    /// `number name>` and `number complete`.
    pub(super) files: Vec<String>,
}

impl Heard {
    /// The values of a buffer.
    pub(super) fn of(&self, name: &str) -> Vec<&str> {
        let named = self.buffers.iter().filter_map(|buffer| {
            let (head, value) = buffer.split_once('=')?;
            (head.split_once(' ')?.1 == name).then_some(value)
        });
        named.collect()
    }

    fn part(&mut self, part: &Part<'_>) {
        match part {
            Part::Buffer { transaction, name, data, more } => {
                let head = format!("{transaction} {name}=");
                let text: String = data.iter().map(|byte| char::from(*byte)).collect();
                let before = self.buffers.iter_mut().rfind(|buffer| buffer.starts_with(&head));
                match before.filter(|_| *more) {
                    Some(buffer) => buffer.push_str(&text),
                    None => self.buffers.push(head + &text),
                }
            }
            Part::Event { name, .. } => self.events.push((*name).to_owned()),
            Part::File(FilePart::Begin { file, head, .. }) => {
                self.files.push(format!("{file} {}>", head.name));
            }
            Part::File(FilePart::End { file, complete }) => {
                self.files.push(format!("{file} {complete}"));
            }
            _ => {}
        }
    }
}

/// What is heard when the client (`>`) and the server (`<`) say these bytes and hang up.
pub(super) fn hear(talk: &[&[u8]]) -> Heard {
    let entry = crate::entry("http").unwrap();
    let mut session = (entry.open)();
    let mut heard = Heard::default();
    let mut pending = [Vec::new(), Vec::new()];
    for said in talk {
        let (mark, bytes) = said.split_first().unwrap();
        let from = if *mark == b'>' { End::A } else { End::B };
        let buffer = &mut pending[usize::from(from == End::B)];
        buffer.extend_from_slice(bytes);
        while !buffer.is_empty() {
            let pdu = Pdu { from, server: None, data: buffer };
            let mut observations = Vec::new();
            let mut seen = |o: &_| observations.push(line(o));
            let mut part = |part: &Part<'_>| heard.part(part);
            let step = drive_parts(entry, &mut *session, &pdu, &mut seen, &mut part);
            heard.observations.append(&mut observations);
            match step {
                Step::Done(used) => drop(buffer.drain(..used)),
                Step::Skip(used) => {
                    heard.observations.push(format!("skip {used}"));
                    buffer.drain(..used);
                }
                Step::Need(_) => break,
            }
        }
    }
    heard
}

/// The values of one buffer in a conversation.
pub(super) fn buffers(talk: &[&[u8]], name: &str) -> Vec<String> {
    hear(talk).of(name).into_iter().map(str::to_owned).collect()
}
