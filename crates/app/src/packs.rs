//! The packs a node works with, checked against each other once, at the start.

use std::sync::Arc;

use contract::kinds;
use detect::RuleSet;
use model::finding::Severity;
use model::{Fault, Millis};
use procedure::loops::Loop;
use procedure::notices::{NoticeText, Notices, Paper};
use procedure::{Calendar, Pack, PackKind, Problem};

use crate::procedures::Procedures;

/// Rules, the notice procedure and the calendar, ready for use.
#[derive(Clone)]
pub struct Packs {
    pub rules: Arc<RuleSet>,
    pub procedure: Arc<Loop>,
    pub calendar: Arc<Calendar>,
    /// Procedures of filings.
    pub procedures: Arc<Procedures>,
    /// Texts and papers of notices, each with its pack's id and whether that is an example.
    notices: Arc<[(String, bool, Notices)]>,
    packs: Arc<[Pack]>,
    procedure_name: Arc<str>,
}

impl Packs {
    /// Compiles packs: rules, exactly one loop, a calendar (without one: weekends only).
    /// Others (code tables) are declared only.
    ///
    /// # Errors
    /// Everything that is wrong in any of them; `pack.procedure_count` when there is not exactly
    /// one loop.
    pub fn compile(packs: Vec<Pack>) -> Result<Self, Vec<Problem>> {
        let of = |kind| packs.iter().filter(move |pack: &&Pack| pack.manifest.kind == kind);
        let rules: Vec<Pack> = of(PackKind::Rules).cloned().collect();
        let mut procedures = of(PackKind::Loop);
        let (Some(procedure), None) = (procedures.next(), procedures.next()) else {
            return Err(vec![Problem::new("pack.procedure_count", "pack.yaml", "kind")]);
        };
        let calendar = match of(PackKind::Calendar).next_back() {
            Some(pack) => Calendar::from_pack(pack)?,
            None => Calendar::weekends(),
        };
        let compiled = Loop::from_pack(procedure)?;
        let mut notices = Vec::new();
        for pack in of(PackKind::Notices) {
            let found = Notices::from_pack(pack)?;
            notices.push((pack.manifest.id.clone(), pack.is_example(), found));
        }
        let calendar = Arc::new(calendar);
        Ok(Self {
            procedures: Arc::new(Procedures::new(&packs, calendar.clone())?),
            rules: Arc::new(RuleSet::compile(&rules)?),
            procedure_name: procedure.name().into(),
            procedure: Arc::new(compiled),
            calendar,
            notices: notices.into(),
            packs: packs.into(),
        })
    }

    /// `id@version` of the notice procedure.
    pub fn procedure_name(&self) -> &str {
        &self.procedure_name
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

    /// Deadline of a notice by the procedure's own clock, and `pack#clock` that set it.
    pub(crate) fn due(
        &self,
        severity: Severity,
        issued: Millis,
    ) -> Result<(Millis, String), Fault> {
        let clocks = self.procedure.clocks_from(Loop::INITIAL);
        // Of several clocks that start with the issue, the last to run out bounds the whole loop.
        let dues: Result<Vec<_>, Fault> = clocks
            .map(|clock| {
                let due = self.procedure.deadline(&clock.id, severity, issued, &self.calendar)?;
                Ok((due, format!("{}#{}", self.procedure_name, clock.id)))
            })
            .collect();
        dues?.into_iter().max().ok_or_else(|| Fault::invalid("notice.no_clock"))
    }
}
