//! The Internet checksum (RFC 1071) of IPv4 headers and of what IP carries: TCP (RFC 9293, 3.1),
//! UDP (RFC 768), ICMP (RFC 792), and their IPv6 kin with its pseudo-header (RFC 8200, 8.1).

use crate::ip;

/// The ones' complement sum of the pieces; all of them but the last have an even length. With a
/// right checksum among them it is 0xffff.
pub(crate) fn sum(pieces: &[&[u8]]) -> u16 {
    let mut total = 0u64;
    for piece in pieces {
        let (words, rest) = piece.as_chunks::<2>();
        total += words.iter().map(|word| u64::from(u16::from_be_bytes(*word))).sum::<u64>();
        if let [last] = rest {
            total += u64::from(*last) << 8;
        }
    }
    while total > 0xffff {
        total = (total & 0xffff) + (total >> 16);
    }
    u16::try_from(total).unwrap_or(u16::MAX)
}

/// Whether header and payload of a transport have the right checksum; `None` without one. `network`
/// is the IP header with its options or extension headers.
pub(crate) fn transport_holds(network: &[u8], protocol: u8, parts: [&[u8]; 2]) -> Option<bool> {
    let [header, payload] = parts;
    let length = u32::try_from(header.len() + payload.len()).ok()?.to_be_bytes();
    let v6 = network.first()? >> 4 == 6;
    let addresses = if v6 { network.get(8..40)? } else { network.get(12..20)? };
    let pseudo = [0, 0, 0, protocol];
    match (protocol, v6) {
        // Zero says that the sender left it out (RFC 768).
        (ip::UDP, false) if header.get(6..8)? == [0, 0] => None,
        (ip::TCP | ip::UDP, _) | (ip::ICMPV6, true) => {
            Some(sum(&[addresses, &length, &pseudo, header, payload]) == 0xffff)
        }
        (ip::ICMP, false) => Some(sum(&[header, payload]) == 0xffff),
        _ => None,
    }
}
