//! Tenant: an organisation: authority or enterprise.

use model::{Fault, Id, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `tenant`, written by the node the tenant lives on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    pub path: TenantPath,
    pub name: String,
    pub kind: TenantKind,
    /// The node it lives on.
    pub node: Id,
    /// Unified social credit code 统一社会信用代码 (GB 32100), or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub credit_code: String,
    /// GB/T 4754 division, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub industry: String,
    /// Suite and base64 public key of its seal.
    pub seal_suite: String,
    pub seal_key: String,
    /// `active`, `suspended`.
    pub state: String,
}

impl Kind for Tenant {
    const NAME: &'static str = "tenant";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 120)
    }
}
