//! Findings: what detection concluded and a person decides on.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::{Created, FindingDetail, FindingRow, ReportDraft, Triage};
use contract::rest::query::FindingQuery;
use contract::rest::watch::Acceptance;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(finding_list))
        .routes(routes!(finding_view))
        .routes(routes!(finding_triage))
        .routes(routes!(finding_report))
        .routes(routes!(finding_accept))
}

/// Findings of the caller's tenant, newest first.
#[utoipa::path(
    get,
    path = "/findings",
    operation_id = "finding_list",
    tag = "findings",
    params(FindingQuery),
    responses((status = 200, body = Page<FindingRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_read")))
)]
pub(crate) async fn finding_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<FindingQuery>,
) -> Answer<Page<FindingRow>> {
    Ok(Json(app.finding_list(&caller, &query).await?))
}

/// One finding with the observations that prove it.
#[utoipa::path(
    get,
    path = "/findings/{id}",
    operation_id = "finding_view",
    tag = "findings",
    params(("id" = String, Path, description = "Finding")),
    responses((status = 200, body = FindingDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_read")))
)]
pub(crate) async fn finding_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<FindingDetail> {
    Ok(Json(app.finding_view(&caller, id).await?))
}

/// Decides on a finding.
#[utoipa::path(
    post,
    path = "/findings/{id}/triage",
    operation_id = "finding_triage",
    tag = "findings",
    params(("id" = String, Path, description = "Finding")),
    request_body = Triage,
    responses((status = 200, body = FindingDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_decide")))
)]
pub(crate) async fn finding_triage(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<Triage>,
) -> Answer<FindingDetail> {
    Ok(Json(app.finding_triage(&caller, id, draft).await?))
}

/// Reports a finding under a sharing policy.
#[utoipa::path(
    post,
    path = "/findings/{id}/report",
    operation_id = "finding_report",
    tag = "findings",
    params(("id" = String, Path, description = "Finding")),
    request_body = ReportDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_decide")))
)]
pub(crate) async fn finding_report(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<ReportDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.finding_report(&caller, id, draft).await?)))
}

/// Accepts a deviation into the baseline, and closes its finding.
#[utoipa::path(
    post,
    path = "/findings/{id}/accept",
    operation_id = "finding_accept",
    tag = "findings",
    params(("id" = String, Path, description = "Finding")),
    request_body = Acceptance,
    responses((status = 200, body = FindingDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("finding_decide")))
)]
pub(crate) async fn finding_accept(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(acceptance): Body<Acceptance>,
) -> Answer<FindingDetail> {
    Ok(Json(app.finding_accept(&caller, id, acceptance).await?))
}
