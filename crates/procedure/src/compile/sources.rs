//! Every number has a source and a confidence: a mapping that states one (or an expression with
//! one in it) carries `source`, or stands below a mapping that does.
//!
//! Packs of every kind. Not numbers in this sense: order (`rank`), the looks of papers, worked
//! examples and cases, and what the manifest says of itself.

use serde_yaml_ng::{Mapping, Value};

use crate::{Pack, PackKind, Problem};

/// Keys whose numbers are order or looks.
const FREE: &[&str] = &["rank", "decimals"];
/// Keys whose texts are expressions.
const EXPRESSIONS: &[&str] =
    &["when", "required", "that", "formula", "points", "guard", "applies", "choose", "prefill"];
/// Keys whose texts are numbers in disguise.
const DATED: &[&str] = &["on", "period", "from", "to"];

impl Pack {
    /// Numbers that nobody vouches for, as problems: `procedure.no_source`. `pack check` asks it
    /// of every kind; a procedure that has any does not compile.
    pub fn unsourced(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, bytes) in self.yaml_files() {
            if self.is_trial(name) {
                continue;
            }
            if let Ok(value) = serde_yaml_ng::from_slice::<Value>(bytes) {
                walk(name, "", &value, false, &mut problems);
            }
        }
        problems
    }

    /// Files whose numbers are the looks of papers, or what a test is made of.
    fn is_trial(&self, file: &str) -> bool {
        match self.manifest.kind {
            PackKind::Rules => file.starts_with("cases"),
            _ => file.starts_with("documents/") || file.starts_with("examples/"),
        }
    }
}

fn walk(file: &str, path: &str, value: &Value, vouched: bool, out: &mut Vec<Problem>) {
    match value {
        Value::Mapping(map) => {
            let vouched = vouched || map.contains_key("source");
            for (key, inner) in map {
                let name = key.as_str().map_or_else(|| number_key(key), str::to_owned);
                let at = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if !vouched && states_number(map, &name, inner) {
                    out.push(
                        Problem::new("procedure.no_source", file, &at)
                            .with("value", show(inner))
                            .allowed(["source: {document, article, confidence}"]),
                    );
                }
                if name != "source" {
                    walk(file, &at, inner, vouched, out);
                }
            }
        }
        Value::Sequence(items) => {
            for (index, inner) in items.iter().enumerate() {
                walk(file, &format!("{path}[{index}]"), inner, vouched, out);
            }
        }
        _ => {}
    }
}

fn number_key(key: &Value) -> String {
    key.as_i64().map_or_else(|| "?".to_owned(), |number| number.to_string())
}

fn states_number(map: &Mapping, key: &str, value: &Value) -> bool {
    match value {
        Value::Number(_) => !FREE.contains(&key),
        Value::String(text) if EXPRESSIONS.contains(&key) => holds_number(text),
        // A campaign's days and evidence periods; `from` and `to` of steps are names.
        Value::String(text) if DATED.contains(&key) => {
            !map.contains_key("action") && text.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// A number outside of quotes and names.
fn holds_number(expression: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for sign in expression.chars() {
        match quote {
            Some(open) if sign == open => quote = None,
            Some(_) => {}
            None if sign == '\'' || sign == '"' => quote = Some(sign),
            None if sign.is_ascii_digit() && !before.is_alphanumeric() && before != '_' => {
                return true;
            }
            None => {}
        }
        before = sign;
    }
    false
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
