//! What is wrong with a pack: a code, where, and the way out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// One thing wrong in a pack. Wording is added at the edge; `params` hold what the sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Dotted code: `pack.file_missing`, `procedure.state_unknown`, `rule.field_unknown`.
    pub code: Cow<'static, str>,
    /// File within the pack.
    pub file: String,
    /// Place inside the file: `steps[2].to`; for syntax errors `line 3, column 7`.
    pub path: String,
    /// What is wrong and the way out: `value`, `allowed`, `limit`, `detail`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Problem {
    pub fn new(code: impl Into<Cow<'static, str>>, file: &str, path: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            file: file.to_owned(),
            path: path.into(),
            params: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Names the values that would be right.
    #[must_use]
    pub fn allowed<T: fmt::Display>(self, values: impl IntoIterator<Item = T>) -> Self {
        let list: Vec<String> = values.into_iter().map(|v| v.to_string()).collect();
        self.with("allowed", list.join(", "))
    }

    /// A YAML syntax or shape error, with its place.
    pub fn yaml(file: &str, path: &str, error: &serde_yaml_ng::Error) -> Self {
        let place = match error.location() {
            Some(at) => format!("line {}, column {}", at.line(), at.column()),
            None => path.to_owned(),
        };
        Self::new("pack.yaml", file, place).with("detail", error)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.code, self.file, self.path)?;
        for (name, value) in &self.params {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
