//! Names and types an expression may use, and what can be wrong with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::value::Root;

/// What is known of a value before there is one. Everything may also be `null`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Any,
    Bool,
    Number,
    Text,
    /// A code of this list.
    Code(Arc<Codes>),
    List(Arc<Self>),
    Record(Arc<BTreeMap<String, Self>>),
}

/// Codes that a field may take, for comparisons with a code that does not exist.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Codes {
    pub(crate) list: String,
    pub(crate) codes: Vec<String>,
}

impl Type {
    pub(crate) fn list(of: Self) -> Self {
        Self::List(Arc::new(of))
    }

    pub(crate) fn record<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Record(Arc::new(members.into_iter().map(|(n, t)| (n.to_owned(), t)).collect()))
    }

    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Text | Self::Code(_) => "text",
            Self::List(_) => "list",
            Self::Record(_) => "record",
        }
    }

    /// Whether a value of this type may stand where `other` is wanted.
    pub(crate) fn fits(&self, other: &Self) -> bool {
        matches!(self, Self::Any) || matches!(other, Self::Any) || self.word() == other.word()
    }

    /// The type of something that is either.
    pub(crate) fn or(self, other: &Self) -> Self {
        if self == *other {
            self
        } else if self.word() == other.word() && self.word() == "text" {
            Self::Text
        } else {
            Self::Any
        }
    }
}

/// Why an expression is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) detail: String,
    pub(crate) allowed: Vec<String>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), allowed: Vec::new() }
    }

    pub(crate) fn allowed<T: ToString>(mut self, list: impl IntoIterator<Item = T>) -> Self {
        self.allowed = list.into_iter().map(|item| item.to_string()).take(60).collect();
        self
    }
}

/// Ranks and titles of one code list.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ListFacts {
    pub(crate) ranks: BTreeMap<String, i32>,
    pub(crate) titles: BTreeMap<String, (String, String)>,
}

/// Cells and types of all fields, by form.
pub(crate) type Fields = BTreeMap<String, BTreeMap<String, (usize, Type)>>;

/// The names one expression may use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope<'a> {
    /// `form` -> `field` -> cell and type.
    pub(crate) forms: Option<&'a Fields>,
    pub(crate) scores: Option<&'a BTreeMap<String, usize>>,
    pub(crate) results: Option<&'a BTreeMap<String, (usize, Type)>>,
    /// Form whose fields may be named bare.
    pub(crate) form: Option<&'a str>,
    /// Columns of the table that the expression stands in.
    pub(crate) row: Option<Type>,
    pub(crate) lists: Option<&'a BTreeMap<String, ListFacts>>,
}

/// Facts of an organisation that expressions may name.
const ORGANISATION: &[(&str, Type)] = &[
    ("name", Type::Text),
    ("credit_code", Type::Text),
    ("kind", Type::Text),
    ("industry", Type::Text),
    ("region", Type::Text),
    ("size", Type::Text),
    ("employees", Type::Number),
    ("revenue", Type::Number),
    ("grades", Type::Any),
    ("facts", Type::Any),
];

const FILING: &[(&str, Type)] = &[
    ("period", Type::Text),
    ("subject", Type::Text),
    ("state", Type::Text),
    ("number", Type::Text),
    ("begun", Type::Text),
    ("parties", Type::Any),
];

fn record(members: &[(&str, Type)]) -> Type {
    Type::Record(Arc::new(members.iter().map(|(n, t)| ((*n).to_owned(), t.clone())).collect()))
}

impl Scope<'_> {
    /// A name that stands by itself and needs no member.
    pub(crate) fn root(&self, name: &str) -> Option<(Root, Type)> {
        Some(match name {
            "organisation" => (Root::Organisation, record(ORGANISATION)),
            "filing" => (Root::Filing, record(FILING)),
            "previous" => (Root::Previous, self.answers_type()),
            "indicators" => (Root::Indicators, Type::Any),
            "verdicts" => (Root::Verdicts, Type::Any),
            "today" => (Root::Today, Type::Text),
            _ => return None,
        })
    }

    fn answers_type(&self) -> Type {
        let forms = self.forms.into_iter().flatten().map(|(form, fields)| {
            let members =
                fields.iter().map(|(field, (_, kind))| (field.clone(), kind.clone())).collect();
            (form.clone(), Type::Record(Arc::new(members)))
        });
        Type::Record(Arc::new(forms.collect()))
    }

    pub(crate) fn bare(&self, name: &str) -> Option<&(usize, Type)> {
        self.forms?.get(self.form?)?.get(name)
    }

    /// Names that exist, for the way out.
    pub(crate) fn names(&self) -> Vec<String> {
        let bare = self.form.and_then(|form| self.forms?.get(form));
        let fields = bare.into_iter().flat_map(|fields| fields.keys().cloned());
        let row = self.row.iter().map(|_| "row".to_owned());
        let roots = [
            "answers",
            "filing",
            "indicators",
            "organisation",
            "previous",
            "results",
            "scores",
            "today",
            "verdicts",
        ];
        row.chain(roots.into_iter().map(str::to_owned)).chain(fields).collect()
    }
}

/// Words that no field may be called.
pub(crate) const RESERVED: &[&str] = &[
    "answers",
    "filing",
    "indicators",
    "organisation",
    "previous",
    "results",
    "row",
    "scores",
    "today",
    "verdicts",
    "row_number",
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];
