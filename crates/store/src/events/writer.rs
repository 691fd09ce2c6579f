//! The one task that writes: it takes whatever batches wait, writes them in one go, syncs once,
//! tells the index, and answers each.

use std::collections::HashMap;
use std::sync::Arc;

use model::{Millis, TenantPath};
use tokio::sync::{mpsc, oneshot};

use super::batch::Batch;
use super::block::{self, Header};
use super::day::{Day, Tail};
use super::index::{Entry, Place};
use super::summary::Summary;
use super::{DEDUPE_DAYS, Date, EventError, Shared, Stored};

/// Batches that wait for the disk before senders are made to wait too.
pub(super) const QUEUE: usize = 32;
/// Most batches in one sync.
const MOST_TOGETHER: usize = 64;
/// Most bytes of a batch's name.
const MOST_BATCH_ID: usize = 200;

type Answer = Result<Stored, EventError>;

/// A batch made ready to be written.
#[derive(Debug)]
pub(super) struct Request {
    header: Header,
    body: Vec<u8>,
    summary: Summary,
    reply: oneshot::Sender<Answer>,
}

impl Request {
    fn key(&self) -> (String, String) {
        (self.header.tenant.clone(), self.header.batch.clone())
    }
}

/// The part that costs time: compresses and sums up. Runs beside the writer.
pub(super) fn prepare(
    tenant: TenantPath,
    batch_id: String,
    received: Millis,
    batch: &Batch,
    reply: oneshot::Sender<Answer>,
) -> Result<Request, EventError> {
    if batch.lines.len() > block::MOST_BODY || batch_id.len() > MOST_BATCH_ID {
        return Err(EventError::TooLarge { bytes: batch.lines.len().max(batch_id.len()) });
    }
    let summary = Summary::of(&batch.events);
    let body = block::compress(&batch.lines).map_err(|e| EventError::io("zstd".as_ref(), e))?;
    let header = Header {
        block: 0,
        tenant: tenant.into(),
        batch: batch_id,
        received: received.0,
        events: summary.events,
        raw: batch.lines.len() as u64,
        first: summary.first,
        last: summary.last,
    };
    Ok(Request { header, body, summary, reply })
}

/// Runs until it is told to stop and nothing waits any more, or the last sender is gone.
pub(super) async fn run(shared: Arc<Shared>, mut inbox: mpsc::Receiver<Request>) {
    let mut waiting = Vec::new();
    loop {
        let came = tokio::select! {
            came = inbox.recv_many(&mut waiting, MOST_TOGETHER) => came,
            () = shared.stop.notified() => {
                inbox.close();
                inbox.recv_many(&mut waiting, MOST_TOGETHER).await
            }
        };
        if came == 0 {
            break;
        }
        // Batches of one sync share a day; at midnight the later ones wait for the next round.
        while let Some(first) = waiting.first() {
            let date = Date::of(Millis(first.header.received));
            let (group, later): (Vec<_>, Vec<_>) = std::mem::take(&mut waiting)
                .into_iter()
                .partition(|r| Date::of(Millis(r.header.received)) == date);
            waiting = later;
            store(&shared, date, group).await;
        }
    }
}

async fn store(shared: &Arc<Shared>, date: Date, group: Vec<Request>) {
    let outcome = match shared.day(date).await {
        Ok(day) => {
            let mut tail = day.tail.lock().await;
            match mend(&day, &mut tail).await {
                Ok(()) => return store_in(shared, &day, &mut tail, group).await,
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    tracing::error!(error = %outcome, "events not stored");
    for request in group {
        answer(request, Err(outcome.again()));
    }
}

/// Undoes what a failed write left.
async fn mend(day: &Day, tail: &mut Tail) -> Result<(), EventError> {
    if tail.torn {
        day.cut(tail.end).await?;
        tail.torn = false;
    }
    if tail.behind {
        day.catch_up(tail).await?;
    }
    Ok(())
}

async fn store_in(shared: &Arc<Shared>, day: &Day, tail: &mut Tail, group: Vec<Request>) {
    let mut fresh: Vec<Request> = Vec::new();
    let mut twins: Vec<(usize, Request)> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for request in group {
        if let Some(place) = places.get(&request.key()) {
            twins.push((*place, request));
            continue;
        }
        match earlier(shared, day.date, &request).await {
            Ok(None) => {
                places.insert(request.key(), fresh.len());
                fresh.push(request);
            }
            Ok(Some(stored)) => answer(request, Ok(stored)),
            Err(error) => answer(request, Err(error)),
        }
    }
    if fresh.is_empty() {
        return;
    }
    match write(shared, day, tail, &mut fresh).await {
        Ok(()) => acknowledge(day.date, fresh, twins),
        Err(error) => {
            tracing::error!(%error, day = %day.date, "events not stored");
            for request in fresh.into_iter().chain(twins.into_iter().map(|(_, twin)| twin)) {
                answer(request, Err(error.again()));
            }
        }
    }
}

/// Where the batch lies, if it was stored on one of the last days.
async fn earlier(
    shared: &Arc<Shared>,
    today: Date,
    request: &Request,
) -> Result<Option<Stored>, EventError> {
    let known = shared.known().await;
    for date in known.into_iter().rev().filter(|date| *date <= today).take(DEDUPE_DAYS) {
        let day = shared.day(date).await?;
        if let Some(place) = day.index.batch(&request.header.tenant, &request.header.batch).await? {
            let Place { block, events, .. } = place;
            return Ok(Some(Stored { day: date, block, events, duplicate: true }));
        }
    }
    Ok(None)
}

/// Writes and syncs the batches and tells the index.
async fn write(
    shared: &Arc<Shared>,
    day: &Day,
    tail: &mut Tail,
    fresh: &mut [Request],
) -> Result<(), EventError> {
    let mut bytes = Vec::with_capacity(fresh.iter().map(|r| r.body.len() + 512).sum());
    let mut entries = Vec::with_capacity(fresh.len());
    for (number, request) in (tail.next_block..).zip(fresh.iter_mut()) {
        request.header.block = number;
        let start = bytes.len() as u64;
        block::encode(&request.header, &request.body, &mut bytes)
            .map_err(|_| EventError::TooLarge { bytes: request.body.len() })?;
        entries.push(Entry {
            header: request.header.clone(),
            place: tail.end + start,
            length: bytes.len() as u64 - start,
            damaged_before: 0,
            summary: request.summary.clone(),
        });
    }
    shared.check_room(bytes.len() as u64).await?;
    let length = bytes.len() as u64;
    if let Err(error) = day.write(tail.end, bytes).await {
        // Without a good sync nobody knows what is on disk: nothing of it may stay.
        tail.torn = true;
        tail.torn = day.cut(tail.end).await.is_err();
        return Err(error);
    }
    tail.end += length;
    tail.next_block += entries.len() as u64;
    if let Err(error) = day.index.insert(&entries).await {
        // It is on disk and will be found there; the sender asks again and is told so.
        tail.behind = true;
        return Err(error);
    }
    shared.forget_totals(day.date);
    Ok(())
}

fn acknowledge(day: Date, fresh: Vec<Request>, twins: Vec<(usize, Request)>) {
    let stored: Vec<Stored> = fresh
        .iter()
        .map(|r| Stored { day, block: r.header.block, events: r.header.events, duplicate: false })
        .collect();
    for (place, twin) in twins {
        let same = stored.get(place).cloned().map(|s| Stored { duplicate: true, ..s });
        answer(twin, same.ok_or(EventError::Closed));
    }
    for (request, stored) in fresh.into_iter().zip(stored) {
        answer(request, Ok(stored));
    }
}

/// A sender that no longer waits will ask again.
fn answer(request: Request, answer: Answer) {
    let _ = request.reply.send(answer);
}
