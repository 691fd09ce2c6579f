//! The session cookie. Its name carries the node, because cookies do not separate by port and
//! several nodes may run on one host.

use app::App;
use axum_extra::extract::cookie::{Cookie, SameSite};

/// `huhang_session_<last 8 hex digits of the node id>` (the first ones are a time and would be
/// the same on nodes made within a minute).
pub(crate) fn name(app: &App) -> String {
    let id = app.node().0.simple().to_string();
    format!("huhang_session_{}", id.get(24..).unwrap_or_default())
}

pub(crate) fn set(app: &App, token: String) -> Cookie<'static> {
    Cookie::build((name(app), token))
        .http_only(true)
        .secure(app.config().secure_cookies)
        .same_site(SameSite::Strict)
        .path("/")
        .build()
}

pub(crate) fn gone(app: &App) -> Cookie<'static> {
    Cookie::build((name(app), "")).path("/").build()
}
