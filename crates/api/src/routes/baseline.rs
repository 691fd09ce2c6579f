//! The learned command baseline.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::asset::{BaselineChange, BaselineRow, BaselineStatus};
use contract::rest::query::BaselineQuery;
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Body, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(baseline_view, baseline_change))
        .routes(routes!(baseline_entry_list))
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
