//! One filing on the desk: everything recorded of it that the caller's tenant sees, with its
//! procedure, ready to be shown or acted on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contract::kinds::filing::{Facts, Filing};
use contract::kinds::filing_step::FilingStep;
use contract::rest::filing::{
    Answers, CommentRow, DocumentChoice, Evaluation, FilingAction, FilingClock, FilingStepDraft,
    FormSummary, Verdict,
};
use model::document::Document;
use model::form::{FieldType, Form, Text};
use model::{Fault, Id, Millis, TenantKind, TenantPath};
use procedure::{Act, Checked, Context, FilingFacts, Standing};
use sha2::{Digest, Sha256};
use store::views::{self, DraftRow, FilingHead, FilingStepRow, Frozen, VerdictRow};
use store::{Conn, Directory};

use crate::permission::may;
use crate::procedures::{Known, parties_of, today};
use crate::{App, Caller};

/// A filing with its procedure.
pub(crate) struct Work {
    pub(crate) known: Arc<Known>,
    pub(crate) tenant: TenantPath,
    pub(crate) head: FilingHead,
    pub(crate) steps: Vec<FilingStepRow>,
    pub(crate) organisation: Facts,
    pub(crate) indicators: BTreeMap<String, f64>,
    pub(crate) standing: Standing,
    /// Rows that tables are offered, where they were looked up.
    pub(super) lists: super::lists::Lists,
    frozen: Frozen,
    drafts: Vec<DraftRow>,
    verdicts: Vec<VerdictRow>,
    previous: BTreeMap<String, Answers>,
    /// Answers as they stand: drafts of the caller's party over what is frozen.
    answers: BTreeMap<String, Answers>,
    party_names: BTreeMap<String, String>,
    now: Millis,
}

impl Work {
    /// Loads a filing with what the caller's tenant keeps on it.
    ///
    /// # Errors
    /// `filing.missing`, `filing.procedure_unknown`.
    pub(crate) async fn load(
        app: &App,
        conn: &mut Conn,
        caller: &Caller,
        id: Id,
    ) -> Result<Self, Fault> {
        let scope = caller.scope();
        let now = app.0.store.now();
        let head = views::filing_head(conn, &scope, id, now).await?;
        let known = app.0.packs.procedures.need(&head.filing.procedure)?;
        let steps = views::filing_steps(conn, &scope, id).await?;
        let frozen = views::frozen_answers(conn, &steps).await?;
        let drafts = views::draft_list(conn, &scope, id, None).await?;
        let verdicts = views::verdict_list(conn, &scope, id).await?;
        let previous = match head.filing.previous {
            Some(previous) => {
                let steps = views::filing_steps(conn, &scope, previous).await?;
                views::frozen_answers(conn, &steps).await?.0
            }
            None => BTreeMap::new(),
        };
        let (organisation, indicators) = app.situation(conn, caller, &head, &steps, &known).await?;
        let party_names = party_names(&app.0.store.directory(), &head);
        let calendar = app.0.packs.calendar.clone();
        let taken: Vec<_> =
            steps.iter().map(|step| crate::procedures::taken(&step.taken)).collect();
        let parties = parties_of(&known, &head.filing, head.revision > 1);
        let begun = head.filing.begun;
        let standing = known.procedure.fold(begun, &parties, &taken, &calendar);
        let mut work = Self {
            answers: frozen.0.clone(),
            known,
            tenant: caller.tenant.clone(),
            head,
            steps,
            organisation,
            indicators,
            standing,
            lists: BTreeMap::new(),
            frozen,
            drafts,
            verdicts,
            previous,
            party_names,
            now,
        };
        work.lay_drafts();
        Ok(work)
    }

    fn lay_drafts(&mut self) {
        for draft in &self.drafts {
            let fields = self.known.form(&draft.form).ok().and_then(|form| {
                let section = form.sections.iter().find(|section| section.id == draft.section);
                section.map(|section| section.fields.iter().map(|field| field.id.clone()))
            });
            let answers = self.answers.entry(draft.form.clone()).or_default();
            for field in fields.into_iter().flatten() {
                answers.remove(&field);
            }
            answers.extend(draft.answers.clone());
        }
    }

    /// The party that the caller's tenant is.
    pub(crate) fn party(&self) -> &str {
        &self.head.row.party
    }

    pub(crate) fn state(&self) -> &str {
        &self.standing.state
    }

    /// Whether the parties know of it: handing it in made a second revision of its header.
    pub(crate) fn is_shared(&self) -> bool {
        self.head.revision > 1
    }

    pub(super) fn party_title(&self, party: &str) -> Text {
        self.known.party_title(party)
    }

    /// Forms that the tenant may see: none of a filing that it knows by summary.
    pub(super) fn forms(&self) -> impl Iterator<Item = &Form> {
        let all = self.known.procedure.forms().iter();
        all.filter(|form| !self.head.summary && self.sees(&form.id))
    }

    /// A form is the filler's own until a step froze it.
    fn sees(&self, form: &str) -> bool {
        self.known.procedure.filler(form) == self.party() || self.frozen.0.contains_key(form)
    }

    pub(super) fn writable(&self, caller: &Caller, form: &str) -> bool {
        !self.head.summary
            && may(caller.role, crate::permission::Action::FilingWrite)
            && self.known.procedure.filler(form) == self.party()
            && self.known.procedure.writable(form, self.party(), self.state())
    }

    pub(super) fn judgeable(&self, caller: &Caller, form: &str) -> bool {
        !self.head.summary
            && may(caller.role, crate::permission::Action::FilingWrite)
            && self.known.procedure.judgeable(form, self.party(), self.state())
    }

    /// # Errors
    /// `filing.form_missing`, `filing.not_writable`.
    pub(super) fn check_writable(&self, caller: &Caller, form: &str) -> Result<(), Fault> {
        self.check_seen(form)?;
        if self.writable(caller, form) {
            return Ok(());
        }
        Err(Fault::conflict("filing.not_writable").with("form", form).with("state", self.state()))
    }

    /// # Errors
    /// `filing.form_missing`, `filing.not_judgeable`.
    pub(super) fn check_judgeable(&self, caller: &Caller, form: &str) -> Result<(), Fault> {
        self.check_seen(form)?;
        if self.judgeable(caller, form) {
            return Ok(());
        }
        Err(Fault::conflict("filing.not_judgeable").with("form", form).with("state", self.state()))
    }

    /// # Errors
    /// `filing.form_missing`, also for a form that is another party's draft.
    pub(super) fn check_seen(&self, form: &str) -> Result<&Form, Fault> {
        let found = self.known.form(form)?;
        if self.head.summary {
            return Err(Fault::forbidden("filing.summary_only"));
        }
        if self.sees(form) {
            return Ok(found);
        }
        Err(Fault::not_found("filing.form_missing").with("form", form))
    }

    /// # Errors
    /// `filing.form_missing`, `filing.field_unknown`.
    pub(super) fn check_field(&self, form: &str, field: &str) -> Result<(), Fault> {
        let definition = self.check_seen(form)?;
        let mut fields = definition.sections.iter().flat_map(|section| &section.fields);
        if field.is_empty() || fields.any(|known| known.id == field) {
            return Ok(());
        }
        Err(Fault::invalid("filing.field_unknown").with("field", field))
    }

    /// Fields of a section that take answers.
    ///
    /// # Errors
    /// `filing.form_missing`, `filing.section_missing`.
    pub(super) fn section_fields(
        &self,
        form: &str,
        section: &str,
    ) -> Result<BTreeSet<&str>, Fault> {
        let definition = self.known.form(form)?;
        let found = definition.sections.iter().find(|known| known.id == section);
        let missing = || Fault::not_found("filing.section_missing").with("section", section);
        let fields = found.ok_or_else(missing)?.fields.iter();
        let typed = fields.filter(|field| field.kind != FieldType::Computed);
        Ok(typed.map(|field| field.id.as_str()).collect())
    }

    /// Item fields of a form: what verdicts are given on.
    ///
    /// # Errors
    /// `filing.form_missing`.
    pub(super) fn items(&self, form: &str) -> Result<BTreeSet<&str>, Fault> {
        let definition = self.known.form(form)?;
        let fields = definition.sections.iter().flat_map(|section| &section.fields);
        let items = fields.filter(|field| field.kind == FieldType::Item);
        Ok(items.map(|field| field.id.as_str()).collect())
    }

    pub(super) fn replace_section(&mut self, form: &str, section: &str, answers: Answers) {
        let fields: Vec<String> = self
            .section_fields(form, section)
            .map(|fields| fields.into_iter().map(str::to_owned).collect())
            .unwrap_or_default();
        let all = self.answers.entry(form.to_owned()).or_default();
        for field in &fields {
            all.remove(field);
        }
        all.extend(answers);
    }

    pub(super) fn replace_form(&mut self, form: &str, answers: Answers) {
        self.answers.insert(form.to_owned(), answers);
    }

    pub(super) fn all_answers(&self) -> &BTreeMap<String, Answers> {
        &self.answers
    }

    pub(crate) fn answers(&self, form: &str) -> Answers {
        self.answers.get(form).cloned().unwrap_or_default()
    }

    pub(super) fn submitted(&self, form: &str) -> Option<Answers> {
        self.frozen.0.get(form).cloned()
    }

    pub(super) fn previous(&self, form: &str) -> Option<Answers> {
        self.previous.get(form).cloned()
    }

    pub(super) fn drafts_of(&self, form: &str) -> impl Iterator<Item = &DraftRow> {
        self.drafts.iter().filter(move |draft| draft.form == form)
    }

    /// Verdicts on a form: the tenant's own drafts over what was given.
    pub(super) fn verdicts_of(&self, form: &str) -> BTreeMap<String, Verdict> {
        let mut verdicts = self.frozen.1.get(form).cloned().unwrap_or_default();
        let own = self.verdicts.iter().filter(|row| row.form == form);
        verdicts.extend(own.flat_map(|row| row.verdicts.clone()));
        verdicts
    }

    /// What the procedure is asked with.
    pub(crate) fn context(&self) -> Context {
        let mut verdicts = self.frozen.1.clone();
        for row in &self.verdicts {
            verdicts.entry(row.form.clone()).or_default().extend(row.verdicts.clone());
        }
        Context {
            answers: self.answers.clone(),
            organisation: self.organisation.clone(),
            filing: FilingFacts {
                period: self.head.filing.period.clone(),
                subject: self.head.filing.subject.clone(),
                state: self.state().to_owned(),
                number: self.head.row.number.clone(),
                begun: today(self.head.filing.begun),
                parties: self.party_names.clone(),
            },
            previous: self.previous.clone(),
            indicators: self.indicators.clone(),
            lists: self.lists.clone(),
            verdicts,
            today: today(self.now),
        }
    }

    /// # Errors
    /// `filing.form_missing`.
    pub(super) fn evaluate(&self, form: &str) -> Result<Evaluation, Fault> {
        self.known.form(form)?;
        Ok(self.known.procedure.evaluate(form, &self.context()))
    }

    pub(super) fn summary(
        &self,
        caller: &Caller,
        form: &Form,
        evaluation: Option<&Evaluation>,
        comments: &[CommentRow],
    ) -> FormSummary {
        let mut summary = FormSummary {
            form: form.id.clone(),
            title: form.title.clone(),
            party: self.known.procedure.filler(&form.id).to_owned(),
            writable: self.writable(caller, &form.id),
            judgeable: self.judgeable(caller, &form.id),
            answered: 0,
            asked: 0,
            errors: 0,
            warnings: 0,
            comments: 0,
        };
        let sections = evaluation.into_iter().flat_map(|evaluation| evaluation.sections.values());
        for section in sections.filter(|section| section.visible) {
            summary.answered += section.answered;
            summary.asked += section.asked;
            summary.errors += section.errors;
            summary.warnings += section.warnings;
        }
        let own = comments.iter().filter(|comment| comment.form == form.id);
        summary.comments = u32::try_from(own.count()).unwrap_or(u32::MAX);
        summary
    }

    /// When the first of the answers that a step freezes was saved.
    pub(super) fn first_saved(&self, forms: &[String]) -> Option<Millis> {
        let of = self.drafts.iter().filter(|draft| forms.contains(&draft.form));
        of.map(|draft| draft.first).min()
    }

    pub(super) fn freeze(&self, forms: &[String]) -> BTreeMap<String, Answers> {
        forms.iter().map(|form| (form.clone(), self.answers(form))).collect()
    }

    /// Only the tenant's own verdicts, and only on what is judged by the step.
    pub(super) fn freeze_verdicts(
        &self,
        forms: &[String],
    ) -> BTreeMap<String, BTreeMap<String, Verdict>> {
        forms.iter().map(|form| (form.clone(), self.verdicts_of(form))).collect()
    }

    /// The kind of tenant that a party of this filing is.
    pub(super) fn party_kind(&self, party: &str) -> Option<TenantKind> {
        self.known.procedure.tenant_kind(party, &self.context())
    }

    /// # Errors
    /// Those of [`procedure::Procedure::check_step`].
    pub(super) fn check_step(
        &self,
        caller: &Caller,
        draft: &FilingStepDraft,
    ) -> Result<Checked, Fault> {
        let act = self.act(caller);
        let context = self.recorded_context(&draft.action);
        self.known.procedure.check_step(&self.standing, act, draft, &context)
    }

    /// Whether an action ends the filing where it stands.
    pub(super) fn ends_by(&self, action: &str) -> bool {
        let machine = self.known.machine();
        let here = machine.steps.iter().filter(|step| {
            step.action == action && step.from.iter().any(|from| from == self.state())
        });
        let mut targets = here.map(|step| step.target(self.state()));
        targets.any(|to| machine.states.iter().any(|state| state.id == to && state.terminal))
    }

    /// What whoever receives the step can evaluate again: what is frozen, and what the step
    /// freezes; nothing that only this tenant knows.
    pub(super) fn recorded_context(&self, action: &str) -> Context {
        let steps = &self.known.machine().steps;
        let step = steps.iter().find(|step| {
            step.action == action
                && step.from.iter().any(|from| from == self.state())
                && step.takers().any(|party| party == self.party())
        });
        let (mut answers, mut verdicts) = self.frozen.clone();
        if let Some(step) = step {
            answers.extend(self.freeze(&step.forms));
            verdicts.extend(self.freeze_verdicts(&step.judges));
        }
        let mut context =
            Context { answers, verdicts, previous: BTreeMap::new(), ..self.context() };
        context.filing.parties = party_paths(&self.head.filing);
        context
    }

    fn act<'a>(&'a self, caller: &'a Caller) -> Act<'a> {
        Act { party: self.party(), tenant: caller.tenant.as_str(), role: caller.role }
    }

    /// What the caller may do now, each with what stands in its way.
    pub(super) fn actions(&self, caller: &Caller) -> Vec<FilingAction> {
        if self.head.summary || !may(caller.role, crate::permission::Action::FilingWrite) {
            return Vec::new();
        }
        let act = self.act(caller);
        self.known.procedure.actions(&self.standing, act, &self.context())
    }

    /// Papers that can be made now.
    pub(super) fn documents(&self) -> Vec<DocumentChoice> {
        if self.head.summary {
            return Vec::new();
        }
        let documents = self.known.procedure.documents();
        let printable = documents.filter(|(id, document)| {
            self.known.procedure.is_printable(id, &self.standing)
                && document.of.iter().all(|form| self.sees(form))
        });
        printable
            .map(|(id, document)| DocumentChoice {
                document: id.to_owned(),
                title: document.title.clone(),
                formats: document.formats.clone(),
            })
            .collect()
    }

    /// # Errors
    /// Those of [`procedure::Procedure::document`].
    pub(super) fn paper(&self, document: &str) -> Result<Document, Fault> {
        self.known.procedure.document(document, &self.context(), &self.standing)
    }

    /// Digest of the data that a paper would show now.
    pub(super) fn data_digest(&self, document: &str) -> String {
        let paper = self.paper(document);
        let text = paper.ok().and_then(|paper| serde_json::to_string(&paper).ok());
        hex::encode(Sha256::digest(text.unwrap_or_default().as_bytes()))
    }

    pub(super) fn is_current(&self, document: &str, data: &str) -> bool {
        self.data_digest(document) == data
    }

    pub(super) fn clocks(&self) -> Vec<FilingClock> {
        self.standing.clocks.iter().map(|clock| clock.view(self.now)).collect()
    }

    /// What the answers come to, as a step records it.
    pub(super) fn outcome(&self, action: &str) -> crate::procedures::Outcome {
        self.known.outcome(&self.recorded_context(action))
    }
}

impl App {
    /// What is known of the applicant: its own record on its own node; elsewhere what its last
    /// step says.
    async fn situation(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        head: &FilingHead,
        steps: &[FilingStepRow],
        known: &Known,
    ) -> Result<(Facts, BTreeMap<String, f64>), Fault> {
        if head.filing.applicant == caller.tenant {
            let scope = caller.scope();
            let facts = self.organisation_facts(conn, &scope, &caller.tenant).await?;
            let figures = self.indicator_figures(conn, &scope, known, &head.row.period).await?;
            return Ok((facts, figures));
        }
        let own = steps.iter().rev().find(|step| {
            !step.refused && step.row.by == head.filing.applicant && !step.forms.is_empty()
        });
        let Some(step) = own else { return Ok(Default::default()) };
        let body = conn.latest_body::<FilingStep>(step.row.id).await?;
        Ok(body.map(|(_, body)| (body.organisation, body.indicators)).unwrap_or_default())
    }
}

/// Parties by the paths of their tenants: the same at every node.
pub(crate) fn party_paths(filing: &Filing) -> BTreeMap<String, String> {
    filing.parties.iter().map(|(party, of)| (party.clone(), of.tenant.to_string())).collect()
}

/// Names of the tenants that a filing's parties are.
pub(crate) fn party_names(directory: &Directory, head: &FilingHead) -> BTreeMap<String, String> {
    let name = |path: &TenantPath| {
        let known = directory.tenants.get(path);
        known.map_or_else(|| path.to_string(), |tenant| tenant.body.name.clone())
    };
    let parties = head.filing.parties.iter();
    parties.map(|(party, of)| (party.clone(), name(&of.tenant))).collect()
}
