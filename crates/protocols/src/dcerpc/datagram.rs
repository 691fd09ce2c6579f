//! Connectionless PDUs, over UDP. C706 §12.5.

use model::observation::Kind;

use super::association::{lay, name};
use super::pdu::{Numbers, Uuid};
use super::{FAULT, REQUEST, RESPONSE, interfaces, row};
use crate::protocol::End;
use crate::sink::Sink;

/// C706 §12.5.2.1.
pub(super) const VERSION: u8 = 4;
pub(super) const HEADER: usize = 80;
/// Highest type. C706 §12.1.
const LAST_KIND: u8 = 10;
/// PF_FRAG and PF_LAST_FRAG of the first flags. C706 §12.5.2.4.
const LAST: u8 = 2;
const FRAGMENT: u8 = 4;
/// All interfaces of PROFINET IO end like this. IEC 61158-6-10.
const PROFINET: &[u8; 12] = b"\x6c\x97\x11\xd1\x82\x71\x00\xa0\x24\x42\xdf\x7d";
/// Calls remembered.
const MAX_CALLS: usize = 32;

pub(super) struct Header {
    kind: u8,
    flags: u8,
    little: bool,
    interface: Uuid,
    activity: Uuid,
    version: u32,
    sequence: u32,
    opnum: u16,
    pub(super) length: usize,
    fragment: u16,
}

/// Whether the bytes may begin a header.
pub(super) fn begins(data: &[u8]) -> bool {
    let is = |at: usize, fits: fn(u8) -> bool| data.get(at).is_none_or(|byte| fits(*byte));
    is(0, |b| b == VERSION)
        && is(1, |b| b <= LAST_KIND)
        && is(2, |b| b & 1 == 0)
        && is(3, |b| b & !2 == 0)
        && is(4, |b| matches!(b, 0 | 0x10))
        && is(5, |b| b == 0)
        && is(6, |b| b == 0)
}

impl Header {
    /// `None`: it is none, or not whole.
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        let [_, kind, flags, ..] = data.get(..HEADER)? else { return None };
        if !begins(data) {
            return None;
        }
        let little = data.get(4) == Some(&0x10);
        let mut n = Numbers::new(data.get(24..)?, little);
        let (interface, activity) = (n.uuid()?, n.uuid()?);
        n.u32()?;
        let (version, sequence, opnum) = (n.u32()?, n.u32()?, n.u16()?);
        n.u32()?;
        let (length, fragment) = (usize::from(n.u16()?), n.u16()?);
        let nothing = interface == [0; 16] || activity == [0; 16];
        (!nothing && data.len() >= HEADER).then_some(Self {
            kind: *kind,
            flags: *flags,
            little,
            interface,
            activity,
            version,
            sequence,
            opnum,
            length,
            fragment,
        })
    }

    pub(super) fn is_profinet(&self) -> bool {
        self.interface.ends_with(PROFINET)
    }
}

struct Call {
    activity: Uuid,
    sequence: u32,
    transaction: u32,
}

#[derive(Default)]
pub(super) struct Calls {
    calls: Vec<Call>,
    transaction: u32,
}

impl Calls {
    pub(super) fn message(&mut self, from: End, header: &Header, bytes: &[u8], out: &mut Sink<'_>) {
        let operation = row(header.kind);
        let asks = matches!(header.kind, REQUEST | 1 | 7 | 8);
        let kind = if asks { Kind::Request } else { Kind::Response };
        if header.kind == REQUEST {
            out.client(from);
        }
        let transaction = self.transaction_of(header);
        out.begin(kind, operation);
        out.field("call_id", header.sequence);
        out.field("opnum", header.opnum);
        let version = u16::try_from(header.version & 0xffff).unwrap_or_default();
        name(&header.interface, version, out);
        if header.kind == REQUEST
            && let Some(row) = interfaces::operation(&header.interface, header.opnum)
        {
            out.refine(row.name, row.risk);
        }
        let stub = bytes.get(HEADER..).unwrap_or_default();
        if matches!(header.kind, REQUEST | RESPONSE) {
            if header.fragment == 0 {
                out.number(transaction, "dcerpc.opnum", header.opnum.into());
                if !header.little {
                    out.number(transaction, "dcerpc.big_endian", 1);
                }
                lay(transaction, &header.interface, version, true, out);
            }
            out.values(stub);
            out.more(transaction, "dcerpc.stub_data", stub);
            if header.flags & FRAGMENT == 0 || header.flags & LAST != 0 {
                out.done(transaction);
            }
        }
        match header.kind {
            RESPONSE => out.ok(),
            FAULT | 6 => {
                let status = Numbers::new(stub, header.little).u32().unwrap_or_default();
                out.failed(status, operation.name);
            }
            _ => {}
        }
        out.finish();
    }

    fn transaction_of(&mut self, header: &Header) -> u32 {
        let same =
            |call: &&Call| call.activity == header.activity && call.sequence == header.sequence;
        if let Some(call) = self.calls.iter().find(same) {
            return call.transaction;
        }
        self.transaction = self.transaction.wrapping_add(1).max(1);
        if self.calls.len() >= MAX_CALLS {
            self.calls.remove(0);
        }
        let (activity, sequence, transaction) =
            (header.activity, header.sequence, self.transaction);
        self.calls.push(Call { activity, sequence, transaction });
        transaction
    }
}
