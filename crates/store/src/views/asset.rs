//! What is observed, and therefore in no record: hosts with their facts, conversations, the lines
//! of the command baseline, and what the detection engine remembers between runs.

use std::collections::BTreeSet;

use contract::rest::Page;
use contract::rest::asset::{AssetDetail, AssetGraph, AssetRow, BaselineRow, Conversation};
use contract::rest::query::{AssetQuery, BaselineQuery};
use detect::{BaselineEntry, HostKey, HostSeen, Memory, Output, State};
use model::asset::Fact;
use model::observation::Mac;
use model::{CaptureTime, Id};

use super::list::{Filter, List, Slice};
use super::{missing, viewer};
use crate::sql::{Conn, Row, Sql};
use crate::{Clock, Error, Scope};

/// Most hosts and conversations of a graph.
const MOST_NODES: u32 = 2_000;
const MOST_EDGES: u32 = 10_000;
/// Most conversations shown with one asset.
const MOST_CONVERSATIONS: u32 = 500;
/// Facts that an asset's row shows: the column, and the attribute it is filled from.
const SHOWN: &[(&str, &str)] = &[
    ("vendor", "vendor"),
    ("role", "role"),
    ("model", "model"),
    ("firmware", "firmware"),
    ("level", "purdue_level"),
];

const LIST: List<'_> = List {
    columns: "v.*, (SELECT COUNT(*) FROM view_finding f WHERE f.tenant = v.tenant \
              AND f.source = v.host AND f.state IN ('open', 'confirmed')) + \
              (SELECT COUNT(*) FROM view_finding f WHERE f.tenant = v.tenant \
              AND f.target = v.host AND f.state IN ('open', 'confirmed') \
              AND f.source <> f.target) AS findings",
    table: "asset v",
    join: "",
    key: "v.sort",
    newest_first: false,
};

/// Takes in what a detection engine said of a batch: hosts, conversations, facts, baseline lines.
/// Counts are added, facts and lines of the same key replaced. `clock` gives new assets their ids.
pub async fn asset_apply(
    conn: &mut Conn,
    scope: &Scope,
    output: &Output,
    clock: &dyn Clock,
) -> Result<(), Error> {
    let tenant = viewer(scope)?;
    for seen in &output.hosts {
        put_host(conn, tenant, seen, clock).await?;
    }
    for conversation in &output.conversations {
        put_conversation(conn, tenant, conversation, clock).await?;
    }
    let mut changed = BTreeSet::new();
    for (host, fact) in &output.facts {
        put_fact(conn, tenant, *host, fact, clock).await?;
        changed.insert(*host);
    }
    for host in changed {
        show_best_facts(conn, tenant, &host.to_string()).await?;
    }
    for entry in &output.learned {
        put_entry(conn, tenant, entry).await?;
    }
    Ok(())
}

async fn put_host(
    conn: &mut Conn,
    tenant: &str,
    seen: &HostSeen,
    clock: &dyn Clock,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &[
        "tenant",
        "host",
        "id",
        "sort",
        "mac",
        "first",
        "last",
        "messages",
        "vendor",
        "role",
        "model",
        "firmware",
        "level",
        "confidence",
        "protocols",
    ];
    const MERGE: &str = " ON CONFLICT (tenant, host) DO UPDATE SET \
        mac = CASE WHEN excluded.mac = '' THEN asset.mac ELSE excluded.mac END, \
        first = CASE WHEN excluded.first < asset.first THEN excluded.first ELSE asset.first END, \
        last = CASE WHEN excluded.last > asset.last THEN excluded.last ELSE asset.last END, \
        messages = asset.messages + excluded.messages";
    let sql = Sql::insert("asset", COLUMNS, 1)
        .push(MERGE)
        .bind(tenant)
        .bind(seen.host.to_string())
        .id(clock.id())
        .bind(sort_key(seen.host))
        .bind(seen.mac.map(|mac| mac.to_string()).unwrap_or_default())
        .bind(seen.first.0)
        .bind(seen.last.0)
        .number(seen.messages);
    let sql = SHOWN.iter().fold(sql, |sql, _| sql.bind(""));
    conn.execute(sql.bind(0i64).bind("[]")).await?;
    Ok(())
}

/// Orders addresses by number: 10.0.0.9 before 10.0.0.10.
fn sort_key(host: HostKey) -> String {
    match host {
        HostKey::Ip(std::net::IpAddr::V4(ip)) => format!("4{:08x}", u32::from(ip)),
        HostKey::Ip(std::net::IpAddr::V6(ip)) => format!("6{:032x}", u128::from(ip)),
        HostKey::Mac(mac) => format!("m{mac}"),
    }
}

async fn put_conversation(
    conn: &mut Conn,
    tenant: &str,
    said: &detect::Conversation,
    clock: &dyn Clock,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &[
        "tenant",
        "client",
        "server",
        "protocol",
        "transport",
        "port",
        "first",
        "last",
        "messages",
        "commands",
        "errors",
        "flows",
        "packets",
        "bytes",
        "known",
    ];
    const MERGE: &str = " ON CONFLICT (tenant, client, server, protocol, transport, port) \
        DO UPDATE SET \
        first = CASE WHEN excluded.first < conversation.first THEN excluded.first ELSE conversation.first END, \
        last = CASE WHEN excluded.last > conversation.last THEN excluded.last ELSE conversation.last END, \
        messages = conversation.messages + excluded.messages, \
        commands = conversation.commands + excluded.commands, \
        errors = conversation.errors + excluded.errors, \
        flows = conversation.flows + excluded.flows, \
        packets = conversation.packets + excluded.packets, \
        bytes = conversation.bytes + excluded.bytes, known = excluded.known";
    let sql = Sql::insert("conversation", COLUMNS, 1)
        .push(MERGE)
        .bind(tenant)
        .bind(said.client.to_string())
        .bind(said.server.to_string())
        .bind(said.protocol.as_str())
        .bind(said.transport.word())
        .bind(i64::from(said.port))
        .bind(said.first.0)
        .bind(said.last.0)
        .number(said.messages)
        .number(said.commands)
        .number(said.errors)
        .number(said.flows)
        .number(said.packets)
        .number(said.bytes)
        .bind(i64::from(said.known));
    conn.execute(sql).await?;
    if said.protocol.is_empty() {
        return Ok(());
    }
    for host in [said.client, said.server].into_iter().filter(|host| !host.is_group()) {
        put_protocol(conn, tenant, host, &said.protocol, (said.first, said.last), clock).await?;
    }
    Ok(())
}

async fn put_protocol(
    conn: &mut Conn,
    tenant: &str,
    host: HostKey,
    protocol: &str,
    (first, last): (CaptureTime, CaptureTime),
    clock: &dyn Clock,
) -> Result<(), Error> {
    let sql = Sql::insert("asset_protocol", &["tenant", "protocol", "host"], 1)
        .push(" ON CONFLICT (tenant, protocol, host) DO NOTHING")
        .bind(tenant)
        .bind(protocol)
        .bind(host.to_string());
    if conn.execute(sql).await? == 0 {
        return Ok(());
    }
    let seen = HostSeen { host, mac: None, first, last, messages: 0, new: false };
    put_host(conn, tenant, &seen, clock).await?;
    let sql = Sql::new(
        "SELECT protocol FROM asset_protocol WHERE tenant = ? AND host = ? ORDER BY protocol",
    );
    let rows = conn.all(sql.bind(tenant).bind(host.to_string())).await?;
    let spoken: Vec<String> =
        rows.iter().map(|row| row.text("protocol")).collect::<Result<_, _>>()?;
    let sql = Sql::new("UPDATE asset SET protocols = ? WHERE tenant = ? AND host = ?");
    conn.execute(sql.json(&spoken).bind(tenant).bind(host.to_string())).await?;
    Ok(())
}

async fn put_fact(
    conn: &mut Conn,
    tenant: &str,
    host: HostKey,
    fact: &Fact,
    clock: &dyn Clock,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &[
        "tenant",
        "host",
        "attribute",
        "value",
        "method",
        "confidence",
        "evidence",
        "first",
        "last",
    ];
    const MERGE: &str = " ON CONFLICT (tenant, host, attribute, value, method) DO UPDATE SET \
        confidence = excluded.confidence, evidence = excluded.evidence, \
        first = CASE WHEN excluded.first < asset_fact.first THEN excluded.first ELSE asset_fact.first END, \
        last = CASE WHEN excluded.last > asset_fact.last THEN excluded.last ELSE asset_fact.last END";
    let sql = Sql::insert("asset_fact", COLUMNS, 1)
        .push(MERGE)
        .bind(tenant)
        .bind(host.to_string())
        .bind(fact.attribute.to_string())
        .bind(fact.value.as_str())
        .bind(fact.method.to_string())
        .bind(i64::from(fact.confidence))
        .json(&fact.evidence)
        .bind(fact.first.0)
        .bind(fact.last.0);
    conn.execute(sql).await?;
    let (first, last) = (fact.first, fact.last);
    put_host(
        conn,
        tenant,
        &HostSeen { host, mac: None, first, last, messages: 0, new: false },
        clock,
    )
    .await
}

/// Facts of a host, best first: by confidence, then the last confirmed.
async fn facts_of(conn: &mut Conn, tenant: &str, host: &str) -> Result<Vec<Fact>, Error> {
    let sql = Sql::new(
        "SELECT * FROM asset_fact WHERE tenant = ? AND host = ? \
         ORDER BY confidence DESC, last DESC, attribute, value, method",
    );
    conn.all(sql.bind(tenant).bind(host)).await?.iter().map(fact).collect()
}

fn fact(row: &Row) -> Result<Fact, Error> {
    Ok(Fact {
        attribute: row.text("attribute")?.into(),
        value: row.text("value")?,
        confidence: u8::try_from(row.int("confidence")?).unwrap_or(100),
        method: row.text("method")?.into(),
        evidence: row.json("evidence")?,
        first: CaptureTime(row.int("first")?),
        last: CaptureTime(row.int("last")?),
    })
}

async fn show_best_facts(conn: &mut Conn, tenant: &str, host: &str) -> Result<(), Error> {
    let facts = facts_of(conn, tenant, host).await?;
    let best = |attribute: &str| facts.iter().find(|fact| fact.attribute == attribute);
    let sets: Vec<String> = SHOWN.iter().map(|(column, _)| format!("{column} = ?")).collect();
    let sql = Sql::new(format!(
        "UPDATE asset SET {}, confidence = ? WHERE tenant = ? AND host = ?",
        sets.join(", ")
    ));
    let sql = SHOWN.iter().fold(sql, |sql, (_, attribute)| {
        sql.bind(best(attribute).map_or("", |fact| fact.value.as_str()))
    });
    let confidence = best("role").map_or(0, |fact| i64::from(fact.confidence));
    conn.execute(sql.bind(confidence).bind(tenant).bind(host)).await?;
    Ok(())
}

async fn put_entry(conn: &mut Conn, tenant: &str, entry: &BaselineEntry) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["tenant", "key", "client", "server", "operation", "body"];
    let sql = Sql::insert("baseline_entry", COLUMNS, 1)
        .push(" ON CONFLICT (tenant, key) DO UPDATE SET body = excluded.body")
        .bind(tenant)
        .bind(entry.key())
        .bind(entry.client.to_string())
        .bind(entry.server.to_string())
        .bind(entry.operation.as_str())
        .json(entry);
    conn.execute(sql).await?;
    Ok(())
}

fn filter(scope: &Scope, query: &AssetQuery) -> Result<Filter, Error> {
    const SPEAKS: &str = "EXISTS (SELECT 1 FROM asset_protocol p WHERE p.tenant = v.tenant \
                          AND p.protocol = ? AND p.host = v.host)";
    Ok(Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .maybe("v.role = ?", query.role.as_ref())
        .maybe(SPEAKS, query.protocol.as_ref())
        .contains(&["v.host", "v.mac", "v.vendor", "v.model"], query.q.as_ref()))
}

/// Assets by address.
pub async fn asset_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &AssetQuery,
) -> Result<Page<AssetRow>, Error> {
    let slice = Slice::by_text(query.cursor.as_ref(), query.limit)?;
    let key = |asset: &AssetRow| asset.host.parse().map(sort_key).unwrap_or_default();
    LIST.page(conn, &filter(scope, query)?, &slice, row, key).await
}

/// The `total` of [`asset_list`].
pub async fn asset_count(conn: &mut Conn, scope: &Scope, query: &AssetQuery) -> Result<u64, Error> {
    filter(scope, query)?.count(conn, LIST.table).await
}

/// One asset with all facts and its conversations, the latest first.
///
/// # Errors
/// `asset.missing`, also when it is another tenant's.
pub async fn asset_detail(conn: &mut Conn, scope: &Scope, id: Id) -> Result<AssetDetail, Error> {
    let tenant = viewer(scope)?;
    let filter = Filter::default().with("v.tenant = ?", tenant).with("v.id = ?", id);
    let found = filter.sql(&format!("SELECT {} FROM asset v", LIST.columns));
    let found = conn.optional(found).await?.ok_or_else(|| missing("asset.missing", id))?;
    let row = row(&found)?;
    let facts = facts_of(conn, tenant, &row.host).await?;
    let conversations = Filter::default()
        .with("tenant = ?", tenant)
        .with("client = ?", &row.host)
        .sql("SELECT * FROM conversation")
        .push(" UNION SELECT * FROM conversation WHERE tenant = ? AND server = ?")
        .bind(tenant)
        .bind(row.host.as_str())
        .push(&format!(" ORDER BY last DESC LIMIT {MOST_CONVERSATIONS}"));
    let conversations = conn.all(conversations).await?;
    let conversations = conversations.iter().map(conversation).collect::<Result<_, _>>()?;
    Ok(AssetDetail { row, facts, conversations })
}

/// Who talks to whom: hosts by address, and one edge for each pair and protocol.
pub async fn asset_graph(conn: &mut Conn, scope: &Scope) -> Result<AssetGraph, Error> {
    let tenant = viewer(scope)?;
    let nodes = Filter::default()
        .with("v.tenant = ?", tenant)
        .sql(&format!("SELECT {} FROM asset v", LIST.columns))
        .push(&format!(" ORDER BY v.sort LIMIT {MOST_NODES}"));
    let nodes = conn.all(nodes).await?.iter().map(row).collect::<Result<_, _>>()?;
    let edges = Sql::new(format!(
        "SELECT client, server, protocol, CAST(SUM(messages) AS BIGINT) AS messages, \
         CAST(SUM(commands) AS BIGINT) AS commands, CAST(SUM(bytes) AS BIGINT) AS bytes, \
         MIN(first) AS first, MAX(last) AS last FROM conversation WHERE tenant = ? \
         GROUP BY client, server, protocol ORDER BY client, server, protocol LIMIT {MOST_EDGES}"
    ));
    let edges = conn.all(edges.bind(tenant)).await?;
    let edges = edges.iter().map(conversation).collect::<Result<_, _>>()?;
    Ok(AssetGraph { nodes, edges })
}

fn row(row: &Row) -> Result<AssetRow, Error> {
    Ok(AssetRow {
        id: row.id("id")?,
        host: row.text("host")?,
        mac: row.text("mac")?,
        vendor: row.text("vendor")?,
        role: row.text("role")?,
        model: row.text("model")?,
        firmware: row.text("firmware")?,
        level: row.text("level")?,
        protocols: row.json("protocols")?,
        confidence: u8::try_from(row.int("confidence")?).unwrap_or(100),
        first: CaptureTime(row.int("first")?),
        last: CaptureTime(row.int("last")?),
        findings: row.number("findings")?,
    })
}

fn conversation(row: &Row) -> Result<Conversation, Error> {
    Ok(Conversation {
        client: row.text("client")?,
        server: row.text("server")?,
        protocol: row.text("protocol")?,
        messages: row.number("messages")?,
        writes: row.number("commands")?,
        bytes: row.number("bytes")?,
        first: CaptureTime(row.int("first")?),
        last: CaptureTime(row.int("last")?),
    })
}

const BASELINE: List<'_> = List {
    columns: "v.body",
    table: "baseline_entry v",
    join: "",
    key: "v.key",
    newest_first: false,
};

fn baseline_filter(scope: &Scope, query: &BaselineQuery) -> Result<Filter, Error> {
    Ok(Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .contains(&["v.client", "v.server", "v.operation"], query.q.as_ref()))
}

/// Lines of the baseline, by key.
pub async fn baseline_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &BaselineQuery,
) -> Result<Page<BaselineRow>, Error> {
    let slice = Slice::by_text(query.cursor.as_ref(), query.limit)?;
    let filter = baseline_filter(scope, query)?;
    BASELINE.page(conn, &filter, &slice, baseline_row, |entry| entry.key.clone()).await
}

/// The `total` of [`baseline_list`].
pub async fn baseline_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &BaselineQuery,
) -> Result<u64, Error> {
    baseline_filter(scope, query)?.count(conn, BASELINE.table).await
}

/// Every line of the baseline, by key.
pub async fn baseline_entries(conn: &mut Conn, scope: &Scope) -> Result<Vec<BaselineEntry>, Error> {
    let sql = Sql::new("SELECT body FROM baseline_entry WHERE tenant = ? ORDER BY key");
    conn.all(sql.bind(viewer(scope)?)).await?.iter().map(|row| row.json("body")).collect()
}

/// The line of a key.
pub async fn baseline_entry(
    conn: &mut Conn,
    scope: &Scope,
    key: &str,
) -> Result<Option<BaselineEntry>, Error> {
    let sql = Sql::new("SELECT body FROM baseline_entry WHERE tenant = ? AND key = ?");
    let found = conn.optional(sql.bind(viewer(scope)?).bind(key)).await?;
    found.map(|row| row.json("body")).transpose()
}

/// Puts a line, in the place of the one with its key.
pub async fn baseline_put(
    conn: &mut Conn,
    scope: &Scope,
    entry: &BaselineEntry,
) -> Result<(), Error> {
    put_entry(conn, viewer(scope)?, entry).await
}

fn baseline_row(row: &Row) -> Result<BaselineRow, Error> {
    let entry: BaselineEntry = row.json("body")?;
    let low = entry.ranges.first().map(|[low, _]| *low);
    let high = entry.ranges.last().map(|[_, high]| *high);
    Ok(BaselineRow {
        key: entry.key(),
        client: entry.client.to_string(),
        server: entry.server.to_string(),
        protocol: entry.protocol,
        operation: entry.operation,
        space: entry.space,
        range: low.zip(high).map(|(low, high)| [low, high]),
        count: entry.count,
        first: entry.first,
        last: entry.last,
        origin: origin(entry.origin).to_owned(),
    })
}

fn origin(origin: detect::Origin) -> &'static str {
    match origin {
        detect::Origin::Learned => "learned",
        detect::Origin::Accepted => "accepted",
    }
}

/// Keeps what the engine remembers besides hosts, facts, conversations and baseline lines.
pub async fn engine_memory_put(
    conn: &mut Conn,
    scope: &Scope,
    learning_until: Option<CaptureTime>,
    memory: &Memory,
) -> Result<(), Error> {
    let sql = Sql::new(
        "INSERT INTO engine_memory (tenant, learning_until, memory) VALUES (?, ?, ?) \
         ON CONFLICT (tenant) DO UPDATE SET learning_until = excluded.learning_until, \
         memory = excluded.memory",
    );
    let sql = sql.bind(viewer(scope)?).bind(learning_until.map(|time| time.0)).json(memory);
    conn.execute(sql).await?;
    Ok(())
}

/// Everything a tenant's engine knew, to go on with. Counts are those since the last report: none.
pub async fn engine_state(conn: &mut Conn, scope: &Scope) -> Result<State, Error> {
    let tenant = viewer(scope)?;
    let all = |text: &'static str| Sql::new(text).bind(tenant);
    let memory = all("SELECT learning_until, memory FROM engine_memory WHERE tenant = ?");
    let memory = conn.optional(memory).await?;
    let entries =
        conn.all(all("SELECT body FROM baseline_entry WHERE tenant = ? ORDER BY key")).await?;
    let facts = "SELECT * FROM asset_fact WHERE tenant = ? ORDER BY host, attribute, value, method";
    let facts = conn.all(all(facts)).await?;
    let hosts = conn.all(all("SELECT * FROM asset WHERE tenant = ? ORDER BY sort")).await?;
    let talks =
        "SELECT * FROM conversation WHERE tenant = ? ORDER BY client, server, protocol, port";
    let talks = conn.all(all(talks)).await?;
    let learning_until = memory.as_ref().map(|row| row.opt_int("learning_until")).transpose()?;
    Ok(State {
        learning_until: learning_until.flatten().map(CaptureTime),
        baseline: entries.iter().map(|row| row.json("body")).collect::<Result<_, _>>()?,
        facts: facts
            .iter()
            .map(|row| Ok((row.word("host")?, fact(row)?)))
            .collect::<Result<_, Error>>()?,
        hosts: hosts.iter().map(host_seen).collect::<Result<_, _>>()?,
        conversations: talks.iter().map(talk).collect::<Result<_, _>>()?,
        memory: memory.map(|row| row.json("memory")).transpose()?.unwrap_or_default(),
    })
}

fn host_seen(row: &Row) -> Result<HostSeen, Error> {
    Ok(HostSeen {
        host: row.word("host")?,
        mac: row.text("mac")?.parse::<Mac>().ok(),
        first: CaptureTime(row.int("first")?),
        last: CaptureTime(row.int("last")?),
        messages: 0,
        new: false,
    })
}

fn talk(row: &Row) -> Result<detect::Conversation, Error> {
    Ok(detect::Conversation {
        client: row.word("client")?,
        server: row.word("server")?,
        protocol: row.text("protocol")?,
        transport: row.word("transport")?,
        port: u16::try_from(row.int("port")?).unwrap_or(0),
        first: CaptureTime(row.int("first")?),
        last: CaptureTime(row.int("last")?),
        messages: 0,
        commands: 0,
        errors: 0,
        flows: 0,
        packets: 0,
        bytes: 0,
        known: row.flag("known")?,
    })
}
