//! Synchrophasors: phasor measurement units and their data concentrators.
//!
//! Source: IEEE C37.118.2-2011 §6 (message framework: SYNC, FRAMESIZE, IDCODE, SOC, FRACSEC, CHK;
//! data, header, configuration 1 to 3 and command frames), Annex B (CRC); IEEE C37.118-2005 has the
//! same frames but configuration 3. Ports: TCP 4712, UDP 4713 (Annex F).
//! The code is the frame type.
//! Not covered: configuration 3 in several parts beyond the first, phasors and analogue values.

use model::observation::{Field, Kind, Risk, Value};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod configuration;
#[cfg(test)]
mod tests;

use configuration::Unit;

/// First octet of every frame. §6.2.
const SYNC: u8 = 0xaa;
/// SYNC, FRAMESIZE, IDCODE, SOC, FRACSEC.
const HEADER: usize = 14;
/// The header and CHK.
const LEAST: u16 = 16;
/// Octets of CHK.
const CHECK: usize = 2;

const DATA: u8 = 0;
const TEXT: u8 = 1;
const CONFIGURATION_1: u8 = 2;
const CONFIGURATION_2: u8 = 3;
const COMMAND: u8 = 4;
const CONFIGURATION_3: u8 = 5;

/// Frame types. §6.2, table 2; sorted.
static FRAMES: [Operation; 6] = [
    Operation::new(0, "data", Risk::Read),
    Operation::new(1, "header", Risk::Identify),
    Operation::new(2, "configuration_1", Risk::Identify),
    Operation::new(3, "configuration_2", Risk::Identify),
    Operation::new(4, "command", Risk::Control),
    Operation::new(5, "configuration_3", Risk::Identify),
];

const FRAMEWORK: &str = "IEEE C37.118.2 §6.2";
const DATA_FRAME: &str = "IEEE C37.118.2 §6.3";
const CONFIGURATION: &str = "IEEE C37.118.2 §6.4";

const fn f(
    name: &'static str,
    kind: &'static str,
    unit: &'static str,
    source: &'static str,
) -> Field {
    Field { name, kind, unit, source }
}

pub(crate) struct Synchrophasor;

impl Protocol for Synchrophasor {
    const NAME: &'static str = "synchrophasor";
    const FIELDS: &'static [Field] = &[
        f("version", "u8", "", FRAMEWORK),
        f("id_code", "u16", "", FRAMEWORK),
        f("soc", "u32", "s", FRAMEWORK),
        f("time_quality", "u8", "", FRAMEWORK),
        f("status", "u16", "", DATA_FRAME),
        f("data_error", "text", "", DATA_FRAME),
        f("unsynchronised", "bool", "", DATA_FRAME),
        f("trigger", "u8", "", DATA_FRAME),
        f("frequency", "float", "Hz", DATA_FRAME),
        f("units", "u16", "", CONFIGURATION),
        f("name", "text", "", CONFIGURATION),
        f("station_id", "u16", "", CONFIGURATION),
        f("global_id", "text", "", CONFIGURATION),
        f("phasors", "text", "", CONFIGURATION),
        f("phasor_count", "u16", "", CONFIGURATION),
        f("analog_count", "u16", "", CONFIGURATION),
        f("digital_count", "u16", "", CONFIGURATION),
        f("nominal_frequency", "u8", "Hz", CONFIGURATION),
        f("configuration_count", "u16", "", CONFIGURATION),
        f("text", "text", "", "IEEE C37.118.2 §6.5"),
        f("command", "u16", "", "IEEE C37.118.2 §6.6"),
    ];
    const OPERATIONS: &'static [Operation] = &FRAMES;
    const FURTHER: &'static [&'static str] = &[
        "data_off",
        "data_on",
        "send_header",
        "send_configuration_1",
        "send_configuration_2",
        "send_configuration_3",
        "extended_command",
    ];
    const HINTS: &'static [Hint] =
        &[Hint::Tcp(4712), Hint::Tcp(4713), Hint::Udp(4712), Hint::Udp(4713)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Stream;

    fn probe(data: &[u8]) -> Probe {
        match front(data) {
            Front::Short => Probe::NeedMore,
            Front::Wrong => Probe::No,
            Front::Frame { size, .. } => match data.get(..size) {
                Some(frame) if is_sound(frame) => Probe::Yes,
                Some(_) => Probe::OnPort,
                None => Probe::NeedMore,
            },
        }
    }
}

enum Front {
    Frame { kind: u8, size: usize },
    Short,
    Wrong,
}

/// Looks at SYNC and FRAMESIZE: type in bits 6 to 4, version (1 or 2) in the lowest four.
fn front(data: &[u8]) -> Front {
    let mut r = Reader::new(data);
    match r.u8() {
        Some(SYNC) => {}
        Some(_) => return Front::Wrong,
        None => return Front::Short,
    }
    let kind = match r.u8() {
        Some(sync) if sync & 0x80 == 0 && matches!(sync & 0x0f, 1 | 2) => sync >> 4,
        Some(_) => return Front::Wrong,
        None => return Front::Short,
    };
    let Some(size) = r.u16() else { return Front::Short };
    let least = match kind {
        DATA | COMMAND => LEAST + 2,
        TEXT => LEAST,
        CONFIGURATION_1..=CONFIGURATION_2 | CONFIGURATION_3 => LEAST + 8,
        _ => return Front::Wrong,
    };
    if size < least { Front::Wrong } else { Front::Frame { kind, size: size.into() } }
}

/// CRC-CCITT with all ones to start and no final exclusive or. Annex B.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffffu16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 }
        })
    })
}

/// Whether CHK belongs to the frame.
fn is_sound(frame: &[u8]) -> bool {
    let Some((body, check)) = frame.split_last_chunk::<CHECK>() else { return false };
    crc(body) == u16::from_be_bytes(*check)
}

/// One connection, or the datagrams between two ports.
#[derive(Default)]
pub(crate) struct Stream {
    /// Whether an end's next bytes follow bytes that made no sense: a frame must be sound then.
    astray: [bool; 2],
    /// The unit that sends data, once content told.
    server: Option<End>,
    /// Layout of the data frames, from the last configuration frame.
    layout: Vec<Unit>,
}

impl Session for Stream {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let (kind, size) = match front(pdu.data) {
            Front::Frame { kind, size } => (kind, size),
            Front::Short => return Step::Need(4),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(frame) = pdu.data.get(..size) else { return Step::Need(size) };
        let sound = is_sound(frame);
        let astray = pdu.from.of_mut(&mut self.astray);
        if *astray && !sound {
            return self.stray(pdu, out);
        }
        *astray = false;
        self.frame(pdu.from, kind, frame, sound, out);
        Step::Done(size)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Stream {
    /// No frame begins here: skips to the next place where one can.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("synchrophasor.sync", 0, "sync");
            *astray = true;
        }
        let found = (1..pdu.data.len()).find(|at| {
            pdu.data.get(*at..).is_some_and(|rest| !matches!(front(rest), Front::Wrong))
        });
        Step::Skip(found.unwrap_or(pdu.data.len()))
    }

    fn learn(&mut self, server: End, out: &mut Sink<'_>) {
        if self.server.is_none() {
            self.server = Some(server);
            out.client(server.other());
        }
    }

    fn frame(&mut self, from: End, kind: u8, frame: &[u8], sound: bool, out: &mut Sink<'_>) {
        let (side, server) = match kind {
            COMMAND => (Kind::Request, from.other()),
            DATA => (Kind::Spontaneous, from),
            _ => (Kind::Response, from),
        };
        let Some(row) = FRAMES.get(usize::from(kind)) else { return };
        self.learn(server, out);
        out.begin(side, row);
        let body = frame.get(..frame.len().saturating_sub(CHECK)).unwrap_or_default();
        if self.read(kind, body, out).is_none() {
            out.anomaly("synchrophasor.truncated", frame.len(), "framesize");
        }
        if !sound {
            out.anomaly("synchrophasor.checksum", frame.len().saturating_sub(CHECK), "chk");
        }
        out.finish();
    }

    fn read(&mut self, kind: u8, frame: &[u8], out: &mut Sink<'_>) -> Option<()> {
        let mut r = Reader::new(frame);
        r.u8()?;
        let version = r.u8()? & 0x0f;
        r.u16()?;
        out.field("version", version);
        let (id, soc, fraction) = (r.u16()?, r.u32()?, r.u32()?);
        let rest = r.rest();
        match kind {
            CONFIGURATION_1 | CONFIGURATION_2 | CONFIGURATION_3 => {
                self.layout = configuration::read(kind == CONFIGURATION_3, id, rest, out)?;
                return Some(());
            }
            DATA => self.data(rest, out)?,
            TEXT => out.text("text", rest.get(..256).unwrap_or(rest)),
            _ => command(Reader::new(rest), out)?,
        }
        out.field("id_code", id);
        out.field("soc", soc);
        let [quality, ..] = fraction.to_be_bytes();
        if quality & 0x0f != 0 {
            // Message time quality: 0 is a locked clock. §6.2.2, table 4.
            out.field("time_quality", quality & 0x0f);
        }
        Some(())
    }

    /// For each unit: STAT, phasors, FREQ, DFREQ, analogue values, digital words. §6.3.
    fn data(&self, body: &[u8], out: &mut Sink<'_>) -> Option<()> {
        let mut r = Reader::new(body);
        let status = r.u16()?;
        out.values(body);
        report_status(status, out);
        if let Some(unit) = self.layout.first() {
            r.skip(unit.phasor_octets())?;
            if let Some(hertz) = unit.frequency(&mut r) {
                out.field("frequency", Value::Float(hertz));
            }
        }
        let expected: usize = self.layout.iter().map(Unit::octets).sum();
        if expected > 0 && expected != body.len() {
            out.anomaly("synchrophasor.layout", HEADER, "framesize");
        }
        Some(())
    }
}

/// Bits of STAT. §6.3, table 7.
fn report_status(status: u16, out: &mut Sink<'_>) {
    if status == 0 {
        return;
    }
    out.field("status", status);
    let error = match status >> 14 {
        0 => "",
        1 => "pmu_error",
        2 => "test_mode",
        _ => "do_not_use",
    };
    out.text("data_error", error.as_bytes());
    if status & 0x2000 != 0 {
        out.field("unsynchronised", true);
    }
    if status & 0x0800 != 0 {
        out.field("trigger", u8::try_from(status & 0x000f).unwrap_or(0));
    }
}

/// CMD. §6.6, table 15.
fn command(mut r: Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let command = r.u16()?;
    let (name, risk) = match command {
        1 => ("data_off", Risk::Control),
        2 => ("data_on", Risk::Control),
        3 => ("send_header", Risk::Identify),
        4 => ("send_configuration_1", Risk::Identify),
        5 => ("send_configuration_2", Risk::Identify),
        6 => ("send_configuration_3", Risk::Identify),
        8 => ("extended_command", Risk::Control),
        _ => ("command", Risk::Control),
    };
    out.refine(name, risk);
    out.field("command", command);
    if matches!(command, 0 | 7 | 9..=0xff | 0x1000..) {
        out.anomaly("synchrophasor.reserved_command", HEADER, "command");
    }
    out.values(r.rest());
    Some(())
}
