//! EPATH: how CIP names what a message is for.
//!
//! Source: *CIP Networks Library* Vol. 1, appendix C-1.4 (segment types), padded encoding;
//! Rockwell Automation 1756-PM020 (symbolic segments of Logix tags).

use crate::cip::classes::class_name;
use crate::cursor::{Reader, text};

/// Longest name shown of a path.
const MAX_NAME: usize = 200;

/// One segment of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    Port {
        port: u16,
        link: &'a [u8],
    },
    Class(u32),
    Instance(u32),
    Member(u32),
    Point(u32),
    Attribute(u32),
    Symbol(&'a [u8]),
    /// Electronic keys, network and data segments, service identifiers.
    Other,
}

/// The segments of a padded path. Ends early where a segment is cut short.
#[derive(Clone)]
pub(crate) struct Segments<'a> {
    r: Reader<'a>,
}

pub(crate) fn segments(path: &[u8]) -> Segments<'_> {
    Segments { r: Reader::new(path) }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let first = self.r.u8()?;
        // Vol. 1 table C-1.1: the upper three bits are the type.
        match first >> 5 {
            0 => self.port(first),
            1 => self.logical(first),
            2 => self.network(first),
            3 => self.short_symbol(first),
            4 => self.data(first),
            _ => None,
        }
    }
}

impl<'a> Segments<'a> {
    /// C-1.4.1: bit 4 = link address size follows, port 15 = 16-bit port follows.
    fn port(&mut self, first: u8) -> Option<Segment<'a>> {
        let size = if first & 0x10 != 0 { self.r.u8()? } else { 1 };
        let port = match first & 0x0f {
            15 => self.r.u16_le()?,
            short => short.into(),
        };
        let link = self.r.bytes(size.into())?;
        if first & 0x10 != 0 && size % 2 == 1 {
            self.r.u8()?;
        }
        Some(Segment::Port { port, link })
    }

    /// C-1.4.2: bits 2 to 4 = what, bits 0 and 1 = width of the value.
    fn logical(&mut self, first: u8) -> Option<Segment<'a>> {
        match (first >> 2) & 7 {
            5 => return self.key(),
            6 => return self.r.u8().map(|_| Segment::Other),
            _ => {}
        }
        let value = match first & 3 {
            0 => self.r.u8()?.into(),
            1 => {
                self.r.u8()?;
                self.r.u16_le()?.into()
            }
            2 => {
                self.r.u8()?;
                self.r.u32_le()?
            }
            _ => return None,
        };
        Some(match (first >> 2) & 7 {
            0 => Segment::Class(value),
            1 => Segment::Instance(value),
            2 => Segment::Member(value),
            3 => Segment::Point(value),
            4 => Segment::Attribute(value),
            _ => Segment::Other,
        })
    }

    fn key(&mut self) -> Option<Segment<'a>> {
        // C-1.4.2.5.2: format 4 is the only one with a published layout: vendor, device type,
        // product code, revision.
        if self.r.u8()? != 4 {
            return None;
        }
        self.r.skip(8)?;
        Some(Segment::Other)
    }

    /// C-1.4.3: bit 4 = a count of words follows, else one byte of data does.
    fn network(&mut self, first: u8) -> Option<Segment<'a>> {
        let bytes = if first & 0x10 != 0 { 2 * usize::from(self.r.u8()?) } else { 1 };
        self.r.skip(bytes)?;
        Some(Segment::Other)
    }

    /// C-1.4.4: a name of up to 31 characters.
    fn short_symbol(&mut self, first: u8) -> Option<Segment<'a>> {
        let size = usize::from(first & 0x1f);
        if size == 0 {
            return None;
        }
        self.symbol(size)
    }

    fn symbol(&mut self, size: usize) -> Option<Segment<'a>> {
        let name = self.r.bytes(size)?;
        if size % 2 == 1 {
            // The pad byte of a path that ends here may be missing.
            let _ = self.r.u8();
        }
        Some(Segment::Symbol(name))
    }

    /// C-1.4.5: 0x80 = simple data counted in words, 0x91 = ANSI extended symbol.
    fn data(&mut self, first: u8) -> Option<Segment<'a>> {
        let size = usize::from(self.r.u8()?);
        match first {
            0x91 => self.symbol(size),
            0x80 => self.r.skip(2 * size).map(|()| Segment::Other),
            _ => None,
        }
    }
}

/// What matters of a path when it has to be remembered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The last class, instance and attribute named.
    pub(crate) class: Option<u32>,
    pub(crate) instance: Option<u32>,
    pub(crate) attribute: Option<u32>,
    pub(crate) symbolic: bool,
}

impl Place {
    pub(crate) fn of(path: &[u8]) -> Self {
        let mut place = Self::default();
        for segment in segments(path) {
            match segment {
                Segment::Class(n) => {
                    (place.class, place.instance, place.attribute) = (Some(n), None, None);
                }
                Segment::Instance(n) => place.instance = Some(n),
                Segment::Attribute(n) => place.attribute = Some(n),
                Segment::Symbol(_) => place.symbolic = true,
                _ => {}
            }
        }
        place
    }
}

/// The path as text: `Program:Main.Speed[3]`, `identity/1/7`, `0x8e/1`.
pub(crate) fn name(path: &[u8]) -> String {
    let mut name = String::new();
    for segment in segments(path) {
        append(&mut name, segment);
        if name.len() > MAX_NAME {
            break;
        }
    }
    name
}

fn append(name: &mut String, segment: Segment<'_>) {
    let slash = |name: &mut String| {
        if !name.is_empty() {
            name.push('/');
        }
    };
    match segment {
        Segment::Class(class) => {
            slash(name);
            match class_name(class) {
                Some(known) => *name += known,
                None => *name += &format!("{class:#x}"),
            }
        }
        Segment::Instance(n) | Segment::Attribute(n) => {
            slash(name);
            *name += &n.to_string();
        }
        Segment::Point(n) => {
            slash(name);
            *name += &format!("point {n}");
        }
        Segment::Member(n) => *name += &format!("[{n}]"),
        Segment::Symbol(symbol) => {
            if !name.is_empty() {
                name.push('.');
            }
            *name += &text(symbol);
        }
        Segment::Port { .. } | Segment::Other => {}
    }
}

/// The ports and links of a path: `1/0` is slot 0 of the backplane.
pub(crate) fn route(path: &[u8]) -> String {
    let mut route = String::new();
    for segment in segments(path) {
        let Segment::Port { port, link } = segment else { continue };
        if !route.is_empty() {
            route.push(' ');
        }
        let link = match link {
            [one] => one.to_string(),
            many => text(many),
        };
        route += &format!("{port}/{link}");
        if route.len() > MAX_NAME {
            break;
        }
    }
    route
}
