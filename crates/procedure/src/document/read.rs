//! A filled paper becomes answers again: the tags of fields, and what stands there.

use std::collections::BTreeMap;

use contract::rest::filing::Answers;
use model::form::{CodeList, Field, FieldType};
use serde_json::{Map, Value as Json};

use crate::evaluate::MAX_ROWS;
use crate::expression::number_json;
use crate::procedure::Procedure;

/// A place on a paper: a field `form.field`, or a column in a row of the table `form.table`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct At {
    /// `form.table`, or empty.
    pub table: String,
    /// Place of the row among those that say something.
    pub row: usize,
    /// `form.field`, or the column; with `:other`, `:answer` or `:note` for a part of it.
    pub field: String,
}

/// What was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Text of a cell or of a blank.
    Text { at: At, text: String },
    /// A box, ticked or not.
    Check { at: At, code: String, checked: bool },
}

impl Procedure {
    /// Answers of a form that a filled paper states; fields that the paper does not show are not
    /// in the answer, and what does not read as its type stays text, so that it can be told.
    pub fn read_back(&self, form: &str, filled: &[Filled]) -> Answers {
        let mut answers = Answers::new();
        let mut tables: BTreeMap<String, BTreeMap<usize, Map<String, Json>>> = BTreeMap::new();
        for one in filled {
            let (Filled::Text { at, .. } | Filled::Check { at, .. }) = one;
            let (place, part) = at.field.split_once(':').unwrap_or((&at.field, ""));
            let whole = if at.table.is_empty() { place } else { &at.table };
            let name = whole.split_once('.').filter(|(of, _)| *of == form).map(|(_, name)| name);
            let Some(field) = name.and_then(|name| self.question(form, name)) else { continue };
            if at.table.is_empty() {
                self.put(&mut answers, field, part, one);
            } else if let Some(column) = field.fields.iter().find(|column| column.id == place)
                && at.row < MAX_ROWS
            {
                let table = tables.entry(field.id.clone()).or_default();
                self.put(table.entry(at.row).or_default(), column, part, one);
            }
        }
        for (field, rows) in tables {
            let rows = rows.into_values().filter(|row| !row.is_empty()).map(Json::Object);
            answers.insert(field, Json::Array(rows.collect()));
        }
        answers
    }

    fn question(&self, form: &str, field: &str) -> Option<&Field> {
        let sections = &self.form(form)?.sections;
        sections.iter().flat_map(|section| &section.fields).find(|known| known.id == field)
    }

    fn put(&self, into: &mut Answers, field: &Field, part: &str, filled: &Filled) {
        if field.kind == FieldType::Computed || field.kind == FieldType::Attachments {
            return;
        }
        match filled {
            Filled::Check { code, checked, .. } => tick(into, field, code, *checked),
            Filled::Text { text, .. } => match part {
                "other" => other_words(into, field, text.trim()),
                "answer" | "note" => item_part(into, field, part, text.trim()),
                _ if field.kind == FieldType::Item => {
                    let (answer, note) = text.split_once('：').unwrap_or((text, ""));
                    item_part(into, field, "answer", answer.trim());
                    item_part(into, field, "note", note.trim());
                }
                _ => {
                    let list = field.codes.as_ref().and_then(|name| self.lists.get(name));
                    if let Some(value) = parse(field, list, text) {
                        into.insert(field.id.clone(), value);
                    }
                }
            },
        }
    }
}

fn tick(into: &mut Answers, field: &Field, code: &str, checked: bool) {
    match field.kind {
        FieldType::Choices => {
            let entry = into.entry(field.id.clone()).or_insert_with(|| Json::Array(Vec::new()));
            if let (true, Json::Array(codes)) = (checked, entry) {
                codes.push(Json::String(code.to_owned()));
            }
        }
        FieldType::Boolean | FieldType::Pledge if checked => {
            into.insert(field.id.clone(), Json::Bool(code == "true"));
        }
        FieldType::Item if checked => item_part(into, field, "answer", code),
        FieldType::Choice if checked => {
            into.insert(field.id.clone(), Json::String(code.to_owned()));
        }
        _ => {}
    }
}

/// Words beside 其他 belong to that code, if it was ticked.
fn other_words(into: &mut Answers, field: &Field, words: &str) {
    let Some(other) = field.other.as_deref().filter(|_| !words.is_empty()) else { return };
    let with_words = serde_json::json!({ "code": other, "text": words });
    match into.get_mut(&field.id) {
        Some(Json::Array(codes)) => {
            for code in codes.iter_mut().filter(|code| code.as_str() == Some(other)) {
                *code = with_words.clone();
            }
        }
        Some(Json::String(code)) if code == other => {
            into.insert(field.id.clone(), with_words);
        }
        _ => {}
    }
}

fn item_part(into: &mut Answers, field: &Field, part: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let entry = into.entry(field.id.clone()).or_insert_with(|| Json::Object(Map::new()));
    let value = match (part, text) {
        ("answer", "符合" | "Met") => "met",
        ("answer", "部分符合" | "Partly met") => "partly",
        ("answer", "不符合" | "Not met") => "unmet",
        ("answer", "不适用" | "Not applicable") => "not_applicable",
        (_, text) => text,
    };
    if let Json::Object(item) = entry {
        item.insert(part.to_owned(), Json::String(value.to_owned()));
    }
}

fn parse(field: &Field, list: Option<&CodeList>, text: &str) -> Option<Json> {
    let trimmed = text.trim().trim_matches('_').trim();
    if trimmed.is_empty() {
        return None;
    }
    let as_text = || Json::String(trimmed.to_owned());
    let code = |word: &str| {
        let codes = list.into_iter().flat_map(|list| &list.codes);
        codes
            .into_iter()
            .find(|code| code.code == word || code.title.zh == word || code.title.en == word)
            .map(|code| Json::String(code.code.clone()))
    };
    Some(match field.kind {
        FieldType::Integer | FieldType::Number | FieldType::Year => {
            number(field, trimmed).unwrap_or_else(as_text)
        }
        FieldType::Date => date(trimmed).map_or_else(as_text, Json::String),
        FieldType::Boolean | FieldType::Pledge => match trimmed {
            "是" | "Yes" | "yes" | "true" | "√" => Json::Bool(true),
            "否" | "No" | "no" | "false" | "×" => Json::Bool(false),
            _ => as_text(),
        },
        FieldType::Choice => code(trimmed).unwrap_or_else(as_text),
        FieldType::Choices => {
            let words = trimmed.split(['、', '，', ',', ';', '；']).map(str::trim);
            let words = words.filter(|word| !word.is_empty());
            Json::Array(words.map(|w| code(w).unwrap_or_else(|| w.into())).collect())
        }
        FieldType::CreditCode => Json::String(narrow(trimmed).to_uppercase()),
        FieldType::LongText => Json::String(text.trim().to_owned()),
        _ => as_text(),
    })
}

/// Full-width digits and letters as typed in Chinese text.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

fn number(field: &Field, text: &str) -> Option<Json> {
    let narrow = narrow(text).replace([',', ' '], "");
    let unit = field.unit.iter().flat_map(|unit| [unit.zh.as_str(), unit.en.as_str()]);
    let mut bare = narrow.as_str();
    for unit in unit {
        bare = bare.strip_suffix(unit).unwrap_or(bare);
    }
    bare.parse().ok().filter(|value: &f64| value.is_finite()).map(number_json)
}

/// `2026年3月2日`, `2026-03-02`, `2026/3/2`, `2026.3.2`.
fn date(text: &str) -> Option<String> {
    let narrow = narrow(text);
    let parts: Vec<i16> = narrow
        .split(['年', '月', '日', '-', '/', '.'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day] = parts.as_slice() else { return None };
    let month = i8::try_from(*month).ok()?;
    let day = i8::try_from(*day).ok()?;
    jiff::civil::Date::new(*year, month, day).ok().map(|date| date.to_string())
}
