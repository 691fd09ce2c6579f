//! A Modbus/TCP server device.
//!
//! Sources: *MODBUS Application Protocol Specification V1.1b3* (functions, exceptions, §6, §7) and
//! *MODBUS Messaging on TCP/IP Implementation Guide V1.0b* (MBAP header, §3.1.3).
//!
//! Map of the plant, in wire addresses (from 0):
//!
//! | space | address | meaning |
//! |---|---|---|
//! | input register | 0–7 | level mm, pressure kPa, temperature 0.1 °C, inflow and outflow 0.1 m³/h, valve 0.1 %, uptime s (high, low word) |
//! | holding register | 0–4 | pump start level mm, pump stop level mm, pressure setpoint kPa, valve 0.1 %, mode (0 manual, 1 automatic) |
//! | holding register | 5–99 | free storage |
//! | coil | 0–2 | feed pump, burner, automatic mode |
//! | coil | 3–63 | free storage |
//! | discrete input | 0–5 | low level, high level, overpressure, pump runs, burner on, breaker closed |

use model::Millis;

use crate::process::{Plant, SharedPlant};
use crate::wire::{Answer, Framing, Reader, Session, byte_length, word_length};

/// Device identification objects 0x00–0x06 (V1.1b3 §6.21), by object id.
pub const IDENTIFICATION: [&str; 7] = [
    "Huhang Range",
    "HR-WTP-1",
    "V1.2.0",
    "https://example.invalid/huhang-range",
    "Huhang Range water treatment controller",
    "HR-WTP-1 Modbus/TCP",
    "feed water (simulated)",
];

const COILS: usize = 64;
const HOLDING_REGISTERS: usize = 100;
const INPUT_REGISTERS: usize = 8;
const DISCRETE_INPUTS: usize = 6;
const MBAP_BYTES: usize = 7;
/// Longest value of the MBAP length field: unit identifier and a PDU of 253 bytes.
const MAX_LENGTH: u16 = 254;

/// Exception codes (V1.1b3 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exception {
    IllegalFunction = 1,
    IllegalAddress = 2,
    IllegalValue = 3,
    GatewayTargetFailed = 11,
}

type Reply = Result<Vec<u8>, Exception>;

/// One client's conversation with the device. Storage belongs to the device, see [`Device`].
#[derive(Debug)]
pub struct Connection {
    device: std::sync::Arc<std::sync::Mutex<Device>>,
}

impl Connection {
    pub fn new(device: std::sync::Arc<std::sync::Mutex<Device>>) -> Self {
        Self { device }
    }
}

impl Session for Connection {
    fn frame(&self, input: &[u8]) -> Framing {
        let mut reader = Reader::new(input);
        let (Some(_), Some(protocol), Some(length)) = (reader.u16(), reader.u16(), reader.u16())
        else {
            return Framing::Incomplete;
        };
        if protocol != 0 || !(2..=MAX_LENGTH).contains(&length) {
            return Framing::Broken;
        }
        let whole = 6 + usize::from(length);
        if input.len() < whole { Framing::Incomplete } else { Framing::Frame(whole) }
    }

    fn receive(&mut self, frame: &[u8], _: Millis) -> Answer {
        let mut device = self.device.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        device.answer(frame).map_or_else(Answer::hang_up, Answer::send)
    }

    fn tick(&mut self, _: Millis) -> Answer {
        Answer::default()
    }
}

/// The device: the plant's map and the storage beside it.
#[derive(Debug)]
pub struct Device {
    plant: SharedPlant,
    coils: [bool; COILS],
    holding: [u16; HOLDING_REGISTERS],
    /// Requests seen, for the diagnostics counters (V1.1b3 §6.8).
    requests: u16,
}

impl Device {
    pub fn new(plant: SharedPlant) -> Self {
        Self { plant, coils: [false; COILS], holding: [0; HOLDING_REGISTERS], requests: 0 }
    }

    /// Answers one request ADU with one response ADU; `None` when it is no ADU at all.
    pub fn answer(&mut self, adu: &[u8]) -> Option<Vec<u8>> {
        let mut reader = Reader::new(adu);
        let transaction = reader.u16()?;
        reader.take(4)?;
        let unit = reader.u8()?;
        let function = reader.u8()?;
        self.requests = self.requests.wrapping_add(1);
        let reply = match unit {
            0 | 1 | 255 => self.call(function, reader),
            _ => Err(Exception::GatewayTargetFailed),
        };
        let pdu = reply.map_or_else(
            |exception| vec![function | 0x80, exception as u8],
            |data| [vec![function], data].concat(),
        );
        let mut out = Vec::with_capacity(MBAP_BYTES + pdu.len());
        out.extend_from_slice(&transaction.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&word_length(pdu.len() + 1).to_be_bytes());
        out.push(unit);
        out.extend_from_slice(&pdu);
        Some(out)
    }

    fn call(&mut self, function: u8, body: Reader<'_>) -> Reply {
        match function {
            1 => self.read_bits(body, Self::coil),
            2 => self.read_bits(body, Self::discrete_input),
            3 => self.read_registers(body, Self::holding_register),
            4 => self.read_registers(body, Self::input_register),
            5 => self.write_single_coil(body),
            6 => self.write_single_register(body),
            8 => self.diagnostics(body),
            15 => self.write_multiple_coils(body),
            16 => self.write_multiple_registers(body),
            17 => self.report_server_id(body),
            22 => self.mask_write_register(body),
            23 => self.read_write_registers(body),
            43 => device_identification(body),
            _ => Err(Exception::IllegalFunction),
        }
    }

    fn read_bits(
        &self,
        mut body: Reader<'_>,
        bit: fn(&Self, &Plant, u16) -> Option<bool>,
    ) -> Reply {
        let (start, count) = span(&mut body, 2000)?;
        finished(body)?;
        let plant = self.plant.lock();
        let mut packed = vec![0u8; usize::from(count).div_ceil(8)];
        for index in 0..count {
            let on = bit(self, &plant, address(start, index)?).ok_or(Exception::IllegalAddress)?;
            if let Some(byte) = packed.get_mut(usize::from(index / 8)) {
                *byte |= u8::from(on) << (index % 8);
            }
        }
        Ok(counted(&packed))
    }

    fn read_registers(
        &self,
        mut body: Reader<'_>,
        register: fn(&Self, &Plant, u16) -> Option<u16>,
    ) -> Reply {
        let (start, count) = span(&mut body, 125)?;
        finished(body)?;
        let plant = self.plant.lock();
        let mut bytes = Vec::with_capacity(usize::from(count) * 2);
        for index in 0..count {
            let value = register(self, &plant, address(start, index)?);
            bytes.extend_from_slice(&value.ok_or(Exception::IllegalAddress)?.to_be_bytes());
        }
        Ok(counted(&bytes))
    }

    fn write_single_coil(&mut self, mut body: Reader<'_>) -> Reply {
        let (start, value) = (word(&mut body)?, word(&mut body)?);
        finished(body)?;
        let on = match value {
            0 => false,
            0xFF00 => true,
            _ => return Err(Exception::IllegalValue),
        };
        self.set_coil(start, on)?;
        Ok(words(&[start, value]))
    }

    fn write_single_register(&mut self, mut body: Reader<'_>) -> Reply {
        let (start, value) = (word(&mut body)?, word(&mut body)?);
        finished(body)?;
        self.set_register(start, value)?;
        Ok(words(&[start, value]))
    }

    /// Return query data and the message counters (V1.1b3 §6.8.1).
    fn diagnostics(&mut self, mut body: Reader<'_>) -> Reply {
        let sub_function = word(&mut body)?;
        let data = body.rest();
        match sub_function {
            0 => Ok([&sub_function.to_be_bytes(), data].concat()),
            10 => {
                self.requests = 0;
                Ok(words(&[sub_function, 0]))
            }
            11 | 14 => Ok(words(&[sub_function, self.requests])),
            _ => Err(Exception::IllegalFunction),
        }
    }

    fn write_multiple_coils(&mut self, mut body: Reader<'_>) -> Reply {
        let (start, count) = span(&mut body, 0x07B0)?;
        let packed = payload(&mut body, usize::from(count).div_ceil(8))?;
        finished(body)?;
        self.coil_range(start, count)?;
        for (index, byte_bit) in (0..count).map(|i| (i, (usize::from(i / 8), i % 8))) {
            let (byte, bit) = byte_bit;
            let on = packed.get(byte).is_some_and(|b| b >> bit & 1 == 1);
            self.set_coil(address(start, index)?, on)?;
        }
        Ok(words(&[start, count]))
    }

    fn write_multiple_registers(&mut self, mut body: Reader<'_>) -> Reply {
        let (start, count) = span(&mut body, 0x7B)?;
        let bytes = payload(&mut body, usize::from(count) * 2)?;
        finished(body)?;
        self.store_registers(start, count, bytes)?;
        Ok(words(&[start, count]))
    }

    fn report_server_id(&self, body: Reader<'_>) -> Reply {
        finished(body)?;
        let run = if self.plant.lock().running { 0xFF } else { 0x00 };
        let [vendor, product, ..] = IDENTIFICATION;
        Ok(counted(&[&[0x48, run], vendor.as_bytes(), b" ", product.as_bytes()].concat()))
    }

    fn mask_write_register(&mut self, mut body: Reader<'_>) -> Reply {
        let (start, and, or) = (word(&mut body)?, word(&mut body)?, word(&mut body)?);
        finished(body)?;
        let before = self.holding_register(&self.plant.lock(), start);
        let before = before.ok_or(Exception::IllegalAddress)?;
        self.set_register(start, (before & and) | (or & !and))?;
        Ok(words(&[start, and, or]))
    }

    fn read_write_registers(&mut self, mut body: Reader<'_>) -> Reply {
        let read = body.take(4).ok_or(Exception::IllegalValue)?;
        span(&mut Reader::new(read), 125)?;
        let (start, count) = span(&mut body, 121)?;
        let bytes = payload(&mut body, usize::from(count) * 2)?;
        finished(body)?;
        self.store_registers(start, count, bytes)?;
        self.read_registers(Reader::new(read), Self::holding_register)
    }

    fn store_registers(&mut self, start: u16, count: u16, bytes: &[u8]) -> Result<(), Exception> {
        let end = usize::from(start) + usize::from(count);
        if end > HOLDING_REGISTERS {
            return Err(Exception::IllegalAddress);
        }
        let mut values = Reader::new(bytes);
        for index in 0..count {
            self.set_register(address(start, index)?, word(&mut values)?)?;
        }
        Ok(())
    }

    fn coil_range(&self, start: u16, count: u16) -> Result<(), Exception> {
        let fits = usize::from(start) + usize::from(count) <= self.coils.len();
        fits.then_some(()).ok_or(Exception::IllegalAddress)
    }

    fn coil(&self, plant: &Plant, at: u16) -> Option<bool> {
        match at {
            0 => Some(plant.feed_pump),
            1 => Some(plant.burner),
            2 => Some(plant.automatic),
            _ => self.coils.get(usize::from(at)).copied(),
        }
    }

    fn set_coil(&mut self, at: u16, on: bool) -> Result<(), Exception> {
        let mut plant = self.plant.lock();
        match at {
            0 => plant.feed_pump = on,
            1 => plant.burner = on,
            2 => plant.automatic = on,
            _ => {
                let coil = self.coils.get_mut(usize::from(at));
                *coil.ok_or(Exception::IllegalAddress)? = on;
            }
        }
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "one signature for all four spaces")]
    fn discrete_input(&self, plant: &Plant, at: u16) -> Option<bool> {
        let inputs: [bool; DISCRETE_INPUTS] = [
            plant.alarm_low(),
            plant.alarm_high(),
            plant.overpressure(),
            plant.pump_runs(),
            plant.burner,
            plant.breaker,
        ];
        inputs.get(usize::from(at)).copied()
    }

    #[expect(clippy::unused_self, reason = "one signature for all four spaces")]
    fn input_register(&self, plant: &Plant, at: u16) -> Option<u16> {
        let [.., a, b, c, d] = (plant.elapsed / 1000).to_be_bytes();
        let registers: [u16; INPUT_REGISTERS] = [
            scaled(plant.level, 1.0),
            scaled(plant.pressure, 1.0),
            scaled(plant.temperature, 10.0),
            scaled(plant.inflow, 10.0),
            scaled(plant.outflow, 10.0),
            scaled(plant.inlet_valve, 10.0),
            u16::from_be_bytes([a, b]),
            u16::from_be_bytes([c, d]),
        ];
        registers.get(usize::from(at)).copied()
    }

    fn holding_register(&self, plant: &Plant, at: u16) -> Option<u16> {
        match at {
            0 => Some(scaled(plant.level_low, 1.0)),
            1 => Some(scaled(plant.level_high, 1.0)),
            2 => Some(scaled(plant.pressure_set, 1.0)),
            3 => Some(scaled(plant.inlet_valve, 10.0)),
            4 => Some(u16::from(plant.automatic)),
            _ => self.holding.get(usize::from(at)).copied(),
        }
    }

    fn set_register(&mut self, at: u16, value: u16) -> Result<(), Exception> {
        let mut plant = self.plant.lock();
        match at {
            0 => plant.level_low = f32::from(value),
            1 => plant.level_high = f32::from(value),
            2 => plant.pressure_set = f32::from(value),
            3 if value <= 1000 => plant.inlet_valve = f32::from(value) / 10.0,
            4 if value <= 1 => plant.automatic = value == 1,
            3 | 4 => return Err(Exception::IllegalValue),
            _ => {
                let register = self.holding.get_mut(usize::from(at));
                *register.ok_or(Exception::IllegalAddress)? = value;
            }
        }
        Ok(())
    }
}

/// Read device identification (V1.1b3 §6.21), MEI type 14.
fn device_identification(mut body: Reader<'_>) -> Reply {
    let mut byte = || body.u8().ok_or(Exception::IllegalValue);
    let (mei, code, object) = (byte()?, byte()?, byte()?);
    finished(body)?;
    if mei != 14 {
        return Err(Exception::IllegalFunction);
    }
    let last = match code {
        1 => 2,
        2 | 3 => IDENTIFICATION.len() - 1,
        4 => usize::from(object),
        _ => return Err(Exception::IllegalValue),
    };
    // A stream that starts past its category restarts at the beginning; a single object must exist.
    let first = match usize::from(object) {
        object if code == 4 && object >= IDENTIFICATION.len() => {
            return Err(Exception::IllegalAddress);
        }
        object if object > last => 0,
        object => object,
    };
    let objects = IDENTIFICATION.iter().enumerate().take(last + 1).skip(first);
    let mut out = vec![14, code, 0x82, 0, 0, byte_length(last + 1 - first)];
    for (id, value) in objects {
        out.extend_from_slice(&[byte_length(id), byte_length(value.len())]);
        out.extend_from_slice(value.as_bytes());
    }
    Ok(out)
}

/// Start address and count, the count between 1 and `limit`.
fn span(body: &mut Reader<'_>, limit: u16) -> Result<(u16, u16), Exception> {
    let (start, count) = (word(body)?, word(body)?);
    let in_limits = (1..=limit).contains(&count);
    in_limits.then_some((start, count)).ok_or(Exception::IllegalValue)
}

fn address(start: u16, index: u16) -> Result<u16, Exception> {
    start.checked_add(index).ok_or(Exception::IllegalAddress)
}

fn word(body: &mut Reader<'_>) -> Result<u16, Exception> {
    body.u16().ok_or(Exception::IllegalValue)
}

/// A byte count that must be `expected`, and that many bytes.
fn payload<'a>(body: &mut Reader<'a>, expected: usize) -> Result<&'a [u8], Exception> {
    let count = body.u8().map(usize::from);
    let bytes = if count == Some(expected) { body.take(expected) } else { None };
    bytes.ok_or(Exception::IllegalValue)
}

fn finished(body: Reader<'_>) -> Result<(), Exception> {
    body.is_empty().then_some(()).ok_or(Exception::IllegalValue)
}

fn counted(bytes: &[u8]) -> Vec<u8> {
    [&[byte_length(bytes.len())], bytes].concat()
}

fn words(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// A measured value in the register's unit; `as` saturates at 0 and 65535.
fn scaled(value: f32, factor: f32) -> u16 {
    (value * factor).round() as u16
}

#[cfg(test)]
mod tests;
