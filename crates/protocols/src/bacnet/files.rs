//! File access. ASHRAE 135-2020 clause 14: AtomicReadFile, AtomicWriteFile.

use std::borrow::Cow;

use crate::bacnet::properties::Target;
use crate::bacnet::tags::{BOOLEAN, Class, OBJECT, OCTETS, ObjectId, item};
use crate::bacnet::{Apdu, names};
use crate::cursor::{Reader, small};
use crate::listen::FileHead;
use crate::sink::Sink;

/// Transfers followed at a time in one flow.
const MAX_OPEN: usize = 8;
/// Service choice of AtomicWriteFile.
const WRITE: u8 = 7;
/// Records looked at in one message.
const MAX_RECORDS: usize = 64;

/// Transfers under way: number of the file, whether it is written.
#[derive(Default)]
pub(super) struct Files {
    open: Vec<(ObjectId, bool, u32)>,
    last: u32,
}

/// What one message says of a file.
#[derive(Default)]
struct Access<'a> {
    file: Option<ObjectId>,
    ended: Option<bool>,
    /// First octet or record.
    start: Option<i64>,
    /// Octets or records wanted.
    count: Option<u32>,
    by_record: bool,
    data: Vec<&'a [u8]>,
}

fn access(body: &[u8]) -> Access<'_> {
    let mut r = Reader::new(body);
    let mut found = Access::default();
    while let Some(item) = item(&mut r) {
        match (item.class, item.number) {
            (Class::Application, OBJECT) => found.file = item.object(),
            (Class::Application, BOOLEAN) => found.ended = Some(item.boolean()),
            (Class::Application, OCTETS) if found.data.len() < MAX_RECORDS => {
                found.data.push(item.content);
            }
            (Class::Opening, 1) => found.by_record = true,
            (Class::Application, _) if found.start.is_none() => found.start = Some(item.signed()),
            (Class::Application, _) => found.count = Some(item.unsigned()),
            // Acknowledgement of a write.
            (Class::Context, _) => found.start = Some(item.signed()),
            _ => {}
        }
    }
    found
}

impl Files {
    pub(super) fn request(&mut self, apdu: &Apdu<'_>, out: &mut Sink<'_>) -> Target {
        let access = access(apdu.body);
        let target = Target { object: access.file, ..Target::default() };
        target.name(out);
        tell(&access, out);
        if let (WRITE, Some(file)) = (apdu.service, access.file) {
            self.data(file, true, &access, out);
        }
        target
    }

    pub(super) fn answer(&mut self, asked: Option<Target>, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
        let access = access(apdu.body);
        if let Some(target) = asked {
            target.name(out);
        }
        tell(&access, out);
        let file = asked.and_then(|target| target.object);
        if let (Some(file), false) = (file, apdu.service == WRITE) {
            self.data(file, false, &access, out);
        }
    }

    fn data(&mut self, file: ObjectId, written: bool, access: &Access<'_>, out: &mut Sink<'_>) {
        if !out.files_wanted() {
            return;
        }
        let number = self.number(file, written, access.start == Some(0), out);
        let mut at = access.start.and_then(|start| u64::try_from(start).ok());
        if access.by_record {
            // Records have no length in octets to reckon a place from.
            at = None;
        }
        for piece in &access.data {
            out.file_data(number, at, piece);
            at = at.map(|at| at.saturating_add(piece.len() as u64));
        }
        if access.ended == Some(true) {
            out.file_ends(number, true);
            self.open.retain(|(_, _, n)| *n != number);
        }
    }

    /// The number of the transfer; a start at 0 begins a new one.
    fn number(&mut self, file: ObjectId, written: bool, anew: bool, out: &mut Sink<'_>) -> u32 {
        let at = self.open.iter().position(|(id, w, _)| *id == file && *w == written);
        if let Some((_, _, number)) = at.and_then(|at| self.open.get(at)).copied() {
            if !anew {
                return number;
            }
            out.file_ends(number, false);
            self.open.retain(|(_, _, n)| *n != number);
        }
        if self.open.len() >= MAX_OPEN {
            let (_, _, oldest) = self.open.remove(0);
            out.file_ends(oldest, false);
        }
        self.last = self.last.wrapping_add(1);
        self.open.push((file, written, self.last));
        let head = FileHead {
            class: "configuration",
            name: Cow::Owned(names::object(file)),
            kind: Cow::Borrowed("file"),
            announced: None,
            to_server: written,
        };
        out.file_begins(self.last, self.last, &head);
        self.last
    }
}

fn tell(access: &Access<'_>, out: &mut Sink<'_>) {
    if let Some(start) = access.start {
        out.field("start", model::observation::Value::Int(start));
    }
    let bytes: usize = access.data.iter().map(|piece| piece.len()).sum();
    let length = if access.data.is_empty() { access.count } else { Some(small(bytes)) };
    if let Some(length) = length {
        out.field("length", length);
    }
    if let Some(ended) = access.ended {
        out.field("end_of_file", ended);
    }
    if let Some(first) = access.data.first() {
        out.values(first);
    }
}
