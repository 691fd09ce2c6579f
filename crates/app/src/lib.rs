//! placeholder
mod pending;
pub mod permission;
pub use pending::*;
pub mod evidence {
    pub const MAX_BYTES: usize = 50 << 20;
}

use model::{Id, Role, TenantPath};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub user: Id,
    pub login: String,
    pub name: String,
    pub tenant: TenantPath,
    pub role: Role,
    pub address: String,
}
