//! What waits for people: the inbox, duties with their days, the organisation's master record.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::filing::{InboxRow, OrganisationDraft, OrganisationView};
use contract::rest::query::InboxQuery;
use contract::rest::{Page, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Body, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(inbox_list))
        .routes(routes!(organisation_view, organisation_put))
}

/// What waits for the caller, the soonest due first.
#[utoipa::path(
    get,
    path = "/inbox",
    operation_id = "inbox_list",
    tag = "duties",
    params(InboxQuery),
    responses((status = 200, body = Page<InboxRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_read")))
)]
pub(crate) async fn inbox_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<InboxQuery>,
) -> Answer<Page<InboxRow>> {
    Ok(Json(app.inbox_list(&caller, &query).await?))
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
