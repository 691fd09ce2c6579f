//! The baseline as rules in Suricata's language: a `pass` for each line, then an `alert` for
//! whatever else is asked of the same servers.
//!
//! Source: Suricata 8 user guide, "Rules format", "Modbus keyword", "DNP3 keywords", "ENIP/CIP
//! keywords". Functions and Modbus addresses are told apart where the language has a keyword for
//! them; of other protocols the parties and the port are.
//! Not exported, but listed as remarks: lines of hosts known by their Ethernet address only.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::types::{BaselineEntry, HostKey};

/// How a protocol is written in the head of a rule.
struct Wire {
    /// Our name of it.
    name: &'static str,
    /// Protocol and ports of the rule's head.
    head: &'static str,
    ports: &'static str,
}

/// Ports are those registered with IANA or named by the protocol's own standard.
const WIRES: &[Wire] = &[
    wire("modbus", "modbus", "any"),
    wire("dnp3", "dnp3", "any"),
    wire("enip", "enip", "any"),
    wire("cip", "enip", "any"),
    wire("pccc", "enip", "any"),
    wire("http", "http", "any"),
    wire("dns", "dns", "any"),
    wire("mqtt", "mqtt", "any"),
    wire("ssh", "ssh", "any"),
    wire("tls", "tls", "any"),
    wire("s7comm", "tcp", "102"),
    wire("s7comm_plus", "tcp", "102"),
    wire("mms", "tcp", "102"),
    wire("iec104", "tcp", "2404"),
    wire("opcua", "tcp", "4840"),
    wire("ads", "tcp", "48898"),
    wire("bacnet", "udp", "47808"),
    wire("fins", "ip", "any"),
    wire("hart_ip", "ip", "any"),
];

const fn wire(name: &'static str, head: &'static str, ports: &'static str) -> Wire {
    Wire { name, head, ports }
}

/// Any protocol that has no row above.
const OTHER: Wire = wire("", "ip", "any");

fn wire_of(protocol: &str) -> &'static Wire {
    WIRES.iter().find(|wire| wire.name == protocol).unwrap_or(&OTHER)
}

/// Rules that are silent about what was learned and speak about the rest.
pub fn suricata(entries: &[BaselineEntry], first_sid: u32) -> String {
    let mut text = String::new();
    let mut sid = first_sid;
    let mut passed = BTreeSet::new();
    let mut servers = BTreeSet::new();
    for entry in entries {
        let (HostKey::Ip(_), HostKey::Ip(_)) = (entry.client, entry.server) else {
            let _ = writeln!(text, "# not expressible: {}", plain(&entry.key()));
            continue;
        };
        servers.insert((entry.server, entry.protocol.as_str()));
        for options in options(entry) {
            let Wire { head, ports, .. } = wire_of(&entry.protocol);
            let (client, server) = (entry.client, entry.server);
            let rule = format!(
                "pass {head} {client} any -> {server} {ports} (msg:\"learned: {} {}\"; {options}",
                plain(&entry.protocol),
                plain(&entry.operation)
            );
            // Lines that differ in what the language cannot say are one rule.
            if passed.insert((client, server, *head, *ports, options)) {
                let _ = writeln!(text, "{rule}sid:{sid}; rev:1;)");
                sid = sid.saturating_add(1);
            }
        }
    }
    for (server, protocol) in servers {
        let Wire { head, ports, .. } = wire_of(protocol);
        let _ = writeln!(
            text,
            "alert {head} any any -> {server} {ports} (msg:\"not learned: {} {server}\"; {}sid:{sid}; rev:1;)",
            plain(protocol),
            direction(head),
        );
        sid = sid.saturating_add(1);
    }
    text
}

/// What a name may hold within a message; the rest would end it.
fn plain(text: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || "_.:>|/- ".contains(*c);
    text.chars().filter(kept).take(120).map(|c| if c == ':' { ' ' } else { c }).collect()
}

/// Only streams and recognised protocols have a direction.
fn direction(head: &str) -> &'static str {
    if head == "ip" { "" } else { "flow:to_server; " }
}

/// The conditions that a line is told by, one rule each.
fn options(entry: &BaselineEntry) -> Vec<String> {
    let wire = wire_of(&entry.protocol);
    let flow = direction(wire.head);
    let code = entry.code;
    match entry.protocol.as_str() {
        "modbus" => modbus(entry).into_iter().map(|m| format!("{flow}modbus: {m}; ")).collect(),
        // Application functions are a byte; what lies above is the link's.
        "dnp3" if code <= 255 => vec![format!("{flow}dnp3_func:{code}; ")],
        "enip" if code <= 65_535 => vec![format!("{flow}enip_command:{code}; ")],
        "cip" if code <= 127 => vec![format!("{flow}cip_service:{code}; ")],
        _ => vec![flow.to_owned()],
    }
}

/// A function, with the addresses it was used on where the keyword can say them.
/// MODBUS Application Protocol V1.1b3: which function reads or writes which table.
fn modbus(entry: &BaselineEntry) -> Vec<String> {
    let access = match entry.code {
        1 => "read coils",
        2 => "read discretes",
        3 => "read holding",
        4 => "read input",
        5 | 15 => "write coils",
        6 | 16 => "write holding",
        // Functions of the device's own, counted above the byte of the function code.
        code => return vec![format!("function {}", (code & 0xff).max(1))],
    };
    if entry.ranges.is_empty() {
        return vec![format!("function {}", entry.code)];
    }
    let ranges = entry.ranges.iter().filter(|[first, last]| first <= last && *first <= 65_535);
    ranges
        .map(|[first, last]| match (*first, (*last).min(65_535)) {
            (first, last) if first == last => format!("access {access}, address {first}"),
            // The bounds of the keyword are exclusive.
            (0, 65_535) => format!("access {access}"),
            (first, 65_535) => format!("access {access}, address >{}", first - 1),
            (0, last) => format!("access {access}, address <{}", last + 1),
            (first, last) => format!("access {access}, address {}<>{}", first - 1, last + 1),
        })
        .collect()
}

#[cfg(test)]
mod tests;
