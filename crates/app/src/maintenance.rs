//! Maintenance windows: when an enterprise works on its plant.

use contract::kinds::maintenance_window::MaintenanceWindow as Body;
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::query::PageQuery;
use contract::rest::watch::{MaintenanceDraft, MaintenanceWindow};
use model::{Fault, Id, TenantKind};
use store::views;

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Windows of the caller's tenant, the last planned first.
    pub async fn maintenance_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<MaintenanceWindow>, Fault> {
        caller.may(Action::BaselineRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = self.0.store.now();
        Ok(views::maintenance_list(&mut read, &scope, query, now).await?)
    }

    /// Plans a window. What departs from the learned within it is told with the severity `info`;
    /// what was told before stays as it is.
    ///
    /// # Errors
    /// `maintenance.not_enterprise`, `maintenance.time`, `maintenance.host`, `maintenance.hosts`,
    /// `text.length`.
    pub async fn maintenance_create(
        &self,
        caller: &Caller,
        draft: MaintenanceDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::BaselineWrite)?;
        if !self.is_enterprise(caller) {
            return Err(Fault::conflict("maintenance.not_enterprise"));
        }
        let MaintenanceDraft { from, to, hosts, reason } = draft;
        let hosts = hosts.iter().map(|host| canonical(host.trim())).collect();
        let body = Body { from, to, hosts, reason, withdrawn: false };
        let mut tx = self.begin(caller).await?;
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Withdraws a window: from now on it excuses nothing.
    ///
    /// # Errors
    /// `maintenance.missing`; `maintenance.withdrawn` when it was withdrawn before.
    pub async fn maintenance_withdraw(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        caller.may(Action::BaselineWrite)?;
        let mut tx = self.begin(caller).await?;
        let missing = || Fault::not_found("maintenance.missing").with("id", id);
        let (record, body) = tx.latest_body::<Body>(id).await?.ok_or_else(missing)?;
        if body.withdrawn {
            return Err(Fault::conflict("maintenance.withdrawn").with("id", id));
        }
        let statement = Statement::new(id, caller).following(record.revision);
        tx.append(statement.says(&Body { withdrawn: true, ..body })?).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn is_enterprise(&self, caller: &Caller) -> bool {
        let directory = self.0.store.directory();
        let kind = directory.tenants.get(&caller.tenant).map(|known| known.body.kind);
        kind == Some(TenantKind::Enterprise)
    }
}

/// An address as findings write it; what is none is left for the check of the record.
fn canonical(text: &str) -> String {
    text.parse::<detect::HostKey>().map_or_else(|_| text.to_owned(), |host| host.to_string())
}
