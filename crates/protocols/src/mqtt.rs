//! MQTT 3.1, 3.1.1 and 5.0.
//!
//! Source: OASIS MQTT Version 3.1.1 and 5.0, §2 (control packet format), §3 (control packets); MQTT
//! V3.1 Protocol Specification §2–3; Eclipse Sparkplug 3.0 §4 (topic namespace).
//! Port: TCP 1883 (8883 with TLS).
//! Not covered: payloads beyond their digest, MQTT-SN, TLS, WebSocket framing.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod packet;
#[cfg(test)]
mod tests;

use packet::{Fixed, Front, front};

/// Packets up to this length are looked at whole; of longer ones the payload is passed over.
const WHOLE: usize = 8 << 10;
/// What is looked at of a longer packet: fixed header, a topic of any length, identifier,
/// property length. §2.2, §3.3.2.
const HEAD: usize = 5 + 2 + 65_535 + 2 + 4;

pub(crate) struct Mqtt;

/// Control packet types. MQTT 5.0 table 2-1.
const TYPES: &[Operation] = &[
    Operation::new(1, "connect", Risk::Link),
    Operation::new(2, "connack", Risk::Link),
    Operation::new(3, "publish", Risk::Write),
    Operation::new(4, "puback", Risk::Link),
    Operation::new(5, "pubrec", Risk::Link),
    Operation::new(6, "pubrel", Risk::Link),
    Operation::new(7, "pubcomp", Risk::Link),
    Operation::new(8, "subscribe", Risk::Read),
    Operation::new(9, "suback", Risk::Read),
    Operation::new(10, "unsubscribe", Risk::Link),
    Operation::new(11, "unsuback", Risk::Link),
    Operation::new(12, "pingreq", Risk::Link),
    Operation::new(13, "pingresp", Risk::Link),
    Operation::new(14, "disconnect", Risk::Link),
    Operation::new(15, "auth", Risk::Link),
];

const fn field(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

impl Protocol for Mqtt {
    const NAME: &'static str = "mqtt";
    const FIELDS: &'static [Field] = &[
        field("version", "u8", "MQTT 5.0 §3.1.2.2"),
        field("client_id", "text", "MQTT 5.0 §3.1.3.1"),
        field("user", "text", "MQTT 5.0 §3.1.3.5"),
        field("clean", "bool", "MQTT 5.0 §3.1.2.4"),
        field("will_topic", "text", "MQTT 5.0 §3.1.3.3"),
        field("identifier", "u16", "MQTT 5.0 §2.2.1"),
        field("qos", "u8", "MQTT 5.0 §3.3.1.2"),
        field("retain", "bool", "MQTT 5.0 §3.3.1.3"),
        field("duplicate", "bool", "MQTT 5.0 §3.3.1.1"),
        field("payload", "u32", "MQTT 5.0 §3.3.3"),
    ];
    const OPERATIONS: &'static [Operation] = TYPES;
    const FURTHER: &'static [&'static str] = &["deliver", "command"];
    const HINTS: &'static [Hint] = &[Hint::Tcp(1883)];
    const MAX_MESSAGE: usize = HEAD;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        packet::probe(data)
    }
}

#[derive(Default)]
pub(crate) struct Talk {
    /// 3, 4 or 5 once a CONNECT was seen; 0 before.
    version: u8,
    /// Payload bytes of a long packet that are still to come, each end.
    left: [u64; 2],
    /// After a gap nothing is believed that is not shaped right, each end.
    wary: [bool; 2],
    transaction: u32,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let left = pdu.from.of_mut(&mut self.left);
        if *left > 0 {
            let n = usize::try_from(*left).unwrap_or(usize::MAX).min(pdu.data.len());
            *left -= n as u64;
            return Step::Done(n);
        }
        let wary = *pdu.from.of(&self.wary);
        if wary && !pdu.data.first().is_some_and(|first| packet::can_begin(*first)) {
            return self.lost_step(pdu);
        }
        let fixed = match front(pdu.data) {
            Front::Packet(fixed) => fixed,
            Front::Short => return Step::Need(pdu.data.len() + 1),
            Front::Wrong => return self.lost_step(pdu),
        };
        if wary && !packet::is_plausible(&fixed, pdu.data) {
            return self.lost_step(pdu);
        }
        let need = Self::head(&fixed, pdu.data);
        if pdu.data.len() < need {
            return Step::Need(need);
        }
        let whole = fixed.total();
        let body_end = whole.min(pdu.data.len()).min(need.max(fixed.header));
        let body = pdu.data.get(fixed.header..body_end).unwrap_or_default();
        *pdu.from.of_mut(&mut self.wary) = false;
        self.packet(pdu.from, &fixed, body, out);
        let taken = fixed.header + body.len();
        *pdu.from.of_mut(&mut self.left) = (whole - taken) as u64;
        Step::Done(taken)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.left) = 0;
        *from.of_mut(&mut self.wary) = true;
    }
}

impl Talk {
    /// On to the next place where a packet can begin.
    fn lost_step(&mut self, pdu: &Pdu<'_>) -> Step {
        *pdu.from.of_mut(&mut self.wary) = true;
        let next = pdu.data.iter().skip(1).position(|byte| packet::can_begin(*byte));
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    /// Bytes of the packet that are looked at; by its own bytes alone.
    fn head(fixed: &Fixed, data: &[u8]) -> usize {
        let whole = fixed.total();
        // Only PUBLISH has a payload of any length; its head ends behind topic and identifier.
        if whole <= WHOLE || fixed.kind != 3 {
            return whole.min(HEAD);
        }
        let topic = crate::cursor::u16_at(data, fixed.header).map_or(0, usize::from);
        (fixed.header + 2 + topic + 2).min(whole).min(HEAD)
    }

    fn packet(&mut self, from: End, fixed: &Fixed, body: &[u8], out: &mut Sink<'_>) {
        let Some(operation) = lookup(TYPES, fixed.kind.into()) else { return };
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let kind = match fixed.kind {
            1 | 8 | 10 | 12 => Kind::Request,
            2 | 9 | 11 | 13 => Kind::Response,
            _ => Kind::Spontaneous,
        };
        if let Some(client) = packet::client(fixed.kind, from) {
            out.client(client);
        }
        out.begin(kind, operation);
        out.number(self.transaction, "mqtt.type", fixed.kind.into());
        out.number(self.transaction, "mqtt.flags", fixed.flags.into());
        if !fixed.flags_are_right() {
            out.anomaly("mqtt.flags", 0, "flags");
            if fixed.kind == 3 {
                out.event(self.transaction, "invalid_qos_level");
            }
        }
        let mut r = Reader::new(body);
        let read = match fixed.kind {
            1 => self.connect(&mut r, out),
            2 => self.connack(&mut r, out),
            3 => self.publish(fixed, &mut r, out),
            4..=7 | 11 => self.acknowledgement(&mut r, out),
            8 | 10 => self.subscription(fixed.kind, &mut r, out),
            9 => self.suback(&mut r, out),
            14 | 15 => self.reason(&mut r, out),
            _ => Some(()),
        };
        if read.is_none() {
            out.anomaly("mqtt.short", fixed.header + r.offset(), "length");
        }
        out.finish();
        out.done(self.transaction);
    }

    fn connect(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let name = packet::string(r)?;
        self.version = r.u8()?;
        let flags = r.u8()?;
        r.skip(2)?; // Keep alive.
        self.properties(r)?;
        let client = packet::string(r)?;
        out.field("version", self.version);
        out.text("client_id", client);
        out.field("clean", flags & 2 != 0);
        out.named("client", || text(client));
        out.buffer(self.transaction, "mqtt.connect.protocol_string", name);
        out.buffer(self.transaction, "mqtt.connect.clientid", client);
        out.number(self.transaction, "mqtt.protocol_version", self.version.into());
        out.number(self.transaction, "mqtt.connect.flags", flags.into());
        if flags & 4 != 0 {
            self.properties(r)?;
            let (topic, message) = (packet::string(r)?, packet::string(r)?);
            out.text("will_topic", topic);
            out.buffer(self.transaction, "mqtt.connect.willtopic", topic);
            out.buffer(self.transaction, "mqtt.connect.willmessage", message);
        }
        if flags & 0x80 != 0 {
            let user = packet::string(r)?;
            out.text("user", user);
            out.buffer(self.transaction, "mqtt.connect.username", user);
        }
        if flags & 0x40 != 0 {
            out.buffer(self.transaction, "mqtt.connect.password", packet::string(r)?);
        }
        Some(())
    }

    fn connack(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let flags = r.u8()?;
        let code = r.u8()?;
        if self.version == 0 && !r.is_empty() {
            self.version = 5; // Only version 5 says more.
        }
        out.number(self.transaction, "mqtt.connack.session_present", u64::from(flags & 1));
        self.outcome(code, out);
        Some(())
    }

    fn outcome(&self, code: u8, out: &mut Sink<'_>) {
        out.number(self.transaction, "mqtt.reason_code", code.into());
        if code == 0 {
            out.ok();
        } else {
            out.failed(code.into(), packet::reason(self.version, code));
        }
    }

    fn publish(&mut self, fixed: &Fixed, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let topic = packet::string(r)?;
        let (qos, total) = (fixed.flags >> 1 & 3, fixed.length);
        let topic_text = String::from_utf8_lossy(topic);
        if packet::is_sparkplug_command(&topic_text) {
            out.refine("command", Risk::Control);
        }
        out.named("topic", || text(topic));
        out.field("qos", qos);
        if fixed.flags & 1 != 0 {
            out.field("retain", true);
        }
        if fixed.flags & 8 != 0 {
            out.field("duplicate", true);
        }
        out.buffer(self.transaction, "mqtt.publish.topic", topic);
        if qos > 0 {
            out.field("identifier", r.u16()?);
        }
        if total + fixed.header <= WHOLE {
            self.properties(r)?;
            out.field("payload", crate::cursor::small(r.left()));
            out.values(r.rest());
            out.buffer(self.transaction, "mqtt.publish.message", r.rest());
        }
        Some(())
    }

    fn acknowledgement(&self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        out.field("identifier", r.u16()?);
        match r.u8() {
            Some(code) => self.outcome(code, out),
            None => out.ok(),
        }
        Some(())
    }

    fn subscription(&mut self, kind: u8, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let identifier = r.u16()?;
        // A version 3 filter's length has a high byte that a property length would make absurd.
        self.properties(r)?;
        let name = if kind == 8 { "mqtt.subscribe.topic" } else { "mqtt.unsubscribe.topic" };
        let mut first = true;
        while !r.is_empty() {
            let topic = packet::string(r)?;
            if kind == 8 {
                r.skip(1)?; // Options.
            }
            if !std::mem::take(&mut first) {
                out.next_item();
            }
            out.field("identifier", identifier);
            out.named("topic", || text(topic));
            out.buffer(self.transaction, name, topic);
        }
        Some(())
    }

    fn suback(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        out.field("identifier", r.u16()?);
        self.properties(r)?;
        // 0x80 and above: refused. MQTT 5.0 §3.9.3.
        match r.rest().iter().find(|code| **code >= 0x80) {
            Some(code) => self.outcome(*code, out),
            None => out.ok(),
        }
        Some(())
    }

    /// DISCONNECT and AUTH say why in version 5.
    fn reason(&self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        if let Some(code) = r.u8() {
            self.outcome(code, out);
        }
        Some(())
    }

    /// Passes over the properties that version 5 has.
    fn properties(&self, r: &mut Reader<'_>) -> Option<()> {
        if self.version == 5 {
            let length = packet::variable(r)?;
            r.skip(length)?;
        }
        Some(())
    }
}
