//! Handshake messages, put together across records, and what they tell.
//! Source: RFC 8446 §4, RFC 5246 §7.4.

use model::observation::Kind;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::certificate::Certificate;
use super::fingerprint::{hex, ja3, ja3s, ja4, md5_hex};
use super::hello::{Hello, SERVER_NAME};
use super::{OPERATIONS, TRANSACTION, names};
use crate::cursor::{Reader, small};
use crate::protocol::{End, lookup};
use crate::sink::Sink;

/// Longest message put together. Chains of certificates are far shorter.
const MAX_MESSAGE: usize = 1 << 17;
/// Certificates looked at in one chain.
const MAX_CHAIN: usize = 32;
/// Type and length of a message. RFC 8446 §4.
const HEADER: usize = 4;
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CLIENT_KEY_EXCHANGE: u8 = 16;

/// What has been said, as the number `ssl_state`: a bit each.
const SAID_CLIENT_HELLO: u64 = 1;
const SAID_SERVER_HELLO: u64 = 2;
const SAID_CLIENT_KEY_EXCHANGE: u64 = 4;
const SAID_SERVER_KEY_EXCHANGE: u64 = 8;
const SAID_SOMETHING_ELSE: u64 = 16;

#[derive(Default)]
pub(super) struct Handshake {
    /// Bytes of an unfinished message, each end.
    pending: [Vec<u8>; 2],
    state: u64,
}

impl Handshake {
    /// The next bytes of an end's handshake.
    pub(super) fn feed(&mut self, from: End, body: &[u8], encrypted: bool, out: &mut Sink<'_>) {
        if encrypted {
            // A second hello may stand behind a change that only calms middleboxes.
            // RFC 8446 appendix D.4.
            if let Some((kind @ (CLIENT_HELLO | SERVER_HELLO), message, [])) = message(body)
                && message.starts_with(&[3, 3])
            {
                self.tell(from, kind, message, out);
            }
            return;
        }
        let mut pending = std::mem::take(from.of_mut(&mut self.pending));
        pending.extend_from_slice(body);
        let mut rest = pending.as_slice();
        while let Some((kind, message, behind)) = message(rest) {
            self.tell(from, kind, message, out);
            rest = behind;
        }
        if !is_sane(rest) {
            out.anomaly("tls.handshake_length", 0, "length");
            out.event(TRANSACTION, "handshake_invalid_length");
            return;
        }
        let kept = rest.len();
        pending.drain(..pending.len() - kept);
        *from.of_mut(&mut self.pending) = pending;
    }

    pub(super) fn forget(&mut self, from: End) {
        from.of_mut(&mut self.pending).clear();
    }

    fn reached(&mut self, state: u64, out: &mut Sink<'_>) {
        self.state |= state;
        out.number(TRANSACTION, "ssl_state", self.state);
    }

    fn tell(&mut self, from: End, kind: u8, message: &[u8], out: &mut Sink<'_>) {
        match kind {
            CLIENT_HELLO => match Hello::client(message) {
                Some(hello) => self.client_hello(from, &hello, out),
                None => invalid(out),
            },
            SERVER_HELLO => match Hello::server(message) {
                Some(hello) => self.server_hello(from, &hello, out),
                None => invalid(out),
            },
            CERTIFICATE => chain(message, out),
            CLIENT_KEY_EXCHANGE => self.reached(SAID_CLIENT_KEY_EXCHANGE, out),
            SERVER_KEY_EXCHANGE => self.reached(SAID_SERVER_KEY_EXCHANGE, out),
            _ => self.reached(SAID_SOMETHING_ELSE, out),
        }
    }

    /// A hello in the form of SSL 2.0. Gives the version, if it is one.
    pub(super) fn old_hello(&mut self, from: End, body: &[u8], out: &mut Sink<'_>) -> Option<u16> {
        let hello = Hello::old_client(body)?;
        self.client_hello(from, &hello, out);
        Some(hello.version)
    }

    fn client_hello(&mut self, from: End, hello: &Hello<'_>, out: &mut Sink<'_>) {
        let Some(operation) = lookup(OPERATIONS, CLIENT_HELLO.into()) else { return };
        out.client(from);
        out.begin(Kind::Request, operation);
        self.reached(SAID_CLIENT_HELLO, out);
        lay_client_open(hello, 't', TRANSACTION, out);
        version_number(hello.version, out);
        name_faults(hello, out);
        out.finish();
    }

    fn server_hello(&mut self, from: End, hello: &Hello<'_>, out: &mut Sink<'_>) {
        let Some(operation) = lookup(OPERATIONS, SERVER_HELLO.into()) else { return };
        out.client(from.other());
        out.begin(Kind::Response, operation);
        self.reached(SAID_SERVER_HELLO, out);
        lay_server_open(hello, TRANSACTION, out);
        version_number(hello.chosen_version(), out);
        out.finish();
    }
}

/// Whether what is there of a message may become one.
fn is_sane(rest: &[u8]) -> bool {
    let mut r = Reader::new(rest);
    let known = match r.u8() {
        // RFC 8446 §4 and IANA *TLS HandshakeType*.
        Some(kind) => matches!(kind, 0..=6 | 8 | 11..=16 | 20..=25 | 67 | 254),
        None => true,
    };
    known && r.u24().is_none_or(|length| length as usize <= MAX_MESSAGE)
}

/// The message in front: its type, its body, and what stands behind it.
fn message(data: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    if !is_sane(data) {
        return None;
    }
    let mut r = Reader::new(data.get(1..HEADER)?);
    let length = r.u24()? as usize;
    let body = data.get(HEADER..HEADER + length)?;
    Some((*data.first()?, body, data.get(HEADER + length..)?))
}

fn invalid(out: &mut Sink<'_>) {
    out.anomaly("tls.invalid_handshake", 0, "hello");
    out.event(TRANSACTION, "invalid_handshake_message");
}

fn version_number(version: u16, out: &mut Sink<'_>) {
    out.number(TRANSACTION, "tls.version", version.into());
    out.number(TRANSACTION, "ssl_version", version.into());
}

/// What a client's hello tells, for observations and for rules.
pub(crate) fn lay_client_open(
    hello: &Hello<'_>,
    medium: char,
    transaction: u32,
    out: &mut Sink<'_>,
) {
    if !out.wanted() && !out.parts_wanted() {
        return;
    }
    let (name, protocols) = (hello.server_name(), hello.protocols());
    let (ja3, ja4) = (ja3(hello), ja4(hello, medium));
    let hash = md5_hex(&ja3);
    if let Some(name) = name {
        out.buffer(transaction, "tls.sni", name);
        out.named("host", || crate::cursor::text(name));
    }
    for protocol in &protocols {
        out.buffer(transaction, "tls.alpn", protocol);
    }
    random(hello, transaction, out);
    out.buffer(transaction, "ja3.string", ja3.as_bytes());
    out.buffer(transaction, "ja3.hash", hash.as_bytes());
    out.buffer(transaction, "ja4.hash", ja4.as_bytes());
    out.field("version", names::version(hello.newest_version()).into_owned());
    out.text("alpn", &protocols.join(&b' '));
    out.field("cipher_suites", small(hello.ciphers.len()));
    out.field("ja3", hash);
    out.field("ja4", ja4);
}

/// What a server's hello tells.
pub(crate) fn lay_server_open(hello: &Hello<'_>, transaction: u32, out: &mut Sink<'_>) {
    if !out.wanted() && !out.parts_wanted() {
        return;
    }
    let protocols = hello.protocols();
    let ja3s = ja3s(hello);
    let hash = md5_hex(&ja3s);
    for protocol in &protocols {
        out.buffer(transaction, "tls.alpn", protocol);
    }
    random(hello, transaction, out);
    out.buffer(transaction, "ja3s.string", ja3s.as_bytes());
    out.buffer(transaction, "ja3s.hash", hash.as_bytes());
    out.field("version", names::version(hello.chosen_version()).into_owned());
    out.text("alpn", &protocols.join(&b' '));
    let cipher = hello.ciphers.first().copied().unwrap_or(0);
    out.field("cipher_suite", format!("{cipher:#06x}"));
    out.field("ja3s", hash);
}

/// The random, whose first four octets were a time once. RFC 5246 §7.4.1.2.
fn random(hello: &Hello<'_>, transaction: u32, out: &mut Sink<'_>) {
    if let Some((time, bytes)) = hello.random.split_at_checked(4) {
        out.buffer(transaction, "tls.random", hello.random);
        out.buffer(transaction, "tls.random_time", time);
        out.buffer(transaction, "tls.random_bytes", bytes);
    }
}

fn name_faults(hello: &Hello<'_>, out: &mut Sink<'_>) {
    if hello.extensions.iter().filter(|(kind, _)| *kind == SERVER_NAME).count() > 1 {
        out.anomaly("tls.several_server_names", 0, "server_name");
        out.event(TRANSACTION, "multiple_sni_extensions");
    }
    if let Some([_, _, kind, high, low, name @ ..]) = hello.extension(SERVER_NAME) {
        if *kind != 0 {
            out.event(TRANSACTION, "invalid_sni_type");
        }
        if usize::from(u16::from_be_bytes([*high, *low])) > name.len() {
            out.anomaly("tls.server_name_length", 0, "server_name");
            out.event(TRANSACTION, "invalid_sni_length");
        }
    }
}

/// A chain of certificates behind its length, each behind its own. RFC 5246 §7.4.2.
fn chain(message: &[u8], out: &mut Sink<'_>) {
    let Some(operation) = lookup(OPERATIONS, CERTIFICATE.into()) else { return };
    out.begin(Kind::Response, operation);
    if out.wanted() || out.parts_wanted() {
        let mut r = Reader::new(message);
        let _ = r.u24();
        let certificates: Vec<&[u8]> =
            std::iter::from_fn(|| r.u24().and_then(|length| r.bytes(length as usize)))
                .take(MAX_CHAIN)
                .collect();
        for der in &certificates {
            out.buffer(TRANSACTION, "tls.certs", der);
        }
        out.number(TRANSACTION, "tls.cert_chain_len", certificates.len() as u64);
        out.field("chain", small(certificates.len()));
        if let Some(first) = certificates.first() {
            leaf(first, out);
        }
    }
    out.finish();
}

/// The certificate of the one who speaks.
fn leaf(der: &[u8], out: &mut Sink<'_>) {
    let sha1 = hex(&Sha1::digest(der));
    let fingerprint: Vec<&str> =
        (0..sha1.len()).step_by(2).filter_map(|at| sha1.get(at..at + 2)).collect();
    out.buffer(TRANSACTION, "tls.cert_fingerprint", fingerprint.join(":").as_bytes());
    let Some(certificate) = Certificate::read(der) else {
        out.anomaly("tls.invalid_certificate", 0, "certificate");
        out.event(TRANSACTION, "invalid_certificate");
        return;
    };
    out.buffer(TRANSACTION, "tls.cert_subject", &certificate.subject.text);
    out.buffer(TRANSACTION, "tls.cert_issuer", &certificate.issuer.text);
    out.buffer(TRANSACTION, "tls.cert_serial", certificate.serial.as_bytes());
    for name in &certificate.alternative_names {
        out.buffer(TRANSACTION, "tls.subjectaltname", name);
    }
    if let Some(moment) = certificate.not_before {
        out.number(TRANSACTION, "tls.cert_notbefore", moment.seconds());
        out.field("not_before", moment.text());
    }
    if let Some(moment) = certificate.not_after {
        out.number(TRANSACTION, "tls.cert_notafter", moment.seconds());
        out.field("not_after", moment.text());
    }
    out.text("subject", &certificate.subject.text);
    out.text("issuer", &certificate.issuer.text);
    out.text("name", &certificate.subject.common_name);
    out.text("organization", &certificate.subject.organization);
    out.text("alternative_names", &certificate.alternative_names.join(&b' '));
    out.field("certificate_serial", certificate.serial);
    out.field("sha1", sha1);
    out.field("sha256", hex(&Sha256::digest(der)));
}
