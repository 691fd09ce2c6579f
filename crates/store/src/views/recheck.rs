//! What a node's own data say of a hazard: when an asset was last heard or spoken to, what
//! firmware it tells, when a finding last happened, when a port was last talked to. Times are
//! those of capture.

use contract::kinds::finding::Finding;
use detect::HostKey;
use model::{CaptureTime, Id};

use super::list::Filter;
use super::viewer;
use crate::sql::{Conn, Row};
use crate::{Error, Scope};

/// Facts and talks looked at for one asset.
const MOST: u32 = 50;

/// When an asset was last heard or spoken to; `None` for one never heard of.
pub async fn asset_heard(
    conn: &mut Conn,
    scope: &Scope,
    host: HostKey,
) -> Result<Option<CaptureTime>, Error> {
    let filter = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("host = ?", host.to_string().as_str());
    let found = conn.optional(filter.sql("SELECT last FROM asset")).await?;
    found.map(|row| Ok(CaptureTime(row.int("last")?))).transpose()
}

/// Firmware versions that an asset told since a time, the last told first.
pub async fn asset_firmware(
    conn: &mut Conn,
    scope: &Scope,
    host: HostKey,
    since: CaptureTime,
) -> Result<Vec<(String, CaptureTime)>, Error> {
    let sql = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("host = ?", host.to_string().as_str())
        .and("attribute = 'firmware'")
        .with("last >= ?", since.0)
        .sql("SELECT value, last FROM asset_fact")
        .push(&format!(" ORDER BY last DESC, confidence DESC, value LIMIT {MOST}"));
    let told = |row: &Row| Ok((row.text("value")?, CaptureTime(row.int("last")?)));
    conn.all(sql).await?.iter().map(told).collect()
}

/// When somebody last talked to a port of a host, and who; `None` if nobody ever did.
pub async fn port_talked(
    conn: &mut Conn,
    scope: &Scope,
    server: HostKey,
    port: u16,
) -> Result<Option<(String, CaptureTime)>, Error> {
    let sql = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("server = ?", server.to_string().as_str())
        .with("port = ?", i64::from(port))
        .sql("SELECT client, last FROM conversation")
        .push(" ORDER BY last DESC, client LIMIT 1");
    let found = conn.optional(sql).await?;
    found.map(|row| Ok((row.text("client")?, CaptureTime(row.int("last")?)))).transpose()
}

/// The last time that findings of a rule happened between two hosts; an empty host is any.
pub async fn finding_last(
    conn: &mut Conn,
    scope: &Scope,
    rule: &str,
    source: &str,
    target: &str,
) -> Result<Option<(Id, CaptureTime)>, Error> {
    let some = |host: &str| Some(host.to_owned()).filter(|host| !host.is_empty());
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.rule = ?", rule)
        .maybe("v.source = ?", some(source))
        .maybe("v.target = ?", some(target));
    last_of(conn, filter).await
}

/// The last time that what a finding tells of happened, under that finding or a later one of the
/// same key; with the finding's body. `None` for a finding that is not here.
pub async fn finding_again(
    conn: &mut Conn,
    scope: &Scope,
    finding: Id,
) -> Result<Option<(Finding, CaptureTime)>, Error> {
    let tenant = viewer(scope)?;
    let filter = Filter::default().with("v.tenant = ?", tenant).with("v.id = ?", finding);
    let found = conn.optional(filter.sql("SELECT v.body FROM view_finding v")).await?;
    let Some(body) = found.map(|row| row.json::<Finding>("body")).transpose()? else {
        return Ok(None);
    };
    let filter =
        Filter::default().with("v.tenant = ?", tenant).with("v.key = ?", body.key.as_str());
    let last = last_of(conn, filter).await?.map_or(body.time, |(_, last)| last);
    Ok(Some((body, last)))
}

async fn last_of(conn: &mut Conn, filter: Filter) -> Result<Option<(Id, CaptureTime)>, Error> {
    const LAST: &str = "CASE WHEN o.last IS NULL OR o.last < v.time THEN v.time ELSE o.last END";
    let head = format!(
        "SELECT v.id, {LAST} AS latest FROM view_finding v \
         LEFT JOIN finding_occurrence o ON o.tenant = v.tenant AND o.finding = v.id"
    );
    let sql = filter.sql(&head).push(" ORDER BY latest DESC, v.id DESC LIMIT 1");
    let found = conn.optional(sql).await?;
    found.map(|row| Ok((row.id("id")?, CaptureTime(row.int("latest")?)))).transpose()
}
