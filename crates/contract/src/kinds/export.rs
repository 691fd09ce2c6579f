//! Export: a paper was made from data. Its code is printed on it, so that the sealed scan can be
//! matched to exactly what was exported.

use model::{Fault, Id};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    pub filing: Id,
    pub document: String,
    /// `docx`, `pdf`, `xlsx`.
    pub format: String,
    /// Printed on the paper and in its QR code.
    pub code: String,
    /// Hex SHA-256 of the bytes.
    pub digest: String,
    /// Hex SHA-256 of the data shown.
    pub data: String,
}

impl Kind for Export {
    const NAME: &'static str = "export";

    fn check(&self) -> Result<(), Fault> {
        check_text("document", &self.document, 1, 60)?;
        check_text("format", &self.format, 1, 10)?;
        check_text("code", &self.code, 4, 60)
    }
}
