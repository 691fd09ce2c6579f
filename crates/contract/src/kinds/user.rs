//! User: a person's account in one tenant. Credentials are never in a record.

use model::{Fault, Role};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Body of `user`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Unique on the node: 3–40 of `a–z 0–9 . _ -`.
    pub login: String,
    pub name: String,
    pub role: Role,
    /// `active`, `disabled`.
    pub state: String,
}

impl Kind for User {
    const NAME: &'static str = "user";

    fn check(&self) -> Result<(), Fault> {
        check_text("name", &self.name, 1, 60)?;
        check_text("login", &self.login, 3, 40)?;
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        if self.login.bytes().all(fits) {
            return Ok(());
        }
        Err(Fault::invalid("user.login"))
    }
}
