//! Passing on what another organisation said. Whether it may be is decided by the store, for
//! every way there is.

use contract::Sharing;
use contract::kinds::passed_on::PassedOn;
use contract::rest::finding::Created;
use contract::rest::sharing::{PassingDraft, SharedRow};
use contract::sharing::Treatment;
use contract::sharing::passing::beyond;
use contract::{Record, RecordDraft};
use model::{Fault, Id, TenantPath};
use store::{Tx, views};

use super::shareable;
use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

impl App {
    /// Passes on what another organisation said, sealed, with its mark.
    ///
    /// # Errors
    /// `shared.missing`, `policy.no_audience` (nobody would get it), `policy.redact`,
    /// `passing.source`, `passing.revoked`, `tlp.red`, `tlp.amber_strict`, `tlp.amber`,
    /// `consent.missing`, `text.length`.
    pub async fn pass_on(
        &self,
        caller: &Caller,
        id: Id,
        draft: PassingDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::PassOn)?;
        let mut tx = self.begin(caller).await?;
        let source = views::statement_get(&mut tx, &caller.scope(), id).await?;
        let world = self.world(&mut tx, &caller.tenant).await?;
        let receivers: Vec<TenantPath> =
            world.resolve(&caller.tenant, &draft.audience).into_keys().collect();
        if receivers.iter().all(|tenant| *tenant == source.0.owner) {
            return Err(Fault::conflict("policy.no_audience").with("id", id));
        }
        let passing = self.passing(&mut tx, caller, source, receivers, draft).await?;
        let created = passing.object;
        tx.append(passing).await?;
        tx.commit().await?;
        Ok(Created { id: created })
    }

    /// What would be appended.
    pub(super) async fn passing(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (row, record): (SharedRow, Option<Record>),
        receivers: Vec<TenantPath>,
        draft: PassingDraft,
    ) -> Result<RecordDraft, Fault> {
        let missing = || Fault::not_found("shared.missing").with("id", row.id);
        let record = record.ok_or_else(missing)?;
        let kind = shareable(&row.kind)?;
        let fits = |(field, treatment): (&String, &Treatment)| {
            *treatment != Treatment::Hash && kind.admits(field, *treatment)
        };
        if let Some((field, _)) = draft.treat.iter().find(|pair| !fits(*pair)) {
            return Err(Fault::invalid("policy.redact").with("field", field));
        }
        let tenants = receivers.into_iter().chain([row.owner.clone()]).collect();
        let world = self.world(tx, &caller.tenant).await?;
        let now = tx.now();
        let held = views::consents_granted(tx, &caller.scope(), &row.owner, now).await?;
        let said = (row.kind.as_str(), row.id);
        let consent = |tenant| views::consent_for(&held, &world, &row.owner, said, tenant);
        let consents: std::collections::BTreeSet<Id> =
            beyond(&row.owner, &record.sharing.tenants, &tenants)
                .into_iter()
                .filter_map(consent)
                .collect();
        let body = PassedOn {
            object: row.id,
            revision: record.revision,
            kind: row.kind.clone(),
            owner: row.owner.clone(),
            tlp: record.sharing.tlp,
            consents: consents.into_iter().collect(),
            body: kind.apply(&record.body, &draft.treat, &|_, _| String::new()),
            note: draft.note,
        };
        let sharing = Sharing { tenants, tlp: record.sharing.tlp, ..Sharing::default() };
        Statement::new(tx.new_id(), caller).shared(sharing).binds(&body)
    }
}
