//! Sharing: who is reached by what is said, what each sees of it, and the records that make it so.
//!
//! A statement is said once, whole, to its owner. Where everybody gets the same of it, that record
//! itself goes out; where they do not, each view is a record of its own (`view_of`).

mod consents;
mod groups;
mod objects;
mod offers;
mod passings;
mod preview;

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds::sharing_policy::{SharingPolicy, Tier};
use contract::kinds::{Kind as _, membership::Membership, revocation::Revocation};
use contract::rest::sharing::{Policy, PolicyDraft};
use contract::sharing::passing::{Receiver, answers_to};
use contract::sharing::plan::{ViewPlan, plan};
use contract::sharing::redaction::Treatments;
use contract::sharing::resolve::{Rule, World};
use contract::sharing::{Shareable, Tlp, Treatment, View};
use contract::{Record, RecordDraft, Sharing, kinds};
use model::{Fault, Id, TenantKind, TenantPath};
use serde_json::Value;
use store::{Conn, Scope, Tx, views};

use crate::App;

const SYSTEM: &str = "system";

/// On which terms something is shared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    pub(crate) parts: Vec<Tier>,
    pub(crate) tlp: Tlp,
    pub(crate) policy: Option<Id>,
}

impl Terms {
    pub(crate) fn of(policy: &Policy) -> Self {
        let parts = policy_of(policy.draft.clone()).parts();
        Self { parts, tlp: policy.draft.tlp, policy: Some(policy.id) }
    }
}

/// A policy as it is recorded.
pub(crate) fn policy_of(draft: PolicyDraft) -> SharingPolicy {
    SharingPolicy {
        name: draft.name,
        kinds: draft.kinds,
        audience: draft.audience,
        groups: draft.groups,
        level: draft.level,
        redact: draft.redact,
        tiers: draft.tiers,
        tlp: draft.tlp,
        retroactive: draft.retroactive,
        enabled: draft.enabled,
    }
}

/// Who would get a statement, and what of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outlook {
    pub(crate) terms: Terms,
    pub(crate) views: Vec<ViewPlan>,
    /// Named, and not reached: the organisation it is about did not consent.
    pub(crate) held_back: BTreeSet<TenantPath>,
}

impl Outlook {
    pub(crate) fn tenants(&self) -> BTreeSet<TenantPath> {
        self.views.iter().flat_map(|view| view.receivers.keys().cloned()).collect()
    }

    fn sharing(&self, receivers: &BTreeSet<TenantPath>, view: Option<View>) -> Sharing {
        let rules = self.views.iter().flat_map(|view| &view.receivers);
        let named = rules.filter(|(tenant, _)| receivers.contains(*tenant));
        let groups = named.flat_map(|(_, reached)| &reached.rules).filter_map(|rule| match rule {
            Rule::Group { group } => Some(*group),
            Rule::Tenant | Rule::Level { .. } => None,
        });
        Sharing {
            tenants: receivers.clone(),
            tlp: self.terms.tlp,
            policy: self.terms.policy,
            groups: groups.collect(),
            view,
            ..Sharing::default()
        }
    }
}

/// What is to be said, to whom it may go being decided elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) kind: &'static str,
    pub(crate) object: Id,
    /// 0 for a new object.
    pub(crate) follows: u32,
    pub(crate) tenant: &'a TenantPath,
    pub(crate) author: &'a str,
    pub(crate) body: &'a Value,
    /// With the tenant's seal.
    pub(crate) binding: bool,
    /// Nothing will follow it that needs what is left out: one view can be the statement itself.
    pub(crate) once: bool,
}

impl Said<'_> {
    fn draft(&self, object: Id, follows: u32, body: Value, sharing: Sharing) -> RecordDraft {
        RecordDraft {
            object,
            kind: self.kind,
            tenant: self.tenant.clone(),
            author: self.author.to_owned(),
            sharing,
            body,
            follows,
            binding: self.binding,
        }
    }
}

/// The declaration of a kind that policies cover.
///
/// # Errors
/// `policy.kind`.
pub(crate) fn shareable(kind: &str) -> Result<Shareable, Fault> {
    kinds::shareable(kind).ok_or_else(|| Fault::invalid("policy.kind").with("kind", kind))
}

impl App {
    /// What decides whom a tenant of this node reaches.
    pub(crate) async fn world(&self, conn: &mut Conn, owner: &TenantPath) -> Result<World, Fault> {
        let scope = Scope::new(owner.clone(), SYSTEM);
        Ok(views::sharing_world(conn, &self.0.store.directory(), &scope).await?)
    }

    /// Whom these terms reach with a statement of a tenant, and what each sees of it.
    pub(crate) async fn outlook(
        &self,
        conn: &mut Conn,
        owner: &TenantPath,
        (kind, object): (&str, Id),
        body: Option<&Value>,
        terms: Terms,
    ) -> Result<Outlook, Fault> {
        let world = self.world(conn, owner).await?;
        self.outlook_in(conn, &world, owner, (kind, object), body, terms).await
    }

    async fn outlook_in(
        &self,
        conn: &mut Conn,
        world: &World,
        owner: &TenantPath,
        (kind, object): (&str, Id),
        body: Option<&Value>,
        terms: Terms,
    ) -> Result<Outlook, Fault> {
        let shareable = shareable(kind)?;
        let mut views = plan(world, owner, &shareable, &terms.parts);
        let about = shareable.about.and_then(|field| body?.get(field)?.as_str()?.parse().ok());
        let mut held_back = BTreeSet::new();
        if let Some(about) = about.filter(|about| about != owner) {
            let scope = Scope::new(owner.clone(), SYSTEM);
            let now = self.0.store.now();
            let held = views::consents_granted(conn, &scope, &about, now).await?;
            for view in &mut views {
                view.receivers.retain(|tenant, _| {
                    let known = world.tenants.get(tenant).map(|known| known.kind);
                    let kind_of = known.unwrap_or(TenantKind::Enterprise);
                    let may = *tenant == about
                        || answers_to(&about, Receiver { tenant, kind: kind_of })
                        || views::consent_for(&held, world, &about, (kind, object), tenant)
                            .is_some();
                    if !may {
                        held_back.insert(tenant.clone());
                    }
                    may
                });
            }
            views.retain(|view| !view.receivers.is_empty());
        }
        Ok(Outlook { terms, views, held_back })
    }

    /// A body as one view shows it.
    pub(crate) fn treated(
        &self,
        owner: &TenantPath,
        kind: &str,
        body: &Value,
        view: &ViewPlan,
    ) -> Result<Value, Fault> {
        self.treated_for(owner, kind, body, &view.treat, view.receivers.keys().next())
    }

    fn treated_for(
        &self,
        owner: &TenantPath,
        kind: &str,
        body: &Value,
        treat: &Treatments,
        receiver: Option<&TenantPath>,
    ) -> Result<Value, Fault> {
        let shareable = shareable(kind)?;
        let names = self.pseudonyms(owner, body, treat, receiver)?;
        let hash = |field: &str, _: &str| names.get(field).cloned().unwrap_or_default();
        Ok(shareable.apply(body, treat, &hash))
    }

    /// The names that stand for what is hashed; a view with a hash has one receiver.
    fn pseudonyms(
        &self,
        owner: &TenantPath,
        body: &Value,
        treat: &Treatments,
        receiver: Option<&TenantPath>,
    ) -> Result<BTreeMap<String, String>, Fault> {
        let mut names = BTreeMap::new();
        for field in treat.iter().filter(|(_, t)| **t == Treatment::Hash).map(|(field, _)| field) {
            if let (Some(receiver), Some(text)) =
                (receiver, body.get(field).and_then(Value::as_str))
            {
                let name = self.0.store.pseudonym(owner, receiver, field, text)?;
                names.insert(field.clone(), name);
            }
        }
        Ok(names)
    }

    /// Says a statement: to its owner whole, to each receiver as its view shows it. Following
    /// revisions find the views they follow.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn say(
        &self,
        tx: &mut Tx,
        said: Said<'_>,
        outlook: &Outlook,
    ) -> Result<(), Fault> {
        let scope = Scope::new(said.tenant.clone(), said.author);
        let mut known = Vec::new();
        if said.follows > 0 {
            if views::revocation_of(tx, &scope, said.object, said.tenant).await?.is_some() {
                // Nothing of it goes out any more; its owner goes on with it.
                let sharing = Sharing { tlp: outlook.terms.tlp, ..Sharing::private() };
                let whole = said.body.clone();
                tx.append(said.draft(said.object, said.follows, whole, sharing)).await?;
                return Ok(());
            }
            known = views::statement_views(tx, &scope, said.object).await?;
        }
        let one = match outlook.views.as_slice() {
            [] => Some(ViewPlan::default()),
            [one] if said.once || one.treat.is_empty() => Some(one.clone()),
            _ => None,
        };
        if let Some(one) = one.filter(|_| known.is_empty()) {
            let body = self.treated(said.tenant, said.kind, said.body, &one)?;
            let view = View { view_of: said.object, left_out: one.treat.clone() };
            let receivers = one.receivers.into_keys().collect();
            let view = (!view.left_out.is_empty()).then_some(view);
            let sharing = outlook.sharing(&receivers, view);
            tx.append(said.draft(said.object, said.follows, body, sharing)).await?;
            return Ok(());
        }
        let sharing = outlook.sharing(&BTreeSet::new(), None);
        tx.append(said.draft(said.object, said.follows, said.body.clone(), sharing)).await?;
        for view in &outlook.views {
            self.say_view(tx, said, outlook, view, &known).await?;
        }
        Ok(())
    }

    /// One view: as the next revision of the records that its receivers have, and of a new one
    /// for those that have none.
    async fn say_view(
        &self,
        tx: &mut Tx,
        said: Said<'_>,
        outlook: &Outlook,
        view: &ViewPlan,
        known: &[views::ViewKnown],
    ) -> Result<(), Fault> {
        let mut waiting: BTreeSet<TenantPath> = view.receivers.keys().cloned().collect();
        for known in known.iter().filter(|known| known.left_out == view.treat) {
            let have: BTreeSet<_> = waiting.intersection(&known.tenants).cloned().collect();
            waiting.retain(|tenant| !have.contains(tenant));
            if !have.is_empty() {
                let place = (known.id, known.revision);
                self.append_view(tx, said, outlook, (view, &have), place).await?;
            }
        }
        if !waiting.is_empty() {
            let place = (tx.new_id(), 0);
            self.append_view(tx, said, outlook, (view, &waiting), place).await?;
        }
        Ok(())
    }

    async fn append_view(
        &self,
        tx: &mut Tx,
        said: Said<'_>,
        outlook: &Outlook,
        (view, receivers): (&ViewPlan, &BTreeSet<TenantPath>),
        (object, follows): (Id, u32),
    ) -> Result<(), Fault> {
        let body =
            self.treated_for(said.tenant, said.kind, said.body, &view.treat, receivers.first())?;
        let mark = View { view_of: said.object, left_out: view.treat.clone() };
        let sharing = outlook.sharing(receivers, Some(mark));
        tx.append(said.draft(object, follows, body, sharing)).await?;
        Ok(())
    }

    /// What records of other nodes bring about: revocations of what was passed on here, offers to
    /// who joined, invitations of who came to be.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn sharing_after_received(
        &self,
        records: &[Record],
        invites: bool,
    ) -> Result<(), Fault> {
        let revoked: Vec<Record> =
            records.iter().filter(|record| record.kind == Revocation::NAME).cloned().collect();
        self.revocations_follow(&revoked).await?;
        let joined = |record: &&Record| record.kind == Membership::NAME;
        let mut owners = BTreeSet::new();
        for record in records.iter().filter(joined) {
            let body: Membership = kinds::read(&record.body)?;
            owners.insert(body.owner);
        }
        let routes = self.0.store.routes();
        for owner in owners.iter().filter(|owner| routes.local.contains(*owner)) {
            self.offers_follow(owner).await?;
        }
        if invites { self.groups_follow().await } else { Ok(()) }
    }

    /// What may have been left undone: invitations, offers.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn sharing_catch_up(&self) -> Result<(), Fault> {
        self.groups_follow().await?;
        for owner in &self.0.store.routes().local {
            self.offers_follow(owner).await?;
        }
        Ok(())
    }
}
