//! Fields, versions and alerts by name. Source: RFC 8446 §4.2.1, §6; IANA *TLS Alerts*.

use std::borrow::Cow;

use model::observation::{Field, Name};

pub(super) const FIELDS: &[Field] = &[
    Field { name: "version", kind: "text", unit: "", source: "RFC 8446 §4.1.2, §4.2.1" },
    Field { name: "alpn", kind: "text", unit: "", source: "RFC 7301 §3.1" },
    Field { name: "cipher_suites", kind: "u16", unit: "", source: "RFC 8446 §4.1.2" },
    Field { name: "cipher_suite", kind: "text", unit: "", source: "RFC 8446 §4.1.3" },
    Field { name: "ja3", kind: "text", unit: "", source: "JA3, client" },
    Field { name: "ja3s", kind: "text", unit: "", source: "JA3, server" },
    Field { name: "ja4", kind: "text", unit: "", source: "JA4, client" },
    Field { name: "subject", kind: "text", unit: "", source: "RFC 5280 §4.1.2.6" },
    Field { name: "issuer", kind: "text", unit: "", source: "RFC 5280 §4.1.2.4" },
    Field { name: "certificate_serial", kind: "text", unit: "", source: "RFC 5280 §4.1.2.2" },
    Field { name: "not_before", kind: "text", unit: "", source: "RFC 5280 §4.1.2.5" },
    Field { name: "not_after", kind: "text", unit: "", source: "RFC 5280 §4.1.2.5" },
    Field { name: "alternative_names", kind: "text", unit: "", source: "RFC 5280 §4.2.1.6" },
    Field { name: "sha1", kind: "text", unit: "", source: "SHA-1 of the certificate" },
    Field { name: "sha256", kind: "text", unit: "", source: "SHA-256 of the certificate" },
    Field { name: "chain", kind: "u16", unit: "", source: "RFC 5246 §7.4.2" },
    Field { name: "name", kind: "text", unit: "", source: "X.520 commonName" },
    Field { name: "organization", kind: "text", unit: "", source: "X.520 organizationName" },
    Field { name: "level", kind: "text", unit: "", source: "RFC 8446 §6" },
    Field { name: "description", kind: "text", unit: "", source: "RFC 8446 §6" },
];

pub(super) fn version(version: u16) -> Name {
    Cow::Borrowed(match version {
        0x0002 => "ssl_2.0",
        0x0300 => "ssl_3.0",
        0x0301 => "tls_1.0",
        0x0302 => "tls_1.1",
        0x0303 => "tls_1.2",
        0x0304 => "tls_1.3",
        other => return Cow::Owned(format!("{other:#06x}")),
    })
}

/// RFC 8446 §6, RFC 5246 §7.2, RFC 6066 §9, RFC 7301 §3.2.
const ALERTS: &[(u8, &str)] = &[
    (0, "close_notify"),
    (10, "unexpected_message"),
    (20, "bad_record_mac"),
    (21, "decryption_failed"),
    (22, "record_overflow"),
    (30, "decompression_failure"),
    (40, "handshake_failure"),
    (41, "no_certificate"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (47, "illegal_parameter"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (50, "decode_error"),
    (51, "decrypt_error"),
    (60, "export_restriction"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (80, "internal_error"),
    (86, "inappropriate_fallback"),
    (90, "user_canceled"),
    (100, "no_renegotiation"),
    (109, "missing_extension"),
    (110, "unsupported_extension"),
    (112, "unrecognized_name"),
    (113, "bad_certificate_status_response"),
    (115, "unknown_psk_identity"),
    (116, "certificate_required"),
    (120, "no_application_protocol"),
];

pub(super) fn alert(description: u8) -> String {
    match ALERTS.iter().find(|row| row.0 == description) {
        Some((_, name)) => (*name).to_owned(),
        None => description.to_string(),
    }
}
