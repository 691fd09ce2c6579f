//! Loops: the course of notices as the tiers above see it.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::loop_figures::LoopStatistics;
use contract::rest::loops::{
    HazardDraft, LoopBatch, LoopDetail, LoopMachine, LoopOutcome, LoopRow, LoopSample,
    LoopSampling, LoopStepDraft, SuperviseDraft,
};
use contract::rest::query::{LoopFiguresQuery, LoopQuery};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(loop_list))
        .routes(routes!(loop_statistics))
        .routes(routes!(loop_machine))
        .routes(routes!(loop_sampling))
        .routes(routes!(loop_steps))
        .routes(routes!(loop_view))
        .routes(routes!(loop_step))
        .routes(routes!(loop_recheck))
        .routes(routes!(loop_supervise))
        .routes(routes!(hazard_list, hazard_open))
        .routes(routes!(finding_hazard))
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

/// Counts by each dimension, and how long things took.
#[utoipa::path(
    get,
    path = "/loops/statistics",
    operation_id = "loop_statistics",
    tag = "loops",
    params(LoopFiguresQuery),
    responses((status = 200, body = LoopStatistics), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_read")))
)]
pub(crate) async fn loop_statistics(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<LoopFiguresQuery>,
) -> Answer<LoopStatistics> {
    Ok(Json(app.loop_statistics(&caller, &query).await?))
}

/// One loop: its course, how it stands, what the caller may do now.
#[utoipa::path(
    get,
    path = "/loops/{id}",
    operation_id = "loop_view",
    tag = "loops",
    params(("id" = String, Path, description = "Notice, hazard or task")),
    responses((status = 200, body = LoopDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_read")))
)]
pub(crate) async fn loop_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<LoopDetail> {
    Ok(Json(app.loop_view(&caller, id).await?))
}

/// Takes a step in a loop.
#[utoipa::path(
    post,
    path = "/loops/{id}/steps",
    operation_id = "loop_step",
    tag = "loops",
    params(("id" = String, Path, description = "Notice, hazard or task")),
    request_body = LoopStepDraft,
    responses((status = 200, body = LoopDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn loop_step(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<LoopStepDraft>,
) -> Answer<LoopDetail> {
    Ok(Json(app.loop_step(&caller, id, draft).await?))
}

/// Takes the same step in many loops, each with its own outcome.
#[utoipa::path(
    post,
    path = "/loops/steps",
    operation_id = "loop_steps",
    tag = "loops",
    request_body = LoopBatch,
    responses((status = 200, body = Vec<LoopOutcome>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn loop_steps(
    State(app): State<App>,
    Who(caller): Who,
    Body(batch): Body<LoopBatch>,
) -> Answer<Vec<LoopOutcome>> {
    Ok(Json(app.loop_steps(&caller, batch).await?))
}

/// Looks at a hazard's conditions on this node's own data, and tells the issuer.
#[utoipa::path(
    post,
    path = "/loops/{id}/recheck",
    operation_id = "loop_recheck",
    tag = "loops",
    params(("id" = String, Path, description = "Notice, hazard or task")),
    responses((status = 200, body = LoopDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn loop_recheck(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<LoopDetail> {
    Ok(Json(app.loop_recheck(&caller, id).await?))
}

/// Follows a loop below 督办: issuer and recipient are told.
#[utoipa::path(
    post,
    path = "/loops/{id}/supervise",
    operation_id = "loop_supervise",
    tag = "loops",
    params(("id" = String, Path, description = "Notice, hazard or task")),
    request_body = SuperviseDraft,
    responses((status = 200, body = LoopDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn loop_supervise(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<SuperviseDraft>,
) -> Answer<LoopDetail> {
    Ok(Json(app.loop_supervise(&caller, id, draft).await?))
}

/// Draws closed loops to be looked at again 抽查, by a seed that is printed.
#[utoipa::path(
    post,
    path = "/loops/sampling",
    operation_id = "loop_sampling",
    tag = "loops",
    request_body = LoopSampling,
    responses((status = 200, body = LoopSample), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn loop_sampling(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<LoopSampling>,
) -> Answer<LoopSample> {
    Ok(Json(app.loop_sampling(&caller, draft).await?))
}

/// States and steps of a loop as its pack declares them.
#[utoipa::path(
    get,
    path = "/loops/procedures/{id}",
    operation_id = "loop_machine",
    tag = "loops",
    params(("id" = String, Path, description = "Pack id, or `id@version`")),
    responses((status = 200, body = LoopMachine), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_read")))
)]
pub(crate) async fn loop_machine(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<String>,
) -> Answer<LoopMachine> {
    Ok(Json(app.loop_machine(&caller, &id)?))
}

/// Hazards of the caller's organisation.
#[utoipa::path(
    get,
    path = "/hazards",
    operation_id = "hazard_list",
    tag = "loops",
    params(LoopQuery),
    responses((status = 200, body = Page<LoopRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_read")))
)]
pub(crate) async fn hazard_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<LoopQuery>,
) -> Answer<Page<LoopRow>> {
    Ok(Json(app.hazard_list(&caller, &query).await?))
}

/// Opens a hazard of the caller's own organisation.
#[utoipa::path(
    post,
    path = "/hazards",
    operation_id = "hazard_open",
    tag = "loops",
    request_body = HazardDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("hazard_open")))
)]
pub(crate) async fn hazard_open(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<HazardDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.hazard_open(&caller, draft).await?)))
}

/// Opens a hazard from a finding.
#[utoipa::path(
    post,
    path = "/findings/{id}/hazard",
    operation_id = "finding_hazard",
    tag = "loops",
    params(("id" = String, Path, description = "Finding")),
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_decide")))
)]
pub(crate) async fn finding_hazard(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.finding_hazard(&caller, id).await?)))
}
