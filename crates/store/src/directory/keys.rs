//! The keys of one node, one after the other: each signs a stretch of the node's segments.

use contract::Segment;
use contract::kinds::node_key::{FormerKey, NodeKey};
use ledger::PublicKey;

use crate::Error;

/// A key that signs no more.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ended {
    key: PublicKey,
    last_segment: u64,
}

/// The keys of a node, as known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeKeys {
    former: Vec<Ended>,
    present: PublicKey,
    /// The present key is revoked: the last segment that its signature holds for.
    revoked: Option<u64>,
}

impl NodeKeys {
    /// Of a card or a directory record.
    pub(crate) fn read(suite: &str, present: &str, former: &[FormerKey]) -> Result<Self, Error> {
        let ended = |former: &FormerKey| {
            let key = PublicKey::from_text(suite, &former.public_key)?;
            Ok(Ended { key, last_segment: former.last_segment })
        };
        Ok(Self {
            former: former.iter().map(ended).collect::<Result<_, Error>>()?,
            present: PublicKey::from_text(suite, present)?,
            revoked: None,
        })
    }

    /// The key that signs now, or was to sign until it was revoked.
    pub fn present(&self) -> &PublicKey {
        &self.present
    }

    /// Up to which segment the present key holds, if it was revoked.
    pub fn revoked(&self) -> Option<u64> {
        self.revoked
    }

    /// The keys before the present one, with the last segment of each.
    pub fn former(&self) -> impl Iterator<Item = (&PublicKey, u64)> {
        self.former.iter().map(|ended| (&ended.key, ended.last_segment))
    }

    pub(crate) fn knows(&self, key: &PublicKey) -> bool {
        self.present == *key || self.former.iter().any(|ended| ended.key == *key)
    }

    fn last_before(&self, place: usize) -> u64 {
        let before = place.checked_sub(1).and_then(|before| self.former.get(before));
        before.map_or(0, |ended| ended.last_segment)
    }

    /// The key that may have signed this segment.
    pub(crate) fn of_segment(&self, segment: &Segment) -> Result<&PublicKey, &'static str> {
        let ended = self.former.iter().position(|ended| ended.key.digest() == segment.key);
        let (place, key, last) = match ended.and_then(|at| Some((at, self.former.get(at)?))) {
            Some((at, ended)) => (at, &ended.key, Some(ended.last_segment)),
            None => (self.former.len(), &self.present, self.revoked),
        };
        if segment.key != key.digest() {
            return Err("segment.signature");
        }
        let begun = segment.number > self.last_before(place);
        let holds = last.is_none_or(|last| segment.number <= last);
        if begun && holds { Ok(key) } else { Err("segment.key_ended") }
    }

    /// The keys a neighbour may sign with that signed with `used` last: that one, as long as no
    /// other is known to have been used, and those after it. Not one that was revoked, unless
    /// (`last_resort`) nothing better is known of a neighbour that only itself can tell.
    pub(crate) fn accepted<'a>(
        &'a self,
        used: &'a PublicKey,
        last_resort: bool,
    ) -> Vec<&'a PublicKey> {
        let all: Vec<&PublicKey> =
            self.former.iter().map(|ended| &ended.key).chain([&self.present]).collect();
        let from = all.iter().position(|key| *key == used);
        let Some(from) = from else { return vec![used] };
        let revoked = |key: &PublicKey| self.revoked.is_some() && *key == self.present;
        let mut keys: Vec<&PublicKey> = all.into_iter().skip(from).collect();
        keys.retain(|key| last_resort || !revoked(key));
        keys
    }

    /// Whether a statement about the present key may be made, or was made and is known.
    pub(crate) fn may_end(&self, said: &NodeKey) -> bool {
        if self.former.iter().any(|ended| ended.key.digest() == said.ends) {
            return self.was_said(said);
        }
        let open = self.revoked.is_none() || said.successor.is_none();
        let begun = self.former.last().map_or(0, |ended| ended.last_segment);
        open && said.ends == self.present.digest() && said.last_segment >= begun
    }

    fn was_said(&self, said: &NodeKey) -> bool {
        self.former
            .iter()
            .any(|ended| ended.key.digest() == said.ends && ended.last_segment == said.last_segment)
    }

    /// Whether the two keys of a statement signed it.
    pub(crate) fn signed(&self, said: &NodeKey) -> bool {
        let (Some(successor), Some(succession)) = (&said.successor, said.succession()) else {
            return false;
        };
        let keys = self.former.iter().map(|ended| &ended.key).chain([&self.present]);
        let ended = keys.into_iter().find(|key| key.digest() == said.ends);
        let (Some(ended), Ok(next)) =
            (ended, PublicKey::from_text(&successor.suite, &successor.public_key))
        else {
            return false;
        };
        next.suite() == ended.suite()
            && ledger::verify_value(ended, &succession, &successor.approval).is_ok()
            && ledger::verify_value(&next, &succession, &successor.possession).is_ok()
    }

    /// Takes a statement in; one that is known already changes nothing.
    pub(crate) fn end(&mut self, said: &NodeKey) -> Result<(), Error> {
        if said.ends != self.present.digest() {
            return Ok(());
        }
        match &said.successor {
            None => {
                let last = self.revoked.unwrap_or(said.last_segment).min(said.last_segment);
                self.revoked = Some(last);
            }
            Some(successor) => {
                let next = PublicKey::from_text(&successor.suite, &successor.public_key)?;
                self.succeed(next, said.last_segment);
            }
        }
        Ok(())
    }

    fn succeed(&mut self, next: PublicKey, last_segment: u64) {
        let key = std::mem::replace(&mut self.present, next);
        self.former.push(Ended { key, last_segment });
        self.revoked = None;
    }

    /// What the node's parent says of its keys, beside what is known already; `None` when it may
    /// not say so.
    pub(crate) fn restated(&self, said: &Self) -> Option<Self> {
        if self.knows(&said.present) {
            return Some(self.clone());
        }
        if said.knows(&self.present) {
            return Some(said.clone());
        }
        // A revoked key is followed by the one that the parent names.
        let last = self.revoked?;
        let mut keys = self.clone();
        keys.succeed(said.present.clone(), last);
        Some(keys)
    }
}
