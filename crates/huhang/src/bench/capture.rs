//! A large mixed capture made of the recorded ones: copies with shifted addresses and times,
//! so that every copy brings new flows.

use model::CaptureTime;
use packet::LinkType;
use packet::capture::{CaptureReader, Frame};

/// The recorded captures (see `captures/README.md`).
const RECORDED: &[&[u8]] = &[
    include_bytes!("../../../../captures/demo-plant.pcap"),
    include_bytes!("../../../../captures/modbus-functions.pcap"),
    include_bytes!("../../../../captures/s7-variables.pcap"),
    include_bytes!("../../../../captures/s7-program.pcap"),
    include_bytes!("../../../../captures/iec104-functions.pcap"),
    include_bytes!("../../../../captures/goose-events.pcap"),
];

/// Nanoseconds between the starts of two copies.
const STRIDE_NS: i64 = 120_000_000_000;

/// Frames in memory, back to back.
pub(super) struct Packets {
    bytes: Vec<u8>,
    index: Vec<(CaptureTime, usize, usize)>,
}

impl Packets {
    /// Reads a capture's Ethernet frames.
    pub(super) fn read(reader: impl std::io::Read) -> anyhow::Result<Self> {
        let mut packets = Self { bytes: Vec::new(), index: Vec::new() };
        let mut reader = CaptureReader::new(reader)?;
        while let Some(frame) = reader.next_frame()? {
            packets.push(frame.time, frame.data);
        }
        Ok(packets)
    }

    /// At least `count` frames from the recorded captures.
    pub(super) fn mixed(count: usize) -> anyhow::Result<Self> {
        let mut one = Self { bytes: Vec::new(), index: Vec::new() };
        for recorded in RECORDED {
            let part = Self::read(*recorded)?;
            let start = part.index.first().map_or(0, |(time, _, _)| time.0);
            for (time, data) in part.frames() {
                one.push(CaptureTime(time.0 - start), data);
            }
        }
        one.index.sort_by_key(|(time, _, _)| *time);
        let copies = count.div_ceil(one.len().max(1));
        let mut all = Self { bytes: Vec::new(), index: Vec::with_capacity(count) };
        for copy in 0..copies {
            let shift = STRIDE_NS.saturating_mul(i64::try_from(copy)?);
            for (time, data) in one.frames() {
                let at = all.bytes.len();
                all.push(CaptureTime(time.0 + shift), data);
                readdress(&mut all.bytes[at..], u16::try_from(copy % 65_536)?);
            }
        }
        Ok(all)
    }

    fn push(&mut self, time: CaptureTime, data: &[u8]) {
        self.index.push((time, self.bytes.len(), data.len()));
        self.bytes.extend_from_slice(data);
    }

    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    pub(super) fn frames(&self) -> impl Iterator<Item = (CaptureTime, &[u8])> {
        self.index.iter().map(|(time, at, len)| (*time, &self.bytes[*at..at + len]))
    }

    /// As the probe's pipeline takes them.
    pub(super) fn iter(&self) -> impl Iterator<Item = Frame<'_>> {
        self.frames().zip(1..).map(|((time, data), number)| Frame {
            time,
            number,
            link: LinkType::Ethernet,
            data,
            wire_len: u32::try_from(data.len()).unwrap_or(u32::MAX),
        })
    }
}

/// Turns the IPv4 addresses of an Ethernet frame into those of another copy. Checksums are left:
/// the probe, like any passive sensor behind offloading, does not judge by them.
fn readdress(frame: &mut [u8], copy: u16) {
    if frame.get(12..14) != Some(&[0x08, 0x00]) {
        return;
    }
    let [high, low] = copy.to_be_bytes();
    for at in [26, 30] {
        if let Some([first, second, _, _]) = frame.get_mut(at..at + 4) {
            *first ^= high;
            *second ^= low;
        }
    }
}
