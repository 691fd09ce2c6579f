//! The way to the node: one batch, one request, one verdict.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use contract::intake::IntakeReceipt;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, StatusCode, Url};

use super::spool::Batch;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(60);
/// Longest reason kept of a refusal.
const REASON: usize = 400;

/// What to do with the batch now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The node has it on disk.
    Stored,
    /// Unreachable, busy or broken: the same batch again, later.
    Later(String),
    /// The node does not know this probe or has no such route: no batch will do better.
    NotMine(String),
    /// This batch will never be taken.
    Refused(String),
}

/// The node, as this probe may speak to it.
#[derive(Clone)]
pub(super) struct Node {
    client: Client,
    base: Url,
    authorization: HeaderValue,
}

impl Node {
    pub(super) fn new(base: &Url, token: &str, ca: Option<&Path>) -> anyhow::Result<Self> {
        // Fails if another part of the process has chosen a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder().connect_timeout(CONNECT).timeout(WHOLE);
        if let Some(path) = ca {
            let pem = std::fs::read(path)
                .with_context(|| format!("probe.ca_unreadable: {}", path.display()))?;
            let certificates = Certificate::from_pem_bundle(&pem)
                .with_context(|| format!("probe.ca_invalid: {}", path.display()))?;
            builder = builder.tls_certs_only(certificates);
        } else if base.scheme() == "http" {
            builder = builder.tls_certs_only([]);
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {token}")).context(
            "probe.token_invalid: 令牌含有非法字符 / the token has characters no header may have",
        )?;
        authorization.set_sensitive(true);
        Ok(Self { client: builder.build()?, base: base.clone(), authorization })
    }

    /// A request of this probe for a path below the node's base.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, below(&self.base, path));
        request.header(AUTHORIZATION, self.authorization.clone())
    }

    pub(super) async fn post(&self, batch: &Batch, dropped: u64) -> Answer {
        let request = self
            .request(Method::POST, "/api/v1/intake")
            .header(CONTENT_TYPE, "application/x-ndjson")
            .header(CONTENT_ENCODING, "zstd")
            .header("huhang-batch", &batch.id)
            .header("huhang-dropped", dropped)
            .body(batch.payload.clone());
        match request.send().await {
            Ok(response) => judge(response, batch).await,
            Err(error) => Answer::Later(chain(&error)),
        }
    }
}

/// A path below a node's base URL.
fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

async fn judge(response: Response, batch: &Batch) -> Answer {
    let status = response.status();
    let body = match response.bytes().await {
        Ok(body) => body,
        Err(error) => return Answer::Later(chain(&error)),
    };
    if status.is_success() {
        return match serde_json::from_slice::<IntakeReceipt>(&body) {
            Ok(receipt) if receipt.batch == batch.id => stored(&receipt),
            _ => Answer::Later("200 without a receipt for this batch".to_owned()),
        };
    }
    let text = String::from_utf8_lossy(&body);
    let reason = format!("{status}: {}", text.chars().take(REASON).collect::<String>());
    verdict(status, reason)
}

fn stored(receipt: &IntakeReceipt) -> Answer {
    if receipt.rejected > 0 {
        tracing::error!(
            receipt.batch,
            receipt.rejected,
            reason = receipt.first_reason.as_deref().unwrap_or_default(),
            "probe.events_rejected: the node did not understand some events"
        );
    }
    Answer::Stored
}

fn verdict(status: StatusCode, reason: String) -> Answer {
    match status.as_u16() {
        408 | 425 | 429 | 500..=599 => Answer::Later(reason),
        ..=399 | 401 | 403..=405 => Answer::NotMine(reason),
        _ => Answer::Refused(reason),
    }
}

/// An error with its causes; `reqwest` keeps the useful part in the last.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::{Answer, below, verdict};

    #[test]
    fn the_route_stands_below_the_base() {
        for (base, expected) in [
            ("http://node:8443", "http://node:8443/api/v1/intake"),
            ("https://node/", "https://node/api/v1/intake"),
            ("https://node/huhang/", "https://node/huhang/api/v1/intake"),
        ] {
            assert_eq!(below(&base.parse().unwrap(), "/api/v1/intake").as_str(), expected);
        }
    }

    #[test]
    fn statuses_mean_again_never_or_not_here() {
        let kind = |code: u16| match verdict(code.try_into().unwrap(), String::new()) {
            Answer::Stored => "stored",
            Answer::Later(_) => "later",
            Answer::NotMine(_) => "not mine",
            Answer::Refused(_) => "refused",
        };
        for (code, expected) in [
            (500, "later"),
            (503, "later"),
            (429, "later"),
            (408, "later"),
            (401, "not mine"),
            (403, "not mine"),
            (404, "not mine"),
            (301, "not mine"),
            (400, "refused"),
            (413, "refused"),
            (422, "refused"),
        ] {
            assert_eq!(kind(code), expected, "{code}");
        }
    }
}
