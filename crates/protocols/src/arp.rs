//! ARP: which Ethernet address an IPv4 address has.
//!
//! Source: RFC 826 (packet), RFC 5227 (probes, announcements, conflicts).
//! Ethertype: 0x0806.
//! Not covered: hardware other than Ethernet, protocols other than IPv4, reverse ARP.

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Mac, Risk};

use crate::cursor::Reader;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// A packet for Ethernet and IPv4. RFC 826.
const LENGTH: usize = 28;
/// Addresses remembered for conflicts.
const MAX_HOSTS: usize = 4096;
const WHO_HAS: u16 = 1;
const IS_AT: u16 = 2;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "RFC 826" }
}

pub(crate) struct Arp;

impl Protocol for Arp {
    const NAME: &'static str = "arp";
    const FIELDS: &'static [Field] = &[
        f("sender_mac", "text"),
        f("sender_ip", "text"),
        f("target_mac", "text"),
        f("target_ip", "text"),
        f("announcement", "bool"),
        f("was_at", "text"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        Operation::new(1, "who_has", Risk::Link),
        Operation::new(2, "is_at", Risk::Link),
        Operation::new(0x1_0000, "unknown", Risk::Link),
    ];
    const HINTS: &'static [Hint] = &[Hint::Ethertype(0x0806)];
    const MAX_MESSAGE: usize = 1514;
    type Session = Link;

    fn probe(_: &[u8]) -> Probe {
        Probe::Yes
    }
}

static UNKNOWN: Operation = Operation::new(0x1_0000, "unknown", Risk::Link);

/// Who said last to have an address.
#[derive(Default)]
pub(crate) struct Link {
    hosts: BTreeMap<[u8; 4], [u8; 6]>,
}

struct Packet {
    operation: u16,
    sender: ([u8; 6], [u8; 4]),
    target: ([u8; 6], [u8; 4]),
}

fn read(data: &[u8]) -> Option<Packet> {
    let mut r = Reader::new(data);
    // Ethernet, IPv4, six and four octets.
    let head = (r.u16()?, r.u16()?, r.u8()?, r.u8()?);
    let operation = r.u16()?;
    let mut pair = || -> Option<([u8; 6], [u8; 4])> {
        let mac = r.bytes(6)?.first_chunk().copied()?;
        Some((mac, r.bytes(4)?.first_chunk().copied()?))
    };
    let (sender, target) = (pair()?, pair()?);
    (head == (1, 0x0800, 6, 4)).then_some(Packet { operation, sender, target })
}

impl Session for Link {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if pdu.data.len() < LENGTH {
            return Step::Need(LENGTH);
        }
        let Some(packet) = read(pdu.data) else { return Step::Skip(pdu.data.len()) };
        let row = match packet.operation {
            WHO_HAS | IS_AT => crate::protocol::lookup(Arp::OPERATIONS, packet.operation.into())
                .unwrap_or(&UNKNOWN),
            _ => &UNKNOWN,
        };
        out.begin(if packet.operation == IS_AT { Kind::Response } else { Kind::Request }, row);
        tell(&packet, out);
        self.follow(&packet, out);
        out.finish();
        Step::Done(pdu.data.len())
    }
}

fn tell(packet: &Packet, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let ((sender, sender_ip), (target, target_ip)) = (packet.sender, packet.target);
    let about = if packet.operation == IS_AT { sender_ip } else { target_ip };
    out.named("host", || ip(about));
    out.field("sender_mac", Mac(sender).to_string());
    out.field("sender_ip", ip(sender_ip));
    if packet.operation == IS_AT {
        out.field("target_mac", Mac(target).to_string());
    }
    out.field("target_ip", ip(target_ip));
    if sender_ip == target_ip {
        // RFC 5227 §2.3.
        out.field("announcement", true);
    }
}

fn ip([a, b, c, d]: [u8; 4]) -> String {
    format!("{a}.{b}.{c}.{d}")
}

impl Link {
    /// Whoever sends tells its own addresses: another Ethernet address than before is a conflict
    /// (RFC 5227 §2.4), or a device that was replaced.
    fn follow(&mut self, packet: &Packet, out: &mut Sink<'_>) {
        let (mac, ip) = packet.sender;
        // RFC 5227 §2.1.1: a probe has no sender address.
        if ip == [0; 4] {
            return;
        }
        if mac.first().is_some_and(|first| first & 1 == 1) {
            out.anomaly("arp.group_address", 8, "sender_mac");
        }
        if self.hosts.len() >= MAX_HOSTS && !self.hosts.contains_key(&ip) {
            self.hosts.pop_first();
        }
        if let Some(before) = self.hosts.insert(ip, mac).filter(|before| *before != mac) {
            out.anomaly("arp.address_conflict", 8, "sender_mac");
            if out.wanted() {
                out.field("was_at", Mac(before).to_string());
            }
        }
    }
}
