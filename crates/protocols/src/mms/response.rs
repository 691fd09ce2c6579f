//! Confirmed responses: how each object went, and who the server says it is.

use crate::ber::{Element, elements, find, unsigned};
use crate::sink::Sink;

use super::{Pending, data, name_first, request, table};

/// Reads a confirmed response into the open message.
pub(super) fn read(service: Element<'_>, asked: Option<&Pending>, out: &mut Sink<'_>) {
    match service.number {
        0 => status(service.content, out),
        1 => name_list(service.content, asked, out),
        2 => identify(service.content, out),
        4 => read_results(service.content, asked, out),
        5 => write_results(service.content, asked, out),
        _ => name_first(asked, out),
    }
}

/// vmdLogicalStatus [0], vmdPhysicalStatus [1]. ISO 9506-2 §10.2.
fn status(content: &[u8], out: &mut Sink<'_>) {
    for (tag, name) in [(0x80, "logical_status"), (0x81, "physical_status")] {
        if let Some(value) = find(content, tag) {
            out.field(name, unsigned(value));
        }
    }
}

/// vendorName [0], modelName [1], revision [2]. ISO 9506-2 §10.4.
fn identify(content: &[u8], out: &mut Sink<'_>) {
    for (tag, name) in [(0x80, "vendor"), (0x81, "model"), (0x82, "firmware")] {
        out.text(name, find(content, tag).unwrap_or_default());
    }
}

/// listOfIdentifier [0], moreFollows [1].
fn name_list(content: &[u8], asked: Option<&Pending>, out: &mut Sink<'_>) {
    name_first(asked, out);
    let names = find(content, 0xa0).unwrap_or_default();
    out.values(names);
    if !out.wanted() {
        return;
    }
    out.field("names", u32::try_from(elements(names).count()).unwrap_or(u32::MAX));
    if let Some(first) = elements(names).next() {
        out.text("first_name", first.content);
    }
    // A domain of IEC 61850 is a logical device: its name tells the IED.
    if let Some(more) = find(content, 0x81) {
        out.field("more_follows", unsigned(more) != 0);
    }
}

/// listOfAccessResult [1]: failure [0] or Data. ISO 9506-2 §14.6.
fn read_results(content: &[u8], asked: Option<&Pending>, out: &mut Sink<'_>) {
    let results = elements(content).find(|e| e.tag == 0xa1).map_or(&[][..], |e| e.content);
    if !out.wanted() {
        return;
    }
    let selects = asked.is_some_and(|asked| asked.refined.is_some());
    each(results, asked, out, |result, name, out| {
        if result.tag == 0x80 {
            fail(result, out);
        } else if selects && result.tag == 0x8a && result.content.is_empty() {
            // An empty reference: not selected. IEC 61850-8-1 §20.2.
            out.failed(0, "not_selected");
        } else {
            out.ok();
            data::report(result, out);
            if let (Some(field), Some(value)) = (name.and_then(nameplate), data::single(result)) {
                out.field(field, value);
            }
        }
    });
}

/// failure [0] or success [1] for each variable. ISO 9506-2 §14.7.
fn write_results(content: &[u8], asked: Option<&Pending>, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    each(content, asked, out, |result, _, out| match result.tag {
        0x80 => fail(result, out),
        _ => out.ok(),
    });
}

fn fail(result: &Element<'_>, out: &mut Sink<'_>) {
    let code = unsigned(result.content);
    out.failed(code, table::access_error(code));
}

/// One observation for each result, with the name of the object it belongs to.
fn each(
    results: &[u8],
    asked: Option<&Pending>,
    out: &mut Sink<'_>,
    tell: impl Fn(&Element<'_>, Option<&str>, &mut Sink<'_>),
) {
    let names = asked.map_or(&[][..], |asked| asked.names.as_slice());
    // A list read by its name has more results than names: they are told as one.
    let found = elements(results).count();
    let many = found.min(names.len());
    if found != names.len() || many == 0 {
        name_first(asked, out);
        out.values(results);
        if let Some(failure) = elements(results).find(|e| e.tag == 0x80) {
            tell(&failure, None, out);
        }
        return;
    }
    for (at, (result, name)) in elements(results).zip(names).enumerate() {
        request::item(at, many, out);
        if !name.is_empty() {
            out.named("variable", || name.clone());
        }
        tell(&result, Some(name), out);
        if at + 1 < many {
            out.next_item();
        }
    }
}

/// The field that an attribute of a name plate is. IEC 61850-7-4 §5 and 7-3 §7.8 (DPL, LPL).
fn nameplate(name: &str) -> Option<&'static str> {
    let (_, attribute) = name.rsplit_once("$DC$PhyNam$").or_else(|| {
        let (_, rest) = name.split_once("LLN0$DC$NamPlt$")?;
        Some(("", rest))
    })?;
    Some(match attribute {
        "vendor" => "vendor",
        "model" => "model",
        "serNum" => "serial",
        "swRev" => "firmware",
        "hwRev" => "hardware",
        "name" => "name",
        "location" => "location",
        _ => return None,
    })
}
