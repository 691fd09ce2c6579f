//! Tagged data. ASHRAE 135-2020 §20.2.

use model::observation::Value;

use crate::cursor::Reader;

/// §20.2.1.3.1: this length says that the length follows.
const EXTENDED: u8 = 5;
/// §20.2.1.3.2.
const OPENING: u8 = 6;
const CLOSING: u8 = 7;
/// Application tag numbers. §20.2.1.4.
pub(super) const BOOLEAN: u8 = 1;
pub(super) const UNSIGNED: u8 = 2;
const SIGNED: u8 = 3;
const REAL: u8 = 4;
const DOUBLE: u8 = 5;
pub(super) const OCTETS: u8 = 6;
pub(super) const CHARACTERS: u8 = 7;
pub(super) const ENUMERATED: u8 = 9;
const DATE: u8 = 10;
const TIME: u8 = 11;
pub(super) const OBJECT: u8 = 12;
/// Longest text shown of a value.
const MAX_TEXT: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Application,
    Context,
    Opening,
    Closing,
}

/// One tag with what it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) class: Class,
    pub(super) number: u8,
    /// The length field: an application-tagged boolean's value.
    short: u8,
    pub(super) content: &'a [u8],
}

/// BACnetObjectIdentifier. §20.2.14: 10 bits of type, 22 bits of instance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct ObjectId {
    pub(super) kind: u32,
    pub(super) instance: u32,
}

impl ObjectId {
    fn of(number: u32) -> Self {
        Self { kind: number >> 22, instance: number & 0x3f_ffff }
    }
}

/// The next tag; `None` at the end and where the bytes end too early.
pub(super) fn item<'a>(r: &mut Reader<'a>) -> Option<Item<'a>> {
    let mut probe = *r;
    let first = probe.u8()?;
    let number = match first >> 4 {
        15 => probe.u8()?,
        number => number,
    };
    let context = first & 8 != 0;
    let short = first & 7;
    let class = match (context, short) {
        (true, OPENING) => Class::Opening,
        (true, CLOSING) => Class::Closing,
        (true, _) => Class::Context,
        (false, _) => Class::Application,
    };
    let bare = matches!(class, Class::Opening | Class::Closing)
        || (class == Class::Application && number == BOOLEAN);
    let length = if bare { 0 } else { length(short, &mut probe)? };
    let content = probe.bytes(length)?;
    *r = probe;
    Some(Item { class, number, short, content })
}

fn length(short: u8, r: &mut Reader<'_>) -> Option<usize> {
    if short != EXTENDED {
        return Some(short.into());
    }
    let length = match r.u8()? {
        254 => r.u16()?.into(),
        255 => r.u32()?,
        length => length.into(),
    };
    usize::try_from(length).ok()
}

impl<'a> Item<'a> {
    pub(super) fn is(&self, class: Class, number: u8) -> bool {
        self.class == class && self.number == number
    }

    /// Big-endian number of at most four octets. §20.2.4.
    pub(super) fn unsigned(&self) -> u32 {
        self.content.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte))
    }

    pub(super) fn signed(&self) -> i64 {
        let negative = self.content.first().is_some_and(|byte| byte & 0x80 != 0);
        let start = if negative { -1 } else { 0 };
        let octets = self.content.iter().take(8);
        octets.fold(start, |sum: i64, byte| sum << 8 | i64::from(*byte))
    }

    pub(super) fn boolean(&self) -> bool {
        match self.class {
            Class::Application => self.short == 1,
            _ => self.content.first() == Some(&1),
        }
    }

    pub(super) fn object(&self) -> Option<ObjectId> {
        (self.content.len() == 4).then(|| ObjectId::of(self.unsigned()))
    }

    /// Text without the octet that names its character set: 0 = UTF-8, 4 = UCS-2, 5 = Latin-1.
    /// §20.2.9.
    pub(super) fn text(&self) -> String {
        let (set, bytes) = self.content.split_first().unwrap_or((&0, &[]));
        let bytes = bytes.get(..MAX_TEXT).unwrap_or(bytes);
        let text: String = match set {
            4 => wide(bytes),
            5 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        };
        text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
    }

    /// What an application-tagged value says.
    pub(super) fn value(&self) -> Value {
        if self.class != Class::Application {
            return Value::from(digits(self.content));
        }
        match self.number {
            BOOLEAN => self.boolean().into(),
            UNSIGNED | ENUMERATED => self.unsigned().into(),
            SIGNED => Value::Int(self.signed()),
            REAL => self.real(),
            DOUBLE => self.double(),
            CHARACTERS => self.text().into(),
            DATE | TIME => self.moment().into(),
            OBJECT => self.object().map_or(Value::from(""), |id| super::names::object(id).into()),
            0 => "null".into(),
            _ => digits(self.content).into(),
        }
    }

    fn real(&self) -> Value {
        let bits = self.content.first_chunk().copied().map(f32::from_be_bytes);
        Value::Float(bits.unwrap_or_default().into())
    }

    fn double(&self) -> Value {
        let bits = self.content.first_chunk().copied().map(f64::from_be_bytes);
        Value::Float(bits.unwrap_or_default())
    }

    /// Date (year since 1900, month, day, weekday) or time of day. §20.2.12, §20.2.13. 255 = any.
    fn moment(&self) -> String {
        let part = |byte: u8| if byte == 255 { "*".to_owned() } else { format!("{byte:02}") };
        match (self.number, self.content) {
            (DATE, [year, month, day, _]) => {
                let year = if *year == 255 {
                    "*".to_owned()
                } else {
                    (1900 + u32::from(*year)).to_string()
                };
                format!("{year}-{}-{}", part(*month), part(*day))
            }
            (_, [hour, minute, second, _]) => {
                format!("{}:{}:{}", part(*hour), part(*minute), part(*second))
            }
            _ => digits(self.content),
        }
    }
}

fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |sum, byte| sum << 8 | u16::from(*byte)))
        .collect();
    String::from_utf16_lossy(&units)
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().take(MAX_TEXT / 4).map(|byte| format!("{byte:02x}")).collect()
}
