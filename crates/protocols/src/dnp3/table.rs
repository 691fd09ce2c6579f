//! Functions, link functions, internal indications, status codes and fields.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, row_of, rows};

const fn op(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// IEEE 1815-2012 table 4-4. Sorted by code.
pub(super) const FUNCTIONS: &[Operation] = &[
    op(0, "confirm", Risk::Link),
    op(1, "read", Risk::Read),
    op(2, "write", Risk::Write),
    op(3, "select", Risk::Control),
    op(4, "operate", Risk::Control),
    op(5, "direct_operate", Risk::Control),
    op(6, "direct_operate_no_response", Risk::Control),
    op(7, "immediate_freeze", Risk::Write),
    op(8, "immediate_freeze_no_response", Risk::Write),
    op(9, "freeze_and_clear", Risk::Write),
    op(10, "freeze_and_clear_no_response", Risk::Write),
    op(11, "freeze_at_time", Risk::Write),
    op(12, "freeze_at_time_no_response", Risk::Write),
    op(13, "cold_restart", Risk::Stop),
    op(14, "warm_restart", Risk::Stop),
    op(15, "initialize_data", Risk::Stop),
    op(16, "initialize_application", Risk::Stop),
    op(17, "start_application", Risk::Stop),
    op(18, "stop_application", Risk::Stop),
    op(19, "save_configuration", Risk::Program),
    op(20, "enable_unsolicited", Risk::Write),
    op(21, "disable_unsolicited", Risk::Write),
    op(22, "assign_class", Risk::Write),
    op(23, "delay_measurement", Risk::Link),
    op(24, "record_current_time", Risk::Link),
    op(25, "open_file", Risk::Read),
    op(26, "close_file", Risk::Read),
    op(27, "delete_file", Risk::Program),
    op(28, "get_file_information", Risk::Identify),
    op(29, "authenticate_file", Risk::Link),
    op(30, "abort_file", Risk::Write),
    op(31, "activate_configuration", Risk::Program),
    op(32, "authentication_request", Risk::Link),
    op(33, "authentication_request_no_ack", Risk::Link),
    op(129, "response", Risk::Read),
    op(130, "unsolicited_response", Risk::Read),
    op(131, "authentication_response", Risk::Link),
];

pub(super) const CONFIRM: u8 = 0;
pub(super) const READ: u8 = 1;
pub(super) const WRITE: u8 = 2;
pub(super) const OPEN_FILE: u8 = 25;
pub(super) const ENABLE_UNSOLICITED: u8 = 20;
pub(super) const ASSIGN_CLASS: u8 = 22;
pub(super) const CLOSE_FILE: u8 = 26;
pub(super) const RESPONSE: u8 = 129;
pub(super) const UNSOLICITED: u8 = 130;
pub(super) const AUTHENTICATION_RESPONSE: u8 = 131;

static UNKNOWN: [Operation; 256] = rows("unknown_function", Risk::Read);

pub(super) fn find(code: u8) -> &'static Operation {
    row_of(FUNCTIONS, &UNKNOWN, code)
}

/// Codes of the link's functions lie above those of the application: primary 0x1_0010 on,
/// secondary 0x1_0000 on. 9.2.4.1.3, tables 9-1 and 9-2.
const LINK: [Operation; 13] = [
    op(0x1_0000, "link_ack", Risk::Link),
    op(0x1_0001, "link_nack", Risk::Link),
    op(0x1_000b, "link_status", Risk::Link),
    op(0x1_000e, "link_not_functioning", Risk::Link),
    op(0x1_000f, "link_not_supported", Risk::Link),
    op(0x1_0010, "link_reset", Risk::Link),
    op(0x1_0011, "link_reset_user_process", Risk::Link),
    op(0x1_0012, "link_test", Risk::Link),
    op(0x1_0013, "link_confirmed_data", Risk::Link),
    op(0x1_0014, "link_unconfirmed_data", Risk::Link),
    op(0x1_0018, "link_access_demand", Risk::Link),
    op(0x1_0019, "link_request_status", Risk::Link),
    op(0x1_001f, "link_unknown", Risk::Link),
];

static LINKS: [Operation; 13] = LINK;

pub(super) fn link(primary: bool, function: u8) -> &'static Operation {
    let code = 0x1_0000 | u32::from(primary) << 4 | u32::from(function);
    let [.., unknown] = &LINKS;
    LINKS.iter().find(|row| row.code == code).unwrap_or(unknown)
}

/// Names of operations that no application function has.
pub(super) const NAMES: &[&str] = &[
    "unknown_function",
    "link_ack",
    "link_nack",
    "link_status",
    "link_not_functioning",
    "link_not_supported",
    "link_reset",
    "link_reset_user_process",
    "link_test",
    "link_confirmed_data",
    "link_unconfirmed_data",
    "link_access_demand",
    "link_request_status",
    "link_unknown",
    "write_time",
    "clear_restart",
    "write_file",
    "read_file",
    "open_file_for_writing",
];

/// Internal indications, first octet in the upper half. Table 4-5.
const INDICATIONS: [(u16, &str); 14] = [
    (0x8000, "device_restart"),
    (0x4000, "device_trouble"),
    (0x2000, "local_control"),
    (0x1000, "need_time"),
    (0x0800, "class_3_events"),
    (0x0400, "class_2_events"),
    (0x0200, "class_1_events"),
    (0x0100, "broadcast"),
    (0x0020, "configuration_corrupt"),
    (0x0010, "already_executing"),
    (0x0008, "event_buffer_overflow"),
    (0x0004, "parameter_error"),
    (0x0002, "object_unknown"),
    (0x0001, "function_not_supported"),
];

/// The bits that refuse a request.
const REFUSALS: u16 = 0x0017;

pub(super) fn indications(iin: u16) -> String {
    let set = INDICATIONS.iter().filter(|(bit, _)| iin & bit != 0).map(|(_, name)| *name);
    set.collect::<Vec<_>>().join(" ")
}

/// The indication that says a request was refused.
pub(super) fn refusal(iin: u16) -> Option<(u16, &'static str)> {
    INDICATIONS.iter().rev().find(|(bit, _)| iin & REFUSALS & bit != 0).copied()
}

/// Status of a control. Table A-1 (object group 12).
pub(super) fn control_status(code: u8) -> &'static str {
    match code {
        0 => "success",
        1 => "timeout",
        2 => "no_select",
        3 => "format_error",
        4 => "not_supported",
        5 => "already_active",
        6 => "hardware_error",
        7 => "local",
        8 => "too_many_objects",
        9 => "not_authorized",
        10 => "automation_inhibit",
        11 => "processing_limited",
        12 => "out_of_range",
        13 => "downstream_local",
        14 => "already_complete",
        15 => "blocked",
        16 => "cancelled",
        17 => "blocked_other_master",
        18 => "downstream_fail",
        126 => "non_participating",
        _ => "undefined",
    }
}

/// Status of a file operation. Table A-18 (object group 70).
pub(super) fn file_status(code: u8) -> &'static str {
    match code {
        0 => "success",
        1 => "permission_denied",
        2 => "invalid_mode",
        3 => "file_not_found",
        4 => "file_locked",
        5 => "too_many_open",
        6 => "invalid_handle",
        7 => "write_block_size",
        8 => "communication_lost",
        9 => "cannot_abort",
        16 => "not_opened",
        17 => "handle_expired",
        18 => "buffer_overrun",
        19 => "fatal",
        20 => "block_sequence",
        _ => "undefined",
    }
}

const fn f(
    name: &'static str,
    kind: &'static str,
    unit: &'static str,
    source: &'static str,
) -> Field {
    Field { name, kind, unit, source }
}

pub(super) const FIELDS: &[Field] = &[
    f("source_address", "u16", "", "IEEE 1815 9.2.4.1.5"),
    f("destination_address", "u16", "", "IEEE 1815 9.2.4.1.4"),
    f("broadcast", "bool", "", "IEEE 1815 9.2.5.2"),
    f("sequence", "u8", "", "IEEE 1815 4.2.2.4"),
    f("confirm_asked", "bool", "", "IEEE 1815 4.2.2.4"),
    f("answers", "text", "", "IEEE 1815 4.2.2.4"),
    f("iin", "u16", "", "IEEE 1815 4.5"),
    f("indications", "text", "", "IEEE 1815 4.5"),
    f("group", "u8", "", "IEEE 1815 4.2.2.7.2"),
    f("variation", "u8", "", "IEEE 1815 4.2.2.7.2"),
    f("qualifier", "u8", "", "IEEE 1815 4.2.2.7.3"),
    f("control", "text", "", "IEEE 1815 A.8.1"),
    f("trip_close", "text", "", "IEEE 1815 A.8.1"),
    f("clear", "bool", "", "IEEE 1815 A.8.1"),
    f("repeat", "u8", "", "IEEE 1815 A.8.1"),
    f("on_time", "u32", "ms", "IEEE 1815 A.8.1"),
    f("off_time", "u32", "ms", "IEEE 1815 A.8.1"),
    f("status", "u8", "", "IEEE 1815 A.8.1, A.20"),
    f("value", "number", "", "IEEE 1815 A.20"),
    f("time", "text", "ms", "IEEE 1815 A.24"),
    f("vendor", "text", "", "IEEE 1815 A.2 variation 252"),
    f("model", "text", "", "IEEE 1815 A.2 variation 250"),
    f("serial", "text", "", "IEEE 1815 A.2 variation 248"),
    f("name", "text", "", "IEEE 1815 A.2 variation 247"),
    f("hardware", "text", "", "IEEE 1815 A.2 variation 243"),
    f("firmware", "text", "", "IEEE 1815 A.2 variation 242"),
    f("handle", "u32", "", "IEEE 1815 A.27"),
    f("size", "u32", "bytes", "IEEE 1815 A.27"),
    f("mode", "text", "", "IEEE 1815 A.27.3"),
    f("block", "u32", "", "IEEE 1815 A.27.5"),
];
