//! Encapsulation commands and status codes, and what observations carry.

use model::observation::{Field, Risk};

use crate::cip::services;
use crate::pccc;
use crate::protocol::{Operation, lookup};

use super::{UNKNOWN_RISK, io};

/// Command codes. Vol. 2 table 2-3.2.
pub(super) mod command {
    pub(crate) const NOP: u16 = 0x0000;
    /// Reserved for legacy use; devices answer it with their address.
    pub(crate) const LEGACY_LIST: u16 = 0x0001;
    pub(crate) const LIST_SERVICES: u16 = 0x0004;
    pub(crate) const LIST_IDENTITY: u16 = 0x0063;
    pub(crate) const LIST_INTERFACES: u16 = 0x0064;
    pub(crate) const REGISTER_SESSION: u16 = 0x0065;
    pub(crate) const UNREGISTER_SESSION: u16 = 0x0066;
    pub(crate) const SEND_RR_DATA: u16 = 0x006f;
    pub(crate) const SEND_UNIT_DATA: u16 = 0x0070;
    pub(crate) const INDICATE_STATUS: u16 = 0x0072;
    pub(crate) const CANCEL: u16 = 0x0073;
    pub(crate) const START_DTLS: u16 = 0x00c8;
}

const fn op(code: u16, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code as u32, name, risk)
}

pub(super) const COMMANDS: &[Operation] = &[
    op(command::NOP, "no_operation", Risk::Link),
    op(command::LEGACY_LIST, "legacy_list", Risk::Identify),
    op(command::LIST_SERVICES, "list_services", Risk::Identify),
    op(command::LIST_IDENTITY, "list_identity", Risk::Identify),
    op(command::LIST_INTERFACES, "list_interfaces", Risk::Identify),
    op(command::REGISTER_SESSION, "register_session", Risk::Link),
    op(command::UNREGISTER_SESSION, "unregister_session", Risk::Link),
    op(command::SEND_RR_DATA, "send_rr_data", Risk::Link),
    op(command::SEND_UNIT_DATA, "send_unit_data", Risk::Link),
    op(command::INDICATE_STATUS, "indicate_status", Risk::Link),
    op(command::CANCEL, "cancel", Risk::Link),
    op(command::START_DTLS, "start_dtls", Risk::Link),
];

const UNKNOWN_NAME: &str = "unknown_command";

/// Name and risk of a command.
pub(super) fn find(code: u16) -> (&'static str, Risk) {
    let row = lookup(COMMANDS, code.into());
    row.map_or((UNKNOWN_NAME, UNKNOWN_RISK), |row| (row.name, row.risk))
}

const COUNT: usize = services::NAMES.len() + pccc::NAMES.len() + 2;

/// Names of operations that are no encapsulation commands.
pub(super) static NAMES: [&str; COUNT] = names();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn names() -> [&'static str; COUNT] {
    let mut names = [UNKNOWN_NAME; COUNT];
    names[0] = io::DATA.name;
    let mut at = 1;
    while at <= services::NAMES.len() {
        names[at] = services::NAMES[at - 1];
        at += 1;
    }
    let first = at;
    while at - first < pccc::NAMES.len() {
        names[at] = pccc::NAMES[at - first];
        at += 1;
    }
    names
}

/// Vol. 2 table 2-3.3.
pub(super) fn status_name(status: u32) -> &'static str {
    match status {
        0x00 => "success",
        0x01 => "invalid_command",
        0x02 => "insufficient_memory",
        0x03 => "incorrect_data",
        0x64 => "invalid_session_handle",
        0x65 => "invalid_length",
        0x69 => "unsupported_protocol_revision",
        0x6a => "service_not_allowed_on_port",
        _ => "unknown",
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
    f("session", "u32", "", "CIP Vol. 2 2-3.3"),
    f("connection", "u32", "", "CIP Vol. 2 2-6.2.2"),
    f("sequence", "u32", "", "CIP Vol. 1 3-4.4.3, Vol. 2 2-6.2.3"),
    f("protocol_version", "u16", "", "CIP Vol. 2 2-4.4"),
    f("address", "text", "", "CIP Vol. 2 2-4.2"),
    f("state", "u8", "", "CIP Vol. 2 2-4.2"),
    f("capabilities", "u16", "", "CIP Vol. 2 2-4.6"),
    f("service_name", "text", "", "CIP Vol. 2 2-4.6"),
    f("vendor", "text", "", "ODVA vendor identifiers"),
    f("vendor_id", "u16", "", "CIP Vol. 1 5-2.2 attribute 1"),
    f("device_type", "text", "", "CIP Vol. 1 5-2.2 attribute 2"),
    f("product_code", "u16", "", "CIP Vol. 1 5-2.2 attribute 3"),
    f("firmware", "text", "", "CIP Vol. 1 5-2.2 attribute 4"),
    f("device_status", "u16", "", "CIP Vol. 1 5-2.2 attribute 5"),
    f("serial", "text", "", "CIP Vol. 1 5-2.2 attribute 6"),
    f("model", "text", "", "CIP Vol. 1 5-2.2 attribute 7"),
    f("order_number", "text", "", "CIP Vol. 1 5-2.2 attribute 7"),
    f("class", "u32", "", "CIP Vol. 1 C-1.4.2"),
    f("instance", "u32", "", "CIP Vol. 1 C-1.4.2"),
    f("attribute", "u32", "", "CIP Vol. 1 C-1.4.2"),
    f("attributes", "u16", "", "CIP Vol. 1 A-4.3, A-4.4"),
    f("reset_type", "u8", "", "CIP Vol. 1 5-2.4.1"),
    f("extended_status", "u16", "", "CIP Vol. 1 2-4.2"),
    f("partial", "bool", "", "CIP Vol. 1 B-1 status 6"),
    f("data_type", "text", "", "CIP Vol. 1 C-6.1"),
    f("elements", "u16", "", "1756-PM020"),
    f("offset", "u32", "bytes", "1756-PM020"),
    f("value", "number", "", "1756-PM020"),
    f("size", "u32", "bytes", "CIP Vol. 1 5-42.4; 1770-RM516 ch. 7"),
    f("o_to_t_connection", "u32", "", "CIP Vol. 1 3-5.5.2"),
    f("t_to_o_connection", "u32", "", "CIP Vol. 1 3-5.5.2"),
    f("connection_serial", "u16", "", "CIP Vol. 1 3-5.5.2"),
    f("originator_vendor", "u16", "", "CIP Vol. 1 3-5.5.2"),
    f("originator_serial", "u32", "", "CIP Vol. 1 3-5.5.2"),
    f("o_to_t_rpi", "u32", "µs", "CIP Vol. 1 3-5.5.1.2"),
    f("t_to_o_rpi", "u32", "µs", "CIP Vol. 1 3-5.5.1.2"),
    f("o_to_t_size", "u32", "bytes", "CIP Vol. 1 3-5.5.1.1"),
    f("t_to_o_size", "u32", "bytes", "CIP Vol. 1 3-5.5.1.1"),
    f("transport_class", "u8", "", "CIP Vol. 1 3-4.4.3"),
    f("route", "text", "", "CIP Vol. 1 C-1.4.1"),
    f("pccc_transaction", "u16", "", "1770-RM516 ch. 6"),
    f("mode", "text", "", "1770-RM516 ch. 7"),
];
