//! A caller of the API: keeps its cookie and CSRF token, and calls the router in process.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use serde_json::Value;
use tower::ServiceExt as _;

/// Somebody who calls, signed in or not.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub cookie: Option<String>,
    pub csrf: Option<String>,
    pub language: &'static str,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as JSON, `null` where it is none.
    pub body: Value,
}

impl Reply {
    /// Code of a problem document, or empty.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.body);
        self.body
    }

    /// Asserts a refusal.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
    }
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        Self { router, cookie: None, csrf: None, language: "zh-CN" }
    }

    /// Signs in, and keeps cookie and CSRF token.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Reply {
        let draft = serde_json::json!({ "login": login, "password": password });
        let reply = self.post("/api/v1/session", draft).await;
        if reply.status == 200 {
            let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
            self.cookie = cookie.split(';').next().map(str::to_owned);
            self.csrf = reply.body["csrf"].as_str().map(str::to_owned);
        }
        reply
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call(self.request(Method::GET, path, Body::empty(), None)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.json(Method::POST, path, &body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PUT, path, &body).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.call(self.request(Method::DELETE, path, Body::empty(), None)).await
    }

    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Reply {
        let body = Body::from(body.to_string());
        self.call(self.request(method, path, body, Some("application/json"))).await
    }

    /// Raw bytes, as evidence is handed in.
    pub async fn upload(&self, path: &str, bytes: &[u8]) -> Reply {
        let body = Body::from(bytes.to_vec());
        self.call(self.request(Method::POST, path, body, Some("application/octet-stream"))).await
    }

    /// A batch of a probe.
    pub async fn intake(&self, token: &str, batch: &str, ndjson: &[u8]) -> Reply {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/intake")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header("huhang-batch", batch)
            .body(Body::from(ndjson.to_vec()))
            .unwrap();
        self.call(request).await
    }

    /// A request with this client's cookie, token and language, to be changed at will.
    pub fn request(
        &self,
        method: Method,
        path: &str,
        body: Body,
        kind: Option<&str>,
    ) -> Request<Body> {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(kind) = kind {
            builder = builder.header(header::CONTENT_TYPE, kind);
        }
        if let Some(cookie) = &self.cookie {
            builder = builder.header(header::COOKIE, cookie);
        }
        if let Some(csrf) = &self.csrf {
            builder = builder.header("huhang-csrf", csrf);
        }
        builder.body(body).unwrap()
    }

    pub async fn call(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let is_stream = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        // A stream does not end; its head is what is asked for.
        let bytes = match is_stream {
            true => Vec::new(),
            false => to_bytes(body, 64 << 20).await.unwrap().to_vec(),
        };
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Reply { status: parts.status.as_u16(), headers: parts.headers, bytes, body }
    }
}
