//! Hazard identity 隐患标识: one name for one hazard at one organisation, whoever tells of it, so that
//! two authorities' notices, a finding and an assessment's risk can be seen to be the same.
//!
//! Equal text means equal hazard; different text proves nothing. Hosts are written as probes
//! write them, whatever the hand that typed them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use model::Fault;

/// Longest identity, in characters.
pub const LONGEST: usize = 200;

/// What a hazard is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Identity {
    /// 漏洞: `vuln:CVE-2022-38465@10.0.0.20`.
    Vulnerability { id: String, asset: String },
    /// 发现: `rule:ics.s7comm.plc_stop@10.0.0.20`.
    Rule { rule: String, target: String },
    /// 评估项: `item:ics-assessment/risks/3`.
    Item { pack: String, form: String, row: String },
    /// 演练不足: `drill:<drill>/<gap>`; a drill is known by its own name.
    Drill { drill: String, gap: String },
    /// Nothing but words: the hex digest of them.
    Text { digest: String },
}

/// An address as probes write it; anything else as it stands, without case or margins.
fn host(text: &str) -> String {
    let text = text.trim();
    text.parse::<IpAddr>().map_or_else(|_| text.to_lowercase(), |ip| ip.to_string())
}

impl Identity {
    pub fn vulnerability(id: &str, asset: &str) -> Self {
        Self::Vulnerability { id: id.trim().to_uppercase(), asset: host(asset) }
    }

    pub fn rule(rule: &str, target: &str) -> Self {
        Self::Rule { rule: rule.trim().to_owned(), target: host(target) }
    }

    /// `pack` may name a version: a hazard stays the same when its form is revised.
    pub fn item(pack: &str, form: &str, row: &str) -> Self {
        let pack = pack.split('@').next().unwrap_or(pack);
        Self::Item { pack: pack.to_owned(), form: form.to_owned(), row: row.trim().to_owned() }
    }

    /// The text within its limit.
    ///
    /// # Errors
    /// `hazard.identity` when a part is empty or the whole is too long.
    pub fn checked(&self) -> Result<String, Fault> {
        let text = self.to_string();
        let back: Self = text.parse()?;
        if back == *self {
            return Ok(text);
        }
        Err(wrong(&text))
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vulnerability { id, asset } => write!(f, "vuln:{id}@{asset}"),
            Self::Rule { rule, target } => write!(f, "rule:{rule}@{target}"),
            Self::Item { pack, form, row } => write!(f, "item:{pack}/{form}/{row}"),
            Self::Drill { drill, gap } => write!(f, "drill:{drill}/{gap}"),
            Self::Text { digest } => write!(f, "text:{digest}"),
        }
    }
}

fn wrong(text: &str) -> Fault {
    let shown: String = text.chars().take(80).collect();
    Fault::invalid("hazard.identity").with("value", shown).with("most", LONGEST)
}

impl FromStr for Identity {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        if text.chars().count() > LONGEST {
            return Err(wrong(text));
        }
        parse(text).ok_or_else(|| wrong(text))
    }
}

fn parse(text: &str) -> Option<Identity> {
    let (scheme, rest) = text.split_once(':')?;
    match scheme {
        "vuln" => {
            let (id, asset) = pair(rest.split_once('@'))?;
            Some(Identity::vulnerability(&id, &asset))
        }
        "rule" => {
            let (rule, target) = pair(rest.split_once('@'))?;
            Some(Identity::rule(&rule, &target))
        }
        "item" => {
            let (pack, place) = rest.split_once('/')?;
            let (form, row) = pair(place.split_once('/'))?;
            let pack = Some(pack).filter(|pack| !pack.is_empty())?.to_owned();
            Some(Identity::item(&pack, &form, &row))
        }
        "drill" => {
            let (drill, gap) = pair(rest.split_once('/'))?;
            Some(Identity::Drill { drill, gap })
        }
        "text" => is_digest(rest).then(|| Identity::Text { digest: rest.to_owned() }),
        _ => None,
    }
}

/// Two parts that both say something.
fn pair(parts: Option<(&str, &str)>) -> Option<(String, String)> {
    let (first, second) = parts?;
    (!first.is_empty() && !second.is_empty()).then(|| (first.to_owned(), second.to_owned()))
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests;
