//! Sharing: policies, groups, consents; what was shared, what comes back, what is taken back.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::rest::finding::Created;
use contract::rest::query::{ConsentQuery, PageQuery, SharedQuery, WhyQuery};
use contract::rest::sharing::{
    ConsentAnswer, ConsentAsk, ConsentRow, GroupDetail, GroupDraft, GroupRow, KindRow,
    MembershipDraft, Offered, PassingDraft, Policy, PolicyDraft, PreviewDraft, RevocationDraft,
    SharedObject, SharedRow, SharingPreview, SightingDraft, SightingFigures, SightingRow,
};
use contract::rest::{Page, Problem};
use model::Id;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, Made};
use crate::extract::{Body, Path, Query, Who};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(policy_list, policy_create))
        .routes(routes!(policy_change))
        .routes(routes!(policy_offer))
        .routes(routes!(sharing_kinds))
        .routes(routes!(sharing_preview))
        .routes(routes!(group_list, group_create))
        .routes(routes!(group_view, group_change))
        .routes(routes!(membership_put))
        .routes(routes!(consent_list, consent_ask))
        .routes(routes!(consent_answer))
        .routes(routes!(shared_list))
        .routes(routes!(shared_view))
        .routes(routes!(sighting_figures, sighting_add))
        .routes(routes!(pass_on))
        .routes(routes!(shared_revoke))
}

/// Policies of the caller's tenant.
#[utoipa::path(
    get,
    path = "/sharing-policies",
    operation_id = "policy_list",
    tag = "sharing",
    params(PageQuery),
    responses((status = 200, body = Page<Policy>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_read")))
)]
pub(crate) async fn policy_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<Policy>> {
    Ok(Json(app.policy_list(&caller, &query).await?))
}

/// Makes a policy.
#[utoipa::path(
    post,
    path = "/sharing-policies",
    operation_id = "policy_create",
    tag = "sharing",
    request_body = PolicyDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_write")))
)]
pub(crate) async fn policy_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<PolicyDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.policy_create(&caller, draft).await?)))
}

/// Changes a policy.
#[utoipa::path(
    put,
    path = "/sharing-policies/{id}",
    operation_id = "policy_change",
    tag = "sharing",
    params(("id" = String, Path, description = "Policy")),
    request_body = PolicyDraft,
    responses((status = 200, body = Policy), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_write")))
)]
pub(crate) async fn policy_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<PolicyDraft>,
) -> Answer<Policy> {
    Ok(Json(app.policy_change(&caller, id, draft).await?))
}

/// Offers what was said before to whom a policy newly names: one batch.
#[utoipa::path(
    post,
    path = "/sharing-policies/{id}/offers",
    operation_id = "policy_offer",
    tag = "sharing",
    params(("id" = String, Path, description = "Policy")),
    responses((status = 200, body = Offered), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_write")))
)]
pub(crate) async fn policy_offer(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<Offered> {
    Ok(Json(app.policy_offer(&caller, id).await?))
}

/// What policies can cover, and what they can leave out.
#[utoipa::path(
    get,
    path = "/sharing/kinds",
    operation_id = "sharing_kinds",
    tag = "sharing",
    responses((status = 200, body = Page<KindRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_read")))
)]
pub(crate) async fn sharing_kinds(
    State(app): State<App>,
    Who(caller): Who,
) -> Answer<Page<KindRow>> {
    Ok(Json(app.kind_list(&caller)?))
}

/// Who would get something, by which rule and way, and what each would see.
#[utoipa::path(
    post,
    path = "/sharing/preview",
    operation_id = "sharing_preview",
    tag = "sharing",
    params(WhyQuery),
    request_body = PreviewDraft,
    responses((status = 200, body = SharingPreview), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("policy_read")))
)]
pub(crate) async fn sharing_preview(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<WhyQuery>,
    Body(draft): Body<PreviewDraft>,
) -> Answer<SharingPreview> {
    Ok(Json(app.sharing_preview(&caller, draft, query.why.as_deref()).await?))
}

/// Own groups and those the caller's tenant is invited to.
#[utoipa::path(
    get,
    path = "/sharing/groups",
    operation_id = "group_list",
    tag = "sharing",
    params(PageQuery),
    responses((status = 200, body = Page<GroupRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group_read")))
)]
pub(crate) async fn group_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<PageQuery>,
) -> Answer<Page<GroupRow>> {
    Ok(Json(app.group_list(&caller, &query).await?))
}

/// Makes a group.
#[utoipa::path(
    post,
    path = "/sharing/groups",
    operation_id = "group_create",
    tag = "sharing",
    request_body = GroupDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group_write")))
)]
pub(crate) async fn group_create(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<GroupDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.group_create(&caller, draft).await?)))
}

/// One group; to its owner with everyone invited.
#[utoipa::path(
    get,
    path = "/sharing/groups/{id}",
    operation_id = "group_view",
    tag = "sharing",
    params(("id" = String, Path, description = "Group")),
    responses((status = 200, body = GroupDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group_read")))
)]
pub(crate) async fn group_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<GroupDetail> {
    Ok(Json(app.group_view(&caller, id).await?))
}

/// Changes a group.
#[utoipa::path(
    put,
    path = "/sharing/groups/{id}",
    operation_id = "group_change",
    tag = "sharing",
    params(("id" = String, Path, description = "Group")),
    request_body = GroupDraft,
    responses((status = 200, body = GroupDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group_write")))
)]
pub(crate) async fn group_change(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<GroupDraft>,
) -> Answer<GroupDetail> {
    Ok(Json(app.group_change(&caller, id, draft).await?))
}

/// Joins or leaves a group.
#[utoipa::path(
    post,
    path = "/sharing/groups/{id}/membership",
    operation_id = "membership_put",
    tag = "sharing",
    params(("id" = String, Path, description = "Group")),
    request_body = MembershipDraft,
    responses((status = 200, body = GroupDetail), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("group_write")))
)]
pub(crate) async fn membership_put(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<MembershipDraft>,
) -> Answer<GroupDetail> {
    Ok(Json(app.membership_put(&caller, id, draft).await?))
}

/// Requests for consent that the caller's tenant made or got, with their answers.
#[utoipa::path(
    get,
    path = "/sharing/consents",
    operation_id = "consent_list",
    tag = "sharing",
    params(ConsentQuery),
    responses((status = 200, body = Page<ConsentRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("consent_read")))
)]
pub(crate) async fn consent_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<ConsentQuery>,
) -> Answer<Page<ConsentRow>> {
    Ok(Json(app.consent_list(&caller, &query).await?))
}

/// Asks an enterprise for its consent.
#[utoipa::path(
    post,
    path = "/sharing/consents",
    operation_id = "consent_ask",
    tag = "sharing",
    request_body = ConsentAsk,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("consent_ask")))
)]
pub(crate) async fn consent_ask(
    State(app): State<App>,
    Who(caller): Who,
    Body(draft): Body<ConsentAsk>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.consent_ask(&caller, draft).await?)))
}

/// Grants, refuses or withdraws a consent.
#[utoipa::path(
    post,
    path = "/sharing/consents/{id}/answer",
    operation_id = "consent_answer",
    tag = "sharing",
    params(("id" = String, Path, description = "Request")),
    request_body = ConsentAnswer,
    responses((status = 200, body = ConsentRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("consent_give")))
)]
pub(crate) async fn consent_answer(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<ConsentAnswer>,
) -> Answer<ConsentRow> {
    Ok(Json(app.consent_answer(&caller, id, draft).await?))
}

/// What the caller's tenant shared, or others with it.
#[utoipa::path(
    get,
    path = "/sharing/objects",
    operation_id = "shared_list",
    tag = "sharing",
    params(SharedQuery),
    responses((status = 200, body = Page<SharedRow>), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("shared_read")))
)]
pub(crate) async fn shared_list(
    State(app): State<App>,
    Who(caller): Who,
    Query(query): Query<SharedQuery>,
) -> Answer<Page<SharedRow>> {
    Ok(Json(app.shared_list(&caller, &query).await?))
}

/// One shared object; to its owner with those who have it.
#[utoipa::path(
    get,
    path = "/sharing/objects/{id}",
    operation_id = "shared_view",
    tag = "sharing",
    params(("id" = String, Path, description = "Object")),
    responses((status = 200, body = SharedObject), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("shared_read")))
)]
pub(crate) async fn shared_view(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<SharedObject> {
    Ok(Json(app.shared_view(&caller, id).await?))
}

/// What receivers said of one's own statement.
#[utoipa::path(
    get,
    path = "/sharing/objects/{id}/sightings",
    operation_id = "sighting_figures",
    tag = "sharing",
    params(("id" = String, Path, description = "Object")),
    responses((status = 200, body = SightingFigures), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("shared_read")))
)]
pub(crate) async fn sighting_figures(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
) -> Answer<SightingFigures> {
    Ok(Json(app.sighting_figures(&caller, id).await?))
}

/// Tells the owner what was met of it.
#[utoipa::path(
    post,
    path = "/sharing/objects/{id}/sightings",
    operation_id = "sighting_add",
    tag = "sharing",
    params(("id" = String, Path, description = "Object")),
    request_body = SightingDraft,
    responses((status = 200, body = SightingRow), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("sighting_add")))
)]
pub(crate) async fn sighting_add(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<SightingDraft>,
) -> Answer<SightingRow> {
    Ok(Json(app.sighting_add(&caller, id, draft).await?))
}

/// Passes on what another organisation said.
#[utoipa::path(
    post,
    path = "/sharing/objects/{id}/passings",
    operation_id = "pass_on",
    tag = "sharing",
    params(("id" = String, Path, description = "Object")),
    request_body = PassingDraft,
    responses((status = 201, body = Created), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("pass_on")))
)]
pub(crate) async fn pass_on(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<PassingDraft>,
) -> Made<Created> {
    Ok((StatusCode::CREATED, Json(app.pass_on(&caller, id, draft).await?)))
}

/// Takes a statement back from everyone it was given to.
#[utoipa::path(
    post,
    path = "/sharing/objects/{id}/revocation",
    operation_id = "shared_revoke",
    tag = "sharing",
    params(("id" = String, Path, description = "Object")),
    request_body = RevocationDraft,
    responses((status = 200, body = SharedObject), (status = "default", body = Problem, content_type = "application/problem+json")),
    extensions(("x-action" = json!("shared_revoke")))
)]
pub(crate) async fn shared_revoke(
    State(app): State<App>,
    Who(caller): Who,
    Path(id): Path<Id>,
    Body(draft): Body<RevocationDraft>,
) -> Answer<SharedObject> {
    Ok(Json(app.shared_revoke(&caller, id, draft).await?))
}
