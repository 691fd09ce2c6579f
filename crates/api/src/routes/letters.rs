//! Letters: number series, templates, drafts, circulars, and the papers of all of them.

use app::{App, Paper};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::letters::Letter;
use contract::rest::finding::Created;
use contract::rest::notice::{
    CircularDetail, CircularRow, CircularWithdraw, CopyRow, DraftDetail, DraftIssue, DraftReview,
    DraftRow, DraftSave, FilledLetter, Issued, NoticeDetail, NoticePreview, PaperFound,
    SeriesDraft, SeriesRow, TemplateFill, TemplateRow, Withdrawn,
};
use contract::rest::query::{CircularQuery, CopyQuery, DocumentQuery, NoticeDraftQuery};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made, Refusal};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(series_list, series_create))
        .routes(routes!(series_change))
        .routes(routes!(template_list))
        .routes(routes!(template_fill))
        .routes(routes!(report_notice_draft))
        .routes(routes!(forward_draft))
        .routes(routes!(correction_draft))
        .routes(routes!(notice_draft_list, notice_draft_create))
        .routes(routes!(letter_preview))
        .routes(routes!(notice_draft_view, notice_draft_change))
        .routes(routes!(notice_draft_review))
        .routes(routes!(notice_draft_issue))
        .routes(routes!(draft_document))
        .routes(routes!(circular_list))
        .routes(routes!(circular_view))
        .routes(routes!(circular_copies))
        .routes(routes!(circular_withdraw))
        .routes(routes!(circular_document))
        .routes(routes!(notice_read))
        .routes(routes!(notice_document))
        .routes(routes!(notice_receipt))
        .routes(routes!(paper_found))
}

/// A paper as a file to be kept.
fn paper(paper: Paper) -> Response {
    let headers = [
        (header::CONTENT_TYPE, paper.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", paper.name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, Bytes::from(paper.bytes)).into_response()
}

/// Number series of the caller's tenant, each with the number it would give next.
#[utoipa::path(
    get,
    path = "/notice-series",
    operation_id = "series_list",
    tag = "notices",
    responses((status = 200, body = Vec<SeriesRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn series_list(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<Vec<SeriesRow>> {
    Ok(Json(app.series_list(&caller).await?))
}

/// Makes a number series.
#[utoipa::path(
    post,
    path = "/notice-series",
    operation_id = "series_create",
    tag = "notices",
    request_body = SeriesDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn series_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<SeriesDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.series_save(&caller, None, draft).await?)))
}

/// Changes a number series; numbers already given stay.
#[utoipa::path(
    put,
    path = "/notice-series/{id}",
    operation_id = "series_change",
    tag = "notices",
    params(("id" = String, Path, description = "Series")),
    request_body = SeriesDraft,
    responses((status = 200, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn series_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<SeriesDraft>,
) -> Answer<Created> {
    Ok(Json(app.series_save(&caller, Some(id), draft).await?))
}

/// Texts that a letter may begin with, as the packs give them.
#[utoipa::path(
    get,
    path = "/notice-templates",
    operation_id = "template_list",
    tag = "notices",
    responses((status = 200, body = Vec<TemplateRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn template_list(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<Vec<TemplateRow>> {
    Ok(Json(app.template_list(&caller)?))
}

/// A letter out of a template; nothing is saved.
#[utoipa::path(
    post,
    path = "/notice-templates/fill",
    operation_id = "template_fill",
    tag = "notices",
    request_body = TemplateFill,
    responses((status = 200, body = FilledLetter), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn template_fill(
    State(app): State<App>,
    Who(caller): Who,
    Body(fill): Body<TemplateFill>,
) -> Answer<FilledLetter> {
    Ok(Json(app.template_fill(&caller, fill).await?))
}

/// A filled letter that answers a report; nothing is saved.
#[utoipa::path(
    get,
    path = "/reports/{id}/notice-draft",
    operation_id = "report_notice_draft",
    tag = "notices",
    params(("id" = String, Path, description = "Report")),
    responses((status = 200, body = FilledLetter), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn report_notice_draft(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<FilledLetter> {
    Ok(Json(app.report_notice_draft(&caller, id).await?))
}

/// A letter that hands a received notice on; nothing is saved.
#[utoipa::path(
    get,
    path = "/notices/{id}/forward-draft",
    operation_id = "forward_draft",
    tag = "notices",
    params(("id" = String, Path, description = "Notice")),
    responses((status = 200, body = FilledLetter), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn forward_draft(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<FilledLetter> {
    Ok(Json(app.forward_draft(&caller, id).await?))
}

/// The letter of a circular, to be corrected; nothing is saved.
#[utoipa::path(
    get,
    path = "/circulars/{id}/correction-draft",
    operation_id = "correction_draft",
    tag = "notices",
    params(("id" = String, Path, description = "Circular")),
    responses((status = 200, body = FilledLetter), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn correction_draft(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<FilledLetter> {
    Ok(Json(app.correction_draft(&caller, id).await?))
}

/// Drafts of the caller's tenant, newest first.
#[utoipa::path(
    get,
    path = "/notice-drafts",
    operation_id = "notice_draft_list",
    tag = "notices",
    params(NoticeDraftQuery),
    responses((status = 200, body = Page<DraftRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_draft_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<NoticeDraftQuery>,
) -> Answer<Page<DraftRow>> {
    Ok(Json(app.notice_draft_list(&caller, &query).await?))
}

/// Keeps a new draft.
#[utoipa::path(
    post,
    path = "/notice-drafts",
    operation_id = "notice_draft_create",
    tag = "notices",
    request_body = DraftSave,
    responses((status = 201, body = DraftDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_draft_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<DraftSave>,
) -> Made<DraftDetail> {
    Ok((StatusCode::CREATED, Json(app.notice_draft_save(&caller, None, draft).await?)))
}

/// One draft and what the caller may do with it.
#[utoipa::path(
    get,
    path = "/notice-drafts/{id}",
    operation_id = "notice_draft_view",
    tag = "notices",
    params(("id" = String, Path, description = "Draft")),
    responses((status = 200, body = DraftDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_draft_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<DraftDetail> {
    Ok(Json(app.notice_draft_view(&caller, id).await?))
}

/// Changes a draft that is still written.
#[utoipa::path(
    put,
    path = "/notice-drafts/{id}",
    operation_id = "notice_draft_change",
    tag = "notices",
    params(("id" = String, Path, description = "Draft")),
    request_body = DraftSave,
    responses((status = 200, body = DraftDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_draft_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<DraftSave>,
) -> Answer<DraftDetail> {
    Ok(Json(app.notice_draft_save(&caller, Some(id), draft).await?))
}

/// Hands a draft in for review, approves it, sends it back, or gives it up.
#[utoipa::path(
    post,
    path = "/notice-drafts/{id}/review",
    operation_id = "notice_draft_review",
    tag = "notices",
    params(("id" = String, Path, description = "Draft")),
    request_body = DraftReview,
    responses((status = 200, body = DraftDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_draft_review(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(review): Body<DraftReview>,
) -> Answer<DraftDetail> {
    Ok(Json(app.notice_draft_review(&caller, id, review).await?))
}

/// Who would get a letter, by which rule and through which node; who would not, and why.
#[utoipa::path(
    post,
    path = "/notice-drafts/preview",
    operation_id = "letter_preview",
    tag = "notices",
    request_body = Letter,
    responses((status = 200, body = NoticePreview), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn letter_preview(
    State(app): State<App>,
    Who(caller): Who,
    Body(letter): Body<Letter>,
) -> Answer<NoticePreview> {
    Ok(Json(app.letter_preview(&caller, letter).await?))
}

/// Issues a draft: a circular, and a sealed notice for each recipient.
#[utoipa::path(
    post,
    path = "/notice-drafts/{id}/issue",
    operation_id = "notice_draft_issue",
    tag = "notices",
    params(("id" = String, Path, description = "Draft")),
    request_body = DraftIssue,
    responses((status = 201, body = Issued), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn notice_draft_issue(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(issue): Body<DraftIssue>,
) -> Made<Issued> {
    Ok((StatusCode::CREATED, Json(app.notice_draft_issue(&caller, id, issue).await?)))
}

/// The paper of a draft as it would be issued now.
#[utoipa::path(
    get,
    path = "/notice-drafts/{id}/document",
    operation_id = "draft_document",
    tag = "notices",
    params(("id" = String, Path, description = "Draft"), DocumentQuery),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn draft_document(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<DocumentQuery>,
) -> Result<Response, Refusal> {
    Ok(paper(app.draft_document(&caller, id, &query.format).await?))
}

/// Circulars of the caller's tenant, newest first, with their figures.
#[utoipa::path(
    get,
    path = "/circulars",
    operation_id = "circular_list",
    tag = "notices",
    params(CircularQuery),
    responses((status = 200, body = Page<CircularRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn circular_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<CircularQuery>,
) -> Answer<Page<CircularRow>> {
    Ok(Json(app.circular_list(&caller, &query).await?))
}

/// One circular with its letter and figures.
#[utoipa::path(
    get,
    path = "/circulars/{id}",
    operation_id = "circular_view",
    tag = "notices",
    params(("id" = String, Path, description = "Circular")),
    responses((status = 200, body = CircularDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn circular_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<CircularDetail> {
    Ok(Json(app.circular_view(&caller, id).await?))
}

/// Its recipients, each with delivery, receipts and state.
#[utoipa::path(
    get,
    path = "/circulars/{id}/copies",
    operation_id = "circular_copies",
    tag = "notices",
    params(("id" = String, Path, description = "Circular"), CopyQuery),
    responses((status = 200, body = Page<CopyRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn circular_copies(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<CopyQuery>,
) -> Answer<Page<CopyRow>> {
    Ok(Json(app.circular_copies(&caller, id, &query).await?))
}

/// Withdraws a circular, or the notices of some of its recipients.
#[utoipa::path(
    post,
    path = "/circulars/{id}/withdraw",
    operation_id = "circular_withdraw",
    tag = "notices",
    params(("id" = String, Path, description = "Circular")),
    request_body = CircularWithdraw,
    responses((status = 200, body = Withdrawn), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_issue")))
)]
pub(crate) async fn circular_withdraw(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<CircularWithdraw>,
) -> Answer<Withdrawn> {
    Ok(Json(app.circular_withdraw(&caller, id, draft).await?))
}

/// The official paper of a circular with all its recipients.
#[utoipa::path(
    get,
    path = "/circulars/{id}/document",
    operation_id = "circular_document",
    tag = "notices",
    params(("id" = String, Path, description = "Circular"), DocumentQuery),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn circular_document(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<DocumentQuery>,
) -> Result<Response, Refusal> {
    Ok(paper(app.circular_document(&caller, id, &query.format).await?))
}

/// The recipient has the notice before its eyes: told to the issuer once.
#[utoipa::path(
    post,
    path = "/notices/{id}/read",
    operation_id = "notice_read",
    tag = "notices",
    params(("id" = String, Path, description = "Notice")),
    responses((status = 200, body = NoticeDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn notice_read(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<NoticeDetail> {
    Ok(Json(app.notice_read(&caller, id).await?))
}

/// The official paper of a notice, for either party.
#[utoipa::path(
    get,
    path = "/notices/{id}/document",
    operation_id = "notice_document",
    tag = "notices",
    params(("id" = String, Path, description = "Notice"), DocumentQuery),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn notice_document(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<DocumentQuery>,
) -> Result<Response, Refusal> {
    Ok(paper(app.notice_document(&caller, id, &query.format).await?))
}

/// The receipt of a notice that was signed for.
#[utoipa::path(
    get,
    path = "/notices/{id}/receipt",
    operation_id = "notice_receipt",
    tag = "notices",
    params(("id" = String, Path, description = "Notice"), DocumentQuery),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn notice_receipt(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<DocumentQuery>,
) -> Result<Response, Refusal> {
    Ok(paper(app.notice_receipt(&caller, id, &query.format).await?))
}

/// What a paper with this code is, for whoever may see its record.
#[utoipa::path(
    get,
    path = "/notice-papers/{code}",
    operation_id = "paper_found",
    tag = "notices",
    params(("code" = String, Path, description = "Code on the paper")),
    responses((status = 200, body = PaperFound), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("notice_read")))
)]
pub(crate) async fn paper_found(
    State(app): State<App>,
    Who(caller): Who,
    Path(code): Path<String>,
) -> Answer<PaperFound> {
    Ok(Json(app.paper_found(&caller, &code).await?))
}
