//! Session, presentation and association control: what lies between COTP and MMS.
//!
//! Source: ISO 8327-1 §8.3 (SPDUs, parameters), ISO 8823-1 §8.2 (CP, CPA, user data),
//! ISO 8650-1 §9 (AARQ, AARE, RLRQ, ABRT), all also ITU-T X.225, X.226, X.227.

use crate::ber::{element, elements, find, is_context, unsigned};
use crate::cursor::{Reader, text};
use crate::sink::Sink;

/// Object identifiers of MMS: 1.0.9506.2, by its BER contents.
const MMS_OID: [u8; 4] = [0x28, 0xca, 0x22, 0x02];
/// Nested structures of presentation that are looked into.
const MAX_DEPTH: u8 = 4;

/// Session protocol data units. ISO 8327-1 table 11 and following: values of the SI field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spdu {
    Connect,
    Accept,
    Refuse,
    Finish,
    Disconnect,
    Abort,
    Data,
    /// MMS straight on the transport.
    None,
}

/// What a transport message carries, layer by layer.
pub(super) struct Carried<'a> {
    pub(super) spdu: Spdu,
    acse: Option<Acse<'a>>,
    /// The MMS PDU with its identifier octet.
    pub(super) mms: Option<&'a [u8]>,
}

/// An association control APDU, as far as it is of interest.
#[derive(Default)]
struct Acse<'a> {
    calling_title: Option<&'a [u8]>,
    called_title: Option<&'a [u8]>,
    authenticated: bool,
    result: Option<u32>,
}

/// Takes the layers off. `None` if the bytes are no session message and no MMS.
pub(super) fn unwrap(bytes: &[u8]) -> Option<Carried<'_>> {
    if is_pdu_tag(*bytes.first()?) {
        return Some(Carried { spdu: Spdu::None, acse: None, mms: Some(bytes) });
    }
    let (spdu, user) = session(bytes)?;
    let mut carried = Carried { spdu, acse: None, mms: None };
    presentation(user, &mut carried, 0);
    Some(carried)
}

/// SI, LI, parameters; user data is parameter 193 or 194. Data transfer comes behind a Give Tokens
/// SPDU, both empty: 01 00 01 00.
fn session(bytes: &[u8]) -> Option<(Spdu, &[u8])> {
    let mut r = Reader::new(bytes);
    let spdu = match r.u8()? {
        1 => Spdu::Data,
        8 | 10 => Spdu::Disconnect,
        9 => Spdu::Finish,
        12 => Spdu::Refuse,
        13 => Spdu::Connect,
        14 => Spdu::Accept,
        25 => Spdu::Abort,
        _ => return None,
    };
    let length = indicator(&mut r)?;
    if spdu == Spdu::Data {
        r.skip(length)?;
        (r.u8()? == 1).then_some(())?;
        let length = indicator(&mut r)?;
        r.skip(length)?;
        return Some((spdu, r.rest()));
    }
    let mut parameters = Reader::new(r.bytes(length.min(r.left()))?);
    let mut user: &[u8] = &[];
    while let Some(code) = parameters.u8() {
        let Some(length) = indicator(&mut parameters) else { break };
        let value = parameters.bytes(length.min(parameters.left())).unwrap_or_default();
        if matches!(code, 193 | 194) {
            user = value;
        }
    }
    Some((spdu, user))
}

/// A length of one octet, or of two behind 255. ISO 8327-1 §8.2.
fn indicator(r: &mut Reader<'_>) -> Option<usize> {
    match r.u8()? {
        255 => r.u16().map(usize::from),
        short => Some(short.into()),
    }
}

/// Looks for the user data in CP, CPA or plain data: [APPLICATION 1], a list of values.
fn presentation<'a>(content: &'a [u8], carried: &mut Carried<'a>, depth: u8) {
    for e in elements(content) {
        match e.tag {
            0x61 | 0x60 if depth > 0 || carried.spdu != Spdu::None => values(e.content, carried),
            // SET of CP and CPA; normal mode parameters [2], or [0] of an abort.
            0x31 | 0xa2 | 0xa0 if depth < MAX_DEPTH => {
                presentation(e.content, carried, depth + 1);
            }
            _ => {}
        }
        if carried.mms.is_some() || carried.acse.is_some() {
            return;
        }
    }
}

/// PDV-list: transfer syntax, context identifier, value [0], [1] or [2].
fn values<'a>(content: &'a [u8], carried: &mut Carried<'a>) {
    for list in elements(content).filter(|e| e.tag == 0x30) {
        for value in elements(list.content).filter(|e| is_context(e.tag)) {
            application(value.content, carried);
        }
    }
}

/// An APDU: association control is of class APPLICATION, MMS is context-specific.
fn application<'a>(content: &'a [u8], carried: &mut Carried<'a>) {
    let Some(apdu) = element(&mut Reader::new(content)) else { return };
    if is_pdu_tag(apdu.tag) {
        carried.mms.get_or_insert(content);
        return;
    }
    if !matches!(apdu.tag, 0x60..=0x64) {
        return;
    }
    let mut acse = Acse::default();
    for e in elements(apdu.content) {
        match (apdu.tag, e.tag) {
            (0x60, 0xa2) => acse.called_title = Some(e.content),
            (0x60, 0xa6) => acse.calling_title = Some(e.content),
            (0x61, 0xa2) => acse.result = find(e.content, 0x02).map(unsigned),
            (0x60, 0xac) => acse.authenticated = true,
            // User information: EXTERNAL with single-ASN1-type [0] or octet-aligned [1].
            (_, 0xbe) => {
                for external in elements(e.content).filter(|e| e.tag == 0x28) {
                    let value = elements(external.content).find(|e| is_context(e.tag));
                    carried.mms = value
                        .map(|v| v.content)
                        .filter(|mms| mms.first().is_some_and(|tag| is_pdu_tag(*tag)));
                }
            }
            _ => {}
        }
    }
    carried.acse = Some(acse);
}

/// Identifier octets of MMSpdu: [0] to [13], the cancel and conclude PDUs primitive.
fn is_pdu_tag(tag: u8) -> bool {
    matches!(tag, 0xa0..=0xa4 | 0xa7..=0xaa | 0xad | 0x85 | 0x86 | 0x8b | 0x8c)
}

/// What association control says, for the open message.
pub(super) fn report(carried: &Carried<'_>, out: &mut Sink<'_>) {
    let Some(acse) = &carried.acse else { return };
    for (name, title) in
        [("calling_ap_title", acse.calling_title), ("called_ap_title", acse.called_title)]
    {
        if let Some(oid) = title.and_then(|title| find(title, 0x06)).filter(|_| out.wanted()) {
            out.field(name, object_identifier(oid));
        }
    }
    if acse.authenticated {
        out.field("authentication", "password");
    }
    // Result of an AARE: 0 accepted, 1 and 2 rejected. ISO 8650-1 §9.
    match acse.result {
        Some(0) => out.ok(),
        Some(code) => out.failed(code, "association_rejected"),
        None => {}
    }
}

/// Dotted numbers. ITU-T X.690 §8.19.
fn object_identifier(content: &[u8]) -> String {
    let mut parts: Vec<u64> = Vec::new();
    let mut value = 0u64;
    for octet in content {
        value = value << 7 | u64::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            if parts.is_empty() {
                let root = (value / 40).min(2);
                parts.extend([root, value - root * 40]);
            } else {
                parts.push(value);
            }
            value = 0;
        }
    }
    let shown: Vec<String> = parts.iter().map(u64::to_string).collect();
    text(shown.join(".").as_bytes())
}

/// Whether user data is MMS beyond doubt.
pub(super) fn is_mms(user: &[u8]) -> bool {
    match user.first() {
        Some(13 | 14) => user.windows(MMS_OID.len()).any(|at| at == MMS_OID),
        Some(1) => session(user)
            .and_then(|(_, user)| first_value(user))
            .is_some_and(|apdu| is_pdu(apdu, false)),
        Some(_) => is_pdu(user, true),
        None => false,
    }
}

/// Whether a message that is not all there begins like MMS.
pub(super) fn may_become_mms(user: &[u8]) -> bool {
    match user {
        [13 | 14, ..] => true,
        [1, rest @ ..] => [0, 1, 0, 0x61].iter().zip(rest).all(|(want, got)| want == got),
        [tag, ..] => is_pdu_tag(*tag) && user.len() < 16,
        [] => true,
    }
}

/// The first presentation data value, though the lists around it may be cut short.
fn first_value(user: &[u8]) -> Option<&[u8]> {
    let data = element(&mut Reader::new(user)).filter(|e| e.tag == 0x61)?;
    let list = element(&mut Reader::new(data.content)).filter(|e| e.tag == 0x30)?;
    elements(list.content).find(|e| is_context(e.tag)).map(|e| e.content)
}

/// Whether bytes are an MMS PDU by their structure; `alone`: nothing around it vouches for it.
fn is_pdu(bytes: &[u8], alone: bool) -> bool {
    let mut r = Reader::new(bytes);
    let Some(pdu) = element(&mut r).filter(|e| is_pdu_tag(e.tag)) else { return false };
    if alone && (pdu.is_cut() || !r.is_empty()) {
        return false;
    }
    let mut r = Reader::new(pdu.content);
    match pdu.tag {
        // Conclude and cancel say too little to stand alone.
        0x85 | 0x86 | 0x8b | 0x8c | 0xad | 0xa7 => !alone && pdu.content.len() <= 8,
        // Invoke identifier, perhaps modifiers, then a context-specific service.
        0xa0 | 0xa1 => {
            let invoke = element(&mut r).filter(|e| e.tag == 0x02 && (1..=5).contains(&e.claimed));
            let service = element(&mut r).filter(|e| is_context(e.tag) || e.tag == 0x30);
            invoke.is_some() && service.is_some_and(|s| s.tag == 0x30 || s.number <= 87)
        }
        0xa2 => element(&mut r).is_some_and(|e| e.tag == 0x80 && e.claimed <= 5),
        0xa3 => element(&mut r).is_some_and(|e| matches!(e.tag, 0xa0..=0xa2)),
        0xa4 => element(&mut r).is_some_and(|e| is_context(e.tag) && e.claimed <= 5) && !alone,
        // Local detail may be left out; then come two numbers in context.
        0xa8 | 0xa9 => {
            let first: Vec<u8> = elements(pdu.content).take(2).map(|e| e.tag).collect();
            matches!(first.as_slice(), [0x80, 0x81] | [0x81, 0x82])
        }
        _ => false,
    }
}
