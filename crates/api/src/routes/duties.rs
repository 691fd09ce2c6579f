//! Duties with their days, the organisation's master record.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contract::rest::filing::{FeedAddress, ObligationRow, OrganisationDraft, OrganisationView};
use contract::rest::query::{FeedQuery, ObligationQuery};
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Refusal};
use crate::extract::{Body, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(obligation_list))
        .routes(routes!(obligation_feed_address))
        .routes(routes!(obligation_feed))
        .routes(routes!(organisation_view, organisation_put))
}

/// Duties of the caller's organisation, the soonest due first.
#[utoipa::path(
    get,
    path = "/obligations",
    operation_id = "obligation_list",
    tag = "duties",
    params(ObligationQuery),
    responses((status = 200, body = Page<ObligationRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_read")))
)]
pub(crate) async fn obligation_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<ObligationQuery>,
) -> Answer<Page<ObligationRow>> {
    Ok(Json(app.obligation_list(&caller, &query).await?))
}

/// The caller's own address of the calendar feed, made anew.
#[utoipa::path(
    get,
    path = "/obligations/feed",
    operation_id = "obligation_feed_address",
    tag = "duties",
    responses((status = 200, body = FeedAddress), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_read")))
)]
pub(crate) async fn obligation_feed_address(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<FeedAddress> {
    Ok(Json(app.feed_address(&caller).await?))
}

/// Duties as a calendar (RFC 5545), for calendar programs: the token is the key.
#[utoipa::path(
    get,
    path = "/obligations.ics",
    operation_id = "obligation_feed",
    tag = "duties",
    params(FeedQuery),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("feed_token")))
)]
pub(crate) async fn obligation_feed(
    State(app): State<App>,
    Query(query): Query<FeedQuery>,
) -> Result<Response, Refusal> {
    let text = app.feed(&query.token).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, text).into_response())
}

/// The master record of the caller's organisation.
#[utoipa::path(
    get,
    path = "/organisation",
    operation_id = "organisation_view",
    tag = "duties",
    responses((status = 200, body = OrganisationView), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_read")))
)]
pub(crate) async fn organisation_view(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<OrganisationView> {
    Ok(Json(app.organisation_view(&caller).await?))
}

/// Changes what the organisation says of itself; forms are prefilled from it.
#[utoipa::path(
    put,
    path = "/organisation",
    operation_id = "organisation_put",
    tag = "duties",
    request_body = OrganisationDraft,
    responses((status = 200, body = OrganisationView), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("filing_write")))
)]
pub(crate) async fn organisation_put(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<OrganisationDraft>,
) -> Answer<OrganisationView> {
    Ok(Json(app.organisation_put(&caller, draft).await?))
}
