//! Application service data units (IEC 60870-5-101 §7.1–7.2, in the field lengths of 104).

use model::Millis;

use crate::calendar::Civil;
use crate::wire::{Reader, byte_length};

/// The one station address this outstation answers to.
pub const COMMON_ADDRESS: u16 = 1;
/// Addresses every station.
pub(super) const BROADCAST: u16 = 0xFFFF;

pub(super) const SINGLE_POINT: u8 = 1;
pub(super) const DOUBLE_POINT: u8 = 3;
pub(super) const SHORT_FLOAT: u8 = 13;
pub(super) const INTEGRATED_TOTALS: u8 = 15;
pub(super) const SINGLE_POINT_TIME: u8 = 30;
pub(super) const DOUBLE_POINT_TIME: u8 = 31;
pub(super) const SHORT_FLOAT_TIME: u8 = 36;
pub(super) const SINGLE_COMMAND: u8 = 45;
pub(super) const DOUBLE_COMMAND: u8 = 46;
pub(super) const SETPOINT_FLOAT: u8 = 50;
pub(super) const SINGLE_COMMAND_TIME: u8 = 58;
pub(super) const DOUBLE_COMMAND_TIME: u8 = 59;
pub(super) const SETPOINT_FLOAT_TIME: u8 = 63;
pub(super) const END_OF_INITIALIZATION: u8 = 70;
pub(super) const INTERROGATION: u8 = 100;
pub(super) const COUNTER_INTERROGATION: u8 = 101;
pub(super) const READ: u8 = 102;
pub(super) const CLOCK: u8 = 103;
pub(super) const TEST: u8 = 104;
pub(super) const TEST_TIME: u8 = 107;

/// Causes of transmission (§7.2.3).
pub(super) mod cause {
    pub(in crate::iec104) const PERIODIC: u8 = 1;
    pub(in crate::iec104) const SPONTANEOUS: u8 = 3;
    pub(in crate::iec104) const INITIALIZED: u8 = 4;
    pub(in crate::iec104) const REQUEST: u8 = 5;
    pub(in crate::iec104) const ACTIVATION: u8 = 6;
    pub(in crate::iec104) const ACTIVATION_CON: u8 = 7;
    pub(in crate::iec104) const DEACTIVATION: u8 = 8;
    pub(in crate::iec104) const DEACTIVATION_CON: u8 = 9;
    pub(in crate::iec104) const ACTIVATION_TERM: u8 = 10;
    pub(in crate::iec104) const INTERROGATED: u8 = 20;
    pub(in crate::iec104) const COUNTER_INTERROGATED: u8 = 37;
    pub(in crate::iec104) const UNKNOWN_TYPE: u8 = 44;
    pub(in crate::iec104) const UNKNOWN_CAUSE: u8 = 45;
    pub(in crate::iec104) const UNKNOWN_STATION: u8 = 46;
    pub(in crate::iec104) const UNKNOWN_OBJECT: u8 = 47;
}

const NEGATIVE: u8 = 0x40;
const CAUSE_MASK: u8 = 0x3F;

/// A message with its objects still in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asdu {
    pub kind: u8,
    /// Number of objects, and in the top bit whether they are a sequence.
    pub qualifier: u8,
    /// Cause, with the negative (0x40) and test (0x80) bits.
    pub cause: u8,
    pub originator: u8,
    pub station: u16,
    /// Object addresses and elements.
    pub objects: Vec<u8>,
}

impl Asdu {
    /// `None` when shorter than a header.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            kind: reader.u8()?,
            qualifier: reader.u8()?,
            cause: reader.u8()?,
            originator: reader.u8()?,
            station: reader.u16_le()?,
            objects: reader.rest().to_vec(),
        })
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![self.kind, self.qualifier, self.cause, self.originator];
        out.extend_from_slice(&self.station.to_le_bytes());
        out.extend_from_slice(&self.objects);
        out
    }

    /// A message of this station with these objects: address and element each.
    pub(super) fn report(kind: u8, cause: u8, objects: &[(u32, Vec<u8>)]) -> Self {
        let encode = |(address, element): &(u32, Vec<u8>)| object(*address, element);
        Self {
            kind,
            qualifier: byte_length(objects.len()) & 0x7F,
            cause,
            originator: 0,
            station: COMMON_ADDRESS,
            objects: objects.iter().flat_map(encode).collect(),
        }
    }

    /// The same message back with another cause.
    pub(super) fn reply(&self, cause: u8) -> Self {
        Self { cause: cause | self.cause & 0x80, ..self.clone() }
    }

    pub(super) fn refuse(&self, cause: u8) -> Self {
        self.reply(cause | NEGATIVE)
    }

    pub(super) fn plain_cause(&self) -> u8 {
        self.cause & CAUSE_MASK
    }

    /// The one object a command carries: its address and element.
    pub(super) fn only_object(&self) -> Option<(u32, &[u8])> {
        let mut reader = Reader::new(&self.objects);
        let address = reader.u24_le()?;
        (self.qualifier == 1).then_some((address, reader.rest()))
    }
}

fn object(address: u32, element: &[u8]) -> Vec<u8> {
    let [a, b, c, _] = address.to_le_bytes();
    [&[a, b, c], element].concat()
}

/// Seven-byte time (§7.2.6.18), UTC, summer-time bit clear.
pub(super) fn time(now: Millis) -> [u8; 7] {
    let civil = Civil::from_millis(now);
    let [low, high] = (civil.second * 1000 + civil.millisecond).to_le_bytes();
    let byte = |n: u16| byte_length(usize::from(n));
    let day = civil.weekday << 5 | civil.day;
    let (minute, hour) = (byte(civil.minute), byte(civil.hour));
    [low, high, minute, hour, byte(day), byte(civil.month), byte(civil.year % 100)]
}
