//! What loops allow, as the procedure packs of this node say. Whoever starts the node brings them
//! ([`crate::Store::set_loops`]); a change of content folds anew what they rule.

use model::{Id, TenantPath};
use procedure::loops::Loops;

use super::steps;
use crate::Error;
use crate::sql::{Conn, Sql};

/// Notes the content of the loops that are set; subjects that they rule are folded anew where it
/// changed.
///
/// # Errors
/// Those of the database.
pub async fn loops_install(conn: &mut Conn) -> Result<(), Error> {
    let loops = conn.loops();
    for (name, stamp) in loops.stamps() {
        let known = Sql::new("SELECT rules FROM loop_rules WHERE procedure = ?");
        let known = conn.optional(known.bind(name)).await?;
        if known.map(|row| row.text("rules")).transpose()?.as_deref() == Some(stamp) {
            continue;
        }
        let sql = Sql::new(
            "INSERT INTO loop_rules (procedure, rules) VALUES (?, ?) \
             ON CONFLICT (procedure) DO UPDATE SET rules = excluded.rules",
        );
        conn.execute(sql.bind(name).bind(stamp)).await?;
        refold(conn, &loops, name).await?;
    }
    Ok(())
}

async fn refold(conn: &mut Conn, loops: &Loops, name: &str) -> Result<(), Error> {
    let id = name.split('@').next().unwrap_or(name);
    // `A` follows `@` in every collation that compares bytes.
    let sql = Sql::new(
        "SELECT tenant, id, procedure FROM view_subject WHERE procedure >= ? AND procedure < ?",
    );
    let rows = conn.all(sql.bind(format!("{id}@")).bind(format!("{id}A"))).await?;
    for row in &rows {
        let ruled = row.text("procedure")?;
        if loops.get(&ruled).is_some_and(|(found, _)| found == name) {
            let (tenant, subject): (TenantPath, Id) = (row.tenant("tenant")?, row.id("id")?);
            steps::fold(conn, &tenant, subject).await?;
        }
    }
    Ok(())
}
