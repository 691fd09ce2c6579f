//! Reminders: what is due soon or overdue is told once, in the console and over the channels that
//! the node's configuration names for a tenant. What a channel sends is a digest: one message for
//! all that is new, so that the limits of chat robots (20 messages a minute for each robot, as
//! WeCom and DingTalk state) hold whatever happens. Addresses and keys are never logged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contract::kinds::{Kind as _, notice::Notice};
use contract::rest::filing::ObligationRow;
use model::finding::Severity;
use model::{Fault, Millis, TenantPath};
use store::{Scope, views};

use crate::App;
use crate::live::Audience;
use crate::packs::NOTICE_LOOP;

/// How often the node looks; after a notice came, sooner.
const EVERY: Duration = Duration::from_secs(600);
/// Between two rounds, whatever comes: the limits of robots count by the minute.
const AT_LEAST: Duration = Duration::from_secs(60);
/// Messages of a round that do not wait for the digest.
const MOST_URGENT: usize = 5;
/// A notice is new for so long.
const NEW_DAYS: i64 = 7;
/// The mark of a notice that has come and is not signed for.
const NEW: &str = "new";
const DAY_MS: i64 = 86_400_000;
/// Told this many days before, and once when overdue.
const MARKS: [(i64, &str); 3] = [(7, "7d"), (1, "1d"), (0, "overdue")];
/// Lines of one message.
const MOST_LINES: usize = 20;
/// Marks are forgotten after this time.
const KEPT_DAYS: i64 = 400;
/// Things looked at for one tenant.
const MOST: u32 = 500;

/// One message to one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    pub tenant: TenantPath,
    /// Name of the channel, as the configuration gives it.
    pub channel: String,
    pub lines: Vec<Line>,
    /// How many more there are than lines.
    pub more: usize,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `filing`, `notice`, `obligation`.
    pub kind: &'static str,
    pub title: String,
    pub due: Millis,
    pub overdue: bool,
}

/// Where reminders go besides the console; made by the executable from its configuration.
pub trait Courier: Send + Sync {
    /// Channels that are set up for a tenant, by name.
    fn channels(&self, tenant: &TenantPath) -> Vec<String>;

    /// Sends one message; the fault says what went wrong and holds no address or key.
    fn send(
        &self,
        digest: Digest,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + '_>>;
}

/// Something due, with the mark it has come to.
#[derive(Debug, Clone)]
struct Due {
    /// Told at once, in a message of its own.
    urgent: bool,
    object: String,
    mark: &'static str,
    line: Line,
}

impl App {
    /// Starts the job, for as long as the node lives.
    pub fn remind_regularly(&self, courier: Arc<dyn Courier>) {
        let app = Arc::downgrade(&self.0);
        let mut changes = self.0.store.changes();
        tokio::spawn(async move {
            loop {
                let Some(inner) = app.upgrade() else { return };
                if let Err(fault) = Self(inner).remind(courier.as_ref()).await {
                    tracing::error!(%fault, "reminders failed; the next round tries again");
                }
                tokio::time::sleep(AT_LEAST).await;
                let notice = async {
                    while changes.recv().await.is_ok_and(|change| change.kind != Notice::NAME) {}
                };
                tokio::select! {
                    () = notice => {}
                    () = tokio::time::sleep(EVERY.saturating_sub(AT_LEAST)) => {}
                }
            }
        });
    }

    /// Tells every tenant of this node what has come near since it was last told.
    ///
    /// # Errors
    /// Those of the store; a channel that fails is tried again next time.
    pub async fn remind(&self, courier: &dyn Courier) -> Result<(), Fault> {
        for tenant in self.0.store.routes().local.clone() {
            let due = self.due_things(&tenant).await?;
            if due.is_empty() {
                continue;
            }
            let mut channels = courier.channels(&tenant);
            channels.push(CONSOLE.to_owned());
            for channel in channels {
                self.remind_over(courier, &tenant, &channel, &due).await?;
            }
        }
        let mut tx = self.begin_as(&Scope::system()).await?;
        let gone = tx.now().plus(-KEPT_DAYS * DAY_MS);
        views::reminder_forget(&mut tx, gone).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn remind_over(
        &self,
        courier: &dyn Courier,
        tenant: &TenantPath,
        channel: &str,
        due: &[Due],
    ) -> Result<(), Fault> {
        let scope = Scope::new(tenant.clone(), "reminders");
        let mut read = self.read_as(&scope).await?;
        let told = views::reminder_marks(&mut read, &scope, channel).await?;
        drop(read);
        let new: Vec<&Due> = due
            .iter()
            .filter(|due| !told.contains(&(due.object.clone(), due.mark.to_owned())))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        if channel == CONSOLE {
            self.0.live.tell("inbox", None, Audience::Tenants([tenant.clone()].into()));
        } else {
            for digest in digests(tenant, channel, &new) {
                if let Err(fault) = courier.send(digest).await {
                    tracing::warn!(%tenant, channel, %fault, "a reminder was not delivered");
                    return Ok(());
                }
            }
        }
        let mut tx = self.begin_as(&scope).await?;
        let now = tx.now();
        for due in new {
            views::reminder_put(&mut tx, &scope, &due.object, due.mark, channel, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What waits for a tenant and is near or overdue.
    async fn due_things(&self, tenant: &TenantPath) -> Result<Vec<Due>, Fault> {
        let scope = Scope::new(tenant.clone(), "reminders");
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let mut things: BTreeMap<String, Line> = BTreeMap::new();
        for row in views::filing_due(&mut read, &scope, now, MOST).await? {
            let Some(due) = row.due else { continue };
            let known = self.0.packs.procedures.get(&row.procedure);
            let title = known.map_or_else(|| row.procedure.clone(), |known| known.title.zh.clone());
            let title = format!("{title} {} {}", row.applicant_name, row.subject);
            things.insert(row.id.to_string(), line("filing", title.trim(), due, now));
        }
        let mut arrived = Vec::new();
        for row in views::notice_waiting(&mut read, &scope, now, MOST).await? {
            let title = format!("{} {}", row.number, row.title);
            let line = line("notice", &title, row.due, now);
            let fresh = now.0.saturating_sub(row.issued.0) < NEW_DAYS * DAY_MS;
            let unsigned = row.state == self.0.packs.initial(NOTICE_LOOP);
            if row.party == "recipient" && unsigned && fresh {
                let urgent = row.severity == Severity::Critical;
                let object = row.id.to_string();
                arrived.push(Due { urgent, object, mark: NEW, line: line.clone() });
            }
            things.insert(row.id.to_string(), line);
        }
        let duties = self.obligations(&mut read, &scope, tenant).await?;
        for duty in duties.into_iter().filter(|duty| !duty.done) {
            let ObligationRow { obligation, title, due, .. } = duty;
            let object = format!("{obligation}@{}", due.0);
            things.insert(object, line("obligation", &title.zh, due, now));
        }
        let due = things.into_iter().filter_map(|(object, line)| {
            let mark = mark(line.due, now)?;
            Some(Due { urgent: false, object, mark, line })
        });
        Ok(arrived.into_iter().chain(due).collect())
    }
}

/// What is urgent in messages of its own, the rest in one.
fn digests(tenant: &TenantPath, channel: &str, new: &[&Due]) -> Vec<Digest> {
    let (urgent, rest): (Vec<&Due>, Vec<&Due>) = new.iter().copied().partition(|due| due.urgent);
    let (alone, late) = urgent.split_at(urgent.len().min(MOST_URGENT));
    let rest: Vec<&Due> = late.iter().chain(&rest).copied().collect();
    let groups = alone.iter().map(std::slice::from_ref).chain([rest.as_slice()]);
    groups
        .filter(|group| !group.is_empty())
        .map(|group| Digest {
            tenant: tenant.clone(),
            channel: channel.to_owned(),
            lines: group.iter().take(MOST_LINES).map(|due| due.line.clone()).collect(),
            more: group.len().saturating_sub(MOST_LINES),
        })
        .collect()
}

/// The console's own channel.
const CONSOLE: &str = "console";

fn line(kind: &'static str, title: &str, due: Millis, now: Millis) -> Line {
    Line { kind, title: title.to_owned(), due, overdue: due < now }
}

/// The nearest mark that a day has come to.
fn mark(due: Millis, now: Millis) -> Option<&'static str> {
    let left = due.0.saturating_sub(now.0);
    let come = MARKS.iter().rev().find(|(days, _)| left <= days * DAY_MS);
    come.map(|(_, mark)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgent_notices_do_not_wait_for_the_digest_and_robots_are_not_flooded() {
        let check = |urgent: usize, usual: usize, expected: &[usize]| {
            let line = line("notice", "x", Millis(1), Millis(0));
            let due = |urgent| Due { urgent, object: String::new(), mark: NEW, line: line.clone() };
            let all: Vec<Due> = (0..urgent + usual).map(|at| due(at < urgent)).collect();
            let all: Vec<&Due> = all.iter().collect();
            let tenant = "cn/32/ent/a".parse().expect("a path");
            let sent = digests(&tenant, "robot", &all);
            let sizes: Vec<usize> = sent.iter().map(|one| one.lines.len() + one.more).collect();
            assert_eq!(sizes, expected, "{urgent} urgent, {usual} usual");
        };
        check(0, 0, &[]);
        check(0, 30, &[30]);
        check(2, 3, &[1, 1, 3]);
        check(7, 1, &[1, 1, 1, 1, 1, 3]);
    }

    #[test]
    fn marks_come_a_week_before_a_day_before_and_when_it_is_late() {
        let now = Millis(100 * DAY_MS);
        for (days, expected) in
            [(8, None), (7, Some("7d")), (2, Some("7d")), (1, Some("1d")), (-1, Some("overdue"))]
        {
            assert_eq!(mark(now.plus(days * DAY_MS), now), expected, "{days}");
        }
    }
}
