//! Working days in China: weekends plus exceptions, in Asia/Shanghai (fixed +08:00, no summer
//! time since 1992).

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::{Fault, Millis};
use serde::{Deserialize, Serialize};

use crate::{Confidence, Pack, PackKind, Problem, Source, Text};

const FILE: &str = "calendar.yaml";
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const SHANGHAI: i64 = 8 * HOUR;

/// What an exception makes of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A public holiday.
    Off,
    /// A weekend day that is worked to make up for a holiday.
    Work,
}

/// A run of days that differ from the weekly pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    pub from: String,
    /// Last day, inclusive; the same day when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    pub day: DayKind,
    pub name: Text,
    /// The notice that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    pub confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    weekend: Vec<String>,
    exceptions: Vec<Exception>,
}

/// Which days are worked. Days are counted from 1970-01-01 in Shanghai.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Monday first.
    weekend: [bool; 7],
    exceptions: BTreeMap<i64, DayKind>,
}

impl Calendar {
    /// How far [`Calendar::end_of_working_day`] looks for a working day before it gives up.
    const MAX_SEARCH_DAYS: i64 = 4_000;

    /// Saturday and Sunday off, nothing else: for when no calendar pack is installed.
    pub fn weekends() -> Self {
        Self { weekend: [false, false, false, false, false, true, true], ..Self::default() }
    }

    /// # Errors
    /// What is wrong with `calendar.yaml`.
    pub fn from_pack(pack: &Pack) -> Result<Self, Vec<Problem>> {
        let content: Content = pack.content(PackKind::Calendar, FILE)?;
        let mut problems = Vec::new();
        let mut calendar = Self::default();
        for (index, name) in content.weekend.iter().enumerate() {
            match WEEKDAYS.iter().position(|day| day == name) {
                Some(day) => calendar.weekend[day] = true,
                None => problems.push(
                    Problem::new("calendar.weekday", FILE, format!("weekend[{index}]"))
                        .with("value", name)
                        .allowed(WEEKDAYS),
                ),
            }
        }
        if calendar.weekend.iter().all(|off| *off) {
            problems.push(Problem::new("calendar.never_works", FILE, "weekend"));
        }
        for (index, exception) in content.exceptions.iter().enumerate() {
            if let Err(problem) = calendar.add(exception, &format!("exceptions[{index}]")) {
                problems.push(problem);
            }
        }
        if problems.is_empty() { Ok(calendar) } else { Err(problems) }
    }

    fn add(&mut self, exception: &Exception, path: &str) -> Result<(), Problem> {
        let date = |text: &str, field: &str| {
            text.parse::<Date>().map(day_number).map_err(|_| {
                Problem::new("calendar.date", FILE, format!("{path}.{field}"))
                    .with("value", text)
                    .allowed(["YYYY-MM-DD"])
            })
        };
        let from = date(&exception.from, "from")?;
        let to = exception.to.as_deref().map_or(Ok(from), |to| date(to, "to"))?;
        if to < from || to - from > 60 {
            return Err(Problem::new("calendar.span", FILE, format!("{path}.to"))
                .with("limit", 60)
                .with("from", &exception.from));
        }
        for day in from..=to {
            if self.exceptions.insert(day, exception.day).is_some() {
                return Err(Problem::new("calendar.day_twice", FILE, path));
            }
        }
        Ok(())
    }

    fn works_on(&self, day: i64) -> bool {
        match self.exceptions.get(&day) {
            Some(kind) => *kind == DayKind::Work,
            // 1970-01-01 was a Thursday: Monday is day -3.
            None => !usize::try_from((day + 3).rem_euclid(7))
                .ok()
                .and_then(|weekday| self.weekend.get(weekday))
                .is_some_and(|off| *off),
        }
    }

    /// Whether the instant falls on a working day.
    pub fn is_working(&self, at: Millis) -> bool {
        self.works_on(shanghai_day(at))
    }

    /// The last millisecond of the `count`-th working day after the day of `start`. The day of
    /// `start` itself does not count.
    ///
    /// # Errors
    /// `calendar.out_of_range` when no such day is found within about eleven years.
    pub fn end_of_working_day(&self, start: Millis, count: u32) -> Result<Millis, Fault> {
        let first = shanghai_day(start);
        let mut left = count;
        for day in first.saturating_add(1)..first.saturating_add(Self::MAX_SEARCH_DAYS) {
            left -= u32::from(left > 0 && self.works_on(day));
            if left == 0 {
                return Ok(end_of(day));
            }
        }
        Err(Fault::invalid("calendar.out_of_range").with("days", count))
    }

    /// The end of a limit, or of the next working day where its last day is none.
    ///
    /// # Errors
    /// `calendar.out_of_range`.
    pub fn rolled(&self, due: Millis) -> Result<Millis, Fault> {
        if self.is_working(due) { Ok(due) } else { self.end_of_working_day(due, 1) }
    }

    /// The day in Shanghai.
    pub(crate) fn date(at: Millis) -> Option<Date> {
        let days = shanghai_day(at);
        let epoch = jiff::civil::date(1970, 1, 1);
        epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
    }

    /// The last millisecond of a day in Shanghai.
    pub(crate) fn end_of_date(date: Date) -> Millis {
        end_of(day_number(date))
    }

    /// The last millisecond of the `count`-th calendar day after the day of `start`.
    pub fn end_of_day(start: Millis, count: u32) -> Millis {
        end_of(shanghai_day(start).saturating_add(count.into()))
    }
}

/// The day in Shanghai, `YYYY-MM-DD`; empty beyond the calendar's range.
pub fn day_of(at: Millis) -> String {
    Calendar::date(at).map_or_else(String::new, |date| date.to_string())
}

/// The last millisecond of a day in Shanghai that is named `YYYY-MM-DD`.
pub fn end_of_day_named(day: &str) -> Option<Millis> {
    day.parse::<Date>().ok().map(Calendar::end_of_date)
}

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

fn shanghai_day(at: Millis) -> i64 {
    at.0.saturating_add(SHANGHAI).div_euclid(DAY)
}

fn end_of(day: i64) -> Millis {
    Millis(day.saturating_add(1).saturating_mul(DAY).saturating_sub(SHANGHAI + 1))
}

fn day_number(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.duration_since(epoch).as_hours() / 24
}

#[cfg(test)]
mod tests;
