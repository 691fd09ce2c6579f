//! One answer against its question: shape, length, codes, numbers, days, rows, evidence.

use std::collections::{BTreeMap, BTreeSet};

use contract::rest::filing::{Answers, Remark};
use jiff::civil::Date;
use model::form::{Check, CodeList, Field, FieldType};
use serde_json::{Map, Value as Json};

use super::cells::{MAX_ROWS, row_of};
use crate::compile::{FieldPrograms, ITEM_ANSWERS};
use crate::count::chars;
use crate::credit_code::{self, CreditCode};
use crate::expression::{Env, Program, Val, print_number};

/// Longest text where the form states no limit.
const MAX_CHARS: u32 = 20_000;
/// Longest single line.
const MAX_LINE: u32 = 500;
const MAX_FILES: usize = 50;

/// A remark and where within the field: `""`, `[0].amount`.
pub(super) struct Finding {
    pub(super) at: String,
    pub(super) remark: Remark,
}

pub(super) struct Judge<'j, 'a> {
    pub(super) lists: &'a BTreeMap<String, CodeList>,
    pub(super) env: &'j Env<'j, 'a>,
}

/// Builds a remark.
pub(super) struct Making(Remark);

pub(super) fn remark(code: &str, warning: bool) -> Making {
    Making(Remark {
        code: code.to_owned(),
        warning,
        params: BTreeMap::new(),
        text: None,
        source: None,
    })
}

impl Making {
    pub(super) fn param(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.0.params.insert(name.to_owned(), value.to_string());
        self
    }

    pub(super) fn done(self) -> Remark {
        self.0
    }
}

/// Rows that are not on the platform's list, and rows of the list that are missing: a warning.
/// Rows are known by the first column that the list fills.
pub(super) fn against_list(field: &Field, answer: &Json, known: &[Answers]) -> Option<Finding> {
    let from = field.from.as_ref()?;
    let column = field.fields.iter().find(|column| from.columns.contains_key(&column.id))?;
    let word = |value: Option<&Json>| {
        let text = value.and_then(|value| value.get("code").unwrap_or(value).as_str());
        text.map(|text| text.trim().to_owned())
    };
    let rows = answer.as_array()?.iter().take(MAX_ROWS);
    let given: BTreeSet<String> = rows.filter_map(|row| word(row.get(&column.id))).collect();
    let known: BTreeSet<String> =
        known.iter().filter_map(|row| word(row.get(&column.id))).collect();
    let missing: Vec<&str> = known.difference(&given).map(String::as_str).collect();
    let further: Vec<&str> = given.difference(&known).map(String::as_str).collect();
    if missing.is_empty() && further.is_empty() {
        return None;
    }
    let some = |names: &[&str]| names.iter().take(3).copied().collect::<Vec<_>>().join("、");
    let making = remark("field.list_differs", true)
        .param("missing", missing.len())
        .param("further", further.len())
        .param("missing_names", some(&missing))
        .param("further_names", some(&further));
    Some(Finding { at: String::new(), remark: making.done() })
}

/// A check of the pack that does not hold.
pub(super) fn told(check: &Check) -> Remark {
    Remark {
        code: check.id.clone(),
        warning: check.warning,
        params: BTreeMap::new(),
        text: Some(check.otherwise.clone()),
        source: check.source.clone(),
    }
}

fn error(code: &str) -> Making {
    remark(code, false)
}

/// Where a value stands, and what is found there.
struct Spot<'s> {
    at: &'s str,
    found: &'s mut Vec<Finding>,
}

impl Spot<'_> {
    fn tell(&mut self, making: Making) {
        self.found.push(Finding { at: self.at.to_owned(), remark: making.done() });
    }
}

impl<'a> Judge<'_, 'a> {
    /// Characters of a text that has a limit.
    pub(super) fn counted(&self, field: &Field, answer: Option<&Json>) -> Option<u32> {
        field.max_chars.or(field.min_chars)?;
        let text = match answer {
            Some(Json::Object(item)) => item.get("note").and_then(Json::as_str),
            other => other.and_then(Json::as_str),
        };
        Some(chars(text.unwrap_or_default()))
    }

    pub(super) fn answer(
        &self,
        field: &'a Field,
        programs: &'a FieldPrograms,
        answer: Option<&'a Json>,
        required: bool,
        found: &mut Vec<Finding>,
    ) {
        self.value(field, programs, answer, required, "", found);
        let (FieldType::Table, Some(Json::Array(rows))) = (field.kind, answer) else { return };
        for (index, row) in rows.iter().take(MAX_ROWS).enumerate() {
            self.row(field, programs, index, row, found);
        }
    }

    fn row(
        &self,
        field: &'a Field,
        programs: &'a FieldPrograms,
        index: usize,
        row: &'a Json,
        found: &mut Vec<Finding>,
    ) {
        let Some(map) = row.as_object() else {
            Spot { at: &format!("[{index}]"), found }
                .tell(error("field.type").param("type", "row"));
            return;
        };
        let value = row_of(field, programs, row, index, self.env);
        for (column, programs) in field.fields.iter().zip(&programs.columns) {
            let truth = |program: &'a Program| {
                self.env.run_in_row(program, value.clone(), index).truth() == Some(true)
            };
            if programs.when.as_ref().is_some_and(|when| !truth(when)) {
                continue;
            }
            let at = format!("[{index}].{}", column.id);
            let required = programs.required.as_ref().is_some_and(truth);
            let cell = map.get(&column.id).filter(|cell| !cell.is_null());
            self.value(column, programs, cell, required, &at, found);
            self.checks(&column.checks, &programs.checks, Some((&value, index)), &at, found);
        }
        let known = |name: &&String| !field.fields.iter().any(|column| column.id == **name);
        for name in map.keys().filter(known).take(5) {
            let at = format!("[{index}]");
            Spot { at: &at, found }.tell(error("field.column_unknown").param("column", name));
        }
    }

    pub(super) fn checks(
        &self,
        checks: &'a [Check],
        programs: &'a [Program],
        row: Option<(&Val<'a>, usize)>,
        at: &str,
        found: &mut Vec<Finding>,
    ) {
        let at = if row.is_some() { at } else { "" };
        for (check, program) in checks.iter().zip(programs) {
            let value = match row {
                Some((row, index)) => self.env.run_in_row(program, row.clone(), index),
                None => self.env.run(program),
            };
            if value.truth() == Some(false) {
                found.push(Finding { at: at.to_owned(), remark: told(check) });
            }
        }
    }

    fn value(
        &self,
        field: &'a Field,
        programs: &'a FieldPrograms,
        answer: Option<&'a Json>,
        required: bool,
        at: &str,
        found: &mut Vec<Finding>,
    ) {
        let mut spot = Spot { at, found };
        let Some(answer) = answer.filter(|answer| !Val::of(answer).is_blank()) else {
            if required && field.kind != FieldType::Computed {
                spot.tell(error("field.required"));
            }
            return;
        };
        match field.kind {
            FieldType::Text | FieldType::LongText => text(field, answer, &mut spot),
            FieldType::CreditCode => shaped(answer, &mut spot, credit_code_of),
            FieldType::Phone => shaped(answer, &mut spot, phone),
            FieldType::Email => shaped(answer, &mut spot, email),
            FieldType::Integer | FieldType::Number | FieldType::Year => {
                number(field, answer, &mut spot);
            }
            FieldType::Date => shaped(answer, &mut spot, |text| {
                text.parse::<Date>().is_err().then(|| error("field.date").param("value", text))
            }),
            FieldType::Boolean => wanted(answer.is_boolean(), "boolean", &mut spot),
            FieldType::Pledge => match answer {
                Json::Bool(true) => {}
                Json::Bool(false) if required => spot.tell(error("field.required")),
                Json::Bool(false) => {}
                _ => wanted(false, "pledge", &mut spot),
            },
            FieldType::Choice => self.choice(field, answer, &mut spot),
            FieldType::Choices => self.choices(field, answer, &mut spot),
            FieldType::Table => rows(field, answer, &mut spot),
            FieldType::Attachments => attachments(field, programs, answer, &mut spot),
            FieldType::Item => item(field, programs, answer, required, &mut spot),
            FieldType::Computed => {}
        }
    }

    fn choice(&self, field: &Field, answer: &Json, spot: &mut Spot<'_>) {
        let (code, words) = match answer {
            Json::String(code) => (Some(code.as_str()), None),
            Json::Object(map) => {
                (map.get("code").and_then(Json::as_str), map.get("text").and_then(Json::as_str))
            }
            _ => (None, None),
        };
        let Some(code) = code else { return wanted(false, "choice", spot) };
        let list = field.codes.as_ref().and_then(|name| self.lists.get(name));
        if !list.is_some_and(|list| list.codes.iter().any(|known| known.code == code)) {
            spot.tell(error("field.code_unknown").param("value", code));
        }
        let is_other = field.other.as_deref() == Some(code);
        if is_other && words.is_none_or(|words| words.trim().is_empty()) {
            spot.tell(error("field.other_text").param("value", code));
        }
        if words.is_some_and(|words| chars(words) > MAX_LINE) {
            spot.tell(error("field.too_long").param("most", MAX_LINE));
        }
    }

    fn choices(&self, field: &Field, answer: &Json, spot: &mut Spot<'_>) {
        let Some(items) = answer.as_array() else { return wanted(false, "choices", spot) };
        let mut seen = std::collections::BTreeSet::new();
        for item in items.iter().take(MAX_ROWS) {
            self.choice(field, item, spot);
            if let Val::Text(code) = Val::of(item)
                && !seen.insert(code.to_string())
            {
                spot.tell(error("field.code_twice").param("value", code));
            }
        }
    }
}

fn wanted(fits: bool, kind: &str, spot: &mut Spot<'_>) {
    if !fits {
        spot.tell(error("field.type").param("type", kind));
    }
}

fn shaped(answer: &Json, spot: &mut Spot<'_>, judge: impl Fn(&str) -> Option<Making>) {
    match answer.as_str() {
        Some(text) if chars(text) > MAX_LINE => {
            spot.tell(error("field.too_long").param("most", MAX_LINE).param("is", chars(text)));
        }
        Some(text) => {
            if let Some(making) = judge(text.trim()) {
                spot.tell(making);
            }
        }
        None => wanted(false, "text", spot),
    }
}

fn text(field: &Field, answer: &Json, spot: &mut Spot<'_>) {
    let Some(text) = answer.as_str() else { return wanted(false, "text", spot) };
    if field.kind == FieldType::Text && text.contains(['\n', '\r']) {
        spot.tell(error("field.one_line"));
    }
    lengths(field, text, spot);
}

fn lengths(field: &Field, text: &str, spot: &mut Spot<'_>) {
    let is = chars(text);
    let standing = if field.kind == FieldType::Text { MAX_LINE } else { MAX_CHARS };
    let most = field.max_chars.unwrap_or(standing);
    if is > most {
        spot.tell(error("field.too_long").param("most", most).param("is", is));
    }
    if let Some(least) = field.min_chars.filter(|least| is < *least) {
        spot.tell(error("field.too_short").param("least", least).param("is", is));
    }
}

fn credit_code_of(text: &str) -> Option<Making> {
    match credit_code::judge(text) {
        CreditCode::Right => None,
        CreditCode::CheckDigit { expected } => Some(
            remark("field.credit_code_check", true)
                .param("expected", expected)
                .param("is", text.chars().last().unwrap_or_default()),
        ),
        CreditCode::Shape => Some(error("field.credit_code").param("value", text)),
    }
}

/// Mobile, landline with area code, extension; digits with the usual separators.
fn phone(text: &str) -> Option<Making> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let known = text.chars().all(|c| {
        c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '（' | '）' | '转')
    });
    let fits = known && (7..=20).contains(&digits);
    (!fits).then(|| error("field.phone").param("value", text))
}

fn email(text: &str) -> Option<Making> {
    let fits = text.split_once('@').is_some_and(|(name, host)| {
        let plain = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+%".contains(&b))
        };
        plain(name)
            && plain(host)
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains("..")
    });
    (!fits).then(|| error("field.email").param("value", text))
}

fn number(field: &Field, answer: &Json, spot: &mut Spot<'_>) {
    let Some(value) = answer.as_f64().filter(|value| value.is_finite()) else {
        return wanted(false, "number", spot);
    };
    if field.kind != FieldType::Number && value.fract() != 0.0 {
        spot.tell(error("field.integer").param("is", print_number(value)));
    }
    if field.kind == FieldType::Year && !(1900.0..=2100.0).contains(&value) {
        spot.tell(error("field.year").param("is", print_number(value)));
    }
    let low = field.min.is_some_and(|min| value < min);
    let high = field.max.is_some_and(|max| value > max);
    if low || high {
        let bound = |bound: Option<f64>| bound.map_or_else(String::new, print_number);
        spot.tell(
            error("field.range")
                .param("least", bound(field.min))
                .param("most", bound(field.max))
                .param("is", print_number(value)),
        );
    }
    if let Some(decimals) = field.decimals {
        let scaled = value * 10_f64.powi(decimals.into());
        if (scaled - scaled.round()).abs() > 1e-6 * scaled.abs().max(1.0) {
            spot.tell(error("field.decimals").param("most", decimals));
        }
    }
}

fn rows(field: &Field, answer: &Json, spot: &mut Spot<'_>) {
    let Some(rows) = answer.as_array() else { return wanted(false, "table", spot) };
    let is = rows.len();
    let most = field.max_rows.map_or(MAX_ROWS, |most| usize::try_from(most).unwrap_or(MAX_ROWS));
    if is > most.min(MAX_ROWS) {
        let making = error("field.too_many_rows").param("most", most.min(MAX_ROWS));
        spot.tell(making.param("is", is));
    }
    let least = field.min_rows.map_or(0, |least| usize::try_from(least).unwrap_or_default());
    if is < least {
        spot.tell(error("field.too_few_rows").param("least", least).param("is", is));
    }
}

fn attachments(field: &Field, programs: &FieldPrograms, answer: &Json, spot: &mut Spot<'_>) {
    let Some(files) = answer.as_array() else { return wanted(false, "attachments", spot) };
    if files.len() > MAX_FILES {
        spot.tell(error("field.too_many_files").param("most", MAX_FILES).param("is", files.len()));
    }
    for file in files.iter().take(MAX_FILES) {
        match file.as_object() {
            Some(file) => attachment(field, programs, file, spot),
            None => wanted(false, "attachments", spot),
        }
    }
}

fn attachment(
    field: &Field,
    programs: &FieldPrograms,
    file: &Map<String, Json>,
    spot: &mut Spot<'_>,
) {
    let word = |name: &str| file.get(name).and_then(Json::as_str).unwrap_or_default();
    let name = word("name");
    let digest = word("digest");
    if name.is_empty() || digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) {
        spot.tell(error("field.attachment").param("name", name));
        return;
    }
    let kind = media_kind(word("media_type"));
    if !field.accept.is_empty() && !field.accept.iter().any(|accepted| accepted == kind) {
        spot.tell(
            error("field.attachment_kind")
                .param("name", name)
                .param("is", if kind.is_empty() { word("media_type") } else { kind })
                .param("accepted", field.accept.join(", ")),
        );
    }
    let Some(period) = programs.period else { return };
    match word("dated").parse::<Date>() {
        Ok(day) if day < period.from || day > period.to => spot.tell(
            remark("field.evidence_period", true)
                .param("name", name)
                .param("is", day)
                .param("from", period.from)
                .param("to", period.to),
        ),
        Ok(_) => {}
        Err(_) => spot.tell(
            remark("field.evidence_undated", true)
                .param("name", name)
                .param("from", period.from)
                .param("to", period.to),
        ),
    }
}

fn media_kind(media: &str) -> &'static str {
    match media {
        "application/pdf" => "pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/zip" => "zip",
        other if other.starts_with("image/") => "image",
        _ => "",
    }
}

fn item(
    field: &Field,
    programs: &FieldPrograms,
    answer: &Json,
    required: bool,
    spot: &mut Spot<'_>,
) {
    let Some(map) = answer.as_object() else { return wanted(false, "item", spot) };
    match map.get("answer").and_then(Json::as_str).unwrap_or_default() {
        "" if required => spot.tell(error("field.required")),
        "" => {}
        word if ITEM_ANSWERS.contains(&word) => {}
        other => spot.tell(error("field.code_unknown").param("value", other)),
    }
    match map.get("note") {
        Some(Json::String(note)) => {
            let is = chars(note);
            let most = field.max_chars.unwrap_or(MAX_CHARS);
            if is > most {
                spot.tell(error("field.too_long").param("most", most).param("is", is));
            }
        }
        None | Some(Json::Null) => {}
        Some(_) => wanted(false, "text", spot),
    }
    if let Some(evidence) = map.get("evidence").filter(|evidence| !evidence.is_null()) {
        attachments(field, programs, evidence, spot);
    }
}
