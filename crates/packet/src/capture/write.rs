//! Capture files in the making: pcap with nanoseconds (draft-ietf-opsawg-pcap).

use model::CaptureTime;

use crate::link::LinkType;

/// Most bytes of a packet, as the file announces it.
const SNAPLEN: u32 = 262_144;
const NANOSECONDS: u32 = 0xa1b2_3c4d;
/// Version 2.4.
const VERSION: u32 = 0x0004_0002;

/// What a file begins with (§4).
pub fn file_header(link: LinkType) -> [u8; 24] {
    let mut header = [0; 24];
    put(&mut header, [NANOSECONDS, VERSION, 0, 0, SNAPLEN, link.code()]);
    header
}

/// What stands before the bytes of a packet (§5): when it was, how many bytes follow, and how many
/// there were on the wire.
pub fn packet_header(time: CaptureTime, captured: usize, wire: u32) -> [u8; 16] {
    let seconds = u32::try_from(time.0.div_euclid(1_000_000_000)).unwrap_or(0);
    let nanos = u32::try_from(time.0.rem_euclid(1_000_000_000)).unwrap_or(0);
    let captured = u32::try_from(captured).unwrap_or(u32::MAX);
    let mut header = [0; 16];
    put(&mut header, [seconds, nanos, captured, wire.max(captured)]);
    header
}

fn put<const N: usize>(header: &mut [u8], words: [u32; N]) {
    for (place, word) in header.chunks_exact_mut(4).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
}
