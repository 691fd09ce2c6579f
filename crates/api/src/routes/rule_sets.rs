//! Rules in Suricata's language that probes load.

use app::App;
use app::rule_sets::MAX_TEXT;
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use contract::rest::query::PageQuery;
use contract::rest::watch::{
    CompileReport, RuleSetChange, RuleSetDetail, RuleSetDraft, RuleSetRow,
};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::answer::{Answer, Done, Made};
use crate::extract::{Body, Path, Query, Who};

/// JSON writes a byte as up to two in texts such as these.
const MAX_BODY: usize = 2 * MAX_TEXT;

pub(crate) fn routes() -> OpenApiRouter<App> {
    let limit = || DefaultBodyLimit::max(MAX_BODY);
    OpenApiRouter::new()
        .routes(routes!(rule_set_check).layer(limit()))
        .routes(routes!(rule_set_list, rule_set_create).layer(limit()))
        .routes(routes!(rule_set_view, rule_set_change, rule_set_remove).layer(limit()))
}

/// Compiles rules without keeping them, and says what does not compile and why.
#[utoipa::path(
    post,
    path = "/rule-sets/check",
    operation_id = "rule_set_check",
    tag = "rules",
    request_body = RuleSetDraft,
    responses((status = 200, body = CompileReport), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules_write")))
)]
pub(crate) async fn rule_set_check(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<RuleSetDraft>,
) -> Answer<CompileReport> {
    Ok(Json(app.rule_set_check(&caller, draft).await?))
}

/// Rule sets, newest first.
#[utoipa::path(
    get,
    path = "/rule-sets",
    operation_id = "rule_set_list",
    tag = "rules",
    params(PageQuery),
    responses((status = 200, body = Page<RuleSetRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules_read")))
)]
pub(crate) async fn rule_set_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<RuleSetRow>> {
    Ok(Json(app.rule_set_list(&caller, &query).await?))
}

/// Keeps a rule set; probes load it from now on.
#[utoipa::path(
    post,
    path = "/rule-sets",
    operation_id = "rule_set_create",
    tag = "rules",
    request_body = RuleSetDraft,
    responses((status = 201, body = RuleSetDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules_write")))
)]
pub(crate) async fn rule_set_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<RuleSetDraft>,
) -> Made<RuleSetDetail> {
    Ok((StatusCode::CREATED, Json(app.rule_set_create(&caller, draft).await?)))
}

/// One rule set with its text and its compile report.
#[utoipa::path(
    get,
    path = "/rule-sets/{id}",
    operation_id = "rule_set_view",
    tag = "rules",
    params(("id" = String, Path, description = "Rule set")),
    responses((status = 200, body = RuleSetDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules_read")))
)]
pub(crate) async fn rule_set_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<RuleSetDetail> {
    Ok(Json(app.rule_set_view(&caller, id).await?))
}

/// Changes a rule set: name, text, whether probes load it.
#[utoipa::path(
    put,
    path = "/rule-sets/{id}",
    operation_id = "rule_set_change",
    tag = "rules",
    params(("id" = String, Path, description = "Rule set")),
    request_body = RuleSetChange,
    responses((status = 200, body = RuleSetDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules_write")))
)]
pub(crate) async fn rule_set_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(change): Body<RuleSetChange>,
) -> Answer<RuleSetDetail> {
    Ok(Json(app.rule_set_change(&caller, id, change).await?))
}

/// Removes a rule set.
#[utoipa::path(
    delete,
    path = "/rule-sets/{id}",
    operation_id = "rule_set_remove",
    tag = "rules",
    params(("id" = String, Path, description = "Rule set")),
    responses((status = 204, description = "Done"), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("rules_write")))
)]
pub(crate) async fn rule_set_remove(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Done {
    app.rule_set_remove(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
