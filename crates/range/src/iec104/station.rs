//! The station: which objects there are, what they report, what commands do.

use model::Millis;

use super::asdu::{self, Asdu, cause};
use super::elapsed;
use crate::process::{Plant, SharedPlant};

/// Singles, double, floats: first object addresses.
const SINGLES: u32 = 1001;
const BREAKER: u32 = 2001;
const FLOATS: u32 = 3001;
const FED: u32 = 4001;
const PUMP_COMMAND: u32 = 5001;
const BURNER_COMMAND: u32 = 5002;
const BREAKER_COMMAND: u32 = 5003;
const PRESSURE_SETPOINT: u32 = 5101;

/// A selection is forgotten after this, milliseconds.
const SELECTED_FOR: i64 = 10_000;
/// Measured values are sent at least this often, milliseconds.
const PERIOD: i64 = 10_000;
/// Changes smaller than these are not worth a message, by measured value.
const DEADBANDS: [f32; 5] = [25.0, 10.0, 2.0, 2.0, 10.0];
/// Station interrogation.
const WHOLE_STATION: u8 = 20;

type Element = (u32, Vec<u8>);

/// What the objects show at one moment.
#[derive(Debug, Clone, PartialEq)]
struct Snapshot {
    singles: [bool; 4],
    breaker: bool,
    floats: [f32; 5],
}

impl Snapshot {
    fn of(plant: &Plant) -> Self {
        Self {
            singles: [plant.pump_runs(), plant.burner, plant.alarm_low(), plant.alarm_high()],
            breaker: plant.breaker,
            floats: [plant.level, plant.pressure, plant.temperature, plant.inflow, plant.outflow],
        }
    }

    fn singles(&self) -> Vec<Element> {
        let element = |(address, on): (u32, &bool)| (address, vec![u8::from(*on)]);
        (SINGLES..).zip(&self.singles).map(element).collect()
    }

    fn breaker(&self) -> Vec<Element> {
        vec![(BREAKER, vec![if self.breaker { 2 } else { 1 }])]
    }

    fn floats(&self) -> Vec<Element> {
        let element =
            |(address, value): (u32, &f32)| (address, [&value.to_le_bytes()[..], &[0]].concat());
        (FLOATS..).zip(&self.floats).map(element).collect()
    }

    fn find(&self, address: u32) -> Option<(u8, Element)> {
        let typed = |kind| move |element| (kind, element);
        let singles = self.singles().into_iter().map(typed(asdu::SINGLE_POINT));
        let breaker = self.breaker().into_iter().map(typed(asdu::DOUBLE_POINT));
        let floats = self.floats().into_iter().map(typed(asdu::SHORT_FLOAT));
        singles.chain(breaker).chain(floats).find(|(_, (found, _))| *found == address)
    }
}

/// One client's view of the station.
#[derive(Debug)]
pub(super) struct Station {
    plant: SharedPlant,
    /// What this client was told last.
    told: Option<Snapshot>,
    told_at: Millis,
    /// Command type, object and when it was selected.
    selected: Option<(u8, u32, Millis)>,
    /// Commands that were carried out and whose termination is still to be told.
    done: Vec<Asdu>,
}

impl Station {
    pub(super) fn new(plant: SharedPlant) -> Self {
        Self { plant, told: None, told_at: Millis(0), selected: None, done: Vec::new() }
    }

    /// Type 70, cause of initialization: local power switch on.
    pub(super) fn end_of_initialization(&self) -> Vec<u8> {
        let element = [(0, vec![0])];
        Asdu::report(asdu::END_OF_INITIALIZATION, cause::INITIALIZED, &element).encode()
    }

    /// The messages that answer one message of the client.
    pub(super) fn receive(&mut self, bytes: &[u8], now: Millis) -> Vec<Vec<u8>> {
        let Some(request) = Asdu::decode(bytes) else {
            return Vec::new();
        };
        let known = [asdu::COMMON_ADDRESS, asdu::BROADCAST].contains(&request.station);
        let replies = if known {
            self.answer(&request, now)
        } else {
            vec![request.refuse(cause::UNKNOWN_STATION)]
        };
        replies.iter().map(Asdu::encode).collect()
    }

    fn answer(&mut self, request: &Asdu, now: Millis) -> Vec<Asdu> {
        match request.kind {
            asdu::SINGLE_COMMAND
            | asdu::DOUBLE_COMMAND
            | asdu::SETPOINT_FLOAT
            | asdu::SINGLE_COMMAND_TIME
            | asdu::DOUBLE_COMMAND_TIME
            | asdu::SETPOINT_FLOAT_TIME => self.command(request, now),
            asdu::READ => self.read(request),
            asdu::INTERROGATION | asdu::COUNTER_INTERROGATION | asdu::CLOCK => self.system(request),
            asdu::TEST | asdu::TEST_TIME => activated(request, cause::ACTIVATION_CON),
            _ => vec![request.refuse(cause::UNKNOWN_TYPE)],
        }
    }

    fn system(&self, request: &Asdu) -> Vec<Asdu> {
        let Some((0, element)) = request.only_object() else {
            return vec![request.refuse(cause::UNKNOWN_OBJECT)];
        };
        if request.plain_cause() != cause::ACTIVATION {
            return vec![request.refuse(cause::UNKNOWN_CAUSE)];
        }
        let now = Snapshot::of(&self.plant.lock());
        let (confirm, end) =
            (request.reply(cause::ACTIVATION_CON), request.reply(cause::ACTIVATION_TERM));
        match (request.kind, element) {
            (asdu::INTERROGATION, [WHOLE_STATION]) => {
                let give =
                    |kind, objects: &[Element]| Asdu::report(kind, cause::INTERROGATED, objects);
                let singles = give(asdu::SINGLE_POINT, &now.singles());
                let breaker = give(asdu::DOUBLE_POINT, &now.breaker());
                vec![confirm, singles, breaker, give(asdu::SHORT_FLOAT, &now.floats()), end]
            }
            (asdu::COUNTER_INTERROGATION, [_]) => vec![confirm, self.totals(), end],
            (asdu::CLOCK, [_, _, _, _, _, _, _]) => vec![confirm],
            _ => vec![request.refuse(cause::ACTIVATION_CON)],
        }
    }

    /// Type 15: 32 bits and a sequence number.
    fn totals(&self) -> Asdu {
        // `as` saturates; a simulated plant never feeds two million cubic metres.
        let litres = self.plant.lock().fed as i32;
        let element = [&litres.to_le_bytes()[..], &[0]].concat();
        let cause = cause::COUNTER_INTERROGATED;
        Asdu::report(asdu::INTEGRATED_TOTALS, cause, &[(FED, element)])
    }

    fn read(&self, request: &Asdu) -> Vec<Asdu> {
        if request.plain_cause() != cause::REQUEST {
            return vec![request.refuse(cause::UNKNOWN_CAUSE)];
        }
        let address = request.only_object().map(|(address, _)| address);
        let now = Snapshot::of(&self.plant.lock());
        let found = address.and_then(|address| now.find(address));
        let report = |(kind, element)| Asdu::report(kind, cause::REQUEST, &[element]);
        vec![found.map_or_else(|| request.refuse(cause::UNKNOWN_OBJECT), report)]
    }

    fn command(&mut self, request: &Asdu, now: Millis) -> Vec<Asdu> {
        match request.plain_cause() {
            cause::ACTIVATION => {}
            cause::DEACTIVATION => {
                self.selected = None;
                return vec![request.reply(cause::DEACTIVATION_CON)];
            }
            _ => return vec![request.refuse(cause::UNKNOWN_CAUSE)],
        }
        let Some(command) = request.only_object().and_then(|o| Command::decode(request.kind, o))
        else {
            return vec![request.refuse(cause::UNKNOWN_OBJECT)];
        };
        let key = (command.address, request.kind);
        let selected = self.selected.take().is_some_and(|(kind, address, at)| {
            (address, kind) == key && elapsed(at, now) < SELECTED_FOR
        });
        if command.select {
            self.selected = Some((request.kind, command.address, now));
            return vec![request.reply(cause::ACTIVATION_CON)];
        }
        if command.address == BREAKER_COMMAND && !selected {
            return vec![request.refuse(cause::ACTIVATION_CON)];
        }
        command.execute(&mut self.plant.lock());
        self.done.push(request.reply(cause::ACTIVATION_TERM));
        vec![request.reply(cause::ACTIVATION_CON)]
    }

    /// What has changed since this client was told, the periodic values when due, and the end of
    /// commands.
    pub(super) fn news(&mut self, now: Millis) -> Vec<Vec<u8>> {
        let mut reports = self.changes(now);
        reports.extend(self.done.drain(..).map(|asdu| asdu.encode()));
        reports
    }

    fn changes(&mut self, now: Millis) -> Vec<Vec<u8>> {
        let current = Snapshot::of(&self.plant.lock());
        let Some(told) = self.told.as_mut() else {
            self.told = Some(current);
            self.told_at = now;
            return Vec::new();
        };
        let mut reports = Vec::new();
        for (address, element) in changed(current.singles(), &told.singles()) {
            let stamped = [(address, [&element[..], &asdu::time(now)].concat())];
            let kind = asdu::SINGLE_POINT_TIME;
            reports.push(Asdu::report(kind, cause::SPONTANEOUS, &stamped).encode());
        }
        for (address, element) in changed(current.breaker(), &told.breaker()) {
            let stamped = [(address, [&element[..], &asdu::time(now)].concat())];
            let kind = asdu::DOUBLE_POINT_TIME;
            reports.push(Asdu::report(kind, cause::SPONTANEOUS, &stamped).encode());
        }
        (told.singles, told.breaker) = (current.singles, current.breaker);
        reports.extend(self.measured(&current, now));
        reports
    }

    fn measured(&mut self, current: &Snapshot, now: Millis) -> Vec<Vec<u8>> {
        let Some(told) = self.told.as_mut() else {
            return Vec::new();
        };
        if elapsed(self.told_at, now) >= PERIOD {
            told.floats = current.floats;
            self.told_at = now;
            let all = current.floats();
            return vec![Asdu::report(asdu::SHORT_FLOAT, cause::PERIODIC, &all).encode()];
        }
        let mut reports = Vec::new();
        let values = told.floats.iter_mut().zip(current.floats).zip(DEADBANDS);
        for (element, ((old, new), band)) in current.floats().iter().zip(values) {
            if (new - *old).abs() < band {
                continue;
            }
            *old = new;
            let stamped = [(element.0, [&element.1[..], &asdu::time(now)].concat())];
            let kind = asdu::SHORT_FLOAT_TIME;
            reports.push(Asdu::report(kind, cause::SPONTANEOUS, &stamped).encode());
        }
        reports
    }
}

fn activated(request: &Asdu, confirmation: u8) -> Vec<Asdu> {
    if request.plain_cause() == cause::ACTIVATION {
        vec![request.reply(confirmation)]
    } else {
        vec![request.refuse(cause::UNKNOWN_CAUSE)]
    }
}

fn changed(current: Vec<Element>, told: &[Element]) -> Vec<Element> {
    current.into_iter().filter(|element| !told.contains(element)).collect()
}

/// What a command asks of the plant.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Command {
    address: u32,
    select: bool,
    order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Switch(bool),
    Set(f32),
}

impl Command {
    /// `None` when the object does not take this type, or the element is no such command.
    fn decode(kind: u8, (address, element): (u32, &[u8])) -> Option<Self> {
        // The seven bytes of time that types 58, 59 and 63 add are not looked at.
        let timed =
            [asdu::SINGLE_COMMAND_TIME, asdu::DOUBLE_COMMAND_TIME, asdu::SETPOINT_FLOAT_TIME]
                .contains(&kind);
        let element = if timed { element.split_last_chunk::<7>()?.0 } else { element };
        let (order, qualifier) = match (kind, address, element) {
            (
                asdu::SINGLE_COMMAND | asdu::SINGLE_COMMAND_TIME,
                PUMP_COMMAND | BURNER_COMMAND,
                [sco],
            ) => (Order::Switch(sco & 1 == 1), *sco),
            (asdu::DOUBLE_COMMAND | asdu::DOUBLE_COMMAND_TIME, BREAKER_COMMAND, [dco]) => {
                let closed = match dco & 3 {
                    1 => false,
                    2 => true,
                    _ => return None,
                };
                (Order::Switch(closed), *dco)
            }
            (
                asdu::SETPOINT_FLOAT | asdu::SETPOINT_FLOAT_TIME,
                PRESSURE_SETPOINT,
                [a, b, c, d, qos],
            ) => {
                let value = f32::from_le_bytes([*a, *b, *c, *d]);
                (Order::Set(Some(value).filter(|v| v.is_finite())?), *qos)
            }
            _ => return None,
        };
        Some(Self { address, select: qualifier & 0x80 != 0, order })
    }

    fn execute(self, plant: &mut Plant) {
        match (self.address, self.order) {
            (PUMP_COMMAND, Order::Switch(on)) => plant.feed_pump = on,
            (BURNER_COMMAND, Order::Switch(on)) => plant.burner = on,
            (BREAKER_COMMAND, Order::Switch(on)) => plant.breaker = on,
            (PRESSURE_SETPOINT, Order::Set(value)) => plant.pressure_set = value,
            _ => {}
        }
    }
}
