//! Observations: what the probes heard.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::asset::{ObservationRow, Series};
use contract::rest::query::{ObservationQuery, SeriesQuery};
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(observation_list))
        .routes(routes!(observation_series))
        .routes(routes!(observation_view))
}

/// Observations, newest first.
#[utoipa::path(
    get,
    path = "/observations",
    operation_id = "observation_list",
    tag = "observations",
    params(ObservationQuery),
    responses((status = 200, body = Page<ObservationRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("observation_read")))
)]
pub(crate) async fn observation_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<ObservationQuery>,
) -> Answer<Page<ObservationRow>> {
    Ok(Json(app.observation_list(&caller, &query).await?))
}

/// Messages per step and protocol.
#[utoipa::path(
    get,
    path = "/observations/series",
    operation_id = "observation_series",
    tag = "observations",
    params(SeriesQuery),
    responses((status = 200, body = Series), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("observation_read")))
)]
pub(crate) async fn observation_series(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<SeriesQuery>,
) -> Answer<Series> {
    Ok(Json(app.observation_series(&caller, &query).await?))
}

/// One observation by its reference.
#[utoipa::path(
    get,
    path = "/observations/{reference}",
    operation_id = "observation_view",
    tag = "observations",
    params(("reference" = String, Path, description = "`<day>.<block>.<index>`")),
    responses((status = 200, body = ObservationRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("observation_read")))
)]
pub(crate) async fn observation_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(reference): Path<String>,
) -> Answer<ObservationRow> {
    Ok(Json(app.observation_view(&caller, &reference).await?))
}
