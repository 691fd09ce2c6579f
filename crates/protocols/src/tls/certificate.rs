//! What a certificate says of itself.
//! Source: RFC 5280 §4.1, §4.2.1.6; X.690 (DER); attribute names as RFC 4514 and X.520 have them.

use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::ber::{Element, element};
use crate::cursor::Reader;

/// Tags. X.690 §8.
const INTEGER: u8 = 0x02;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const UTC_TIME: u8 = 0x17;
const BMP_STRING: u8 = 0x1e;
/// `[0]` version and `[3]` extensions of the certificate. RFC 5280 §4.1.
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
/// id-ce-subjectAltName. RFC 5280 §4.2.1.6.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// Names kept of one certificate, and attributes kept of one name.
const MAX_NAMES: usize = 256;
const MAX_ATTRIBUTES: usize = 64;

/// commonName and organizationName. X.520.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANIZATION: &[u8] = &[0x55, 4, 10];

/// Attribute types of X.520, PKCS #9 and RFC 4519 by the names that rules expect.
const ATTRIBUTES: &[(&[u8], &str)] = &[
    (COMMON_NAME, "CN"),
    (&[0x55, 4, 4], "surname"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "streetAddress"),
    (ORGANIZATION, "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 12], "title"),
    (&[0x55, 4, 13], "description"),
    (&[0x55, 4, 15], "businessCategory"),
    (&[0x55, 4, 16], "postalAddress"),
    (&[0x55, 4, 17], "postalCode"),
    (&[0x55, 4, 41], "name"),
    (&[0x55, 4, 42], "givenName"),
    (&[0x55, 4, 43], "initials"),
    (&[0x55, 4, 44], "generationQualifier"),
    (&[0x55, 4, 45], "uniqueIdentifier"),
    (&[0x55, 4, 46], "dnQualifier"),
    // 1.2.840.113549.1.9.1, PKCS #9.
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "Email"),
    // 1.2.840.113549.1.9.2, PKCS #9.
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 2], "unstructuredName"),
    // 0.9.2342.19200300.100.1.1 and .25, RFC 4519.
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "uid"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    // 1.3.6.1.4.1.311.60.2.1.1 to .3, CA/Browser Forum EV guidelines §9.2.
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 1], "msJurisdictionLocality"),
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 2], "msJurisdictionStateOrProvince"),
    (&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3], "msJurisdictionCountry"),
];

/// A distinguished name as text bytes: whatever stands in it stays, NUL included.
#[derive(Debug, Default)]
pub(super) struct Dn {
    pub(super) text: Vec<u8>,
    pub(super) common_name: Vec<u8>,
    pub(super) organization: Vec<u8>,
}

/// A moment as year, month, day, hour, minute, second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moment([u32; 6]);

#[derive(Debug, Default)]
pub(super) struct Certificate {
    /// Octets in upper-case hexadecimal, with colons.
    pub(super) serial: String,
    pub(super) issuer: Dn,
    pub(super) subject: Dn,
    pub(super) not_before: Option<Moment>,
    pub(super) not_after: Option<Moment>,
    pub(super) alternative_names: Vec<Vec<u8>>,
}

impl Certificate {
    /// Reads the DER of a certificate as far as it makes sense; `None` if it is none.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(expect(&mut Reader::new(der), SEQUENCE)?);
        let mut r = Reader::new(expect(&mut outer, SEQUENCE)?);
        let mut next = element(&mut r)?;
        if next.tag == VERSION {
            next = element(&mut r)?;
        }
        let serial = (next.tag == INTEGER).then(|| colons(next.content))?;
        expect(&mut r, SEQUENCE)?;
        let issuer = Dn::read(expect(&mut r, SEQUENCE)?);
        let mut validity = Reader::new(expect(&mut r, SEQUENCE)?);
        let not_before = element(&mut validity).and_then(|time| Moment::read(&time));
        let not_after = element(&mut validity).and_then(|time| Moment::read(&time));
        let subject = Dn::read(expect(&mut r, SEQUENCE)?);
        let mut alternative_names = Vec::new();
        while let Some(part) = element(&mut r) {
            if part.tag == EXTENSIONS {
                alternative_names = alternatives(part.content).unwrap_or_default();
            }
        }
        Some(Self { serial, issuer, subject, not_before, not_after, alternative_names })
    }
}

fn expect<'a>(r: &mut Reader<'a>, tag: u8) -> Option<&'a [u8]> {
    element(r).filter(|found| found.tag == tag).map(|found| found.content)
}

/// `AA:BB:CC`.
fn colons(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 3);
    for octet in octets {
        let colon = if text.is_empty() { "" } else { ":" };
        let _ = write!(text, "{colon}{octet:02X}");
    }
    text
}

impl Dn {
    /// A sequence of sets of attributes. RFC 5280 §4.1.2.4.
    fn read(content: &[u8]) -> Self {
        let mut dn = Self::default();
        let mut sets = Reader::new(content);
        let mut left = MAX_ATTRIBUTES;
        while let Some(set) = expect(&mut sets, SET) {
            let mut attributes = Reader::new(set);
            let mut between: &[u8] = b", ";
            while let Some(attribute) = expect(&mut attributes, SEQUENCE) {
                left = left.saturating_sub(1);
                if left == 0 {
                    return dn;
                }
                dn.add(attribute, between);
                between = b" + ";
            }
        }
        dn
    }

    fn add(&mut self, attribute: &[u8], between: &[u8]) {
        let mut r = Reader::new(attribute);
        let (Some(kind), Some(value)) = (expect(&mut r, OID), element(&mut r)) else { return };
        let text = string(&value);
        if kind == COMMON_NAME {
            self.common_name.clone_from(&text);
        } else if kind == ORGANIZATION {
            self.organization.clone_from(&text);
        }
        if !self.text.is_empty() {
            self.text.extend_from_slice(between);
        }
        match ATTRIBUTES.iter().find(|row| row.0 == kind) {
            Some((_, name)) => self.text.extend_from_slice(name.as_bytes()),
            None => self.text.extend_from_slice(dotted(kind).as_bytes()),
        }
        self.text.push(b'=');
        self.text.extend_from_slice(&text);
    }
}

/// The octets of a string, those of a BMPString as UTF-8.
fn string(value: &Element<'_>) -> Vec<u8> {
    if value.tag != BMP_STRING {
        return value.content.to_vec();
    }
    let units: Vec<u16> = value
        .content
        .chunks_exact(2)
        .filter_map(|pair| pair.first_chunk().copied().map(u16::from_be_bytes))
        .collect();
    String::from_utf16_lossy(&units).into_bytes()
}

/// An object identifier with dots. X.690 §8.19.
fn dotted(octets: &[u8]) -> String {
    let mut text = String::new();
    let mut arc = 0u64;
    for octet in octets {
        arc = arc.saturating_mul(128).saturating_add(u64::from(octet & 0x7f));
        if octet & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let first = (arc / 40).min(2);
            let _ = write!(text, "{first}.{}", arc - first * 40);
        } else {
            let _ = write!(text, ".{arc}");
        }
        arc = 0;
    }
    text
}

impl Moment {
    /// UTCTime or GeneralizedTime. RFC 5280 §4.1.2.5.
    fn read(time: &Element<'_>) -> Option<Self> {
        let digits: Vec<u32> =
            time.content.iter().map_while(|c| char::from(*c).to_digit(10)).take(14).collect();
        let pairs: Vec<u32> =
            digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |n, d| n * 10 + d)).collect();
        let (year, rest) = match (time.tag, pairs.as_slice()) {
            (UTC_TIME, [year @ 0..50, rest @ ..]) => (2000 + year, rest),
            (UTC_TIME, [year, rest @ ..]) => (1900 + year, rest),
            (_, [century, year, rest @ ..]) => (century * 100 + year, rest),
            _ => return None,
        };
        let [month @ 1..=12, day @ 1..=31, hour, minute, rest @ ..] = rest else { return None };
        let second = rest.first().copied().unwrap_or(0);
        Some(Self([year, *month, *day, *hour, *minute, second]))
    }

    /// Seconds since 1970; earlier moments are 0.
    pub(super) fn seconds(self) -> u64 {
        let Self([year, month, day, hour, minute, second]) = self;
        // Days since 1 March of year 0 in the Gregorian calendar: the leap day ends each year.
        let (y, m) =
            if month > 2 { (year, month - 3) } else { (year.saturating_sub(1), month + 9) };
        let days = u64::from(y) * 365
            + u64::from(y / 4)
            + u64::from(y / 400)
            + u64::from((153 * m + 2) / 5 + day)
            - 1;
        // 719,468 days from there to 1970-01-01.
        let days = days.saturating_sub(u64::from(y / 100)).saturating_sub(719_468);
        days * 86_400 + u64::from(hour) * 3600 + u64::from(minute) * 60 + u64::from(second)
    }

    pub(super) fn text(self) -> String {
        let Self([year, month, day, hour, minute, second]) = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Names in the extension for them. RFC 5280 §4.2.1.6.
fn alternatives(extensions: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Reader::new(expect(&mut Reader::new(extensions), SEQUENCE)?);
    while let Some(extension) = expect(&mut list, SEQUENCE) {
        let mut r = Reader::new(extension);
        if expect(&mut r, OID)? != SUBJECT_ALT_NAME {
            continue;
        }
        let mut value = element(&mut r)?;
        // A criticality may stand before the value.
        if value.tag == 0x01 {
            value = element(&mut r)?;
        }
        let mut names = Reader::new(expect(&mut Reader::new(value.content), SEQUENCE)?);
        let names = std::iter::from_fn(|| element(&mut names));
        return Some(names.filter_map(|name| general_name(&name)).take(MAX_NAMES).collect());
    }
    None
}

/// Mail address [1], host [2], URI [6], address [7]. RFC 5280 §4.2.1.6.
fn general_name(name: &Element<'_>) -> Option<Vec<u8>> {
    match name.tag {
        0x81 | 0x82 | 0x86 => Some(name.content.to_vec()),
        0x87 => {
            let v4 = <[u8; 4]>::try_from(name.content).map(|a| Ipv4Addr::from(a).to_string());
            let v6 = <[u8; 16]>::try_from(name.content).map(|a| Ipv6Addr::from(a).to_string());
            v4.or(v6).ok().map(String::into_bytes)
        }
        _ => None,
    }
}
