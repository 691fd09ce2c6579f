//! The packets of the flow around each alert, as pcap files.
//!
//! The last packets are kept in a ring of bounded size. At an alert those of its flow are written,
//! and the flow's next packets after them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::CaptureTime;
use model::event::{ProbeEvent, SignatureAlert};
use packet::capture::{file_header, packet_header};
use packet::{Context, Frame, Layers, LinkType};
use protocols::{FlowView, Listener, Wants};

/// Bytes of packets kept.
const KEPT: usize = 8 << 20;
/// Packets of a flow written after its alert.
const AFTER: u32 = 64;
/// Files written at once; beyond it the one that waits longest is closed.
const OPEN: usize = 64;
/// Files written in all by one run: a flood of alerts must not fill the disk.
const MOST: u64 = 10_000;

struct Kept {
    flow: u64,
    time: CaptureTime,
    wire: u32,
    link: LinkType,
    data: Vec<u8>,
}

struct Writing {
    flow: u64,
    left: u32,
    out: BufWriter<File>,
}

/// Keeps packets and writes those of flows with alerts.
pub(super) struct Recorder {
    folder: PathBuf,
    flow: Arc<AtomicU64>,
    ring: VecDeque<Kept>,
    bytes: usize,
    writing: VecDeque<Writing>,
    written: u64,
}

/// Notes which flow the packet at hand belongs to.
pub(super) struct Ear(Arc<AtomicU64>);

impl Listener for Ear {
    fn wants(&self) -> Wants {
        Wants { packets: true, ..Wants::default() }
    }

    fn packet(&mut self, _at: &Context, _layers: &Layers<'_>, flow: Option<&FlowView<'_>>) {
        self.0.store(flow.map_or(0, |flow| flow.id), Ordering::Relaxed);
    }
}

impl Recorder {
    /// The recorder, and the listener that tells it flows.
    pub(super) fn new(folder: &Path) -> io::Result<(Self, Ear)> {
        std::fs::create_dir_all(folder)?;
        let flow = Arc::new(AtomicU64::new(0));
        let ear = Ear(Arc::clone(&flow));
        let recorder = Self {
            folder: folder.to_owned(),
            flow,
            ring: VecDeque::new(),
            bytes: 0,
            writing: VecDeque::new(),
            written: 0,
        };
        Ok((recorder, ear))
    }

    /// Before a packet is read.
    pub(super) fn begin(&self) {
        self.flow.store(0, Ordering::Relaxed);
    }

    /// After a packet was read, with the events that it led to.
    pub(super) fn end(&mut self, frame: &Frame<'_>, events: &[ProbeEvent]) -> io::Result<()> {
        let flow = self.flow.load(Ordering::Relaxed);
        let kept = Kept {
            flow,
            time: frame.time,
            wire: frame.wire_len,
            link: frame.link,
            data: frame.data.to_vec(),
        };
        self.go_on(&kept)?;
        self.keep(kept);
        for event in events {
            if let ProbeEvent::Alert(alert) = event {
                self.alert(alert)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, kept: Kept) {
        self.bytes += kept.data.len();
        self.ring.push_back(kept);
        while self.bytes > KEPT
            && let Some(oldest) = self.ring.pop_front()
        {
            self.bytes -= oldest.data.len();
        }
    }

    /// Writes the packet where its flow is being written.
    fn go_on(&mut self, kept: &Kept) -> io::Result<()> {
        if kept.flow == 0 {
            return Ok(());
        }
        for writing in self.writing.iter_mut().filter(|writing| writing.flow == kept.flow) {
            packet(&mut writing.out, kept)?;
            writing.left -= 1;
            if writing.left == 0 {
                writing.out.flush()?;
            }
        }
        self.writing.retain(|writing| writing.left > 0);
        Ok(())
    }

    fn alert(&mut self, alert: &SignatureAlert) -> io::Result<()> {
        let busy = alert.flow != 0 && self.writing.iter().any(|w| w.flow == alert.flow);
        if busy || self.written >= MOST {
            return Ok(());
        }
        let Some(last) = self.ring.back() else { return Ok(()) };
        let name = format!("{}-{}-{}.pcap", alert.packet, alert.sid, alert.flow);
        let mut out = BufWriter::new(File::create(self.folder.join(name))?);
        out.write_all(&file_header(last.link))?;
        let mine = |kept: &&Kept| kept.flow == alert.flow && kept.link == last.link;
        if alert.flow == 0 {
            packet(&mut out, last)?;
        } else {
            self.ring.iter().filter(mine).try_for_each(|kept| packet(&mut out, kept))?;
        }
        self.written += 1;
        if alert.flow == 0 {
            return out.flush();
        }
        if self.writing.len() >= OPEN {
            self.writing.pop_front();
        }
        self.writing.push_back(Writing { flow: alert.flow, left: AFTER, out });
        Ok(())
    }
}

fn packet(out: &mut impl io::Write, kept: &Kept) -> io::Result<()> {
    out.write_all(&packet_header(kept.time, kept.data.len(), kept.wire))?;
    out.write_all(&kept.data)
}
