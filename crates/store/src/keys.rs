//! Secret keys: files in the data folder that only the node's own account may read. They never
//! stand in the database.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ledger::{Keypair, Suite};
use model::{Fault, TenantPath};

use crate::Error;

/// The folder of keys: `node.key`, and `keys/<tenant>.key` for the seal of each local tenant.
pub(crate) struct Keys {
    dir: PathBuf,
    seals: Mutex<BTreeMap<TenantPath, Keypair>>,
}

impl Keys {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { dir: data_dir.to_owned(), seals: Mutex::default() }
    }

    fn node_path(&self) -> PathBuf {
        self.dir.join("node.key")
    }

    /// A path's parts hold only `a–z 0–9 -`, so `_` cannot occur in them.
    fn seal_path(&self, tenant: &TenantPath) -> PathBuf {
        self.dir.join("keys").join(format!("{}.key", tenant.as_str().replace('/', "_")))
    }

    /// The node's key; `store.node_key` when its file is missing or not a key.
    pub(crate) fn node(&self) -> Result<Keypair, Error> {
        let path = self.node_path();
        read(&path)?.ok_or_else(|| {
            Fault::new(model::ErrorKind::Unavailable, "store.node_key")
                .with("path", path.display())
                .into()
        })
    }

    /// The node's key, drawn now unless there is one of this suite already (a start that was
    /// interrupted before the database knew of it).
    pub(crate) fn node_or_generate(&self, suite: Suite) -> Result<Keypair, Error> {
        match read(&self.node_path())? {
            Some(keypair) if keypair.suite() == suite => Ok(keypair),
            _ => generate(&self.node_path(), suite),
        }
    }

    /// The seal key of a local tenant, if it has one here.
    pub(crate) fn seal(&self, tenant: &TenantPath) -> Result<Option<Keypair>, Error> {
        let mut seals = self.seals.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keypair) = seals.get(tenant) {
            return Ok(Some(keypair.clone()));
        }
        let found = read(&self.seal_path(tenant))?;
        if let Some(keypair) = &found {
            seals.insert(tenant.clone(), keypair.clone());
        }
        Ok(found)
    }

    pub(crate) fn seal_or_generate(
        &self,
        tenant: &TenantPath,
        suite: Suite,
    ) -> Result<Keypair, Error> {
        match self.seal(tenant)? {
            Some(keypair) => Ok(keypair),
            None => {
                let keypair = generate(&self.seal_path(tenant), suite)?;
                let mut seals = self.seals.lock().unwrap_or_else(PoisonError::into_inner);
                seals.insert(tenant.clone(), keypair.clone());
                Ok(keypair)
            }
        }
    }
}

fn read(path: &Path) -> Result<Option<Keypair>, Error> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => zeroize::Zeroizing::new(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path, error)),
    };
    match Keypair::from_secret_text(&text) {
        Ok(keypair) => Ok(Some(keypair)),
        Err(_) => Err(Fault::invalid("store.key_file").with("path", path.display()).into()),
    }
}

fn generate(path: &Path, suite: Suite) -> Result<Keypair, Error> {
    let keypair = Keypair::generate(suite)?;
    let text = zeroize::Zeroizing::new(format!("{}\n", keypair.secret_text().as_str()));
    write_secret(path, text.as_bytes()).map_err(|error| Error::io(path, error))?;
    Ok(keypair)
}

/// Writes beside, syncs, renames, syncs the folder: the file is whole or not there.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    create_private(dir)?;
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    std::fs::File::open(dir)?.sync_all()
}

/// Makes a folder (and those above it) that only its owner may enter.
pub(crate) fn create_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
