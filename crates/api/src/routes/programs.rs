//! Programs of controllers with their versions, and files that crossed the wire.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::query::{DiffQuery, FileQuery, ProgramQuery};
use contract::rest::watch::{FileRow, ProgramDetail, ProgramDiff, ProgramRow};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(program_list))
        .routes(routes!(program_view))
        .routes(routes!(program_diff))
        .routes(routes!(file_list))
}

/// Programs, configurations and firmware of controllers, the last changed first.
#[utoipa::path(
    get,
    path = "/programs",
    operation_id = "program_list",
    tag = "programs",
    params(ProgramQuery),
    responses((status = 200, body = Page<ProgramRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn program_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<ProgramQuery>,
) -> Answer<Page<ProgramRow>> {
    Ok(Json(app.program_list(&caller, &query).await?))
}

/// One program with its versions.
#[utoipa::path(
    get,
    path = "/programs/{id}",
    operation_id = "program_view",
    tag = "programs",
    params(("id" = String, Path, description = "Program")),
    responses((status = 200, body = ProgramDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn program_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<ProgramDetail> {
    Ok(Json(app.program_view(&caller, id).await?))
}

/// Two versions of a program, byte by byte.
#[utoipa::path(
    get,
    path = "/programs/{id}/diff",
    operation_id = "program_diff",
    tag = "programs",
    params(("id" = String, Path, description = "Program"), DiffQuery),
    responses((status = 200, body = ProgramDiff), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn program_diff(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Query(query): Query<DiffQuery>,
) -> Answer<ProgramDiff> {
    Ok(Json(app.program_diff(&caller, id, &query).await?))
}

/// Files and programs that crossed the wire, newest first.
#[utoipa::path(
    get,
    path = "/files",
    operation_id = "file_list",
    tag = "programs",
    params(FileQuery),
    responses((status = 200, body = Page<FileRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn file_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<FileQuery>,
) -> Answer<Page<FileRow>> {
    Ok(Json(app.file_list(&caller, &query).await?))
}
