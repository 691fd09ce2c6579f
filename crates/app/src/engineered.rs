//! What a substation was engineered to be (SCL): files handed in, read once, and held against what
//! runs; and findings that depart from it or from the learned baseline.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use contract::kinds::engineered::Engineered as Body;
use contract::rest::Page;
use contract::rest::engineered::{
    Deviation, DeviationKind, Deviations, EngineeredDetail, EngineeredDevice, EngineeredPublisher,
    EngineeredRow,
};
use contract::rest::query::{DeviationQuery, FindingQuery, PageQuery};
use detect::rules;
use detect::scl::{Block, Engineered, Ied, Kind};
use model::{Fault, Id};
use store::{Scope, views};

use crate::act::{Statement, internal};
use crate::permission::Action;
use crate::{App, Caller, evidence};

/// Bytes of one file; descriptions of large substations have some tens of megabytes.
pub const MAX_FILE: usize = 32 << 20;
/// Bytes of what is read of one: devices and publishers are bounded in number and length.
const MAX_PLAN: u64 = 64 << 20;
/// Files of one enterprise.
const MOST_FILES: u64 = 50;
const ACTIVE: &str = "active";
const REMOVED: &str = "removed";

impl App {
    /// SCL files of the caller's tenant, newest first.
    pub async fn engineered_list(
        &self,
        caller: &Caller,
        query: &PageQuery,
    ) -> Result<Page<EngineeredRow>, Fault> {
        caller.may(Action::BaselineRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::engineered_list(&mut read, &scope, query).await?)
    }

    /// One file with everything that was read of it.
    ///
    /// # Errors
    /// `engineered.missing`; those of blobs.
    pub async fn engineered_view(
        &self,
        caller: &Caller,
        id: Id,
    ) -> Result<EngineeredDetail, Fault> {
        caller.may(Action::BaselineRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let (row, plan) = views::engineered_get(&mut read, &scope, id).await?;
        drop(read);
        Ok(detail(row, &self.engineered_plan(&plan).await?))
    }

    /// Takes an SCL file in; what runs is held against it from now on.
    ///
    /// # Errors
    /// `engineered.not_enterprise`, `engineered.too_many`, `engineered.again` (the same file is
    /// there), `evidence.name`, `scl.too_large`, `scl.text`, `scl.xml`, `scl.root`, `scl.empty`.
    pub async fn engineered_add(
        &self,
        caller: &Caller,
        name: &str,
        bytes: Bytes,
    ) -> Result<EngineeredDetail, Fault> {
        caller.may(Action::BaselineWrite)?;
        if !self.is_enterprise(caller) {
            return Err(Fault::conflict("engineered.not_enterprise"));
        }
        let name = evidence::file_name(name)?;
        if bytes.len() > MAX_FILE {
            return Err(Fault::invalid("scl.too_large").with("limit", MAX_FILE));
        }
        let (bytes, plan) = read_scl(bytes).await?;
        let body = self.engineered_body(name, bytes, &plan).await?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        if views::engineered_count(&mut tx, &scope).await? >= MOST_FILES {
            return Err(Fault::conflict("engineered.too_many").with("most", MOST_FILES));
        }
        if views::engineered_files(&mut tx, &scope).await?.contains(&body.plan) {
            return Err(Fault::conflict("engineered.again").with("name", &body.name));
        }
        let id = tx.new_id();
        tx.append(Statement::new(id, caller).says(&body)?).await?;
        let (row, _) = views::engineered_get(&mut tx, &scope, id).await?;
        tx.commit().await?;
        self.detection_engineered(&caller.tenant).await;
        Ok(detail(row, &plan))
    }

    /// Removes a file: what runs is no longer held against it.
    ///
    /// # Errors
    /// `engineered.missing`.
    pub async fn engineered_remove(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        caller.may(Action::BaselineWrite)?;
        let scope = caller.scope();
        let mut tx = self.begin(caller).await?;
        views::engineered_get(&mut tx, &scope, id).await?;
        let missing = || Fault::not_found("engineered.missing").with("id", id);
        let (record, body) = tx.latest_body::<Body>(id).await?.ok_or_else(missing)?;
        let statement = Statement::new(id, caller).following(record.revision);
        let body = Body { state: REMOVED.to_owned(), ..body };
        tx.append(statement.says(&body)?).await?;
        tx.commit().await?;
        self.detection_engineered(&caller.tenant).await;
        Ok(())
    }

    /// Findings that depart from what was learned, or from what was engineered.
    ///
    /// # Errors
    /// `baseline.against`.
    pub async fn deviation_list(
        &self,
        caller: &Caller,
        query: &DeviationQuery,
    ) -> Result<Deviations, Fault> {
        caller.may(Action::FindingRead)?;
        let rules = self.rules_against(query.against.as_deref().unwrap_or("learned"))?;
        let scope = caller.scope();
        let (page, counts) = {
            let mut read = self.read_as(&scope).await?;
            let mut findings = FindingQuery {
                state: query.state.clone(),
                q: query.q.clone(),
                ..FindingQuery::default()
            };
            let counts = views::finding_count_by_rule(&mut read, &scope, &findings, &rules).await?;
            findings.rule.clone_from(&query.rule);
            findings.cursor.clone_from(&query.cursor);
            findings.limit = query.limit;
            (views::finding_list_of(&mut read, &scope, &findings, &rules).await?, counts)
        };
        let items = page.items.into_iter().map(|row| self.deviation(row)).collect();
        let kinds = self.deviation_kinds(&rules, counts);
        Ok(Deviations { items, next: page.next, total: page.total, kinds })
    }

    fn rules_against(&self, against: &str) -> Result<Vec<String>, Fault> {
        let wanted: fn(&rules::Body) -> bool = match against {
            "learned" => |body| matches!(body, rules::Body::Baseline(_)),
            "engineered" => |body| matches!(body, rules::Body::Engineered(_)),
            other => return Err(Fault::invalid("baseline.against").with("against", other)),
        };
        let all = self.packs().rules.rules().iter();
        Ok(all.filter(|rule| wanted(&rule.body)).map(|rule| rule.id.clone()).collect())
    }

    fn deviation(&self, mut finding: contract::rest::finding::FindingRow) -> Deviation {
        self.name_rule(&mut finding);
        let rule = self.packs().rules.rule(&finding.rule);
        let acceptable = rule.is_some_and(|rule| rule.body.can_be_accepted());
        Deviation { finding, acceptable }
    }

    fn deviation_kinds(&self, rules: &[String], counts: Vec<(String, u64)>) -> Vec<DeviationKind> {
        let counts: HashMap<String, u64> = counts.into_iter().collect();
        let kind = |id: &String| {
            let rule = self.packs().rules.rule(id)?;
            Some(DeviationKind {
                rule: id.clone(),
                title_zh: rule.title.zh.clone(),
                title_en: rule.title.en.clone(),
                total: counts.get(id).copied().unwrap_or(0),
            })
        };
        let mut kinds: Vec<_> = rules.iter().filter_map(kind).collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.total));
        kinds
    }

    async fn engineered_body(
        &self,
        name: String,
        bytes: Bytes,
        plan: &Engineered,
    ) -> Result<Body, Fault> {
        let json = serde_json::to_vec(plan).map_err(|_| internal())?;
        let file = self.0.blobs.put(bytes.to_vec(), MAX_FILE as u64).await;
        let file = file.map_err(|error| Fault::from(&error))?;
        let read = self.0.blobs.put(json, MAX_PLAN).await;
        let read = read.map_err(|error| Fault::from(&error))?;
        Ok(Body {
            name,
            state: ACTIVE.to_owned(),
            digest: file.digest,
            size: file.size_bytes,
            plan: read.digest,
            devices: plan.ieds.len() as u64,
            publishers: plan.blocks.len() as u64,
        })
    }

    async fn engineered_plan(&self, digest: &str) -> Result<Engineered, Fault> {
        let bytes = self.0.blobs.get(digest).await.map_err(|error| Fault::from(&error))?;
        serde_json::from_slice(&bytes).map_err(|_| internal())
    }

    /// Everything that a tenant's files engineered, as one.
    pub(crate) async fn engineered(&self, scope: &Scope) -> Result<Engineered, Fault> {
        let mut read = self.read_as(scope).await?;
        let files = views::engineered_files(&mut read, scope).await?;
        drop(read);
        let mut plans = Vec::with_capacity(files.len());
        for file in files {
            plans.push(self.engineered_plan(&file).await?);
        }
        Ok(joined(plans))
    }
}

/// Several files as one: of a block that stands in two, the later file's word holds; a device's
/// addresses and clients add up.
fn joined(plans: Vec<Engineered>) -> Engineered {
    let mut blocks: BTreeMap<(Kind, String), Block> = BTreeMap::new();
    let mut ieds: BTreeMap<String, Ied> = BTreeMap::new();
    for plan in plans {
        for block in plan.blocks {
            blocks.insert((block.kind, block.reference.clone()), block);
        }
        for ied in plan.ieds {
            let known = ieds.entry(ied.name.clone()).or_default();
            let Ied { name, vendor, model, addresses, clients } = ied;
            known.name = name;
            (known.vendor, known.model) = (vendor, model);
            known.addresses.extend(addresses);
            known.clients.extend(clients);
        }
    }
    Engineered { ieds: ieds.into_values().collect(), blocks: blocks.into_values().collect() }
}

/// Reads a file off the async threads; the bytes come back.
async fn read_scl(bytes: Bytes) -> Result<(Bytes, Engineered), Fault> {
    let work = move || {
        let text = std::str::from_utf8(&bytes).map_err(|_| Fault::invalid("scl.text"))?;
        let plan = Engineered::from_scl(text.trim_start_matches('\u{feff}'))?;
        if plan.ieds.is_empty() && plan.blocks.is_empty() {
            return Err(Fault::invalid("scl.empty"));
        }
        Ok((bytes, plan))
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| internal())?
}

fn detail(row: EngineeredRow, plan: &Engineered) -> EngineeredDetail {
    EngineeredDetail {
        row,
        device_list: plan.ieds.iter().map(device).collect(),
        publisher_list: plan.blocks.iter().map(publisher).collect(),
    }
}

fn device(ied: &Ied) -> EngineeredDevice {
    EngineeredDevice {
        name: ied.name.clone(),
        vendor: ied.vendor.clone(),
        model: ied.model.clone(),
        addresses: ied.addresses.iter().map(ToString::to_string).collect(),
        clients: ied.clients.iter().cloned().collect(),
    }
}

fn publisher(block: &Block) -> EngineeredPublisher {
    let kind = match block.kind {
        Kind::Goose => "goose",
        Kind::SampledValues => "sampled_values",
    };
    EngineeredPublisher {
        kind: kind.to_owned(),
        device: block.ied.clone(),
        reference: block.reference.clone(),
        data_set: block.data_set.clone(),
        conf_rev: block.conf_rev,
        mac: block.mac.map(|mac| mac.to_string()),
        appid: block.appid,
        vlan: block.vlan,
        source: block.source.map(|mac| mac.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_files_count_as_one_and_the_later_word_on_a_block_holds() {
        let block = |reference: &str, rev: u32| Block {
            kind: Kind::Goose,
            ied: "P1".to_owned(),
            reference: reference.to_owned(),
            data_set: String::new(),
            conf_rev: Some(rev),
            mac: None,
            appid: None,
            vlan: None,
            source: None,
        };
        let ied = |client: &str| Ied {
            name: "P1".to_owned(),
            clients: [client.to_owned()].into(),
            ..Ied::default()
        };
        let first = Engineered { ieds: vec![ied("A")], blocks: vec![block("x", 1), block("y", 1)] };
        let second = Engineered { ieds: vec![ied("B")], blocks: vec![block("x", 2)] };
        let all = joined(vec![first, second]);
        let revisions: Vec<_> =
            all.blocks.iter().map(|b| (b.reference.as_str(), b.conf_rev)).collect();
        assert_eq!(revisions, [("x", Some(2)), ("y", Some(1))]);
        assert_eq!(all.ieds.len(), 1);
        assert_eq!(all.ieds[0].clients.len(), 2);
    }
}
