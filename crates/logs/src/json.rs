//! Objects written straight into a buffer: keys are ours, texts are escaped by `serde_json`.

use std::fmt::Display;
use std::io::Write as _;

/// An open JSON object. [`Object::end`] closes it; what is left open is closed on drop.
pub(crate) struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// A key of ours: nothing in it needs escaping.
    fn key(&mut self, key: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    pub(crate) fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        quote(self.out, text);
    }

    /// A text that needs no escaping: addresses, words of ours.
    pub(crate) fn plain(&mut self, key: &str, text: impl Display) {
        self.key(key);
        self.out.push(b'"');
        drop(write!(self.out, "{text}"));
        self.out.push(b'"');
    }

    /// Members written before by another object, without its brackets; may be none.
    pub(crate) fn raw(&mut self, members: &[u8]) {
        if !members.is_empty() {
            if !self.empty {
                self.out.push(b',');
            }
            self.empty = false;
            self.out.extend_from_slice(members);
        }
    }

    pub(crate) fn number(&mut self, key: &str, number: impl Into<i128>) {
        self.key(key);
        integer(self.out, number.into());
    }

    pub(crate) fn float(&mut self, key: &str, number: f64) {
        self.key(key);
        drop(serde_json::to_writer(&mut *self.out, &number));
    }

    /// A number with six decimals, from its whole part and its millionths.
    pub(crate) fn decimal(&mut self, key: &str, whole: i64, millionths: i64) {
        self.key(key);
        drop(write!(self.out, "{whole}.{millionths:06}"));
    }

    pub(crate) fn flag(&mut self, key: &str, flag: bool) {
        self.key(key);
        self.out.extend_from_slice(if flag { b"true" } else { b"false" });
    }

    pub(crate) fn object(&mut self, key: &str) -> Object<'_> {
        self.key(key);
        Object::begin(self.out)
    }

    /// A list; `item` writes each element.
    pub(crate) fn list<T>(
        &mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Vec<u8>, T),
    ) {
        self.key(key);
        self.out.push(b'[');
        for (place, each) in items.into_iter().enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            item(self.out, each);
        }
        self.out.push(b']');
    }

    /// A list of texts.
    pub(crate) fn texts<T: AsRef<str>>(&mut self, key: &str, texts: impl IntoIterator<Item = T>) {
        self.list(key, texts, |out, text| quote(out, text.as_ref()));
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        self.out.push(b'}');
    }
}

/// A quoted text. Most need no escaping.
pub(crate) fn quote(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // A text always serialises; a vector never refuses bytes.
        drop(serde_json::to_writer(out, text));
    }
}

/// Decimal digits.
pub(crate) fn integer(out: &mut Vec<u8>, number: i128) {
    match (u64::try_from(number), i64::try_from(number)) {
        (Ok(number), _) => drop(serde_json::to_writer(out, &number)),
        (_, Ok(number)) => drop(serde_json::to_writer(out, &number)),
        _ => drop(write!(out, "{number}")),
    }
}
