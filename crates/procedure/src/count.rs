//! Counting characters as officials do: every character, letter, digit and punctuation mark is
//! one, and so is a space; line breaks are none. (The counters of word processors count a run of
//! Latin letters as one "word"; forms that say 字 are read the stricter way, so that nothing
//! accepted here is refused on paper.)

/// Number of characters of a text as a form's limit counts them.
pub fn chars(text: &str) -> u32 {
    let counted = text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}'));
    u32::try_from(counted.count()).unwrap_or(u32::MAX)
}
