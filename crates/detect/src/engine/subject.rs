//! What a rule speaks about: the parties, the operation, the place in the capture.

use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use model::event::FlowSummary;
use model::observation::{Object, Observation};

use crate::identity::Ground;
use crate::rules::KeyPart;
use crate::types::HostKey;

pub(super) struct Subject<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) source: HostKey,
    pub(super) target: HostKey,
    pub(super) protocol: &'a str,
    pub(super) operation: &'a str,
    pub(super) code: u32,
    pub(super) object: Option<&'a Object>,
    /// The server's port.
    pub(super) port: u16,
    /// How many messages it stands for.
    pub(super) count: u32,
    /// Techniques named by what was met, besides those of the rule.
    pub(super) techniques: &'a [String],
}

impl<'a> Subject<'a> {
    pub(super) fn message(
        o: &'a Observation,
        source: HostKey,
        target: HostKey,
        port: u16,
        ground: Ground<'a>,
    ) -> Self {
        Self {
            ground,
            source,
            target,
            protocol: &o.protocol,
            operation: &o.operation,
            code: o.code,
            object: o.object.as_ref(),
            port,
            count: o.count,
            techniques: &[],
        }
    }

    pub(super) fn flow(
        flow: &'a FlowSummary,
        source: HostKey,
        target: HostKey,
        ground: Ground<'a>,
    ) -> Self {
        Self {
            ground,
            source,
            target,
            protocol: &flow.protocol,
            operation: "connect",
            code: 0,
            object: None,
            port: flow.server.port,
            count: 1,
            techniques: &[],
        }
    }

    pub(super) fn hash_part(&self, part: KeyPart, state: &mut impl Hasher) {
        match part {
            KeyPart::Source => self.source.hash(state),
            KeyPart::Target => self.target.hash(state),
            KeyPart::Operation => (self.operation, self.code).hash(state),
            KeyPart::Object => self.object.hash(state),
        }
    }

    pub(super) fn key_text(&self, rule: &str, parts: &[KeyPart]) -> String {
        let mut key = rule.to_owned();
        for part in parts {
            key.push('|');
            // Writing to a string cannot fail.
            let _ = match part {
                KeyPart::Source => write!(key, "{}", self.source),
                KeyPart::Target => write!(key, "{}", self.target),
                KeyPart::Operation => write!(key, "{}:{}", self.operation, self.code),
                KeyPart::Object => write!(key, "{}", object_text(self.object)),
            };
        }
        key
    }

    pub(super) fn summary(&self) -> String {
        if self.protocol.is_empty() {
            return format!("{} {}:{}", self.operation, self.target, self.port);
        }
        summary(self.protocol, self.operation, self.object)
    }
}

/// The words of a message that matter.
pub(super) fn summary(protocol: &str, operation: &str, object: Option<&Object>) -> String {
    match object {
        None => format!("{protocol} {operation}"),
        Some(_) => format!("{protocol} {operation} {}", object_text(object)),
    }
}

/// `holding_register 100..109`, `block DB1`.
pub(super) fn object_text(object: Option<&Object>) -> String {
    match object {
        None => String::new(),
        Some(Object::Range { space, start, count }) if *count <= 1 => format!("{space} {start}"),
        Some(Object::Range { space, start, count }) => {
            format!("{space} {start}..{}", start.saturating_add(count - 1))
        }
        Some(Object::Named { space, name }) => format!("{space} {name}"),
    }
}
