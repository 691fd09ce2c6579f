//! Keywords on numbers and words that parsers lay open (User Guide 8.0, the chapters of each
//! protocol), one row each.

use super::body::Value;
use super::buffers::Way::{self, Both, ToClient, ToServer};
use super::draft::Draft;
use super::keywords::Keyword;
use super::numbers::Words;
use super::{Answer, no, numbers};
use crate::rule::{Condition, Interface, Numbers, Which};

/// A number by its canonical name.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) protocols: &'static [&'static str],
    pub(super) way: Way,
    /// Greatest value of the field.
    most: u64,
    words: Words,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    One,
    /// Several in a transaction, with a place: `value[,which[,slice]]`.
    Several,
    /// Bits by name; true: a list without a sign means any of them.
    Flags(bool),
}

const U8: u64 = 0xff;
const U16: u64 = 0xffff;
const U32: u64 = 0xffff_ffff;

const fn one(
    name: &'static str,
    aliases: &'static [&'static str],
    protocols: &'static [&'static str],
    way: Way,
    most: u64,
    words: Words,
) -> Row {
    Row { name, aliases, protocols, way, most, words, form: Form::One }
}

const fn many(
    name: &'static str,
    protocols: &'static [&'static str],
    way: Way,
    most: u64,
    words: Words,
) -> Row {
    Row { name, aliases: &[], protocols, way, most, words, form: Form::Several }
}

const fn flags(
    name: &'static str,
    protocols: &'static [&'static str],
    way: Way,
    most: u64,
    words: Words,
) -> Row {
    Row { name, aliases: &[], protocols, way, most, words, form: Form::Flags(false) }
}

const DNS: &[&str] = &["dns", "doh2"];
const HTTP2: &[&str] = &["http2", "doh2"];
const ENIP: &[&str] = &["enip"];
const MQTT: &[&str] = &["mqtt"];
const LDAP: &[&str] = &["ldap"];
const SNMP: &[&str] = &["snmp"];
const IKE: &[&str] = &["ike"];
const KRB5: &[&str] = &["krb5"];
const RFB: &[&str] = &["rfb"];
const NFS: &[&str] = &["nfs"];
const DHCP: &[&str] = &["dhcp"];
const WEBSOCKET: &[&str] = &["websocket"];
const FTP: &[&str] = &["ftp"];
const NTP: &[&str] = &["ntp"];
const FILES: &[&str] =
    &["http", "http2", "doh2", "smtp", "ftp", "ftp-data", "smb", "nfs", "tftp", "pop3", "imap"];

pub(super) static ROWS: &[Row] = &[
    one("dns.opcode", &[], DNS, Both, U8, &[]),
    one("dns.rcode", &[], DNS, Both, U16, RCODES),
    many("dns.rrtype", DNS, Both, U16, RRTYPES),
    many("http2.frametype", HTTP2, Both, U8, FRAME_TYPES),
    many("http2.errorcode", HTTP2, Both, U32, ERROR_CODES),
    many("http2.priority", HTTP2, Both, U8, &[]),
    many("http2.window", HTTP2, Both, U32, &[]),
    many("http2.size_update", HTTP2, Both, u64::MAX, &[]),
    one("tls.cert_chain_len", &[], &["tls"], Both, U32, &[]),
    one("krb5.msg_type", &["krb5_msg_type"], KRB5, Both, U8, &[]),
    one("krb5.err_code", &["krb5_err_code"], KRB5, ToClient, U32, &[]),
    one("snmp.version", &[], SNMP, Both, U32, &[]),
    one("snmp.pdu_type", &[], SNMP, Both, U32, SNMP_TYPES),
    one("snmp.trap_type", &[], SNMP, Both, U8, &[]),
    one("mqtt.protocol_version", &[], MQTT, ToServer, U8, &[]),
    many("mqtt.type", MQTT, Both, U8, MQTT_TYPES),
    flags("mqtt.flags", MQTT, Both, U8, &[("retain", 0x01), ("dup", 0x08)]),
    one("mqtt.qos", &[], MQTT, Both, 2, &[]),
    many("mqtt.reason_code", MQTT, Both, U8, &[]),
    many("mqtt.connack.return_code", MQTT, ToClient, U8, &[]),
    one("mqtt.connack.session_present", &[], MQTT, ToClient, 1, YES_NO),
    flags("mqtt.connect.flags", MQTT, ToServer, U8, MQTT_CONNECT),
    one("rfb.sectype", &[], RFB, Both, U32, &[]),
    one("rfb.secresult", &[], RFB, ToClient, U32, RFB_RESULTS),
    one("ike.exchtype", &[], IKE, Both, U8, &[]),
    one("ike.key_exchange_payload_length", &[], IKE, Both, U32, &[]),
    one("ike.nonce_payload_length", &[], IKE, Both, U32, &[]),
    one("nfs.version", &["nfs_version"], NFS, Both, U32, &[]),
    one("nfs.procedure", &["nfs_procedure"], NFS, Both, U32, &[]),
    one("dhcp.leasetime", &[], DHCP, ToClient, u64::MAX, &[]),
    one("dhcp.rebinding_time", &[], DHCP, ToClient, u64::MAX, &[]),
    one("dhcp.renewal_time", &[], DHCP, ToClient, u64::MAX, &[]),
    one("ntp.version", &[], NTP, Both, 7, &[]),
    one("ntp.mode", &[], NTP, Both, 7, &[]),
    one("ntp.stratum", &[], NTP, Both, U8, &[]),
    one("websocket.opcode", &[], WEBSOCKET, Both, U8, WEBSOCKET_CODES),
    one("websocket.mask", &[], WEBSOCKET, Both, U32, &[]),
    flags("websocket.flags", WEBSOCKET, Both, U8, &[("fin", 0x80), ("comp", 0x40)]),
    one("ldap.request.operation", &[], LDAP, ToServer, U8, LDAP_OPERATIONS),
    many("ldap.responses.operation", LDAP, ToClient, U8, LDAP_OPERATIONS),
    many("ldap.responses.result_code", LDAP, ToClient, U32, LDAP_RESULTS),
    one("ldap.responses.count", &[], LDAP, ToClient, U32, &[]),
    one("ftp.dynamic_port", &[], FTP, Both, U16, &[]),
    one("ftp.reply_received", &[], FTP, Both, 1, YES_NO),
    one("file.size", &["filesize"], FILES, Both, u64::MAX, &[]),
    one("smb.version", &[], &["smb"], Both, 2, &[]),
    one("enip.command", &["enip_command"], ENIP, Both, U16, ENIP_COMMANDS),
    one("enip.status", &[], ENIP, Both, U32, ENIP_STATUS),
    one("enip.capabilities", &[], ENIP, ToClient, U16, &[]),
    one("enip.protocol_version", &[], ENIP, Both, U16, &[]),
    one("enip.vendor_id", &[], ENIP, ToClient, U16, &[]),
    one("enip.device_type", &[], ENIP, ToClient, U16, &[]),
    one("enip.product_code", &[], ENIP, ToClient, U16, &[]),
    one("enip.revision", &[], ENIP, ToClient, U16, &[]),
    one("enip.identity_status", &[], ENIP, ToClient, U16, &[]),
    one("enip.serial", &[], ENIP, ToClient, U32, &[]),
    one("enip.state", &[], ENIP, ToClient, U8, &[]),
    many("enip.cip_attribute", ENIP, ToServer, U32, &[]),
    many("enip.cip_class", ENIP, ToServer, U32, &[]),
    many("enip.cip_instance", ENIP, ToServer, U32, &[]),
    many("enip.cip_status", ENIP, ToClient, U8, &[]),
    many("enip.cip_extendedstatus", ENIP, ToClient, U16, &[]),
    one("dnp3.function", &["dnp3_func", "dnp3.func"], &["dnp3"], Both, U8, DNP3_FUNCTIONS),
];

const YES_NO: Words = &[("yes", 1), ("true", 1), ("no", 0), ("false", 0)];

/// RFC 1035 §4.1.1, RFC 2136 §2.2, RFC 6895 §2.3.
const RCODES: Words = &[
    ("noerror", 0),
    ("formerr", 1),
    ("servfail", 2),
    ("nxdomain", 3),
    ("notimp", 4),
    ("refused", 5),
    ("yxdomain", 6),
    ("yxrrset", 7),
    ("nxrrset", 8),
    ("notauth", 9),
    ("notzone", 10),
    ("badvers", 16),
    ("badsig", 16),
    ("badkey", 17),
    ("badtime", 18),
    ("badmode", 19),
    ("badname", 20),
    ("badalg", 21),
    ("badtrunc", 22),
];

/// IANA DNS Resource Record Types.
const RRTYPES: Words = &[
    ("a", 1),
    ("ns", 2),
    ("cname", 5),
    ("soa", 6),
    ("null", 10),
    ("wks", 11),
    ("ptr", 12),
    ("hinfo", 13),
    ("mx", 15),
    ("txt", 16),
    ("rp", 17),
    ("afsdb", 18),
    ("sig", 24),
    ("key", 25),
    ("aaaa", 28),
    ("loc", 29),
    ("srv", 33),
    ("naptr", 35),
    ("cert", 37),
    ("dname", 39),
    ("opt", 41),
    ("ds", 43),
    ("sshfp", 44),
    ("rrsig", 46),
    ("nsec", 47),
    ("dnskey", 48),
    ("nsec3", 50),
    ("nsec3param", 51),
    ("tlsa", 52),
    ("svcb", 64),
    ("https", 65),
    ("spf", 99),
    ("tkey", 249),
    ("tsig", 250),
    ("ixfr", 251),
    ("axfr", 252),
    ("any", 255),
    ("uri", 256),
    ("caa", 257),
];

/// RFC 9113 §6.
const FRAME_TYPES: Words = &[
    ("data", 0),
    ("headers", 1),
    ("priority", 2),
    ("rst_stream", 3),
    ("settings", 4),
    ("push_promise", 5),
    ("ping", 6),
    ("goaway", 7),
    ("window_update", 8),
    ("continuation", 9),
];

/// RFC 9113 §7.
const ERROR_CODES: Words = &[
    ("no_error", 0),
    ("protocol_error", 1),
    ("internal_error", 2),
    ("flow_control_error", 3),
    ("settings_timeout", 4),
    ("stream_closed", 5),
    ("frame_size_error", 6),
    ("refused_stream", 7),
    ("cancel", 8),
    ("compression_error", 9),
    ("connect_error", 10),
    ("enhance_your_calm", 11),
    ("inadequate_security", 12),
    ("http_1_1_required", 13),
];

/// RFC 1157 §4.1, RFC 3416 §3: the number of the context tag.
const SNMP_TYPES: Words = &[
    ("get_request", 0),
    ("get_next_request", 1),
    ("response", 2),
    ("set_request", 3),
    ("trap_v1", 4),
    ("get_bulk_request", 5),
    ("inform_request", 6),
    ("trap_v2", 7),
    ("report", 8),
];

/// OASIS MQTT 5.0 §2.1.2.
const MQTT_TYPES: Words = &[
    ("connect", 1),
    ("connack", 2),
    ("publish", 3),
    ("puback", 4),
    ("pubrec", 5),
    ("pubrel", 6),
    ("pubcomp", 7),
    ("subscribe", 8),
    ("suback", 9),
    ("unsubscribe", 10),
    ("unsuback", 11),
    ("pingreq", 12),
    ("pingresp", 13),
    ("disconnect", 14),
    ("auth", 15),
];

/// OASIS MQTT 5.0 §3.1.2.3.
const MQTT_CONNECT: Words = &[
    ("username", 0x80),
    ("password", 0x40),
    ("will_retain", 0x20),
    ("will", 0x04),
    ("clean_session", 0x02),
];

/// RFC 6143 §7.1.3.
const RFB_RESULTS: Words = &[("ok", 0), ("fail", 1), ("toomany", 2)];

/// RFC 6455 §5.2.
const WEBSOCKET_CODES: Words =
    &[("continuation", 0), ("text", 1), ("binary", 2), ("close", 8), ("ping", 9), ("pong", 10)];

/// RFC 4511 §4.2: application tags.
const LDAP_OPERATIONS: Words = &[
    ("bind_request", 0),
    ("bind_response", 1),
    ("unbind_request", 2),
    ("search_request", 3),
    ("search_result_entry", 4),
    ("search_result_done", 5),
    ("modify_request", 6),
    ("modify_response", 7),
    ("add_request", 8),
    ("add_response", 9),
    ("del_request", 10),
    ("del_response", 11),
    ("mod_dn_request", 12),
    ("mod_dn_response", 13),
    ("compare_request", 14),
    ("compare_response", 15),
    ("abandon_request", 16),
    ("search_result_reference", 19),
    ("extended_request", 23),
    ("extended_response", 24),
    ("intermediate_response", 25),
];

/// RFC 4511 §4.1.9.
const LDAP_RESULTS: Words = &[
    ("success", 0),
    ("operations_error", 1),
    ("protocol_error", 2),
    ("time_limit_exceeded", 3),
    ("size_limit_exceeded", 4),
    ("compare_false", 5),
    ("compare_true", 6),
    ("auth_method_not_supported", 7),
    ("stronger_auth_required", 8),
    ("referral", 10),
    ("admin_limit_exceeded", 11),
    ("unavailable_critical_extension", 12),
    ("confidentiality_required", 13),
    ("sasl_bind_in_progress", 14),
    ("no_such_attribute", 16),
    ("undefined_attribute_type", 17),
    ("inappropriate_matching", 18),
    ("constraint_violation", 19),
    ("attribute_or_value_exists", 20),
    ("invalid_attribute_syntax", 21),
    ("no_such_object", 32),
    ("alias_problem", 33),
    ("invalid_dns_syntax", 34),
    ("alias_dereferencing_problem", 36),
    ("inappropriate_authentication", 48),
    ("invalid_credentials", 49),
    ("insufficient_access_rights", 50),
    ("busy", 51),
    ("unavailable", 52),
    ("unwilling_to_perform", 53),
    ("loop_detect", 54),
    ("naming_violation", 64),
    ("object_class_violation", 65),
    ("not_allowed_on_non_leaf", 66),
    ("not_allowed_on_rdn", 67),
    ("entry_already_exists", 68),
    ("object_class_mods_prohibited", 69),
    ("affects_multiple_dsas", 71),
    ("other", 80),
];

/// CIP Networks Library Volume 2, table 2-3.2.
const ENIP_COMMANDS: Words = &[
    ("nop", 0x00),
    ("list_services", 0x04),
    ("list_identity", 0x63),
    ("list_interfaces", 0x64),
    ("register_session", 0x65),
    ("unregister_session", 0x66),
    ("send_rr_data", 0x6f),
    ("send_unit_data", 0x70),
    ("indicate_status", 0x72),
    ("cancel", 0x73),
];

/// CIP Networks Library Volume 2, table 2-3.3; the names are the language's.
const ENIP_STATUS: Words = &[
    ("success", 0x00),
    ("invalid_cmd", 0x01),
    ("no_resources", 0x02),
    ("incorrect_data", 0x03),
    ("invalid_session", 0x64),
    ("invalid_length", 0x65),
    ("unsupported_prot_rev", 0x69),
    ("encap_header_error", 0x6a),
];

/// IEEE 1815-2012 §4.2.2.5; the names are the language's.
const DNP3_FUNCTIONS: Words = &[
    ("confirm", 0),
    ("read", 1),
    ("write", 2),
    ("select", 3),
    ("operate", 4),
    ("direct_operate", 5),
    ("direct_operate_nr", 6),
    ("immed_freeze", 7),
    ("immed_freeze_nr", 8),
    ("freeze_clear", 9),
    ("freeze_clear_nr", 10),
    ("freeze_at_time", 11),
    ("freeze_at_time_nr", 12),
    ("cold_restart", 13),
    ("warm_restart", 14),
    ("initialize_data", 15),
    ("initialize_appl", 16),
    ("start_appl", 17),
    ("stop_appl", 18),
    ("save_config", 19),
    ("enable_unsolicited", 20),
    ("disable_unsolicited", 21),
    ("assign_class", 22),
    ("delay_measure", 23),
    ("record_current_time", 24),
    ("open_file", 25),
    ("close_file", 26),
    ("delete_file", 27),
    ("get_file_info", 28),
    ("authenticate_file", 29),
    ("abort_file", 30),
    ("activate_config", 31),
    ("authenticate_req", 32),
    ("authenticate_err", 33),
    ("response", 129),
    ("unsolicited_response", 130),
    ("authenticate_resp", 131),
];

pub(super) fn number(draft: &mut Draft<'_>, keyword: &Keyword, value: Value<'_>) -> Answer<()> {
    let Some(row) = ROWS.iter().find(|row| row.name == keyword.canonical) else {
        return no("keyword.unknown", keyword.name);
    };
    draft.files |= row.name == "file.size";
    let name = row.name.to_owned();
    let condition = match row.form {
        Form::One => {
            Condition::Number { name, is: numbers::named(value.text, row.most, row.words)? }
        }
        Form::Flags(any) => {
            Condition::Number { name, is: numbers::bits(value.text, row.most, row.words, any)? }
        }
        Form::Several => match numbers::several(value.text, row.most, row.words)? {
            (is, Which::Any, (0, 0)) => Condition::Number { name, is },
            (is, which, slice) => Condition::NumberOf { name, is, which, slice },
        },
    };
    draft.application_condition(row.protocols, row.way, condition)
}

/// Record versions (RFC 8446 §4.2.1 and its forerunners); SSL 2.0 as the wire has it.
const VERSIONS: [(&str, u64); 6] = [
    ("sslv2", 0x0002),
    ("sslv3", 0x0300),
    ("tls1.0", 0x0301),
    ("tls1.1", 0x0302),
    ("tls1.2", 0x0303),
    ("tls1.3", 0x0304),
];

/// `ssl_version:[!]tls1.0,tls1.1`: the sign speaks of the whole list.
pub(super) fn ssl_version(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut asked = Vec::new();
    for word in value.text.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
        match VERSIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            Some((_, n)) if !asked.contains(n) => asked.push(*n),
            _ => return no("ssl_version.word", word),
        }
    }
    let known = VERSIONS.iter().map(|(_, n)| *n);
    let any_of = known.filter(|n| asked.contains(n) != value.negated).map(Numbers::exactly);
    let condition =
        Condition::NumberIn { name: "tls.version".to_owned(), any_of: any_of.collect() };
    draft.application_condition(k.protocols, k.way, condition)
}

/// `tls.version:1.2` or `0x0303`.
pub(super) fn tls_version(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let text = value.text.trim().trim_matches('"');
    let named = VERSIONS.iter().find(|(name, _)| name.strip_prefix("tls") == Some(text));
    let version = named.map(|(_, n)| *n).or_else(|| numbers::number(text)).filter(|n| *n <= U16);
    let Some(version) = version else { return no("tls.version", text) };
    let name = "tls.version".to_owned();
    let condition = Condition::NumberIn { name, any_of: vec![Numbers::exactly(version)] };
    draft.application_condition(k.protocols, k.way, condition)
}

/// `dcerpc.opnum:15,20-24`, ends included, or a comparison.
pub(super) fn opnum(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let item = |text: &str| {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        match text.split_once('-') {
            Some((low, high)) => {
                let (low, high) = (number(low)?, number(high)?);
                (low <= high).then(|| Numbers::between(low, high))
            }
            None => number(text).map(Numbers::exactly),
        }
    };
    let list: Option<Vec<Numbers>> = value.text.split(',').map(item).collect();
    let any_of = match list {
        Some(list) => list,
        None => vec![numbers::numbers(value.text, U16)?],
    };
    let condition = Condition::NumberIn { name: "dcerpc.opnum".to_owned(), any_of };
    draft.application_condition(k.protocols, k.way, condition)
}

/// `dcerpc.iface:uuid[,version][,any_frag]`.
pub(super) fn interface(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let mut parts = value.text.split(',').map(str::trim);
    let Some(uuid) = parts.next().and_then(uuid) else { return no("dcerpc.uuid", value.text) };
    let mut is = Interface { uuid, version: None, any_fragment: false };
    for part in parts {
        if is.any_fragment {
            return no("dcerpc.iface", part);
        }
        match part {
            "any_frag" => is.any_fragment = true,
            _ if is.version.is_none() => is.version = Some(numbers::numbers(part, U16)?),
            _ => return no("dcerpc.iface", part),
        }
    }
    draft.application_condition(k.protocols, k.way, Condition::Interface(is))
}

/// `12345678-1234-abcd-ef00-01234567cffb`.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let lengths = text.trim().split('-').map(str::len);
    if !lengths.eq([8, 4, 4, 4, 12]) {
        return None;
    }
    let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
    let all = u128::from_str_radix(&digits, 16).ok().filter(|_| !digits.contains('+'))?;
    Some(all.to_be_bytes())
}
