//! Programs that go through PCCC.
//!
//! Source: Rockwell 1770-RM516 ch. 7: "download all request" and "upload all request" with physical
//! reads and writes in between (PLC-5), typed logical reads and writes (SLC 500, MicroLogix). The
//! file types below 0x80 are not published: public captures show that programming software reads
//! a program file by file, and that the sub-element counts words.

use crate::cip::Speaker;
use crate::cursor::Reader;
use crate::listen::FileHead;
use crate::sink::Sink;

use super::{Address, Asked};

/// The transfer that is going on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    file: u32,
    to_server: bool,
    /// Number and type of the file, where it is one file's.
    of: Option<(u16, u8)>,
    /// Bytes that are there without a gap.
    seen: u64,
    whole: bool,
}

/// Bytes of a typed read when the file has more. Ch. 7 allows 236; programming software reads 80.
const FULL: u8 = 80;

/// Requests: what begins and ends a transfer, and data on the way to the controller.
pub(super) fn request(asked: &Asked, data: &[u8], to: &mut Speaker<'_>, out: &mut Sink<'_>) {
    match (asked.command, asked.function) {
        (0x0f, Some(0x50)) => begin("pccc download".into(), true, None, to, out),
        (0x0f, Some(0x53)) => begin("pccc upload".into(), false, None, to, out),
        (0x0f, Some(0x52 | 0x55)) => end(true, to, out),
        // Physical address, then bytes.
        (0x0f, Some(0x18)) => {
            let mut r = Reader::new(data);
            if let Some(at) = r.u32_le() {
                append(true, Some(at.into()), r.rest(), to, out);
            }
        }
        (0x0f, Some(0xa9 | 0xaa)) => typed(asked, true, data, to, out),
        (0x0f, Some(0xaf)) => append(true, None, data, to, out),
        _ => {}
    }
}

/// Replies: data on the way from the controller.
pub(super) fn response(
    asked: Option<&Asked>,
    data: &[u8],
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) {
    match asked.map(|asked| (asked, asked.command, asked.function)) {
        Some((asked, 0x0f, Some(0xa1 | 0xa2))) => typed(asked, false, data, to, out),
        Some((_, 0x0f, Some(0x17 | 0xa7 | 0x06 | 0x09))) => append(false, None, data, to, out),
        _ => {}
    }
}

/// A piece of a file of the program: from its beginning on, one after another.
fn typed(asked: &Asked, to_server: bool, data: &[u8], to: &mut Speaker<'_>, out: &mut Sink<'_>) {
    let Some((address, size)) = asked.address.filter(|(address, _)| !address.is_data()) else {
        return;
    };
    let Address { file, kind, element: 0, sub } = address else { return };
    let of = Some((file, kind));
    if sub == 0 {
        begin(address.name(), to_server, of, to, out);
    }
    let open = to.transfers.pccc.filter(|open| open.of == of && open.to_server == to_server);
    if open.is_some() {
        append(to_server, Some(u64::from(sub) * 2), data, to, out);
        if size < FULL {
            end(true, to, out);
        }
    }
}

fn begin(
    name: String,
    to_server: bool,
    of: Option<(u16, u8)>,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) {
    // A file whose last piece was a full one ends where the next begins.
    end(of.is_some(), to, out);
    let file = to.transfers.next_file();
    let head = FileHead {
        class: "program",
        name: name.into(),
        kind: "pccc".into(),
        announced: None,
        to_server,
    };
    out.file_begins(to.transaction, file, &head);
    to.transfers.pccc = Some(Open { file, to_server, of, seen: 0, whole: true });
}

fn end(complete: bool, to: &mut Speaker<'_>, out: &mut Sink<'_>) {
    if let Some(open) = to.transfers.pccc.take() {
        out.file_ends(open.file, complete && open.whole);
    }
}

/// Bytes that go the way of the transfer, if one has begun.
fn append(to_server: bool, at: Option<u64>, data: &[u8], to: &mut Speaker<'_>, out: &mut Sink<'_>) {
    let open = to.transfers.pccc.as_mut();
    let Some(open) = open.filter(|open| open.to_server == to_server && !data.is_empty()) else {
        return;
    };
    if open.of.is_some() {
        open.whole &= at == Some(open.seen);
        open.seen = open.seen.saturating_add(data.len() as u64);
    }
    out.file_data(open.file, at, data);
}
