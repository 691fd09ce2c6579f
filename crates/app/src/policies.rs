//! Sharing policies: records that say what of a tenant's may go to whom. Deny by default.

use std::collections::BTreeSet;

use contract::kinds::sharing_policy::{Retroactive, SharingPolicy};
use contract::kinds::{Kind as _, loop_summary::LoopSummary};
use contract::rest::Page;
use contract::rest::finding::Created;
use contract::rest::query::PageQuery;
use contract::rest::sharing::{FieldRow, KindRow, Policy, PolicyDraft};
use contract::sharing::Tlp;
use contract::{Sharing, kinds};
use model::{Fault, Id, TenantKind, TenantPath};
use store::{Scope, Tx, views};

use crate::act::Statement;
use crate::permission::Action;
use crate::sharing::policy_of;
use crate::{App, Caller};

impl App {
    /// Policies of the caller's tenant.
    pub async fn policy_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<Policy>, Fault> {
        caller.may(Action::PolicyRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::policy_list(&mut read, &scope, query).await?)
    }

    /// Makes a policy.
    ///
    /// # Errors
    /// `policy.kind`, `policy.audience` (a tenant nobody knows), `policy.group` (not one's own),
    /// `policy.redact`, `policy.tiers`.
    pub async fn policy_create(
        &self,
        caller: &Caller,
        draft: PolicyDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::PolicyWrite)?;
        let mut tx = self.begin(caller).await?;
        let body = self.policy_body(&mut tx, caller, draft).await?;
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// Changes a policy. What was shared under it stays shared: records are not recalled.
    ///
    /// # Errors
    /// `policy.missing` and those of [`App::policy_create`].
    pub async fn policy_change(
        &self,
        caller: &Caller,
        id: Id,
        draft: PolicyDraft,
    ) -> Result<Policy, Fault> {
        caller.may(Action::PolicyWrite)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let body = self.policy_body(&mut tx, caller, draft).await?;
        let before = views::policy_get(&mut tx, &scope, id).await?;
        let statement = Statement::new(id, caller).following(before.revision);
        tx.append(statement.says(&body)?).await?;
        let changed = views::policy_get(&mut tx, &scope, id).await?;
        tx.commit().await?;
        self.offers_follow(&caller.tenant).await?;
        Ok(changed)
    }

    /// # Errors
    /// `policy.audience`, `policy.group`.
    async fn policy_body(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: PolicyDraft,
    ) -> Result<SharingPolicy, Fault> {
        let body = policy_of(draft);
        let directory = self.0.store.directory();
        let stranger =
            |tenant: &&TenantPath| **tenant == caller.tenant || directory.home(tenant).is_none();
        for part in body.parts() {
            if let Some(tenant) = part.audience.tenants.iter().find(stranger) {
                return Err(Fault::invalid("policy.audience").with("tenant", tenant));
            }
            for group in part.audience.groups {
                let known = views::group_get(tx, &caller.scope(), group).await;
                if !known.is_ok_and(|(row, _)| row.own) {
                    return Err(Fault::invalid("policy.group").with("group", group));
                }
            }
        }
        Ok(body)
    }

    /// What policies can cover, and what they can leave out.
    pub fn kind_list(&self, caller: &Caller) -> Result<Page<KindRow>, Fault> {
        caller.may(Action::PolicyRead)?;
        let row = |kind: &&str| {
            let fields = kinds::shareable(kind)?.fields.iter().map(|field| FieldRow {
                name: field.name.to_owned(),
                treatments: field.shape.treatments().to_vec(),
            });
            Some(KindRow { kind: (*kind).to_owned(), fields: fields.collect() })
        };
        let items: Vec<KindRow> = kinds::ALL.iter().filter_map(row).collect();
        let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
        Ok(Page { items, next: None, total, at_least: false })
    }

    /// An authority shares the course of its loops upward, until it says otherwise. Enterprises
    /// begin without a policy: nothing leaves.
    pub(crate) async fn default_policy(
        &self,
        tx: &mut Tx,
        tenant: &TenantPath,
        kind: TenantKind,
        author: &str,
    ) -> Result<(), Fault> {
        if !matches!(kind, TenantKind::IndustryAuthority | TenantKind::CommunicationsAdministration)
        {
            return Ok(());
        }
        let body = SharingPolicy {
            name: LoopSummary::NAME.to_owned(),
            kinds: [LoopSummary::NAME.to_owned()].into(),
            audience: ["cn".parse()?].into(),
            groups: BTreeSet::new(),
            level: None,
            redact: BTreeSet::new(),
            tiers: Vec::new(),
            retroactive: Retroactive::None,
            tlp: Tlp::Amber,
            enabled: true,
        };
        let object = tx.new_id();
        let statement =
            Statement { object, follows: 0, tenant, author, sharing: Sharing::private() };
        tx.append(statement.says(&body)?).await?;
        Ok(())
    }
}

/// The policy a statement of `kind` is to go out under.
///
/// # Errors
/// `policy.missing`; `policy.not_covering`; `policy.no_audience` when it is switched off or names
/// nobody: a policy that resolves to nobody delivers to nobody.
pub(crate) async fn chosen(
    tx: &mut Tx,
    scope: &Scope,
    id: Id,
    kind: &str,
) -> Result<Policy, Fault> {
    let policy = views::policy_get(tx, scope, id).await?;
    if !policy.draft.kinds.contains(kind) {
        return Err(Fault::invalid("policy.not_covering").with("policy", id).with("kind", kind));
    }
    if !policy.draft.enabled || policy_of(policy.draft.clone()).is_empty() {
        return Err(Fault::conflict("policy.no_audience").with("policy", id));
    }
    Ok(policy)
}
