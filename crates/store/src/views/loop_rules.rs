//! What a notice's loop allows, as the procedure packs of this node say. Kept by procedure
//! (`id@version`), because a notice is ruled by the version that it names.

use std::collections::BTreeMap;

use model::{Id, Role, TenantPath};
use serde::{Deserialize, Serialize};

use super::steps;
use crate::Error;
use crate::sql::{Conn, Sql};

/// One step that a loop allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoopTransition {
    pub from: String,
    pub action: String,
    /// `issuer` or `recipient`.
    pub party: String,
    pub to: String,
    /// Roles that may take it.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Whether the loop waits for it: others (withdrawing) are only possible.
    #[serde(default)]
    pub awaited: bool,
}

/// The loop of one procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoopRules {
    /// `id@version`, as notices name it.
    pub procedure: String,
    /// The state of a notice without steps.
    pub initial: String,
    pub transitions: Vec<LoopTransition>,
}

impl LoopRules {
    /// For a notice whose procedure is not installed here: nothing is judged.
    pub(super) fn unknown() -> Self {
        Self { procedure: String::new(), initial: "issued".to_owned(), transitions: Vec::new() }
    }

    /// The state after a step, if the loop allows it.
    pub fn next(&self, state: &str, action: &str, party: &str) -> Option<&str> {
        let allows =
            |t: &&LoopTransition| t.from == state && t.action == action && t.party == party;
        self.transitions.iter().find(allows).map(|t| t.to.as_str())
    }

    /// Actions that are waited for from a party, by the role that may take them.
    pub(super) fn awaited(&self, state: &str, party: &str) -> BTreeMap<Role, Vec<String>> {
        let mut acts: BTreeMap<Role, Vec<String>> = BTreeMap::new();
        let waits = |t: &&LoopTransition| t.awaited && t.from == state && t.party == party;
        for transition in self.transitions.iter().filter(waits) {
            for role in &transition.roles {
                acts.entry(*role).or_default().push(transition.action.clone());
            }
        }
        acts
    }

    /// No step leads out of it.
    pub fn is_final(&self, state: &str) -> bool {
        !self.transitions.is_empty() && !self.transitions.iter().any(|t| t.from == state)
    }
}

/// Makes a procedure's loop known; notices that it rules are folded anew if it changed.
///
/// # Errors
/// Those of the database.
pub async fn loop_install(conn: &mut Conn, rules: &LoopRules) -> Result<(), Error> {
    let known = Sql::new("SELECT rules FROM loop_rules WHERE procedure = ?");
    let known = conn.optional(known.bind(rules.procedure.as_str())).await?;
    if let Some(row) = known
        && row.json::<LoopRules>("rules")? == *rules
    {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO loop_rules (procedure, rules) VALUES (?, ?) \
         ON CONFLICT (procedure) DO UPDATE SET rules = excluded.rules",
    );
    conn.execute(sql.bind(rules.procedure.as_str()).json(rules)).await?;
    let ruled =
        Sql::new("SELECT tenant, id FROM view_notice WHERE procedure >= ? AND procedure < ?");
    let (low, high) = versions(&rules.procedure);
    let ruled: Vec<(TenantPath, Id)> = conn
        .all(ruled.bind(low).bind(high))
        .await?
        .iter()
        .map(|row| Ok((row.tenant("tenant")?, row.id("id")?)))
        .collect::<Result<_, Error>>()?;
    for (tenant, notice) in ruled {
        steps::fold(conn, &tenant, notice).await?;
    }
    Ok(())
}

/// The rules of a procedure: of its version, else of the highest installed one of the same id.
pub(super) async fn rules_of(conn: &mut Conn, procedure: &str) -> Result<LoopRules, Error> {
    let (low, high) = versions(procedure);
    let sql = Sql::new(
        "SELECT rules FROM loop_rules WHERE procedure >= ? AND procedure < ? \
         ORDER BY CASE WHEN procedure = ? THEN 0 ELSE 1 END, procedure DESC LIMIT 1",
    );
    match conn.optional(sql.bind(low).bind(high).bind(procedure)).await? {
        Some(row) => row.json("rules"),
        None => Ok(LoopRules::unknown()),
    }
}

/// The range of `id@…`; `A` follows `@` in every collation that compares bytes.
fn versions(procedure: &str) -> (String, String) {
    let id = procedure.split('@').next().unwrap_or(procedure);
    (format!("{id}@"), format!("{id}A"))
}
