//! A rule in the making.

use super::buffers::{self, Buffers, Way};
use super::lines::Line;
use super::{Answer, Options, Reason, no};
use crate::rule::{
    About, Action, Addresses, Buffer, Condition, Content, Match, Ports, Rule, Section, Transform,
};

/// Where following matches go.
#[derive(Debug, Clone)]
struct Sticky {
    buffer: Buffer,
    to_server: Option<bool>,
    transforms: Vec<Transform>,
    /// Several in one transaction: naming it again means another of them.
    several: bool,
    /// Once something was matched on it.
    section: Option<usize>,
    name: &'static str,
}

pub(super) struct Draft<'a> {
    pub(super) options: &'a Options,
    pub(super) rule: Rule,
    pub(super) warnings: Vec<Reason>,
    /// The option being read, from 1.
    pub(super) place: usize,
    /// Applications that the header allows.
    pub(super) applications: Vec<&'static str>,
    /// Directions that conditions without a buffer ask for: (to the server, to the client).
    pub(super) ways: (bool, bool),
    /// A condition that looks at one packet's header.
    pub(super) packet: bool,
    /// A priority was given: the class has no say.
    pub(super) priority: bool,
    /// Keywords that look at files.
    pub(super) files: bool,
    narrowed: Option<Vec<&'static str>>,
    sticky: Option<Sticky>,
    last_content: Option<(usize, usize)>,
    /// Where the last content, pattern or byte operation went.
    last_section: Option<usize>,
    /// Names that byte operations gave values.
    variables: Vec<String>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(file: usize, line: &Line, options: &'a Options) -> Self {
        let rule = Rule {
            file,
            line: line.number,
            action: Action::Alert,
            protocol: String::new(),
            source: Addresses::default(),
            source_ports: Ports::default(),
            target: Addresses::default(),
            target_ports: Ports::default(),
            both_ways: false,
            transactional: false,
            hook: None,
            applications: Vec::new(),
            to_server: None,
            prefilter: false,
            // User Guide 8.0, "Meta Keywords": gid 1 and, without a class, priority 3.
            about: About { gid: 1, priority: 3, ..About::default() },
            conditions: Vec::new(),
            sections: Vec::new(),
            effects: Vec::new(),
            threshold: None,
            detection_filter: None,
        };
        Self {
            options,
            rule,
            warnings: Vec::new(),
            place: 0,
            applications: Vec::new(),
            ways: (false, false),
            packet: false,
            priority: false,
            files: false,
            narrowed: None,
            sticky: None,
            last_content: None,
            last_section: None,
            variables: Vec::new(),
        }
    }

    pub(super) fn warn(&mut self, keyword: &str, code: &'static str, detail: impl ToString) {
        self.warnings.push(Reason::new(code).with(detail).at(keyword, self.place));
    }

    /// A condition on a packet's header.
    pub(super) fn packet_condition(&mut self, condition: Condition) {
        self.packet = true;
        self.rule.conditions.push(condition);
    }

    /// A condition on what the parser of one of these protocols lays open.
    pub(super) fn application_condition(
        &mut self,
        protocols: &'static [&'static str],
        way: Way,
        condition: Condition,
    ) -> Answer<()> {
        self.narrow(protocols)?;
        self.ways.0 |= way == Way::ToServer;
        self.ways.1 |= way == Way::ToClient;
        self.rule.conditions.push(condition);
        Ok(())
    }

    /// The rule speaks of one of these protocols; empty = of any.
    pub(super) fn narrow(&mut self, protocols: &'static [&'static str]) -> Answer<()> {
        if protocols.is_empty() { Ok(()) } else { self.narrow_to(protocols) }
    }

    pub(super) fn narrow_to(&mut self, protocols: &[&'static str]) -> Answer<()> {
        let before = match &self.narrowed {
            Some(narrowed) => narrowed.as_slice(),
            None if self.applications.is_empty() => protocols,
            None => &self.applications,
        };
        let both: Vec<_> = before.iter().filter(|name| protocols.contains(name)).copied().collect();
        if both.is_empty() {
            return no("protocol.conflict", protocols.join("|"));
        }
        self.narrowed = Some(both);
        Ok(())
    }

    pub(super) fn narrowed(&self) -> Vec<&'static str> {
        self.narrowed.clone().unwrap_or_else(|| self.applications.clone())
    }

    /// Following matches look at this buffer.
    pub(super) fn stick(&mut self, row: &'static Buffers, to_server: Option<bool>) -> Answer<()> {
        self.empty_is_wrong()?;
        if self.sticky.as_ref().is_some_and(|sticky| sticky.buffer == Buffer::Base64) {
            return no("buffer.after_base64", row.name);
        }
        self.narrow(row.protocols)?;
        self.packet |= row.name.ends_with(".hdr");
        self.files |= row.name.starts_with("file.");
        // The body of a response is what a file's bytes are, seen from one side.
        let body = row.name == "http.response_body";
        let buffer = if body { Self::row("file.data")?.buffer() } else { row.buffer() };
        let to_server = if body { Some(false) } else { to_server };
        let sticky = Sticky {
            buffer,
            to_server,
            transforms: Vec::new(),
            several: row.several,
            section: None,
            name: row.name,
        };
        self.sticky = Some(sticky);
        Ok(())
    }

    /// `base64_data`: what was decoded before.
    pub(super) fn stick_base64(&mut self) -> Answer<()> {
        self.empty_is_wrong()?;
        self.sticky = Some(Sticky {
            buffer: Buffer::Base64,
            to_server: None,
            transforms: Vec::new(),
            several: false,
            section: None,
            name: "base64_data",
        });
        Ok(())
    }

    /// `pkt_data`: back to the payload.
    pub(super) fn unstick(&mut self) -> Answer<()> {
        self.empty_is_wrong()?;
        self.sticky = None;
        Ok(())
    }

    /// A buffer that was named and then not looked at.
    pub(super) fn empty_is_wrong(&self) -> Answer<()> {
        match &self.sticky {
            Some(sticky) if sticky.section.is_none() => no("buffer.empty", sticky.name),
            _ => Ok(()),
        }
    }

    /// Following matches look at the transformed buffer. After matches on the buffer as it is, a
    /// transformation begins a section of its own; after matches on a transformed one there is none.
    pub(super) fn transform(&mut self, transform: Transform) -> Answer<()> {
        match &mut self.sticky {
            Some(sticky)
                if sticky.buffer != Buffer::Base64
                    && (sticky.section.is_none() || sticky.transforms.is_empty()) =>
            {
                sticky.section = None;
                sticky.transforms.push(transform);
                Ok(())
            }
            _ => no("transform.place", transform.name),
        }
    }

    pub(super) fn is_sticky(&self) -> bool {
        self.sticky.is_some()
    }

    pub(super) fn buffer(&self) -> Buffer {
        self.sticky.as_ref().map_or(Buffer::Payload, |sticky| sticky.buffer.clone())
    }

    fn find(&self, buffer: &Buffer, to_server: Option<bool>) -> Option<usize> {
        let fits = |section: &Section| {
            section.buffer == *buffer
                && section.to_server == to_server
                && section.transforms.is_empty()
        };
        self.rule.sections.iter().position(fits)
    }

    fn add(&mut self, buffer: Buffer, to_server: Option<bool>, ways: Vec<Transform>) -> usize {
        let matches = Vec::new();
        self.rule.sections.push(Section { buffer, to_server, transforms: ways, matches });
        self.rule.sections.len() - 1
    }

    /// The section that following matches go to.
    fn section(&mut self) -> usize {
        let Some(sticky) = self.sticky.clone() else {
            let payload = self.find(&Buffer::Payload, None);
            return payload.unwrap_or_else(|| self.add(Buffer::Payload, None, Vec::new()));
        };
        if let Some(section) = sticky.section {
            return section;
        }
        let reuse = !sticky.several && sticky.transforms.is_empty();
        let known = reuse.then(|| self.find(&sticky.buffer, sticky.to_server)).flatten();
        let section = known.unwrap_or_else(|| {
            self.add(sticky.buffer.clone(), sticky.to_server, sticky.transforms.clone())
        });
        if let Some(sticky) = &mut self.sticky {
            sticky.section = Some(section);
        }
        section
    }

    /// Adds a match where the rule is looking.
    pub(super) fn put(&mut self, what: Match) {
        let section = self.section();
        self.put_at(section, what);
    }

    /// Adds a byte operation: without a buffer, one that is relative goes where the last match went.
    pub(super) fn put_relative(&mut self, what: Match, relative: bool) {
        match self.last_section.filter(|_| relative && self.sticky.is_none()) {
            Some(section) => self.put_at(section, what),
            None => self.put(what),
        }
    }

    /// Adds a match to a buffer by name, wherever the rule is looking.
    pub(super) fn put_on(&mut self, row: &'static Buffers, what: Match) {
        let buffer = row.buffer();
        let known = self.find(&buffer, None);
        let section = known.unwrap_or_else(|| self.add(buffer, None, Vec::new()));
        self.put_at(section, what);
    }

    /// Adds a section of its own.
    pub(super) fn put_apart(&mut self, row: &'static Buffers, what: Match) {
        let section = self.add(row.buffer(), None, Vec::new());
        self.put_at(section, what);
    }

    fn put_at(&mut self, section: usize, what: Match) {
        let content = matches!(what, Match::Content(_));
        let places = !matches!(what, Match::Size(_) | Match::Dataset(_) | Match::Absent { .. });
        if places {
            self.last_section = Some(section);
        }
        if let Some(place) = self.rule.sections.get_mut(section) {
            place.matches.push(what);
            if content {
                self.last_content = Some((section, place.matches.len() - 1));
            }
        }
    }

    /// Whether something was matched before where the rule is looking.
    pub(super) fn looked(&self) -> bool {
        let section = match &self.sticky {
            Some(sticky) => sticky.section,
            None => self.find(&Buffer::Payload, None),
        };
        section
            .and_then(|section| self.rule.sections.get(section))
            .is_some_and(|section| !section.matches.is_empty())
    }

    /// Whether something was matched on a buffer before.
    pub(super) fn has(&self, row: &'static Buffers) -> bool {
        self.find(&row.buffer(), None).is_some()
    }

    /// The content that modifiers speak of.
    pub(super) fn content(&mut self) -> Answer<&mut Content> {
        let at = self.last_content;
        let found = at.and_then(|(section, place)| {
            self.rule.sections.get_mut(section)?.matches.get_mut(place)
        });
        match found {
            Some(Match::Content(content)) => Ok(content),
            _ => no("content.missing", ""),
        }
    }

    /// Old modifiers: the last content of the payload belongs to a buffer.
    pub(super) fn move_content(&mut self, row: &'static Buffers) -> Answer<()> {
        if self.is_sticky() {
            return no("buffer.still_set", row.name);
        }
        self.narrow(row.protocols)?;
        let Some(payload) = self.find(&Buffer::Payload, None) else {
            return no("content.missing", row.name);
        };
        let matches = self.rule.sections.get_mut(payload).map(|section| &mut section.matches);
        let taken = matches.and_then(|matches| {
            let place = matches.iter().rposition(|what| matches!(what, Match::Content(_)))?;
            Some(matches.remove(place))
        });
        let Some(content) = taken else { return no("content.missing", row.name) };
        self.put_on(row, content);
        Ok(())
    }

    pub(super) fn name_variable(&mut self, name: &str) -> Answer<()> {
        if self.variables.iter().any(|known| known == name) {
            return no("variable.again", name);
        }
        self.variables.push(name.to_owned());
        Ok(())
    }

    pub(super) fn knows_variable(&self, name: &str) -> bool {
        self.variables.iter().any(|known| known == name)
    }

    /// A buffer of the table by its canonical name.
    pub(super) fn row(name: &str) -> Answer<&'static Buffers> {
        buffers::canonical(name).map_or_else(|| no("buffer.unknown", name), Ok)
    }
}
