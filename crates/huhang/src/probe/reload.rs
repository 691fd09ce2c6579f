//! What is exchanged while the probe runs: at SIGHUP rules and indicators are read anew, and the
//! node is asked for its rules now and then.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, sleep_until};

use super::indicators::Indicators;
use super::post::Node;
use super::rules::{Rules, node};
use super::uplink::jitter;

/// Between two questions, give or take a quarter: many probes do not ask at once.
const PERIOD: Duration = Duration::from_secs(60);
/// How long reading captures waits for the node's first answer.
const FIRST: Duration = Duration::from_secs(5);

/// What can be exchanged.
pub(super) struct Reload {
    pub(super) rules: Option<Arc<Rules>>,
    pub(super) indicators: Option<Arc<Indicators>>,
    /// Whom to ask for rules.
    pub(super) node: Option<Node>,
}

impl Reload {
    /// Goes on until the process ends. `wait`: the node's first answer is waited for, so that
    /// captures are read with its rules.
    pub(super) fn start(self, wait: bool) -> anyhow::Result<()> {
        if self.rules.is_none() && self.indicators.is_none() {
            return Ok(());
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let hangup = {
            let _entered = runtime.enter();
            signal(SignalKind::hangup())?
        };
        let mut next = Duration::ZERO;
        if wait {
            runtime.block_on(async {
                if tokio::time::timeout(FIRST, self.ask()).await.is_err() {
                    self.trouble(&node::Trouble::new("unreachable", "timeout"));
                }
            });
            next = period();
        }
        let work = move || self.run(&runtime, hangup, next);
        std::thread::Builder::new().name("reload".to_owned()).spawn(work)?;
        Ok(())
    }

    fn run(&self, runtime: &Runtime, mut hangup: Signal, first: Duration) {
        runtime.block_on(async {
            let mut next = Instant::now() + first;
            loop {
                tokio::select! {
                    Some(()) = hangup.recv() => self.reread(),
                    () = sleep_until(next), if self.node.is_some() => {
                        self.ask().await;
                        next = Instant::now() + period();
                    }
                    else => return,
                }
            }
        });
    }

    /// Reads files anew; what fails stays as it was.
    fn reread(&self) {
        if let Some(rules) = &self.rules {
            rules.reread();
        }
        if let Some(indicators) = &self.indicators {
            indicators.reread();
        }
    }

    async fn ask(&self) {
        let (Some(rules), Some(node)) = (&self.rules, &self.node) else { return };
        match node::ask(node, &rules.asked_with()).await {
            Ok(Some(offer)) => rules.take(offer),
            Ok(None) => rules.unchanged(),
            Err(trouble) => self.trouble(&trouble),
        }
    }

    fn trouble(&self, trouble: &node::Trouble) {
        if let Some(rules) = &self.rules {
            rules.trouble(trouble);
        }
    }
}

fn period() -> Duration {
    PERIOD.mul_f64(0.75 + jitter() / 2.0)
}
