//! Code tables: regions, industries, grades. Order is an explicit rank, never the numeral
//! (industrial-internet grades run 一<二<三, connected-vehicle grades 一<…<五).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Confidence, Pack, PackKind, Problem, Source, Text};

const FILE: &str = "codes.yaml";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    pub tables: Vec<CodeTable>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeTable {
    pub id: String,
    pub title: Text,
    pub source: Source,
    pub items: Vec<CodeItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeItem {
    pub code: String,
    pub name: Text,
    /// Short name for maps and lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<Text>,
    /// Place in the order, rising; only tables that have an order carry it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u16>,
    /// The wider code this one belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    pub confidence: Confidence,
}

impl Codes {
    /// # Errors
    /// What is wrong with `codes.yaml`.
    pub fn from_pack(pack: &Pack) -> Result<Self, Vec<Problem>> {
        let codes: Self = pack.content(PackKind::Codes, FILE)?;
        let problems = codes.check();
        if problems.is_empty() { Ok(codes) } else { Err(problems) }
    }

    pub fn table(&self, id: &str) -> Option<&CodeTable> {
        self.tables.iter().find(|table| table.id == id)
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut ids = BTreeSet::new();
        for (index, table) in self.tables.iter().enumerate() {
            let path = format!("tables[{index}]");
            if !ids.insert(table.id.as_str()) {
                problems.push(
                    Problem::new("codes.table_twice", FILE, format!("{path}.id"))
                        .with("value", &table.id),
                );
            }
            table.check(&path, &mut problems);
        }
        problems
    }
}

impl CodeTable {
    pub fn item(&self, code: &str) -> Option<&CodeItem> {
        self.items.iter().find(|item| item.code == code)
    }

    fn check(&self, path: &str, problems: &mut Vec<Problem>) {
        let mut codes = BTreeSet::new();
        let mut ranks = BTreeSet::new();
        let ranked = self.items.iter().filter(|item| item.rank.is_some()).count();
        if ranked != 0 && ranked != self.items.len() {
            problems.push(Problem::new("codes.rank_missing", FILE, format!("{path}.items")));
        }
        for (index, item) in self.items.iter().enumerate() {
            let at = format!("{path}.items[{index}]");
            if item.code.is_empty() || !codes.insert(item.code.as_str()) {
                problems.push(
                    Problem::new("codes.code_twice", FILE, format!("{at}.code"))
                        .with("value", &item.code),
                );
            }
            if item.rank.is_some_and(|rank| !ranks.insert(rank)) {
                problems.push(Problem::new("codes.rank_twice", FILE, format!("{at}.rank")));
            }
            if !item.name.is_complete() {
                problems.push(Problem::new("codes.name_incomplete", FILE, format!("{at}.name")));
            }
        }
        for (index, item) in self.items.iter().enumerate() {
            if item.parent.as_deref().is_some_and(|parent| !codes.contains(parent)) {
                let at = format!("{path}.items[{index}].parent");
                problems.push(Problem::new("codes.parent_unknown", FILE, at));
            }
        }
    }
}

#[cfg(test)]
mod tests;
