//! Slows down guessing: after [`FREE`] failures for one login from one address, each further one
//! doubles the time during which nothing from there is even looked at; many failures from one
//! address, whatever the login, do the same.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::{ErrorKind, Fault, Millis};

/// Failures without consequence.
const FREE: u32 = 5;
/// The same per address over all logins.
const FREE_PER_ADDRESS: u32 = 50;
const FIRST_MS: i64 = 30_000;
const LONGEST_MS: i64 = 15 * 60_000;
/// Failures are forgotten after this time without another.
const MEMORY_MS: i64 = 60 * 60_000;
/// Entries kept; the oldest go first, so that a flood of names cannot grow the table.
const MOST: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Millis,
    until: Millis,
}

/// The table of failures. Its clock is the caller's.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failures: Mutex<HashMap<String, Failures>>,
}

impl Throttle {
    /// Refuses while the login is locked for the address.
    pub(crate) fn check(&self, login: &str, address: &str, now: Millis) -> Result<(), Fault> {
        let table = self.table();
        let locked = keys(login, address)
            .iter()
            .filter_map(|(key, _)| table.get(key))
            .map(|failures| failures.until)
            .max()
            .filter(|until| *until > now);
        match locked {
            Some(until) => {
                let seconds = (until.0 - now.0 + 999) / 1000;
                Err(Fault::new(ErrorKind::TooMany, "session.throttled")
                    .with("retry_seconds", seconds))
            }
            None => Ok(()),
        }
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, login: &str, address: &str, now: Millis) {
        let mut table = self.table();
        if table.len() >= MOST {
            trim(&mut table, now);
        }
        for (key, free) in keys(login, address) {
            let entry =
                table.entry(key).or_insert(Failures { count: 0, last: now, until: Millis(0) });
            if now.0 - entry.last.0 > MEMORY_MS {
                entry.count = 0;
            }
            entry.count = entry.count.saturating_add(1);
            entry.last = now;
            if entry.count >= free {
                let doublings = (entry.count - free).min(10);
                let wait = (FIRST_MS << doublings).min(LONGEST_MS);
                entry.until = now.plus(wait);
            }
        }
    }

    /// A success clears the login's own count; the address keeps its.
    pub(crate) fn succeeded(&self, login: &str, address: &str) {
        let [(own, _), _] = keys(login, address);
        self.table().remove(&own);
    }

    fn table(&self) -> MutexGuard<'_, HashMap<String, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keys(login: &str, address: &str) -> [(String, u32); 2] {
    let short: String = login.chars().take(64).collect();
    [(format!("{address} {short}"), FREE), (address.to_owned(), FREE_PER_ADDRESS)]
}

fn trim(table: &mut HashMap<String, Failures>, now: Millis) {
    table.retain(|_, failures| failures.until > now || now.0 - failures.last.0 < MEMORY_MS);
    if table.len() >= MOST {
        let mut times: Vec<i64> = table.values().map(|failures| failures.last.0).collect();
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or(0);
        table.retain(|_, failures| failures.last.0 > median);
    }
}

#[cfg(test)]
mod tests;
