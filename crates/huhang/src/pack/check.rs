//! `huhang pack check`.

use std::path::Path;
use std::process::ExitCode;

use contract::rest::pack::ExampleOutcome;
use detect::{RuleSet, cases};
use procedure::loops::Loop;
use procedure::notices::Notices;
use procedure::{Calendar, Codes, Pack, PackKind, Problem, Procedure};
use serde::Serialize;

use super::folder::{self, Folder};
use super::{Check, exit, say, tell};

/// What a look at a pack found.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) ok: bool,
    /// `id@version`, or the folder.
    pub(super) pack: String,
    pub(super) example: bool,
    pub(super) digest: String,
    /// `signed by …`, or empty.
    pub(super) signature: String,
    /// Counts: `{"forms": 3}`.
    pub(super) holds: Vec<(&'static str, usize)>,
    pub(super) problems: Vec<Problem>,
}

/// A pack that was looked at, and what can be done with it.
pub(super) enum Looked {
    Procedure(Box<folder::Compiled>),
    Rules(Box<(Pack, RuleSet)>),
    Other,
}

pub(super) fn run(args: &Check) -> anyhow::Result<ExitCode> {
    let (report, _) = look(&args.folder)?;
    if args.json {
        say(&serde_json::to_string(&report)?);
    } else {
        report.tell();
    }
    Ok(exit(report.ok))
}

impl Report {
    fn tell(&self) {
        self.tell_problems();
        say(&self.verdict());
    }

    pub(super) fn tell_problems(&self) {
        for problem in &self.problems {
            say(&tell::problem(problem));
        }
    }

    /// `合格 ok: grading@0.1.0 示例 example; 3 forms, 112 fields, 14 steps, 0 problems`.
    pub(super) fn verdict(&self) -> String {
        let word = if self.ok { "合格 ok" } else { "不合格 not ok" };
        let example = if self.example { " 示例 example" } else { "" };
        let signed =
            if self.signature.is_empty() { String::new() } else { format!(" {}", self.signature) };
        let mut holds: Vec<String> =
            self.holds.iter().map(|(what, count)| format!("{count} {what}")).collect();
        holds.push(format!("{} problems", self.problems.len()));
        format!("{word}: {}{example}{signed}; {}", self.pack, holds.join(", "))
    }
}

/// Loads and checks a pack of any kind.
pub(super) fn look(root: &Path) -> anyhow::Result<(Report, Looked)> {
    let Folder { pack, problems } = folder::read(root)?;
    let mut report = Report {
        ok: false,
        pack: root.display().to_string(),
        example: false,
        digest: String::new(),
        signature: String::new(),
        holds: Vec::new(),
        problems,
    };
    let Some(pack) = pack else { return Ok((report, Looked::Other)) };
    // A procedure without sources does not compile; the other kinds are asked here.
    if pack.manifest.kind != PackKind::Procedure {
        report.problems.extend(pack.unsourced());
    }
    report.pack = pack.name();
    report.example = pack.is_example();
    report.digest.clone_from(&pack.digest);
    report.signature = super::sign::signer(&pack).unwrap_or_default();
    let looked = match compile(root, pack)? {
        Ok((looked, holds)) => {
            report.holds = holds;
            looked
        }
        Err(found) => {
            report.problems.extend(found);
            Looked::Other
        }
    };
    report.ok = report.problems.is_empty();
    Ok((report, looked))
}

type Holds = Vec<(&'static str, usize)>;

fn compile(root: &Path, pack: Pack) -> anyhow::Result<Result<(Looked, Holds), Vec<Problem>>> {
    let other = |what: &'static str, count: usize| (Looked::Other, vec![(what, count)]);
    Ok(match pack.manifest.kind {
        PackKind::Procedure => folder::compile(root, &pack)?.map(|compiled| {
            let holds = holds(&compiled.procedure);
            (Looked::Procedure(Box::new(compiled)), holds)
        }),
        PackKind::Loop => Loop::from_pack(&pack).map(|found| other("steps", found.steps.len())),
        PackKind::Codes => Codes::from_pack(&pack).map(|codes| other("tables", codes.tables.len())),
        PackKind::Calendar => {
            Calendar::from_pack(&pack).map(|_| other("files", pack.files().len()))
        }
        PackKind::Rules => rules(pack),
        PackKind::Notices => Notices::from_pack(&pack).map(|found| {
            (Looked::Other, vec![("texts", found.texts.len()), ("papers", found.papers.len())])
        }),
    })
}

fn rules(pack: Pack) -> Result<(Looked, Holds), Vec<Problem>> {
    let rules = RuleSet::compile(std::slice::from_ref(&pack))?;
    let cases = cases::load(&pack)?;
    let holds = vec![("rules", rules.rules().len()), ("cases", cases.len())];
    Ok((Looked::Rules(Box::new((pack, rules))), holds))
}

fn holds(procedure: &Procedure) -> Holds {
    let fields = procedure.forms().iter().flat_map(|form| &form.sections);
    let fields = fields.flat_map(|section| &section.fields).map(|field| 1 + field.fields.len());
    vec![
        ("forms", procedure.forms().len()),
        ("fields", fields.sum()),
        ("steps", procedure.machine().steps.len()),
        ("documents", procedure.documents().count()),
        ("examples", procedure.example_names().count()),
    ]
}

/// Outcomes of worked examples, of whatever kind the pack is.
pub(super) fn examples(looked: Looked) -> Vec<ExampleOutcome> {
    match looked {
        Looked::Procedure(compiled) => {
            compiled.procedure.run_examples(&compiled.library.calendar())
        }
        Looked::Rules(found) => {
            let (pack, rules) = *found;
            let rules = std::sync::Arc::new(rules);
            let run = |case: &cases::Case| {
                let outcome = cases::run(&rules, case);
                ExampleOutcome {
                    example: format!("{}: {}", case.rule, case.name),
                    passed: outcome.is_ok(),
                    differences: outcome.err().iter().map(|wrong| format!("{wrong:?}")).collect(),
                }
            };
            cases::load(&pack).unwrap_or_default().iter().map(run).collect()
        }
        Looked::Other => Vec::new(),
    }
}
