//! Operations and their risks.
//!
//! Codes below 65,536 are confirmed services (ASHRAE 135-2020 clause 21, BACnetConfirmedServiceChoice),
//! in requests and in whatever answers them. Everything else has a space of its own above.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, lookup};

/// BACnetUnconfirmedServiceChoice from here on.
const UNCONFIRMED: u32 = 0x1_0000;
/// Network layer messages (clause 6.2.4) from here on.
const NETWORK: u32 = 0x2_0000;
/// BVLC functions (annex J.2) from here on.
const BVLC: u32 = 0x3_0000;
/// APDUs without a service choice, by PDU type (clause 20.1).
const APDU: u32 = 0x4_0000;
/// Network messages from here on are a vendor's. Clause 6.2.4.
const PROPRIETARY: u8 = 0x80;

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(super) const FIELDS: &[Field] = &[
    f("invoke_id", "u8", "ASHRAE 135 §20.1.2.6"),
    f("segment", "u8", "ASHRAE 135 §20.1.2.7"),
    f("value", "any", "ASHRAE 135 §20.2"),
    f("values", "u32", "ASHRAE 135 §20.2"),
    f("priority", "u32", "ASHRAE 135 §19.2"),
    f("error_class", "u32", "ASHRAE 135 §18"),
    f("device", "u32", "ASHRAE 135 §16.10"),
    f("low_limit", "u32", "ASHRAE 135 §16.10"),
    f("high_limit", "u32", "ASHRAE 135 §16.10"),
    f("max_apdu", "u32", "ASHRAE 135 §16.10"),
    f("segmentation", "u32", "ASHRAE 135 §16.10"),
    f("vendor_id", "u32", "ASHRAE 135 §16.10"),
    f("vendor", "text", "ASHRAE 135 §12.11"),
    f("model", "text", "ASHRAE 135 §12.11"),
    f("firmware", "text", "ASHRAE 135 §12.11"),
    f("software", "text", "ASHRAE 135 §12.11"),
    f("serial", "text", "ASHRAE 135 §12.11"),
    f("name", "text", "ASHRAE 135 §12.11"),
    f("location", "text", "ASHRAE 135 §12.11"),
    f("state", "text", "ASHRAE 135 §16.4"),
    f("duration", "u32", "ASHRAE 135 §16.1"),
    f("password", "bool", "ASHRAE 135 §16.1"),
    f("start", "i64", "ASHRAE 135 §14"),
    f("length", "u32", "ASHRAE 135 §14"),
    f("end_of_file", "bool", "ASHRAE 135 §14"),
    f("service", "u32", "ASHRAE 135 §16.2"),
    f("network", "u16", "ASHRAE 135 §6.4"),
    f("source_network", "u16", "ASHRAE 135 §6.2.2"),
    f("target_network", "u16", "ASHRAE 135 §6.2.2"),
    f("forwarded_from", "text", "ASHRAE 135 annex J.2.5"),
    f("time_to_live", "u16", "ASHRAE 135 annex J.2.6"),
];

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}
const fn u(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(UNCONFIRMED + code, name, risk)
}
const fn n(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(NETWORK + code, name, risk)
}
const fn b(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(BVLC + code, name, risk)
}

pub(super) const TABLE: &[Operation] = &[
    o(0, "acknowledge_alarm", Risk::Write),
    o(1, "confirmed_cov_notification", Risk::Read),
    o(2, "confirmed_event_notification", Risk::Read),
    o(3, "get_alarm_summary", Risk::Read),
    o(4, "get_enrollment_summary", Risk::Read),
    o(5, "subscribe_cov", Risk::Read),
    o(6, "atomic_read_file", Risk::Program),
    o(7, "atomic_write_file", Risk::Program),
    o(8, "add_list_element", Risk::Write),
    o(9, "remove_list_element", Risk::Write),
    o(10, "create_object", Risk::Program),
    o(11, "delete_object", Risk::Program),
    o(12, "read_property", Risk::Read),
    o(13, "read_property_conditional", Risk::Read),
    o(14, "read_property_multiple", Risk::Read),
    o(15, "write_property", Risk::Write),
    o(16, "write_property_multiple", Risk::Write),
    o(17, "device_communication_control", Risk::Stop),
    o(18, "confirmed_private_transfer", Risk::Write),
    o(19, "confirmed_text_message", Risk::Read),
    o(20, "reinitialize_device", Risk::Stop),
    o(21, "vt_open", Risk::Write),
    o(22, "vt_close", Risk::Link),
    o(23, "vt_data", Risk::Write),
    o(24, "authenticate", Risk::Link),
    o(25, "request_key", Risk::Link),
    o(26, "read_range", Risk::Read),
    o(27, "life_safety_operation", Risk::Control),
    o(28, "subscribe_cov_property", Risk::Read),
    o(29, "get_event_information", Risk::Read),
    o(30, "subscribe_cov_property_multiple", Risk::Read),
    o(31, "confirmed_cov_notification_multiple", Risk::Read),
    o(32, "confirmed_audit_notification", Risk::Read),
    o(33, "audit_log_query", Risk::Read),
    u(0, "i_am", Risk::Identify),
    u(1, "i_have", Risk::Identify),
    u(2, "unconfirmed_cov_notification", Risk::Read),
    u(3, "unconfirmed_event_notification", Risk::Read),
    u(4, "unconfirmed_private_transfer", Risk::Write),
    u(5, "unconfirmed_text_message", Risk::Read),
    u(6, "time_synchronization", Risk::Write),
    u(7, "who_has", Risk::Identify),
    u(8, "who_is", Risk::Identify),
    u(9, "utc_time_synchronization", Risk::Write),
    u(10, "write_group", Risk::Control),
    u(11, "unconfirmed_cov_notification_multiple", Risk::Read),
    u(12, "unconfirmed_audit_notification", Risk::Read),
    u(13, "who_am_i", Risk::Identify),
    u(14, "you_are", Risk::Program),
    n(0x00, "who_is_router_to_network", Risk::Identify),
    n(0x01, "i_am_router_to_network", Risk::Identify),
    n(0x02, "i_could_be_router_to_network", Risk::Identify),
    n(0x03, "reject_message_to_network", Risk::Link),
    n(0x04, "router_busy_to_network", Risk::Link),
    n(0x05, "router_available_to_network", Risk::Link),
    n(0x06, "initialize_routing_table", Risk::Program),
    n(0x07, "initialize_routing_table_ack", Risk::Link),
    n(0x08, "establish_connection_to_network", Risk::Write),
    n(0x09, "disconnect_connection_to_network", Risk::Write),
    n(0x12, "what_is_network_number", Risk::Identify),
    n(0x13, "network_number_is", Risk::Identify),
    n(0x80, "proprietary_network_message", Risk::Write),
    b(0x00, "bvlc_result", Risk::Link),
    b(0x01, "write_broadcast_distribution_table", Risk::Program),
    b(0x02, "read_broadcast_distribution_table", Risk::Identify),
    b(0x03, "read_broadcast_distribution_table_ack", Risk::Identify),
    b(0x05, "register_foreign_device", Risk::Link),
    b(0x06, "read_foreign_device_table", Risk::Identify),
    b(0x07, "read_foreign_device_table_ack", Risk::Identify),
    b(0x08, "delete_foreign_device_table_entry", Risk::Program),
    b(0x0c, "secure_bvll", Risk::Link),
    Operation::new(APDU + 4, "segment_ack", Risk::Link),
    Operation::new(APDU + 6, "reject", Risk::Link),
    Operation::new(APDU + 7, "abort", Risk::Link),
    UNKNOWN,
    Operation::new(0x5_0001, "malformed", Risk::Link),
];

/// Services, functions and messages that nobody defined.
const UNKNOWN: Operation = Operation::new(0x5_0000, "unknown", Risk::Write);
static UNKNOWN_MESSAGE: Operation = UNKNOWN;
/// What is no message: it does nothing, and a flood of it must not be told one by one.
pub(super) static MALFORMED: Operation = Operation::new(0x5_0001, "malformed", Risk::Link);
/// Confirmed services that nobody defined keep their code.
static UNKNOWN_SERVICES: [Operation; 256] = crate::protocol::rows("unknown_service", Risk::Write);

fn find(code: u32) -> &'static Operation {
    lookup(TABLE, code).unwrap_or(&UNKNOWN_MESSAGE)
}

pub(super) fn confirmed(service: u8) -> &'static Operation {
    crate::protocol::row_of(TABLE, &UNKNOWN_SERVICES, service)
}

pub(super) fn unconfirmed(service: u8) -> &'static Operation {
    find(UNCONFIRMED + u32::from(service))
}

pub(super) fn network(message: u8) -> &'static Operation {
    find(NETWORK + u32::from(message.min(PROPRIETARY)))
}

pub(super) fn bvlc(function: u8) -> &'static Operation {
    find(BVLC + u32::from(function))
}

pub(super) fn apdu(kind: u8) -> &'static Operation {
    find(APDU + u32::from(kind))
}
