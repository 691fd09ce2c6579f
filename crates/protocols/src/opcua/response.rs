//! Responses: outcomes, values, and who the server says it is. Source: OPC 10000-4 §5.

use model::observation::Value;

use crate::sink::Sink;

use super::Pending;
use super::request::{application, item, skip_application_tail, tell_value};
use super::table;
use super::types::{Content, Decoder, clip};

/// Timestamp, handle, result, diagnostics, string table, additional header. Gives the result.
fn header(body: &mut Decoder<'_>, out: &mut Sink<'_>) -> Option<u32> {
    body.skip(8)?;
    out.field("request_handle", body.u32()?);
    let result = body.u32()?;
    outcome(result, out);
    body.diagnostics()?;
    body.strings()?;
    body.extension()?;
    Some(result)
}

/// Bad results have the top bit. OPC 10000-4 §7.39.
fn outcome(status: u32, out: &mut Sink<'_>) {
    if status & 0x8000_0000 == 0 {
        out.ok();
    } else {
        out.failed(status, table::status_name(status));
    }
}

/// Reads a response into the open message.
pub(super) fn read(
    name: &str,
    mut body: Decoder<'_>,
    asked: Option<&Pending>,
    out: &mut Sink<'_>,
) -> Option<()> {
    if !out.wanted() {
        return Some(());
    }
    let result = header(&mut body, out)?;
    if result & 0x8000_0000 != 0 {
        first_name(asked, out);
        return Some(());
    }
    match name {
        "open_secure_channel" => {
            // Server protocol version, channel, token, created at, lifetime.
            body.skip(20)?;
            out.field("lifetime", body.u32()?);
            Some(())
        }
        "create_session" => {
            out.field("session_id", body.node()?.show());
            body.node()?;
            body.skip(8)?;
            body.string()?;
            body.string()?;
            endpoints(body, out)
        }
        "get_endpoints" => endpoints(body, out),
        "find_servers" => {
            if body.array()? > 0 {
                application(&mut body, out)?;
            }
            Some(())
        }
        "read" => each(body, asked, out, |body, meaning, out| {
            let value = body.data_value()?;
            outcome(value.status, out);
            tell_value(&value, out);
            identity(meaning, &value.content, out);
            Some(())
        }),
        "write" | "delete_nodes" => each(body, asked, out, |body, _, out| {
            outcome(body.u32()?, out);
            Some(())
        }),
        "call" => each(body, asked, out, |body, _, out| {
            outcome(body.u32()?, out);
            let results = body.array()?;
            body.skip(results.checked_mul(4)?)?;
            for _ in 0..body.array()? {
                body.diagnostics()?;
            }
            for _ in 0..body.array()? {
                body.variant()?;
            }
            Some(())
        }),
        "add_nodes" => each(body, asked, out, |body, _, out| {
            outcome(body.u32()?, out);
            body.node()?;
            Some(())
        }),
        "create_monitored_items" => each(body, asked, out, |body, _, out| {
            outcome(body.u32()?, out);
            body.skip(16)?;
            body.extension()?;
            Some(())
        }),
        "create_subscription" => {
            out.field("subscription", body.u32()?);
            out.field("interval", Value::Float(body.double().filter(|ms| ms.is_finite())?));
            Some(())
        }
        "publish" => publish(body, out),
        _ => {
            first_name(asked, out);
            Some(())
        }
    }
}

fn first_name(asked: Option<&Pending>, out: &mut Sink<'_>) {
    if let Some(name) = asked.and_then(|asked| asked.names.first()) {
        out.named("node", || name.clone());
    }
}

/// One observation for each result, with the node that the request named.
fn each<'a>(
    mut body: Decoder<'a>,
    asked: Option<&Pending>,
    out: &mut Sink<'_>,
    read: impl Fn(&mut Decoder<'a>, u32, &mut Sink<'_>) -> Option<()>,
) -> Option<()> {
    let many = body.array()?;
    // Without the request nothing can be said of which nodes these are: one observation for all.
    let Some(asked) = asked else {
        out.values(body.rest());
        return Some(());
    };
    let told = many.min(asked.names.len());
    for (at, name) in asked.names.iter().take(told).enumerate() {
        item(at, many, out);
        out.named("node", || name.clone());
        read(&mut body, asked.standard.get(at).copied().unwrap_or(0), out)?;
        if at + 1 < told {
            out.next_item();
        }
    }
    Some(())
}

/// Encodings of BuildInfo and of ServerStatus which holds one. OPC 10000-6 Annex A.2.
const BUILD_INFO: u32 = 340;
const SERVER_STATUS: u32 = 864;

/// What a value tells of the server: BuildInfo's variables 2261 to 2265, or the structure.
/// OPC 10000-6 Annex A.2 (Server_ServerStatus_BuildInfo), OPC 10000-5 §12.4.
fn identity(meaning: u32, content: &Content<'_>, out: &mut Sink<'_>) {
    match (meaning, content) {
        (2261, Content::Text(text)) => out.text("product", text),
        (2262, Content::Text(text)) => out.text("product_uri", text),
        (2263, Content::Text(text)) => out.text("vendor", text),
        (2264, Content::Text(text)) => out.text("firmware", text),
        (2265, Content::Text(text)) => out.text("build", text),
        (_, Content::Structure(BUILD_INFO, body)) => {
            let _ = build_info(Decoder::new(body), out);
        }
        (_, Content::Structure(SERVER_STATUS, body)) => {
            let mut body = Decoder::new(body);
            // Start time, current time, state.
            if body.skip(20).is_some() {
                let _ = build_info(body, out);
            }
        }
        _ => {}
    }
}

/// Product URI, manufacturer, product, software version, build number.
fn build_info(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    for name in ["product_uri", "vendor", "product", "firmware", "build"] {
        out.text(name, body.string()?);
    }
    Some(())
}

/// EndpointDescriptions: the server of the first, the policies of all. OPC 10000-4 §7.14.
fn endpoints(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    let many = body.array()?;
    out.field("endpoints", u32::try_from(many).unwrap_or(u32::MAX));
    let mut policies: Vec<String> = Vec::new();
    let mut anonymous = false;
    for at in 0..many.min(32) {
        let url = body.string()?;
        if at == 0 {
            out.text("endpoint_url", url);
            application(&mut body, out)?;
        } else {
            body.string()?;
            body.string()?;
            body.localized_text()?;
            body.skip(4)?;
            skip_application_tail(&mut body)?;
        }
        body.string()?;
        let mode = table::security_mode(body.u32()?);
        let uri = body.string()?;
        let policy = clip(uri.rsplit(|byte| *byte == b'#').next().unwrap_or(uri));
        let shown = format!("{policy}/{mode}");
        if !policies.contains(&shown) {
            policies.push(shown);
        }
        anonymous |= token_policies(&mut body)?;
        body.string()?;
        body.skip(1)?;
    }
    if !policies.is_empty() {
        out.field("security_policies", policies.join(","));
        out.field("anonymous_allowed", anonymous);
    }
    Some(())
}

/// UserTokenPolicies; gives whether one is anonymous. OPC 10000-4 §7.42.
fn token_policies(body: &mut Decoder<'_>) -> Option<bool> {
    let mut anonymous = false;
    for _ in 0..body.array()? {
        body.string()?;
        anonymous |= body.u32()? == 0;
        body.string()?;
        body.string()?;
        body.string()?;
    }
    Some(anonymous)
}

/// Subscription, available sequence numbers, more, then the notification. OPC 10000-4 §5.14.5.
fn publish(mut body: Decoder<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("subscription", body.u32()?);
    let available = body.array()?;
    body.skip(available.checked_mul(4)?)?;
    body.skip(1 + 4 + 8)?;
    out.values(body.rest());
    out.field("notifications", u32::try_from(body.array()?).unwrap_or(u32::MAX));
    Some(())
}
