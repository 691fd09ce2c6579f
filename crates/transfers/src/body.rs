//! The bytes of one file: in order, out of order, more than are kept.

use std::collections::BTreeMap;

use md5::Md5;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

/// Pieces that wait for bytes before them.
const MAX_WAITING: usize = 256;

/// A file while it is transferred.
pub(crate) struct Body {
    sha256: Sha256,
    sm3: Sm3,
    md5: Md5,
    /// Bytes hashed: all before this place were seen.
    next: u64,
    /// The first bytes, at most as many as may be kept.
    kept: Vec<u8>,
    /// Pieces beyond `next`, by place.
    waiting: BTreeMap<u64, Vec<u8>>,
    waiting_bytes: usize,
    /// Whether bytes are missing that will never come.
    holed: bool,
}

/// Digests in lower-case hexadecimal.
pub(crate) struct Digests {
    pub(crate) sha256: String,
    pub(crate) sm3: String,
    pub(crate) md5: String,
}

impl Body {
    pub(crate) fn new() -> Self {
        Self {
            sha256: Sha256::new(),
            sm3: Sm3::new(),
            md5: Md5::new(),
            next: 0,
            kept: Vec::new(),
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            holed: false,
        }
    }

    /// Bytes of memory held.
    pub(crate) fn held(&self) -> usize {
        self.kept.len() + self.waiting_bytes
    }

    /// Bytes seen in order.
    pub(crate) fn len(&self) -> u64 {
        self.next
    }

    pub(crate) fn is_holed(&self) -> bool {
        self.holed || !self.waiting.is_empty()
    }

    /// All bytes, if they were few enough to keep.
    pub(crate) fn whole(&self) -> Option<&[u8]> {
        (self.kept.len() as u64 == self.next).then_some(&self.kept)
    }

    /// The first bytes.
    pub(crate) fn start(&self) -> &[u8] {
        &self.kept
    }

    /// Takes bytes in at a place, or behind the last. Repeated bytes count once: what was hashed
    /// first stays. At most `room` more bytes are kept.
    pub(crate) fn add(&mut self, at: Option<u64>, data: &[u8], room: usize) {
        let at = at.unwrap_or(self.next);
        if at > self.next {
            self.wait(at, data, room);
            return;
        }
        let known = usize::try_from(self.next - at).unwrap_or(usize::MAX);
        let Some(new) = data.get(known..).filter(|new| !new.is_empty()) else { return };
        self.append(new, room);
        self.join();
    }

    fn wait(&mut self, at: u64, data: &[u8], room: usize) {
        if self.waiting.len() >= MAX_WAITING || data.len() > room {
            self.holed = true;
            return;
        }
        if let std::collections::btree_map::Entry::Vacant(place) = self.waiting.entry(at) {
            self.waiting_bytes += data.len();
            place.insert(data.to_vec());
        }
    }

    fn append(&mut self, data: &[u8], room: usize) {
        self.sha256.update(data);
        self.sm3.update(data);
        self.md5.update(data);
        // Once bytes were left out, nothing behind them is kept.
        if self.kept.len() as u64 == self.next {
            self.kept.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
        }
        self.next = self.next.saturating_add(data.len() as u64);
    }

    /// Takes in what waited for the bytes that are there now.
    fn join(&mut self) {
        while let Some(entry) = self.waiting.first_entry()
            && *entry.key() <= self.next
        {
            let (at, piece) = entry.remove_entry();
            self.waiting_bytes -= piece.len();
            let room = piece.len();
            let known = usize::try_from(self.next - at).unwrap_or(usize::MAX);
            if let Some(new) = piece.get(known..).filter(|new| !new.is_empty()) {
                self.append(new, room);
            }
        }
    }

    pub(crate) fn digests(&self) -> Digests {
        Digests {
            sha256: hex::encode(self.sha256.clone().finalize()),
            sm3: hex::encode(self.sm3.clone().finalize()),
            md5: hex::encode(self.md5.clone().finalize()),
        }
    }
}
