//! Files on the way between stations: file ready, sections, segments, last section.
//!
//! Source: IEC 60870-5-101 §7.3.6 (types 120 to 127), §7.2.6.28–7.2.6.38 (qualifiers, name, section,
//! length, checksum), §7.4.11 (procedures).

use std::borrow::Cow;

use crate::cursor::Reader;
use crate::listen::FileHead;
use crate::protocol::End;
use crate::sink::Sink;

/// Files open at a time on one connection.
const MAX_OPEN: usize = 4;

/// Common address, object address and name: what tells a file from the others.
type Key = (u16, u32, u16);

struct Open {
    key: Key,
    from: End,
    file: u32,
    /// Sums of all octets, modulo 256: of the file, and of the section so far.
    sum: u8,
    section_sum: u8,
    /// Whether the file was seen from its first octet on.
    whole: bool,
}

/// Files of one connection.
#[derive(Default)]
pub(super) struct Files {
    open: Vec<Open>,
    count: u32,
}

/// Who sends, and what is known of the connection.
#[derive(Clone, Copy)]
pub(super) struct Whence {
    pub(super) from: End,
    pub(super) server: Option<End>,
    pub(super) transaction: u32,
}

/// Whether a type is one of file transfer that carries or announces bytes.
pub(super) fn carries(type_id: u8) -> bool {
    matches!(type_id, 120 | 121 | 123 | 125)
}

/// What a file is by its name. §7.2.6.33.
fn kind(name: u16) -> &'static str {
    match name {
        1 => "transparent",
        2 => "disturbance",
        3 => "events",
        4 => "analogue_records",
        _ => "",
    }
}

impl Files {
    /// Follows one unit of file transfer; `objects` begin with the object address.
    pub(super) fn unit(
        &mut self,
        whence: Whence,
        type_id: u8,
        common: u16,
        objects: &[u8],
        out: &mut Sink<'_>,
    ) {
        if carries(type_id) {
            let _ = self.follow(whence, type_id, common, Reader::new(objects), out);
        }
    }

    fn follow(
        &mut self,
        whence: Whence,
        type_id: u8,
        common: u16,
        mut r: Reader<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let (address, name) = (r.u24_le()?, r.u16_le()?);
        let key = (common, address, name);
        match type_id {
            120 => {
                let length = r.u24_le()?;
                self.begin(whence, key, Some(length), out);
            }
            // Section ready: the section's sum starts over.
            121 => {
                if let Some(open) = self.find(whence, key) {
                    open.section_sum = 0;
                }
            }
            123 => {
                r.u8()?;
                let (qualifier, sum) = (r.u8()?, r.u8()?);
                self.last(whence, key, qualifier, sum, out);
            }
            _ => {
                r.u8()?;
                let length = r.u8()?;
                let bytes = r.bytes(usize::from(length).min(r.left()))?;
                self.segment(whence, key, bytes, out);
            }
        }
        Some(())
    }

    fn find(&mut self, whence: Whence, key: Key) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.key == key && open.from == whence.from)
    }

    fn begin(&mut self, whence: Whence, key: Key, announced: Option<u32>, out: &mut Sink<'_>) {
        self.end(whence, key, false, out);
        if self.open.len() >= MAX_OPEN {
            let oldest = self.open.remove(0);
            out.file_ends(oldest.file, false);
        }
        self.count = self.count.wrapping_add(1);
        let (common, address, name) = key;
        out.file_begins(
            whence.transaction,
            self.count,
            &FileHead {
                class: "file",
                name: Cow::Owned(format!("{common}/{address}/{name}")),
                kind: Cow::Borrowed(kind(name)),
                announced: announced.map(u64::from),
                to_server: whence.server.is_some_and(|server| server != whence.from),
            },
        );
        self.open.push(Open {
            key,
            from: whence.from,
            file: self.count,
            sum: 0,
            section_sum: 0,
            whole: announced.is_some(),
        });
    }

    fn segment(&mut self, whence: Whence, key: Key, bytes: &[u8], out: &mut Sink<'_>) {
        if self.find(whence, key).is_none() {
            self.begin(whence, key, None, out);
        }
        let Some(open) = self.find(whence, key) else { return };
        let sum = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
        open.sum = open.sum.wrapping_add(sum);
        open.section_sum = open.section_sum.wrapping_add(sum);
        out.file_data(open.file, None, bytes);
    }

    /// LSQ: 1 and 2 end the file (2: given up), 3 and 4 a section. §7.2.6.31.
    fn last(&mut self, whence: Whence, key: Key, qualifier: u8, sum: u8, out: &mut Sink<'_>) {
        let Some(open) = self.find(whence, key) else { return };
        let expected = if qualifier <= 2 { open.sum } else { open.section_sum };
        if open.whole && matches!(qualifier, 1 | 3) && sum != expected {
            out.anomaly("iec104.file_checksum", super::HEADER, "chs");
        }
        if matches!(qualifier, 1 | 2) {
            let complete = qualifier == 1 && open.whole;
            self.end(whence, key, complete, out);
        }
    }

    fn end(&mut self, whence: Whence, key: Key, complete: bool, out: &mut Sink<'_>) {
        let at = self.open.iter().position(|open| open.key == key && open.from == whence.from);
        if let Some(at) = at {
            let open = self.open.remove(at);
            out.file_ends(open.file, complete);
        }
    }

    /// Bytes of `from` are missing: its files cannot be whole any more.
    pub(super) fn lost(&mut self, from: End) {
        for open in self.open.iter_mut().filter(|open| open.from == from) {
            open.whole = false;
        }
    }
}
