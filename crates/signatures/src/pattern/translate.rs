//! PCRE's syntax brought to that of the matchers: every byte and class spelled out, counts and
//! groups as they are, `x` and `G` (ungreedy) resolved here.

use std::fmt::Write as _;

use super::PatternError;

/// A pattern in the matchers' syntax.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) text: String,
    /// It needs the matcher that backtracks.
    pub(super) backtracking: bool,
}

type Answer<T> = Result<T, PatternError>;

fn syntax<T>(what: &str) -> Answer<T> {
    Err(PatternError::Syntax(what.to_owned()))
}

fn unsupported<T>(what: impl Into<String>) -> Answer<T> {
    Err(PatternError::Unsupported(what.into()))
}

/// Flags that groups open and close.
#[derive(Debug, Clone, Copy)]
struct Mode {
    extended: bool,
    ungreedy: bool,
    multiline: bool,
}

struct Translator<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    out: String,
    mode: Mode,
    /// Modes to go back to where groups close.
    open: Vec<Mode>,
    end_only: bool,
    groups: u32,
    backtracking: bool,
    /// Something stands before that can be repeated.
    repeatable: bool,
}

pub(super) fn translate(pattern: &str, flags: &str) -> Answer<Translated> {
    let mode = Mode {
        extended: flags.contains('x'),
        ungreedy: flags.contains('G'),
        multiline: flags.contains('m'),
    };
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        out: String::new(),
        mode,
        open: Vec::new(),
        end_only: flags.contains('E'),
        groups: count_groups(pattern),
        backtracking: needs_backtracking(pattern),
        repeatable: false,
    };
    translator.run()?;
    if !translator.open.is_empty() {
        return syntax("unclosed group");
    }
    let text = translator.out;
    let text = if flags.contains('A') { format!("\\A(?:{text})") } else { text };
    Ok(Translated { text, backtracking: translator.backtracking })
}

/// Plain characters of a pattern with the one after, classes and escapes left out.
fn plain(pattern: &str) -> impl Iterator<Item = (char, &str)> {
    let (mut class, mut escaped) = (false, false);
    pattern.char_indices().filter_map(move |(at, c)| {
        if escaped {
            escaped = false;
            return None;
        }
        match c {
            '\\' => escaped = true,
            '[' if !class => class = true,
            ']' if class => class = false,
            _ if !class => return Some((c, pattern.get(at + 1..).unwrap_or_default())),
            _ => {}
        }
        None
    })
}

fn count_groups(pattern: &str) -> u32 {
    let captures = |rest: &str| {
        !rest.starts_with(['?', '*'])
            || rest.starts_with("?P<")
            || rest.starts_with("?'")
            || (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!"))
    };
    let groups = plain(pattern).filter(|(c, rest)| *c == '(' && captures(rest)).count();
    u32::try_from(groups).unwrap_or(u32::MAX)
}

/// Known before translation begins, as `$` is written differently then.
fn needs_backtracking(pattern: &str) -> bool {
    let looks = ["?=", "?!", "?<=", "?<!", "?>", "?("];
    plain(pattern).any(|(c, rest)| {
        (c == '(' && looks.iter().any(|look| rest.starts_with(look)))
            || (matches!(c, '*' | '+' | '?' | '}') && rest.starts_with('+'))
    })
}

impl Translator<'_> {
    fn run(&mut self) -> Answer<()> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape()?,
                '[' => {
                    self.class()?;
                    self.repeatable = true;
                }
                '(' => self.group()?,
                ')' => {
                    let Some(mode) = self.open.pop() else { return syntax("unopened group") };
                    self.mode = mode;
                    self.out.push(')');
                    self.repeatable = true;
                }
                '|' => {
                    self.out.push('|');
                    self.repeatable = false;
                }
                '*' | '+' | '?' => self.repeat(c.encode_utf8(&mut [0; 4]))?,
                '{' => match self.count() {
                    Some(count) => self.repeat(&count)?,
                    None => self.byte(b'{'),
                },
                '.' | '^' => {
                    self.out.push(c);
                    self.repeatable = true;
                }
                '$' => self.dollar(),
                '#' if self.mode.extended => while self.rest.next().is_some_and(|c| c != '\n') {},
                _ if self.mode.extended && c.is_ascii_whitespace() => {}
                _ => self.byte(u8::try_from(u32::from(c)).unwrap_or(b'?')),
            }
        }
        Ok(())
    }

    /// A byte that stands for itself.
    fn byte(&mut self, byte: u8) {
        write_byte(&mut self.out, byte);
        self.repeatable = true;
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.repeatable = true;
    }

    fn dollar(&mut self) {
        let text = match (self.mode.multiline, self.end_only, self.backtracking) {
            (true, ..) => "$",
            (_, true, _) => "\\z",
            (_, _, true) => "(?=\\n?\\z)",
            _ => "(?:\\n?\\z)",
        };
        self.text(text);
    }

    /// `3}`, `3,}` or `3,5}`; none leaves the place as it was, for then the brace is itself.
    fn count(&mut self) -> Option<String> {
        let mut ahead = self.rest.clone();
        let mut text = String::from("{");
        loop {
            match ahead.next()? {
                c @ ('0'..='9' | ',') => text.push(c),
                '}' => break,
                _ => return None,
            }
        }
        let inside = text.get(1..).unwrap_or_default();
        let sound = inside.matches(',').count() <= 1
            && inside.starts_with(|c: char| c.is_ascii_digit())
            && self.repeatable;
        text.push('}');
        sound.then(|| {
            self.rest = ahead;
            text
        })
    }

    fn repeat(&mut self, what: &str) -> Answer<()> {
        if !self.repeatable {
            return syntax("nothing to repeat");
        }
        self.out.push_str(what);
        match self.rest.peek() {
            Some('+') => {
                self.rest.next();
                self.out.push('+');
                self.backtracking = true;
            }
            Some('?') => {
                self.rest.next();
                if !self.mode.ungreedy {
                    self.out.push('?');
                }
            }
            _ if self.mode.ungreedy => self.out.push('?'),
            _ => {}
        }
        Ok(())
    }

    fn take(&mut self, text: &str) -> bool {
        let mut ahead = self.rest.clone();
        if text.chars().all(|c| ahead.next() == Some(c)) {
            self.rest = ahead;
            return true;
        }
        false
    }

    /// What stands up to a character, which is taken too.
    fn until(&mut self, end: char) -> Answer<String> {
        let mut text = String::new();
        for c in self.rest.by_ref() {
            if c == end {
                return Ok(text);
            }
            text.push(c);
        }
        syntax("unclosed group")
    }

    fn group(&mut self) -> Answer<()> {
        if self.take("*") {
            return unsupported("(*");
        }
        if self.take("?#") {
            self.until(')')?;
            return Ok(());
        }
        let before = self.mode;
        self.repeatable = false;
        for (look, backtracks) in
            [("?:", false), ("?=", true), ("?!", true), ("?<=", true), ("?<!", true), ("?>", true)]
        {
            if self.take(look) {
                self.open.push(before);
                self.backtracking |= backtracks;
                write_all(&mut self.out, &["(", look]);
                return Ok(());
            }
        }
        if self.take("?P=") {
            let name = self.until(')')?;
            self.backtracking = true;
            self.text(&format!("\\k<{name}>"));
            return Ok(());
        }
        let named =
            [("?P<", '>'), ("?<", '>'), ("?'", '\'')].into_iter().find(|(open, _)| self.take(open));
        if let Some((_, close)) = named {
            let name = self.until(close)?;
            write_all(&mut self.out, &["(?P<", &name, ">"]);
            self.open.push(before);
            return Ok(());
        }
        if self.take("?(") {
            return self.conditional();
        }
        if self.take("?") {
            return self.flags(before);
        }
        self.out.push('(');
        self.open.push(before);
        Ok(())
    }

    /// `(?(1)then|else)`.
    fn conditional(&mut self) -> Answer<()> {
        let on = self.until(')')?;
        if on.is_empty() || !on.chars().all(|c| c.is_ascii_digit()) {
            return unsupported(format!("(?({on})"));
        }
        write_all(&mut self.out, &["(?(", &on, ")"]);
        self.open.push(self.mode);
        self.backtracking = true;
        Ok(())
    }

    /// `(?i)` and `(?i:…)`; `x` and `U` are resolved here.
    fn flags(&mut self, before: Mode) -> Answer<()> {
        let (mut on, mut set, mut unset) = (true, String::new(), String::new());
        loop {
            let Some(c) = self.rest.next() else { return syntax("unclosed group") };
            match c {
                '-' if on => on = false,
                'i' | 's' | 'm' => {
                    if on {
                        set.push(c)
                    } else {
                        unset.push(c)
                    }
                    if c == 'm' {
                        self.mode.multiline = on;
                    }
                }
                'x' => self.mode.extended = on,
                'U' => self.mode.ungreedy = on,
                'J' => {}
                ')' | ':' => {
                    let minus = if unset.is_empty() { "" } else { "-" };
                    let empty = set.is_empty() && unset.is_empty();
                    if !empty || c == ':' {
                        write_all(&mut self.out, &["(?", &set, minus, &unset]);
                        self.out.push(c);
                    }
                    if c == ':' {
                        self.open.push(before);
                    }
                    return Ok(());
                }
                _ => return unsupported(format!("(?{c}")),
            }
        }
    }

    fn escape(&mut self) -> Answer<()> {
        let Some(c) = self.rest.next() else { return syntax("\\ at end of pattern") };
        match c {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' | 'A' | 'z' => {
                self.text(&format!("\\{c}"));
            }
            // Nothing before the place where matching begins is seen.
            'G' => self.text("\\A"),
            'Z' => {
                let end = if self.backtracking { "(?=\\n?\\z)" } else { "(?:\\n?\\z)" };
                self.text(end);
            }
            'K' => {
                self.backtracking = true;
                self.text("\\K");
            }
            'R' => self.text("(?:\\r\\n|[\\n\\x0b\\x0c\\r\\x85])"),
            'N' => self.text("[^\\n]"),
            'h' => self.text("[\\t \\xa0]"),
            'H' => self.text("[^\\t \\xa0]"),
            'v' => self.text("[\\n\\x0b\\x0c\\r\\x85]"),
            'V' => self.text("[^\\n\\x0b\\x0c\\r\\x85]"),
            'Q' => self.quoted(),
            'E' => {}
            'k' => self.named_reference()?,
            'g' => self.group_reference()?,
            '1'..='9' => self.digits(c)?,
            'p' | 'P' | 'X' | 'C' => return unsupported(format!("\\{c}")),
            _ => {
                let byte = self.escaped_byte(c)?;
                self.byte(byte);
            }
        }
        Ok(())
    }

    /// `\Q…\E`.
    fn quoted(&mut self) {
        while self.rest.peek().is_some() && !self.take("\\E") {
            if let Some(c) = self.rest.next() {
                self.byte(u8::try_from(u32::from(c)).unwrap_or(b'?'));
            }
        }
    }

    fn named_reference(&mut self) -> Answer<()> {
        let close = match self.rest.next() {
            Some('<') => '>',
            Some('{') => '}',
            Some('\'') => '\'',
            _ => return syntax("\\k without a name"),
        };
        let name = self.until(close)?;
        self.backtracking = true;
        self.text(&format!("\\k<{name}>"));
        Ok(())
    }

    /// `\g{2}`, `\g2`, `\g{-1}`.
    fn group_reference(&mut self) -> Answer<()> {
        let number = if self.take("{") {
            self.until('}')?
        } else {
            let mut number = String::new();
            while let Some(c) = self.rest.next_if(char::is_ascii_digit) {
                number.push(c);
            }
            number
        };
        match number.parse::<u32>() {
            Ok(n) if (1..=self.groups).contains(&n) => {
                self.backtracking = true;
                self.text(&format!("(?:\\{n})"));
                Ok(())
            }
            _ => unsupported(format!("\\g{{{number}}}")),
        }
    }

    /// A reference to a group, or an octal number where there are not so many groups.
    fn digits(&mut self, first: char) -> Answer<()> {
        let mut ahead = self.rest.clone();
        let mut text = first.to_string();
        while let Some(c) = ahead.next_if(char::is_ascii_digit) {
            text.push(c);
        }
        let number: u32 = text.parse().unwrap_or(u32::MAX);
        if number < 10 || number <= self.groups {
            if number > self.groups {
                return syntax("reference to a group that is not there");
            }
            self.rest = ahead;
            self.backtracking = true;
            self.text(&format!("(?:\\{number})"));
            return Ok(());
        }
        let byte = self.octal(first)?;
        self.byte(byte);
        Ok(())
    }

    /// Up to three octal digits, the first of which is known.
    fn octal(&mut self, first: char) -> Answer<u8> {
        let Some(mut n) = first.to_digit(8) else { return syntax("unknown escape") };
        for _ in 0..2 {
            let Some(c) = self.rest.next_if(|c| c.is_digit(8)) else { break };
            n = n * 8 + c.to_digit(8).unwrap_or(0);
        }
        u8::try_from(n).or_else(|_| syntax("octal number above \\377"))
    }

    /// An escape that stands for one byte, in and outside of classes.
    fn escaped_byte(&mut self, c: char) -> Answer<u8> {
        Ok(match c {
            'a' => 0x07,
            'e' => 0x1b,
            'f' => 0x0c,
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            '0' => self.octal(c)?,
            'x' => self.hexadecimal()?,
            'c' => match self.rest.next().map(|c| c.to_ascii_uppercase()) {
                Some(c @ '@'..='_' | c @ '?') => u8::try_from(u32::from(c)).unwrap_or(0) ^ 0x40,
                _ => return syntax("\\c without a letter"),
            },
            'o' if self.take("{") => {
                let digits = self.until('}')?;
                match u8::from_str_radix(&digits, 8) {
                    Ok(byte) => byte,
                    Err(_) => return syntax("octal number above \\377"),
                }
            }
            c if c.is_ascii_alphanumeric() => return syntax("unknown escape"),
            c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        })
    }

    /// `\x4`, `\x41`, `\x{41}`; `\x` alone is zero.
    fn hexadecimal(&mut self) -> Answer<u8> {
        if self.take("{") {
            let digits = self.until('}')?;
            return match u8::from_str_radix(&digits, 16) {
                Ok(byte) => Ok(byte),
                Err(_) => syntax("character above \\xff"),
            };
        }
        let mut n = 0;
        for _ in 0..2 {
            let Some(c) = self.rest.next_if(char::is_ascii_hexdigit) else { break };
            n = n * 16 + c.to_digit(16).unwrap_or(0);
        }
        Ok(u8::try_from(n).unwrap_or(0))
    }

    /// A class, as the set of bytes that it names.
    fn class(&mut self) -> Answer<()> {
        let negated = self.take("^");
        let mut set = [false; 256];
        // Low end of a range that may follow.
        let mut last: Option<u8> = None;
        let mut first = true;
        loop {
            let Some(c) = self.rest.next() else { return syntax("unclosed class") };
            match c {
                ']' if !first => break,
                '-' if last.is_some() && self.rest.peek().is_some_and(|c| *c != ']') => {
                    self.range(&mut set, &mut last)?;
                }
                '[' if self.rest.peek() == Some(&':') && self.posix(&mut set)? => last = None,
                '\\' => match self.rest.next() {
                    Some('Q') => {
                        while self.rest.peek().is_some() && !self.take("\\E") {
                            last = self.rest.next().and_then(|c| u8::try_from(u32::from(c)).ok());
                            add(&mut set, last);
                        }
                    }
                    Some('E') => {}
                    Some(c) if shorthand(c).is_some() => {
                        join(&mut set, c);
                        last = None;
                    }
                    Some(c) => {
                        last = Some(self.class_byte(c)?);
                        add(&mut set, last);
                    }
                    None => return syntax("unclosed class"),
                },
                c => {
                    last = u8::try_from(u32::from(c)).ok();
                    add(&mut set, last);
                }
            }
            first = false;
        }
        write_class(&mut self.out, &set, negated);
        Ok(())
    }

    /// `\b` is backspace in a class, and numbers are octal.
    fn class_byte(&mut self, c: char) -> Answer<u8> {
        match c {
            'b' => Ok(0x08),
            '1'..='7' => self.octal(c),
            'p' | 'P' | 'N' | 'R' | 'X' => unsupported(format!("\\{c} in a class")),
            _ => self.escaped_byte(c),
        }
    }

    /// What follows the dash of a range, or a dash that is one.
    fn range(&mut self, set: &mut [bool; 256], last: &mut Option<u8>) -> Answer<()> {
        let low = last.take().unwrap_or_default();
        let high = match self.rest.next() {
            Some('\\') => match self.rest.next() {
                Some(c) if shorthand(c).is_some() => {
                    add(set, Some(b'-'));
                    join(set, c);
                    return Ok(());
                }
                Some(c) => self.class_byte(c)?,
                None => return syntax("unclosed class"),
            },
            Some(c) => u8::try_from(u32::from(c)).unwrap_or(b'?'),
            None => return syntax("unclosed class"),
        };
        if high < low {
            return syntax("range out of order");
        }
        for byte in low..=high {
            add(set, Some(byte));
        }
        Ok(())
    }

    /// `[:alpha:]`; whether it was one.
    fn posix(&mut self, set: &mut [bool; 256]) -> Answer<bool> {
        let mut ahead = self.rest.clone();
        ahead.next();
        let mut name = String::new();
        while let Some(c) = ahead.next_if(|c| c.is_ascii_lowercase() || *c == '^') {
            name.push(c);
        }
        if ahead.next() != Some(':') || ahead.next() != Some(']') {
            return Ok(false);
        }
        let (plain, negated) = name.strip_prefix('^').map_or((&*name, false), |name| (name, true));
        let Some(holds) = posix(plain) else { return syntax("unknown POSIX class") };
        for byte in 0..=u8::MAX {
            if holds(byte) != negated {
                add(set, Some(byte));
            }
        }
        self.rest = ahead;
        Ok(true)
    }
}

type Holds = fn(u8) -> bool;

fn posix(name: &str) -> Option<Holds> {
    let holds: Holds = match name {
        "alpha" => |byte| byte.is_ascii_alphabetic(),
        "digit" => |byte| byte.is_ascii_digit(),
        "alnum" => |byte| byte.is_ascii_alphanumeric(),
        "upper" => |byte| byte.is_ascii_uppercase(),
        "lower" => |byte| byte.is_ascii_lowercase(),
        "punct" => |byte| byte.is_ascii_punctuation(),
        "xdigit" => |byte| byte.is_ascii_hexdigit(),
        "space" => |byte| byte.is_ascii_whitespace() || byte == 0x0b,
        "blank" => |byte| matches!(byte, b' ' | b'\t'),
        "cntrl" => |byte| byte.is_ascii_control(),
        "graph" => |byte| byte.is_ascii_graphic(),
        "print" => |byte| byte.is_ascii_graphic() || byte == b' ',
        "word" => |byte| byte.is_ascii_alphanumeric() || byte == b'_',
        "ascii" => |byte| byte.is_ascii(),
        _ => return None,
    };
    Some(holds)
}

/// The bytes of `\d` and its like, and whether they are left out.
fn shorthand(c: char) -> Option<(Holds, bool)> {
    let holds: Holds = match c.to_ascii_lowercase() {
        'd' => posix("digit")?,
        'w' => posix("word")?,
        's' => posix("space")?,
        'h' => |byte| matches!(byte, b'\t' | b' ' | 0xa0),
        'v' => |byte| matches!(byte, b'\n' | 0x0b | 0x0c | b'\r' | 0x85),
        _ => return None,
    };
    Some((holds, c.is_ascii_uppercase()))
}

fn join(set: &mut [bool; 256], c: char) {
    let Some((holds, negated)) = shorthand(c) else { return };
    for byte in 0..=u8::MAX {
        if holds(byte) != negated {
            add(set, Some(byte));
        }
    }
}

fn add(set: &mut [bool; 256], byte: Option<u8>) {
    if let Some(slot) = byte.and_then(|byte| set.get_mut(usize::from(byte))) {
        *slot = true;
    }
}

fn write_class(out: &mut String, set: &[bool; 256], negated: bool) {
    out.push_str(if negated { "[^" } else { "[" });
    let mut open: Option<u8> = None;
    for byte in 0..=u8::MAX {
        let has = |byte: u8| set.get(usize::from(byte)).copied().unwrap_or(false);
        if has(byte) && open.is_none() {
            open = Some(byte);
        }
        let ends = byte == u8::MAX || !has(byte + 1);
        if let Some(low) = open.filter(|_| ends) {
            write_byte(out, low);
            if low < byte {
                out.push('-');
                write_byte(out, byte);
            }
            open = None;
        }
    }
    out.push(']');
}

fn write_byte(out: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b'/' | b'"' | b'\'') {
        out.push(char::from(byte));
    } else {
        // A String takes all that is written.
        let _ = write!(out, "\\x{byte:02x}");
    }
}

fn write_all(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}
