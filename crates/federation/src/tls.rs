//! TLS material of a node: its node authority (signs the certificates of its listener and of its
//! children), the listener's certificate, and the client key and certificate towards the parent.
//!
//! Record signatures are SM2 or Ed25519 (`ledger`); TLS here is standard TLS 1.3 with ECDSA P-256,
//! since rustls speaks no TLCP (ADR 0004).

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{Id, Millis};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;

use crate::Error;

/// Validity of a child's certificate.
pub const CLIENT_DAYS: i64 = 397;
const AUTHORITY_DAYS: i64 = 3650;
const DAY_SECONDS: i64 = 86_400;

/// The TLS server name under which a node's federation listener presents itself, whatever its
/// address: `<node id>.node.huhang`.
pub fn server_name(node: Id) -> String {
    format!("{node}.node.huhang")
}

/// A node authority kept in `dir`: `authority.pem` and `authority.key` (mode 0600).
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate_pem: String,
}

impl Authority {
    /// Opens the authority in `dir`, making it first if there is none.
    pub fn open(dir: &Path, node: Id, now: Millis) -> Result<Self, Error> {
        let (certificate, key) = (dir.join("authority.pem"), dir.join("authority.key"));
        if !certificate.exists() {
            create_authority(&certificate, &key, node, now)?;
        }
        let certificate_pem = read(&certificate)?;
        let key = KeyPair::from_pem(&read(&key)?).map_err(|e| Error::tls("authority key", e))?;
        let issuer = Issuer::from_ca_cert_pem(&certificate_pem, key)
            .map_err(|e| Error::tls("authority certificate", e))?;
        Ok(Self { issuer, certificate_pem })
    }

    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Certifies a child's key for client authentication; everything but the key in the request
    /// is replaced by what this node says about the child.
    pub fn certify_child(&self, csr_pem: &str, child: Id, now: Millis) -> Result<String, Error> {
        let mut request = CertificateSigningRequestParams::from_pem(csr_pem)
            .map_err(|e| Error::tls("certificate signing request", e))?;
        request.params = leaf_params(child, now, CLIENT_DAYS, ExtendedKeyUsagePurpose::ClientAuth)?;
        let certificate =
            request.signed_by(&self.issuer).map_err(|e| Error::tls("child certificate", e))?;
        Ok(certificate.pem())
    }

    /// TLS for the federation listener: a fresh server key each start; client certificates of
    /// this authority are checked when shown (enrolment shows none).
    pub fn server_config(&self, node: Id, now: Millis) -> Result<Arc<rustls::ServerConfig>, Error> {
        let key = KeyPair::generate().map_err(|e| Error::tls("listener key", e))?;
        let params = leaf_params(node, now, CLIENT_DAYS, ExtendedKeyUsagePurpose::ServerAuth)?;
        let leaf = params
            .signed_by(&key, &self.issuer)
            .map_err(|e| Error::tls("listener certificate", e))?;
        let key = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|reason| Error::tls("listener key", reason))?;
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots(&self.certificate_pem)?))
            .allow_unauthenticated()
            .build()
            .map_err(|e| Error::tls("client verifier", e))?;
        let mut config = rustls::ServerConfig::builder()
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![leaf.der().clone()], key)
            .map_err(|e| Error::tls("listener", e))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn create_authority(certificate: &Path, key: &Path, node: Id, now: Millis) -> Result<(), Error> {
    let pair = KeyPair::generate().map_err(|e| Error::tls("authority key", e))?;
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params.distinguished_name.push(DnType::CommonName, format!("huhang node authority {node}"));
    validity(&mut params, now, AUTHORITY_DAYS)?;
    let made = params.self_signed(&pair).map_err(|e| Error::tls("authority certificate", e))?;
    write_secret(key, &pair.serialize_pem())?;
    write_secret(certificate, &made.pem())
}

fn leaf_params(
    node: Id,
    now: Millis,
    days: i64,
    usage: ExtendedKeyUsagePurpose,
) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, node.to_string());
    let name = server_name(node).try_into().map_err(|e| Error::tls("node name", e))?;
    params.subject_alt_names = vec![SanType::DnsName(name)];
    params.extended_key_usages = vec![usage];
    validity(&mut params, now, days)?;
    Ok(params)
}

/// From a day before `now` (clocks of neighbours differ) for `days`.
fn validity(params: &mut CertificateParams, now: Millis, days: i64) -> Result<(), Error> {
    let at = |seconds: i64| {
        time::OffsetDateTime::from_unix_timestamp(seconds).map_err(|e| Error::tls("validity", e))
    };
    let now = now.0.div_euclid(1000);
    params.not_before = at(now - DAY_SECONDS)?;
    params.not_after = at(now + days * DAY_SECONDS)?;
    Ok(())
}

/// The client's side of an edge, kept in `dir`: `client.key`, `client.pem`, `parent-authority.pem`.
pub struct ClientMaterial {
    dir: PathBuf,
}

impl ClientMaterial {
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// Where it is kept.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A signing request for the client key, which is made once and kept.
    pub fn signing_request(&self, node: Id, now: Millis) -> Result<String, Error> {
        let path = self.dir.join("client.key");
        if !path.exists() {
            new_key(&path)?;
        }
        request(&path, node, now)
    }

    /// A signing request for a key to come.
    pub fn next_signing_request(&self, node: Id, now: Millis) -> Result<String, Error> {
        let path = self.dir.join("client.next.key");
        new_key(&path)?;
        request(&path, node, now)
    }

    /// Keeps the certificate of the key to come: from now on both are used. An interruption in
    /// between leaves the key with the certificate beside it, which [`ClientMaterial::config`]
    /// finds.
    pub fn keep_next(&self, certificate: &str) -> Result<(), Error> {
        let beside = self.dir.join("client.next.pem");
        write_secret(&beside, certificate)?;
        rename(&self.dir.join("client.next.key"), &self.dir.join("client.key"))?;
        rename(&beside, &self.dir.join("client.pem"))
    }

    /// Forgets the client key, so that the next signing request is for another.
    pub fn forget(&self) -> Result<(), Error> {
        let path = self.dir.join("client.key");
        match fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(file_error(&path, source))
            }
            _ => Ok(()),
        }
    }

    /// Keeps what the parent answered.
    pub fn keep(&self, certificate: &str, authority: &str) -> Result<(), Error> {
        write_secret(&self.dir.join("client.pem"), certificate)?;
        write_secret(&self.dir.join("parent-authority.pem"), authority)
    }

    /// Mutual TLS towards the parent.
    pub fn config(&self) -> Result<rustls::ClientConfig, Error> {
        let authority = read(&self.dir.join("parent-authority.pem"))?;
        let present = self.client(&authority, "client.pem");
        if present.is_err() && self.dir.join("client.next.pem").exists() {
            return self.client(&authority, "client.next.pem");
        }
        present
    }

    /// Fails when the certificate is not of the key.
    fn client(&self, authority: &str, certificate: &str) -> Result<rustls::ClientConfig, Error> {
        let chain = certificates(&read(&self.dir.join(certificate))?)?;
        let key = PrivateKeyDer::from_pem_slice(read(&self.dir.join("client.key"))?.as_bytes())
            .map_err(|e| Error::tls("client key", e))?;
        rustls::ClientConfig::builder()
            .with_root_certificates(roots(authority)?)
            .with_client_auth_cert(chain, key)
            .map_err(|e| Error::tls("client certificate", e))
    }
}

fn new_key(path: &Path) -> Result<(), Error> {
    let pair = KeyPair::generate().map_err(|e| Error::tls("client key", e))?;
    write_secret(path, &pair.serialize_pem())
}

fn request(key: &Path, node: Id, now: Millis) -> Result<String, Error> {
    let key = KeyPair::from_pem(&read(key)?).map_err(|e| Error::tls("client key", e))?;
    let params = leaf_params(node, now, CLIENT_DAYS, ExtendedKeyUsagePurpose::ClientAuth)?;
    let request = params.serialize_request(&key).map_err(|e| Error::tls("signing request", e))?;
    request.pem().map_err(|e| Error::tls("signing request", e))
}

fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(|source| file_error(from, source))
}

/// Server-authenticated TLS for enrolment: trusts only the invitation's authority.
pub fn enrolment_config(authority_pem: &str) -> Result<rustls::ClientConfig, Error> {
    let roots = roots(authority_pem)?;
    Ok(rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

/// End of validity of the first certificate in a PEM text.
pub fn expiry(pem: &str) -> Result<Millis, Error> {
    let chain = certificates(pem)?;
    let first = chain.first().ok_or_else(|| Error::tls("certificate", "no certificate in PEM"))?;
    let (_, parsed) = x509_parser::parse_x509_certificate(first)
        .map_err(|e| Error::tls("certificate", e.to_string()))?;
    Ok(Millis(parsed.validity().not_after.timestamp().saturating_mul(1000)))
}

/// Hex SHA-256 of the first certificate in a PEM text.
pub(crate) fn fingerprint(pem: &str) -> Result<String, Error> {
    let chain = certificates(pem)?;
    let first = chain.first().ok_or_else(|| Error::tls("certificate", "no certificate in PEM"))?;
    Ok(fingerprint_of(first))
}

/// Hex SHA-256 of a certificate.
pub(crate) fn fingerprint_of(certificate: &CertificateDer<'_>) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(certificate.as_ref()))
}

/// The node that a certificate of ours names (its common name).
pub(crate) fn node_of(certificate: &CertificateDer<'_>) -> Option<Id> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let name = parsed.subject().iter_common_name().next()?;
    name.as_str().ok()?.parse().ok()
}

fn roots(pem: &str) -> Result<RootCertStore, Error> {
    let mut store = RootCertStore::empty();
    for certificate in certificates(pem)? {
        store.add(certificate).map_err(|e| Error::tls("authority", e))?;
    }
    Ok(store)
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|e| Error::tls("certificate", e))
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| file_error(path, source))
}

/// Writes a file that only the owner may read, whole or not at all.
fn write_secret(path: &Path, text: &str) -> Result<(), Error> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let write = || -> std::io::Result<()> {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir)?;
        }
        let temporary = path.with_extension("new");
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(|source| file_error(path, source))
}

fn file_error(path: &Path, source: std::io::Error) -> Error {
    Error::File { path: path.display().to_string(), source }
}
