//! What a step of a loop does besides leading on, and the typed fields it takes.

use model::{Fault, TenantPath};
use serde::{Deserialize, Serialize};

use crate::{Source, Text};

/// Something that is asked of the issuer and answered by a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// More time 延期.
    Extension,
    /// It is a false positive 误报申诉.
    Dispute,
    /// Another organisation should deal with it 转办.
    Transfer,
}

impl Ask {
    pub fn word(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Dispute => "dispute",
            Self::Transfer => "transfer",
        }
    }
}

/// A fixed list: what a step can do is code, which step does it is data. Packs write `signs`,
/// `asks_extension`, `grants_dispute`, ….
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Effect {
    /// Asks something of the issuer.
    Asks(Ask),
    /// Says yes to what was asked.
    Grants(Ask),
    /// Says no to what was asked.
    Refuses(Ask),
    /// The recipient has it in hand 签收.
    Signs,
    /// The recipient says what was done.
    Replies,
    /// The recipient opened it.
    Reads,
    /// It is sent back.
    Returns,
    /// It is open again after it was closed.
    Reopens,
    /// A higher tier follows it 督办.
    Supervises,
    /// It is late and the tier above is told 升级.
    Escalates,
    /// Somebody is reminded 催办.
    Urges,
    /// What a machine saw of the conditions.
    Rechecks,
    /// It was drawn for a re-check after closing 抽查.
    Samples,
}

impl Effect {
    const PLAIN: [(&'static str, Self); 10] = [
        ("signs", Self::Signs),
        ("replies", Self::Replies),
        ("reads", Self::Reads),
        ("returns", Self::Returns),
        ("reopens", Self::Reopens),
        ("supervises", Self::Supervises),
        ("escalates", Self::Escalates),
        ("urges", Self::Urges),
        ("rechecks", Self::Rechecks),
        ("samples", Self::Samples),
    ];
}

impl From<Effect> for String {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Asks(ask) => format!("asks_{}", ask.word()),
            Effect::Grants(ask) => format!("grants_{}", ask.word()),
            Effect::Refuses(ask) => format!("refuses_{}", ask.word()),
            plain => {
                let found = Effect::PLAIN.iter().find(|(_, effect)| *effect == plain);
                found.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
            }
        }
    }
}

impl TryFrom<String> for Effect {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some((_, effect)) = Self::PLAIN.iter().find(|(word, _)| *word == text) {
            return Ok(*effect);
        }
        for ask in [Ask::Extension, Ask::Dispute, Ask::Transfer] {
            for effect in [Self::Asks(ask), Self::Grants(ask), Self::Refuses(ask)] {
                if String::from(effect) == text {
                    return Ok(effect);
                }
            }
        }
        Err(format!("no effect {text:?}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A whole number of days, from 1.
    Days,
    /// `YYYY-MM-DD`.
    Date,
    /// A tenant's path.
    Tenant,
    /// A whole number, from 0.
    Number,
    Text,
}

impl FieldKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Date => "date",
            Self::Tenant => "tenant",
            Self::Number => "number",
            Self::Text => "text",
        }
    }
}

/// A field of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepField {
    pub id: String,
    pub title: Text,
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    /// Most days, or most characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Where `most` stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl StepField {
    /// # Errors
    /// `procedure.field_value` with `field`, `kind` and `most`.
    pub fn check(&self, value: &str) -> Result<(), Fault> {
        let most = self.most.unwrap_or(u32::MAX);
        let sound = match self.kind {
            FieldKind::Days => value.parse::<u32>().is_ok_and(|days| days > 0 && days <= most),
            FieldKind::Number => value.parse::<u32>().is_ok_and(|number| number <= most),
            FieldKind::Date => value.parse::<jiff::civil::Date>().is_ok() && value.len() == 10,
            FieldKind::Tenant => value.parse::<TenantPath>().is_ok(),
            FieldKind::Text => value.chars().count() as u64 <= u64::from(self.most.unwrap_or(500)),
        };
        if sound {
            return Ok(());
        }
        let fault = Fault::invalid("procedure.field_value").with("field", &self.id);
        Err(match self.most {
            Some(most) => fault.with("most", most),
            None => fault,
        })
    }
}
