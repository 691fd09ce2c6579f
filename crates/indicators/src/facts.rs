//! What can be known of traffic in the words of indicators.

use std::net::IpAddr;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Either end, who opened the flow, who was asked.
    Address,
    Client,
    Server,
    ClientPort,
    ServerPort,
    Domain,
    Url,
    FileHash,
    CertificateHash,
    FileName,
    Email,
    Serial,
    Agent,
    Ja3,
    Ja4,
}

impl Kind {
    pub(crate) fn is_address(self) -> bool {
        matches!(self, Self::Address | Self::Client | Self::Server)
    }

    pub(crate) fn is_port(self) -> bool {
        matches!(self, Self::ClientPort | Self::ServerPort)
    }
}

/// A value, made comparable by [`normal`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Fact {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

impl Fact {
    pub(crate) fn new(kind: Kind, text: &str) -> Self {
        Self { kind, text: normal(kind, text) }
    }

    pub(crate) fn ip(&self) -> Option<IpAddr> {
        if self.kind.is_address() { self.text.parse().ok() } else { None }
    }
}

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// `10.0.0.0/8`; an address alone is a range of one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (base, bits) = text.split_once('/').unwrap_or((text, ""));
        let base: IpAddr = base.trim().parse().ok()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = if bits.is_empty() { most } else { bits.parse().ok()? };
        (bits <= most).then_some(Self { base, bits })
    }

    pub(crate) fn holds(&self, ip: IpAddr) -> bool {
        match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => {
                let apart = 32u32.saturating_sub(self.bits.into());
                let same = u32::from(base) ^ u32::from(ip);
                same.checked_shr(apart).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(ip)) => {
                let apart = 128u32.saturating_sub(self.bits.into());
                let same = u128::from(base) ^ u128::from(ip);
                same.checked_shr(apart).unwrap_or(0) == 0
            }
            _ => false,
        }
    }

    pub(crate) fn bits(&self) -> u8 {
        self.bits
    }

    pub(crate) fn base(&self) -> IpAddr {
        self.base
    }

    /// Its only address, if it has one.
    pub(crate) fn alone(&self) -> Option<IpAddr> {
        let most = if self.base.is_ipv4() { 32 } else { 128 };
        (self.bits == most).then_some(self.base)
    }
}

/// One spelling for equal values.
pub(crate) fn normal(kind: Kind, text: &str) -> String {
    let text = text.trim();
    match kind {
        Kind::Address | Kind::Client | Kind::Server => {
            text.parse::<IpAddr>().map_or_else(|_| text.to_owned(), |ip| ip.to_string())
        }
        Kind::Domain => text.trim_end_matches('.').to_ascii_lowercase(),
        Kind::Url => url(text),
        Kind::FileHash | Kind::CertificateHash | Kind::Serial => {
            let digits = text.chars().filter(char::is_ascii_hexdigit);
            digits.collect::<String>().to_ascii_lowercase()
        }
        Kind::Email | Kind::Ja3 | Kind::Ja4 => text.trim_matches(['<', '>']).to_ascii_lowercase(),
        Kind::ClientPort | Kind::ServerPort | Kind::FileName | Kind::Agent => text.to_owned(),
    }
}

/// Scheme and host in lower case, without the scheme's own port (RFC 3986 §6.2).
fn url(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let own = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(own).unwrap_or(&host);
    format!("{scheme}://{host}{}", if path.is_empty() { "/" } else { path })
}
