//! Papers: official documents made of a filing's data, the sealed scans that come back matched to
//! exactly what was exported, and filled papers read back for review.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use contract::kinds::export::Export;
use contract::kinds::sealed_copy::SealedCopy;
use contract::paper;
use contract::rest::filing::{ExportRow, ImportReview, ImportedField, SealedMatch};
use model::document::{Document, Proof};
use model::{ErrorKind, Fault, Id};
use procedure::{At, Filled};
use report::Fonts;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::views;

use super::Work;
use crate::act::{Statement, internal};
use crate::permission::Action;
use crate::{App, Caller, secret};

/// A paper ready to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Typefaces are looked for once a process: the search reads whole folders.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::search(&[]))
}

impl App {
    /// Makes a paper of a filing, as the caller's tenant sees it, and records the export.
    ///
    /// # Errors
    /// `filing.missing`, `document.unknown`, `document.not_yet`, `document.format`,
    /// `filing.summary_only`; those of the typesetter.
    pub async fn filing_document(
        &self,
        caller: &Caller,
        id: Id,
        document: &str,
        format: &str,
    ) -> Result<Paper, Fault> {
        caller.may(Action::FilingRead)?;
        let mut read = self.read(caller).await?;
        let work = Work::load(self, &mut read, caller, id).await?;
        drop(read);
        let choices = work.documents();
        let choice = choices.into_iter().find(|choice| choice.document == document);
        let Some(choice) = choice else {
            // Why not, the procedure says.
            work.paper(document)?;
            return Err(Fault::forbidden("filing.summary_only"));
        };
        let Some(media_type) =
            media_type(format).filter(|_| choice.formats.iter().any(|f| f == format))
        else {
            let allowed = choice.formats.join(", ");
            return Err(Fault::invalid("document.format").with("allowed", allowed));
        };
        let data = work.data_digest(document);
        let code = paper::code(&secret::random_u64()?.to_be_bytes());
        let mut paper = work.paper(document)?;
        let qr = format!("{code} {}", data.get(..16).unwrap_or_default());
        paper.proof = Some(Proof { code: code.clone(), digest: data.clone(), qr });
        let bytes = render(paper, format).await?;
        let body = Export {
            filing: id,
            document: document.to_owned(),
            format: format.to_owned(),
            code: code.clone(),
            digest: hex::encode(Sha256::digest(&bytes)),
            data,
        };
        // Only who may write notes what they exported for the parties; a reader's copy is private.
        let mut tx = self.begin(caller).await?;
        let object = tx.new_id();
        let statement = Statement::new(object, caller).shared(work.sharing());
        tx.append(statement.says(&body)?).await?;
        tx.commit().await?;
        Ok(Paper { name: format!("{document}-{code}.{format}"), media_type, bytes })
    }

    /// Matches a scan of a signed and sealed paper to the export whose code it carries.
    ///
    /// # Errors
    /// `filing.missing`, `sealed.no_code` (none of ours can be read), `sealed.other_filing`,
    /// `sealed.unknown`; those of evidence.
    pub async fn filing_sealed(
        &self,
        caller: &Caller,
        id: Id,
        name: &str,
        bytes: Bytes,
    ) -> Result<SealedMatch, Fault> {
        caller.may(Action::FilingWrite)?;
        let mut read = self.read(caller).await?;
        let work = Work::load(self, &mut read, caller, id).await?;
        drop(read);
        if work.head.summary {
            return Err(Fault::forbidden("filing.summary_only"));
        }
        let scan = bytes.clone();
        let found = aside(move || report::codes_in(&scan)).await?;
        let codes: Vec<String> = found.iter().filter_map(|text| paper::printed(text)).collect();
        if codes.is_empty() {
            return Err(Fault::invalid("sealed.no_code"));
        }
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut matched = None;
        for code in &codes {
            if let Some((export, filing)) = views::export_by_code(&mut read, &scope, code).await? {
                if filing != id {
                    return Err(Fault::conflict("sealed.other_filing").with("filing", filing));
                }
                matched = Some(export);
                break;
            }
        }
        drop(read);
        let Some(mut export) = matched else {
            return Err(Fault::not_found("sealed.unknown").with("code", codes.join(", ")));
        };
        let stored = self.evidence_add(caller, name, bytes).await?.attachment;
        let body = SealedCopy {
            filing: id,
            export: export.id,
            code: export.code.clone(),
            scan: stored.clone(),
        };
        let mut tx = self.begin(caller).await?;
        let object = tx.new_id();
        let statement = Statement::new(object, caller).shared(work.sharing());
        tx.append(statement.says(&body)?).await?;
        let (_, data) = views::export_get(&mut tx, &scope, export.id).await?;
        tx.commit().await?;
        export.current = work.is_current(&export.document, &data);
        export.sealed = Some(stored);
        Ok(SealedMatch { export, codes })
    }

    /// The export that carries a code.
    ///
    /// # Errors
    /// `export.missing`.
    pub async fn export_view(&self, caller: &Caller, code: &str) -> Result<ExportRow, Fault> {
        caller.may(Action::FilingRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let missing = || Fault::not_found("export.missing").with("code", code);
        let wanted = code.trim().to_uppercase();
        let found = views::export_by_code(&mut read, &scope, &wanted).await?;
        let (mut export, filing) = found.ok_or_else(missing)?;
        let (_, data) = views::export_get(&mut read, &scope, export.id).await?;
        let work = Work::load(self, &mut read, caller, filing).await?;
        export.current = work.is_current(&export.document, &data);
        Ok(export)
    }

    /// What a filled docx or xlsx of ours says of a form; nothing is saved.
    ///
    /// # Errors
    /// `filing.missing`, `filing.form_missing`, `filing.not_writable`; those of the reader
    /// (`document.not_ours`, …).
    pub async fn form_import(
        &self,
        caller: &Caller,
        id: Id,
        form: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<ImportReview, Fault> {
        caller.may(Action::FilingWrite)?;
        let mut read = self.read(caller).await?;
        let mut work = Work::load(self, &mut read, caller, id).await?;
        drop(read);
        work.check_writable(caller, form)?;
        let name = name.to_owned();
        let filled = aside(move || report::read(&bytes, &name)).await?;
        let stated = work.known.procedure.read_back(form, &places(filled));
        let before = work.answers(form);
        let mut after = before.clone();
        for (field, value) in &stated {
            match value {
                Value::Null => drop(after.remove(field)),
                value => drop(after.insert(field.clone(), value.clone())),
            }
        }
        work.replace_form(form, after.clone());
        let evaluation = work.evaluate(form)?;
        let changed = stated.keys().filter(|field| before.get(*field) != after.get(*field));
        let fields = changed.map(|field| ImportedField {
            field: field.clone(),
            before: before.get(field).cloned(),
            after: after.get(field).cloned(),
            remarks: evaluation
                .fields
                .get(field)
                .map(|state| state.remarks.clone())
                .unwrap_or_default(),
        });
        Ok(ImportReview { fields: fields.collect(), answers: after })
    }
}

pub(crate) fn media_type(format: &str) -> Option<&'static str> {
    Some(match format {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf" => "application/pdf",
        _ => return None,
    })
}

/// Typesetting and reading of scans takes a second and more: not on the threads of calls.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| internal())?
}

pub(crate) async fn render(document: Document, format: &str) -> Result<Vec<u8>, Fault> {
    let document = Arc::new(document);
    match format {
        "docx" => aside(move || report::docx(&document)).await,
        "xlsx" => aside(move || report::xlsx(&document)).await,
        "pdf" => aside(move || report::pdf(&document, fonts())).await,
        _ => Err(Fault::new(ErrorKind::Internal, "internal")),
    }
}

/// What the reader found, as the procedure takes it.
fn places(filled: report::Filled) -> Vec<Filled> {
    let plain = |field: String| At { field, ..At::default() };
    let mut places = Vec::new();
    for value in filled.values {
        places.push(Filled::Text { at: plain(value.field), text: value.text });
    }
    for check in filled.checks {
        let (code, checked) = (check.code, check.checked);
        places.push(Filled::Check { at: plain(check.field), code, checked });
    }
    for table in filled.tables {
        for (row, cells) in table.rows.into_iter().enumerate() {
            let at = |field: String| At { table: table.field.clone(), row, field };
            for value in cells.values {
                places.push(Filled::Text { at: at(value.field), text: value.text });
            }
            for check in cells.checks {
                let (code, checked) = (check.code, check.checked);
                places.push(Filled::Check { at: at(check.field), code, checked });
            }
        }
    }
    places
}
