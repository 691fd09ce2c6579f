//! Lines of a rules file: continuation, comments, line ends.

/// A rule as one line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Of its first part, from 1.
    pub(super) number: usize,
    /// One character for each byte.
    pub(super) text: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) rules: Vec<Line>,
    pub(super) disabled: usize,
}

/// Words that a rule in a comment begins with.
const ACTIONS: [&str; 7] =
    ["alert ", "drop ", "pass ", "reject ", "rejectsrc ", "rejectdst ", "rejectboth "];

/// Splits a file. A line that ends in a backslash goes on in the next.
pub(super) fn split(text: &[u8]) -> Lines {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut out = Lines::default();
    let mut open: Option<Line> = None;
    for (number, raw) in text.split(|byte| *byte == b'\n').enumerate() {
        let line: String = raw.iter().map(|byte| char::from(*byte)).collect();
        let line = line.trim_end();
        let (part, more) = match line.strip_suffix('\\') {
            Some(part) => (part, true),
            None => (line, false),
        };
        let mut whole = match open.take() {
            Some(begun) => begun,
            None if comment(line) => {
                out.disabled += usize::from(disabled(line));
                continue;
            }
            None => Line { number: number + 1, text: String::new() },
        };
        whole.text.push_str(if whole.text.is_empty() { part.trim_start() } else { part });
        if more {
            open = Some(whole);
        } else if !whole.text.trim().is_empty() {
            out.rules.push(whole);
        }
    }
    out.rules.extend(open.filter(|line| !line.text.trim().is_empty()));
    out
}

fn comment(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

fn disabled(line: &str) -> bool {
    let rule = line.trim_start_matches(['#', ' ', '\t']);
    ACTIONS.iter().any(|action| rule.starts_with(action)) && rule.contains('(')
}
