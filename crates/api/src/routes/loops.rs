//! Loops: the course of notices as the tiers above see it.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::home::LoopRow;
use contract::rest::loop_figures::LoopStatistics;
use contract::rest::query::LoopQuery;
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(loop_list)).routes(routes!(loop_statistics))
}

/// Loops that the caller's tenant may see.
#[utoipa::path(
    get,
    path = "/loops",
    operation_id = "loop_list",
    tag = "loops",
    params(LoopQuery),
    responses((status = 200, body = Page<LoopRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_read")))
)]
pub(crate) async fn loop_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<LoopQuery>,
) -> Answer<Page<LoopRow>> {
    Ok(Json(app.loop_list(&caller, &query).await?))
}

/// Counts by state, region, severity and technique.
#[utoipa::path(
    get,
    path = "/loops/statistics",
    operation_id = "loop_statistics",
    tag = "loops",
    responses((status = 200, body = LoopStatistics), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_read")))
)]
pub(crate) async fn loop_statistics(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<LoopStatistics> {
    Ok(Json(app.loop_statistics(&caller).await?))
}
