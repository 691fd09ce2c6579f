//! Detection beside an EVE file or Zeek's logs: the shipped rules over the events as they pass.

use std::io;

use detect::{Config, Engine, Output};
use model::event::ProbeEvent;
use model::finding::Detection;

use crate::packs;

/// The engine and what it concluded from the last event.
pub(super) struct Alerts {
    engine: Engine,
    output: Output,
}

impl Alerts {
    /// Learns for so many seconds of capture time; `None` = for as long as it runs.
    pub(super) fn new(learn: Option<u32>) -> anyhow::Result<Self> {
        let mut seed = [0; 8];
        getrandom::fill(&mut seed)?;
        let config = Config {
            learning_seconds: learn.unwrap_or(u32::MAX),
            seed: u64::from_ne_bytes(seed),
            ..Config::default()
        };
        Ok(Self { engine: Engine::new(packs::rules()?, config), output: Output::default() })
    }

    /// Tells each detection that the event leads to. Alerts of signatures are told as they are: a
    /// detection of one would say the same twice.
    pub(super) fn event(
        &mut self,
        event: &ProbeEvent,
        tell: impl FnMut(&Detection) -> io::Result<()>,
    ) -> io::Result<()> {
        if matches!(event, ProbeEvent::Alert(_)) {
            return Ok(());
        }
        self.output.clear();
        self.engine.event(event, None, &mut self.output);
        self.output.detections.iter().try_for_each(tell)
    }
}
