//! S7comm-plus of SIMATIC S7-1200 and S7-1500: version, function, session, what is addressed.
//!
//! Source: unpublished by its maker; layout as documented by T. Wiens' S7comm-plus notes and
//! driver. Versions 1 and 2 are in clear; from version 3 a digest precedes the message, which can
//! still be read; sessions of TIA Portal 17 and later run inside TLS from `init_ssl` on.
//! Not covered: values, contents of explored objects, fragments behind the first.

use model::observation::{Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::End;
use crate::sink::Sink;

const REQUEST: u8 = 0x31;
const RESPONSE: u8 = 0x32;
const NOTIFICATION: u8 = 0x33;
/// Versions that are no versions: events of the system, and keep-alive.
const SYSTEM_EVENT: u8 = 0xfe;
const KEEP_ALIVE: u8 = 0xff;
/// Magic, version, length.
const HEADER: usize = 4;
/// Addresses of one message that become observations of their own.
const MAX_ITEMS: u32 = 20;
/// Codes of what is not in clear lie above all functions.
const ENCRYPTED: u32 = 0x1_0000;

const CREATE_OBJECT: u16 = 0x04ca;
const SET_VARIABLE: u16 = 0x04f2;
const SET_MULTI_VARIABLES: u16 = 0x0542;
const GET_MULTI_VARIABLES: u16 = 0x054c;
const GET_VAR_SUBSTREAMED: u16 = 0x0586;

/// Every name that an observation can have.
pub(super) const NAMES: [&str; 29] = [
    "abort",
    "add_link",
    "begin_sequence",
    "create_object",
    "delete_object",
    "encrypted",
    "end_sequence",
    "error",
    "explore",
    "fragment",
    "get_link",
    "get_multi_variables",
    "get_var_substreamed",
    "get_variable",
    "get_variables_address",
    "init_ssl",
    "invoke",
    "keep_alive",
    "legitimation",
    "notification",
    "opaque",
    "remove_link",
    "renew_subscription",
    "set_multi_variables",
    "set_session",
    "set_var_substreamed",
    "set_variable",
    "system_event",
    "unknown_function",
];

fn function(code: u16) -> Option<(&'static str, Risk)> {
    Some(match code {
        0x04b1 | 0x05a9 => ("error", Risk::Link),
        0x04bb => ("explore", Risk::Read),
        CREATE_OBJECT => ("create_object", Risk::Link),
        0x04d4 => ("delete_object", Risk::Link),
        SET_VARIABLE => ("set_variable", Risk::Write),
        0x04fc => ("get_variable", Risk::Read),
        0x0506 => ("add_link", Risk::Link),
        0x051a => ("remove_link", Risk::Link),
        0x0524 => ("get_link", Risk::Read),
        SET_MULTI_VARIABLES => ("set_multi_variables", Risk::Write),
        GET_MULTI_VARIABLES => ("get_multi_variables", Risk::Read),
        0x0556 => ("begin_sequence", Risk::Program),
        0x0560 => ("end_sequence", Risk::Program),
        0x056b => ("invoke", Risk::Control),
        0x057c => ("set_var_substreamed", Risk::Write),
        GET_VAR_SUBSTREAMED => ("get_var_substreamed", Risk::Read),
        0x0590 => ("get_variables_address", Risk::Read),
        0x059a => ("abort", Risk::Link),
        0x05b3 => ("init_ssl", Risk::Link),
        _ => return None,
    })
}

/// Whether an end's next message goes on with the one before.
#[derive(Default)]
pub(super) struct Parts {
    goes_on: [bool; 2],
}

impl Parts {
    /// After a loss nothing is known of what goes on.
    pub(super) fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.goes_on) = false;
    }
}

/// What precedes the body. A request has its session, a response only the request's number.
struct Head {
    opcode: u8,
    function: Option<u16>,
    sequence: u16,
    session: Option<u32>,
}

impl Head {
    /// Opcode, reserved, function, reserved, sequence; session of a request; transport flags.
    fn read(r: &mut Reader<'_>) -> Self {
        let opcode = r.u8().unwrap_or(0);
        let mut head = Self { opcode, function: None, sequence: 0, session: None };
        if matches!(opcode, REQUEST | RESPONSE) {
            head.function = r.skip(2).and_then(|()| r.u16());
            head.sequence = r.skip(2).and_then(|()| r.u16()).unwrap_or(0);
            if opcode == REQUEST {
                head.session = r.u32();
            }
            let _ = r.u8();
        }
        head
    }

    fn operation(&self) -> (&'static str, Risk) {
        match (self.opcode, self.function.and_then(function)) {
            (_, Some(known)) => known,
            (NOTIFICATION, _) => ("notification", Risk::Read),
            (REQUEST | RESPONSE, None) => ("unknown_function", super::UNKNOWN_RISK),
            _ => ("opaque", Risk::Link),
        }
    }
}

/// Reads a message. Gives the end that is the controller, where the message tells.
pub(super) fn message(
    parts: &mut Parts,
    from: End,
    bytes: &[u8],
    transaction: u32,
    out: &mut Sink<'_>,
) -> Option<End> {
    let mut r = Reader::new(bytes);
    let _ = r.skip(1);
    let version = r.u8().unwrap_or(0);
    let length = usize::from(r.u16().unwrap_or(0));
    if version >= SYSTEM_EVENT {
        let name = if version == KEEP_ALIVE { "keep_alive" } else { "system_event" };
        out.begin_as(1, Kind::Spontaneous, ENCRYPTED | u32::from(version), name, Risk::Link);
        out.field("version", version);
        out.finish();
        return None;
    }
    // The last part of a message has a trailer behind its length.
    let whole = bytes.len() > HEADER + length;
    let part_of_another = std::mem::replace(from.of_mut(&mut parts.goes_on), !whole);
    if part_of_another {
        out.begin_as(1, Kind::Spontaneous, ENCRYPTED | 1, "fragment", Risk::Link);
        out.field("version", version);
        out.finish();
        return None;
    }
    if version >= 3 {
        let digest = r.u8().unwrap_or(0);
        let _ = r.skip(digest.into());
    }
    let head = Head::read(&mut r);
    let (name, risk) = head.operation();
    let kind = match head.opcode {
        REQUEST => Kind::Request,
        RESPONSE => Kind::Response,
        _ => Kind::Spontaneous,
    };
    out.begin_as(1, kind, head.function.map_or(ENCRYPTED, u32::from), name, risk);
    if let Some(function) = head.function {
        out.number(transaction, "s7comm_plus.function", function.into());
    }
    out.field("version", version);
    out.field("opcode", head.opcode);
    details(&head, r, out);
    if length > bytes.len() {
        out.anomaly("s7comm_plus.truncated", bytes.len(), "length");
    }
    out.finish();
    out.done(transaction);
    match head.opcode {
        REQUEST => Some(from.other()),
        RESPONSE | NOTIFICATION => Some(from),
        _ => None,
    }
}

fn details(head: &Head, mut r: Reader<'_>, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    if head.function.is_some() {
        out.field("sequence_number", head.sequence);
    }
    if let Some(session) = head.session {
        out.field("session", session);
    }
    let _ = match (head.opcode, head.function) {
        (REQUEST, Some(SET_VARIABLE | GET_VAR_SUBSTREAMED)) => attribute(head, &mut r, out),
        (REQUEST, Some(SET_MULTI_VARIABLES | GET_MULTI_VARIABLES)) => variables(head, r, out),
        (RESPONSE, Some(CREATE_OBJECT | GET_VAR_SUBSTREAMED)) => {
            identity(r.rest(), out);
            Some(())
        }
        _ => Some(()),
    };
}

/// Unsigned number in octets of seven bits, most significant first.
fn number(r: &mut Reader<'_>) -> Option<u32> {
    let mut value = 0u32;
    for _ in 0..5 {
        let octet = r.u8()?;
        value = value.wrapping_shl(7) | u32::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// ServerSessionRequest and ServerSessionResponse: challenge and answer of a password.
const CHALLENGE: u32 = 303;
const ANSWER: u32 = 304;
/// SubscriptionCreditLimit: how a subscriber asks for more notifications.
const CREDIT: u32 = 1053;

/// Object, then which of its attributes: one behind a count, or behind the tag of an array.
fn attribute(head: &Head, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let object = r.u32()?;
    if head.function == Some(GET_VAR_SUBSTREAMED) {
        // 0x20 0x04: an array of unsigned numbers.
        r.skip(2)?;
    }
    number(r)?;
    let attribute = number(r)?;
    out.named("object", || format!("{object:#010x}.{attribute}"));
    match attribute {
        CHALLENGE | ANSWER => out.refine("legitimation", Risk::Link),
        CREDIT if head.function == Some(SET_VARIABLE) => {
            out.refine("renew_subscription", Risk::Link);
        }
        _ => {}
    }
    out.values(r.rest());
    Some(())
}

/// Object, or 0 and a list of addresses: checksum of the symbol, area, path.
fn variables(head: &Head, mut r: Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let object = r.u32()?;
    if object != 0 {
        out.named("object", || format!("{object:#010x}"));
        if head.session == Some(object) {
            out.refine("set_session", Risk::Link);
        }
        return Some(());
    }
    let count = number(&mut r)?;
    number(&mut r)?;
    let told = count.min(MAX_ITEMS);
    for at in 0..told {
        number(&mut r)?;
        let name = address(&mut r)?;
        if count > 1 {
            out.field("item", u8::try_from(at).unwrap_or(u8::MAX));
            out.field("items", u8::try_from(count).unwrap_or(u8::MAX));
        }
        out.named("variable", || name);
        if at + 1 < told {
            out.next_item();
        }
    }
    if head.function == Some(SET_MULTI_VARIABLES) {
        out.values(r.rest());
    }
    Some(())
}

/// Area, number of what follows, sub-area, path of local ids: `db3.10`.
fn address(r: &mut Reader<'_>) -> Option<String> {
    let area = number(r)?;
    let mut name = match (area >> 16, area) {
        (0x8a0e, _) => format!("db{}", area & 0xffff),
        (_, 80) => "input".to_owned(),
        (_, 81) => "output".to_owned(),
        (_, 82) => "merker".to_owned(),
        (_, 83) => "counter".to_owned(),
        (_, 84) => "timer".to_owned(),
        _ => format!("object{area}"),
    };
    let depth = number(r)?;
    number(r)?;
    for _ in 1..depth.min(16) {
        let id = number(r)?;
        name.push_str(&format!(".{id}"));
    }
    Some(name)
}

/// Who the controller is: `1;6ES7 214-1HE30-0XB0;V2.2` of a new session, or I&M0.
fn identity(bytes: &[u8], out: &mut Sink<'_>) {
    let mut pieces = bytes.split(|byte| *byte == b';');
    let mut before = pieces.next().unwrap_or_default();
    while let Some(order) = pieces.next() {
        let rest = pieces.clone().next().unwrap_or_default();
        let counted = before.last().is_some_and(u8::is_ascii_digit);
        if counted && is_order_number(order) && rest.first() == Some(&b'V') {
            out.text("order_number", order);
            let is_version = |byte: &u8| *byte == b'V' || *byte == b'.' || byte.is_ascii_digit();
            let end = rest.iter().position(|byte| !is_version(byte)).unwrap_or(rest.len());
            out.text("firmware", rest.get(..end).unwrap_or_default());
            return;
        }
        before = order;
    }
    identification(bytes, out);
}

fn is_order_number(text: &[u8]) -> bool {
    let shaped =
        |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" -".contains(byte);
    (10..=21).contains(&text.len()) && text.iter().all(shaped)
}

/// I&M0 (PROFIBUS & PROFINET International, profile guidelines part 1): vendor 42, order number
/// (20), serial number (16), hardware revision, software revision (`V` and three octets).
fn identification(bytes: &[u8], out: &mut Sink<'_>) {
    let Some(at) = bytes.windows(22).position(|window| match window {
        [0, 42, order @ ..] => is_order_number(order),
        _ => false,
    }) else {
        return;
    };
    let mut r = Reader::new(bytes.get(at..).unwrap_or_default());
    let _ = r.skip(2);
    let (Some(order), Some(serial)) = (r.bytes(20), r.bytes(16)) else { return };
    out.text("order_number", order);
    out.text("serial", serial);
    if let (Some(hardware), Some([b'V', a, b, c])) = (r.u16(), r.bytes(4)) {
        out.field("hardware", text(hardware.to_string().as_bytes()));
        out.field("firmware", format!("V{a}.{b}.{c}"));
    }
}

/// A record of TLS: nothing but its length can be told.
pub(super) fn encrypted(kind: Kind, bytes: &[u8], out: &mut Sink<'_>) {
    out.begin_as(1, kind, ENCRYPTED | 2, "encrypted", Risk::Link);
    out.field("record_bytes", u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    out.finish();
}
