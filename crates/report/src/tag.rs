//! Tags: how a place on paper says which field it holds. Written by `docx` and `xlsx`, read back
//! by `read`.
//!
//! `field`, `field/code` for a box to tick, `table#column` and `table#column/code` within the rows
//! of a table field.

use model::error::Fault;

/// Word refuses longer tags.
const MOST: usize = 64;

/// Where a value belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag {
    /// Table field whose rows these are, or empty.
    pub(crate) table: String,
    pub(crate) field: String,
    /// Code of a box to tick, or empty.
    pub(crate) code: String,
}

impl Tag {
    pub(crate) fn new(table: &str, field: &str, code: &str) -> Self {
        Self { table: table.into(), field: field.into(), code: code.into() }
    }

    pub(crate) fn write(&self) -> Result<String, Fault> {
        let mut text = String::new();
        if !self.table.is_empty() {
            text.push_str(&self.table);
            text.push('#');
        }
        text.push_str(&self.field);
        if !self.code.is_empty() {
            text.push('/');
            text.push_str(&self.code);
        }
        if text.chars().count() > MOST {
            return Err(Fault::invalid("document.tag_too_long")
                .with("field", &self.field)
                .with("most", MOST));
        }
        Ok(text)
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let (place, code) = text.split_once('/').unwrap_or((text, ""));
        let (table, field) = place.split_once('#').unwrap_or(("", place));
        (!field.is_empty()).then(|| Self::new(table, field, code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_written_reads_back_as_itself() {
        for (table, field, code) in [
            ("", "name", ""),
            ("", "kind", "state/owned"),
            ("cases", "name", ""),
            ("cases", "kind", "iot"),
        ] {
            let tag = Tag::new(table, field, code);
            assert_eq!(Tag::read(&tag.write().unwrap()), Some(tag));
        }
    }

    #[test]
    fn a_tag_longer_than_word_takes_is_refused_with_its_field() {
        let fault = Tag::new("", &"a".repeat(65), "").write().unwrap_err();
        assert_eq!(fault.code, "document.tag_too_long");
        assert_eq!(fault.params["most"], "64");
    }
}
