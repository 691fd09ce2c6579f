//! Papers of notices: the official letter, of a draft, a circular or one recipient's notice, and the
//! receipt of who signed for it. The code on a paper is made of the hash of the sealed record, so
//! whoever has the record can check the paper.

use std::collections::BTreeMap;

use contract::kinds::notice_draft::NoticeDraft;
use contract::letters::Letter;
use contract::paper;
use contract::rest::notice::{NoticeDetail, PaperFound};
use model::document::{Align, Block, Cell, Document, Proof, Span, Table};
use model::{Fault, Id, Millis, TenantPath};
use procedure::notices::{Paper as Template, PaperOf, PaperParts};
use store::views;

use crate::filings::{Paper, media_type, render};
use crate::permission::Action;
use crate::{App, Caller};

/// Recipients that stand in the head of a letter; more are listed on a page of their own.
const MOST_IN_HEAD: usize = 8;
const FORMATS: [&str; 2] = ["docx", "pdf"];
const DRAFT: &str = "送审稿 draft · 未签发 not issued";
const EXAMPLE: &str = "示例 example";

/// What a letter's paper shows, whatever it is made of.
struct Shown<'a> {
    letter: &'a Letter,
    issuer: &'a TenantPath,
    number: String,
    issue: String,
    issued: Option<Millis>,
    due: Option<Millis>,
    recipients: Vec<String>,
    forwarded_number: String,
    corrects_number: String,
    series: Option<Id>,
}

impl App {
    /// The paper of a notice, for either party.
    ///
    /// # Errors
    /// `notice.missing`, `document.format`; those of the typesetter.
    pub async fn notice_document(
        &self,
        caller: &Caller,
        id: Id,
        format: &str,
    ) -> Result<Paper, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let detail = views::notice_detail(&mut read, &scope, id, now).await?;
        let hash = views::notice_hash(&mut read, &scope, id).await?;
        let corrects_number = match detail.corrects {
            Some(before) => {
                let before = views::notice_detail(&mut read, &scope, before, now).await;
                before.map(|before| before.row.number).unwrap_or_default()
            }
            None => String::new(),
        };
        drop(read);
        let letter = letter_of(&detail);
        let shown = Shown {
            letter: &letter,
            issuer: &detail.row.issuer,
            number: detail.row.number.clone(),
            issue: detail.row.issue.map(|issue| format!("第{issue}期")).unwrap_or_default(),
            issued: Some(detail.row.issued),
            due: Some(detail.row.due),
            recipients: vec![detail.row.recipient_name.clone()],
            forwarded_number: detail.forwarded_number.clone(),
            corrects_number,
            series: None,
        };
        let document = self.letter_paper(caller, &shown, "").await?;
        finish(document, Some(&hash), "notice", format).await
    }

    /// The paper of a circular with all its recipients, for its issuer.
    ///
    /// # Errors
    /// `circular.missing`, `document.format`; those of the typesetter.
    pub async fn circular_document(
        &self,
        caller: &Caller,
        id: Id,
        format: &str,
    ) -> Result<Paper, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let (_, head) = views::circular_get(&mut read, &scope, id).await?;
        let copies = views::circular_copies(&mut read, &scope, id, false).await?;
        drop(read);
        let body = &head.body;
        let shown = Shown {
            letter: &body.letter,
            issuer: &caller.tenant,
            number: body.number.clone(),
            issue: body.issue_text.clone(),
            issued: Some(body.issued),
            due: Some(body.due),
            recipients: copies.iter().map(|copy| self.tenant_name(&copy.tenant)).collect(),
            forwarded_number: body.forwarded_number.clone(),
            corrects_number: body.corrects_number.clone(),
            series: body.series,
        };
        let document = self.letter_paper(caller, &shown, "").await?;
        finish(document, Some(&head.hash), "circular", format).await
    }

    /// The paper of a draft as it would be issued now, marked as a draft and without a code.
    ///
    /// # Errors
    /// `draft.missing`, `document.format`; those of planning a letter and of the typesetter.
    pub async fn draft_document(
        &self,
        caller: &Caller,
        id: Id,
        format: &str,
    ) -> Result<Paper, Fault> {
        caller.may(Action::NoticeIssue)?;
        let mut tx = self.begin(caller).await?;
        let (_, body) = views::notice_draft_get(&mut tx, &caller.scope(), id).await?;
        let NoticeDraft { letter, .. } = body;
        let plan = self.letter_plan(&mut tx, caller, &letter).await?;
        drop(tx);
        let chosen = plan.resolved.chosen.iter();
        let shown = Shown {
            letter: &letter,
            issuer: &caller.tenant,
            number: plan.numbering.number.clone(),
            issue: plan.numbering.issue_text.clone(),
            issued: None,
            due: Some(plan.due),
            recipients: chosen.map(|one| one.tenant.name.clone()).collect(),
            forwarded_number: plan.forwarded_number(),
            corrects_number: plan.corrects_number(),
            series: plan.numbering.series,
        };
        let document = self.letter_paper(caller, &shown, DRAFT).await?;
        finish(document, None, "draft", format).await
    }

    /// The receipt of a notice that was signed for, for either party.
    ///
    /// # Errors
    /// `notice.missing`, `notice.not_signed`, `document.format`; those of the typesetter.
    pub async fn notice_receipt(
        &self,
        caller: &Caller,
        id: Id,
        format: &str,
    ) -> Result<Paper, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let detail = views::notice_detail(&mut read, &scope, id, now).await?;
        let signed =
            detail.steps.iter().find(|step| step.action == "sign_for" && step.state != "refused");
        let Some(step) = signed else {
            return Err(Fault::conflict("notice.not_signed").with("notice", id));
        };
        let hash = read.latest(step.id).await?.map(|record| record.hash).unwrap_or_default();
        drop(read);
        let (template, example) = self.paper(PaperOf::Receipt, "")?;
        let seal = step.seal.as_ref().map(|seal| {
            let value: String = seal.signature.chars().take(24).collect();
            format!("{} {value}…", seal.suite)
        });
        let pairs = [
            ("number", detail.row.number.clone()),
            ("title", detail.row.title.clone()),
            ("issuer", detail.row.issuer_name.clone()),
            ("date", day(detail.row.issued)),
            ("due", minute(detail.row.due, false)),
            ("recipient", detail.row.recipient_name.clone()),
            ("signed_by", step.author.clone()),
            ("signed_at", minute(step.time, false)),
            ("note", step.text.clone()),
            ("seal", seal.unwrap_or_default()),
        ];
        let parts = PaperParts { banner: banner(example, ""), ..PaperParts::default() };
        let document = template.print(&owned(pairs), parts);
        finish(document, Some(&hash), "receipt", format).await
    }

    /// What a paper with this code is, for whoever may see its record.
    ///
    /// # Errors
    /// `paper.missing`.
    pub async fn paper_found(&self, caller: &Caller, code: &str) -> Result<PaperFound, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let wanted = code.trim().to_uppercase();
        let found = views::paper_by_code(&mut read, &scope, &wanted).await?;
        let found = found.ok_or_else(|| Fault::not_found("paper.missing").with("code", code))?;
        let (number, title, issuer, issued) = if found.kind == "circular" {
            let (row, _) = views::circular_get(&mut read, &scope, found.object).await?;
            (row.number, row.title, caller.tenant.clone(), row.issued)
        } else {
            let row = views::notice_detail(&mut read, &scope, found.object, now).await?.row;
            (row.number, row.title, row.issuer, row.issued)
        };
        let (object, kind, digest) = (found.object, found.kind, found.hash);
        Ok(PaperFound { code: wanted, kind, object, number, title, issuer, issued, digest })
    }

    async fn letter_paper(
        &self,
        caller: &Caller,
        shown: &Shown<'_>,
        mark: &str,
    ) -> Result<Document, Fault> {
        let (mut red_head, mut wanted) = (String::new(), String::new());
        if let Some(series) = shown.series {
            let mut read = self.read(caller).await?;
            let row = views::series_get(&mut read, &caller.scope(), series).await?;
            (red_head, wanted) = (row.series.red_head, row.series.paper);
        }
        let (template, example) = self.paper(PaperOf::Letter, &wanted)?;
        let issuer = self.tenant_name(shown.issuer);
        if red_head.is_empty() {
            red_head = format!("{issuer}文件");
        }
        let letter = shown.letter;
        let in_head = shown.recipients.len() <= MOST_IN_HEAD;
        let to = if in_head { shown.recipients.join("、") } else { "各有关单位".to_owned() };
        let pairs = [
            ("red_head", red_head),
            ("issuer", issuer),
            ("number", shown.number.clone()),
            ("issue", shown.issue.clone()),
            ("genre", letter.genre.word().to_owned()),
            ("title", letter.title.clone()),
            ("recipients", to),
            ("text", letter.text.clone()),
            ("severity", super::texts::severity_word(letter.severity, false).to_owned()),
            ("due", shown.due.map(|due| minute(due, false)).unwrap_or_default()),
            ("date", shown.issued.map(day).unwrap_or_default()),
            ("mark", letter.mark.clone()),
            ("copies_to", letter.copies_to.clone()),
            ("forwarded_number", shown.forwarded_number.clone()),
            ("corrects_number", shown.corrects_number.clone()),
        ];
        let listed = if in_head { Vec::new() } else { shown.recipients.clone() };
        let parts = PaperParts {
            annexes: letter.attachments.iter().map(|file| file.name.clone()).collect(),
            recipients: listed.clone(),
            banner: banner(example, mark),
        };
        let mut document = template.print(&owned(pairs), parts);
        if !listed.is_empty() {
            document.annex = list_of(&listed);
        }
        Ok(document)
    }

    /// A paper template: the one of this name, else the first of its kind.
    fn paper(&self, of: PaperOf, name: &str) -> Result<(&Template, bool), Fault> {
        let all = || self.0.packs.papers().filter(|(_, paper)| paper.of == of);
        let named = all().find(|(_, paper)| paper.id == name);
        let (example, paper) =
            named.or_else(|| all().next()).ok_or_else(|| Fault::not_found("paper.template"))?;
        Ok((paper, example))
    }
}

fn owned<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn banner(example: bool, mark: &str) -> String {
    let words = [mark, if example { EXAMPLE } else { "" }];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("　")
}

/// The recipients that found no room in the head.
fn list_of(names: &[String]) -> Vec<Block> {
    let cell = |text: String, header, align| Cell {
        header,
        align,
        lines: vec![vec![Span::text(text)]],
        ..Cell::default()
    };
    let head = vec![
        cell("序号".to_owned(), true, Align::Center),
        cell("单位名称".to_owned(), true, Align::Center),
    ];
    let row = |(at, name): (usize, &String)| {
        vec![
            cell((at + 1).to_string(), false, Align::Center),
            cell(name.clone(), false, Align::Left),
        ]
    };
    vec![
        Block::Title { text: "主送单位名单".to_owned() },
        Block::Space { lines: 1 },
        Block::Table(Table {
            widths: vec![12, 88],
            header_rows: 1,
            rows: [head].into_iter().chain(names.iter().enumerate().map(row)).collect(),
            ..Table::default()
        }),
    ]
}

fn letter_of(detail: &NoticeDetail) -> Letter {
    Letter {
        series: None,
        genre: detail.row.genre,
        title: detail.row.title.clone(),
        text: detail.text.clone(),
        severity: detail.row.severity,
        techniques: detail.techniques.clone(),
        due: Some(detail.row.due),
        report: detail.report,
        hazard: String::new(),
        checks: Vec::new(),
        attachments: detail.attachments.clone(),
        tlp: detail.tlp,
        mark: detail.mark.clone(),
        copies_to: String::new(),
        forwards: detail.forwards,
        corrects: None,
        recipients: contract::letters::Recipients::default(),
    }
}

/// With its proof, as a file.
async fn finish(
    mut document: Document,
    hash: Option<&str>,
    kind: &str,
    format: &str,
) -> Result<Paper, Fault> {
    let Some(media_type) = media_type(format).filter(|_| FORMATS.contains(&format)) else {
        return Err(Fault::invalid("document.format").with("allowed", FORMATS.join(", ")));
    };
    let mut name = format!("{kind}.{format}");
    if let Some(hash) = hash {
        let code = paper::code_of(hash);
        name = format!("{kind}-{code}.{format}");
        let qr = format!("{code} {}", hash.get(..16).unwrap_or_default());
        document.proof = Some(Proof { code, digest: hash.to_owned(), qr });
    }
    let bytes = render(document, format).await?;
    Ok(Paper { name, media_type, bytes })
}

/// `2026年11月21日`: 7.3.5.4, no zeros before.
pub(super) fn day(time: Millis) -> String {
    let day = procedure::day_of(time);
    let mut parts = day.split('-').map(|part| part.trim_start_matches('0'));
    let (year, month, date) = (parts.next(), parts.next(), parts.next());
    format!(
        "{}年{}月{}日",
        year.unwrap_or_default(),
        month.unwrap_or_default(),
        date.unwrap_or_default()
    )
}

/// The minute in China: `2026年11月21日17时30分`, `2026-11-21 17:30`.
pub(super) fn minute(time: Millis, english: bool) -> String {
    const HOUR: i64 = 3_600_000;
    let within = time.0.saturating_add(8 * HOUR).rem_euclid(24 * HOUR);
    let (hour, minute) = (within / HOUR, within % HOUR / 60_000);
    if english {
        return format!("{} {hour:02}:{minute:02} (UTC+8)", procedure::day_of(time));
    }
    format!("{}{hour}时{minute:02}分", day(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_official_papers_write_them() {
        // 2026-01-05 09:05 in China.
        let time = Millis(1_767_575_100_000);
        assert_eq!(day(time), "2026年1月5日");
        assert_eq!(minute(time, false), "2026年1月5日9时05分");
        assert_eq!(minute(time, true), "2026-01-05 09:05 (UTC+8)");
    }
}
