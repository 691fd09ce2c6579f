//! The packs a node works with, checked against each other once, at the start.

use std::sync::Arc;

use contract::kinds;
use detect::RuleSet;
use model::finding::Severity;
use model::{Fault, Millis, TenantPath};
use procedure::loops::{Loop, Loops};
use procedure::notices::{NoticeText, Notices, Paper};
use procedure::{Calendar, Pack, PackKind, Problem};

use crate::procedures::Procedures;

/// The loop of notices, of hazards, of tasks.
pub(crate) const NOTICE_LOOP: &str = "loop-notice";
pub(crate) const HAZARD_LOOP: &str = "loop-hazard";
pub(crate) const TASK_LOOP: &str = "loop-task";
const LOOPS: [&str; 3] = [NOTICE_LOOP, HAZARD_LOOP, TASK_LOOP];

/// Rules, loops, procedures and the calendar, ready for use.
#[derive(Clone)]
pub struct Packs {
    pub rules: Arc<RuleSet>,
    /// Closed loops of notices, hazards and tasks.
    pub loops: Arc<Loops>,
    pub calendar: Arc<Calendar>,
    /// Procedures of filings.
    pub procedures: Arc<Procedures>,
    /// Texts and papers of notices, each with its pack's id and whether that is an example.
    notices: Arc<[(String, bool, Notices)]>,
    packs: Arc<[Pack]>,
}

impl Packs {
    /// Compiles packs: rules, the loops of notices, hazards and tasks, a calendar (without one:
    /// weekends only). Others (code tables) are declared only.
    ///
    /// # Errors
    /// Everything that is wrong in any of them; `pack.loop_missing` for a loop that is not there.
    pub fn compile(packs: Vec<Pack>) -> Result<Self, Vec<Problem>> {
        let of = |kind| packs.iter().filter(move |pack: &&Pack| pack.manifest.kind == kind);
        let rules: Vec<Pack> = of(PackKind::Rules).cloned().collect();
        let calendar = match of(PackKind::Calendar).next_back() {
            Some(pack) => Calendar::from_pack(pack)?,
            None => Calendar::weekends(),
        };
        let mut notices = Vec::new();
        for pack in of(PackKind::Notices) {
            let found = Notices::from_pack(pack)?;
            notices.push((pack.manifest.id.clone(), pack.is_example(), found));
        }
        let calendar = Arc::new(calendar);
        let loops = Loops::new(of(PackKind::Loop), calendar.clone())?;
        if let Some(missing) = LOOPS.iter().find(|id| loops.get(id).is_none()) {
            return Err(vec![
                Problem::new("pack.loop_missing", "pack.yaml", "kind").with("value", missing),
            ]);
        }
        Ok(Self {
            procedures: Arc::new(Procedures::new(&packs, calendar.clone())?),
            rules: Arc::new(RuleSet::compile(&rules)?),
            loops: Arc::new(loops),
            calendar,
            notices: notices.into(),
            packs: packs.into(),
        })
    }

    /// `id@version` of a loop; [`Packs::compile`] saw to it that it is there.
    pub fn loop_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.loops.get(id).map_or(id, |(name, _)| name)
    }

    /// The state that a loop begins in.
    pub(crate) fn initial(&self, id: &str) -> &str {
        self.loops.get(id).map_or("", |(_, procedure)| procedure.initial())
    }

    /// Texts that letters begin with: pack, whether it is an example, text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, bool, &NoticeText)> {
        self.notices.iter().flat_map(|(id, example, notices)| {
            notices.texts.iter().map(move |text| (id.as_str(), *example, text))
        })
    }

    /// Papers of notices, and whether their pack is an example.
    pub(crate) fn papers(&self) -> impl Iterator<Item = (bool, &Paper)> {
        self.notices.iter().flat_map(|(_, example, notices)| {
            notices.papers.iter().map(move |paper| (*example, paper))
        })
    }

    /// The same packs for another node: what is published there is not known here.
    pub fn separate(&self) -> Self {
        Self { procedures: Arc::new(self.procedures.separate()), ..self.clone() }
    }

    /// All packs that came with the executable.
    pub(crate) fn all(&self) -> &[Pack] {
        &self.packs
    }

    /// What the log says about the packs that are active.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = kinds::pack::Pack> {
        self.packs.iter().map(|pack| kinds::pack::Pack {
            id: pack.manifest.id.clone(),
            version: pack.manifest.version.to_string(),
            digest: pack.digest.clone(),
            example: pack.is_example(),
            published: None,
        })
    }

    /// Deadline of what `issuer` issues by the procedure's own clock, and `pack#clock` that set
    /// it.
    pub(crate) fn due(
        &self,
        id: &str,
        issuer: &TenantPath,
        severity: Severity,
        issued: Millis,
    ) -> Result<(Millis, String), Fault> {
        let none = || Fault::invalid("notice.no_clock");
        let (name, procedure) = self.loops.get(id).ok_or_else(none)?;
        // Of several clocks that start with the issue, the last to run out bounds the whole loop.
        let dues: Result<Vec<_>, Fault> = procedure
            .clocks_from(Loop::INITIAL)
            .map(|clock| {
                let due = procedure.deadline_for(
                    Some(issuer),
                    &clock.id,
                    severity,
                    issued,
                    &self.calendar,
                )?;
                Ok((due, format!("{name}#{}", clock.id)))
            })
            .collect();
        dues?.into_iter().max().ok_or_else(none)
    }
}
