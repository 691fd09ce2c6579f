//! What comes back of what was shared: sightings. What is taken back: revocations.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::sighting::{CountRange, Place, Sighting, SightingVerdict};
use contract::kinds::{self, revocation::Revocation};
use contract::rest::sharing::{Revoked, SightingFigures, SightingRow};
use model::{Id, TenantPath};

use super::super::list::Filter;
use super::super::{name_of, put, viewer};
use super::statement;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

pub(super) async fn project_sighting(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &[
        "object",
        "teller",
        "verdict",
        "place",
        "count_range",
        "first_day",
        "last_day",
        "note",
        "said",
    ];
    let body: Sighting = kinds::read(&record.body)?;
    let concerned = |viewer: &&TenantPath| **viewer == record.tenant || **viewer == body.owner;
    for viewer in viewers.iter().filter(concerned) {
        let sql = put("view_sighting", COLUMNS, &[], viewer, record)
            .id(body.object)
            .bind(record.tenant.as_str())
            .bind(body.verdict.word())
            .bind(body.place.word())
            .bind(body.count.word())
            .bind(body.first.0)
            .bind(body.last.0)
            .bind(body.note.as_str())
            .bind(record.time.0);
        conn.insert_later(sql).await?;
    }
    Ok(())
}

pub(super) async fn project_revocation(
    conn: &mut Conn,
    record: &Record,
    viewers: &BTreeSet<TenantPath>,
) -> Result<(), Error> {
    const COLUMNS: &[&str] = &["tenant", "object", "revoker", "id", "reason", "revoked"];
    let body: Revocation = kinds::read(&record.body)?;
    for viewer in viewers {
        for object in &body.objects {
            let sql = Sql::insert("view_revocation", COLUMNS, 1)
                .push(" ON CONFLICT (tenant, object, revoker) DO NOTHING")
                .bind(viewer.as_str())
                .id(*object)
                .bind(record.tenant.as_str())
                .id(record.object)
                .bind(body.reason.as_str())
                .bind(record.time.0);
            conn.execute(sql).await?;
            if *viewer != record.tenant {
                statement::blank(conn, viewer, *object, &record.tenant).await?;
            }
        }
    }
    Ok(())
}

/// That and why an object of this owner was taken back, if it was.
pub async fn revocation_of(
    conn: &mut Conn,
    scope: &Scope,
    object: Id,
    owner: &TenantPath,
) -> Result<Option<Revoked>, Error> {
    let filter = Filter::default()
        .with("v.tenant = ?", viewer(scope)?)
        .with("v.object = ?", object)
        .with("v.revoker = ?", owner.as_str());
    let found = conn.optional(filter.sql("SELECT v.* FROM view_revocation v")).await?;
    let read = |row: Row| {
        Ok(Revoked {
            by: row.tenant("revoker")?,
            at: row.millis("revoked")?,
            because: row.text("reason")?,
        })
    };
    found.map(read).transpose()
}

/// What receivers said of these objects: a statement and its views.
pub async fn sighting_figures(
    conn: &mut Conn,
    scope: &Scope,
    objects: &BTreeSet<Id>,
) -> Result<SightingFigures, Error> {
    let ids: Vec<String> = objects.iter().map(Id::to_string).collect();
    let filter = Filter::default().with("v.tenant = ?", viewer(scope)?).any_of("v.object", &ids);
    let name = name_of("v.teller", "v.tenant", "teller_name");
    let sql = filter.sql(&format!("SELECT v.*, {name} FROM view_sighting v"));
    let rows = conn.all(sql.push(" ORDER BY v.said, v.id")).await?;
    let mut figures = SightingFigures::default();
    for row in &rows {
        add(&mut figures, read_sighting(row)?);
    }
    Ok(figures)
}

fn add(figures: &mut SightingFigures, row: SightingRow) {
    figures.told += 1;
    match row.verdict {
        SightingVerdict::TruePositive => figures.true_positive += 1,
        SightingVerdict::FalsePositive => figures.false_positive += 1,
        SightingVerdict::NotSeen => figures.not_seen += 1,
    }
    if row.verdict != SightingVerdict::NotSeen {
        figures.least = figures.least.saturating_add(row.count.least());
        *figures.places.entry(row.place.word().to_owned()).or_default() += 1;
        figures.first = Some(figures.first.map_or(row.first, |first| first.min(row.first)));
        figures.last = Some(figures.last.map_or(row.last, |last| last.max(row.last)));
    }
    figures.rows.push(row);
}

/// The scope's tenant's own word on an object, with its revision.
pub async fn sighting_own(
    conn: &mut Conn,
    scope: &Scope,
    object: Id,
) -> Result<Option<(SightingRow, u32)>, Error> {
    let own = viewer(scope)?;
    let filter = Filter::default()
        .with("v.tenant = ?", own)
        .with("v.teller = ?", own)
        .with("v.object = ?", object);
    let name = name_of("v.teller", "v.tenant", "teller_name");
    let found = conn.optional(filter.sql(&format!("SELECT v.*, {name} FROM view_sighting v")));
    let read = |row: Row| {
        let revision = u32::try_from(row.int("revision")?).unwrap_or(u32::MAX);
        Ok((read_sighting(&row)?, revision))
    };
    found.await?.map(read).transpose()
}

fn read_sighting(row: &Row) -> Result<SightingRow, Error> {
    let (verdict, place, count) =
        (row.text("verdict")?, row.text("place")?, row.text("count_range")?);
    Ok(SightingRow {
        id: row.id("id")?,
        tenant: row.tenant("teller")?,
        tenant_name: row.text("teller_name")?,
        verdict: SightingVerdict::named(&verdict)
            .ok_or_else(|| Error::stored("verdict", &verdict))?,
        place: Place::named(&place).ok_or_else(|| Error::stored("place", &place))?,
        count: CountRange::named(&count).ok_or_else(|| Error::stored("count", &count))?,
        first: row.millis("first_day")?,
        last: row.millis("last_day")?,
        note: row.text("note")?,
        said: row.millis("said")?,
    })
}
