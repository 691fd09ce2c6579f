//! The classic format: a 24-byte header, then records of 16 bytes plus data.

use std::io::Read;

use model::CaptureTime;

use super::source::Source;
use super::{Found, MAX_FRAME, Next};
use crate::anomaly;
use crate::link::LinkType;

pub(super) const HEADER_LEN: usize = 24;
const RECORD: usize = 16;
/// How far a damaged record is searched for its successor.
const RESYNC: usize = 1 << 20;
/// Records of one capture lie within this time of each other (s), for resynchronising only.
const SPAN: u32 = 7 * 86_400;

pub(super) enum HeaderError {
    Short,
    Unknown,
}

pub(super) struct Header {
    big: bool,
    /// Nanoseconds in a unit of the sub-second field.
    unit: i64,
    /// Kuznetzov's "modified" records carry 8 bytes more.
    record: usize,
    link: LinkType,
    last_seconds: Option<u32>,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            big: false,
            unit: 1_000,
            record: RECORD,
            link: LinkType::Ethernet,
            last_seconds: None,
        }
    }
}

impl Header {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let Some(magic) = bytes.first_chunk::<4>() else { return Err(HeaderError::Short) };
        let (big, unit, record) = match magic {
            [0xd4, 0xc3, 0xb2, 0xa1] => (false, 1_000, RECORD),
            [0xa1, 0xb2, 0xc3, 0xd4] => (true, 1_000, RECORD),
            [0x4d, 0x3c, 0xb2, 0xa1] => (false, 1, RECORD),
            [0xa1, 0xb2, 0x3c, 0x4d] => (true, 1, RECORD),
            [0x34, 0xcd, 0xb2, 0xa1] => (false, 1_000, RECORD + 8),
            [0xa1, 0xb2, 0xcd, 0x34] => (true, 1_000, RECORD + 8),
            _ => return Err(HeaderError::Unknown),
        };
        let code = bytes.get(20..24).and_then(|b| b.first_chunk()).ok_or(HeaderError::Short)?;
        let code = if big { u32::from_be_bytes(*code) } else { u32::from_le_bytes(*code) };
        // The upper bits may hold the FCS length.
        let link = LinkType::from_code(code & 0x03ff_ffff & 0xffff);
        Ok(Self { big, unit, record, link, last_seconds: None })
    }

    fn record(&self, bytes: &[u8]) -> Option<[u32; 4]> {
        let head: &[u8; RECORD] = bytes.first_chunk()?;
        let (words, _) = head.as_chunks::<4>();
        let [a, b, c, d] = *words.first_chunk::<4>()?;
        let read = if self.big { u32::from_be_bytes } else { u32::from_le_bytes };
        Some([read(a), read(b), read(c), read(d)])
    }

    pub(super) fn next<R: Read>(&mut self, source: &mut Source<R>) -> std::io::Result<Next> {
        let at = usize::try_from(source.position()).unwrap_or(usize::MAX);
        let window = source.window(self.record)?;
        let Some([seconds, fraction, captured, wire]) =
            self.record(window).filter(|_| window.len() >= self.record)
        else {
            let end = (!window.is_empty()).then(|| anomaly("capture.truncated", at, "record"));
            return Ok(Next::End(end));
        };
        let len = usize::try_from(captured).unwrap_or(usize::MAX);
        if len > MAX_FRAME {
            return self.resync(source, at);
        }
        self.last_seconds = Some(seconds);
        let here = source.window(self.record + len)?.len();
        if here < self.record + len {
            return Ok(Next::End(Some(anomaly("capture.truncated", at, "data"))));
        }
        source.skip(self.record + len);
        let time = i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * self.unit;
        Ok(Next::Frame(Found {
            time: CaptureTime(time),
            link: self.link,
            offset: len,
            len,
            wire_len: wire,
        }))
    }

    /// Looks for the next place that reads like two records in a row.
    fn resync<R: Read>(&self, source: &mut Source<R>, at: usize) -> std::io::Result<Next> {
        let absurd = anomaly("capture.length_absurd", at, "captured_length");
        let window = source.window(RESYNC)?;
        let found = (1..window.len().min(RESYNC)).find(|&from| self.plausible(window, from));
        match found {
            Some(from) => {
                source.skip(from);
                Ok(Next::Skipped(absurd))
            }
            None => Ok(Next::End(Some(absurd))),
        }
    }

    fn plausible(&self, window: &[u8], from: usize) -> bool {
        let Some(next) = self.plausible_record(window, from) else { return false };
        next == window.len() || self.plausible_record(window, next).is_some()
    }

    /// Where the record that seems to start at `from` would end.
    fn plausible_record(&self, window: &[u8], from: usize) -> Option<usize> {
        let [seconds, fraction, captured, wire] = self.record(window.get(from..)?)?;
        let near = self.last_seconds.is_none_or(|last| last.abs_diff(seconds) <= SPAN);
        let len = usize::try_from(captured).ok()?;
        let unit_ok = i64::from(fraction) * self.unit < 1_000_000_000;
        let fits = (14..=MAX_FRAME).contains(&len) && wire >= captured && wire <= 1 << 18;
        (near && unit_ok && fits).then(|| from + self.record + len)
    }
}
