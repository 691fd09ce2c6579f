//! Words for protocols in a rule's header and in `app-layer-protocol`.

use super::{Answer, no};

/// Protocols below applications.
const CARRIERS: [&str; 19] = [
    "ip",
    "ip4",
    "ipv4",
    "ip6",
    "ipv6",
    "tcp",
    "tcp-pkt",
    "tcp-stream",
    "udp",
    "icmp",
    "icmp4",
    "icmpv4",
    "icmp6",
    "icmpv6",
    "sctp",
    "igmp",
    "pkthdr",
    "ether",
    "arp",
];

/// A word for an application, and the protocols it stands for: `http` is any version of it, `dns`
/// also over HTTPS, `dcerpc` also over SMB.
const APPLICATIONS: &[(&str, &[&str])] = &[
    ("http", &["http", "http2", "doh2"]),
    ("http1", &["http"]),
    ("http2", &["http2", "doh2"]),
    ("doh2", &["doh2"]),
    ("dns", &["dns", "doh2"]),
    ("mdns", &["mdns"]),
    ("llmnr", &["llmnr"]),
    ("tls", &["tls"]),
    ("ssl", &["tls"]),
    ("ssh", &["ssh"]),
    ("smtp", &["smtp"]),
    ("imap", &["imap"]),
    ("pop3", &["pop3"]),
    ("ftp", &["ftp"]),
    ("ftp-data", &["ftp-data"]),
    ("tftp", &["tftp"]),
    ("telnet", &["telnet"]),
    ("smb", &["smb"]),
    ("smb2", &["smb"]),
    ("dcerpc", &["dcerpc", "smb"]),
    ("nfs", &["nfs"]),
    ("krb5", &["krb5"]),
    ("ldap", &["ldap"]),
    ("snmp", &["snmp"]),
    ("dhcp", &["dhcp"]),
    ("ntp", &["ntp"]),
    ("sip", &["sip"]),
    ("rfb", &["rfb"]),
    ("rdp", &["rdp"]),
    ("mqtt", &["mqtt"]),
    ("ike", &["ike"]),
    ("ikev2", &["ike"]),
    ("quic", &["quic"]),
    ("websocket", &["websocket"]),
    ("pgsql", &["pgsql"]),
    ("bittorrent-dht", &["bittorrent-dht"]),
    ("irc", &["irc"]),
    ("jabber", &["jabber"]),
    ("modbus", &["modbus"]),
    ("dnp3", &["dnp3"]),
    ("enip", &["enip"]),
    ("opcua", &["opcua"]),
    ("failed", &["failed"]),
    ("unknown", &["unknown"]),
];

/// What the header's word asks for: empty for carriers.
pub(super) fn header(word: &str) -> Answer<Vec<&'static str>> {
    if CARRIERS.contains(&word) {
        return Ok(Vec::new());
    }
    applications(word).map_or_else(|| no("header.protocol", word), Ok)
}

/// The applications that a word stands for. Every protocol that the probe itself decodes has its
/// own name besides.
pub(super) fn applications(word: &str) -> Option<Vec<&'static str>> {
    let row = APPLICATIONS.iter().find(|(name, _)| *name == word);
    match row {
        Some((_, stands_for)) => Some(stands_for.to_vec()),
        None => Some(vec![protocols::entry(word)?.names().find(|name| *name == word)?]),
    }
}
