//! Types, response codes, and data of records as text.
//! Source: IANA *Domain Name System Parameters*; RFC 1035 §3.3, RFC 3596 (AAAA), RFC 2782 (SRV).

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use model::observation::Name;

use super::message::Record;
use super::name::name_at;
use crate::cursor::{text, u16_at};

/// IANA *Resource Record (RR) TYPEs*.
const TYPES: &[(u16, &str)] = &[
    (1, "A"),
    (2, "NS"),
    (5, "CNAME"),
    (6, "SOA"),
    (10, "NULL"),
    (11, "WKS"),
    (12, "PTR"),
    (13, "HINFO"),
    (14, "MINFO"),
    (15, "MX"),
    (16, "TXT"),
    (17, "RP"),
    (18, "AFSDB"),
    (24, "SIG"),
    (25, "KEY"),
    (28, "AAAA"),
    (29, "LOC"),
    (33, "SRV"),
    (35, "NAPTR"),
    (36, "KX"),
    (37, "CERT"),
    (39, "DNAME"),
    (41, "OPT"),
    (42, "APL"),
    (43, "DS"),
    (44, "SSHFP"),
    (45, "IPSECKEY"),
    (46, "RRSIG"),
    (47, "NSEC"),
    (48, "DNSKEY"),
    (49, "DHCID"),
    (50, "NSEC3"),
    (51, "NSEC3PARAM"),
    (52, "TLSA"),
    (53, "SMIMEA"),
    (55, "HIP"),
    (59, "CDS"),
    (60, "CDNSKEY"),
    (61, "OPENPGPKEY"),
    (62, "CSYNC"),
    (63, "ZONEMD"),
    (64, "SVCB"),
    (65, "HTTPS"),
    (99, "SPF"),
    (108, "EUI48"),
    (109, "EUI64"),
    (249, "TKEY"),
    (250, "TSIG"),
    (251, "IXFR"),
    (252, "AXFR"),
    (255, "ANY"),
    (256, "URI"),
    (257, "CAA"),
];

/// IANA *DNS RCODEs*, those that fit the header.
const RCODES: [&str; 12] = [
    "no_error",
    "format_error",
    "server_failure",
    "name_error",
    "not_implemented",
    "refused",
    "name_exists",
    "set_exists",
    "set_missing",
    "not_authoritative",
    "not_in_zone",
    "dso_type_not_implemented",
];

const A: u16 = 1;
const NS: u16 = 2;
const CNAME: u16 = 5;
const SOA: u16 = 6;
const PTR: u16 = 12;
const MX: u16 = 15;
const TXT: u16 = 16;
const AAAA: u16 = 28;
const SRV: u16 = 33;
const DNAME: u16 = 39;

pub(super) fn type_name(kind: u16) -> String {
    match TYPES.binary_search_by_key(&kind, |row| row.0).ok().and_then(|at| TYPES.get(at)) {
        Some((_, name)) => (*name).to_owned(),
        None => format!("TYPE{kind}"),
    }
}

pub(super) fn rcode_name(code: u8) -> Name {
    match RCODES.get(usize::from(code)) {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(format!("rcode_{code}")),
    }
}

/// The name that a record's data begin with, or hold behind a preference.
pub(super) fn target(message: &[u8], record: &Record) -> Option<Vec<u8>> {
    let before = match record.kind {
        NS | CNAME | SOA | PTR | DNAME => 0,
        MX => 2,
        SRV => 6,
        _ => return None,
    };
    let fits = record.data_len > before;
    fits.then(|| name_at(message, record.data_at.saturating_add(before)))
}

/// What a record says, for people.
pub(super) fn data_text(message: &[u8], record: &Record) -> Option<String> {
    let end = record.data_at.checked_add(record.data_len)?;
    let data = message.get(record.data_at..end)?;
    match record.kind {
        A => data.first_chunk::<4>().map(|octets| Ipv4Addr::from(*octets).to_string()),
        AAAA => data.first_chunk::<16>().map(|octets| Ipv6Addr::from(*octets).to_string()),
        TXT => data.get(1..).map(text).filter(|text| !text.is_empty()),
        SRV => {
            let port = u16_at(data, 4)?;
            Some(format!("{}:{port}", text(&target(message, record)?)))
        }
        _ => target(message, record).map(|name| text(&name)),
    }
}
