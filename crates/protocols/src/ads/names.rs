//! Commands, index groups, states and return codes. Beckhoff Information System, ADS specification.

use model::observation::Risk;

use crate::ads::UNKNOWN_RISK;
use crate::protocol::Operation;

/// Discovery services over UDP from here on.
const DISCOVERY: u32 = 0x1_0000;

pub(super) const TABLE: &[Operation] = &[
    Operation::new(1, "read_device_info", Risk::Identify),
    Operation::new(2, "read", Risk::Read),
    Operation::new(3, "write", Risk::Write),
    Operation::new(4, "read_state", Risk::Identify),
    Operation::new(5, "write_control", Risk::Stop),
    Operation::new(6, "add_device_notification", Risk::Read),
    Operation::new(7, "delete_device_notification", Risk::Link),
    Operation::new(8, "device_notification", Risk::Read),
    Operation::new(9, "read_write", Risk::Read),
    Operation::new(DISCOVERY + 1, "server_info", Risk::Identify),
    Operation::new(DISCOVERY + 6, "add_route", Risk::Program),
    Operation::new(DISCOVERY + 0xff, "discovery", Risk::Identify),
    UNKNOWN_ROW,
];
const UNKNOWN_ROW: Operation = Operation::new(0x2_0000, "unknown", UNKNOWN_RISK);
pub(super) static UNKNOWN: Operation = UNKNOWN_ROW;

/// Names of reads and writes whose index group tells what they are.
pub(super) const REFINED: &[&str] = &[
    "symbol_handle",
    "symbol_release",
    "symbol_info",
    "symbol_upload",
    "sum_read",
    "sum_write",
    "sum_read_write",
    "file_open",
    "file_close",
    "file_read",
    "file_write",
    "file_delete",
    "file_rename",
    "file_find",
    "start_process",
    "registry",
    "device_identity",
];

/// ADSIGRP_SYM_HNDBYNAME.
pub(super) const HANDLE_BY_NAME: u32 = 0xf003;
/// AMSPORT_SYSTEMSERVICE.
const SYSTEM_SERVICE: u16 = 10_000;

/// What an index group means.
#[derive(Default)]
pub(super) struct Group {
    pub(super) operation: Option<&'static str>,
    /// Risk, where the group tells more than reading or writing.
    own: Option<Risk>,
    /// Whether writing it moves outputs.
    acts: bool,
    /// Whether the written bytes are a symbol's name.
    pub(super) named: bool,
    pub(super) by_handle: bool,
    pub(super) sum: bool,
    /// Whether a read-write changes anything.
    pub(super) writes: bool,
}

impl Group {
    fn is(operation: &'static str, risk: Risk) -> Self {
        Self { operation: Some(operation), own: Some(risk), ..Self::default() }
    }

    pub(super) fn risk(&self, writes: bool) -> Risk {
        match self.own {
            Some(own) => own,
            None if writes && self.acts => Risk::Control,
            None if writes => Risk::Write,
            None => Risk::Read,
        }
    }
}

/// The group's meaning at an AMS port.
pub(super) fn group(group: u32, port: u16) -> Group {
    if port == SYSTEM_SERVICE {
        return service(group);
    }
    match group {
        HANDLE_BY_NAME => Group { named: true, ..Group::is("symbol_handle", Risk::Read) },
        0xf004 => Group { named: true, writes: false, ..Group::default() },
        0xf005 => Group { by_handle: true, writes: true, ..Group::default() },
        0xf006 => Group::is("symbol_release", Risk::Link),
        0xf007 | 0xf009 => Group { named: true, ..Group::is("symbol_info", Risk::Read) },
        0xf00b..=0xf00f => Group::is("symbol_upload", Risk::Read),
        // Process image: inputs and outputs, by byte and by bit.
        0xf020..=0xf040 => Group { acts: true, writes: true, ..Group::default() },
        0xf080 => Group { sum: true, ..Group::is("sum_read", Risk::Read) },
        0xf081 => Group { sum: true, ..Group::is("sum_write", Risk::Write) },
        0xf082 => Group { sum: true, ..Group::is("sum_read_write", Risk::Write) },
        0x4020..=0x4047 => Group { writes: true, ..Group::default() },
        _ => Group::default(),
    }
}

/// SYSTEMSERVICE_* index groups.
fn service(group: u32) -> Group {
    match group {
        120 => Group { named: true, ..Group::is("file_open", Risk::Program) },
        121 => Group::is("file_close", Risk::Link),
        122 => Group::is("file_read", Risk::Program),
        123 => Group::is("file_write", Risk::Program),
        131 => Group { named: true, ..Group::is("file_delete", Risk::Program) },
        132 => Group { named: true, ..Group::is("file_rename", Risk::Program) },
        133 => Group { named: true, ..Group::is("file_find", Risk::Read) },
        200 => Group { operation: Some("registry"), named: true, ..Group::default() },
        500 => Group::is("start_process", Risk::Program),
        700 => Group::is("device_identity", Risk::Identify),
        _ => Group::default(),
    }
}

/// ADSSTATE_*.
pub(super) fn state(state: u16) -> &'static str {
    match state {
        0 => "invalid",
        1 => "idle",
        2 => "reset",
        3 => "init",
        4 => "start",
        5 => "run",
        6 => "stop",
        7 => "save_configuration",
        8 => "load_configuration",
        9 => "power_failure",
        10 => "power_good",
        11 => "error",
        12 => "shutdown",
        13 => "suspend",
        14 => "resume",
        15 => "configuration",
        16 => "reconfiguration",
        17 => "stopping",
        _ => "unknown",
    }
}

/// Return codes.
pub(super) fn error(code: u32) -> &'static str {
    match code {
        0x06 => "target_port_not_found",
        0x07 => "target_machine_not_found",
        0x08 => "unknown_command",
        0x12 => "port_disabled",
        0x1c => "access_denied",
        0x700 => "device_error",
        0x701 => "service_not_supported",
        0x702 => "invalid_index_group",
        0x703 => "invalid_index_offset",
        0x704 => "access_not_permitted",
        0x705 => "invalid_size",
        0x706 => "invalid_data",
        0x707 => "not_ready",
        0x708 => "busy",
        0x70c => "not_found",
        0x710 => "symbol_not_found",
        0x712 => "invalid_state",
        0x723 => "access_denied_by_device",
        0x740..=0x75f => "client_error",
        _ => "error",
    }
}
