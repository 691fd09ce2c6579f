//! A pack: a folder of data with a manifest, digested, bounded, and honest about its confidence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Confidence, Problem, Source, Text};

/// The manifest's file name.
const MANIFEST: &str = "pack.yaml";
/// The signature's file name: beside the pack, not of it.
const SIGNATURE: &str = "pack.sig";

/// What a pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackKind {
    Rules,
    /// A closed loop of notices.
    Loop,
    /// Forms, scoring, steps, clocks, documents.
    Procedure,
    Codes,
    Calendar,
    /// Texts and official papers of notices.
    Notices,
}

/// What the pack claims to be. A pack with unverified values is an example whatever it claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Published by the authority that is competent for it.
    Official,
    /// Checked against its sources by us.
    Verified,
    /// 示例: to try things out, never for official use.
    Example,
}

/// `major.minor.patch`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Vec<u32> = text.split('.').map_while(|part| part.parse().ok()).collect();
        match (numbers.as_slice(), text.split('.').count()) {
            (&[major, minor, patch], 3) => Ok(Self { major, minor, patch }),
            _ => Err(format!("{text:?} is not major.minor.patch")),
        }
    }
}

impl TryFrom<String> for Version {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

/// `pack.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Lower case, digits, hyphens: `loop-notice`.
    pub id: String,
    pub kind: PackKind,
    pub version: Version,
    pub title: Text,
    /// First day (Asia/Shanghai) on which it applies: `2026-01-01`.
    pub effective_from: String,
    pub confidence: Claim,
    pub sources: Vec<Source>,
    /// Packs whose codes or calendar it uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Every other file of the pack.
    pub files: Vec<String>,
}

/// A statement in a pack that nobody has verified yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unverified {
    pub file: String,
    /// Place inside the file: `clocks[0]`.
    pub path: String,
    pub confidence: Confidence,
}

/// A pack that was read without problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    pub manifest: Manifest,
    /// SHA-256 over all files in name order, hexadecimal; each name and content is preceded by its
    /// length in eight bytes, big-endian.
    pub digest: String,
    pub unverified: Vec<Unverified>,
    /// What `pack.sig` holds; whoever uses it verifies it.
    pub signature: Option<Vec<u8>>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Pack {
    pub const MAX_FILES: usize = 200;
    pub const MAX_FILE_BYTES: usize = 1 << 20;
    pub const MAX_BYTES: usize = 8 << 20;

    /// Reads a pack from its files (names relative to its folder, `/`-separated).
    ///
    /// # Errors
    /// Everything that is wrong with the folder and the manifest. What the files of each kind say
    /// is checked by the reader of that kind.
    pub fn load(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, Vec<Problem>> {
        check_sizes(files)?;
        let mut files = files.clone();
        let signature = files.remove(SIGNATURE);
        Self::load_own(&files, signature)
    }

    fn load_own(
        files: &BTreeMap<String, Vec<u8>>,
        signature: Option<Vec<u8>>,
    ) -> Result<Self, Vec<Problem>> {
        let manifest = read_manifest(files)?;
        let mut problems = check_manifest(&manifest);
        problems.extend(check_files(&manifest, files));
        let mut unverified = unverified_sources(&manifest);
        for (name, bytes) in files.iter().filter(|(name, _)| is_yaml(name) && *name != MANIFEST) {
            match serde_yaml_ng::from_slice(bytes) {
                Ok(value) => collect_unverified(name, "", &value, &mut unverified),
                Err(error) => problems.push(Problem::yaml(name, "", &error)),
            }
        }
        if let (Claim::Official, Some(first)) = (manifest.confidence, unverified.first()) {
            problems.push(
                Problem::new("pack.official_unverified", MANIFEST, "confidence")
                    .with("first", format!("{} {}", first.file, first.path))
                    .with("count", unverified.len())
                    .allowed(["example"]),
            );
        }
        if problems.is_empty() {
            let digest = digest(files);
            Ok(Self { manifest, digest, unverified, signature, files: files.clone() })
        } else {
            Err(problems)
        }
    }

    /// `id@version`, as findings, notices and decisions quote it.
    pub fn name(&self) -> String {
        format!("{}@{}", self.manifest.id, self.manifest.version)
    }

    /// 示例: says so itself, or holds at least one unverified value.
    pub fn is_example(&self) -> bool {
        self.manifest.confidence == Claim::Example || !self.unverified.is_empty()
    }

    /// Contents by name, the manifest included.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// The YAML files the manifest lists, in its order.
    pub fn yaml_files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.manifest
            .files
            .iter()
            .filter(|name| is_yaml(name))
            .filter_map(|name| self.files.get(name).map(|bytes| (name.as_str(), bytes.as_slice())))
    }

    /// Reads the one content file a pack of this kind has.
    ///
    /// # Errors
    /// `pack.kind` when the pack holds something else, `pack.file_missing`, `pack.yaml`.
    pub(crate) fn content<T: DeserializeOwned>(
        &self,
        kind: PackKind,
        file: &str,
    ) -> Result<T, Vec<Problem>> {
        if self.manifest.kind != kind {
            let problem = Problem::new("pack.kind", MANIFEST, "kind")
                .with("value", format!("{:?}", self.manifest.kind).to_lowercase())
                .allowed([format!("{kind:?}").to_lowercase()]);
            return Err(vec![problem]);
        }
        let Some(bytes) = self.files.get(file) else {
            return Err(vec![Problem::new("pack.file_missing", file, "")]);
        };
        serde_yaml_ng::from_slice(bytes).map_err(|error| vec![Problem::yaml(file, "", &error)])
    }
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml")
}

fn check_sizes(files: &BTreeMap<String, Vec<u8>>) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    if files.len() > Pack::MAX_FILES {
        problems.push(
            Problem::new("pack.too_many_files", MANIFEST, "")
                .with("value", files.len())
                .with("limit", Pack::MAX_FILES),
        );
    }
    let total: usize = files.values().map(Vec::len).sum();
    if total > Pack::MAX_BYTES {
        problems.push(
            Problem::new("pack.too_large", MANIFEST, "")
                .with("value", total)
                .with("limit", Pack::MAX_BYTES),
        );
    }
    for (name, bytes) in files.iter().filter(|(_, bytes)| bytes.len() > Pack::MAX_FILE_BYTES) {
        problems.push(
            Problem::new("pack.file_too_large", name, "")
                .with("value", bytes.len())
                .with("limit", Pack::MAX_FILE_BYTES),
        );
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn read_manifest(files: &BTreeMap<String, Vec<u8>>) -> Result<Manifest, Vec<Problem>> {
    let Some(bytes) = files.get(MANIFEST) else {
        return Err(vec![Problem::new("pack.manifest_missing", MANIFEST, "")]);
    };
    serde_yaml_ng::from_slice(bytes).map_err(|error| vec![Problem::yaml(MANIFEST, "", &error)])
}

fn check_manifest(manifest: &Manifest) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !is_id(&manifest.id) {
        problems.push(
            Problem::new("pack.id", MANIFEST, "id")
                .with("value", &manifest.id)
                .allowed(["[a-z0-9-]"]),
        );
    }
    if !manifest.title.is_complete() {
        problems.push(Problem::new("pack.title_incomplete", MANIFEST, "title"));
    }
    if manifest.effective_from.parse::<jiff::civil::Date>().is_err() {
        problems.push(
            Problem::new("pack.date", MANIFEST, "effective_from")
                .with("value", &manifest.effective_from)
                .allowed(["YYYY-MM-DD"]),
        );
    }
    if manifest.sources.is_empty() {
        problems.push(Problem::new("pack.no_source", MANIFEST, "sources"));
    }
    problems
}

fn is_id(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A relative path of plain names: nothing absolute, nothing that climbs.
fn is_safe_path(name: &str) -> bool {
    name.len() <= 200
        && name.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        })
}

fn check_files(manifest: &Manifest, files: &BTreeMap<String, Vec<u8>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut listed = BTreeSet::new();
    for (index, name) in manifest.files.iter().enumerate() {
        let path = format!("files[{index}]");
        if !is_safe_path(name) {
            problems.push(Problem::new("pack.file_name", MANIFEST, &path).with("value", name));
        }
        if !files.contains_key(name) {
            problems.push(Problem::new("pack.file_missing", MANIFEST, &path).with("value", name));
        }
        if !listed.insert(name.as_str()) {
            problems.push(Problem::new("pack.file_twice", MANIFEST, &path).with("value", name));
        }
    }
    for name in files.keys().filter(|name| *name != MANIFEST && !listed.contains(name.as_str())) {
        problems.push(Problem::new("pack.file_unlisted", name, ""));
    }
    problems
}

fn digest(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes.as_slice()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unverified_sources(manifest: &Manifest) -> Vec<Unverified> {
    let sources = manifest.sources.iter().enumerate();
    sources
        .filter(|(_, source)| !source.confidence.is_verified())
        .map(|(index, source)| Unverified {
            file: MANIFEST.to_owned(),
            path: format!("sources[{index}]"),
            confidence: source.confidence,
        })
        .collect()
}

fn confidence_of(letter: &str) -> Option<Confidence> {
    match letter {
        "V" => Some(Confidence::V),
        "S" => Some(Confidence::S),
        "D" => Some(Confidence::D),
        "M" => Some(Confidence::M),
        "A" => Some(Confidence::A),
        _ => None,
    }
}

/// Every mapping with `confidence: D|M|A`, wherever it stands.
fn collect_unverified(
    file: &str,
    path: &str,
    value: &serde_yaml_ng::Value,
    out: &mut Vec<Unverified>,
) {
    use serde_yaml_ng::Value;
    match value {
        Value::Mapping(map) => {
            for (key, inner) in map {
                let key = key.as_str().unwrap_or("?");
                let letter = inner.as_str().and_then(confidence_of);
                if let ("confidence", Some(confidence)) = (key, letter)
                    && !confidence.is_verified()
                {
                    out.push(Unverified {
                        file: file.to_owned(),
                        path: path.to_owned(),
                        confidence,
                    });
                }
                let deeper = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                collect_unverified(file, &deeper, inner, out);
            }
        }
        Value::Sequence(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect_unverified(file, &format!("{path}[{index}]"), inner, out);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
pub(crate) mod tests;
