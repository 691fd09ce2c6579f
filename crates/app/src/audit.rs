//! The log as the audit trail.

use contract::Record;
use contract::rest::Page;
use contract::rest::audit::AuditRow;
use contract::rest::query::AuditQuery;
use model::{Fault, Id, Role};
use store::{Scope, views};

use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Records of the caller's tenant, newest first; of all tenants of the node for whoever looks
    /// after the node.
    pub async fn audit_list(
        &self,
        caller: &Caller,
        query: &AuditQuery,
    ) -> Result<Page<AuditRow>, Fault> {
        caller.may(Action::AuditRead)?;
        let scope = self.overseer_scope(caller);
        let mut read = self.read_as(&scope).await?;
        Ok(views::audit_list(&mut read, &scope, query).await?)
    }

    /// One record as it stands in the log. Somebody who looks after the node sees that a record is
    /// there (in the audit list), but its content only if the own tenant may see it.
    ///
    /// # Errors
    /// `record.missing`, also for a record that the caller's tenant may not see.
    pub async fn record_view(&self, caller: &Caller, id: Id) -> Result<Record, Fault> {
        let mut read = self.read(caller).await?;
        let record = read.record(id).await?;
        let record = record.filter(|record| may_read(caller.role, &record.kind));
        record.ok_or_else(|| Fault::not_found("record.missing").with("id", id))
    }

    /// Auditors and administrators of the tenant that runs the node look after all of it.
    pub(crate) fn overseer_scope(&self, caller: &Caller) -> Scope {
        let overseer = matches!(caller.role, Role::Auditor | Role::NodeAdministrator);
        if overseer && caller.tenant == self.0.config.home {
            return Scope::system();
        }
        caller.scope()
    }
}

/// What a role may read of the log besides its own lists: accounts and accesses are for those
/// who look after them, an enterprise's content is not for the node's administrator.
fn may_read(role: Role, kind: &str) -> bool {
    let action = match kind {
        "access" | "user" | "enrolment" => Action::AuditRead,
        "finding" | "baseline" => Action::FindingRead,
        "finding_report" => Action::ReportRead,
        "notice" | "hazard" | "task" | "loop_step" | "circular" | "forward_summary"
        | "notice_draft" | "notice_series" => Action::NoticeRead,
        "loop_summary" => {
            return crate::permission::may(role, Action::LoopRead)
                || crate::permission::may(role, Action::NoticeRead);
        }
        _ => return true,
    };
    crate::permission::may(role, action)
}
