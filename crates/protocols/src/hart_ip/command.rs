//! HART commands inside token-passing PDUs. HCF_SPEC-081 (frame), HCF_SPEC-127 (universal commands),
//! HCF_SPEC-151 (common practice commands), HCF_SPEC-307 (response codes).

use model::observation::Risk;

use crate::cursor::Reader;
use crate::sink::Sink;

/// Frame types in the delimiter's low three bits. HCF_SPEC-081 §5.3.
const BURST: u8 = 1;
const REQUEST: u8 = 2;
const RESPONSE: u8 = 6;
/// Delimiter bit: the address has five octets.
const LONG_ADDRESS: u8 = 0x80;
/// The command number follows in the data. HCF_SPEC-127.
const EXTENDED: u16 = 31;
/// Commands from here on are what each manufacturer makes of them.
const DEVICE_SPECIFIC: std::ops::RangeInclusive<u16> = 128..=253;

macro_rules! commands {
    ($($code:literal $name:literal $risk:ident,)*) => {
        /// Names of the commands that are told.
        pub(super) const NAMES: &[&str] = &[$($name,)* "device_specific_command", "command"];

        fn row(code: u16) -> Option<(&'static str, Risk)> {
            Some(match code {
                $($code => ($name, Risk::$risk),)*
                _ => return None,
            })
        }
    };
}

commands! {
    0 "read_unique_identifier" Identify,
    1 "read_primary_variable" Read,
    2 "read_loop_current" Read,
    3 "read_dynamic_variables" Read,
    6 "write_polling_address" Program,
    7 "read_loop_configuration" Read,
    8 "read_dynamic_variable_classifications" Read,
    9 "read_device_variables_with_status" Read,
    11 "read_unique_identifier_by_tag" Identify,
    12 "read_message" Read,
    13 "read_tag_descriptor_date" Identify,
    14 "read_transducer_information" Identify,
    15 "read_device_information" Identify,
    16 "read_final_assembly_number" Identify,
    17 "write_message" Write,
    18 "write_tag_descriptor_date" Write,
    19 "write_final_assembly_number" Write,
    20 "read_long_tag" Identify,
    21 "read_unique_identifier_by_long_tag" Identify,
    22 "write_long_tag" Write,
    33 "read_device_variables" Read,
    34 "write_damping" Program,
    35 "write_range_values" Program,
    36 "set_upper_range_value" Program,
    37 "set_lower_range_value" Program,
    38 "reset_configuration_changed_flag" Write,
    39 "eeprom_control" Program,
    40 "fixed_current_mode" Control,
    41 "perform_self_test" Control,
    42 "perform_device_reset" Stop,
    43 "set_zero" Program,
    44 "write_units" Program,
    45 "trim_loop_current_zero" Program,
    46 "trim_loop_current_gain" Program,
    47 "write_transfer_function" Program,
    48 "read_additional_device_status" Identify,
    49 "write_transducer_serial_number" Write,
    50 "read_dynamic_variable_assignments" Read,
    51 "write_dynamic_variable_assignments" Program,
    52 "set_device_variable_zero" Program,
    53 "write_device_variable_units" Program,
    54 "read_device_variable_information" Read,
    55 "write_device_variable_damping" Program,
    56 "write_device_variable_serial_number" Write,
    59 "write_number_of_response_preambles" Write,
    60 "read_analog_channel" Read,
    66 "fixed_analog_channel_mode" Control,
    71 "lock_device" Write,
    72 "squawk" Write,
    73 "find_device" Identify,
    74 "read_io_system_capabilities" Identify,
    75 "poll_sub_device" Identify,
    76 "read_lock_device_state" Read,
    77 "send_command_to_sub_device" Write,
    78 "read_aggregated_commands" Read,
    79 "write_device_variable" Control,
    80 "read_trim_points" Read,
    82 "write_trim_point" Program,
    83 "reset_trim" Program,
    84 "read_sub_device_identity" Identify,
    85 "read_io_channel_statistics" Read,
    86 "read_sub_device_statistics" Read,
    103 "write_burst_period" Program,
    104 "write_burst_trigger" Program,
    105 "read_burst_mode_configuration" Read,
    107 "write_burst_device_variables" Program,
    108 "write_burst_command_number" Program,
    109 "burst_mode_control" Program,
    110 "read_all_dynamic_variables" Read,
    111 "transfer_service_control" Program,
    112 "transfer_service" Program,
    512 "read_country_code" Read,
    513 "write_country_code" Write,
}

/// A token-passing PDU. HCF_SPEC-081 §5.
pub(super) struct Frame<'a> {
    delimiter: u8,
    address: &'a [u8],
    command: u8,
    data: &'a [u8],
    /// Whether the check octet is the exclusive-or of all before it.
    pub(super) check: bool,
}

impl<'a> Frame<'a> {
    pub(super) fn read(body: &'a [u8]) -> Option<Self> {
        let mut r = Reader::new(body);
        let delimiter = r.u8()?;
        if !matches!(delimiter & 7, BURST | REQUEST | RESPONSE) {
            return None;
        }
        let address = r.bytes(if delimiter & LONG_ADDRESS != 0 { 5 } else { 1 })?;
        // Expansion octets: how many say bits 5 and 6.
        r.skip(usize::from(delimiter >> 5 & 3))?;
        let command = r.u8()?;
        let length = r.u8()?;
        let data = r.bytes(length.into())?;
        let covered = body.get(..r.offset()).unwrap_or_default();
        let check = covered.iter().fold(0, |sum, byte| sum ^ byte) == r.u8()?;
        Some(Self { delimiter, address, command, data, check })
    }

    fn is_request(&self) -> bool {
        self.delimiter & 7 == REQUEST
    }
}

/// Tells the command of the open message.
pub(super) fn tell(body: &[u8], out: &mut Sink<'_>) {
    let Some(frame) = Frame::read(body) else {
        out.anomaly("hart_ip.token_passing_pdu", 0, "delimiter");
        return;
    };
    if !frame.check {
        out.anomaly("hart_ip.check_byte", body.len(), "check");
    }
    let mut r = Reader::new(frame.data);
    if !frame.is_request() {
        status(&mut r, out);
    }
    let command = match u16::from(frame.command) {
        EXTENDED => r.u16().unwrap_or(EXTENDED),
        command => command,
    };
    name(command, out);
    out.field("command", command);
    out.field(
        "frame",
        match frame.delimiter & 7 {
            BURST => "burst",
            REQUEST => "request",
            _ => "response",
        },
    );
    out.named("device", || frame.address.iter().map(|byte| format!("{byte:02x}")).collect());
    out.values(r.rest());
    if frame.is_request() || !out.wanted() {
        return;
    }
    match command {
        0 | 11 | 21 => identity(r.rest(), out),
        12 => packed("message", r.rest(), out),
        13 => {
            packed("name", r.rest().get(..6).unwrap_or_default(), out);
            packed("description", r.rest().get(6..18).unwrap_or_default(), out);
        }
        20 => out.text("name", r.rest().get(..32).unwrap_or(r.rest())),
        _ => {}
    }
}

fn name(command: u16, out: &mut Sink<'_>) {
    match row(command) {
        Some((name, risk)) => out.refine(name, risk),
        None if DEVICE_SPECIFIC.contains(&command) => {
            out.refine("device_specific_command", Risk::Write);
        }
        None => out.refine("command", Risk::Write),
    }
}

/// Response code (or communication status, bit 7), then device status. HCF_SPEC-307.
fn status(r: &mut Reader<'_>, out: &mut Sink<'_>) {
    let (Some(code), Some(device)) = (r.u8(), r.u8()) else {
        return out.anomaly("hart_ip.truncated", 0, "response_code");
    };
    out.field("device_status", device);
    match code {
        0 => out.ok(),
        code if code & 0x80 != 0 => out.failed(code.into(), "communication_error"),
        // HCF_SPEC-307: these say something besides the value, which is good.
        8 | 14 | 24..=27 | 30 | 31 | 96..=127 => out.ok(),
        code => out.failed(code.into(), code_name(code)),
    }
}

fn code_name(code: u8) -> &'static str {
    match code {
        2 => "invalid_selection",
        3 => "parameter_too_large",
        4 => "parameter_too_small",
        5 => "too_few_bytes",
        6 => "device_specific_error",
        7 => "in_write_protect_mode",
        16 => "access_restricted",
        32 => "busy",
        33 => "delayed_response_initiated",
        34 => "delayed_response_running",
        64 => "command_not_implemented",
        _ => "command_error",
    }
}

/// Answer to command 0. HCF_SPEC-127 §6.1: 254, expanded device type, preambles, revisions of the
/// universal commands, device and software, hardware, flags, device identifier; from HART 7 on the
/// manufacturer at octet 17.
fn identity(data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data);
    let (Some(_), Some(kind), Some(_), Some(universal)) = (r.u8(), r.u16(), r.u8(), r.u8()) else {
        return out.anomaly("hart_ip.truncated", 0, "identity");
    };
    let (Some(device), Some(software), Some(hardware), Some(_), Some(id)) =
        (r.u8(), r.u8(), r.u8(), r.u8(), r.u24())
    else {
        return out.anomaly("hart_ip.truncated", 0, "identity");
    };
    out.field("device_type", kind);
    let maker = crate::cursor::u16_at(data, 17).unwrap_or(kind >> 8);
    out.field("manufacturer_id", maker);
    if let Some(name) = vendor(maker) {
        out.field("vendor", name);
    }
    out.field("device_id", id);
    out.field("serial", id.to_string());
    out.field("universal_revision", universal);
    out.field("firmware", format!("{device}.{software}"));
    out.field("hardware", (hardware >> 3).to_string());
}

/// Manufacturer identification codes. HCF_SPEC-183 table 8, those often met.
fn vendor(id: u16) -> Option<&'static str> {
    Some(match id {
        0x11 => "Endress+Hauser",
        0x17 => "Honeywell",
        0x1a => "ABB",
        0x1f => "Fisher Controls",
        0x26 => "Rosemount",
        0x2a => "Siemens",
        0x37 => "Yokogawa",
        0x3e => "VEGA",
        0x42 => "Krohne",
        _ => return None,
    })
}

/// Six-bit characters, four in three octets. HCF_SPEC-127 §5.1.1.
fn packed(name: &'static str, data: &[u8], out: &mut Sink<'_>) {
    let mut text = String::new();
    for group in data.chunks_exact(3) {
        let bits = group.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
        for shift in [18, 12, 6, 0] {
            let six = (bits >> shift & 0x3f) as u8;
            text.push(char::from(if six < 0x20 { six + 0x40 } else { six }));
        }
    }
    let text = text.trim();
    if !text.is_empty() {
        out.field(name, text.to_owned());
    }
}
