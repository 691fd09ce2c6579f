//! Probes: sensors that may deliver events for an enterprise, and their tokens.

use contract::kinds::probe::Probe as Body;
use contract::rest::Page;
use contract::rest::asset::{Probe, ProbeCreated, ProbeDraft};
use contract::rest::query::PageQuery;
use model::{Fault, Id, TenantKind};
use store::{credentials, views};

use crate::act::{Noted, Statement};
use crate::permission::Action;
use crate::{App, Caller, secret};

const ACTIVE: &str = "active";
const REVOKED: &str = "revoked";

impl App {
    /// Probes of the caller's tenant, with what they have delivered.
    pub async fn probe_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<Probe>, Fault> {
        caller.may(Action::ProbeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::probe_list(&mut read, &scope, query).await?)
    }

    /// Registers a probe; its token is in the answer only.
    ///
    /// # Errors
    /// `probe.not_enterprise`: only an enterprise has probes.
    pub async fn probe_create(
        &self,
        caller: &Caller,
        draft: ProbeDraft,
    ) -> Result<ProbeCreated, Fault> {
        caller.may(Action::ProbeManage)?;
        let directory = self.0.store.directory();
        let kind = directory.tenants.get(&caller.tenant).map(|known| known.body.kind);
        if kind != Some(TenantKind::Enterprise) {
            return Err(Fault::conflict("probe.not_enterprise"));
        }
        let token = secret::token("hhp_")?;
        let body = Body { name: draft.name, place: draft.place, state: ACTIVE.to_owned() };
        let mut tx = self.begin(caller).await?;
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        credentials::probe_token_put(&mut tx, &secret::digest(&token), &caller.tenant, id).await?;
        self.note_access(&mut tx, Noted::by(caller, "token_created")).await?;
        tx.commit().await?;
        Ok(ProbeCreated { id, token })
    }

    /// Revokes a probe's token: from now on it delivers nothing.
    ///
    /// # Errors
    /// `probe.missing`, `probe.revoked` when it was revoked before.
    pub async fn probe_revoke(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        caller.may(Action::ProbeManage)?;
        let mut tx = self.begin(caller).await?;
        let missing = || Fault::not_found("probe.missing").with("id", id);
        let (record, body) = tx.latest_body::<Body>(id).await?.ok_or_else(missing)?;
        if body.state == REVOKED {
            return Err(Fault::conflict("probe.revoked").with("id", id));
        }
        let body = Body { state: REVOKED.to_owned(), ..body };
        let statement = Statement::new(id, caller).following(record.revision);
        tx.append(statement.says(&body)?).await?;
        credentials::probe_token_revoke(&mut tx, &caller.tenant, id).await?;
        self.note_access(&mut tx, Noted::by(caller, "token_revoked")).await?;
        tx.commit().await?;
        Ok(())
    }
}
