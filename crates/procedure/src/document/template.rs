//! Texts with `{expression}` and `{?field}` in them.

use crate::compile::Compiler;
use crate::compile::Place;
use crate::expression::{Program, Type};
use crate::{Problem, definition::DocumentDefinition};

/// A field of a form, or a column of the table that is being printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldRef {
    pub(crate) form: usize,
    pub(crate) section: usize,
    pub(crate) field: usize,
    pub(crate) column: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(String),
    Program(Program),
    /// A field printed as it reads: titles of codes, Chinese dates.
    Value(FieldRef),
    /// A blank of the form.
    Blank {
        field: FieldRef,
        width: u8,
    },
}

pub(crate) type Template = Vec<Piece>;

/// Where a template stands.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'s> {
    pub(crate) file: &'s str,
    pub(crate) definition: &'s DocumentDefinition,
    /// Table whose rows are printed here, with the type of a row.
    pub(crate) table: Option<(FieldRef, &'s Type)>,
}

impl<'s> Spot<'s> {
    pub(crate) fn form(&self) -> Option<&'s str> {
        self.definition.of.first().map(String::as_str)
    }
}

impl Compiler<'_> {
    pub(crate) fn template(&mut self, text: &str, spot: Spot<'_>, path: &str) -> Template {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            push_text(&mut pieces, before);
            if let Some(literal) = after.strip_prefix("{{") {
                push_text(&mut pieces, "{");
                rest = literal;
                continue;
            }
            let Some(close) = after.find('}') else {
                self.tell(
                    Problem::new("document.brace", spot.file, path).with("value", text).allowed([
                        "{expression}",
                        "{?field}",
                        "{{",
                    ]),
                );
                return pieces;
            };
            let inner = after.get(1..close).unwrap_or_default();
            pieces.extend(self.piece(inner.trim(), spot, path));
            rest = after.get(close + 1..).unwrap_or_default();
        }
        push_text(&mut pieces, rest);
        pieces
    }

    fn piece(&mut self, inner: &str, spot: Spot<'_>, path: &str) -> Option<Piece> {
        if let Some(blank) = inner.strip_prefix('?') {
            let (name, width) = blank.split_once(':').unwrap_or((blank, ""));
            let field = self.field_ref(name.trim(), spot, path)?;
            let width = width.trim().parse().unwrap_or_else(|_| self.blank_width(field));
            return Some(Piece::Blank { field, width });
        }
        if let Some(field) = self.find_ref(inner, spot) {
            return Some(Piece::Value(field));
        }
        let row = spot.table.map(|(_, row)| row);
        let place = Place { file: spot.file, form: spot.form(), row };
        self.expression(inner, place, path, &Type::Any).map(Piece::Program)
    }

    /// `column` or `row.column` of the table at hand, `field`, `form.field`.
    pub(crate) fn find_ref(&self, name: &str, spot: Spot<'_>) -> Option<FieldRef> {
        if let Some((table, _)) = spot.table {
            let column = name.strip_prefix("row.").unwrap_or(name);
            let field = self.field_of(table)?;
            if let Some(column) = field.fields.iter().position(|known| known.id == column) {
                return Some(FieldRef { column: Some(column), ..table });
            }
        }
        let name = name.strip_prefix("answers.").unwrap_or(name);
        match name.split_once('.') {
            Some((form, field)) => self.place_of(form, field),
            None => self.place_of(spot.form()?, name),
        }
    }

    fn place_of(&self, form: &str, name: &str) -> Option<FieldRef> {
        let form_at = self.files.forms.iter().position(|known| known.id == form)?;
        let sections = self.files.forms.get(form_at)?.sections.iter().enumerate();
        sections.into_iter().find_map(|(section, definition)| {
            let field = definition.fields.iter().position(|known| known.id == name)?;
            Some(FieldRef { form: form_at, section, field, column: None })
        })
    }

    pub(crate) fn field_of(&self, at: FieldRef) -> Option<&model::form::Field> {
        let form = self.files.forms.get(at.form)?;
        let field = form.sections.get(at.section)?.fields.get(at.field)?;
        match at.column {
            Some(column) => field.fields.get(column),
            None => Some(field),
        }
    }

    /// The field, or a problem: a template that asks for a field that is not there.
    pub(crate) fn field_ref(&mut self, name: &str, spot: Spot<'_>, path: &str) -> Option<FieldRef> {
        let found = self.find_ref(name, spot);
        if found.is_none() {
            let form = spot.form().unwrap_or_default();
            let known: Vec<String> =
                self.forms.get(form).into_iter().flat_map(|f| f.keys().cloned()).collect();
            self.tell(
                Problem::new("document.field_unknown", spot.file, path)
                    .with("value", name)
                    .allowed(known),
            );
        }
        found
    }

    fn blank_width(&self, field: FieldRef) -> u8 {
        use model::form::FieldType;
        match self.field_of(field).map(|field| field.kind) {
            Some(FieldType::Integer | FieldType::Number | FieldType::Year) => 4,
            Some(FieldType::Date | FieldType::Phone) => 12,
            _ => 10,
        }
    }
}

fn push_text(pieces: &mut Template, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Piece::Text(before)) = pieces.last_mut() {
        before.push_str(text);
    } else {
        pieces.push(Piece::Text(text.to_owned()));
    }
}
