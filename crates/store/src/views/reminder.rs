//! What a tenant was reminded of, over which channel: the node's own business, in no record.

use std::collections::BTreeSet;

use model::Millis;

use super::viewer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// `(object, mark)` of everything told over a channel.
pub async fn reminder_marks(
    conn: &mut Conn,
    scope: &Scope,
    channel: &str,
) -> Result<BTreeSet<(String, String)>, Error> {
    let sql = Sql::new("SELECT object, mark FROM reminder WHERE tenant = ? AND channel = ?");
    let mark = |row: &Row| Ok((row.text("object")?, row.text("mark")?));
    conn.all(sql.bind(viewer(scope)?).bind(channel)).await?.iter().map(mark).collect()
}

/// Notes that something was told.
pub async fn reminder_put(
    conn: &mut Conn,
    scope: &Scope,
    object: &str,
    mark: &str,
    channel: &str,
    now: Millis,
) -> Result<(), Error> {
    let columns = ["tenant", "object", "mark", "channel", "time"];
    let sql = Sql::insert("reminder", &columns, 1).push(" ON CONFLICT DO NOTHING");
    let sql = sql.bind(viewer(scope)?).bind(object).bind(mark).bind(channel);
    conn.execute(sql.bind(now.0)).await?;
    Ok(())
}

/// Forgets marks that are older.
pub async fn reminder_forget(conn: &mut Conn, before: Millis) -> Result<(), Error> {
    conn.execute(Sql::new("DELETE FROM reminder WHERE time < ?").bind(before.0)).await?;
    Ok(())
}
