//! XML as text: elements are closed by construction, text and attributes are escaped, characters
//! that XML 1.0 cannot hold are left out.

use std::fmt::{Display, Write as _};

pub(crate) struct Xml {
    text: String,
}

impl Xml {
    /// A part of a package.
    pub(crate) fn part() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".into() }
    }

    /// A piece that another part takes in with [`Self::take`].
    pub(crate) fn piece() -> Self {
        Self { text: String::new() }
    }

    pub(crate) fn node(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        self.text.push('>');
        inside(self);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.text.push_str("/>");
    }

    /// `<name w:val="value"/>`.
    pub(crate) fn val(&mut self, name: &str, value: impl Display) {
        self.leaf(name, &[("w:val", &value.to_string())]);
    }

    /// An element of text alone.
    pub(crate) fn says(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.node(name, attributes, |xml| xml.text(text));
    }

    pub(crate) fn text(&mut self, text: &str) {
        escape(&mut self.text, text);
    }

    pub(crate) fn take(&mut self, piece: &Self) {
        self.text.push_str(&piece.text);
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            let _ = write!(self.text, " {key}=\"");
            escape(&mut self.text, value);
            self.text.push('"');
        }
    }
}

fn escape(into: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\t' | '\n' | '\r' => into.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped_and_what_xml_cannot_hold_is_left_out() {
        let mut xml = Xml::piece();
        xml.says("a", &[("b", "\"<")], "x\u{0}\u{b}&<y>\u{ffff}");
        assert_eq!(xml.into_bytes(), b"<a b=\"&quot;&lt;\">x&amp;&lt;y&gt;</a>");
    }
}
