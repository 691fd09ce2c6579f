//! The inbox: what waits for the caller, whom it is given to, deputies, acts on many things.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::inbox::{
    AssignDraft, BatchSteps, DeputyDraft, DeputyRow, InboxCounts, InboxRow, ItemsOutcome, Person,
};
use contract::rest::query::{InboxQuery, PageQuery};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(inbox_list))
        .routes(routes!(inbox_counts))
        .routes(routes!(inbox_people))
        .routes(routes!(inbox_assign))
        .routes(routes!(inbox_steps))
        .routes(routes!(deputy_list, deputy_create))
        .routes(routes!(deputy_withdraw))
}

/// What waits for the caller's role, the soonest due first.
#[utoipa::path(
    get,
    path = "/inbox",
    operation_id = "inbox_list",
    tag = "inbox",
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

/// How much waits, by kind and severity; each figure is the total of its list.
#[utoipa::path(
    get,
    path = "/inbox/counts",
    operation_id = "inbox_counts",
    tag = "inbox",
    responses((status = 200, body = InboxCounts), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_read")))
)]
pub(crate) async fn inbox_counts(State(app): State<App>, Who(caller): Who) -> Answer<InboxCounts> {
    Ok(Json(app.inbox_counts(&caller).await?))
}

/// People of the caller's organisation and role, to whom things can be given.
#[utoipa::path(
    get,
    path = "/inbox/people",
    operation_id = "inbox_people",
    tag = "inbox",
    responses((status = 200, body = Page<Person>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_read")))
)]
pub(crate) async fn inbox_people(State(app): State<App>, Who(caller): Who) -> Answer<Page<Person>> {
    Ok(Json(app.inbox_people(&caller).await?))
}

/// Gives things to a person, or takes them back from everybody.
#[utoipa::path(
    post,
    path = "/inbox/assign",
    operation_id = "inbox_assign",
    tag = "inbox",
    request_body = AssignDraft,
    responses((status = 200, body = ItemsOutcome), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_manage")))
)]
pub(crate) async fn inbox_assign(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<AssignDraft>,
) -> Answer<ItemsOutcome> {
    Ok(Json(app.inbox_assign(&caller, draft).await?))
}

/// Takes the same step on many things; each has its own outcome.
#[utoipa::path(
    post,
    path = "/inbox/steps",
    operation_id = "inbox_steps",
    tag = "inbox",
    request_body = BatchSteps,
    responses((status = 200, body = ItemsOutcome), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("loop_step")))
)]
pub(crate) async fn inbox_steps(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<BatchSteps>,
) -> Answer<ItemsOutcome> {
    Ok(Json(app.inbox_steps(&caller, draft).await?))
}

/// Deputies that concern the caller; all of the organisation for whoever manages accounts.
#[utoipa::path(
    get,
    path = "/deputies",
    operation_id = "deputy_list",
    tag = "inbox",
    params(PageQuery),
    responses((status = 200, body = Page<DeputyRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_read")))
)]
pub(crate) async fn deputy_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<DeputyRow>> {
    Ok(Json(app.deputy_list(&caller, &query).await?))
}

/// Names a deputy for a time.
#[utoipa::path(
    post,
    path = "/deputies",
    operation_id = "deputy_create",
    tag = "inbox",
    request_body = DeputyDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_manage")))
)]
pub(crate) async fn deputy_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<DeputyDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.deputy_create(&caller, draft).await?)))
}

/// Ends a deputy's time.
#[utoipa::path(
    delete,
    path = "/deputies/{id}",
    operation_id = "deputy_withdraw",
    tag = "inbox",
    params(("id" = String, Path, description = "Deputy")),
    responses((status = 200, body = DeputyRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("inbox_manage")))
)]
pub(crate) async fn deputy_withdraw(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<DeputyRow> {
    Ok(Json(app.deputy_withdraw(&caller, id).await?))
}
