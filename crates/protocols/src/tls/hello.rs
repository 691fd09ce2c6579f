//! The hellos of client and server, and their extensions.
//! Source: RFC 8446 §4.1.2, §4.1.3, §4.2; RFC 5246 appendix E.2 (SSL 2.0 form).

use crate::cursor::{Reader, u16_at};
use crate::protocol::Probe;

/// Extension types. IANA *TLS ExtensionType Values*.
pub(super) const SERVER_NAME: u16 = 0;
pub(super) const SUPPORTED_GROUPS: u16 = 10;
pub(super) const EC_POINT_FORMATS: u16 = 11;
pub(super) const SIGNATURE_ALGORITHMS: u16 = 13;
pub(super) const ALPN: u16 = 16;
pub(super) const SUPPORTED_VERSIONS: u16 = 43;
/// Type of a message that opens a connection of SSL 2.0.
const V2_CLIENT_HELLO: u8 = 1;

/// A hello; which of the two decides what `ciphers` are.
#[derive(Debug, Default)]
pub(crate) struct Hello<'a> {
    pub(crate) version: u16,
    pub(crate) random: &'a [u8],
    /// Offered, or the one chosen.
    pub(crate) ciphers: Vec<u16>,
    pub(crate) extensions: Vec<(u16, &'a [u8])>,
}

/// Reserved values that clients send at random. RFC 8701 §2.
pub(crate) fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

impl<'a> Hello<'a> {
    /// The body of a client's hello, without type and length.
    pub(crate) fn client(body: &'a [u8]) -> Option<Self> {
        let mut r = Reader::new(body);
        let version = r.u16()?;
        let random = r.bytes(32)?;
        let session = r.u8()?;
        r.skip(session.into())?;
        let length = r.u16()?;
        let ciphers = words(r.bytes(length.into())?);
        let compressions = r.u8()?;
        r.skip(compressions.into())?;
        Some(Self { version, random, ciphers, extensions: extensions(&mut r) })
    }

    /// The body of a server's hello.
    pub(crate) fn server(body: &'a [u8]) -> Option<Self> {
        let mut r = Reader::new(body);
        let version = r.u16()?;
        let random = r.bytes(32)?;
        let session = r.u8()?;
        r.skip(session.into())?;
        let ciphers = vec![r.u16()?];
        r.u8()?;
        Some(Self { version, random, ciphers, extensions: extensions(&mut r) })
    }

    /// The message of a client's hello in the form of SSL 2.0, with its type.
    pub(super) fn old_client(message: &'a [u8]) -> Option<Self> {
        let mut r = Reader::new(message);
        let kind = r.u8()?;
        let version = r.u16()?;
        let [ciphers, session, challenge] = [r.u16()?, r.u16()?, r.u16()?].map(usize::from);
        let whole = ciphers + session + challenge == r.left();
        let usual = matches!(version, 0x0002 | 0x0300..=0x0304) && ciphers.is_multiple_of(3);
        if kind != V2_CLIENT_HELLO || !whole || !usual || ciphers == 0 {
            return None;
        }
        let offered = r.bytes(ciphers)?;
        r.skip(session)?;
        // Of the three octets of a cipher the first is zero for those of SSL 3.0 and later.
        let newer = offered.chunks_exact(3).filter(|cipher| cipher.first() == Some(&0));
        let ciphers = newer.filter_map(|cipher| u16_at(cipher, 1)).collect();
        Some(Self { version, random: r.bytes(challenge)?, ciphers, extensions: Vec::new() })
    }

    pub(super) fn extension(&self, kind: u16) -> Option<&'a [u8]> {
        self.extensions.iter().find(|(k, _)| *k == kind).map(|(_, data)| *data)
    }

    /// The host name asked for. RFC 6066 §3.
    pub(crate) fn server_name(&self) -> Option<&'a [u8]> {
        let mut r = Reader::new(self.extension(SERVER_NAME)?);
        r.u16()?;
        // The only name type that there is.
        r.u8().filter(|kind| *kind == 0)?;
        let length = r.u16()?;
        r.bytes(length.into()).filter(|name| !name.is_empty())
    }

    /// Application protocols, offered or chosen. RFC 7301 §3.1.
    pub(crate) fn protocols(&self) -> Vec<&'a [u8]> {
        let mut r = Reader::new(self.extension(ALPN).unwrap_or_default());
        let _ = r.u16();
        let mut protocols = Vec::new();
        while let Some(protocol) = r.u8().and_then(|length| r.bytes(length.into())) {
            protocols.push(protocol);
        }
        protocols
    }

    /// What the server agreed to.
    pub(crate) fn chosen_version(&self) -> u16 {
        self.extension(SUPPORTED_VERSIONS).and_then(|data| u16_at(data, 0)).unwrap_or(self.version)
    }

    /// The newest version that the client offers.
    pub(super) fn newest_version(&self) -> u16 {
        let offered = self.extension(SUPPORTED_VERSIONS).and_then(|data| data.get(1..));
        let offered = offered.map(words).unwrap_or_default();
        // Drafts of versions have greater numbers than the versions.
        offered.into_iter().filter(|v| *v <= 0x0304).max().unwrap_or(self.version)
    }

    /// A list of words behind its length.
    pub(super) fn listed(&self, kind: u16) -> Vec<u16> {
        let data = self.extension(kind).unwrap_or_default();
        let length = u16_at(data, 0).map_or(0, usize::from);
        let list = data.get(2..).unwrap_or_default();
        words(list.get(..length).unwrap_or(list))
    }

    pub(super) fn point_formats(&self) -> &'a [u8] {
        self.extension(EC_POINT_FORMATS).and_then(|data| data.get(1..)).unwrap_or_default()
    }
}

fn words(data: &[u8]) -> Vec<u16> {
    data.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect()
}

fn extensions<'a>(r: &mut Reader<'a>) -> Vec<(u16, &'a [u8])> {
    let length = usize::from(r.u16().unwrap_or(0));
    let mut r = Reader::new(r.bytes(length.min(r.left())).unwrap_or_default());
    let mut extensions = Vec::new();
    while let (Some(kind), Some(length)) = (r.u16(), r.u16()) {
        let Some(data) = r.bytes(length.into()) else { break };
        extensions.push((kind, data));
    }
    extensions
}

/// How much the bytes look like a hello in the form of SSL 2.0.
pub(super) fn likeness_v2(data: &[u8]) -> Probe {
    let Some(length) = u16_at(data, 0).map(|length| usize::from(length & 0x7fff)) else {
        return Probe::No;
    };
    match data.get(2..2 + length).map(Hello::old_client) {
        Some(Some(_)) => Probe::Yes,
        _ => Probe::No,
    }
}
