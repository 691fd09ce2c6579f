//! What was shared: seen by its owner with those who have it, by receivers as they got it; their
//! sightings; and taking it back.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds::revocation::Revocation;
use contract::kinds::sighting::Sighting;
use contract::kinds::{self, Kind as _, passed_on::PassedOn};
use contract::rest::Page;
use contract::rest::query::SharedQuery;
use contract::rest::sharing::{
    RevocationDraft, SharedObject, SharedReceiver, SharedRow, SightingDraft, SightingFigures,
    SightingRow,
};
use contract::{Record, Sharing};
use model::{Fault, Id, Millis, TenantPath};
use store::{Conn, Scope, views};

use super::SYSTEM;
use crate::act::{Statement, internal};
use crate::permission::Action;
use crate::{App, Caller};

const DAY_MS: i64 = 86_400_000;

impl App {
    /// What the caller's tenant shared, or others with it.
    pub async fn shared_list(
        &self,
        caller: &Caller,
        query: &SharedQuery,
    ) -> Result<Page<SharedRow>, Fault> {
        caller.may(Action::SharedRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::statement_list(&mut read, &scope, query).await?)
    }

    /// One shared object.
    ///
    /// # Errors
    /// `shared.missing`.
    pub async fn shared_view(&self, caller: &Caller, id: Id) -> Result<SharedObject, Fault> {
        caller.may(Action::SharedRead)?;
        let mut read = self.read(caller).await?;
        self.shared_object(&mut read, caller, id).await
    }

    async fn shared_object(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        id: Id,
    ) -> Result<SharedObject, Fault> {
        let scope = caller.scope();
        let (row, record) = views::statement_get(conn, &scope, id).await?;
        let own = row.owner == caller.tenant;
        let mut objects = BTreeSet::from([id]);
        let (mut receivers, mut sightings) = (Vec::new(), SightingFigures::default());
        if own {
            objects.extend(views::statement_reach(conn, &scope, row.statement).await?.0);
            receivers = self.shared_receivers(conn, &objects).await?;
            sightings = views::sighting_figures(conn, &scope, &objects).await?;
        }
        let shown = record.filter(|_| own || row.revoked.is_none());
        let sighted = views::sighting_own(conn, &scope, id).await?.map(|(row, _)| row);
        let passed_on = views::passed_list(conn, &scope, &objects).await?;
        let body = shown.map(|record| record.body);
        Ok(SharedObject { row, body, receivers, sightings, sighted, passed_on })
    }

    /// Who was given an object or one of its views, by the latest record that names each.
    async fn shared_receivers(
        &self,
        conn: &mut Conn,
        objects: &BTreeSet<Id>,
    ) -> Result<Vec<SharedReceiver>, Fault> {
        let routes = self.0.store.routes();
        let mut found: BTreeMap<TenantPath, SharedReceiver> = BTreeMap::new();
        for object in objects {
            let states = views::delivery_states(conn, *object).await?;
            for record in conn.history(*object).await? {
                let view = record.sharing.view.map(|view| view.left_out).unwrap_or_default();
                for tenant in record.sharing.tenants {
                    let hops = routes.next_hops(&Sharing::with([tenant.clone()]), None);
                    let through = hops.first().copied();
                    let local = routes.local.contains(&tenant);
                    let sent = through.and_then(|peer| states.get(&peer).cloned());
                    let none = if local { "local" } else { "none" };
                    let receiver = SharedReceiver {
                        tenant_name: self.tenant_name(&tenant),
                        tenant: tenant.clone(),
                        object: *object,
                        left_out: view.clone(),
                        state: sent.unwrap_or_else(|| none.to_owned()),
                        through,
                    };
                    found.insert(tenant, receiver);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// What came back of a statement of the caller's tenant.
    ///
    /// # Errors
    /// `shared.missing`, `shared.not_yours`.
    pub async fn sighting_figures(
        &self,
        caller: &Caller,
        id: Id,
    ) -> Result<SightingFigures, Fault> {
        caller.may(Action::SharedRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let (row, _) = views::statement_get(&mut read, &scope, id).await?;
        owned(&row, caller)?;
        let (objects, _) = views::statement_reach(&mut read, &scope, row.statement).await?;
        Ok(views::sighting_figures(&mut read, &scope, &objects).await?)
    }

    /// Tells the one who shared something what the caller's tenant met of it.
    ///
    /// # Errors
    /// `shared.missing`, `sighting.own`, `shared.revoked`, `sighting.days`, `sighting.count`,
    /// `sighting.address`, `text.length`.
    pub async fn sighting_add(
        &self,
        caller: &Caller,
        id: Id,
        draft: SightingDraft,
    ) -> Result<SightingRow, Fault> {
        caller.may(Action::SightingAdd)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let (row, _) = views::statement_get(&mut tx, &scope, id).await?;
        if row.owner == caller.tenant {
            return Err(Fault::conflict("sighting.own").with("id", id));
        }
        if row.revoked.is_some() {
            return Err(Fault::conflict("shared.revoked").with("id", id));
        }
        let day = |time: Millis| Millis(time.0.div_euclid(DAY_MS).saturating_mul(DAY_MS));
        let body = Sighting {
            object: id,
            owner: row.owner.clone(),
            verdict: draft.verdict,
            place: draft.place,
            count: draft.count,
            first: day(draft.first),
            last: day(draft.last),
            note: draft.note,
        };
        let before = views::sighting_own(&mut tx, &scope, id).await?;
        let (object, follows) =
            before.map_or_else(|| (tx.new_id(), 0), |(row, revision)| (row.id, revision));
        let statement =
            Statement::new(object, caller).following(follows).shared(Sharing::with([row.owner]));
        tx.append(statement.says(&body)?).await?;
        let said = views::sighting_own(&mut tx, &scope, id).await?;
        tx.commit().await?;
        said.map(|(row, _)| row).ok_or_else(internal)
    }

    /// Takes a statement back: a tombstone for everyone that it or one of its views ever named,
    /// whoever a policy names today.
    ///
    /// # Errors
    /// `shared.missing`, `shared.not_yours`, `shared.revoked`, `text.length`.
    pub async fn shared_revoke(
        &self,
        caller: &Caller,
        id: Id,
        draft: RevocationDraft,
    ) -> Result<SharedObject, Fault> {
        caller.may(Action::SharedRevoke)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let (row, _) = views::statement_get(&mut tx, &scope, id).await?;
        owned(&row, caller)?;
        let (objects, tenants) = views::statement_reach(&mut tx, &scope, row.statement).await?;
        if views::revocation_of(&mut tx, &scope, row.statement, &caller.tenant).await?.is_some() {
            return Err(Fault::conflict("shared.revoked").with("id", id));
        }
        let body =
            Revocation { object: row.statement, objects, kind: row.kind, reason: draft.reason };
        let sharing = Sharing { tenants, tlp: row.tlp, ..Sharing::default() };
        let statement = Statement::new(tx.new_id(), caller).shared(sharing);
        let record = tx.append(statement.binds(&body)?).await?;
        tx.commit().await?;
        self.revocations_follow(&[record]).await?;
        self.shared_view(caller, row.statement).await
    }

    /// After revocations: what tenants of this node passed on of it is taken back too.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn revocations_follow(&self, records: &[Record]) -> Result<(), Fault> {
        for record in records {
            let body: Revocation = kinds::read(&record.body)?;
            for passer in self.0.store.routes().local.clone() {
                self.passings_revoke(&passer, &record.tenant, &body).await?;
            }
        }
        Ok(())
    }

    async fn passings_revoke(
        &self,
        passer: &TenantPath,
        owner: &TenantPath,
        revoked: &Revocation,
    ) -> Result<(), Fault> {
        let scope = Scope::new(passer.clone(), SYSTEM);
        let mut tx = self.begin_as(&scope).await?;
        let mut written = false;
        for object in &revoked.objects {
            for id in views::passed_by(&mut tx, &scope, *object).await? {
                let Some((record, body)) = tx.latest_body::<PassedOn>(id).await? else { continue };
                let over = views::revocation_of(&mut tx, &scope, id, passer).await?.is_some();
                if body.owner != *owner || over {
                    continue;
                }
                let body = Revocation {
                    object: id,
                    objects: [id].into(),
                    kind: PassedOn::NAME.to_owned(),
                    reason: revoked.reason.clone(),
                };
                let statement = Statement {
                    object: tx.new_id(),
                    follows: 0,
                    tenant: passer,
                    author: SYSTEM,
                    sharing: Sharing::with(record.sharing.tenants),
                };
                tx.append(statement.binds(&body)?).await?;
                written = true;
            }
        }
        if written {
            tx.commit().await?;
        }
        Ok(())
    }
}

fn owned(row: &SharedRow, caller: &Caller) -> Result<(), Fault> {
    if row.owner == caller.tenant {
        return Ok(());
    }
    Err(Fault::forbidden("shared.not_yours").with("owner", &row.owner))
}
