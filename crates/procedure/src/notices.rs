//! Notices as words and paper (pack kind `notices`): texts with blanks that a letter begins with,
//! and the official papers that a notice, a circular or a receipt is printed on.
//!
//! What it is not: it decides nothing about numbers, recipients or deadlines; values come from the
//! caller, as plain text.

use std::collections::{BTreeMap, BTreeSet};

use model::document::{Align, Block, Cell, Document, Layout, Official, Span, Table};
use model::finding::Severity;
use model::loops::Genre;
use serde::{Deserialize, Serialize};

use crate::{Pack, PackKind, Problem, Source, Text};

const FILE: &str = "notices.yaml";
/// What stands where nothing filled a blank.
const OPEN: &str = "＿＿";

/// Blanks of a text that is filled from a report.
pub const REPORT_BLANKS: &[&str] = &[
    "reporter",
    "rule",
    "severity",
    "techniques",
    "source",
    "target",
    "protocol",
    "operation",
    "time",
    "note",
];
/// Blanks of papers.
pub const PAPER_BLANKS: &[&str] = &[
    "red_head",
    "issuer",
    "number",
    "issue",
    "genre",
    "title",
    "recipients",
    "text",
    "severity",
    "due",
    "date",
    "mark",
    "copies_to",
    "forwarded_number",
    "corrects_number",
    "code",
    "author",
    "reviewer",
    "recipient",
    "signed_by",
    "signed_at",
    "seal",
    "note",
    "reason",
];

/// What a pack of kind `notices` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    #[serde(default)]
    pub texts: Vec<NoticeText>,
    #[serde(default)]
    pub papers: Vec<Paper>,
}

/// What a text is filled from besides people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilledFrom {
    /// The report of a finding.
    Report,
    /// A vulnerability, as its blanks say.
    Vulnerability,
    /// Nothing but what people write.
    Plain,
}

impl FilledFrom {
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Vulnerability => "vulnerability",
            Self::Plain => "plain",
        }
    }
}

/// A text to begin a letter with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeText {
    pub id: String,
    pub title: Text,
    pub genre: Genre,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    pub from: FilledFrom,
    /// Blanks of its own.
    #[serde(default)]
    pub blanks: Vec<NoticeBlank>,
    /// Title and body of the letter.
    pub subject: Text,
    pub text: Text,
    pub source: Source,
}

/// A blank that a person fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeBlank {
    pub id: String,
    pub title: Text,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperOf {
    Letter,
    Receipt,
}

/// A paper template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub id: String,
    pub title: Text,
    pub of: PaperOf,
    #[serde(default)]
    pub layout: Layout,
    /// Its title on paper.
    pub heading: String,
    #[serde(default)]
    pub official: PaperOfficial,
    pub blocks: Vec<PaperBlock>,
    pub source: Source,
}

/// Parts of official paper, with blanks; absent parts are not printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaperOfficial {
    pub red_head: String,
    pub secrecy: String,
    pub urgency: String,
    pub number: String,
    pub to: String,
    pub signature: String,
    pub date: String,
    pub note: String,
    pub copies_to: String,
    pub printed_by: String,
}

/// A piece of a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaperBlock {
    /// Only when this blank has a value.
    pub when: String,
    /// A paragraph; each line of its values is one of its own.
    pub text: String,
    pub center: bool,
    /// A heading of this level.
    pub heading: u8,
    /// Rows of a table of two columns: label and value.
    pub rows: Vec<[String; 2]>,
    /// Place of a seal.
    pub seal: Vec<String>,
    pub space: u8,
}

impl Notices {
    /// # Errors
    /// What is wrong with `notices.yaml`, all of it.
    pub fn from_pack(pack: &Pack) -> Result<Self, Vec<Problem>> {
        let found: Self = pack.content(PackKind::Notices, FILE)?;
        let problems = found.check();
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let ids = |place: &str, ids: Vec<&str>| {
            let mut seen = BTreeSet::new();
            let twice = ids.into_iter().find(|id| !seen.insert(*id));
            twice.map(|id| Problem::new("notices.twice", FILE, place).with("value", id))
        };
        problems.extend(ids("texts", self.texts.iter().map(|text| text.id.as_str()).collect()));
        problems.extend(ids("papers", self.papers.iter().map(|paper| paper.id.as_str()).collect()));
        for (at, text) in self.texts.iter().enumerate() {
            problems.extend(text.check(&format!("texts[{at}]")));
        }
        for (at, paper) in self.papers.iter().enumerate() {
            problems.extend(paper.check(&format!("papers[{at}]")));
        }
        problems
    }
}

impl NoticeText {
    fn knows(&self, blank: &str) -> bool {
        let given = if self.from == FilledFrom::Report { REPORT_BLANKS } else { &[] };
        given.contains(&blank) || self.blanks.iter().any(|own| own.id == blank)
    }

    fn check(&self, place: &str) -> Vec<Problem> {
        let texts = [&self.subject, &self.text];
        let mut problems = Vec::new();
        for text in texts.into_iter().chain([&self.title]) {
            if !text.is_complete() {
                problems.push(Problem::new("notices.language", FILE, place));
            }
        }
        let used = texts.iter().flat_map(|text| [&text.zh, &text.en]);
        for blank in used.flat_map(|text| blanks_of(text)) {
            if !self.knows(&blank) {
                problems.push(Problem::new("notices.blank", FILE, place).with("value", blank));
            }
        }
        problems
    }

    /// Title and body in a language, and the blanks that nothing filled.
    pub fn fill(
        &self,
        english: bool,
        values: &BTreeMap<String, String>,
    ) -> (String, String, Vec<String>) {
        let pick = |text: &Text| if english { text.en.clone() } else { text.zh.clone() };
        let (subject, text) = (pick(&self.subject), pick(&self.text));
        let empty = |blank: &String| values.get(blank).is_none_or(|value| value.is_empty());
        let mut unfilled: Vec<String> = Vec::new();
        for blank in blanks_of(&subject).into_iter().chain(blanks_of(&text)).filter(empty) {
            if !unfilled.contains(&blank) {
                unfilled.push(blank);
            }
        }
        (fill(&subject, values, OPEN), fill(&text, values, OPEN), unfilled)
    }
}

/// What a paper is made of besides its blanks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperParts {
    /// Names of the attachments 附件.
    pub annexes: Vec<String>,
    /// Recipients, where they do not stand in the head: a list on a page of its own.
    pub recipients: Vec<String>,
    /// 示例, 送审稿, or empty.
    pub banner: String,
}

impl Paper {
    fn texts(&self) -> Vec<&String> {
        let PaperOfficial {
            red_head,
            secrecy,
            urgency,
            number,
            to,
            signature,
            date,
            note,
            copies_to,
            printed_by,
        } = &self.official;
        let mut texts = vec![
            &self.heading,
            red_head,
            secrecy,
            urgency,
            number,
            to,
            signature,
            date,
            note,
            copies_to,
            printed_by,
        ];
        for block in &self.blocks {
            texts.push(&block.text);
            texts.extend(block.rows.iter().flatten());
            texts.extend(&block.seal);
        }
        texts
    }

    fn check(&self, place: &str) -> Vec<Problem> {
        let whens = self.blocks.iter().map(|block| block.when.clone()).filter(|w| !w.is_empty());
        let blanks = self.texts().into_iter().flat_map(|text| blanks_of(text)).chain(whens);
        let unknown = blanks.filter(|blank| !PAPER_BLANKS.contains(&blank.as_str()));
        unknown
            .map(|blank| Problem::new("notices.blank", FILE, place).with("value", blank))
            .collect()
    }

    /// The paper with its blanks filled; a blank without a value prints nothing.
    pub fn print(&self, values: &BTreeMap<String, String>, parts: PaperParts) -> Document {
        let say = |text: &str| fill(text, values, "");
        let lines = |text: &str| -> Vec<String> {
            say(text).lines().map(str::to_owned).filter(|line| !line.is_empty()).collect()
        };
        let mut blocks = Vec::new();
        for block in &self.blocks {
            let shown = values.get(&block.when).is_some_and(|value| !value.is_empty());
            if block.when.is_empty() || shown {
                block.print(&say, &mut blocks);
            }
        }
        let title = say(&self.heading);
        // Official paper prints its title in its head.
        if self.layout != Layout::Official && !title.is_empty() {
            blocks.insert(0, Block::Title { text: title.clone() });
        }
        let mut annexes = parts.annexes;
        if !parts.recipients.is_empty() {
            annexes.push("主送单位名单".to_owned());
        }
        let official = &self.official;
        let official = (self.layout == Layout::Official).then(|| Official {
            secrecy: say(&official.secrecy),
            urgency: say(&official.urgency),
            issuers: lines(&official.red_head),
            number: say(&official.number),
            to: say(&official.to),
            annexes,
            signature: lines(&official.signature),
            date: say(&official.date),
            note: say(&official.note),
            copies_to: say(&official.copies_to),
            printed_by: say(&official.printed_by),
            printed_on: if official.printed_by.is_empty() { String::new() } else { say("{date}") },
            ..Official::default()
        });
        Document {
            layout: self.layout,
            title,
            banner: parts.banner,
            official,
            blocks,
            annex: Vec::new(),
            proof: None,
        }
    }
}

impl PaperBlock {
    fn print(&self, say: &impl Fn(&str) -> String, blocks: &mut Vec<Block>) {
        let span = |text: String| vec![Span::text(text)];
        for line in say(&self.text).lines().filter(|line| !line.trim().is_empty()) {
            if self.heading > 0 {
                blocks.push(Block::Heading { level: self.heading, text: line.to_owned() });
                continue;
            }
            let align = if self.center { Align::Center } else { Align::Justify };
            let indent = !self.center;
            let spans = span(line.trim().to_owned());
            blocks.push(Block::Paragraph { align, indent, spans });
        }
        if !self.rows.is_empty() {
            let cell = |text: &str, header| Cell {
                header,
                lines: say(text).lines().map(|line| span(line.to_owned())).collect(),
                ..Cell::default()
            };
            let row = |[label, value]: &[String; 2]| vec![cell(label, true), cell(value, false)];
            blocks.push(Block::Table(Table {
                widths: vec![28, 72],
                rows: self.rows.iter().map(row).collect(),
                ..Table::default()
            }));
        }
        if !self.seal.is_empty() {
            let lines = self.seal.iter().map(|line| say(line)).collect();
            blocks.push(Block::Seal { lines });
        }
        if self.space > 0 {
            blocks.push(Block::Space { lines: self.space });
        }
    }
}

/// Names between braces, in order.
fn blanks_of(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        names.push(name.to_owned());
        rest = tail;
    }
    names
}

/// The text with its blanks filled. Values are not looked at again: a brace in one stays a brace.
fn fill(text: &str, values: &BTreeMap<String, String>, open: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(before);
        let value = values.get(name).map(String::as_str).filter(|value| !value.is_empty());
        filled.push_str(value.unwrap_or(open));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;
