//! The table of keywords: how each is written and what reads it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::body::Value;
use super::buffers::{self, Way};
use super::draft::Draft;
use super::{
    Answer, apps, bytes, content, dataset, files, flow, ics, meta, packet, pcre, transforms,
};

/// Whether something stands after the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Argument {
    None,
    Optional,
    Required,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    Optional,
    Required,
}

/// What becomes of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    Full,
    /// Read, without effect in a probe that only watches.
    Ignored,
    /// Read; the rule never matches, and the report says so.
    Never,
}

type Read = fn(&mut Draft<'_>, &Keyword, Value<'_>) -> Answer<()>;

#[derive(Clone, Copy)]
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) canonical: &'static str,
    pub(super) argument: Argument,
    pub(super) quotes: Quotes,
    pub(super) negation: bool,
    pub(super) protocols: &'static [&'static str],
    pub(super) way: Way,
    support: Support,
    pub(super) read: Read,
}

const fn row(name: &'static str, argument: Argument, read: Read) -> Keyword {
    Keyword {
        name,
        canonical: name,
        argument,
        quotes: Quotes::None,
        negation: false,
        protocols: &[],
        way: Way::Both,
        support: Support::Full,
        read,
    }
}

const fn bare(name: &'static str, read: Read) -> Keyword {
    row(name, Argument::None, read)
}

const fn with(name: &'static str, read: Read) -> Keyword {
    row(name, Argument::Required, read)
}

const fn maybe(name: &'static str, read: Read) -> Keyword {
    row(name, Argument::Optional, read)
}

impl Keyword {
    const fn quoted(mut self) -> Self {
        self.quotes = Quotes::Required;
        self
    }

    const fn loose(mut self) -> Self {
        self.quotes = Quotes::Optional;
        self
    }

    const fn signed(mut self) -> Self {
        self.negation = true;
        self
    }

    const fn of(mut self, protocols: &'static [&'static str]) -> Self {
        self.protocols = protocols;
        self
    }

    const fn way(mut self, way: Way) -> Self {
        self.way = way;
        self
    }

    const fn as_name(mut self, canonical: &'static str) -> Self {
        self.canonical = canonical;
        self
    }

    const fn support(mut self, support: Support) -> Self {
        self.support = support;
        self
    }
}

const TLS: &[&str] = &["tls"];
const SSH: &[&str] = &["ssh"];
const DCERPC: &[&str] = &["dcerpc", "smb"];
const DNP3: &[&str] = &["dnp3"];
const FILES: &[&str] =
    &["http", "http2", "doh2", "smtp", "ftp", "ftp-data", "smb", "nfs", "tftp", "pop3", "imap"];

static ROWS: &[Keyword] = &[
    // What the rule says of itself.
    with("sid", meta::sid).loose(),
    with("gid", meta::gid),
    with("rev", meta::rev),
    with("priority", meta::priority),
    with("msg", meta::message).quoted(),
    with("classtype", meta::class),
    with("reference", meta::reference),
    with("metadata", meta::metadata),
    with("target", meta::target),
    with("requires", meta::requires),
    bare("noalert", meta::no_alert),
    bare("alert", meta::alert),
    bare("bypass", meta::bypass).support(Support::Ignored),
    bare("prefilter", meta::prefilter),
    // Content.
    with("content", content::content).quoted().signed(),
    with("uricontent", content::uri).quoted().signed(),
    bare("nocase", content::nocase),
    bare("rawbytes", content::raw),
    with("offset", content::place),
    with("depth", content::place),
    with("distance", content::place),
    with("within", content::place),
    bare("startswith", content::starts),
    bare("endswith", content::ends),
    maybe("fast_pattern", content::fast),
    with("replace", content::replace).quoted().support(Support::Ignored),
    bare("pkt_data", content::packet_data),
    maybe("absent", content::absent),
    with("isdataat", content::data_at).signed(),
    with("pcre", pcre::pcre).loose().signed(),
    with("byte_test", bytes::test),
    with("byte_jump", bytes::jump),
    with("byte_extract", bytes::extract),
    with("byte_math", bytes::math),
    maybe("base64_decode", bytes::base64_decode),
    bare("base64_data", bytes::base64_data),
    with("entropy", bytes::entropy),
    with("asn1", bytes::asn1),
    with("bsize", dataset::size),
    with("urilen", dataset::uri_length),
    with("dataset", dataset::dataset),
    with("datarep", dataset::reputation),
    // Flow.
    with("flow", flow::flow),
    with("flowbits", flow::bits),
    with("xbits", flow::xbits),
    with("hostbits", flow::hostbits),
    with("flowint", flow::flowint),
    with("stream_size", flow::stream_size),
    with("flow.age", flow::number),
    with("flow.pkts", flow::number),
    with("flow.pkts_toserver", flow::number),
    with("flow.pkts_toclient", flow::number),
    with("flow.bytes", flow::number),
    with("flow.bytes_toserver", flow::number),
    with("flow.bytes_toclient", flow::number),
    with("threshold", flow::threshold),
    with("detection_filter", flow::filter),
    with("tag", flow::tag).support(Support::Ignored),
    // Headers.
    with("flags", packet::flags),
    with("tcp.flags", packet::flags),
    with("fragbits", packet::fragments),
    with("ip_proto", packet::ip_protocol),
    with("ipopts", packet::options),
    bare("sameip", packet::same_ip),
    with("l3_proto", packet::l3),
    with("vlan.id", packet::vlan),
    with("rpc", packet::rpc),
    with("ipv4-csum", packet::checksum),
    with("tcpv4-csum", packet::checksum),
    with("tcpv6-csum", packet::checksum),
    with("udpv4-csum", packet::checksum),
    with("udpv6-csum", packet::checksum),
    with("icmpv4-csum", packet::checksum),
    with("icmpv6-csum", packet::checksum),
    with("decode-event", packet::decode_event),
    with("engine-event", packet::decode_event),
    with("stream-event", packet::decode_event),
    // Applications.
    with("app-layer-protocol", meta::application).signed(),
    with("app-layer-event", meta::application_event),
    with("ssl_version", apps::ssl_version).signed().of(TLS),
    with("tls.version", apps::tls_version).loose().of(TLS),
    with("ssl_state", meta::special).signed().of(TLS),
    bare("tls_cert_expired", meta::special).of(TLS).way(Way::ToClient),
    bare("tls_cert_valid", meta::special).of(TLS).way(Way::ToClient),
    with("tls_cert_notbefore", meta::special).of(TLS).way(Way::ToClient),
    with("tls_cert_notafter", meta::special).of(TLS).way(Way::ToClient),
    bare("tls_store", meta::ignored).of(TLS).support(Support::Ignored),
    bare("tls.store", meta::ignored).of(TLS).support(Support::Ignored),
    with("tls.subject", files::certificate).loose().signed().of(TLS),
    with("tls.issuerdn", files::certificate).loose().signed().of(TLS),
    with("tls.fingerprint", files::certificate).loose().signed().of(TLS),
    with("ssh.protoversion", meta::special).loose().of(SSH),
    with("ssh.softwareversion", meta::special).loose().of(SSH),
    with("dcerpc.iface", apps::interface).of(DCERPC),
    with("dce_iface", apps::interface).of(DCERPC),
    with("dcerpc.opnum", apps::opnum).of(DCERPC),
    with("dce_opnum", apps::opnum).of(DCERPC),
    with("ftpdata_command", meta::special).of(&["ftp-data"]),
    with("ftp.mode", meta::special).of(&["ftp"]),
    bare("ftpbounce", meta::special).of(&["ftp"]).way(Way::ToServer),
    with("krb5.ticket_encryption", meta::special).of(&["krb5"]).way(Way::ToClient),
    with("ike.chosen_sa_attribute", meta::special).of(&["ike"]).way(Way::ToClient),
    with("http2.settings", meta::special).of(&["http2", "doh2"]),
    with("filename", files::named).quoted().signed().of(FILES),
    with("fileext", files::named).quoted().signed().of(FILES),
    with("filemagic", files::named).quoted().signed().of(FILES),
    with("filemd5", files::hash).signed().of(FILES),
    with("filesha1", files::hash).signed().of(FILES),
    with("filesha256", files::hash).signed().of(FILES),
    maybe("filestore", files::store),
    // Industry.
    with("modbus", ics::modbus).loose().of(&["modbus"]),
    with("dnp3_ind", ics::indications).of(DNP3),
    with("dnp3.ind", ics::indications).of(DNP3),
    with("dnp3_obj", ics::object).of(DNP3),
    with("dnp3.obj", ics::object).of(DNP3),
    with("cip_service", ics::cip).of(&["enip"]),
    // Transformations.
    bare("to_lowercase", transforms::transform),
    bare("to_uppercase", transforms::transform),
    bare("to_md5", transforms::transform),
    bare("to_sha1", transforms::transform),
    bare("to_sha256", transforms::transform),
    bare("url_decode", transforms::transform),
    bare("dotprefix", transforms::transform),
    bare("strip_whitespace", transforms::transform),
    bare("compress_whitespace", transforms::transform),
    bare("strip_pseudo_headers", transforms::transform),
    bare("header_lowercase", transforms::transform),
    bare("domain", transforms::transform),
    bare("tld", transforms::transform),
    with("xor", transforms::transform).loose(),
    with("pcrexform", transforms::transform).quoted(),
    with("subslice", transforms::transform),
    maybe("from_base64", transforms::transform),
    maybe("gunzip", transforms::transform),
    maybe("zlib_deflate", transforms::transform),
    with("luaxform", transforms::script).support(Support::Never),
    // What a probe does not have.
    with("lua", meta::never).signed().support(Support::Never),
    with("luajit", meta::never).signed().support(Support::Never),
    with("geoip", meta::never).support(Support::Never),
    with("iprep", meta::never).support(Support::Never),
    with("frame", meta::never).support(Support::Never),
    with("pktvar", meta::never).loose().support(Support::Never),
    with("flowvar", meta::never).loose().support(Support::Never),
    with("nfq_set_mark", meta::ignored).support(Support::Ignored),
];

fn table() -> &'static HashMap<&'static str, Keyword> {
    static TABLE: OnceLock<HashMap<&'static str, Keyword>> = OnceLock::new();
    TABLE.get_or_init(build)
}

fn build() -> HashMap<&'static str, Keyword> {
    let mut table: HashMap<_, _> = ROWS.iter().map(|row| (row.name, *row)).collect();
    for buffer in buffers::buffers() {
        let read = if buffer.name.starts_with("file.") {
            maybe as fn(&'static str, Read) -> Keyword
        } else {
            bare
        };
        for name in std::iter::once(buffer.name).chain(buffer.aliases.iter().copied()) {
            table.insert(name, read(name, content::sticky).as_name(buffer.name));
        }
    }
    for name in buffers::modifiers() {
        table.insert(name, bare(name, content::modifier));
    }
    for name in packet::fields() {
        table.insert(name, with(name, packet::field).loose());
    }
    for number in apps::ROWS {
        for name in std::iter::once(number.name).chain(number.aliases.iter().copied()) {
            let row = with(name, apps::number).as_name(number.name);
            table.insert(name, row.of(number.protocols).way(number.way));
        }
    }
    table
}

/// By name, whatever case it has.
pub(super) fn find(name: &str) -> Option<&'static Keyword> {
    table().get(name).or_else(|| table().get(name.to_ascii_lowercase().as_str()))
}

/// Every keyword with what becomes of it, in alphabetical order.
pub fn keywords() -> Vec<(&'static str, Support)> {
    let mut all: Vec<_> = table().values().map(|row| (row.name, row.support)).collect();
    all.sort_unstable_by_key(|(name, _)| *name);
    all
}
