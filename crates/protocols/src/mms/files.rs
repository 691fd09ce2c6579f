//! Files and domains on the way: fileOpen … fileClose, download and upload sequences.
//!
//! Source: ISO 9506-2 §11 (domain management), Annex D (file access, file management).

use std::borrow::Cow;

use crate::ber::{Element, elements, find, unsigned};
use crate::listen::FileHead;
use crate::protocol::End;
use crate::sink::Sink;

use super::Pending;

/// Transfers open at a time in one association.
const MAX_OPEN: usize = 8;

/// What tells a transfer from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// File read state machine.
    File(u32),
    /// Upload state machine.
    Upload(u32),
    Download(String),
}

struct Open {
    key: Key,
    file: u32,
    /// The end that gives the bytes.
    giver: End,
}

/// Transfers of one association.
#[derive(Default)]
pub(super) struct Transfers {
    open: Vec<Open>,
    count: u32,
}

impl Transfers {
    /// What a request ends.
    pub(super) fn asked(
        &mut self,
        pending: &Pending,
        content: &[u8],
        from: End,
        out: &mut Sink<'_>,
    ) {
        match (pending.service, pending.names.first()) {
            (74, _) => self.end(&Key::File(unsigned(content)), from.other(), false, out),
            (31, _) => self.end(&Key::Upload(unsigned(content)), from.other(), false, out),
            // The one that receives the domain says whether it discards what came.
            (28, Some(name)) => {
                let discarded = elements(content).any(|e| e.number == 1);
                self.end(&Key::Download(name.clone()), from.other(), !discarded, out);
            }
            _ => {}
        }
    }

    /// What a response opens, brings and ends.
    pub(super) fn answered(
        &mut self,
        asked: Option<&Pending>,
        service: Element<'_>,
        from: End,
        transaction: u32,
        out: &mut Sink<'_>,
    ) {
        let Some(asked) = asked.filter(|_| out.files_wanted()) else { return };
        let name = asked.names.first().map_or("", String::as_str);
        let number = || name.parse().unwrap_or(0);
        match service.number {
            72 => {
                let machine = find(service.content, 0x80).map_or(0, unsigned);
                let size = find(service.content, 0xa1).and_then(|a| find(a, 0x80)).map(unsigned);
                let head = FileHead {
                    class: class(name),
                    name: Cow::Borrowed(name),
                    kind: Cow::Borrowed(""),
                    announced: size.map(u64::from),
                    to_server: false,
                };
                self.begin(Key::File(machine), from, transaction, &head, out);
            }
            29 => {
                let machine = find(service.content, 0x80).map_or(0, unsigned);
                let head = domain(name, false);
                self.begin(Key::Upload(machine), from, transaction, &head, out);
            }
            // The giver of a download answers the segments that the other side asks for.
            26 => {
                let head = domain(name, true);
                let key = Key::Download(name.to_owned());
                self.begin(key, from.other(), transaction, &head, out);
            }
            73 => self.data(&Key::File(number()), service.content, from, out),
            30 => self.data(&Key::Upload(number()), service.content, from, out),
            27 => self.data(&Key::Download(name.to_owned()), service.content, from, out),
            _ => {}
        }
    }

    fn begin(
        &mut self,
        key: Key,
        giver: End,
        transaction: u32,
        head: &FileHead<'_>,
        out: &mut Sink<'_>,
    ) {
        self.end(&key, giver, false, out);
        if self.open.len() >= MAX_OPEN {
            let oldest = self.open.remove(0);
            out.file_ends(oldest.file, false);
        }
        self.count = self.count.wrapping_add(1);
        out.file_begins(transaction, self.count, head);
        self.open.push(Open { key, file: self.count, giver });
    }

    /// Bytes [0], moreFollows [1] which is true by default.
    fn data(&mut self, key: &Key, content: &[u8], giver: End, out: &mut Sink<'_>) {
        let Some(open) = self.open.iter().find(|o| o.key == *key && o.giver == giver) else {
            return;
        };
        out.file_data(open.file, None, find(content, 0x80).unwrap_or_default());
        if find(content, 0x81).is_some_and(|more| unsigned(more) == 0) {
            self.end(key, giver, true, out);
        }
    }

    fn end(&mut self, key: &Key, giver: End, complete: bool, out: &mut Sink<'_>) {
        let at = self.open.iter().position(|open| open.key == *key && open.giver == giver);
        if let Some(at) = at {
            let open = self.open.remove(at);
            out.file_ends(open.file, complete);
        }
    }
}

fn domain(name: &str, to_server: bool) -> FileHead<'_> {
    FileHead {
        class: "program",
        name: Cow::Borrowed(name),
        kind: Cow::Borrowed("domain"),
        announced: None,
        to_server,
    }
}

/// Engineering files of IEC 61850-6 are configuration.
fn class(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "icd" | "cid" | "scd" | "ssd" | "iid" | "sed" => "configuration",
        _ => "file",
    }
}
