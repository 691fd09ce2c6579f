//! The shape of control packets.

use std::borrow::Cow;

use crate::cursor::Reader;
use crate::protocol::{End, Probe};

/// The fixed header. MQTT 5.0 §2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fixed {
    pub(super) kind: u8,
    pub(super) flags: u8,
    /// Remaining length.
    pub(super) length: usize,
    /// Bytes of the fixed header itself.
    pub(super) header: usize,
}

impl Fixed {
    pub(super) fn total(&self) -> usize {
        self.header + self.length
    }

    /// Reserved flag bits are as they must be. §2.1.3.
    pub(super) fn flags_are_right(&self) -> bool {
        match self.kind {
            3 => self.flags & 6 != 6,
            6 | 8 | 10 => self.flags == 2,
            _ => self.flags == 0,
        }
    }

    /// The remaining length is one that the type can have. §3.
    fn length_is_right(&self) -> bool {
        match self.kind {
            1 => self.length >= 12,
            2 => self.length >= 2 && self.length < 4096,
            3 => self.length >= 2,
            4..=7 => (2..4096).contains(&self.length),
            8 | 10 => (4..65_536).contains(&self.length),
            9 => (3..4096).contains(&self.length),
            11 => (2..4096).contains(&self.length),
            12 | 13 => self.length == 0,
            14 | 15 => self.length < 4096,
            _ => false,
        }
    }
}

pub(super) enum Front {
    Packet(Fixed),
    Short,
    Wrong,
}

/// Reads a fixed header; a type that does not exist, a length field of more than four bytes or a
/// length that the type cannot have is wrong.
pub(super) fn front(data: &[u8]) -> Front {
    let mut r = Reader::new(data);
    let Some(first) = r.u8() else { return Front::Short };
    // A quality of service that does not exist is a defect of a packet all the same.
    if !can_begin(first) && first & 0xf6 != 0x36 {
        return Front::Wrong;
    }
    let length = match variable(&mut r) {
        Some(length) => length,
        None if data.len() < 5 => return Front::Short,
        None => return Front::Wrong,
    };
    let fixed = Fixed { kind: first >> 4, flags: first & 15, length, header: r.offset() };
    if fixed.length_is_right() { Front::Packet(fixed) } else { Front::Wrong }
}

/// Whether a packet can begin with this byte: its type exists and its flags are right, but for the
/// version 3.1 habit of setting the duplicate and quality bits of what is sent again.
pub(super) fn can_begin(first: u8) -> bool {
    let (kind, flags) = (first >> 4, first & 15);
    match kind {
        0 => false,
        3 => flags & 6 != 6,
        6 | 8 | 10 => flags & !8 == 2,
        _ => flags == 0,
    }
}

/// A variable byte integer of at most four bytes. §1.5.5.
pub(super) fn variable(r: &mut Reader<'_>) -> Option<usize> {
    let mut value = 0usize;
    for shift in [0, 7, 14, 21] {
        let byte = r.u8()?;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Bytes with a length before them. §1.5.4.
pub(super) fn string<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = r.u16()?;
    r.bytes(length.into())
}

/// Looks at the bytes behind the fixed header, as far as they are there.
pub(super) fn is_plausible(fixed: &Fixed, data: &[u8]) -> bool {
    let mut r = Reader::new(data);
    let body = r.skip(fixed.header).map_or(&[][..], |()| r.rest());
    let body = body.get(..fixed.length).unwrap_or(body);
    fixed.flags_are_right()
        && match fixed.kind {
            1 => is_connect(body),
            3 => is_topic(body, fixed.length),
            8 | 10 => body.len() < fixed.length.min(5) || is_filter(body),
            2 => matches!(body, [] | [0 | 1, ..]),
            _ => true,
        }
}

/// Protocol names. §3.1.2.1; MQTT V3.1 §3.1.
fn is_connect(body: &[u8]) -> bool {
    let starts = |name: &[u8]| body.starts_with(name) || name.starts_with(body);
    starts(b"\0\x04MQTT") || starts(b"\0\x06MQIsdp")
}

/// A topic name: printable, without wildcards, no longer than the packet.
fn is_topic(body: &[u8], length: usize) -> bool {
    let mut r = Reader::new(body);
    let Some(size) = r.u16().map(usize::from) else { return true };
    let there = r.rest().get(..size).unwrap_or(r.rest());
    size + 2 <= length && (size > 0 || length > 2) && is_text(there) && !there.contains(&b'#')
}

fn is_filter(body: &[u8]) -> bool {
    // The identifier, then either a filter at once or (version 5) properties before it.
    let filter = |skip: usize| {
        let mut r = Reader::new(body);
        r.skip(skip)?;
        let size = usize::from(r.u16()?);
        let there = r.rest().get(..size).unwrap_or(r.rest());
        (size > 0 && is_text(there)).then_some(())
    };
    filter(2).is_some() || filter(3).is_some()
}

/// UTF-8 without control characters, the last character perhaps cut.
fn is_text(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) => !text.chars().any(char::is_control),
        Err(error) => {
            error.error_len().is_none()
                && bytes
                    .get(..error.valid_up_to())
                    .is_some_and(|valid| valid.iter().all(|byte| *byte >= 0x20))
        }
    }
}

/// Which end a packet type proves to be the client. §3.
pub(super) fn client(kind: u8, from: End) -> Option<End> {
    match kind {
        1 | 8 | 10 | 12 => Some(from),
        2 | 9 | 11 | 13 => Some(from.other()),
        _ => None,
    }
}

/// A CONNECT is certain. Otherwise packets that are shaped right to the end of what is there.
pub(super) fn probe(data: &[u8]) -> Probe {
    let (mut at, mut weight, mut packets) = (0, 0, 0);
    while let Some(rest) = data.get(at..).filter(|rest| !rest.is_empty()) {
        let fixed = match front(rest) {
            Front::Packet(fixed) => fixed,
            Front::Short if packets == 0 => return Probe::NeedMore,
            Front::Short => break,
            Front::Wrong => return Probe::No,
        };
        if !is_plausible(&fixed, rest) {
            return Probe::No;
        }
        if fixed.kind == 1 {
            let name = rest.get(fixed.header..).unwrap_or_default();
            return if name.len() < 8 { Probe::NeedMore } else { Probe::Yes };
        }
        packets += 1;
        weight += match fixed.kind {
            3 if rest.len() >= fixed.total() => 2,
            8 | 10 => 2,
            _ => 1,
        };
        at += fixed.total();
    }
    // The last packet may go on in the next segment.
    match (weight, at == data.len()) {
        (4.., true) => Probe::Yes,
        (2.., true) => Probe::Maybe,
        (1.., _) => Probe::OnPort,
        _ => Probe::No,
    }
}

/// Commands to nodes and devices. Sparkplug 3.0 §4.
pub(super) fn is_sparkplug_command(topic: &str) -> bool {
    let mut parts = topic.split('/');
    parts.next().is_some_and(|namespace| namespace.starts_with("spBv1."))
        && parts.nth(1).is_some_and(|kind| matches!(kind, "NCMD" | "DCMD"))
}

/// Return codes of version 3 (§3.2.2.3) and reason codes of version 5 (§2.4).
pub(super) fn reason(version: u8, code: u8) -> Cow<'static, str> {
    Cow::Borrowed(match (version, code) {
        (0..=4, 1) => "unacceptable_protocol_version",
        (0..=4, 2) => "identifier_rejected",
        (0..=4, 3) => "server_unavailable",
        (0..=4, 4) => "bad_user_name_or_password",
        (0..=4, 5) => "not_authorized",
        (_, 0x04) => "disconnect_with_will_message",
        (_, 0x10) => "no_matching_subscribers",
        (_, 0x18) => "continue_authentication",
        (_, 0x80) => "unspecified_error",
        (_, 0x81) => "malformed_packet",
        (_, 0x82) => "protocol_error",
        (_, 0x83) => "implementation_specific_error",
        (_, 0x84) => "unsupported_protocol_version",
        (_, 0x85) => "client_identifier_not_valid",
        (_, 0x86) => "bad_user_name_or_password",
        (_, 0x87) => "not_authorized",
        (_, 0x88) => "server_unavailable",
        (_, 0x89) => "server_busy",
        (_, 0x8a) => "banned",
        (_, 0x8c) => "bad_authentication_method",
        (_, 0x8e) => "session_taken_over",
        (_, 0x8f) => "topic_filter_invalid",
        (_, 0x90) => "topic_name_invalid",
        (_, 0x91) => "packet_identifier_in_use",
        (_, 0x95) => "packet_too_large",
        (_, 0x97) => "quota_exceeded",
        (_, 0x99) => "payload_format_invalid",
        (_, 0x9a) => "retain_not_supported",
        (_, 0x9b) => "qos_not_supported",
        (_, 0x9d) => "server_moved",
        (_, 0x9f) => "connection_rate_exceeded",
        _ => "other",
    })
}
