//! Ether-S-Bus of SAIA Burgess controllers.
//!
//! Source: SAIA-Burgess 26/739 "S-Bus manual" (commands, addresses); 26/867 "Ether-S-Bus"
//! (telegram header). Facts on codes compared with the public dissector of the Wireshark project.
//! Port: UDP 5050.
//! Not covered: contents of program lines, blocks and diagnostics.

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Length, version, type, sequence, attribute.
const HEADER: usize = 9;
/// The shortest telegram has a header, one octet and the checksum.
const SHORTEST: usize = HEADER + 2;
/// A telegram fits into a datagram.
const MAX_LENGTH: usize = 1500;
/// Attributes.
const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const ACKNOWLEDGE: u8 = 2;
/// Requests remembered.
const MAX_ASKED: usize = 64;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "SAIA-Burgess 26/739, 26/867" }
}

pub(crate) struct Sbus;

/// Commands by their number: one row each, and the risk of what it does.
static ROWS: [Operation; 256] = rows();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn rows() -> [Operation; 256] {
    let mut rows = crate::protocol::rows("unknown", Risk::Write);
    let mut at = 0;
    while at < NAMED.len() {
        let (code, name, risk) = NAMED[at];
        rows[code] = Operation::new(code as u32, name, risk);
        at += 1;
    }
    rows
}

const NAMED: &[(usize, &str, Risk)] = &[
    (0, "read_counters", Risk::Read),
    (1, "read_display_register", Risk::Read),
    (2, "read_flags", Risk::Read),
    (3, "read_inputs", Risk::Read),
    (4, "read_clock", Risk::Read),
    (5, "read_outputs", Risk::Read),
    (6, "read_registers", Risk::Read),
    (7, "read_timers", Risk::Read),
    (10, "write_counters", Risk::Write),
    (11, "write_flags", Risk::Write),
    (12, "write_clock", Risk::Write),
    (13, "write_outputs", Risk::Control),
    (14, "write_registers", Risk::Write),
    (15, "write_timers", Risk::Write),
    (19, "read_write_multimedia", Risk::Write),
    (20, "read_cpu_status", Risk::Identify),
    (21, "read_cpu_status", Risk::Identify),
    (22, "read_cpu_status", Risk::Identify),
    (23, "read_cpu_status", Risk::Identify),
    (24, "read_cpu_status", Risk::Identify),
    (25, "read_cpu_status", Risk::Identify),
    (26, "read_cpu_status", Risk::Identify),
    (27, "read_cpu_status", Risk::Identify),
    (29, "read_station_number", Risk::Identify),
    (30, "read_user_memory", Risk::Program),
    (31, "read_program_line", Risk::Program),
    (32, "read_firmware_version", Risk::Identify),
    (33, "read_text", Risk::Read),
    (35, "write_user_memory", Risk::Program),
    (36, "write_program_line", Risk::Program),
    (37, "write_text", Risk::Write),
    (40, "run_cpu", Risk::Stop),
    (41, "run_cpu", Risk::Stop),
    (42, "run_cpu", Risk::Stop),
    (43, "run_cpu", Risk::Stop),
    (44, "run_cpu", Risk::Stop),
    (45, "run_cpu", Risk::Stop),
    (46, "run_cpu", Risk::Stop),
    (47, "run_cpu", Risk::Stop),
    (48, "run_cpu", Risk::Stop),
    (50, "restart_cold", Risk::Stop),
    (51, "restart_cold", Risk::Stop),
    (52, "restart_cold", Risk::Stop),
    (53, "restart_cold", Risk::Stop),
    (54, "restart_cold", Risk::Stop),
    (55, "restart_cold", Risk::Stop),
    (56, "restart_cold", Risk::Stop),
    (57, "restart_cold", Risk::Stop),
    (60, "stop_cpu", Risk::Stop),
    (61, "stop_cpu", Risk::Stop),
    (62, "stop_cpu", Risk::Stop),
    (63, "stop_cpu", Risk::Stop),
    (64, "stop_cpu", Risk::Stop),
    (65, "stop_cpu", Risk::Stop),
    (66, "stop_cpu", Risk::Stop),
    (67, "stop_cpu", Risk::Stop),
    (68, "stop_cpu", Risk::Stop),
    (71, "read_byte", Risk::Read),
    (72, "read_halt_failure", Risk::Identify),
    (74, "read_instruction_pointer", Risk::Read),
    (81, "write_byte", Risk::Write),
    (90, "clear_all", Risk::Control),
    (91, "clear_flags", Risk::Write),
    (92, "clear_outputs", Risk::Control),
    (93, "clear_registers", Risk::Write),
    (94, "clear_timers", Risk::Write),
    (100, "restart_warm", Risk::Stop),
    (101, "restart_warm", Risk::Stop),
    (102, "restart_warm", Risk::Stop),
    (103, "restart_warm", Risk::Stop),
    (104, "restart_warm", Risk::Stop),
    (105, "restart_warm", Risk::Stop),
    (106, "restart_warm", Risk::Stop),
    (107, "restart_warm", Risk::Stop),
    (110, "change_block", Risk::Program),
    (112, "delete_program_line", Risk::Program),
    (114, "insert_program_line", Risk::Program),
    (150, "read_data_block", Risk::Read),
    (151, "write_data_block", Risk::Write),
    (155, "read_block_address", Risk::Read),
    (156, "read_block_sizes", Risk::Read),
    (159, "read_dbx", Risk::Read),
    (161, "read_eeprom_register", Risk::Read),
    (163, "write_eeprom_register", Risk::Write),
    (165, "erase_flash", Risk::Program),
    (167, "write_system_buffer", Risk::Program),
    (168, "read_system_buffer", Risk::Program),
    (169, "read_write_block_data", Risk::Program),
    (170, "get_diagnostic", Risk::Identify),
    (171, "read_system_information", Risk::Identify),
    (172, "change_blocks_on_run", Risk::Program),
    (173, "flash_card", Risk::Program),
    (174, "download_firmware", Risk::Firmware),
];

const OPERATIONS: [Operation; 258] = table();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn table() -> [Operation; 258] {
    let known = rows();
    let mut all = [Operation::new(0x1_0001, "acknowledge", Risk::Link); 258];
    let mut at = 0;
    while at < 256 {
        all[at] = known[at];
        at += 1;
    }
    all[256] = Operation::new(0x1_0000, "response", Risk::Read);
    all
}

static ANSWER: Operation = Operation::new(0x1_0000, "response", Risk::Read);
static ACK: Operation = Operation::new(0x1_0001, "acknowledge", Risk::Link);

impl Protocol for Sbus {
    const NAME: &'static str = "sbus";
    const FIELDS: &'static [Field] =
        &[f("sequence", "u16"), f("station", "u8"), f("model", "text"), f("vendor", "text")];
    const OPERATIONS: &'static [Operation] = &OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(5050)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match telegram(data) {
            Some(telegram) if telegram.check => Probe::Yes,
            Some(_) => Probe::OnPort,
            None => Probe::No,
        }
    }
}

struct Telegram<'a> {
    sequence: u16,
    attribute: u8,
    body: &'a [u8],
    /// Whether the checksum is right.
    check: bool,
}

/// CRC-16 with the polynomial 0x1021 from 0 on (26/739 §2), big-endian at the end.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 }
        })
    })
}

fn telegram(data: &[u8]) -> Option<Telegram<'_>> {
    let mut r = Reader::new(data);
    let length = usize::try_from(r.u32()?).ok()?;
    // Version 0 or 1, protocol type 0.
    let (version, kind) = (r.u8()?, r.u8()?);
    let (sequence, attribute) = (r.u16()?, r.u8()?);
    if length != data.len() || length < SHORTEST || version > 1 || kind != 0 || attribute > 2 {
        return None;
    }
    let (covered, check) = data.split_last_chunk::<2>()?;
    let body = covered.get(HEADER..)?;
    Some(Telegram { sequence, attribute, body, check: crc(covered) == u16::from_be_bytes(*check) })
}

/// What a request asked, by sequence number.
#[derive(Default)]
pub(crate) struct Talk {
    asked: BTreeMap<u16, u8>,
    told: bool,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let all = pdu.data.len();
        let Some(telegram) = telegram(pdu.data) else { return Step::Skip(all) };
        match telegram.attribute {
            REQUEST => self.request(pdu.from, &telegram, out),
            RESPONSE | ACKNOWLEDGE => self.answer(&telegram, out),
            _ => return Step::Skip(all),
        }
        out.field("sequence", telegram.sequence);
        if !telegram.check {
            out.anomaly("sbus.checksum", all - 2, "checksum");
        }
        out.finish();
        Step::Done(all)
    }
}

impl Talk {
    fn request(&mut self, from: End, telegram: &Telegram<'_>, out: &mut Sink<'_>) {
        let mut r = Reader::new(telegram.body);
        let (Some(station), Some(command)) = (r.u8(), r.u8()) else {
            out.begin(Kind::Request, &ACK);
            return out.anomaly("sbus.truncated", HEADER, "command");
        };
        let row = ROWS.get(usize::from(command)).unwrap_or(&ACK);
        out.begin(Kind::Request, row);
        if !self.told {
            self.told = true;
            out.client(from);
        }
        out.field("station", station);
        object(command, &mut r, out);
        out.values(r.rest());
        if self.asked.len() >= MAX_ASKED {
            self.asked.pop_first();
        }
        self.asked.insert(telegram.sequence, command);
    }

    fn answer(&mut self, telegram: &Telegram<'_>, out: &mut Sink<'_>) {
        let asked = self.asked.remove(&telegram.sequence);
        let acknowledges = telegram.attribute == ACKNOWLEDGE;
        let unknown = if acknowledges { &ACK } else { &ANSWER };
        let row = asked.and_then(|code| ROWS.get(usize::from(code))).unwrap_or(unknown);
        out.begin(Kind::Response, row);
        match Reader::new(telegram.body).u16() {
            Some(code) if acknowledges && code != 0 => out.failed(code.into(), "not_acknowledged"),
            _ => out.ok(),
        }
        if asked == Some(32) && telegram.body.len() >= 5 {
            // Four characters of model, then the version.
            out.field("vendor", "SAIA-Burgess");
            out.text("model", telegram.body);
            out.named("device", || text(telegram.body));
        }
        out.values(telegram.body);
    }
}

/// Elements are told by how many (less one) and the first. 26/739 §4.
fn object(command: u8, r: &mut Reader<'_>, out: &mut Sink<'_>) {
    let space = match command {
        0 | 10 => "counter",
        2 | 11 => "flag",
        3 => "input",
        5 | 13 => "output",
        6 | 14 => "register",
        7 | 15 => "timer",
        _ => return,
    };
    if let (Some(count), Some(start)) = (r.u8(), r.u16()) {
        // A write says how many octets follow the count; of a read it is the elements.
        let count = if command < 10 { u32::from(count) + 1 } else { 1 };
        out.range(space, start.into(), count);
    }
}
