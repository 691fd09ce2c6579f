//! A procedure that is ready for use.

use std::collections::BTreeMap;

use contract::rest::filing::{Answers, Verdict};
use contract::rest::pack::{Machine as MachineView, MachineState, MachineTransition};
use model::form::{CodeList, Form, Text};
use serde_json::{Map, Value as Json};

use crate::compile::{FormPrograms, Graph, Guards, ScoringPrograms};
use crate::definition::{Example, Machine, PartyDefinition, Scoring, StepDefinition};
use crate::document::CompiledDocument;
use crate::expression::Roots;

/// Forms, scoring, steps, clocks and documents of one pack, checked and compiled.
///
/// Made by [`Procedure::compile`]; everything it computes depends on its arguments alone.
#[derive(Debug, Clone)]
pub struct Procedure {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) title: Text,
    pub(crate) example: bool,
    pub(crate) effective_from: String,
    pub(crate) machine: Machine,
    pub(crate) scoring: Scoring,
    pub(crate) forms: Vec<Form>,
    pub(crate) examples: BTreeMap<String, Example>,
    pub(crate) lists: BTreeMap<String, CodeList>,
    pub(crate) graph: Graph,
    pub(crate) fields: Vec<FormPrograms>,
    pub(crate) points: ScoringPrograms,
    pub(crate) guards: Guards,
    pub(crate) documents: BTreeMap<String, CompiledDocument>,
}

/// What is known of a filing when it is evaluated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// Answers by form.
    pub answers: BTreeMap<String, Answers>,
    /// Facts of the applicant: `name`, `credit_code`, `kind`, `industry`, `region`, `employees`,
    /// `revenue`, `size`, `grades` (by scheme), `facts`.
    pub organisation: Answers,
    pub filing: FilingFacts,
    /// Last period's answers by form.
    pub previous: BTreeMap<String, Answers>,
    /// Figures that can be offered or compared with.
    pub indicators: BTreeMap<String, f64>,
    /// Rows that tables with `from` are offered, by `form.table`; what they are not, is unknown.
    pub lists: BTreeMap<String, Vec<Answers>>,
    /// Verdicts by form and field.
    pub verdicts: BTreeMap<String, BTreeMap<String, Verdict>>,
    /// The day in Shanghai, `YYYY-MM-DD`; see [`crate::day_of`].
    pub today: String,
}

/// The filing itself, as expressions see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilingFacts {
    pub period: String,
    pub subject: String,
    pub state: String,
    pub number: String,
    /// Day on which it was begun.
    pub begun: String,
    /// Names of the parties' tenants, by party.
    pub parties: BTreeMap<String, String>,
}

/// A context as maps that expressions read.
pub(crate) struct Prepared<'a> {
    pub(crate) context: &'a Context,
    filing: Map<String, Json>,
    previous: Map<String, Json>,
    indicators: Map<String, Json>,
    verdicts: Map<String, Json>,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(context: &'a Context) -> Self {
        let facts = &context.filing;
        let texts = [
            ("period", &facts.period),
            ("subject", &facts.subject),
            ("state", &facts.state),
            ("number", &facts.number),
            ("begun", &facts.begun),
        ];
        let mut filing: Map<String, Json> = texts
            .into_iter()
            .map(|(name, text)| (name.to_owned(), Json::String(text.clone())))
            .collect();
        let parties = facts.parties.iter().map(|(p, name)| (p.clone(), name.clone().into()));
        filing.insert("parties".to_owned(), Json::Object(parties.collect()));
        let previous = context.previous.iter();
        let indicators = context.indicators.iter();
        let verdicts = context.verdicts.iter().map(|(form, fields)| {
            let fields =
                fields.iter().map(|(f, verdict)| (f.clone(), verdict.verdict.clone().into()));
            (form.clone(), Json::Object(fields.collect()))
        });
        Self {
            context,
            filing,
            previous: previous.map(|(f, a)| (f.clone(), Json::Object(a.clone()))).collect(),
            indicators: indicators
                .map(|(id, value)| (id.clone(), crate::expression::number_json(*value)))
                .collect(),
            verdicts: verdicts.collect(),
        }
    }

    pub(crate) fn roots(&'a self) -> Roots<'a> {
        Roots {
            organisation: &self.context.organisation,
            filing: &self.filing,
            previous: &self.previous,
            indicators: &self.indicators,
            verdicts: &self.verdicts,
            today: &self.context.today,
        }
    }
}

impl Procedure {
    /// Pack id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `id@version`, as filings and steps quote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn title(&self) -> &Text {
        &self.title
    }

    /// 示例: holds unverified values.
    pub fn is_example(&self) -> bool {
        self.example
    }

    /// First day on which it applies.
    pub fn effective_from(&self) -> &str {
        &self.effective_from
    }

    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// Code lists that a form uses, by the name its fields use.
    pub fn codes_of(&self, form: &str) -> Vec<CodeList> {
        let fields = self.form(form).into_iter().flat_map(|form| &form.sections);
        let fields = fields.flat_map(|section| &section.fields);
        let names: std::collections::BTreeSet<&String> = fields
            .flat_map(|field| field.fields.iter().chain(std::iter::once(field)))
            .filter_map(|field| field.codes.as_ref())
            .collect();
        names.into_iter().filter_map(|name| self.lists.get(name)).cloned().collect()
    }

    /// A code list by the name fields and results use.
    pub fn codes(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name)
    }

    /// What `procedure.yaml` says.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What `scoring.yaml` says.
    pub fn scoring(&self) -> &Scoring {
        &self.scoring
    }

    pub fn party(&self, id: &str) -> Option<&PartyDefinition> {
        self.machine.parties.iter().find(|party| party.id == id)
    }

    /// Party whose step takes a form: who fills it. A form of no step is the applicant's.
    pub fn filler(&self, form: &str) -> &str {
        let step = self.machine.steps.iter().find(|step| step.forms.iter().any(|f| f == form));
        step.and_then(|step| step.by().next()).unwrap_or("applicant")
    }

    /// States in which a party may write a form: those in which it may take a step with it.
    pub fn writable(&self, form: &str, party: &str, state: &str) -> bool {
        self.steps_here(state, party).any(|step| step.forms.iter().any(|f| f == form))
    }

    /// Whether a party judges a form's items in this state.
    pub fn judgeable(&self, form: &str, party: &str, state: &str) -> bool {
        self.steps_here(state, party).any(|step| step.judges.iter().any(|f| f == form))
    }

    pub(crate) fn steps_here<'a>(
        &'a self,
        state: &'a str,
        party: &'a str,
    ) -> impl Iterator<Item = &'a StepDefinition> {
        let here = self.machine.steps.iter();
        let here = here.filter(move |step| step.from.iter().any(|from| from == state));
        here.filter(move |step| step.takers().any(|by| by == party))
    }

    pub fn state_title(&self, state: &str) -> Text {
        let found = self.machine.states.iter().find(|known| known.id == state);
        found.map_or_else(Text::default, |state| state.title.clone())
    }

    /// Every state and transition, as the console draws them: there are no others.
    pub fn drawing(&self) -> MachineView {
        let edges = self.machine.steps.iter().flat_map(|step| {
            let from = step.from.iter();
            from.flat_map(move |from| step.takers().map(move |party| (from, step, party)))
        });
        MachineView {
            initial: self.machine.initial.clone(),
            states: self
                .machine
                .states
                .iter()
                .map(|state| MachineState {
                    id: state.id.clone(),
                    title: state.title.clone(),
                    terminal: state.terminal,
                })
                .collect(),
            transitions: edges
                .map(|(from, step, party)| MachineTransition {
                    from: from.clone(),
                    to: step.target(from).to_owned(),
                    action: step.action.clone(),
                    title: step.title.clone(),
                    party: party.to_owned(),
                    roles: step.roles.clone(),
                    clock: step.clock.clone().unwrap_or_default(),
                })
                .collect(),
        }
    }
}
