//! S7comm functions, errors and fields.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, row_of, rows};
use crate::sink::Sink;

use super::{UNKNOWN_RISK, plus, userdata};

const fn op(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// Parameter function codes of jobs and acknowledgements, sorted.
pub(super) const FUNCTIONS: &[Operation] = &[
    op(0x00, "cpu_services", Risk::Identify),
    op(0x01, "mode_transition", Risk::Stop),
    op(0x04, "read_var", Risk::Read),
    op(0x05, "write_var", Risk::Write),
    op(0x1a, "request_download", Risk::Program),
    op(0x1b, "download_block", Risk::Program),
    op(0x1c, "download_ended", Risk::Program),
    op(0x1d, "start_upload", Risk::Program),
    op(0x1e, "upload_block", Risk::Program),
    op(0x1f, "end_upload", Risk::Program),
    op(0x28, "plc_control", Risk::Stop),
    op(0x29, "plc_stop", Risk::Stop),
    op(0xf0, "setup_communication", Risk::Link),
];

static UNKNOWN: [Operation; 256] = rows("unknown_function", UNKNOWN_RISK);

const COMMON: [&str; 3] = ["cotp_connect", "cotp_disconnect", "acknowledgement"];

/// Names besides the functions'.
pub(super) const FURTHER: &[&str] = &further();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn further() -> [&'static str; COMMON.len() + userdata::NAMES.len() + plus::NAMES.len()] {
    let mut names = [""; COMMON.len() + userdata::NAMES.len() + plus::NAMES.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = if at < COMMON.len() {
            COMMON[at]
        } else if at < COMMON.len() + userdata::NAMES.len() {
            userdata::NAMES[at - COMMON.len()]
        } else {
            plus::NAMES[at - COMMON.len() - userdata::NAMES.len()]
        };
        at += 1;
    }
    names
}

/// COTP connection and release, and messages without a function code: above all functions.
pub(super) static CONNECT: Operation = op(0x1_00e0, "cotp_connect", Risk::Link);
pub(super) static DISCONNECT: Operation = op(0x1_0080, "cotp_disconnect", Risk::Link);
pub(super) static OTHER: Operation = op(0x1_0000, "acknowledgement", Risk::Link);

pub(super) fn function(code: u8) -> &'static Operation {
    row_of(FUNCTIONS, &UNKNOWN, code)
}

/// Error class and code of an acknowledgement's header.
pub(super) fn error(class: u8, code: u8, out: &mut Sink<'_>) {
    let name = match class {
        0x81 => "application_relationship",
        0x82 => "object_definition",
        0x83 => "no_resources",
        0x84 => "service_processing",
        0x85 => "supplies",
        0x87 => "access",
        0xd0..=0xd7 => "function_refused",
        _ => "unknown",
    };
    out.failed(u32::from(class) << 8 | u32::from(code), name);
}

/// Return code of a data item.
pub(super) fn return_code(code: u8) -> &'static str {
    match code {
        0x00 => "reserved",
        0x01 => "hardware_error",
        0x03 => "access_denied",
        0x05 => "address_out_of_range",
        0x06 => "data_type_not_supported",
        0x07 => "data_type_inconsistent",
        0x0a => "object_does_not_exist",
        0xff => "success",
        _ => "unknown",
    }
}

const S7: &str = "Snap7 1.4 reference manual";
const SZL: &str = "A5E02789976 §34";

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(super) const FIELDS: &[Field] = &[
    f("pdu_reference", "u16", S7),
    f("calling_tsap", "text", "ITU-T X.224 §13.3.4"),
    f("called_tsap", "text", "ITU-T X.224 §13.3.4"),
    f("rack", "u8", S7),
    f("slot", "u8", S7),
    f("reason", "u8", "ITU-T X.224 §13.5.3"),
    f("max_jobs_calling", "u16", S7),
    f("max_jobs_called", "u16", S7),
    Field { name: "pdu_length", kind: "u16", unit: "bytes", source: S7 },
    f("item", "u8", S7),
    f("items", "u8", S7),
    f("transport_size", "u8", S7),
    f("bit", "u8", S7),
    f("block_type", "text", S7),
    f("block_number", "u32", S7),
    f("destination", "text", S7),
    Field { name: "load_memory", kind: "u32", unit: "bytes", source: S7 },
    Field { name: "code_length", kind: "u32", unit: "bytes", source: S7 },
    f("upload_id", "u32", S7),
    f("pi_service", "text", S7),
    f("pi_argument", "text", S7),
    f("blocks", "text", S7),
    f("group", "u8", S7),
    f("subfunction", "u8", S7),
    f("sequence", "u8", S7),
    f("clock", "text", S7),
    f("szl_id", "u16", SZL),
    f("szl_index", "u16", SZL),
    f("order_number", "text", "A5E02789976 §34.4 SZL 0x0011 index 1"),
    f("hardware", "text", "A5E02789976 §34.4 SZL 0x0011 index 1"),
    f("firmware", "text", "A5E02789976 §34.4 SZL 0x0011 index 7"),
    f("system_name", "text", "A5E02789976 §34.11 SZL 0x001C index 1"),
    f("module_name", "text", "A5E02789976 §34.11 SZL 0x001C index 2"),
    f("plant_name", "text", "A5E02789976 §34.11 SZL 0x001C index 3"),
    f("copyright", "text", "A5E02789976 §34.11 SZL 0x001C index 4"),
    f("serial", "text", "A5E02789976 §34.11 SZL 0x001C index 5"),
    f("module_type", "text", "A5E02789976 §34.11 SZL 0x001C index 7"),
    f("card_serial", "text", "A5E02789976 §34.11 SZL 0x001C index 8"),
    f("location", "text", "A5E02789976 §34.11 SZL 0x001C index 11"),
    f("mode", "text", "A5E02789976 §34.25 SZL 0x0424"),
    f("version", "u8", "S7comm-plus"),
    f("opcode", "u8", "S7comm-plus"),
    f("sequence_number", "u16", "S7comm-plus"),
    f("session", "u32", "S7comm-plus"),
    Field { name: "record_bytes", kind: "u32", unit: "bytes", source: "S7comm-plus" },
];
