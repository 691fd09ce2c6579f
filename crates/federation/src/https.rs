//! The way to a parent that can be called: HTTPS with mutual TLS.

use std::net::SocketAddr;
use std::time::Duration;

use contract::rest::Problem;
use model::{ErrorKind, Fault, Id};
use store::Peer;

use crate::tls::{self, ClientMaterial};
use crate::transport::{Connector, Transport};
use crate::{Error, Task};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Calls the parent under its address with this node's client certificate.
pub struct Https {
    pub material: ClientMaterial,
}

impl Connector for Https {
    fn connect<'a>(&'a self, peer: &'a Peer) -> Task<'a, Result<Box<dyn Transport>, Error>> {
        Box::pin(async move {
            let http = client(self.material.config()?, &peer.url, peer.node).await?;
            let open = Open { http, url: peer.url.clone(), node: peer.node };
            Ok(Box::new(open) as Box<dyn Transport>)
        })
    }
}

struct Open {
    http: reqwest::Client,
    url: String,
    node: Id,
}

impl Transport for Open {
    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, Error>> {
        Box::pin(async move {
            let url = address(&self.url, self.node, "/federation/v1/exchange")?;
            post(&self.http, &url, body).await
        })
    }

    fn blob_put<'a>(&'a self, digest: &'a str, bytes: Vec<u8>) -> Task<'a, Result<(), Error>> {
        Box::pin(async move {
            let url = address(&self.url, self.node, &format!("/federation/v1/blobs/{digest}"))?;
            let sent = self.http.put(&url).body(bytes).send().await;
            refused(unreachable(&url, sent)?).await?;
            Ok(())
        })
    }

    fn blob_get<'a>(&'a self, digest: &'a str) -> Task<'a, Result<Option<Vec<u8>>, Error>> {
        Box::pin(async move {
            let url = address(&self.url, self.node, &format!("/federation/v1/blobs/{digest}"))?;
            let response = unreachable(&url, self.http.get(&url).send().await)?;
            if response.status() == reqwest::StatusCode::NOT_FOUND {
                return Ok(None);
            }
            let bytes = unreachable(&url, refused(response).await?.bytes().await)?;
            Ok(Some(bytes.to_vec()))
        })
    }
}

/// An HTTP client for one peer. The peer presents itself under its node name; the name is mapped
/// to the address in `url` here, so that addresses may change without new certificates.
pub(crate) async fn client(
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
pub(crate) async fn post(
    http: &reqwest::Client,
    url: &str,
    body: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let request = http
        .post(url)
        .header("content-type", "application/json")
        .header("content-encoding", "zstd")
        .body(body);
    let response = refused(unreachable(url, request.send().await)?).await?;
    Ok(unreachable(url, response.bytes().await)?.to_vec())
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
