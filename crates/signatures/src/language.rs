//! Rules as text: Suricata's language read into [`rule::Rule`](crate::rule::Rule).
//!
//! Sources: Suricata User Guide 8.0, "Rules" (all chapters); behaviour where the guide is silent
//! was looked up in Suricata's own parser (facts only).
//! Not covered: the actions `config` and `accept`, `lua` scripts (such rules are read and never
//! match, with a warning), `frame`, `config`. docs/signatures.md lists every keyword.
//!
//! A file is bytes: each stands for one character below 256, so content keeps its bytes whatever
//! the encoding, and text for people is decoded as UTF-8 where it is.

mod addresses;
mod apps;
mod body;
mod buffers;
mod bytes;
mod check;
mod classes;
mod content;
mod dataset;
mod draft;
mod files;
mod flow;
mod header;
mod ics;
mod keywords;
mod lines;
mod meta;
mod numbers;
mod packet;
mod pcre;
mod protocols;
mod spans;
#[cfg(test)]
mod tests;
mod transforms;
mod variables;

use std::collections::BTreeMap;

pub use buffers::{Buffers, Way, buffers};
pub use classes::{Class, Classes};
pub use keywords::{Support, keywords};
pub use variables::Variables;

use crate::rule::Rule;

/// What rules are read with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub variables: Variables,
    pub classes: Classes,
}

/// What a file of rules gave.
#[derive(Debug, Clone, Default)]
pub struct File {
    pub rules: Vec<Rule>,
    pub failed: Vec<Failure>,
    /// Rules that compiled, but another of the same gid and sid stands.
    pub repeated: Vec<Failure>,
    /// Rules that ask (`requires`) for what is not there, and say so themselves.
    pub unmet: Vec<Failure>,
    /// Rules that compiled but are not what they look like.
    pub warnings: Vec<Failure>,
    /// Rules that stand in comments.
    pub disabled: usize,
}

impl File {
    /// Active rules met.
    pub fn total(&self) -> usize {
        self.compiled() + self.failed.len() + self.unmet.len()
    }

    /// Rules without fault.
    pub fn compiled(&self) -> usize {
        self.rules.len() + self.repeated.len()
    }

    /// Takes in another file. Of two rules with one gid and sid the higher revision stays, as the
    /// first does of equals.
    pub fn join(&mut self, other: Self) {
        self.rules.extend(other.rules);
        self.failed.extend(other.failed);
        self.repeated.extend(other.repeated);
        self.unmet.extend(other.unmet);
        self.warnings.extend(other.warnings);
        self.disabled += other.disabled;
        self.leave_out_duplicates();
    }

    fn leave_out_duplicates(&mut self) {
        let mut best: BTreeMap<(u32, u32), (u32, usize)> = BTreeMap::new();
        for (place, rule) in self.rules.iter().enumerate() {
            let kept = best.entry((rule.about.gid, rule.about.sid));
            kept.and_modify(|kept| {
                if rule.about.rev > kept.0 {
                    *kept = (rule.about.rev, place);
                }
            })
            .or_insert((rule.about.rev, place));
        }
        let mut place = 0;
        let repeated = &mut self.repeated;
        self.rules.retain(|rule| {
            let kept = best.get(&(rule.about.gid, rule.about.sid));
            let stays = kept.is_none_or(|kept| kept.1 == place);
            if !stays {
                let reason = Reason::new("rule.repeated").with(rule.about.rev);
                repeated.push(Failure::of(rule, reason));
            }
            place += 1;
            stays
        });
    }
}

/// A rule that did not compile, or something to know of one that did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub file: usize,
    /// From 1; the first line of a rule that is continued.
    pub line: usize,
    pub gid: u32,
    /// None where not even that could be read.
    pub sid: Option<u32>,
    pub message: String,
    pub reason: Reason,
}

impl Failure {
    fn of(rule: &Rule, reason: Reason) -> Self {
        Self {
            file: rule.file,
            line: rule.line,
            gid: rule.about.gid,
            sid: Some(rule.about.sid),
            message: rule.about.message.clone(),
            reason,
        }
    }
}

/// Why, as a code with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Dotted: `keyword.unknown`, `content.hex`, `pcre.syntax`.
    pub code: &'static str,
    /// The keyword at fault, empty where it is the rule as a whole or its header.
    pub keyword: String,
    /// Which option of the rule it is, from 1; 0 = none.
    pub place: usize,
    /// What is wrong with it: the text at fault or a limit.
    pub detail: String,
}

impl Reason {
    pub(crate) const fn new(code: &'static str) -> Self {
        Self { code, keyword: String::new(), place: 0, detail: String::new() }
    }

    /// The detail, bounded: rules are untrusted text.
    #[expect(clippy::needless_pass_by_value, reason = "numbers and borrowed text alike")]
    pub(crate) fn with(mut self, detail: impl ToString) -> Self {
        self.detail = detail.to_string().chars().take(MAX_DETAIL).collect();
        self
    }

    pub(crate) fn at(mut self, keyword: &str, place: usize) -> Self {
        if self.keyword.is_empty() {
            self.keyword = keyword.chars().take(MAX_DETAIL).collect();
            self.place = place;
        }
        self
    }
}

/// Characters of a detail that are kept; ours.
const MAX_DETAIL: usize = 120;

type Answer<T> = Result<T, Reason>;

/// A refusal.
fn no<T>(code: &'static str, detail: impl ToString) -> Answer<T> {
    Err(Reason::new(code).with(detail))
}

/// Reads a file of rules. `file` is its place among the files of the caller.
pub fn read(file: usize, text: &[u8], options: &Options) -> File {
    let lines = lines::split(text);
    let mut out = File { disabled: lines.disabled, ..File::default() };
    for line in &lines.rules {
        read_one(file, line, options, &mut out);
    }
    out.leave_out_duplicates();
    out
}

fn read_one(file: usize, line: &lines::Line, options: &Options, out: &mut File) {
    let mut draft = draft::Draft::new(file, line, options);
    let answer = body::read(&mut draft, &line.text);
    let (about, warnings) = (draft.rule.about.clone(), std::mem::take(&mut draft.warnings));
    let failure = |reason| Failure {
        file,
        line: line.number,
        gid: about.gid,
        sid: Some(about.sid).filter(|sid| *sid != 0),
        message: about.message.clone(),
        reason,
    };
    match answer.and_then(|()| check::finish(draft)) {
        Ok((rule, more)) => {
            out.warnings.extend(warnings.into_iter().chain(more).map(failure));
            out.rules.push(rule);
        }
        Err(reason) if reason.code == body::UNMET => out.unmet.push(failure(reason)),
        Err(reason) => out.failed.push(failure(reason)),
    }
}

/// The bytes that characters stand for.
fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// Text for people: UTF-8 where the bytes are.
fn readable(text: &str) -> String {
    String::from_utf8(bytes_of(text)).unwrap_or_else(|_| text.to_owned())
}
