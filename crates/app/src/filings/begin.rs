//! Beginning a filing: which procedures an organisation may begin, for which period, and who its
//! parties are.

use std::collections::{BTreeMap, BTreeSet};

use contract::Sharing;
use contract::kinds::filing::{Filing, PartyTenant};
use contract::rest::Page;
use contract::rest::filing::{FilingDraft, PartyChoice, PartyChoices, ProcedureRow};
use contract::rest::finding::Created;
use contract::rest::query::FilingQuery;
use model::{Fault, TenantKind, TenantPath};
use procedure::definition::{PartyDefinition, PeriodKind, Sees, SubjectKind};
use store::{Directory, Scope, Tx, views};

use super::Work;
use crate::act::Statement;
use crate::permission::Action;
use crate::procedures::{Known, today};
use crate::{App, Caller};

impl App {
    /// Procedures whose applicant the caller's organisation may be, in the versions in force.
    pub async fn procedure_list(&self, caller: &Caller) -> Result<Page<ProcedureRow>, Fault> {
        caller.may(Action::FilingRead)?;
        let day = today(self.0.store.now());
        let directory = self.0.store.directory();
        let kind = directory.tenants.get(&caller.tenant).map(|tenant| tenant.body.kind);
        let known = self.0.packs.procedures.in_force(&day);
        let mine = known.iter().filter(|known| {
            let applicant = known.machine().parties.first();
            applicant.is_some_and(|party| kind.is_some_and(|kind| party.tenants.contains(&kind)))
        });
        let items: Vec<ProcedureRow> =
            mine.map(|known| row(known, &day, &directory, &caller.tenant)).collect();
        Ok(Page { total: items.len() as u64, items, next: None, at_least: false })
    }

    /// Begins a filing under the version in force. It stays with the applicant until a step hands
    /// it in.
    ///
    /// # Errors
    /// `filing.procedure_unknown`, `filing.not_applicant`, `filing.period`, `filing.subject`,
    /// `filing.twice` (an open filing of the same procedure, period and subject is there),
    /// `filing.party_unknown`.
    pub async fn filing_begin(
        &self,
        caller: &Caller,
        draft: FilingDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::FilingWrite)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        let now = tx.now();
        let day = today(now);
        let known = self.0.packs.procedures.of_id(&draft.procedure, &day)?;
        let directory = self.0.store.directory();
        let tenant = directory.tenants.get(&caller.tenant).map(|tenant| &tenant.body);
        let applicant = known.machine().parties.first();
        let (Some(tenant), Some(party)) = (tenant, applicant) else {
            return Err(Fault::forbidden("filing.not_applicant"));
        };
        if !party.tenants.contains(&tenant.kind) {
            return Err(Fault::forbidden("filing.not_applicant"));
        }
        let period = period(&known, &day, &draft.period)?;
        let subject = draft.subject.trim().to_owned();
        if known.machine().subject.kind != SubjectKind::Organisation && subject.is_empty() {
            return Err(Fault::invalid("filing.subject"));
        }
        self.check_single(&mut tx, &scope, &known, &period, &subject).await?;
        let mut parties = BTreeMap::new();
        let own = PartyTenant { tenant: caller.tenant.clone(), summary: false };
        parties.insert(party.id.clone(), own);
        for (id, named) in &draft.parties {
            let definition = known.machine().parties.iter().find(|party| party.id == *id);
            let fits = definition.is_some_and(|definition| {
                choices(definition, &directory, &caller.tenant).iter().any(|c| c.tenant == *named)
            });
            if !fits || parties.contains_key(id) {
                return Err(Fault::invalid("filing.party_unknown").with("party", id));
            }
            let summary = definition.is_some_and(|party| party.sees == Sees::Summary);
            parties.insert(id.clone(), PartyTenant { tenant: named.clone(), summary });
        }
        let previous = match draft.previous {
            Some(id) => Some(views::filing_head(&mut tx, &scope, id, now).await?.row.id),
            None => views::filing_latest(&mut tx, &scope, &known.id, &subject, now)
                .await?
                .map(|head| head.row.id),
        };
        let body = Filing {
            procedure: known.name.clone(),
            period,
            subject,
            applicant: caller.tenant.clone(),
            applicant_name: tenant.name.clone(),
            parties,
            begun: now,
            previous,
        };
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).shared(Sharing::private()).says(&body)?).await?;
        tx.commit().await?;
        Ok(Created { id })
    }

    /// One run at a time for a subject and a period.
    async fn check_single(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        known: &Known,
        period: &str,
        subject: &str,
    ) -> Result<(), Fault> {
        let now = tx.now();
        let query = FilingQuery {
            procedure: Some(known.id.clone()),
            period: Some(period.to_owned()),
            applicant: scope.tenant().cloned(),
            state: Some("open".to_owned()),
            ..FilingQuery::default()
        };
        let open = views::filing_rows(tx, scope, &query, now).await?;
        match open.iter().find(|row| row.subject == subject) {
            Some(row) => Err(Fault::conflict("filing.twice").with("filing", row.id)),
            None => Ok(()),
        }
    }

    /// The tenants that the procedure's parties are, by the applicant's place and answers.
    pub(super) fn parties(
        &self,
        work: &Work,
        applicant: &TenantPath,
    ) -> Result<BTreeMap<String, PartyTenant>, Fault> {
        let directory = self.0.store.directory();
        let mut parties = work.head.filing.parties.clone();
        for party in work.known.machine().parties.iter().skip(1) {
            if parties.contains_key(&party.id) || party.optional {
                continue;
            }
            let kind = work.party_kind(&party.id);
            let found = choices(party, &directory, applicant);
            let found = found.into_iter().find(|choice| {
                let tenant = directory.tenants.get(&choice.tenant);
                tenant.map(|tenant| tenant.body.kind) == kind
            });
            let summary = party.sees == Sees::Summary;
            let Some(choice) = found else {
                // Whoever would only be told how it stands keeps nobody from acting.
                if summary {
                    continue;
                }
                return Err(Fault::conflict("filing.party_missing").with("party", &party.id));
            };
            parties.insert(party.id.clone(), PartyTenant { tenant: choice.tenant, summary });
        }
        let mut tenants = BTreeSet::new();
        if let Some((party, _)) = parties.iter().find(|(_, of)| !tenants.insert(&of.tenant)) {
            return Err(Fault::conflict("filing.party_twice").with("party", party));
        }
        Ok(parties)
    }
}

fn row(known: &Known, day: &str, directory: &Directory, tenant: &TenantPath) -> ProcedureRow {
    let machine = known.machine();
    let named = machine.parties.iter().skip(1).filter(|party| party.optional);
    ProcedureRow {
        procedure: known.name.clone(),
        id: known.id.clone(),
        title: known.title.clone(),
        example: known.example,
        subject_kind: subject_word(machine.subject.kind).to_owned(),
        subject_title: machine.subject.title.clone(),
        period_kind: period_word(machine.period.kind).to_owned(),
        periods: periods(known, day),
        parties: named
            .map(|party| PartyChoices {
                party: party.id.clone(),
                title: party.title.clone(),
                optional: party.optional,
                choices: choices(party, directory, tenant),
            })
            .collect(),
    }
}

/// Tenants that may be this party of an applicant's filing: of its province, or the ministry.
fn choices(
    party: &PartyDefinition,
    directory: &Directory,
    applicant: &TenantPath,
) -> Vec<PartyChoice> {
    let near = |path: &TenantPath, kind: TenantKind| {
        path != applicant
            && party.tenants.contains(&kind)
            && (kind == TenantKind::Ministry
                || applicant.region().is_none()
                || path.region() == applicant.region())
    };
    let tenants = directory.tenants.values().map(|tenant| &tenant.body);
    tenants
        .filter(|tenant| near(&tenant.path, tenant.kind) && tenant.state == "active")
        .map(|tenant| PartyChoice { tenant: tenant.path.clone(), name: tenant.name.clone() })
        .collect()
}

fn subject_word(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Organisation => "organisation",
        SubjectKind::System => "system",
        SubjectKind::Data => "data",
        SubjectKind::Case => "case",
        SubjectKind::Region => "region",
    }
}

fn period_word(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Year => "year",
        PeriodKind::Half => "half",
        PeriodKind::Once => "once",
        PeriodKind::Campaign => "campaign",
    }
}

/// Periods that may be begun on a day, the usual one first.
fn periods(known: &Known, day: &str) -> Vec<String> {
    let period = &known.machine().period;
    let year: i32 = day.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
    let half = if day.get(5..7).is_some_and(|month| month < "07") { 1 } else { 2 };
    match period.kind {
        PeriodKind::Year => vec![year.to_string(), (year - 1).to_string(), (year + 1).to_string()],
        PeriodKind::Half => {
            let other = if half == 1 { (year - 1, 2) } else { (year, 1) };
            vec![format!("{year}-H{half}"), format!("{}-H{}", other.0, other.1)]
        }
        PeriodKind::Once => vec![String::new()],
        PeriodKind::Campaign => {
            let from = period.from.as_deref().and_then(|from| from.get(..4));
            vec![from.unwrap_or_default().to_owned()]
        }
    }
}

fn period(known: &Known, day: &str, wanted: &str) -> Result<String, Fault> {
    let periods = periods(known, day);
    match periods.iter().find(|period| wanted.is_empty() || *period == wanted) {
        Some(period) => Ok(period.clone()),
        None => Err(Fault::invalid("filing.period").with("allowed", periods.join(", "))),
    }
}
