use std::io::Write;
use std::path::Path;

use super::{Batch, Spool, SpoolError, crc32};

fn batch(n: u32) -> Batch {
    Batch { id: format!("run-{n}"), events: n, payload: vec![7; 100] }
}

fn open(folder: &Path) -> Spool {
    Spool::open(folder, 1 << 30).unwrap()
}

/// Takes everything out, acknowledging it.
fn drain(spool: &mut Spool) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some((batch, place)) = spool.next().unwrap() {
        spool.acknowledge(&batch, place).unwrap();
        ids.push(batch.id);
    }
    ids
}

fn segments(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "seg"))
        .collect();
    files.sort();
    files
}

#[test]
fn the_checksum_is_the_known_one() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}

#[test]
fn batches_come_out_in_order_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = open(folder.path());
    for n in 1..=3 {
        spool.push(&batch(n)).unwrap();
    }
    assert_eq!(spool.events(), 6);
    assert_eq!(spool.next().unwrap().unwrap().0, batch(1));
    assert_eq!(spool.next().unwrap().unwrap().0, batch(1), "unacknowledged: again");
    assert_eq!(drain(&mut spool), ["run-1", "run-2", "run-3"]);
    assert_eq!((spool.events(), spool.dropped()), (0, 0));
}

#[test]
fn after_a_restart_only_what_was_not_acknowledged_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = open(folder.path());
    for n in 1..=3 {
        spool.push(&batch(n)).unwrap();
    }
    let (first, place) = spool.next().unwrap().unwrap();
    spool.acknowledge(&first, place).unwrap();
    drop(spool);
    let mut spool = open(folder.path());
    spool.push(&batch(4)).unwrap();
    assert_eq!(spool.events(), 9);
    assert_eq!(drain(&mut spool), ["run-2", "run-3", "run-4"]);
}

#[test]
fn a_torn_tail_is_cut_off_at_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = open(folder.path());
    spool.push(&batch(1)).unwrap();
    spool.push(&batch(2)).unwrap();
    drop(spool);
    let path = segments(folder.path()).remove(0);
    let whole = std::fs::read(&path).unwrap();
    let first = whole.len() / 2;
    for cut in first..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let mut spool = open(folder.path());
        assert_eq!(spool.next().unwrap().unwrap().0.id, "run-1", "cut at {cut}");
        assert_eq!(spool.events(), 1, "cut at {cut}");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), first as u64);
    }
}

#[test]
fn a_flipped_bit_in_the_tail_costs_the_tail_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = open(folder.path());
    spool.push(&batch(1)).unwrap();
    spool.push(&batch(2)).unwrap();
    drop(spool);
    let path = segments(folder.path()).remove(0);
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(drain(&mut open(folder.path())), ["run-1"]);
}

#[test]
fn a_lost_cursor_sends_again_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = open(folder.path());
    spool.push(&batch(1)).unwrap();
    let (first, place) = spool.next().unwrap().unwrap();
    spool.acknowledge(&first, place).unwrap();
    drop(spool);
    std::fs::File::create(folder.path().join("cursor")).unwrap().write_all(b"{").unwrap();
    assert_eq!(drain(&mut open(folder.path())), ["run-1"]);
}

#[test]
fn a_full_spool_drops_the_oldest_and_says_how_many() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = Spool::open(folder.path(), 1 << 20).unwrap();
    for n in 0..100 {
        let payload = vec![0; 32 << 10];
        spool.push(&Batch { id: format!("run-{n}"), events: 10, payload }).unwrap();
        assert!(spool.bytes() <= 1 << 20);
    }
    assert!(spool.dropped() >= 600);
    assert_eq!(spool.dropped() + spool.events(), 1_000);
    let dropped = spool.dropped();
    drop(spool);
    let mut spool = Spool::open(folder.path(), 1 << 20).unwrap();
    assert_eq!(spool.dropped(), dropped, "the count survives");
    let left = drain(&mut spool);
    assert_eq!(left.len() as u64 * 10 + dropped, 1_000);
    assert_eq!(left.last().unwrap(), "run-99");
}

#[test]
fn acknowledged_segments_leave_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = Spool::open(folder.path(), 1 << 20).unwrap();
    for n in 0..20 {
        let payload = vec![0; 40 << 10];
        spool.push(&Batch { id: format!("run-{n}"), events: 1, payload }).unwrap();
    }
    assert!(segments(folder.path()).len() > 2);
    assert_eq!(drain(&mut spool).len(), 20);
    assert_eq!(segments(folder.path()).len(), 1);
}

#[test]
fn a_rejected_batch_is_put_aside_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = open(folder.path());
    spool.push(&batch(1)).unwrap();
    spool.push(&batch(2)).unwrap();
    let (first, place) = spool.next().unwrap().unwrap();
    let kept = spool.reject(&first, place, "intake.compression").unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), first.payload);
    let reason = folder.path().join("rejected/run-1.reason");
    assert_eq!(std::fs::read_to_string(reason).unwrap(), "intake.compression");
    assert_eq!(drain(&mut spool), ["run-2"]);
}

#[test]
fn a_spool_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _first = open(folder.path());
    assert!(matches!(Spool::open(folder.path(), 1 << 30), Err(SpoolError::InUse(_))));
}
