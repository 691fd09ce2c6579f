//! Tenants: the organisations this node knows.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::people::{Tenant, TenantDraft};
use contract::rest::query::TenantQuery;
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tenant_list, tenant_create))
}

/// Organisations, by path.
#[utoipa::path(
    get,
    path = "/tenants",
    operation_id = "tenant_list",
    tag = "tenants",
    params(TenantQuery),
    responses((status = 200, body = Page<Tenant>), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn tenant_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<TenantQuery>,
) -> Answer<Page<Tenant>> {
    Ok(Json(app.tenant_list(&caller, &query).await?))
}

/// Registers an organisation that lives on this node.
#[utoipa::path(
    post,
    path = "/tenants",
    operation_id = "tenant_create",
    tag = "tenants",
    request_body = TenantDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("tenant_manage")))
)]
pub(crate) async fn tenant_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<TenantDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.tenant_create(&caller, draft).await?)))
}
