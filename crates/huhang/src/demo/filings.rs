//! Filings of the demonstration, through the public API: every shipped procedure gone through from
//! the first draft to the archive across the three nodes, and a few in between, so that every
//! person finds something to do. What is answered are the packs' own worked examples.

use std::collections::BTreeMap;

use anyhow::Context as _;
use contract::rest::Page;
use contract::rest::filing::{
    Answers, FilingDetail, FilingDraft, FilingStepDraft, FormView, OrganisationDraft, ProcedureRow,
    SectionDraft, SectionSaved, Verdict, VerdictDraft,
};
use contract::rest::finding::Created;
use futures_util::future::try_join_all;
use model::Id;
use procedure::definition::{Example, Machine, SubjectKind};
use procedure::{Pack, PackKind};
use serde_json::Value;

use super::chain::until;
use super::client::Client;
use super::provision::DemoFile;
use super::tree::{Tier, Tree};
use crate::packs;

const GRADING: &str = "grading-industrial";

/// A worked example of a shipped pack.
fn example(procedure: &str, name: &str) -> anyhow::Result<Example> {
    let packs = packs::all()?;
    let pack = packs.iter().find(|pack| pack.manifest.id == procedure);
    let pack = pack.with_context(|| format!("no shipped pack `{procedure}`"))?;
    let bytes = pack.files().get(&format!("examples/{name}.yaml"));
    let bytes = bytes.with_context(|| format!("`{procedure}` has no example `{name}`"))?;
    Ok(serde_yaml_ng::from_slice(bytes)?)
}

fn step(action: &str, text: &str) -> FilingStepDraft {
    FilingStepDraft {
        action: action.to_owned(),
        text: text.to_owned(),
        attachments: Vec::new(),
        fields: BTreeMap::new(),
        seen: String::new(),
    }
}

async fn begin(who: &Client, procedure: &str, period: &str, subject: &str) -> anyhow::Result<Id> {
    let draft = FilingDraft {
        procedure: procedure.to_owned(),
        period: period.to_owned(),
        subject: subject.to_owned(),
        parties: BTreeMap::new(),
        previous: None,
    };
    let made: Created = who.post("/api/v1/filings", &draft).await?;
    Ok(made.id)
}

/// Saves answers to a form, section by section.
async fn fill(who: &Client, filing: Id, form: &str, given: &Answers) -> anyhow::Result<()> {
    let path = format!("/api/v1/filings/{filing}/forms/{form}");
    let view: FormView = who.get(&path).await?;
    for section in &view.definition.sections {
        let fields = section.fields.iter();
        let own =
            fields.filter_map(|field| Some((field.id.clone(), given.get(&field.id)?.clone())));
        let draft = SectionDraft {
            answers: own.collect(),
            revision: view.revisions.get(&section.id).copied().unwrap_or(0),
            base: Answers::new(),
            carried: BTreeMap::new(),
        };
        let _: SectionSaved = who.put(&format!("{path}/sections/{}", section.id), &draft).await?;
    }
    Ok(())
}

async fn take(who: &Client, filing: Id, draft: &FilingStepDraft) -> anyhow::Result<String> {
    let path = format!("/api/v1/filings/{filing}/steps");
    let detail: FilingDetail = who.post(&path, draft).await?;
    Ok(detail.row.state)
}

async fn judge(
    who: &Client,
    filing: Id,
    verdicts: &BTreeMap<String, BTreeMap<String, Verdict>>,
) -> anyhow::Result<()> {
    for (form, verdicts) in verdicts {
        let path = format!("/api/v1/filings/{filing}/forms/{form}/verdicts");
        let draft = VerdictDraft { verdicts: verdicts.clone() };
        let _: Value = who.put(&path, &draft).await?;
    }
    Ok(())
}

/// Everybody who takes part in filings.
struct People(Vec<Client>);

impl People {
    async fn sign_in(tree: &Tree, demo: &DemoFile) -> anyhow::Result<Self> {
        Ok(Self(vec![
            demo.sign_in(tree, Tier::Enterprise, "alpha").await?,
            demo.sign_in(tree, Tier::Provincial, "gongxin").await?,
            demo.sign_in(tree, Tier::Provincial, "tongguan").await?,
            demo.sign_in(tree, Tier::National, "ministry").await?,
        ]))
    }

    /// The first whose organisation may begin a procedure.
    async fn applicant(&self, procedure: &str) -> anyhow::Result<&Client> {
        for person in &self.0 {
            let known: Page<ProcedureRow> = person.get("/api/v1/procedures").await?;
            if known.items.iter().any(|row| row.id == procedure) {
                return Ok(person);
            }
        }
        anyhow::bail!("nobody may begin it")
    }

    /// Whoever is a party of a filing, once all steps so far have come there.
    async fn party(
        &self,
        filing: Id,
        party: &str,
        steps: usize,
    ) -> anyhow::Result<(&Client, FilingDetail)> {
        until(party, async || {
            for person in &self.0 {
                match person.get::<FilingDetail>(&format!("/api/v1/filings/{filing}")).await {
                    Ok(detail) if detail.row.party == party && detail.steps.len() >= steps => {
                        return Ok(Some((person, detail)));
                    }
                    Ok(_) => {}
                    Err(error) if error.is_missing() => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(None)
        })
        .await
    }
}

/// Every shipped procedure from the first draft to its end, each step by the node of whoever may
/// take it: as its worked example goes.
pub(crate) async fn every_pack(tree: &Tree, demo: &DemoFile) -> anyhow::Result<()> {
    let people = People::sign_in(tree, demo).await?;
    let packs = packs::all()?;
    let procedures = packs.iter().filter(|pack| pack.manifest.kind == PackKind::Procedure);
    let walks = procedures.map(async |pack| {
        let id = &pack.manifest.id;
        to_the_end(&people, pack).await.with_context(|| format!("procedure `{id}`"))
    });
    try_join_all(walks).await?;
    Ok(())
}

fn machine(pack: &Pack) -> anyhow::Result<Machine> {
    let file = pack.files().get("procedure.yaml").context("no procedure.yaml")?;
    Ok(serde_yaml_ng::from_slice(file)?)
}

/// The worked example of a pack whose last step ends the procedure, with the state it ends in.
fn whole_example(pack: &Pack, machine: &Machine) -> anyhow::Result<(Example, String)> {
    for (name, bytes) in pack.files() {
        if !name.starts_with("examples/") {
            continue;
        }
        let example: Example = serde_yaml_ng::from_slice(bytes)?;
        let end = example.run.last().and_then(|step| step.expect.state.clone());
        let terminal = |end: &String| machine.states.iter().any(|s| s.terminal && s.id == *end);
        if let Some(end) = end.filter(terminal) {
            return Ok((example, end));
        }
    }
    anyhow::bail!("no worked example goes to the end")
}

async fn to_the_end(people: &People, pack: &Pack) -> anyhow::Result<()> {
    let id = &pack.manifest.id;
    let machine = machine(pack)?;
    let (example, end) = whole_example(pack, &machine)?;
    let organisation = machine.subject.kind == SubjectKind::Organisation;
    let subject = if organisation { "" } else { &pack.manifest.title.zh };
    let filing = begin(people.applicant(id).await?, id, "", subject).await?;
    let taken = example.run.iter().filter(|step| step.refused.is_none());
    for (steps, planned) in taken.enumerate() {
        let (who, detail) = people.party(filing, &planned.party, steps).await?;
        judge(who, filing, &planned.verdicts).await?;
        for form in detail.forms.iter().filter(|form| form.writable) {
            if let Some(given) = example.answers.get(&form.form) {
                fill(who, filing, &form.form, given).await?;
            }
        }
        let draft = FilingStepDraft {
            fields: planned.fields.clone(),
            ..step(&planned.action, &planned.text)
        };
        take(who, filing, &draft).await.with_context(|| planned.action.clone())?;
    }
    let detail = people.party(filing, "applicant", 0).await?.1;
    for party in &detail.parties {
        until("the end at every party", async || {
            let told = people.party(filing, &party.party, 0).await?.1;
            Ok((told.row.state == end && told.row.terminal).then_some(()))
        })
        .await
        .with_context(|| party.party.clone())?;
    }
    Ok(())
}

/// Filings in different states, for people who look around.
pub(crate) async fn seed(tree: &Tree, demo: &DemoFile) -> anyhow::Result<()> {
    let officer = demo.sign_in(tree, Tier::Enterprise, "alpha").await?;
    let hosted = demo.sign_in(tree, Tier::Provincial, "bravo").await?;
    let regulator = demo.sign_in(tree, Tier::Provincial, "gongxin").await?;
    let three = example(GRADING, "grade-three")?;
    for (who, employees) in [(&officer, 1860), (&hosted, 420)] {
        let facts = serde_json::json!({
            "enterprise_type": "IND", "data_level": "important", "size": "large",
            "employees": employees,
        });
        let facts = facts.as_object().cloned().unwrap_or_default();
        let draft = OrganisationDraft { facts, revision: 0 };
        let _: Value = who.put("/api/v1/organisation", &draft).await?;
    }
    // The hosted enterprise's grade is verified; the other's waits for the province.
    let verified = begin(&hosted, GRADING, "", "").await?;
    let waiting = begin(&officer, GRADING, "", "").await?;
    if let Some(given) = three.answers.get("self_grading") {
        fill(&hosted, verified, "self_grading", given).await?;
        fill(&officer, waiting, "self_grading", given).await?;
    }
    take(&hosted, verified, &step("submit", "")).await?;
    take(&officer, waiting, &step("submit", "")).await?;
    let confirm = three.run.iter().find(|step| step.action == "confirm");
    if let Some(confirm) = confirm {
        judge(&regulator, verified, &confirm.verdicts).await?;
        take(&regulator, verified, &step("confirm", "")).await?;
    }
    // A catalogue that waits, and a case just begun.
    let catalogue = begin(&hosted, "data-catalogue", "", "生产数据目录").await?;
    for (form, given) in &example("data-catalogue", "filed")?.answers {
        fill_if_open(&hosted, catalogue, form, given).await?;
    }
    take(&hosted, catalogue, &step("submit", "")).await?;
    begin(&officer, "case-selection", "", "联网控制系统安全监测案例").await?;
    Ok(())
}

/// Fills a form that the person's own party writes now.
async fn fill_if_open(who: &Client, filing: Id, form: &str, given: &Answers) -> anyhow::Result<()> {
    let detail: FilingDetail = who.get(&format!("/api/v1/filings/{filing}")).await?;
    if detail.forms.iter().any(|known| known.form == form && known.writable) {
        fill(who, filing, form, given).await?;
    }
    Ok(())
}
