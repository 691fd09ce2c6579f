//! What can go wrong on an edge.

use model::{ErrorKind, Fault};
use store::blobs::BlobError;

/// Errors of this crate. `Display` prints only itself; sources follow in the chain.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot reach the peer at `{url}`")]
    Unreachable {
        url: String,
        #[source]
        source: reqwest::Error,
    },
    #[error("the peer refused: {0}")]
    Refused(Fault),
    #[error("the message was not acceptable: {0}")]
    Message(Fault),
    #[error("cannot use the TLS material: {what}")]
    Tls {
        what: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the invitation cannot be read: {reason}")]
    Invitation { reason: String },
    #[error("cannot read or write `{path}`")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot listen on `{address}`")]
    Listen {
        address: String,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Blob(#[from] BlobError),
}

impl Error {
    pub(crate) fn tls(
        what: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Tls { what, source: source.into() }
    }

    /// The error as it crosses a boundary.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Unreachable { url, source } => {
                Fault::new(ErrorKind::Unavailable, "federation.unreachable")
                    .with("url", url)
                    .with("reason", source)
            }
            Self::Refused(fault) | Self::Message(fault) => fault.clone(),
            Self::Tls { what, source } => Fault::new(ErrorKind::Internal, "federation.tls")
                .with("what", what)
                .with("reason", source),
            Self::Invitation { reason } => {
                Fault::invalid("federation.invitation").with("reason", reason)
            }
            Self::File { path, source } => Fault::new(ErrorKind::Unavailable, "federation.file")
                .with("path", path)
                .with("reason", source),
            Self::Listen { address, source } => {
                Fault::new(ErrorKind::Unavailable, "federation.listen")
                    .with("address", address)
                    .with("reason", source)
            }
            Self::Store(error) => error.fault(),
            Self::Blob(error) => error.into(),
        }
    }
}
