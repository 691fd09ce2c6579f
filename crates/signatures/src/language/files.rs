//! File keywords (User Guide 8.0, "File Keywords") and the old forms that name a value without a
//! buffer: `filename`, `tls.subject` and their like.

use super::body::Value;
use super::content::bytes;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, bytes_of, no};
use crate::rule::{Condition, Content, Effect, Match};

/// `filename`, `fileext`, `filemagic`: content of a buffer, whatever case it has.
pub(super) fn named(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let (buffer, text, ends) = match keyword.name {
        "fileext" => ("file.name", format!(".{}", value.text), true),
        "filename" => ("file.name", value.text.to_owned(), false),
        _ => ("file.magic", value.text.to_owned(), false),
    };
    draft.files = true;
    let bytes = bytes(&text)?;
    let content = Content { bytes, negated: value.negated, nocase: true, ends, ..<_>::default() };
    let row = Draft::row(buffer)?;
    draft.narrow(row.protocols)?;
    draft.put_apart(row, Match::Content(content));
    Ok(())
}

/// `tls.subject`, `tls.issuerdn`, `tls.fingerprint`: the older forms of the sticky buffers.
pub(super) fn certificate(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let text = value.text.trim().trim_matches('"');
    let (buffer, bytes) = match k.name {
        "tls.subject" => ("tls.cert_subject", bytes_of(text)),
        "tls.issuerdn" => ("tls.cert_issuer", bytes_of(text)),
        _ => ("tls.cert_fingerprint", bytes_of(&text.to_ascii_lowercase())),
    };
    if bytes.is_empty() {
        return no("content.length", text);
    }
    let content = Content { bytes, negated: value.negated, ..<_>::default() };
    let row = Draft::row(buffer)?;
    draft.narrow(row.protocols)?;
    draft.put_apart(row, Match::Content(content));
    Ok(())
}

/// `filemd5:list`, with the name of a file of hashes.
pub(super) fn hash(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let algorithm = match keyword.name {
        "filemd5" => "md5",
        "filesha1" => "sha1",
        _ => "sha256",
    };
    draft.files = true;
    let file = value.text.trim().to_owned();
    let condition = Condition::FileHash { algorithm, file, negated: value.negated };
    draft.application_condition(keyword.protocols, keyword.way, condition)
}

/// `filestore[:direction,scope]`.
pub(super) fn store(draft: &mut Draft<'_>, _: &Keyword, value: Value<'_>) -> Answer<()> {
    let words = value.text.split(',').map(str::trim).filter(|word| !word.is_empty());
    for word in words {
        let known = matches!(
            word,
            "request"
                | "to_server"
                | "response"
                | "to_client"
                | "both"
                | "file"
                | "tx"
                | "ssn"
                | "flow"
        );
        if !known {
            return no("filestore.argument", word);
        }
    }
    draft.files = true;
    draft.rule.effects.push(Effect::FileStore);
    Ok(())
}
