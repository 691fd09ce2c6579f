//! Configuration frames: stations, channels, and how data frames are laid out.
//!
//! Source: IEEE C37.118.2-2011 §6.4, tables 8 to 14.

use crate::cursor::{Reader, text};
use crate::sink::Sink;

/// Stations of one frame that become observations of their own.
const MAX_UNITS: u16 = 64;
/// Names listed of one station's phasors.
const MAX_NAMES: usize = 24;
/// Octets of a name in configurations 1 and 2.
const NAME: usize = 16;

/// How one unit's part of a data frame is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    format: u16,
    phasors: u16,
    analogs: u16,
    digitals: u16,
    nominal: u8,
}

impl Unit {
    /// Bits of FORMAT: 3 FREQ and DFREQ, 2 analogues, 1 phasors in floating point.
    fn is_float(self, bit: u16) -> bool {
        self.format & (1 << bit) != 0
    }

    pub(super) fn phasor_octets(&self) -> usize {
        usize::from(self.phasors) * if self.is_float(1) { 8 } else { 4 }
    }

    pub(super) fn octets(&self) -> usize {
        let analog = if self.is_float(2) { 4 } else { 2 };
        let frequency = if self.is_float(3) { 8 } else { 4 };
        2 + self.phasor_octets()
            + frequency
            + usize::from(self.analogs) * analog
            + usize::from(self.digitals) * 2
    }

    /// FREQ: hertz, or millihertz away from the nominal frequency.
    pub(super) fn frequency(&self, r: &mut Reader<'_>) -> Option<f64> {
        if self.is_float(3) {
            return Some(f64::from(f32::from_bits(r.u32()?))).filter(|hertz| hertz.is_finite());
        }
        let deviation = f64::from(r.u16()?.cast_signed());
        Some(f64::from(self.nominal) + deviation / 1000.0)
    }
}

/// TIME_BASE, NUM_PMU, the units, DATA_RATE; configuration 3 begins with CONT_IDX.
pub(super) fn read(third: bool, id: u16, body: &[u8], out: &mut Sink<'_>) -> Option<Vec<Unit>> {
    let mut r = Reader::new(body);
    if third {
        r.u16()?;
    }
    r.skip(4)?;
    let count = r.u16()?;
    let told = count.min(MAX_UNITS);
    let mut units = Vec::new();
    for at in 0..told {
        out.field("id_code", id);
        out.field("units", count);
        units.push(if third { unit_3(&mut r, out)? } else { unit(&mut r, out)? });
        if at + 1 < told {
            out.next_item();
        }
    }
    // A frame with more units than are followed cannot be held against its data.
    Some(if told == count { units } else { Vec::new() })
}

struct Counts {
    phasors: u16,
    analogs: u16,
    digitals: u16,
}

impl Counts {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self { phasors: r.u16()?, analogs: r.u16()?, digitals: r.u16()? })
    }
}

/// STN, IDCODE, FORMAT, counts, names (a digital word has 16), units, FNOM, CFGCNT.
fn unit(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<Unit> {
    let station = r.bytes(NAME)?;
    let (id, format) = (r.u16()?, r.u16()?);
    let counts = Counts::read(r)?;
    let mut names = Vec::new();
    for at in 0..usize::from(counts.phasors) {
        let phasor = r.bytes(NAME)?;
        if at < MAX_NAMES && out.wanted() {
            names.push(text(phasor));
        }
    }
    let others = usize::from(counts.analogs) + 16 * usize::from(counts.digitals);
    r.skip(NAME * others)?;
    let scales = usize::from(counts.phasors) + usize::from(counts.analogs);
    r.skip(4 * (scales + usize::from(counts.digitals)))?;
    station_fields(station, id, &counts, &names, out);
    tail(r, format, &counts, out)
}

/// Names behind a length octet, a global id, larger scales, place and class of the unit.
fn unit_3(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<Unit> {
    let station = counted(r)?;
    let id = r.u16()?;
    let global = r.bytes(16)?;
    let format = r.u16()?;
    let counts = Counts::read(r)?;
    let mut names = Vec::new();
    for at in 0..usize::from(counts.phasors) {
        let phasor = counted(r)?;
        if at < MAX_NAMES && out.wanted() {
            names.push(text(phasor));
        }
    }
    for _ in 0..usize::from(counts.analogs) + 16 * usize::from(counts.digitals) {
        counted(r)?;
    }
    let scales = 12 * usize::from(counts.phasors) + 8 * usize::from(counts.analogs);
    r.skip(scales + 4 * usize::from(counts.digitals))?;
    // Latitude, longitude, elevation, service class, window, group delay.
    r.skip(4 + 4 + 4 + 1 + 4 + 4)?;
    station_fields(station, id, &counts, &names, out);
    if global.iter().any(|octet| *octet != 0) && out.wanted() {
        let shown: String = global.iter().map(|octet| format!("{octet:02x}")).collect();
        out.field("global_id", shown);
    }
    tail(r, format, &counts, out)
}

fn counted<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = r.u8()?;
    r.bytes(length.into())
}

fn station_fields(station: &[u8], id: u16, counts: &Counts, names: &[String], out: &mut Sink<'_>) {
    out.named("station", || text(station));
    out.text("name", station);
    out.field("station_id", id);
    out.field("phasor_count", counts.phasors);
    out.field("analog_count", counts.analogs);
    out.field("digital_count", counts.digitals);
    out.text("phasors", names.join(",").as_bytes());
}

/// FNOM (bit 0: 50 Hz, else 60) and CFGCNT.
fn tail(r: &mut Reader<'_>, format: u16, counts: &Counts, out: &mut Sink<'_>) -> Option<Unit> {
    let nominal = if r.u16()? & 1 == 1 { 50 } else { 60 };
    out.field("nominal_frequency", nominal);
    out.field("configuration_count", r.u16()?);
    Some(Unit {
        format,
        phasors: counts.phasors,
        analogs: counts.analogs,
        digitals: counts.digitals,
        nominal,
    })
}
