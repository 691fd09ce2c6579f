//! Captures in, events and counts out.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use model::CaptureTime;
use model::event::{FlowSummary, ProbeEvent};
use model::observation::Observation;
use packet::{CaptureReader, Frame, LinkType};
use protocols::rollup::Limits;
use protocols::{Config, Pipeline, Stats};

/// Counts of a function code of a protocol.
pub(crate) type Functions = BTreeMap<u32, u64>;

/// A frame that outlives its reader.
#[derive(Clone, Debug)]
pub(crate) struct Owned {
    pub(crate) time: i64,
    pub(crate) link: LinkType,
    pub(crate) data: Vec<u8>,
    pub(crate) wire_len: u32,
}

impl Owned {
    /// The frame, as the `number`th of its capture, from 0.
    pub(crate) fn as_frame(&self, number: usize) -> Frame<'_> {
        Frame {
            time: CaptureTime(self.time),
            number: number as u64 + 1,
            link: self.link,
            data: &self.data,
            wire_len: self.wire_len,
        }
    }
}

/// Everything a run gave.
pub(crate) struct Run {
    pub(crate) observations: Vec<Observation>,
    pub(crate) flows: Vec<FlowSummary>,
    pub(crate) stats: Stats,
}

impl Run {
    pub(crate) fn functions(&self, protocol: &str) -> Functions {
        let account = self.stats.protocols.iter().find(|a| a.name == protocol).unwrap();
        account.functions.iter().collect()
    }

    pub(crate) fn messages(&self, protocol: &str) -> u64 {
        self.stats.protocols.iter().find(|a| a.name == protocol).unwrap().messages
    }

    pub(crate) fn panics(&self) -> u64 {
        self.stats.protocols.iter().map(|a| a.panics).sum()
    }
}

/// The folder of third-party test data, if this machine has it.
#[expect(clippy::disallowed_methods, reason = "tests find their data by a variable")]
pub(crate) fn shared() -> Option<PathBuf> {
    let root = std::env::var("HUHANG_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    root.join("corpus/MANIFEST.tsv").exists().then_some(root)
}

/// All frames of a capture file; what cannot be read is left out.
pub(crate) fn frames(path: &Path) -> Vec<Owned> {
    let Ok(mut reader) = CaptureReader::new(BufReader::new(File::open(path).unwrap())) else {
        return Vec::new();
    };
    let mut frames = Vec::new();
    while let Ok(Some(frame)) = reader.next_frame() {
        frames.push(Owned {
            time: frame.time.0,
            link: frame.link,
            data: frame.data.to_vec(),
            wire_len: frame.wire_len,
        });
    }
    frames
}

pub(crate) fn everything() -> Config {
    Config { limits: Limits::none(), ..Config::default() }
}

pub(crate) fn run(frames: &[Owned], config: Config) -> Run {
    let mut pipeline = Pipeline::new(config);
    let (mut observations, mut flows) = (Vec::new(), Vec::new());
    let mut out = |event| match event {
        ProbeEvent::Observation(observation) => observations.push(observation),
        ProbeEvent::Flow(flow) => flows.push(flow),
        ProbeEvent::Alert(_) | ProbeEvent::File(_) | ProbeEvent::Health(_) => {}
    };
    for (number, frame) in frames.iter().enumerate() {
        pipeline.packet(&frame.as_frame(number), &mut out);
    }
    pipeline.finish(&mut out);
    let stats = pipeline.stats();
    Run { observations, flows, stats }
}
