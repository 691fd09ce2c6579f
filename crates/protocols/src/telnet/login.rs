//! A login as it is seen: prompt, name, password (that, not which), answer. Byte by byte, so that
//! it does not matter how a stream is cut.

use model::observation::Kind;

use super::{ANSWER, PASSWORD, PROMPT, USER, begin};
use crate::protocol::End;
use crate::sink::Sink;

/// Bytes of a line that are kept of the end that asks, and of a name.
const MAX_LINE: usize = 96;
const MAX_NAME: usize = 64;
/// Lines behind a password that may tell how it ended.
const PATIENCE: u8 = 6;

/// What a prompt that ends with a colon asks for.
const NAMES: [&str; 4] = ["login", "username", "user name", "user"];
const SECRETS: [&str; 4] = ["password", "passwd", "passcode", "pass phrase"];
/// How refusals read.
const REFUSALS: [&str; 6] = [
    "login incorrect",
    "login failed",
    "login invalid",
    "access denied",
    "authentication failed",
    "bad password",
];

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Awaits {
    #[default]
    Prompt,
    Name,
    Secret,
    /// So many lines more.
    Answer(u8),
}

/// Where a login is.
#[derive(Default)]
pub(super) struct Login {
    awaits: Awaits,
    /// The end that asks.
    server: Option<End>,
    /// The line at hand of each end; of the one that answers only names are kept.
    lines: [Vec<u8>; 2],
}

/// Whether a text has a prompt in it.
pub(super) fn begins(text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    [&b"login:"[..], b"username:", b"password:"]
        .iter()
        .any(|word| lower.windows(word.len()).any(|window| window == *word))
}

impl Login {
    /// The next byte of what an end says.
    pub(super) fn byte(&mut self, from: End, byte: u8, out: &mut Sink<'_>) {
        let asks = self.server.is_none_or(|server| server == from);
        match (self.awaits, asks) {
            (Awaits::Name, false) => self.name(from, byte, out),
            (Awaits::Secret, false) => {
                if matches!(byte, b'\r' | b'\n') {
                    begin(PASSWORD, Kind::Request, out);
                    out.finish();
                    self.awaits = Awaits::Answer(PATIENCE);
                    self.clear();
                }
            }
            (_, true) => self.said(from, byte, out),
            (Awaits::Prompt | Awaits::Answer(_), false) => {}
        }
    }

    /// The line at hand as text.
    fn line(&self, from: End) -> String {
        let line: &Vec<u8> = from.of(&self.lines);
        String::from_utf8_lossy(line).into_owned()
    }

    fn clear(&mut self) {
        self.lines = [Vec::new(), Vec::new()];
    }

    fn name(&mut self, from: End, byte: u8, out: &mut Sink<'_>) {
        let line = from.of_mut(&mut self.lines);
        match byte {
            b'\r' | b'\n' if line.is_empty() => {}
            b'\r' | b'\n' => {
                begin(USER, Kind::Request, out);
                out.text("user", line);
                out.finish();
                self.awaits = Awaits::Prompt;
                self.clear();
            }
            8 | 127 => drop(line.pop()),
            byte if byte >= b' ' && line.len() < MAX_NAME => line.push(byte),
            _ => {}
        }
    }

    /// A byte of the end that asks, or of either before anybody did.
    fn said(&mut self, from: End, byte: u8, out: &mut Sink<'_>) {
        match byte {
            b'\r' | b'\n' | 0 => self.line_ended(from, out),
            b':' => self.colon(from, out),
            b' ' => self.blank(from, out),
            _ => {}
        }
        let line = from.of_mut(&mut self.lines);
        if byte >= b' ' && line.len() < MAX_LINE {
            line.push(byte.to_ascii_lowercase());
        }
    }

    fn line_ended(&mut self, from: End, out: &mut Sink<'_>) {
        let line = self.line(from);
        from.of_mut(&mut self.lines).clear();
        let Awaits::Answer(left) = self.awaits else { return };
        if REFUSALS.iter().any(|refusal| line.contains(refusal)) {
            return self.answered(false, out);
        }
        self.awaits = match (line.trim().is_empty(), left) {
            (true, _) => self.awaits,
            (false, 0) => Awaits::Prompt,
            (false, left) => Awaits::Answer(left - 1),
        };
    }

    fn answered(&mut self, well: bool, out: &mut Sink<'_>) {
        self.awaits = Awaits::Prompt;
        begin(ANSWER, Kind::Response, out);
        match well {
            true => out.ok(),
            false => out.failed(1, "refused"),
        }
        out.finish();
    }

    /// Whether the line is a prompt that asks for something.
    fn colon(&mut self, from: End, out: &mut Sink<'_>) {
        let line = self.line(from);
        let line = line.trim();
        let asks = |words: &[&str]| words.iter().any(|word| line.ends_with(word));
        let (awaits, what) = match (asks(&NAMES), asks(&SECRETS)) {
            // "Last login:" greets, it does not ask.
            (true, _) if !line.contains("last login") => (Awaits::Name, "user"),
            (_, true) => (Awaits::Secret, "password"),
            _ => return,
        };
        if matches!(self.awaits, Awaits::Answer(_)) {
            self.answered(false, out);
        }
        self.awaits = awaits;
        self.server = Some(from);
        out.client(from.other());
        begin(PROMPT, Kind::Spontaneous, out);
        out.field("asks_for", what);
        out.finish();
        self.clear();
    }

    /// A command interpreter's prompt behind a password: it was right.
    fn blank(&mut self, from: End, out: &mut Sink<'_>) {
        let line = from.of(&self.lines);
        if matches!(self.awaits, Awaits::Answer(_))
            && matches!(line.last(), Some(b'$' | b'#' | b'>'))
        {
            self.answered(true, out);
        }
    }
}
