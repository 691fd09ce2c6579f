//! Modbus functions: names, risks, and what each carries.

use model::observation::{Field, Risk};

use crate::cursor::Reader;
use crate::protocol::{Operation, lookup, row_of, rows};
use crate::sink::Sink;

use super::parts::groups;
use super::{HEADER, Pending, UMAS, UNKNOWN_RISK};

pub(super) mod umas;

const fn op(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// Sorted by code. 1–24 and 43: MODBUS V1.1b3 §6; 9–19 beside them, 40, 125–127: PI-MBUS-300.
pub(super) const TABLE: &[Operation] = &[
    op(1, "read_coils", Risk::Read),
    op(2, "read_discrete_inputs", Risk::Read),
    op(3, "read_holding_registers", Risk::Read),
    op(4, "read_input_registers", Risk::Read),
    op(5, "write_single_coil", Risk::Write),
    op(6, "write_single_register", Risk::Write),
    op(7, "read_exception_status", Risk::Identify),
    op(8, "diagnostics", Risk::Identify),
    op(9, "program_484", Risk::Program),
    op(10, "poll_484", Risk::Program),
    op(11, "get_comm_event_counter", Risk::Identify),
    op(12, "get_comm_event_log", Risk::Identify),
    op(13, "program_controller", Risk::Program),
    op(14, "poll_controller", Risk::Program),
    op(15, "write_multiple_coils", Risk::Write),
    op(16, "write_multiple_registers", Risk::Write),
    op(17, "report_server_id", Risk::Identify),
    op(18, "program_884", Risk::Program),
    op(19, "reset_comm_link", Risk::Stop),
    op(20, "read_file_record", Risk::Read),
    op(21, "write_file_record", Risk::Program),
    op(22, "mask_write_register", Risk::Write),
    op(23, "read_write_multiple_registers", Risk::Write),
    op(24, "read_fifo_queue", Risk::Read),
    op(40, "program_concept", Risk::Program),
    op(43, "encapsulated_interface_transport", Risk::Identify),
    op(90, "umas", Risk::Identify),
    op(125, "firmware_replacement", Risk::Firmware),
    op(126, "program_584_984", Risk::Program),
    op(127, "report_local_address", Risk::Identify),
];

static UNKNOWN: [Operation; 256] = rows("unknown_function", UNKNOWN_RISK);

const fn f(
    name: &'static str,
    kind: &'static str,
    unit: &'static str,
    source: &'static str,
) -> Field {
    Field { name, kind, unit, source }
}

pub(super) const FIELDS: &[Field] = &[
    f("transaction", "u16", "", "MODBUS TCP V1.0b §3.1.3"),
    f("unit", "u8", "", "MODBUS TCP V1.0b §3.1.3"),
    f("value", "u16", "", "MODBUS V1.1b3 §6.5, §6.6"),
    f("and_mask", "u16", "", "MODBUS V1.1b3 §6.16"),
    f("or_mask", "u16", "", "MODBUS V1.1b3 §6.16"),
    f("read_start", "u16", "", "MODBUS V1.1b3 §6.17"),
    f("read_count", "u16", "", "MODBUS V1.1b3 §6.17"),
    f("subfunction", "u16", "", "MODBUS V1.1b3 §6.8, §6.19; UMAS"),
    f("status", "u16", "", "MODBUS V1.1b3 §6.7, §6.9"),
    f("events", "u16", "", "MODBUS V1.1b3 §6.9"),
    f("file", "u16", "", "MODBUS V1.1b3 §6.14"),
    f("server_id", "u8", "", "MODBUS V1.1b3 §6.13"),
    f("running", "bool", "", "MODBUS V1.1b3 §6.13"),
    f("additional", "text", "", "MODBUS V1.1b3 §6.13"),
    f("device_id_code", "u8", "", "MODBUS V1.1b3 §6.21"),
    f("vendor", "text", "", "MODBUS V1.1b3 §6.21 object 0"),
    f("product", "text", "", "MODBUS V1.1b3 §6.21 object 1"),
    f("revision", "text", "", "MODBUS V1.1b3 §6.21 object 2"),
    f("vendor_url", "text", "", "MODBUS V1.1b3 §6.21 object 3"),
    f("product_name", "text", "", "MODBUS V1.1b3 §6.21 object 4"),
    f("model_name", "text", "", "MODBUS V1.1b3 §6.21 object 5"),
    f("application", "text", "", "MODBUS V1.1b3 §6.21 object 6"),
    f("session_key", "u8", "", "UMAS"),
    f("model", "text", "", "UMAS, function 2"),
    f("name", "text", "", "UMAS, function 3"),
    f("station", "text", "", "UMAS, function 16"),
    f("block", "u16", "", "UMAS, functions 32, 49, 52"),
    f("offset", "u32", "bytes", "UMAS, function 32"),
    f("size", "u16", "bytes", "UMAS, function 32"),
    f("last", "bool", "", "UMAS, function 52"),
];

pub(super) fn find(code: u8) -> &'static Operation {
    row_of(TABLE, &UNKNOWN, code)
}

pub(super) fn is_known(code: u8) -> bool {
    lookup(TABLE, code.into()).is_some()
}

/// Published in MODBUS V1.1b3, exception bit or not, or UMAS.
pub(super) fn is_public(function: u8) -> bool {
    let code = function & !super::EXCEPTION;
    matches!(code, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43 | 90)
}

/// Whether request and response differ in a way that [`super::fits`] can see.
pub(super) fn has_shape(code: u8) -> bool {
    matches!(code, 1..=4 | 7 | 11 | 12 | 15..=17 | 20 | 23 | 24 | 43)
}

/// MODBUS V1.1b3 §7.
pub(super) fn exception_name(code: u8) -> &'static str {
    match code {
        1 => "illegal_function",
        2 => "illegal_data_address",
        3 => "illegal_data_value",
        4 => "server_device_failure",
        5 => "acknowledge",
        6 => "server_device_busy",
        7 => "negative_acknowledge",
        8 => "memory_parity_error",
        10 => "gateway_path_unavailable",
        11 => "gateway_target_failed_to_respond",
        _ => "unknown",
    }
}

/// The table a function addresses.
fn space(code: u8) -> &'static str {
    match code {
        1 | 5 | 15 => "coil",
        2 => "discrete_input",
        4 => "input_register",
        20 | 21 => "file_record",
        24 => "fifo_queue",
        _ => "holding_register",
    }
}

/// Most objects a function may name at once. MODBUS V1.1b3 §6.1–6.4, §6.11, §6.12.
fn max_count(code: u8) -> u32 {
    match code {
        1 | 2 => 2000,
        3 | 4 => 125,
        15 => 1968,
        16 => 123,
        _ => 65_536,
    }
}

/// Offset of the data behind the function code, in the whole unit.
const DATA: usize = HEADER + 2;

pub(super) fn object_of(asked: &Pending, out: &mut Sink<'_>) {
    if asked.count > 0 {
        out.range(space(asked.code), asked.start, asked.count);
    }
}

/// Reads a request's data and fills in what its response will be held against.
pub(super) fn request(code: u8, data: &[u8], pending: Pending, out: &mut Sink<'_>) -> Pending {
    let mut asked = pending;
    let mut r = Reader::new(data);
    // A missing byte is reported once, as a length mismatch, by the caller.
    let _ = match code {
        1..=4 | 15 | 16 => many(code, &mut r, &mut asked, out),
        5 | 6 => single(code, &mut r, &mut asked, out),
        8 => diagnostics(&mut r, out),
        20 | 21 => {
            asked.groups = groups(data, code == 21);
            file_records(code, &mut r, &mut asked, out)
        }
        22 => mask_write(&mut r, &mut asked, out),
        23 => read_write(&mut r, &mut asked, out),
        24 => r.u16().map(|start| {
            (asked.start, asked.count) = (start.into(), 1);
            object_of(&asked, out);
        }),
        43 => encapsulated(&mut r, out),
        UMAS => {
            asked.sub = data.get(1).copied().unwrap_or(0);
            umas::request(&mut r, out)
        }
        _ => Some(()),
    };
    asked
}

fn range(code: u8, start: u16, count: u16, asked: &mut Pending, out: &mut Sink<'_>) {
    let (start, count) = (u32::from(start), u32::from(count));
    (asked.start, asked.count) = (start, count);
    out.range(space(code), start, count);
    if count == 0 || count > max_count(code) {
        out.anomaly("modbus.quantity", DATA + 2, "quantity");
        out.event(asked.exchange, "invalid_value");
    }
    if start + count > 65_536 {
        out.anomaly("modbus.address_overflow", DATA, "address");
        out.event(asked.exchange, "invalid_value");
    }
}

fn many(code: u8, r: &mut Reader<'_>, asked: &mut Pending, out: &mut Sink<'_>) -> Option<()> {
    let (start, count) = (r.u16()?, r.u16()?);
    range(code, start, count, asked, out);
    if matches!(code, 15 | 16) {
        let bytes = u32::from(r.u8()?);
        let expected = if code == 15 { u32::from(count).div_ceil(8) } else { 2 * u32::from(count) };
        if bytes != expected {
            out.anomaly("modbus.byte_count", DATA + 4, "byte_count");
            out.event(asked.exchange, "invalid_value");
        }
        out.values(r.rest());
    }
    Some(())
}

fn single(code: u8, r: &mut Reader<'_>, asked: &mut Pending, out: &mut Sink<'_>) -> Option<()> {
    let start = r.u16()?;
    range(code, start, 1, asked, out);
    out.values(r.rest());
    let value = r.u16()?;
    out.field("value", value);
    if code == 5 && !matches!(value, 0 | 0xff00) {
        out.anomaly("modbus.coil_value", DATA + 2, "value");
        out.event(asked.exchange, "invalid_value");
    }
    Some(())
}

/// MODBUS V1.1b3 §6.8.
fn diagnostics(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let sub = r.u16()?;
    out.field("subfunction", sub);
    match sub {
        1 => out.refine("restart_communications", Risk::Stop),
        4 => out.refine("force_listen_only", Risk::Stop),
        10 | 20 => out.refine("clear_counters", Risk::Write),
        _ => {}
    }
    out.values(r.rest());
    Some(())
}

/// MODBUS V1.1b3 §6.14 and §6.15: groups of reference type 6, file, record, length.
fn file_records(
    code: u8,
    r: &mut Reader<'_>,
    asked: &mut Pending,
    out: &mut Sink<'_>,
) -> Option<()> {
    r.u8()?;
    let (reference, file, record, count) = (r.u8()?, r.u16()?, r.u16()?, r.u16()?);
    (asked.start, asked.count) = (record.into(), count.into());
    out.range(space(code), record.into(), count.into());
    out.field("file", file);
    if reference != 6 {
        out.anomaly("modbus.reference_type", DATA + 1, "reference_type");
    }
    if code == 21 {
        out.values(r.rest());
    }
    Some(())
}

fn mask_write(r: &mut Reader<'_>, asked: &mut Pending, out: &mut Sink<'_>) -> Option<()> {
    let start = r.u16()?;
    range(22, start, 1, asked, out);
    out.values(r.rest());
    out.field("and_mask", r.u16()?);
    out.field("or_mask", r.u16()?);
    Some(())
}

/// MODBUS V1.1b3 §6.17: the object is what is written; what is read is in the fields.
fn read_write(r: &mut Reader<'_>, asked: &mut Pending, out: &mut Sink<'_>) -> Option<()> {
    out.field("read_start", r.u16()?);
    out.field("read_count", r.u16()?);
    let (start, count, bytes) = (r.u16()?, r.u16()?, r.u8()?);
    range(23, start, count, asked, out);
    if u32::from(bytes) != 2 * u32::from(count) {
        out.anomaly("modbus.byte_count", DATA + 8, "byte_count");
    }
    out.values(r.rest());
    Some(())
}

/// Names that a subfunction gives: of diagnostics, encapsulated interfaces, UMAS.
pub(super) const SUBFUNCTIONS: &[&str] = &[
    "restart_communications",
    "force_listen_only",
    "clear_counters",
    "canopen_general_reference",
    "read_device_identification",
    "umas_init_comm",
    "umas_read_id",
    "umas_read_project_info",
    "umas_read_plc_info",
    "umas_read_card_info",
    "umas_repeat",
    "umas_take_plc_reservation",
    "umas_release_plc_reservation",
    "umas_keep_alive",
    "umas_read_memory_block",
    "umas_read_variables",
    "umas_write_variables",
    "umas_read_coils_registers",
    "umas_write_coils_registers",
    "umas_initialize_upload",
    "umas_upload_block",
    "umas_end_upload",
    "umas_initialize_download",
    "umas_download_block",
    "umas_end_download",
    "umas_read_ethernet_master_data",
    "umas_start_plc",
    "umas_stop_plc",
    "umas_monitor_plc",
    "umas_check_plc",
    "umas_read_io_object",
    "umas_write_io_object",
    "umas_get_status_module",
];

/// MEI type. 13: CANopen general reference; 14: read device identification. V1.1b3 §6.19–6.21.
fn encapsulated(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let mei = r.u8()?;
    out.field("subfunction", mei);
    match mei {
        13 => out.refine("canopen_general_reference", Risk::Write),
        14 => {
            out.refine("read_device_identification", Risk::Identify);
            out.field("device_id_code", r.u8()?);
        }
        _ => {}
    }
    Some(())
}

/// Reads a response's data.
pub(super) fn response(code: u8, data: &[u8], asked: Option<&Pending>, out: &mut Sink<'_>) {
    out.ok();
    if let Some(asked) = asked {
        object_of(asked, out);
    }
    let mut r = Reader::new(data);
    let _ = match code {
        1..=4 | 12 | 20 | 23 => counted_values(code, &mut r, asked, out),
        5 | 6 | 15 | 16 => echo(code, &mut r, asked, out),
        7 => r.u8().map(|status| out.field("status", status)),
        8 => diagnostics(&mut r, out),
        11 => event_counter(&mut r, out),
        17 => server_id(&mut r, out),
        22 => mask_write_echo(&mut r, out),
        43 => encapsulated(&mut r, out).and_then(|()| device_identification(&mut r, data, out)),
        UMAS => umas::response(&mut r, asked, out),
        _ => Some(()),
    };
}

fn counted_values(
    code: u8,
    r: &mut Reader<'_>,
    asked: Option<&Pending>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let bytes = u32::from(r.u8()?);
    if let Some(asked) = asked.filter(|asked| matches!(code, 1..=4) && asked.count > 0) {
        let expected = if code <= 2 { asked.count.div_ceil(8) } else { 2 * asked.count };
        if bytes != expected {
            out.anomaly("modbus.response_size", DATA, "byte_count");
            out.event(asked.exchange, "value_mismatch");
        }
    }
    out.values(r.rest());
    Some(())
}

/// Write responses repeat the request's address and value or quantity.
fn echo(code: u8, r: &mut Reader<'_>, asked: Option<&Pending>, out: &mut Sink<'_>) -> Option<()> {
    let (start, second) = (u32::from(r.u16()?), r.u16()?);
    let count = if code <= 6 { 1 } else { u32::from(second) };
    out.range(space(code), start, count);
    if code <= 6 {
        out.field("value", second);
    }
    if let Some(asked) = asked.filter(|asked| asked.start != start || asked.count != count) {
        out.anomaly("modbus.echo_mismatch", DATA, "address");
        out.event(asked.exchange, "value_mismatch");
    }
    Some(())
}

fn mask_write_echo(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.range(space(22), r.u16()?.into(), 1);
    out.field("and_mask", r.u16()?);
    out.field("or_mask", r.u16()?);
    Some(())
}

fn event_counter(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("status", r.u16()?);
    out.field("events", r.u16()?);
    Some(())
}

/// MODBUS V1.1b3 §6.13: the layout behind the byte count is the vendor's; most send an
/// identifier, the run indicator (0x00 off, 0xFF on) and text.
fn server_id(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    r.u8()?;
    out.field("server_id", r.u8()?);
    let indicator = r.u8()?;
    if matches!(indicator, 0 | 0xff) {
        out.field("running", indicator == 0xff);
    }
    let printable = r.rest().iter().filter(|b| b.is_ascii_graphic() || **b == b' ').count();
    if printable * 10 >= r.rest().len() * 9 {
        out.text("additional", r.rest());
    }
    Some(())
}

/// MODBUS V1.1b3 §6.21: conformity, more follows, next object, number, then (id, length, text).
fn device_identification(r: &mut Reader<'_>, data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    if data.first() != Some(&14) {
        return Some(());
    }
    r.skip(3)?;
    let objects = r.u8()?;
    for _ in 0..objects {
        let (id, len) = (r.u8()?, usize::from(r.u8()?));
        let Some(text) = r.bytes(len) else {
            out.anomaly("modbus.object_length", DATA + r.offset(), "object_length");
            return None;
        };
        if let Some(name) = object_name(id) {
            out.text(name, text);
        }
    }
    Some(())
}

fn object_name(id: u8) -> Option<&'static str> {
    Some(match id {
        0 => "vendor",
        1 => "product",
        2 => "revision",
        3 => "vendor_url",
        4 => "product_name",
        5 => "model_name",
        6 => "application",
        _ => return None,
    })
}
