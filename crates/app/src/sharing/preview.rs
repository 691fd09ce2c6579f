//! The sharing simulator: who would get something, through which node, by which rule, and what
//! each would see; and for whoever would not, why.

use std::collections::{BTreeMap, BTreeSet};

use contract::kinds;
use contract::kinds::sharing_policy::Tier;
use contract::rest::sharing::{
    PassingDraft, PreviewDraft, PreviewExcluded, PreviewReceiver, PreviewView, SharedRow,
    SharingPreview,
};
use contract::sharing::redaction::Treatments;
use contract::sharing::resolve::{Rule, WhyNot, World};
use contract::sharing::{Audience, Tlp};
use contract::{Record, Sharing};
use model::{Fault, TenantPath};
use serde_json::Value;
use store::{Tx, views};

use super::{Terms, policy_of, shareable};
use crate::permission::Action;
use crate::{App, Caller};

/// Receivers that passing on is tried for, one by one.
const MOST: usize = 1000;

impl App {
    /// What would happen; nothing does.
    ///
    /// # Errors
    /// `policy.kind`, `policy.missing`, `shared.missing`, `preview.what` (neither a policy nor an
    /// audience), `preview.why` (no tenant path), those of the draft's kind.
    pub async fn sharing_preview(
        &self,
        caller: &Caller,
        draft: PreviewDraft,
        why: Option<&str>,
    ) -> Result<SharingPreview, Fault> {
        caller.may(Action::PolicyRead)?;
        shareable(&draft.kind)?;
        let asked = asked(why)?;
        // In a transaction that is dropped: passing on is tried, not guessed.
        let mut tx = self.begin(caller).await?;
        let source = match draft.object {
            Some(id) => Some(views::statement_get(&mut tx, &caller.scope(), id).await?),
            None => None,
        };
        match source {
            Some(source) if source.0.owner != caller.tenant => {
                self.preview_passing(tx, caller, draft, source, asked).await
            }
            source => self.preview_saying(&mut tx, caller, draft, source, asked).await,
        }
    }

    async fn preview_saying(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: PreviewDraft,
        source: Option<(SharedRow, Option<Record>)>,
        asked: BTreeSet<TenantPath>,
    ) -> Result<SharingPreview, Fault> {
        let terms = self.preview_terms(tx, caller, &draft).await?;
        if let Some(body) = &draft.draft {
            kinds::check(&draft.kind, body)?;
        }
        let record = source.and_then(|(_, record)| record);
        let body = record.map(|record| record.body).or(draft.draft);
        let object = draft.object.unwrap_or_else(|| tx.new_id());
        let owner = &caller.tenant;
        let world = self.world(tx, owner).await?;
        let outlook = self.outlook(tx, owner, (&draft.kind, object), body.as_ref(), terms).await?;
        let mut preview = SharingPreview {
            tlp: outlook.terms.tlp,
            receivers: Vec::new(),
            views: Vec::new(),
            excluded: Vec::new(),
        };
        for (place, view) in outlook.views.iter().enumerate() {
            let shown = body.as_ref().map(|body| self.treated(owner, &draft.kind, body, view));
            preview.views.push(PreviewView {
                tenants: view.receivers.keys().cloned().collect(),
                left_out: view.treat.clone(),
                body: shown.transpose()?,
            });
            for (tenant, reached) in &view.receivers {
                let (rules, tiers) = (&reached.rules, reached.tiers.iter().cloned().collect());
                preview.receivers.push(self.preview_receiver(tx, tenant, rules, tiers, place));
            }
        }
        let parts = &outlook.terms.parts;
        let held = &outlook.held_back;
        preview.excluded = self.excluded(&world, owner, parts, &outlook.tenants(), held, &asked);
        Ok(preview)
    }

    async fn preview_terms(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        draft: &PreviewDraft,
    ) -> Result<Terms, Fault> {
        if let Some(policy) = &draft.policy_draft {
            let body = policy_of(policy.clone());
            kinds::Kind::check(&body)?;
            return Ok(Terms { parts: body.parts(), tlp: body.tlp, policy: None });
        }
        if let Some(id) = draft.policy {
            return Ok(Terms::of(&views::policy_get(tx, &caller.scope(), id).await?));
        }
        let audience = draft.audience.clone().ok_or_else(|| Fault::invalid("preview.what"))?;
        let part = Tier { audience, ..Tier::default() };
        Ok(Terms { parts: vec![part], tlp: draft.tlp.unwrap_or_default(), policy: None })
    }

    fn preview_receiver(
        &self,
        tx: &Tx,
        tenant: &TenantPath,
        rules: &BTreeSet<Rule>,
        tiers: Vec<String>,
        view: usize,
    ) -> PreviewReceiver {
        let hops = tx.routes().next_hops(&Sharing::with([tenant.clone()]), None);
        let through = hops.first().copied();
        let name = through.and_then(|node| tx.directory().nodes.get(&node));
        PreviewReceiver {
            tenant: tenant.clone(),
            tenant_name: self.tenant_name(tenant),
            through,
            through_name: name.map(|known| known.name.clone()).unwrap_or_default(),
            node: tx.directory().home(tenant),
            rules: rules.iter().cloned().collect(),
            tiers,
            view: u32::try_from(view).unwrap_or(u32::MAX),
        }
    }

    /// Those asked for, those named and not reached, those held back.
    fn excluded(
        &self,
        world: &World,
        owner: &TenantPath,
        parts: &[Tier],
        reached: &BTreeSet<TenantPath>,
        held_back: &BTreeSet<TenantPath>,
        asked: &BTreeSet<TenantPath>,
    ) -> Vec<PreviewExcluded> {
        let named = parts.iter().flat_map(|part| named(world, owner, &part.audience));
        let all: BTreeSet<TenantPath> =
            named.chain(asked.iter().cloned()).chain(held_back.iter().cloned()).collect();
        let mut excluded = Vec::new();
        for tenant in all.into_iter().filter(|tenant| !reached.contains(tenant)) {
            let held = held_back.contains(&tenant);
            let reasons = parts.iter().filter_map(|p| world.why_not(owner, &p.audience, &tenant));
            // The most telling of the parts' reasons: a rule that fails says more than none.
            let why = reasons.max().unwrap_or(WhyNot::NotNamed);
            let why = if held { WhyNot::NotNamed } else { why };
            excluded.push(PreviewExcluded {
                tenant_name: self.tenant_name(&tenant),
                tenant,
                why,
                code: if held { "consent.missing".to_owned() } else { String::new() },
            });
        }
        excluded
    }

    async fn preview_passing(
        &self,
        mut tx: Tx,
        caller: &Caller,
        draft: PreviewDraft,
        source: (SharedRow, Option<Record>),
        asked: BTreeSet<TenantPath>,
    ) -> Result<SharingPreview, Fault> {
        let audience = draft.audience.clone().ok_or_else(|| Fault::invalid("preview.what"))?;
        let world = self.world(&mut tx, &caller.tenant).await?;
        let reached = world.resolve(&caller.tenant, &audience);
        let tlp = source.1.as_ref().map_or(Tlp::Red, |record| record.sharing.tlp);
        let mut preview =
            SharingPreview { tlp, receivers: Vec::new(), views: Vec::new(), excluded: Vec::new() };
        let mut codes: BTreeMap<TenantPath, String> = BTreeMap::new();
        for (tenant, rules) in reached.iter().take(MOST) {
            match self.try_passing(&mut tx, caller, &source, tenant).await {
                Ok(body) => {
                    let receiver =
                        self.preview_receiver(&tx, tenant, rules, vec![String::new()], 0);
                    preview.receivers.push(receiver);
                    if preview.views.is_empty() {
                        let (tenants, left_out) = (Vec::new(), Treatments::new());
                        preview.views.push(PreviewView { tenants, left_out, body: Some(body) });
                    }
                }
                Err(fault) => drop(codes.insert(tenant.clone(), fault.code.into_owned())),
            }
        }
        if let Some(view) = preview.views.first_mut() {
            view.tenants = preview.receivers.iter().map(|row| row.tenant.clone()).collect();
        }
        let told = reached.keys().filter(|tenant| !codes.contains_key(*tenant)).cloned().collect();
        let refused = codes.keys().cloned().collect();
        let part = [Tier { audience, ..Tier::default() }];
        preview.excluded = self.excluded(&world, &caller.tenant, &part, &told, &refused, &asked);
        for row in &mut preview.excluded {
            row.code = codes.get(&row.tenant).cloned().unwrap_or_default();
        }
        Ok(preview)
    }

    async fn try_passing(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (row, record): &(SharedRow, Option<Record>),
        tenant: &TenantPath,
    ) -> Result<Value, Fault> {
        let nothing = PassingDraft {
            audience: Audience::default(),
            treat: Treatments::new(),
            note: String::new(),
        };
        let source = (row.clone(), record.clone());
        let passing = self.passing(tx, caller, source, vec![tenant.clone()], nothing).await?;
        let record = tx.append(passing).await?;
        Ok(record.body.get("body").cloned().unwrap_or_default())
    }
}

fn asked(why: Option<&str>) -> Result<BTreeSet<TenantPath>, Fault> {
    let parse =
        |text: &str| text.parse().map_err(|_| Fault::invalid("preview.why").with("value", text));
    why.unwrap_or_default().split(',').map(str::trim).filter(|t| !t.is_empty()).map(parse).collect()
}

/// Those that an audience names, reached or not.
fn named(world: &World, owner: &TenantPath, audience: &Audience) -> BTreeSet<TenantPath> {
    let rolls = audience.groups.iter().filter_map(|group| world.groups.get(group));
    let invited = rolls.flat_map(|roll| world.invited(owner, roll));
    audience.tenants.iter().cloned().chain(invited).collect()
}
