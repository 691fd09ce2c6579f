//! Signing in and out.

use model::{Id, Millis, Role, TenantPath};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/session`.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub login: String,
    pub password: String,
}

/// Who is signed in. The session itself is an HttpOnly, SameSite=Strict cookie; `csrf` goes into
/// the header `huhang-csrf` of every call that changes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Session {
    pub user: Id,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub tenant: TenantPath,
    pub tenant_name: String,
    pub csrf: String,
    pub expires: Millis,
    /// True until a one-time password is replaced; nothing else is allowed before.
    pub must_change_password: bool,
    /// What this role may do: names of `app::permission::Action`.
    pub may: Vec<String>,
}

/// `POST /api/v1/session/password`.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub current: String,
    /// 12–128 characters.
    pub new: String,
}
