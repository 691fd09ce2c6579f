//! Commands, answers, ciphers, parameters and fields of GB/T 32960.3.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, lookup, row_of, rows};

/// Command marks. GB/T 32960.3-2016 §6.3.1 table 3 and annex B table B.2; 9 to 11: GB/T
/// 32960.3-2025 §6.3.1 table 3.
pub(super) const COMMANDS: &[Operation] = &[
    Operation::new(1, "vehicle_login", Risk::Link),
    Operation::new(2, "realtime_report", Risk::Read),
    Operation::new(3, "reissued_report", Risk::Read),
    Operation::new(4, "vehicle_logout", Risk::Link),
    Operation::new(5, "platform_login", Risk::Link),
    Operation::new(6, "platform_logout", Risk::Link),
    Operation::new(7, "heartbeat", Risk::Link),
    Operation::new(8, "time_check", Risk::Link),
    Operation::new(9, "activation", Risk::Write),
    Operation::new(10, "activation_answer", Risk::Link),
    Operation::new(11, "key_exchange", Risk::Write),
    Operation::new(0x80, "parameter_query", Risk::Read),
    Operation::new(0x81, "parameter_setting", Risk::Write),
    Operation::new(0x82, "terminal_control", Risk::Control),
];
/// What `terminal_control` can be, by its command. GB/T 32960.3-2016 annex B.3.5.6.
const CONTROLS: [Operation; 7] = [
    Operation::new(1, "remote_upgrade", Risk::Firmware),
    Operation::new(2, "terminal_shutdown", Risk::Stop),
    Operation::new(3, "terminal_reset", Risk::Stop),
    Operation::new(4, "factory_reset", Risk::Program),
    Operation::new(5, "link_disconnect", Risk::Control),
    Operation::new(6, "terminal_alarm", Risk::Control),
    Operation::new(7, "sampling_start", Risk::Control),
];
pub(super) const FURTHER: &[&str] = &[
    "remote_upgrade",
    "terminal_shutdown",
    "terminal_reset",
    "factory_reset",
    "link_disconnect",
    "terminal_alarm",
    "sampling_start",
    "unknown_command",
];
/// Reserved and custom commands: who knows what they do.
static UNKNOWN: [Operation; 256] = rows("unknown_command", Risk::Control);

pub(super) fn command(code: u8) -> &'static Operation {
    row_of(COMMANDS, &UNKNOWN, code)
}

pub(super) fn control(code: u8) -> Option<&'static Operation> {
    static ROWS: &[Operation] = &CONTROLS;
    lookup(ROWS, code.into())
}

/// Response flags. §6.3.2 table 4; 4 to 7 of the 2025 edition.
pub(super) fn answer(code: u8) -> &'static str {
    match code {
        2 => "error",
        3 => "duplicate_vin",
        4 => "unknown_vin",
        5 => "invalid_signature",
        6 => "invalid_structure",
        7 => "decipherment_failed",
        _ => "unknown",
    }
}

/// How the data unit is enciphered. §6.2 table 2; 4 and 5 of the 2025 edition.
pub(super) fn cipher(code: u8) -> &'static str {
    match code {
        1 => "none",
        2 => "rsa",
        3 => "aes128",
        4 => "sm2",
        5 => "sm4",
        0xfe => "abnormal",
        _ => "invalid",
    }
}

/// Bytes of a terminal's parameter; the two domain names have the length told before them. Annex
/// B.3.5.4.
pub(super) fn parameter_length(id: u8) -> Option<usize> {
    Some(match id {
        1..=3 | 6 | 10 | 11 | 15 => 2,
        7 | 8 => 5,
        4 | 9 | 12 | 13 | 16 => 1,
        _ => return None,
    })
}

const fn field(
    name: &'static str,
    kind: &'static str,
    unit: &'static str,
    source: &'static str,
) -> Field {
    Field { name, kind, unit, source }
}

pub(super) const FIELDS: &[Field] = &[
    field("edition", "u16", "", "GB/T 32960.3 §6.2"),
    field("vin", "text", "", "GB/T 32960.3 §6.2"),
    field("cipher", "text", "", "GB/T 32960.3 §6.2"),
    field("time", "text", "", "GB/T 32960.3 §6.4"),
    field("login_number", "u16", "", "GB/T 32960.3 §7.1"),
    field("iccid", "text", "", "GB/T 32960.3 §7.1"),
    field("storage_systems", "u8", "", "GB/T 32960.3 §7.1"),
    field("storage_code", "text", "", "GB/T 32960.3 §7.1"),
    field("user", "text", "", "GB/T 32960.3 §7.4"),
    field("chip", "text", "", "GB/T 32960.3-2025 annex B.3.5.5"),
    field("blocks", "text", "", "GB/T 32960.3 §7.2"),
    field("vehicle_state", "text", "", "GB/T 32960.3-2016 §7.2.3.1"),
    field("charging_state", "text", "", "GB/T 32960.3-2016 §7.2.3.1"),
    field("speed", "f64", "km/h", "GB/T 32960.3-2016 §7.2.3.1"),
    field("mileage", "f64", "km", "GB/T 32960.3-2016 §7.2.3.1"),
    field("voltage", "f64", "V", "GB/T 32960.3-2016 §7.2.3.1"),
    field("current", "f64", "A", "GB/T 32960.3-2016 §7.2.3.1"),
    field("soc", "u8", "%", "GB/T 32960.3-2016 §7.2.3.1"),
    field("longitude", "f64", "°", "GB/T 32960.3-2016 §7.2.3.5"),
    field("latitude", "f64", "°", "GB/T 32960.3-2016 §7.2.3.5"),
    field("alarm_level", "u8", "", "GB/T 32960.3-2016 §7.2.3.7"),
    field("alarms", "u32", "", "GB/T 32960.3-2016 §7.2.3.7"),
    field("faults", "u16", "", "GB/T 32960.3-2016 §7.2.3.7"),
    field("signed", "text", "", "GB/T 32960.3-2025 §7.2.2"),
    field("parameters", "text", "", "GB/T 32960.3-2016 annex B.3.5.4"),
    field("hardware", "text", "", "GB/T 32960.3-2016 annex B.3.5.4"),
    field("firmware", "text", "", "GB/T 32960.3-2016 annex B.3.5.4"),
    field("control", "u8", "", "GB/T 32960.3-2016 annex B.3.5.6"),
];
