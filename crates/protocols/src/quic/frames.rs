//! Frames of Initial packets, and the handshake's bytes put in order.
//! Source: RFC 9000 §19.

use std::collections::BTreeMap;

use super::varint;
use crate::cursor::Reader;

/// Frame types. RFC 9000 §19.
const PADDING: u64 = 0;
const PING: u64 = 1;
const ACK: u64 = 2;
const ACK_ECN: u64 = 3;
const CRYPTO: u64 = 6;
/// Ranges that one acknowledgement has at most.
const MAX_RANGES: u64 = 1024;
/// Handshake bytes kept of one end, and pieces of them.
const MAX_STREAM: u64 = 1 << 16;
const MAX_PIECES: usize = 128;

/// The bytes of one end's handshake: what follows from the beginning, and pieces further on.
#[derive(Default)]
pub(super) struct Stream {
    ready: Vec<u8>,
    pieces: BTreeMap<u64, Vec<u8>>,
}

impl Stream {
    fn add(&mut self, at: u64, data: &[u8]) {
        if at.saturating_add(data.len() as u64) > MAX_STREAM || self.pieces.len() >= MAX_PIECES {
            return;
        }
        let kept = self.pieces.entry(at).or_default();
        if kept.len() < data.len() {
            *kept = data.to_vec();
        }
        while let Some(piece) = self.pieces.first_entry() {
            let have = self.ready.len() as u64;
            if *piece.key() > have {
                break;
            }
            let (at, data) = piece.remove_entry();
            let old = usize::try_from(have - at).unwrap_or(usize::MAX);
            self.ready.extend_from_slice(data.get(old..).unwrap_or_default());
        }
    }

    /// The first message, once it is whole: its type and body. RFC 8446 §4.
    pub(super) fn message(&self) -> Option<(u8, &[u8])> {
        let mut r = Reader::new(&self.ready);
        let kind = r.u8()?;
        let length = r.u24()? as usize;
        Some((kind, r.bytes(length)?))
    }
}

/// Gives the handshake's bytes in a payload to `stream`.
pub(super) fn crypto(payload: &[u8], stream: &mut Stream) {
    let mut r = Reader::new(payload);
    while !r.is_empty() {
        if frame(&mut r, stream).is_none() {
            return;
        }
    }
}

/// One frame. `None` at one that does not belong here, or at the end.
fn frame(r: &mut Reader<'_>, stream: &mut Stream) -> Option<()> {
    match varint(r)? {
        PADDING | PING => Some(()),
        kind @ (ACK | ACK_ECN) => {
            let _largest = varint(r)?;
            let _delay = varint(r)?;
            let ranges = varint(r)?.min(MAX_RANGES);
            let _first = varint(r)?;
            let counts = if kind == ACK_ECN { 3 } else { 0 };
            for _ in 0..ranges * 2 + counts {
                varint(r)?;
            }
            Some(())
        }
        CRYPTO => {
            let at = varint(r)?;
            let length = usize::try_from(varint(r)?).ok()?;
            stream.add(at, r.bytes(length)?);
            Some(())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_any_order_and_overlap() {
        let mut stream = Stream::default();
        stream.add(6, b"cd");
        stream.add(4, b"abc");
        assert!(stream.message().is_none());
        stream.add(0, &[1, 0, 0, 4]);
        assert_eq!(stream.message(), Some((1, &b"abcd"[..])));
        stream.add(u64::MAX, b"x");
        stream.add(1 << 20, b"x");
        assert!(stream.pieces.is_empty());
    }

    #[test]
    fn frames_around_the_handshake_are_passed_over() {
        let mut stream = Stream::default();
        let payload = [0, 0, 1, 2, 5, 0, 1, 0, 3, 1, 6, 0, 5, 2, 0, 0, 1, 9, 0, 0x1c, 6, 0, 1, 1];
        crypto(&payload, &mut stream);
        assert_eq!(stream.message(), Some((2, &[9][..])));
    }
}
