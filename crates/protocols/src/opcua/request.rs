//! Requests: what they name and what they would change. Source: OPC 10000-4 §5.

use model::observation::Value;

use crate::sink::Sink;

use super::Pending;
use super::table;
use super::types::{Content, DataValue, Decoder, NodeId, clip};

/// Nodes of one message that become observations of their own.
const MAX_ITEMS: usize = 64;

/// Whether bytes begin with the type id of a known message: what is only signed can be read.
pub(super) fn is_known(bytes: &[u8]) -> bool {
    let id = Decoder::new(bytes).node().and_then(|node| node.standard());
    id.is_some_and(|id| id == table::FAULT || table::service(id).is_some())
}

/// Authentication token, timestamp, handle, diagnostics, audit entry, timeout, additional header.
fn header(body: &mut Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    body.node()?;
    body.skip(8)?;
    out.field("request_handle", body.u32()?);
    body.skip(4)?;
    out.text("audit_entry", body.string()?);
    body.skip(4)?;
    body.extension()?;
    Some(())
}

/// Reads a request into the open message; nodes go to `pending` for the response.
pub(super) fn read(
    name: &str,
    mut body: Decoder<'_>,
    pending: &mut Pending,
    clear: bool,
    out: &mut Sink<'_>,
) -> Option<()> {
    // Without anyone who wants details, only what anomalies are made of.
    if !out.wanted() && name != "activate_session" {
        return None;
    }
    header(&mut body, out)?;
    match name {
        "open_secure_channel" => open(body, out),
        "create_session" => create_session(body, out),
        "activate_session" => activate(body, clear, out),
        "get_endpoints" | "find_servers" => {
            out.text("endpoint_url", body.string()?);
            Some(())
        }
        "register_server" | "register_server_2" => register(body, out),
        "read" => {
            body.skip(12)?;
            nodes(body, pending, out, |body, _| read_value_id(body))
        }
        "history_read" => {
            body.extension()?;
            body.skip(5)?;
            nodes(body, pending, out, |body, _| {
                let node = body.node()?;
                body.string()?;
                body.qualified_name()?;
                body.string()?;
                Some((node, 13))
            })
        }
        "write" => nodes(body, pending, out, write_value),
        "call" => nodes(body, pending, out, call_method),
        "browse" => {
            body.node()?;
            body.skip(16)?;
            nodes(body, pending, out, |body, _| {
                let node = body.node()?;
                body.skip(4)?;
                body.node()?;
                body.skip(9)?;
                Some((node, 0))
            })
        }
        "translate_browse_paths" => first_node(body, pending, out),
        "register_nodes" | "unregister_nodes" => {
            nodes(body, pending, out, |body, _| Some((body.node()?, 0)))
        }
        "delete_nodes" => nodes(body, pending, out, |body, _| {
            let node = body.node()?;
            body.skip(1)?;
            Some((node, 0))
        }),
        "add_nodes" => nodes(body, pending, out, add_node),
        "create_monitored_items" => {
            out.field("subscription", body.u32()?);
            body.skip(4)?;
            nodes(body, pending, out, |body, _| {
                let named = read_value_id(body)?;
                body.skip(16)?;
                body.extension()?;
                body.skip(5)?;
                Some(named)
            })
        }
        "create_subscription" => {
            out.field("interval", Value::Float(body.double().filter(|ms| ms.is_finite())?));
            Some(())
        }
        "modify_subscription"
        | "modify_monitored_items"
        | "set_monitoring_mode"
        | "delete_monitored_items"
        | "set_triggering"
        | "republish" => {
            out.field("subscription", body.u32()?);
            Some(())
        }
        _ => Some(()),
    }
}

/// Tells each node of an array as an observation of its own.
fn nodes<'a>(
    mut body: Decoder<'a>,
    pending: &mut Pending,
    out: &mut Sink<'_>,
    read: impl Fn(&mut Decoder<'a>, &mut Sink<'_>) -> Option<(NodeId<'a>, u32)>,
) -> Option<()> {
    let many = body.array()?;
    for at in 0..many.min(MAX_ITEMS) {
        item(at, many, out);
        let (node, attribute) = read(&mut body, out)?;
        let name = node.show();
        // Value is what nearly everybody reads; any other attribute is worth a word.
        if attribute != 0 && attribute != 13 {
            out.field("attribute", table::attribute(attribute));
        }
        out.named("node", || name.clone());
        pending.names.push(name);
        let meaning = node.standard().filter(|_| attribute == 13).unwrap_or(0);
        pending.standard.push(meaning);
        if at + 1 < many.min(MAX_ITEMS) {
            out.next_item();
        }
    }
    Some(())
}

pub(super) fn item(at: usize, many: usize, out: &mut Sink<'_>) {
    if many > 1 {
        out.field("item", u32::try_from(at).unwrap_or(u32::MAX));
        out.field("items", u32::try_from(many).unwrap_or(u32::MAX));
    }
}

/// Node, attribute, index range, data encoding.
fn read_value_id<'a>(body: &mut Decoder<'a>) -> Option<(NodeId<'a>, u32)> {
    let named = (body.node()?, body.u32()?);
    body.string()?;
    body.qualified_name()?;
    Some(named)
}

/// Node, attribute, index range, value.
fn write_value<'a>(body: &mut Decoder<'a>, out: &mut Sink<'_>) -> Option<(NodeId<'a>, u32)> {
    let named = (body.node()?, body.u32()?);
    body.string()?;
    let value = body.data_value()?;
    tell_value(&value, out);
    Some(named)
}

pub(super) fn tell_value(value: &DataValue<'_>, out: &mut Sink<'_>) {
    out.values(value.bytes);
    match &value.content {
        Content::Single(single) => out.field("value", single.clone()),
        Content::Text(text) => out.field("value", clip(text)),
        Content::Structure(..) | Content::Other => {}
    }
}

/// Object, method, input arguments.
fn call_method<'a>(body: &mut Decoder<'a>, out: &mut Sink<'_>) -> Option<(NodeId<'a>, u32)> {
    let (object, method) = (body.node()?, body.node()?);
    out.field("method", method.show());
    let before = body.rest();
    let arguments = body.array()?;
    out.field("arguments", u32::try_from(arguments).unwrap_or(u32::MAX));
    for _ in 0..arguments {
        body.variant()?;
    }
    let used = before.len().saturating_sub(body.left());
    out.values(before.get(..used).unwrap_or_default());
    Some((object, 0))
}

/// Parent, reference type, new node, browse name, class, attributes, type definition.
fn add_node<'a>(body: &mut Decoder<'a>, out: &mut Sink<'_>) -> Option<(NodeId<'a>, u32)> {
    body.node()?;
    body.node()?;
    let node = body.node()?;
    out.text("browse_name", body.qualified_name()?);
    body.skip(4)?;
    body.extension()?;
    body.node()?;
    Some((node, 0))
}

fn first_node(mut body: Decoder<'_>, pending: &mut Pending, out: &mut Sink<'_>) -> Option<()> {
    let many = body.array()?;
    out.field("items", u32::try_from(many).unwrap_or(u32::MAX));
    if many > 0 {
        let name = body.node()?.show();
        out.named("node", || name.clone());
        pending.names.push(name);
        pending.standard.push(0);
    }
    Some(())
}

/// Client protocol version, request type, security mode, nonce, lifetime. OPC 10000-4 §5.6.2.
fn open(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    body.skip(4)?;
    out.field("renewal", body.u32()? == 1);
    out.field("security_mode", table::security_mode(body.u32()?));
    body.string()?;
    out.field("lifetime", body.u32()?);
    Some(())
}

/// ApplicationDescription. OPC 10000-4 §7.2.
pub(super) fn application(body: &mut Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.text("application_uri", body.string()?);
    out.text("product_uri", body.string()?);
    out.text("name", body.localized_text()?);
    out.field(
        "application_type",
        match body.u32()? {
            0 => "server",
            1 => "client",
            2 => "client_and_server",
            3 => "discovery_server",
            _ => "unknown",
        },
    );
    skip_application_tail(body)
}

/// Gateway, discovery profile, discovery URLs.
pub(super) fn skip_application_tail(body: &mut Decoder<'_>) -> Option<()> {
    body.string()?;
    body.string()?;
    body.strings()
}

fn create_session(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    application(&mut body, out)?;
    out.text("server_uri", body.string()?);
    out.text("endpoint_url", body.string()?);
    out.text("session_name", body.string()?);
    Some(())
}

/// Encodings of the identity tokens. OPC 10000-6 Annex A.2.
const ANONYMOUS: u32 = 321;
const USER_NAME: u32 = 324;
const CERTIFICATE: u32 = 327;
const ISSUED: u32 = 940;

/// Client signature, software certificates, locales, then who the user is. OPC 10000-4 §5.7.3.
fn activate(mut body: Decoder<'_>, clear: bool, out: &mut Sink<'_>) -> Option<()> {
    body.string()?;
    body.string()?;
    for _ in 0..body.array()? {
        body.string()?;
        body.string()?;
    }
    body.strings()?;
    let (id, token) = body.extension()?;
    out.field(
        "user_token",
        match id.standard()? {
            ANONYMOUS => "anonymous",
            USER_NAME => "user_name",
            CERTIFICATE => "certificate",
            ISSUED => "issued",
            _ => "none",
        },
    );
    if id.standard()? == USER_NAME {
        let mut token = Decoder::new(token);
        token.string()?;
        out.text("user", token.string()?);
        let (password, algorithm) = (token.string()?, token.string()?);
        if clear && !password.is_empty() && algorithm.is_empty() {
            out.anomaly("opcua.password_in_clear", super::HEADER + 16, "password");
        }
    }
    Some(())
}

/// RegisteredServer: URIs, names. OPC 10000-4 §7.34.
fn register(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.text("server_uri", body.string()?);
    out.text("product_uri", body.string()?);
    if body.array()? > 0 {
        out.text("name", body.localized_text()?);
    }
    Some(())
}
