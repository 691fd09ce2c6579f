//! The inbox: one list of everything that waits for a person's role in their organisation, the
//! soonest due first; duties are merged in by their days, and for whoever runs the node what was
//! refused on its edges. Things are given to people and taken by deputies; many are acted on at
//! once, each with its own outcome.
//!
//! Whether an act is allowed is decided where it is taken: the inbox only shows.

mod batch;
mod deputies;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};

use contract::rest::Page;
use contract::rest::filing::ObligationRow;
use contract::rest::inbox::{InboxCount, InboxCounts, InboxRow, KINDS, Person};
use contract::rest::query::InboxQuery;
use model::finding::Severity;
use model::form::Text;
use model::{Fault, Millis};
use store::views::{self, Assigned, WorkCell, WorkFilter, WorkKey, WorkOrder, WorkRow};
use store::{Conn, Scope};

use crate::permission::{Action, may};
use crate::{App, Caller};

const DAY_MS: i64 = 86_400_000;
/// Duties wait this long before their day.
const DUTY_DAYS: i64 = 60;
const DUTY: &str = "obligation";
/// What was refused on an edge of this node.
const REFUSED: &str = "quarantine";
/// What a recipient asked of the issuer of a loop.
pub(crate) const ASK: &str = "ask";
const LIMIT: u32 = 50;
const MOST: u32 = 200;

/// Something as it waits: a row that is kept, or one that is computed when it is asked for (a
/// duty, refusals of an edge).
struct Waits {
    row: WorkRow,
    title_en: String,
    from: String,
    code: String,
}

/// What a list is of.
struct View {
    filter: WorkFilter,
    order: WorkOrder,
    /// What is computed of it.
    computed: Vec<Waits>,
    cells: Vec<WorkCell>,
    /// For whom the caller stands in, the caller first.
    people: Vec<(String, Vec<String>)>,
    now: Millis,
}

impl App {
    /// What waits for the caller's role, filtered and sorted.
    ///
    /// # Errors
    /// `inbox.kind`, `inbox.sort`, `word.unknown`, `page.cursor`, `page.limit`.
    pub async fn inbox_list(
        &self,
        caller: &Caller,
        query: &InboxQuery,
    ) -> Result<Page<InboxRow>, Fault> {
        caller.may(Action::InboxRead)?;
        let limit = query.limit.unwrap_or(LIMIT);
        if !(1..=MOST).contains(&limit) {
            return Err(Fault::invalid("page.limit").with("least", 1).with("most", MOST));
        }
        let after = query
            .cursor
            .as_deref()
            .map(|text| WorkKey::read(text).ok_or_else(|| Fault::invalid("page.cursor")));
        let after = after.transpose()?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let View { filter, order, computed, cells, people, now } =
            self.inbox_view(&mut read, caller, query).await?;
        let how = views::work_search(&mut read, &scope, &filter, &cells).await?;
        let (total, at_least) =
            views::work_count(&mut read, &scope, &filter, &how, &cells, now).await?;
        let total = total + computed.len() as u64;
        let limit = limit as usize;
        let slice = (after.as_ref(), limit + 1);
        let of = (&filter, &how);
        let page = views::work_page(&mut read, &scope, of, order, slice, &cells, now).await?;
        let follows = |waits: &Waits| {
            after.as_ref().is_none_or(|after| order.compare(&order.key(&waits.row), after).is_gt())
        };
        let mut rows: Vec<Waits> = page.into_iter().map(Waits::kept).collect();
        rows.extend(computed.into_iter().filter(follows));
        rows.sort_by(|a, b| order.compare(&order.key(&a.row), &order.key(&b.row)));
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| order.key(&last.row).text());
        let items = self.inbox_rows(&mut read, caller, rows, &people, now).await?;
        let page = Page { items, next, total, at_least };
        Ok(if at_least { page.counted_so_far(after.is_none()) } else { page })
    }

    /// How much waits for the caller's role: each figure is the total of its list.
    pub async fn inbox_counts(&self, caller: &Caller) -> Result<InboxCounts, Fault> {
        caller.may(Action::InboxRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let View { computed, mut cells, people, now, .. } =
            self.inbox_view(&mut read, caller, &InboxQuery::default()).await?;
        drop(read);
        cells.extend(computed.iter().map(|waits| WorkCell {
            kind: waits.row.kind.clone(),
            rank: 0,
            assignee: waits.row.assignee.clone(),
            count: 1,
            overdue: u64::from(waits.row.due.is_some_and(|due| due < now)),
        }));
        let mine = Assigned::To(people);
        let sum = |holds: &dyn Fn(&WorkCell) -> bool| {
            cells.iter().filter(|cell| holds(cell)).map(|cell| cell.count).sum()
        };
        Ok(InboxCounts {
            total: sum(&|_| true),
            overdue: cells.iter().map(|cell| cell.overdue).sum(),
            mine: sum(&|cell| mine.holds(&cell.kind, &cell.assignee)),
            unassigned: sum(&|cell| cell.assignee.is_empty()),
            by_kind: tally(&cells, |cell| Some(cell.kind.clone())),
            by_severity: tally(&cells, |cell| cell.severity().map(|word| word.to_string())),
        })
    }

    /// People of the caller's organisation and role: to whom things can be given.
    pub async fn inbox_people(&self, caller: &Caller) -> Result<Page<Person>, Fault> {
        caller.may(Action::InboxRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let items = views::user_people(&mut read, &scope, caller.role).await?;
        Ok(Page { total: items.len() as u64, items, next: None, at_least: false })
    }

    /// Checks the query, and reads what totals and computed rows need.
    async fn inbox_view(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        query: &InboxQuery,
    ) -> Result<View, Fault> {
        let scope = caller.scope();
        let now = self.0.store.now();
        let order = query.sort.as_deref().unwrap_or("due");
        let order = WorkOrder::named(order)
            .ok_or_else(|| Fault::invalid("inbox.sort").with("sort", order))?;
        if let Some(kind) = query.kind.as_ref().filter(|kind| !KINDS.contains(&kind.as_str())) {
            return Err(Fault::invalid("inbox.kind").with("kind", kind));
        }
        let mut people = vec![(caller.login.clone(), Vec::new())];
        people.extend(views::deputies_of(conn, &scope, &caller.login, now).await?);
        let filter = WorkFilter {
            role: caller.role,
            kind: query.kind.clone(),
            severity: query.severity.as_deref().map(str::parse::<Severity>).transpose()?,
            assigned: query.assigned.as_deref().map(|word| match word {
                "mine" => Assigned::To(people.clone()),
                "nobody" => Assigned::Nobody,
                login => Assigned::To(vec![(login.to_owned(), Vec::new())]),
            }),
            overdue: query.overdue,
            group: query.group.clone(),
            q: query.q.clone(),
        };
        let mut computed = self.inbox_computed(conn, &scope, caller).await?;
        computed.retain(|waits| waits.is_in(&filter, now));
        let cells = views::work_cells(conn, &scope, caller.role, now).await?;
        Ok(View { filter, order, computed, cells, people, now })
    }

    /// What waits for the caller and is kept nowhere as such.
    async fn inbox_computed(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        caller: &Caller,
    ) -> Result<Vec<Waits>, Fault> {
        let mut computed = self.inbox_duties(conn, scope, caller).await?;
        computed.extend(self.inbox_refusals(conn, scope, caller).await?);
        Ok(computed)
    }

    /// Duties not yet done whose day is near or past.
    async fn inbox_duties(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        caller: &Caller,
    ) -> Result<Vec<Waits>, Fault> {
        if !may(caller.role, Action::FilingWrite) {
            return Ok(Vec::new());
        }
        let end = self.0.store.now().plus(DUTY_DAYS * DAY_MS);
        let given = views::assignments_of(conn, scope, DUTY).await?;
        let duties = self.obligations(conn, scope, &caller.tenant).await?;
        let near = duties.into_iter().filter(|duty| !duty.done && duty.due <= end);
        Ok(near.map(|duty| Waits::duty(duty, &given)).collect())
    }

    async fn inbox_rows(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        rows: Vec<Waits>,
        people: &[(String, Vec<String>)],
        now: Millis,
    ) -> Result<Vec<InboxRow>, Fault> {
        let scope = caller.scope();
        let groups: BTreeSet<String> = rows.iter().map(|waits| waits.row.group.clone()).collect();
        let groups = groups.into_iter().filter(|group| !group.is_empty()).collect();
        let sizes = views::work_groups(conn, &scope, caller.role, &groups).await?;
        let logins: BTreeSet<String> =
            rows.iter().map(|waits| waits.row.assignee.clone()).collect();
        let names = self.names(conn, &scope, logins).await?;
        let mine = Assigned::To(people.to_vec());
        let shown = rows.into_iter().map(|waits| {
            let assignee = names.get(&waits.row.assignee).cloned();
            let size = sizes.get(&waits.row.group).copied().unwrap_or(1);
            let is_mine = mine.holds(&waits.row.kind, &waits.row.assignee);
            let mut row = self.inbox_row(waits, now);
            row.assignee = assignee;
            row.group_size = size;
            row.mine = is_mine;
            row
        });
        Ok(shown.collect())
    }

    /// Names of people by login; a login nobody has any more is its own name.
    async fn names(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        logins: BTreeSet<String>,
    ) -> Result<BTreeMap<String, Person>, Fault> {
        let mut names = BTreeMap::new();
        for login in logins.into_iter().filter(|login| !login.is_empty()) {
            let found = views::user_by_login(conn, scope, &login).await?;
            let name = found.map_or_else(|| login.clone(), |account| account.user.name);
            names.insert(login.clone(), Person { login, name });
        }
        Ok(names)
    }

    fn inbox_row(&self, waits: Waits, now: Millis) -> InboxRow {
        let Waits { row, title_en, from, code } = waits;
        let titled = self.inbox_title(&row, title_en);
        InboxRow {
            title: titled.zh,
            title_en: titled.en,
            action: self.action_titles(&row),
            from,
            code,
            overdue: row.due.is_some_and(|due| due < now),
            example: self.is_example(&row.procedure),
            kind: row.kind,
            object: row.object,
            actions: row.actions,
            due: row.due,
            since: row.since,
            severity: row.severity,
            assignee: None,
            mine: false,
            group: row.group,
            group_size: 1,
        }
    }

    /// A filing is called after its procedure, a report after its rule.
    pub(crate) fn inbox_title(&self, row: &WorkRow, title_en: String) -> Text {
        match row.kind.as_str() {
            "report" => {
                let (zh, en) = self.rule_title(&row.title);
                Text { zh, en }
            }
            "filing" => {
                let known = self.0.packs.procedures.get(&row.procedure);
                let named = |name: &str| {
                    let parts = [name, row.title.as_str()];
                    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
                    parts.join(" · ")
                };
                known.map_or_else(
                    || Text { zh: named(&row.procedure), en: String::new() },
                    |known| Text { zh: named(&known.title.zh), en: named(&known.title.en) },
                )
            }
            _ => Text { zh: row.title.clone(), en: title_en },
        }
    }

    /// What is to be done, as the pack that rules it calls it; empty where no pack does.
    fn action_titles(&self, row: &WorkRow) -> Text {
        let titles: Vec<Text> = match row.kind.as_str() {
            "filing" => {
                let known = self.0.packs.procedures.get(&row.procedure);
                let steps = known.iter().flat_map(|known| &known.machine().steps);
                let here = steps.filter(|step| row.actions.contains(&step.action));
                let titles: BTreeMap<&str, &Text> =
                    here.map(|step| (step.action.as_str(), &step.title)).collect();
                let of = |action: &String| titles.get(action.as_str()).map(|t| (*t).clone());
                row.actions.iter().filter_map(of).collect()
            }
            DUTY => return Text { zh: row.title.clone(), en: String::new() },
            "draft" | "consent" | "supervision" | REFUSED => {
                return row.actions.first().map(|action| other_action(action)).unwrap_or_default();
            }
            _ => {
                let found = self.0.packs.loops.get(&row.procedure);
                let steps = found.map(|(_, procedure)| procedure.steps.as_slice());
                let steps = steps.unwrap_or_default();
                let of = |action: &String| steps.iter().find(|step| step.action == *action);
                row.actions.iter().filter_map(of).map(|step| step.title.clone()).collect()
            }
        };
        let join =
            |word: fn(&Text) -> &str| titles.iter().map(word).collect::<Vec<_>>().join(" / ");
        Text { zh: join(|title| &title.zh), en: join(|title| &title.en) }
    }

    fn is_example(&self, procedure: &str) -> bool {
        if procedure.is_empty() {
            return false;
        }
        let known = self.0.packs.procedures.get(procedure).map(|known| known.example);
        known.unwrap_or_else(|| {
            let all = self.0.packs.all().iter();
            all.filter(|pack| pack.name() == procedure).any(procedure::Pack::is_example)
        })
    }

    /// For whom the caller acts on a thing that waits: the person it is given to, if the caller
    /// stands in for them now; nobody (empty) otherwise.
    pub(crate) async fn on_behalf_of(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        kind: &str,
        object: &str,
    ) -> Result<String, Fault> {
        let scope = caller.scope();
        let given = views::assignment_get(conn, &scope, kind, object).await?;
        let Some((_, _, person)) = given.filter(|(.., to)| !to.is_empty()) else {
            return Ok(String::new());
        };
        let now = self.0.store.now();
        let stands = views::deputies_of(conn, &scope, &caller.login, now).await?;
        let holds = Assigned::To(stands).holds(kind, &person);
        Ok(if holds && person != caller.login { person } else { String::new() })
    }
}

/// What is to be done about something that no pack rules.
fn other_action(action: &str) -> Text {
    let (zh, en) = match action {
        "approve" => ("审核", "Review"),
        "submit" => ("修改后送审", "Change and hand in"),
        "issue" => ("签发", "Issue"),
        "answer" => ("答复", "Answer"),
        "supervised" => ("按督办要求办结", "See it through as supervised"),
        "mend" => ("查明原因，改正后重新发出", "Find out why, mend it, say it again"),
        "look_into" => ("查看隔离内容，核实来源", "Look at what is held, ask where it comes from"),
        _ => ("", ""),
    };
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

impl Waits {
    fn kept(row: WorkRow) -> Self {
        let from = row.sender_name.clone();
        Self { row, title_en: String::new(), from, code: String::new() }
    }

    fn duty(duty: ObligationRow, given: &BTreeMap<String, String>) -> Self {
        let assignee = given.get(&duty.obligation).cloned().unwrap_or_default();
        Self {
            row: WorkRow {
                kind: DUTY.to_owned(),
                object: duty.obligation,
                actions: Vec::new(),
                procedure: duty.procedure.unwrap_or_default(),
                due: Some(duty.due),
                since: duty.due.plus(-DUTY_DAYS * DAY_MS),
                severity: None,
                sender: String::new(),
                sender_name: String::new(),
                title: duty.title.zh,
                group: String::new(),
                assignee,
            },
            title_en: duty.title.en,
            from: duty.source.document,
            code: String::new(),
        }
    }

    fn is_in(&self, filter: &WorkFilter, now: Millis) -> bool {
        let late = self.row.due.is_some_and(|due| due < now);
        let text = format!("{} {} {}", self.row.title, self.title_en, self.from).to_lowercase();
        filter.kind.as_ref().is_none_or(|kind| *kind == self.row.kind)
            && filter.severity.is_none()
            && filter.group.is_none()
            && filter.overdue.is_none_or(|overdue| overdue == late)
            && filter
                .assigned
                .as_ref()
                .is_none_or(|to| to.holds(&self.row.kind, &self.row.assignee))
            && filter.q.as_ref().is_none_or(|q| text.contains(q.trim().to_lowercase().as_str()))
    }
}

/// Sums by a key, the most first.
fn tally(cells: &[WorkCell], key: impl Fn(&WorkCell) -> Option<String>) -> Vec<InboxCount> {
    let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for cell in cells {
        if let Some(key) = key(cell) {
            let sum = sums.entry(key).or_default();
            sum.0 += cell.count;
            sum.1 += cell.overdue;
        }
    }
    let counts = sums.into_iter().filter(|(_, (count, _))| *count > 0);
    let mut counts: Vec<InboxCount> =
        counts.map(|(key, (count, overdue))| InboxCount { key, count, overdue }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    counts
}

#[cfg(test)]
mod tests;
