//! Calendar fields of an instant, UTC, as the protocols' time formats need them.

use model::Millis;

const DAY: i64 = 86_400_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: u16,
    pub(crate) month: u16,
    pub(crate) day: u16,
    pub(crate) hour: u16,
    pub(crate) minute: u16,
    pub(crate) second: u16,
    pub(crate) millisecond: u16,
    /// Monday 1 to Sunday 7; ignored when turning back into an instant.
    pub(crate) weekday: u16,
}

impl Civil {
    /// Proleptic Gregorian calendar; instants outside the years 0–9999 give the epoch.
    pub(crate) fn from_millis(time: Millis) -> Self {
        let (days, rest) = (time.0.div_euclid(DAY), time.0.rem_euclid(DAY));
        // Days since 0000-03-01, in eras of 400 years.
        let shifted = days.saturating_add(719_468);
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        let year = era.saturating_mul(400) + year_of_era + i64::from(month <= 2);
        let small = |n: i64| u16::try_from(n).unwrap_or(0);
        Self {
            year: small(year),
            month: small(month),
            day: small(day),
            hour: small(rest / 3_600_000),
            minute: small(rest / 60_000 % 60),
            second: small(rest / 1000 % 60),
            millisecond: small(rest % 1000),
            weekday: small((days + 3).rem_euclid(7) + 1),
        }
    }

    /// `None` when a field is out of its range.
    pub(crate) fn to_millis(self) -> Option<Millis> {
        let in_range = (1..=12).contains(&self.month)
            && (1..=31).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60;
        if !in_range {
            return None;
        }
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_index = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month_index + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let hours = days * 24 + i64::from(self.hour);
        let seconds = (hours * 60 + i64::from(self.minute)) * 60 + i64::from(self.second);
        Some(Millis(seconds * 1000 + i64::from(self.millisecond)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_become_their_calendar_fields_and_back() {
        let check = |millis: i64, expected: [u16; 8]| {
            let c = Civil::from_millis(Millis(millis));
            let got =
                [c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond, c.weekday];
            assert_eq!(got, expected, "{millis}");
            assert_eq!(c.to_millis(), Some(Millis(millis)));
        };
        check(0, [1970, 1, 1, 0, 0, 0, 0, 4]);
        check(951_782_400_000, [2000, 2, 29, 0, 0, 0, 0, 2]);
        check(1_767_571_199_999, [2026, 1, 4, 23, 59, 59, 999, 7]);
        check(-1, [1969, 12, 31, 23, 59, 59, 999, 3]);
    }

    #[test]
    fn fields_out_of_range_are_no_instant() {
        let good = Civil::from_millis(Millis(0));
        assert_eq!(Civil { month: 13, ..good }.to_millis(), None);
        assert_eq!(Civil { hour: 24, ..good }.to_millis(), None);
        // Extreme instants do not overflow.
        let _ = (Civil::from_millis(Millis(i64::MAX)), Civil::from_millis(Millis(i64::MIN)));
    }
}
