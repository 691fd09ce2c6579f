//! Modbus RTU frames carried in TCP as they are: no MBAP header, a CRC behind.
//!
//! Source: *MODBUS over Serial Line* V1.02 §2.5.1 (RTU framing), §6.2.2 and appendix B (CRC),
//! §2.2 (addresses).

use super::shape::lengths;

/// Address in front and CRC behind. §2.5.1.
const AROUND: usize = 3;
/// Longest frame. §2.5.1.1.
pub(super) const MAX_FRAME: usize = 256;
/// Highest address of a device; 0 is for all. §2.2.
const MAX_ADDRESS: u8 = 247;

/// What the front of the bytes at hand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    /// A frame of so many bytes whose CRC is right.
    Frame(usize),
    /// So many bytes are needed to tell.
    Short(usize),
    Wrong,
}

/// Looks for a frame at the front: as long as a request or a response with this function is.
/// Looks at the shorter one first, so that the answer does not hang on how many bytes follow, and
/// at none longer than `limit`.
pub(super) fn front(data: &[u8], limit: usize) -> Front {
    let Some((address, pdu)) = data.split_first() else { return Front::Short(2) };
    if *address > MAX_ADDRESS {
        return Front::Wrong;
    }
    let Some(function) = pdu.first() else { return Front::Short(2) };
    if !super::functions::is_public(*function) {
        return Front::Wrong;
    }
    let [request, response] = match lengths(pdu) {
        Ok(lengths) => lengths,
        Err(more) if more < limit => return Front::Short(1 + more),
        Err(_) => return Front::Wrong,
    };
    let (short, long) = (request.min(response), request.max(response));
    for pdu_length in [short, long] {
        let total = pdu_length + AROUND;
        if pdu_length == 0 || total > limit {
            continue;
        }
        let Some(frame) = data.get(..total) else { return Front::Short(total) };
        if is_right(frame) {
            return Front::Frame(total);
        }
    }
    Front::Wrong
}

/// Address, function and data of a frame.
pub(super) fn inside(frame: &[u8]) -> (u8, &[u8]) {
    let address = frame.first().copied().unwrap_or(0);
    (address, frame.get(1..frame.len().saturating_sub(2)).unwrap_or_default())
}

fn is_right(frame: &[u8]) -> bool {
    frame.split_last_chunk::<2>().is_some_and(|(body, crc)| checksum(body).to_le_bytes() == *crc)
}

/// CRC of 16 bits, from 0xFFFF on, low byte first. Appendix B.
fn checksum(data: &[u8]) -> u16 {
    /// x16 + x15 + x2 + 1, mirrored.
    const POLYNOMIAL: u16 = 0xa001;
    let mut crc = 0xffff_u16;
    for byte in data {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
        }
    }
    crc
}
