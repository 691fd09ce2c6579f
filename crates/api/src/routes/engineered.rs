//! What a substation was engineered to be: SCL files.

use app::App;
use app::engineered::MAX_FILE;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use contract::rest::engineered::{EngineeredDetail, EngineeredRow};
use contract::rest::query::{EvidenceQuery, PageQuery};
use contract::rest::{Page, Problem};
use model::{Fault, Id};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::answer::{Answer, Done, Made, Refusal};
use crate::extract::{Path, Query, Raw, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(engineered_list, engineered_add).layer(DefaultBodyLimit::max(MAX_FILE + 1)))
        .routes(routes!(engineered_view, engineered_remove))
}

/// SCL files, newest first.
#[utoipa::path(
    get,
    path = "/engineered",
    operation_id = "engineered_list",
    tag = "baseline",
    params(PageQuery),
    responses((status = 200, body = Page<EngineeredRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_read")))
)]
pub(crate) async fn engineered_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<EngineeredRow>> {
    Ok(Json(app.engineered_list(&caller, &query).await?))
}

/// Takes an SCL file in (the body: SCD, CID or ICD, at most 32 MiB); what runs is held against it
/// from now on.
#[utoipa::path(
    post,
    path = "/engineered",
    operation_id = "engineered_add",
    tag = "baseline",
    params(EvidenceQuery),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = EngineeredDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_write")))
)]
pub(crate) async fn engineered_add(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<EvidenceQuery>,
    raw: Result<Raw, Refusal>,
) -> Made<EngineeredDetail> {
    let too_large = |_| Fault::invalid("scl.too_large").with("limit", MAX_FILE);
    let Raw(bytes) = raw.map_err(too_large)?;
    Ok((StatusCode::CREATED, Json(app.engineered_add(&caller, &query.name, bytes).await?)))
}

/// One SCL file with the devices and publishers that were read of it.
#[utoipa::path(
    get,
    path = "/engineered/{id}",
    operation_id = "engineered_view",
    tag = "baseline",
    params(("id" = String, Path, description = "SCL file")),
    responses((status = 200, body = EngineeredDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_read")))
)]
pub(crate) async fn engineered_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<EngineeredDetail> {
    Ok(Json(app.engineered_view(&caller, id).await?))
}

/// Removes an SCL file; what runs is no longer held against it.
#[utoipa::path(
    delete,
    path = "/engineered/{id}",
    operation_id = "engineered_remove",
    tag = "baseline",
    params(("id" = String, Path, description = "SCL file")),
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("baseline_write")))
)]
pub(crate) async fn engineered_remove(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Done {
    app.engineered_remove(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
