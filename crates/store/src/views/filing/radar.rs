//! Outlier radar: what deserves a second look, found while filings come in.
//!
//! - `same_answers`: another applicant of the same procedure and period gave the same coded and
//!   counted answers throughout (by digest);
//! - `copied_evidence`: another applicant handed in a file with the same digest;
//! - `hasty`: between the first save and the submission lay less than [`HASTY_MS`];
//! - `unlike_peers`: many answers that hardly anybody else gave.
//!
//! The thresholds are assumptions of ours; a sign is a reason to look, never a verdict. Applicants
//! do not see the signs against them.

use std::collections::{BTreeMap, BTreeSet};

use contract::Record;
use contract::kinds::filing::Filing;
use contract::kinds::filing_step::FilingStep;
use contract::rest::Page;
use contract::rest::filing::{Answers, PeerDistribution, PeerShare, SignRow};
use contract::rest::query::SignQuery;
use model::form::Text;
use model::{Id, TenantPath};

use super::super::list::{Filter, checked};
use super::super::viewer;
use super::fold::{course, pack_of};
use super::rules::Prints;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// Three minutes.
const HASTY_MS: i64 = 180_000;
/// Fewer peers say nothing.
const LEAST_PEERS: i64 = 20;
/// An answer is rare when at most one peer in this many gave it.
const RARE: i64 = 20;
/// One answer in this many must be rare.
const MANY: usize = 4;
/// Digests of files that one filing is marked by.
const MOST_FILES: usize = 500;
/// Signs that filings share by a key.
const SHARED: &str = "('same_answers', 'copied_evidence')";

/// Takes an applicant's answers in, for every viewer that verifies.
pub(super) async fn watch(
    conn: &mut Conn,
    record: &Record,
    step: &FilingStep,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    let body = "SELECT body FROM view_filing WHERE id = ? AND sees = 'full' LIMIT 1";
    let Some(row) = conn.optional(Sql::new(body).id(step.filing)).await? else { return Ok(()) };
    let filing: Filing = row.json("body")?;
    if step.by != filing.applicant || step.answers.is_empty() {
        return Ok(());
    }
    let rules = conn.filing_rules();
    let prints = rules.prints(&filing, &step.answers);
    let before = course(conn, step.filing, Some(step.turn)).await?.frozen(conn).await?.0;
    let before: BTreeMap<String, Answers> =
        before.into_iter().filter(|(form, _)| step.answers.contains_key(form)).collect();
    let before = rules.prints(&filing, &before);
    let took = step.first_saved.map(|first| record.time.0.saturating_sub(first.0));
    for viewer in viewers.iter().filter(|viewer| **viewer != filing.applicant) {
        let at = Place { tenant: viewer, id: step.filing, filing: &filing };
        count_peers(conn, &at, &before, -1).await?;
        let unlike = unlike_peers(conn, &at, &prints).await?;
        count_peers(conn, &at, &prints, 1).await?;
        let touched = at.clear(conn).await?;
        at.mark(conn, &prints, took, unlike).await?;
        at.count(conn, touched).await?;
    }
    Ok(())
}

/// One filing as one viewer has it.
struct Place<'a> {
    tenant: &'a TenantPath,
    id: Id,
    filing: &'a Filing,
}

impl Place<'_> {
    /// Removes the filing's marks; other filings that shared one.
    async fn clear(&self, conn: &mut Conn) -> Result<BTreeSet<Id>, Error> {
        let others = self.sharers(conn).await?;
        let sql = "DELETE FROM view_filing_mark WHERE tenant = ? AND filing = ?";
        conn.execute(Sql::new(sql).bind(self.tenant.as_str()).id(self.id)).await?;
        Ok(others)
    }

    async fn sharers(&self, conn: &mut Conn) -> Result<BTreeSet<Id>, Error> {
        let sql = Sql::new(format!(
            "SELECT DISTINCT o.filing FROM view_filing_mark m JOIN view_filing_mark o \
             ON o.tenant = m.tenant AND o.sign = m.sign AND o.key = m.key \
             WHERE m.tenant = ? AND m.filing = ? AND m.sign IN {SHARED} \
             AND o.applicant <> m.applicant ORDER BY o.filing LIMIT 200"
        ));
        let rows = conn.all(sql.bind(self.tenant.as_str()).id(self.id)).await?;
        rows.iter().map(|row| row.id("filing")).collect()
    }

    async fn mark(
        &self,
        conn: &mut Conn,
        prints: &Prints,
        took: Option<i64>,
        unlike: Option<(usize, usize)>,
    ) -> Result<(), Error> {
        let mut marks: BTreeMap<(&str, String), BTreeMap<&str, String>> = BTreeMap::new();
        if !prints.answers.is_empty() {
            // Another period or procedure asks something else.
            let place = format!("{}/{}", pack_of(&self.filing.procedure), self.filing.period);
            let key = format!("{place}/{}", prints.answers);
            marks.insert(("same_answers", key), BTreeMap::new());
        }
        for digest in prints.evidence.iter().take(MOST_FILES) {
            let params = BTreeMap::from([("digest", digest.clone())]);
            marks.insert(("copied_evidence", digest.clone()), params);
        }
        if let Some(took) = took.filter(|took| *took < HASTY_MS) {
            let minutes = BTreeMap::from([(
                "minutes",
                format!("{}.{}", took / 60_000, took % 60_000 / 6_000),
            )]);
            marks.insert(("hasty", String::new()), minutes);
        }
        if let Some((rare, of)) = unlike {
            let params = BTreeMap::from([("rare", rare.to_string()), ("of", of.to_string())]);
            marks.insert(("unlike_peers", String::new()), params);
        }
        const COLUMNS: &[&str] =
            &["tenant", "filing", "sign", "key", "pack", "period", "applicant", "params"];
        let marks: Vec<_> = marks.into_iter().collect();
        for rows in marks.chunks(100) {
            let mut sql = Sql::insert("view_filing_mark", COLUMNS, rows.len());
            for ((sign, key), params) in rows {
                sql = sql.bind(self.tenant.as_str()).id(self.id).bind(*sign).bind(key.as_str());
                sql = sql.bind(pack_of(&self.filing.procedure)).bind(self.filing.period.as_str());
                sql = sql.bind(self.filing.applicant.as_str()).json(params);
            }
            conn.execute(sql).await?;
        }
        Ok(())
    }

    /// Counts the signs of the filing, and of those that share one or shared one before.
    async fn count(&self, conn: &mut Conn, touched: BTreeSet<Id>) -> Result<(), Error> {
        let mut all = self.sharers(conn).await?;
        all.extend(touched);
        all.insert(self.id);
        for id in all {
            let sql = Sql::new(format!(
                "UPDATE view_filing SET signs = (SELECT COUNT(DISTINCT m.sign) \
                 FROM view_filing_mark m WHERE m.tenant = ? AND m.filing = ? AND {}) \
                 WHERE tenant = ? AND id = ?",
                stands("m")
            ));
            let tenant = self.tenant.as_str();
            conn.execute(sql.bind(tenant).id(id).bind(tenant).id(id)).await?;
        }
        Ok(())
    }
}

/// Whether a mark is a sign: alone, or because another applicant has the same.
fn stands(mark: &str) -> String {
    format!(
        "({mark}.sign NOT IN {SHARED} OR EXISTS (SELECT 1 FROM view_filing_mark o \
         WHERE o.tenant = {mark}.tenant AND o.sign = {mark}.sign AND o.key = {mark}.key \
         AND o.applicant <> {mark}.applicant))"
    )
}

async fn count_peers(
    conn: &mut Conn,
    at: &Place<'_>,
    prints: &Prints,
    by: i64,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["tenant", "pack", "period", "form", "field", "value", "filings"];
    let values: BTreeSet<&(String, String, String)> = prints.values.iter().collect();
    let values: Vec<_> = values.into_iter().collect();
    for rows in values.chunks(100) {
        let mut sql = Sql::insert("view_peer", COLUMNS, rows.len());
        for (form, field, value) in rows {
            sql = sql.bind(at.tenant.as_str()).bind(pack_of(&at.filing.procedure));
            sql = sql.bind(at.filing.period.as_str()).bind(form.as_str());
            sql = sql.bind(field.as_str()).bind(value.as_str()).bind(by);
        }
        let sql = sql.push(
            " ON CONFLICT (tenant, pack, period, form, field, value) \
             DO UPDATE SET filings = view_peer.filings + excluded.filings",
        );
        conn.execute(sql).await?;
    }
    Ok(())
}

/// `(rare, of)` when enough of the answers are rare among the peers that came before.
async fn unlike_peers(
    conn: &mut Conn,
    at: &Place<'_>,
    prints: &Prints,
) -> Result<Option<(usize, usize)>, Error> {
    let mut known: BTreeMap<(String, String), BTreeMap<String, i64>> = BTreeMap::new();
    let forms: BTreeSet<&String> = prints.values.iter().map(|(form, ..)| form).collect();
    for form in forms {
        let (pack, period) = (pack_of(&at.filing.procedure), at.filing.period.as_str());
        for row in peer_rows(conn, at.tenant.as_str(), pack, period, form).await? {
            let values = known.entry((form.clone(), row.text("field")?)).or_default();
            values.insert(row.text("value")?, row.int("filings")?);
        }
    }
    let (mut rare, mut of) = (0, 0);
    for (form, field, value) in &prints.values {
        let Some(values) = known.get(&(form.clone(), field.clone())) else { continue };
        let peers: i64 = values.values().sum();
        if peers >= LEAST_PEERS {
            of += 1;
            rare += usize::from(values.get(value).copied().unwrap_or(0) * RARE <= peers);
        }
    }
    Ok((of >= MANY && rare * MANY >= of).then_some((rare, of)))
}

async fn peer_rows(
    conn: &mut Conn,
    tenant: &str,
    pack: &str,
    period: &str,
    form: &str,
) -> Result<Vec<Row>, Error> {
    let sql = Sql::new(
        "SELECT field, value, filings FROM view_peer WHERE tenant = ? AND pack = ? \
         AND period = ? AND form = ? AND filings > 0 ORDER BY field, filings DESC, value",
    );
    conn.all(sql.bind(tenant).bind(pack).bind(period).bind(form)).await
}

/// How all filings of a procedure and period answered a form.
pub async fn filing_peers(
    conn: &mut Conn,
    scope: &Scope,
    procedure: &str,
    period: &str,
    form: &str,
) -> Result<PeerDistribution, Error> {
    let rows = peer_rows(conn, viewer(scope)?, pack_of(procedure), period, form).await?;
    let mut fields: BTreeMap<String, Vec<PeerShare>> = BTreeMap::new();
    for row in &rows {
        let filings = u32::try_from(row.int("filings")?).unwrap_or(u32::MAX);
        let share = PeerShare { value: row.text("value")?, filings };
        fields.entry(row.text("field")?).or_default().push(share);
    }
    let sum = |shares: &Vec<PeerShare>| shares.iter().map(|share| share.filings).sum();
    Ok(PeerDistribution { filings: fields.values().map(sum).max().unwrap_or(0), fields })
}

/// Signs that stand, by filing.
pub async fn sign_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &SignQuery,
) -> Result<Page<SignRow>, Error> {
    let limit = checked(query.limit)? as usize;
    let filter = Filter::default()
        .with("m.tenant = ?", viewer(scope)?)
        .maybe("m.pack = ?", query.procedure.as_ref())
        .maybe("m.period = ?", query.period.as_ref())
        .maybe("m.sign = ?", query.sign.as_ref())
        .maybe("m.filing = ?", query.filing)
        .and(&stands("m"));
    let total = filter.count(conn, "view_filing_mark m").await?;
    let page = match query.cursor.as_deref().map(|cursor| cursor.split('|').collect::<Vec<_>>()) {
        None => filter,
        Some(parts) => match parts.as_slice() {
            [filing, sign, key] => {
                let after = "(m.filing, m.sign, m.key) > (?, ?, ?)";
                filter.three(after, filing, sign, key)
            }
            _ => return Err(model::Fault::invalid("page.cursor").into()),
        },
    };
    let sql = page
        .sql(
            "SELECT m.*, v.applicant_name, v.procedure, v.period FROM view_filing_mark m \
             JOIN view_filing v ON v.tenant = m.tenant AND v.id = m.filing",
        )
        .push(&format!(" ORDER BY m.filing, m.sign, m.key LIMIT {}", limit + 1));
    let rows = conn.all(sql).await?;
    let mut items = Vec::new();
    for row in rows.iter().take(limit) {
        items.push(sign(conn, row).await?);
    }
    let next = match rows.get(limit.wrapping_sub(1)) {
        Some(last) if rows.len() > limit => {
            let (filing, sign, key) = (last.text("filing")?, last.text("sign")?, last.text("key")?);
            Some(format!("{filing}|{sign}|{key}"))
        }
        _ => None,
    };
    Ok(Page { items, next, total, at_least: false })
}

async fn sign(conn: &mut Conn, row: &Row) -> Result<SignRow, Error> {
    let sql = Sql::new(
        "SELECT filing FROM view_filing_mark WHERE tenant = ? AND sign = ? AND key = ? \
         AND applicant <> ? AND key <> '' ORDER BY filing LIMIT 20",
    );
    let sql = sql.bind(row.text("tenant")?).bind(row.text("sign")?).bind(row.text("key")?);
    let others = conn.all(sql.bind(row.text("applicant")?)).await?;
    Ok(SignRow {
        filing: row.id("filing")?,
        procedure: row.text("procedure")?,
        procedure_title: Text::default(),
        example: false,
        period: row.text("period")?,
        applicant: row.tenant("applicant")?,
        applicant_name: row.text("applicant_name")?,
        sign: row.text("sign")?,
        others: others.iter().map(|other| other.id("filing")).collect::<Result<_, _>>()?,
        params: row.json("params")?,
    })
}
