//! System status lists: what the CPU tells about itself (System and Standard Functions, ch. 33).

use super::cpu::ORDER_NUMBER;
use crate::wire::word_length;

/// Firmware the CPU claims: V3.2.17.
const FIRMWARE: [u8; 3] = [3, 2, 17];

/// Component identification (0x1C), by index.
const COMPONENTS: [(u16, &str); 8] = [
    (1, "HUHANG-RANGE"),
    (2, "CPU 315-2 PN/DP"),
    (3, "BOILER-1"),
    (4, "Simulated by Huhang Range"),
    (5, "S C-HHRANGE00001"),
    (7, "CPU 315-2 PN/DP"),
    (8, ""),
    (9, "MC HHRANGE"),
];

/// One list: the length of its records, and the records.
struct List {
    record: usize,
    records: Vec<Vec<u8>>,
}

/// The answer to "read SZL", from the repeated id to the last record.
pub(super) fn read(id: u16, index: u16, running: bool) -> Option<Vec<u8>> {
    let list = list(id, index, running)?;
    let header = [id, index, word_length(list.record), word_length(list.records.len())];
    let mut out: Vec<u8> = header.iter().flat_map(|word| word.to_be_bytes()).collect();
    out.extend(list.records.concat());
    Some(out)
}

fn list(id: u16, index: u16, running: bool) -> Option<List> {
    let all = || Some(records(2, |id: &u16| id.to_be_bytes().to_vec(), &LISTS));
    match id {
        0x0000 => all(),
        0x0011 => Some(List { record: 28, records: modules().into_values().collect() }),
        0x0111 => Some(List { record: 28, records: vec![modules().remove(&index)?] }),
        0x001C => Some(records(34, component, &COMPONENTS)),
        0x011C => {
            let found = COMPONENTS.iter().find(|(number, _)| *number == index)?;
            Some(List { record: 34, records: vec![component(found)] })
        }
        0x0131 if index <= 1 => Some(single(40, &[0, 1, 0, 240, 0, 32, 0, 2, 0xDC, 0x6C])),
        0x0132 | 0x0232 if matches!(index, 0 | 4) => Some(single(40, &PROTECTION)),
        0x0424 => Some(single(20, &state(running))),
        _ => None,
    }
}

const LISTS: [u16; 9] = [0x0000, 0x0011, 0x0111, 0x001C, 0x011C, 0x0131, 0x0132, 0x0232, 0x0424];

/// Index 4: key switch and protection level 1, no password, selector in RUN-P.
const PROTECTION: [u8; 12] = [0, 4, 0, 1, 0, 0, 0, 1, 0, 2, 0, 0];

/// Event 0x4302 (RUN) or 0x4301 (STOP), then the operating state in the low half of byte 3.
fn state(running: bool) -> [u8; 4] {
    if running { [0x43, 0x02, 0xFF, 0x08] } else { [0x43, 0x01, 0xFF, 0x04] }
}

fn records<T>(record: usize, encode: impl Fn(&T) -> Vec<u8>, values: &[T]) -> List {
    List { record, records: values.iter().map(encode).collect() }
}

/// One record of the given length: these bytes, then zeros.
fn single(record: usize, bytes: &[u8]) -> List {
    let mut only = bytes.to_vec();
    only.resize(record, 0);
    List { record, records: vec![only] }
}

/// Index, then 32 bytes of text.
fn component((index, text): &(u16, &str)) -> Vec<u8> {
    let mut out = index.to_be_bytes().to_vec();
    out.extend_from_slice(text.as_bytes());
    out.resize(34, 0);
    out
}

/// Module identification (0x11): index 1 the module, 6 the hardware, 7 the firmware.
fn modules() -> std::collections::BTreeMap<u16, Vec<u8>> {
    let [major, minor, patch] = FIRMWARE;
    let record = |index: u16, order: &str, versions: [u8; 4]| {
        let mut out = index.to_be_bytes().to_vec();
        out.extend_from_slice(order.as_bytes());
        out.resize(22, b' ');
        out.extend_from_slice(&[0x00, 0xC0]);
        out.extend_from_slice(&versions);
        (index, out)
    };
    std::collections::BTreeMap::from([
        record(1, ORDER_NUMBER, [0, 5, 0, 1]),
        record(6, ORDER_NUMBER, [0, 5, 0, 1]),
        record(7, "", [b'V', major, minor, patch]),
    ])
}
