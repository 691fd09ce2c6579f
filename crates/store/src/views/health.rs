//! How probes fare: the last report of each, and what happened between reports.

use contract::rest::watch::HealthSample;
use model::event::{NodeRules, ProbeHealth};
use model::{Id, Millis};

use super::list::Filter;
use super::viewer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// Probes of one enterprise that are looked at together.
const MOST_PROBES: u32 = 1_000;
/// Samples of one answer.
const MOST_SAMPLES: u32 = 2_000;
/// Protocols and sources kept of a report: more than any probe has.
const MOST_PROTOCOLS: usize = 200;
const MOST_SOURCES: usize = 50;
const MOST_SETS: usize = 100;
const MOST_FAILURES: usize = 100;
const MOST_WORD: usize = 200;

/// Takes a report in: it becomes the probe's last one, and its difference to the one before a
/// sample. `number` orders reports that came in together.
pub async fn health_add(
    conn: &mut Conn,
    scope: &Scope,
    probe: Id,
    (received, number): (Millis, usize),
    told: &ProbeHealth,
) -> Result<(), Error> {
    let tenant = viewer(scope)?;
    let report = bounded(told);
    let before = health_report(conn, scope, probe).await?;
    let sample = sample(&report, before.as_ref(), received);
    let sql = Sql::new(
        "INSERT INTO probe_sample (tenant, probe, received, number, sample) \
         VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, probe, received, number) DO NOTHING",
    );
    let sql = sql.bind(tenant).id(probe).bind(received.0).number(number as u64);
    conn.execute(sql.json(&sample)).await?;
    let sql = Sql::new(
        "INSERT INTO probe_health (tenant, probe, received, report) VALUES (?, ?, ?, ?) \
         ON CONFLICT (tenant, probe) DO UPDATE SET received = excluded.received, \
         report = excluded.report",
    );
    conn.execute(sql.bind(tenant).id(probe).bind(received.0).json(&report)).await?;
    Ok(())
}

/// The probe's last report.
pub async fn health_report(
    conn: &mut Conn,
    scope: &Scope,
    probe: Id,
) -> Result<Option<ProbeHealth>, Error> {
    let sql = Sql::new("SELECT report FROM probe_health WHERE tenant = ? AND probe = ?");
    let found = conn.optional(sql.bind(viewer(scope)?).id(probe)).await?;
    found.map(|row| row.json("report")).transpose()
}

/// What the tenant's active probes say of the node's rules: probe, name, when, what. By name.
pub async fn probe_rules(
    conn: &mut Conn,
    scope: &Scope,
) -> Result<Vec<(Id, String, Option<Millis>, Option<NodeRules>)>, Error> {
    let sql = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .and("v.state = 'active'")
        .sql(
            "SELECT v.id, v.name, h.received, h.report FROM view_probe v \
             LEFT JOIN probe_health h ON h.tenant = v.tenant AND h.probe = v.id",
        )
        .push(&format!(" ORDER BY v.name, v.id LIMIT {MOST_PROBES}"));
    let rows = conn.all(sql).await?;
    let read = |row: &Row| {
        let report = row.opt_json::<ProbeHealth>("report")?;
        let rules = report.and_then(|report| report.node_rules);
        Ok((row.id("id")?, row.text("name")?, row.opt_millis("received")?, rules))
    };
    rows.iter().map(read).collect()
}

/// Samples received within `from <= received < to`, oldest first; the newest ones where there are
/// too many.
pub async fn health_samples(
    conn: &mut Conn,
    scope: &Scope,
    probe: Id,
    from: Millis,
    to: Millis,
) -> Result<Vec<HealthSample>, Error> {
    let sql = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("probe = ?", probe)
        .with("received >= ?", from.0)
        .with("received < ?", to.0)
        .sql("SELECT sample FROM probe_sample")
        .push(&format!(" ORDER BY received DESC, number DESC LIMIT {MOST_SAMPLES}"));
    let read = |row: &Row| row.json("sample");
    conn.all(sql).await?.iter().rev().map(read).collect()
}

/// Forgets samples received before an instant. The number forgotten.
pub async fn health_forget(conn: &mut Conn, before: Millis) -> Result<u64, Error> {
    conn.execute(Sql::new("DELETE FROM probe_sample WHERE received < ?").bind(before.0)).await
}

/// What of a report is kept: the most heard protocol first, and nothing without a bound.
fn bounded(told: &ProbeHealth) -> ProbeHealth {
    let mut report = told.clone();
    report.protocols.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.name.cmp(&b.name)));
    report.protocols.truncate(MOST_PROTOCOLS);
    report.sources.truncate(MOST_SOURCES);
    report.protocols.iter_mut().for_each(|protocol| cut(&mut protocol.name));
    report.sources.iter_mut().for_each(cut);
    cut(&mut report.version);
    report.node_rules.iter_mut().for_each(bounded_rules);
    report
}

fn bounded_rules(rules: &mut NodeRules) {
    rules.sets.truncate(MOST_SETS);
    rules.failed.truncate(MOST_FAILURES);
    rules.sets.iter_mut().for_each(|set| cut(&mut set.digest));
    for failure in &mut rules.failed {
        cut(&mut failure.set);
        cut(&mut failure.reason);
    }
    for text in [&mut rules.tag, &mut rules.trouble, &mut rules.detail] {
        cut(text);
    }
}

fn cut(text: &mut String) {
    *text = text.chars().take(MOST_WORD).collect();
}

/// What happened since the report before; since the start of the run when there is none of it.
fn sample(now: &ProbeHealth, before: Option<&ProbeHealth>, received: Millis) -> HealthSample {
    let known = before.filter(|before| before.run == now.run);
    let since = |of: fn(&ProbeHealth) -> u64| of(now).saturating_sub(known.map_or(0, of));
    HealthSample {
        time: now.time,
        received,
        started: known.is_none(),
        packets: since(|r| r.packets),
        bytes: since(|r| r.bytes),
        dropped: since(|r| r.dropped),
        undecoded: since(|r| r.undecoded),
        lost: since(|r| r.lost),
        gaps: since(|r| r.gaps),
        sent: since(|r| r.sent),
        merged: since(|r| r.merged),
        suppressed: since(|r| r.suppressed),
        anomalies: since(|r| r.anomalies),
        alerts: since(|r| r.alerts),
        files: since(|r| r.files),
        memory: now.memory,
    }
}
