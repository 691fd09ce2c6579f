//! Health, readiness, metrics. Health and readiness give no detail: they are public.

use app::App;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

/// The process answers.
pub(crate) async fn healthz() -> StatusCode {
    StatusCode::OK
}

/// The database answers and the node is not stopping.
pub(crate) async fn readyz(State(app): State<App>) -> StatusCode {
    if app.is_ready().await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics_text().await)
}

/// What the operations address serves: `/metrics`, `/healthz`, `/readyz`.
pub fn ops_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .with_state(app)
}
