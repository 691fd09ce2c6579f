//! What codes say to people, in Chinese and English: the only place below the console with words.

use std::collections::BTreeMap;

use model::ErrorKind;

mod table;

/// Languages of the product; Chinese unless the caller asks for English.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Zh,
    En,
}

impl Language {
    /// From `accept-language`: the first of the two that it names, by its order.
    pub fn of(header: Option<&str>) -> Self {
        let languages = header.unwrap_or_default().split(',');
        let named = languages.filter_map(|part| match part.trim().get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        });
        named.into_iter().next().unwrap_or_default()
    }
}

/// A title and what the reader can do, with `{name}` for parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    pub title: &'static str,
    pub way_out: &'static str,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) code: &'static str,
    pub(crate) zh: Wording,
    pub(crate) en: Wording,
}

impl Entry {
    fn wording(&self, language: Language) -> Wording {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

/// The wording of a code; of its kind where the code is not in the table (a newer peer's, say).
pub fn of(code: &str, kind: ErrorKind, language: Language) -> Wording {
    find(code).copied().unwrap_or_else(|| table::of_kind(kind)).wording(language)
}

/// Whether the code has texts of its own.
pub fn known(code: &str) -> bool {
    find(code).is_some()
}

fn find(code: &str) -> Option<&'static Entry> {
    table::CODES.iter().find(|entry| entry.code == code)
}

/// Puts parameters into a wording. A parameter that is not there leaves nothing behind.
pub fn fill(text: &str, params: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(params.get(name).map_or("", String::as_str));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

/// Every code with its texts, as `docs/errors.md` lists them.
pub fn document() -> String {
    let mut text = String::from(
        "# Error codes\n\nGenerated from `crates/api/src/texts/codes.tsv`; a test fails when this page is stale \
         (`UPDATE=1 cargo nextest run -p api page_of_error_codes`).\nAn error answer is `application/problem+json` with the code, a title and the way out.\n\n\
         | code | 中文 | 出路 | English | way out |\n|---|---|---|---|---|\n",
    );
    for entry in table::CODES.iter() {
        let Entry { code, zh, en } = entry;
        let cells = [zh.title, zh.way_out, en.title, en.way_out];
        let cells = cells.map(|cell| cell.replace('|', "\\|")).join(" | ");
        text.push_str(&format!("| `{code}` | {cells} |\n"));
    }
    text
}

#[cfg(test)]
mod tests;
