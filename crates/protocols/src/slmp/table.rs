//! Commands, devices and end codes. SH-080956ENG chapters 5 and 6, appendix.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, lookup};

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "SH-080956ENG chapters 4 and 5" }
}

pub(super) const FIELDS: &[Field] = &[
    f("network", "u8"),
    f("station", "u8"),
    f("serial_number", "u16"),
    f("subcommand", "u16"),
    f("mode", "u16"),
    f("vendor", "text"),
    f("model", "text"),
];

/// Codes of messages without a command.
pub(super) const SEARCH: u32 = 0x1_0000;
const RESPONSE: u32 = 0x1_0001;
const UNKNOWN: u32 = 0x1_0002;

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(super) const TABLE: &[Operation] = &[
    o(0x0101, "read_type_name", Risk::Identify),
    o(0x0121, "read_type_name", Risk::Identify),
    o(0x0401, "device_read", Risk::Read),
    o(0x0403, "device_read_random", Risk::Read),
    o(0x0406, "device_read_block", Risk::Read),
    o(0x041a, "array_label_read", Risk::Read),
    o(0x041c, "label_read_random", Risk::Read),
    o(0x0601, "extend_unit_read", Risk::Read),
    o(0x0613, "memory_read", Risk::Read),
    o(0x0619, "self_test", Risk::Link),
    o(0x0801, "monitor_entry", Risk::Read),
    o(0x0802, "monitor", Risk::Read),
    o(0x0e30, "node_search", Risk::Identify),
    o(0x0e31, "ip_address_set", Risk::Program),
    o(0x1001, "remote_run", Risk::Stop),
    o(0x1002, "remote_stop", Risk::Stop),
    o(0x1003, "remote_pause", Risk::Stop),
    o(0x1005, "remote_latch_clear", Risk::Control),
    o(0x1006, "remote_reset", Risk::Stop),
    o(0x1401, "device_write", Risk::Write),
    o(0x1402, "device_write_random", Risk::Write),
    o(0x1406, "device_write_block", Risk::Write),
    o(0x141a, "array_label_write", Risk::Write),
    o(0x141b, "label_write_random", Risk::Write),
    o(0x1601, "extend_unit_write", Risk::Write),
    o(0x1613, "memory_write", Risk::Write),
    o(0x1617, "clear_error", Risk::Write),
    o(0x1630, "remote_password_unlock", Risk::Link),
    o(0x1631, "remote_password_lock", Risk::Link),
    o(0x1810, "file_read_directory", Risk::Read),
    o(0x1811, "file_search_directory", Risk::Read),
    o(0x1820, "file_new", Risk::Program),
    o(0x1822, "file_delete", Risk::Program),
    o(0x1824, "file_copy", Risk::Program),
    o(0x1825, "file_change_state", Risk::Program),
    o(0x1826, "file_change_date", Risk::Program),
    o(0x1827, "file_open", Risk::Program),
    o(0x1828, "file_read", Risk::Program),
    o(0x1829, "file_write", Risk::Program),
    o(0x182a, "file_close", Risk::Link),
    o(0x2101, "on_demand", Risk::Read),
    o(SEARCH, "search", Risk::Identify),
    o(RESPONSE, "response", Risk::Read),
    o(UNKNOWN, "unknown", Risk::Write),
];

/// Names of MELSOFT commands, of which the high octet tells the group as in SLMP.
pub(super) const GROUPS: &[&str] =
    &["identify", "read", "diagnose", "remote_control", "write", "file", "command"];

static ANSWER: Operation = o(RESPONSE, "response", Risk::Read);
static NOTHING: Operation = o(UNKNOWN, "unknown", Risk::Write);

/// A row of our own for a command.
pub(super) struct Row {
    pub(super) code: u32,
    pub(super) name: &'static str,
    pub(super) risk: Risk,
}

impl From<&Operation> for Row {
    fn from(row: &Operation) -> Self {
        Self { code: row.code, name: row.name, risk: row.risk }
    }
}

pub(super) fn find(command: Option<u16>, melsoft: bool) -> Row {
    let Some(command) = command else { return (&ANSWER).into() };
    let code = u32::from(command);
    match lookup(TABLE, code) {
        Some(row) => row.into(),
        None if melsoft => {
            let (name, risk) = group(command);
            Row { code, name, risk }
        }
        None => Row { code, ..(&NOTHING).into() },
    }
}

fn group(command: u16) -> (&'static str, Risk) {
    match command >> 8 {
        0x01 => ("identify", Risk::Identify),
        0x04 => ("read", Risk::Read),
        0x07 | 0x08 | 0x0b => ("diagnose", Risk::Identify),
        0x10 => ("remote_control", Risk::Stop),
        0x14 => ("write", Risk::Write),
        0x18 => ("file", Risk::Program),
        _ => ("command", Risk::Write),
    }
}

/// Device codes, their names, and whether their numbers are hexadecimal.
const DEVICES: &[(u16, &str, bool)] = &[
    (0x91, "SM", false),
    (0xa9, "SD", false),
    (0x9c, "X", true),
    (0x9d, "Y", true),
    (0x90, "M", false),
    (0x92, "L", false),
    (0x93, "F", false),
    (0x94, "V", false),
    (0xa0, "B", true),
    (0xa8, "D", false),
    (0xb4, "W", true),
    (0xc1, "TS", false),
    (0xc0, "TC", false),
    (0xc2, "TN", false),
    (0xc7, "SS", false),
    (0xc6, "SC", false),
    (0xc8, "SN", false),
    (0xc4, "CS", false),
    (0xc3, "CC", false),
    (0xc5, "CN", false),
    (0xa1, "SB", true),
    (0xb5, "SW", true),
    (0x98, "S", false),
    (0xa2, "DX", true),
    (0xa3, "DY", true),
    (0xcc, "Z", false),
    (0xaf, "R", false),
    (0xb0, "ZR", false),
];

pub(super) fn device(code: u16) -> &'static str {
    DEVICES.iter().find(|(known, ..)| *known == code).map_or("device", |(_, name, _)| name)
}

pub(super) fn by_name(name: &str) -> Option<u16> {
    DEVICES.iter().find(|(_, known, _)| *known == name).map(|(code, ..)| *code)
}

pub(super) fn is_hexadecimal(code: u16) -> bool {
    DEVICES.iter().any(|(known, _, hexadecimal)| *known == code && *hexadecimal)
}

pub(super) fn end(code: u16) -> &'static str {
    match code {
        0xc050 => "not_ascii_convertible",
        0xc051..=0xc054 => "too_many_points",
        0xc056 => "address_out_of_range",
        0xc058 => "length_mismatch_ascii",
        0xc059 => "wrong_command",
        0xc05b => "access_impossible",
        0xc05c => "wrong_request_content",
        0xc05d => "no_monitor_entry",
        0xc05f => "request_impossible",
        0xc061 => "length_mismatch",
        0xc06f => "wrong_frame",
        0xc070 => "no_extended_memory",
        0xc200 => "wrong_password",
        0xc201 => "locked",
        0xcee0..=0xceef => "server_error",
        0x4031 => "device_out_of_range",
        _ => "error",
    }
}
