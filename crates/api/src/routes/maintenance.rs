//! Maintenance windows.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::query::PageQuery;
use contract::rest::watch::{MaintenanceDraft, MaintenanceWindow};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Done, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(maintenance_list, maintenance_create))
        .routes(routes!(maintenance_withdraw))
}

/// Maintenance windows, the last planned first.
#[utoipa::path(
    get,
    path = "/maintenance-windows",
    operation_id = "maintenance_list",
    tag = "baseline",
    params(PageQuery),
    responses((status = 200, body = Page<MaintenanceWindow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_read")))
)]
pub(crate) async fn maintenance_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<MaintenanceWindow>> {
    Ok(Json(app.maintenance_list(&caller, &query).await?))
}

/// Plans a window: what departs from the learned within it is told with severity `info`.
#[utoipa::path(
    post,
    path = "/maintenance-windows",
    operation_id = "maintenance_create",
    tag = "baseline",
    request_body = MaintenanceDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_write")))
)]
pub(crate) async fn maintenance_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<MaintenanceDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.maintenance_create(&caller, draft).await?)))
}

/// Withdraws a window.
#[utoipa::path(
    delete,
    path = "/maintenance-windows/{id}",
    operation_id = "maintenance_withdraw",
    tag = "baseline",
    params(("id" = String, Path, description = "Maintenance window")),
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_write")))
)]
pub(crate) async fn maintenance_withdraw(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Done {
    app.maintenance_withdraw(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
