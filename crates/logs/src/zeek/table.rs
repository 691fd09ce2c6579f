//! Which message goes into which log, and which of our words fill its columns.
//!
//! Column names are Zeek's (base scripts: modbus, dnp3, dns, http, ssl, ssh, smtp, ftp, mqtt) and
//! ICSNPP's (the others). A protocol may have several logs; one without a row has a log of its own.

use model::observation::Kind;

/// One log of a protocol.
pub(super) struct Log {
    /// Our name of the protocol.
    pub(super) protocol: &'static str,
    /// The log's name.
    pub(super) name: &'static str,
    pub(super) when: When,
    /// Whether lines begin with ICSNPP's `is_orig`, `source_h`, … .
    pub(super) parties: bool,
    /// (their column, what fills it)
    pub(super) columns: &'static [(&'static str, Fill)],
}

/// Which messages have a line.
#[derive(Clone, Copy)]
pub(super) enum When {
    Always,
    Is(Kind),
    Codes(&'static [u32]),
    Operations(&'static [&'static str]),
    Except(&'static [&'static str]),
    Field(&'static str),
    Object,
}

/// What fills a column.
#[derive(Clone, Copy)]
pub(super) enum Fill {
    Field(&'static str),
    /// A field that lists texts with commas.
    List(&'static str),
    Code,
    /// The code as `0x0e`.
    Hex,
    Operation,
    /// The operation in capitals.
    Upper,
    /// A word for what is no response, and one for responses.
    Word(&'static str, &'static str),
    /// Of an object that is a range: its first, how many, its last.
    Start,
    Count,
    End,
    Space,
    Name,
    ErrorCode,
    ErrorName,
    Success,
    SourceMac,
    TargetMac,
}

use self::Fill::{
    Code, Count, End, ErrorCode, ErrorName, Field, Hex, List, Name, Operation, SourceMac, Space,
    Start, Success, TargetMac, Upper, Word,
};

/// A log of Zeek's own.
const fn zeek(
    protocol: &'static str,
    name: &'static str,
    when: When,
    columns: &'static [(&'static str, Fill)],
) -> Log {
    Log { protocol, name, when, parties: false, columns }
}

/// A log of an ICSNPP parser.
const fn icsnpp(
    protocol: &'static str,
    name: &'static str,
    when: When,
    columns: &'static [(&'static str, Fill)],
) -> Log {
    Log { protocol, name, when, parties: true, columns }
}

const PAIR: Fill = Word("REQUEST", "RESPONSE");

pub(super) const LOGS: &[Log] = &[
    zeek(
        "modbus",
        "modbus",
        When::Always,
        &[
            ("tid", Field("transaction")),
            ("unit", Field("unit")),
            ("func", Upper),
            ("pdu_type", Word("REQ", "RESP")),
            ("exception", ErrorName),
        ],
    ),
    icsnpp(
        "modbus",
        "modbus_detailed",
        When::Always,
        &[
            ("tid", Field("transaction")),
            ("unit", Field("unit")),
            ("func", Upper),
            ("request_response", PAIR),
            ("address", Start),
            ("quantity", Count),
            ("request_values", Field("value")),
            ("request_subfunction_code", Field("subfunction")),
            ("exception_code", ErrorName),
        ],
    ),
    icsnpp(
        "modbus",
        "modbus_mask_write_register",
        When::Field("and_mask"),
        &[
            ("tid", Field("transaction")),
            ("unit", Field("unit")),
            ("func", Upper),
            ("request_response", PAIR),
            ("address", Start),
            ("and_mask", Field("and_mask")),
            ("or_mask", Field("or_mask")),
        ],
    ),
    icsnpp(
        "modbus",
        "modbus_read_write_multiple_registers",
        When::Field("read_start"),
        &[
            ("tid", Field("transaction")),
            ("unit", Field("unit")),
            ("func", Upper),
            ("request_response", PAIR),
            ("write_start_address", Start),
            ("read_start_address", Field("read_start")),
            ("read_quantity", Field("read_count")),
        ],
    ),
    icsnpp(
        "modbus",
        "modbus_read_device_identification",
        When::Field("device_id_code"),
        &[
            ("tid", Field("transaction")),
            ("unit", Field("unit")),
            ("func", Upper),
            ("request_response", PAIR),
            ("device_id_code", Field("device_id_code")),
            ("vendor_name", Field("vendor")),
            ("product_code", Field("product")),
            ("major_minor_revision", Field("revision")),
            ("product_name", Field("product_name")),
            ("model_name", Field("model_name")),
        ],
    ),
    zeek("dnp3", "dnp3", When::Is(Kind::Request), &[("fc_request", Upper)]),
    zeek(
        "dnp3",
        "dnp3",
        When::Operations(&["response", "unsolicited_response", "authentication_response"]),
        &[("fc_reply", Upper), ("iin", Field("iin"))],
    ),
    icsnpp(
        "dnp3",
        "dnp3_control",
        When::Field("control"),
        &[
            ("block_type", Field("control")),
            ("function_code", Upper),
            ("index_number", Start),
            ("trip_control_code", Field("trip_close")),
            ("operation_type", Field("control")),
            ("clear_bit", Field("clear")),
            ("execute_count", Field("repeat")),
            ("on_time", Field("on_time")),
            ("off_time", Field("off_time")),
            ("status_code", Field("status")),
        ],
    ),
    icsnpp(
        "dnp3",
        "dnp3_objects",
        When::Field("group"),
        &[
            ("function_code", Upper),
            ("object_type", Space),
            ("object_group", Field("group")),
            ("object_variation", Field("variation")),
            ("object_count", Count),
            ("range_low", Start),
            ("range_high", End),
        ],
    ),
    icsnpp(
        "enip",
        "enip",
        When::Field("session"),
        &[
            ("enip_command", Operation),
            ("session_handle", Field("session")),
            ("enip_status", ErrorName),
        ],
    ),
    icsnpp(
        "enip",
        "cip",
        When::Field("class"),
        &[
            ("cip_sequence_count", Field("sequence")),
            ("direction", Word("request", "response")),
            ("cip_service_code", Hex),
            ("cip_service", Operation),
            ("cip_status_code", ErrorCode),
            ("cip_status", ErrorName),
            ("cip_extended_status_code", Field("extended_status")),
            ("class_id", Field("class")),
            ("instance_id", Field("instance")),
            ("attribute_id", Field("attribute")),
        ],
    ),
    icsnpp(
        "enip",
        "cip_identity",
        When::Field("vendor_id"),
        &[
            ("encapsulation_version", Field("protocol_version")),
            ("socket_address", Field("address")),
            ("vendor_id", Field("vendor_id")),
            ("vendor_name", Field("vendor")),
            ("device_type_name", Field("device_type")),
            ("product_code", Field("product_code")),
            ("revision", Field("firmware")),
            ("device_status", Field("device_status")),
            ("serial_number", Field("serial")),
            ("product_name", Field("model")),
            ("device_state", Field("state")),
        ],
    ),
    icsnpp(
        "enip",
        "cip_io",
        When::Field("connection"),
        &[
            ("connection_id", Field("connection")),
            ("sequence_number", Field("sequence")),
            ("data_length", Field("size")),
        ],
    ),
    icsnpp(
        "s7comm",
        "s7comm",
        When::Except(&["cotp_connect", "cotp_disconnect"]),
        &[
            ("pdu_reference", Field("pdu_reference")),
            ("function_code", Hex),
            ("function_name", Operation),
            ("subfunction_code", Field("subfunction")),
            ("error_code", ErrorCode),
            ("error_name", ErrorName),
        ],
    ),
    icsnpp(
        "s7comm",
        "cotp",
        When::Operations(&["cotp_connect", "cotp_disconnect"]),
        &[("pdu_name", Operation)],
    ),
    icsnpp(
        "s7comm",
        "s7comm_read_szl",
        When::Field("szl_id"),
        &[
            ("pdu_reference", Field("pdu_reference")),
            ("method", PAIR),
            ("szl_id", Field("szl_id")),
            ("szl_index", Field("szl_index")),
            ("return_code", ErrorCode),
            ("return_code_name", ErrorName),
        ],
    ),
    icsnpp(
        "s7comm",
        "s7comm_upload_download",
        // Request download to end upload: S7 functions 0x1A to 0x1F.
        When::Codes(&[0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f]),
        &[
            ("rosctr", Word("Job", "Ack-Data")),
            ("pdu_reference", Field("pdu_reference")),
            ("function_name", Operation),
            ("function_status", ErrorCode),
            ("session_id", Field("upload_id")),
            ("blocklength", Field("load_memory")),
            ("filename", Name),
            ("block_type", Field("block_type")),
            ("block_number", Field("block_number")),
            ("destination_filesystem", Field("destination")),
        ],
    ),
    icsnpp(
        "s7comm",
        "s7comm_known_devices",
        When::Field("system_name"),
        &[
            ("automation_system_name", Field("system_name")),
            ("module_name", Field("module_name")),
            ("plant_name", Field("plant_name")),
            ("module_serial", Field("serial")),
        ],
    ),
    icsnpp(
        "s7comm",
        "s7comm_plus",
        When::Field("opcode"),
        &[
            ("version", Field("version")),
            ("opcode_name", Field("opcode")),
            ("function_code", Hex),
            ("function_name", Operation),
        ],
    ),
    icsnpp(
        "bacnet",
        "bacnet",
        When::Always,
        &[
            ("pdu_type", PAIR),
            ("pdu_service", Operation),
            ("invoke_id", Field("invoke_id")),
            ("result_code", ErrorName),
        ],
    ),
    icsnpp(
        "bacnet",
        "bacnet_property",
        When::Object,
        &[
            ("invoke_id", Field("invoke_id")),
            ("pdu_service", Operation),
            ("object_type", Name),
            ("value", Field("value")),
        ],
    ),
    icsnpp(
        "bacnet",
        "bacnet_discovery",
        When::Operations(&["who_is", "i_am", "who_has", "i_have"]),
        &[
            ("pdu_service", Operation),
            ("instance_number", Field("device")),
            ("vendor", Field("vendor")),
            ("object_name", Name),
        ],
    ),
    icsnpp(
        "bacnet",
        "bacnet_device_control",
        When::Operations(&["reinitialize_device", "device_communication_control"]),
        &[
            ("invoke_id", Field("invoke_id")),
            ("pdu_service", Operation),
            ("time_duration", Field("duration")),
            ("device_state", Field("state")),
            ("result", ErrorName),
            ("result_code", ErrorCode),
        ],
    ),
    icsnpp(
        "opcua",
        "opcua_binary",
        When::Always,
        &[
            ("identifier", Code),
            ("identifier_str", Operation),
            ("error", ErrorName),
            ("reason", Field("reason")),
            ("version", Field("protocol_version")),
            ("rcv_buf_size", Field("receive_buffer")),
            ("snd_buf_size", Field("send_buffer")),
            ("endpoint_url", Field("endpoint_url")),
            ("sec_channel_id", Field("channel")),
            ("sec_policy_uri", Field("security_policy")),
            ("seq_number", Field("sequence")),
            ("request_id", Field("request_id")),
            ("req_hdr_request_handle", Field("request_handle")),
            ("req_hdr_audit_entry_id", Field("audit_entry")),
        ],
    ),
    icsnpp(
        "opcua",
        "opcua_binary_create_session",
        When::Field("session_name"),
        &[
            ("application_uri", Field("application_uri")),
            ("product_uri", Field("product_uri")),
            ("text", Field("name")),
            ("application_type", Field("application_type")),
            ("server_uri", Field("server_uri")),
            ("endpoint_url", Field("endpoint_url")),
            ("session_name", Field("session_name")),
        ],
    ),
    icsnpp(
        "mms",
        "mms_var_access",
        When::Operations(&["read", "write", "information_report"]),
        &[
            ("operation", Operation),
            ("variable", Name),
            ("value", Field("value")),
            ("success", Success),
        ],
    ),
    icsnpp(
        "mms",
        "mms_name_list",
        When::Operations(&["get_name_list"]),
        &[
            ("class", Field("object_class")),
            ("domain", Name),
            ("value", Field("first_name")),
            ("success", Success),
        ],
    ),
    icsnpp(
        "mms",
        "mms",
        When::Except(&["read", "write", "information_report", "get_name_list"]),
        &[
            ("operation", Operation),
            ("deviceVendor", Field("vendor")),
            ("deviceModel", Field("model")),
            ("deviceRevision", Field("firmware")),
        ],
    ),
    icsnpp(
        "synchrophasor",
        "synchrophasor_cfg",
        When::Field("configuration_count"),
        &[
            ("frame_type", Operation),
            ("pmu_count_actual", Field("units")),
            ("cfg_frame_id", Field("id_code")),
            ("station_name", Field("name")),
        ],
    ),
    icsnpp(
        "synchrophasor",
        "synchrophasor_cmd",
        When::Field("command"),
        &[("frame_type", Operation), ("command", Field("command"))],
    ),
    icsnpp(
        "synchrophasor",
        "synchrophasor_data",
        When::Field("status"),
        &[
            ("frame_type", Operation),
            ("data_frame_id", Field("id_code")),
            ("trigger_reason", Field("trigger")),
            ("data_error_indicator", Field("data_error")),
        ],
    ),
    zeek(
        "goose",
        "goose",
        When::Always,
        &[
            ("src_mac", SourceMac),
            ("dst_mac", TargetMac),
            ("appid", Field("appid")),
            ("gocb_ref", Field("gocb_ref")),
            ("time_allowed_to_live", Field("ttl")),
            ("dataset", Field("dat_set")),
            ("go_id", Field("go_id")),
            ("st_num", Field("st_num")),
            ("sq_num", Field("sq_num")),
            ("simulation", Field("simulation")),
            ("conf_rev", Field("conf_rev")),
            ("nds_com", Field("nds_com")),
            ("num_dat_set_entries", Field("entries")),
        ],
    ),
    zeek(
        "sv",
        "sv",
        When::Always,
        &[
            ("src", SourceMac),
            ("dst", TargetMac),
            ("appid", Field("appid")),
            ("smpCnt", Field("smp_cnt")),
            ("sv_id", Name),
        ],
    ),
    zeek("dns", "dns", When::Always, DNS),
    zeek("mdns", "dns", When::Always, DNS),
    zeek("http", "http", When::Is(Kind::Request), HTTP_ASKED),
    zeek("http2", "http", When::Is(Kind::Request), HTTP_ASKED),
    zeek("http", "http", When::Is(Kind::Response), HTTP_ANSWERED),
    zeek("http2", "http", When::Is(Kind::Response), HTTP_ANSWERED),
    zeek(
        "tls",
        "ssl",
        When::Operations(&["client_hello", "server_hello", "alert"]),
        &[
            ("version", Field("version")),
            ("cipher", Field("cipher_suite")),
            ("server_name", Name),
            ("next_protocol", Field("alpn")),
            ("last_alert", Field("description")),
            ("ja3", Field("ja3")),
            ("ja3s", Field("ja3s")),
            ("ja4", Field("ja4")),
        ],
    ),
    zeek(
        "tls",
        "x509",
        When::Field("certificate_serial"),
        &[
            ("fingerprint", Field("sha256")),
            ("certificate.serial", Field("certificate_serial")),
            ("certificate.subject", Field("subject")),
            ("certificate.issuer", Field("issuer")),
            ("certificate.not_valid_before", Field("not_before")),
            ("certificate.not_valid_after", Field("not_after")),
            ("certificate.cn", Field("name")),
            ("san.dns", List("alternative_names")),
        ],
    ),
    zeek(
        "ssh",
        "ssh",
        When::Is(Kind::Request),
        &[
            ("version", Field("protocol_version")),
            ("client", Field("software")),
            ("kex_alg", Field("key_exchange")),
            ("hassh", Field("hassh")),
        ],
    ),
    zeek(
        "ssh",
        "ssh",
        When::Is(Kind::Response),
        &[
            ("version", Field("protocol_version")),
            ("server", Field("software")),
            ("host_key_alg", Field("host_keys")),
            ("hasshServer", Field("hassh")),
        ],
    ),
    zeek(
        "ftp",
        "ftp",
        When::Always,
        &[
            ("command", Upper),
            ("arg", Field("argument")),
            ("reply_code", Field("code")),
            ("reply_msg", Field("text")),
            ("data_channel.resp_p", Field("port")),
        ],
    ),
    zeek("smtp", "smtp", When::Operations(&["helo", "ehlo"]), &[("helo", Field("argument"))]),
    zeek("smtp", "smtp", When::Operations(&["mail"]), &[("mailfrom", Field("argument"))]),
    zeek("smtp", "smtp", When::Operations(&["rcpt"]), &[("rcptto", List("argument"))]),
    zeek("smtp", "smtp", When::Operations(&["reply"]), &[("last_reply", Field("text"))]),
    zeek(
        "smtp",
        "smtp",
        When::Operations(&["message"]),
        &[("from", Field("sender")), ("to", List("recipient")), ("subject", Name)],
    ),
    zeek(
        "mqtt",
        "mqtt_connect",
        When::Operations(&["connect"]),
        &[
            ("proto_version", Field("version")),
            ("client_id", Name),
            ("will_topic", Field("will_topic")),
        ],
    ),
    zeek(
        "mqtt",
        "mqtt_publish",
        When::Operations(&["publish"]),
        &[
            ("retain", Field("retain")),
            ("qos", Field("qos")),
            ("topic", Name),
            ("payload_len", Field("payload")),
        ],
    ),
    zeek(
        "mqtt",
        "mqtt_subscribe",
        When::Operations(&["subscribe", "unsubscribe"]),
        &[("action", Upper), ("topics", Name), ("granted_qos_level", Field("qos"))],
    ),
];

const DNS: &[(&str, Fill)] = &[
    ("trans_id", Field("id")),
    ("query", Name),
    ("qtype_name", Field("type")),
    ("rcode", ErrorCode),
    ("rcode_name", ErrorName),
    ("answers", List("answers")),
];

const HTTP_ASKED: &[(&str, Fill)] = &[
    ("method", Upper),
    ("host", Field("host")),
    ("uri", Field("uri")),
    ("referrer", Field("referer")),
    ("version", Field("version")),
    ("user_agent", Field("user_agent")),
    ("request_body_len", Field("length")),
    ("orig_mime_types", List("content_type")),
    ("orig_filenames", List("file_name")),
];

const HTTP_ANSWERED: &[(&str, Fill)] = &[
    ("method", Upper),
    ("version", Field("version")),
    ("status_code", Field("status")),
    ("response_body_len", Field("length")),
    ("resp_mime_types", List("content_type")),
    ("resp_filenames", List("file_name")),
];
