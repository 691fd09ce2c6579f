//! What can be checked of a message's items by themselves: digests, Merkle paths and schemas. Of
//! the first items before anything is written: that needs no transaction, so nobody waits for it,
//! and it uses all cores. Of the others while those before them are being written.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use contract::Segment;
use contract::federation::{Item, Message};
use contract::kinds;
use ledger::{InclusionVerifier, Suite};
use model::Id;

use crate::directory::Directory;
use crate::log::check_text;
use crate::{Error, Scope, Store};

/// Items that are proved before any is written.
const EARLY: usize = if cfg!(test) { 2 } else { 512 };
/// Fewer items than this are not worth another thread.
const WORTH_A_THREAD: usize = 64;
const MOST_THREADS: usize = 8;

/// Segments by origin and number.
pub(super) type Segments = BTreeMap<(Id, u64), Segment>;

/// What was found of one item.
#[derive(Debug, Clone)]
pub(super) struct Proved {
    /// The digest that was computed with; another key of the origin may ask for another.
    pub(super) suite: Suite,
    /// Its hash is that of its content, and its segment covers it.
    pub(super) authentic: Result<(), String>,
    /// Its body is of its kind.
    pub(super) body: Result<(), String>,
}

/// What was proved early.
pub(super) struct Proofs {
    /// By place in the message; `None` where the origin or the segment is not known yet.
    pub(super) items: Vec<Option<Proved>>,
    /// Segments of these items that are stored here already.
    pub(super) stored: Segments,
}

impl Store {
    pub(super) async fn prove(&self, message: &Message) -> Result<Proofs, Error> {
        let stored = self.stored_segments(message).await?;
        let offered: BTreeMap<(Id, u64), &Segment> =
            message.segments.iter().map(|s| ((s.origin, s.number), s)).collect();
        let directory = self.directory();
        let find = |item: &Item| {
            let name = (item.record.origin, item.segment);
            stored.get(&name).or_else(|| offered.get(&name).copied())
        };
        let some = |items: &[Item]| {
            let mut verifiers = BTreeMap::new();
            let one = |item: &Item| {
                let (suite, segment) = (suite_of(&directory, item)?, find(item)?);
                let name = (segment.origin, segment.number);
                let verifier =
                    verifiers.entry(name).or_insert_with(|| InclusionVerifier::new(segment));
                Some(prove_with(suite, verifier, item))
            };
            items.iter().map(one).collect()
        };
        let early = message.items.get(..EARLY).unwrap_or(&message.items);
        let items = on_all_cores(early, &some);
        Ok(Proofs { items, stored })
    }

    async fn stored_segments(&self, message: &Message) -> Result<Segments, Error> {
        let wanted = named(&message.items);
        if wanted.is_empty() {
            return Ok(Segments::new());
        }
        self.read(&Scope::system()).await?.segments(&wanted).await
    }
}

/// The segments that items are of.
pub(super) fn named(items: &[Item]) -> BTreeSet<(Id, u64)> {
    items.iter().map(|item| (item.record.origin, item.segment)).collect()
}

fn suite_of(directory: &Directory, item: &Item) -> Option<Suite> {
    directory.key(item.record.origin).map(ledger::PublicKey::suite)
}

/// Knows what of a segment's tree was proved.
pub(super) type Verifier = Result<InclusionVerifier, ledger::Error>;

/// Proves an item against a segment that holds (or is offered) for it.
pub(super) fn prove_with(suite: Suite, verifier: &mut Verifier, item: &Item) -> Proved {
    let record = &item.record;
    let authentic = ledger::verify_record(suite, record)
        .and_then(|()| match verifier {
            Ok(verifier) => verifier.verify(record, &item.proof),
            Err(error) => Err(error.clone()),
        })
        .map_err(|error| error.code().to_owned());
    Proved { suite, authentic, body: prove_body(item) }
}

pub(super) fn prove_body(item: &Item) -> Result<(), String> {
    let record = &item.record;
    kinds::check(&record.kind, &record.body)
        .and_then(|()| check_text(&record.author, &record.body))
        .map_err(|fault| fault.code.into_owned())
}

/// Applies pure work to all, in order, on as many cores as are worth it.
pub(crate) fn on_all_cores<T: Sync, R: Send>(
    all: &[T],
    work: &(dyn Fn(&[T]) -> Vec<R> + Sync),
) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = cores.min(MOST_THREADS).min(all.len() / WORTH_A_THREAD);
    if threads < 2 {
        return work(all);
    }
    let parts: Vec<&[T]> = all.chunks(all.len().div_ceil(threads)).collect();
    std::thread::scope(|scope| {
        let running: Vec<_> =
            parts.iter().skip(1).map(|part| (*part, scope.spawn(move || work(part)))).collect();
        let mut done = parts.first().map(|part| work(part)).unwrap_or_default();
        for (part, thread) in running {
            // A thread that could not be joined has panicked: its part is done here, and panics
            // here if it must.
            done.extend(thread.join().unwrap_or_else(|_| work(part)));
        }
        done
    })
}
