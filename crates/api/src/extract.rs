//! Extractors: who calls, and input whose faults have codes.

use std::convert::Infallible;
use std::net::SocketAddr;

use app::{App, Caller, OpenSession};
use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::Method;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use bytes::Bytes;
use model::{ErrorKind, Fault};
use serde::de::DeserializeOwned;

use crate::answer::Refusal;
use crate::cookie;
use crate::texts::Language;

/// Header that proves a call comes from the console and not from a foreign page.
pub(crate) const CSRF: &str = "huhang-csrf";

/// The language that the caller reads.
pub(crate) struct Reads(pub(crate) Language);

impl<S: Sync> FromRequestParts<S> for Reads {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let asked = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self(Language::of(asked)))
    }
}

/// A signed-in person, whatever the state of the password.
pub(crate) struct SignedIn(pub(crate) OpenSession);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let token = CookieJar::from_headers(&parts.headers)
            .get(&cookie::name(app))
            .map(|cookie| cookie.value().to_owned())
            .ok_or_else(|| Fault::new(ErrorKind::Unauthenticated, "session.none"))?;
        let open = app.session_resume(&token, &address(parts)).await?;
        if changes(&parts.method) {
            let given = parts.headers.get(CSRF).and_then(|value| value.to_str().ok());
            if !given.is_some_and(|given| open.csrf_matches(given)) {
                return Err(Fault::forbidden("session.csrf").into());
            }
        }
        Ok(Self(open))
    }
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The session of a person who may work: a one-time password has been replaced.
pub(crate) struct Working(pub(crate) OpenSession);

impl FromRequestParts<App> for Working {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let SignedIn(open) = SignedIn::from_request_parts(parts, app).await?;
        if open.session.must_change_password {
            return Err(Fault::forbidden("session.must_change_password").into());
        }
        Ok(Self(open))
    }
}

/// The person of a [`Working`] session.
pub(crate) struct Who(pub(crate) Caller);

impl FromRequestParts<App> for Who {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let Working(open) = Working::from_request_parts(parts, app).await?;
        Ok(Self(open.caller))
    }
}

/// The address the call came from, `-` where the listener does not say.
pub(crate) struct Address(pub(crate) String);

impl FromRequestParts<App> for Address {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Ok(Self(address(parts)))
    }
}

fn address(parts: &Parts) -> String {
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(|| "-".to_owned(), |info| info.0.ip().to_string())
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        match Json::<T>::from_request(request, app).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(body_fault(&rejection).into()),
        }
    }
}

fn body_fault(rejection: &JsonRejection) -> Fault {
    match rejection {
        JsonRejection::JsonDataError(error) => {
            Fault::invalid("request.json").with("reason", error.body_text())
        }
        JsonRejection::JsonSyntaxError(error) => {
            Fault::invalid("request.json").with("reason", error.body_text())
        }
        JsonRejection::MissingJsonContentType(_) => Fault::invalid("request.media_type"),
        other => bytes_fault(other.status().as_u16()),
    }
}

fn bytes_fault(status: u16) -> Fault {
    if status == 413 {
        Fault::new(ErrorKind::TooMany, "request.too_large")
    } else {
        Fault::invalid("request.body")
    }
}

/// The body as it is.
pub(crate) struct Raw(pub(crate) Bytes);

impl FromRequest<App> for Raw {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        Bytes::from_request(request, app)
            .await
            .map(Self)
            .map_err(|rejection: BytesRejection| bytes_fault(rejection.status().as_u16()).into())
    }
}

/// A query string.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match axum::extract::Query::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                Err(Fault::invalid("request.query").with("reason", rejection.body_text()).into())
            }
        }
    }
}

/// A part of the path. One that cannot be a name of anything names nothing.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Fault::not_found("object.unknown").into()),
        }
    }
}
