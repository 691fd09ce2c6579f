//! The command baseline of an enterprise: what it learned, and until when it learns.

use contract::kinds::baseline::Baseline;
use contract::rest::Page;
use contract::rest::asset::{BaselineChange, BaselineRow, BaselineStatus};
use contract::rest::query::BaselineQuery;
use model::Fault;
use store::{Read, Scope, views};

use crate::act::{Statement, internal};
use crate::permission::Action;
use crate::{App, Caller};

/// A minute to a year.
const LEAST_SECONDS: u32 = 1;
const MOST_SECONDS: u32 = 366 * 86_400;
/// Sids from 1,000,000 to 1,999,999 are kept for rules of one's own (sid allocation of Emerging
/// Threats).
const FIRST_SID: u32 = 1_000_000;

impl App {
    /// Whether the baseline learns, until when, and how much it knows.
    pub async fn baseline_view(&self, caller: &Caller) -> Result<BaselineStatus, Fault> {
        caller.may(Action::BaselineRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let entries = views::baseline_count(&mut read, &scope, &BaselineQuery::default()).await?;
        let setting = self.baseline_setting(&mut read, &scope).await?;
        drop(read);
        let heard = self.0.events.bounds(&caller.tenant).await?;
        let (learns_until, last) = match (setting.learning_until, heard) {
            (Some(until), heard) => (Some(until), heard.map(|(_, last)| last)),
            (None, Some((_, last))) => (self.learns_until(&caller.tenant), Some(last)),
            (None, None) => (None, None),
        };
        let over = learns_until.zip(last).is_some_and(|(until, last)| last >= until);
        Ok(BaselineStatus {
            learning: !over,
            learning_seconds: setting.learning_seconds,
            learning_until: learns_until,
            entries,
        })
    }

    /// Changes the learning window; the tenant's detection follows at once.
    ///
    /// # Errors
    /// `baseline.seconds`, `baseline.nothing`.
    pub async fn baseline_change(
        &self,
        caller: &Caller,
        change: BaselineChange,
    ) -> Result<BaselineStatus, Fault> {
        caller.may(Action::BaselineWrite)?;
        if change == BaselineChange::default() {
            return Err(Fault::invalid("baseline.nothing"));
        }
        let seconds = change.learning_seconds;
        if seconds.is_some_and(|seconds| !(LEAST_SECONDS..=MOST_SECONDS).contains(&seconds)) {
            return Err(Fault::invalid("baseline.seconds")
                .with("least", LEAST_SECONDS)
                .with("most", MOST_SECONDS));
        }
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let before = views::baseline_get(&mut tx, &scope).await?;
        let (object, revision, body) = match before {
            Some(setting) => (setting.object, setting.revision, setting.body),
            None => (tx.new_id(), 0, self.baseline_default()),
        };
        let body = Baseline {
            learning_until: change.learning_until.or(body.learning_until),
            learning_seconds: seconds.unwrap_or(body.learning_seconds),
            accepted: body.accepted,
        };
        let statement = Statement::new(object, caller).following(revision);
        tx.append(statement.says(&body)?).await?;
        tx.commit().await?;
        self.detection_learns(&caller.tenant, &body).await;
        self.baseline_view(caller).await
    }

    /// Learned commands.
    pub async fn baseline_entry_list(
        &self,
        caller: &Caller,
        query: &BaselineQuery,
    ) -> Result<Page<BaselineRow>, Fault> {
        caller.may(Action::BaselineRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::baseline_list(&mut read, &scope, query).await?)
    }

    /// The baseline as rules in Suricata's language: silent about what was learned, outspoken about
    /// the rest.
    pub async fn baseline_suricata(&self, caller: &Caller) -> Result<String, Fault> {
        caller.may(Action::BaselineRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let entries = views::baseline_entries(&mut read, &scope).await?;
        drop(read);
        let written =
            tokio::task::spawn_blocking(move || detect::export::suricata(&entries, FIRST_SID));
        written.await.map_err(|_| internal())
    }

    /// The setting of a tenant that never made one.
    pub(crate) fn baseline_default(&self) -> Baseline {
        Baseline {
            learning_until: None,
            learning_seconds: self.0.config.learning_seconds,
            accepted: Vec::new(),
        }
    }

    /// The tenant's setting, or the node's default.
    pub(crate) async fn baseline_setting(
        &self,
        read: &mut Read,
        scope: &Scope,
    ) -> Result<Baseline, Fault> {
        let setting = views::baseline_get(read, scope).await?;
        Ok(setting.map_or_else(|| self.baseline_default(), |setting| setting.body))
    }
}
