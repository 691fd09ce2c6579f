//! Reports: findings that enterprises told their authorities of.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::finding::{ReportDetail, ReportRow};
use contract::rest::query::ReportQuery;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report_list)).routes(routes!(report_view))
}

/// Reports that the caller's tenant may see, newest first.
#[utoipa::path(
    get,
    path = "/reports",
    operation_id = "report_list",
    tag = "reports",
    params(ReportQuery),
    responses((status = 200, body = Page<ReportRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report_read")))
)]
pub(crate) async fn report_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<ReportQuery>,
) -> Answer<Page<ReportRow>> {
    Ok(Json(app.report_list(&caller, &query).await?))
}

/// One report, as its policy lets it be seen.
#[utoipa::path(
    get,
    path = "/reports/{id}",
    operation_id = "report_view",
    tag = "reports",
    params(("id" = String, Path, description = "Report")),
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("report_read")))
)]
pub(crate) async fn report_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<ReportDetail> {
    Ok(Json(app.report_view(&caller, id).await?))
}
