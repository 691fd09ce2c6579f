//! The plant: a feed-water tank with pump and inlet valve, a boiler with a burner, and the feeder
//! breaker that supplies them. Plain arithmetic, stepped in time, the same for the same seed.
//!
//! Units are in the field names' documentation; the protocols scale them in their own maps.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One plant, shared by the devices of one range.
#[derive(Debug, Clone)]
pub struct SharedPlant(Arc<Mutex<Plant>>);

impl SharedPlant {
    /// A plant at its usual operating point.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Plant::new(seed))))
    }

    /// Exclusive access for the length of one request.
    pub fn lock(&self) -> MutexGuard<'_, Plant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// State of the process and of the controls that act on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plant {
    /// The control program runs; when it does not, pump and burner are off (safe state).
    pub running: bool,
    /// The control program sets pump and burner by itself; otherwise they stay as commanded.
    pub automatic: bool,
    pub feed_pump: bool,
    pub burner: bool,
    /// Feeder breaker closed; open means no power for the pump.
    pub breaker: bool,
    /// Inlet valve opening, percent.
    pub inlet_valve: f32,
    /// Tank level, millimetres.
    pub level: f32,
    /// Boiler pressure, kilopascal.
    pub pressure: f32,
    /// Boiler temperature, degrees Celsius.
    pub temperature: f32,
    /// Flow into the tank, cubic metres an hour.
    pub inflow: f32,
    /// Flow out of the tank, cubic metres an hour.
    pub outflow: f32,
    /// Level at which the pump starts, millimetres.
    pub level_low: f32,
    /// Level at which the pump stops, millimetres.
    pub level_high: f32,
    /// Pressure the burner holds, kilopascal.
    pub pressure_set: f32,
    /// Water fed since the start, litres.
    pub fed: f64,
    /// Milliseconds of process time since the start.
    pub elapsed: u64,
    noise: u64,
}

/// Top of the tank, millimetres.
const TANK_HEIGHT: f32 = 4000.0;
/// Area of the tank, square metres; small, so that things happen while one watches.
const TANK_AREA: f32 = 0.5;
/// What the pump delivers with the valve fully open, cubic metres an hour.
const PUMP_FLOW: f32 = 60.0;
/// Pressure the boiler tends to with the burner on and off, kilopascal.
const PRESSURE_LIMITS: [f32; 2] = [400.0, 1600.0];
/// Time constant of the boiler, seconds.
const BOILER_SECONDS: f32 = 90.0;
/// Half width of the burner's switching band, kilopascal.
const PRESSURE_BAND: f32 = 15.0;

impl Plant {
    /// The usual operating point; the seed only drives the measurement noise and the demand.
    pub fn new(seed: u64) -> Self {
        Self {
            running: true,
            automatic: true,
            feed_pump: true,
            burner: true,
            breaker: true,
            inlet_valve: 75.0,
            level: 2000.0,
            pressure: 980.0,
            temperature: 180.0,
            inflow: 0.0,
            outflow: 0.0,
            level_low: 1900.0,
            level_high: 2150.0,
            pressure_set: 1000.0,
            fed: 0.0,
            elapsed: 0,
            noise: seed | 1,
        }
    }

    /// Advances the process by this many milliseconds (at most ten seconds at once).
    pub fn step(&mut self, millis: u16) {
        let seconds = f32::from(millis.min(10_000)) / 1000.0;
        self.elapsed = self.elapsed.saturating_add(u64::from(millis));
        self.control();
        self.move_water(seconds);
        self.heat(seconds);
    }

    /// Level below which the boiler may run dry.
    pub fn alarm_low(&self) -> bool {
        self.level < 1000.0
    }

    /// Level above which the tank spills.
    pub fn alarm_high(&self) -> bool {
        self.level > 3500.0
    }

    /// Pressure above the safety valve's setting.
    pub fn overpressure(&self) -> bool {
        self.pressure > 1300.0
    }

    /// The pump has power and is commanded.
    pub fn pump_runs(&self) -> bool {
        self.feed_pump && self.breaker
    }

    fn control(&mut self) {
        if !self.running {
            (self.feed_pump, self.burner) = (false, false);
        } else if self.automatic {
            self.feed_pump =
                hysteresis(self.feed_pump, self.level, self.level_low, self.level_high);
            self.burner = hysteresis(
                self.burner,
                self.pressure,
                self.pressure_set - PRESSURE_BAND,
                self.pressure_set + PRESSURE_BAND,
            );
        }
    }

    fn move_water(&mut self, seconds: f32) {
        let pump = if self.pump_runs() { PUMP_FLOW } else { 0.0 };
        self.inflow = pump * self.inlet_valve.clamp(0.0, 100.0) / 100.0;
        self.outflow = if self.level > 0.0 { 22.0 + 4.0 * self.jitter() } else { 0.0 };
        let net = (self.inflow - self.outflow) / 3600.0 * seconds / TANK_AREA * 1000.0;
        self.level = (self.level + net).clamp(0.0, TANK_HEIGHT);
        self.fed += f64::from(self.inflow) / 3.6 * f64::from(seconds);
    }

    fn heat(&mut self, seconds: f32) {
        let [off, on] = PRESSURE_LIMITS;
        let target = if self.burner { on } else { off };
        self.pressure += (target - self.pressure) * (seconds / BOILER_SECONDS).min(1.0);
        self.pressure = (self.pressure + 0.4 * self.jitter()).max(0.0);
        self.temperature = 100.0 + (self.pressure - 100.0) * 0.09;
    }

    /// Between -1 and 1 (xorshift64).
    fn jitter(&mut self) -> f32 {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 7;
        self.noise ^= self.noise << 17;
        let [top, ..] = self.noise.to_be_bytes();
        f32::from(top) / 127.5 - 1.0
    }
}

/// Switches on below `low`, off above `high`, and otherwise stays.
fn hysteresis(now: bool, value: f32, low: f32, high: f32) -> bool {
    if value < low {
        true
    } else if value > high {
        false
    } else {
        now
    }
}

#[cfg(test)]
mod tests;
