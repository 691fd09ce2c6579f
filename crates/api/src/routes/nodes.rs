//! This node, the node directory, enrolments and deliveries.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::node::{
    DeliveryRow, EnrolmentCreated, EnrolmentDraft, EnrolmentRow, KeyChange, KeyRevocation,
    NodeChange, NodeKeyRow, NodeRow, ThisNode,
};
use contract::rest::query::{DeliveryQuery, PageQuery};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Done, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(node_self))
        .routes(routes!(node_list))
        .routes(routes!(enrolment_list, enrolment_create))
        .routes(routes!(enrolment_withdraw))
        .routes(routes!(node_change))
        .routes(routes!(node_key_change))
        .routes(routes!(node_key_list))
        .routes(routes!(node_key_revoke))
        .routes(routes!(delivery_list))
}

/// This node.
#[utoipa::path(
    get,
    path = "/node",
    operation_id = "node_self",
    tag = "nodes",
    responses((status = 200, body = ThisNode), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn node_self(State(app): State<App>, Who(caller): Who) -> Answer<ThisNode> {
    Ok(Json(app.node_self(&caller).await?))
}

/// The node directory as this node knows it.
#[utoipa::path(
    get,
    path = "/nodes",
    operation_id = "node_list",
    tag = "nodes",
    params(PageQuery),
    responses((status = 200, body = Page<NodeRow>), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn node_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<NodeRow>> {
    Ok(Json(app.node_list(&caller, &query).await?))
}

/// Suspends or resumes a child node.
#[utoipa::path(
    put,
    path = "/nodes/{id}",
    operation_id = "node_change",
    tag = "nodes",
    params(("id" = String, Path, description = "Node")),
    request_body = NodeChange,
    responses((status = 200, body = NodeRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("node_manage")))
)]
pub(crate) async fn node_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<NodeChange>,
) -> Answer<NodeRow> {
    Ok(Json(app.node_change(&caller, id, draft).await?))
}

/// This node takes another key; the old one signs that.
#[utoipa::path(
    post,
    path = "/node/key",
    operation_id = "node_key_change",
    tag = "nodes",
    request_body = KeyChange,
    responses((status = 200, body = Vec<NodeKeyRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("node_manage")))
)]
pub(crate) async fn node_key_change(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<KeyChange>,
) -> Answer<Vec<NodeKeyRow>> {
    Ok(Json(app.node_key_change(&caller, draft).await?))
}

/// The keys of a node, oldest first.
#[utoipa::path(
    get,
    path = "/nodes/{id}/keys",
    operation_id = "node_key_list",
    tag = "nodes",
    params(("id" = String, Path, description = "Node")),
    responses((status = 200, body = Vec<NodeKeyRow>), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn node_key_list(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<Vec<NodeKeyRow>> {
    Ok(Json(app.node_key_list(&caller, id).await?))
}

/// Revokes the key of a child node.
#[utoipa::path(
    post,
    path = "/nodes/{id}/keys/revocation",
    operation_id = "node_key_revoke",
    tag = "nodes",
    params(("id" = String, Path, description = "Node")),
    request_body = KeyRevocation,
    responses((status = 200, body = Vec<NodeKeyRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("node_manage")))
)]
pub(crate) async fn node_key_revoke(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<KeyRevocation>,
) -> Answer<Vec<NodeKeyRow>> {
    Ok(Json(app.node_key_revoke(&caller, id, draft).await?))
}

/// Invitations for child nodes.
#[utoipa::path(
    get,
    path = "/nodes/enrolments",
    operation_id = "enrolment_list",
    tag = "nodes",
    params(PageQuery),
    responses((status = 200, body = Page<EnrolmentRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("node_manage")))
)]
pub(crate) async fn enrolment_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<EnrolmentRow>> {
    Ok(Json(app.enrolment_list(&caller, &query).await?))
}

/// Makes an invitation; it is shown once.
#[utoipa::path(
    post,
    path = "/nodes/enrolments",
    operation_id = "enrolment_create",
    tag = "nodes",
    request_body = EnrolmentDraft,
    responses((status = 201, body = EnrolmentCreated), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("node_manage")))
)]
pub(crate) async fn enrolment_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<EnrolmentDraft>,
) -> Made<EnrolmentCreated> {
    Ok((StatusCode::CREATED, Json(app.enrolment_create(&caller, draft).await?)))
}

/// Withdraws an invitation that was not used.
#[utoipa::path(
    delete,
    path = "/nodes/enrolments/{id}",
    operation_id = "enrolment_withdraw",
    tag = "nodes",
    params(("id" = String, Path, description = "Enrolment")),
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("node_manage")))
)]
pub(crate) async fn enrolment_withdraw(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Done {
    app.enrolment_withdraw(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of each record at each neighbour.
#[utoipa::path(
    get,
    path = "/deliveries",
    operation_id = "delivery_list",
    tag = "nodes",
    params(DeliveryQuery),
    responses((status = 200, body = Page<DeliveryRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("delivery_read")))
)]
pub(crate) async fn delivery_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<DeliveryQuery>,
) -> Answer<Page<DeliveryRow>> {
    Ok(Json(app.delivery_list(&caller, &query).await?))
}
