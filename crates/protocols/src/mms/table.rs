//! MMS services, errors and fields.

use model::observation::{Field, Kind, Risk};

use crate::ber::{elements, unsigned};
use crate::protocol::{Operation, lookup, row_of, rows};
use crate::sink::Sink;

const fn op(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

const I: Risk = Risk::Identify;
const R: Risk = Risk::Read;
const W: Risk = Risk::Write;
const C: Risk = Risk::Control;
const P: Risk = Risk::Program;
const S: Risk = Risk::Stop;
const L: Risk = Risk::Link;

/// Codes of responses lie above all services: this, plus the service.
pub(super) const RESPONSE: u32 = 0x1_0000;
/// Codes of PDUs without a service: this, plus the PDU's tag.
const PDU: u32 = 0x2_0000;
/// fileDirectory, the last service of edition 1.
pub(super) const LAST_SERVICE: u32 = 77;

/// Choices of ConfirmedServiceRequest. ISO 9506-2 §7.4; sorted.
pub(super) const SERVICES: &[Operation] = &[
    op(0, "status", I),
    op(1, "get_name_list", I),
    op(2, "identify", I),
    op(3, "rename", P),
    op(4, "read", R),
    op(5, "write", W),
    op(6, "get_variable_access_attributes", I),
    op(7, "define_named_variable", W),
    op(8, "define_scattered_access", W),
    op(9, "get_scattered_access_attributes", I),
    op(10, "delete_variable_access", W),
    op(11, "define_named_variable_list", W),
    op(12, "get_named_variable_list_attributes", I),
    op(13, "delete_named_variable_list", W),
    op(14, "define_named_type", W),
    op(15, "get_named_type_attributes", I),
    op(16, "delete_named_type", W),
    op(17, "input", R),
    op(18, "output", W),
    op(19, "take_control", W),
    op(20, "relinquish_control", W),
    op(21, "define_semaphore", W),
    op(22, "delete_semaphore", W),
    op(23, "report_semaphore_status", R),
    op(24, "report_pool_semaphore_status", R),
    op(25, "report_semaphore_entry_status", R),
    op(26, "initiate_download_sequence", P),
    op(27, "download_segment", P),
    op(28, "terminate_download_sequence", P),
    op(29, "initiate_upload_sequence", P),
    op(30, "upload_segment", P),
    op(31, "terminate_upload_sequence", P),
    op(32, "request_domain_download", P),
    op(33, "request_domain_upload", P),
    op(34, "load_domain_content", P),
    op(35, "store_domain_content", P),
    op(36, "delete_domain", P),
    op(37, "get_domain_attributes", I),
    op(38, "create_program_invocation", P),
    op(39, "delete_program_invocation", P),
    op(40, "start", S),
    op(41, "stop", S),
    op(42, "resume", S),
    op(43, "reset", S),
    op(44, "kill", S),
    op(45, "get_program_invocation_attributes", I),
    op(46, "obtain_file", P),
    op(47, "define_event_condition", W),
    op(48, "delete_event_condition", W),
    op(49, "get_event_condition_attributes", I),
    op(50, "report_event_condition_status", R),
    op(51, "alter_event_condition_monitoring", W),
    op(52, "trigger_event", C),
    op(53, "define_event_action", W),
    op(54, "delete_event_action", W),
    op(55, "get_event_action_attributes", I),
    op(56, "report_event_action_status", R),
    op(57, "define_event_enrollment", W),
    op(58, "delete_event_enrollment", W),
    op(59, "alter_event_enrollment", W),
    op(60, "report_event_enrollment_status", R),
    op(61, "get_event_enrollment_attributes", I),
    op(62, "acknowledge_event_notification", W),
    op(63, "get_alarm_summary", R),
    op(64, "get_alarm_enrollment_summary", R),
    op(65, "read_journal", R),
    op(66, "write_journal", W),
    op(67, "initialize_journal", W),
    op(68, "report_journal_status", R),
    op(69, "create_journal", W),
    op(70, "delete_journal", W),
    op(71, "get_capability_list", I),
    op(72, "file_open", R),
    op(73, "file_read", R),
    op(74, "file_close", R),
    op(75, "file_rename", W),
    op(76, "file_delete", W),
    op(77, "file_directory", I),
];

static UNKNOWN: [Operation; 256] = rows("unknown_service", I);

pub(super) fn service(number: u32) -> &'static Operation {
    row_of(SERVICES, &UNKNOWN, u8::try_from(number).unwrap_or(u8::MAX))
}

pub(super) static CONNECT: Operation = op(0x3_00e0, "cotp_connect", L);
pub(super) static DISCONNECT: Operation = op(0x3_0080, "cotp_disconnect", L);
pub(super) static ASSOCIATE: Operation = op(0x3_000d, "associate", L);
pub(super) static REFUSE: Operation = op(0x3_000c, "refuse", L);
pub(super) static RELEASE: Operation = op(0x3_0009, "release", L);
pub(super) static ABORT: Operation = op(0x3_0019, "abort", L);
pub(super) static OTHER: Operation = op(0x3_0000, "other", L);
pub(super) static INITIATE: Operation = op(PDU | 8, "initiate", L);
pub(super) static ERROR: Operation = op(PDU | 2, "error", L);
pub(super) static REJECT: Operation = op(PDU | 4, "reject", L);

/// Cancel and conclude. ISO 9506-2 §7.
static UPKEEP: [Operation; 6] = [
    op(PDU | 5, "cancel_request", L),
    op(PDU | 6, "cancel_request", L),
    op(PDU | 7, "cancel_request", L),
    op(PDU | 11, "conclude", L),
    op(PDU | 12, "conclude", L),
    op(PDU | 13, "conclude", L),
];

pub(super) fn upkeep(number: u32) -> &'static Operation {
    lookup(&UPKEEP, PDU | number).unwrap_or(&OTHER)
}

pub(super) fn upkeep_kind(number: u32) -> Kind {
    if matches!(number, 5 | 11) { Kind::Request } else { Kind::Response }
}

/// Unconfirmed services; their codes lie above all others.
static UNCONFIRMED: [Operation; 3] = [
    op(0x4_0000, "information_report", R),
    op(0x4_0001, "unsolicited_status", R),
    op(0x4_0002, "event_notification", R),
];

pub(super) fn unconfirmed(number: u32) -> &'static Operation {
    let row = usize::try_from(number).ok().and_then(|at| UNCONFIRMED.get(at));
    row.unwrap_or(&OTHER)
}

/// Names besides the services'.
pub(super) const FURTHER: &[&str] = &[
    "abort",
    "associate",
    "cancel",
    "cancel_request",
    "command_termination",
    "conclude",
    "configure_goose",
    "configure_report",
    "configure_settings",
    "cotp_connect",
    "cotp_disconnect",
    "error",
    "event_notification",
    "information_report",
    "initiate",
    "operate",
    "other",
    "refuse",
    "reject",
    "release",
    "report",
    "select",
    "select_with_value",
    "unknown_service",
    "unsolicited_status",
];

/// What a service becomes by what it is applied to.
#[derive(Debug)]
pub(super) struct Refined {
    pub(super) name: &'static str,
    pub(super) risk: Risk,
}

impl Refined {
    /// Whether the value is a control's structure.
    pub(super) fn is_control(&self) -> bool {
        self.risk == Risk::Control
    }
}

pub(super) static SELECT: Refined = Refined { name: "select", risk: C };
static SELECT_WITH_VALUE: Refined = Refined { name: "select_with_value", risk: C };
static OPERATE: Refined = Refined { name: "operate", risk: C };
static CANCEL: Refined = Refined { name: "cancel", risk: C };
static CONFIGURE_REPORT: Refined = Refined { name: "configure_report", risk: W };
static CONFIGURE_GOOSE: Refined = Refined { name: "configure_goose", risk: W };
static CONFIGURE_SETTINGS: Refined = Refined { name: "configure_settings", risk: P };

/// What a write is by the functional constraint in the name of its object: CO with Oper, SBOw or
/// Cancel, RP and BR (reports), GO and MS/US (GOOSE, sampled values), SG, SE and SP (settings).
/// IEC 61850-8-1 §20 and §7.3 (mapping of names), IEC 61850-7-2 Annex B (functional constraints).
pub(super) fn refined(name: &str) -> Option<&'static Refined> {
    let (_, item) = name.split_once('/')?;
    let (_, rest) = item.split_once('$')?;
    let (constraint, attribute) = rest.split_once('$').unwrap_or((rest, ""));
    let last = |word: &str| attribute.split('$').any(|part| part == word);
    Some(match constraint {
        "CO" if last("SBOw") => &SELECT_WITH_VALUE,
        "CO" if last("Cancel") => &CANCEL,
        "CO" => &OPERATE,
        "RP" | "BR" => &CONFIGURE_REPORT,
        "GO" | "GS" | "MS" | "US" => &CONFIGURE_GOOSE,
        "SG" | "SE" | "SP" => &CONFIGURE_SETTINGS,
        _ => return None,
    })
}

/// What kind of object a service names.
pub(super) fn space(service: u32) -> &'static str {
    match service {
        1 | 26..=29 | 32..=37 => "domain",
        30 | 31 => "upload",
        38..=45 => "program_invocation",
        46 | 72 | 75..=77 => "file",
        73 | 74 => "file_handle",
        11..=13 => "variable_list",
        14..=16 => "type",
        _ => "variable",
    }
}

/// ISO 9506-2 §10.5, objectClass.
pub(super) fn object_class(class: u32) -> &'static str {
    const NAMES: [&str; 13] = [
        "named_variable",
        "scattered_access",
        "named_variable_list",
        "named_type",
        "semaphore",
        "event_condition",
        "event_action",
        "event_enrollment",
        "journal",
        "domain",
        "program_invocation",
        "operator_station",
        "unknown",
    ];
    let class = usize::try_from(class).unwrap_or(usize::MAX).min(12);
    NAMES.get(class).copied().unwrap_or("unknown")
}

/// DataAccessError. ISO 9506-2 §14.4.3.
pub(super) fn access_error(code: u32) -> &'static str {
    match code {
        0 => "object_invalidated",
        1 => "hardware_fault",
        2 => "temporarily_unavailable",
        3 => "object_access_denied",
        4 => "object_undefined",
        5 => "invalid_address",
        6 => "type_unsupported",
        7 => "type_inconsistent",
        8 => "object_attribute_inconsistent",
        9 => "object_access_unsupported",
        10 => "object_non_existent",
        11 => "object_value_invalid",
        _ => "unknown",
    }
}

/// ServiceError: errorClass [0] with one choice and its code. ISO 9506-2 §7.4.6.
pub(super) fn service_error(content: &[u8], out: &mut Sink<'_>) {
    let class = elements(content).find(|e| e.tag == 0xa0);
    let Some(choice) = class.and_then(|class| elements(class.content).next()) else { return };
    let name = match choice.number {
        0 => "vmd_state",
        1 => "application_reference",
        2 => "definition",
        3 => "resource",
        4 => "service",
        5 => "service_preempt",
        6 => "time_resolution",
        7 => "access",
        8 => "initiate",
        9 => "conclude",
        10 => "cancel",
        11 => "file",
        _ => "others",
    };
    out.failed(choice.number << 8 | unsigned(choice.content), name);
}

/// Which PDU a reject is about. ISO 9506-2 §7.5 (rejectReason).
pub(super) fn reject_reason(about: u32) -> &'static str {
    match about {
        1 => "confirmed_request",
        2 => "confirmed_response",
        3 => "confirmed_error",
        4 => "unconfirmed",
        5 => "pdu_error",
        6 => "cancel_request",
        7 => "cancel_response",
        8 => "cancel_error",
        9 => "conclude_request",
        10 => "conclude_response",
        11 => "conclude_error",
        _ => "unknown",
    }
}

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

const MMS: &str = "ISO 9506-2 §8.2";
const PLATE: &str = "ISO 9506-2 §10.4, IEC 61850-7-3 §7.8";
const CONTROL: &str = "IEC 61850-8-1 §20";
const REPORT: &str = "IEC 61850-8-1 §17.2";

pub(super) const FIELDS: &[Field] = &[
    f("calling_tsap", "text", "ITU-T X.224 §13.3.4"),
    f("called_tsap", "text", "ITU-T X.224 §13.3.4"),
    f("reason", "u8", "ITU-T X.224 §13.5.3"),
    f("calling_ap_title", "text", "ISO 8650-1 §9"),
    f("called_ap_title", "text", "ISO 8650-1 §9"),
    f("authentication", "text", "ISO 8650-1 §9"),
    Field { name: "max_pdu", kind: "u32", unit: "bytes", source: MMS },
    f("max_outstanding_calling", "u32", MMS),
    f("max_outstanding_called", "u32", MMS),
    f("nesting", "u32", MMS),
    f("invoke_id", "u32", "ISO 9506-2 §7"),
    f("item", "u32", "ISO 9506-2 §14"),
    f("items", "u32", "ISO 9506-2 §14"),
    f("value", "text", "ISO 9506-2 §14.4.2"),
    f("object_class", "text", "ISO 9506-2 §10.5"),
    f("names", "u32", "ISO 9506-2 §10.5"),
    f("first_name", "text", "ISO 9506-2 §10.5"),
    f("more_follows", "bool", "ISO 9506-2 §10.5"),
    f("logical_status", "u32", "ISO 9506-2 §10.2"),
    f("physical_status", "u32", "ISO 9506-2 §10.2"),
    f("vendor", "text", PLATE),
    f("model", "text", PLATE),
    f("firmware", "text", PLATE),
    f("hardware", "text", PLATE),
    f("serial", "text", PLATE),
    f("name", "text", PLATE),
    f("location", "text", PLATE),
    f("ctl_val", "text", CONTROL),
    f("ctl_num", "u32", CONTROL),
    f("or_cat", "u32", "IEC 61850-7-3 §6.8"),
    f("or_cat_name", "text", "IEC 61850-7-3 §6.8"),
    f("or_ident", "text", "IEC 61850-7-3 §6.8"),
    f("test", "bool", CONTROL),
    f("sq_num", "u32", REPORT),
    f("dat_set", "text", REPORT),
    f("buffer_overflow", "bool", REPORT),
    f("conf_rev", "u32", REPORT),
];
