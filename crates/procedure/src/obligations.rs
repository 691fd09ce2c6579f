//! Duties of one organisation with their days, from facts, packs and what was done.

use contract::rest::filing::{Answers, ObligationRow};
use jiff::civil::Date;
use model::{Id, Millis};

use crate::Calendar;
use crate::definition::{Due, ObligationDefinition, Trigger};
use crate::evaluate::Cells;
use crate::expression::Env;
use crate::machine::deadline;
use crate::procedure::{Context, Prepared, Procedure};

/// Most days that one duty is told for.
const MAX_DAYS: usize = 40;

/// A step that was taken in some filing of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Pack id.
    pub procedure: String,
    pub action: String,
    /// Period of the filing: `2026`.
    pub period: String,
    pub at: Millis,
    pub filing: Id,
}

/// The days to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub now: Millis,
    pub from: Millis,
    pub to: Millis,
}

/// One day of a duty, and what discharged it.
struct Day {
    due: Millis,
    filing: Option<Id>,
}

/// Duties whose day lies within the window, and those overdue; ordered by day.
pub fn obligations<'a>(
    procedures: impl IntoIterator<Item = &'a Procedure>,
    organisation: &Answers,
    history: &[Done],
    window: Window,
    calendar: &Calendar,
) -> Vec<ObligationRow> {
    let context = Context {
        organisation: organisation.clone(),
        today: crate::day_of(window.now),
        ..Context::default()
    };
    let mut rows = Vec::new();
    for procedure in procedures {
        let prepared = Prepared::new(&context);
        let cells = Cells::compute(procedure, &prepared);
        let duties = procedure.machine.obligations.iter().zip(&procedure.guards.obligations);
        for (duty, applies) in duties {
            let env = Env::new(&cells.values, prepared.roots());
            if !applies.as_ref().is_some_and(|applies| env.holds(applies)) {
                continue;
            }
            let days = days(procedure, duty, history, window, calendar);
            rows.extend(days.into_iter().map(|day| row(procedure, duty, &day, window.now)));
        }
    }
    rows.sort_by(|a, b| (a.due, &a.obligation).cmp(&(b.due, &b.obligation)));
    rows
}

fn row(
    procedure: &Procedure,
    duty: &ObligationDefinition,
    day: &Day,
    now: Millis,
) -> ObligationRow {
    ObligationRow {
        obligation: format!("{}#{}", procedure.id(), duty.id),
        title: duty.title.clone(),
        due: day.due,
        overdue: day.filing.is_none() && now > day.due,
        because: duty.because.clone(),
        source: duty.source.clone(),
        procedure: Some(duty.procedure.clone()),
        filing: day.filing,
        done: day.filing.is_some(),
    }
}

fn days(
    procedure: &Procedure,
    duty: &ObligationDefinition,
    history: &[Done],
    window: Window,
    calendar: &Calendar,
) -> Vec<Day> {
    let found = match &duty.due {
        Due { on: Some(on), every, .. } => {
            let every = every.map_or(1, |every| every.years);
            yearly(procedure, duty, on, every, history, window)
        }
        Due { every: Some(every), after: Some(after), .. } => {
            returning(duty, every.years, after, history).into_iter().collect()
        }
        Due { within: Some(delay), after: Some(after), .. } => {
            let begun = history.iter().filter(|done| matches(done, after));
            let day = |begun: &Done| {
                let due = deadline::delay(delay.amount, delay.unit, begun.at, calendar).ok()?;
                Some(Day { due, filing: discharged(duty, history, begun.at, Millis(i64::MAX)) })
            };
            begun.filter_map(day).collect()
        }
        _ => Vec::new(),
    };
    let roll = duty.due.roll.as_ref();
    let found: Vec<Day> = found
        .into_iter()
        .map(|day| Day { due: deadline::rolled(day.due, roll, calendar).unwrap_or(day.due), ..day })
        .collect();
    let told = |day: &Day| {
        let inside = window.from <= day.due && day.due <= window.to;
        inside || (day.filing.is_none() && day.due < window.now && day.due <= window.to)
    };
    let mut days: Vec<Day> = found.into_iter().filter(told).collect();
    days.truncate(MAX_DAYS);
    days
}

fn matches(done: &Done, trigger: &Trigger) -> bool {
    done.procedure == trigger.procedure && done.action == trigger.action
}

/// The filing that discharged a duty after `from` and up to `to`.
fn discharged(
    duty: &ObligationDefinition,
    history: &[Done],
    from: Millis,
    to: Millis,
) -> Option<Id> {
    let by = duty.done_by.as_ref()?;
    let mut done = history.iter().filter(|done| matches(done, by));
    done.find(|done| from < done.at && done.at <= to).map(|done| done.filing)
}

/// `on: 12-25, every: {years: 1}`: since the pack applies, one such day every so many years. A
/// filing of that year discharges it, whenever it was made; one without a year does when it was
/// made since the day before.
fn yearly(
    procedure: &Procedure,
    duty: &ObligationDefinition,
    on: &str,
    every: u32,
    history: &[Done],
    window: Window,
) -> Vec<Day> {
    let Some((month, day)) = deadline::month_day(on) else { return Vec::new() };
    let Ok(first) = procedure.effective_from().parse::<Date>() else { return Vec::new() };
    let Some(last) = Calendar::date(window.to) else { return Vec::new() };
    let every = i16::try_from(every).unwrap_or(1).max(1);
    let at = |year: i16| Date::new(year, month, day).ok().map(Calendar::end_of_date);
    let years = (0..).map(|n| first.year().saturating_add(every.saturating_mul(n)));
    let mut days = Vec::new();
    for year in years.take(200).take_while(|year| *year <= last.year()) {
        let (Some(due), Some(before)) = (at(year), at(year - every)) else { continue };
        if due < Calendar::end_of_date(first) {
            continue;
        }
        let by = |done: &&Done| duty.done_by.as_ref().is_some_and(|by| matches(done, by));
        let of_year = |done: &&Done| match done.period.get(..4).map(str::parse::<i16>) {
            Some(Ok(period)) => period == year,
            _ => before < done.at && done.at <= due,
        };
        let done = history.iter().filter(by).find(of_year);
        days.push(Day { due, filing: done.map(|done| done.filing) });
    }
    days
}

/// `every: {years: 2}, after: …`: so many years after the trigger, or after it was last done.
fn returning(
    duty: &ObligationDefinition,
    years: u32,
    after: &Trigger,
    history: &[Done],
) -> Option<Day> {
    let begun = history.iter().filter(|done| matches(done, after)).map(|done| done.at).max()?;
    let by = duty.done_by.as_ref();
    let done = history.iter().filter(|done| by.is_some_and(|by| matches(done, by)));
    let last = done.map(|done| done.at).max().map_or(begun, |done| done.max(begun));
    let day = Calendar::date(last)?;
    let due = day.checked_add(jiff::Span::new().try_years(i64::from(years)).ok()?).ok()?;
    Some(Day { due: Calendar::end_of_date(due), filing: None })
}

#[cfg(test)]
mod tests;
