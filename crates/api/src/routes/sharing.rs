//! Sharing policies: what may go to whom, with what left out.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::query::PageQuery;
use contract::rest::sharing::{Policy, PolicyDraft};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(policy_list, policy_create)).routes(routes!(policy_change))
}

/// Policies of the caller's tenant.
#[utoipa::path(
    get,
    path = "/sharing-policies",
    operation_id = "policy_list",
    tag = "sharing",
    params(PageQuery),
    responses((status = 200, body = Page<Policy>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_read")))
)]
pub(crate) async fn policy_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<Policy>> {
    Ok(Json(app.policy_list(&caller, &query).await?))
}

/// Makes a policy.
#[utoipa::path(
    post,
    path = "/sharing-policies",
    operation_id = "policy_create",
    tag = "sharing",
    request_body = PolicyDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_write")))
)]
pub(crate) async fn policy_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<PolicyDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.policy_create(&caller, draft).await?)))
}

/// Changes a policy.
#[utoipa::path(
    put,
    path = "/sharing-policies/{id}",
    operation_id = "policy_change",
    tag = "sharing",
    params(("id" = String, Path, description = "Policy")),
    request_body = PolicyDraft,
    responses((status = 200, body = Policy), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_write")))
)]
pub(crate) async fn policy_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<PolicyDraft>,
) -> Answer<Policy> {
    Ok(Json(app.policy_change(&caller, id, draft).await?))
}
