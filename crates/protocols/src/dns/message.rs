//! Header, questions and records of a message. Source: RFC 1035 §4.1, RFC 6895 §2.

use super::name::{Label, label};
use crate::cursor::Reader;

/// Octets of the header. RFC 1035 §4.1.1.
pub(super) const HEADER: usize = 12;
/// Type and class behind a question's name; type, class, time to live and length behind a record's.
const QUESTION_TAIL: usize = 4;
const RECORD_TAIL: usize = 10;
/// The type of the pseudo-record of EDNS, whose class is a size. RFC 6891 §6.1.2.
const OPT: u16 = 41;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    pub(crate) id: u16,
    pub(crate) response: bool,
    pub(crate) opcode: u8,
    /// The bit that must be zero. RFC 6895 §2.1.
    pub(crate) reserved: bool,
    pub(crate) rcode: u8,
    /// Questions, answers, authorities, additional records.
    pub(crate) counts: [u16; 4],
}

impl Header {
    /// Whether it is what hosts usually send.
    pub(super) fn is_usual(&self) -> bool {
        let [questions, others @ ..] = self.counts;
        let defined = matches!(self.opcode, 0 | 1 | 2 | 4 | 5 | 6);
        // A request asks one thing; a response may leave the question out.
        defined
            && !self.reserved
            && (questions == 1 || (self.response && questions == 0 && others != [0; 3]))
            && others.iter().all(|count| *count < 256)
            && (self.response || self.rcode == 0)
    }

    /// Whether a message with it can be nothing else, given that its records are well-formed.
    pub(super) fn is_telling(&self) -> bool {
        let multicast = self.id == 0 && self.opcode == 0;
        self.is_usual() && !multicast
    }
}

pub(super) fn header(data: &[u8]) -> Option<Header> {
    let mut r = Reader::new(data);
    let id = r.u16()?;
    let flags = r.u16()?;
    let counts = [r.u16()?, r.u16()?, r.u16()?, r.u16()?];
    Some(Header {
        id,
        response: flags & 0x8000 != 0,
        opcode: (flags >> 11 & 0x0f) as u8,
        reserved: flags & 0x0040 != 0,
        rcode: (flags & 0x0f) as u8,
        counts,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Question,
    Answer,
    Authority,
    Additional,
}

const SECTIONS: [Section; 4] =
    [Section::Question, Section::Answer, Section::Authority, Section::Additional];

/// A question, or a record with its data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) section: Section,
    pub(crate) name_at: usize,
    pub(crate) kind: u16,
    pub(crate) data_at: usize,
    pub(crate) data_len: usize,
}

/// How far the bytes are a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Walk {
    Complete(usize),
    /// At least so many bytes are needed.
    Short {
        need: usize,
        questions_seen: bool,
    },
    Wrong,
}

/// A whole message.
pub(crate) struct Message<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) header: Header,
    pub(crate) records: Vec<Record>,
}

impl<'a> Message<'a> {
    /// Reads a message; of records behind damage nothing is told.
    pub(crate) fn read(data: &'a [u8]) -> Option<Self> {
        let header = header(data)?;
        let mut records = Vec::new();
        each(data, &header, &mut |record| records.push(record));
        Some(Self { data, header, records })
    }
}

/// Whether and how far the bytes are a message, by lengths alone.
pub(super) fn walk(data: &[u8]) -> Walk {
    match header(data) {
        Some(header) => each(data, &header, &mut |_| ()),
        None => Walk::Short { need: HEADER, questions_seen: false },
    }
}

fn each(data: &[u8], header: &Header, seen: &mut dyn FnMut(Record)) -> Walk {
    let mut r = Reader::new(data);
    let _ = r.skip(HEADER);
    let mut questions_seen = false;
    for (section, count) in SECTIONS.iter().zip(header.counts) {
        for _ in 0..count {
            match record(&mut r, *section) {
                Ok(record) => seen(record),
                Err(Some(more)) => {
                    return Walk::Short { need: data.len() + more.max(1), questions_seen };
                }
                Err(None) => return Walk::Wrong,
            }
        }
        questions_seen |= count > 0;
    }
    Walk::Complete(r.offset())
}

/// One question or record. `Err` says how many bytes are missing at least, if that is the matter.
fn record(r: &mut Reader<'_>, section: Section) -> Result<Record, Option<usize>> {
    let name_at = r.offset();
    skip_name(r)?;
    let tail = if section == Section::Question { QUESTION_TAIL } else { RECORD_TAIL };
    let missing = Some(tail.saturating_sub(r.left()));
    let kind = r.u16().ok_or(missing)?;
    let class = r.u16().ok_or(missing)?;
    if !is_class(class) && kind != OPT {
        return Err(None);
    }
    let mut data_len = 0;
    if section != Section::Question {
        r.u32().ok_or(missing)?;
        data_len = usize::from(r.u16().ok_or(missing)?);
    }
    let data_at = r.offset();
    r.skip(data_len).ok_or(Some(data_len.saturating_sub(r.left())))?;
    Ok(Record { section, name_at, kind, data_at, data_len })
}

/// IN, CH, HS, NONE, ANY (RFC 6895 §3.2), with the bit of multicast DNS (RFC 6762 §18.12).
fn is_class(class: u16) -> bool {
    matches!(class & 0x7fff, 1 | 3 | 4 | 254 | 255)
}

fn skip_name(r: &mut Reader<'_>) -> Result<(), Option<usize>> {
    loop {
        match label(r) {
            Some(Ok(Label::Text(_))) => {}
            Some(Ok(Label::End | Label::Pointer(_))) => return Ok(()),
            Some(Err(())) => return Err(None),
            None => return Err(Some(1)),
        }
    }
}
