//! The embedded console: files of `web/dist`, and `index.html` for every path that is a page of
//! the single-page application.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use model::Fault;
use rust_embed::{Embed, EmbeddedFile};

use crate::answer::Refusal;

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Files;

/// Paths that are never pages.
const NOT_PAGES: [&str; 2] = ["/api/", "/federation/"];
/// The build tool puts files whose names hold their hash here.
const HASHED: &str = "assets/";
/// Pages of packs have versions in their addresses.
const PACKS: &str = "packs/";

/// Everything that is not an API route.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if NOT_PAGES.iter().any(|prefix| path.starts_with(prefix)) {
        return Refusal(Fault::not_found("route.unknown")).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Refusal(Fault::not_found("route.method")).into_response();
    }
    let name = path.trim_start_matches('/');
    match Files::get(name).filter(|_| !name.is_empty()) {
        Some(file) => send(name, &file, &headers),
        None if is_page(name) => match Files::get("index.html") {
            Some(file) => send("index.html", &file, &headers),
            None => Refusal(Fault::not_found("console.missing")).into_response(),
        },
        None => Refusal(Fault::not_found("route.unknown")).into_response(),
    }
}

/// A page has no extension, but for a pack's version (`packs/ics-assessment/0.1.0`); a missing
/// script must not be answered with HTML.
fn is_page(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    !name.starts_with(HASHED) && (name.starts_with(PACKS) || !last.contains('.'))
}

fn send(name: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()));
    let cache =
        if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, cache.to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())];
    (common, kind, Body::from(file.data.to_vec())).into_response()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
