//! What handlers answer with, and how a fault becomes a problem document.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::rest::Problem;
use model::{ErrorKind, Fault};

use crate::texts::{self, Language};

/// 200 with a body.
pub(crate) type Answer<T> = Result<Json<T>, Refusal>;
/// 201 with a body.
pub(crate) type Made<T> = Result<(StatusCode, Json<T>), Refusal>;
/// 204.
pub(crate) type Done = Result<StatusCode, Refusal>;

/// A fault on its way out. Rendered without a language; [`crate::layers::problem`] sets the
/// wording once the request's language is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal(pub(crate) Fault);

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

/// HTTP status of a kind.
pub(crate) fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The problem document of a fault.
pub(crate) fn problem(fault: &Fault, language: Language) -> Problem {
    let wording = texts::of(&fault.code, fault.kind, language);
    Problem {
        status: status(fault.kind).as_u16(),
        kind: fault.kind,
        code: fault.code.to_string(),
        title: texts::fill(wording.title, &fault.params),
        way_out: texts::fill(wording.way_out, &fault.params),
        params: fault.params.clone(),
    }
}

/// Title and way out of a code that stands inside an answer.
pub(crate) fn worded(
    code: &str,
    params: &BTreeMap<String, String>,
    language: Language,
) -> (String, String) {
    let wording = texts::of(code, ErrorKind::Invalid, language);
    (texts::fill(wording.title, params), texts::fill(wording.way_out, params))
}

/// The whole answer to a fault.
pub(crate) fn render(fault: &Fault, language: Language) -> Response {
    let body = serde_json::to_vec(&problem(fault, language)).unwrap_or_default();
    let headers =
        [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    let mut response = (status(fault.kind), headers, body).into_response();
    if let Some(seconds) = fault.params.get("retry_seconds").and_then(|s| s.parse().ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(self.0.kind).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
