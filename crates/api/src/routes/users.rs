//! Users: people's accounts.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::people::{User, UserChange, UserCreated, UserDraft};
use contract::rest::query::PageQuery;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(user_list, user_create))
        .routes(routes!(user_change))
        .routes(routes!(user_reset))
}

/// Accounts of the node.
#[utoipa::path(
    get,
    path = "/users",
    operation_id = "user_list",
    tag = "users",
    params(PageQuery),
    responses((status = 200, body = Page<User>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("user_manage")))
)]
pub(crate) async fn user_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<User>> {
    Ok(Json(app.user_list(&caller, &query).await?))
}

/// Makes an account; its one-time password is shown once.
#[utoipa::path(
    post,
    path = "/users",
    operation_id = "user_create",
    tag = "users",
    request_body = UserDraft,
    responses((status = 201, body = UserCreated), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("user_manage")))
)]
pub(crate) async fn user_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<UserDraft>,
) -> Made<UserCreated> {
    Ok((StatusCode::CREATED, Json(app.user_create(&caller, draft).await?)))
}

/// Changes name, role or state; a changed role ends the account's sessions.
#[utoipa::path(
    put,
    path = "/users/{id}",
    operation_id = "user_change",
    tag = "users",
    params(("id" = String, Path, description = "Account")),
    request_body = UserChange,
    responses((status = 200, body = User), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("user_manage")))
)]
pub(crate) async fn user_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<UserChange>,
) -> Answer<User> {
    Ok(Json(app.user_change(&caller, id, draft).await?))
}

/// Sets a new one-time password and ends the account's sessions.
#[utoipa::path(
    post,
    path = "/users/{id}/reset",
    operation_id = "user_reset",
    tag = "users",
    params(("id" = String, Path, description = "Account")),
    responses((status = 200, body = UserCreated), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("user_manage")))
)]
pub(crate) async fn user_reset(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<UserCreated> {
    Ok(Json(app.user_reset(&caller, id).await?))
}
