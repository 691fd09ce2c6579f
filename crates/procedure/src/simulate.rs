//! Walks through a machine at random, before it is used: does it end, is every transition taken,
//! does the state depend on the steps alone.
//!
//! Forms, verdicts and guards are taken as fulfilled: the worked examples are for those.

use std::collections::BTreeSet;

use model::Millis;

use crate::Calendar;
use crate::machine::{Standing, Taken};
use crate::procedure::Procedure;

/// Most steps of one walk.
const MAX_STEPS: usize = 200;
const HOUR: i64 = 3_600_000;

/// What a simulation saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    pub seed: u64,
    pub walks: u32,
    pub steps: u64,
    /// Walks that came to an end within 200 steps.
    pub ended: u32,
    /// Transitions that no walk took: `submitted -confirm-> confirmed (authority)`.
    pub untaken: Vec<String>,
    /// What must never happen: an undeclared state, or a state that depends on the order in which
    /// steps arrive.
    pub wrong: Vec<String>,
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or_default()
    }
}

type Edge = (String, String, String, String);

impl Procedure {
    /// Takes `walks` random walks from `begun`; the same seed takes the same walks.
    pub fn simulate(
        &self,
        seed: u64,
        walks: u32,
        begun: Millis,
        calendar: &Calendar,
    ) -> Simulation {
        let mut random = Random(seed);
        let mut open: BTreeSet<Edge> = self
            .drawing()
            .transitions
            .into_iter()
            .map(|edge| (edge.from, edge.action, edge.to, edge.party))
            .collect();
        let mut seen =
            Simulation { seed, walks, steps: 0, ended: 0, untaken: Vec::new(), wrong: Vec::new() };
        for _ in 0..walks {
            self.walk_once(&mut random, &mut open, &mut seen, begun, calendar);
        }
        let told = |(from, action, to, party): Edge| format!("{from} -{action}-> {to} ({party})");
        seen.untaken = open.into_iter().map(told).collect();
        seen.wrong.sort();
        seen.wrong.dedup();
        seen
    }

    fn walk_once(
        &self,
        random: &mut Random,
        open: &mut BTreeSet<Edge>,
        seen: &mut Simulation,
        begun: Millis,
        calendar: &Calendar,
    ) {
        let parties: Vec<String> = self.machine.parties.iter().map(|p| p.id.clone()).collect();
        let mut taken: Vec<Taken> = Vec::new();
        let mut now = begun;
        let mut standing = self.fold(begun, &parties, &taken, calendar);
        while !standing.terminal && taken.len() < MAX_STEPS {
            let Some((action, party)) = self.pick(&standing, random, open) else { break };
            now = now.plus(HOUR * i64::from(u8::try_from(random.below(96)).unwrap_or(1)) + 1);
            let before = standing.state.clone();
            taken.push(Taken {
                id: format!("{:06}", taken.len()),
                action: action.clone(),
                party: party.clone(),
                tenant: String::new(),
                turn: standing.turn,
                time: now,
                fields: [("days".to_owned(), "1".to_owned())].into(),
            });
            standing = self.fold(begun, &parties, &taken, calendar);
            seen.steps += 1;
            self.note(&before, &action, &party, &standing, open, seen);
        }
        seen.ended += u32::from(standing.terminal);
        taken.reverse();
        if self.fold(begun, &parties, &taken, calendar).state != standing.state {
            seen.wrong.push(format!("order: {}", standing.state));
        }
    }

    /// An untaken transition where there is one, or any.
    fn pick(
        &self,
        standing: &Standing,
        random: &mut Random,
        open: &BTreeSet<Edge>,
    ) -> Option<(String, String)> {
        let here = self.machine.steps.iter();
        let here = here.filter(|step| step.from.contains(&standing.state));
        let mut choices: Vec<(String, String)> = here
            .flat_map(|step| {
                let parties: Vec<&str> = if step.all {
                    Self::open_parties(step, standing).collect()
                } else {
                    standing.holders(step).collect()
                };
                parties.into_iter().map(|party| (step.action.clone(), party.to_owned()))
            })
            .collect();
        let fresh: Vec<(String, String)> = choices
            .iter()
            .filter(|(action, party)| {
                let mut untaken = open.iter();
                untaken.any(|(f, a, _, p)| *f == standing.state && a == action && p == party)
            })
            .cloned()
            .collect();
        if !fresh.is_empty() && random.below(3) > 0 {
            choices = fresh;
        }
        let at = random.below(choices.len());
        choices.into_iter().nth(at)
    }

    fn note(
        &self,
        before: &str,
        action: &str,
        party: &str,
        after: &Standing,
        open: &mut BTreeSet<Edge>,
        seen: &mut Simulation,
    ) {
        if !self.machine.states.iter().any(|state| state.id == after.state) {
            seen.wrong.push(format!("undeclared: {}", after.state));
        }
        if let Some(aside) = after.set_aside.last() {
            seen.wrong.push(format!("{before} -{action}-> set aside: {}", aside.code));
        }
        open.retain(|(from, name, _, by)| !(from == before && name == action && by == party));
    }
}
