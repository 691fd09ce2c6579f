//! OPC UA services, status codes and fields.

use model::observation::{Field, Kind, Risk};

use crate::protocol::Operation;

/// A service with the numeric ids of its request's and its response's binary encoding.
#[derive(Debug)]
pub(super) struct Service {
    request: u32,
    response: u32,
    pub(super) name: &'static str,
    pub(super) risk: Risk,
}

impl Service {
    const fn new(request: u32, response: u32, name: &'static str, risk: Risk) -> Self {
        Self { request, response, name, risk }
    }
}

const I: Risk = Risk::Identify;
const R: Risk = Risk::Read;
const W: Risk = Risk::Write;
const C: Risk = Risk::Control;
const P: Risk = Risk::Program;
const L: Risk = Risk::Link;

/// OPC 10000-6 Annex A.2 (NodeIds of the services' DefaultBinary encodings); sorted.
static SERVICES: [Service; 41] = [
    Service::new(410, 413, "test_stack", L),
    Service::new(416, 419, "test_stack_ex", L),
    Service::new(422, 425, "find_servers", I),
    Service::new(428, 431, "get_endpoints", I),
    Service::new(437, 440, "register_server", W),
    Service::new(446, 449, "open_secure_channel", L),
    Service::new(452, 455, "close_secure_channel", L),
    Service::new(461, 464, "create_session", L),
    Service::new(467, 470, "activate_session", L),
    Service::new(473, 476, "close_session", L),
    Service::new(479, 482, "cancel", L),
    Service::new(488, 491, "add_nodes", P),
    Service::new(494, 497, "add_references", P),
    Service::new(500, 503, "delete_nodes", P),
    Service::new(506, 509, "delete_references", P),
    Service::new(527, 530, "browse", I),
    Service::new(533, 536, "browse_next", I),
    Service::new(554, 557, "translate_browse_paths", I),
    Service::new(560, 563, "register_nodes", L),
    Service::new(566, 569, "unregister_nodes", L),
    Service::new(615, 618, "query_first", R),
    Service::new(621, 624, "query_next", R),
    Service::new(631, 634, "read", R),
    Service::new(664, 667, "history_read", R),
    Service::new(673, 676, "write", W),
    Service::new(700, 703, "history_update", W),
    Service::new(712, 715, "call", C),
    Service::new(751, 754, "create_monitored_items", R),
    Service::new(763, 766, "modify_monitored_items", R),
    Service::new(769, 772, "set_monitoring_mode", R),
    Service::new(775, 778, "set_triggering", R),
    Service::new(781, 784, "delete_monitored_items", R),
    Service::new(787, 790, "create_subscription", R),
    Service::new(793, 796, "modify_subscription", R),
    Service::new(799, 802, "set_publishing_mode", R),
    Service::new(826, 829, "publish", R),
    Service::new(832, 835, "republish", R),
    Service::new(841, 844, "transfer_subscriptions", R),
    Service::new(847, 850, "delete_subscriptions", R),
    Service::new(12208, 12209, "find_servers_on_network", I),
    Service::new(12211, 12212, "register_server_2", W),
];

/// ServiceFault, the answer to any request. OPC 10000-6 Annex A.2.
pub(super) const FAULT: u32 = 397;

/// A row for each request and each response, and one for the fault.
pub(super) const OPERATIONS: &[Operation] = &rows();

const ROWS: usize = 2 * SERVICES.len() + 1;

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn rows() -> [Operation; ROWS] {
    let mut rows = [Operation::new(FAULT, "service_fault", L); ROWS];
    let mut at = 0;
    while at < SERVICES.len() {
        let service = &SERVICES[at];
        rows[2 * at + 1] = Operation::new(service.request, service.name, service.risk);
        rows[2 * at + 2] = Operation::new(service.response, service.name, service.risk);
        at += 1;
    }
    rows
}

/// The service that a type id belongs to, and whether it is the request.
pub(super) fn service(id: u32) -> Option<(&'static Service, Kind)> {
    let at = SERVICES.partition_point(|service| service.response < id);
    let service = SERVICES.get(at)?;
    match id {
        _ if id == service.request => Some((service, Kind::Request)),
        _ if id == service.response => Some((service, Kind::Response)),
        _ => None,
    }
}

const fn op(code: u32, name: &'static str) -> Operation {
    Operation::new(code, name, L)
}

/// Transport messages and what has no readable type id: above all codes of two octets.
pub(super) static HELLO: Operation = op(0x1_0001, "hello");
pub(super) static ACKNOWLEDGE: Operation = op(0x1_0002, "acknowledge");
pub(super) static ERROR: Operation = op(0x1_0003, "error");
pub(super) static REVERSE_HELLO: Operation = op(0x1_0004, "reverse_hello");
pub(super) static ABORTED: Operation = op(0x1_0005, "aborted_message");
pub(super) static OPAQUE: Operation = op(0x1_0006, "encrypted");
pub(super) static OPAQUE_OPEN: Operation = op(0x1_0007, "open_secure_channel");
pub(super) static OPAQUE_CLOSE: Operation = op(0x1_0008, "close_secure_channel");

/// Names besides the services'.
pub(super) const FURTHER: &[&str] = &[
    "hello",
    "acknowledge",
    "error",
    "reverse_hello",
    "aborted_message",
    "encrypted",
    "unknown_service",
];

/// Names of frequent status codes. OPC 10000-6 Annex A.2 (StatusCodes); the upper half counts.
pub(super) fn status_name(code: u32) -> &'static str {
    match code >> 16 {
        0x8001 => "bad_unexpected_error",
        0x8002 => "bad_internal_error",
        0x8003 => "bad_out_of_memory",
        0x8004 => "bad_resource_unavailable",
        0x8005 => "bad_communication_error",
        0x8006 => "bad_encoding_error",
        0x8007 => "bad_decoding_error",
        0x800a => "bad_timeout",
        0x800b => "bad_service_unsupported",
        0x800c => "bad_shutdown",
        0x800d => "bad_server_not_connected",
        0x800e => "bad_server_halted",
        0x800f => "bad_nothing_to_do",
        0x8010 => "bad_too_many_operations",
        0x8012 => "bad_certificate_invalid",
        0x8013 => "bad_security_checks_failed",
        0x8014 => "bad_certificate_time_invalid",
        0x8017 => "bad_certificate_uri_invalid",
        0x801a => "bad_certificate_untrusted",
        0x801d => "bad_certificate_revoked",
        0x801f => "bad_user_access_denied",
        0x8020 => "bad_identity_token_invalid",
        0x8021 => "bad_identity_token_rejected",
        0x8022 => "bad_secure_channel_id_invalid",
        0x8023 => "bad_invalid_timestamp",
        0x8024 => "bad_nonce_invalid",
        0x8025 => "bad_session_id_invalid",
        0x8026 => "bad_session_closed",
        0x8027 => "bad_session_not_activated",
        0x8028 => "bad_subscription_id_invalid",
        0x802a => "bad_request_header_invalid",
        0x8033 => "bad_node_id_invalid",
        0x8034 => "bad_node_id_unknown",
        0x8035 => "bad_attribute_id_invalid",
        0x8036 => "bad_index_range_invalid",
        0x803a => "bad_not_readable",
        0x803b => "bad_not_writable",
        0x803c => "bad_out_of_range",
        0x803d => "bad_not_supported",
        0x803e => "bad_not_found",
        0x805e => "bad_node_id_exists",
        0x8073 => "bad_write_not_supported",
        0x8074 => "bad_type_mismatch",
        0x8075 => "bad_method_invalid",
        0x8076 => "bad_arguments_missing",
        0x8079 => "bad_no_subscription",
        0x807e => "bad_tcp_message_type_invalid",
        0x807f => "bad_tcp_secure_channel_unknown",
        0x8080 => "bad_tcp_message_too_large",
        0x8083 => "bad_tcp_endpoint_url_invalid",
        // The top two bits are the severity. OPC 10000-4 §7.39.
        upper if upper >> 14 == 2 => "bad",
        upper if upper >> 14 == 1 => "uncertain",
        _ => "good",
    }
}

/// Attributes of nodes. OPC 10000-6 Annex A.1.
pub(super) fn attribute(id: u32) -> &'static str {
    const NAMES: [&str; 27] = [
        "node_id",
        "node_class",
        "browse_name",
        "display_name",
        "description",
        "write_mask",
        "user_write_mask",
        "is_abstract",
        "symmetric",
        "inverse_name",
        "contains_no_loops",
        "event_notifier",
        "value",
        "data_type",
        "value_rank",
        "array_dimensions",
        "access_level",
        "user_access_level",
        "minimum_sampling_interval",
        "historizing",
        "executable",
        "user_executable",
        "data_type_definition",
        "role_permissions",
        "user_role_permissions",
        "access_restrictions",
        "access_level_ex",
    ];
    let at = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
    at.and_then(|at| NAMES.get(at)).copied().unwrap_or("unknown")
}

/// MessageSecurityMode. OPC 10000-4 §7.20.
pub(super) fn security_mode(mode: u32) -> &'static str {
    match mode {
        1 => "none",
        2 => "sign",
        3 => "sign_and_encrypt",
        _ => "invalid",
    }
}

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

const TCP: &str = "OPC 10000-6 §7.1.2";
const CHANNEL: &str = "OPC 10000-6 §6.7.2";
const SESSION: &str = "OPC 10000-4 §5.7";
const APPLICATION: &str = "OPC 10000-4 §7.2";
const BUILD: &str = "OPC 10000-5 §12.4";

pub(super) const FIELDS: &[Field] = &[
    f("endpoint_url", "text", TCP),
    f("server_uri", "text", TCP),
    f("protocol_version", "u32", TCP),
    Field { name: "receive_buffer", kind: "u32", unit: "bytes", source: TCP },
    Field { name: "send_buffer", kind: "u32", unit: "bytes", source: TCP },
    f("reason", "text", TCP),
    f("channel", "u32", CHANNEL),
    f("token", "u32", CHANNEL),
    f("sequence", "u32", CHANNEL),
    f("request_id", "u32", CHANNEL),
    f("chunks", "u32", CHANNEL),
    f("security_policy", "text", CHANNEL),
    f("security_mode", "text", "OPC 10000-4 §7.20"),
    f("renewal", "bool", "OPC 10000-4 §5.6.2"),
    Field { name: "lifetime", kind: "u32", unit: "ms", source: "OPC 10000-4 §5.6.2" },
    f("certificate_bytes", "u32", CHANNEL),
    f("request_handle", "u32", "OPC 10000-4 §7.33"),
    f("audit_entry", "text", "OPC 10000-4 §7.33"),
    f("session_name", "text", SESSION),
    f("session_id", "text", SESSION),
    f("user_token", "text", "OPC 10000-4 §7.41"),
    f("user", "text", "OPC 10000-4 §7.41"),
    f("application_uri", "text", APPLICATION),
    f("product_uri", "text", APPLICATION),
    f("name", "text", APPLICATION),
    f("application_type", "text", APPLICATION),
    f("endpoints", "u32", "OPC 10000-4 §7.14"),
    f("security_policies", "text", "OPC 10000-4 §7.14"),
    f("anonymous_allowed", "bool", "OPC 10000-4 §7.42"),
    f("attribute", "text", "OPC 10000-6 Annex A.1"),
    f("item", "u32", "OPC 10000-4 §5"),
    f("items", "u32", "OPC 10000-4 §5"),
    f("value", "text", "OPC 10000-6 §5.2.2.16"),
    f("method", "text", "OPC 10000-4 §5.12.2"),
    f("arguments", "u32", "OPC 10000-4 §5.12.2"),
    f("browse_name", "text", "OPC 10000-4 §5.8.2"),
    f("references", "u32", "OPC 10000-4 §5.9.2"),
    f("subscription", "u32", "OPC 10000-4 §5.14"),
    Field { name: "interval", kind: "float", unit: "ms", source: "OPC 10000-4 §5.14.2" },
    f("notifications", "u32", "OPC 10000-4 §7.26"),
    f("vendor", "text", BUILD),
    f("product", "text", BUILD),
    f("firmware", "text", BUILD),
    f("build", "text", BUILD),
];
