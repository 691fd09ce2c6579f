//! The listener for children: enrolment, exchanges, blobs.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use contract::federation::{EnrolAnswer, EnrolRequest, MAX_MESSAGE_BYTES, Message};
use contract::rest::Problem;
use model::{ErrorKind, Fault};
use serde::Serialize;
use store::blobs::BlobStore;
use store::{Peer, Relation, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::listener::{Caller, TlsListener};
use crate::tls::Authority;
use crate::{Error, Host, enrol, envelope};

/// Largest file that travels between nodes.
pub const MAX_BLOB_BYTES: usize = 50 << 20;

/// What the listener works with.
#[derive(Clone)]
pub struct Server {
    pub store: Store,
    pub blobs: BlobStore,
    pub host: Arc<dyn Host>,
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
    let identity = server.store.identity()?;
    let config = server.authority.server_config(identity.node, server.store.now())?;
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
    compressed(&answer)
}

async fn exchange(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let peer = known_child(&server, caller).await?;
    let message: Message = envelope::decode(&body)?;
    let done = answer(&server, &peer, &message).await;
    let failure = done.as_ref().err().map(Error::fault);
    let changed = done.as_ref().is_ok_and(|(_, changed)| *changed);
    server.host.exchanged(peer.node, changed, failure.as_ref());
    let (reply, _) = done?;
    compressed(&reply)
}

async fn answer(server: &Server, peer: &Peer, message: &Message) -> Result<(Message, bool), Error> {
    let taken = envelope::take(&server.store, server.host.as_ref(), peer.node, message).await?;
    let wanted = envelope::wanted(&server.store, &server.blobs, peer.node).await?;
    let reply = envelope::compose(&server.store, peer.node, taken.receipts, wanted).await?;
    let changed = taken.changed || !reply.items.is_empty();
    Ok((reply, changed))
}

/// A blob that a record delivered to the child refers to.
async fn blob_read(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    Path(digest): Path<String>,
) -> Result<Response, Refusal> {
    let peer = known_child(&server, caller).await?;
    if !server.store.edge_blob_allowed(peer.node, &digest).await.map_err(Error::from)? {
        return Err(Fault::not_found("federation.blob_not_found").into());
    }
    let bytes = server.blobs.get(&digest).await.map_err(Error::from)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// A blob that a record received from the child refers to.
async fn blob_write(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    Path(digest): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let peer = known_child(&server, caller).await?;
    let wanted = envelope::wanted(&server.store, &server.blobs, peer.node).await?;
    if !wanted.contains(&digest) {
        return Err(Fault::forbidden("federation.blob_not_wanted").into());
    }
    envelope::keep_blob(&server.blobs, &digest, body.to_vec()).await?;
    server.host.exchanged(peer.node, true, None);
    Ok(StatusCode::NO_CONTENT)
}

/// The child that the connection's certificate names, if it is enrolled and not suspended.
async fn known_child(server: &Server, caller: Caller) -> Result<Peer, Fault> {
    let node = caller
        .node
        .ok_or_else(|| Fault::new(ErrorKind::Unauthenticated, "federation.no_certificate"))?;
    let peer = server.store.peer(node).await.map_err(|error| error.fault())?;
    let peer = peer.filter(|peer| peer.relation == Relation::Child);
    let peer =
        peer.ok_or_else(|| Fault::forbidden("federation.unknown_node").with("node", node))?;
    if peer.state != "active" {
        return Err(Fault::forbidden("federation.suspended").with("node", node));
    }
    Ok(peer)
}

fn compressed(value: &impl Serialize) -> Result<Response, Refusal> {
    let body = envelope::encode(value)?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "zstd")];
    Ok((headers, body).into_response())
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
