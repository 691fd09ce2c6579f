//! Files and programs that crossed the wire. A program is known by its controller, protocol, class
//! and name; a content other than the last one is a new version. Whole and partial transfers are
//! compared with their like only, so that a transfer cut short is no change back and forth.

use contract::rest::Page;
use contract::rest::query::{FileQuery, ProgramQuery};
use contract::rest::watch::{FileRow, ProgramDetail, ProgramRow, ProgramVersion};
use detect::HostKey;
use model::event::FileSeen;
use model::{Id, Millis};

use super::list::{Filter, List, Slice};
use super::{missing, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Clock, Error, Scope};

/// Programs of one tenant: whoever invents names cannot fill the disk. Later ones are files only.
const MOST_PROGRAMS: u64 = 20_000;
/// Versions of one program that are kept, the newest.
const MOST_VERSIONS: u32 = 200;
/// Characters kept of what the traffic names, and YARA matches of one file.
const MOST_WORD: usize = 300;
const MOST_MATCHES: usize = 50;
/// Base64 of 64 KiB, the most that a probe sends along.
const MOST_CONTENT: usize = 88 << 10;
/// A file's class that is no controller's.
const PLAIN: &str = "file";

const PROGRAMS: List<'_> =
    List { columns: "v.*", table: "program v", join: "", key: "v.sort", newest_first: true };
const FILES: List<'_> = List {
    columns: "v.id, v.body",
    table: "file_seen v",
    join: "",
    key: "v.id",
    newest_first: true,
};

/// Takes a file in, and what it says of a program. `reference` names the stored event.
pub async fn file_add(
    conn: &mut Conn,
    scope: &Scope,
    (received, reference): (Millis, &str),
    seen: &FileSeen,
    clock: &dyn Clock,
) -> Result<(), Error> {
    let tenant = viewer(scope)?;
    let program = if seen.class == PLAIN {
        None
    } else {
        put_program(conn, tenant, reference, seen, clock).await?
    };
    let row = file_row(clock.id(), reference, seen, program);
    const COLUMNS: &[&str] = &[
        "tenant", "id", "received", "client", "server", "class", "name", "sha256", "sm3", "md5",
        "matched", "body",
    ];
    let sql = Sql::insert("file_seen", COLUMNS, 1)
        .bind(tenant)
        .id(row.id)
        .bind(received.0)
        .bind(row.client.as_str())
        .bind(row.server.as_str())
        .bind(row.class.as_str())
        .bind(row.name.as_str())
        .bind(row.sha256.as_str())
        .bind(row.sm3.as_str())
        .bind(row.md5.as_str())
        .bind(i64::from(!row.matches.is_empty()))
        .json(&row);
    conn.execute(sql).await?;
    Ok(())
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MOST_WORD).collect()
}

fn file_row(id: Id, reference: &str, seen: &FileSeen, program: Option<Id>) -> FileRow {
    FileRow {
        id,
        time: seen.time,
        client: HostKey::of(&seen.client).to_string(),
        server: HostKey::of(&seen.server).to_string(),
        protocol: cut(&seen.protocol),
        class: cut(&seen.class),
        name: cut(&seen.name),
        kind: cut(&seen.kind),
        to_server: seen.to_server,
        size: seen.size,
        announced: seen.announced,
        complete: seen.complete,
        sha256: cut(&seen.sha256),
        sm3: cut(&seen.sm3),
        md5: cut(&seen.md5),
        magic: cut(&seen.magic),
        matches: seen.matches.iter().take(MOST_MATCHES).map(|name| cut(name)).collect(),
        reference: reference.to_owned(),
        program,
    }
}

/// The program that the file is a content of; none when there are too many programs.
async fn put_program(
    conn: &mut Conn,
    tenant: &str,
    reference: &str,
    seen: &FileSeen,
    clock: &dyn Clock,
) -> Result<Option<Id>, Error> {
    let host = HostKey::of(&seen.server).to_string();
    let sql = Filter::default()
        .with("tenant = ?", tenant)
        .with("host = ?", &host)
        .with("protocol = ?", cut(&seen.protocol))
        .with("class = ?", cut(&seen.class))
        .with("name = ?", cut(&seen.name))
        .sql("SELECT * FROM program");
    let known = conn.optional(sql).await?.map(|row| program(&row)).transpose()?;
    let Some(mut known) = known else {
        return add_program(conn, tenant, reference, seen, clock).await;
    };
    let like = last_like(conn, tenant, known.id, seen.complete).await?;
    match like.filter(|(version, _)| version.sha256 == seen.sha256) {
        Some((mut version, content)) => {
            version.last = version.last.max(seen.time);
            version.transfers += 1;
            put_version(conn, tenant, known.id, &version, &content).await?;
            if version.number == known.latest.number {
                known.latest = version;
            }
        }
        None => {
            known.versions = known.latest.number.saturating_add(1);
            known.latest = version(known.versions, reference, seen);
            put_version(conn, tenant, known.id, &known.latest, content(seen)).await?;
            forget_versions(conn, tenant, &known).await?;
        }
    }
    known.transfers += 1;
    known.first = known.first.min(seen.time);
    known.last = known.last.max(seen.time);
    let sql = Sql::new(
        "UPDATE program SET sort = ?, versions = ?, transfers = ?, first = ?, last = ?, \
         latest = ? WHERE tenant = ? AND id = ?",
    )
    .bind(sort_key(&known))
    .bind(i64::from(known.versions))
    .number(known.transfers)
    .bind(known.first.0)
    .bind(known.last.0)
    .json(&known.latest);
    conn.execute(sql.bind(tenant).id(known.id)).await?;
    Ok(Some(known.id))
}

async fn add_program(
    conn: &mut Conn,
    tenant: &str,
    reference: &str,
    seen: &FileSeen,
    clock: &dyn Clock,
) -> Result<Option<Id>, Error> {
    const COLUMNS: &[&str] = &[
        "tenant",
        "id",
        "host",
        "protocol",
        "class",
        "name",
        "kind",
        "sort",
        "versions",
        "transfers",
        "first",
        "last",
        "latest",
    ];
    let there = Filter::default().with("tenant = ?", tenant).count(conn, "program").await?;
    if there >= MOST_PROGRAMS {
        return Ok(None);
    }
    let row = ProgramRow {
        id: clock.id(),
        host: HostKey::of(&seen.server).to_string(),
        protocol: cut(&seen.protocol),
        class: cut(&seen.class),
        name: cut(&seen.name),
        kind: cut(&seen.kind),
        versions: 1,
        transfers: 1,
        first: seen.time,
        last: seen.time,
        latest: version(1, reference, seen),
    };
    let sql = Sql::insert("program", COLUMNS, 1)
        .bind(tenant)
        .id(row.id)
        .bind(row.host.as_str())
        .bind(row.protocol.as_str())
        .bind(row.class.as_str())
        .bind(row.name.as_str())
        .bind(row.kind.as_str())
        .bind(sort_key(&row))
        .bind(1i64)
        .bind(1i64)
        .bind(row.first.0)
        .bind(row.last.0)
        .json(&row.latest);
    conn.execute(sql).await?;
    put_version(conn, tenant, row.id, &row.latest, content(seen)).await?;
    Ok(Some(row.id))
}

/// By the time of the latest change, then by id: unique.
fn sort_key(row: &ProgramRow) -> String {
    format!("{:020}-{}", row.latest.first.0.max(0), row.id)
}

fn content(seen: &FileSeen) -> &str {
    if seen.content.len() <= MOST_CONTENT { &seen.content } else { "" }
}

fn version(number: u32, reference: &str, seen: &FileSeen) -> ProgramVersion {
    ProgramVersion {
        number,
        sha256: cut(&seen.sha256),
        sm3: cut(&seen.sm3),
        size: seen.size,
        complete: seen.complete,
        first: seen.time,
        last: seen.time,
        transfers: 1,
        by: HostKey::of(&seen.client).to_string(),
        direction: if seen.to_server { "download" } else { "upload" }.to_owned(),
        content: !content(seen).is_empty(),
        reference: reference.to_owned(),
    }
}

async fn put_version(
    conn: &mut Conn,
    tenant: &str,
    program: Id,
    version: &ProgramVersion,
    content: &str,
) -> Result<(), Error> {
    let sql = Sql::new(
        "INSERT INTO program_version (tenant, program, number, complete, version, content) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, program, number) DO UPDATE SET \
         version = excluded.version",
    )
    .bind(tenant)
    .id(program)
    .bind(i64::from(version.number))
    .bind(i64::from(version.complete))
    .json(version)
    .bind(content);
    conn.execute(sql).await?;
    Ok(())
}

/// The newest version that was whole, or that was not, with its content.
async fn last_like(
    conn: &mut Conn,
    tenant: &str,
    program: Id,
    complete: bool,
) -> Result<Option<(ProgramVersion, String)>, Error> {
    let sql = Filter::default()
        .with("tenant = ?", tenant)
        .with("program = ?", program)
        .with("complete = ?", complete)
        .sql("SELECT version, content FROM program_version")
        .push(" ORDER BY number DESC LIMIT 1");
    let found = conn.optional(sql).await?;
    found.map(|row| Ok((row.json("version")?, row.text("content")?))).transpose()
}

async fn forget_versions(conn: &mut Conn, tenant: &str, known: &ProgramRow) -> Result<(), Error> {
    let Some(oldest) = known.latest.number.checked_sub(MOST_VERSIONS) else { return Ok(()) };
    let sql =
        Sql::new("DELETE FROM program_version WHERE tenant = ? AND program = ? AND number <= ?");
    conn.execute(sql.bind(tenant).id(known.id).bind(i64::from(oldest))).await?;
    Ok(())
}

/// Forgets files received before an instant; programs stay. The number forgotten.
pub async fn file_forget(conn: &mut Conn, before: Millis) -> Result<u64, Error> {
    conn.execute(Sql::new("DELETE FROM file_seen WHERE received < ?").bind(before.0)).await
}

/// Programs, the last changed first.
pub async fn program_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &ProgramQuery,
) -> Result<Page<ProgramRow>, Error> {
    let slice = Slice::by_text(query.cursor.as_ref(), query.limit)?;
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.host = ?", query.host.as_ref())
        .contains(&["v.host", "v.protocol", "v.name"], query.q.as_ref());
    PROGRAMS.page(conn, &filter, &slice, program, sort_key).await
}

/// One program with its versions, the newest first.
///
/// # Errors
/// `program.missing`, also when it is another tenant's.
pub async fn program_detail(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<ProgramDetail, Error> {
    let tenant = viewer(scope)?;
    let filter = Filter::default().with("v.tenant = ?", tenant).with("v.id = ?", id);
    let found = conn.optional(filter.sql("SELECT v.* FROM program v")).await?;
    let row = program(&found.ok_or_else(|| missing("program.missing", id))?)?;
    let history = Filter::default()
        .with("tenant = ?", tenant)
        .with("program = ?", id)
        .sql("SELECT version FROM program_version")
        .push(&format!(" ORDER BY number DESC LIMIT {MOST_VERSIONS}"));
    let history = conn.all(history).await?;
    let history = history.iter().map(|row| row.json("version")).collect::<Result<_, _>>()?;
    Ok(ProgramDetail { row, history })
}

/// One version with its content in base64, empty where it is not kept.
///
/// # Errors
/// `program.version`.
pub async fn program_version(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
    number: u32,
) -> Result<(ProgramVersion, String), Error> {
    let sql = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("program = ?", id)
        .with("number = ?", i64::from(number))
        .sql("SELECT version, content FROM program_version");
    let unknown = || model::Fault::not_found("program.version").with("number", number);
    let row = conn.optional(sql).await?.ok_or_else(unknown)?;
    Ok((row.json("version")?, row.text("content")?))
}

fn program(row: &Row) -> Result<ProgramRow, Error> {
    Ok(ProgramRow {
        id: row.id("id")?,
        host: row.text("host")?,
        protocol: row.text("protocol")?,
        class: row.text("class")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        versions: u32::try_from(row.int("versions")?).unwrap_or(u32::MAX),
        transfers: row.number("transfers")?,
        first: model::CaptureTime(row.int("first")?),
        last: model::CaptureTime(row.int("last")?),
        latest: row.json("latest")?,
    })
}

/// Files, newest first.
pub async fn file_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &FileQuery,
) -> Result<Page<FileRow>, Error> {
    const WORDS: &[&str] = &["v.client", "v.server", "v.name", "v.sha256", "v.sm3", "v.md5"];
    let slice = Slice::by_id(query.cursor.as_ref(), query.limit)?;
    let mut filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.matched = ?", query.matched)
        .maybe("v.class = ?", query.class.as_ref())
        .contains(WORDS, query.q.as_ref());
    if let Some(host) = &query.host {
        filter = filter.with("? IN (v.client, v.server)", host);
    }
    FILES
        .page(conn, &filter, &slice, |row| row.json("body"), |file: &FileRow| file.id.to_string())
        .await
}
