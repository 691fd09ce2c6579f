//! Built-in types in the binary encoding. Source: OPC 10000-6 §5.2.2.

use model::observation::Value;

use crate::cursor::{Reader, text};

/// Structures in structures that are followed: variants, diagnostic information.
const MAX_DEPTH: u8 = 8;
/// Characters kept of a text.
const MAX_TEXT: usize = 256;

/// Reads built-in types; `None` as soon as something does not fit.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'a> {
    r: Reader<'a>,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { r: Reader::new(data) }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.r.rest()
    }

    pub(super) fn left(&self) -> usize {
        self.r.left()
    }

    pub(super) fn skip(&mut self, len: usize) -> Option<()> {
        self.r.skip(len)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.r.u8()
    }

    pub(super) fn boolean(&mut self) -> Option<bool> {
        self.r.u8().map(|octet| octet != 0)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.r.u16_le()
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.r.u32_le()
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        let (low, high) = (self.u32()?, self.u32()?);
        Some(u64::from(high) << 32 | u64::from(low))
    }

    pub(super) fn double(&mut self) -> Option<f64> {
        self.u64().map(f64::from_bits)
    }

    /// Length of a string or array: -1 stands for none.
    pub(super) fn length(&mut self) -> Option<usize> {
        let length = self.u32()?.cast_signed();
        Some(usize::try_from(length).unwrap_or(0))
    }

    /// String, ByteString or XmlElement.
    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.r.bytes(length)
    }

    /// Number of elements of an array, each of at least one octet.
    pub(super) fn array(&mut self) -> Option<usize> {
        let length = self.length()?;
        (length <= self.left()).then_some(length)
    }

    pub(super) fn strings(&mut self) -> Option<()> {
        for _ in 0..self.array()? {
            self.string()?;
        }
        Some(())
    }

    /// Locale and text, each behind its bit.
    pub(super) fn localized_text(&mut self) -> Option<&'a [u8]> {
        let mask = self.u8()?;
        if mask & 1 != 0 {
            self.string()?;
        }
        if mask & 2 != 0 { self.string() } else { Some(&[]) }
    }

    pub(super) fn qualified_name(&mut self) -> Option<&'a [u8]> {
        self.u16()?;
        self.string()
    }

    /// NodeId or ExpandedNodeId.
    pub(super) fn node(&mut self) -> Option<NodeId<'a>> {
        let encoding = self.u8()?;
        let (namespace, id) = match encoding & 0x3f {
            0 => (0, Id::Number(self.u8()?.into())),
            1 => (self.u8()?.into(), Id::Number(self.u16()?.into())),
            2 => (self.u16()?, Id::Number(self.u32()?)),
            3 => (self.u16()?, Id::Text(self.string()?)),
            4 => (self.u16()?, Id::Guid(self.r.bytes(16)?)),
            5 => (self.u16()?, Id::Bytes(self.string()?)),
            _ => return None,
        };
        if encoding & 0x80 != 0 {
            self.string()?;
        }
        if encoding & 0x40 != 0 {
            self.u32()?;
        }
        Some(NodeId { namespace, id })
    }

    /// Type id, then a body behind its length, or none.
    pub(super) fn extension(&mut self) -> Option<(NodeId<'a>, &'a [u8])> {
        let id = self.node()?;
        match self.u8()? {
            0 => Some((id, &[])),
            1 | 2 => Some((id, self.string()?)),
            _ => None,
        }
    }

    pub(super) fn diagnostics(&mut self) -> Option<()> {
        self.diagnostics_at(0)
    }

    fn diagnostics_at(&mut self, depth: u8) -> Option<()> {
        let mask = self.u8()?;
        for bit in [1, 2, 4, 8] {
            if mask & bit != 0 {
                self.u32()?;
            }
        }
        if mask & 0x10 != 0 {
            self.string()?;
        }
        if mask & 0x20 != 0 {
            self.u32()?;
        }
        if mask & 0x40 != 0 && depth < MAX_DEPTH {
            self.diagnostics_at(depth + 1)?;
        }
        Some(())
    }

    /// A value with its type; arrays and structures give no single value.
    pub(super) fn variant(&mut self) -> Option<Content<'a>> {
        self.variant_at(0)
    }

    fn variant_at(&mut self, depth: u8) -> Option<Content<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mask = self.u8()?;
        let kind = mask & 0x3f;
        if mask & 0x80 == 0 {
            return self.scalar(kind, depth);
        }
        for _ in 0..self.array()? {
            self.scalar(kind, depth)?;
        }
        if mask & 0x40 != 0 {
            let dimensions = self.array()?;
            self.skip(dimensions.checked_mul(4)?)?;
        }
        Some(Content::Other)
    }

    /// One value of a built-in type by its number. OPC 10000-6 table 1.
    fn scalar(&mut self, kind: u8, depth: u8) -> Option<Content<'a>> {
        let single = |value| Some(Content::Single(value));
        match kind {
            0 => Some(Content::Other),
            1 => single(Value::Bool(self.boolean()?)),
            2 => single(Value::Int(self.u8()?.cast_signed().into())),
            3 => single(Value::Int(self.u8()?.into())),
            4 => single(Value::Int(self.u16()?.cast_signed().into())),
            5 => single(Value::Int(self.u16()?.into())),
            6 => single(Value::Int(self.u32()?.cast_signed().into())),
            7 => single(Value::Int(self.u32()?.into())),
            8 => single(Value::Int(self.u64()?.cast_signed())),
            9 => single(Value::Int(i64::try_from(self.u64()?).unwrap_or(i64::MAX))),
            10 => Some(finite(f32::from_bits(self.u32()?).into())),
            11 => Some(finite(self.double()?)),
            12 => Some(Content::Text(self.string()?)),
            13 => self.u64().map(|_| Content::Other),
            14 => self.skip(16).map(|()| Content::Other),
            15 | 16 => self.string().map(|_| Content::Other),
            17 | 18 => self.node().map(|_| Content::Other),
            19 => self.u32().map(|_| Content::Other),
            20 => Some(Content::Text(self.qualified_name()?)),
            21 => Some(Content::Text(self.localized_text()?)),
            22 => {
                let (id, body) = self.extension()?;
                Some(Content::Structure(id.standard()?, body))
            }
            23 => self.data_value_at(depth + 1).map(|_| Content::Other),
            24 => self.variant_at(depth + 1),
            25 => self.diagnostics().map(|()| Content::Other),
            _ => None,
        }
    }

    pub(super) fn data_value(&mut self) -> Option<DataValue<'a>> {
        self.data_value_at(0)
    }

    /// Each part behind its bit: value, status, source time, its picoseconds, server time, its
    /// picoseconds.
    fn data_value_at(&mut self, depth: u8) -> Option<DataValue<'a>> {
        let mask = self.u8()?;
        let before = self.rest();
        let content = if mask & 1 != 0 { self.variant_at(depth)? } else { Content::Other };
        let used = before.len().saturating_sub(self.left());
        let bytes = before.get(..used).unwrap_or_default();
        let status = if mask & 2 != 0 { self.u32()? } else { 0 };
        for (bit, width) in [(4, 8), (0x10, 2), (8, 8), (0x20, 2)] {
            if mask & bit != 0 {
                self.skip(width)?;
            }
        }
        Some(DataValue { content, bytes, status })
    }
}

fn finite<'a>(value: f64) -> Content<'a> {
    if value.is_finite() { Content::Single(Value::Float(value)) } else { Content::Other }
}

/// What a variant holds, as far as one field can tell it.
pub(super) enum Content<'a> {
    Single(Value),
    Text(&'a [u8]),
    /// A structure of namespace 0 by the number of its encoding (0: of another namespace).
    Structure(u32, &'a [u8]),
    Other,
}

pub(super) struct DataValue<'a> {
    pub(super) content: Content<'a>,
    /// The variant's bytes.
    pub(super) bytes: &'a [u8],
    pub(super) status: u32,
}

#[derive(Clone, Copy)]
pub(super) struct NodeId<'a> {
    namespace: u16,
    id: Id<'a>,
}

#[derive(Clone, Copy)]
enum Id<'a> {
    Number(u32),
    Text(&'a [u8]),
    Guid(&'a [u8]),
    Bytes(&'a [u8]),
}

impl NodeId<'_> {
    /// The number of a node of the standard's own namespace; 0 for any other.
    pub(super) fn standard(&self) -> Option<u32> {
        match (self.namespace, self.id) {
            (0, Id::Number(number)) => Some(number),
            _ => Some(0),
        }
    }

    /// The notation of OPC 10000-6 §5.3.1.10: `ns=2;s=Pump`, `i=2258`.
    pub(super) fn show(&self) -> String {
        let hex = |bytes: &[u8]| -> String {
            bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect()
        };
        let id = match self.id {
            Id::Number(number) => format!("i={number}"),
            Id::Text(bytes) => format!("s={}", clip(bytes)),
            Id::Guid(bytes) => format!("g={}", hex(bytes)),
            Id::Bytes(bytes) => format!("b={}", hex(bytes)),
        };
        if self.namespace == 0 { id } else { format!("ns={};{id}", self.namespace) }
    }
}

pub(super) fn clip(bytes: &[u8]) -> String {
    text(bytes.get(..MAX_TEXT).unwrap_or(bytes))
}
