//! Secure Shell, version 2 and the identification of version 1.
//!
//! Source: RFC 4253 §4.2 (identification), §6 (binary packets), §7.1 (key exchange), §11.1
//! (disconnection), §12 (message numbers); HASSH as published by Salesforce. Port: TCP 22.
//! Not covered: anything encrypted, the keys exchanged, messages of version 1.
//!
//! A flow is one transaction.

use md5::{Digest, Md5};
use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

const MAGIC: &[u8] = b"SSH-";
/// Longest identification. RFC 4253 §4.2.
const MAX_BANNER: usize = 255;
/// Bytes of lines that a server may say before its identification, and of an overlong one.
const MAX_LINE: usize = 8192;
/// Longest packet that every implementation takes. RFC 4253 §6.1.
const MAX_PACKET: usize = 35_000;
/// The one transaction of a flow.
const TRANSACTION: u32 = 1;

/// Message numbers. RFC 4253 §12.
const DISCONNECT: u8 = 1;
const KEXINIT: u8 = 20;
const NEWKEYS: u8 = 21;
const VERSION_CODE: u32 = 1 << 16;

const OPERATIONS: &[Operation] = &[
    Operation::new(DISCONNECT as u32, "disconnect", Risk::Link),
    Operation::new(KEXINIT as u32, "kexinit", Risk::Link),
    Operation::new(VERSION_CODE, "version", Risk::Identify),
];

const FIELDS: &[Field] = &[
    Field { name: "protocol_version", kind: "text", unit: "", source: "RFC 4253 §4.2" },
    Field { name: "software", kind: "text", unit: "", source: "RFC 4253 §4.2" },
    Field { name: "product", kind: "text", unit: "", source: "RFC 4253 §4.2, before the digits" },
    Field { name: "version", kind: "text", unit: "", source: "RFC 4253 §4.2, from the digits on" },
    Field { name: "comments", kind: "text", unit: "", source: "RFC 4253 §4.2" },
    Field { name: "hassh", kind: "text", unit: "", source: "HASSH" },
    Field { name: "key_exchange", kind: "text", unit: "", source: "RFC 4253 §7.1" },
    Field { name: "host_keys", kind: "text", unit: "", source: "RFC 4253 §7.1" },
    Field { name: "reason", kind: "u32", unit: "", source: "RFC 4253 §11.1" },
    Field { name: "description", kind: "text", unit: "", source: "RFC 4253 §11.1" },
];

pub(crate) struct Ssh;

impl Protocol for Ssh {
    const NAME: &'static str = "ssh";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(22)];
    const MAX_MESSAGE: usize = 4 + MAX_PACKET;
    type Session = Shell;

    fn probe(data: &[u8]) -> Probe {
        if data.starts_with(MAGIC) {
            return Probe::Yes;
        }
        if MAGIC.starts_with(data) {
            return Probe::NeedMore;
        }
        match packet(data) {
            Some(Packet { message: Some(KEXINIT), .. }) => Probe::Maybe,
            _ => Probe::No,
        }
    }
}

/// Where an end is.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    Banner,
    Packets,
    Encrypted,
}

/// One connection's state.
#[derive(Default)]
pub(crate) struct Shell {
    stages: [Stage; 2],
    client: Option<End>,
}

impl Session for Shell {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match pdu.from.of(&self.stages) {
            Stage::Banner => self.banner(pdu, out),
            Stage::Packets => self.packet(pdu, out),
            Stage::Encrypted => Step::Done(pdu.data.len()),
        }
    }

    fn lost(&mut self, from: End) {
        let stage = from.of_mut(&mut self.stages);
        if *stage != Stage::Banner {
            *stage = Stage::Encrypted;
        }
    }
}

impl Shell {
    fn banner(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let window = pdu.data.get(..MAX_LINE).unwrap_or(pdu.data);
        let is_banner = window.starts_with(MAGIC);
        let Some(end) = window.iter().position(|byte| *byte == b'\n') else {
            if window.len() < MAX_LINE && (is_banner || is_text(window)) {
                return Step::Need(pdu.data.len() + 1);
            }
            *pdu.from.of_mut(&mut self.stages) = Stage::Packets;
            out.event(TRANSACTION, "invalid_banner");
            // Mid-stream there may be packets already.
            return if is_banner { Step::Skip(window.len()) } else { self.packet(pdu, out) };
        };
        if !is_banner {
            return if is_text(window.get(..end).unwrap_or_default()) {
                Step::Done(end + 1)
            } else {
                *pdu.from.of_mut(&mut self.stages) = Stage::Packets;
                self.packet(pdu, out)
            };
        }
        *pdu.from.of_mut(&mut self.stages) = Stage::Packets;
        self.identify(pdu, window.get(..end).unwrap_or_default(), out);
        Step::Done(end + 1)
    }

    /// `SSH-protocol-software comments`.
    fn identify(&mut self, pdu: &Pdu<'_>, line: &[u8], out: &mut Sink<'_>) {
        let Some(operation) = lookup(OPERATIONS, VERSION_CODE) else { return };
        let server = pdu.server.or(self.client.map(End::other));
        let kind = if server == Some(pdu.from) { Kind::Response } else { Kind::Request };
        out.begin(kind, operation);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > MAX_BANNER {
            out.anomaly("ssh.long_banner", 0, "software");
            out.event(TRANSACTION, "long_banner");
        }
        let said = line.get(MAGIC.len()..).unwrap_or_default();
        let mut parts = said.splitn(2, |byte| *byte == b'-');
        let protocol = parts.next().unwrap_or_default();
        match parts.next() {
            Some(rest) => {
                let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\r'));
                let (software, comments) = rest.split_at(end.unwrap_or(rest.len()));
                out.buffer(TRANSACTION, "ssh.proto", protocol);
                if !software.is_empty() {
                    out.buffer(TRANSACTION, "ssh.software", software);
                }
                describe(protocol, software, comments, out);
            }
            None => {
                out.anomaly("ssh.invalid_banner", 0, "software");
                out.event(TRANSACTION, "invalid_banner");
            }
        }
        out.finish();
    }

    fn packet(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if pdu.data.len() < 6 {
            return Step::Need(6);
        }
        let Some(packet) = packet(pdu.data) else {
            *pdu.from.of_mut(&mut self.stages) = Stage::Encrypted;
            out.event(TRANSACTION, "invalid_record");
            return Step::Done(pdu.data.len());
        };
        let Some(payload) = pdu.data.get(5..packet.total) else {
            return Step::Need(packet.total);
        };
        let end = payload.len().saturating_sub(packet.padding);
        let body = payload.get(1..end).unwrap_or_default();
        match packet.message {
            Some(KEXINIT) => self.key_exchange(pdu, body, out),
            Some(DISCONNECT) => disconnect(body, out),
            Some(NEWKEYS) => {
                *pdu.from.of_mut(&mut self.stages) = Stage::Encrypted;
                out.done(TRANSACTION);
            }
            _ => {}
        }
        Step::Done(packet.total)
    }

    /// Cookie and ten lists of names. RFC 4253 §7.1.
    fn key_exchange(&mut self, pdu: &Pdu<'_>, body: &[u8], out: &mut Sink<'_>) {
        let Some(operation) = lookup(OPERATIONS, KEXINIT.into()) else { return };
        let client = pdu.server.map(End::other).or(self.client);
        let client = *self.client.insert(client.unwrap_or(pdu.from));
        let asks = client == pdu.from;
        out.begin(if asks { Kind::Request } else { Kind::Response }, operation);
        let mut r = Reader::new(body);
        let _ = r.skip(16);
        let mut list = || r.u32().and_then(|length| r.bytes(length as usize)).unwrap_or_default();
        let [kex, keys, to_server, to_client, mac_in, mac_out, zip_in, zip_out] =
            std::array::from_fn(|_| list());
        if kex.is_empty() {
            out.anomaly("ssh.invalid_key_exchange", 0, "key_exchange");
            out.event(TRANSACTION, "long_kex_record");
        } else {
            let chosen = if asks {
                [kex, to_server, mac_in, zip_in]
            } else {
                [kex, to_client, mac_out, zip_out]
            };
            fingerprint(&chosen.join(&b';'), asks, out);
            out.text("key_exchange", kex);
            out.text("host_keys", keys);
        }
        out.finish();
    }
}

fn fingerprint(algorithms: &[u8], asks: bool, out: &mut Sink<'_>) {
    if !out.wanted() && !out.parts_wanted() {
        return;
    }
    let hash = crate::tls::hex(&Md5::digest(algorithms));
    let (name, string) = if asks {
        ("ssh.hassh", "ssh.hassh.string")
    } else {
        ("ssh.hassh.server", "ssh.hassh.server.string")
    };
    out.buffer(TRANSACTION, name, hash.as_bytes());
    out.buffer(TRANSACTION, string, algorithms);
    out.field("hassh", hash);
}

fn describe(protocol: &[u8], software: &[u8], comments: &[u8], out: &mut Sink<'_>) {
    out.text("protocol_version", protocol);
    out.text("software", software);
    let cut = software.windows(2).position(|w| matches!(w, [b'_' | b'-', b'0'..=b'9']));
    let (product, version) = software.split_at(cut.unwrap_or(software.len()));
    out.text("product", product);
    out.text("version", version.get(1..).unwrap_or_default());
    out.text("comments", comments);
}

fn disconnect(body: &[u8], out: &mut Sink<'_>) {
    let Some(operation) = lookup(OPERATIONS, DISCONNECT.into()) else { return };
    out.begin(Kind::Spontaneous, operation);
    let mut r = Reader::new(body);
    if let Some(reason) = r.u32() {
        out.field("reason", reason);
    }
    if let Some(description) = r.u32().and_then(|length| r.bytes(length as usize)) {
        out.field("description", text(description));
    }
    out.finish();
}

fn is_text(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b'\t' | b'\r' | 0x20..=0x7e | 0x80..=0xff))
}

struct Packet {
    total: usize,
    padding: usize,
    message: Option<u8>,
}

/// The front of a packet in the clear: length, padding of at least four octets, message number.
/// RFC 4253 §6.
fn packet(data: &[u8]) -> Option<Packet> {
    let mut r = Reader::new(data);
    let length = r.u32()? as usize;
    let padding = usize::from(r.u8()?);
    let message = r.u8()?;
    let fits = (padding + 1 < length) && padding >= 4 && (5..=MAX_PACKET).contains(&length);
    // Transport, key exchange and authentication messages. RFC 4250 §4.1.2.
    let known = matches!(message, 1..=4 | 20 | 21 | 30..=49);
    (fits && known).then_some(Packet { total: 4 + length, padding, message: Some(message) })
}
