//! Problems in words: code, file, place, what is wrong, and the way out, in both languages.

use std::fmt::Write as _;

use api::texts::{self, Language};
use model::ErrorKind;
use procedure::Problem;

/// Longest list of possibilities that is printed whole.
const MAX_ALLOWED: usize = 400;

pub(super) fn problem(problem: &Problem) -> String {
    let mut params = problem.params.clone();
    if let Some(allowed) = params.get_mut("allowed")
        && let Some((at, _)) = allowed.char_indices().nth(MAX_ALLOWED)
    {
        allowed.truncate(at);
        allowed.push('…');
    }
    // Codes shared with refusals of a running loop name the thing itself.
    let value = params.get("value").cloned().unwrap_or_default();
    for name in ["action", "clock", "field"] {
        params.entry(name.to_owned()).or_insert_with(|| value.clone());
    }
    let mut text = format!("{} {}", problem.file, problem.path);
    let _ = write!(text, "\n  [{}]", problem.code);
    for language in [Language::Zh, Language::En] {
        if texts::known(&problem.code) {
            let wording = texts::of(&problem.code, ErrorKind::Invalid, language);
            let title = texts::fill(wording.title, &params);
            let way_out = texts::fill(wording.way_out, &params);
            let _ = write!(text, "\n  {title}{}{way_out}", gap(language));
        }
    }
    if !texts::known(&problem.code) {
        for (name, value) in &params {
            let _ = write!(text, " {name}={value:?}");
        }
    }
    text
}

fn gap(language: Language) -> &'static str {
    match language {
        Language::Zh => "。",
        Language::En => ". ",
    }
}
