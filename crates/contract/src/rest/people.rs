//! Tenants and users.

use model::{Id, Millis, Role, TenantKind, TenantPath};
use serde::{Deserialize, Serialize};

/// An organisation. Its object id is `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tenant {
    pub id: Id,
    pub path: TenantPath,
    pub name: String,
    pub kind: TenantKind,
    pub node: Id,
    pub credit_code: String,
    pub industry: String,
    /// Whether it lives on this node.
    pub local: bool,
    pub state: String,
}

/// `POST /api/v1/tenants`: registers an organisation that lives on this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantDraft {
    pub path: TenantPath,
    pub name: String,
    pub kind: TenantKind,
    #[serde(default)]
    pub credit_code: String,
    #[serde(default)]
    pub industry: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct User {
    pub id: Id,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub tenant: TenantPath,
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in: Option<Millis>,
}

/// `POST /api/v1/users`: an account in the caller's tenant (a node administrator may name
/// another tenant of the node).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserDraft {
    pub login: String,
    pub name: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantPath>,
}

/// Answer to `POST /api/v1/users` and `POST /api/v1/users/{id}/reset`: shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UserCreated {
    pub id: Id,
    pub login: String,
    pub one_time_password: String,
}

/// `PUT /api/v1/users/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// `active` or `disabled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}
