//! Notices and their loop.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::notice::{NoticeDetail, NoticeDraft, NoticePreview, NoticeRow, StepDraft};
use contract::rest::query::NoticeQuery;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(notice_list, notice_issue))
        .routes(routes!(notice_preview))
        .routes(routes!(notice_view))
        .routes(routes!(notice_step))
}

/// Notices that the caller's tenant issued or received.
#[utoipa::path(
    get,
    path = "/notices",
    operation_id = "notice_list",
    tag = "notices",
    params(NoticeQuery),
    responses((status = 200, body = Page<NoticeRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn notice_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<NoticeQuery>,
) -> Answer<Page<NoticeRow>> {
    Ok(Json(app.notice_list(&caller, &query).await?))
}

/// One notice, its steps, and what the caller may do now.
#[utoipa::path(
    get,
    path = "/notices/{id}",
    operation_id = "notice_view",
    tag = "notices",
    params(("id" = String, Path, description = "Notice")),
    responses((status = 200, body = NoticeDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn notice_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<NoticeDetail> {
    Ok(Json(app.notice_view(&caller, id).await?))
}

/// What would be issued, to whom, by which way.
#[utoipa::path(
    post,
    path = "/notices/preview",
    operation_id = "notice_preview",
    tag = "notices",
    request_body = NoticeDraft,
    responses((status = 200, body = NoticePreview), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_preview(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<NoticeDraft>,
) -> Answer<NoticePreview> {
    Ok(Json(app.notice_preview(&caller, draft).await?))
}

/// Issues a numbered notice.
#[utoipa::path(
    post,
    path = "/notices",
    operation_id = "notice_issue",
    tag = "notices",
    request_body = NoticeDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_issue(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<NoticeDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.notice_issue(&caller, draft).await?)))
}

/// Takes a step in a notice's loop.
#[utoipa::path(
    post,
    path = "/notices/{id}/steps",
    operation_id = "notice_step",
    tag = "notices",
    params(("id" = String, Path, description = "Notice")),
    request_body = StepDraft,
    responses((status = 200, body = NoticeDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn notice_step(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<StepDraft>,
) -> Answer<NoticeDetail> {
    Ok(Json(app.notice_step(&caller, id, draft).await?))
}
