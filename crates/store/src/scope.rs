//! On whose behalf a call is made. Every call to the store takes one.

use std::fmt;

use model::TenantPath;

/// A tenant and a person of it, or the node itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    tenant: Option<TenantPath>,
    actor: String,
}

impl Scope {
    /// A person (by login) of one tenant.
    pub fn new(tenant: TenantPath, actor: impl Into<String>) -> Self {
        Self { tenant: Some(tenant), actor: actor.into() }
    }

    /// The node itself: sees every tenant's rows. For jobs, federation and administration.
    pub fn system() -> Self {
        Self { tenant: None, actor: "system".to_owned() }
    }

    /// `None` for the node itself.
    pub fn tenant(&self) -> Option<&TenantPath> {
        self.tenant.as_ref()
    }

    pub fn actor(&self) -> &str {
        &self.actor
    }

    pub fn is_system(&self) -> bool {
        self.tenant.is_none()
    }

    /// What row-level security compares with: the path, or `*` for the node itself.
    pub fn word(&self) -> &str {
        self.tenant.as_ref().map_or("*", TenantPath::as_str)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.word(), self.actor)
    }
}
