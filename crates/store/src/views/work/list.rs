//! The inbox's lists. A list is a merge of walks along one index, one for each kind and severity
//! of which something waits: whatever it is filtered and sorted by, it reads about as many rows as
//! it shows. Totals come from sums, so they cost nothing either.
//!
//! A search for a text looks up what the index of texts finds, as long as that is little; when it
//! is in very many, most rows of a walk hold it, and the total is told as "at least".

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use model::finding::Severity;
use model::{Millis, Role};

use super::super::list::{Filter, Value};
use super::super::text::{self, Search};
use super::super::{name_of, viewer};
use super::{DAY_MS, NEVER, NO_DAY, SHANGHAI_MS, rank_of, start_of};
use crate::sql::{Conn, Dialect, Row, Sql};
use crate::{Error, Scope};

/// Rows given to people up to which they are sorted, not walked.
const FEW: u64 = 20_000;
/// Rows of a walk that are looked at for a text that very many hold, one after the other.
const REACHES: &[usize] = if cfg!(test) { &[2, 8] } else { &[1_000, 10_000, 40_000] };

/// Whom things are given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    Nobody,
    /// One of these people, and of each only these kinds (none: all).
    To(Vec<(String, Vec<String>)>),
}

impl Assigned {
    /// Whether it holds for a kind and an assignee.
    pub fn holds(&self, kind: &str, assignee: &str) -> bool {
        match self {
            Self::Nobody => assignee.is_empty(),
            Self::To(people) => people.iter().any(|(login, kinds)| {
                login == assignee && (kinds.is_empty() || kinds.iter().any(|of| of == kind))
            }),
        }
    }

    fn filter(&self, filter: Filter) -> Filter {
        let people = match self {
            Self::Nobody => return filter.and("w.assignee = ''"),
            Self::To(people) => people,
        };
        let logins: Vec<String> = people.iter().map(|(login, _)| login.clone()).collect();
        let filter = filter.and("w.assignee <> ''").any_of("w.assignee", &logins);
        let mut clauses = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        for (login, kinds) in people {
            values.push(login.into());
            values.extend(kinds.iter().map(Value::from));
            clauses.push(match kinds.len() {
                0 => "w.assignee = ?".to_owned(),
                many => {
                    let places = vec!["?"; many].join(", ");
                    format!("(w.assignee = ? AND w.kind IN ({places}))")
                }
            });
        }
        if people.iter().all(|(_, kinds)| kinds.is_empty()) {
            return filter;
        }
        filter.many(&format!("({})", clauses.join(" OR ")), values)
    }
}

/// What is asked for; what is absent does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkFilter {
    /// Whose work.
    pub role: Role,
    pub kind: Option<String>,
    pub severity: Option<Severity>,
    pub assigned: Option<Assigned>,
    pub overdue: Option<bool>,
    pub group: Option<String>,
    pub q: Option<String>,
}

impl WorkFilter {
    /// Everything that waits for a role.
    pub fn of(role: Role) -> Self {
        Self {
            role,
            kind: None,
            severity: None,
            assigned: None,
            overdue: None,
            group: None,
            q: None,
        }
    }

    fn takes(&self, cell: &WorkCell) -> bool {
        self.kind.as_ref().is_none_or(|kind| *kind == cell.kind)
            && self.severity.is_none_or(|_| rank_of(self.severity) == cell.rank)
            && self.assigned.as_ref().is_none_or(|to| to.holds(&cell.kind, &cell.assignee))
    }

    /// What no path of the index holds already.
    fn rest(&self, filter: Filter, by_due: bool, now: Millis) -> Filter {
        // Not to be looked up by, where another order is walked.
        let due = if by_due { "w.due" } else { "w.due + 0" };
        let filter = match self.overdue {
            Some(true) => filter.with(&format!("{due} < ?"), now.0),
            Some(false) => filter.with(&format!("{due} >= ?"), now.0),
            None => filter,
        };
        let filter = match &self.assigned {
            Some(assigned) => assigned.filter(filter),
            None => filter,
        };
        match &self.group {
            Some(group) => filter.and("w.bundle <> ''").with("w.bundle = ?", group),
            None => filter,
        }
    }
}

/// The column a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Due,
    Since,
    Severity,
    Kind,
}

/// How a list is sorted. Among equals of severity or kind, the sooner due comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkOrder {
    by: By,
    descending: bool,
}

impl WorkOrder {
    /// `due`, `since`, `severity`, `kind`, with `-` before it from the highest down.
    pub fn named(word: &str) -> Option<Self> {
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let by = match name {
            "due" => By::Due,
            "since" => By::Since,
            "severity" => By::Severity,
            "kind" => By::Kind,
            _ => return None,
        };
        Some(Self { by, descending })
    }

    /// The place of a row in a list.
    pub fn key(self, row: &WorkRow) -> WorkKey {
        let group = match self.by {
            By::Due | By::Since => String::new(),
            By::Severity => rank_of(row.severity).to_string(),
            By::Kind => row.kind.clone(),
        };
        let at = match self.by {
            By::Since => row.since.0,
            _ => row.due.map_or(NEVER, |due| due.0),
        };
        WorkKey { group, at, object: row.object.clone(), kind: row.kind.clone() }
    }

    /// Which of two rows comes first.
    pub fn compare(self, left: &WorkKey, right: &WorkKey) -> Ordering {
        let group = left.group.cmp(&right.group);
        let group = if self.descending { group.reverse() } else { group };
        let rest = (left.at, &left.object, &left.kind).cmp(&(right.at, &right.object, &right.kind));
        group.then(if self.is_down() { rest.reverse() } else { rest })
    }

    /// Whether rows of one group are walked from the highest down.
    fn is_down(self) -> bool {
        self.descending && matches!(self.by, By::Due | By::Since)
    }

    fn column(self) -> &'static str {
        if self.by == By::Since { "since" } else { "due" }
    }

    /// Kinds and ranks in the groups that follow each other, the first first.
    fn groups(self, parts: &BTreeSet<(String, i64)>) -> Vec<(String, Vec<(String, i64)>)> {
        let mut groups: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
        for (kind, rank) in parts {
            let group = match self.by {
                By::Due | By::Since => String::new(),
                By::Severity => rank.to_string(),
                By::Kind => kind.clone(),
            };
            groups.entry(group).or_default().push((kind.clone(), *rank));
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        if self.descending {
            groups.reverse();
        }
        groups
    }

    /// Whether a group comes before that of the cursor.
    fn is_over(self, group: &str, after: &WorkKey) -> bool {
        let order = group.cmp(after.group.as_str());
        order == if self.descending { Ordering::Greater } else { Ordering::Less }
    }
}

/// The place of a row in a sorted list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkKey {
    group: String,
    at: i64,
    object: String,
    kind: String,
}

impl WorkKey {
    /// As a cursor: hexadecimal, so that no URL has to escape it.
    pub fn text(&self) -> String {
        let plain = format!("{}~{}~{}~{}", self.group, self.at, self.kind, self.object);
        plain.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Read from a cursor.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > 1000 || !text.len().is_multiple_of(2) || !text.is_ascii() {
            return None;
        }
        let pairs = (0..text.len()).step_by(2);
        let bytes = pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
        let plain = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?;
        let mut parts = plain.splitn(4, '~');
        let group = parts.next()?.to_owned();
        let at = parts.next()?.parse().ok()?;
        let kind = parts.next()?.to_owned();
        Some(Self { group, at, kind, object: parts.next()?.to_owned() })
    }
}

/// One thing that waits for a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkRow {
    pub kind: String,
    pub object: String,
    /// Codes of the actions that the role may take.
    pub actions: Vec<String>,
    pub procedure: String,
    pub due: Option<Millis>,
    pub since: Millis,
    pub severity: Option<Severity>,
    pub sender: String,
    pub sender_name: String,
    pub title: String,
    pub group: String,
    /// Login, or empty.
    pub assignee: String,
}

/// How many things of one kind and severity wait that are given to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCell {
    pub kind: String,
    pub rank: i64,
    pub assignee: String,
    pub count: u64,
    pub overdue: u64,
}

impl WorkCell {
    pub fn severity(&self) -> Option<Severity> {
        severity_of(self.rank)
    }
}

fn severity_of(rank: i64) -> Option<Severity> {
    let place = usize::try_from(rank.checked_sub(1)?).ok()?;
    Severity::ALL.get(place).copied()
}

/// How many wait for a role, by kind, severity and person.
pub async fn work_cells(
    conn: &mut Conn,
    scope: &Scope,
    role: Role,
    now: Millis,
) -> Result<Vec<WorkCell>, Error> {
    conn.write_sums().await?;
    let today = now.0.saturating_add(SHANGHAI_MS).div_euclid(DAY_MS);
    let sql = Sql::new(
        "SELECT kind, rank, assignee, CAST(SUM(n) AS BIGINT) AS n, \
         CAST(SUM(CASE WHEN day < ? THEN n ELSE 0 END) AS BIGINT) AS late, \
         CAST(SUM(CASE WHEN day = ? THEN n ELSE 0 END) AS BIGINT) AS today \
         FROM view_work_sum WHERE tenant = ? AND role = ? GROUP BY kind, rank, assignee",
    );
    let sql = sql.bind(today).bind(today).bind(viewer(scope)?).bind(role.word());
    let mut cells = Vec::new();
    let mut due_today = BTreeSet::new();
    for row in conn.all(sql).await? {
        let cell = WorkCell {
            kind: row.text("kind")?,
            rank: row.int("rank")?,
            assignee: row.text("assignee")?,
            count: row.number("n")?,
            overdue: row.number("late")?,
        };
        if row.int("today")? > 0 {
            due_today.insert((cell.kind.clone(), cell.rank));
        }
        cells.push(cell);
    }
    if today != NO_DAY && !due_today.is_empty() {
        for (key, count) in late_today(conn, scope, role, &due_today, today, now).await? {
            let of = |cell: &&mut WorkCell| {
                (cell.kind.as_str(), cell.rank, cell.assignee.as_str())
                    == (key.0.as_str(), key.1, key.2.as_str())
            };
            if let Some(cell) = cells.iter_mut().find(of) {
                cell.overdue += count;
            }
        }
    }
    Ok(cells)
}

type CellKey = (String, i64, String);

/// Of what is due today, how much is late already.
async fn late_today(
    conn: &mut Conn,
    scope: &Scope,
    role: Role,
    parts: &BTreeSet<(String, i64)>,
    today: i64,
    now: Millis,
) -> Result<Vec<(CellKey, u64)>, Error> {
    let mut sql = Sql::new("");
    for (number, (kind, rank)) in parts.iter().enumerate() {
        let one = Sql::new(
            "SELECT kind, rank, assignee, COUNT(*) AS n FROM view_work WHERE tenant = ? \
             AND role = ? AND kind = ? AND rank = ? AND due >= ? AND due < ? \
             GROUP BY kind, rank, assignee",
        );
        let one = one.bind(viewer(scope)?).bind(role.word()).bind(kind.as_str()).bind(*rank);
        if number > 0 {
            sql = sql.push(" UNION ALL ");
        }
        sql = sql.then(one.bind(start_of(today)).bind(now.0));
    }
    let rows = conn.all(sql).await?;
    let read = |row: &Row| {
        Ok(((row.text("kind")?, row.int("rank")?, row.text("assignee")?), row.number("n")?))
    };
    rows.iter().map(read).collect()
}

/// How a list is read: what its search comes to, and how many rows it has without it.
#[derive(Debug, Clone)]
pub struct WorkSearch {
    search: Option<Search>,
    /// Few are given to people or of one group: they are sorted, not walked.
    few: bool,
}

/// Looks up what a list's search comes to.
pub async fn work_search(
    conn: &mut Conn,
    scope: &Scope,
    filter: &WorkFilter,
    cells: &[WorkCell],
) -> Result<WorkSearch, Error> {
    let given: u64 = cells.iter().filter(|cell| filter.takes(cell)).map(|cell| cell.count).sum();
    let to_people = matches!(filter.assigned, Some(Assigned::To(_))) && given <= FEW;
    let few = to_people || filter.group.is_some();
    let wants_index = !few && given > text::FEW;
    let search = text::search(conn, scope, filter.q.as_ref(), wants_index).await?;
    // Without the index all rows are looked at; a single letter is hardly ever rare.
    let few = few || (search.is_some() && given <= text::FEW);
    Ok(WorkSearch { search, few })
}

/// How many things the filter matches, and whether there may be more of them.
pub async fn work_count(
    conn: &mut Conn,
    scope: &Scope,
    filter: &WorkFilter,
    how: &WorkSearch,
    cells: &[WorkCell],
    now: Millis,
) -> Result<(u64, bool), Error> {
    if let Some(search) = &how.search {
        return searched_count(conn, scope, filter, (how, search), now).await;
    }
    if filter.group.is_some() {
        let path = direct(scope, filter, &None, now)?;
        return Ok((path.count(conn, "view_work w").await?, false));
    }
    let taken = cells.iter().filter(|cell| filter.takes(cell));
    let count = match filter.overdue {
        None => taken.map(|cell| cell.count).sum(),
        Some(true) => taken.map(|cell| cell.overdue).sum(),
        Some(false) => taken.map(|cell| cell.count.saturating_sub(cell.overdue)).sum(),
    };
    Ok((count, false))
}

/// Of very many texts that the index finds, the first are looked at.
async fn searched_count(
    conn: &mut Conn,
    scope: &Scope,
    filter: &WorkFilter,
    (how, search): (&WorkSearch, &Search),
    now: Millis,
) -> Result<(u64, bool), Error> {
    let path = direct(scope, filter, &None, now)?;
    if how.few {
        let path = search.is_in(path, viewer(scope)?, "w.object");
        return Ok((path.count(conn, "view_work w").await?, false));
    }
    if !search.is_indexed() {
        return Ok((0, true));
    }
    let most = (!search.is_few()).then_some(text::FEW);
    let head = search.found(conn.dialect(), "SELECT COUNT(*)", most);
    let path = search.holds(matched(path), viewer(scope)?);
    let count = conn.count(head.push(" CROSS JOIN view_work w").then(path.sql(""))).await?;
    Ok((count, most.is_some()))
}

/// The row of a text.
fn matched(filter: Filter) -> Filter {
    filter.and("w.kind = d.kind").and("w.object = d.object")
}

/// The conditions of a list that is sorted, not walked.
fn direct(
    scope: &Scope,
    filter: &WorkFilter,
    part: &Option<(Option<String>, Option<i64>)>,
    now: Millis,
) -> Result<Filter, Error> {
    let (kind, rank) = part.clone().unwrap_or_default();
    let path = Filter::default()
        .with("w.tenant = ?", viewer(scope)?)
        .with("w.role = ?", filter.role.word())
        .maybe("w.kind = ?", filter.kind.as_ref().or(kind.as_ref()))
        .maybe("w.rank = ?", filter.severity.map(|_| rank_of(filter.severity)).or(rank));
    Ok(filter.rest(path, false, now))
}

/// At most `limit` rows after a place.
pub async fn work_page(
    conn: &mut Conn,
    scope: &Scope,
    (filter, how): (&WorkFilter, &WorkSearch),
    order: WorkOrder,
    (after, limit): (Option<&WorkKey>, usize),
    cells: &[WorkCell],
    now: Millis,
) -> Result<Vec<WorkRow>, Error> {
    let taken = || cells.iter().filter(|cell| filter.takes(cell) && cell.count > 0);
    let parts: BTreeSet<(String, i64)> =
        taken().map(|cell| (cell.kind.clone(), cell.rank)).collect();
    let mut rows = Vec::new();
    for (group, parts) in order.groups(&parts) {
        let left = limit.saturating_sub(rows.len());
        if left == 0 {
            break;
        }
        if after.is_some_and(|after| order.is_over(&group, after)) {
            continue;
        }
        let after = after.filter(|after| after.group == group);
        let ask = Ask { scope, filter, how, order, after, limit: left, now };
        let held = taken().filter(|cell| parts.contains(&(cell.kind.clone(), cell.rank)));
        let held = held.map(|cell| cell.count).sum();
        for found in ask.rows(conn, &parts, held).await? {
            rows.push(row(&found)?);
        }
    }
    Ok(rows)
}

/// One group of a page.
struct Ask<'a> {
    scope: &'a Scope,
    filter: &'a WorkFilter,
    how: &'a WorkSearch,
    order: WorkOrder,
    after: Option<&'a WorkKey>,
    limit: usize,
    now: Millis,
}

impl Ask<'_> {
    /// The rows of one group, of which so many are `held` whatever their text.
    async fn rows(
        &self,
        conn: &mut Conn,
        parts: &[(String, i64)],
        held: u64,
    ) -> Result<Vec<Row>, Error> {
        if self.how.few {
            return conn.all(self.sorted(parts)?).await;
        }
        let Some(search) = &self.how.search else {
            return conn.all(self.walked(parts, self.limit)?).await;
        };
        if search.is_few() {
            return conn.all(self.found(conn.dialect(), search, parts)?).await;
        }
        for reach in REACHES {
            let rows = conn.all(self.walked(parts, *reach)?).await?;
            if rows.len() >= self.limit || *reach as u64 >= held {
                return Ok(rows);
            }
        }
        // Those that hold it are all far away in this order.
        let sql = if search.is_indexed() {
            self.found(conn.dialect(), search, parts)?
        } else {
            self.sorted(parts)?
        };
        conn.all(sql).await
    }

    fn columns() -> String {
        format!("w.*, {}", name_of("w.sender", "w.tenant", "sender_name"))
    }

    fn sorting(&self) -> String {
        let way = if self.order.is_down() { "DESC" } else { "ASC" };
        let column = self.order.column();
        format!(" ORDER BY w.{column} {way}, w.object {way}, w.kind {way} LIMIT {}", self.limit)
    }

    /// What is asked for of one group, without an index to walk along.
    fn chosen(&self, parts: &[(String, i64)]) -> Result<Filter, Error> {
        let part = match (self.order.by, parts.first()) {
            (By::Severity, Some((_, rank))) => Some((None, Some(*rank))),
            (By::Kind, Some((kind, _))) => Some((Some(kind.clone()), None)),
            _ => None,
        };
        let mut filter = direct(self.scope, self.filter, &part, self.now)?;
        if let Some(after) = self.after {
            let sign = if self.order.is_down() { "<" } else { ">" };
            let column = self.order.column();
            let values = vec![after.at.into(), (&after.object).into(), (&after.kind).into()];
            let clause = format!("(w.{column}, w.object, w.kind) {sign} (?, ?, ?)");
            filter = filter.many(&clause, values);
        }
        Ok(filter)
    }

    /// Few rows: found by person or group, then sorted.
    fn sorted(&self, parts: &[(String, i64)]) -> Result<Sql, Error> {
        let mut filter = self.chosen(parts)?;
        if let Some(search) = &self.how.search {
            filter = search.is_in(filter, viewer(self.scope)?, "w.object");
        }
        let head =
            format!("SELECT {} FROM (SELECT w.kind, w.object FROM view_work w", Self::columns());
        let found = filter.sql(&head).push(&self.sorting()).push(") AS k ");
        self.shown(found)
    }

    /// Rows of the texts that the index finds, sorted.
    fn found(
        &self,
        dialect: Dialect,
        search: &Search,
        parts: &[(String, i64)],
    ) -> Result<Sql, Error> {
        let filter = search.holds(matched(self.chosen(parts)?), viewer(self.scope)?);
        let head = format!("SELECT {} FROM (SELECT w.kind, w.object", Self::columns());
        let found = search.found(dialect, &head, None).push(" CROSS JOIN view_work w");
        self.shown(found.then(filter.sql("")).push(&self.sorting()).push(") AS k "))
    }

    /// Of the keys found, the rows.
    fn shown(&self, found: Sql) -> Result<Sql, Error> {
        // They are all there: an outer join only says which side comes first.
        let join = "LEFT JOIN view_work w ON w.tenant = ? AND w.kind = k.kind \
                    AND w.object = k.object AND w.role = ?";
        let sql = found.push(join).bind(viewer(self.scope)?).bind(self.filter.role.word());
        Ok(sql.push(&self.sorting()))
    }

    /// Many rows: a walk along the index for each kind and rank, merged; of a search, the rows
    /// that hold it among the first `reach`.
    fn walked(&self, parts: &[(String, i64)], reach: usize) -> Result<Sql, Error> {
        let column = self.order.column();
        let way = if self.order.is_down() { "DESC" } else { "ASC" };
        let mut walks = Sql::new("");
        for (number, (kind, rank)) in parts.iter().enumerate() {
            let head = format!(
                "{}SELECT w.kind, w.object, w.{column} AS place FROM view_work w",
                if number > 0 { " UNION ALL " } else { "" }
            );
            // In no order of its own: the engine then walks all of them at once, each along its
            // index and no further than the page needs.
            walks = walks.then(self.walk(kind, *rank)?.sql(&head));
        }
        let sorting = |limit: usize| {
            format!(" ORDER BY place {way}, object {way}, kind {way} LIMIT {limit}) AS k ")
        };
        let mut sql = Sql::new(format!("SELECT {} FROM (", Self::columns()));
        if let Some(search) = &self.how.search {
            let holds = search.is_in(Filter::default(), viewer(self.scope)?, "k.object");
            let among = Sql::new("SELECT k.kind, k.object, k.place FROM (").then(walks);
            sql = sql.then(among.push(&sorting(reach)).then(holds.sql("")));
        } else {
            sql = sql.then(walks);
        }
        self.shown(sql.push(&sorting(self.limit)))
    }

    /// The conditions of one walk.
    fn walk(&self, kind: &str, rank: i64) -> Result<Filter, Error> {
        let filter = Filter::default()
            .with("w.tenant = ?", viewer(self.scope)?)
            .with("w.role = ?", self.filter.role.word())
            .with("w.kind = ?", kind)
            .with("w.rank = ?", rank);
        let filter = self.filter.rest(filter, self.order.by != By::Since, self.now);
        let Some(after) = self.after else { return Ok(filter) };
        // Among rows of one place and object, kinds follow each other.
        let down = self.order.is_down();
        let follows = if down { kind < after.kind.as_str() } else { kind > after.kind.as_str() };
        let sign = match (down, follows) {
            (false, false) => ">",
            (false, true) => ">=",
            (true, false) => "<",
            (true, true) => "<=",
        };
        let clause = format!("(w.{}, w.object) {sign} (?, ?)", self.order.column());
        Ok(filter.both(&clause, after.at, &after.object))
    }
}

/// How many rows wait in each of some groups.
pub async fn work_groups(
    conn: &mut Conn,
    scope: &Scope,
    role: Role,
    groups: &BTreeSet<String>,
) -> Result<BTreeMap<String, u64>, Error> {
    if groups.is_empty() {
        return Ok(BTreeMap::new());
    }
    let groups: Vec<String> = groups.iter().cloned().collect();
    let filter = Filter::default()
        .with("tenant = ?", viewer(scope)?)
        .with("role = ?", role.word())
        .and("bundle <> ''")
        .any_of("bundle", &groups);
    let sql = filter.sql("SELECT bundle, COUNT(*) AS n FROM view_work").push(" GROUP BY bundle");
    let rows = conn.all(sql).await?;
    rows.iter().map(|row| Ok((row.text("bundle")?, row.number("n")?))).collect()
}

/// One thing as it waits for a role; absent where nothing of it does.
pub async fn work_of(
    conn: &mut Conn,
    scope: &Scope,
    role: Role,
    kind: &str,
    object: &str,
) -> Result<Option<WorkRow>, Error> {
    let filter = Filter::default()
        .with("w.tenant = ?", viewer(scope)?)
        .with("w.kind = ?", kind)
        .with("w.object = ?", object)
        .with("w.role = ?", role.word());
    let sql = filter.sql(&format!("SELECT {} FROM view_work w", Ask::columns()));
    conn.optional(sql).await?.as_ref().map(row).transpose()
}

fn row(row: &Row) -> Result<WorkRow, Error> {
    let due = row.int("due")?;
    Ok(WorkRow {
        kind: row.text("kind")?,
        object: row.text("object")?,
        actions: row.json("actions")?,
        procedure: row.text("procedure")?,
        due: (due != NEVER).then_some(Millis(due)),
        since: row.millis("since")?,
        severity: severity_of(row.int("rank")?),
        sender: row.text("sender")?,
        sender_name: row.text("sender_name")?,
        title: row.text("title")?,
        group: row.text("bundle")?,
        assignee: row.text("assignee")?,
    })
}
