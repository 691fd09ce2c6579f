//! pcapng: sections of blocks; interfaces with their own link type and time resolution.

use std::io::Read;

use model::CaptureTime;

use super::source::Source;
use super::{Found, MAX_FRAME, Next};
use crate::anomaly;
use crate::link::LinkType;

pub(super) const SECTION: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const BYTE_ORDER: u32 = 0x1a2b_3c4d;
const INTERFACE: u32 = 1;
const PACKET: u32 = 2;
const SIMPLE: u32 = 3;
const ENHANCED: u32 = 6;
const MAX_INTERFACES: usize = 4_096;
/// Blocks other than packets are read over, whatever their size; these are looked into.
const MAX_INTERFACE_BLOCK: usize = 1 << 16;

#[derive(Clone, Copy)]
struct Interface {
    link: LinkType,
    snap: u32,
    resolution: Resolution,
    /// Seconds added to every time of this interface.
    offset: i64,
}

/// What one tick of a timestamp is.
#[derive(Clone, Copy)]
enum Resolution {
    /// So many nanoseconds.
    Nanos(i64),
    /// So many ticks to a second.
    PerSecond(u64),
}

impl Resolution {
    /// if_tsresol: a power of ten, or of two if the top bit is set.
    fn from_option(value: u8) -> Option<Self> {
        let power = u32::from(value & 0x7f);
        if value & 0x80 != 0 {
            return 1u64.checked_shl(power).filter(|n| *n > 0).map(Self::PerSecond);
        }
        match power {
            0..=9 => 10i64.checked_pow(9 - power).map(Self::Nanos),
            _ => 10u64.checked_pow(power).map(Self::PerSecond),
        }
    }

    fn nanos(self, ticks: u64) -> i64 {
        match self {
            Self::Nanos(unit) => i64::try_from(ticks).unwrap_or(i64::MAX).saturating_mul(unit),
            Self::PerSecond(rate) => {
                let rate = u128::from(rate.max(1));
                i64::try_from(u128::from(ticks) * 1_000_000_000 / rate).unwrap_or(i64::MAX)
            }
        }
    }
}

/// The section being read.
#[derive(Default)]
pub(super) struct Section {
    big: bool,
    interfaces: Vec<Interface>,
    last: CaptureTime,
    /// A section header was seen.
    begun: bool,
}

impl Section {
    fn u32(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let word = bytes.get(at..)?.first_chunk()?;
        Some(if self.big { u32::from_be_bytes(*word) } else { u32::from_le_bytes(*word) })
    }

    fn u16(&self, bytes: &[u8], at: usize) -> Option<u16> {
        let word = bytes.get(at..)?.first_chunk()?;
        Some(if self.big { u16::from_be_bytes(*word) } else { u16::from_le_bytes(*word) })
    }

    pub(super) fn next<R: Read>(&mut self, source: &mut Source<R>) -> std::io::Result<Next> {
        loop {
            let at = usize::try_from(source.position()).unwrap_or(usize::MAX);
            let window = source.window(12)?;
            if window.len() < 12 {
                let end = (!window.is_empty()).then(|| anomaly("capture.truncated", at, "block"));
                return Ok(Next::End(end));
            }
            if window.starts_with(&SECTION) && !self.section(window) {
                return Ok(Next::End(Some(anomaly("capture.block_invalid", at, "byte_order"))));
            }
            let kind = self.u32(window, 0).unwrap_or(0);
            let total = self.u32(window, 4).unwrap_or(0);
            let total = usize::try_from(total).unwrap_or(usize::MAX);
            if total < 12 || !self.begun {
                return Ok(Next::End(Some(anomaly("capture.block_invalid", at, "total_length"))));
            }
            let padded = total.next_multiple_of(4);
            let step = match kind {
                ENHANCED | SIMPLE | PACKET => self.packet(source, kind, padded, at)?,
                INTERFACE if padded <= MAX_INTERFACE_BLOCK => self.interface(source, padded, at)?,
                _ => self.other(source, padded as u64, at)?,
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// A section header: sets the byte order and forgets the interfaces.
    fn section(&mut self, window: &[u8]) -> bool {
        let Some(order) = window.get(8..12).and_then(|b| b.first_chunk()) else { return false };
        self.big = match (u32::from_be_bytes(*order), u32::from_le_bytes(*order)) {
            (BYTE_ORDER, _) => true,
            (_, BYTE_ORDER) => false,
            _ => return false,
        };
        self.interfaces.clear();
        self.begun = true;
        true
    }

    fn other<R: Read>(
        &self,
        source: &mut Source<R>,
        len: u64,
        at: usize,
    ) -> std::io::Result<Option<Next>> {
        let whole = source.skip_far(len)?;
        Ok((!whole).then(|| Next::End(Some(anomaly("capture.truncated", at, "block")))))
    }

    fn interface<R: Read>(
        &mut self,
        source: &mut Source<R>,
        len: usize,
        at: usize,
    ) -> std::io::Result<Option<Next>> {
        let window = source.window(len)?;
        let Some(block) = window.get(..len) else {
            return Ok(Some(Next::End(Some(anomaly("capture.truncated", at, "block")))));
        };
        if self.interfaces.len() < MAX_INTERFACES {
            let link = self
                .u16(block, 8)
                .map_or(LinkType::Other(0), |code| LinkType::from_code(code.into()));
            let snap = self.u32(block, 12).unwrap_or(0);
            let (resolution, offset) = self.options(block.get(16..len - 4).unwrap_or_default());
            self.interfaces.push(Interface { link, snap, resolution, offset });
        }
        source.skip(len);
        Ok(None)
    }

    /// if_tsresol (9) and if_tsoffset (14).
    fn options(&self, mut options: &[u8]) -> (Resolution, i64) {
        let (mut resolution, mut offset) = (Resolution::Nanos(1_000), 0);
        while let (Some(code), Some(len)) = (self.u16(options, 0), self.u16(options, 2)) {
            let len = usize::from(len);
            let Some(value) = options.get(4..4 + len) else { break };
            match (code, value) {
                (0, _) => break,
                (9, [value, ..]) => {
                    resolution = Resolution::from_option(*value).unwrap_or(resolution);
                }
                (14, value) => {
                    offset = value.first_chunk().map_or(0, |bytes| {
                        if self.big {
                            i64::from_be_bytes(*bytes)
                        } else {
                            i64::from_le_bytes(*bytes)
                        }
                    });
                }
                _ => {}
            }
            options = options.get(4 + len.next_multiple_of(4)..).unwrap_or_default();
        }
        (resolution, offset)
    }

    fn packet<R: Read>(
        &mut self,
        source: &mut Source<R>,
        kind: u32,
        len: usize,
        at: usize,
    ) -> std::io::Result<Option<Next>> {
        if len > MAX_FRAME * 2 {
            let absurd = anomaly("capture.length_absurd", at, "total_length");
            let whole = source.skip_far(len as u64)?;
            return Ok(Some(if whole { Next::Skipped(absurd) } else { Next::End(Some(absurd)) }));
        }
        let window = source.window(len)?;
        let Some(block) = window.get(..len) else {
            return Ok(Some(Next::End(Some(anomaly("capture.truncated", at, "block")))));
        };
        let found = match kind {
            ENHANCED => self.enhanced(block, 8),
            PACKET => self.obsolete(block),
            _ => self.simple(block),
        };
        source.skip(len);
        Ok(Some(match found {
            Ok(found) => {
                self.last = found.time;
                Next::Frame(Found { offset: len - found.offset, ..found })
            }
            Err(code) => Next::Skipped(anomaly(code, at, "packet")),
        }))
    }

    fn enhanced(&self, block: &[u8], at: usize) -> Result<Found, &'static str> {
        let index = self.u32(block, at).ok_or("capture.block_invalid")?;
        self.timed(block, usize::try_from(index).unwrap_or(usize::MAX))
    }

    /// The obsolete packet block: a 16-bit interface and a drop count in the first word.
    fn obsolete(&self, block: &[u8]) -> Result<Found, &'static str> {
        let index = self.u16(block, 8).ok_or("capture.block_invalid")?;
        self.timed(block, index.into())
    }

    fn timed(&self, block: &[u8], index: usize) -> Result<Found, &'static str> {
        let interface = self.interfaces.get(index).ok_or("capture.interface_unknown")?;
        let words = || Some((self.u32(block, 12)?, self.u32(block, 16)?, self.u32(block, 20)?));
        let (high, low, captured) = words().ok_or("capture.block_invalid")?;
        let wire_len = self.u32(block, 24).ok_or("capture.block_invalid")?;
        let len = usize::try_from(captured).unwrap_or(usize::MAX);
        if len > block.len().saturating_sub(32) {
            return Err("capture.length_absurd");
        }
        let ticks = u64::from(high) << 32 | u64::from(low);
        let shift = interface.offset.saturating_mul(1_000_000_000);
        let time = CaptureTime(interface.resolution.nanos(ticks).saturating_add(shift));
        Ok(Found { time, link: interface.link, offset: 28, len, wire_len })
    }

    /// A simple packet: the first interface, no time of its own.
    fn simple(&self, block: &[u8]) -> Result<Found, &'static str> {
        let interface = self.interfaces.first().ok_or("capture.interface_unknown")?;
        let wire_len = self.u32(block, 8).ok_or("capture.block_invalid")?;
        let snap = if interface.snap == 0 { u32::MAX } else { interface.snap };
        let room = block.len().saturating_sub(16);
        let len = usize::try_from(wire_len.min(snap)).unwrap_or(usize::MAX).min(room);
        Ok(Found { time: self.last, link: interface.link, offset: 12, len, wire_len })
    }
}
