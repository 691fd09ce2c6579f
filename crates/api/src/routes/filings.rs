//! Filings: forms, verdicts, steps.

use app::App;
use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::rest::filing::{
    BatchDraft, BatchOutcome, CommentDraft, EvaluateDraft, Evaluation, ExportRow, FilingDetail,
    FilingDraft, FilingRow, FilingStepDraft, FormView, Funnel, ImportReview, IndicatorName,
    IndicatorValue, PeerDistribution, ProcedureRow, SamplingDraft, SamplingPlan, SealedMatch,
    SectionDraft, SectionSaved, SignRow, Verdict, VerdictDraft,
};
use contract::rest::finding::Created;
use contract::rest::query::{
    DocumentQuery, EvidenceQuery, FilingQuery, IndicatorListQuery, PeriodQuery, SignQuery,
};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::answer::{Answer, Made, Refusal, worded};
use crate::extract::{Body, Path, Query, Raw, Reads, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(procedure_list))
        .routes(routes!(filing_list, filing_begin))
        .routes(routes!(filing_batch))
        .routes(routes!(filing_sampling))
        .routes(routes!(filing_signs))
        .routes(routes!(filing_funnel))
        .routes(routes!(filing_view))
        .routes(routes!(filing_step))
        .routes(routes!(filing_comment))
        .routes(routes!(form_view))
        .routes(routes!(form_evaluate))
        .routes(routes!(form_peers))
        .routes(routes!(section_save))
        .routes(routes!(verdict_put))
        .routes(routes!(filing_document))
        .routes(routes!(filing_sealed).layer(DefaultBodyLimit::max(app::evidence::MAX_BYTES + 1)))
        .routes(routes!(form_import).layer(DefaultBodyLimit::max(app::evidence::MAX_BYTES + 1)))
        .routes(routes!(export_view))
        .routes(routes!(indicator_list))
        .routes(routes!(indicator_names))
}

/// Procedures that the caller's organisation may begin.
#[utoipa::path(
    get,
    path = "/procedures",
    operation_id = "procedure_list",
    tag = "filings",
    responses((status = 200, body = Page<ProcedureRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn procedure_list(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<Page<ProcedureRow>> {
    Ok(Json(app.procedure_list(&caller).await?))
}

/// Filings that the caller's tenant is a party of.
#[utoipa::path(
    get,
    path = "/filings",
    operation_id = "filing_list",
    tag = "filings",
    params(FilingQuery),
    responses((status = 200, body = Page<FilingRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn filing_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<FilingQuery>,
) -> Answer<Page<FilingRow>> {
    Ok(Json(app.filing_list(&caller, &query).await?))
}

/// Begins a filing under the version of the procedure that is in force.
#[utoipa::path(
    post,
    path = "/filings",
    operation_id = "filing_begin",
    tag = "filings",
    request_body = FilingDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn filing_begin(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<FilingDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.filing_begin(&caller, draft).await?)))
}

/// The same step on many filings, each by itself.
#[utoipa::path(
    post,
    path = "/filings/batch",
    operation_id = "filing_batch",
    tag = "filings",
    request_body = BatchDraft,
    responses((status = 200, body = Vec<BatchOutcome>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn filing_batch(
    State(app): State<App>,
    Who(caller): Who,
    Reads(language): Reads,
    Body(draft): Body<BatchDraft>,
) -> Answer<Vec<BatchOutcome>> {
    let mut outcomes = app.filing_batch(&caller, draft).await?;
    for outcome in outcomes.iter_mut().filter(|outcome| !outcome.code.is_empty()) {
        (outcome.title, outcome.way_out) = worded(&outcome.code, &outcome.params, language);
    }
    Ok(Json(outcomes))
}

/// Draws a sample of filings by a seed, so that anybody can draw it again.
#[utoipa::path(
    post,
    path = "/filings/sampling",
    operation_id = "filing_sampling",
    tag = "filings",
    request_body = SamplingDraft,
    responses((status = 200, body = SamplingPlan), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn filing_sampling(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<SamplingDraft>,
) -> Answer<SamplingPlan> {
    Ok(Json(app.filing_sampling(&caller, draft).await?))
}

/// Outlier radar: signs that stand against filings the caller's tenant verifies.
#[utoipa::path(
    get,
    path = "/filings/signs",
    operation_id = "filing_signs",
    tag = "filings",
    params(SignQuery),
    responses((status = 200, body = Page<SignRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn filing_signs(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<SignQuery>,
) -> Answer<Page<SignRow>> {
    Ok(Json(app.filing_signs(&caller, &query).await?))
}

/// How far the filings of a procedure and period have come.
#[utoipa::path(
    get,
    path = "/filings/funnel",
    operation_id = "filing_funnel",
    tag = "filings",
    params(PeriodQuery),
    responses((status = 200, body = Funnel), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn filing_funnel(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PeriodQuery>,
) -> Answer<Funnel> {
    Ok(Json(app.filing_funnel(&caller, &query).await?))
}

/// One filing with its course, and what the caller may do now.
#[utoipa::path(
    get,
    path = "/filings/{id}",
    operation_id = "filing_view",
    tag = "filings",
    params(("id" = String, Path, description = "Filing")),
    responses((status = 200, body = FilingDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn filing_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<FilingDetail> {
    Ok(Json(app.filing_view(&caller, id).await?))
}

/// Takes a step, sealed by the caller's organisation.
#[utoipa::path(
    post,
    path = "/filings/{id}/steps",
    operation_id = "filing_step",
    tag = "filings",
    params(("id" = String, Path, description = "Filing")),
    request_body = FilingStepDraft,
    responses((status = 200, body = FilingDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn filing_step(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<FilingStepDraft>,
) -> Answer<FilingDetail> {
    Ok(Json(app.filing_step(&caller, id, draft).await?))
}

/// Remarks on a field or a form, to be read by all parties that see the filing.
#[utoipa::path(
    post,
    path = "/filings/{id}/comments",
    operation_id = "filing_comment",
    tag = "filings",
    params(("id" = String, Path, description = "Filing")),
    request_body = CommentDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn filing_comment(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<CommentDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.filing_comment(&caller, id, draft).await?)))
}

/// A form with answers, evaluation, verdicts and comments.
#[utoipa::path(
    get,
    path = "/filings/{id}/forms/{form}",
    operation_id = "form_view",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("form" = String, Path, description = "Form")),
    responses((status = 200, body = FormView), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn form_view(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, form)): Path<(Id, String)>,
) -> Answer<FormView> {
    Ok(Json(app.form_view(&caller, id, &form).await?))
}

/// What would be said of these answers; nothing is saved.
#[utoipa::path(
    post,
    path = "/filings/{id}/forms/{form}/evaluate",
    operation_id = "form_evaluate",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("form" = String, Path, description = "Form")),
    request_body = EvaluateDraft,
    responses((status = 200, body = Evaluation), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn form_evaluate(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, form)): Path<(Id, String)>,
    Body(draft): Body<EvaluateDraft>,
) -> Answer<Evaluation> {
    Ok(Json(app.form_evaluate(&caller, id, &form, draft).await?))
}

/// How the filings of the same procedure and period answered this form.
#[utoipa::path(
    get,
    path = "/filings/{id}/forms/{form}/peers",
    operation_id = "form_peers",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("form" = String, Path, description = "Form")),
    responses((status = 200, body = PeerDistribution), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn form_peers(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, form)): Path<(Id, String)>,
) -> Answer<PeerDistribution> {
    Ok(Json(app.form_peers(&caller, id, &form).await?))
}

/// Saves a section; what somebody else saved meanwhile is merged field by field.
#[utoipa::path(
    put,
    path = "/filings/{id}/forms/{form}/sections/{section}",
    operation_id = "section_save",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("form" = String, Path, description = "Form"), ("section" = String, Path, description = "Section")),
    request_body = SectionDraft,
    responses((status = 200, body = SectionSaved), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn section_save(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, form, section)): Path<(Id, String, String)>,
    Body(draft): Body<SectionDraft>,
) -> Answer<SectionSaved> {
    Ok(Json(app.section_save(&caller, id, &form, &section, draft).await?))
}

/// Sets verdicts on items, or takes them back; the answer is all of this form's.
#[utoipa::path(
    put,
    path = "/filings/{id}/forms/{form}/verdicts",
    operation_id = "verdict_put",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("form" = String, Path, description = "Form")),
    request_body = VerdictDraft,
    responses((status = 200, body = std::collections::BTreeMap<String, Verdict>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn verdict_put(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, form)): Path<(Id, String)>,
    Body(draft): Body<VerdictDraft>,
) -> Answer<std::collections::BTreeMap<String, Verdict>> {
    Ok(Json(app.verdict_put(&caller, id, &form, draft).await?))
}

/// Makes a paper of the filing; the export is recorded with its code, digest and author.
#[utoipa::path(
    get,
    path = "/filings/{id}/documents/{document}",
    operation_id = "filing_document",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("document" = String, Path, description = "Document"), DocumentQuery),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn filing_document(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, document)): Path<(Id, String)>,
    Query(query): Query<DocumentQuery>,
) -> Result<Response, Refusal> {
    let paper = app.filing_document(&caller, id, &document, &query.format).await?;
    let headers = [
        (header::CONTENT_TYPE, paper.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", paper.name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Bytes::from(paper.bytes)).into_response())
}

/// Matches the scan of a sealed paper (the body, at most 50 MiB) to the export it was printed from.
#[utoipa::path(
    post,
    path = "/filings/{id}/sealed",
    operation_id = "filing_sealed",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), EvidenceQuery),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = SealedMatch), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn filing_sealed(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<EvidenceQuery>,
    Raw(bytes): Raw,
) -> Answer<SealedMatch> {
    Ok(Json(app.filing_sealed(&caller, id, &query.name, bytes).await?))
}

/// What a filled docx or xlsx of ours (the body) says of a form, for review; nothing is saved.
#[utoipa::path(
    post,
    path = "/filings/{id}/forms/{form}/import",
    operation_id = "form_import",
    tag = "filings",
    params(("id" = String, Path, description = "Filing"), ("form" = String, Path, description = "Form"), EvidenceQuery),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportReview), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn form_import(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, form)): Path<(Id, String)>,
    Query(query): Query<EvidenceQuery>,
    Raw(bytes): Raw,
) -> Answer<ImportReview> {
    Ok(Json(app.form_import(&caller, id, &form, &query.name, bytes).await?))
}

/// The export that carries a code, and whether the data behind it is still what was exported.
#[utoipa::path(
    get,
    path = "/exports/{code}",
    operation_id = "export_view",
    tag = "filings",
    params(("code" = String, Path, description = "Code printed on the paper")),
    responses((status = 200, body = ExportRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn export_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(code): Path<String>,
) -> Answer<ExportRow> {
    Ok(Json(app.export_view(&caller, &code).await?))
}

/// Indicators of a procedure, as the filings, notices and findings here count them.
#[utoipa::path(
    get,
    path = "/indicators",
    operation_id = "indicator_list",
    tag = "filings",
    params(PeriodQuery),
    responses((status = 200, body = Page<IndicatorValue>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn indicator_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PeriodQuery>,
) -> Answer<Page<IndicatorValue>> {
    Ok(Json(app.indicator_list(&caller, &query).await?))
}

/// What an indicator counts, by name.
#[utoipa::path(
    get,
    path = "/indicators/{id}/list",
    operation_id = "indicator_names",
    tag = "filings",
    params(("id" = String, Path, description = "Indicator"), IndicatorListQuery),
    responses((status = 200, body = Page<IndicatorName>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn indicator_names(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<String>,
    Query(query): Query<IndicatorListQuery>,
) -> Answer<Page<IndicatorName>> {
    Ok(Json(app.indicator_names(&caller, &id, &query).await?))
}
