//! Assets and the graph of who talks to whom.

use app::App;
use axum::Json;
use axum::extract::State;
use contract::rest::asset::{AssetDetail, AssetGraph, AssetRow};
use contract::rest::query::AssetQuery;
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::extract::{Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(asset_list))
        .routes(routes!(asset_graph))
        .routes(routes!(asset_view))
}

/// Assets of the caller's tenant.
#[utoipa::path(
    get,
    path = "/assets",
    operation_id = "asset_list",
    tag = "assets",
    params(AssetQuery),
    responses((status = 200, body = Page<AssetRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn asset_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<AssetQuery>,
) -> Answer<Page<AssetRow>> {
    Ok(Json(app.asset_list(&caller, &query).await?))
}

/// All assets and their conversations.
#[utoipa::path(
    get,
    path = "/assets/graph",
    operation_id = "asset_graph",
    tag = "assets",
    responses((status = 200, body = AssetGraph), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn asset_graph(State(app): State<App>, Who(caller): Who) -> Answer<AssetGraph> {
    Ok(Json(app.asset_graph(&caller).await?))
}

/// One asset with its facts, their evidence, and its conversations.
#[utoipa::path(
    get,
    path = "/assets/{id}",
    operation_id = "asset_view",
    tag = "assets",
    params(("id" = String, Path, description = "Asset")),
    responses((status = 200, body = AssetDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("asset_read")))
)]
pub(crate) async fn asset_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<AssetDetail> {
    Ok(Json(app.asset_view(&caller, id).await?))
}
