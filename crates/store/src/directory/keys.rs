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
    /// By the parent; the key after it is the parent's word too.
    revoked: bool,
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
            Ok(Ended { key, last_segment: former.last_segment, revoked: former.revoked })
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

    /// The key that the parent revoked before it took the present one.
    pub fn revoked_before(&self) -> Option<FormerKey> {
        let ended = self.former.last().filter(|ended| ended.revoked)?;
        let (public_key, last_segment) = (ended.key.text(), ended.last_segment);
        Some(FormerKey { public_key, last_segment, revoked: true })
    }

    /// Whether the parent ended one of its keys.
    pub(crate) fn was_revoked(&self) -> bool {
        self.revoked.is_some() || self.former.iter().any(|ended| ended.revoked)
    }

    /// Whether the parent ended a key with this segment.
    pub(crate) fn revoked_at(&self, segment: u64) -> bool {
        self.former.iter().any(|ended| ended.revoked && ended.last_segment == segment)
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

    /// The keys a neighbour may sign with that signed with `used` last: that one and those after
    /// it, but none that was revoked: none at all while the present one is, or what it signed
    /// meanwhile would be taken apart and refused for good. A parent's (`above`) revocation comes through itself, with
    /// what follows: until it was seen to use another key, it may use the one it used.
    pub(crate) fn accepted<'a>(&'a self, used: &'a PublicKey, above: bool) -> Vec<&'a PublicKey> {
        if self.revoked.is_some() && !above {
            return Vec::new();
        }
        let all: Vec<&PublicKey> =
            self.former.iter().map(|ended| &ended.key).chain([&self.present]).collect();
        let from = all.iter().position(|key| *key == used);
        let revoked = |key: &PublicKey| {
            self.revoked.is_some() && *key == self.present
                || self.former.iter().any(|ended| ended.revoked && ended.key == *key)
        };
        let mut keys: Vec<&PublicKey> = match from {
            Some(from) => all.into_iter().skip(from).collect(),
            // It followed a key that was revoked before, or comes from an enrolment: then the one
            // that was known before may still be used.
            None if above => vec![used, &self.present],
            None => vec![used],
        };
        keys.retain(|key| !revoked(key) || above && (*key == used || from.is_none()));
        keys
    }

    /// Whether a statement about a key that is known here may be made. One that comes too late
    /// (the key was revoked) changes nothing.
    pub(crate) fn may_end(&self, said: &NodeKey) -> bool {
        if self.former.iter().any(|ended| ended.key.digest() == said.ends) {
            return true;
        }
        let begun = self.former.last().map_or(0, |ended| ended.last_segment);
        said.ends == self.present.digest() && said.last_segment >= begun
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
        match &said.successor {
            None => self.revoke(&said.ends, said.last_segment),
            Some(successor) if said.ends == self.present.digest() && self.revoked.is_none() => {
                let next = PublicKey::from_text(&successor.suite, &successor.public_key)?;
                self.succeed(next, said.last_segment, false);
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// The parent's word stands above the node's: keys that it did not know of, and that followed
    /// the one it revokes, are void.
    fn revoke(&mut self, ends: &str, last_segment: u64) {
        let followed = self.former.iter().position(|ended| ended.key.digest() == ends);
        if let Some(place) = followed {
            if self.former.get(place).is_some_and(|ended| ended.revoked) {
                return;
            }
            let mut void = self.former.drain(place..);
            if let Some(ended) = void.next() {
                self.present = ended.key;
                self.revoked = Some(ended.last_segment.min(last_segment));
            }
        } else if self.present.digest() == ends {
            self.revoked = Some(self.revoked.unwrap_or(last_segment).min(last_segment));
        }
    }

    fn succeed(&mut self, next: PublicKey, last_segment: u64, revoked: bool) {
        let key = std::mem::replace(&mut self.present, next);
        self.former.push(Ended { key, last_segment, revoked });
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
        keys.succeed(said.present.clone(), last, true);
        Some(keys)
    }
}
