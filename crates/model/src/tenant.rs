//! Who is who: nodes, tenants on the jurisdiction path, roles.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Fault;

/// A tenant's place on the jurisdiction path, `/`-separated, lower case:
/// `cn` (the ministry), `cn/32/miit` (an industry authority, 工信), `cn/32/ca` (a communications
/// administration, 通管), `cn/32/ent/<key>` (an enterprise; the key is usually its credit code).
/// Two-digit province codes are those of GB/T 2260.
///
/// A path says where a tenant belongs. It does **not** give its authorities sight of the tenant's
/// data: only records' sharing does.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "cn/32/miit")]
pub struct TenantPath(String);

impl TenantPath {
    pub const MAX_BYTES: usize = 120;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `self` is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0 == other.0
            || self.0.strip_prefix(other.0.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The two-digit province code, if the path has one.
    pub fn region(&self) -> Option<&str> {
        self.0.split('/').nth(1)
    }
}

impl FromStr for TenantPath {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        let parts_ok = !text.is_empty()
            && text.split('/').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
        if text.len() > Self::MAX_BYTES || !parts_ok {
            return Err(Fault::invalid("tenant.path").with("max_bytes", Self::MAX_BYTES));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for TenantPath {
    type Error = Fault;
    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

impl From<TenantPath> for String {
    fn from(path: TenantPath) -> Self {
        path.0
    }
}

impl fmt::Display for TenantPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:tt,)+ }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        $(#[$meta])*
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+ }
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The word used in JSON, SQL and URLs.
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $text,)+ } }
        }
        impl FromStr for $name {
            type Err = Fault;
            fn from_str(text: &str) -> Result<Self, Fault> {
                match text { $($text => Ok(Self::$variant),)+ _ => Err(Fault::invalid("word.unknown").with("type", stringify!($name)).with("value", text)) }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.word()) }
        }
    };
}
pub(crate) use words;

words! {
    /// What a node serves.
    NodeKind {
        National = "national",
        Provincial = "provincial",
        Industry = "industry",
        Enterprise = "enterprise",
    }
}

words! {
    /// What a tenant is.
    TenantKind {
        Ministry = "ministry",
        /// 工信: province's industry authority.
        IndustryAuthority = "industry_authority",
        /// 通管: province's communications administration.
        CommunicationsAdministration = "communications_administration",
        Enterprise = "enterprise",
    }
}

words! {
    /// What a person may be within one tenant. Permissions are in `app::permission`.
    Role {
        MinistryOperator = "ministry_operator",
        ProvincialRegulator = "provincial_regulator",
        EnterpriseOfficer = "enterprise_officer",
        ProbeOperator = "probe_operator",
        NodeAdministrator = "node_administrator",
        Auditor = "auditor",
    }
}
