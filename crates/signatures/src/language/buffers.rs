//! Sticky buffers: their names, old names, the protocols that have them, the direction they come
//! from, and whether a transaction has several.
//!
//! Source: Suricata User Guide 8.0, the keyword chapters of each protocol; "Multiple Buffer
//! Matching" for those that come several times.

use Way::{Both, ToClient, ToServer};

use crate::rule::Buffer;

/// Who sends what a buffer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    ToServer,
    ToClient,
    Both,
}

/// One buffer.
#[derive(Debug, PartialEq, Eq)]
pub struct Buffers {
    pub name: &'static str,
    /// Other names of the same sticky buffer.
    pub aliases: &'static [&'static str],
    /// Empty = any packet or flow.
    pub protocols: &'static [&'static str],
    pub way: Way,
    /// Naming it again in a rule means another instance.
    pub several: bool,
}

const ANY: &[&str] = &[];
const HTTP: &[&str] = &["http", "http2", "doh2"];
const HTTP1: &[&str] = &["http"];
const HTTP2: &[&str] = &["http2", "doh2"];
/// Protocols that carry files.
const FILES: &[&str] =
    &["http", "http2", "doh2", "smtp", "ftp", "ftp-data", "smb", "nfs", "tftp", "pop3", "imap"];
const TLS: &[&str] = &["tls"];
const TLS_QUIC: &[&str] = &["tls", "quic"];
const DNS: &[&str] = &["dns", "doh2"];
const MDNS: &[&str] = &["mdns"];
const LLMNR: &[&str] = &["llmnr"];
const SMTP: &[&str] = &["smtp"];
const FTP: &[&str] = &["ftp"];
const SSH: &[&str] = &["ssh"];
const SMB: &[&str] = &["smb"];
const DCERPC: &[&str] = &["dcerpc", "smb"];
const SNMP: &[&str] = &["snmp"];
const KRB5: &[&str] = &["krb5"];
const SIP: &[&str] = &["sip"];
const MQTT: &[&str] = &["mqtt"];
const RFB: &[&str] = &["rfb"];
const IKE: &[&str] = &["ike"];
const QUIC: &[&str] = &["quic"];
const WEBSOCKET: &[&str] = &["websocket"];
const LDAP: &[&str] = &["ldap"];
const PGSQL: &[&str] = &["pgsql"];
const NTP: &[&str] = &["ntp"];
const ENIP: &[&str] = &["enip"];
const DNP3: &[&str] = &["dnp3"];

const fn one(
    name: &'static str,
    aliases: &'static [&'static str],
    protocols: &'static [&'static str],
    way: Way,
) -> Buffers {
    Buffers { name, aliases, protocols, way, several: false }
}

const fn many(
    name: &'static str,
    aliases: &'static [&'static str],
    protocols: &'static [&'static str],
    way: Way,
) -> Buffers {
    Buffers { name, aliases, protocols, way, several: true }
}

static TABLE: &[Buffers] = &[
    one("http.uri", &["http.uri.normalized"], HTTP, ToServer),
    one("http.uri.raw", &[], HTTP, ToServer),
    one("http.method", &[], HTTP, ToServer),
    one("http.request_line", &["http_request_line"], HTTP, ToServer),
    one("http.response_line", &["http_response_line"], HTTP, ToClient),
    one("http.header", &[], HTTP, Both),
    one("http.header.raw", &[], HTTP, Both),
    many("http.request_header", &[], HTTP, ToServer),
    many("http.response_header", &[], HTTP, ToClient),
    one("http.header_names", &["http_header_names"], HTTP, Both),
    one("http.cookie", &[], HTTP, Both),
    one("http.user_agent", &[], HTTP, ToServer),
    one("http.host", &[], HTTP, ToServer),
    one("http.host.raw", &[], HTTP, ToServer),
    one("http.accept", &["http_accept"], HTTP, ToServer),
    one("http.accept_enc", &["http_accept_enc"], HTTP, ToServer),
    one("http.accept_lang", &["http_accept_lang"], HTTP, ToServer),
    one("http.referer", &["http_referer"], HTTP, ToServer),
    one("http.connection", &["http_connection"], HTTP, ToServer),
    one("http.content_len", &["http_content_len"], HTTP, Both),
    one("http.content_type", &["http_content_type"], HTTP, Both),
    one("http.location", &[], HTTP, ToClient),
    one("http.server", &[], HTTP, ToClient),
    one("http.protocol", &["http_protocol"], HTTP, Both),
    one("http.start", &["http_start"], HTTP1, Both),
    one("http.stat_code", &[], HTTP, ToClient),
    one("http.stat_msg", &[], HTTP, ToClient),
    one("http.request_body", &[], HTTP, ToServer),
    // `file.data` from the server, in the rule tree too.
    many("http.response_body", &[], HTTP, ToClient),
    many("http2.header_name", &[], HTTP2, Both),
    many("file.data", &["file_data"], FILES, Both),
    many("file.name", &[], FILES, Both),
    many("file.magic", &[], FILES, Both),
    one("tls.sni", &["tls_sni"], TLS_QUIC, ToServer),
    many("tls.alpn", &[], TLS_QUIC, Both),
    many("tls.certs", &[], TLS, Both),
    one("tls.cert_subject", &["tls_cert_subject"], TLS, Both),
    one("tls.cert_issuer", &["tls_cert_issuer"], TLS, Both),
    one("tls.cert_serial", &["tls_cert_serial"], TLS, Both),
    one("tls.cert_fingerprint", &["tls_cert_fingerprint"], TLS, Both),
    many("tls.subjectaltname", &[], TLS, Both),
    one("tls.random", &[], TLS, Both),
    one("tls.random_time", &[], TLS, Both),
    one("tls.random_bytes", &[], TLS, Both),
    one("ja3.hash", &["ja3_hash"], TLS_QUIC, ToServer),
    one("ja3.string", &["ja3_string"], TLS_QUIC, ToServer),
    one("ja3s.hash", &[], TLS_QUIC, ToClient),
    one("ja3s.string", &[], TLS_QUIC, ToClient),
    one("ja4.hash", &["ja4_hash"], TLS_QUIC, ToServer),
    many("dns.query", &["dns_query"], DNS, ToServer),
    many("dns.query.name", &[], DNS, Both),
    many("dns.answer.name", &[], DNS, Both),
    many("dns.queries.rrname", &[], DNS, Both),
    many("dns.answers.rrname", &[], DNS, Both),
    many("dns.authorities.rrname", &[], DNS, Both),
    many("dns.additionals.rrname", &[], DNS, Both),
    many("dns.response.rrname", &[], DNS, ToClient),
    many("mdns.queries.rrname", &[], MDNS, Both),
    many("mdns.answers.rrname", &[], MDNS, Both),
    many("mdns.authorities.rrname", &[], MDNS, Both),
    many("mdns.additionals.rrname", &[], MDNS, Both),
    many("mdns.response.rrname", &[], MDNS, ToClient),
    many("llmnr.queries.rrname", &[], LLMNR, Both),
    many("llmnr.answers.rrname", &[], LLMNR, Both),
    many("llmnr.authorities.rrname", &[], LLMNR, Both),
    many("llmnr.additionals.rrname", &[], LLMNR, Both),
    many("llmnr.response.rrname", &[], LLMNR, ToClient),
    one("smtp.helo", &[], SMTP, ToServer),
    one("smtp.mail_from", &[], SMTP, ToServer),
    many("smtp.rcpt_to", &[], SMTP, ToServer),
    one("email.from", &[], SMTP, ToServer),
    one("email.to", &[], SMTP, ToServer),
    one("email.cc", &[], SMTP, ToServer),
    one("email.subject", &[], SMTP, ToServer),
    one("email.date", &[], SMTP, ToServer),
    one("email.message_id", &[], SMTP, ToServer),
    one("email.x_mailer", &[], SMTP, ToServer),
    one("email.body_md5", &[], SMTP, ToServer),
    many("email.url", &[], SMTP, ToServer),
    many("email.received", &[], SMTP, ToServer),
    one("ftp.command", &[], FTP, ToServer),
    one("ftp.command_data", &[], FTP, ToServer),
    many("ftp.reply", &[], FTP, ToClient),
    many("ftp.completion_code", &[], FTP, ToClient),
    one("ssh.proto", &["ssh_proto"], SSH, Both),
    one("ssh.software", &["ssh_software"], SSH, Both),
    one("ssh.hassh", &["ssh_hassh"], SSH, ToServer),
    one("ssh.hassh.string", &["ssh_hassh_string"], SSH, ToServer),
    one("ssh.hassh.server", &["ssh_hassh_server"], SSH, ToClient),
    one("ssh.hassh.server.string", &["ssh_hassh_server_string"], SSH, ToClient),
    one("smb.named_pipe", &["smb_named_pipe"], SMB, ToServer),
    one("smb.share", &["smb_share"], SMB, ToServer),
    one("smb.ntlmssp_user", &[], SMB, ToServer),
    one("smb.ntlmssp_domain", &[], SMB, ToServer),
    one("dcerpc.stub_data", &["dce_stub_data"], DCERPC, Both),
    one("snmp.community", &[], SNMP, Both),
    one("snmp.usm", &[], SNMP, Both),
    one("snmp.trap_oid", &[], SNMP, Both),
    one("snmp.trap_address", &[], SNMP, Both),
    many("krb5.cname", &["krb5_cname"], KRB5, ToClient),
    many("krb5.sname", &["krb5_sname"], KRB5, ToClient),
    one("sip.method", &[], SIP, ToServer),
    one("sip.uri", &[], SIP, ToServer),
    one("sip.request_line", &[], SIP, ToServer),
    one("sip.stat_code", &[], SIP, ToClient),
    one("sip.stat_msg", &[], SIP, ToClient),
    one("sip.response_line", &[], SIP, ToClient),
    one("sip.protocol", &[], SIP, Both),
    many("sip.from", &[], SIP, Both),
    many("sip.to", &[], SIP, Both),
    many("sip.via", &[], SIP, Both),
    many("sip.user_agent", &[], SIP, Both),
    many("sip.content_type", &[], SIP, Both),
    many("sip.content_length", &[], SIP, Both),
    one("sdp.session_name", &[], SIP, Both),
    one("sdp.session_info", &[], SIP, Both),
    one("sdp.origin", &[], SIP, Both),
    one("sdp.uri", &[], SIP, Both),
    one("sdp.email", &[], SIP, Both),
    one("sdp.phone_number", &[], SIP, Both),
    one("sdp.connection_data", &[], SIP, Both),
    one("sdp.encryption_key", &[], SIP, Both),
    one("sdp.timezone", &[], SIP, Both),
    many("sdp.bandwidth", &[], SIP, Both),
    many("sdp.time", &[], SIP, Both),
    many("sdp.repeat_time", &[], SIP, Both),
    many("sdp.attribute", &[], SIP, Both),
    many("sdp.media.media", &[], SIP, Both),
    many("sdp.media.media_info", &[], SIP, Both),
    many("sdp.media.connection_data", &[], SIP, Both),
    many("sdp.media.encryption_key", &[], SIP, Both),
    one("mqtt.connect.clientid", &[], MQTT, ToServer),
    one("mqtt.connect.username", &[], MQTT, ToServer),
    one("mqtt.connect.password", &[], MQTT, ToServer),
    one("mqtt.connect.willtopic", &[], MQTT, ToServer),
    one("mqtt.connect.willmessage", &[], MQTT, ToServer),
    one("mqtt.connect.protocol_string", &[], MQTT, ToServer),
    one("mqtt.publish.topic", &[], MQTT, Both),
    one("mqtt.publish.message", &[], MQTT, Both),
    many("mqtt.subscribe.topic", &[], MQTT, ToServer),
    many("mqtt.unsubscribe.topic", &[], MQTT, ToServer),
    one("rfb.name", &[], RFB, ToClient),
    one("ike.init_spi", &[], IKE, ToServer),
    one("ike.resp_spi", &[], IKE, ToClient),
    many("ike.vendor", &[], IKE, ToServer),
    one("ike.nonce_payload", &[], IKE, Both),
    one("ike.key_exchange_payload", &[], IKE, Both),
    one("quic.sni", &[], QUIC, ToServer),
    one("quic.ua", &[], QUIC, ToServer),
    one("quic.version", &[], QUIC, Both),
    many("quic.cyu.hash", &[], QUIC, ToServer),
    many("quic.cyu.string", &[], QUIC, ToServer),
    one("websocket.payload", &[], WEBSOCKET, Both),
    one("ldap.request.dn", &[], LDAP, ToServer),
    many("ldap.responses.dn", &[], LDAP, ToClient),
    many("ldap.responses.message", &[], LDAP, ToClient),
    many("ldap.request.attribute_type", &[], LDAP, ToServer),
    many("ldap.responses.attribute_type", &[], LDAP, ToClient),
    one("pgsql.query", &[], PGSQL, ToServer),
    one("ntp.reference_id", &[], NTP, Both),
    one("enip.product_name", &[], ENIP, Both),
    one("enip.service_name", &[], ENIP, Both),
    one("dnp3.data", &["dnp3_data"], DNP3, Both),
    one("ipv4.hdr", &[], ANY, Both),
    one("ipv6.hdr", &[], ANY, Both),
    one("tcp.hdr", &[], ANY, Both),
    one("udp.hdr", &[], ANY, Both),
    one("icmpv4.hdr", &[], ANY, Both),
    one("icmpv6.hdr", &[], ANY, Both),
    one("igmp.hdr", &[], ANY, Both),
    one("ether.hdr", &[], ANY, Both),
    one("ip.src", &[], ANY, Both),
    one("ip.dst", &[], ANY, Both),
];

/// Content modifiers of old rules and the buffer that they move content to.
static MODIFIERS: &[(&str, &str)] = &[
    ("http_uri", "http.uri"),
    ("http_raw_uri", "http.uri.raw"),
    ("http_method", "http.method"),
    ("http_header", "http.header"),
    ("http_raw_header", "http.header.raw"),
    ("http_cookie", "http.cookie"),
    ("http_user_agent", "http.user_agent"),
    ("http_host", "http.host"),
    ("http_raw_host", "http.host.raw"),
    ("http_client_body", "http.request_body"),
    ("http_server_body", "file.data"),
    ("http_stat_code", "http.stat_code"),
    ("http_stat_msg", "http.stat_msg"),
];

/// Every sticky buffer.
pub fn buffers() -> &'static [Buffers] {
    TABLE
}

pub(super) fn canonical(name: &str) -> Option<&'static Buffers> {
    TABLE.iter().find(|row| row.name == name)
}

/// By any of its names.
pub(super) fn named(name: &str) -> Option<&'static Buffers> {
    TABLE.iter().find(|row| row.name == name || row.aliases.contains(&name))
}

pub(super) fn modifier(name: &str) -> Option<&'static Buffers> {
    MODIFIERS.iter().find(|(old, _)| *old == name).and_then(|(_, new)| canonical(new))
}

pub(super) fn modifiers() -> impl Iterator<Item = &'static str> {
    MODIFIERS.iter().map(|(old, _)| *old)
}

impl Buffers {
    /// As the rule tree has it: headers of a packet apart from what parsers lay open.
    pub fn buffer(&self) -> Buffer {
        if self.protocols.is_empty() {
            Buffer::Packet(self.name)
        } else {
            Buffer::Named(self.name.to_owned())
        }
    }
}
