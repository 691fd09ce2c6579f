//! Names of CIP classes, general status codes, vendors and device types.
//!
//! Source: *CIP Networks Library* Vol. 1, table 5-1.1 (class codes), appendix B-1 (general status),
//! table 6-7.1 (device types); Vol. 2 ch. 5 (0xF5, 0xF6, 0x47, 0x48); Rockwell 1756-PM020 (0x6B,
//! 0x6C), 1756-RM005 (0x67); the ODVA list of vendor identifiers (a selection).

/// Classes that are no one's secret; vendor classes without a document stay numbers.
pub(crate) fn class_name(class: u32) -> Option<&'static str> {
    Some(match class {
        0x01 => "identity",
        0x02 => "message_router",
        0x03 => "devicenet",
        0x04 => "assembly",
        0x05 => "connection",
        0x06 => "connection_manager",
        0x07 => "register",
        0x08 => "discrete_input_point",
        0x09 => "discrete_output_point",
        0x0a => "analog_input_point",
        0x0b => "analog_output_point",
        0x0f => "parameter",
        0x10 => "parameter_group",
        0x28 => "motor_data",
        0x29 => "control_supervisor",
        0x2a => "ac_dc_drive",
        0x2c => "overload",
        0x2d => "softstart",
        0x37 => "file",
        0x39 => "safety_supervisor",
        0x3a => "safety_validator",
        0x41 => "event_log",
        0x42 => "motion_device_axis",
        0x43 => "time_sync",
        0x44 => "modbus",
        0x47 => "device_level_ring",
        0x48 => "qos",
        0x4e => "base_energy",
        0x5d => "cip_security",
        0x5e => "ethernet_ip_security",
        0x5f => "certificate_management",
        PCCC => "pccc",
        PROGRAM => "program",
        SYMBOL => "symbol",
        TEMPLATE => "template",
        0xf0 => "controlnet",
        0xf3 => "connection_configuration",
        0xf4 => "port",
        0xf5 => "tcp_ip_interface",
        0xf6 => "ethernet_link",
        _ => return None,
    })
}

pub(crate) const IDENTITY: u32 = 0x01;
pub(crate) const CONNECTION_MANAGER: u32 = 0x06;
pub(crate) const FILE: u32 = 0x37;
/// Logix classes. 1756-RM005 (PCCC), 1756-PM020 (symbol, template).
pub(crate) const PCCC: u32 = 0x67;
pub(crate) const SYMBOL: u32 = 0x6b;
pub(crate) const TEMPLATE: u32 = 0x6c;
/// Logix classes without a document, as seen when projects are uploaded: a program, its blocks of
/// project data, its routines; and the controller, whose stop and start change its mode.
pub(crate) const PROGRAM: u32 = 0x68;
pub(crate) const PROJECT_DATA: u32 = 0x6a;
pub(crate) const ROUTINE: u32 = 0x6d;
/// Non-volatile storage of Rockwell modules: what firmware updates are written to.
pub(crate) const STORAGE: u32 = 0xa1;

/// Whether objects of a class are parts of a Logix project.
pub(crate) fn is_project(class: u32) -> bool {
    // 0x68 to 0x70 and 0x7E lie below program instances in public captures of uploads.
    matches!(class, 0x68..=0x70 | 0x7e)
}

/// Vol. 1 appendix B-1.
pub(crate) fn status_name(status: u8) -> &'static str {
    match status {
        0x00 => "success",
        0x01 => "connection_failure",
        0x02 => "resource_unavailable",
        0x03 => "invalid_parameter_value",
        0x04 => "path_segment_error",
        0x05 => "path_destination_unknown",
        0x06 => "partial_transfer",
        0x07 => "connection_lost",
        0x08 => "service_not_supported",
        0x09 => "invalid_attribute_value",
        0x0a => "attribute_list_error",
        0x0b => "already_in_requested_state",
        0x0c => "object_state_conflict",
        0x0d => "object_already_exists",
        0x0e => "attribute_not_settable",
        0x0f => "privilege_violation",
        0x10 => "device_state_conflict",
        0x11 => "reply_data_too_large",
        0x12 => "fragmentation_of_primitive_value",
        0x13 => "not_enough_data",
        0x14 => "attribute_not_supported",
        0x15 => "too_much_data",
        0x16 => "object_does_not_exist",
        0x17 => "fragmentation_not_in_progress",
        0x18 => "no_stored_attribute_data",
        0x19 => "store_operation_failure",
        0x1a => "request_too_large_to_route",
        0x1b => "response_too_large_to_route",
        0x1c => "missing_attribute_list_entry",
        0x1d => "invalid_attribute_value_list",
        0x1e => "embedded_service_error",
        0x1f => "vendor_specific_error",
        0x20 => "invalid_parameter",
        0x21 => "write_once_already_written",
        0x22 => "invalid_reply_received",
        0x23 => "buffer_overflow",
        0x24 => "invalid_message_format",
        0x25 => "key_failure_in_path",
        0x26 => "path_size_invalid",
        0x27 => "unexpected_attribute_in_list",
        0x28 => "invalid_member",
        0x29 => "member_not_settable",
        0x2a => "group_2_server_failure",
        0x2b => "unknown_modbus_error",
        0x2c => "attribute_not_gettable",
        _ => "unknown",
    }
}

/// A selection of ODVA's vendor identifiers.
pub(crate) fn vendor_name(id: u16) -> Option<&'static str> {
    Some(match id {
        1 => "Rockwell Automation",
        2 => "Namco Controls",
        3 => "Honeywell",
        5 => "Rockwell Automation (Reliance Electric)",
        8 => "Molex",
        26 => "Festo",
        40 => "WAGO",
        44 => "Yaskawa Electric America",
        46 => "ABB Industrial Systems",
        47 => "Omron",
        48 => "Turck",
        50 => "Real Time Automation",
        57 => "Pepperl+Fuchs",
        90 => "HMS Industrial Networks",
        97 => "Danfoss",
        108 => "Beckhoff Automation",
        145 => "Siemens",
        161 => "Mitsubishi Electric",
        243 => "Schneider Electric",
        283 => "Hilscher",
        356 => "Fanuc Robotics America",
        367 => "Keyence",
        562 => "Phoenix Contact",
        678 => "Cognex",
        808 => "SICK",
        _ => return None,
    })
}

/// Vol. 1 table 6-7.1.
pub(crate) fn device_type(code: u16) -> &'static str {
    match code {
        0x00 | 0x2b => "generic device",
        0x02 => "AC drive",
        0x03 => "motor overload",
        0x04 => "limit switch",
        0x05 => "inductive proximity switch",
        0x06 => "photoelectric sensor",
        0x07 => "general purpose discrete I/O",
        0x09 => "resolver",
        0x0c => "communications adapter",
        0x0e => "programmable logic controller",
        0x10 => "position controller",
        0x13 => "DC drive",
        0x15 => "contactor",
        0x16 => "motor starter",
        0x17 => "soft start",
        0x18 => "human-machine interface",
        0x1a | 0x27 => "mass flow controller",
        0x1b => "pneumatic valve",
        0x1c => "vacuum pressure gauge",
        0x1d => "process control valve",
        0x1e => "residual gas analyzer",
        0x1f => "DC power generator",
        0x20 => "RF power generator",
        0x21 => "turbomolecular vacuum pump",
        0x22 => "encoder",
        0x23 => "safety discrete I/O",
        0x24 => "fluid flow controller",
        0x25 => "CIP motion drive",
        0x26 => "CompoNet repeater",
        0x28 => "CIP Modbus device",
        0x29 => "CIP Modbus translator",
        0x2a => "safety analog I/O",
        0x2c => "managed Ethernet switch",
        0x2d => "CIP motion safety drive",
        0x2e => "safety drive",
        0x2f => "CIP motion encoder",
        0x33 => "circuit breaker",
        0x34 => "HART device",
        0xc8 => "embedded component",
        _ => "other",
    }
}
