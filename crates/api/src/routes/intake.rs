//! The probes' uplink.

use app::App;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::intake::{IntakeReceipt, MAX_BATCH_BYTES};
use contract::rest::Problem;
use model::{ErrorKind, Fault};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::answer::{Answer, Refusal};
use crate::extract::Raw;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(intake_batch).layer(DefaultBodyLimit::max(MAX_BATCH_BYTES)))
        .routes(routes!(intake_rules))
}

/// Stores a batch of probe events (NDJSON, `content-encoding: zstd` or none). Answered only once
/// it is on disk; the same batch again is answered `duplicate`.
#[utoipa::path(
    post,
    path = "/intake",
    operation_id = "intake_batch",
    tag = "intake",
    security(("probe" = [])),
    params(("huhang-batch" = String, Header, description = "`<run id>-<sequence>`")),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, body = IntakeReceipt), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("probe_token")))
)]
pub(crate) async fn intake_batch(
    State(app): State<App>,
    headers: HeaderMap,
    Raw(bytes): Raw,
) -> Answer<IntakeReceipt> {
    let token = bearer(&headers)?;
    let batch = text(&headers, "huhang-batch").ok_or_else(|| Fault::invalid("intake.batch"))?;
    let body = plain(&headers, bytes).await?;
    Ok(Json(app.intake(token, batch, body).await?))
}

/// The rules in Suricata's language that the probe is to load. `if-none-match` with the `etag` of
/// those it has: 304 when they are still the same.
#[utoipa::path(
    get,
    path = "/intake/rules",
    operation_id = "intake_rules",
    tag = "intake",
    security(("probe" = [])),
    params(("if-none-match" = Option<String>, Header, description = "ETag of the rules at hand")),
    responses((status = 200, body = String, content_type = "text/plain"), (status = 304, description = "Unchanged"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("probe_token")))
)]
pub(crate) async fn intake_rules(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let token = bearer(&headers)?;
    let has = text(&headers, header::IF_NONE_MATCH.as_str());
    let has = has.map(|tag| tag.trim_start_matches("W/").trim_matches('"'));
    let rules = app.probe_rules(token, has).await?;
    let tag = [(header::ETAG, format!("\"{}\"", rules.tag))];
    let Some(all) = rules.text else {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    };
    Ok((tag, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], all).into_response())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn bearer(headers: &HeaderMap) -> Result<&str, Fault> {
    text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| Fault::new(ErrorKind::Unauthenticated, "intake.token"))
}

async fn plain(headers: &HeaderMap, bytes: bytes::Bytes) -> Result<bytes::Bytes, Refusal> {
    match text(headers, header::CONTENT_ENCODING.as_str()) {
        None | Some("identity") => Ok(bytes),
        Some("zstd") => Ok(tokio::task::spawn_blocking(move || inflate(&bytes))
            .await
            .map_err(|_| Fault::new(ErrorKind::Internal, "internal"))??),
        Some(other) => Err(Fault::invalid("intake.encoding").with("encoding", other).into()),
    }
}

/// Decompresses at most [`MAX_BATCH_BYTES`]; what the frame claims of its size is not believed.
fn inflate(bytes: &[u8]) -> Result<bytes::Bytes, Fault> {
    use std::io::Read;
    let bad = |_| Fault::invalid("intake.compression");
    let limit = MAX_BATCH_BYTES as u64 + 1;
    let mut plain = Vec::new();
    let decoder = zstd::Decoder::new(bytes).map_err(bad)?;
    decoder.take(limit).read_to_end(&mut plain).map_err(bad)?;
    if plain.len() > MAX_BATCH_BYTES {
        return Err(
            Fault::new(ErrorKind::TooMany, "intake.too_large").with("most", MAX_BATCH_BYTES)
        );
    }
    Ok(plain.into())
}

#[cfg(test)]
mod tests;
