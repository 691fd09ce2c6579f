//! What can be wrong with a hash, a key or a signature.

use model::{ErrorKind, Fault};

/// Errors of this crate; [`Error::code`] is the stable name that receipts and reports carry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the suite {0:?} is not known")]
    UnknownSuite(String),
    #[error("the key is not well-formed")]
    KeySyntax,
    #[error("the signature is not well-formed")]
    SignatureSyntax,
    #[error("the signature does not fit the content and the key")]
    SignatureInvalid,
    #[error("the content was signed with another key")]
    KeyMismatch,
    #[error("the record's hash does not fit its content")]
    RecordHash,
    #[error("the segment is empty, or its range does not fit its records")]
    SegmentRange,
    #[error("the segment is of another origin than the record")]
    SegmentOrigin,
    #[error("a hash is not 64 hexadecimal digits")]
    HashSyntax,
    #[error("the record is not proved to be in the segment")]
    ProofInvalid,
    #[error("the value has no JSON form: {0}")]
    Serialise(String),
    #[error("the content is for another key, or was altered")]
    Undecipherable,
    #[error("the operating system gave no random bytes")]
    Random,
}

impl Error {
    /// The dotted code, as it stands in receipts, verification reports and `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSuite(_) => "ledger.suite",
            Self::KeySyntax => "ledger.key",
            Self::SignatureSyntax => "ledger.signature_syntax",
            Self::SignatureInvalid => "ledger.signature",
            Self::KeyMismatch => "ledger.key_mismatch",
            Self::RecordHash => "record.hash",
            Self::SegmentRange => "segment.range",
            Self::SegmentOrigin => "segment.origin",
            Self::HashSyntax => "ledger.hash_syntax",
            Self::ProofInvalid => "record.proof",
            Self::Serialise(_) => "ledger.serialise",
            Self::Undecipherable => "ledger.undecipherable",
            Self::Random => "ledger.random",
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::Random => ErrorKind::Unavailable,
            Error::Serialise(_) => ErrorKind::Internal,
            _ => ErrorKind::Invalid,
        };
        let fault = Self::new(kind, error.code());
        match error {
            Error::UnknownSuite(suite) => fault.with("suite", suite),
            Error::Serialise(reason) => fault.with("reason", reason),
            _ => fault,
        }
    }
}
