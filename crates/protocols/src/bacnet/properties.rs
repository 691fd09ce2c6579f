//! Objects, properties and their values, in whatever service they come.

use model::observation::Risk;

use crate::bacnet::names;
use crate::bacnet::tags::{Class, Item, ObjectId, item};
use crate::cursor::{Reader, small};
use crate::sink::Sink;

/// Properties told of one message; the rest is counted as one more.
const MAX_PROPERTIES: usize = 512;
/// present-value and program-change. Clause 21, BACnetPropertyIdentifier.
const PRESENT_VALUE: u32 = 85;
const PROGRAM_CHANGE: u32 = 90;
/// Object types. Clause 21, BACnetObjectType.
const DEVICE: u32 = 8;
const PROGRAM: u32 = 16;

/// What a request acts on.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Target {
    pub(super) object: Option<ObjectId>,
    pub(super) property: Option<u32>,
    pub(super) index: Option<u32>,
}

impl Target {
    /// Names it as the open message's object.
    pub(super) fn name(&self, out: &mut Sink<'_>) {
        let Some(object) = self.object else { return };
        out.named("object", || {
            let mut name = names::object(object);
            if let Some(property) = self.property {
                name.push(' ');
                name += &names::property(property);
            }
            if let Some(index) = self.index {
                name += &format!("[{index}]");
            }
            name
        });
    }

    /// What writing it can do: outputs act on the process.
    pub(super) fn risk(&self) -> Risk {
        match (self.object.map(|object| object.kind), self.property) {
            // analog-, binary- and multi-state-output, command, access-door, channel,
            // lighting-output, binary-lighting-output.
            (Some(1 | 4 | 7 | 14 | 30 | 53 | 54 | 55), Some(PRESENT_VALUE)) => Risk::Control,
            (Some(PROGRAM), Some(PROGRAM_CHANGE)) => Risk::Stop,
            _ => Risk::Write,
        }
    }

    /// What a property of the device object tells about the device. §12.11.
    fn identity(&self) -> Option<&'static str> {
        if self.object?.kind != DEVICE {
            return None;
        }
        Some(match self.property? {
            12 => "software",
            44 => "firmware",
            58 => "location",
            70 => "model",
            77 => "name",
            120 => "vendor_id",
            121 => "vendor",
            372 => "serial",
            _ => return None,
        })
    }
}

/// Context tags that a service uses for its parts.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub(super) property: u8,
    pub(super) index: u8,
    /// Opening tag of the value; of the error, where there may be one.
    pub(super) value: u8,
    pub(super) error: Option<u8>,
    pub(super) priority: Option<u8>,
}

/// ReadProperty (§15.5), WriteProperty (§15.9), list elements (§15.1, §15.2), ReadRange (§15.8).
pub(super) const SINGLE: Layout =
    Layout { property: 1, index: 2, value: 3, error: None, priority: Some(4) };
/// ReadPropertyMultiple request (§15.7), WritePropertyMultiple (§15.10), COV (§13.14).
pub(super) const LIST: Layout =
    Layout { property: 0, index: 1, value: 2, error: None, priority: Some(3) };
/// ReadPropertyMultiple acknowledgement. §15.7.
pub(super) const RESULTS: Layout =
    Layout { property: 2, index: 3, value: 4, error: Some(5), priority: None };

/// How a service is told: its name, and whether it writes what it names.
#[derive(Clone, Copy)]
pub(super) struct Telling {
    pub(super) invoke: Option<u8>,
    pub(super) writes: Option<&'static str>,
    pub(super) answers: bool,
}

/// Goes through the properties of a message, one observation each.
pub(super) struct Teller<'s, 'o> {
    pub(super) out: &'s mut Sink<'o>,
    pub(super) telling: Telling,
    pub(super) target: Target,
    told: usize,
}

impl<'s, 'o> Teller<'s, 'o> {
    pub(super) fn new(out: &'s mut Sink<'o>, telling: Telling) -> Self {
        Self { out, telling, target: Target::default(), told: 0 }
    }

    /// A property begins: what was told before is closed.
    fn property(&mut self, property: u32) {
        if self.told > 0 && self.told < MAX_PROPERTIES {
            self.out.next_item();
            if let Some(invoke) = self.telling.invoke {
                self.out.field("invoke_id", invoke);
            }
        }
        self.told += 1;
        self.target.property = Some(property);
        self.target.index = None;
        self.name();
    }

    fn name(&mut self) {
        if self.told > MAX_PROPERTIES {
            return;
        }
        self.target.name(self.out);
        if let Some(name) = self.telling.writes {
            self.out.refine(name, self.target.risk());
        }
    }

    /// Reads parts in the layout until a closing tag that is not of a part, or the end.
    pub(super) fn list(&mut self, r: &mut Reader<'_>, layout: Layout) {
        while let Some(item) = item(r) {
            match item.class {
                Class::Context if item.number == layout.property => self.property(item.unsigned()),
                Class::Context if item.number == layout.index => {
                    self.target.index = Some(item.unsigned());
                    self.name();
                }
                Class::Context if Some(item.number) == layout.priority => {
                    self.out.field("priority", item.unsigned());
                }
                Class::Opening if item.number == layout.value => self.value(r),
                Class::Opening if Some(item.number) == layout.error => self.error(r),
                Class::Closing => return,
                _ => {}
            }
        }
    }

    /// The value up to its closing tag.
    fn value(&mut self, r: &mut Reader<'_>) {
        let whole = r.rest();
        let start = r.offset();
        let (first, count) = inside(r);
        let length = r.offset().saturating_sub(start);
        if self.told > MAX_PROPERTIES {
            return;
        }
        self.out.values(whole.get(..length.saturating_sub(1)).unwrap_or_default());
        if self.telling.answers {
            self.out.ok();
        }
        if let (Some(first), true) = (first, self.out.wanted()) {
            self.out.field("value", first.value());
            if let (Some(name), true) = (self.target.identity(), self.telling.answers) {
                self.out.field(name, first.value());
            }
        }
        if count > 1 {
            self.out.field("values", small(count));
        }
    }

    /// Why a property could not be read. §18.
    fn error(&mut self, r: &mut Reader<'_>) {
        let class = item(r).map_or(0, |item| item.unsigned());
        let code = item(r).map_or(0, |item| item.unsigned());
        inside(r);
        if self.told <= MAX_PROPERTIES {
            self.out.field("error_class", class);
            self.out.failed(code, names::error(code));
        }
    }

    /// Objects with a list of properties each: object in context tag 0, list in opening tag 1.
    pub(super) fn objects(&mut self, r: &mut Reader<'_>, layout: Layout) {
        while let Some(item) = item(r) {
            if item.is(Class::Context, 0) {
                self.target = Target { object: item.object(), ..Target::default() };
            } else if item.is(Class::Opening, 1) {
                self.list(r, layout);
            } else {
                return;
            }
        }
    }
}

/// Reads up to the closing tag that ends what is open. Gives the first value and how many.
fn inside<'a>(r: &mut Reader<'a>) -> (Option<Item<'a>>, usize) {
    let (mut first, mut count, mut depth) = (None, 0usize, 1usize);
    while let Some(item) = item(r) {
        match item.class {
            Class::Opening => depth += 1,
            Class::Closing => depth -= 1,
            Class::Application | Class::Context => {
                first = first.or(Some(item));
                count += 1;
            }
        }
        if depth == 0 {
            break;
        }
    }
    (first, count)
}
