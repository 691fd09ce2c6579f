//! Packs of a node: what is in force, what was brought in, what a new version would change.

use app::App;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use contract::rest::pack::{PackDetail, PackDiff, PackReport, PackRow};
use contract::rest::query::PackDiffQuery;
use contract::rest::{Page, Problem};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::answer::{Answer, Made, worded};
use crate::extract::{Path, Query, Raw, Reads, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(pack_list))
        .routes(routes!(pack_add).layer(DefaultBodyLimit::max(app::MAX_PACK_BYTES + 1)))
        .routes(routes!(pack_view))
        .routes(routes!(pack_publish))
        .routes(routes!(pack_diff))
        .routes(routes!(pack_compare).layer(DefaultBodyLimit::max(app::MAX_PACK_BYTES + 1)))
}

/// Packs on this node, drafts of the caller's tenant included.
#[utoipa::path(
    get,
    path = "/packs",
    operation_id = "pack_list",
    tag = "packs",
    responses((status = 200, body = Page<PackRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pack_read")))
)]
pub(crate) async fn pack_list(State(app): State<App>, Who(caller): Who) -> Answer<Page<PackRow>> {
    Ok(Json(app.pack_list(&caller).await?))
}

/// Brings a pack in (the body is its folder as a zip): checked, tried on its own examples, and
/// kept as a draft when nothing is wrong with it.
#[utoipa::path(
    post,
    path = "/packs",
    operation_id = "pack_add",
    tag = "packs",
    request_body(content = String, content_type = "application/zip"),
    responses((status = 201, body = PackReport), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pack_manage")))
)]
pub(crate) async fn pack_add(
    State(app): State<App>,
    Who(caller): Who,
    Reads(language): Reads,
    Raw(bytes): Raw,
) -> Made<PackReport> {
    let mut report = app.pack_add(&caller, bytes).await?;
    for problem in &mut report.problems {
        (problem.title, problem.way_out) = worded(&problem.code, &problem.params, language);
    }
    Ok((StatusCode::CREATED, Json(report)))
}

/// One version of a pack: its machine, forms, documents, and what nobody has verified.
#[utoipa::path(
    get,
    path = "/packs/{id}/{version}",
    operation_id = "pack_view",
    tag = "packs",
    params(("id" = String, Path, description = "Pack"), ("version" = String, Path, description = "Version")),
    responses((status = 200, body = PackDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pack_read")))
)]
pub(crate) async fn pack_view(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, version)): Path<(String, String)>,
) -> Answer<PackDetail> {
    Ok(Json(app.pack_view(&caller, &id, &version).await?))
}

/// Publishes a draft to every node below; it applies from its first day on.
#[utoipa::path(
    post,
    path = "/packs/{id}/{version}/publish",
    operation_id = "pack_publish",
    tag = "packs",
    params(("id" = String, Path, description = "Pack"), ("version" = String, Path, description = "Version")),
    responses((status = 200, body = PackRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pack_manage")))
)]
pub(crate) async fn pack_publish(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, version)): Path<(String, String)>,
) -> Answer<PackRow> {
    Ok(Json(app.pack_publish(&caller, &id, &version).await?))
}

/// Whose result changes under this version: the filings here, evaluated under both.
#[utoipa::path(
    get,
    path = "/packs/{id}/{version}/diff",
    operation_id = "pack_diff",
    tag = "packs",
    params(("id" = String, Path, description = "Pack"), ("version" = String, Path, description = "Version")),
    responses((status = 200, body = PackDiff), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pack_manage")))
)]
pub(crate) async fn pack_diff(
    State(app): State<App>,
    Who(caller): Who,
    Path((id, version)): Path<(String, String)>,
) -> Answer<PackDiff> {
    Ok(Json(app.pack_diff(&caller, &id, &version).await?))
}

/// Whose result changes under a version that is only at hand (the body is its folder as a zip):
/// the filings here, a page at a time. Nothing is kept.
#[utoipa::path(
    post,
    path = "/packs/diff",
    operation_id = "pack_compare",
    tag = "packs",
    params(PackDiffQuery),
    request_body(content = String, content_type = "application/zip"),
    responses((status = 200, body = PackDiff), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pack_manage")))
)]
pub(crate) async fn pack_compare(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PackDiffQuery>,
    Raw(bytes): Raw,
) -> Answer<PackDiff> {
    Ok(Json(app.pack_compare(&caller, &query, &bytes).await?))
}
