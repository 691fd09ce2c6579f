//! Lists of loops as authorities see them: any filter, any sort, at a million of them.
//!
//! A page is read in one of three ways. What few loops have in common (a recipient, a hazard, a
//! supervised one) is looked up by its index and sorted. A text is looked up in the index of texts.
//! Everything else is a merge of walks, one for each state, along the index of the sort: as many
//! of the rows match, as soon is the page full. Totals come from the sums of `loop_figures` where
//! these know the filter, from a count of the few otherwise; what neither tells is "at least".

use contract::rest::Page;
use contract::rest::loops::LoopRow;
use contract::rest::query::{LoopFiguresQuery, LoopQuery};
use model::finding::Severity;
use model::{Millis, TenantPath};

use super::board::{By, Order, Place};
use super::list::{Filter, checked};
use super::loop_figures::{self, Tallies};
use super::loop_summary::{SUBJECT, columns, row};
use super::text::{self, Search};
use super::viewer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope};

/// Loops that are looked up and sorted; of more a walk is the shorter way.
const FEW: u64 = if cfg!(test) { 12 } else { 25_000 };
/// So few are never worth a walk.
const HANDFUL: u64 = if cfg!(test) { 2 } else { 1_000 };
/// How much further than on the average a walk may have to go.
const CAUTION: u64 = 10;
/// Steps of a walk, or of an index that is looked through for members of a list, that take as long
/// as looking up a row somewhere.
const LOOKUP: u64 = 8;
/// Rows of a walk that are looked at for a text that very many hold, one after the other.
const REACHES: &[u64] = if cfg!(test) { &[2, 8] } else { &[1_000, 10_000, 40_000] };
const EVERYTHING: u64 = u32::MAX as u64;

const TECHNIQUE: &str = "EXISTS (SELECT 1 FROM view_loop_technique t \
                         WHERE t.tenant = v.tenant AND t.technique = ? AND t.loop = v.id)";
/// The same for rows that are found otherwise: members of a list that is made once.
const AMONG_TECHNIQUE: &str = "(v.id || '') IN (SELECT t.loop FROM view_loop_technique t \
                               WHERE t.tenant = ? AND t.technique = ?)";
const OF_TECHNIQUE: &str = "v.id IN (SELECT t.loop FROM view_loop_technique t \
                            WHERE t.tenant = ? AND t.technique = ?)";

/// What a list is of.
struct Asked<'a> {
    tenant: &'a str,
    query: &'a LoopQuery,
    order: Order,
    now: Millis,
}

/// How its rows are found.
enum Way {
    /// By the index of one column: so many.
    Column(&'static str),
    Text(Search),
    /// Along the index of the sort.
    Walk(Option<Search>),
}

/// Loops, sorted by any column: the newest first where no sort is asked for.
///
/// # Errors
/// `page.cursor`, `page.limit`, `query.value`.
pub async fn loop_list(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<Page<LoopRow>, Error> {
    let limit = checked(query.limit)?;
    let after = query.cursor.as_deref().map(Place::read).transpose()?;
    let order = Order::named(query.sort.as_ref())?;
    let asked = Asked { tenant: viewer(scope)?, query, order, now };
    let tallies = asked.tallies(conn).await?;
    let summed = asked.summed(conn, &tallies).await?;
    let (way, held) = asked.way(conn, scope, &tallies, summed).await?;
    let (total, at_least) = match summed.or(held) {
        Some(total) => (total, false),
        None => asked.count(conn, &way).await?,
    };
    let rows = match summed {
        Some(0) => Vec::new(),
        _ => asked.rows(conn, &way, &tallies, after.as_ref(), u64::from(limit) + 1).await?,
    };
    let limit = limit as usize;
    let items =
        rows.iter().take(limit).map(|found| row(found, now)).collect::<Result<Vec<_>, _>>()?;
    let last = rows.get(limit.wrapping_sub(1)).filter(|_| rows.len() > limit);
    let next = last.map(|last| order.place(last)).transpose()?.map(|place| place.text());
    let page = Page { items, next, total, at_least };
    Ok(if at_least { page.counted_so_far(after.is_none()) } else { page })
}

/// The `total` of [`loop_list`].
pub async fn loop_count(
    conn: &mut Conn,
    scope: &Scope,
    query: &LoopQuery,
    now: Millis,
) -> Result<u64, Error> {
    let query = LoopQuery { limit: Some(1), cursor: None, ..query.clone() };
    Ok(loop_list(conn, scope, &query, now).await?.total)
}

impl Asked<'_> {
    /// The filters that the sums know.
    fn figures(&self) -> LoopFiguresQuery {
        let LoopQuery { region, industry, severity, source, issuer, .. } = self.query.clone();
        LoopFiguresQuery { region, industry, severity, source, issuer }
    }

    async fn tallies(&self, conn: &mut Conn) -> Result<Tallies, Error> {
        loop_figures::tallies(conn, self.tenant, &self.figures()).await
    }

    fn flags(&self) -> Vec<(&'static str, bool)> {
        let query = self.query;
        let all = [
            ("reopened", query.reopened),
            ("supervised", query.supervised),
            ("escalated", query.escalated),
        ];
        all.into_iter().filter_map(|(flag, wanted)| Some((flag, wanted?))).collect()
    }

    fn text(&self) -> Option<&String> {
        self.query.q.as_ref().filter(|q| !q.trim().is_empty())
    }

    /// The total, where the sums tell it.
    async fn summed(&self, conn: &mut Conn, tallies: &Tallies) -> Result<Option<u64>, Error> {
        let LoopQuery { technique, recipient, rechecked, hazard, .. } = self.query;
        let named = technique.is_some() || recipient.is_some();
        if named || rechecked.is_some() || hazard.is_some() || self.text().is_some() {
            return Ok(None);
        }
        let flags = self.flags();
        let state = self.query.state.as_deref();
        Ok(match (state, flags.as_slice(), self.query.overdue) {
            (None, [], None) => Some(tallies.total()),
            (Some("open"), [], None) => Some(tallies.flag("open")),
            (Some(state), [], None) => Some(tallies.state(state)),
            (None, [(flag, true)], None) => Some(tallies.flag(flag)),
            (None, [(flag, false)], None) => {
                Some(tallies.total().saturating_sub(tallies.flag(flag)))
            }
            (None | Some("open"), [], Some(late)) => {
                let overdue =
                    loop_figures::overdue(conn, self.tenant, &self.figures(), self.now).await?;
                let all = if state.is_none() { tallies.total() } else { tallies.flag("open") };
                Some(if late { overdue } else { all.saturating_sub(overdue) })
            }
            _ => None,
        })
    }

    /// How rows are found, and their total where that tells it.
    async fn way(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        tallies: &Tallies,
        summed: Option<u64>,
    ) -> Result<(Way, Option<u64>), Error> {
        let search = text::search(conn, scope, self.text(), true).await?;
        if search.as_ref().is_some_and(Search::is_few) {
            return Ok((search.map_or(Way::Walk(None), Way::Text), None));
        }
        let Some((count, column)) = self.fewest(conn).await? else {
            return Ok((Way::Walk(search), None));
        };
        let held = self.asks_only(column).then_some(count);
        // A walk goes on until its page is full.
        let walk = summed.or(held).filter(|total| *total > 0).map(|total| {
            tallies.everything().saturating_mul(u64::from(self.query.limit.unwrap_or(50)) * CAUTION)
                / total
        });
        let lookups = count.saturating_mul(LOOKUP);
        if search.is_none() && count > HANDFUL && walk.is_some_and(|walk| walk < lookups) {
            return Ok((Way::Walk(None), held));
        }
        Ok((Way::Column(column), held))
    }

    /// The column that leaves the fewest to be looked up, and how many, where those are few.
    async fn fewest(&self, conn: &mut Conn) -> Result<Option<(u64, &'static str)>, Error> {
        let mut best: Option<(u64, &'static str)> = None;
        for column in self.given() {
            let most = match best {
                None => FEW,
                // Which of them are of a technique another column's index tells by itself.
                Some((count, "technique")) if count > HANDFUL => count.saturating_mul(LOOKUP),
                Some((count, _)) => count.saturating_sub(1),
            };
            let count = self.held(conn, column, most).await?;
            if count <= most {
                best = Some((count, column));
            }
        }
        Ok(best)
    }

    /// Whether nothing but this column is asked for.
    fn asks_only(&self, column: &str) -> bool {
        let LoopQuery { severity, source, state, overdue, rechecked, .. } = self.query;
        let further = severity.is_some() || source.is_some() || state.is_some();
        let further = further || overdue.is_some() || rechecked.is_some() || self.text().is_some();
        let flags = self.flags().into_iter().all(|(_, wanted)| wanted);
        !further && flags && self.given() == [column]
    }

    /// Columns with an index of their own that are asked for; a technique first.
    fn given(&self) -> Vec<&'static str> {
        let LoopQuery { hazard, recipient, technique, issuer, region, industry, .. } = self.query;
        let named = [
            ("technique", technique.is_some()),
            ("hazard", hazard.is_some()),
            ("recipient", recipient.is_some()),
            ("issuer", issuer.is_some()),
            ("region", region.is_some()),
            ("industry", industry.is_some()),
        ];
        let named = named.into_iter().filter(|(_, is_given)| *is_given).map(|(column, _)| column);
        let flags = self.flags().into_iter().filter(|(_, wanted)| *wanted).map(|(flag, _)| flag);
        named.chain(flags).collect()
    }

    /// How many loops a column's value has, counted to one more than `most`.
    async fn held(&self, conn: &mut Conn, column: &str, most: u64) -> Result<u64, Error> {
        let one = if column == "technique" {
            let filter = Filter::default().with("t.tenant = ?", self.tenant);
            let filter = filter.maybe("t.technique = ?", self.query.technique.as_ref());
            filter.sql("SELECT COUNT(*) FROM (SELECT 1 FROM view_loop_technique t")
        } else {
            let filter = Filter::default().with("v.tenant = ?", self.tenant);
            self.named(filter, Some(column), true)
                .sql("SELECT COUNT(*) FROM (SELECT 1 FROM view_loop v")
        };
        conn.count(one.push(&format!(" LIMIT {}) AS found", most + 1))).await
    }

    /// Conditions on columns that have an index: hidden from it but for the one column that rows
    /// are found by; that one only, where `alone`.
    fn named(&self, filter: Filter, by: Option<&str>, alone: bool) -> Filter {
        let query = self.query;
        let texts = [
            ("hazard", query.hazard.as_deref()),
            ("recipient", query.recipient.as_ref().map(TenantPath::as_str)),
            ("issuer", query.issuer.as_ref().map(TenantPath::as_str)),
            ("region", query.region.as_deref()),
            ("industry", query.industry.as_deref()),
            ("source", query.source.as_deref()),
            ("rechecked", query.rechecked.as_deref()),
        ];
        let mut filter = filter;
        for (column, value) in texts {
            let is_found_by = by == Some(column);
            filter = match value {
                Some(value) if is_found_by => filter.with(&format!("v.{column} = ?"), value),
                Some(value) if !alone => {
                    filter.with(&format!("COALESCE(v.{column}, '') = ?"), value)
                }
                _ => filter,
            };
        }
        for (flag, wanted) in self.flags() {
            filter = match wanted {
                true if by == Some(flag) => filter.and(&format!("v.{flag} > 0")),
                true if !alone => filter.and(&format!("v.{flag} + 0 > 0")),
                false if !alone => filter.and(&format!("v.{flag} + 0 = 0")),
                _ => filter,
            };
        }
        filter
    }

    /// All conditions but those of a walk: tenant, state, and whether it is open.
    fn rest(&self, filter: Filter, by: Option<&str>, along_due: bool) -> Filter {
        let query = self.query;
        let filter = self.named(filter, by, false);
        let filter = match &query.technique {
            Some(technique) if by == Some("technique") => {
                filter.both(OF_TECHNIQUE, self.tenant, technique)
            }
            Some(technique) if by.is_some() => filter.both(AMONG_TECHNIQUE, self.tenant, technique),
            technique => filter.maybe(TECHNIQUE, technique.as_ref()),
        };
        let filter = match query.severity.as_deref().map(str::parse::<Severity>) {
            Some(Ok(severity)) => filter.with("v.rank = ?", super::finding::rank(severity)),
            Some(Err(_)) => filter.and("1 = 0"),
            None => filter,
        };
        let next = if along_due { "v.next" } else { "v.next + 0" };
        match query.overdue {
            Some(true) => filter.with(&format!("{next} < ?"), self.now.0),
            Some(false) => filter.with(&format!("{next} >= ?"), self.now.0),
            None => filter,
        }
    }

    /// All conditions, rows being found by one column or otherwise.
    fn whole(&self, by: Option<&str>) -> Filter {
        let filter = Filter::default().with("v.tenant = ?", self.tenant);
        let filter = match self.query.state.as_deref() {
            Some("open") => filter.and("v.open + 0 = 1"),
            state => filter.maybe("COALESCE(v.state, '') = ?", state),
        };
        self.rest(filter, by, false)
    }

    /// A total that the sums do not tell, and whether there may be more.
    async fn count(&self, conn: &mut Conn, way: &Way) -> Result<(u64, bool), Error> {
        let (search, most) = match way {
            Way::Column(column) => {
                let filter = self.whole(Some(column));
                return Ok((filter.count(conn, "view_loop v").await?, false));
            }
            Way::Text(search) => (search, None),
            Way::Walk(Some(search)) if search.is_indexed() => (search, Some(text::FEW)),
            Way::Walk(_) => return self.count_some(conn).await,
        };
        let head = search.found(conn.dialect(), "SELECT COUNT(*)", most);
        let filter = search.holds(matched(self.whole(None)), self.tenant);
        let count = conn.count(head.push(" CROSS JOIN view_loop v").then(filter.sql(""))).await?;
        Ok((count, most.is_some()))
    }

    /// Among the first loops there are.
    async fn count_some(&self, conn: &mut Conn) -> Result<(u64, bool), Error> {
        let some = Filter::default().with("v.tenant = ?", self.tenant);
        let some = some.sql("SELECT COUNT(*) FROM (SELECT * FROM view_loop v");
        let filter = self.whole(None);
        let sql = some.push(&format!(" LIMIT {FEW}) AS v")).then(filter.sql(""));
        Ok((conn.count(sql).await?, true))
    }

    async fn rows(
        &self,
        conn: &mut Conn,
        way: &Way,
        tallies: &Tallies,
        after: Option<&Place>,
        limit: u64,
    ) -> Result<Vec<Row>, Error> {
        let search = match way {
            Way::Column(column) => {
                let filter = self.following(self.whole(Some(column)), after);
                let found = filter.sql("SELECT v.id FROM view_loop v");
                return conn.all(self.shown(found, limit)).await;
            }
            Way::Text(search) => return self.found(conn, search, after, limit).await,
            Way::Walk(search) => search.as_ref(),
        };
        let parts = self.parts(tallies);
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows = Vec::new();
        for group in self.order.groups(after) {
            let left = limit.saturating_sub(rows.len() as u64);
            if left == 0 {
                break;
            }
            let after = after.filter(|after| group.is_none_or(|rank| rank == after.rank));
            let walk = Walk { asked: self, parts: &parts, group, after, limit: left };
            let found = match search {
                None => conn.all(walk.sql(left, None)).await?,
                Some(search) => match walk.searched(conn, search, tallies.everything()).await? {
                    Some(found) => found,
                    None => return self.found(conn, search, after, limit).await,
                },
            };
            rows.extend(found);
        }
        Ok(rows)
    }

    fn following(&self, filter: Filter, after: Option<&Place>) -> Filter {
        match after {
            Some(after) => self.order.follows(filter, after, true),
            None => filter,
        }
    }

    /// Loops of the texts that the index finds.
    async fn found(
        &self,
        conn: &mut Conn,
        search: &Search,
        after: Option<&Place>,
        limit: u64,
    ) -> Result<Vec<Row>, Error> {
        if !search.is_indexed() {
            let filter = self.following(self.whole(None), after);
            let filter = search.is_in(filter, self.tenant, "v.notice");
            return conn.all(self.shown(filter.sql("SELECT v.id FROM view_loop v"), limit)).await;
        }
        let head = search.found(conn.dialect(), "SELECT v.id", None);
        let filter = search.holds(matched(self.whole(None)), self.tenant);
        let filter = self.following(filter, after);
        let found = head.push(" CROSS JOIN view_loop v").then(filter.sql(""));
        conn.all(self.shown(found, limit)).await
    }

    /// Of the ids found, sorted, the rows.
    fn shown(&self, found: Sql, limit: u64) -> Sql {
        let sorting = self.order.sorting();
        let head = format!("SELECT {} FROM (", columns());
        let found = found.push(&format!("{sorting} LIMIT {limit}) AS k"));
        self.of_keys(Sql::new(head).then(found))
    }

    fn of_keys(&self, keys: Sql) -> Sql {
        // They are all there: an outer join only says which side comes first.
        let join = format!(" LEFT JOIN view_loop v ON v.tenant = ? AND v.id = k.id {SUBJECT}");
        keys.push(&join).bind(self.tenant).push(&self.order.sorting())
    }

    /// States of which there are loops, open or not.
    fn parts(&self, tallies: &Tallies) -> Vec<(i64, String)> {
        let state = self.query.state.as_deref();
        let only_open = state == Some("open") || self.query.overdue == Some(true);
        let states = tallies.states().filter(|one| state.is_none_or(|s| s == "open" || s == *one));
        let each = |state: &str| {
            let open = [1, 0].into_iter().filter(|open| *open == 1 || !only_open);
            open.map(|open| (open, state.to_owned())).collect::<Vec<_>>()
        };
        states.flat_map(each).collect()
    }
}

/// The loop of a text.
fn matched(filter: Filter) -> Filter {
    filter.and("v.notice = d.object")
}

/// Walks along the index of the sort, one for each state, merged.
struct Walk<'a> {
    asked: &'a Asked<'a>,
    parts: &'a [(i64, String)],
    /// The one severity, where the list is sorted by it.
    group: Option<i64>,
    after: Option<&'a Place>,
    limit: u64,
}

impl Walk<'_> {
    /// The rows that hold a text that very many hold; nothing where they are all far away.
    async fn searched(
        &self,
        conn: &mut Conn,
        search: &Search,
        all: u64,
    ) -> Result<Option<Vec<Row>>, Error> {
        for reach in REACHES {
            let reach = if search.is_indexed() { *reach } else { EVERYTHING };
            let rows = conn.all(self.sql(reach, Some(search))).await?;
            if rows.len() as u64 >= self.limit || reach >= all {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    fn sql(&self, reach: u64, search: Option<&Search>) -> Sql {
        let Asked { tenant, order, .. } = self.asked;
        let (column, way) = (order.column(), order.way());
        let mut walks = Sql::new("");
        for (number, (open, state)) in self.parts.iter().enumerate() {
            let head = format!(
                "{}SELECT v.id, v.notice, v.{column} AS place FROM view_loop v",
                if number > 0 { " UNION ALL " } else { "" }
            );
            // In no order of its own: the engine then walks all of them at once, each along its
            // index and no further than the page needs.
            walks = walks.then(self.filter(*open, state).sql(&head));
        }
        let sorting = |limit: u64| format!(" ORDER BY place {way}, id {way} LIMIT {limit}) AS k");
        let mut sql = Sql::new(format!("SELECT {} FROM (", columns()));
        if let Some(search) = search {
            let holds = search.is_in(Filter::default(), tenant, "k.notice");
            let among = Sql::new("SELECT k.id, k.place FROM (").then(walks);
            sql = sql.then(among.push(&sorting(reach)).then(holds.sql("")));
        } else {
            sql = sql.then(walks);
        }
        self.asked.of_keys(sql.push(&sorting(self.limit)))
    }

    /// The conditions of one walk.
    fn filter(&self, open: i64, state: &str) -> Filter {
        let asked = self.asked;
        let filter = Filter::default()
            .with("v.tenant = ?", asked.tenant)
            .with("v.open = ?", open)
            .with("v.state = ?", state)
            .maybe("v.rank = ?", self.group);
        let filter = asked.rest(filter, None, matches!(asked.order.by, By::Due | By::Severity));
        match self.after {
            Some(after) => asked.order.follows(filter, after, false),
            None => filter,
        }
    }
}
