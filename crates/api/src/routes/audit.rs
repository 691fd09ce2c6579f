//! The log as the audit trail.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::Record;
use contract::rest::audit::AuditRow;
use contract::rest::query::AuditQuery;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(audit_list)).routes(routes!(record_view))
}

/// Records in the order of the log, newest first.
#[utoipa::path(
    get,
    path = "/audit",
    operation_id = "audit_list",
    tag = "audit",
    params(AuditQuery),
    responses((status = 200, body = Page<AuditRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("audit_read")))
)]
pub(crate) async fn audit_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<AuditQuery>,
) -> Answer<Page<AuditRow>> {
    Ok(Json(app.audit_list(&caller, &query).await?))
}

/// One record as it stands in the log, if the caller's tenant may see it.
#[utoipa::path(
    get,
    path = "/records/{id}",
    operation_id = "record_view",
    tag = "audit",
    params(("id" = String, Path, description = "Record")),
    responses((status = 200, body = Record), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn record_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<Record> {
    Ok(Json(app.record_view(&caller, id).await?))
}
