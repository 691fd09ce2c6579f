//! Duties as an iCalendar file (RFC 5545): one whole-day event each, on the day it is due.

use contract::rest::filing::ObligationRow;
use model::Millis;

use crate::procedures::today;

/// Octets of a line before it is folded (RFC 5545, 3.1).
const FOLD: usize = 75;

/// The calendar.
pub(super) fn text(rows: &[ObligationRow], now: Millis) -> String {
    let stamp = format!("{}T000000Z", compact(&today(now)));
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Huhang//Obligations//ZH".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
    ];
    for row in rows.iter().filter(|row| !row.done) {
        let day = compact(&today(row.due));
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{}-{day}@huhang", row.obligation.replace('#', "-")));
        lines.push(format!("DTSTAMP:{stamp}"));
        lines.push(format!("DTSTART;VALUE=DATE:{day}"));
        lines.push(format!("SUMMARY:{}", escaped(&row.title.zh)));
        let source = [row.because.zh.as_str(), &row.source.document, &row.source.article];
        let parts: Vec<&str> = source.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(format!("DESCRIPTION:{}", escaped(&parts.join("\n"))));
        lines.push("BEGIN:VALARM".to_owned());
        lines.push("ACTION:DISPLAY".to_owned());
        lines.push(format!("DESCRIPTION:{}", escaped(&row.title.zh)));
        lines.push("TRIGGER:-P7D".to_owned());
        lines.push("END:VALARM".to_owned());
        lines.push("END:VEVENT".to_owned());
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn compact(day: &str) -> String {
    day.replace('-', "")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Folded within characters' bounds, ended with CR LF.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > FOLD {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(character);
        length += character.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_escaped_and_folded_within_characters() {
        assert_eq!(escaped("a;b,c\\d\ne\u{7}"), "a\\;b\\,c\\\\d\\ne");
        let line = format!("SUMMARY:{}", "护".repeat(60));
        let text = folded(&line);
        assert!(text.split("\r\n").all(|part| part.len() <= FOLD), "{text:?}");
        assert_eq!(text.replace("\r\n ", ""), line + "\r\n");
    }
}
