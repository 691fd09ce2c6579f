//! Signing in and out, and what the sign-in page may know.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use contract::rest::Problem;
use contract::rest::session::{PasswordChange, Session, SignIn};
use contract::rest::welcome::Welcome;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Refusal};
use crate::cookie;
use crate::extract::{Address, Body, SignedIn};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session_create, session_view, session_end))
        .routes(routes!(session_password))
        .routes(routes!(welcome_view))
}

/// Signs in. Sets the session cookie; the answer's `csrf` goes into the header `huhang-csrf` of
/// every call that changes something.
#[utoipa::path(
    post,
    path = "/session",
    operation_id = "session_create",
    tag = "session",
    security(()),
    request_body = SignIn,
    responses((status = 200, body = Session), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public")))
)]
pub(crate) async fn session_create(
    State(app): State<App>,
    Address(address): Address,
    jar: CookieJar,
    Body(sign_in): Body<SignIn>,
) -> Result<(CookieJar, Json<Session>), Refusal> {
    let opened = app.session_create(&sign_in.login, &sign_in.password, &address).await?;
    Ok((jar.add(cookie::set(&app, opened.token)), Json(opened.session)))
}

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/session",
    operation_id = "session_view",
    tag = "session",
    responses((status = 200, body = Session), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn session_view(SignedIn(open): SignedIn) -> Answer<Session> {
    Ok(Json(open.session))
}

/// Signs out.
#[utoipa::path(
    delete,
    path = "/session",
    operation_id = "session_end",
    tag = "session",
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn session_end(
    State(app): State<App>,
    SignedIn(open): SignedIn,
    jar: CookieJar,
) -> Result<(CookieJar, StatusCode), Refusal> {
    app.session_end(&open).await?;
    Ok((jar.remove(cookie::gone(&app)), StatusCode::NO_CONTENT))
}

/// Replaces the password. Ends the person's other sessions.
#[utoipa::path(
    post,
    path = "/session/password",
    operation_id = "session_password",
    tag = "session",
    request_body = PasswordChange,
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn session_password(
    State(app): State<App>,
    SignedIn(open): SignedIn,
    Body(change): Body<PasswordChange>,
) -> crate::answer::Done {
    app.session_password(&open, &change.current, &change.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the sign-in page may know; accounts and peers only in a demonstration.
#[utoipa::path(
    get,
    path = "/welcome",
    operation_id = "welcome_view",
    tag = "session",
    security(()),
    responses((status = 200, body = Welcome), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("public")))
)]
pub(crate) async fn welcome_view(State(app): State<App>) -> Answer<Welcome> {
    Ok(Json(app.welcome()))
}
