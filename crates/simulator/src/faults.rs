//! The fault plan: what goes wrong, where and when. All of it follows from the seed.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::random::Random;
use crate::wire::{Moment, Quality};

/// Kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A link is cut for a while.
    Partition,
    /// A node's process ends without warning and starts again from its database.
    Kill,
    Delay,
    Loss,
    Duplication,
    /// A message comes once more, after later ones.
    Reorder,
    /// Clocks are wrong by up to a quarter of an hour and jump.
    Skew,
    /// Some nodes speak the version before this one, and are upgraded on the way.
    Versions,
    /// Nodes join late, are suspended and resumed, and leave.
    Members,
    /// Nodes take other keys, and come back with another after theirs was revoked.
    Keys,
}

impl Fault {
    pub const ALL: [Self; 10] = [
        Self::Partition,
        Self::Kill,
        Self::Delay,
        Self::Loss,
        Self::Duplication,
        Self::Reorder,
        Self::Skew,
        Self::Versions,
        Self::Members,
        Self::Keys,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Partition => "partition",
            Self::Kill => "kill",
            Self::Delay => "delay",
            Self::Loss => "loss",
            Self::Duplication => "duplication",
            Self::Reorder => "reorder",
            Self::Skew => "skew",
            Self::Versions => "versions",
            Self::Members => "members",
            Self::Keys => "keys",
        }
    }
}

impl FromStr for Fault {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|fault| fault.word() == text);
        found.ok_or_else(|| format!("`{text}` is none of {}", Self::ALL.map(Self::word).join(", ")))
    }
}

/// Something that is to happen at its time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Event {
    Link(usize, Quality),
    /// The process ends; after so many milliseconds it starts again.
    Kill(usize),
    /// The process ends at the next such moment.
    Doom(usize, Moment),
    Start(usize),
    Skew(usize, i64),
    /// From its next start on, the node speaks the present version.
    Upgrade(usize),
    Join(usize),
    Suspend(usize),
    Resume(usize),
    /// The node takes another key.
    ChangeKey(usize),
    /// Its parent revokes its key; some time later it enrols with another.
    RevokeKey(usize),
    RenewKey(usize),
    /// A message of before arrives again.
    Straggler(usize),
}

/// Draws up the events of one round of so many milliseconds, from `start`.
pub(crate) fn round(
    faults: &BTreeSet<Fault>,
    nodes: usize,
    start: i64,
    length: i64,
    random: &mut Random,
) -> Vec<(i64, Event)> {
    let mut events = Vec::new();
    let mut plan = Round { faults, start, length, random, events: &mut events };
    // As many links as there are nodes, and a tenth of all nodes, suffer in each round.
    for _ in 0..nodes {
        plan.link(nodes);
    }
    for _ in 0..nodes.div_ceil(10).max(2) {
        plan.kill(nodes);
        plan.skew(nodes);
        plan.keys(nodes);
    }
    events
}

struct Round<'a> {
    faults: &'a BTreeSet<Fault>,
    start: i64,
    length: i64,
    random: &'a mut Random,
    events: &'a mut Vec<(i64, Event)>,
}

impl Round<'_> {
    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    fn at(&mut self) -> i64 {
        self.start + self.random.between(0, self.length)
    }

    fn link(&mut self, nodes: usize) {
        if nodes < 2 {
            return;
        }
        let child = 1 + self.random.below(nodes - 1);
        let mut quality = Quality::GOOD;
        if self.has(Fault::Partition) && self.random.chance(30) {
            quality.cut = true;
        }
        if self.has(Fault::Loss) {
            quality.loss = self.random.below(50);
        }
        if self.has(Fault::Duplication) {
            quality.duplication = self.random.below(40);
        }
        if self.has(Fault::Reorder) {
            quality.reorder = self.random.below(30);
        }
        if self.has(Fault::Delay) {
            quality.delay = (1, self.random.between(50, 3_000));
        }
        if quality != Quality::GOOD {
            let (bad, good) = (self.at(), self.at());
            self.events.push((bad.min(good), Event::Link(child, quality)));
            self.events.push((bad.max(good), Event::Link(child, Quality::GOOD)));
        }
    }

    fn kill(&mut self, nodes: usize) {
        if !self.has(Fault::Kill) {
            return;
        }
        let (node, at) = (self.random.below(nodes), self.at());
        let event = match self.random.below(5) {
            0 => Event::Doom(node, Moment::Arrival),
            1 => Event::Doom(node, Moment::Taken),
            2 => Event::Doom(node, Moment::Answered),
            _ => Event::Kill(node),
        };
        self.events.push((at, event));
        if self.has(Fault::Versions) && self.random.chance(30) {
            self.events.push((at, Event::Upgrade(node)));
        }
    }

    fn skew(&mut self, nodes: usize) {
        if self.has(Fault::Skew) {
            let (node, at) = (self.random.below(nodes), self.at());
            let skew = self.random.between(-900_000, 900_000);
            self.events.push((at, Event::Skew(node, skew)));
        }
    }

    fn keys(&mut self, nodes: usize) {
        if !self.has(Fault::Keys) {
            return;
        }
        let (node, at) = (self.random.below(nodes), self.at());
        if node > 0 && self.random.chance(25) {
            self.events.push((at, Event::RevokeKey(node)));
            let later = at + self.random.between(500, self.length / 2);
            self.events.push((later, Event::RenewKey(node)));
        } else {
            self.events.push((at, Event::ChangeKey(node)));
        }
    }
}
