//! The listener for children: enrolment, exchanges, blobs.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use contract::federation::{CertificateRequest, EnrolAnswer, EnrolRequest, MAX_MESSAGE_BYTES};
use contract::rest::Problem;
use model::{ErrorKind, Fault, Id};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::listener::{Caller, TlsListener};
use crate::service::Service;
use crate::tls::{self, Authority};
use crate::{Error, enrol, envelope};
use store::Scope;

/// Largest file that travels between nodes.
pub const MAX_BLOB_BYTES: usize = 50 << 20;

/// What the listener works with.
#[derive(Clone)]
pub struct Server {
    pub service: Service,
    pub authority: Arc<Authority>,
}

/// Listens until `stop` is cancelled; open exchanges are finished first.
pub async fn serve(
    server: Server,
    address: SocketAddr,
    stop: CancellationToken,
) -> Result<(), Error> {
    let listen = |source| Error::Listen { address: address.to_string(), source };
    let socket = TcpListener::bind(address).await.map_err(listen)?;
    let identity = server.service.store.identity()?;
    let config = server.authority.server_config(identity.node, server.service.store.now())?;
    let listener = TlsListener::start(socket, config).map_err(listen)?;
    let service = router(server).into_make_service_with_connect_info::<Caller>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await
        .map_err(listen)
}

fn router(server: Server) -> Router {
    Router::new()
        .route("/federation/v1/enrol", post(enrol_child))
        .route("/federation/v1/exchange", post(exchange))
        .route("/federation/v1/certificate", post(certificate))
        .route("/federation/v1/blobs/{digest}", get(blob_read).put(blob_write))
        .layer(DefaultBodyLimit::max(MAX_BLOB_BYTES.max(MAX_MESSAGE_BYTES)))
        .with_state(server)
}

async fn enrol_child(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let request: EnrolRequest = envelope::decode(&body)?;
    tracing::info!(address = %caller.address, node.id = %request.card.node, "enrolment asked for");
    let answer: EnrolAnswer = enrol::answer(&server, &request).await?;
    Ok(framed(envelope::encode(&answer)?))
}

async fn certificate(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let child = certified(&server, caller).await?;
    server.service.known_child(child).await?;
    let request: CertificateRequest = envelope::decode(&body)?;
    let answer = enrol::certify(&server, child, &request).await?;
    tracing::info!(node = %child, "certificate given");
    Ok(framed(envelope::encode(&answer)?))
}

async fn exchange(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let body = server.service.exchange(certified(&server, caller).await?, &body).await?;
    Ok(framed(body))
}

async fn blob_read(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    Path(digest): Path<String>,
) -> Result<Response, Refusal> {
    let bytes = server.service.blob_read(certified(&server, caller).await?, &digest).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

async fn blob_write(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    Path(digest): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    server.service.blob_write(certified(&server, caller).await?, &digest, body.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The node that the connection's certificate names.
/// The node that the caller's certificate names, if it is the one that it was given last, or one
/// that it was given since and shows for the first time.
async fn certified(server: &Server, caller: Caller) -> Result<Id, Fault> {
    let none = || Fault::new(ErrorKind::Unauthenticated, "federation.no_certificate");
    let (node, shown) = caller.node.zip(caller.certificate).ok_or_else(none)?;
    let store = &server.service.store;
    let peer = store.peer(node).await.map_err(|error| error.fault())?;
    // Who is unknown is refused by what it asks for.
    let Some(peer) = peer.filter(|peer| peer.certificate != shown) else { return Ok(node) };
    if peer.certificate_next.as_ref() != Some(&shown) {
        return Err(Fault::forbidden("federation.certificate").with("node", node));
    }
    let expires = store.now().plus(tls::CLIENT_DAYS * 86_400_000);
    let noted = async {
        let mut tx = store.begin(&Scope::system()).await?;
        tx.peer_certificate(node, &shown, Some(expires)).await?;
        tx.commit().await
    };
    noted.await.map_err(|error: store::Error| error.fault())?;
    tracing::info!(%node, "certificate renewed");
    Ok(node)
}

fn framed(body: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "zstd")];
    (headers, body).into_response()
}

/// An error answer between nodes: the code and its parameters, no words.
struct Refusal(Fault);

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error.fault())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(fault) = self;
        tracing::warn!(code = %fault.code, params = ?fault.params, "refused a peer");
        let status = match fault.kind {
            ErrorKind::Invalid => StatusCode::BAD_REQUEST,
            ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
            ErrorKind::Forbidden => StatusCode::FORBIDDEN,
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            ErrorKind::Conflict => StatusCode::CONFLICT,
            ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
            ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let problem = Problem {
            status: status.as_u16(),
            kind: fault.kind,
            code: fault.code.into_owned(),
            title: String::new(),
            way_out: String::new(),
            params: fault.params,
        };
        (status, axum::Json(problem)).into_response()
    }
}
