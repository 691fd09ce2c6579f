//! The role's home page.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::Problem;
use contract::rest::home::Home;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::Who;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(home_view))
}

/// Figures, each with the list it counts, and what waits.
#[utoipa::path(
    get,
    path = "/home",
    operation_id = "home_view",
    tag = "home",
    responses((status = 200, body = Home), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn home_view(State(app): State<App>, Who(caller): Who) -> Answer<Home> {
    Ok(Json(app.home_view(&caller).await?))
}
