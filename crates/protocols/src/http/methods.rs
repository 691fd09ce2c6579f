//! Methods. They have no numbers: codes above 65,535 keep them out of function counts.

use super::{Operation, Risk};

const fn row(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(0x1_0000 + code, name, risk)
}

/// Methods by their registry (IANA HTTP Method Registry: RFC 9110 §9, RFC 5789, RFC 4918, RFC 3253)
/// and, at the end, of those who are in no registry.
pub(crate) const OPERATIONS: &[Operation] = &[
    row(0, "get", Risk::Read),
    row(1, "head", Risk::Read),
    row(2, "post", Risk::Write),
    row(3, "put", Risk::Write),
    row(4, "delete", Risk::Write),
    row(5, "connect", Risk::Link),
    row(6, "options", Risk::Read),
    row(7, "trace", Risk::Read),
    row(8, "patch", Risk::Write),
    row(9, "propfind", Risk::Read),
    row(10, "proppatch", Risk::Write),
    row(11, "mkcol", Risk::Write),
    row(12, "copy", Risk::Write),
    row(13, "move", Risk::Write),
    row(14, "lock", Risk::Write),
    row(15, "unlock", Risk::Write),
    row(16, "version_control", Risk::Write),
    row(17, "checkout", Risk::Write),
    row(18, "uncheckout", Risk::Write),
    row(19, "checkin", Risk::Write),
    row(20, "update", Risk::Write),
    row(21, "label", Risk::Write),
    row(22, "report", Risk::Read),
    row(23, "mkworkspace", Risk::Write),
    row(24, "mkactivity", Risk::Write),
    row(25, "baseline_control", Risk::Write),
    row(26, "merge", Risk::Write),
    row(27, "search", Risk::Read),
    row(28, "invalid", Risk::Write),
    row(29, "other_method", Risk::Write),
    row(30, "response_without_request", Risk::Read),
];

pub(crate) const HEAD: usize = 1;
pub(crate) const POST: usize = 2;
pub(crate) const PUT: usize = 3;
pub(crate) const CONNECT: usize = 5;
const OTHER: usize = 29;
pub(crate) const NO_REQUEST: usize = 30;

const NAMES: &[&[u8]] = &[
    b"GET",
    b"HEAD",
    b"POST",
    b"PUT",
    b"DELETE",
    b"CONNECT",
    b"OPTIONS",
    b"TRACE",
    b"PATCH",
    b"PROPFIND",
    b"PROPPATCH",
    b"MKCOL",
    b"COPY",
    b"MOVE",
    b"LOCK",
    b"UNLOCK",
    b"VERSION-CONTROL",
    b"CHECKOUT",
    b"UNCHECKOUT",
    b"CHECKIN",
    b"UPDATE",
    b"LABEL",
    b"REPORT",
    b"MKWORKSPACE",
    b"MKACTIVITY",
    b"BASELINE-CONTROL",
    b"MERGE",
    b"SEARCH",
    b"INVALID",
];

/// The row of a known method.
pub(crate) fn known(method: &[u8]) -> Option<usize> {
    NAMES.iter().position(|name| *name == method)
}

/// The row of a method.
pub(crate) fn find(method: &[u8]) -> usize {
    known(method).unwrap_or(OTHER)
}

pub(crate) fn operation(row: usize) -> &'static Operation {
    OPERATIONS.get(row).unwrap_or(&LAST)
}

static LAST: Operation = row(31, "other_method", Risk::Write);
