//! What every request passes: request id and access log, security headers, wording of problems,
//! origin check.

use std::time::{Duration, Instant};

use app::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::{ErrorKind, Fault};

use crate::answer::{Refusal, render};
use crate::texts::Language;

/// Longest time a handler may take to begin its answer.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Scripts come from here alone; inline styles are what the component library sets; a paper is
/// looked at in a frame of its own bytes.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
frame-src blob:; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; \
worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Gives the request an id, counts it and logs it: method, route, status, duration. Neither
/// query strings nor headers are logged.
pub(crate) async fn record(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = app.new_id().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "console".to_owned(), |path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    app.metrics().http(method.as_str(), &route, status);
    tracing::info!(target: "access", %method, route, status, duration_ms, request_id = id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    response
}

/// Sets the security headers on every answer.
pub(crate) async fn harden(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Words refusals in the language of the request.
pub(crate) async fn word(request: Request, next: Next) -> Response {
    let asked = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    let language = Language::of(asked);
    let mut response = next.run(request).await;
    if let Some(Refusal(fault)) = response.extensions_mut().remove::<Refusal>() {
        if fault.kind == ErrorKind::Internal {
            tracing::error!(code = %fault.code, fault = %fault, "request failed");
        }
        return render(&fault, language);
    }
    match response.status().as_u16() {
        504 => render(&Fault::new(ErrorKind::Timeout, "request.timeout"), language),
        413 => render(&Fault::new(ErrorKind::TooMany, "request.too_large"), language),
        405 => render(&Fault::not_found("route.method"), language),
        _ => response,
    }
}

/// Refuses calls that change something and come from a page of another origin.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_origin(request.headers(), request.uri().host()) {
        return next.run(request).await;
    }
    Refusal(Fault::forbidden("request.origin")).into_response()
}

/// Browsers send `origin` (and `sec-fetch-site`) with such calls; programs send neither.
fn is_same_origin(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site"))
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    let origin_host = origin.split_once("://").map_or("", |(_, host)| host);
    let host = text(header::HOST).or(authority).unwrap_or_default();
    !origin_host.is_empty() && origin_host == host
}

/// What is left of a handler that panicked.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Refusal(Fault::new(ErrorKind::Internal, "internal")).into_response()
}

#[cfg(test)]
mod tests;
