//! Blobs: files handed in as evidence, captures, exports; a folder addressed by content.
//!
//! A blob lies at `<dir>/<ab>/<cd>/<digest>`, `digest` being the lower-case hex SHA-256 of its
//! bytes. It is written beside, synced and renamed, so a name that exists is whole; bytes are
//! checked against their name again when read. Who may see a blob is not decided here: only
//! records refer to blobs, and records have viewers.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::{ErrorKind, Fault};
use sha2::{Digest, Sha256};

use crate::Error;

mod sniff;

pub use sniff::{Media, sniff};

/// What can go wrong with a blob.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("not a digest: 64 lower-case hex digits are needed")]
    Digest,
    #[error("{size} bytes are more than the {most} allowed")]
    TooLarge { size: u64, most: u64 },
    #[error("no blob {digest}")]
    NotFound { digest: String },
    /// The bytes on disk no longer have the digest they are stored under.
    #[error("blob {digest} is damaged")]
    Damaged { digest: String },
    #[error("the disk is full")]
    DiskFull,
    #[error("blob folder {path}")]
    Io { path: String, source: io::Error },
}

impl From<&BlobError> for Fault {
    fn from(error: &BlobError) -> Self {
        match error {
            BlobError::Digest => Self::invalid("blob.digest"),
            BlobError::TooLarge { size, most } => {
                Self::invalid("blob.too_large").with("size_bytes", size).with("most_bytes", most)
            }
            BlobError::NotFound { digest } => {
                Self::not_found("blob.missing").with("digest", digest)
            }
            BlobError::Damaged { digest } => {
                Self::new(ErrorKind::Internal, "blob.damaged").with("digest", digest)
            }
            BlobError::DiskFull => Self::new(ErrorKind::Unavailable, "blob.disk_full"),
            BlobError::Io { path, source } => Self::new(ErrorKind::Unavailable, "blob.io")
                .with("path", path)
                .with("reason", source),
        }
    }
}

impl From<BlobError> for Error {
    fn from(error: BlobError) -> Self {
        Self::Refused((&error).into())
    }
}

/// What is known of stored bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlob {
    /// Lower-case hex SHA-256.
    pub digest: String,
    pub size_bytes: u64,
    /// From the content, never from a name.
    pub media: Media,
    /// The same bytes were stored before.
    pub existed: bool,
}

/// The folder. Cheap to clone; calls run off the async threads.
#[derive(Debug, Clone)]
pub struct BlobStore {
    folder: Arc<Folder>,
}

impl BlobStore {
    /// Opens or makes the folder and removes what an interrupted write left behind.
    ///
    /// # Errors
    /// `blob.io` when it cannot be made or read.
    pub fn open(dir: &Path) -> Result<Self, BlobError> {
        let scratch = dir.join("incoming");
        fs::create_dir_all(&scratch).map_err(|e| io_error(&scratch, e))?;
        for entry in fs::read_dir(&scratch).map_err(|e| io_error(&scratch, e))? {
            let path = entry.map_err(|e| io_error(&scratch, e))?.path();
            fs::remove_file(&path).map_err(|e| io_error(&path, e))?;
        }
        let folder = Folder { root: dir.to_owned(), scratch, serial: AtomicU64::new(0) };
        Ok(Self { folder: Arc::new(folder) })
    }

    /// Stores bytes durably: when it returns, they are on disk under their digest.
    ///
    /// # Errors
    /// `blob.too_large` above `most` bytes; `blob.disk_full`; `blob.io`.
    /// Nothing is left half-written.
    pub async fn put(&self, bytes: Vec<u8>, most: u64) -> Result<StoredBlob, BlobError> {
        let size = bytes.len() as u64;
        if size > most {
            return Err(BlobError::TooLarge { size, most });
        }
        self.run(move |folder| folder.put(&bytes)).await
    }

    /// The bytes of a digest, checked against it.
    ///
    /// # Errors
    /// `blob.missing`, `blob.damaged`, `blob.digest`, `blob.io`.
    pub async fn get(&self, digest: &str) -> Result<Vec<u8>, BlobError> {
        let digest = checked(digest)?;
        self.run(move |folder| folder.get(&digest)).await
    }

    /// Whether the bytes are here.
    ///
    /// # Errors
    /// `blob.digest` when it is no digest.
    pub async fn contains(&self, digest: &str) -> Result<bool, BlobError> {
        let digest = checked(digest)?;
        self.run(move |folder| Ok(folder.path(&digest).is_file())).await
    }

    /// All digests stored, in rising order: for backup and for the search for lost ones.
    ///
    /// # Errors
    /// `blob.io`.
    pub async fn list(&self) -> Result<Vec<String>, BlobError> {
        self.run(|folder| folder.list()).await
    }

    /// Removes a blob that no record refers to. True when it was there.
    ///
    /// # Errors
    /// `blob.digest`, `blob.io`.
    pub async fn remove(&self, digest: &str) -> Result<bool, BlobError> {
        let digest = checked(digest)?;
        self.run(move |folder| folder.remove(&digest)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder) -> Result<T, BlobError> + Send + 'static,
    ) -> Result<T, BlobError> {
        let folder = Arc::clone(&self.folder);
        let root = folder.root.clone();
        let done = tokio::task::spawn_blocking(move || work(&folder)).await;
        done.unwrap_or_else(|panic| Err(io_error(&root, io::Error::other(panic))))
    }
}

#[derive(Debug)]
struct Folder {
    root: PathBuf,
    scratch: PathBuf,
    /// Tells concurrent writes of the same bytes apart.
    serial: AtomicU64,
}

impl Folder {
    fn put(&self, bytes: &[u8]) -> Result<StoredBlob, BlobError> {
        let digest = hex::encode(Sha256::digest(bytes));
        let path = self.path(&digest);
        let existed = path.is_file();
        if !existed {
            self.write(bytes, &digest, &path)?;
        }
        Ok(StoredBlob { digest, size_bytes: bytes.len() as u64, media: sniff(bytes), existed })
    }

    fn write(&self, bytes: &[u8], digest: &str, path: &Path) -> Result<(), BlobError> {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let temporary = self.scratch.join(format!("{digest}.{serial}"));
        let written = write_synced(&temporary, bytes).and_then(|()| place(&temporary, path));
        if written.is_err() {
            // Already failing: what cannot be removed now goes at the next start.
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(|error| io_error(path, error))
    }

    fn get(&self, digest: &str) -> Result<Vec<u8>, BlobError> {
        let path = self.path(digest);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BlobError::NotFound { digest: digest.to_owned() });
            }
            Err(error) => return Err(io_error(&path, error)),
        };
        if hex::encode(Sha256::digest(&bytes)) == digest {
            Ok(bytes)
        } else {
            Err(BlobError::Damaged { digest: digest.to_owned() })
        }
    }

    fn list(&self) -> Result<Vec<String>, BlobError> {
        let mut digests = Vec::new();
        for first in folders(&self.root)? {
            for second in folders(&first)? {
                for entry in fs::read_dir(&second).map_err(|e| io_error(&second, e))? {
                    let name = entry.map_err(|e| io_error(&second, e))?.file_name();
                    digests.extend(name.to_str().and_then(|name| checked(name).ok()));
                }
            }
        }
        digests.sort();
        Ok(digests)
    }

    fn remove(&self, digest: &str) -> Result<bool, BlobError> {
        let path = self.path(digest);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(io_error(&path, error)),
        }
    }

    /// `digest` has passed [`checked`].
    fn path(&self, digest: &str) -> PathBuf {
        let (first, rest) = digest.split_at(2);
        let (second, _) = rest.split_at(2);
        self.root.join(first).join(second).join(digest)
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renames into place and syncs the folders on the way, so that the name survives a power cut.
fn place(temporary: &Path, path: &Path) -> io::Result<()> {
    let second = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(second)?;
    fs::rename(temporary, path)?;
    second.ancestors().take(3).try_for_each(|dir| File::open(dir)?.sync_all())
}

/// Sub-folders of two hex digits.
fn folders(dir: &Path) -> Result<Vec<PathBuf>, BlobError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| io_error(dir, e))? {
        let path = entry.map_err(|e| io_error(dir, e))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
            found.push(path);
        }
    }
    Ok(found)
}

fn checked(digest: &str) -> Result<String, BlobError> {
    let fits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if digest.len() == 64 && digest.bytes().all(fits) {
        Ok(digest.to_owned())
    } else {
        Err(BlobError::Digest)
    }
}

fn io_error(path: &Path, source: io::Error) -> BlobError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BlobError::DiskFull,
        _ => BlobError::Io { path: path.display().to_string(), source },
    }
}

#[cfg(test)]
mod tests;
