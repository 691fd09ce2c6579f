//! PCCC: the command set of PLC-5, SLC 500 and MicroLogix controllers, carried by CIP.
//!
//! Source: Rockwell 1770-RM516 *DF1 Protocol and Command Set* ch. 6 (packets), 7 (commands), 8
//! (status), 13 (file types and address fields); 1756-RM005 and the CIP object 0x67 (requester in
//! front of the command).
//! Not covered: commands other than by name and address; PLC-2 and PLC-3 addressing.

use model::observation::{Kind, Risk};

use crate::cip::Speaker;
use crate::cursor::Reader;
use crate::sink::Sink;

#[cfg(test)]
mod tests;
mod transfer;

pub(crate) use transfer::Open;

/// Place of `pccc` among the names of the EtherNet/IP entry.
const PCCC: usize = 2;
/// Bit of the command byte that marks a reply. 1770-RM516 ch. 6.
const REPLY: u8 = 0x40;
/// Commands whose function follows in a byte of its own. Ch. 7.
const WITH_FUNCTION: [u8; 3] = [0x06, 0x07, 0x0f];

/// One row: command, function (`None` for commands without), name, risk.
type Row = (u8, Option<u8>, &'static str, Risk);

const fn extended(function: u8, name: &'static str, risk: Risk) -> Row {
    (0x0f, Some(function), name, risk)
}

/// 1770-RM516 ch. 7, by command and function.
const COMMANDS: &[Row] = &[
    (0x00, None, "pccc_protected_write", Risk::Write),
    (0x01, None, "pccc_unprotected_read", Risk::Read),
    (0x02, None, "pccc_protected_bit_write", Risk::Write),
    (0x05, None, "pccc_unprotected_bit_write", Risk::Write),
    (0x08, None, "pccc_unprotected_write", Risk::Write),
    (0x06, Some(0x00), "pccc_echo", Risk::Link),
    (0x06, Some(0x01), "pccc_read_diagnostic_counters", Risk::Identify),
    (0x06, Some(0x02), "pccc_set_variables", Risk::Write),
    (0x06, Some(0x03), "pccc_diagnostic_status", Risk::Identify),
    (0x06, Some(0x04), "pccc_set_timeout", Risk::Write),
    (0x06, Some(0x05), "pccc_set_naks", Risk::Write),
    (0x06, Some(0x06), "pccc_set_enqs", Risk::Write),
    (0x06, Some(0x07), "pccc_reset_diagnostic_counters", Risk::Write),
    (0x06, Some(0x08), "pccc_set_data_table_size", Risk::Program),
    (0x06, Some(0x09), "pccc_read_link_parameters", Risk::Identify),
    (0x06, Some(0x0a), "pccc_set_link_parameters", Risk::Write),
    (0x07, Some(0x00), "pccc_disable_outputs", Risk::Stop),
    (0x07, Some(0x01), "pccc_enable_outputs", Risk::Stop),
    (0x07, Some(0x03), "pccc_enable_scanning", Risk::Stop),
    (0x07, Some(0x04), "pccc_enter_download_mode", Risk::Program),
    (0x07, Some(0x05), "pccc_exit_transfer_mode", Risk::Program),
    (0x07, Some(0x06), "pccc_enter_upload_mode", Risk::Program),
    extended(0x00, "pccc_word_range_write", Risk::Write),
    extended(0x01, "pccc_word_range_read", Risk::Read),
    extended(0x02, "pccc_bit_write", Risk::Write),
    extended(0x03, "pccc_file_write", Risk::Write),
    extended(0x04, "pccc_file_read", Risk::Read),
    extended(0x05, "pccc_download_request", Risk::Program),
    extended(0x06, "pccc_upload", Risk::Program),
    extended(0x07, "pccc_shutdown", Risk::Stop),
    extended(0x08, "pccc_physical_write", Risk::Program),
    extended(0x09, "pccc_physical_read", Risk::Read),
    extended(0x0a, "pccc_restart_request", Risk::Stop),
    extended(0x11, "pccc_get_edit_resource", Risk::Control),
    extended(0x12, "pccc_return_edit_resource", Risk::Control),
    extended(0x17, "pccc_read_bytes_physical", Risk::Read),
    extended(0x18, "pccc_write_bytes_physical", Risk::Program),
    extended(0x26, "pccc_read_modify_write", Risk::Write),
    extended(0x29, "pccc_read_section_size", Risk::Identify),
    extended(0x3a, "pccc_set_cpu_mode", Risk::Stop),
    extended(0x41, "pccc_disable_forces", Risk::Control),
    extended(0x50, "pccc_download_all_request", Risk::Program),
    extended(0x52, "pccc_download_completed", Risk::Program),
    extended(0x53, "pccc_upload_all_request", Risk::Program),
    extended(0x55, "pccc_upload_completed", Risk::Program),
    extended(0x57, "pccc_initialize_memory", Risk::Program),
    extended(0x5e, "pccc_modify_compatibility_file", Risk::Program),
    extended(0x67, "pccc_typed_write", Risk::Write),
    extended(0x68, "pccc_typed_read", Risk::Read),
    extended(0x79, "pccc_read_modify_write_n", Risk::Write),
    extended(0x80, "pccc_change_mode", Risk::Stop),
    extended(0x81, "pccc_open_file", Risk::Read),
    extended(0x82, "pccc_close_file", Risk::Read),
    extended(0x88, "pccc_execute_command_list", Risk::Write),
    extended(0x8f, "pccc_apply_port_configuration", Risk::Write),
    extended(0xa1, "pccc_typed_logical_read_2", Risk::Read),
    extended(0xa2, "pccc_typed_logical_read_3", Risk::Read),
    extended(0xa7, "pccc_typed_file_read", Risk::Read),
    extended(0xa9, "pccc_typed_logical_write_2", Risk::Write),
    extended(0xaa, "pccc_typed_logical_write_3", Risk::Write),
    extended(0xab, "pccc_typed_logical_masked_write", Risk::Write),
    extended(0xaf, "pccc_typed_file_write", Risk::Write),
];

/// A command nobody defined.
const UNKNOWN: &str = "pccc_unknown_command";
/// A reply to a command with a function, which it does not repeat.
const REPLIED: &str = "pccc_reply";
/// A write to a file of the program.
const PROGRAM_WRITE: &str = "pccc_program_write";

/// Every name that a command can have.
pub(crate) const NAMES: [&str; COMMANDS.len() + 3] = names();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn names() -> [&'static str; COMMANDS.len() + 3] {
    let mut names = [UNKNOWN; COMMANDS.len() + 3];
    names[COMMANDS.len()] = REPLIED;
    names[COMMANDS.len() + 1] = PROGRAM_WRITE;
    let mut at = 0;
    while at < COMMANDS.len() {
        names[at] = COMMANDS[at].2;
        at += 1;
    }
    names
}

fn find(command: u8, function: Option<u8>) -> (&'static str, Risk) {
    let row = COMMANDS.iter().find(|row| row.0 == command && row.1 == function);
    row.map_or((UNKNOWN, Risk::Read), |row| (row.2, row.3))
}

/// Command and, where there is one, function in one number: what is counted.
fn code(command: u8, function: Option<u8>) -> u32 {
    u32::from(command) << 8 | u32::from(function.unwrap_or(0))
}

/// The front of a command: requester, command, status, transaction.
struct Front {
    command: u8,
    status: u8,
    transaction: u16,
}

impl Front {
    /// The requester is a length (itself included), vendor and serial number.
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let requester = usize::from(r.u8()?);
        r.skip(requester.saturating_sub(1))?;
        Some(Self { command: r.u8()?, status: r.u8()?, transaction: r.u16_le()? })
    }
}

/// A command that was sent, until its reply comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    command: u8,
    function: Option<u8>,
    transaction: u16,
    address: Option<(Address, u8)>,
}

pub(crate) fn request(data: &[u8], to: &mut Speaker<'_>, out: &mut Sink<'_>) -> Option<Asked> {
    let mut r = Reader::new(data);
    let front = Front::read(&mut r)?;
    let command = front.command & !REPLY;
    let function = if WITH_FUNCTION.contains(&command) { Some(r.u8()?) } else { None };
    let (name, risk) = find(command, function);
    out.begin_as(PCCC, Kind::Request, code(command, function), name, risk);
    out.field("pccc_transaction", front.transaction);
    let mut asked = Asked { command, function, transaction: front.transaction, address: None };
    let _ = body(&mut asked, risk, &mut r, out);
    transfer::request(&asked, r.rest(), to, out);
    out.finish();
    Some(asked)
}

/// Address and values of a request.
fn body(asked: &mut Asked, risk: Risk, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let function = asked.function;
    match (asked.command, function) {
        (0x0f, Some(0xa1 | 0xa2 | 0xa9 | 0xaa | 0xab)) => {
            let sub = !matches!(function, Some(0xa1 | 0xa9));
            let size = r.u8()?;
            let address = Address::read(r, sub)?;
            asked.address = Some((address, size));
            out.field("size", size);
            if !address.is_data() && risk >= Risk::Write {
                out.refine(PROGRAM_WRITE, Risk::Program);
            }
            out.named("data_file", || address.name());
        }
        (0x0f, Some(0xa7 | 0xaf)) => {
            // Size, tag of the open file, offset in it, type.
            let (size, tag, offset, kind) = (r.u8()?, r.u16_le()?, r.u16_le()?, r.u8()?);
            out.field("size", size);
            out.field("offset", offset);
            out.named("pccc_file", || format!("{}{tag}", file_type(kind)));
        }
        (0x0f, Some(0x80 | 0x3a)) => out.field("mode", mode(function, r.u8()?)),
        (0x00 | 0x01 | 0x08, None) => {
            let word = u32::from(r.u16_le()?) / 2;
            out.range("plc2_word", word, 1);
        }
        _ => {}
    }
    if risk >= Risk::Write {
        out.values(r.rest());
    }
    Some(())
}

/// The mode asked for. Change mode: ch. 7, "change mode" (SLC 500); set CPU mode (PLC-5).
fn mode(function: Option<u8>, mode: u8) -> &'static str {
    match (function, mode) {
        (Some(0x80), 1) | (Some(0x3a), 0) => "program",
        (Some(0x80), 6) | (Some(0x3a), 2) => "run",
        (Some(0x80), 7) => "test_continuous",
        (Some(0x80), 8) => "test_single_scan",
        (Some(0x80), 9) => "test_single_step",
        (Some(0x3a), 1) => "test",
        _ => "unknown",
    }
}

/// A logical address of two or three fields. Ch. 13.
#[derive(Debug, Clone, Copy)]
struct Address {
    file: u16,
    kind: u8,
    element: u16,
    sub: u16,
}

impl Address {
    fn read(r: &mut Reader<'_>, sub: bool) -> Option<Self> {
        let (file, kind, element) = (field(r)?, r.u8()?, field(r)?);
        let sub = if sub { field(r)? } else { 0 };
        Some(Self { file, kind, element, sub })
    }

    /// Whether it lies in the data tables; other files are the program's. Ch. 13, "file types".
    fn is_data(self) -> bool {
        self.kind >= 0x80
    }

    /// `N7:0`, `T4:2.1`.
    fn name(self) -> String {
        let name = format!("{}{}:{}", file_type(self.kind), self.file, self.element);
        if self.sub == 0 { name } else { format!("{name}.{}", self.sub) }
    }
}

/// A field of an address: one byte, or 0xFF and two.
fn field(r: &mut Reader<'_>) -> Option<u16> {
    match r.u8()? {
        0xff => r.u16_le(),
        short => Some(short.into()),
    }
}

/// Letter of a data file; others by number. Ch. 13, "file types".
fn file_type(kind: u8) -> String {
    let letter = match kind {
        0x82 | 0x8b => "O",
        0x83 | 0x8c => "I",
        0x84 => "S",
        0x85 => "B",
        0x86 => "T",
        0x87 => "C",
        0x88 => "R",
        0x89 => "N",
        0x8a => "F",
        0x8d => "ST",
        0x8e => "A",
        0x8f => "D",
        0x91 => "L",
        _ => return format!("type{kind:02X}:"),
    };
    letter.to_owned()
}

/// A reply does not repeat the function: it is named by the command it answers, and counts as its
/// command alone where that was not seen.
pub(crate) fn response(
    data: &[u8],
    asked: Option<&Asked>,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let mut r = Reader::new(data);
    let front = Front::read(&mut r)?;
    let command = front.command & !REPLY;
    let asked = asked.filter(|a| a.command == command && a.transaction == front.transaction);
    let function = asked.and_then(|asked| asked.function);
    let (name, risk) = match asked {
        None if WITH_FUNCTION.contains(&command) => (REPLIED, Risk::Read),
        _ => find(command, function),
    };
    out.begin_as(PCCC, Kind::Response, code(command, function), name, risk);
    out.field("pccc_transaction", front.transaction);
    if let Some((address, _)) = asked.and_then(|asked| asked.address) {
        out.named("data_file", || address.name());
    }
    match front.status {
        0 => {
            out.ok();
            if (command, function) == (0x06, Some(0x03)) {
                let _ = diagnostic_status(&mut r.clone(), out);
            }
            out.values(r.rest());
            transfer::response(asked, r.rest(), to, out);
        }
        // 0xF0: the extended status follows. Ch. 8
        0xf0 => out.failed(0xf000 | u32::from(r.u8().unwrap_or(0)), "extended_status"),
        status => out.failed(status.into(), status_name(status)),
    }
    out.finish();
    Some(())
}

/// Who the controller is. Ch. 10, diagnostic status of SLC 500 and MicroLogix: mode, type extender
/// (0xEE), interface, processor, series and revision, eleven characters of the bulletin number.
fn diagnostic_status(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.u8()?;
    if r.u8()? != 0xee {
        return None;
    }
    r.skip(2)?;
    let version = r.u8()?;
    let bulletin = r.bytes(11)?;
    out.text("model", bulletin);
    out.text("order_number", bulletin);
    if out.wanted() {
        // Bits 5 to 7 are the series, 0 to 4 the revision; 0 is A.
        let letter = |n: u8| char::from(b'A'.saturating_add(n));
        let (series, revision) = (letter(version >> 5), letter(version & 0x1f));
        out.field("firmware", format!("series {series} revision {revision}"));
    }
    Some(())
}

/// 1770-RM516 ch. 8, local (low nibble) and remote (high nibble) errors.
fn status_name(status: u8) -> &'static str {
    match status {
        0x01 => "destination_out_of_buffer",
        0x02 => "no_acknowledgement_from_destination",
        0x03 => "duplicate_token_holder",
        0x04 => "local_port_disconnected",
        0x05 => "timed_out_waiting_for_response",
        0x06 => "duplicate_node",
        0x07 => "station_offline",
        0x08 => "hardware_fault",
        0x10 => "illegal_command_or_format",
        0x20 => "host_problem",
        0x30 => "remote_node_missing",
        0x40 => "hardware_fault_at_host",
        0x50 => "addressing_problem_or_memory_protected",
        0x60 => "function_not_allowed_command_protection",
        0x70 => "processor_in_program_mode",
        0x80 => "compatibility_mode_file_missing",
        0x90 => "remote_node_cannot_buffer",
        0xa0 => "wait_acknowledge",
        0xb0 => "problem_due_to_download",
        _ => "unknown",
    }
}
