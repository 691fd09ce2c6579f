//! Procedures. Source: RFC 1094 §2.2, RFC 1813 §3, RFC 7530 §15, RFC 1833 §3, §4.

use model::observation::{Field, Risk};

use super::{MOUNT, NFS, PORTMAPPER};
use crate::protocol::{Operation, lookup};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "program", kind: "u32", unit: "", source: "RFC 5531 §9" },
    Field { name: "version", kind: "u32", unit: "", source: "RFC 5531 §9" },
    Field { name: "procedure", kind: "u32", unit: "", source: "RFC 5531 §9" },
    Field { name: "machine", kind: "text", unit: "", source: "RFC 5531 appendix A" },
    Field { name: "wanted_program", kind: "u32", unit: "", source: "RFC 1833 §3.2" },
    Field { name: "offset", kind: "u32", unit: "bytes", source: "RFC 1813 §3.3.7" },
    Field { name: "length", kind: "u32", unit: "bytes", source: "RFC 1813 §3.3.7" },
];

/// Versions have a hundred codes each; other programs none.
const V2: u32 = 200;
const V3: u32 = 300;
const V4: u32 = 400;
const LINK: u32 = 1 << 16;
const REPLY: Operation = Operation::new(LINK, "reply", Risk::Read);
const CALL: Operation = Operation::new(LINK + 1, "call", Risk::Read);
const PORTS: Operation = Operation::new(LINK + 2, "map_port", Risk::Identify);
const PORT_SET: Operation = Operation::new(LINK + 3, "register_port", Risk::Write);
const MOUNTING: Operation = Operation::new(LINK + 4, "mount", Risk::Link);
static ROWS: [Operation; 5] = [REPLY, CALL, PORTS, PORT_SET, MOUNTING];

pub(super) const RPC: &[Operation] = &[REPLY, CALL, PORTS, PORT_SET, MOUNTING];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(V2, "null", Risk::Link),
    Operation::new(V2 + 1, "get_attributes", Risk::Read),
    Operation::new(V2 + 2, "set_attributes", Risk::Write),
    Operation::new(V2 + 4, "lookup", Risk::Read),
    Operation::new(V2 + 5, "read_link", Risk::Read),
    Operation::new(V2 + 6, "read", Risk::Read),
    Operation::new(V2 + 8, "write", Risk::Write),
    Operation::new(V2 + 9, "create", Risk::Write),
    Operation::new(V2 + 10, "remove", Risk::Write),
    Operation::new(V2 + 11, "rename", Risk::Write),
    Operation::new(V2 + 12, "link", Risk::Write),
    Operation::new(V2 + 13, "symbolic_link", Risk::Write),
    Operation::new(V2 + 14, "make_directory", Risk::Write),
    Operation::new(V2 + 15, "remove_directory", Risk::Write),
    Operation::new(V2 + 16, "read_directory", Risk::Read),
    Operation::new(V2 + 17, "file_system_attributes", Risk::Read),
    Operation::new(V3, "null", Risk::Link),
    Operation::new(V3 + 1, "get_attributes", Risk::Read),
    Operation::new(V3 + 2, "set_attributes", Risk::Write),
    Operation::new(V3 + 3, "lookup", Risk::Read),
    Operation::new(V3 + 4, "access", Risk::Read),
    Operation::new(V3 + 5, "read_link", Risk::Read),
    Operation::new(V3 + 6, "read", Risk::Read),
    Operation::new(V3 + 7, "write", Risk::Write),
    Operation::new(V3 + 8, "create", Risk::Write),
    Operation::new(V3 + 9, "make_directory", Risk::Write),
    Operation::new(V3 + 10, "symbolic_link", Risk::Write),
    Operation::new(V3 + 11, "make_node", Risk::Write),
    Operation::new(V3 + 12, "remove", Risk::Write),
    Operation::new(V3 + 13, "remove_directory", Risk::Write),
    Operation::new(V3 + 14, "rename", Risk::Write),
    Operation::new(V3 + 15, "link", Risk::Write),
    Operation::new(V3 + 16, "read_directory", Risk::Read),
    Operation::new(V3 + 17, "read_directory", Risk::Read),
    Operation::new(V3 + 18, "file_system_attributes", Risk::Read),
    Operation::new(V3 + 19, "file_system_information", Risk::Read),
    Operation::new(V3 + 20, "path_configuration", Risk::Read),
    Operation::new(V3 + 21, "commit", Risk::Write),
    Operation::new(V4, "null", Risk::Link),
    Operation::new(V4 + 1, "compound", Risk::Read),
    REPLY,
    CALL,
    PORTS,
    PORT_SET,
    MOUNTING,
];

fn of(at: usize) -> &'static Operation {
    let [reply, rest @ ..] = &ROWS;
    match at {
        0 => reply,
        _ => rest.get(at - 1).unwrap_or(reply),
    }
}

pub(super) fn reply() -> &'static Operation {
    of(0)
}

pub(super) fn row(program: u32, version: u32, procedure: u32) -> &'static Operation {
    match (program, version, procedure) {
        (NFS, 2..=4, 0..=99) => {
            lookup(OPERATIONS, version * 100 + procedure).unwrap_or_else(|| of(1))
        }
        // Setting and unsetting. RFC 1833 §2.2, §3.2.
        (PORTMAPPER, _, 1 | 2) => of(3),
        (PORTMAPPER, _, 3..) => of(2),
        (MOUNT, _, 1) => of(4),
        _ => of(1),
    }
}
