//! Form: what a procedure asks, as data: sections, fields, code lists. Read from packs, shown by
//! the console, filled by people.

use serde::{Deserialize, Serialize};

/// A text in both languages of the console.
#[derive(
    Debug,
    Clone,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    /// Both languages say something.
    pub fn is_complete(&self) -> bool {
        !self.zh.trim().is_empty() && !self.en.trim().is_empty()
    }
}

/// How sure a statement is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
pub enum Confidence {
    /// Verified in the text of its source.
    V,
    /// Stated by a policy document at hand.
    S,
    /// Verified for a public draft only.
    D,
    /// From memory.
    M,
    /// A design assumption of ours.
    A,
}

impl Confidence {
    pub fn is_verified(self) -> bool {
        matches!(self, Self::V | Self::S)
    }
}

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub document: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub article: String,
    pub confidence: Confidence,
}

/// One form of a procedure (`forms/*.yaml`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Instructions printed before the form 填表须知.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Text>,
    pub sections: Vec<Section>,
    /// What must hold between fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Expression: whether the section is asked; absent = always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    pub fields: Vec<Field>,
}

/// What a field takes. The value's JSON shape is in docs/packs.md.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    Integer,
    Number,
    /// `2026-03-31`.
    Date,
    Year,
    Boolean,
    /// One code of a list.
    Choice,
    /// Several codes of a list.
    Choices,
    /// Unified social credit code 统一社会信用代码; a wrong check digit is a warning.
    CreditCode,
    Phone,
    Email,
    /// Rows of `fields`.
    Table,
    /// Files.
    Attachments,
    /// A requirement with a self-assessment: `{"answer": code, "note": text}`; verifiers judge it.
    Item,
    /// A pledge to be confirmed.
    Pledge,
    /// Computed by `formula`, never typed.
    Computed,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique within the form (within the table for columns).
    pub id: String,
    #[serde(rename = "type")]
    pub kind: FieldType,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Expression: whether it is asked; absent = always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Expression: whether it must be answered (`"true"` = always); absent = no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
    /// Most characters, counted as officials count: every character but line breaks is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<u32>,
    /// Code list: a list of the pack, or `pack/list` of another (`codes-cn/regions`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes: Option<String>,
    /// Code that asks for words besides: `other` (其他，请注明). The value is then
    /// `{"code": "other", "text": "…"}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// Expression of the value offered when the field is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<String>,
    /// Where the rows of a table come from: offered while it is empty, compared when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<RowsFrom>,
    /// Expression of a computed field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Columns of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub fields: Vec<Self>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_rows: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rows: Option<u32>,
    /// Evidence this field asks for (attachments) or points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Text>,
    /// Media kinds an attachment may have: `pdf`, `docx`, `xlsx`, `image`; empty = all known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
    /// Days that evidence must be of: `2024-01-01/2024-12-31`; outside of it is a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

/// Rows that the platform already knows: the names behind figures (附名单), or other filings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsFrom {
    /// Indicators whose named lists are put one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<String>,
    /// Pack id of filings of the same period that the tenant sees, other than these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filings: Option<String>,
    /// Of those, filings in one of these states; empty = any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// What each column takes: of a named list `name`, `detail`; of filings `applicant.<fact>`,
    /// `filing.<subject|number|state>`, `answers.<form>.<field>`.
    pub columns: std::collections::BTreeMap<String, String>,
    /// Place by whose number or text the rows are put in order; absent = as they are found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Codes that are called otherwise here.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub codes: std::collections::BTreeMap<String, String>,
}

/// Something that must hold, and what is said when it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub id: String,
    /// Expression that is true when all is well.
    pub that: String,
    #[serde(rename = "else")]
    pub otherwise: Text,
    /// A warning does not keep anybody from submitting.
    #[serde(default)]
    pub warning: bool,
    /// Fields at which it is told; empty = the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A code list with explicit rank; order is the rank, never the numeral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CodeList {
    pub id: String,
    pub codes: Vec<Code>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Code {
    pub code: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    pub rank: i32,
}
