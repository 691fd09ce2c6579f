//! Letters out of templates: the texts that the packs give, filled from a report.

use std::collections::BTreeMap;

use contract::letters::{Letter, Recipients};
use contract::loops::Condition;
use contract::rest::finding::ReportDetail;
use contract::rest::notice::{FilledLetter, TemplateBlank, TemplateFill, TemplateRow};
use contract::sharing::Tlp;
use model::finding::Severity;
use model::{Fault, Id};
use procedure::notices::{FilledFrom, NoticeText};
use store::views;

use crate::permission::Action;
use crate::{App, Caller};

/// The language that a letter is written in.
const ENGLISH: &str = "en";

impl App {
    /// Texts that a letter may begin with.
    pub fn template_list(&self, caller: &Caller) -> Result<Vec<TemplateRow>, Fault> {
        caller.may(Action::NoticeIssue)?;
        Ok(self
            .0
            .packs
            .texts()
            .map(|(pack, example, text)| template(pack, example, text))
            .collect())
    }

    /// A letter out of a template.
    ///
    /// # Errors
    /// `template.missing`, `template.blank`, `template.report_needed`, `report.missing`.
    pub async fn template_fill(
        &self,
        caller: &Caller,
        fill: TemplateFill,
    ) -> Result<FilledLetter, Fault> {
        caller.may(Action::NoticeIssue)?;
        let unknown = || Fault::not_found("template.missing").with("template", &fill.template);
        let all = self.0.packs.texts();
        let found =
            all.filter(|(pack, _, text)| format!("{pack}/{}", text.id) == fill.template).last();
        let (_, _, text) = found.ok_or_else(unknown)?;
        if let Some(blank) =
            fill.values.keys().find(|name| !text.blanks.iter().any(|blank| blank.id == **name))
        {
            return Err(Fault::invalid("template.blank").with("blank", blank));
        }
        let report = match fill.report {
            Some(id) => Some(self.report_view(caller, id).await?),
            None if text.from == FilledFrom::Report => {
                return Err(Fault::invalid("template.report_needed"));
            }
            None => None,
        };
        let english = fill.language == ENGLISH;
        let mut values = match &report {
            Some(report) => self.report_values(report, english),
            None => BTreeMap::new(),
        };
        values.extend(fill.values.clone());
        let (title, body, unfilled) = text.fill(english, &values);
        let letter = letter(text, &title, &body, report.as_ref());
        Ok(FilledLetter { letter, template: fill.template, unfilled })
    }

    /// A filled letter that answers a report: the second of four clicks.
    ///
    /// # Errors
    /// `report.missing`, `template.missing` (no pack has a text for reports),
    /// `notice.report_answered`.
    pub async fn report_notice_draft(
        &self,
        caller: &Caller,
        report: Id,
    ) -> Result<FilledLetter, Fault> {
        caller.may(Action::NoticeIssue)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let row = views::report_detail(&mut read, &scope, report).await?.row;
        drop(read);
        if let Some(notice) = row.notice {
            return Err(Fault::conflict("notice.report_answered").with("notice", notice));
        }
        let of_reports = self.0.packs.texts().find(|(.., text)| text.from == FilledFrom::Report);
        let (pack, _, text) = of_reports.ok_or_else(|| Fault::not_found("template.missing"))?;
        let fill = TemplateFill {
            template: format!("{pack}/{}", text.id),
            language: String::new(),
            report: Some(report),
            values: BTreeMap::new(),
        };
        self.template_fill(caller, fill).await
    }

    fn report_values(&self, report: &ReportDetail, english: bool) -> BTreeMap<String, String> {
        let row = &report.row;
        let title = self
            .0
            .packs
            .rules
            .rule(&row.rule)
            .map(|rule| if english { rule.title.en.clone() } else { rule.title.zh.clone() });
        let time = model::Millis(row.time.0 / 1_000_000);
        let hidden = |text: &str| {
            if text.is_empty() { "（未报送）".to_owned() } else { text.to_owned() }
        };
        let pairs = [
            ("reporter", row.reporter_name.clone()),
            ("rule", title.unwrap_or_else(|| row.rule.clone())),
            ("severity", severity_word(row.severity, english).to_owned()),
            ("techniques", row.techniques.join("、")),
            ("source", hidden(&row.source)),
            ("target", hidden(&row.target)),
            ("protocol", row.protocol.clone()),
            ("operation", row.operation.clone()),
            ("time", super::papers::minute(time, english)),
            ("note", report.body.note.clone()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn template(pack: &str, example: bool, text: &NoticeText) -> TemplateRow {
    TemplateRow {
        id: format!("{pack}/{}", text.id),
        title_zh: text.title.zh.clone(),
        title_en: text.title.en.clone(),
        genre: text.genre,
        severity: text.severity,
        source: text.from.word().to_owned(),
        blanks: text
            .blanks
            .iter()
            .map(|blank| TemplateBlank {
                id: blank.id.clone(),
                title_zh: blank.title.zh.clone(),
                title_en: blank.title.en.clone(),
            })
            .collect(),
        example,
    }
}

fn letter(text: &NoticeText, title: &str, body: &str, report: Option<&ReportDetail>) -> Letter {
    let row = report.map(|report| &report.row);
    let severity = row.map(|row| row.severity).or(text.severity).unwrap_or(Severity::Medium);
    let traffic = |row: &contract::rest::finding::ReportRow| Condition::TrafficGone {
        rule: row.rule.clone(),
        source: row.source.clone(),
        target: row.target.clone(),
    };
    let hazard = |row: &contract::rest::finding::ReportRow| {
        let target = if row.target.is_empty() { row.reporter.as_str() } else { &row.target };
        format!("rule:{}@{target}", row.rule).chars().take(200).collect()
    };
    Letter {
        series: None,
        genre: text.genre,
        title: title.chars().take(120).collect(),
        text: body.trim().chars().take(5000).collect(),
        severity,
        techniques: row.map(|row| row.techniques.clone()).unwrap_or_default(),
        due: None,
        report: row.map(|row| row.id),
        hazard: row.map(hazard).unwrap_or_default(),
        checks: row.map(traffic).into_iter().collect(),
        attachments: Vec::new(),
        tlp: Tlp::Amber,
        mark: String::new(),
        copies_to: String::new(),
        forwards: None,
        corrects: None,
        recipients: Recipients {
            tenants: row.map(|row| row.reporter.clone()).into_iter().collect(),
            ..Recipients::default()
        },
    }
}

/// Severities as letters call them.
pub(super) fn severity_word(severity: Severity, english: bool) -> &'static str {
    match (severity, english) {
        (Severity::Critical, false) => "严重",
        (Severity::High, false) => "高",
        (Severity::Medium, false) => "中",
        (Severity::Low, false) => "低",
        (Severity::Info, false) => "提示",
        (severity, true) => severity.word(),
    }
}
