//! When a clock runs out.

use jiff::ToSpan as _;
use jiff::civil::Date;
use model::{Fault, Millis};

use crate::Calendar;
use crate::definition::{ClockDefinition, ClockLimit, LimitUnit, Roll, RollTo};

/// `12-25` as month and day; the 29th of February is no yearly day.
pub(crate) fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2025, month, day).is_ok().then_some((month, day))
}

/// Whether a clock may run out on this day.
pub(crate) fn is_day(text: &str) -> bool {
    month_day(text).is_some() || text.parse::<Date>().is_ok()
}

/// The end of a limit that begins at `start`, with `further` added to its amount.
///
/// - `months`: the end of the same day of the month so many months later, or of that month's last
///   day where it has no such day (民法典第二百零二条);
/// - `on`: the end of the one day it names, or of the next such day, the day of the start included.
pub(crate) fn due(
    limit: &ClockLimit,
    start: Millis,
    further: u32,
    calendar: &Calendar,
) -> Result<Millis, Fault> {
    if let Some(day) = &limit.on {
        return next_day(day, start).ok_or_else(out_of_range);
    }
    let amount = limit.amount.unwrap_or_default().saturating_add(further);
    delay(amount, limit.unit.unwrap_or(LimitUnit::Days), start, calendar)
}

/// The end of a clock's limit, moved on where the pack says that a day off is no last day.
pub(crate) fn of_clock(
    clock: &ClockDefinition,
    start: Millis,
    further: u32,
    calendar: &Calendar,
) -> Result<Millis, Fault> {
    rolled(due(&clock.limit, start, further, calendar)?, clock.roll.as_ref(), calendar)
}

/// Moved on by this rule, if there is one.
pub(crate) fn rolled(
    due: Millis,
    roll: Option<&Roll>,
    calendar: &Calendar,
) -> Result<Millis, Fault> {
    match roll.map(|roll| roll.to) {
        Some(RollTo::NextWorkingDay) => calendar.rolled(due),
        None => Ok(due),
    }
}

fn out_of_range() -> Fault {
    Fault::invalid("calendar.out_of_range")
}

pub(crate) fn delay(
    amount: u32,
    unit: LimitUnit,
    start: Millis,
    calendar: &Calendar,
) -> Result<Millis, Fault> {
    match unit {
        LimitUnit::Minutes => Ok(start.plus(i64::from(amount) * 60_000)),
        LimitUnit::Hours => Ok(start.plus(i64::from(amount) * 3_600_000)),
        LimitUnit::Days => Ok(Calendar::end_of_day(start, amount)),
        LimitUnit::WorkingDays => calendar.end_of_working_day(start, amount),
        LimitUnit::Months => {
            let months = i64::from(amount);
            let day = Calendar::date(start).ok_or_else(out_of_range)?;
            let day = months
                .checked_rem(120_000)
                .and_then(|months| day.checked_add(months.months()).ok())
                .ok_or_else(out_of_range)?;
            Ok(Calendar::end_of_date(day))
        }
    }
}

/// The end of the next `MM-DD` on or after the day of `start`; of `YYYY-MM-DD` itself.
pub(crate) fn next_day(day: &str, start: Millis) -> Option<Millis> {
    if let Ok(day) = day.parse::<Date>() {
        return Some(Calendar::end_of_date(day));
    }
    let (month, day) = month_day(day)?;
    let from = Calendar::date(start)?;
    let this = Date::new(from.year(), month, day).ok()?;
    let next = if this >= from { this } else { Date::new(from.year() + 1, month, day).ok()? };
    Some(Calendar::end_of_date(next))
}
