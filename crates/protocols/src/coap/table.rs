//! Codes and fields.

use model::observation::{Field, Risk};

use super::options::Options;
use crate::protocol::{Operation, lookup};

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// 2.05.
pub(super) const CONTENT: u8 = 0x45;

/// Class in three bits, detail in five. RFC 7252 §12.1, RFC 8132 §6, RFC 7959 §6, RFC 8323 §11.2,
/// IANA CoRE Parameters.
pub(super) const CODES: &[Operation] = &[
    o(0x00, "empty", Risk::Link),
    o(0x01, "get", Risk::Read),
    o(0x02, "post", Risk::Write),
    o(0x03, "put", Risk::Write),
    o(0x04, "delete", Risk::Write),
    o(0x05, "fetch", Risk::Read),
    o(0x06, "patch", Risk::Write),
    o(0x07, "ipatch", Risk::Write),
    o(0x41, "created", Risk::Write),
    o(0x42, "deleted", Risk::Write),
    o(0x43, "valid", Risk::Read),
    o(0x44, "changed", Risk::Write),
    o(0x45, "content", Risk::Read),
    o(0x5f, "continue", Risk::Write),
    o(0x80, "bad_request", Risk::Read),
    o(0x81, "unauthorized", Risk::Read),
    o(0x82, "bad_option", Risk::Read),
    o(0x83, "forbidden", Risk::Read),
    o(0x84, "not_found", Risk::Read),
    o(0x85, "method_not_allowed", Risk::Read),
    o(0x86, "not_acceptable", Risk::Read),
    o(0x88, "request_entity_incomplete", Risk::Read),
    o(0x89, "conflict", Risk::Read),
    o(0x8c, "precondition_failed", Risk::Read),
    o(0x8d, "request_entity_too_large", Risk::Read),
    o(0x8f, "unsupported_content_format", Risk::Read),
    o(0x96, "unprocessable_entity", Risk::Read),
    o(0x9d, "too_many_requests", Risk::Read),
    o(0xa0, "internal_server_error", Risk::Read),
    o(0xa1, "not_implemented", Risk::Read),
    o(0xa2, "bad_gateway", Risk::Read),
    o(0xa3, "service_unavailable", Risk::Read),
    o(0xa4, "gateway_timeout", Risk::Read),
    o(0xa5, "proxying_not_supported", Risk::Read),
    o(0xa8, "hop_limit_reached", Risk::Read),
    o(0xe1, "capabilities", Risk::Link),
    o(0xe2, "ping", Risk::Link),
    o(0xe3, "pong", Risk::Link),
    o(0xe4, "release", Risk::Link),
    o(0xe5, "abort", Risk::Link),
];
static UNKNOWN: Operation = o(0xff, "unknown_code", Risk::Write);

static OBSERVE: Operation = o(1, "observe", Risk::Read);
static CANCEL: Operation = o(1, "observe_cancel", Risk::Read);
static PROTECTED: Operation = o(2, "protected", Risk::Write);
static FIRMWARE: Operation = o(2, "firmware_update", Risk::Firmware);
static REBOOT: Operation = o(2, "device_reboot", Risk::Stop);
static FACTORY: Operation = o(2, "factory_reset", Risk::Program);
pub(super) const FURTHER: &[&str] = &[
    "observe",
    "observe_cancel",
    "protected",
    "firmware_update",
    "device_reboot",
    "factory_reset",
    "unknown_code",
];

pub(super) fn code(code: u8) -> &'static Operation {
    lookup(CODES, code.into()).unwrap_or(&UNKNOWN)
}

pub(super) fn is_defined(code: u8) -> bool {
    lookup(CODES, code.into()).is_some()
}

/// What options make of a request: observation (RFC 7641 §2), protection (RFC 8613 §4.2), and the
/// objects Device (3) and Firmware Update (5) of LightweightM2M (annexes E.4, E.6).
pub(super) fn refined(code: u8, options: &Options<'_>) -> Option<&'static Operation> {
    if options.protected {
        return Some(&PROTECTED);
    }
    let writes = matches!(code, 2 | 3);
    match (options.observe, options.numbers()) {
        (Some(0), _) if matches!(code, 1 | 5) => Some(&OBSERVE),
        (Some(1), _) if matches!(code, 1 | 5) => Some(&CANCEL),
        (_, Some([5, _, 0..=2])) if writes => Some(&FIRMWARE),
        (_, Some([3, _, 4])) if code == 2 => Some(&REBOOT),
        (_, Some([3, _, 5])) if code == 2 => Some(&FACTORY),
        _ => None,
    }
}

/// The name of a response that is an error.
pub(super) fn error(code: u8) -> Option<&'static str> {
    (code >= 0x80).then(|| self::code(code).name)
}

/// RFC 7252 §3.
pub(super) fn kind(kind: u8) -> &'static str {
    match kind {
        0 => "confirmable",
        1 => "non_confirmable",
        2 => "acknowledgement",
        _ => "reset",
    }
}

const fn field(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(super) const FIELDS: &[Field] = &[
    field("type", "text", "RFC 7252 §3"),
    field("message_id", "u16", "RFC 7252 §3"),
    field("repeated", "bool", "RFC 7252 §4.2"),
    field("token", "text", "RFC 7252 §5.3.1"),
    field("host", "text", "RFC 7252 §5.10.1"),
    field("observe", "u32", "RFC 7641 §2"),
    field("format", "u32", "RFC 7252 §5.10.3"),
    field("accept", "u32", "RFC 7252 §5.10.4"),
    field("block", "u32", "RFC 7959 §2.2"),
    field("block_size", "u32", "RFC 7959 §2.2"),
    field("more_blocks", "bool", "RFC 7959 §2.2"),
    field("size", "u32", "RFC 7959 §4"),
    field("oscore", "bool", "RFC 8613 §2"),
    field("payload", "u32", "RFC 7252 §5.5"),
];
