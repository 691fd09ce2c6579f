//! The OpenAPI document. `crates/api/openapi.json` is its committed form: a test fails when it is
//! stale (`cargo xtask codegen` writes it).

use app::App;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::routes;

/// Where the API lives.
pub(crate) const PREFIX: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(title = "Huhang", description = "Console and integration API of a node."),
    modifiers(&Schemes),
    security(("session" = []))
)]
struct Head;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let cookie = ApiKeyValue::with_description(
            "huhang_session",
            "Cookie named `huhang_session_<node>`, set by `POST /session`; calls that change \
             something also carry the header `huhang-csrf`.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("probe", SecurityScheme::Http(bearer));
    }
}

/// All routes of the API with their description.
pub(crate) fn api() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::new()
        .merge(routes::session::routes())
        .merge(routes::home::routes())
        .merge(routes::inbox::routes())
        .merge(routes::assets::routes())
        .merge(routes::observations::routes())
        .merge(routes::baseline::routes())
        .merge(routes::engineered::routes())
        .merge(routes::maintenance::routes())
        .merge(routes::protocols::routes())
        .merge(routes::programs::routes())
        .merge(routes::rule_sets::routes())
        .merge(routes::findings::routes())
        .merge(routes::reports::routes())
        .merge(routes::notices::routes())
        .merge(routes::letters::routes())
        .merge(routes::evidence::routes())
        .merge(routes::filings::routes())
        .merge(routes::packs::routes())
        .merge(routes::duties::routes())
        .merge(routes::loops::routes())
        .merge(routes::tasks::routes())
        .merge(routes::tenants::routes())
        .merge(routes::users::routes())
        .merge(routes::probes::routes())
        .merge(routes::sharing::routes())
        .merge(routes::nodes::routes())
        .merge(routes::audit::routes())
        .merge(routes::live::routes())
        .merge(routes::intake::routes());
    OpenApiRouter::with_openapi(Head::openapi()).nest(PREFIX, routes)
}

/// The OpenAPI 3.1 document, pretty-printed, with a final newline.
pub fn openapi() -> String {
    let document = api().into_openapi();
    document.to_pretty_json().map_or_else(|_| String::new(), |json| json + "\n")
}

#[cfg(test)]
mod tests;
