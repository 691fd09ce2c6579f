//! Access: somebody signed in or out, failed to, or changed a credential. The log is the audit
//! trail, so these stand in it too. Private to the node.

use serde::{Deserialize, Serialize};

use super::Kind;

/// Body of `access`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// `sign_in`, `sign_in_failed`, `sign_out`, `password_changed`, `password_reset`,
    /// `token_created`, `token_revoked`.
    pub action: String,
    pub login: String,
    /// Address the call came from.
    pub address: String,
}

impl Kind for Access {
    const NAME: &'static str = "access";
}
