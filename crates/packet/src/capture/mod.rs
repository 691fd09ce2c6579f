//! Capture files: pcap (micro- and nanoseconds, both byte orders) and pcapng, from any [`Read`].
//!
//! Damage does not make a file unreadable: what can be read is read, the rest is named in
//! [`CaptureReader::anomalies`]. Only a file that is no capture at all, or an IO error, is an error.
//! Sources: draft-ietf-opsawg-pcap-05, draft-ietf-opsawg-pcapng-03.

mod pcap;
mod pcapng;
mod source;
#[cfg(test)]
mod tests;
mod write;

use std::io::Read;

use model::CaptureTime;
use model::observation::Anomaly;

use crate::link::LinkType;
use source::Source;
pub use write::{file_header, packet_header};

/// The largest frame accepted; larger lengths are damage.
pub const MAX_FRAME: usize = 1 << 20;

/// One captured packet.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub time: CaptureTime,
    /// From 1, within the capture.
    pub number: u64,
    pub link: LinkType,
    pub data: &'a [u8],
    /// Bytes on the wire; more than `data.len()` if the capture cut it off.
    pub wire_len: u32,
}

/// Why a capture cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The first bytes are those of neither pcap nor pcapng.
    #[error("capture.unknown_format")]
    UnknownFormat,
    /// There is nothing in it, not even a header.
    #[error("capture.empty")]
    Empty,
    #[error("capture.io")]
    Io(#[from] std::io::Error),
}

impl CaptureError {
    /// The dotted code, as listed in `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFormat => "capture.unknown_format",
            Self::Empty => "capture.empty",
            Self::Io(_) => "capture.io",
        }
    }
}

enum Format {
    Pcap(pcap::Header),
    Pcapng(pcapng::Section),
}

/// Where a frame's bytes lie (so many before the source's position), and what is known of it.
struct Found {
    time: CaptureTime,
    link: LinkType,
    offset: usize,
    len: usize,
    wire_len: u32,
}

/// Reads frames one after the other; memory is one buffer of at most a few MiB.
pub struct CaptureReader<R> {
    source: Source<R>,
    format: Format,
    number: u64,
    done: bool,
    anomalies: Vec<Anomaly>,
}

impl<R: Read> CaptureReader<R> {
    /// At most so many anomalies are kept.
    pub const MAX_ANOMALIES: usize = 32;

    /// Reads the file's header.
    pub fn new(reader: R) -> Result<Self, CaptureError> {
        let mut source = Source::new(reader);
        let window = source.window(4)?;
        let magic: [u8; 4] = match window.first_chunk() {
            Some(magic) => *magic,
            None if window.is_empty() => return Err(CaptureError::Empty),
            None => return Err(CaptureError::UnknownFormat),
        };
        let mut anomalies = Vec::new();
        let (format, done) = if magic == pcapng::SECTION {
            (Format::Pcapng(pcapng::Section::default()), false)
        } else {
            let header = source.window(pcap::HEADER_LEN)?;
            match pcap::Header::parse(header) {
                Ok(header) => {
                    source.skip(pcap::HEADER_LEN);
                    (Format::Pcap(header), false)
                }
                Err(pcap::HeaderError::Short) => {
                    anomalies.push(crate::anomaly("capture.truncated", 0, "header"));
                    (Format::Pcap(pcap::Header::default()), true)
                }
                Err(pcap::HeaderError::Unknown) => return Err(CaptureError::UnknownFormat),
            }
        };
        Ok(Self { source, format, number: 0, done, anomalies })
    }

    /// The next frame, or `None` at the end of what can be read.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, CaptureError> {
        let Some(found) = self.found()? else { return Ok(None) };
        self.number += 1;
        let data = self.source.slice(found.offset, found.len);
        let captured = u32::try_from(data.len()).unwrap_or(u32::MAX);
        Ok(Some(Frame {
            time: found.time,
            number: self.number,
            link: found.link,
            data,
            wire_len: found.wire_len.max(captured),
        }))
    }

    fn found(&mut self) -> Result<Option<Found>, CaptureError> {
        while !self.done {
            let next = match &mut self.format {
                Format::Pcap(header) => header.next(&mut self.source)?,
                Format::Pcapng(section) => section.next(&mut self.source)?,
            };
            match next {
                Next::Frame(found) => return Ok(Some(found)),
                Next::End(anomaly) => {
                    self.done = true;
                    self.anomalies.extend(anomaly);
                }
                Next::Skipped(anomaly) if self.anomalies.len() < Self::MAX_ANOMALIES => {
                    self.anomalies.push(anomaly);
                }
                Next::Skipped(_) => {}
            }
        }
        Ok(None)
    }

    /// What was wrong with the file so far: `capture.truncated`, `capture.length_absurd`,
    /// `capture.block_invalid`, `capture.interface_unknown`. Offsets are those in the file.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    /// Bytes of the file used so far.
    pub fn position(&self) -> u64 {
        self.source.position()
    }
}

/// What a format's step came to.
enum Next {
    Frame(Found),
    /// Something unreadable was passed over.
    Skipped(Anomaly),
    End(Option<Anomaly>),
}
