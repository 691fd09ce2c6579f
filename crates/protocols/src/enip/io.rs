//! Cyclic inputs and outputs over UDP: two items, the connection and its data.
//!
//! Source: *CIP Networks Library* Vol. 2 3-2.2 (class 0 and 1 data), table 2-6.6 (sequenced
//! address item). Which connection is whose tells the Forward_Open that made it: its fields
//! `o_to_t_connection` and `t_to_o_connection` are the numbers in `connection` here.

use model::observation::{Kind, Risk};

use crate::cursor::{Reader, u16_le_at};
use crate::protocol::{End, Operation};
use crate::sink::Sink;

/// Place of `cip_io` among the names of the entry.
const IO: usize = 3;
/// Two items, the first a sequenced address of eight bytes. Vol. 2 table 2-6.6.
const START: [u8; 6] = [2, 0, 0x02, 0x80, 8, 0];
/// Up to the length of the data item.
pub(super) const FRONT: usize = 18;
/// Type of the data item: connected transport packet.
const CONNECTED_DATA: u16 = 0x00b1;
/// Connections of one flow whose sequence is followed.
const MAX_CONNECTIONS: usize = 16;

/// I/O has no service code.
pub(super) const DATA: Operation = Operation::new(0x1_0000, "io_data", Risk::Read);

/// Whether it is I/O for certain.
pub(super) fn begins(data: &[u8]) -> bool {
    data.starts_with(&START) && u16_le_at(data, 14).is_none_or(|kind| kind == CONNECTED_DATA)
}

/// Whether more bytes could make it I/O.
pub(super) fn may_begin(data: &[u8]) -> bool {
    START.starts_with(data)
}

/// Bytes in all, if that is told yet.
pub(super) fn total(data: &[u8]) -> Option<usize> {
    Some(FRONT + usize::from(u16_le_at(data, FRONT - 2)?))
}

/// The last encapsulation sequence number of each connection.
#[derive(Default)]
pub(super) struct Connections {
    last: Vec<(End, u32, u32)>,
}

impl Connections {
    pub(super) fn message(&mut self, from: End, data: &[u8], out: &mut Sink<'_>) {
        let mut r = Reader::new(data);
        let _ = r.skip(START.len());
        let (connection, sequence) = (r.u32_le().unwrap_or(0), r.u32_le().unwrap_or(0));
        out.begin_as(IO, Kind::Spontaneous, DATA.code, DATA.name, DATA.risk);
        if out.wanted() {
            out.named("connection", || format!("{connection:#010x}"));
        }
        out.field("connection", connection);
        out.field("sequence", sequence);
        out.values(data.get(FRONT..).unwrap_or_default());
        if self.goes_back(from, connection, sequence) {
            out.anomaly("cip_io.sequence", 10, "sequence");
        }
        out.finish();
    }

    /// Whether the number is not ahead of the one before it, as those of one producer are.
    fn goes_back(&mut self, from: End, connection: u32, sequence: u32) -> bool {
        let known = |(end, id, _): &&mut (End, u32, u32)| *end == from && *id == connection;
        if let Some((_, _, last)) = self.last.iter_mut().find(known) {
            let ahead = sequence.wrapping_sub(*last).cast_signed() > 0;
            *last = sequence;
            return !ahead;
        }
        if self.last.len() >= MAX_CONNECTIONS {
            self.last.remove(0);
        }
        self.last.push((from, connection, sequence));
        false
    }
}
