use proptest::prelude::*;

use super::Engine;
use super::log::{issue, private, sound};
use crate::testing::{TestStore, append, enrol, exchange, settle};
use crate::{Scope, Store};

/// What may happen next, to which node.
#[derive(Debug, Clone, Copy)]
enum Step {
    Private(usize),
    Shared(usize, usize),
    Uncommitted(usize),
    Seal(usize),
    Exchange(usize),
    Restart(usize),
}

const TENANTS: [&str; 3] = ["cn", "cn/32/miit", "cn/32/ent/a"];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3usize).prop_map(Step::Private),
        (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Shared(from, to)),
        (0..3usize).prop_map(Step::Uncommitted),
        (0..3usize).prop_map(Step::Seal),
        (0..2usize).prop_map(Step::Exchange),
        (0..3usize).prop_map(Step::Restart),
    ]
}

async fn take(
    nodes: &mut [TestStore; 3],
    written: &mut Vec<(usize, usize, model::Id)>,
    step: Step,
) {
    match step {
        Step::Private(node) => {
            let store = &nodes[node].store;
            let record = append(store, private(store, TENANTS[node], "p")).await.unwrap();
            written.push((node, node, record.id));
        }
        Step::Shared(from, to) => {
            let store = &nodes[from].store;
            let record = append(store, issue(store, TENANTS[from], TENANTS[to])).await.unwrap();
            written.push((from, to, record.id));
        }
        Step::Uncommitted(node) => {
            let store = &nodes[node].store;
            let mut tx = store.begin(&Scope::system()).await.unwrap();
            tx.append(issue(store, TENANTS[node], "cn")).await.unwrap();
        }
        Step::Seal(node) => drop(nodes[node].store.seal_segment().await.unwrap()),
        Step::Exchange(edge) => {
            exchange(&nodes[edge + 1].store, &nodes[edge].store).await;
        }
        Step::Restart(node) => nodes[node].reopen().await,
    }
}

/// Whether a record of `from` for `to` passes by `node` in the chain 0 – 1 – 2.
fn passes(from: usize, to: usize, node: usize) -> bool {
    (from.min(to)..=from.max(to)).contains(&node)
}

async fn holds(store: &Store, record: model::Id) -> bool {
    store.read(&Scope::system()).await.unwrap().record(record).await.unwrap().is_some()
}

async fn run(steps: Vec<Step>) {
    let engine = Engine::Sqlite;
    let mut nodes = [engine.national().await, engine.provincial().await, engine.enterprise().await];
    enrol(&nodes[0].store, &nodes[1].store).await;
    settle(&[(&nodes[1].store, &nodes[0].store)]).await;
    enrol(&nodes[1].store, &nodes[2].store).await;
    settle(&[(&nodes[2].store, &nodes[1].store), (&nodes[1].store, &nodes[0].store)]).await;
    let mut written = Vec::new();
    for step in steps {
        take(&mut nodes, &mut written, step).await;
    }
    let [n, p, e] = &nodes;
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    for (from, to, record) in written {
        for (place, node) in nodes.iter().enumerate() {
            let expected = passes(from, to, place);
            assert_eq!(holds(&node.store, record).await, expected, "{from}→{to} at {place}");
        }
    }
    for node in &nodes {
        sound(&node.store).await;
        let live = node.store.views_digest().await.unwrap();
        assert_eq!(node.store.rebuild(&super::log::NONE).await.unwrap().after, live);
        for peer in node.store.peers().await.unwrap() {
            assert_eq!(node.store.edge_lag(peer.node).await.unwrap().backlog, 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_events_converges_and_loses_nothing(steps in prop::collection::vec(step(), 1..14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(run(steps));
    }
}

#[tokio::test]
async fn a_backup_taken_while_writing_restores_and_goes_on() {
    let engine = Engine::Sqlite;
    let (p, e) = (engine.provincial().await, engine.enterprise().await);
    enrol(&p.store, &e.store).await;
    append(&e.store, issue(&e.store, TENANTS[2], TENANTS[1])).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    let folder = tempfile::TempDir::new().unwrap();
    let target = folder.path().join("copy");
    let backup = e.store.backup(&target, &super::log::NONE).await.unwrap();
    assert_eq!(backup.node, e.store.identity().unwrap().node);
    let again = e.store.backup(&target, &super::log::NONE).await.unwrap_err();
    assert_eq!(again.code(), "backup.not_empty");
    let mut options = e.options.clone();
    options.data_dir = folder.path().join("restored");
    let (restored, report) =
        Store::restore(&target, options.clone(), &super::log::NONE).await.unwrap();
    assert_eq!(report.records, backup.records);
    assert_eq!(restored.views_digest().await.unwrap(), e.store.views_digest().await.unwrap());
    e.store.close().await;
    // The restored node goes on where the backup was taken: same keys, rising serials.
    e.clock.advance(1_000);
    append(&restored, issue(&restored, TENANTS[2], TENANTS[1])).await.unwrap();
    let (up, _) = exchange(&restored, &p.store).await;
    assert_eq!(up.applied.len(), 1);
    let full = Store::restore(&target, options, &super::log::NONE).await.map(|_| ()).unwrap_err();
    assert_eq!(full.code(), "restore.not_empty");
    let mut options = p.options.clone();
    options.data_dir = folder.path().join("none");
    let none = Store::restore(folder.path(), options, &super::log::NONE).await.map(|_| ());
    assert_eq!(none.unwrap_err().code(), "restore.no_backup");
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let e = Engine::Sqlite.enterprise().await;
    let folder = tempfile::TempDir::new().unwrap();
    let mut tx = e.store.begin(&Scope::system()).await.unwrap();
    tx.execute(crate::Sql::new("UPDATE record SET author = 'x' WHERE position = 1")).await.unwrap();
    tx.commit().await.unwrap();
    let target = folder.path().join("copy");
    e.store.backup(&target, &super::log::NONE).await.unwrap();
    let mut options = e.options.clone();
    options.data_dir = folder.path().join("restored");
    let refused = Store::restore(&target, options, &super::log::NONE).await.map(|_| ());
    let fault = refused.unwrap_err().fault();
    assert_eq!(fault.code, "restore.unsound");
    assert_eq!(fault.params.get("code").map(String::as_str), Some("record.hash"));
}

#[cfg(unix)]
#[tokio::test]
async fn secret_keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut e = Engine::Sqlite.enterprise().await;
    for file in ["node.key", "keys/cn_32_ent_a.key"] {
        let meta = std::fs::metadata(e.options.data_dir.join(file)).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o600, "{file}");
    }
    std::fs::remove_file(e.options.data_dir.join("node.key")).unwrap();
    e.store.close().await;
    let refused = Store::open(e.options.clone()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "store.node_key");
    let other = ledger::Keypair::generate(ledger::ED25519_SHA256).unwrap();
    let path = e.options.data_dir.join("node.key");
    std::fs::write(&path, other.secret_text().as_str()).unwrap();
    let refused = Store::open(e.options.clone()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "store.key_mismatch");
    std::fs::write(&path, "nonsense").unwrap();
    let refused = Store::open(e.options.clone()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "store.key_file");
    e.options.data_dir.clear();
}

#[tokio::test]
async fn a_full_disk_refuses_the_write_and_harms_nothing() {
    let e = Engine::Sqlite.enterprise().await;
    let before = append(&e.store, private(&e.store, TENANTS[2], "before")).await.unwrap();
    // What SQLite reports when the file system has no room is what it reports at its own limit.
    limit_pages(&e.store, 1).await;
    let mut full = None;
    for _ in 0..500 {
        let mut tx = e.store.begin(&Scope::system()).await.unwrap();
        let appended = tx.append(private(&e.store, TENANTS[2], &"p".repeat(60))).await;
        let done = match appended {
            Ok(_) => tx.commit().await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            full = Some(error.fault());
            break;
        }
    }
    let full = full.expect("the limit is reached");
    assert_eq!((full.kind, full.code.as_ref()), (model::ErrorKind::Unavailable, "store.disk_full"));
    assert!(holds(&e.store, before.id).await, "reading goes on");
    limit_pages(&e.store, 1_000_000).await;
    append(&e.store, private(&e.store, TENANTS[2], "after")).await.expect("writing goes on");
    sound(&e.store).await;
}

async fn limit_pages(store: &Store, pages: u32) {
    let mut conn = store.begin_conn(&Scope::system()).await.unwrap();
    // A limit below the present size is set to the present size.
    conn.all(crate::Sql::new(format!("PRAGMA max_page_count={pages}"))).await.unwrap();
    conn.commit().await.unwrap();
}
