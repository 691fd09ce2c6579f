//! Messages: header fields, parts, the files among them.
//!
//! Source: RFC 5322 §2.2 (fields), RFC 2045 §5, §6 (types, encodings), RFC 2046 §5.1 (multipart),
//! RFC 2183 §2.3 and RFC 2231 §3, §4 (file names).
//! A part is a file if it has a name.

use std::borrow::Cow;

use crate::lines::begins;
use crate::listen::FileHead;
use crate::sink::Sink;

/// Octets of a line, and of a field with its continuations, that are kept.
const MAX_LINE: usize = 8192;
const MAX_FIELD: usize = 65_536;
/// Depth of multiparts in one another.
const MAX_DEPTH: usize = 16;

/// Fields of the message that rules have buffers for.
const BUFFERS: &[(&[u8], &str)] = &[
    (b"from", "email.from"),
    (b"to", "email.to"),
    (b"cc", "email.cc"),
    (b"subject", "email.subject"),
    (b"date", "email.date"),
    (b"message-id", "email.message_id"),
    (b"x-mailer", "email.x_mailer"),
    (b"received", "email.received"),
];

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// 7bit, 8bit, binary: as it is.
    #[default]
    Plain,
    Base64,
    QuotedPrintable,
}

#[derive(Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Fields,
    Body,
}

/// What the fields of a part said.
#[derive(Default)]
struct Part {
    name: Vec<u8>,
    kind: Vec<u8>,
    boundary: Vec<u8>,
    encoding: Encoding,
}

/// A message while it comes in.
pub(super) struct Mime {
    transaction: u32,
    files: u32,
    first_file: u32,
    stage: Stage,
    /// The line under way, and the field under way.
    line: Vec<u8>,
    field: Vec<u8>,
    boundaries: Vec<Vec<u8>>,
    part: Part,
    /// Whether fields are the message's own.
    outermost: bool,
    open: bool,
    /// Bits of an unfinished group of base64 and how many.
    bits: (u32, u8),
    /// An end of line that belongs to the content only if more of it follows.
    break_due: bool,
    sender: Vec<u8>,
    subject: Vec<u8>,
    recipient: Vec<u8>,
}

impl Mime {
    pub(super) fn new(transaction: u32, files: u32) -> Self {
        Self {
            transaction,
            files,
            first_file: files,
            stage: Stage::Fields,
            line: Vec::new(),
            field: Vec::new(),
            boundaries: Vec::new(),
            part: Part::default(),
            outermost: true,
            open: false,
            bits: (0, 0),
            break_due: false,
            sender: Vec::new(),
            subject: Vec::new(),
            recipient: Vec::new(),
        }
    }

    /// How many files there were in the flow until now.
    pub(super) fn files(&self) -> u32 {
        self.files
    }

    pub(super) fn describe(&self, out: &mut Sink<'_>) {
        out.named("subject", || crate::cursor::text(&self.subject));
        out.text("sender", &self.sender);
        out.text("recipient", &self.recipient);
        if self.files > self.first_file {
            out.field("files", self.files - self.first_file);
        }
    }

    /// The next bytes of the message.
    pub(super) fn bytes(&mut self, data: &[u8], out: &mut Sink<'_>) {
        let mut rest = data;
        while !rest.is_empty() {
            let room = MAX_LINE.saturating_sub(self.line.len());
            let window = rest.get(..room).unwrap_or(rest);
            let end = window.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(window.len(), |end| end + 1);
            let (front, behind) = rest.split_at(taken);
            self.line.extend_from_slice(front);
            rest = behind;
            if end.is_some() || self.line.len() >= MAX_LINE {
                self.line(out);
            }
        }
    }

    /// No more of it follows.
    pub(super) fn end(&mut self, out: &mut Sink<'_>) {
        if !self.line.is_empty() {
            self.line(out);
        }
        self.end_field(out);
        self.end_part(true, out);
    }

    fn line(&mut self, out: &mut Sink<'_>) {
        let line = std::mem::take(&mut self.line);
        let ends = line.ends_with(b"\n");
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if !self.delimiter(text, out) {
            match self.stage {
                Stage::Fields => self.field(text, out),
                Stage::Body => self.content(text, ends, out),
            }
        }
        // The room is used again.
        self.line = line;
        self.line.clear();
    }

    /// `--boundary` and `--boundary--`. RFC 2046 §5.1.1.
    fn delimiter(&mut self, line: &[u8], out: &mut Sink<'_>) -> bool {
        let Some(rest) = line.strip_prefix(b"--") else { return false };
        let found = self.boundaries.iter().enumerate().rev().find_map(|(depth, boundary)| {
            let behind = rest.strip_prefix(boundary.as_slice())?.trim_ascii_end();
            matches!(behind, b"" | b"--").then_some((depth, behind.is_empty()))
        });
        let Some((depth, another)) = found else { return false };
        self.end_field(out);
        self.end_part(true, out);
        self.boundaries.truncate(if another { depth + 1 } else { depth });
        self.stage = if another { Stage::Fields } else { Stage::Body };
        true
    }

    fn field(&mut self, line: &[u8], out: &mut Sink<'_>) {
        match line {
            [] => {
                self.end_field(out);
                self.begin_body(out);
            }
            [b' ' | b'\t', ..] => {
                if self.field.len() + line.len() <= MAX_FIELD {
                    self.field.extend_from_slice(line);
                }
            }
            _ => {
                self.end_field(out);
                self.field.extend_from_slice(line);
            }
        }
    }

    fn end_field(&mut self, out: &mut Sink<'_>) {
        let field = std::mem::take(&mut self.field);
        let mut halves = field.splitn(2, |byte| *byte == b':');
        let name = halves.next().unwrap_or_default().trim_ascii();
        let Some(value) = halves.next().map(<[u8]>::trim_ascii) else { return };
        if self.outermost {
            if let Some((_, buffer)) = BUFFERS.iter().find(|row| name.eq_ignore_ascii_case(row.0)) {
                out.buffer(self.transaction, buffer, value);
            }
            if name.eq_ignore_ascii_case(b"from") {
                self.sender = value.to_vec();
            } else if name.eq_ignore_ascii_case(b"to") {
                self.recipient = value.to_vec();
            } else if name.eq_ignore_ascii_case(b"subject") {
                self.subject = value.to_vec();
            }
        }
        if name.eq_ignore_ascii_case(b"content-type") {
            let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
            self.part.kind = value.get(..end).unwrap_or_default().trim_ascii().to_ascii_lowercase();
            self.part.boundary = parameter(value, b"boundary");
            if self.part.name.is_empty() {
                self.part.name = parameter(value, b"name");
            }
        } else if name.eq_ignore_ascii_case(b"content-disposition") {
            let name = parameter(value, b"filename");
            if !name.is_empty() {
                self.part.name = name;
            }
        } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
            self.part.encoding = match value {
                _ if begins(value, b"base64") => Encoding::Base64,
                _ if begins(value, b"quoted-printable") => Encoding::QuotedPrintable,
                _ => Encoding::Plain,
            };
        }
    }

    fn begin_body(&mut self, out: &mut Sink<'_>) {
        self.outermost = false;
        self.stage = Stage::Body;
        self.bits = (0, 0);
        self.break_due = false;
        let multipart = self.part.kind.starts_with(b"multipart/");
        if multipart && !self.part.boundary.is_empty() && self.boundaries.len() < MAX_DEPTH {
            self.boundaries.push(std::mem::take(&mut self.part.boundary));
        } else if !self.part.name.is_empty() {
            self.open(out);
        } else if self.part.kind == b"message/rfc822" {
            // A message in the message: its fields come first.
            self.part = Part::default();
            self.stage = Stage::Fields;
        }
    }

    fn open(&mut self, out: &mut Sink<'_>) {
        self.open = true;
        self.files = self.files.wrapping_add(1);
        out.buffer(self.transaction, "file.name", &self.part.name);
        if out.files_wanted() {
            let head = FileHead {
                class: "file",
                name: String::from_utf8_lossy(&self.part.name),
                kind: Cow::Owned(String::from_utf8_lossy(&self.part.kind).into_owned()),
                announced: None,
                to_server: true,
            };
            out.file_begins(self.transaction, self.files, &head);
        }
        out.buffer(self.transaction, "file.data", &[]);
    }

    fn end_part(&mut self, complete: bool, out: &mut Sink<'_>) {
        if std::mem::take(&mut self.open) {
            out.file_ends(self.files, complete);
        }
        self.part = Part::default();
    }

    fn content(&mut self, line: &[u8], ends: bool, out: &mut Sink<'_>) {
        if !self.open {
            return;
        }
        let mut decoded = Vec::with_capacity(line.len() + 2);
        match self.part.encoding {
            Encoding::Base64 => self.base64(line, &mut decoded),
            Encoding::Plain => {
                if std::mem::replace(&mut self.break_due, ends) {
                    decoded.extend_from_slice(b"\r\n");
                }
                decoded.extend_from_slice(line);
            }
            Encoding::QuotedPrintable => {
                if std::mem::take(&mut self.break_due) {
                    decoded.extend_from_slice(b"\r\n");
                }
                self.break_due = quoted_printable(line, &mut decoded) && ends;
            }
        }
        if !decoded.is_empty() {
            out.more(self.transaction, "file.data", &decoded);
            out.file_data(self.files, None, &decoded);
        }
    }

    /// Six bits a character; others do not count. RFC 2045 §6.8.
    fn base64(&mut self, line: &[u8], decoded: &mut Vec<u8>) {
        let (mut bits, mut count) = self.bits;
        for byte in line {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' => {
                    (bits, count) = (0, 0);
                    continue;
                }
                _ => continue,
            };
            bits = bits << 6 | u32::from(value);
            count += 6;
            if count >= 8 {
                count -= 8;
                decoded.push((bits >> count & 0xff) as u8);
                bits &= (1 << count) - 1;
            }
        }
        self.bits = (bits, count);
    }
}

/// Decodes a line. Gives whether the line ends there, rather than goes on. RFC 2045 §6.7.
fn quoted_printable(line: &[u8], decoded: &mut Vec<u8>) -> bool {
    let line = line.trim_ascii_end();
    let (line, ends) = match line {
        [front @ .., b'='] => (front, false),
        _ => (line, true),
    };
    let mut rest = line;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first == b'='
            && let [high, low, behind @ ..] = rest
            && let (Some(high), Some(low)) =
                (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            decoded.push((high << 4 | low) as u8);
            rest = behind;
        } else {
            decoded.push(*first);
        }
    }
    ends
}

/// A parameter of a field, put together if it comes in pieces (`name*0`, `name*1*`).
fn parameter(value: &[u8], wanted: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    for (name, text) in Parameters(value) {
        if name.eq_ignore_ascii_case(wanted) {
            return text.to_vec();
        }
        let Some(piece) = name.get(wanted.len()..) else { continue };
        if begins(name, wanted) && piece.starts_with(b"*") {
            let mut text = text;
            if piece.ends_with(b"*") && matches!(piece, b"*" | b"*0*") {
                // Character set and language stand in front.
                text = text.splitn(3, |byte| *byte == b'\'').nth(2).unwrap_or(text);
            }
            found.extend_from_slice(text);
        }
    }
    found
}

/// `; name=value` and `; name="value"`, whatever stands in front.
struct Parameters<'a>(&'a [u8]);

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.0.iter().position(|byte| *byte == b';')?;
            let rest = self.0.get(start + 1..)?;
            self.0 = rest;
            let Some(equals) = rest.iter().position(|byte| matches!(byte, b'=' | b';')) else {
                continue;
            };
            if rest.get(equals) != Some(&b'=') {
                continue;
            }
            let name = rest.get(..equals)?.trim_ascii();
            let value = rest.get(equals + 1..)?.trim_ascii_start();
            let (value, behind) = match value {
                [b'"', quoted @ ..] => {
                    let end = quoted.iter().position(|byte| *byte == b'"').unwrap_or(quoted.len());
                    quoted.split_at(end)
                }
                plain => {
                    let end = plain.iter().position(|byte| *byte == b';').unwrap_or(plain.len());
                    let (value, behind) = plain.split_at(end);
                    (value.trim_ascii(), behind)
                }
            };
            self.0 = behind;
            return Some((name, value));
        }
    }
}
