//! Versions of controllers' programs: the last complete digest of each block.

use std::hash::BuildHasher;

use model::event::FileSeen;
use serde::{Deserialize, Serialize};

use crate::hash::Seeded;
use crate::rules::News;
use crate::table::{Aged, Table};
use crate::types::HostKey;

/// Hexadecimal digits of a SHA-256 digest.
const DIGEST: usize = 64;

/// The last complete version of a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) digest: String,
    pub(crate) time: i64,
}

impl Aged for Version {
    fn last_used(&self) -> i64 {
        self.time
    }
}

#[derive(Debug)]
pub(crate) struct Versions {
    pub(crate) table: Table<u64, Version>,
    seed: Seeded,
}

impl Versions {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self { table: Table::new(limit, seed), seed }
    }

    /// Takes a file in; gives the digest of the version before, where that was another.
    /// Only what belongs to a controller, has a name and was seen whole has versions.
    pub(crate) fn meet(&mut self, file: &FileSeen) -> (News, Option<String>) {
        let whole = file.complete && file.sha256.len() == DIGEST;
        if !whole || file.class == "file" || file.name.is_empty() {
            return (News::default(), None);
        }
        let server = HostKey::of(&file.server);
        let key = self.seed.hash_one((server, file.protocol.as_ref(), file.name.as_str()));
        let time = file.time.0;
        let Some(version) = self.table.get_mut(&key) else {
            self.table.insert(key, Version { digest: file.sha256.clone(), time });
            return (News { changed: false, first: true }, None);
        };
        version.time = version.time.max(time);
        if version.digest == file.sha256 {
            return (News::default(), None);
        }
        let old = std::mem::replace(&mut version.digest, file.sha256.clone());
        (News { changed: true, first: false }, Some(old))
    }
}
