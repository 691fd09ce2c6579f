//! Values as they read on paper: titles of codes, Chinese dates, yes and no.

use std::collections::BTreeMap;

use model::document::Span;
use model::form::{CodeList, Field, FieldType, Text};
use serde_json::Value as Json;

use crate::expression::{Val, chinese_date, print_number};

/// How values are written.
#[derive(Clone, Copy)]
pub(crate) struct Printer<'p> {
    pub(crate) lists: &'p BTreeMap<String, CodeList>,
    pub(crate) chinese: bool,
}

impl Printer<'_> {
    pub(super) fn word(&self, text: &Text) -> String {
        if self.chinese { text.zh.clone() } else { text.en.clone() }
    }

    pub(super) fn pick(&self, zh: &str, en: &str) -> String {
        if self.chinese { zh.to_owned() } else { en.to_owned() }
    }

    fn code(&self, field: &Field, code: &str) -> String {
        let list = field.codes.as_ref().and_then(|name| self.lists.get(name));
        let found = list.and_then(|list| list.codes.iter().find(|known| known.code == code));
        found.map_or_else(|| code.to_owned(), |code| self.word(&code.title))
    }

    /// A choice with the words that go with 其他.
    fn choice(&self, field: &Field, value: &Json) -> String {
        let code = Val::of(value);
        let title = self.code(field, code.as_text().unwrap_or_default());
        match value.get("text").and_then(Json::as_str).filter(|words| !words.trim().is_empty()) {
            Some(words) => format!("{title}（{}）", words.trim()),
            None => title,
        }
    }

    pub(super) fn answer_word(&self, word: &str) -> String {
        match word {
            "met" => self.pick("符合", "Met"),
            "partly" => self.pick("部分符合", "Partly met"),
            "unmet" => self.pick("不符合", "Not met"),
            "not_applicable" => self.pick("不适用", "Not applicable"),
            other => other.to_owned(),
        }
    }

    pub(super) fn number(&self, field: &Field, value: f64) -> String {
        match field.decimals {
            Some(decimals) => format!("{value:.*}", usize::from(decimals.min(9))),
            None => print_number(value),
        }
    }

    /// One value as text.
    pub(crate) fn value(&self, field: &Field, value: &Json) -> String {
        match (field.kind, value) {
            (_, Json::Null) => String::new(),
            (FieldType::Choice, value) => self.choice(field, value),
            (FieldType::Choices, Json::Array(items)) => {
                let titles: Vec<String> = items.iter().map(|i| self.choice(field, i)).collect();
                titles.join(if self.chinese { "、" } else { ", " })
            }
            (_, Json::Bool(true)) => self.pick("是", "Yes"),
            (_, Json::Bool(false)) => self.pick("否", "No"),
            (FieldType::Date, Json::String(date)) if self.chinese => {
                chinese_date(date).unwrap_or_else(|| date.clone())
            }
            (FieldType::Attachments, Json::Array(files)) => {
                let names = files.iter().filter_map(|file| file.get("name")?.as_str());
                names.collect::<Vec<_>>().join("\n")
            }
            (FieldType::Item, Json::Object(item)) => {
                let word = |name: &str| item.get(name).and_then(Json::as_str).unwrap_or_default();
                let answer = self.answer_word(word("answer"));
                let note = word("note").trim();
                if note.is_empty() { answer } else { format!("{answer}：{note}") }
            }
            (FieldType::Year, Json::Number(number)) => number.to_string(),
            (_, Json::Number(number)) => {
                number.as_f64().map_or_else(String::new, |value| self.number(field, value))
            }
            (_, Json::String(text)) => text.clone(),
            (_, other) => Val::of(other).print(),
        }
    }

    /// Boxes for every code, ticked as answered; words of 其他 on a blank. Codes in `hide` only
    /// when ticked.
    pub(super) fn boxes(
        &self,
        field: &Field,
        tag: &str,
        value: &Json,
        hide: &[String],
    ) -> Vec<Vec<Span>> {
        let ticked: Vec<(String, Option<&str>)> = match value {
            Json::Array(items) => items.iter().map(chosen).collect(),
            Json::Null => Vec::new(),
            one => vec![chosen(one)],
        };
        let mut spans = Vec::new();
        for (code, label) in self.choices(field) {
            let found = ticked.iter().find(|(ticked, _)| *ticked == code);
            if found.is_none() && hide.contains(&code) {
                continue;
            }
            let other = field.other.as_deref() == Some(code.as_str());
            spans.push(Span::Check {
                field: tag.to_owned(),
                code,
                label: if other { format!("{label}：") } else { label },
                checked: found.is_some(),
            });
            if other {
                let words = found.and_then(|(_, words)| *words).unwrap_or_default();
                spans.push(Span::Blank {
                    field: format!("{tag}:other"),
                    text: words.to_owned(),
                    width: 8,
                });
            }
            spans.push(Span::text("　"));
        }
        spans.pop();
        vec![spans]
    }

    fn choices(&self, field: &Field) -> Vec<(String, String)> {
        match field.kind {
            FieldType::Boolean => vec![
                ("true".to_owned(), self.pick("是", "Yes")),
                ("false".to_owned(), self.pick("否", "No")),
            ],
            FieldType::Pledge => vec![("true".to_owned(), self.word(&field.title))],
            FieldType::Item => crate::compile::ITEM_ANSWERS
                .into_iter()
                .map(|word| (word.to_owned(), self.answer_word(word)))
                .collect(),
            _ => {
                let list = field.codes.as_ref().and_then(|name| self.lists.get(name));
                let codes = list.into_iter().flat_map(|list| &list.codes);
                codes.map(|code| (code.code.clone(), self.word(&code.title))).collect()
            }
        }
    }
}

/// Code and further words of one choice, of a truth, or of an item.
fn chosen(value: &Json) -> (String, Option<&str>) {
    match value {
        Json::Bool(value) => (value.to_string(), None),
        Json::Object(map) => {
            let code = map.get("code").or_else(|| map.get("answer")).and_then(Json::as_str);
            (code.unwrap_or_default().to_owned(), map.get("text").and_then(Json::as_str))
        }
        other => (other.as_str().unwrap_or_default().to_owned(), None),
    }
}

/// Text as lines of spans.
pub(super) fn lines(text: &str, bold: bool) -> Vec<Vec<Span>> {
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    lines.map(|line| vec![Span::Text { text: line.to_owned(), bold }]).collect()
}
