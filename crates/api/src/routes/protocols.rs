//! The protocol library: what was heard of each protocol, and what its parser knows.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::Problem;
use contract::rest::query::SeriesQuery;
use contract::rest::watch::{ProtocolReference, ProtocolStatistics};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(protocol_list)).routes(routes!(protocol_view))
}

/// Protocols with their messages and operations, over time.
#[utoipa::path(
    get,
    path = "/protocols",
    operation_id = "protocol_list",
    tag = "protocols",
    params(SeriesQuery),
    responses((status = 200, body = ProtocolStatistics), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("observation_read")))
)]
pub(crate) async fn protocol_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<SeriesQuery>,
) -> Answer<ProtocolStatistics> {
    Ok(Json(app.protocol_statistics(&caller, &query).await?))
}

/// A protocol's operations, fields and ports, from its parser's tables.
#[utoipa::path(
    get,
    path = "/protocols/{name}",
    operation_id = "protocol_view",
    tag = "protocols",
    params(("name" = String, Path, description = "Name of the protocol")),
    responses((status = 200, body = ProtocolReference), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("observation_read")))
)]
pub(crate) async fn protocol_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(name): Path<String>,
) -> Answer<ProtocolReference> {
    Ok(Json(app.protocol_view(&caller, &name).await?))
}
