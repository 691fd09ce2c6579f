//! Cookie and negotiation behind the fixed part of connection requests and confirms.
//! MS-RDPBCGR §2.2.1.1, §2.2.1.2.

use crate::cursor::Reader;
use crate::tpkt;

/// Types of the negotiation's structures. §2.2.1.1.1, §2.2.1.2.1, §2.2.1.2.2.
const REQUEST: u8 = 1;
const RESPONSE: u8 = 2;
const FAILURE: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Bits of the protocols that the client can do.
    Requests(u32),
    Selected(u32),
    Failed(u32),
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Negotiation<'a> {
    pub(super) user: &'a [u8],
    pub(super) token: &'a [u8],
    pub(super) answer: Option<Answer>,
}

impl Negotiation<'_> {
    /// Whether no other protocol over X.224 has this.
    pub(super) fn is_telling(&self) -> bool {
        !self.user.is_empty() || !self.token.is_empty() || self.answer.is_some()
    }
}

/// What stands behind class and options; `None` if it is something else.
pub(super) fn read(packet: &[u8]) -> Option<Negotiation<'_>> {
    let mut r = Reader::new(packet);
    r.skip(tpkt::HEADER)?;
    let length = usize::from(r.u8()?);
    let mut rest = r.bytes(length)?.get(6..)?;
    let mut negotiation = Negotiation::default();
    if rest.starts_with(b"Cookie: ") || rest.starts_with(b"tsv://") {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let (line, behind) = rest.split_at_checked(end)?;
        match line.strip_prefix(b"Cookie: mstshash=") {
            Some(user) => negotiation.user = user,
            None => negotiation.token = line,
        }
        rest = behind.get(2..)?;
    }
    if rest.is_empty() {
        return Some(negotiation);
    }
    let mut r = Reader::new(rest);
    let (kind, _flags, length, value) = (r.u8()?, r.u8()?, r.u16_le()?, r.u32_le()?);
    negotiation.answer = Some(match kind {
        REQUEST => Answer::Requests(value),
        RESPONSE => Answer::Selected(value),
        FAILURE => Answer::Failed(value),
        _ => return None,
    });
    (length == 8).then_some(negotiation)
}

/// Protocols by their bit; 0 is RDP's own security. §2.2.1.1.1.
const PROTOCOLS: [(u32, &str); 5] =
    [(1, "tls"), (2, "credssp"), (4, "rdstls"), (8, "credssp_early"), (16, "aad")];

pub(super) fn name(protocol: u32) -> &'static str {
    let known = PROTOCOLS.iter().find(|(bit, _)| *bit == protocol);
    known.map_or(if protocol == 0 { "rdp" } else { "unknown" }, |(_, name)| name)
}

/// The names of all bits that are set.
pub(super) fn names(protocols: u32) -> String {
    let set = PROTOCOLS.iter().filter(|(bit, _)| protocols & bit != 0);
    let names: Vec<&str> = std::iter::once("rdp").chain(set.map(|(_, name)| *name)).collect();
    names.join(",")
}

/// §2.2.1.2.2.
pub(super) fn failure(code: u32) -> &'static str {
    match code {
        1 => "tls_required",
        2 => "tls_not_allowed",
        3 => "no_certificate",
        4 => "inconsistent_flags",
        5 => "credssp_required",
        6 => "tls_with_user_required",
        _ => "unknown",
    }
}
