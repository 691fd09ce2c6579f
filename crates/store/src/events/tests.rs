use std::collections::BTreeSet;

use contract::rest::Page;
use contract::rest::asset::ObservationRow;
use model::CaptureTime;
use model::observation::Risk;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// 2026-01-01T00:00:00Z.
const NOW: Millis = Millis(1_767_225_600_000);
const DAY_MS: i64 = 86_400_000;
const SECOND: i64 = 1_000_000_000;

fn tenant(text: &str) -> TenantPath {
    text.parse().expect("a tenant path")
}

fn plant() -> TenantPath {
    tenant("cn/32/ent/a")
}

/// An observation `second` seconds after the first of January, of host 10.0.0.`host`.
fn line(second: i64, host: u8, operation: &str, risk: &str) -> String {
    let time = NOW.0 * 1_000_000 + second * SECOND;
    format!(
        r#"{{"observation":{{"time":{time},"packet":{second},"flow":1,"transport":"tcp","source":{{"mac":"02:00:00:00:00:01","ip":"10.0.0.{host}","port":40000}},"target":{{"mac":"02:00:00:00:00:02","ip":"10.0.0.200","port":502}},"protocol":"modbus","kind":"request","code":3,"operation":"{operation}","risk":"{risk}"}}}}"#
    )
}

fn flow(second: i64) -> String {
    let time = NOW.0 * 1_000_000 + second * SECOND;
    format!(
        r#"{{"flow":{{"flow":1,"transport":"tcp","client":{{"mac":"02:00:00:00:00:01","ip":"10.0.0.1","port":40000}},"server":{{"mac":"02:00:00:00:00:02","ip":"10.0.0.200","port":502}},"first":{time},"last":{time},"packets":[3,4],"bytes":[300,400],"protocol":"modbus","state":"established","parsed":1,"skipped":0,"lost":0,"ended":true}}}}"#
    )
}

/// Reads every second from `from`, one write, and a flow at the end.
fn batch(from: i64, reads: i64) -> Arc<Batch> {
    let mut lines: Vec<String> = (from..from + reads).map(|s| line(s, 1, "read", "read")).collect();
    lines.push(line(from + reads, 2, "write", "write"));
    lines.push(flow(from + reads));
    let batch = Batch::parse(lines.join("\n").as_bytes());
    assert_eq!((batch.rejected, &batch.first_reason), (0, &None));
    Arc::new(batch)
}

struct Test {
    dir: TempDir,
    store: EventStore,
}

impl Test {
    async fn new() -> Self {
        let dir = TempDir::new().expect("a folder");
        let store = open(dir.path()).await;
        Self { dir, store }
    }

    async fn put(&self, id: &str, from: i64, received: Millis) -> Stored {
        self.store.append(&plant(), id, received, batch(from, 3)).await.expect("stored")
    }

    async fn reopen(self) -> Self {
        let Self { dir, store } = self;
        close(store).await;
        let store = open(dir.path()).await;
        Self { dir, store }
    }

    async fn all(&self, filter: &EventFilter, limit: u32) -> Vec<ObservationRow> {
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let page: Page<ObservationRow> =
                self.store.page(&plant(), filter, cursor.as_deref(), limit).await.expect("a page");
            rows.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return rows,
            }
        }
    }
}

async fn open(dir: &Path) -> EventStore {
    EventStore::open(dir, EventOptions::default()).await.expect("the store opens")
}

async fn close(store: EventStore) {
    store.close().await;
}

fn code<T>(outcome: Result<T, Error>) -> String {
    outcome.err().map(|error| error.code()).unwrap_or_default()
}

fn filter(edit: impl FnOnce(&mut EventFilter)) -> EventFilter {
    let mut filter = EventFilter::default();
    edit(&mut filter);
    filter
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("copied");
        }
    }
}

#[test]
fn days_are_written_as_in_the_calendar() {
    for (millis, text) in [
        (0, "1970-01-01"),
        (-1, "1969-12-31"),
        (NOW.0, "2026-01-01"),
        (1_709_164_800_000, "2024-02-29"),
        (4_102_444_799_999, "2099-12-31"),
    ] {
        let date = Date::of(Millis(millis));
        assert_eq!(date.to_string(), text);
        assert_eq!(text.parse::<Date>().ok(), Some(date));
    }
    for text in ["2026-02-29", "2026-1-1", "2026-13-01", "lock", "", "2026-01-01-01", "+026-01-01"]
    {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
}

#[test]
fn the_sum_is_crc_32c() {
    // The check value of the polynomial's catalogue entry, and an iSCSI vector (RFC 3720, B.4).
    assert_eq!(block::crc(0, b"123456789"), 0xe306_9283);
    assert_eq!(block::crc(0, &[0; 32]), 0x8a91_36aa);
    assert_eq!(block::crc(block::crc(0, b"1234"), b"56789"), 0xe306_9283);
}

#[test]
fn lines_that_are_no_event_are_counted_with_the_first_reason() {
    let text = format!("{}\n\n{{\"no\":1}}\r\n{}\r\nrubbish", line(1, 1, "read", "read"), flow(2));
    let batch = Batch::parse(text.as_bytes());
    assert_eq!((batch.events.len(), batch.rejected), (2, 2));
    assert!(batch.first_reason.is_some_and(|reason| reason.starts_with("line 3: ")));
    assert_eq!(batch::lines(&batch.lines).count(), 2);
    assert_eq!(batch::lines(&Batch::parse(b"\n").lines).count(), 0);
}

#[tokio::test]
async fn pages_go_through_all_events_once_newest_first() {
    let test = Test::new().await;
    for (number, id) in ["a", "b", "c"].iter().enumerate() {
        let received = NOW.plus(number as i64 * DAY_MS);
        test.put(id, number as i64 * 10, received).await;
    }
    for limit in [1, 2, 4, 5, 100] {
        let rows = test.all(&EventFilter::default(), limit).await;
        let seen: Vec<EventRef> = rows.iter().map(|r| r.reference.parse().expect("ours")).collect();
        assert_eq!(seen.len(), 15);
        assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");
    }
    let page = test.store.page(&plant(), &EventFilter::default(), None, 4).await.expect("a page");
    assert_eq!(page.total, 15);
    let first = &page.items[0];
    assert_eq!(first.reference, "2026-01-03.1.4");
    assert_eq!(first.received, NOW.plus(2 * DAY_MS));
    assert_eq!(test.store.fetch(&plant(), &first.reference).await.expect("there"), *first);
}

#[tokio::test]
async fn filters_narrow_rows_and_total_alike() {
    let test = Test::new().await;
    test.put("a", 0, NOW).await;
    test.put("b", 100, NOW).await;
    let start = NOW.0 * 1_000_000;
    for (expected, filter) in [
        (10, EventFilter::default()),
        (10, filter(|f| f.protocol = Some("modbus".to_owned()))),
        (0, filter(|f| f.protocol = Some("s7comm".to_owned()))),
        (2, filter(|f| f.operation = Some("write".to_owned()))),
        (6, filter(|f| f.risk = Some(Risk::Read))),
        (2, filter(|f| f.kind = Some(EventKind::Flow))),
        (8, filter(|f| f.kind = Some(EventKind::Observation))),
        (2, filter(|f| f.host = "10.0.0.2".parse().ok())),
        (10, filter(|f| f.host = "10.0.0.200".parse().ok())),
        (0, filter(|f| f.host = "10.9.9.9".parse().ok())),
        (5, filter(|f| f.from = Some(start + 50 * SECOND))),
        (1, filter(|f| (f.from, f.to) = (Some(start + SECOND), Some(start + 2 * SECOND)))),
        (1, filter(|f| (f.to, f.risk) = (Some(start + 50 * SECOND), Some(Risk::Write)))),
    ] {
        assert_eq!(test.all(&filter, 3).await.len(), expected, "{filter:?}");
        let total = test.store.count(&plant(), &filter).await.expect("a count");
        assert_eq!(total, expected as u64, "{filter:?}");
    }
}

#[tokio::test]
async fn another_tenant_sees_nothing() {
    let test = Test::new().await;
    let stored = test.put("a", 0, NOW).await;
    let other = tenant("cn/32/ent/b");
    let reference = stored.reference(0).to_string();
    assert_eq!(code(test.store.fetch(&other, &reference).await), "events.missing");
    let page = test.store.page(&other, &EventFilter::default(), None, 10).await.expect("a page");
    assert_eq!((page.items.len(), page.total), (0, 0));
    assert!(test.store.bounds(&other).await.expect("bounds").is_none());
    assert!(test.store.series(&other, None, None, None).await.expect("a series").points.is_empty());
    // The same name of a batch is another batch.
    let theirs = test.store.append(&other, "a", NOW, batch(0, 1)).await.expect("stored");
    assert_eq!((theirs.duplicate, theirs.block), (false, 2));
}

#[tokio::test]
async fn references_that_lead_nowhere_are_told_apart_from_nonsense() {
    let test = Test::new().await;
    test.put("a", 0, NOW).await;
    for reference in
        ["2026-01-01.1.5", "2026-01-01.2.0", "2025-01-01.1.0", "2026-01-01.1.18446744073709551615"]
    {
        assert_eq!(
            code(test.store.fetch(&plant(), reference).await),
            "events.missing",
            "{reference}"
        );
    }
    for reference in ["", "1", "2026-01-01.1", "2026-01-01.1.0.0", "../lock.1.1", "2026-01-01.-1.0"]
    {
        assert_eq!(
            code(test.store.fetch(&plant(), reference).await),
            "events.reference",
            "{reference}"
        );
    }
    assert!(!test.dir.path().join("2025-01-01").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_sent_again_is_stored_once() {
    let test = Test::new().await;
    let sends = (0..20).map(|_| {
        let store = test.store.clone();
        tokio::spawn(
            async move { store.append(&plant(), "a", NOW, batch(0, 3)).await.expect("stored") },
        )
    });
    let mut blocks = BTreeSet::new();
    let mut first = 0;
    for send in sends.collect::<Vec<_>>() {
        let stored = send.await.expect("sent");
        blocks.insert((stored.block, stored.events));
        first += usize::from(!stored.duplicate);
    }
    assert_eq!((blocks, first), ([(1, 5)].into(), 1));
    let test = test.reopen().await;
    let later = test.put("a", 0, NOW.plus(2 * DAY_MS)).await;
    assert_eq!((later.day.to_string().as_str(), later.duplicate), ("2026-01-01", true));
    assert_eq!(test.all(&EventFilter::default(), 100).await.len(), 5);
}

#[tokio::test]
async fn a_tail_torn_at_any_byte_takes_only_itself() {
    let test = Test::new().await;
    test.put("a", 0, NOW).await;
    test.put("b", 10, NOW).await;
    let before = test.store.stats().await.expect("stats").bytes;
    let dir = test.dir.path().to_owned();
    let Test { dir: _keep, store } = test;
    close(store).await;
    let whole = TempDir::new().expect("a folder");
    copy(&dir, whole.path());
    let store = open(whole.path()).await;
    store.append(&plant(), "c", NOW, batch(20, 0)).await.expect("stored");
    let after = store.stats().await.expect("stats").bytes;
    close(store).await;
    let segment = fs::read(whole.path().join("2026-01-01").join(day::SEGMENT)).expect("a segment");
    assert_eq!(segment.len() as u64, after);
    for cut in before..after {
        // The index is that of before: it was never synced for the last block.
        let crashed = TempDir::new().expect("a folder");
        copy(&dir, crashed.path());
        let torn = &segment[..usize::try_from(cut).expect("small")];
        fs::write(crashed.path().join("2026-01-01").join(day::SEGMENT), torn).expect("written");
        let date = Date::of(NOW);
        let found = Day::open(crashed.path(), date).await.expect("opens");
        let tail = *found.tail.lock().await;
        assert_eq!((tail.end, tail.next_block), (before, 3), "cut at {cut}");
        found.index.close().await;
        drop(found);
        if cut % 41 == 0 {
            check_after_crash(crashed).await;
        }
    }
}

async fn check_after_crash(dir: TempDir) {
    let store = open(dir.path()).await;
    let test = Test { dir, store };
    assert_eq!(test.all(&EventFilter::default(), 100).await.len(), 10);
    assert!(test.put("a", 0, NOW).await.duplicate && test.put("b", 10, NOW).await.duplicate);
    let again = test.store.append(&plant(), "c", NOW, batch(20, 0)).await.expect("stored");
    assert_eq!((again.duplicate, again.block), (false, 3));
    let test = test.reopen().await;
    assert_eq!(test.all(&EventFilter::default(), 100).await.len(), 12);
    assert_eq!(test.store.stats().await.expect("stats").damaged, 0);
}

#[tokio::test]
async fn damage_further_in_is_stepped_over_and_counted() {
    let test = Test::new().await;
    test.put("a", 0, NOW).await;
    let middle = test.store.stats().await.expect("stats").bytes;
    test.put("b", 10, NOW).await;
    test.put("c", 20, NOW).await;
    let Test { dir, store } = test;
    close(store).await;
    let path = dir.path().join("2026-01-01").join(day::SEGMENT);
    let mut bytes = fs::read(&path).expect("a segment");
    bytes[usize::try_from(middle).expect("small") + 60] ^= 1;
    fs::write(&path, &bytes).expect("written");
    let store = open(dir.path()).await;
    let damaged = code(store.fetch(&plant(), "2026-01-01.2.0").await);
    assert_eq!(damaged, "events.damaged");
    store.reindex(Date::of(NOW)).await.expect("made anew");
    let test = Test { dir, store };
    let rows = test.all(&EventFilter::default(), 100).await;
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0].reference, "2026-01-01.3.4", "numbers stay as they were");
    assert_eq!(test.store.stats().await.expect("stats").damaged, 1);
    assert_eq!(test.put("d", 30, NOW).await.block, 4);
    assert_eq!(fs::read(&path).expect("a segment")[..bytes.len()], bytes, "nothing was cut");
}

#[tokio::test]
async fn a_lost_or_old_index_is_made_from_the_segment() {
    let test = Test::new().await;
    test.put("a", 0, NOW).await;
    let old = TempDir::new().expect("a folder");
    let test = test.reopen().await;
    copy(test.dir.path(), old.path());
    test.put("b", 3600, NOW).await;
    let live = test.all(&EventFilter::default(), 100).await;
    let series = test.store.series(&plant(), None, None, Some(60_000)).await.expect("a series");
    let Test { dir, store } = test;
    close(store).await;
    let index = dir.path().join("2026-01-01").join("index.sqlite");
    for damage in ["old", "lost", "rubbish"] {
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", index.display()));
        }
        match damage {
            "old" => {
                fs::copy(old.path().join("2026-01-01/index.sqlite"), &index).expect("copied");
            }
            "lost" => fs::remove_file(&index).expect("removed"),
            _ => fs::write(&index, b"not a database, but long enough to be looked at")
                .expect("written"),
        }
        let store = open(dir.path()).await;
        let page = store.page(&plant(), &EventFilter::default(), None, 100).await.expect("a page");
        assert_eq!((&page.items, page.total), (&live, 10), "{damage}");
        assert_eq!(
            store.series(&plant(), None, None, Some(60_000)).await.expect("a series"),
            series
        );
        close(store).await;
    }
}

#[tokio::test]
async fn a_full_disk_refuses_the_batch_and_keeps_the_rest() {
    let dir = TempDir::new().expect("a folder");
    let options = EventOptions { most_bytes: Some(1_500) };
    let store = EventStore::open(dir.path(), options).await.expect("opens");
    let mut kept = 0;
    let refusal = loop {
        match store.append(&plant(), &format!("b{kept}"), NOW, batch(kept * 10, 3)).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 20, "the limit holds");
    };
    assert_eq!(refusal.code(), "events.disk_full");
    assert_eq!(refusal.kind(), model::ErrorKind::Unavailable);
    let total = store.count(&plant(), &EventFilter::default()).await.expect("a count");
    assert_eq!(total, kept.unsigned_abs() * 5);
    close(store).await;
    let store = open(dir.path()).await;
    let again = store.append(&plant(), &format!("b{kept}"), NOW, batch(kept * 10, 3)).await;
    assert!(!again.expect("room again").duplicate);
    assert_eq!(store.count(&plant(), &EventFilter::default()).await.expect("a count"), total + 5);
}

#[tokio::test]
async fn days_past_retention_go_and_no_others() {
    let test = Test::new().await;
    for (day, id) in ["a", "b", "c"].iter().enumerate() {
        test.put(id, 0, NOW.plus(day as i64 * DAY_MS)).await;
    }
    let gone = test.store.retain(NOW.plus(3 * DAY_MS), 2).await.expect("retained");
    assert_eq!(gone.iter().map(Date::to_string).collect::<Vec<_>>(), ["2026-01-01"]);
    assert!(!test.dir.path().join("2026-01-01").exists());
    assert_eq!(test.all(&EventFilter::default(), 100).await.len(), 10);
    assert_eq!(test.store.count(&plant(), &EventFilter::default()).await.expect("a count"), 10);
    assert_eq!(code(test.store.fetch(&plant(), "2026-01-01.1.0").await), "events.missing");
    let test = test.reopen().await;
    assert_eq!(test.store.stats().await.expect("stats").days, 2);
}

#[tokio::test]
async fn a_series_says_the_same_from_events_and_every_roll_up() {
    let test = Test::new().await;
    test.put("a", 0, NOW).await;
    test.put("b", 3600, NOW).await;
    test.put("c", 5400, NOW).await;
    let sum = async |step| {
        let series = test.store.series(&plant(), None, None, Some(step)).await.expect("a series");
        assert_eq!(series.step_ms, step);
        assert!(series.points.iter().all(|p| p.protocol == "modbus" && p.time.0 % step == 0));
        (series.points.len(), series.points.iter().map(|p| p.messages).sum::<u64>())
    };
    for (step, points) in [(1_000, 12), (10_000, 3), (60_000, 3), (3_600_000, 2), (86_400_000, 1)] {
        assert_eq!(sum(step).await, (points, 12), "step {step}");
    }
    let tomorrow = NOW.plus(DAY_MS);
    for _ in 0..2 {
        test.store.roll_up(tomorrow).await.expect("rolled up");
        assert_eq!(sum(60_000).await, (3, 12));
        assert_eq!(sum(3_600_000).await, (2, 12));
        assert_eq!(sum(86_400_000).await, (1, 12));
    }
    test.store.roll_up(NOW.plus(40 * DAY_MS)).await.expect("rolled up");
    assert_eq!(sum(3_600_000).await, (2, 12));
    assert_eq!(test.store.count(&plant(), &EventFilter::default()).await.expect("a count"), 15);
    let (from, to) = (NOW.0 * 1_000_000 + 2 * SECOND, NOW.0 * 1_000_000 + 3601 * SECOND);
    let (from, to) = (Some(CaptureTime(from)), Some(CaptureTime(to)));
    let part = test.store.series(&plant(), from, to, Some(1_000)).await.expect("a series");
    assert_eq!(part.points.len(), 3);
}

#[tokio::test]
async fn a_store_has_one_keeper() {
    let test = Test::new().await;
    let second = EventStore::open(test.dir.path(), EventOptions::default()).await;
    assert_eq!(code(second), "events.in_use");
    let late = test.store.clone();
    let test = test.reopen().await;
    let refused = late.append(&plant(), "late", NOW, batch(0, 1)).await;
    assert_eq!(code(refused), "events.closed");
    assert_eq!(test.all(&EventFilter::default(), 10).await.len(), 0);
}

#[tokio::test]
async fn a_day_held_by_a_reader_is_not_opened_twice() {
    let test = Test::new().await;
    test.put("today", 0, NOW.plus(40 * DAY_MS)).await;
    let held = test.store.shared.day(Date::of(NOW.plus(40 * DAY_MS))).await.expect("a day");
    for day in 0..14 {
        test.put(&format!("d{day}"), 0, NOW.plus(day * DAY_MS)).await;
    }
    assert_eq!(test.store.shared.days.lock().await.open.len(), OPEN_DAYS);
    let again = test.store.shared.day(held.date).await.expect("a day");
    assert!(Arc::ptr_eq(&held, &again));
    assert_eq!(test.all(&EventFilter::default(), 100).await.len(), 15 * 5);
}

proptest! {
    #[test]
    fn a_block_comes_back_whole_or_not_at_all(
        lines in proptest::collection::vec(any::<u8>(), 0..300),
        flip in any::<prop::sample::Index>(),
        bit in 0u8..8,
    ) {
        let header = block::Header {
            block: 7, tenant: "cn/32/ent/a".to_owned(), batch: "r-1".to_owned(), received: 1,
            events: 2, raw: lines.len() as u64, first: -3, last: 4,
        };
        let body = block::compress(&lines).expect("compressed");
        let mut bytes = Vec::new();
        block::encode(&header, &body, &mut bytes).expect("encoded");
        let found = block::decode(&bytes).expect("whole");
        prop_assert_eq!(&found.header, &header);
        prop_assert_eq!(block::decompress(found.body, header.raw), Some(lines));
        let at = flip.index(bytes.len());
        prop_assert!(block::decode(&bytes[..at]).is_none());
        bytes[at] ^= 1 << bit;
        prop_assert!(block::decode(&bytes).is_none());
    }

    #[test]
    fn rubbish_is_no_block(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(block::decode(&bytes).is_none());
        let _ = block::decompress(&bytes, 1 << 20);
        let mut marked = b"HEV1".to_vec();
        marked.extend(&bytes);
        prop_assert!(block::decode(&marked).is_none());
    }

    #[test]
    fn words_put_in_are_found(hosts in proptest::collection::vec(any::<u32>(), 1..100)) {
        let mut words = summary::Words::default();
        let word = |host: &u32| summary::Word::Host(detect::HostKey::Ip(std::net::Ipv4Addr::from(*host).into()));
        hosts.iter().for_each(|host| words.add(word(host)));
        prop_assert!(hosts.iter().all(|host| words.may_hold(word(host))));
    }
}

#[tokio::test]
async fn protocols_say_the_same_from_minutes_and_from_roll_ups() {
    let test = Test::new().await;
    assert!(
        test.store.protocols(&plant(), None, None).await.expect("figures").protocols.is_empty()
    );
    for (id, minute) in [("a", 0), ("b", 1), ("c", 90)] {
        test.put(id, minute * 60, NOW).await;
    }
    let told = test.store.protocols(&plant(), None, None).await.expect("figures");
    assert_eq!(told.step_ms, 60_000);
    let [modbus] = told.protocols.as_slice() else { panic!("{told:?}") };
    assert_eq!((modbus.name.as_str(), modbus.messages, modbus.bytes), ("modbus", 12, 2100));
    let operations: Vec<(&str, Risk, u64)> =
        modbus.operations.iter().map(|o| (o.operation.as_str(), o.risk, o.messages)).collect();
    assert_eq!(operations, [("read", Risk::Read, 9), ("write", Risk::Write, 3)]);
    let sum =
        |risk: Risk| told.points.iter().filter(|p| p.risk == risk).map(|p| p.messages).sum::<u64>();
    assert_eq!((told.points.len(), sum(Risk::Read), sum(Risk::Write)), (6, 9, 3));
    let at = |second: i64| Some(CaptureTime(NOW.0 * 1_000_000 + second * SECOND));
    let first = test.store.protocols(&plant(), at(0), at(60)).await.expect("figures");
    assert_eq!(first.protocols[0].messages, 4);
    let day = test.store.protocols(&plant(), at(0), at(10 * 86_400)).await.expect("figures");
    test.store.roll_up(NOW.plus(2 * DAY_MS)).await.expect("rolled up");
    let rolled = test.store.protocols(&plant(), at(0), at(10 * 86_400)).await.expect("figures");
    assert_eq!(day, rolled);
    assert_eq!(rolled.points[0].messages, 9);
    let nothing = test.store.protocols(&tenant("cn/32/ent/b"), None, None).await;
    assert!(nothing.expect("figures").protocols.is_empty());
}
