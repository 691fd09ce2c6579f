//! The organisation's master record: what the directory says of it, what it says itself, and what
//! its settled filings made of it. Forms are prefilled from it and expressions read it.

use contract::kinds::filing::Facts;
use contract::kinds::organisation::Organisation;
use contract::rest::filing::{OrganisationDraft, OrganisationView};
use model::{Fault, TenantKind, TenantPath};
use serde_json::{Map, Value};
use store::{Conn, Scope, views};

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

/// Names that the directory and settled filings give.
const GIVEN: [&str; 7] = ["name", "credit_code", "kind", "industry", "region", "grades", "path"];

/// The kind of enterprise that an organisation says it is.
const TYPE: &str = "enterprise_type";
/// What an organisation says of itself under names of their own; the rest is `facts.<name>`.
const NAMED: [&str; 4] = ["size", "employees", "revenue", TYPE];

/// `organisation.facts`: what else the organisation says.
fn further(mut said: Facts) -> Facts {
    let inner = said.remove("facts").and_then(|inner| inner.as_object().cloned());
    said.retain(|name, _| !NAMED.contains(&name.as_str()));
    said.extend(inner.unwrap_or_default());
    said
}

impl App {
    /// The master record of the caller's organisation.
    pub async fn organisation_view(&self, caller: &Caller) -> Result<OrganisationView, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let given = self.organisation_given(&mut read, &scope, &caller.tenant).await?;
        let said = views::organisation_get(&mut read, &scope).await?;
        let (facts, revision) =
            said.map_or_else(|| (Facts::new(), 0), |(_, revision, body)| (body.facts, revision));
        Ok(OrganisationView { tenant: caller.tenant.clone(), given, facts, revision })
    }

    /// Changes what the organisation says of itself.
    ///
    /// # Errors
    /// `organisation.given` (the directory or a filing says it), `organisation.facts`,
    /// `record.revision`, `text.length`.
    pub async fn organisation_put(
        &self,
        caller: &Caller,
        draft: OrganisationDraft,
    ) -> Result<OrganisationView, Fault> {
        caller.may(Action::FilingWrite)?;
        if let Some(name) = draft.facts.keys().find(|name| GIVEN.contains(&name.as_str())) {
            return Err(Fault::invalid("organisation.given").with("field", name));
        }
        let mut tx = self.begin(caller).await?;
        let said = views::organisation_get(&mut tx, &caller.scope()).await?;
        let object = said.map_or_else(|| tx.new_id(), |(object, ..)| object);
        let statement = Statement::new(object, caller).following(draft.revision);
        tx.append(statement.says(&Organisation { facts: draft.facts })?).await?;
        tx.commit().await?;
        self.organisation_view(caller).await
    }

    /// Everything that expressions may know of a tenant of this node, as `organisation.…`.
    pub(crate) async fn organisation_facts(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        tenant: &TenantPath,
    ) -> Result<Facts, Fault> {
        let said = views::organisation_get(conn, scope).await?;
        let said = said.map(|(.., body)| body.facts).unwrap_or_default();
        let mut facts = said.clone();
        facts.extend(self.organisation_given(conn, scope, tenant).await?);
        // An enterprise is of one of the three kinds of the programme; it says which.
        let directory = self.0.store.directory();
        let kind = directory.tenants.get(tenant).map(|known| known.body.kind);
        if kind == Some(TenantKind::Enterprise) {
            facts.remove("kind");
            facts.extend(said.get(TYPE).map(|kind| ("kind".to_owned(), kind.clone())));
        }
        facts.insert("facts".to_owned(), further(said).into());
        Ok(facts)
    }

    async fn organisation_given(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        tenant: &TenantPath,
    ) -> Result<Facts, Fault> {
        let directory = self.0.store.directory();
        let mut facts = Facts::new();
        if let Some(known) = directory.tenants.get(tenant).map(|known| &known.body) {
            facts.insert("name".to_owned(), known.name.as_str().into());
            facts.insert("credit_code".to_owned(), known.credit_code.as_str().into());
            facts.insert("kind".to_owned(), known.kind.word().into());
            facts.insert("industry".to_owned(), known.industry.as_str().into());
        }
        facts.insert("path".to_owned(), tenant.as_str().into());
        facts.insert("region".to_owned(), tenant.region().unwrap_or_default().into());
        facts.insert("grades".to_owned(), self.grades(conn, scope, tenant).await?.into());
        Ok(facts)
    }

    /// Results that settled filings set: `grades.industrial` is `{"industrial": "3"}` in `grades`.
    async fn grades(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        tenant: &TenantPath,
    ) -> Result<Map<String, Value>, Fault> {
        let now = self.0.store.now();
        let mut grades = Map::new();
        // Oldest first: the latest settled filing counts.
        for head in views::filings_of(conn, scope, tenant.as_str(), now).await? {
            let Some(known) = self.0.packs.procedures.get(&head.filing.procedure) else { continue };
            for (fact, result) in known.settles(&head.row.state) {
                if let (Some(name), Some(code)) =
                    (fact.strip_prefix("grades."), head.row.results.get(result))
                {
                    grades.insert(name.to_owned(), code.as_str().into());
                }
            }
        }
        Ok(grades)
    }
}
