//! Read and write variable (functions 0x04 and 0x05), items in S7-ANY addressing.

use super::cpu::{COUNTERS, Cpu, TIMERS};
use super::pdu::{self, Fault, Reply};
use crate::wire::{Reader, word_length};

const OK: u8 = 0xFF;
const BAD_ADDRESS: u8 = 0x05;
const BAD_TYPE: u8 = 0x06;
const INCONSISTENT: u8 = 0x07;
const NO_SUCH_OBJECT: u8 = 0x0A;

const BIT: u8 = 0x01;

/// What one item asks for.
#[derive(Debug, Clone, Copy)]
struct Item {
    transport: u8,
    count: u16,
    block: u16,
    area: u8,
    /// Bits for memory, elements for counters and timers.
    address: u32,
}

impl Item {
    /// The inner error is the item's return code, the outer one the message's.
    fn decode(parameters: &mut Reader<'_>) -> Result<Result<Self, u8>, Fault> {
        let mut head = || parameters.u8().ok_or(Fault::WRONG_PDU_SIZE);
        let (specification, length) = (head()?, head()?);
        let body = parameters.take(usize::from(length)).ok_or(Fault::WRONG_PDU_SIZE)?;
        Ok(Self::any(specification, body).ok_or(BAD_TYPE))
    }

    fn any(specification: u8, body: &[u8]) -> Option<Self> {
        let mut body = Reader::new(body);
        let syntax = body.u8()?;
        let item = Self {
            transport: body.u8()?,
            count: body.u16()?,
            block: body.u16()?,
            area: body.u8()?,
            address: body.u24()?,
        };
        (specification == 0x12 && syntax == 0x10 && body.is_empty()).then_some(item)
    }

    /// Bytes of one element in memory.
    fn width(self) -> Option<usize> {
        Some(match self.transport {
            BIT | 0x02 | 0x03 => 1,
            0x04 | 0x05 | 0x1C | 0x1D => 2,
            0x06..=0x08 => 4,
            _ => return None,
        })
    }

    /// Transport size of the data, and whether its length counts bits.
    fn data_type(self) -> (u8, bool) {
        match self.transport {
            BIT => (0x03, true),
            0x05 | 0x07 => (0x05, true),
            0x08 => (0x07, false),
            0x03 | 0x1C | 0x1D => (0x09, false),
            _ => (0x04, true),
        }
    }

    /// First byte and number of bytes.
    fn bytes(self) -> Result<(usize, usize), u8> {
        let width = self.width().ok_or(BAD_TYPE)?;
        let address = usize::try_from(self.address).map_err(|_| BAD_ADDRESS)?;
        let counted = matches!(self.area, COUNTERS | TIMERS);
        let aligned = counted || self.transport == BIT || address.is_multiple_of(8);
        if !aligned || self.count == 0 || (self.transport == BIT && self.count != 1) {
            return Err(BAD_ADDRESS);
        }
        let first = if counted { address * 2 } else { address / 8 };
        Ok((first, width * usize::from(self.count)))
    }

    fn read(self, cpu: &mut Cpu) -> Result<Vec<u8>, u8> {
        let (first, length) = self.bytes()?;
        let memory = cpu.area(self.area, self.block).ok_or(NO_SUCH_OBJECT)?;
        let mut bytes = memory.get(first..first + length).ok_or(BAD_ADDRESS)?.to_vec();
        if let (BIT, [byte]) = (self.transport, bytes.as_mut_slice()) {
            *byte = *byte >> (self.address % 8) & 1;
        }
        Ok(bytes)
    }

    fn write(self, cpu: &mut Cpu, data: &[u8]) -> Result<(), u8> {
        let (first, length) = self.bytes()?;
        if data.len() != length {
            return Err(INCONSISTENT);
        }
        let memory = cpu.area(self.area, self.block).ok_or(NO_SUCH_OBJECT)?;
        let target = memory.get_mut(first..first + length).ok_or(BAD_ADDRESS)?;
        match (self.transport, &mut *target, data) {
            (BIT, [byte], [value]) => {
                let mask = 1 << (self.address % 8);
                *byte = if *value & 1 == 1 { *byte | mask } else { *byte & !mask };
            }
            _ => target.copy_from_slice(data),
        }
        cpu.commit();
        Ok(())
    }

    fn answer(self, cpu: &mut Cpu) -> Result<Vec<u8>, u8> {
        let bytes = self.read(cpu)?;
        let (kind, in_bits) = self.data_type();
        let length = match (self.transport, in_bits) {
            (BIT, _) => 1,
            (_, true) => bytes.len() * 8,
            (_, false) => bytes.len(),
        };
        let [high, low] = word_length(length).to_be_bytes();
        Ok([&[OK, kind, high, low], bytes.as_slice()].concat())
    }
}

/// Answers as many items as were asked; an answer that would not fit the PDU is refused whole.
pub(super) fn read(cpu: &mut Cpu, mut parameters: Reader<'_>, limit: usize) -> Reply {
    let count = parameters.u8().ok_or(Fault::WRONG_PDU_SIZE)?;
    let mut data = Vec::new();
    for _ in 0..count {
        if data.len() % 2 == 1 {
            data.push(0);
        }
        let item = Item::decode(&mut parameters)?;
        let part = item.and_then(|item| item.answer(cpu));
        data.extend_from_slice(&part.unwrap_or_else(|code| vec![code, 0, 0, 0]));
        if data.len() > limit {
            return Err(Fault::WRONG_PDU_SIZE);
        }
    }
    all_read(parameters)?;
    Ok((vec![pdu::READ, count], data))
}

/// Writes item by item; each has its own return code.
pub(super) fn write(cpu: &mut Cpu, mut parameters: Reader<'_>, mut data: Reader<'_>) -> Reply {
    let count = parameters.u8().ok_or(Fault::WRONG_PDU_SIZE)?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(Item::decode(&mut parameters)?);
    }
    all_read(parameters)?;
    let mut codes = Vec::new();
    for item in items {
        let value = data_item(&mut data).ok_or(Fault::WRONG_PDU_SIZE)?;
        let written = item.and_then(|item| item.write(cpu, value));
        codes.push(written.err().unwrap_or(OK));
    }
    Ok((vec![pdu::WRITE, count], codes))
}

fn all_read(parameters: Reader<'_>) -> Result<(), Fault> {
    parameters.is_empty().then_some(()).ok_or(Fault::WRONG_PDU_SIZE)
}

/// One value: reserved byte, transport size, length, bytes, and a fill byte when odd.
fn data_item<'a>(data: &mut Reader<'a>) -> Option<&'a [u8]> {
    let (_, kind, length) = (data.u8()?, data.u8()?, data.u16()?);
    let bytes = match kind {
        0x03..=0x05 => usize::from(length).div_ceil(8),
        _ => usize::from(length),
    };
    let value = data.take(bytes)?;
    if bytes % 2 == 1 {
        // The last item has no fill byte.
        let _ = data.u8();
    }
    Some(value)
}
