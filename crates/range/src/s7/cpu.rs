//! The CPU: its memory, its program blocks, its operating state.

use std::collections::BTreeMap;

use super::blocks::{self, BlockName};
use super::pdu::{self, Fault, Reply};
use crate::process::{Plant, SharedPlant};
use crate::wire::Reader;

/// What the CPU claims to be ordered as: the form clients expect, of no particular device.
pub const ORDER_NUMBER: &str = "6ES7 315-2EH14-0AB0 ";

pub(super) const INPUTS: u8 = 0x81;
pub(super) const OUTPUTS: u8 = 0x82;
pub(super) const MERKER: u8 = 0x83;
pub(super) const DATA: u8 = 0x84;
pub(super) const COUNTERS: u8 = 0x1C;
pub(super) const TIMERS: u8 = 0x1D;

/// What a block may hold, and how many the load memory takes.
const MAX_BLOCK_BYTES: usize = 65_536;
const MAX_BLOCKS: usize = 256;

const PROCESS_VALUES: BlockName = BlockName { kind: blocks::DATA_BLOCK, number: 1 };
const SETPOINTS: BlockName = BlockName { kind: blocks::DATA_BLOCK, number: 2 };
const RECIPE: BlockName = BlockName { kind: blocks::DATA_BLOCK, number: 3 };

/// Answers "already in that state" to start and stop.
const ALREADY_RUNNING: u8 = 3;
const ALREADY_STOPPED: u8 = 7;

/// The device all connections share.
#[derive(Debug)]
pub struct Cpu {
    plant: SharedPlant,
    blocks: BTreeMap<BlockName, Vec<u8>>,
    /// Downloaded, not yet linked in (PI service `_INSE`).
    passive: BTreeMap<BlockName, Vec<u8>>,
    inputs: Vec<u8>,
    outputs: Vec<u8>,
    merker: Vec<u8>,
    counters: Vec<u8>,
    timers: Vec<u8>,
    /// Milliseconds the clock was set ahead of the given time.
    pub(super) clock_ahead: i64,
}

impl Cpu {
    pub fn new(plant: SharedPlant) -> Self {
        let program =
            |kind, number, length| (BlockName { kind, number }, blocks::program(kind, length));
        let mut all = BTreeMap::from([
            program(blocks::ORGANIZATION_BLOCK, 1, 120),
            program(blocks::FUNCTION, 1, 80),
            program(blocks::FUNCTION, 2, 60),
            program(blocks::FUNCTION_BLOCK, 10, 200),
        ]);
        all.insert(PROCESS_VALUES, vec![0; 64]);
        all.insert(SETPOINTS, vec![0; 64]);
        all.insert(RECIPE, (0..=255).collect());
        Self {
            plant,
            blocks: all,
            passive: BTreeMap::new(),
            inputs: vec![0; 16],
            outputs: vec![0; 16],
            merker: vec![0; 256],
            counters: vec![0; 64],
            timers: vec![0; 64],
            clock_ahead: 0,
        }
    }

    /// Whether the control program runs.
    pub fn running(&self) -> bool {
        self.plant.lock().running
    }

    /// A memory area after the plant's state was copied in; `None` when there is no such block.
    pub(super) fn area(&mut self, area: u8, block: u16) -> Option<&mut Vec<u8>> {
        self.refresh();
        match area {
            INPUTS => Some(&mut self.inputs),
            OUTPUTS => Some(&mut self.outputs),
            MERKER => Some(&mut self.merker),
            COUNTERS => Some(&mut self.counters),
            TIMERS => Some(&mut self.timers),
            DATA => self.blocks.get_mut(&BlockName { kind: blocks::DATA_BLOCK, number: block }),
            _ => None,
        }
    }

    fn refresh(&mut self) {
        let plant = self.plant.lock().clone();
        put_bits(&mut self.inputs, &input_bits(&plant));
        put_bits(&mut self.outputs, &[plant.feed_pump, plant.burner, plant.automatic]);
        if let Some(values) = self.blocks.get_mut(&PROCESS_VALUES) {
            let reals =
                [plant.level, plant.pressure, plant.temperature, plant.inflow, plant.outflow];
            put_reals(values, &reals);
            let state = if plant.running { 8u16 } else { 4 };
            put(values, 20, &state.to_be_bytes());
        }
        if let Some(values) = self.blocks.get_mut(&SETPOINTS) {
            let reals = [plant.level_low, plant.level_high, plant.pressure_set, plant.inlet_valve];
            put_reals(values, &reals);
        }
    }

    /// Lets what was written act on the plant.
    pub(super) fn commit(&mut self) {
        let mut plant = self.plant.lock();
        if let Some([low, high, pressure, valve]) =
            self.blocks.get(&SETPOINTS).and_then(|values| reals(values))
        {
            plant.level_low = low;
            plant.level_high = high;
            plant.pressure_set = pressure;
            plant.inlet_valve = valve;
        }
        let bits = self.outputs.first().copied().unwrap_or(0);
        plant.feed_pump = bits & 1 != 0;
        plant.burner = bits & 2 != 0;
        plant.automatic = bits & 4 != 0;
    }

    /// The block as an upload gives it, data blocks with their present values.
    pub(super) fn image(&mut self, name: BlockName) -> Option<Vec<u8>> {
        self.refresh();
        self.blocks.get(&name).map(|body| blocks::image(name, body))
    }

    pub(super) fn info(&self, name: BlockName) -> Option<Vec<u8>> {
        self.blocks.get(&name).map(|body| blocks::info(name, body))
    }

    pub(super) fn numbers(&self, kind: u8) -> Vec<u16> {
        self.blocks.keys().filter(|name| name.kind == kind).map(|name| name.number).collect()
    }

    /// Whether a download of this many bytes can begin.
    pub(super) fn takes(&self, bytes: usize) -> Result<(), Fault> {
        let room = self.blocks.len() + self.passive.len() < MAX_BLOCKS;
        (room && bytes <= MAX_BLOCK_BYTES).then_some(()).ok_or(Fault::NO_BLOCK_AVAILABLE)
    }

    /// Keeps a downloaded block until it is linked in.
    pub(super) fn keep(&mut self, name: BlockName, image: &[u8]) {
        self.passive.insert(name, blocks::body(image).to_vec());
    }

    /// Program invocation (function 0x28): start, insert, delete, compress, copy to ROM.
    pub(super) fn control(&mut self, mut parameters: Reader<'_>) -> Reply {
        let (block, service) = invocation(&mut parameters).ok_or(Fault::PARAMETER_SYNTAX)?;
        match service {
            b"P_PROGRAM" => return Ok(self.start(block == b"C ")),
            b"_INSE" => self.each(block, Self::insert)?,
            b"_DELE" => self.each(block, Self::delete)?,
            b"_GARB" | b"_MODU" => {}
            _ => return Err(Fault::NOT_IN_THIS_CONTEXT),
        }
        Ok((vec![pdu::CONTROL], Vec::new()))
    }

    /// Function 0x29: five reserved bytes, then the name of the program invocation.
    pub(super) fn stop(&mut self, mut parameters: Reader<'_>) -> Reply {
        let service = parameters.take(5).and_then(|_| counted(&mut parameters));
        if service != Some(b"P_PROGRAM") {
            return Err(Fault::PARAMETER_SYNTAX);
        }
        let was_running = std::mem::replace(&mut self.plant.lock().running, false);
        let already = (!was_running).then_some(ALREADY_STOPPED);
        Ok(([pdu::STOP].into_iter().chain(already).collect(), Vec::new()))
    }

    fn start(&mut self, cold: bool) -> (Vec<u8>, Vec<u8>) {
        if cold {
            self.merker.fill(0);
        }
        let was_running = std::mem::replace(&mut self.plant.lock().running, true);
        let already = was_running.then_some(ALREADY_RUNNING);
        ([pdu::CONTROL].into_iter().chain(already).collect(), Vec::new())
    }

    /// Calls `act` for each block of a list: count, a zero, then names of eight bytes.
    fn each(
        &mut self,
        list: &[u8],
        act: fn(&mut Self, BlockName) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut reader = Reader::new(list);
        let count = reader.u8().zip(reader.u8()).ok_or(Fault::PARAMETER_SYNTAX)?.0;
        for _ in 0..count {
            let name = reader.take(8).and_then(BlockName::decode);
            act(self, name.ok_or(Fault::BLOCK_NAME_SYNTAX)?)?;
        }
        Ok(())
    }

    fn insert(&mut self, name: BlockName) -> Result<(), Fault> {
        let body = self.passive.remove(&name).ok_or(Fault::NO_SUCH_BLOCK)?;
        self.refresh();
        self.blocks.insert(name, body);
        self.commit();
        Ok(())
    }

    fn delete(&mut self, name: BlockName) -> Result<(), Fault> {
        self.blocks.remove(&name).map(|_| ()).ok_or(Fault::NO_SUCH_BLOCK)
    }
}

/// Seven bytes (the last 0xFD), the counted parameter block, the counted service name.
fn invocation<'a>(parameters: &mut Reader<'a>) -> Option<(&'a [u8], &'a [u8])> {
    parameters.take(6)?;
    parameters.u8().filter(|&mark| mark == 0xFD)?;
    let length = parameters.u16()?;
    let block = parameters.take(usize::from(length))?;
    let service = counted(parameters)?;
    parameters.is_empty().then_some((block, service))
}

fn counted<'a>(parameters: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = parameters.u8()?;
    parameters.take(usize::from(length))
}

fn input_bits(plant: &Plant) -> [bool; 6] {
    [
        plant.alarm_low(),
        plant.alarm_high(),
        plant.overpressure(),
        plant.pump_runs(),
        plant.burner,
        plant.breaker,
    ]
}

fn put_bits(bytes: &mut [u8], bits: &[bool]) {
    let packed = bits.iter().rev().fold(0u8, |byte, &bit| byte << 1 | u8::from(bit));
    put(bytes, 0, &[packed]);
}

fn put_reals(bytes: &mut [u8], values: &[f32]) {
    for (index, value) in values.iter().enumerate() {
        put(bytes, index * 4, &value.to_be_bytes());
    }
}

/// Copies as much as fits; a shorter downloaded block simply has no room for the rest.
fn put(bytes: &mut [u8], at: usize, values: &[u8]) {
    for (slot, value) in bytes.iter_mut().skip(at).zip(values) {
        *slot = *value;
    }
}

/// The first four REALs, if they are there and are numbers.
fn reals(bytes: &[u8]) -> Option<[f32; 4]> {
    let mut reader = Reader::new(bytes);
    let mut values = [0.0; 4];
    for value in &mut values {
        *value = reader.array().map(f32::from_be_bytes).filter(|v| v.is_finite())?;
    }
    Some(values)
}
