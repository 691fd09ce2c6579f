//! Programs, files and firmware that go through CIP.
//!
//! Source: *CIP Networks Library* Vol. 1 5-42 (file object: initiate, transfer packets, checksum).
//! Firmware (class 0xA1) and Logix project data (0x6A, 0x6D) have no public document: offset,
//! size and data are laid out as public captures of updates and uploads show them.

use super::classes::{FILE, PROJECT_DATA, ROUTINE, STORAGE};
use super::path::Place;
use super::{Asked, Speaker, Verdict};
use crate::cursor::Reader;
use crate::listen::FileHead;
use crate::pccc;
use crate::sink::Sink;

/// Transfers of one conversation that are open at a time.
const MAX_OPEN: usize = 8;
/// Services of the file object. Vol. 1 5-42.4
const INITIATE_UPLOAD: u8 = 0x4b;
const INITIATE_DOWNLOAD: u8 = 0x4c;
const UPLOAD_TRANSFER: u8 = 0x4f;
const DOWNLOAD_TRANSFER: u8 = 0x50;
/// Instance of the file object that holds the electronic data sheet. Vol. 1 5-42.2.1
const EDS_INSTANCE: u32 = 0xc8;
/// Bytes of the checksum behind the last packet.
const CHECKSUM: usize = 2;
/// A read of the whole routine.
const UPLOAD_ROUTINE: u8 = 0x4c;

/// A transfer that has begun.
struct Open {
    file: u32,
    place: Place,
    announced: Option<u64>,
    /// Bytes that came, or how far they reach where each has its place.
    seen: u64,
}

/// The transfers of one conversation.
#[derive(Default)]
pub(crate) struct Transfers {
    open: Vec<Open>,
    files: u32,
    /// The program transfer that PCCC is in.
    pub(crate) pccc: Option<pccc::Open>,
}

impl Transfers {
    /// A number for a file that begins.
    pub(crate) fn next_file(&mut self) -> u32 {
        self.files = self.files.wrapping_add(1);
        self.files
    }

    fn begin(&mut self, tx: u32, place: Place, head: &FileHead<'_>, out: &mut Sink<'_>) {
        self.end(&place, false, out);
        if self.open.len() >= MAX_OPEN {
            let oldest = self.open.remove(0);
            out.file_ends(oldest.file, oldest.is_whole());
        }
        let file = self.next_file();
        out.file_begins(tx, file, head);
        self.open.push(Open { file, place, announced: head.announced, seen: 0 });
    }

    fn find(&mut self, place: &Place) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.place == *place)
    }

    fn data(&mut self, place: &Place, at: Option<u64>, data: &[u8], out: &mut Sink<'_>) {
        if let Some(open) = self.find(place) {
            let end = at.unwrap_or(open.seen).saturating_add(data.len() as u64);
            open.seen = open.seen.max(end);
            out.file_data(open.file, at, data);
        }
    }

    fn end(&mut self, place: &Place, complete: bool, out: &mut Sink<'_>) {
        if let Some(at) = self.open.iter().position(|open| open.place == *place) {
            let open = self.open.remove(at);
            out.file_ends(open.file, complete || open.is_whole());
        }
    }
}

impl Open {
    fn is_whole(&self) -> bool {
        self.announced.is_some_and(|announced| self.seen >= announced)
    }
}

/// A transfer begins; it costs nothing when nobody wants files.
fn begin(
    asked: &Asked,
    class: &'static str,
    announced: Option<u64>,
    to_server: bool,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) {
    if !out.files_wanted() {
        return;
    }
    let place = &asked.place;
    let number = |n: Option<u32>| n.map_or_else(String::new, |n| format!("{n:#x}"));
    let name = if asked.object.is_empty() {
        format!("{}/{}", number(place.class), number(place.instance))
    } else {
        asked.object.clone()
    };
    let kind = format!("cip class {}", number(place.class));
    let head = FileHead { class, name: name.into(), kind: kind.into(), announced, to_server };
    to.transfers.begin(to.transaction, *place, &head, out);
}

/// Requests: data on the way to the device, and where reads begin.
pub(super) fn request(
    asked: &mut Asked,
    data: &[u8],
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let mut r = Reader::new(data);
    match (asked.place.class?, asked.service) {
        (STORAGE, 0x4b) => {
            let size = r.u32_le()?;
            out.field("size", size);
            begin(asked, "firmware", Some(size.into()), true, to, out);
        }
        (STORAGE, 0x4d) => firmware(asked, &mut r, to, out)?,
        (PROJECT_DATA, 0x4f) | (ROUTINE, UPLOAD_ROUTINE) => {
            asked.span = (r.u32_le()?, r.u16_le()?);
            out.field("offset", asked.span.0);
        }
        (FILE, INITIATE_DOWNLOAD) => {
            let size = r.u32_le()?;
            out.field("size", size);
            begin(asked, file_class(&asked.place), Some(size.into()), true, to, out);
        }
        (FILE, DOWNLOAD_TRANSFER) => packet(&asked.place, &mut r, to, out)?,
        _ => {}
    }
    Some(())
}

fn file_class(place: &Place) -> &'static str {
    if place.instance == Some(EDS_INSTANCE) { "configuration" } else { "program" }
}

/// Offset and bytes of a firmware image. One whose beginning was not seen begins here.
fn firmware(
    asked: &Asked,
    r: &mut Reader<'_>,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let offset = r.u32_le()?;
    out.field("offset", offset);
    if to.transfers.find(&asked.place).is_none() {
        begin(asked, "firmware", None, true, to, out);
    }
    to.transfers.data(&asked.place, Some(offset.into()), r.rest(), out);
    Some(())
}

/// A transfer packet: number, type (0 first, 1 middle, 2 last, 3 abort, 4 only), data.
fn packet(
    place: &Place,
    r: &mut Reader<'_>,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    r.u8()?;
    let kind = r.u8()?;
    let last = matches!(kind, 2 | 4);
    let keep = r.left().saturating_sub(if last { CHECKSUM } else { 0 });
    to.transfers.data(place, None, r.bytes(keep)?, out);
    if kind >= 2 {
        to.transfers.end(place, last, out);
    }
    Some(())
}

/// Responses: data on the way from the device.
pub(super) fn response(
    verdict: &Verdict,
    asked: Option<&Asked>,
    data: &[u8],
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let asked = asked?;
    let good = verdict.is_good();
    let mut r = Reader::new(data);
    match (asked.place.class?, asked.service) {
        // The image is through when its last part was accepted.
        (STORAGE, 0x4d)
            if good && to.transfers.find(&asked.place).is_some_and(|o| o.is_whole()) =>
        {
            to.transfers.end(&asked.place, true, out);
        }
        (FILE, INITIATE_UPLOAD) if good => {
            let size = r.u32_le()?;
            out.field("size", size);
            begin(asked, file_class(&asked.place), Some(size.into()), false, to, out);
        }
        (FILE, UPLOAD_TRANSFER) if good => packet(&asked.place, &mut r, to, out)?,
        (FILE, _) if !good => to.transfers.end(&asked.place, false, out),
        // Objects without data answer with a single byte.
        (PROJECT_DATA, 0x4f) | (ROUTINE, UPLOAD_ROUTINE) if good && data.len() > 1 => {
            upload(verdict, asked, data, to, out);
        }
        _ => {}
    }
    Some(())
}

/// Project data read at an offset: the read is over when everything that was asked for is there.
fn upload(verdict: &Verdict, asked: &Asked, data: &[u8], to: &mut Speaker<'_>, out: &mut Sink<'_>) {
    let (offset, size) = asked.span;
    if offset == 0 || to.transfers.find(&asked.place).is_none() {
        let announced = (size > 0).then_some(size.into());
        begin(asked, "program", announced, false, to, out);
    }
    to.transfers.data(&asked.place, Some(offset.into()), data, out);
    if verdict.status == 0 {
        to.transfers.end(&asked.place, size == 0, out);
    }
}
