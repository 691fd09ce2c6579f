//! The child's side of an edge: calls the parent at intervals, and at once when there is news.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use contract::federation::{Message, Receipts};
use contract::rest::Problem;
use model::{ErrorKind, Fault, Id};
use serde::de::DeserializeOwned;
use store::blobs::BlobStore;
use store::{Peer, Store};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::tls::{self, ClientMaterial};
use crate::{Error, Host, envelope};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest wait between tries while the parent is not there.
const MAX_BACKOFF: Duration = Duration::from_secs(30);

/// The edge to the parent.
pub struct Uplink {
    pub store: Store,
    pub blobs: BlobStore,
    pub host: Arc<dyn Host>,
    pub material: ClientMaterial,
    pub interval: Duration,
    /// Woken when records were appended.
    pub news: Arc<Notify>,
}

impl Uplink {
    /// Exchanges until `stop` is cancelled. A node without a parent waits for one.
    pub async fn run(self, stop: CancellationToken) {
        let mut backoff = self.interval;
        let mut connection = None;
        let mut owed = None;
        while !stop.is_cancelled() {
            let wait = match self.round(&mut connection, &mut owed).await {
                Ok(true) => Duration::ZERO,
                Ok(false) => {
                    backoff = self.interval;
                    self.interval
                }
                Err(error) => {
                    connection = None;
                    backoff = (backoff * 2).min(MAX_BACKOFF.min(self.interval * 8));
                    tracing::warn!(error = %error.fault(), retry_ms = backoff.as_millis(), "exchange failed");
                    backoff
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.news.notified(), if !wait.is_zero() => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// One exchange; true when there may be more to say at once.
    async fn round(
        &self,
        connection: &mut Option<(Peer, reqwest::Client)>,
        owed: &mut Option<Receipts>,
    ) -> Result<bool, Error> {
        let (peer, http) = match connection {
            Some(open) => open,
            None => {
                let Some(peer) = self.store.parent().await? else { return Ok(false) };
                let http = http(self.material.config()?, &peer.url, peer.node).await?;
                connection.insert((peer, http))
            }
        };
        let done = self.exchange(peer, http, owed).await;
        let failure = done.as_ref().err().map(Error::fault);
        let changed = done.as_ref().is_ok_and(|changed| *changed);
        self.host.exchanged(peer.node, changed, failure.as_ref());
        done
    }

    async fn exchange(
        &self,
        peer: &Peer,
        http: &reqwest::Client,
        owed: &mut Option<Receipts>,
    ) -> Result<bool, Error> {
        // A receipt lost with a failed call is asked for again: the parent sends the item anew.
        let receipts = owed.take();
        let said = envelope::compose(&self.store, peer.node, receipts, Vec::new()).await?;
        let url = address(&peer.url, peer.node, "/federation/v1/exchange")?;
        let answer: Message = post(http, &url, &envelope::encode(&said)?).await?;
        let taken = envelope::take(&self.store, self.host.as_ref(), peer.node, &answer).await?;
        let moved = self.blobs(peer, http, &answer.wanted_blobs).await?;
        let more = taken.changed || moved || !said.items.is_empty();
        *owed = taken.receipts;
        Ok(more)
    }

    /// Sends the blobs the parent lacks and fetches those we lack.
    async fn blobs(
        &self,
        peer: &Peer,
        http: &reqwest::Client,
        asked: &[String],
    ) -> Result<bool, Error> {
        let mut moved = false;
        for digest in asked {
            if !self.store.edge_blob_allowed(peer.node, digest).await? {
                continue;
            }
            let bytes = self.blobs.get(digest).await?;
            let url = address(&peer.url, peer.node, &format!("/federation/v1/blobs/{digest}"))?;
            let sent = http.put(&url).body(bytes).send().await;
            refused(unreachable(&url, sent)?).await?;
            moved = true;
        }
        for digest in envelope::wanted(&self.store, &self.blobs, peer.node).await? {
            let url = address(&peer.url, peer.node, &format!("/federation/v1/blobs/{digest}"))?;
            let response = unreachable(&url, http.get(&url).send().await)?;
            if response.status() == reqwest::StatusCode::NOT_FOUND {
                // Not there yet: the parent waits for it itself.
                continue;
            }
            let bytes = unreachable(&url, refused(response).await?.bytes().await)?;
            envelope::keep_blob(&self.blobs, &digest, bytes.to_vec()).await?;
            moved = true;
        }
        Ok(moved)
    }
}

/// An HTTP client for one peer. The peer presents itself under its node name; the name is mapped
/// to the address in `url` here, so that addresses may change without new certificates.
pub(crate) async fn http(
    config: rustls::ClientConfig,
    url: &str,
    node: Id,
) -> Result<reqwest::Client, Error> {
    let parsed = parse(url)?;
    let host = parsed.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = parsed.port_or_known_default().unwrap_or(443);
    let found = tokio::net::lookup_host((host, port)).await;
    let addresses: Vec<SocketAddr> = found.map(Iterator::collect).map_err(|error| {
        Error::Message(
            Fault::new(ErrorKind::Unavailable, "federation.unreachable")
                .with("url", url)
                .with("reason", error),
        )
    })?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .resolve_to_addrs(&tls::server_name(node), &addresses)
        .no_proxy()
        .https_only(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .build()
        .map_err(|e| Error::tls("client", e))
}

/// `url` with the node's name in place of its host, and a path.
pub(crate) fn address(url: &str, node: Id, path: &str) -> Result<String, Error> {
    let port = parse(url)?.port_or_known_default().unwrap_or(443);
    Ok(format!("https://{}:{port}{path}", tls::server_name(node)))
}

fn parse(url: &str) -> Result<reqwest::Url, Error> {
    let parsed = reqwest::Url::parse(url).ok().filter(|url| url.scheme() == "https");
    parsed.ok_or_else(|| Error::Message(Fault::invalid("federation.url").with("url", url)))
}

/// Posts a compressed body and reads the compressed answer.
pub(crate) async fn post<T: DeserializeOwned>(
    http: &reqwest::Client,
    url: &str,
    body: &[u8],
) -> Result<T, Error> {
    let request = http
        .post(url)
        .header("content-type", "application/json")
        .header("content-encoding", "zstd")
        .body(body.to_vec());
    let response = refused(unreachable(url, request.send().await)?).await?;
    let bytes = unreachable(url, response.bytes().await)?;
    envelope::decode(&bytes).map_err(Error::Message)
}

fn unreachable<T>(url: &str, result: Result<T, reqwest::Error>) -> Result<T, Error> {
    result.map_err(|source| Error::Unreachable { url: url.to_owned(), source })
}

/// The response, or what the peer refused with.
async fn refused(response: reqwest::Response) -> Result<reqwest::Response, Error> {
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status();
    let fault = match response.json::<Problem>().await {
        Ok(problem) => {
            Fault { kind: problem.kind, code: problem.code.into(), params: problem.params }
        }
        Err(_) => Fault::new(ErrorKind::Unavailable, "federation.answer").with("status", status),
    };
    Err(Error::Refused(fault))
}
