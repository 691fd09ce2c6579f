//! Files and programs that crossed the wire: scanned with YARA, kept by digest.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use model::event::FileSeen;
use transfers::Inspect;
use yara::Scanner;

/// Scans and keeps; shared by all workers.
pub(super) struct Files {
    scanner: Option<Arc<Scanner>>,
    folder: Option<Arc<Folder>>,
}

/// Where files are kept, and how much room is left.
pub(super) struct Folder {
    path: PathBuf,
    room: AtomicU64,
}

impl Folder {
    /// Makes the folder; what is in it already counts.
    pub(super) fn open(path: &Path, most: u64) -> anyhow::Result<Arc<Self>> {
        let shown = path.display();
        let say = || format!("probe.files_unwritable: 无法写入 {shown} / cannot write {shown}");
        fs::create_dir_all(path).with_context(say)?;
        let mut used = 0u64;
        for entry in fs::read_dir(path).with_context(say)?.flatten() {
            used = used.saturating_add(entry.metadata().map_or(0, |meta| meta.len()));
        }
        let room = AtomicU64::new(most.saturating_sub(used));
        Ok(Arc::new(Self { path: path.to_owned(), room }))
    }

    /// Writes the bytes under their digest, whole or not at all, unless they are there already.
    fn keep(&self, digest: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path.join(digest);
        if path.exists() {
            return Ok(());
        }
        let size = bytes.len() as u64;
        let taken = self
            .room
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |room| room.checked_sub(size));
        if taken.is_err() {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "probe.files_full"));
        }
        let mut file = tempfile::NamedTempFile::new_in(&self.path)?;
        file.write_all(bytes)?;
        file.persist(path).map(drop).map_err(|error| error.error)
    }
}

impl Files {
    pub(super) fn new(scanner: Option<Arc<Scanner>>, folder: Option<Arc<Folder>>) -> Self {
        Self { scanner, folder }
    }
}

impl Inspect for Files {
    fn file(&mut self, seen: &mut FileSeen, bytes: &[u8]) {
        if let Some(scanner) = &self.scanner {
            seen.matches = scanner.scan(bytes);
        }
        if let Some(folder) = &self.folder
            && seen.size == bytes.len() as u64
            && let Err(error) = folder.keep(&seen.sha256, bytes)
        {
            tracing::warn!(%error, sha256 = seen.sha256, "probe.file_not_kept");
        }
    }
}

/// Compiles YARA files; one that does not compile is an error, told with its reason.
pub(super) fn compile(files: &[PathBuf]) -> anyhow::Result<Option<Arc<Scanner>>> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut texts = Vec::new();
    for path in files {
        let bytes = fs::read(path).with_context(|| {
            let shown = path.display();
            format!("probe.file_unreadable: 无法读取 {shown} / cannot read {shown}")
        })?;
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    let (scanner, failures) =
        Scanner::compile(texts.iter().map(String::as_str), yara::Limits::default());
    if let Some(failure) = failures.first() {
        let shown = files.get(failure.source).map(|path| path.display().to_string());
        anyhow::bail!(
            "probe.yara: {} 无法编译 / does not compile: {}",
            shown.unwrap_or_default(),
            failure.reason
        );
    }
    Ok(Some(Arc::new(scanner)))
}
