use model::NodeKind;

use super::*;
use crate::edge::judge::HASHES;
use crate::segments::HELD;
use crate::testing::{TestStore, enrol};

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
    tx.lag(peer.node, Millis(0)).await.expect("figures");
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
            let wanted = step.ends_with("CONSTANT ROWS") || step == "SCAN w";
            assert!(!step.starts_with("SCAN") || wanted, "{step}\n  in {text}");
            let history = step.contains("delivery_number") && !step.contains("number>?");
            assert!(!history, "{step}\n  in {text}");
        }
    }
}
