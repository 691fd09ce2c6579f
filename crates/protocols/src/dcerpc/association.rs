//! An association: presentation contexts with their interfaces, and calls in them. C706 §12.6.4.

use model::observation::Kind;

use super::interfaces::{self, Row};
use super::pdu::{self, Header, Numbers, Uuid};
use super::{ALTER, ALTER_RESPONSE, AUTH3, BIND, BIND_ACK, FAULT, REQUEST, RESPONSE, row};
use crate::ntlmssp;
use crate::protocol::End;
use crate::sink::Sink;

/// Contexts and calls remembered, each.
const MAX_CONTEXTS: usize = 64;
const MAX_CALLS: usize = 32;

/// Where a fragment was found.
pub(crate) struct Place {
    /// Place of `dcerpc` among the names of the parser's protocol.
    pub(crate) which: usize,
    pub(crate) from: End,
    pub(crate) transaction: u32,
    /// Whether the transaction is the call's own, rather than that of what carries it.
    pub(crate) own: bool,
}

/// An interface that was asked for.
struct Context {
    id: u16,
    uuid: Uuid,
    version: u16,
    /// The result, once it came: 0 is acceptance. C706 §12.6.3.1.
    result: Option<u16>,
    /// The bind that asked said that it was a first fragment.
    first: bool,
    /// The bind that asked; acknowledgements answer the last one in order.
    call: u32,
}

struct Call {
    id: u32,
    transaction: u32,
    context: u16,
    opnum: u16,
}

#[derive(Default)]
pub(crate) struct Association {
    contexts: Vec<Context>,
    calls: Vec<Call>,
}

impl Association {
    /// One whole fragment.
    pub(crate) fn fragment(
        &mut self,
        place: &Place,
        header: &Header,
        bytes: &[u8],
        out: &mut Sink<'_>,
    ) {
        let operation = row(header.kind);
        let asks = matches!(header.kind, REQUEST | BIND | ALTER | AUTH3 | 17..);
        let kind = if asks { Kind::Request } else { Kind::Response };
        if matches!(header.kind, REQUEST | BIND | ALTER) {
            out.client(place.from);
        } else if !asks {
            out.client(place.from.other());
        }
        out.begin_as(place.which, kind, operation.code, operation.name, operation.risk);
        out.field("call_id", header.call);
        let (body, token) = header.split(bytes);
        let mut numbers = Numbers::new(body, header.little);
        let whole = match header.kind {
            BIND | ALTER => self.bind(header, &mut numbers, out),
            BIND_ACK | ALTER_RESPONSE => self.bound(header, &mut numbers, out),
            REQUEST => self.request(place, header, &mut numbers, out),
            RESPONSE => self.response(place, header, &mut numbers, out),
            FAULT => self.fault(place, header, &mut numbers, out),
            13 => {
                out.failed(numbers.u16().map_or(0, u32::from), "bind_refused");
                Some(())
            }
            _ => Some(()),
        };
        if whole.is_none() {
            out.anomaly("dcerpc.truncated", bytes.len(), "body");
        }
        if let Some(told) = ntlmssp::find(token) {
            ntlmssp::describe(&told, out);
        }
        out.finish();
    }

    /// C706 §12.6.4.3.
    fn bind(&mut self, header: &Header, n: &mut Numbers<'_>, out: &mut Sink<'_>) -> Option<()> {
        n.r.skip(8)?;
        let count = n.r.u8()?;
        n.r.skip(3)?;
        for place in 0..count {
            let id = n.u16()?;
            let transfers = usize::from(n.r.u8()?);
            n.r.skip(1)?;
            let (uuid, version) = (n.uuid()?, n.u32()?);
            n.r.skip(transfers * 20)?;
            // The major version is the low half.
            let version = u16::try_from(version & 0xffff).unwrap_or_default();
            if place == 0 {
                name(&uuid, version, out);
            }
            self.contexts.retain(|known| known.id != id);
            if self.contexts.len() >= MAX_CONTEXTS {
                self.contexts.remove(0);
            }
            let (first, call) = (header.is_first(), header.call);
            self.contexts.push(Context { id, uuid, version, result: None, first, call });
        }
        Some(())
    }

    /// C706 §12.6.4.4: one result for each context of the bind, in its order.
    fn bound(&mut self, header: &Header, n: &mut Numbers<'_>, out: &mut Sink<'_>) -> Option<()> {
        n.r.skip(8)?;
        let address = usize::from(n.u16()?);
        n.r.skip(address)?;
        // Aligned to four from the beginning of the header, whose length is a multiple of it.
        n.r.skip(n.r.offset().wrapping_neg() & 3)?;
        let count = n.r.u8()?;
        n.r.skip(3)?;
        let asked =
            |context: &&mut Context| context.call == header.call && context.result.is_none();
        let mut results = Vec::new();
        for _ in 0..count {
            results.push(n.u16()?);
            n.r.skip(22)?;
        }
        for (context, result) in self.contexts.iter_mut().filter(asked).zip(&results) {
            context.result = Some(*result);
        }
        // 0: acceptance. 3: negotiation of features, MS-RPCE §2.2.2.14.
        match results.iter().find(|result| !matches!(result, 0 | 3)) {
            Some(_) if results.contains(&0) => out.ok(),
            Some(result) => out.failed((*result).into(), "context_refused"),
            None => out.ok(),
        }
        Some(())
    }

    fn context(&self, id: u16) -> Option<&Context> {
        self.contexts.iter().find(|context| context.id == id)
    }

    /// C706 §12.6.4.9.
    fn request(
        &mut self,
        place: &Place,
        header: &Header,
        n: &mut Numbers<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        n.u32()?;
        let (context, opnum) = (n.u16()?, n.u16()?);
        if header.has_object() {
            n.r.skip(16)?;
        }
        let id = header.call;
        let known = self.calls.iter().position(|call| call.id == id);
        let transaction = match known.and_then(|at| self.calls.get(at)) {
            Some(call) if place.own && !header.is_first() => call.transaction,
            _ => place.transaction,
        };
        if let Some(at) = known {
            self.calls.remove(at);
        } else if self.calls.len() >= MAX_CALLS {
            self.calls.remove(0);
        }
        self.calls.push(Call { id, transaction, context, opnum });
        let row = self.called(context, opnum, transaction, header, out);
        if let Some(row) = row {
            out.refine(row.name, row.risk);
        }
        let stub = n.r.rest();
        out.values(stub);
        self.stub(place, header, transaction, stub, out);
        Some(())
    }

    /// What a call is, for rules and for people.
    fn called(
        &self,
        context: u16,
        opnum: u16,
        transaction: u32,
        header: &Header,
        out: &mut Sink<'_>,
    ) -> Option<&'static Row> {
        out.field("context_id", context);
        out.field("opnum", opnum);
        let known = self.context(context);
        if out.parts_wanted() && header.is_first() {
            out.number(transaction, "dcerpc.opnum", opnum.into());
            if !header.little {
                out.number(transaction, "dcerpc.big_endian", 1);
            }
            if let Some(is) = known.filter(|is| is.result == Some(0)) {
                lay(transaction, &is.uuid, is.version, is.first, out);
            }
        }
        let known = known?;
        name(&known.uuid, known.version, out);
        interfaces::operation(&known.uuid, opnum)
    }

    fn response(
        &mut self,
        place: &Place,
        header: &Header,
        n: &mut Numbers<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        n.u32()?;
        n.u32()?;
        let transaction = self.answer(place, header, out);
        out.ok();
        let stub = n.r.rest();
        out.values(stub);
        self.stub(place, header, transaction, stub, out);
        Some(())
    }

    /// C706 §12.6.4.7.
    fn fault(
        &mut self,
        place: &Place,
        header: &Header,
        n: &mut Numbers<'_>,
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let transaction = self.answer(place, header, out);
        n.r.skip(8)?;
        out.failed(n.u32()?, "fault");
        if place.own {
            out.done(transaction);
        }
        Some(())
    }

    /// Names the call that is answered; gives its transaction.
    fn answer(&mut self, place: &Place, header: &Header, out: &mut Sink<'_>) -> u32 {
        let at = self.calls.iter().position(|call| call.id == header.call);
        let Some(call) = at.and_then(|at| self.calls.get(at)) else { return place.transaction };
        let transaction = if place.own { call.transaction } else { place.transaction };
        let (context, opnum) = (call.context, call.opnum);
        self.called(context, opnum, transaction, header, out);
        if let Some(at) = at.filter(|_| header.is_last()) {
            self.calls.remove(at);
        }
        transaction
    }

    fn stub(
        &self,
        place: &Place,
        header: &Header,
        transaction: u32,
        stub: &[u8],
        out: &mut Sink<'_>,
    ) {
        out.more(transaction, "dcerpc.stub_data", stub);
        if header.is_last() && place.own {
            out.done(transaction);
        }
    }
}

/// The interface for rules: UUID as written, version, and whether its bind was a first fragment.
pub(super) fn lay(transaction: u32, uuid: &Uuid, version: u16, first: bool, out: &mut Sink<'_>) {
    let [high, low] = version.to_be_bytes();
    let shown = [&uuid[..], &[high, low, u8::from(first)]].concat();
    out.buffer(transaction, "dcerpc.iface", &shown);
}

/// The interface for people.
pub(super) fn name(uuid: &Uuid, version: u16, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    if let Some(name) = interfaces::name(uuid) {
        out.field("interface", name);
        out.named("interface", || name.to_owned());
    } else {
        out.named("interface", || pdu::show(uuid));
    }
    out.field("uuid", pdu::show(uuid));
    out.field("interface_version", version);
}
