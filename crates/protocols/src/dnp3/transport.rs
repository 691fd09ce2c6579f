//! The transport function: segments of frames put together to fragments.
//!
//! Source: IEEE 1815-2012 8.2 (header: FIN, FIR, sequence of 6 bits; reception rules).

/// Pairs of stations that share a flow and are followed at a time.
const MAX_STATIONS: usize = 4;
/// Longest fragment put together; devices send at most 2,048 octets unless set otherwise. 4.2.1.
const MAX_FRAGMENT: usize = 32_768;

const FINAL: u8 = 0x80;
const FIRST: u8 = 0x40;
const SEQUENCE: u8 = 0x3f;

/// What came of a segment.
pub(super) enum Took {
    Whole(Vec<u8>),
    Part,
    OutOfOrder,
}

/// The fragments that one end of a flow is in the middle of.
#[derive(Default)]
pub(super) struct Segments {
    open: Vec<Open>,
}

struct Open {
    stations: (u16, u16),
    /// Sequence of the segment that comes next.
    next: u8,
    data: Vec<u8>,
}

impl Segments {
    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    pub(super) fn drop_of(&mut self, source: u16, destination: u16) {
        self.open.retain(|open| open.stations != (source, destination));
    }

    pub(super) fn take(&mut self, source: u16, destination: u16, data: &[u8]) -> Took {
        let stations = (source, destination);
        let Some((header, segment)) = data.split_first() else { return Took::OutOfOrder };
        let (first, last) = (header & FIRST != 0, header & FINAL != 0);
        if first {
            self.drop_of(source, destination);
            if last {
                return Took::Whole(segment.to_vec());
            }
            if self.open.len() >= MAX_STATIONS {
                self.open.remove(0);
            }
            let next = header.wrapping_add(1) & SEQUENCE;
            self.open.push(Open { stations, next, data: segment.to_vec() });
            return Took::Part;
        }
        let Some(at) = self.open.iter().position(|open| open.stations == stations) else {
            return Took::OutOfOrder;
        };
        let expected = self.open.get(at).is_some_and(|open| {
            open.next == header & SEQUENCE && open.data.len() + segment.len() <= MAX_FRAGMENT
        });
        if !expected {
            self.open.remove(at);
            return Took::OutOfOrder;
        }
        if last {
            let mut data = self.open.remove(at).data;
            data.extend_from_slice(segment);
            return Took::Whole(data);
        }
        if let Some(open) = self.open.get_mut(at) {
            open.next = header.wrapping_add(1) & SEQUENCE;
            open.data.extend_from_slice(segment);
        }
        Took::Part
    }
}
