//! Domain names: labels, compression, the ways in which they go wrong.
//! Source: RFC 1035 §2.3.4 (limits), §3.1, §4.1.4.

use crate::cursor::Reader;

/// Bytes of a name that are kept: more than the 255 allowed, so that rules see excess.
const MAX_SHOWN: usize = 1025;
/// Labels in a name, and pointers followed for one: no valid name has more octets than that.
const MAX_LABELS: usize = 255;
const MAX_POINTERS: usize = 255;

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameFault {
    TooLong,
    Loop,
    TooManyLabels,
}

impl NameFault {
    /// The name that rules have for it.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::TooLong => "name_too_long",
            Self::Loop => "infinite_loop",
            Self::TooManyLabels => "too_many_labels",
        }
    }

    pub(crate) fn anomaly(self) -> &'static str {
        match self {
            Self::TooLong => "dns.name_too_long",
            Self::Loop => "dns.name_loop",
            Self::TooManyLabels => "dns.too_many_labels",
        }
    }
}

/// One step through a name.
pub(super) enum Label<'a> {
    Text(&'a [u8]),
    Pointer(usize),
    End,
}

/// The next label. `None` at the end of the data; `Err` for the two reserved kinds.
pub(super) fn label<'a>(r: &mut Reader<'a>) -> Option<Result<Label<'a>, ()>> {
    let first = r.u8()?;
    Some(match first {
        0 => Ok(Label::End),
        // The two upper bits tell a pointer. RFC 1035 §4.1.4.
        0xc0.. => Ok(Label::Pointer(usize::from(first & 0x3f) << 8 | usize::from(r.u8()?))),
        0x40.. => Err(()),
        length => Ok(Label::Text(r.bytes(length.into())?)),
    })
}

/// The name that begins at `at`, as far as it can be read: dotted octets, upper and lower case as
/// sent, without a dot at the end.
pub(crate) fn name_at(data: &[u8], at: usize) -> Vec<u8> {
    let mut text = Vec::new();
    let _ = follow(data, at, &mut |label| {
        if !text.is_empty() {
            text.push(b'.');
        }
        text.extend_from_slice(label);
    });
    text.truncate(MAX_SHOWN);
    text
}

/// What is wrong with the name that begins at `at`.
pub(super) fn fault_at(data: &[u8], at: usize) -> Option<NameFault> {
    follow(data, at, &mut |_| ())
}

/// Gives the labels of a name, one by one, within bounds.
fn follow<'a>(data: &'a [u8], at: usize, seen: &mut dyn FnMut(&'a [u8])) -> Option<NameFault> {
    let (mut labels, mut pointers, mut length, mut here) = (0, 0, 0, at);
    while let Some(rest) = data.get(here..) {
        let mut r = Reader::new(rest);
        match label(&mut r) {
            Some(Ok(Label::Text(text))) => {
                labels += 1;
                if labels > MAX_LABELS {
                    return Some(NameFault::TooManyLabels);
                }
                seen(text);
                here += r.offset();
                length += r.offset();
                if length > MAX_SHOWN + 1 {
                    return Some(NameFault::TooLong);
                }
            }
            Some(Ok(Label::Pointer(target))) => {
                pointers += 1;
                if pointers > MAX_POINTERS || target == here {
                    return Some(NameFault::Loop);
                }
                here = target;
            }
            Some(Ok(Label::End) | Err(())) | None => return None,
        }
    }
    None
}
