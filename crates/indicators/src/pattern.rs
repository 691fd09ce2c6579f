//! The pattern language of STIX, as far as one observation on the wire can answer it.
//!
//! Source: STIX 2.1 (OASIS Standard, 2021), §9.
//! Not covered: `FOLLOWEDBY`, `AND` of two observations, qualifiers (`WITHIN`, `REPEATS`,
//! `START`/`STOP`), `EXISTS`, `<` and `>`. Each is refused with its own code.

use std::fmt;

/// What a pattern asks of one observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    Compare(Comparison),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// `path operator values`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// `file:hashes.'SHA-256'`, without quotes and with the parts after the colon apart.
    pub object: String,
    pub path: Vec<String>,
    pub negated: bool,
    pub operator: Operator,
    /// One, except with `IN`.
    pub values: Vec<Constant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    In,
    Like,
    Matches,
    IsSubset,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    Text(String),
    Number(i64),
}

/// Why a pattern is refused.
pub type Refusal = &'static str;

/// Bytes of a pattern, brackets within brackets, comparisons and values: more than any feed has.
const MOST_BYTES: usize = 1 << 16;
const MOST_DEPTH: usize = 32;
const MOST_TOKENS: usize = 1 << 14;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(&'static str),
}

/// Reads a pattern.
pub fn parse(text: &str) -> Result<Expression, Refusal> {
    if text.len() > MOST_BYTES {
        return Err("pattern.too_long");
    }
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, depth: 0 };
    let found = reader.observations()?;
    if reader.tokens.is_empty() { Ok(found) } else { Err(reader.trailing()) }
}

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    const SIGNS: [&str; 13] = ["!=", "<>", "<=", ">=", "=", "<", ">", "[", "]", "(", ")", ",", ":"];
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if found.len() >= MOST_TOKENS {
            return Err("pattern.too_long");
        }
        if first == '\'' {
            let (value, after) = quoted(rest)?;
            found.push(Token::Text(value));
            rest = after;
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            found.push(Token::Sign(if sign == "<>" { "!=" } else { sign }));
            rest = rest.get(sign.len()..).unwrap_or_default();
        } else if first == '.' {
            found.push(Token::Sign("."));
            rest = rest.get(1..).unwrap_or_default();
        } else {
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            if word.is_empty() {
                return Err("pattern.syntax");
            }
            found.push(Token::Word(word.to_owned()));
            rest = after;
        }
        rest = rest.trim_start();
    }
    Ok(found)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '*')
}

/// A text in quotes at the beginning, without them, and what follows.
fn quoted(text: &str) -> Result<(String, &str), Refusal> {
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => value.push(letters.next().ok_or("pattern.syntax")?.1),
            '\'' => return Ok((value, text.get(at + 1..).unwrap_or_default())),
            _ => value.push(letter),
        }
    }
    Err("pattern.syntax")
}

struct Reader<'a> {
    tokens: &'a [Token],
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<&Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.tokens.first(), Some(Token::Sign(s)) if *s == sign);
        if here {
            self.next();
        }
        here
    }

    fn word(&mut self, word: &str) -> bool {
        let here =
            matches!(self.tokens.first(), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
        if here {
            self.next();
        }
        here
    }

    fn need(&mut self, sign: &str) -> Result<(), Refusal> {
        if self.sign(sign) { Ok(()) } else { Err("pattern.syntax") }
    }

    fn trailing(&mut self) -> Refusal {
        match self.next() {
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("FOLLOWEDBY") => {
                "pattern.followed_by"
            }
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("AND") => {
                "pattern.several_observations"
            }
            Some(Token::Word(word))
                if ["WITHIN", "REPEATS", "START"].iter().any(|w| word.eq_ignore_ascii_case(w)) =>
            {
                "pattern.qualifier"
            }
            _ => "pattern.syntax",
        }
    }

    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err("pattern.too_deep");
        }
        let found = read(self);
        self.depth -= 1;
        found
    }

    /// `[…] OR ([…] OR […])`.
    fn observations(&mut self) -> Result<Expression, Refusal> {
        let mut any = vec![self.observation()?];
        while self.word("OR") {
            any.push(self.observation()?);
        }
        Ok(one_or(any, Expression::Any))
    }

    fn observation(&mut self) -> Result<Expression, Refusal> {
        if self.sign("(") {
            let found = self.deeper(Self::observations)?;
            return if self.sign(")") { Ok(found) } else { Err(self.trailing()) };
        }
        self.need("[")?;
        let found = self.deeper(Self::any)?;
        self.need("]")?;
        Ok(found)
    }

    fn any(&mut self) -> Result<Expression, Refusal> {
        let mut any = vec![self.all()?];
        while self.word("OR") {
            any.push(self.all()?);
        }
        Ok(one_or(any, Expression::Any))
    }

    fn all(&mut self) -> Result<Expression, Refusal> {
        let mut all = vec![self.term()?];
        while self.word("AND") {
            all.push(self.term()?);
        }
        Ok(one_or(all, Expression::All))
    }

    fn term(&mut self) -> Result<Expression, Refusal> {
        if self.sign("(") {
            let found = self.deeper(Self::any)?;
            self.need(")")?;
            return Ok(found);
        }
        if self.word("EXISTS") {
            return Err("pattern.exists");
        }
        self.comparison().map(Expression::Compare)
    }

    fn comparison(&mut self) -> Result<Comparison, Refusal> {
        let object = self.name()?;
        self.need(":")?;
        let mut path = vec![self.name()?];
        while self.sign(".") {
            path.push(self.name()?);
        }
        if self.sign("[") {
            return Err("pattern.list_index");
        }
        let negated = self.word("NOT");
        let operator = self.operator()?;
        let values = if operator == Operator::In { self.values()? } else { vec![self.constant()?] };
        Ok(Comparison { object, path, negated, operator, values })
    }

    fn name(&mut self) -> Result<String, Refusal> {
        match self.next() {
            Some(Token::Word(name) | Token::Text(name)) => Ok(name.clone()),
            _ => Err("pattern.syntax"),
        }
    }

    fn operator(&mut self) -> Result<Operator, Refusal> {
        for (word, operator) in [
            ("IN", Operator::In),
            ("LIKE", Operator::Like),
            ("MATCHES", Operator::Matches),
            ("ISSUBSET", Operator::IsSubset),
        ] {
            if self.word(word) {
                return Ok(operator);
            }
        }
        if self.sign("=") {
            Ok(Operator::Equal)
        } else if self.sign("!=") {
            Ok(Operator::NotEqual)
        } else {
            Err("pattern.operator")
        }
    }

    fn values(&mut self) -> Result<Vec<Constant>, Refusal> {
        self.need("(")?;
        let mut values = vec![self.constant()?];
        while self.sign(",") {
            values.push(self.constant()?);
        }
        self.need(")")?;
        Ok(values)
    }

    fn constant(&mut self) -> Result<Constant, Refusal> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Constant::Text(text.clone())),
            Some(Token::Word(word)) => {
                word.parse().map(Constant::Number).map_err(|_| "pattern.constant")
            }
            _ => Err("pattern.syntax"),
        }
    }
}

fn one_or(mut found: Vec<Expression>, of: fn(Vec<Expression>) -> Expression) -> Expression {
    if found.len() > 1 {
        return of(found);
    }
    found.pop().unwrap_or(Expression::Any(Vec::new()))
}

/// As a pattern of one observation, which parses to the same.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        self.inner(f)?;
        f.write_str("]")
    }
}

impl Expression {
    fn inner(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, word) = match self {
            Self::Compare(comparison) => return write!(f, "{comparison}"),
            Self::All(parts) => (parts, " AND "),
            Self::Any(parts) => (parts, " OR "),
        };
        for (place, part) in parts.iter().enumerate() {
            f.write_str(if place > 0 { word } else { "" })?;
            if matches!(part, Self::Compare(_)) {
                part.inner(f)?;
            } else {
                f.write_str("(")?;
                part.inner(f)?;
                f.write_str(")")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quote(f, &self.object)?;
        for (place, part) in self.path.iter().enumerate() {
            f.write_str(if place == 0 { ":" } else { "." })?;
            quote(f, part)?;
        }
        f.write_str(if self.negated { " NOT " } else { " " })?;
        f.write_str(match self.operator {
            Operator::Equal => "= ",
            Operator::NotEqual => "!= ",
            Operator::In => "IN (",
            Operator::Like => "LIKE ",
            Operator::Matches => "MATCHES ",
            Operator::IsSubset => "ISSUBSET ",
        })?;
        for (place, value) in self.values.iter().enumerate() {
            f.write_str(if place > 0 { ", " } else { "" })?;
            match value {
                Constant::Text(text) => quote(f, text)?,
                Constant::Number(number) => write!(f, "{number}")?,
            }
        }
        f.write_str(if self.operator == Operator::In { ")" } else { "" })
    }
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(f, "'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
