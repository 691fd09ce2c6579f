//! What a message lays open for rules: numbers, events, files.
//!
//! Numbers: `modbus.function`, `modbus.category`, `modbus.unit`, `modbus.subfunction` (diagnostics,
//! encapsulated interfaces, UMAS), `modbus.exception`; of requests `modbus.access`,
//! `modbus.address` (as in the message, from 0), `modbus.quantity` and `modbus.value` (one for each
//! value written, in order; coils 0 or 1).
//! Events have the names of Suricata's `app-layer-event:modbus.*`.
//!
//! Source: MODBUS V1.1b3 §5 (categories of functions), §6; §6.14 and §6.15 (files).

use crate::cursor::{Reader, u16_at};
use crate::listen::FileHead;
use crate::sink::Sink;

/// Bits of `modbus.access`.
const READ: u64 = 1;
const WRITE: u64 = 1 << 1;
const DISCRETES: u64 = 1 << 2;
const COILS: u64 = 1 << 3;
const INPUT: u64 = 1 << 4;
const HOLDING: u64 = 1 << 5;
const SINGLE: u64 = 1 << 6;
const MULTIPLE: u64 = 1 << 7;

fn access(code: u8) -> u64 {
    match code {
        1 => READ | COILS,
        2 => READ | DISCRETES,
        3 | 24 => READ | HOLDING,
        4 => READ | INPUT,
        5 => WRITE | COILS | SINGLE,
        6 | 22 => WRITE | HOLDING | SINGLE,
        15 => WRITE | COILS | MULTIPLE,
        16 => WRITE | HOLDING | MULTIPLE,
        23 => READ | WRITE | HOLDING | MULTIPLE,
        20 => READ,
        21 => WRITE,
        _ => 0,
    }
}

/// Bits of `modbus.category`: public and assigned, public but not assigned, for anyone's use,
/// reserved for companies' old products. V1.1b3 §5, figure 10 and annex A.
fn category(code: u8, sub: Option<u16>) -> u64 {
    const ASSIGNED: u64 = 1;
    const UNASSIGNED: u64 = 1 << 1;
    const USER: u64 = 1 << 2;
    const RESERVED: u64 = 1 << 3;
    match code {
        8 => match sub {
            Some(0..=4 | 10..=18 | 20) | None => ASSIGNED,
            Some(19 | 21..=65_535) => RESERVED,
            Some(_) => UNASSIGNED,
        },
        43 => match sub {
            Some(13 | 14) | None => ASSIGNED,
            Some(_) => RESERVED,
        },
        1..=7 | 11 | 12 | 15..=17 | 20..=24 => ASSIGNED,
        9 | 10 | 13 | 14 | 41 | 42 | 90 | 91 | 125..=127 => RESERVED,
        65..=72 | 100..=110 => USER,
        _ => UNASSIGNED,
    }
}

/// Lays a message open; `pdu` begins with the function code.
pub(super) fn tell(tx: u32, unit: u8, pdu: &[u8], response: bool, out: &mut Sink<'_>) {
    if !out.parts_wanted() {
        return;
    }
    let Some((function, data)) = pdu.split_first() else { return };
    let code = function & !super::EXCEPTION;
    let sub = match code {
        8 => u16_at(data, 0),
        43 => data.first().map(|byte| u16::from(*byte)),
        super::UMAS if !response => data.get(1).map(|byte| u16::from(*byte)),
        _ => None,
    };
    out.number(tx, "modbus.function", code.into());
    out.number(tx, "modbus.category", category(code, sub));
    out.number(tx, "modbus.unit", unit.into());
    if let Some(sub) = sub {
        out.number(tx, "modbus.subfunction", sub.into());
    }
    if function & super::EXCEPTION != 0 {
        if let Some(code) = data.first() {
            out.number(tx, "modbus.exception", (*code).into());
        }
    } else if !response {
        let _ = accesses(tx, code, data, out);
    }
}

/// What a request reads or writes.
fn accesses(tx: u32, code: u8, data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let bits = access(code);
    if bits == 0 {
        return Some(());
    }
    out.number(tx, "modbus.access", bits);
    let mut r = Reader::new(data);
    if code == 23 {
        place(tx, r.u16()?, r.u16()?, out);
    }
    match code {
        1..=4 | 15 | 16 | 23 => place(tx, r.u16()?, r.u16()?, out),
        5 | 6 | 22 | 24 => place(tx, r.u16()?, 1, out),
        _ => return Some(()),
    }
    match code {
        5 => out.number(tx, "modbus.value", u64::from(r.u16()? != 0)),
        6 => out.number(tx, "modbus.value", r.u16()?.into()),
        15 => {
            let count = u16_at(data, 2)?;
            r.u8()?;
            for n in 0..usize::from(count) {
                let byte = r.rest().get(n / 8)?;
                out.number(tx, "modbus.value", u64::from(byte >> (n % 8) & 1));
            }
        }
        16 | 23 => {
            r.u8()?;
            while let Some(value) = r.u16() {
                out.number(tx, "modbus.value", value.into());
            }
        }
        _ => {}
    }
    Some(())
}

fn place(tx: u32, address: u16, quantity: u16, out: &mut Sink<'_>) {
    out.number(tx, "modbus.address", address.into());
    out.number(tx, "modbus.quantity", quantity.into());
}

/// Groups of one file request that are followed. V1.1b3 §6.14.
pub(super) const MAX_GROUPS: usize = 8;

/// File, record, words: one group of a file request.
pub(super) type Group = (u16, u16, u16);

/// The groups of a request; for writes the words of each lie between.
pub(super) fn groups(data: &[u8], write: bool) -> [Option<Group>; MAX_GROUPS] {
    let mut groups = [None; MAX_GROUPS];
    let mut r = Reader::new(data.get(1..).unwrap_or_default());
    for slot in &mut groups {
        let (Some(_), Some(file), Some(record), Some(words)) = (r.u8(), r.u16(), r.u16(), r.u16())
        else {
            break;
        };
        *slot = Some((file, record, words));
        if write && r.skip(2 * usize::from(words)).is_none() {
            break;
        }
    }
    groups
}

/// Files open at a time in one flow.
const MAX_OPEN: usize = 8;

/// A transfer that has begun.
#[derive(Clone, Copy)]
struct Open {
    number: u32,
    /// File, and whether it goes to the device.
    file: (u16, bool),
    /// Where its bytes end so far, and whether there is no hole before.
    end: u64,
    whole: bool,
}

/// Files and programs on their way.
#[derive(Default)]
pub(super) struct Files {
    open: Vec<Open>,
    files: u32,
    umas: Option<(u32, bool)>,
}

impl Files {
    /// The records of a write.
    pub(super) fn written(&mut self, tx: u32, data: &[u8], out: &mut Sink<'_>) -> Option<()> {
        let mut r = Reader::new(data);
        r.u8()?;
        while !r.is_empty() {
            r.u8()?;
            let (file, record, words) = (r.u16()?, r.u16()?, r.u16()?);
            let bytes = r.bytes(2 * usize::from(words))?;
            self.record(tx, (file, true), record, bytes, out);
        }
        Some(())
    }

    /// The records of a response: each with its length and reference type. V1.1b3 §6.14
    pub(super) fn read(
        &mut self,
        tx: u32,
        asked: &[Option<Group>],
        data: &[u8],
        out: &mut Sink<'_>,
    ) -> Option<()> {
        let mut r = Reader::new(data);
        r.u8()?;
        for (file, record, _) in asked.iter().flatten() {
            let length = usize::from(r.u8()?).checked_sub(1)?;
            r.u8()?;
            self.record(tx, (*file, false), *record, r.bytes(length)?, out);
        }
        Some(())
    }

    /// A record is a word: record 0 begins the file anew.
    fn record(
        &mut self,
        tx: u32,
        file: (u16, bool),
        record: u16,
        bytes: &[u8],
        out: &mut Sink<'_>,
    ) {
        let known = self.open.iter().position(|open| open.file == file);
        let begun = match known {
            Some(at) if record == 0 => {
                let open = self.open.remove(at);
                out.file_ends(open.number, open.whole);
                None
            }
            known => known,
        };
        let at = match begun {
            Some(at) => at,
            None => self.begin(tx, file, out),
        };
        let Some(open) = self.open.get_mut(at) else { return };
        let place = 2 * u64::from(record);
        open.whole &= place == open.end;
        open.end = place + bytes.len() as u64;
        out.file_data(open.number, Some(place), bytes);
    }

    fn begin(&mut self, tx: u32, file: (u16, bool), out: &mut Sink<'_>) -> usize {
        if self.open.len() >= MAX_OPEN {
            let oldest = self.open.remove(0);
            out.file_ends(oldest.number, oldest.whole);
        }
        let number = self.next();
        let head = FileHead {
            class: "program",
            name: format!("file {}", file.0).into(),
            kind: "modbus file record".into(),
            announced: None,
            to_server: file.1,
        };
        out.file_begins(tx, number, &head);
        self.open.push(Open { number, file, end: 0, whole: true });
        self.open.len() - 1
    }

    fn next(&mut self) -> u32 {
        self.files = self.files.wrapping_add(1);
        self.files
    }

    /// The transfer of a controller's project begins.
    pub(super) fn project_begins(
        &mut self,
        tx: u32,
        to_server: bool,
        announced: Option<u64>,
        out: &mut Sink<'_>,
    ) {
        self.project_ends(false, out);
        let number = self.next();
        let head = FileHead {
            class: "program",
            name: "project".into(),
            kind: "umas".into(),
            announced,
            to_server,
        };
        out.file_begins(tx, number, &head);
        self.umas = Some((number, to_server));
    }

    pub(super) fn project_data(&mut self, to_server: bool, data: &[u8], out: &mut Sink<'_>) {
        if let Some((number, way)) = self.umas
            && way == to_server
        {
            out.file_data(number, None, data);
        }
    }

    pub(super) fn project_ends(&mut self, complete: bool, out: &mut Sink<'_>) {
        if let Some((number, _)) = self.umas.take() {
            out.file_ends(number, complete);
        }
    }
}
