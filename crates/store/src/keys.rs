//! Secret keys: files in the data folder that only the node's own account may read. They never
//! stand in the database.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ledger::{Keypair, Suite};
use model::{Fault, TenantPath};

use crate::Error;

/// The folder of keys: `node.key`, `former/<number>.key` for those before it, and `keys/<tenant>.key` for the seal of each local tenant.
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

    /// Drawn and not in use yet: by a change of key that is under way, or for an enrolment.
    fn next_path(&self) -> PathBuf {
        self.dir.join("node.next.key")
    }

    /// Numbered from 1 on, in the order of their use.
    fn former_path(&self, number: usize) -> PathBuf {
        self.dir.join("former").join(format!("{number}.key"))
    }

    /// A path's parts hold only `a–z 0–9 -`, so `_` cannot occur in them.
    fn seal_path(&self, tenant: &TenantPath) -> PathBuf {
        self.dir.join("keys").join(format!("{}.key", tenant.as_str().replace('/', "_")))
    }

    /// The node's key, which the database names; `store.node_key` when its file is missing or
    /// not a key, `store.key_mismatch` when it is of another node. A change of key that was
    /// interrupted after the database knew of it is completed.
    pub(crate) fn node(&self, public: &str, former: usize) -> Result<Keypair, Error> {
        let path = self.node_path();
        let is_it = |keypair: &Keypair| keypair.public_key().text() == public;
        let present = read(&path)?;
        if let Some(keypair) = present.as_ref().filter(|keypair| is_it(keypair)) {
            return Ok(keypair.clone());
        }
        if let Some(keypair) = read(&self.next_path())?.filter(is_it) {
            self.settle(former)?;
            return Ok(keypair);
        }
        Err(match present {
            Some(_) => Fault::new(model::ErrorKind::Conflict, "store.key_mismatch").into(),
            None => Fault::new(model::ErrorKind::Unavailable, "store.node_key")
                .with("path", path.display())
                .into(),
        })
    }

    /// A key to come; `again` gives the one that was drawn before.
    pub(crate) fn next(&self, suite: Suite, again: bool) -> Result<Keypair, Error> {
        match read(&self.next_path())? {
            Some(keypair) if again && keypair.suite() == suite => Ok(keypair),
            _ => generate(&self.next_path(), suite),
        }
    }

    /// The next key becomes the present one, which becomes the former one of this number.
    pub(crate) fn settle(&self, number: usize) -> Result<(), Error> {
        let (present, next) = (self.node_path(), self.next_path());
        let former = self.former_path(number);
        if !former.exists()
            && let Some(keypair) = read(&present)?
        {
            keep(&former, &keypair)?;
        }
        std::fs::rename(&next, &present).map_err(|error| Error::io(&next, error))
    }

    /// A former key, if its file is still there and of it.
    pub(crate) fn former(
        &self,
        number: usize,
        public: &ledger::PublicKey,
    ) -> Result<Option<Keypair>, Error> {
        let kept = read(&self.former_path(number))?;
        // A change of key that was interrupted: it stands where it stood.
        let found = if kept.is_some() { kept } else { read(&self.node_path())? };
        Ok(found.filter(|keypair| keypair.public_key() == public))
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
    keep(path, &keypair)?;
    Ok(keypair)
}

fn keep(path: &Path, keypair: &Keypair) -> Result<(), Error> {
    let text = zeroize::Zeroizing::new(format!("{}\n", keypair.secret_text().as_str()));
    write_secret(path, text.as_bytes()).map_err(|error| Error::io(path, error))
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
