//! Patterns → tests on facts, and the values that an index finds them by.

use regex::{Regex, RegexBuilder};

use crate::facts::{Fact, Kind, Network, normal};
use crate::pattern::{Comparison, Constant, Expression, Operator, Refusal};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Test(Test),
    All(Vec<Self>),
    Any(Vec<Self>),
}

#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) kind: Kind,
    negated: bool,
    pub(crate) how: How,
}

#[derive(Debug, Clone)]
pub(crate) enum How {
    Equal(Vec<String>),
    Network(Vec<Network>),
    /// The name itself and what is below it.
    Below(String),
    Like(Regex),
}

impl Node {
    /// One value, as lists have them.
    pub(crate) fn value(kind: Kind, how: How) -> Self {
        Self::Test(Test { kind, negated: false, how })
    }

    pub(crate) fn holds(&self, facts: &[Fact]) -> bool {
        match self {
            Self::Test(test) => test.holds(facts),
            Self::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(facts)),
        }
    }

    /// The tests of which one must hold if the pattern does; `None` if there is no such choice.
    pub(crate) fn anchors(&self) -> Option<Vec<&Test>> {
        match self {
            Self::Test(test) => (!test.negated && !test.kind.is_port()).then(|| vec![test]),
            Self::All(parts) => {
                parts.iter().filter_map(Self::anchors).min_by_key(|tests| loose(tests))
            }
            Self::Any(parts) => {
                let each: Option<Vec<_>> = parts.iter().map(Self::anchors).collect();
                each.map(|tests| tests.into_iter().flatten().collect())
            }
        }
    }
}

/// How many of them an index cannot find.
fn loose(tests: &[&Test]) -> usize {
    tests.iter().filter(|test| matches!(test.how, How::Like(_))).count()
}

impl Test {
    fn holds(&self, facts: &[Fact]) -> bool {
        let either = self.kind == Kind::Address;
        let mut of_kind = facts
            .iter()
            .filter(|fact| fact.kind == self.kind || (either && fact.kind.is_address()))
            .peekable();
        // What was not seen is neither equal nor unequal (STIX 2.1 §9.6).
        of_kind.peek().is_some() && of_kind.any(|fact| self.how.fits(fact)) != self.negated
    }
}

impl How {
    pub(crate) fn fits(&self, fact: &Fact) -> bool {
        match self {
            Self::Equal(values) => values.contains(&fact.text),
            Self::Network(ranges) => {
                fact.ip().is_some_and(|ip| ranges.iter().any(|range| range.holds(ip)))
            }
            Self::Below(name) => fact
                .text
                .strip_suffix(name.as_str())
                .is_some_and(|front| front.is_empty() || front.ends_with('.')),
            Self::Like(regex) => regex.is_match(&fact.text),
        }
    }
}

/// Compiles a pattern, or says what of it cannot be seen on a wire.
pub(crate) fn compile(expression: &Expression) -> Result<Node, Refusal> {
    let node = node(expression)?;
    if node.anchors().is_none() { Err("pattern.unanchored") } else { Ok(node) }
}

fn node(expression: &Expression) -> Result<Node, Refusal> {
    let parts = |parts: &[Expression]| parts.iter().map(node).collect::<Result<Vec<_>, _>>();
    match expression {
        Expression::Compare(comparison) => test(comparison).map(Node::Test),
        Expression::All(all) => parts(all).map(Node::All),
        Expression::Any(any) => Ok(Node::Any(seen(any)?)),
    }
}

/// Of alternatives those that can be seen: one that cannot never holds.
fn seen(any: &[Expression]) -> Result<Vec<Node>, Refusal> {
    let mut first = None;
    let mut found = Vec::new();
    for part in any {
        match node(part) {
            Ok(part) => found.push(part),
            Err("pattern.path") => first = Some("pattern.path"),
            Err(other) => return Err(other),
        }
    }
    if found.is_empty() { Err(first.unwrap_or("pattern.syntax")) } else { Ok(found) }
}

fn test(comparison: &Comparison) -> Result<Test, Refusal> {
    let kind = kind(comparison).ok_or("pattern.path")?;
    let texts: Vec<String> = comparison.values.iter().map(constant).collect();
    let first = texts.first().map(String::as_str).unwrap_or_default();
    let negated = comparison.negated != (comparison.operator == Operator::NotEqual);
    let how = match comparison.operator {
        Operator::Equal | Operator::NotEqual | Operator::In => equal(kind, &texts)?,
        Operator::IsSubset if kind.is_address() => {
            How::Network(vec![Network::parse(first).ok_or("pattern.address")?])
        }
        Operator::IsSubset => return Err("pattern.operator"),
        Operator::Like => How::Like(regex(kind, &like(first))?),
        Operator::Matches => How::Like(regex(kind, first)?),
    };
    Ok(Test { kind, negated, how })
}

fn constant(value: &Constant) -> String {
    match value {
        Constant::Text(text) => text.clone(),
        Constant::Number(number) => number.to_string(),
    }
}

fn equal(kind: Kind, texts: &[String]) -> Result<How, Refusal> {
    if kind.is_address() {
        let ranges: Option<Vec<_>> = texts.iter().map(|text| Network::parse(text)).collect();
        return ranges.map(How::Network).ok_or("pattern.address");
    }
    let values: Vec<String> = texts.iter().map(|text| normal(kind, text)).collect();
    if values.iter().any(String::is_empty) { Err("pattern.value") } else { Ok(How::Equal(values)) }
}

/// `%` is any text, `_` any letter (STIX 2.1 §9.6.1).
fn like(text: &str) -> String {
    let mut found = String::from("^");
    for letter in text.chars() {
        match letter {
            '%' => found.push_str("(?s:.*)"),
            '_' => found.push_str("(?s:.)"),
            other => found.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    found.push('$');
    found
}

fn regex(kind: Kind, text: &str) -> Result<Regex, Refusal> {
    // Bytes of a compiled expression: an expression of a feed must not take the probe's memory.
    const MOST: usize = 1 << 18;
    let cased = matches!(kind, Kind::FileName | Kind::Agent | Kind::Url);
    let built = RegexBuilder::new(text).size_limit(MOST).case_insensitive(!cased).build();
    built.map_err(|_| "pattern.regex")
}

/// What a path of STIX is among our facts. STIX 2.1 §6.
fn kind(comparison: &Comparison) -> Option<Kind> {
    let path: Vec<&str> = comparison.path.iter().map(String::as_str).collect();
    Some(match (comparison.object.as_str(), path.as_slice()) {
        ("ipv4-addr" | "ipv6-addr", ["value"]) => Kind::Address,
        ("domain-name", ["value"]) => Kind::Domain,
        ("url", ["value"]) => Kind::Url,
        ("file", ["hashes", "SHA-256" | "MD5" | "SHA-1"]) => Kind::FileHash,
        ("file", ["name"]) => Kind::FileName,
        ("email-addr", ["value"]) => Kind::Email,
        ("x509-certificate", ["hashes", "SHA-1"]) => Kind::CertificateHash,
        ("x509-certificate", ["serial_number"]) => Kind::Serial,
        ("network-traffic", ["dst_port"]) => Kind::ServerPort,
        ("network-traffic", ["src_port"]) => Kind::ClientPort,
        ("network-traffic", ["dst_ref", "value"]) => Kind::Server,
        ("network-traffic", ["src_ref", "value"]) => Kind::Client,
        ("network-traffic", ["extensions", "http-request-ext", "request_header", name]) => {
            match name.to_ascii_lowercase().as_str() {
                "user-agent" => Kind::Agent,
                "host" => Kind::Domain,
                _ => return None,
            }
        }
        _ => return None,
    })
}
