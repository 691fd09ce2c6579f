//! Regular expressions as rules have them: PCRE's syntax over bytes.
//!
//! Source: PCRE2 10.42, pcre2pattern(3), with the options that Suricata gives: bytes, ASCII classes,
//! no Unicode. [`translate`] brings a pattern to the syntax of the two matchers used: one that takes
//! linear time, and one that backtracks, within a limit, for lookaround, backreferences, atomic
//! groups and possessive repetition.
//! Not covered, and refused: recursion and subroutines, callouts, branch reset, verbs, `\p`, `\X`,
//! `\C`. `$` before a last newline takes the newline into the match where no backtracking is needed.

#[cfg(test)]
mod tests;
mod translate;

use std::fmt;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern(Engine);

#[derive(Debug, Clone)]
enum Engine {
    Linear(regex::bytes::Regex),
    Backtracking(fancy_regex::Regex),
}

/// Why a pattern cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// PCRE would refuse it as well.
    Syntax(String),
    /// PCRE has it, this does not.
    Unsupported(String),
}

impl PatternError {
    /// As a reason of the compile report.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "pcre.syntax",
            Self::Unsupported(_) => "pcre.unsupported",
        }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(what) | Self::Unsupported(what) => f.write_str(what),
        }
    }
}

/// Bytes that a compiled pattern may take, and the cache of its automaton. Ours: the largest of the
/// public rule sets stay below half of it.
const MAX_PROGRAM: usize = 16 << 20;
const MAX_CACHE: usize = 1 << 20;
/// Steps of a backtracking match. PCRE's default is 10 million; Suricata's is 3,500.
const MAX_STEPS: usize = 100_000;

impl Pattern {
    /// `pattern` has one character for each byte; `flags` are letters of `imsxAEG`.
    pub fn compile(pattern: &str, flags: &str) -> Result<Self, PatternError> {
        let translated = translate::translate(pattern, flags)?;
        if translated.backtracking {
            return backtracking(&translated.text, flags);
        }
        let built = regex::bytes::RegexBuilder::new(&translated.text)
            .unicode(false)
            .case_insensitive(flags.contains('i'))
            .dot_matches_new_line(flags.contains('s'))
            .multi_line(flags.contains('m'))
            .size_limit(MAX_PROGRAM)
            .dfa_size_limit(MAX_CACHE)
            .build();
        match built {
            Ok(regex) => Ok(Self(Engine::Linear(regex))),
            // Counts too large for an automaton are counted by the other.
            Err(regex::Error::CompiledTooBig(_)) => backtracking(&translated.text, flags),
            Err(error) => Err(PatternError::Syntax(last_line(&error.to_string()))),
        }
    }

    /// Where the first match from `from` on begins and ends. What stands before `from` is not seen:
    /// `^` and `\A` match there.
    pub fn find_at(&self, haystack: &[u8], from: usize) -> Option<(usize, usize)> {
        let part = haystack.get(from..)?;
        let (begin, end) = match &self.0 {
            Engine::Linear(regex) => regex.find(part).map(|found| (found.start(), found.end()))?,
            Engine::Backtracking(regex) => {
                regex.find(part).ok()?.map(|found| (found.start(), found.end()))?
            }
        };
        Some((from + begin, from + end))
    }

    /// The same, and where its groups matched; the first is the whole.
    pub fn captures_at(&self, haystack: &[u8], from: usize) -> Option<Vec<Option<(usize, usize)>>> {
        let part = haystack.get(from..)?;
        let placed = |begin: usize, end: usize| (from + begin, from + end);
        Some(match &self.0 {
            Engine::Linear(regex) => {
                let found = regex.captures(part)?;
                found.iter().map(|one| one.map(|one| placed(one.start(), one.end()))).collect()
            }
            Engine::Backtracking(regex) => {
                let found = regex.captures(part).ok()??;
                found.iter().map(|one| one.map(|one| placed(one.start(), one.end()))).collect()
            }
        })
    }

    /// Whether matching may go back and forth, up to its limit.
    pub fn backtracks(&self) -> bool {
        matches!(self.0, Engine::Backtracking(_))
    }
}

fn backtracking(text: &str, flags: &str) -> Result<Pattern, PatternError> {
    let built = fancy_regex::RegexBuilder::new(text)
        .bytes_mode(fancy_regex::BytesMode::Ascii)
        .case_insensitive(flags.contains('i'))
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .backtrack_limit(MAX_STEPS)
        .delegate_size_limit(MAX_PROGRAM)
        .delegate_dfa_size_limit(MAX_CACHE)
        .build();
    match built {
        Ok(regex) => Ok(Pattern(Engine::Backtracking(regex))),
        Err(error) => Err(PatternError::Syntax(last_line(&error.to_string()))),
    }
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().trim().to_owned()
}
