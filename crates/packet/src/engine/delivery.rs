//! Between one direction's reassembly and the analyzer.

use model::CaptureTime;

use crate::config::Stats;
use crate::engine::Analyzer;
use crate::flow::{Context, Flow, Side};
use crate::tcp::{Came, Out};

pub(super) struct Delivery<'a, A: Analyzer> {
    pub(super) flow: &'a mut Flow<A::Session>,
    pub(super) analyzer: &'a mut A,
    pub(super) at: &'a Context,
    pub(super) stats: &'a mut Stats,
    /// Whether events are wanted.
    pub(super) watched: bool,
    /// Whether the speaker is the endpoint with the lower key.
    pub(super) low: bool,
}

/// Adds to one side's counter.
#[inline]
pub(super) fn count(counters: &mut [u64; 2], side: Side, n: u64) {
    let [client, server] = counters;
    match side {
        Side::Client => *client += n,
        Side::Server => *server += n,
    }
}

impl<A: Analyzer> Out for Delivery<'_, A> {
    #[inline]
    fn data(&mut self, data: &[u8], came: Option<Came>) {
        self.stats.delivered += data.len() as u64;
        let side = self.flow.side_of(self.low);
        match came {
            Some(Came { time, number }) if number != self.at.number => {
                let at = Context { time: CaptureTime(time), number, ..*self.at };
                self.analyzer.stream(self.flow, side, &at, data);
            }
            _ => self.analyzer.stream(self.flow, side, self.at, data),
        }
    }

    fn gap(&mut self, lost: u64) {
        self.stats.gaps += 1;
        self.stats.lost += lost;
        let side = self.flow.side_of(self.low);
        count(&mut self.flow.lost, side, lost);
        self.analyzer.gap(self.flow, side, self.at, lost);
    }

    fn note(&mut self, code: &'static str) {
        self.stats.anomalies += 1;
        self.flow.note(crate::anomaly(code, 0, ""));
    }

    fn event(&mut self, name: &'static str) {
        if self.watched {
            self.analyzer.stream_event(self.flow, self.at, name);
        }
    }

    fn repeated(&mut self, bytes: usize) {
        self.stats.repeated += bytes as u64;
    }

    fn out_of_order(&mut self) {
        self.stats.out_of_order += 1;
    }
}
