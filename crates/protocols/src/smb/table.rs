//! Commands and fields. Source: MS-CIFS §2.2.2.1, MS-SMB2 §2.2.1.2.

use model::observation::{Field, Risk};

use crate::dcerpc;
use crate::protocol::{Operation, lookup};

/// Commands of versions 2 and 3 stand behind those of version 1.
pub(super) const TWO: u32 = 256;

const LINK: u32 = 1 << 16;
pub(super) static SESSION_REQUEST: Operation = Operation::new(LINK, "session_request", Risk::Link);
pub(super) static SESSION_RESPONSE: Operation =
    Operation::new(LINK + 1, "session_response", Risk::Link);
pub(super) static KEEP_ALIVE: Operation = Operation::new(LINK + 2, "keep_alive", Risk::Link);
pub(super) static SEALED: Operation = Operation::new(LINK + 3, "sealed", Risk::Read);
static OTHER: Operation = Operation::new(LINK + 4, "other", Risk::Read);

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(0x00, "create_directory", Risk::Write),
    Operation::new(0x01, "delete_directory", Risk::Write),
    Operation::new(0x04, "close", Risk::Link),
    Operation::new(0x05, "flush", Risk::Link),
    Operation::new(0x06, "delete", Risk::Write),
    Operation::new(0x07, "rename", Risk::Write),
    Operation::new(0x08, "query_info", Risk::Read),
    Operation::new(0x09, "set_info", Risk::Write),
    Operation::new(0x0a, "read", Risk::Read),
    Operation::new(0x0b, "write", Risk::Write),
    Operation::new(0x10, "check_directory", Risk::Read),
    Operation::new(0x24, "lock", Risk::Link),
    Operation::new(0x25, "transaction", Risk::Read),
    Operation::new(0x2b, "echo", Risk::Link),
    Operation::new(0x2d, "create", Risk::Read),
    Operation::new(0x2e, "read", Risk::Read),
    Operation::new(0x2f, "write", Risk::Write),
    Operation::new(0x32, "transaction2", Risk::Read),
    Operation::new(0x34, "find_close", Risk::Link),
    Operation::new(0x70, "tree_connect", Risk::Link),
    Operation::new(0x71, "tree_disconnect", Risk::Link),
    Operation::new(0x72, "negotiate", Risk::Link),
    Operation::new(0x73, "session_setup", Risk::Link),
    Operation::new(0x74, "logoff", Risk::Link),
    Operation::new(0x75, "tree_connect", Risk::Link),
    Operation::new(0xa0, "nt_transaction", Risk::Read),
    Operation::new(0xa2, "create", Risk::Read),
    Operation::new(0xa4, "cancel", Risk::Link),
    Operation::new(TWO, "negotiate", Risk::Link),
    Operation::new(TWO + 1, "session_setup", Risk::Link),
    Operation::new(TWO + 2, "logoff", Risk::Link),
    Operation::new(TWO + 3, "tree_connect", Risk::Link),
    Operation::new(TWO + 4, "tree_disconnect", Risk::Link),
    Operation::new(TWO + 5, "create", Risk::Read),
    Operation::new(TWO + 6, "close", Risk::Link),
    Operation::new(TWO + 7, "flush", Risk::Link),
    Operation::new(TWO + 8, "read", Risk::Read),
    Operation::new(TWO + 9, "write", Risk::Write),
    Operation::new(TWO + 10, "lock", Risk::Link),
    Operation::new(TWO + 11, "ioctl", Risk::Read),
    Operation::new(TWO + 12, "cancel", Risk::Link),
    Operation::new(TWO + 13, "echo", Risk::Link),
    Operation::new(TWO + 14, "query_directory", Risk::Read),
    Operation::new(TWO + 15, "change_notify", Risk::Read),
    Operation::new(TWO + 16, "query_info", Risk::Read),
    Operation::new(TWO + 17, "set_info", Risk::Write),
    Operation::new(TWO + 18, "oplock_break", Risk::Link),
    SESSION_REQUEST,
    SESSION_RESPONSE,
    KEEP_ALIVE,
    SEALED,
    OTHER,
];

pub(super) fn row(code: u32) -> &'static Operation {
    lookup(OPERATIONS, code).unwrap_or(&OTHER)
}

const OWN: [&str; 5] = ["read_pipe", "write_pipe", "call_pipe", "delete", "rename"];
const CALLS: usize = dcerpc::OPERATIONS.len();
const COUNT: usize = OWN.len() + CALLS + dcerpc::interfaces::NAMES.len();

/// What messages and the calls in them are besides commands.
pub(super) const FURTHER: &[&str] = &further();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn further() -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let mut at = 0;
    while at < COUNT {
        names[at] = if at < OWN.len() {
            OWN[at]
        } else if at < OWN.len() + CALLS {
            dcerpc::OPERATIONS[at - OWN.len()].name
        } else {
            dcerpc::interfaces::NAMES[at - OWN.len() - CALLS]
        };
        at += 1;
    }
    names
}

pub(super) const FIELDS: &[Field] = &[
    Field { name: "version", kind: "u8", unit: "", source: "MS-SMB2 §2.2.1" },
    Field {
        name: "dialect", kind: "text", unit: "", source: "MS-SMB2 §2.2.4, MS-CIFS §2.2.4.52"
    },
    Field { name: "called", kind: "text", unit: "", source: "RFC 1002 §4.3.2" },
    Field { name: "calling", kind: "text", unit: "", source: "RFC 1002 §4.3.2" },
    Field { name: "encrypted", kind: "bool", unit: "", source: "MS-SMB2 §2.2.41" },
    Field { name: "offset", kind: "u64", unit: "bytes", source: "MS-SMB2 §2.2.21" },
    Field { name: "length", kind: "u32", unit: "bytes", source: "MS-SMB2 §2.2.21" },
    Field { name: "control_code", kind: "u32", unit: "", source: "MS-SMB2 §2.2.31" },
    Field { name: "product", kind: "text", unit: "", source: "MS-CIFS §2.2.4.53.2 (NativeOS)" },
    Field { name: "call_id", kind: "u32", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "context_id", kind: "u16", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "opnum", kind: "u16", unit: "", source: "C706 §12.6.4.9" },
    Field { name: "interface", kind: "text", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "uuid", kind: "text", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "interface_version", kind: "u16", unit: "", source: "C706 §12.6.3.1" },
    Field { name: "user", kind: "text", unit: "", source: "MS-NLMP §2.2.1.3" },
    Field { name: "domain", kind: "text", unit: "", source: "MS-NLMP §2.2.1.3" },
    Field { name: "workstation", kind: "text", unit: "", source: "MS-NLMP §2.2.1.3" },
    Field { name: "name", kind: "text", unit: "", source: "MS-NLMP §2.2.2.1" },
    Field { name: "firmware", kind: "text", unit: "", source: "MS-NLMP §2.2.2.10" },
];

/// Names of status codes that tell something. MS-ERREF §2.3.1.
pub(super) fn status(code: u32) -> &'static str {
    match code {
        0xc000_0022 => "access_denied",
        0xc000_0034 => "object_name_not_found",
        0xc000_0035 => "object_name_collision",
        0xc000_003a => "object_path_not_found",
        0xc000_006a => "wrong_password",
        0xc000_006d => "logon_failure",
        0xc000_0064 => "no_such_user",
        0xc000_00cc => "bad_network_name",
        0xc000_0225 => "not_found",
        0xc000_0234 => "account_locked_out",
        _ => "status",
    }
}
