//! Data units: what a packet of each command carries.

use super::{COMMAND, Edition, Head, blocks, counted, table, time};
use crate::cursor::{Reader, text};
use crate::sink::Sink;

/// Codes of storage systems that are told.
const MAX_CODES: usize = 8;

/// Reads the data unit; `None` if it ends too early.
pub(super) fn unit(head: &Head<'_>, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    if head.response != COMMAND {
        return answer(head, r, out);
    }
    match head.command {
        1 => vehicle_login(head.edition, r, out),
        2 | 3 => {
            time(r, out)?;
            blocks::blocks(head.edition, r, out)
        }
        4 | 6 => {
            time(r, out)?;
            out.field("login_number", r.u16()?);
            Some(())
        }
        5 => platform_login(r, out),
        9 => activation(r, out),
        11 => key_exchange(r, out),
        0x80 => query(r, out),
        0x81 => {
            time(r, out)?;
            parameters(r, out)
        }
        0x82 => control(r, out),
        _ => Some(()),
    }
}

/// An answer keeps the time and leaves out the rest, but for parameters asked for. §6.3.2.
fn answer(head: &Head<'_>, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    if r.is_empty() || head.command == 10 {
        return Some(());
    }
    time(r, out)?;
    if head.command == 0x80 && !r.is_empty() { parameters(r, out) } else { Some(()) }
}

/// §7.1 table 6. The 2025 edition tells how many packs each system has, and their codes.
fn vehicle_login(edition: Edition, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    time(r, out)?;
    out.field("login_number", r.u16()?);
    out.text("iccid", r.bytes(20)?);
    let systems = r.u8()?;
    out.field("storage_systems", systems);
    let (codes, length) = match edition {
        Edition::Of2016 => (usize::from(systems), usize::from(r.u8()?)),
        Edition::Of2025 => {
            let packs = r.bytes(systems.into())?;
            (packs.iter().map(|packs| usize::from(*packs)).sum(), 24)
        }
    };
    for number in 0..if length == 0 { 0 } else { codes } {
        let code = r.bytes(length)?;
        if number < MAX_CODES {
            out.text("storage_code", code);
        }
    }
    Some(())
}

/// §7.4 table 21: the password passes by unseen.
fn platform_login(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    time(r, out)?;
    out.field("login_number", r.u16()?);
    out.text("user", r.bytes(12)?);
    r.skip(20 + 1)
}

/// GB/T 32960.3-2025 annex B.3.5.5 table B.3.
fn activation(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    time(r, out)?;
    out.text("chip", r.bytes(16)?);
    out.values(counted(r)?);
    r.skip(17)?;
    blocks::signature(r, out)
}

/// GB/T 32960.3-2025 §7.6 table 31: cipher, key, times of validity.
fn key_exchange(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("cipher", table::cipher(r.u8()?));
    counted(r)?;
    r.skip(12)
}

/// Annex B.3.5.4: time, count, identifiers.
fn query(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    time(r, out)?;
    let count = r.u8()?;
    let ids = r.bytes(count.into())?;
    list(ids.iter().copied(), out);
    Some(())
}

fn list(ids: impl Iterator<Item = u8>, out: &mut Sink<'_>) {
    if out.wanted() {
        let names: Vec<String> = ids.map(|id| id.to_string()).collect();
        out.field("parameters", names.join(","));
    }
}

/// Annex B.3.5.4: count, then identifier and value each. Versions are told.
fn parameters(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let count = r.u8()?;
    out.values(r.rest());
    let (mut ids, mut domain) = (Vec::new(), 0u8);
    for _ in 0..count {
        let id = r.u8()?;
        ids.push(id);
        // 5 and 14 are domain names whose length 4 and 13 told. Others have no known length.
        let length =
            if matches!(id, 5 | 14) { Some(domain.into()) } else { table::parameter_length(id) };
        let Some(length) = length else { break };
        let value = r.bytes(length)?;
        match id {
            4 | 13 => domain = value.first().copied().unwrap_or_default(),
            7 => out.text("hardware", value),
            8 => out.text("firmware", value),
            _ => {}
        }
    }
    list(ids.into_iter(), out);
    Some(())
}

/// Annex B.3.5.6: time, command, its parameters. An upgrade names where the software is to be had.
fn control(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    time(r, out)?;
    let code = r.u8()?;
    out.field("control", code);
    if let Some(operation) = table::control(code) {
        out.refine(operation.name, operation.risk);
    }
    out.values(r.rest());
    if code == 1 && out.wanted() {
        let what = text(r.rest());
        out.named("upgrade", || what);
    }
    Some(())
}
