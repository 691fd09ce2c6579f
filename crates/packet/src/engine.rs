//! Frames → flows: the decode path, the flow table and what an analyzer hears.

use std::marker::PhantomData;

use model::observation::Anomaly;

use crate::capture::Frame;
use crate::config::{Config, Stats};
use crate::flow::{Context, Flow, Side};

/// What listens to the engine: `protocols::Pipeline`. One session a flow.
///
/// All methods but [`Analyzer::flow_ended`] have an empty default.
pub trait Analyzer {
    /// The analyzer's state for one flow; lives in [`Flow::session`].
    type Session: Default;

    /// A frame that carries no IP, after VLAN tags are taken off: GOOSE, SV, PROFINET, ARP.
    /// `payload` starts behind the ethertype; Ethernet padding is not cut off.
    fn frame(&mut self, at: &Context, ethertype: u16, payload: &[u8]) {
        let _ = (at, ethertype, payload);
    }

    /// A whole UDP payload sent by `side`.
    fn datagram(
        &mut self,
        flow: &mut Flow<Self::Session>,
        side: Side,
        at: &Context,
        payload: &[u8],
    ) {
        let _ = (flow, side, at, payload);
    }

    /// The next bytes of what `side` sent, contiguous with the bytes before unless a gap was told
    /// in between. Never empty.
    fn stream(&mut self, flow: &mut Flow<Self::Session>, side: Side, at: &Context, data: &[u8]) {
        let _ = (flow, side, at, data);
    }

    /// Bytes of `side` that will never come: `lost` of them, or 0 if nobody knows how many.
    /// Starting in mid-stream is not a gap.
    fn gap(&mut self, flow: &mut Flow<Self::Session>, side: Side, at: &Context, lost: u64) {
        let _ = (flow, side, at, lost);
    }

    /// The flow's last word: closed, reset, idle, evicted, or the capture is over.
    fn flow_ended(&mut self, flow: &mut Flow<Self::Session>, at: &Context);

    /// The flow is alive and a period ([`Config::tick`]) is over.
    fn flow_tick(&mut self, flow: &mut Flow<Self::Session>, at: &Context) {
        let _ = (flow, at);
    }

    /// An anomaly below the flows (link, IP, fragments). Those of a flow are in
    /// [`Flow::anomalies`] and are not told here.
    fn anomaly(&mut self, at: &Context, anomaly: Anomaly) {
        let _ = (at, anomaly);
    }
}

/// The flow engine. Feed it frames in capture order, then [`Engine::finish`].
pub struct Engine<S> {
    config: Config,
    stats: Stats,
    flows: PhantomData<S>,
}

impl<S: Default> Engine<S> {
    pub fn new(config: Config) -> Self {
        Self { config, stats: Stats::default(), flows: PhantomData }
    }

    /// Reads one frame and tells `analyzer` what follows from it.
    pub fn packet<A: Analyzer<Session = S>>(&mut self, frame: &Frame<'_>, analyzer: &mut A) {
        let _ = (&self.config, frame, analyzer);
        self.stats.packets += 1;
    }

    /// Ends all flows: holes become gaps, then [`Analyzer::flow_ended`] for each, oldest first.
    /// The engine can go on with another capture; flow ids keep rising.
    pub fn finish<A: Analyzer<Session = S>>(&mut self, analyzer: &mut A) {
        let _ = analyzer;
    }

    pub fn stats(&self) -> &Stats {
        &self.stats
    }
}
