//! What the services say. ASHRAE 135-2020 clauses 13 to 17.

use crate::bacnet::properties::{LIST, RESULTS, SINGLE, Target, Teller, Telling};
use crate::bacnet::tags::{CHARACTERS, Class, ENUMERATED, Item, OBJECT, UNSIGNED, item};
use crate::bacnet::{Apdu, COMPLEX_ACK, CONFIRMED, Talk, UNCONFIRMED, names, tags};
use crate::cursor::Reader;
use crate::protocol::End;
use crate::sink::Sink;
use model::observation::Risk;

/// Elements looked at in a service without a layout of its own.
const MAX_ITEMS: usize = 16;

/// Reads the body of a message whose operation is open.
pub(super) fn read(talk: &mut Talk, from: End, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    match apdu.kind {
        UNCONFIRMED => unconfirmed(apdu, out),
        CONFIRMED => request(talk, from, apdu, out),
        COMPLEX_ACK => {
            let invoke = apdu.invoke.unwrap_or_default();
            let asked = from.other().of_mut(&mut talk.asked).remove(&invoke);
            acknowledged(talk, asked, apdu, out);
        }
        _ => {}
    }
}

fn telling(apdu: &Apdu<'_>) -> Telling {
    let writes = match (apdu.kind, apdu.service) {
        (CONFIRMED, 15) => Some("write_property"),
        (CONFIRMED, 16) => Some("write_property_multiple"),
        _ => None,
    };
    Telling { invoke: apdu.invoke, writes, answers: apdu.kind == COMPLEX_ACK }
}

fn request(talk: &mut Talk, from: End, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    let mut target = Target::default();
    let mut r = Reader::new(apdu.body);
    match apdu.service {
        6 | 7 => target = talk.files.request(apdu, out),
        8 | 9 | 12 | 15 | 26 => target = single(apdu, out),
        14 | 16 => {
            let mut teller = Teller::new(out, telling(apdu));
            teller.objects(&mut r, LIST);
            target = teller.target;
        }
        1 => cov(&mut r, apdu, out),
        11 => target = object_in(apdu.body, Class::Application, OBJECT, out),
        5 | 28 | 30 | 0 => target = object_in(apdu.body, Class::Context, 1, out),
        27 => target = object_in(apdu.body, Class::Context, 3, out),
        17 => communication(apdu.body, out),
        18 => private(apdu.body, out),
        20 => reinitialize(apdu.body, out),
        10 => create(apdu.body, out),
        _ => out.values(apdu.body),
    }
    if let Some(invoke) = apdu.invoke {
        from.of_mut(&mut talk.asked).insert(invoke, target);
    }
}

fn acknowledged(talk: &mut Talk, asked: Option<Target>, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    out.ok();
    let mut r = Reader::new(apdu.body);
    match apdu.service {
        12 | 26 => drop(single(apdu, out)),
        14 => Teller::new(out, telling(apdu)).objects(&mut r, RESULTS),
        6 | 7 => talk.files.answer(asked, apdu, out),
        10 => drop(object_in(apdu.body, Class::Application, OBJECT, out)),
        _ => {
            if let Some(target) = asked {
                target.name(out);
            }
            out.values(apdu.body);
        }
    }
}

/// One property of one object: context tags 0, 1, 2 and what follows.
fn single(apdu: &Apdu<'_>, out: &mut Sink<'_>) -> Target {
    let mut r = Reader::new(apdu.body);
    let object = item(&mut r).filter(|item| item.is(Class::Context, 0));
    let Some(object) = object.and_then(|item| item.object()) else {
        out.anomaly("bacnet.object", 0, "object_identifier");
        return Target::default();
    };
    let mut teller = Teller::new(out, telling(apdu));
    teller.target.object = Some(object);
    teller.list(&mut r, SINGLE);
    teller.target
}

/// §13.14: process, device, object, time, then the list of values.
fn cov(r: &mut Reader<'_>, apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    let mut teller = Teller::new(out, telling(apdu));
    for _ in 0..MAX_ITEMS {
        let Some(item) = item(r) else { return };
        match (item.class, item.number) {
            (Class::Context, 1) => {
                if let Some(device) = item.object() {
                    teller.out.field("device", device.instance);
                }
            }
            (Class::Context, 2) => teller.target.object = item.object(),
            (Class::Opening, 4) => return teller.list(r, LIST),
            _ => {}
        }
    }
}

/// Elements outside of constructed ones, as many as are worth looking at.
fn items(body: &[u8]) -> impl Iterator<Item = Item<'_>> {
    let mut r = Reader::new(body);
    std::iter::from_fn(move || item(&mut r)).take(MAX_ITEMS)
}

fn object_in(body: &[u8], class: Class, number: u8, out: &mut Sink<'_>) -> Target {
    let found = items(body).find(|item| item.is(class, number));
    let target = Target { object: found.and_then(|item| item.object()), ..Target::default() };
    target.name(out);
    target
}

/// DeviceCommunicationControl. §16.1.
fn communication(body: &[u8], out: &mut Sink<'_>) {
    for item in items(body).filter(|item| item.class == Class::Context) {
        match item.number {
            0 => out.field("duration", item.unsigned()),
            1 => out.field(
                "state",
                match item.unsigned() {
                    0 => "enable",
                    1 => "disable",
                    2 => "disable_initiation",
                    _ => "unknown",
                },
            ),
            2 => out.field("password", true),
            _ => {}
        }
    }
}

/// ReinitializeDevice. §16.4. Backup and restore stop nothing, they move the configuration.
fn reinitialize(body: &[u8], out: &mut Sink<'_>) {
    for item in items(body).filter(|item| item.class == Class::Context) {
        match item.number {
            0 => {
                let state = item.unsigned();
                if (2..=6).contains(&state) {
                    out.refine("reinitialize_device", Risk::Program);
                }
                out.field("state", state_name(state));
            }
            1 => out.field("password", true),
            _ => {}
        }
    }
}

/// reinitializedStateOfDevice. §16.4.1.1.1.
fn state_name(state: u32) -> &'static str {
    match state {
        0 => "coldstart",
        1 => "warmstart",
        2 => "start_backup",
        3 => "end_backup",
        4 => "start_restore",
        5 => "end_restore",
        6 => "abort_restore",
        7 => "activate_changes",
        _ => "unknown",
    }
}

/// ConfirmedPrivateTransfer, UnconfirmedPrivateTransfer. §16.2, §16.3.
fn private(body: &[u8], out: &mut Sink<'_>) {
    for item in items(body).filter(|item| item.class == Class::Context) {
        match item.number {
            0 => vendor(item.unsigned(), out),
            1 => out.field("service", item.unsigned()),
            _ => {}
        }
    }
    out.values(body);
}

fn vendor(id: u32, out: &mut Sink<'_>) {
    out.field("vendor_id", id);
    if let Some(name) = names::vendor(id) {
        out.field("vendor", name);
    }
}

/// CreateObject. §15.3: a type (context 0) or an object identifier (context 1).
fn create(body: &[u8], out: &mut Sink<'_>) {
    let inner = items(body).find(|item| item.class == Class::Context);
    let Some(inner) = inner else { return };
    let object = if inner.number == 1 {
        inner.object()
    } else {
        Some(tags::ObjectId { kind: inner.unsigned(), instance: 0 })
    };
    Target { object, ..Target::default() }.name(out);
}

fn unconfirmed(apdu: &Apdu<'_>, out: &mut Sink<'_>) {
    match apdu.service {
        0 => i_am(apdu.body, out),
        1 | 7 => have(apdu.body, out),
        2 => cov(&mut Reader::new(apdu.body), apdu, out),
        4 => private(apdu.body, out),
        6 | 9 => moment(apdu.body, out),
        8 => limits(apdu.body, out),
        _ => out.values(apdu.body),
    }
}

/// I-Am. §16.10: device, largest APDU, segmentation, vendor.
fn i_am(body: &[u8], out: &mut Sink<'_>) {
    let mut numbers = 0;
    let mut whole = false;
    for item in items(body) {
        match (item.class, item.number) {
            (Class::Application, OBJECT) => {
                if let Some(object) = item.object() {
                    Target { object: Some(object), ..Target::default() }.name(out);
                    out.field("device", object.instance);
                }
            }
            (Class::Application, UNSIGNED) if numbers == 0 => {
                numbers = 1;
                out.field("max_apdu", item.unsigned());
            }
            (Class::Application, UNSIGNED) => {
                whole = true;
                vendor(item.unsigned(), out);
            }
            (Class::Application, ENUMERATED) => out.field("segmentation", item.unsigned()),
            _ => {}
        }
    }
    if !whole {
        out.anomaly("bacnet.i_am_incomplete", 0, "vendor_id");
    }
}

/// Who-Has and I-Have. §16.9: an object by identifier or name.
fn have(body: &[u8], out: &mut Sink<'_>) {
    let mut target = Target::default();
    for item in items(body) {
        match (item.class, item.number) {
            (Class::Application, OBJECT) => {
                let object = item.object();
                if let (Some(first), None) = (object, target.object) {
                    out.field("device", first.instance);
                }
                target.object = object;
            }
            (Class::Context, 2) => target.object = item.object(),
            (Class::Application, CHARACTERS) | (Class::Context, 3) if out.wanted() => {
                out.field("name", item.text());
            }
            (Class::Context, 0) => out.field("low_limit", item.unsigned()),
            (Class::Context, 1) => out.field("high_limit", item.unsigned()),
            _ => {}
        }
    }
    target.name(out);
}

/// Who-Is. §16.10.
fn limits(body: &[u8], out: &mut Sink<'_>) {
    for item in items(body) {
        match item.number {
            0 => out.field("low_limit", item.unsigned()),
            1 => out.field("high_limit", item.unsigned()),
            _ => {}
        }
    }
}

/// TimeSynchronization. §16.7.
fn moment(body: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let parts: Vec<String> = items(body)
        .take(2)
        .map(|item| match item.value() {
            model::observation::Value::Text(text) => text.into_owned(),
            _ => String::new(),
        })
        .collect();
    out.field("value", parts.join(" "));
}

/// Error class and code, wherever in the error they stand. §18, §20.1.7.
pub(super) fn error(body: &[u8], out: &mut Sink<'_>) {
    let mut codes =
        items(body).filter(|item| item.is(Class::Application, ENUMERATED)).map(|i| i.unsigned());
    match (codes.next(), codes.next()) {
        (Some(class), Some(code)) => {
            out.field("error_class", class);
            out.failed(code, names::error(code));
        }
        _ => {
            out.failed(0, "other");
            out.anomaly("bacnet.error", 0, "error_code");
        }
    }
}
