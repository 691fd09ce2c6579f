//! S7comm-plus as far as it can be read without keys: version, opcode, function.
//!
//! Source: unpublished; layout as documented by T. Wiens' S7comm-plus notes. From version 3 a
//! digest precedes the message; sessions of TIA Portal 17 and later run inside TLS.

use model::observation::{Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::End;
use crate::sink::Sink;

const REQUEST: u8 = 0x31;
const RESPONSE: u8 = 0x32;
const NOTIFICATION: u8 = 0x33;

fn function(code: u16) -> Option<(&'static str, Risk)> {
    Some(match code {
        0x04bb => ("explore", Risk::Read),
        0x04ca => ("create_object", Risk::Link),
        0x04d4 => ("delete_object", Risk::Link),
        0x04f2 => ("set_variable", Risk::Write),
        0x04fc => ("get_variable", Risk::Read),
        0x0524 => ("get_link", Risk::Read),
        0x0542 => ("set_multi_variables", Risk::Write),
        0x054c => ("get_multi_variables", Risk::Read),
        0x0556 => ("begin_sequence", Risk::Program),
        0x0560 => ("end_sequence", Risk::Program),
        0x056b => ("invoke", Risk::Control),
        0x0586 => ("get_var_substreamed", Risk::Read),
        _ => return None,
    })
}

/// Magic, version, length; from version 3 a digest behind its length octet; opcode, function.
pub(super) fn message(from: End, bytes: &[u8], out: &mut Sink<'_>, server: &mut Option<End>) {
    let mut r = Reader::new(bytes);
    let _ = r.skip(1);
    let version = r.u8().unwrap_or(0);
    let length = r.u16().unwrap_or(0);
    if (3..0xfe).contains(&version) {
        let digest = r.u8().unwrap_or(0);
        let _ = r.skip(digest.into());
    }
    let opcode = r.u8().unwrap_or(0);
    let kind = match opcode {
        REQUEST => Kind::Request,
        RESPONSE => Kind::Response,
        _ => Kind::Spontaneous,
    };
    let code = r.skip(2).and_then(|()| r.u16()).filter(|_| matches!(opcode, REQUEST | RESPONSE));
    let (name, risk) = match (opcode, code.and_then(function)) {
        (_, Some(known)) => known,
        (NOTIFICATION, _) => ("notification", Risk::Read),
        (REQUEST | RESPONSE, None) => ("unknown_function", super::UNKNOWN_RISK),
        _ => ("opaque", Risk::Link),
    };
    out.begin_as(1, kind, code.unwrap_or(0).into(), name, risk);
    out.field("version", version);
    out.field("opcode", opcode);
    if usize::from(length) > bytes.len() {
        out.anomaly("s7comm_plus.truncated", bytes.len(), "length");
    }
    out.finish();
    let seen = match opcode {
        REQUEST => Some(from.other()),
        RESPONSE | NOTIFICATION => Some(from),
        _ => None,
    };
    if let (None, Some(end)) = (*server, seen) {
        *server = Some(end);
        out.client(end.other());
    }
}
