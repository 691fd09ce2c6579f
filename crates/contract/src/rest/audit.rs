//! The log as the audit trail.

use model::{Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

/// A row of `GET /api/v1/audit` (`?author=`, `?kind=`, `?object=`): records of the caller's tenant
/// (a node administrator or auditor of the node's first tenant sees all tenants of the node).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuditRow {
    pub record: Id,
    pub origin: Id,
    pub sequence: u64,
    pub object: Id,
    pub kind: String,
    pub revision: u32,
    pub tenant: TenantPath,
    pub author: String,
    pub time: Millis,
    pub hash: String,
    /// Number of the signed segment that covers it, once sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<u64>,
    pub sealed: bool,
}
