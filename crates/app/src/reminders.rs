//! Reminders: what is due soon or overdue is told once, in the console and over the channels that
//! the node's configuration names for a tenant. What a channel sends is a digest: one message for
//! all that is new, so that the limits of chat robots (20 messages a minute for each robot, as
//! WeCom and DingTalk state) hold whatever happens. Addresses and keys are never logged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contract::rest::filing::ObligationRow;
use model::{Fault, Millis, TenantPath};
use store::{Scope, views};

use crate::App;
use crate::live::Audience;

/// How often the node looks.
const EVERY: Duration = Duration::from_secs(600);
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
struct Due {
    object: String,
    mark: &'static str,
    line: Line,
}

impl App {
    /// Starts the job, for as long as the node lives.
    pub fn remind_regularly(&self, courier: Arc<dyn Courier>) {
        let app = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                let Some(inner) = app.upgrade() else { return };
                if let Err(fault) = Self(inner).remind(courier.as_ref()).await {
                    tracing::error!(%fault, "reminders failed; the next round tries again");
                }
                tokio::time::sleep(EVERY).await;
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
            let lines = new.iter().take(MOST_LINES).map(|due| due.line.clone()).collect();
            let digest = Digest {
                tenant: tenant.clone(),
                channel: channel.to_owned(),
                lines,
                more: new.len().saturating_sub(MOST_LINES),
            };
            if let Err(fault) = courier.send(digest).await {
                tracing::warn!(%tenant, channel, %fault, "a reminder was not delivered");
                return Ok(());
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
        for row in views::notice_waiting(&mut read, &scope, now, MOST).await? {
            let title = format!("{} {}", row.number, row.title);
            things.insert(row.id.to_string(), line("notice", &title, row.due, now));
        }
        let duties = self.obligations(&mut read, &scope, tenant).await?;
        for duty in duties.into_iter().filter(|duty| !duty.done) {
            let ObligationRow { obligation, title, due, .. } = duty;
            let object = format!("{obligation}@{}", due.0);
            things.insert(object, line("obligation", &title.zh, due, now));
        }
        let due = things.into_iter().filter_map(|(object, line)| {
            let mark = mark(line.due, now)?;
            Some(Due { object, mark, line })
        });
        Ok(due.collect())
    }
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
    fn marks_come_a_week_before_a_day_before_and_when_it_is_late() {
        let now = Millis(100 * DAY_MS);
        for (days, expected) in
            [(8, None), (7, Some("7d")), (2, Some("7d")), (1, Some("1d")), (-1, Some("overdue"))]
        {
            assert_eq!(mark(now.plus(days * DAY_MS), now), expected, "{days}");
        }
    }
}
