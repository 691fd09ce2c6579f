//! The rule language: what a rules pack says, checked and ready to run.

mod check;
mod language;
mod matching;

use std::collections::BTreeSet;

use procedure::{Pack, PackKind, Problem};
use serde::Deserialize;

pub(crate) use language::RuleText;
pub use language::{
    AnomalyIs, BaselineIs, Body, ChangeIs, Deviation, Distinct, EngineeredIs, FieldIs, FileIs,
    FlowIs, Hint, IdentityField, IdentityIs, KeyPart, Match, Mismatch, ObjectIs, OutcomeIs,
    RoleLevel, Rule, ScanIs, Side, SignatureIs, Threshold,
};
pub(crate) use matching::News;

/// Every rule of the installed rules packs, compiled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSet {
    rules: Vec<Rule>,
    hints: Vec<Hint>,
    fields: Vec<IdentityField>,
    levels: Vec<RoleLevel>,
}

/// A name of a protocol's that a rule relies on; whoever knows the protocols can check it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The rule or hint.
    pub by: String,
    pub protocol: String,
    /// `operation` or `field`.
    pub what: &'static str,
    pub name: String,
}

/// A `rules*.yaml` file. Its items are read one by one, so that one mistake does not hide others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Who vouches for numbers below that name no source of their own: see `Pack::unsourced`.
    #[serde(default)]
    #[expect(dead_code, reason = "read by the check on sources, not by detection")]
    source: Option<procedure::Source>,
    #[serde(default)]
    rules: Vec<serde_yaml_ng::Value>,
    #[serde(default)]
    hints: Vec<serde_yaml_ng::Value>,
    #[serde(default)]
    identity: Vec<serde_yaml_ng::Value>,
    #[serde(default)]
    levels: Vec<serde_yaml_ng::Value>,
}

impl RuleSet {
    /// Hints are tracked by a bit each.
    pub const MAX_HINTS: usize = 64;

    /// Reads the `rules*.yaml` files of rules packs.
    ///
    /// # Errors
    /// Everything that is wrong in any of them, with file, place and what would be right.
    pub fn compile(packs: &[Pack]) -> Result<Self, Vec<Problem>> {
        let mut set = Self::default();
        let mut problems = Vec::new();
        for pack in packs {
            if pack.manifest.kind != PackKind::Rules {
                problems.push(
                    Problem::new("pack.kind", "pack.yaml", "kind")
                        .with("value", format!("{:?}", pack.manifest.kind).to_lowercase())
                        .allowed(["rules"]),
                );
                continue;
            }
            for (name, bytes) in pack.yaml_files() {
                set.read_file(&pack.name(), name, bytes, &mut problems);
            }
        }
        set.check_together(&mut problems);
        if problems.is_empty() { Ok(set) } else { Err(problems) }
    }

    fn read_file(&mut self, pack: &str, name: &str, bytes: &[u8], problems: &mut Vec<Problem>) {
        if name.starts_with("cases") {
            return;
        }
        if !name.starts_with("rules") {
            problems.push(Problem::new("rule.file_name", name, "").allowed(["rules*", "cases*"]));
            return;
        }
        let file: File = match serde_yaml_ng::from_slice(bytes) {
            Ok(file) => file,
            Err(error) => return problems.push(Problem::yaml(name, "", &error)),
        };
        for (index, value) in file.rules.into_iter().enumerate() {
            let path = format!("rules[{index}]");
            if let Some(text) = read::<RuleText>(value, name, &path, problems)
                && let Some(rule) = check::rule(text, pack, name, &path, problems)
            {
                self.rules.push(rule);
            }
        }
        for (index, value) in file.hints.into_iter().enumerate() {
            let path = format!("hints[{index}]");
            if let Some(hint) = read::<Hint>(value, name, &path, problems) {
                check::hint(&hint, name, &path, problems);
                self.hints.push(hint);
            }
        }
        for (index, value) in file.identity.into_iter().enumerate() {
            let path = format!("identity[{index}]");
            if let Some(field) = read::<IdentityField>(value, name, &path, problems) {
                check::identity(&field, name, &path, problems);
                self.fields.push(field);
            }
        }
        for (index, value) in file.levels.into_iter().enumerate() {
            let path = format!("levels[{index}]");
            if let Some(level) = read::<RoleLevel>(value, name, &path, problems) {
                check::level(&level, name, &path, problems);
                self.levels.push(level);
            }
        }
    }

    fn check_together(&self, problems: &mut Vec<Problem>) {
        let mut ids = BTreeSet::new();
        for rule in self.rules.iter().filter(|rule| !ids.insert(rule.id.as_str())) {
            problems.push(Problem::new("rule.id_twice", &rule.pack, "").with("value", &rule.id));
        }
        if self.hints.len() > Self::MAX_HINTS {
            problems.push(
                Problem::new("rule.too_many_hints", "", "hints").with("limit", Self::MAX_HINTS),
            );
        }
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// What behaviour says about a device.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }

    /// The Purdue level of a role, where the packs say it.
    pub fn level_of(&self, role: &str) -> Option<&str> {
        self.levels.iter().find(|level| level.role == role).map(|level| level.level.as_str())
    }

    /// Which fields of messages say what a device is.
    pub fn identity_fields(&self) -> &[IdentityField] {
        &self.fields
    }

    /// The operation and field names that rules for a named protocol rely on.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut list = Vec::new();
        for rule in &self.rules {
            if let Some(filter) = rule.body.filter() {
                filter.mentions(&rule.id, rule.body.field(), &mut list);
            }
        }
        for hint in &self.hints {
            hint.when.mentions(&hint.value, None, &mut list);
        }
        for field in &self.fields {
            field.mentions(&mut list);
        }
        list
    }
}

fn read<T: serde::de::DeserializeOwned>(
    value: serde_yaml_ng::Value,
    file: &str,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    match serde_yaml_ng::from_value(value) {
        Ok(item) => Some(item),
        Err(error) => {
            problems.push(Problem::new("rule.shape", file, path).with("detail", error));
            None
        }
    }
}

#[cfg(test)]
mod tests;
