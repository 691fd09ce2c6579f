//! Whether a message meets a filter. The part that depends on protocol, kind, code, operation and
//! risk alone is worked out once for each such shape of message; the rest at each message.

use model::event::{FileSeen, SignatureAlert};
use model::observation::{Kind, Object, Observation, Outcome, Risk, Value};

use super::Mention;
use super::language::{
    AnomalyIs, FieldIs, FileIs, FlowIs, IdentityField, Match, ObjectIs, OutcomeIs, SignatureIs,
};

fn admits<T: PartialEq<U>, U: ?Sized>(list: &[T], value: &U) -> bool {
    list.is_empty() || list.iter().any(|item| item == value)
}

impl Match {
    /// The part that every message of this shape shares.
    pub(crate) fn admits_shape(&self, o: &Observation) -> bool {
        self.admits_kind(o.kind)
            && admits(&self.protocols, o.protocol.as_ref())
            && admits(&self.operations, o.operation.as_ref())
            && admits(&self.codes, &o.code)
            && admits(&self.risks, &o.risk)
    }

    fn admits_kind(&self, kind: Kind) -> bool {
        if self.kinds.is_empty() {
            self.outcome.is_some() || !self.error_codes.is_empty() || kind != Kind::Response
        } else {
            self.kinds.contains(&kind)
        }
    }

    /// The part that differs from message to message.
    pub(crate) fn admits_message(&self, o: &Observation) -> bool {
        self.admits_outcome(o.outcome.as_ref())
            && self.object.as_ref().is_none_or(|object| object.admits(o.object.as_ref()))
            && self.fields.iter().all(|field| field.admits(o))
    }

    fn admits_outcome(&self, outcome: Option<&Outcome>) -> bool {
        let code_ok = self.error_codes.is_empty()
            || matches!(outcome, Some(Outcome::Error { code, .. }) if self.error_codes.contains(code));
        code_ok
            && match self.outcome {
                None => true,
                Some(OutcomeIs::Ok) => matches!(outcome, Some(Outcome::Ok)),
                Some(OutcomeIs::Error) => matches!(outcome, Some(Outcome::Error { .. })),
            }
    }

    /// Whether messages that did not come would have met it; it has no other conditions.
    pub(crate) fn admits_absent(&self, protocol: &str, name: &str, code: u32, risk: Risk) -> bool {
        admits(&self.protocols, protocol)
            && admits(&self.operations, name)
            && admits(&self.codes, &code)
            && admits(&self.risks, &risk)
    }

    /// Whether it asks nothing of single messages: no kind, outcome, field or object.
    pub(crate) fn is_of_functions(&self) -> bool {
        let Self { protocols, operations, codes, risks, .. } = self.clone();
        *self == Self { protocols, operations, codes, risks, ..Self::default() }
    }

    /// Whether it has no condition at all.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn mentions(&self, by: &str, field: Option<&str>, list: &mut Vec<Mention>) {
        for protocol in &self.protocols {
            let mut add = |what, name: &str| {
                list.push(Mention {
                    by: by.to_owned(),
                    protocol: protocol.clone(),
                    what,
                    name: name.to_owned(),
                });
            };
            self.operations.iter().for_each(|name| add("operation", name));
            self.fields.iter().for_each(|test| add("field", &test.name));
            field.into_iter().for_each(|name| add("field", name));
        }
    }
}

impl FieldIs {
    fn admits(&self, o: &Observation) -> bool {
        // A field may occur several times (one for each object of the message).
        o.fields.iter().any(|(name, value)| *name == self.name && self.admits_value(value))
    }

    fn admits_value(&self, value: &Value) -> bool {
        (self.any_of.is_empty() || self.any_of.iter().any(|v| same(v, value)))
            && !self.none_of.iter().any(|v| same(v, value))
            && self.at_least.is_none_or(|low| number(value).is_some_and(|n| n >= low))
            && self.at_most.is_none_or(|high| number(value).is_some_and(|n| n <= high))
            && self.contains.as_deref().is_none_or(|part| contains(value, part))
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self { name: self.name.clone(), ..Self::default() }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(n) => Some(*n as f64),
        Value::Float(n) => Some(*n),
        Value::Bool(_) | Value::Text(_) => None,
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Int(_), Value::Float(_)) | (Value::Float(_), Value::Int(_)) => {
            number(a) == number(b)
        }
        _ => a == b,
    }
}

fn contains(value: &Value, part: &str) -> bool {
    let Value::Text(text) = value else { return false };
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

impl ObjectIs {
    fn admits(&self, object: Option<&Object>) -> bool {
        match object {
            None => false,
            Some(Object::Range { space, start, count }) => {
                let last = start.saturating_add(count.saturating_sub(1));
                admits(&self.spaces, space.as_ref())
                    && self.from.is_none_or(|from| last >= from)
                    && self.to.is_none_or(|to| *start <= to)
                    && self.names.is_empty()
                    && self.prefix.is_none()
            }
            Some(Object::Named { space, name }) => {
                admits(&self.spaces, space.as_ref())
                    && admits(&self.names, name)
                    && self.prefix.as_deref().is_none_or(|prefix| name.starts_with(prefix))
                    && self.from.is_none()
                    && self.to.is_none()
            }
        }
    }
}

impl FlowIs {
    pub(crate) fn admits(&self, flow: &model::event::FlowSummary) -> bool {
        admits(&self.ports, &flow.server.port) && admits(&self.states, &flow.state)
    }
}

impl AnomalyIs {
    pub(crate) fn admits(&self, code: &str) -> bool {
        self.codes.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => code.starts_with(prefix),
            None => pattern == code,
        })
    }
}

impl SignatureIs {
    pub(crate) fn admits(&self, alert: &SignatureAlert) -> bool {
        admits(&self.priorities, &alert.priority)
            && admits(&self.classes, alert.class.as_str())
            && admits(&self.sids, &alert.sid)
    }
}

/// What is known of earlier versions of a file when it is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) changed: bool,
    pub(crate) first: bool,
}

impl FileIs {
    pub(crate) fn admits(&self, file: &FileSeen, news: News) -> bool {
        admits(&self.classes, file.class.as_ref())
            && admits(&self.protocols, file.protocol.as_ref())
            && self.to_server.is_none_or(|wanted| wanted == file.to_server)
            && (!self.matched || !file.matches.is_empty())
            && (!self.changed || news.changed)
            && (!self.first || news.first)
    }
}

impl IdentityField {
    /// Whether messages like this one may carry it.
    pub(crate) fn admits_shape(&self, o: &Observation) -> bool {
        let wanted = admits(&self.protocols, o.protocol.as_ref())
            && admits(&self.operations, o.operation.as_ref());
        let tells = !matches!(o.risk, Risk::Read | Risk::Write | Risk::Control | Risk::Link);
        wanted && (tells || !self.protocols.is_empty())
    }

    /// How narrowly it is defined: the narrowest that fits a field is the one that counts.
    pub(crate) fn narrowness(&self) -> u8 {
        u8::from(!self.protocols.is_empty()) + 2 * u8::from(!self.operations.is_empty())
    }

    pub(super) fn mentions(&self, list: &mut Vec<Mention>) {
        let by = format!("identity {}", self.field);
        for protocol in &self.protocols {
            let mut add = |what, name: &str| {
                let (by, protocol, name) = (by.clone(), protocol.clone(), name.to_owned());
                list.push(Mention { by, protocol, what, name });
            };
            add("field", &self.field);
            self.operations.iter().for_each(|name| add("operation", name));
        }
    }
}
