use contract::Sharing;
use contract::kinds::probe::Probe;
use model::NodeKind;

use super::*;
use crate::edge::judge::HASHES;
use crate::segments::HELD;
use crate::testing::{TestStore, append, draft, enrol, path, settle};

/// The plan of each statement of an exchange, on SQLite: an edge's history grows without end, and
/// a page may name as many segments as it has items.
#[tokio::test]
async fn an_exchange_looks_through_no_history_and_no_whole_table() {
    let above = TestStore::node("", 1, NodeKind::National, &["cn"]).await;
    let below = TestStore::node("", 2, NodeKind::Provincial, &["cn/32/miit"]).await;
    enrol(&above.store, &below.store).await;
    let identity = above.store.identity().expect("an identity");
    let mut tx = above.store.begin(&Scope::system()).await.expect("a transaction");
    let peer = tx.peers().await.expect("neighbours").remove(0);
    tx.settled(&peer, 7).await.expect("a number");
    tx.waiting(&identity, &peer, (7, 7), 10).await.expect("rows");
    above.store.lag(&mut tx, peer.node, Millis(0)).await.expect("figures");
    for rest in [HELD, HASHES, UNKNOWN] {
        let sql = Sql::with_pairs(&[(peer.node, 1), (peer.node, 2)], rest);
        let sql = if rest == UNKNOWN { sql.id(peer.node) } else { sql };
        tx.all(sql).await.expect("rows");
    }
    let texts = tx.statements.lock().expect("no test panics in here").split_off(3);
    assert!(texts.len() >= 6, "{texts:?}");
    for text in texts {
        for step in tx.all(Sql::new(format!("EXPLAIN QUERY PLAN {text}"))).await.expect("a plan") {
            let step = step.text("detail").expect("a step");
            let few = ["SCAN a", "SCAN b", "SCAN c", "SCAN w", "SCAN (subquery-"];
            let wanted =
                step.ends_with("CONSTANT ROWS") || few.iter().any(|few| step.starts_with(few));
            assert!(!step.starts_with("SCAN") || wanted, "{step}\n  in {text}");
            let history = step.contains("delivery_number") && !step.contains("number>?");
            assert!(!history, "{step}\n  in {text}");
        }
    }
}

/// What waits is counted each time while it is little; of much the count may be some seconds old.
#[tokio::test]
async fn a_long_backlog_is_not_counted_at_every_exchange() {
    let above = TestStore::node("", 1, NodeKind::National, &["cn"]).await;
    let below = TestStore::node("", 2, NodeKind::Provincial, &["cn/32/miit"]).await;
    enrol(&above.store, &below.store).await;
    settle(&[(&below.store, &above.store)]).await;
    let peer = below.store.identity().expect("an identity").node;
    let say = async |most: u64| {
        let body = Probe { name: "a".into(), place: String::new(), state: "active".into() };
        for _ in 0..most {
            let to = Sharing::with([path("cn/32/miit")]);
            append(&above.store, draft(&above.store, "cn", to, &body)).await.expect("appended");
        }
        above.store.edge_lag(peer).await.expect("figures").backlog
    };
    assert_eq!(say(0).await, 0);
    assert_eq!(say(7).await, 7);
    assert_eq!(say(2).await, 9);
    assert_eq!(say(4).await, 9, "as counted before");
    above.clock.advance(10_000);
    assert_eq!(say(1).await, 14);
    assert_eq!(above.store.edge_lag(peer).await.expect("figures").lag_ms, 10_000);
    settle(&[(&below.store, &above.store)]).await;
    assert_eq!(say(0).await, 0, "of little it is always exact");
}
