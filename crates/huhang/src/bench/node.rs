//! A node's cold start, memory at rest, and durable intake over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use contract::intake::IntakeReceipt;
use model::CaptureTime;
use model::event::ProbeEvent;
use protocols::{Config, Pipeline};

use super::capture::Packets;
use super::{Figure, resident_mib};
use crate::demo::provision;
use crate::demo::tree::{Plan, Tier, Tree};

/// Events of one batch and batches of the whole run: about two million events.
const BATCH_EVENTS: usize = 5_000;
const BATCHES: u64 = 400;
/// Batches under way at once, as from two probes.
const SENDERS: usize = 2;
const STARTS: usize = 5;

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let tree = Tree::new(Plan::at_free_ports(folder.path())?);
        let figures = figures(&tree).await;
        tree.stop().await;
        figures
    })
}

async fn figures(tree: &Tree) -> anyhow::Result<Vec<Figure>> {
    provision::provision(tree, 3600, 2000).await?;
    let mut figures = starts(tree).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    for (tier, name) in [
        (Tier::National, "memory at rest, national node"),
        (Tier::Provincial, "memory at rest, provincial node"),
        (Tier::Enterprise, "memory at rest, enterprise node"),
    ] {
        let pid = tree.pid(tier).await.context("a node is not running")?;
        let value = resident_mib(pid).context("cannot read the process's memory")?;
        figures.push(Figure { name, value, unit: "MiB", note: "resident, 5 s after start".into() });
    }
    figures.extend(intake(tree).await?);
    Ok(figures)
}

/// Each node is started anew, so that memory is that of a started node, not of one set up.
async fn starts(tree: &Tree) -> anyhow::Result<Vec<Figure>> {
    let mut slowest = Duration::ZERO;
    for _ in 0..STARTS {
        for tier in Tier::ALL {
            tree.kill(tier).await;
        }
        for tier in Tier::ALL {
            let start = Instant::now();
            tree.start(tier).await?;
            if tier == Tier::Enterprise {
                slowest = slowest.max(start.elapsed());
            }
        }
    }
    Ok(vec![Figure {
        name: "cold start, enterprise node",
        value: slowest.as_secs_f64() * 1000.0,
        unit: "ms",
        note: format!("process start to ready, slowest of {STARTS}, after kill -9"),
    }])
}

/// Real events of the recorded captures, as one batch.
fn events() -> anyhow::Result<Vec<ProbeEvent>> {
    let packets = Packets::mixed(20_000)?;
    let mut pipeline = Pipeline::new(Config::default());
    let mut events = Vec::new();
    for frame in packets.iter() {
        pipeline.packet(&frame, &mut |event| events.push(event));
    }
    events.truncate(BATCH_EVENTS);
    ensure!(events.len() == BATCH_EVENTS, "the recorded captures give too few events");
    Ok(events)
}

/// The batch with its times moved, compressed as the probe does it.
fn body(events: &[ProbeEvent], shift_ns: i64) -> anyhow::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for event in events {
        let mut event = event.clone();
        match &mut event {
            ProbeEvent::Observation(observation) => {
                observation.time = CaptureTime(observation.time.0 + shift_ns);
            }
            ProbeEvent::Flow(flow) => {
                flow.first = CaptureTime(flow.first.0 + shift_ns);
                flow.last = CaptureTime(flow.last.0 + shift_ns);
            }
            ProbeEvent::Alert(alert) => alert.time = CaptureTime(alert.time.0 + shift_ns),
            ProbeEvent::File(file) => file.time = CaptureTime(file.time.0 + shift_ns),
            ProbeEvent::Health(health) => health.time = CaptureTime(health.time.0 + shift_ns),
        }
        serde_json::to_writer(&mut lines, &event)?;
        lines.push(b'\n');
    }
    Ok(zstd::bulk::compress(&lines, 1)?)
}

async fn intake(tree: &Tree) -> anyhow::Result<Vec<Figure>> {
    let token = std::fs::read_to_string(provision::token_path(&tree.plan.folder))?;
    let url = format!("{}/api/v1/intake", tree.plan.url(Tier::Enterprise));
    let events = events()?;
    // The sender's own work is done before the clock starts.
    let bodies: Vec<Vec<u8>> =
        (0..20).map(|i| body(&events, i * 1_000_000_000)).collect::<anyhow::Result<_>>()?;
    let bodies = Arc::new(bodies);
    let next = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (bodies, next) = (Arc::clone(&bodies), Arc::clone(&next));
            tokio::spawn(send(url.clone(), token.clone(), bodies, next))
        })
        .collect();
    let mut accepted = 0;
    for sender in senders {
        accepted += sender.await??;
    }
    let seconds = start.elapsed().as_secs_f64();
    let pid = tree.pid(Tier::Enterprise).await.context("the node is not running")?;
    Ok(vec![
        Figure {
            name: "intake to durable storage",
            value: accepted as f64 / seconds,
            unit: "events/s",
            note: format!(
                "{accepted} events in {seconds:.1} s, {SENDERS} senders, detection beside it"
            ),
        },
        Figure {
            name: "memory after the intake",
            value: resident_mib(pid).unwrap_or_default(),
            unit: "MiB",
            note: "resident, enterprise node".into(),
        },
    ])
}

async fn send(
    url: String,
    token: String,
    bodies: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicU64>,
) -> anyhow::Result<u64> {
    let http = reqwest::Client::new();
    let mut accepted = 0;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= BATCHES {
            return Ok(accepted);
        }
        let body = &bodies[usize::try_from(number)? % bodies.len()];
        let answer = http
            .post(&url)
            .bearer_auth(&token)
            .header("content-type", "application/x-ndjson")
            .header("content-encoding", "zstd")
            .header("huhang-batch", format!("bench-{number}"))
            .body(body.clone())
            .send()
            .await?;
        ensure!(answer.status().is_success(), "intake refused: {}", answer.text().await?);
        let receipt: IntakeReceipt = answer.json().await?;
        accepted += receipt.accepted;
    }
}
