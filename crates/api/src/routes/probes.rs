//! Probes and their tokens.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::asset::{Probe, ProbeCreated, ProbeDraft};
use contract::rest::query::{HealthQuery, PageQuery};
use contract::rest::watch::ProbeHealthView;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Done, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(probe_list, probe_create))
        .routes(routes!(probe_revoke))
        .routes(routes!(probe_health))
}

/// Probes with what they have delivered.
#[utoipa::path(
    get,
    path = "/probes",
    operation_id = "probe_list",
    tag = "probes",
    params(PageQuery),
    responses((status = 200, body = Page<Probe>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("probe_read")))
)]
pub(crate) async fn probe_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<Probe>> {
    Ok(Json(app.probe_list(&caller, &query).await?))
}

/// Registers a probe; its token is shown once.
#[utoipa::path(
    post,
    path = "/probes",
    operation_id = "probe_create",
    tag = "probes",
    request_body = ProbeDraft,
    responses((status = 201, body = ProbeCreated), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("probe_manage")))
)]
pub(crate) async fn probe_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<ProbeDraft>,
) -> Made<ProbeCreated> {
    Ok((StatusCode::CREATED, Json(app.probe_create(&caller, draft).await?)))
}

/// Revokes a probe's token.
#[utoipa::path(
    delete,
    path = "/probes/{id}",
    operation_id = "probe_revoke",
    tag = "probes",
    params(("id" = String, Path, description = "Probe")),
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("probe_manage")))
)]
pub(crate) async fn probe_revoke(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Done {
    app.probe_revoke(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a probe fares: its last report, and what happened between reports.
#[utoipa::path(
    get,
    path = "/probes/{id}/health",
    operation_id = "probe_health",
    tag = "probes",
    params(("id" = String, Path, description = "Probe"), HealthQuery),
    responses((status = 200, body = ProbeHealthView), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("probe_read")))
)]
pub(crate) async fn probe_health(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<HealthQuery>,
) -> Answer<ProbeHealthView> {
    Ok(Json(app.probe_health(&caller, id, &query).await?))
}
