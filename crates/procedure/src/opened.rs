//! Rows that a step sends into the closed loop: what was found, how bad, by when, and by what it
//! is known again. What it is not: the loop itself; who has to mend it is the node's business.

use model::finding::Severity;
use model::form::{Field, FieldType};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use crate::definition::OpensLoop;
use crate::document::Printer;
use crate::evaluate::{Cells, MAX_ROWS};
use crate::procedure::{Context, Prepared, Procedure};

/// One entry to open in the closed loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLoop {
    /// The same row of the same subject has the same key, in whatever filing, version of the pack
    /// or place of the table it stands. Unique among the organisation's own, not beyond.
    pub key: String,
    pub title: String,
    /// The other columns as `列名：值`, one a line.
    pub text: String,
    pub severity: Severity,
    /// Day by which it is to be mended, `YYYY-MM-DD`.
    pub due: Option<String>,
    pub source: OpenedFrom,
}

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedFrom {
    /// `id@version`.
    pub procedure: String,
    pub action: String,
    pub form: String,
    pub table: String,
    /// Row of the table, from 0.
    pub row: usize,
}

impl OpenedFrom {
    /// `assessment.risks[3]`.
    pub fn field(&self) -> String {
        format!("{}.{}[{}]", self.form, self.table, self.row)
    }
}

impl Procedure {
    /// What a step opens in the closed loop, in the order of the table; nothing for other steps.
    /// `context` holds the answers as the step freezes them.
    ///
    /// Rows that are known by the same words are one entry, the gravest of them.
    pub fn opened_loops(&self, context: &Context, action: &str) -> Vec<OpenedLoop> {
        let opens = self.machine.opens_loop.as_ref().filter(|opens| opens.on == action);
        let Some((opens, (form, table))) =
            opens.and_then(|opens| Some((opens, opens.over.split_once('.')?)))
        else {
            return Vec::new();
        };
        let Some(definition) = self.asked_table(context, form, table) else { return Vec::new() };
        let answers = context.answers.get(form).and_then(|answers| answers.get(table));
        let rows = answers.and_then(Json::as_array).into_iter().flatten().take(MAX_ROWS);
        let mut opened: Vec<OpenedLoop> = Vec::new();
        for (row, cells) in rows.enumerate() {
            let source = OpenedFrom {
                procedure: self.name.clone(),
                action: action.to_owned(),
                form: form.to_owned(),
                table: table.to_owned(),
                row,
            };
            let Some(found) = self.opened(opens, definition, context, cells, source) else {
                continue;
            };
            match opened.iter_mut().find(|known| known.key == found.key) {
                Some(known) if known.severity < found.severity => *known = found,
                Some(_) => {}
                None => opened.push(found),
            }
        }
        opened
    }

    /// The table's definition, when it is asked at all.
    fn asked_table(&self, context: &Context, form: &str, table: &str) -> Option<&Field> {
        let at = self.forms.iter().position(|known| known.id == form)?;
        let sections = &self.forms.get(at)?.sections;
        let (section, field) = sections.iter().enumerate().find_map(|(section, known)| {
            let field = known.fields.iter().position(|field| field.id == table)?;
            Some((section, field))
        })?;
        let cell = *self.fields.get(at)?.cells.get(section)?.get(field)?;
        let prepared = Prepared::new(context);
        let shown = !Cells::compute(self, &prepared).hidden(cell);
        sections.get(section)?.fields.get(field).filter(|_| shown)
    }

    fn opened(
        &self,
        opens: &OpensLoop,
        table: &Field,
        context: &Context,
        cells: &Json,
        source: OpenedFrom,
    ) -> Option<OpenedLoop> {
        let cells = cells.as_object()?;
        let word = |column: &str| cells.get(column).and_then(Json::as_str).map(str::trim);
        let mended = opens.mended.as_ref().and_then(|column| cells.get(column));
        if mended.and_then(Json::as_bool) == Some(true) {
            return None;
        }
        let printer = Printer { lists: &self.lists, chinese: true };
        let shown = [&opens.title, &opens.severity].into_iter().chain(&opens.due);
        let shown: Vec<&String> = shown.chain(&opens.mended).collect();
        let others = table.fields.iter().filter(|column| !shown.contains(&&column.id));
        let lines = others.filter(|column| column.kind != FieldType::Computed).filter_map(|c| {
            let value = printer.value(c, cells.get(&c.id)?);
            (!value.trim().is_empty()).then(|| format!("{}：{value}", c.title.zh))
        });
        let title = word(&opens.title).filter(|title| !title.is_empty())?;
        Some(OpenedLoop {
            key: self.hazard_key(opens, &context.filing.subject, cells),
            title: title.to_owned(),
            text: lines.collect::<Vec<_>>().join("\n"),
            severity: word(&opens.severity)?.parse().ok()?,
            due: opens.due.as_ref().and_then(|column| word(column)).map(str::to_owned),
            source,
        })
    }

    /// SHA-256 over pack id, table, subject and the row's naming columns, each behind its length.
    fn hazard_key(&self, opens: &OpensLoop, subject: &str, cells: &Map<String, Json>) -> String {
        let mut hash = Sha256::new();
        let mut take = |text: &str| {
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text);
        };
        [&self.id, &opens.over, subject].into_iter().for_each(&mut take);
        let named = std::slice::from_ref(&opens.title);
        let columns = if opens.key.is_empty() { named } else { &opens.key };
        for column in columns {
            let value = cells.get(column).unwrap_or(&Json::Null);
            let value = value.get("code").unwrap_or(value);
            let words = value.as_str().unwrap_or_default().split_whitespace();
            take(&words.collect::<Vec<_>>().join(" "));
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests;
