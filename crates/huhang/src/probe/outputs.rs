//! Who gets the events: any combination of summary, EVE file and uplink.

use std::io;

use anyhow::Context as _;
use model::event::ProbeEvent;
use protocols::{Config, Stats};

use super::alerts::Alerts;
use super::eve::Eve;
use super::summary::Summary;
use super::uplink::{Outcome, Patience, Target, Uplink};
use super::{Args, Captured, Stop};

/// The chosen outputs. An event's failure is kept and told by the next [`Outputs::tick`].
#[derive(Default)]
pub(super) struct Outputs {
    summary: Option<Summary>,
    eve: Option<(Eve, Alerts)>,
    uplink: Option<Uplink>,
    failed: Option<io::Error>,
}

impl Outputs {
    pub(super) fn open(args: &Args) -> anyhow::Result<Self> {
        let eve = args.eve.as_ref().map(|path| {
            let eve = Eve::open(path).with_context(|| {
                let shown = path.display();
                format!("probe.eve_unwritable: 无法写入 {shown} / cannot write {shown}")
            })?;
            anyhow::Ok((eve, Alerts::new(args.learn)?))
        });
        Ok(Self {
            summary: args.summary.then_some(Summary),
            eve: eve.transpose()?,
            uplink: uplink(args)?,
            failed: None,
        })
    }

    /// What the pipeline has to work out for them.
    pub(super) fn config(&self) -> Config {
        if self.eve.is_some() || self.uplink.is_some() {
            Config::default()
        } else {
            Config::counting()
        }
    }

    pub(super) fn event(&mut self, event: ProbeEvent) {
        if let Some((eve, alerts)) = &mut self.eve
            && let Err(error) = eve.event(&event).and_then(|()| alerts.event(&event, eve))
        {
            self.failed.get_or_insert(error);
        }
        if let Some(uplink) = &mut self.uplink {
            uplink.event(event);
        }
    }

    /// Call often: moves on what has waited long enough, and tells what failed.
    pub(super) fn tick(&mut self) -> anyhow::Result<()> {
        if let Some((eve, _)) = &mut self.eve {
            eve.flush().context(EVE_FAILED)?;
        }
        if let Some(uplink) = &mut self.uplink {
            uplink.tick();
        }
        match self.failed.take() {
            Some(error) => Err(error).context(EVE_FAILED),
            None => Ok(()),
        }
    }

    /// Prints and flushes; waits for the node as long as `patience` says.
    pub(super) fn finish(
        mut self,
        stats: &Stats,
        captured: &Captured,
        patience: Patience,
        stop: &Stop,
    ) -> anyhow::Result<()> {
        let written = self.tick();
        let linked = match self.uplink.take() {
            Some(uplink) => uplink.finish(patience, &|| stop.asked()).map(|outcome| tell(&outcome)),
            None => Ok(()),
        };
        if let Some(summary) = &self.summary {
            summary.print(stats, captured)?;
        }
        written.and(linked)
    }
}

const EVE_FAILED: &str = "probe.eve_unwritable: 无法写入 EVE 输出 / cannot write the EVE output";

/// What did not reach the node, for whoever reads the terminal.
#[expect(clippy::print_stderr, reason = "the command's own report")]
fn tell(outcome: &Outcome) {
    let Outcome { left, dropped, rejected } = *outcome;
    if (left, dropped, rejected) != (0, 0, 0) {
        eprintln!(
            "probe.uplink_incomplete: 暂存 {left}，丢弃 {dropped}，被拒 {rejected} 条事件 / \
             {left} events spooled, {dropped} dropped, {rejected} rejected"
        );
    }
}

fn uplink(args: &Args) -> anyhow::Result<Option<Uplink>> {
    let (Some(url), Some(file)) = (&args.uplink, &args.token_file) else { return Ok(None) };
    let shown = file.display();
    let token = std::fs::read_to_string(file).with_context(|| {
        format!("probe.token_unreadable: 无法读取令牌文件 {shown} / cannot read token file {shown}")
    })?;
    let token = token.trim();
    anyhow::ensure!(
        !token.is_empty(),
        "probe.token_empty: 令牌文件 {shown} 为空 / token file {shown} is empty"
    );
    Uplink::start(&Target {
        url: url.clone(),
        token: token.to_owned(),
        ca: args.ca.clone(),
        spool: args.spool.clone(),
        spool_bytes: args.spool_mib.saturating_mul(1 << 20),
        live: args.interface.is_some(),
    })
    .map(Some)
}
