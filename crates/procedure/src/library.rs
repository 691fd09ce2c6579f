//! What a procedure pack may lean on: code lists, the calendar, and other procedures by name.

use std::collections::{BTreeMap, BTreeSet};

use model::form::{Code, CodeList};
use serde::Deserialize;

use crate::definition::{OwnCodes, OwnTable};
use crate::{Calendar, CodeTable, Codes, Pack, PackKind, Problem};

/// Other packs, by id.
#[derive(Debug, Clone, Default)]
pub struct Library {
    lists: BTreeMap<String, CodeList>,
    calendar: Option<Calendar>,
    procedures: BTreeMap<String, BTreeSet<String>>,
}

/// Just enough of a procedure to know its actions.
#[derive(Deserialize)]
struct Outline {
    steps: Vec<OutlineStep>,
}

#[derive(Deserialize)]
struct OutlineStep {
    action: String,
}

impl Library {
    /// Reads codes, calendars and the names of procedures from packs; other kinds are passed over.
    ///
    /// # Errors
    /// What is wrong with any of them.
    pub fn from_packs<'a>(packs: impl IntoIterator<Item = &'a Pack>) -> Result<Self, Vec<Problem>> {
        let mut library = Self::default();
        let mut problems = Vec::new();
        for pack in packs {
            if let Err(found) = library.add(pack) {
                problems.extend(found);
            }
        }
        if problems.is_empty() { Ok(library) } else { Err(problems) }
    }

    /// Adds one pack.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, pack: &Pack) -> Result<(), Vec<Problem>> {
        match pack.manifest.kind {
            PackKind::Codes => {
                for table in &Codes::from_pack(pack)?.tables {
                    let list = list_of(table, &format!("{}/{}", pack.manifest.id, table.id));
                    self.lists.insert(list.id.clone(), list);
                }
            }
            PackKind::Calendar => self.calendar = Some(Calendar::from_pack(pack)?),
            PackKind::Procedure => {
                let outline: Outline = pack.content(PackKind::Procedure, crate::compile::FILE)?;
                let actions = outline.steps.into_iter().map(|step| step.action).collect();
                self.procedures.insert(pack.manifest.id.clone(), actions);
            }
            PackKind::Rules | PackKind::Loop | PackKind::Notices => {}
        }
        Ok(())
    }

    /// The calendar pack's, or weekends only.
    pub fn calendar(&self) -> Calendar {
        self.calendar.clone().unwrap_or_else(Calendar::weekends)
    }

    pub(crate) fn list(&self, name: &str) -> Option<&CodeList> {
        self.lists.get(name)
    }

    pub(crate) fn list_names(&self) -> impl Iterator<Item = &String> {
        self.lists.keys()
    }

    /// Actions of a procedure pack, where it is known.
    pub(crate) fn actions(&self, procedure: &str) -> Option<&BTreeSet<String>> {
        self.procedures.get(procedure)
    }

    pub(crate) fn knows_procedures(&self) -> bool {
        !self.procedures.is_empty()
    }
}

fn list_of(table: &CodeTable, id: &str) -> CodeList {
    let codes = table.items.iter().enumerate().map(|(place, item)| Code {
        code: item.code.clone(),
        title: item.name.clone(),
        parent: item.parent.clone(),
        rank: item.rank.map_or_else(|| i32::try_from(place).unwrap_or(i32::MAX), i32::from),
    });
    CodeList { id: id.to_owned(), codes: codes.collect() }
}

/// Lists of the pack's own `codes.yaml`.
pub(crate) fn own_lists(file: &str, codes: &OwnCodes) -> (Vec<CodeList>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let mut lists = Vec::new();
    for (index, table) in codes.tables.iter().enumerate() {
        let path = format!("tables[{index}]");
        if !seen.insert(&table.id) {
            problems.push(
                Problem::new("codes.table_twice", file, format!("{path}.id"))
                    .with("value", &table.id),
            );
        }
        check_table(file, table, &path, &mut problems);
        let codes = table.items.iter().enumerate().map(|(place, item)| Code {
            code: item.code.clone(),
            title: item.name.clone(),
            parent: item.parent.clone(),
            rank: item.rank.map_or_else(|| i32::try_from(place).unwrap_or(i32::MAX), i32::from),
        });
        lists.push(CodeList { id: table.id.clone(), codes: codes.collect() });
    }
    (lists, problems)
}

fn check_table(file: &str, table: &OwnTable, path: &str, problems: &mut Vec<Problem>) {
    let ranked = table.items.iter().filter(|item| item.rank.is_some()).count();
    if ranked != 0 && ranked != table.items.len() {
        problems.push(Problem::new("codes.rank_missing", file, format!("{path}.items")));
    }
    if table.items.is_empty() {
        problems.push(Problem::new("codes.empty", file, format!("{path}.items")));
    }
    let mut codes = BTreeSet::new();
    for (index, item) in table.items.iter().enumerate() {
        let at = format!("{path}.items[{index}]");
        if item.code.is_empty() || !codes.insert(item.code.as_str()) {
            problems.push(
                Problem::new("codes.code_twice", file, format!("{at}.code"))
                    .with("value", &item.code),
            );
        }
        if !item.name.is_complete() {
            problems.push(Problem::new("codes.name_incomplete", file, format!("{at}.name")));
        }
    }
    for (index, item) in table.items.iter().enumerate() {
        if item.parent.as_deref().is_some_and(|parent| !codes.contains(parent)) {
            let at = format!("{path}.items[{index}].parent");
            problems.push(Problem::new("codes.parent_unknown", file, at));
        }
    }
}
