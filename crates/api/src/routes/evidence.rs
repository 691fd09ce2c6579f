//! Evidence: files handed in with a step, content-addressed.

use app::App;
use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::rest::filing::EvidenceRow;
use contract::rest::notice::EvidenceStored;
use contract::rest::query::{EvidenceQuery, LockerQuery};
use contract::rest::{Page, Problem};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::answer::{Answer, Made, Refusal};
use crate::extract::{Path, Query, Raw, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(evidence_list))
        .routes(routes!(evidence_add).layer(DefaultBodyLimit::max(app::evidence::MAX_BYTES + 1)))
        .routes(routes!(evidence_view))
}

/// The evidence locker: files of the caller's tenant, with what uses each.
#[utoipa::path(
    get,
    path = "/evidence",
    operation_id = "evidence_list",
    tag = "evidence",
    params(LockerQuery),
    responses((status = 200, body = Page<EvidenceRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("evidence_read")))
)]
pub(crate) async fn evidence_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<LockerQuery>,
) -> Answer<Page<EvidenceRow>> {
    Ok(Json(app.evidence_list(&caller, &query).await?))
}

/// Stores a file (the body, at most 50 MiB); refer to it from a step's `attachments`.
#[utoipa::path(
    post,
    path = "/evidence",
    operation_id = "evidence_add",
    tag = "evidence",
    params(EvidenceQuery),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = EvidenceStored), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("evidence_add")))
)]
pub(crate) async fn evidence_add(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<EvidenceQuery>,
    Raw(bytes): Raw,
) -> Made<EvidenceStored> {
    Ok((StatusCode::CREATED, Json(app.evidence_add(&caller, &query.name, bytes).await?)))
}

/// The bytes, always as a download.
#[utoipa::path(
    get,
    path = "/evidence/{digest}",
    operation_id = "evidence_view",
    tag = "evidence",
    params(("digest" = String, Path, description = "Hex SHA-256")),
    responses((status = 200, body = String, content_type = "application/octet-stream"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("evidence_read")))
)]
pub(crate) async fn evidence_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(digest): Path<String>,
) -> Result<Response, Refusal> {
    let bytes = app.evidence_view(&caller, &digest).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{digest}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Bytes::from(bytes)).into_response())
}
