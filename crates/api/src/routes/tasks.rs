//! Tasks: handed to many, taken apart further down, followed on one board. Their steps are those
//! of any loop (`POST /loops/{id}/steps`).

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::query::{PageQuery, TaskQuery};
use contract::rest::task::{
    DispatchBoard, DispatchRow, Dispatched, TaskDetail, TaskDraft, TaskPreview, TaskRow,
};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(task_list, task_issue))
        .routes(routes!(task_preview))
        .routes(routes!(dispatch_list))
        .routes(routes!(dispatch_board))
        .routes(routes!(task_view))
}

/// Tasks that the caller's tenant issued or received.
#[utoipa::path(
    get,
    path = "/tasks",
    operation_id = "task_list",
    tag = "tasks",
    params(TaskQuery),
    responses((status = 200, body = Page<TaskRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task_read")))
)]
pub(crate) async fn task_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<TaskQuery>,
) -> Answer<Page<TaskRow>> {
    Ok(Json(app.task_list(&caller, &query).await?))
}

/// Hands a task to each recipient, or takes one from above apart.
#[utoipa::path(
    post,
    path = "/tasks",
    operation_id = "task_issue",
    tag = "tasks",
    request_body = TaskDraft,
    responses((status = 201, body = Dispatched), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task_issue")))
)]
pub(crate) async fn task_issue(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<TaskDraft>,
) -> Made<Dispatched> {
    Ok((StatusCode::CREATED, Json(app.task_issue(&caller, draft).await?)))
}

/// What would be issued: number, deadline and recipients.
#[utoipa::path(
    post,
    path = "/tasks/preview",
    operation_id = "task_preview",
    tag = "tasks",
    request_body = TaskDraft,
    responses((status = 200, body = TaskPreview), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task_issue")))
)]
pub(crate) async fn task_preview(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<TaskDraft>,
) -> Answer<TaskPreview> {
    Ok(Json(app.task_preview(&caller, draft).await?))
}

/// Dispatches of the caller's tenant.
#[utoipa::path(
    get,
    path = "/tasks/dispatches",
    operation_id = "dispatch_list",
    tag = "tasks",
    params(PageQuery),
    responses((status = 200, body = Page<DispatchRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task_read")))
)]
pub(crate) async fn dispatch_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<DispatchRow>> {
    Ok(Json(app.dispatch_list(&caller, &query).await?))
}

/// The board of one dispatch. Its rows are `GET /tasks?dispatch=…`.
#[utoipa::path(
    get,
    path = "/tasks/dispatches/{id}",
    operation_id = "dispatch_board",
    tag = "tasks",
    params(("id" = String, Path, description = "Dispatch")),
    responses((status = 200, body = DispatchBoard), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task_read")))
)]
pub(crate) async fn dispatch_board(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<DispatchBoard> {
    Ok(Json(app.dispatch_board(&caller, id).await?))
}

/// One task, its steps, and how its parts stand.
#[utoipa::path(
    get,
    path = "/tasks/{id}",
    operation_id = "task_view",
    tag = "tasks",
    params(("id" = String, Path, description = "Task")),
    responses((status = 200, body = TaskDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("task_read")))
)]
pub(crate) async fn task_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<TaskDetail> {
    Ok(Json(app.task_view(&caller, id).await?))
}
