//! The loops of a node's packs, with the calendar that their clocks run by.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::loops::LoopHead;

use super::{Loop, LoopStepTaken, Standing};
use crate::{Calendar, Pack, Problem};

/// Loops by `id@version`.
#[derive(Clone)]
pub struct Loops {
    loops: BTreeMap<String, (Loop, String)>,
    calendar: Arc<Calendar>,
}

impl Default for Loops {
    fn default() -> Self {
        Self { loops: BTreeMap::new(), calendar: Arc::new(Calendar::weekends()) }
    }
}

impl Loops {
    /// # Errors
    /// Everything that is wrong in any of them.
    pub fn new<'a>(
        packs: impl IntoIterator<Item = &'a Pack>,
        calendar: Arc<Calendar>,
    ) -> Result<Self, Vec<Problem>> {
        let mut found = Self { loops: BTreeMap::new(), calendar };
        for pack in packs {
            found.add(&pack.name(), Loop::from_pack(pack)?, &pack.digest);
        }
        Ok(found)
    }

    /// Makes a loop known; `stamp` tells one content from another.
    pub fn add(&mut self, name: &str, procedure: Loop, stamp: &str) {
        self.loops.insert(name.to_owned(), (procedure, stamp.to_owned()));
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The loop of a procedure (`id@version`), else the highest known version of the same id,
    /// with its name.
    pub fn get(&self, procedure: &str) -> Option<(&str, &Loop)> {
        let id = procedure.split('@').next().unwrap_or(procedure);
        let own = self.loops.get_key_value(procedure);
        let of_id = |name: &str| name.split('@').next() == Some(id);
        let found = own.or_else(|| self.loops.iter().rfind(|(name, _)| of_id(name)));
        found.map(|(name, (procedure, _))| (name.as_str(), procedure))
    }

    /// Name and stamp of each.
    pub fn stamps(&self) -> impl Iterator<Item = (&str, &str)> {
        self.loops.iter().map(|(name, (_, stamp))| (name.as_str(), stamp.as_str()))
    }

    /// How a loop stands; `None` where its procedure is not installed.
    pub fn standing(&self, head: &LoopHead, steps: &[LoopStepTaken]) -> Option<Standing> {
        let (_, procedure) = self.get(&head.procedure)?;
        Some(procedure.fold(head, steps, &self.calendar))
    }
}
