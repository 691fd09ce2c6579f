//! `huhang pack sign`, and the check of a signature: `pack.sig` beside the files, made with one of
//! the ledger's suites (Ed25519, SM2) over the pack's name and digest.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use ledger::{ED25519_SHA256, Keypair, PublicKey, SM2_SM3, sign_value, verify_value};
use procedure::{Pack, Problem};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KeySuite, Sign, folder, say, tell};

const FILE: &str = "pack.sig";

/// `pack.sig`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    suite: String,
    public_key: String,
    signature: String,
}

/// What is signed. The purpose keeps a signature from meaning something else elsewhere.
#[derive(Serialize)]
struct Signed<'s> {
    purpose: &'static str,
    pack: &'s str,
    digest: &'s str,
}

impl<'s> Signed<'s> {
    fn of(name: &'s str, digest: &'s str) -> Self {
        Self { purpose: "huhang-pack", pack: name, digest }
    }
}

pub(super) fn run(args: &Sign) -> anyhow::Result<ExitCode> {
    if let Some(suite) = args.make_key {
        make_key(&args.key, suite)?;
    }
    let mut files = folder::files(&args.folder)?;
    files.remove(FILE);
    let pack = match Pack::load(&files) {
        Ok(pack) => pack,
        Err(problems) => {
            for problem in &problems {
                say(&tell::problem(problem));
            }
            return Err(anyhow!("[pack.wrong] {} problems; nothing was signed", problems.len()));
        }
    };
    let text = fs::read_to_string(&args.key)
        .with_context(|| format!("[pack.key] {}", args.key.display()))
        .map(Zeroizing::new)?;
    let keypair = Keypair::from_secret_text(text.trim())
        .map_err(|error| anyhow!("[pack.key] {}: {error}", args.key.display()))?;
    let name = pack.name();
    let signature = sign_value(&keypair, &Signed::of(&name, &pack.digest))
        .map_err(|error| anyhow!("[pack.key] {error}"))?;
    let key = keypair.public_key();
    let text = serde_json::to_string_pretty(&Signature {
        suite: keypair.suite().name().to_owned(),
        public_key: key.text(),
        signature,
    })?;
    let path = args.folder.join(FILE);
    fs::write(&path, text + "\n").with_context(|| format!("{}", path.display()))?;
    say(&format!("已签名 signed: {name} {} by {}", pack.digest, key.digest()));
    Ok(ExitCode::SUCCESS)
}

/// Never over a file that is there, and readable by its owner only.
fn make_key(path: &Path, suite: KeySuite) -> anyhow::Result<()> {
    let suite = match suite {
        KeySuite::Ed25519 => ED25519_SHA256,
        KeySuite::Sm2 => SM2_SM3,
    };
    let keypair = Keypair::generate(suite).map_err(|error| anyhow!("[pack.key] {error}"))?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("[pack.key] {}", path.display()))?;
    file.write_all(keypair.secret_text().as_bytes())?;
    file.write_all(b"\n")?;
    Ok(())
}

fn read(bytes: &[u8]) -> Result<(Signature, PublicKey), String> {
    let signature: Signature =
        serde_json::from_slice(bytes).map_err(|error| format!("{FILE}: {error}"))?;
    let key = PublicKey::from_text(&signature.suite, &signature.public_key);
    let key = key.map_err(|error| error.to_string())?;
    Ok((signature, key))
}

/// A pack without a signature is only unsigned; one with a wrong signature is wrong.
pub(super) fn verify(pack: &Pack) -> Result<(), Problem> {
    let Some(bytes) = &pack.signature else { return Ok(()) };
    let name = pack.name();
    let verified = read(bytes).and_then(|(signature, key)| {
        verify_value(&key, &Signed::of(&name, &pack.digest), &signature.signature)
            .map_err(|error| error.to_string())
    });
    verified.map_err(|detail| Problem::new("pack.signature", FILE, "").with("detail", detail))
}

/// Whose key signed it, in short.
pub(super) fn signer(pack: &Pack) -> Option<String> {
    let (signature, key) = read(pack.signature.as_deref()?).ok()?;
    let short: String = key.digest().chars().take(16).collect();
    Some(format!("已签名 signed by {} {short}", signature.suite))
}
