//! Files in forms: `multipart/form-data` (RFC 7578, RFC 2046 §5.1) read as it streams by.

/// Bytes that the head of one part may have.
const MAX_HEAD: usize = 4096;
/// Bytes of a file name that are kept; Suricata's `SC_FILENAME_MAX`.
const MAX_NAME: usize = 4096;
/// The longest boundary (RFC 2046 §5.1.1 allows 70).
const MAX_BOUNDARY: usize = 200;

/// What was found in a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// A part with a file name.
    Begin {
        name: &'a [u8],
        kind: &'a [u8],
    },
    Data(&'a [u8]),
    End,
    /// An event by Suricata's name.
    Flaw(&'static str),
}

enum State {
    /// In front of the first boundary, or in a part without a file.
    Outside,
    /// In the head of a part.
    Head,
    /// In the bytes of a file.
    File,
    /// Behind the last boundary.
    Over,
}

/// A form being read.
pub(crate) struct Multipart {
    /// `--` and the boundary.
    delimiter: Vec<u8>,
    state: State,
    /// Bytes that may belong to a delimiter, or the head so far.
    held: Vec<u8>,
}

impl Multipart {
    pub(crate) fn new(boundary: &[u8]) -> Self {
        let delimiter = [b"--", boundary].concat();
        Self { delimiter, state: State::Outside, held: Vec::new() }
    }

    /// Reads the next bytes.
    pub(crate) fn push(&mut self, data: &[u8], tell: &mut dyn FnMut(Event<'_>)) {
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(data);
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let used = match self.state {
                State::Over => rest.len(),
                State::Head => self.head(rest, tell),
                State::Outside | State::File => self.body(rest, tell),
            };
            if used == 0 {
                break;
            }
            at += used;
        }
        self.held = bytes.get(at..).unwrap_or_default().to_vec();
    }

    /// Bytes of a part up to the next delimiter. Gives how many are behind us.
    fn body(&mut self, data: &[u8], tell: &mut dyn FnMut(Event<'_>)) -> usize {
        let inside = matches!(self.state, State::File);
        let Some(found) = find(data, &self.delimiter) else {
            // The end may be the front of a delimiter, with its line end.
            let keep = (self.delimiter.len() + 2).min(data.len());
            let known = data.len() - keep;
            let plain = data.get(..known).unwrap_or_default();
            if inside && !plain.is_empty() {
                tell(Event::Data(plain));
            }
            return known;
        };
        // The line of the delimiter must be there whole.
        let after = found + self.delimiter.len();
        let tail = data.get(after..).unwrap_or_default();
        let last = tail.starts_with(b"--");
        let line = tail.iter().position(|byte| *byte == b'\n');
        let used = match (line, last) {
            (_, true) => after + 2,
            (Some(line), _) => after + line + 1,
            (None, _) if tail.len() > MAX_HEAD => after + tail.len(),
            (None, _) => {
                let plain = data.get(..found.saturating_sub(2)).unwrap_or_default();
                if inside && !plain.is_empty() {
                    tell(Event::Data(plain));
                }
                return plain.len();
            }
        };
        if inside {
            let plain = data.get(..found).unwrap_or_default();
            let plain = plain.strip_suffix(b"\n").unwrap_or(plain);
            let plain = plain.strip_suffix(b"\r").unwrap_or(plain);
            if !plain.is_empty() {
                tell(Event::Data(plain));
            }
            tell(Event::End);
        }
        self.state = if last { State::Over } else { State::Head };
        used
    }

    /// The head of a part. Gives how many bytes are behind us: 0 until it is there whole.
    fn head(&mut self, data: &[u8], tell: &mut dyn FnMut(Event<'_>)) -> usize {
        let (mut used, mut flawed) = (0, false);
        let (mut name, mut kind): (Option<&[u8]>, &[u8]) = (None, &[]);
        for line in data.split_inclusive(|byte| *byte == b'\n') {
            if line.last() != Some(&b'\n') {
                break;
            }
            used += line.len();
            let text = line.trim_ascii();
            if text.is_empty() {
                if flawed {
                    tell(Event::Flaw("multipart_invalid_header"));
                }
                self.begin(name, kind, tell);
                return used;
            }
            match split_field(text) {
                Some((field, value)) if field.eq_ignore_ascii_case(b"content-disposition") => {
                    name = parameter(value, b"filename").or(name);
                }
                Some((field, value)) if field.eq_ignore_ascii_case(b"content-type") => kind = value,
                Some(_) => {}
                None => flawed = true,
            }
        }
        if data.len() <= MAX_HEAD {
            return 0;
        }
        tell(Event::Flaw("multipart_generic_error"));
        self.state = State::Outside;
        data.len()
    }

    fn begin(&mut self, name: Option<&[u8]>, kind: &[u8], tell: &mut dyn FnMut(Event<'_>)) {
        match name {
            Some(name) if !name.is_empty() => {
                let name = name.get(..MAX_NAME).unwrap_or(name);
                tell(Event::Begin { name, kind });
                self.state = State::File;
            }
            _ => self.state = State::Outside,
        }
    }
}

fn find(data: &[u8], wanted: &[u8]) -> Option<usize> {
    data.windows(wanted.len()).position(|window| window == wanted)
}

fn split_field(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().position(|byte| *byte == b':')?;
    Some((text.get(..colon)?.trim_ascii(), text.get(colon + 1..)?.trim_ascii()))
}

/// The value of a parameter behind the first part of a field: `form-data; filename="a"`.
pub(crate) fn parameter<'a>(value: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = value;
    loop {
        let semicolon = rest.iter().position(|byte| *byte == b';')?;
        rest = rest.get(semicolon + 1..)?.trim_ascii_start();
        let after = rest.get(name.len()..)?;
        if !rest.get(..name.len())?.eq_ignore_ascii_case(name) {
            continue;
        }
        let [b'=', text @ ..] = after.trim_ascii_start() else { continue };
        return Some(unquoted(text.trim_ascii_start()));
    }
}

fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inside @ ..] => {
            let end = inside.iter().position(|byte| *byte == b'"').unwrap_or(inside.len());
            inside.get(..end).unwrap_or_default()
        }
        _ => {
            let end = text.iter().position(|byte| *byte == b';').unwrap_or(text.len());
            text.get(..end).unwrap_or_default().trim_ascii()
        }
    }
}

/// The boundary that a `Content-Type` names, where it is a form's.
pub(crate) fn boundary(content_type: &[u8]) -> Option<&[u8]> {
    let start = content_type.trim_ascii_start();
    let kind = start.get(..b"multipart/".len())?;
    if !kind.eq_ignore_ascii_case(b"multipart/") {
        return None;
    }
    let boundary = parameter(content_type, b"boundary")?;
    (1..=MAX_BOUNDARY).contains(&boundary.len()).then_some(boundary)
}
