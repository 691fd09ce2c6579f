//! Times as EVE writes them.

use model::CaptureTime;

/// Formats times; the text of the last second is kept, because the next event is mostly in it.
#[derive(Default)]
pub(crate) struct Stamp {
    second: Option<i64>,
    text: String,
}

impl Stamp {
    /// `2017-07-14T02:40:00.000001+0000`, microseconds, UTC; empty beyond the calendar.
    pub(crate) fn write(&mut self, time: CaptureTime) -> &str {
        let (second, nanos) = (time.0.div_euclid(1_000_000_000), time.0.rem_euclid(1_000_000_000));
        if self.second != Some(second) {
            self.second = Some(second);
            self.text.clear();
            if let Ok(at) = jiff::Timestamp::from_second(second) {
                self.text = at.strftime("%Y-%m-%dT%H:%M:%S.000000+0000").to_string();
            }
        }
        self.micros(nanos / 1000);
        &self.text
    }

    /// Puts six digits in their place.
    fn micros(&mut self, micros: i64) {
        let digits = format!("{micros:06}");
        if let Some(start) = self.text.find('.')
            && let Some(place) = self.text.get(start + 1..start + 7).map(|_| start + 1..start + 7)
        {
            self.text.replace_range(place, &digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_microseconds_in_utc() {
        let check = |nanos, expected| {
            assert_eq!(Stamp::default().write(CaptureTime(nanos)), expected);
        };
        check(1_500_000_000_000_001_000, "2017-07-14T02:40:00.000001+0000");
        check(0, "1970-01-01T00:00:00.000000+0000");
        check(-1, "1969-12-31T23:59:59.999999+0000");
    }

    #[test]
    fn a_kept_second_gives_the_same_text() {
        let mut stamp = Stamp::default();
        let times = [1_999_999_999, 1_000_000_000, 2_000_000_000, 1_500_000_000];
        for time in times.map(CaptureTime) {
            assert_eq!(stamp.write(time), Stamp::default().write(time));
        }
    }
}
