//! A GOOSE publisher.
//!
//! Sources: IEC 61850-8-1:2011 (§18 GOOSE service, annex C Ethernet header, §8.1.3.6 UTC time),
//! IEC 61850-7-2 (§18.2 state and sequence numbers), ITU-T X.690 (BER).
//!
//! The data set: breaker closed, its quality, pump runs, its quality, overpressure, its quality,
//! breaker operations. A change of a boolean is an event: stNum goes up, sqNum starts again at 0,
//! and the message is repeated after 4, 8, 16 … ms until the heartbeat of one second.

use model::Millis;

use crate::process::{Plant, SharedPlant};
use crate::wire::{byte_length, word_length};

/// Where the messages go, of the range IEC 61850-8-1 annex B gives to GOOSE.
pub const DESTINATION: [u8; 6] = [0x01, 0x0C, 0xCD, 0x01, 0x00, 0x01];
/// Application identifier of this control block.
pub const APPID: u16 = 0x0001;
/// Reference of the control block.
pub const CONTROL_BLOCK: &str = "HHRANGEPROT/LLN0$GO$gcb01";

const DATA_SET: &str = "HHRANGEPROT/LLN0$dsTrip";
const IDENTIFIER: &str = "HHRANGE_TRIP";
const ETHERTYPE: [u8; 2] = [0x88, 0xB8];
/// Priority 4, VLAN 0 (annex C.2).
const PRIORITY_TAG: [u8; 4] = [0x81, 0x00, 0x80, 0x00];
const CONFIGURATION_REVISION: u32 = 1;
const FIRST_INTERVAL: u32 = 4;
const HEARTBEAT: u32 = 1000;

/// What the data set holds at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Values {
    breaker: bool,
    pump: bool,
    overpressure: bool,
}

impl Values {
    fn of(plant: &Plant) -> Self {
        Self { breaker: plant.breaker, pump: plant.pump_runs(), overpressure: plant.overpressure() }
    }
}

/// The publisher's state. Sans-IO: the caller asks [`Publisher::due`] and sends the frame.
#[derive(Debug)]
pub struct Publisher {
    plant: SharedPlant,
    source: [u8; 6],
    values: Option<Values>,
    /// State number, counting events.
    state: u32,
    /// Sequence number, counting repetitions.
    sequence: u32,
    operations: u32,
    changed_at: Millis,
    interval: u32,
    next: Millis,
}

impl Publisher {
    /// `source` is the Ethernet address the frames carry.
    pub fn new(plant: SharedPlant, source: [u8; 6]) -> Self {
        Self {
            plant,
            source,
            values: None,
            state: 0,
            sequence: 0,
            operations: 0,
            changed_at: Millis(0),
            interval: FIRST_INTERVAL,
            next: Millis(0),
        }
    }

    /// The frame to send now, if one is due. Ask every few milliseconds.
    pub fn due(&mut self, now: Millis) -> Option<Vec<u8>> {
        let current = Values::of(&self.plant.lock());
        if self.values == Some(current) {
            if now < self.next {
                return None;
            }
            // A sequence number rolls over to 1 (7-2 §18.2.3.5): 0 only marks an event.
            self.sequence = self.sequence.wrapping_add(1).max(1);
            self.interval = (self.interval * 2).min(HEARTBEAT);
        } else {
            let moved = self.values.is_some_and(|before| before.breaker != current.breaker);
            self.operations += u32::from(moved);
            self.values = Some(current);
            self.state = self.state.wrapping_add(1).max(1);
            self.sequence = 0;
            self.interval = FIRST_INTERVAL;
            self.changed_at = now;
        }
        self.next = now.plus(i64::from(self.interval));
        Some(self.frame(current))
    }

    fn frame(&self, values: Values) -> Vec<u8> {
        let pdu = self.pdu(values);
        let mut out = [&DESTINATION[..], &self.source, &PRIORITY_TAG, &ETHERTYPE].concat();
        out.extend_from_slice(&APPID.to_be_bytes());
        out.extend_from_slice(&word_length(pdu.len() + 8).to_be_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&pdu);
        out
    }

    /// `goosePdu` (8-1 annex A): implicit tags 0 to 10, then `allData`.
    fn pdu(&self, values: Values) -> Vec<u8> {
        let data = self.data(values);
        let fields = [
            field(0x80, CONTROL_BLOCK.as_bytes()),
            field(0x81, &unsigned(self.interval.saturating_mul(2).max(10))),
            field(0x82, DATA_SET.as_bytes()),
            field(0x83, IDENTIFIER.as_bytes()),
            field(0x84, &utc_time(self.changed_at)),
            field(0x85, &unsigned(self.state)),
            field(0x86, &unsigned(self.sequence)),
            field(0x87, &[0]),
            field(0x88, &unsigned(CONFIGURATION_REVISION)),
            field(0x89, &[0]),
            field(0x8A, &unsigned(u32::from(byte_length(data.len())))),
            field(0xAB, &data.concat()),
        ];
        field(0x61, &fields.concat())
    }

    /// Members in MMS data encoding: boolean 3, bit string 4, unsigned 6.
    fn data(&self, values: Values) -> Vec<Vec<u8>> {
        let boolean = |on: bool| field(0x83, &[u8::from(on)]);
        let good = || field(0x84, &[3, 0, 0]);
        vec![
            boolean(values.breaker),
            good(),
            boolean(values.pump),
            good(),
            boolean(values.overpressure),
            good(),
            field(0x86, &unsigned(self.operations)),
        ]
    }
}

/// Tag, length (short form, or long form with one or two bytes), content.
fn field(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = word_length(content.len()).to_be_bytes();
    let length: &[u8] = match (high, low) {
        (0, 0..=0x7F) => &[low],
        (0, _) => &[0x81, low],
        _ => &[0x82, high, low],
    };
    [&[tag], length, content].concat()
}

/// An unsigned number as an INTEGER: as short as can be, with the sign bit clear.
fn unsigned(value: u32) -> Vec<u8> {
    let bytes = u64::from(value).to_be_bytes();
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    let significant = bytes.get(zeros..).unwrap_or_default();
    match significant.first() {
        None => vec![0],
        Some(0x80..) => [&[0], significant].concat(),
        Some(_) => significant.to_vec(),
    }
}

/// Seconds, 24 bits of fraction, quality: leap seconds known, ten bits of accuracy.
fn utc_time(time: Millis) -> [u8; 8] {
    let seconds = u32::try_from(time.0.div_euclid(1000)).unwrap_or(0);
    let millis = u32::try_from(time.0.rem_euclid(1000)).unwrap_or(0);
    let [a, b, c, d] = seconds.to_be_bytes();
    let [_, e, f, g] = (millis * 16_777 + millis * 216 / 1000).to_be_bytes();
    [a, b, c, d, e, f, g, 0x0A]
}

#[cfg(test)]
mod tests;
