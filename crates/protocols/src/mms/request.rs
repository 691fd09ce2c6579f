//! Confirmed requests and unconfirmed services: what they name, and what they would do.

use model::observation::Kind;

use crate::ber::{Element, element, elements, find, is_context, unsigned};
use crate::cursor::{Reader, text};
use crate::sink::Sink;

use super::{Pending, data, table};

/// Objects of one message that become observations of their own.
const MAX_ITEMS: usize = 64;
/// Characters of a name: MMS identifiers have up to 32, IEC 61850 references up to 129.
const MAX_NAME: usize = 160;

fn clip(content: &[u8]) -> String {
    text(content.get(..MAX_NAME).unwrap_or(content))
}

/// ObjectName: vmd-specific [0], domain-specific [1], aa-specific [2]. ISO 9506-2 §7.5.
pub(super) fn object_name(e: &Element<'_>) -> Option<String> {
    Some(match e.tag {
        0x80 => clip(e.content),
        0x82 => format!("@{}", clip(e.content)),
        0xa1 => {
            let mut parts = elements(e.content);
            let (domain, item) = (parts.next()?, parts.next()?);
            format!("{}/{}", clip(domain.content), clip(item.content))
        }
        _ => return None,
    })
}

fn first_name(content: &[u8]) -> Option<String> {
    elements(content).next().and_then(|e| object_name(&e))
}

/// Path of a file: graphic strings.
pub(super) fn file_name(content: &[u8]) -> String {
    let parts: Vec<String> = elements(content).take(8).map(|e| clip(e.content)).collect();
    parts.concat()
}

/// VariableAccessSpecification: listOfVariable [0] or variableListName [1]. ISO 9506-2 §14.5.
fn variables(e: &Element<'_>, names: &mut Vec<String>) {
    match e.tag {
        0xa0 => {
            for item in elements(e.content).filter(|e| e.tag == 0x30).take(MAX_ITEMS) {
                let specification = elements(item.content).next();
                let name = specification
                    .filter(|s| s.tag == 0xa0)
                    .and_then(|s| first_name(s.content))
                    .unwrap_or_default();
                names.push(name);
            }
        }
        0xa1 => names.extend(first_name(e.content)),
        _ => {}
    }
}

/// Reads a confirmed request into the open message, and notes in `pending` what it names.
pub(super) fn read(service: Element<'_>, pending: &mut Pending, out: &mut Sink<'_>) {
    match service.number {
        4 => access(service.content, pending, out),
        5 => write(service.content, pending, out),
        1 => name_list(service.content, pending, out),
        _ => {
            if let Some(name) = subject(&service) {
                out.named(table::space(service.number), || name.clone());
                pending.names.push(name);
            }
        }
    }
}

/// The one object that most services name.
fn subject(service: &Element<'_>) -> Option<String> {
    let content = service.content;
    let name = match service.number {
        // Names of variables: an ObjectName behind name [0] or at once.
        6 => first_name(find(content, 0xa0)?)?,
        7..=12 | 14..=16 => first_name(content)?,
        13 => first_name(find(content, 0xa1)?)?,
        // Domains: a bare identifier, or domainName [0].
        26 | 28 | 34 | 35 => clip(find(content, 0x80)?),
        27 | 29 | 36 | 37 | 39 | 45 => clip(content),
        32 | 33 => clip(find(content, 0x80)?),
        // Program invocations: programInvocationName [0].
        38 | 40..=44 => clip(find(content, 0x80)?),
        // Files: FileName, a sequence of strings.
        46 => file_name(find(content, 0xa1)?),
        72 | 75 | 77 => file_name(find(content, 0xa0)?),
        76 => file_name(content),
        // Upload and file state machines by number.
        30 | 31 | 73 | 74 => unsigned(content).to_string(),
        _ => return None,
    };
    (!name.is_empty()).then_some(name)
}

/// objectClass [0], objectScope [1], continueAfter [2]. ISO 9506-2 §10.5.
fn name_list(content: &[u8], pending: &mut Pending, out: &mut Sink<'_>) {
    let class = find(content, 0xa0).and_then(|class| find(class, 0x80)).map(unsigned);
    if let Some(class) = class {
        out.field("object_class", table::object_class(class));
    }
    let scope = find(content, 0xa1).and_then(|scope| elements(scope).next());
    let name = match scope {
        Some(e) if e.tag == 0x81 => clip(e.content),
        Some(e) if e.tag == 0x80 => "vmd".to_owned(),
        _ => return,
    };
    out.named("domain", || name.clone());
    pending.names.push(name);
}

/// specificationWithResult [0], then VariableAccessSpecification [1]. ISO 9506-2 §14.6.
fn access(content: &[u8], pending: &mut Pending, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    if let Some(specification) = elements(content).find(|e| e.tag == 0xa1) {
        for e in elements(specification.content) {
            variables(&e, &mut pending.names);
        }
    }
    // Reading SBO selects the object for the control that follows. IEC 61850-8-1 §20.2.
    if pending.names.iter().any(|name| name.contains("$CO$") && name.ends_with("$SBO")) {
        pending.refined = Some(&table::SELECT);
        out.refine(table::SELECT.name, table::SELECT.risk);
    }
    let many = pending.names.len();
    for (at, name) in pending.names.iter().enumerate() {
        item(at, many, out);
        out.named("variable", || name.clone());
        if at + 1 < many {
            out.next_item();
        }
    }
}

pub(super) fn item(at: usize, many: usize, out: &mut Sink<'_>) {
    if many > 1 {
        out.field("item", u32::try_from(at).unwrap_or(u32::MAX));
        out.field("items", u32::try_from(many).unwrap_or(u32::MAX));
    }
}

/// VariableAccessSpecification, then listOfData [0]. ISO 9506-2 §14.7.
fn write(content: &[u8], pending: &mut Pending, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let mut r = Reader::new(content);
    let Some(specification) = element(&mut r) else { return };
    variables(&specification, &mut pending.names);
    let values = element(&mut r).filter(|e| e.tag == 0xa0).map_or(&[][..], |e| e.content);
    let mut values = elements(values);
    let many = pending.names.len();
    for (at, name) in pending.names.iter().enumerate() {
        item(at, many, out);
        out.named("variable", || name.clone());
        let refined = table::refined(name);
        match refined {
            Some(refined) => {
                out.refine(refined.name, refined.risk);
                if pending.refined.is_none_or(|before| before.risk < refined.risk) {
                    pending.refined = Some(refined);
                }
            }
            None => out.refine("write", table::service(5).risk),
        }
        if let Some(value) = values.next() {
            if refined.is_some_and(table::Refined::is_control) && value.tag == 0xa2 {
                data::control(&value, out);
            } else {
                data::report(&value, out);
            }
        }
        if at + 1 < many {
            out.next_item();
        }
    }
}

/// informationReport [0], unsolicitedStatus [1], eventNotification [2]. ISO 9506-2 §7.
pub(super) fn unconfirmed(content: &[u8], out: &mut Sink<'_>) {
    let service = elements(content).find(|e| is_context(e.tag));
    let number = service.map_or(u32::MAX, |e| e.number);
    out.begin(Kind::Spontaneous, table::unconfirmed(number));
    let Some(service) = service.filter(|_| number == 0 && out.wanted()) else { return };
    let mut r = Reader::new(service.content);
    let Some(specification) = element(&mut r) else { return };
    let results = element(&mut r).filter(|e| e.tag == 0xa0).map_or(&[][..], |e| e.content);
    out.values(results);
    let mut names = Vec::new();
    variables(&specification, &mut names);
    let is_list = specification.tag == 0xa1;
    if is_list && data::report_of(elements(results), out) {
        out.refine("report", table::unconfirmed(0).risk);
        return;
    }
    if names.iter().any(|name| name.ends_with("$Oper") || name == "LastApplError") {
        out.refine("command_termination", table::unconfirmed(0).risk);
    }
    let best = names.iter().find(|name| name.ends_with("$Oper")).or(names.first());
    if let Some(name) = best {
        out.named("variable", || name.clone());
    }
}
