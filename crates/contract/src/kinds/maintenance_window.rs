//! Maintenance window: a time in which an enterprise works on its plant. What departs from the
//! baseline within it is told, but does not call anybody.

use std::net::IpAddr;

use model::observation::Mac;
use model::{Fault, Millis};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

/// Addresses that one window names at most.
const MOST_HOSTS: usize = 200;
/// The longest window: a yearly overhaul takes weeks.
const LONGEST_MS: i64 = 92 * 86_400_000;

/// Body of `maintenance_window`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaintenanceWindow {
    pub from: Millis,
    pub to: Millis,
    /// IP or MAC addresses; empty = the whole plant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    pub reason: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl Kind for MaintenanceWindow {
    const NAME: &'static str = "maintenance_window";

    fn check(&self) -> Result<(), Fault> {
        check_text("reason", &self.reason, 1, 500)?;
        let length = self.to.0.saturating_sub(self.from.0);
        if !(1..=LONGEST_MS).contains(&length) {
            return Err(Fault::invalid("maintenance.time").with("days", LONGEST_MS / 86_400_000));
        }
        if self.hosts.len() > MOST_HOSTS {
            return Err(Fault::invalid("maintenance.hosts").with("most", MOST_HOSTS));
        }
        let is_address =
            |text: &&String| text.parse::<IpAddr>().is_ok() || text.parse::<Mac>().is_ok();
        match self.hosts.iter().find(|host| !is_address(host)) {
            Some(wrong) => {
                let shown: String = wrong.chars().take(80).collect();
                Err(Fault::invalid("maintenance.host").with("value", shown))
            }
            None => Ok(()),
        }
    }
}
