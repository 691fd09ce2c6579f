//! Packets a second on one core, without output: counting only, and with observations made.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use protocols::{Config, Pipeline};

use super::capture::Packets;
use super::{Figure, resident_mib};

/// Frames of the capture that is built when none is given.
const FRAMES: usize = 2_000_000;
const ROUNDS: usize = 3;

pub(super) fn measure(capture: Option<&Path>) -> anyhow::Result<Vec<Figure>> {
    let packets = match capture {
        Some(path) => {
            let file = std::fs::File::open(path)
                .with_context(|| format!("bench.capture: cannot read `{}`", path.display()))?;
            Packets::read(std::io::BufReader::with_capacity(1 << 20, file))?
        }
        None => Packets::mixed(FRAMES)?,
    };
    let before = resident_mib(std::process::id()).unwrap_or_default();
    let what = format!("{} packets, {} MB, one core", packets.len(), packets.bytes() / 1_000_000);
    let counted = best(&packets, Config::counting);
    let observed = best(&packets, Config::default);
    let after = resident_mib(std::process::id()).unwrap_or_default();
    let figure =
        |name, value, unit, note: &str| Figure { name, value, unit, note: note.to_owned() };
    Ok(vec![
        figure("probe, no output", counted, "packets/s", &what),
        figure("probe, observations made", observed, "packets/s", &what),
        figure(
            "probe, memory",
            after - before,
            "MiB",
            "growth over all rounds, capture not counted",
        ),
    ])
}

/// The best of some rounds, in packets a second.
fn best(packets: &Packets, config: impl Fn() -> Config) -> f64 {
    let rate = |_| {
        let mut pipeline = Pipeline::new(config());
        let mut events = 0_u64;
        let start = Instant::now();
        for frame in packets.iter() {
            pipeline.packet(&frame, &mut |_| events += 1);
        }
        pipeline.finish(&mut |_| events += 1);
        std::hint::black_box(events);
        packets.len() as f64 / start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(rate).fold(0.0, f64::max)
}
