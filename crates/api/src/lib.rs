//! The HTTP face of a node: the console API under `/api/v1` with its OpenAPI document, live
//! events, the embedded console, health and metrics.
//!
//! What it is not: it decides nothing. Handlers read input, call one use-case of `app` and render
//! the answer; words for people are in [`texts`].
//!
//! Entry points: [`router`] (console and API), [`ops_router`] (metrics), [`openapi`].
//!
//! Invariants: every route is in the OpenAPI document and says who may call it; every call that
//! changes something carries the session's CSRF token (or a probe's token) and comes from the
//! same origin; every refusal is a `Problem` with a code that has texts in both languages.

mod answer;
mod console;
mod cookie;
mod document;
mod extract;
mod layers;
mod ops;
mod routes;
pub mod texts;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

pub use document::openapi;
pub use ops::ops_router;

/// Bytes of a JSON body.
const MAX_BODY: usize = 1 << 20;

/// Everything the console's address serves. Serve it with
/// `into_make_service_with_connect_info::<SocketAddr>()`, so that addresses are known to the
/// audit trail and the throttle.
pub fn router(app: App) -> Router {
    let (api, document) = document::api().split_for_parts();
    let json = document.to_json().unwrap_or_default();
    let path = format!("{}/openapi.json", document::PREFIX);
    let send = move || async move { ([(header::CONTENT_TYPE, "application/json")], json) };
    api.route(&path, get(send))
        .route("/healthz", get(ops::healthz))
        .route("/readyz", get(ops::readyz))
        .fallback(console::serve)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), layers::record))
                .layer(from_fn(layers::harden))
                .layer(CompressionLayer::new())
                .layer(from_fn(layers::word))
                .layer(CatchPanicLayer::custom(layers::panicked))
                .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, layers::TIMEOUT))
                .layer(from_fn(layers::same_origin))
                .layer(DefaultBodyLimit::max(MAX_BODY)),
        )
        .with_state(app)
}
