//! Messages, answers, plates and fields of JT/T 808.

use model::observation::{Field, Risk};

use crate::protocol::{Operation, lookup};

/// Messages that carry files.
pub(super) const UPGRADE: u16 = 0x8108;
pub(super) const MULTIMEDIA: u16 = 0x0801;

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// Message identifiers. JT/T 808-2019 annex B table B.1.
pub(super) const MESSAGES: &[Operation] = &[
    o(0x0001, "terminal_answer", Risk::Link),
    o(0x0002, "heartbeat", Risk::Link),
    o(0x0003, "deregister", Risk::Link),
    o(0x0004, "time_query", Risk::Link),
    o(0x0005, "terminal_resend_request", Risk::Link),
    o(0x0100, "register", Risk::Link),
    o(0x0102, "authenticate", Risk::Link),
    o(0x0104, "parameters_answer", Risk::Read),
    o(0x0107, "attributes_answer", Risk::Identify),
    o(0x0108, "upgrade_result", Risk::Firmware),
    o(0x0200, "location_report", Risk::Read),
    o(0x0201, "location_answer", Risk::Read),
    o(0x0301, "event_report", Risk::Read),
    o(0x0302, "question_answer", Risk::Read),
    o(0x0303, "information_demand", Risk::Read),
    o(0x0500, "vehicle_control_answer", Risk::Control),
    o(0x0608, "areas_answer", Risk::Read),
    o(0x0700, "recorder_data", Risk::Read),
    o(0x0701, "waybill_report", Risk::Read),
    o(0x0702, "driver_report", Risk::Identify),
    o(0x0704, "location_batch", Risk::Read),
    o(0x0705, "can_data", Risk::Read),
    o(0x0800, "multimedia_event", Risk::Read),
    o(0x0801, "multimedia_data", Risk::Read),
    o(0x0802, "multimedia_search_answer", Risk::Read),
    o(0x0805, "camera_answer", Risk::Read),
    o(0x0900, "transparent_uplink", Risk::Read),
    o(0x0901, "compressed_report", Risk::Read),
    o(0x0a00, "terminal_public_key", Risk::Link),
    o(0x8001, "platform_answer", Risk::Link),
    o(0x8003, "platform_resend_request", Risk::Link),
    o(0x8004, "time_answer", Risk::Link),
    o(0x8100, "register_answer", Risk::Link),
    o(0x8103, "parameters_setting", Risk::Write),
    o(0x8104, "parameters_query", Risk::Read),
    o(0x8105, "terminal_control", Risk::Control),
    o(0x8106, "given_parameters_query", Risk::Read),
    o(0x8107, "attributes_query", Risk::Identify),
    o(0x8108, "upgrade_package", Risk::Firmware),
    o(0x8201, "location_query", Risk::Read),
    o(0x8202, "location_tracking", Risk::Control),
    o(0x8203, "alarm_confirmation", Risk::Write),
    o(0x8204, "link_check", Risk::Link),
    o(0x8300, "text", Risk::Write),
    o(0x8301, "events_setting", Risk::Write),
    o(0x8302, "question", Risk::Write),
    o(0x8303, "menu_setting", Risk::Write),
    o(0x8304, "information", Risk::Write),
    o(0x8400, "call_back", Risk::Control),
    o(0x8401, "phone_book_setting", Risk::Write),
    o(0x8500, "vehicle_control", Risk::Control),
    o(0x8600, "circle_setting", Risk::Write),
    o(0x8601, "circle_deletion", Risk::Write),
    o(0x8602, "rectangle_setting", Risk::Write),
    o(0x8603, "rectangle_deletion", Risk::Write),
    o(0x8604, "polygon_setting", Risk::Write),
    o(0x8605, "polygon_deletion", Risk::Write),
    o(0x8606, "route_setting", Risk::Write),
    o(0x8607, "route_deletion", Risk::Write),
    o(0x8608, "areas_query", Risk::Read),
    o(0x8700, "recorder_query", Risk::Read),
    o(0x8701, "recorder_setting", Risk::Write),
    o(0x8702, "driver_query", Risk::Identify),
    o(0x8800, "multimedia_answer", Risk::Link),
    o(0x8801, "camera_shot", Risk::Control),
    o(0x8802, "multimedia_search", Risk::Read),
    o(0x8803, "multimedia_upload", Risk::Read),
    o(0x8804, "sound_recording", Risk::Control),
    o(0x8805, "single_multimedia_upload", Risk::Read),
    o(0x8900, "transparent_downlink", Risk::Control),
    o(0x8a00, "platform_public_key", Risk::Link),
];
static UNKNOWN_UPLINK: Operation = o(0, "unknown_uplink", Risk::Read);
static UNKNOWN_DOWNLINK: Operation = o(0, "unknown_downlink", Risk::Control);

/// What `terminal_control` can be, by its command word. §8.16 table 17.
static CONTROLS: &[Operation] = &[
    o(1, "wireless_upgrade", Risk::Firmware),
    o(2, "server_switch", Risk::Program),
    o(3, "terminal_shutdown", Risk::Stop),
    o(4, "terminal_reset", Risk::Stop),
    o(5, "factory_reset", Risk::Program),
    o(6, "data_link_off", Risk::Control),
    o(7, "radio_off", Risk::Control),
];
pub(super) const FURTHER: &[&str] = &[
    "unknown_uplink",
    "unknown_downlink",
    "wireless_upgrade",
    "server_switch",
    "terminal_shutdown",
    "terminal_reset",
    "factory_reset",
    "data_link_off",
    "radio_off",
];

pub(super) fn message(id: u16) -> &'static Operation {
    let unknown = if is_from_terminal(id) { &UNKNOWN_UPLINK } else { &UNKNOWN_DOWNLINK };
    lookup(MESSAGES, id.into()).unwrap_or(unknown)
}

pub(super) fn control(word: u8) -> Option<&'static Operation> {
    lookup(CONTROLS, word.into())
}

/// Whether the identifier has a meaning, or is reserved for one or for makers. Annex B.
pub(super) fn is_defined(id: u16) -> bool {
    matches!(id, 0x0f00..=0x0fff | 0x8f00..=0x8fff | 0xe000..=0xffff)
        || lookup(MESSAGES, id.into()).is_some()
}

/// Terminals' identifiers: those below 0x8000, and 0xe000 to 0xefff for makers. Annex B.
pub(super) fn is_from_terminal(id: u16) -> bool {
    matches!(id, 0..=0x7fff | 0xe000..=0xefff)
}

pub(super) fn is_answer(id: u16) -> bool {
    matches!(
        id,
        0x0001 | 0x0104 | 0x0107 | 0x0201 | 0x0302 | 0x0500 | 0x0608 | 0x0700 | 0x0802 | 0x0805
    ) || matches!(id, 0x8001 | 0x8004 | 0x8100 | 0x8800)
}

/// Results of general answers. §8.1 table 4, §8.2 table 5.
pub(super) fn result(code: u8) -> &'static str {
    match code {
        1 => "failed",
        2 => "message_wrong",
        3 => "unsupported",
        4 => "alarm_confirmed",
        _ => "unknown",
    }
}

/// Results of registration. §8.9 table 10.
pub(super) fn registration(code: u8) -> &'static str {
    match code {
        1 => "vehicle_already_registered",
        2 => "no_such_vehicle",
        3 => "terminal_already_registered",
        4 => "no_such_terminal",
        _ => "unknown",
    }
}

/// The provinces' characters on number plates (GA 36), by their GBK code.
const PROVINCES: &[(u16, char)] = &[
    (0xbea9, '京'),
    (0xbdf2, '津'),
    (0xbcbd, '冀'),
    (0xbdfa, '晋'),
    (0xc3c9, '蒙'),
    (0xc1c9, '辽'),
    (0xbcaa, '吉'),
    (0xbada, '黑'),
    (0xbba6, '沪'),
    (0xcbd5, '苏'),
    (0xd5e3, '浙'),
    (0xcdee, '皖'),
    (0xc3f6, '闽'),
    (0xb8d3, '赣'),
    (0xc2b3, '鲁'),
    (0xd4a5, '豫'),
    (0xb6f5, '鄂'),
    (0xcfe6, '湘'),
    (0xd4c1, '粤'),
    (0xb9f0, '桂'),
    (0xc7ed, '琼'),
    (0xd3e5, '渝'),
    (0xb4a8, '川'),
    (0xb9f3, '贵'),
    (0xd4c6, '云'),
    (0xb2d8, '藏'),
    (0xc9c2, '陕'),
    (0xb8ca, '甘'),
    (0xc7e0, '青'),
    (0xc4fe, '宁'),
    (0xd0c2, '新'),
];

/// A number plate: GBK, of which only the province's character is outside of ASCII.
pub(super) fn plate(bytes: &[u8]) -> String {
    let known = bytes.split_first_chunk::<2>().and_then(|(first, rest)| {
        let code = u16::from_be_bytes(*first);
        PROVINCES.iter().find(|(known, _)| *known == code).map(|(_, province)| (*province, rest))
    });
    match known {
        Some((province, rest)) => format!("{province}{}", crate::cursor::text(rest)),
        None => crate::cursor::text(bytes),
    }
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
    field("phone", "text", "", "JT/T 808-2019 §4.4.3"),
    field("edition", "u16", "", "JT/T 808-2019 §4.4.3"),
    field("serial_number", "u16", "", "JT/T 808-2019 §4.4.3"),
    field("packets", "u16", "", "JT/T 808-2019 §4.4.3"),
    field("packet", "u16", "", "JT/T 808-2019 §4.4.3"),
    field("cipher", "text", "", "JT/T 808-2019 §4.4.3"),
    field("answers", "u16", "", "JT/T 808-2019 §8.1"),
    field("answered", "text", "", "JT/T 808-2019 §8.1"),
    field("province", "u16", "", "JT/T 808-2019 §8.8"),
    field("city", "u16", "", "JT/T 808-2019 §8.8"),
    field("vendor", "text", "", "JT/T 808-2019 §8.8"),
    field("model", "text", "", "JT/T 808-2019 §8.8"),
    field("serial", "text", "", "JT/T 808-2019 §8.8"),
    field("plate", "text", "", "JT/T 808-2019 §8.8"),
    field("imei", "text", "", "JT/T 808-2019 §8.11"),
    field("software", "text", "", "JT/T 808-2019 §8.11"),
    field("iccid", "text", "", "JT/T 808-2019 §8.18"),
    field("hardware", "text", "", "JT/T 808-2019 §8.18"),
    field("firmware", "text", "", "JT/T 808-2019 §8.18"),
    field("parameters", "text", "", "JT/T 808-2019 §8.12"),
    field("server", "text", "", "JT/T 808-2019 §8.12"),
    field("control", "u8", "", "JT/T 808-2019 §8.16"),
    field("bytes", "u32", "", "JT/T 808-2019 §8.19"),
    field("alarms", "u32", "", "JT/T 808-2019 §8.21"),
    field("state", "u32", "", "JT/T 808-2019 §8.21"),
    field("latitude", "f64", "°", "JT/T 808-2019 §8.21"),
    field("longitude", "f64", "°", "JT/T 808-2019 §8.21"),
    field("altitude", "u16", "m", "JT/T 808-2019 §8.21"),
    field("speed", "f64", "km/h", "JT/T 808-2019 §8.21"),
    field("mileage", "f64", "km", "JT/T 808-2019 §8.21"),
    field("time", "text", "", "JT/T 808-2019 §8.21"),
    field("locations", "u16", "", "JT/T 808-2019 §8.48"),
    field("media", "u32", "", "JT/T 808-2019 §8.50"),
    field("format", "text", "", "JT/T 808-2019 §8.50"),
    field("channel", "u8", "", "JT/T 808-2019 §8.50"),
];
