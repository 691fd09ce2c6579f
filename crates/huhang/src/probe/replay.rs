//! Captures, as fast as they can be read or at a multiple of their own pace.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use model::CaptureTime;
use model::event::ProbeEvent;
use model::observation::Anomaly;
use packet::{CaptureError, CaptureReader, Frame};

use super::outputs::Outputs;
use super::sensor::Sensor;
use super::{Captured, Stop};

/// Files from this size on show their progress on a terminal.
const BIG: u64 = 32 << 20;
/// Packets between two looks at the clock and the stop flag.
const STRIDE: u64 = 1_024;
/// A file that begins this much before the end of the last one is another capture.
const STEP_BACK: i64 = 1_000_000_000;
/// Longest wait before looking whether to stop.
const SLICE: Duration = Duration::from_millis(50);

/// When to hand a packet over, and which time to say it has.
pub(super) struct Pace {
    factor: Option<f64>,
    now: Option<CaptureTime>,
    first: Option<(CaptureTime, Instant)>,
}

impl Pace {
    /// `now`: the time that the first packet shall have.
    pub(super) fn new(factor: Option<f64>, now: Option<CaptureTime>) -> Self {
        Self { factor, now, first: None }
    }

    /// The packet's time as it shall be told, and how long to wait for it.
    fn place(&mut self, time: CaptureTime) -> (CaptureTime, Duration) {
        let (first, begun) = *self.first.get_or_insert_with(|| (time, Instant::now()));
        let since = time.0.saturating_sub(first.0);
        let shown = self.now.map_or(time, |now| CaptureTime(now.0.saturating_add(since)));
        let wait = self.factor.map_or(Duration::ZERO, |factor| {
            let since = Duration::from_nanos(u64::try_from(since).unwrap_or(0));
            since.div_f64(factor).saturating_sub(begun.elapsed())
        });
        (shown, wait)
    }
}

/// Capture time from the first packet to the last, as far as the files can be read beforehand.
pub(super) fn span(files: &[PathBuf]) -> anyhow::Result<Duration> {
    let (mut first, mut last) = (None, None);
    for path in files.iter().filter(|path| path.as_os_str() != "-") {
        // What is wrong with a file is said when it is replayed.
        let Ok(mut reader) = CaptureReader::new(open(path)?.0) else { continue };
        while let Ok(Some(frame)) = reader.next_frame() {
            first.get_or_insert(frame.time.0);
            last = last.max(Some(frame.time.0));
        }
    }
    let nanos = last.unwrap_or(0).saturating_sub(first.unwrap_or(0));
    Ok(Duration::from_nanos(u64::try_from(nanos).unwrap_or(0)))
}

/// Who takes the events of a replay.
pub(super) trait Take {
    fn event(&mut self, event: ProbeEvent);
    /// Called often: moves on what has waited long enough, and tells what failed.
    fn tick(&mut self) -> anyhow::Result<()>;
}

impl Take for Outputs {
    fn event(&mut self, event: ProbeEvent) {
        Self::event(self, event);
    }
    fn tick(&mut self) -> anyhow::Result<()> {
        Self::tick(self)
    }
}

impl<F: FnMut(ProbeEvent)> Take for F {
    fn event(&mut self, event: ProbeEvent) {
        self(event);
    }
    fn tick(&mut self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Reads the files one after the other.
pub(super) fn run(
    files: &[PathBuf],
    mut pace: Pace,
    sensor: &mut Sensor,
    take: &mut dyn Take,
    stop: &Stop,
) -> anyhow::Result<Captured> {
    let mut captured = Captured::default();
    let mut last = None;
    for path in files {
        if stop.asked() {
            break;
        }
        let (reader, bar) = open(path)?;
        let reader = match CaptureReader::new(reader) {
            Ok(reader) => reader,
            Err(CaptureError::Empty) => {
                captured.anomalies.push(empty());
                continue;
            }
            Err(error) => return Err(unreadable(path, error)),
        };
        let mut replay = Replay { reader, bar, pace: &mut pace, sensor, take, stop };
        let read = replay.run(path, &mut last);
        captured.anomalies.extend_from_slice(replay.reader.anomalies());
        replay.bar.finish_and_clear();
        read?;
    }
    Ok(captured)
}

fn empty() -> Anomaly {
    Anomaly { code: "capture.empty".into(), offset: 0, field: None }
}

fn unreadable(path: &Path, error: CaptureError) -> anyhow::Error {
    let shown = path.display();
    let code = error.code();
    match error {
        CaptureError::Io(error) => anyhow::Error::new(error)
            .context(format!("probe.file_unreadable: 无法读取 {shown} / cannot read {shown}")),
        _ => {
            anyhow::anyhow!("{code}: {shown} 不是 pcap 或 pcapng 文件 / is neither pcap nor pcapng")
        }
    }
}

fn open(path: &Path) -> anyhow::Result<(Box<dyn Read>, ProgressBar)> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(io::stdin().lock()), ProgressBar::hidden()));
    }
    let shown = path.display();
    let say = || format!("probe.file_unreadable: 无法读取 {shown} / cannot read {shown}");
    let file = File::open(path).with_context(say)?;
    let meta = file.metadata().with_context(say)?;
    if meta.is_dir() {
        bail!("probe.file_unreadable: {shown} 是目录 / is a folder");
    }
    let bar = if meta.len() >= BIG && io::stderr().is_terminal() {
        progress(meta.len())
    } else {
        ProgressBar::hidden()
    };
    Ok((Box::new(file), bar))
}

fn progress(bytes: u64) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

struct Replay<'a> {
    reader: CaptureReader<Box<dyn Read>>,
    bar: ProgressBar,
    pace: &'a mut Pace,
    sensor: &'a mut Sensor,
    take: &'a mut dyn Take,
    stop: &'a Stop,
}

impl Replay<'_> {
    /// `last`: the time of the last packet of the file before, and of this one afterwards.
    fn run(&mut self, path: &Path, last: &mut Option<CaptureTime>) -> anyhow::Result<()> {
        let mut before = last.take();
        loop {
            let position = self.reader.position();
            let next = self.reader.next_frame().map_err(|error| unreadable(path, error))?;
            let Some(frame) = next else { return Ok(()) };
            let (time, wait) = self.pace.place(frame.time);
            if before.take().is_some_and(|before| time.0 < before.0.saturating_sub(STEP_BACK)) {
                // Not the continuation of the last file: its conversations are over.
                self.sensor.finish(&mut |event| self.take.event(event));
            }
            if frame.number.is_multiple_of(STRIDE) || !wait.is_zero() {
                self.bar.set_position(position);
                if !pause(wait, self.take, self.stop)? {
                    return Ok(());
                }
            }
            let frame = Frame { time, ..frame };
            self.sensor.packet(&frame, &mut |event| self.take.event(event));
            *last = Some(time);
        }
    }
}

/// Waits in slices; false if the probe is to stop.
fn pause(wait: Duration, take: &mut dyn Take, stop: &Stop) -> anyhow::Result<bool> {
    let begun = Instant::now();
    loop {
        take.tick()?;
        if stop.asked() {
            return Ok(false);
        }
        match wait.saturating_sub(begun.elapsed()) {
            Duration::ZERO => return Ok(true),
            left => super::rest(left.min(SLICE)),
        }
    }
}
