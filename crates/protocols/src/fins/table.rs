//! Commands, memory areas and end codes.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, lookup};

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(super) const FIELDS: &[Field] = &[
    f("target_node", "text", "W342 §3-2"),
    f("source_node", "text", "W342 §3-2"),
    f("service_id", "u8", "W342 §3-2"),
    f("items", "u32", "W342 §5-3-5"),
    f("mode", "text", "W342 §5-3-12"),
    f("status", "text", "W342 §5-3-19"),
    f("fatal_errors", "u16", "W342 §5-3-19"),
    f("last", "bool", "W342 §5-3-10"),
    f("length", "u32", "W342 §5-3-10"),
    f("model", "text", "W342 §5-3-15"),
    f("firmware", "text", "W342 §5-3-15"),
    f("vendor", "text", "W342 §5-3-15"),
    f("time", "text", "W342 §5-3-23"),
    f("file", "text", "W342 §5-3-30"),
    f("new_file", "text", "W342 §5-3-36"),
    f("password", "bool", "W342 §5-3-8"),
    f("target", "text", "W342 §5-3-6"),
];

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// FINS/TCP commands without a FINS frame (W421 §7-4) from here on.
const TCP: u32 = 0x1_0000;

/// Command codes MRC SRC. W342 §5-1; W227 §5 for those of file memory.
pub(super) const TABLE: &[Operation] = &[
    o(0x0101, "memory_area_read", Risk::Read),
    o(0x0102, "memory_area_write", Risk::Write),
    o(0x0103, "memory_area_fill", Risk::Write),
    o(0x0104, "multiple_memory_area_read", Risk::Read),
    o(0x0105, "memory_area_transfer", Risk::Write),
    o(0x0201, "parameter_area_read", Risk::Program),
    o(0x0202, "parameter_area_write", Risk::Program),
    o(0x0203, "parameter_area_clear", Risk::Program),
    o(0x0220, "data_link_table_read", Risk::Read),
    o(0x0221, "data_link_table_write", Risk::Program),
    o(0x0304, "program_area_protect", Risk::Program),
    o(0x0305, "program_area_protect_clear", Risk::Program),
    o(0x0306, "program_area_read", Risk::Program),
    o(0x0307, "program_area_write", Risk::Program),
    o(0x0308, "program_area_clear", Risk::Program),
    o(0x0401, "run", Risk::Stop),
    o(0x0402, "stop", Risk::Stop),
    o(0x0403, "reset", Risk::Stop),
    o(0x0501, "controller_data_read", Risk::Identify),
    o(0x0502, "connection_data_read", Risk::Identify),
    o(0x0601, "controller_status_read", Risk::Identify),
    o(0x0602, "network_status_read", Risk::Identify),
    o(0x0603, "data_link_status_read", Risk::Identify),
    o(0x0620, "cycle_time_read", Risk::Identify),
    o(0x0701, "clock_read", Risk::Read),
    o(0x0702, "clock_write", Risk::Write),
    o(0x0801, "loopback_test", Risk::Link),
    o(0x0802, "broadcast_test_results_read", Risk::Link),
    o(0x0803, "broadcast_test_data_send", Risk::Link),
    o(0x0920, "message_read_clear", Risk::Write),
    o(0x0c01, "access_right_acquire", Risk::Write),
    o(0x0c02, "access_right_forced_acquire", Risk::Write),
    o(0x0c03, "access_right_release", Risk::Write),
    o(0x2101, "error_clear", Risk::Write),
    o(0x2102, "error_log_read", Risk::Identify),
    o(0x2103, "error_log_clear", Risk::Write),
    o(0x2140, "access_log_read", Risk::Identify),
    o(0x2141, "access_log_clear", Risk::Write),
    o(0x2201, "file_name_read", Risk::Read),
    o(0x2202, "single_file_read", Risk::Program),
    o(0x2203, "single_file_write", Risk::Program),
    o(0x2204, "file_memory_format", Risk::Program),
    o(0x2205, "file_delete", Risk::Program),
    o(0x2206, "volume_label_write", Risk::Write),
    o(0x2207, "file_copy", Risk::Program),
    o(0x2208, "file_name_change", Risk::Program),
    o(0x2209, "file_data_check", Risk::Read),
    o(0x220a, "memory_area_file_transfer", Risk::Program),
    o(0x220b, "parameter_area_file_transfer", Risk::Program),
    o(0x220c, "program_area_file_transfer", Risk::Program),
    o(0x220f, "file_memory_index_read", Risk::Read),
    o(0x2210, "file_memory_read", Risk::Program),
    o(0x2211, "file_memory_write", Risk::Program),
    o(0x2215, "directory_create_delete", Risk::Program),
    o(0x2220, "memory_cassette_transfer", Risk::Program),
    o(0x2301, "forced_set_reset", Risk::Control),
    o(0x2302, "forced_set_reset_cancel", Risk::Control),
    o(0x230a, "multiple_forced_status_read", Risk::Read),
    o(0x2601, "name_set", Risk::Write),
    o(0x2602, "name_delete", Risk::Write),
    o(0x2603, "name_read", Risk::Identify),
    o(TCP, "node_address_request", Risk::Link),
    o(TCP + 1, "node_address_response", Risk::Link),
    o(TCP + 2, "frame_send", Risk::Link),
    o(TCP + 3, "frame_send_error", Risk::Link),
    o(TCP + 6, "connection_confirmation", Risk::Link),
    o(TCP + 0x100, "unknown_tcp_command", Risk::Link),
    o(TCP + 0x101, "unknown", Risk::Write),
];

static UNKNOWN_TCP: Operation = o(TCP + 0x100, "unknown_tcp_command", Risk::Link);
static UNKNOWN: Operation = o(TCP + 0x101, "unknown", Risk::Write);

pub(super) fn is_known(command: u16) -> bool {
    lookup(TABLE, command.into()).is_some()
}

pub(super) fn find(command: u16) -> &'static Operation {
    lookup(TABLE, command.into()).unwrap_or(&UNKNOWN)
}

pub(super) fn tcp(command: u32) -> &'static Operation {
    command.checked_add(TCP).and_then(|code| lookup(TABLE, code)).unwrap_or(&UNKNOWN_TCP)
}

/// W421 §7-4.
pub(super) fn tcp_error(code: u32) -> &'static str {
    match code {
        0x01 => "no_fins_header",
        0x02 => "data_too_long",
        0x03 => "command_not_supported",
        0x20 => "all_connections_in_use",
        0x21 => "node_already_connected",
        0x22 => "client_not_permitted",
        0x23 => "node_address_out_of_range",
        0x24 => "same_node_address",
        0x25 => "no_node_addresses_left",
        _ => "error",
    }
}

/// Memory area codes. W342 §5-2-2.
pub(super) fn area(code: u8) -> &'static str {
    match code {
        0x30 | 0x00 => "cio_bit",
        0xb0 | 0x80 => "cio",
        0x31 => "work_bit",
        0xb1 => "work",
        0x32 => "holding_bit",
        0xb2 => "holding",
        0x33 => "auxiliary_bit",
        0xb3 => "auxiliary",
        0x01 | 0x09 => "timer_counter_flag",
        0x81 | 0x89 => "timer_counter",
        0x02 => "dm_bit",
        0x82 => "dm",
        0x06 => "task_flag",
        0x46 => "task_status",
        0x07 => "clock_pulse",
        0x20..=0x2f => "em_bit",
        0x90..=0x97 | 0xa0..=0xaf => "em",
        0x98 => "em_current",
        0xbc => "data_register",
        0xdc => "index_register",
        _ => "memory",
    }
}

/// Whether writing it moves outputs: the core input/output area.
pub(super) fn acts(code: u8) -> bool {
    matches!(code, 0x30 | 0x00 | 0xb0 | 0x80)
}

/// End codes, without the relay and error flags. W342 §5-1-3.
pub(super) fn end(code: u16) -> &'static str {
    match code {
        0x0001 => "service_cancelled",
        0x0101 => "local_node_not_in_network",
        0x0103 => "send_retries_exceeded",
        0x0106 => "node_address_duplicated",
        0x0201 | 0x0202 => "destination_not_in_network",
        0x0204 => "destination_busy",
        0x0205 => "response_timeout",
        0x0301..=0x0304 => "controller_error",
        0x0401 => "undefined_command",
        0x0402 => "not_supported_by_model",
        0x0501..=0x0504 => "routing_error",
        0x1001 => "command_too_long",
        0x1002 => "command_too_short",
        0x1003 => "elements_do_not_match",
        0x1004 => "command_format_error",
        0x1005 => "header_error",
        0x1101 => "area_missing",
        0x1102 => "access_size_error",
        0x1103 => "address_range_error",
        0x1104 => "address_range_exceeded",
        0x1106 => "program_missing",
        0x110b => "response_too_long",
        0x110c => "parameter_error",
        0x2002 | 0x2102 => "protected",
        0x2003 => "table_missing",
        0x2006 | 0x2106 => "file_missing",
        0x2101 => "read_only",
        0x2107 => "file_exists",
        0x2108 => "cannot_change",
        0x2201..=0x2208 => "wrong_mode",
        0x2301..=0x2303 => "no_such_device",
        0x2602 => "incorrect_password",
        0x3001 => "no_access_right",
        0x4001 => "aborted",
        _ => "error",
    }
}
