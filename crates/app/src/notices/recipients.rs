//! Who gets a letter: by name and by rule, each with the rule that took it in; and who does not,
//! and why. Rules look only at what the issuer's own tenant may see.

use std::collections::{BTreeMap, BTreeSet};

use contract::Sharing;
use contract::kinds::tenant::Tenant;
use contract::letters::{
    FilingRule, Letter, ListRule, MOST_RECIPIENTS, RecipientRule, ReportedRule,
};
use contract::rest::filing::FilingRow;
use contract::rest::notice::{Excluded, ThroughNode};
use contract::rest::query::{FilingQuery, ReportQuery};
use contract::sharing::Routes;
use model::{Fault, Id, TenantPath};
use serde_json::Value;
use store::{Conn, Scope, views};

use crate::permission::has_jurisdiction;
use crate::{App, Caller};

const NAMED: &str = "named";
const REPORT: &str = "report";

/// A recipient and what took it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) tenant: Tenant,
    pub(crate) rule: String,
}

/// The outcome of a letter's recipients.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resolved {
    pub(crate) chosen: Vec<Chosen>,
    pub(crate) excluded: Vec<Excluded>,
}

/// A rule with what had to be looked up for it.
struct Ready<'a> {
    rule: &'a RecipientRule,
    name: String,
    /// Only these, where a condition had to be looked up.
    among: Option<BTreeSet<TenantPath>>,
    codes: Option<BTreeSet<String>>,
}

impl App {
    /// Resolves a letter's recipients as of now.
    ///
    /// # Errors
    /// `notice.recipients_most`; `report.missing`; `group.missing`, `group.not_owner`; those of the
    /// store.
    pub(crate) async fn recipients_of(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        letter: &Letter,
        routes: &Routes,
    ) -> Result<Resolved, Fault> {
        let directory = self.0.store.directory();
        let Some(issuer) = directory.tenants.get(&caller.tenant).map(|known| &known.body) else {
            return Err(Fault::forbidden("notice.jurisdiction").with("tenant", &caller.tenant));
        };
        let mut rules = Vec::new();
        for (at, rule) in letter.recipients.rules.iter().enumerate() {
            if !rule.is_empty() {
                rules.push(self.rule_ready(conn, &caller.scope(), rule, at).await?);
            }
        }
        let mut named: BTreeMap<TenantPath, &str> =
            letter.recipients.tenants.iter().map(|path| (path.clone(), NAMED)).collect();
        if let Some(report) = letter.report {
            let detail = views::report_detail(conn, &caller.scope(), report).await?;
            named.insert(detail.row.reporter, REPORT);
        }
        let mut resolved = Resolved::default();
        for (path, rule) in &named {
            if !directory.tenants.contains_key(path) {
                resolved.leave_out(path, path.as_str(), "unknown", rule);
            }
        }
        for known in directory.tenants.values() {
            let tenant = &known.body;
            let by_name = named.get(&tenant.path).map(|rule| (*rule).to_owned());
            let jurisdiction = has_jurisdiction(&issuer.path, issuer.kind, &tenant.path);
            if by_name.is_none() && !jurisdiction {
                continue;
            }
            let by_rule = || rules.iter().find(|rule| rule.holds(tenant)).map(|r| r.name.clone());
            let Some(rule) = by_name.or_else(by_rule) else { continue };
            let without = letter.recipients.without.contains(&tenant.path);
            match hindrance(tenant, &issuer.path, jurisdiction, without, routes) {
                Some(reason) => resolved.leave_out(&tenant.path, &tenant.name, reason, &rule),
                None => resolved.chosen.push(Chosen { tenant: tenant.clone(), rule }),
            }
        }
        if resolved.chosen.len() > MOST_RECIPIENTS {
            return Err(Fault::invalid("notice.recipients_most")
                .with("most", MOST_RECIPIENTS)
                .with("found", resolved.chosen.len()));
        }
        Ok(resolved)
    }

    async fn rule_ready<'a>(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        rule: &'a RecipientRule,
        at: usize,
    ) -> Result<Ready<'a>, Fault> {
        let mut among: Option<BTreeSet<TenantPath>> = None;
        let mut narrow = |found: BTreeSet<TenantPath>| {
            among = Some(match among.take() {
                Some(before) => before.intersection(&found).cloned().collect(),
                None => found,
            });
        };
        if let Some(filing) = &rule.filing {
            narrow(self.applicants(conn, scope, filing).await?);
        }
        if let Some(reported) = &rule.reported {
            narrow(reporters(conn, scope, reported).await?);
        }
        let mut group_name = String::new();
        if let Some(group) = rule.group {
            let (members, name) = self.group_recipients(conn, scope, group).await?;
            narrow(members);
            group_name = name;
        }
        let codes = match &rule.listed {
            Some(listed) => Some(self.listed_codes(conn, scope, listed).await?),
            None => None,
        };
        let name = match (rule.name.trim(), group_name) {
            ("", name) if name.is_empty() => format!("#{}", at + 1),
            ("", name) => name,
            (name, _) => name.to_owned(),
        };
        Ok(Ready { rule, name, among, codes })
    }

    /// Members of a group that the issuer owns, and what it is called.
    async fn group_recipients(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        group: Id,
    ) -> Result<(BTreeSet<TenantPath>, String), Fault> {
        let (row, known) = views::group_get(conn, scope, group).await?;
        let owner = scope.tenant().cloned().ok_or_else(crate::act::internal)?;
        if known.owner != owner {
            return Err(Fault::forbidden("group.not_owner").with("owner", &known.owner));
        }
        let world = self.world(conn, &owner).await?;
        Ok((world.members(&owner, group), row.name))
    }

    /// Applicants whose latest filing is as the rule says.
    async fn applicants(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        rule: &FilingRule,
    ) -> Result<BTreeSet<TenantPath>, Fault> {
        let query = FilingQuery {
            procedure: Some(rule.procedure.clone()),
            period: rule.period.clone(),
            ..FilingQuery::default()
        };
        let rows = views::filing_rows(conn, scope, &query, self.0.store.now()).await?;
        // Oldest first: the latest of each applicant stays.
        let latest: BTreeMap<TenantPath, FilingRow> =
            rows.into_iter().map(|row| (row.applicant.clone(), row)).collect();
        let mut found = BTreeSet::new();
        for (applicant, row) in latest {
            let state = rule.state.as_ref().is_none_or(|state| *state == row.state);
            let result =
                rule.result.as_ref().is_none_or(|code| row.results.values().any(|r| r == code));
            if !state || !result {
                continue;
            }
            let names = match &rule.names {
                Some(text) => self.answers_name(conn, scope, row.id, text).await?,
                None => true,
            };
            if names {
                found.insert(applicant);
            }
        }
        Ok(found)
    }

    async fn answers_name(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        filing: Id,
        text: &str,
    ) -> Result<bool, Fault> {
        let wanted = text.trim().to_lowercase();
        let steps = views::filing_steps(conn, scope, filing).await?;
        let frozen = views::frozen_answers(conn, &steps).await?;
        let mut texts = Vec::new();
        for answers in frozen.0.values() {
            answers.values().for_each(|value| texts_in(value, &mut texts));
        }
        Ok(texts.iter().any(|text| text.to_lowercase().contains(&wanted)))
    }

    /// Credit codes in the answers of the lists that count.
    async fn listed_codes(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        rule: &ListRule,
    ) -> Result<BTreeSet<String>, Fault> {
        let query = FilingQuery {
            procedure: Some(rule.procedure.clone()),
            period: rule.period.clone(),
            state: Some(rule.state.clone()),
            ..FilingQuery::default()
        };
        let rows = views::filing_rows(conn, scope, &query, self.0.store.now()).await?;
        let latest: BTreeMap<TenantPath, Id> =
            rows.into_iter().map(|row| (row.applicant, row.id)).collect();
        let mut codes = BTreeSet::new();
        for filing in latest.into_values() {
            let steps = views::filing_steps(conn, scope, filing).await?;
            for answers in views::frozen_answers(conn, &steps).await?.0.values() {
                let mut texts = Vec::new();
                answers.values().for_each(|value| texts_in(value, &mut texts));
                let codes_in = texts.into_iter().filter(|text| is_credit_code(text));
                codes.extend(codes_in.map(str::to_owned));
            }
        }
        Ok(codes)
    }

    /// Neighbours and how many recipients each leads to; without a node: this one.
    pub(super) fn through(&self, routes: &Routes, chosen: &[Chosen]) -> Vec<ThroughNode> {
        let mut counts: BTreeMap<Option<Id>, u64> = BTreeMap::new();
        for one in chosen {
            *counts.entry(next_hop(routes, &one.tenant.path)).or_default() += 1;
        }
        let directory = self.0.store.directory();
        let name = |node: Option<Id>| {
            let node = node.unwrap_or(self.0.node);
            directory.nodes.get(&node).map_or_else(|| node.to_string(), |known| known.name.clone())
        };
        counts
            .into_iter()
            .map(|(node, recipients)| ThroughNode { node, name: name(node), recipients })
            .collect()
    }
}

async fn reporters(
    conn: &mut Conn,
    scope: &Scope,
    rule: &ReportedRule,
) -> Result<BTreeSet<TenantPath>, Fault> {
    let mut query = ReportQuery { limit: Some(200), ..ReportQuery::default() };
    let mut found = BTreeSet::new();
    loop {
        let page = views::report_list(conn, scope, &query).await?;
        for row in &page.items {
            let holds = rule.rule.as_ref().is_none_or(|rule| *rule == row.rule)
                && rule.protocol.as_ref().is_none_or(|protocol| *protocol == row.protocol)
                && rule.technique.as_ref().is_none_or(|t| row.techniques.contains(t))
                && rule.since.is_none_or(|since| row.reported >= since);
            if holds {
                found.insert(row.reporter.clone());
            }
        }
        // Newest first: what is older than asked for is not looked at.
        let over =
            page.items.last().zip(rule.since).is_some_and(|(row, since)| row.reported < since);
        query.cursor = page.next;
        if query.cursor.is_none() || over {
            return Ok(found);
        }
    }
}

impl Ready<'_> {
    fn holds(&self, tenant: &Tenant) -> bool {
        let RecipientRule { region, industry, kind, .. } = self.rule;
        region.as_ref().is_none_or(|region| tenant.path.region() == Some(region.as_str()))
            && industry.as_ref().is_none_or(|code| tenant.industry.starts_with(code.as_str()))
            && kind.is_none_or(|kind| tenant.kind == kind)
            && self.among.as_ref().is_none_or(|among| among.contains(&tenant.path))
            && self.codes.as_ref().is_none_or(|codes| {
                !tenant.credit_code.is_empty() && codes.contains(&tenant.credit_code)
            })
    }
}

impl Resolved {
    fn leave_out(&mut self, tenant: &TenantPath, name: &str, reason: &str, rule: &str) {
        self.excluded.push(Excluded {
            tenant: tenant.clone(),
            tenant_name: name.to_owned(),
            reason: reason.to_owned(),
            rule: rule.to_owned(),
        });
    }

    /// Somebody named cannot get it: nothing is issued behind an officer's back to fewer than
    /// they named.
    ///
    /// # Errors
    /// `notice.recipient_unknown`, `notice.jurisdiction`, `notice.unreachable`,
    /// `notice.no_recipient`.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        let named = self.excluded.iter().filter(|one| one.rule == NAMED || one.rule == REPORT);
        for one in named {
            let fault = match one.reason.as_str() {
                "unknown" => Fault::invalid("notice.recipient_unknown"),
                "jurisdiction" | "itself" => Fault::forbidden("notice.jurisdiction"),
                "unreachable" | "inactive" => Fault::conflict("notice.unreachable"),
                _ => continue,
            };
            return Err(fault.with("tenant", &one.tenant));
        }
        if self.chosen.is_empty() {
            return Err(Fault::invalid("notice.no_recipient"));
        }
        Ok(())
    }
}

/// Why somebody that a rule takes in does not get it.
fn hindrance(
    tenant: &Tenant,
    issuer: &TenantPath,
    jurisdiction: bool,
    without: bool,
    routes: &Routes,
) -> Option<&'static str> {
    if tenant.path == *issuer {
        Some("itself")
    } else if without {
        Some("by_hand")
    } else if !jurisdiction {
        Some("jurisdiction")
    } else if tenant.state != "active" {
        Some("inactive")
    } else if !routes.local.contains(&tenant.path) && next_hop(routes, &tenant.path).is_none() {
        Some("unreachable")
    } else {
        None
    }
}

pub(crate) fn next_hop(routes: &Routes, tenant: &TenantPath) -> Option<Id> {
    routes.next_hops(&Sharing::with([tenant.clone()]), None).into_iter().next()
}

/// All texts in an answer, however deep.
fn texts_in<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts_in(item, texts)),
        Value::Object(fields) => fields.values().for_each(|field| texts_in(field, texts)),
        _ => {}
    }
}

/// Unified social credit code: 18 characters (GB 32100).
fn is_credit_code(text: &str) -> bool {
    text.len() == 18 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
