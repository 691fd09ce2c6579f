//! The learned command baseline.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contract::rest::asset::{BaselineChange, BaselineRow, BaselineStatus};
use contract::rest::engineered::Deviations;
use contract::rest::query::{BaselineQuery, DeviationQuery};
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Refusal};
use crate::extract::{Body, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(baseline_view, baseline_change))
        .routes(routes!(baseline_entry_list))
        .routes(routes!(baseline_suricata))
        .routes(routes!(deviation_list))
}

/// Whether it learns, until when, and how much it knows.
#[utoipa::path(
    get,
    path = "/baseline",
    operation_id = "baseline_view",
    tag = "baseline",
    responses((status = 200, body = BaselineStatus), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_read")))
)]
pub(crate) async fn baseline_view(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<BaselineStatus> {
    Ok(Json(app.baseline_view(&caller).await?))
}

/// Changes the learning window.
#[utoipa::path(
    put,
    path = "/baseline",
    operation_id = "baseline_change",
    tag = "baseline",
    request_body = BaselineChange,
    responses((status = 200, body = BaselineStatus), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_write")))
)]
pub(crate) async fn baseline_change(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<BaselineChange>,
) -> Answer<BaselineStatus> {
    Ok(Json(app.baseline_change(&caller, draft).await?))
}

/// Learned commands.
#[utoipa::path(
    get,
    path = "/baseline/entries",
    operation_id = "baseline_entry_list",
    tag = "baseline",
    params(BaselineQuery),
    responses((status = 200, body = Page<BaselineRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_read")))
)]
pub(crate) async fn baseline_entry_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<BaselineQuery>,
) -> Answer<Page<BaselineRow>> {
    Ok(Json(app.baseline_entry_list(&caller, &query).await?))
}

/// The baseline as rules in Suricata's language, as a download.
#[utoipa::path(
    get,
    path = "/baseline/suricata",
    operation_id = "baseline_suricata",
    tag = "baseline",
    responses((status = 200, body = String, content_type = "text/plain"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_read")))
)]
pub(crate) async fn baseline_suricata(
    State(app): State<App>,
    Who(caller): Who,
) -> Result<Response, Refusal> {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"baseline.rules\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, app.baseline_suricata(&caller).await?).into_response())
}

/// Findings that depart from what was learned, or from what was engineered; and how many there are
/// of each kind.
#[utoipa::path(
    get,
    path = "/baseline/deviations",
    operation_id = "deviation_list",
    tag = "baseline",
    params(DeviationQuery),
    responses((status = 200, body = Deviations), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_read")))
)]
pub(crate) async fn deviation_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<DeviationQuery>,
) -> Answer<Deviations> {
    Ok(Json(app.deviation_list(&caller, &query).await?))
}
