//! Userdata: programming-device services, cyclic data, block information, SZL, password, clock.

use model::observation::{Kind, Risk};

use crate::cursor::Reader;
use crate::sink::Sink;

use super::{Inner, Message, szl, table};

/// Codes of userdata lie above the function codes: this, plus group × 256 and subfunction.
const CODE: u32 = 0x7_0000;
/// Where the parameters name group and subfunction: behind head (3), length and method.
const HEAD: usize = 5;

/// What the parameters say.
pub(super) struct Parameters {
    /// 4 request, 8 response, 0 pushed by the controller.
    role: u8,
    group: u8,
    subfunction: u8,
    pub(super) sequence: u8,
    /// Whether more parts of the same answer follow.
    pub(super) more: bool,
    error: u16,
}

impl Parameters {
    fn read(parameters: &[u8]) -> Option<Self> {
        let mut r = Reader::new(parameters);
        r.skip(HEAD)?;
        let (kind, subfunction, sequence) = (r.u8()?, r.u8()?, r.u8()?);
        let mut read = Self {
            role: kind >> 4,
            group: kind & 0x0f,
            subfunction,
            sequence,
            more: false,
            error: 0,
        };
        if r.left() >= 4 {
            r.u8()?;
            read.more = r.u8()? != 0;
            read.error = r.u16()?;
        }
        Some(read)
    }

    pub(super) fn kind(&self) -> Kind {
        match self.role {
            4 => Kind::Request,
            8 => Kind::Response,
            _ => Kind::Spontaneous,
        }
    }

    fn code(&self) -> u32 {
        CODE | u32::from(self.group) << 8 | u32::from(self.subfunction)
    }
}

/// Every name that [`operation`] gives.
pub(super) const NAMES: &[&str] = &[
    "alarm",
    "block_function",
    "block_send_receive",
    "block_status",
    "breakpoint",
    "cpu_function",
    "cyclic_data",
    "cyclic_read",
    "cyclic_read_changed",
    "cyclic_unsubscribe",
    "diagnostic_job",
    "exit_hold",
    "flash_led",
    "force",
    "force_selection",
    "get_block_info",
    "list_blocks",
    "list_blocks_of_type",
    "memory_reset",
    "message_service",
    "mode_transition_notice",
    "modify_variable",
    "nc_programming",
    "plc_password",
    "programmer_command",
    "read_clock",
    "read_diagnostic_job",
    "read_stack",
    "read_szl",
    "security_function",
    "set_clock",
    "stop_notice",
    "time_function",
    "userdata",
    "variable_status",
];

pub(super) fn operation(group: u8, subfunction: u8) -> (&'static str, Risk) {
    match (group, subfunction) {
        (0, _) => ("mode_transition_notice", Risk::Read),
        (1, 0x01 | 0x13) => ("block_status", Risk::Read),
        (1, 0x02) => ("variable_status", Risk::Read),
        (1, 0x03..=0x05) => ("read_stack", Risk::Read),
        (1, 0x07) => ("force_selection", Risk::Control),
        (1, 0x08) => ("modify_variable", Risk::Control),
        (1, 0x09 | 0x10) => ("force", Risk::Control),
        (1, 0x0a) => ("breakpoint", Risk::Stop),
        (1, 0x0b) => ("exit_hold", Risk::Stop),
        (1, 0x0c) => ("memory_reset", Risk::Stop),
        (1, 0x0d..=0x0f | 0x12) => ("diagnostic_job", Risk::Control),
        (1, 0x11) => ("read_diagnostic_job", Risk::Read),
        (1, 0x16) => ("flash_led", Risk::Identify),
        (1, _) => ("programmer_command", Risk::Identify),
        (2, 0x01) => ("cyclic_read", Risk::Read),
        (2, 0x04) => ("cyclic_unsubscribe", Risk::Read),
        (2, 0x05) => ("cyclic_read_changed", Risk::Read),
        (2, _) => ("cyclic_data", Risk::Read),
        (3, 1) => ("list_blocks", Risk::Identify),
        (3, 2) => ("list_blocks_of_type", Risk::Identify),
        (3, 3) => ("get_block_info", Risk::Identify),
        (3, _) => ("block_function", Risk::Identify),
        (4, 1) => ("read_szl", Risk::Identify),
        (4, 2) => ("message_service", Risk::Link),
        (4, 3) => ("stop_notice", Risk::Read),
        (4, 0x05..=0x09 | 0x0b..=0x13) => ("alarm", Risk::Read),
        (4, _) => ("cpu_function", Risk::Identify),
        (5, 1) => ("plc_password", Risk::Identify),
        (5, _) => ("security_function", Risk::Identify),
        (6, _) => ("block_send_receive", Risk::Write),
        (7, 1 | 3) => ("read_clock", Risk::Read),
        (7, 2 | 4) => ("set_clock", Risk::Write),
        (7, _) => ("time_function", Risk::Identify),
        (0x0f, _) => ("nc_programming", Risk::Program),
        _ => ("userdata", Risk::Identify),
    }
}

pub(super) fn message(inner: &mut Inner, message: &Message<'_>, out: &mut Sink<'_>) {
    let Some(parameters) = Parameters::read(message.parameters) else {
        out.begin_as(0, Kind::Spontaneous, CODE, "userdata", Risk::Link);
        out.anomaly("s7comm.parameters_cut", message.base, "parameters");
        return;
    };
    let (name, risk) = operation(parameters.group, parameters.subfunction);
    let kind = parameters.kind();
    out.begin_as(0, kind, parameters.code(), name, risk);
    match kind {
        Kind::Request => inner.learn(message.from.other(), out),
        Kind::Response | Kind::Spontaneous => inner.learn(message.from, out),
    }
    out.field("group", parameters.group);
    out.field("subfunction", parameters.subfunction);
    out.field("sequence", parameters.sequence);
    if kind == Kind::Response {
        outcome(&parameters, message.data, out);
    }
    data(inner, &parameters, message, out);
}

fn outcome(parameters: &Parameters, data: &[u8], out: &mut Sink<'_>) {
    match (parameters.error, data.first()) {
        (0, Some(0xff) | None) => out.ok(),
        (0, Some(0x0a)) if parameters.group != 4 => out.ok(),
        (0, Some(code)) => out.failed((*code).into(), table::return_code(*code)),
        (error, _) => out.failed(error.into(), "userdata_error"),
    }
}

fn data(inner: &mut Inner, parameters: &Parameters, message: &Message<'_>, out: &mut Sink<'_>) {
    let mut r = Reader::new(message.data);
    // Return code, transport size, length.
    if r.skip(4).is_none() {
        return;
    }
    match (parameters.group, parameters.subfunction) {
        (4, 1) => szl::message(&mut inner.szl, parameters, message.from, r.rest(), out),
        (3, 2) => {
            if let Some(code) = r.bytes(2).filter(|_| parameters.kind() == Kind::Request) {
                out.text("block_type", code);
            }
        }
        (3, 3) if parameters.kind() == Kind::Request => {
            out.named("block", || crate::cursor::text(r.rest()));
        }
        (7, 1..=4) => clock(r, out),
        (5, _) => {} // A password is nothing to keep, not even its digest.
        _ => out.values(r.rest()),
    }
}

/// Reserved, year / 100, then year … second in BCD.
fn clock(mut r: Reader<'_>, out: &mut Sink<'_>) {
    let Some([_, century, year, month, day, hour, minute, second]) = r.bytes(8) else { return };
    if out.wanted() {
        let digits = [century, year, month, day, hour, minute, second];
        if digits.iter().all(|byte| **byte >> 4 < 10 && **byte & 15 < 10) {
            out.field("clock", format!(
                "{century:02x}{year:02x}-{month:02x}-{day:02x}T{hour:02x}:{minute:02x}:{second:02x}"
            ));
        }
    }
}
