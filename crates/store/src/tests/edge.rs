use contract::federation::{DeliveryState, Item, MAX_ITEMS, Message, ReceiptResult};
use contract::kinds::Kind as _;
use contract::kinds::loop_step::{Attachment, LoopStep};
use contract::kinds::{node::Node, tenant::Tenant};
use contract::{Record, RecordDraft, Sharing};
use model::{Id, Millis, NodeKind};
use std::collections::BTreeMap;

use super::Engine;
use super::log::{issue, notice, private, sound};
use crate::testing::{TestStore, append, draft, enrol, exchange, message, path, settle, sign};
use crate::{DeliveryFilter, PeerDraft, Relation, Scope, Store};

type ItemChange = fn(&mut Item);
type MessageChange = fn(&mut Message);

pub(crate) fn id(node: &TestStore) -> Id {
    node.store.identity().expect("an identity").node
}

pub(crate) async fn holds(store: &Store, record: &Record) -> bool {
    let found = store.read(&Scope::system()).await.unwrap().record(record.id).await.unwrap();
    found.is_some_and(|found| {
        assert_eq!(found, *record, "held as it was written");
        true
    })
}

/// National, provincial and enterprise node, enrolled and at rest.
pub(crate) async fn tree(engine: &Engine<'_>) -> (TestStore, TestStore, TestStore) {
    let (n, p, e) = (engine.national().await, engine.provincial().await, engine.enterprise().await);
    enrol(&n.store, &p.store).await;
    settle(&[(&p.store, &n.store)]).await;
    enrol(&p.store, &e.store).await;
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    (n, p, e)
}

pub(crate) async fn three_nodes_agree_on_what_was_shared(engine: &Engine<'_>) {
    let (n, p, e) = tree(engine).await;
    let secret = append(&e.store, private(&e.store, "cn/32/ent/a", "secret")).await.unwrap();
    let up = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let far = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    let down = append(&n.store, issue(&n.store, "cn", "cn/32/ent/a")).await.unwrap();
    let nobody = append(&p.store, issue(&p.store, "cn/32/miit", "cn/99/nobody")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    let expected = [
        (&secret, [false, false, true]),
        (&up, [false, true, true]),
        (&far, [true, true, true]),
        (&down, [true, true, true]),
        (&nobody, [false, true, false]),
    ];
    for (record, places) in expected {
        for (node, place) in [&n, &p, &e].into_iter().zip(places) {
            assert_eq!(holds(&node.store, record).await, place, "{record:?}");
        }
    }
    let homes: Vec<_> = [&n, &p, &e].map(|node| node.store.directory().local()).into();
    assert_eq!(homes.iter().map(|h| h.len()).collect::<Vec<_>>(), [1, 3, 1]);
    for node in [&n, &p, &e] {
        assert_eq!(node.store.nodes("test", 1000).await.unwrap().len(), 3);
        let tenants: usize =
            node.store.nodes("test", 1000).await.unwrap().iter().map(|row| row.tenants.len()).sum();
        assert_eq!(tenants, 5, "every node knows where every tenant lives");
        sound(&node.store).await;
        let live = node.store.views_digest().await.unwrap();
        let rebuilt = node.store.rebuild(&super::log::NONE).await.unwrap();
        assert_eq!(rebuilt.after, live);
    }
    // Row-level visibility at the province: 通管 was not named.
    let scope = Scope::new(path("cn/32/ca"), "li");
    assert_eq!(p.store.read(&scope).await.unwrap().record(up.id).await.unwrap(), None);
}

pub(crate) async fn nodes_of_different_suites_trust_each_other(engine: &Engine<'_>) {
    let tenants = ["cn/32/miit", "cn/32/ca"];
    let url = engine.url().await;
    let p = TestStore::sm2_node(&url, 2, NodeKind::Provincial, &tenants).await;
    let e = engine.enterprise().await;
    enrol(&p.store, &e.store).await;
    let up = RecordDraft { binding: true, ..issue(&e.store, "cn/32/ent/a", "cn/32/miit") };
    let up = append(&e.store, up).await.unwrap();
    let down = RecordDraft { binding: true, ..issue(&p.store, "cn/32/miit", "cn/32/ent/a") };
    let down = append(&p.store, down).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    assert_eq!(down.seal.as_ref().map(|seal| seal.suite.as_str()), Some("sm2-sm3"));
    for (store, record) in [(&p.store, &up), (&e.store, &down)] {
        assert!(holds(store, record).await);
        assert_eq!(sound(store).await.seals, 2);
    }
}

pub(crate) async fn a_late_child_gets_what_names_it(engine: &Engine<'_>) {
    let (p, e) = (engine.provincial().await, engine.enterprise().await);
    let early = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    let other = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/b")).await.unwrap();
    enrol(&p.store, &e.store).await;
    settle(&[(&e.store, &p.store)]).await;
    assert!(holds(&e.store, &early).await);
    assert!(!holds(&e.store, &other).await);
    assert_eq!(p.store.edge_lag(id(&e)).await.unwrap().backlog, 0);
}

pub(crate) async fn a_message_is_taken_once(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let once = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(once.items.len(), 1);
    let first = p.store.edge_receive(id(&e), &once).await.unwrap();
    assert_eq!(first.applied.len(), 1);
    let again = p.store.edge_receive(id(&e), &once).await.unwrap_err();
    assert_eq!(
        (again.kind(), again.code().as_str()),
        (model::ErrorKind::Conflict, "federation.replayed")
    );
}

pub(crate) async fn the_same_items_again_get_the_same_receipts(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let first = message(&e.store, id(&p), None, MAX_ITEMS).await;
    let answer = p.store.edge_receive(id(&e), &first).await.unwrap();
    // The answer was lost: the child asks again with a new message.
    p.clock.advance(5_000);
    let second = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(second.items, first.items);
    let again = p.store.edge_receive(id(&e), &second).await.unwrap();
    assert_eq!((again.applied.len(), again.duplicates), (0, 1));
    let (before, after) = (answer.receipts.unwrap(), again.receipts.unwrap());
    assert_eq!(before.receipts, after.receipts);
    assert_eq!(e.store.edge_apply_receipts(id(&p), &after).await.unwrap(), 1);
    assert_eq!(e.store.edge_apply_receipts(id(&p), &before).await.unwrap(), 0);
    assert_eq!(e.store.edge_lag(id(&p)).await.unwrap().backlog, 0);
}

/// Changes one item of a message and signs it again, as a dishonest sender could.
fn forge(from: &Store, message: &mut Message, place: usize, change: impl Fn(&mut Item)) {
    change(&mut message.items[place]);
    sign(from, message);
}

pub(crate) async fn bad_items_are_quarantined_and_harm_no_others(engine: &Engine<'_>) {
    let changes: &[(&str, ItemChange)] = &[
        ("record.hash", |item| item.record.author.push('x')),
        ("record.hash", |item| item.record.body["text"] = "changed".into()),
        ("record.hash", |item| item.record.sharing = Sharing::with([path("cn/32/ca")])),
        ("record.hash", |item| item.record.hash = "00".repeat(32)),
        ("record.proof", |item| item.proof = vec!["00".repeat(32); item.proof.len()]),
        ("record.proof", |item| item.proof.clear()),
        ("federation.segment_unknown", |item| item.segment = 77),
        ("federation.unknown_origin", |item| item.record.origin = item.record.id),
    ];
    let (_, p, e) = tree(engine).await;
    for (code, change) in changes {
        for _ in 0..3 {
            append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
        }
        let mut sent = message(&e.store, id(&p), None, MAX_ITEMS).await;
        assert_eq!(sent.items.len(), 3);
        forge(&e.store, &mut sent, 1, change);
        let before = p.store.records().await.unwrap();
        let received = p.store.edge_receive(id(&e), &sent).await.unwrap();
        assert_eq!(received.rejected, [(sent.items[1].number, (*code).to_owned())]);
        assert_eq!(received.applied, [sent.items[0].record.id, sent.items[2].record.id]);
        assert_eq!(p.store.records().await.unwrap(), before, "the own log is untouched");
        let quarantined = p.store.quarantined(id(&e), 1).await.unwrap();
        assert_eq!(quarantined[0].item, sent.items[1]);
        let mut receipts = received.receipts.unwrap();
        // The sender's record was another than what it says it sent: the receipt does not fit.
        let fits = sent.items[1].record.hash == receipts.receipts[1].hash;
        if *code == "record.hash" && sent.items[1].record.hash.starts_with("0000") {
            receipts.receipts.remove(1);
            assert!(fits);
        } else {
            assert_eq!(e.store.edge_apply_receipts(id(&p), &receipts).await.unwrap(), 3);
            continue;
        }
        let identity = p.store.identity().unwrap();
        receipts.signature = ledger::sign_value(&identity.keypair, &receipts).unwrap();
        assert_eq!(e.store.edge_apply_receipts(id(&p), &receipts).await.unwrap(), 2);
        let stuck = message(&e.store, id(&p), None, MAX_ITEMS).await;
        assert_eq!(stuck.items.len(), 1, "without a receipt it is sent again");
        let again = p.store.edge_receive(id(&e), &stuck).await.unwrap().receipts.unwrap();
        let refused = e.store.edge_apply_receipts(id(&p), &again).await.unwrap_err();
        assert_eq!(refused.code(), "federation.receipt", "the receipt is for the forged hash");
        return_to_rest(&p.store, &e.store).await;
    }
    sound(&p.store).await;
}

pub(crate) async fn refusals_are_told_at_both_ends_until_they_are_made_good(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let record = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let mut sent = message(&e.store, id(&p), None, MAX_ITEMS).await;
    forge(&e.store, &mut sent, 0, |item| item.proof.push("00".repeat(32)));
    assert_eq!(e.store.refusals(Millis(0)).await.unwrap(), []);
    let receipts = p.store.edge_receive(id(&e), &sent).await.unwrap().receipts.unwrap();
    e.store.edge_apply_receipts(id(&p), &receipts).await.unwrap();
    let there = e.store.refusals(Millis(0)).await.unwrap();
    let here = p.store.refusals(Millis(0)).await.unwrap();
    for (found, peer, was_sent) in [(&there, id(&p), true), (&here, id(&e), false)] {
        assert_eq!(found.len(), 1, "{found:?}");
        let told = (found[0].peer, found[0].sent, found[0].count, found[0].code.as_str());
        assert_eq!(told, (peer, was_sent, 1, "record.proof"));
        assert!(!found[0].peer_name.is_empty() && !found[0].at_least);
    }
    let later = there[0].first.plus(1);
    assert_eq!(e.store.refusals(later).await.unwrap(), [], "before this it was");
    // The same thing is said once more, and taken.
    let again = issue(&e.store, "cn/32/ent/a", "cn/32/miit");
    let draft = RecordDraft { object: record.object, follows: record.revision, ..again };
    append(&e.store, draft).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    assert_eq!(e.store.refusals(Millis(0)).await.unwrap(), []);
    let still = p.store.refusals(Millis(0)).await.unwrap();
    assert_eq!(still, here, "what came forged is to be looked into all the same");
}

/// Settles the forged item by hand, as an honest second try cannot.
async fn return_to_rest(parent: &Store, child: &Store) {
    let above = parent.identity().unwrap().node;
    let mut tx = child.begin(&Scope::system()).await.unwrap();
    let sql = "UPDATE delivery SET state = 'rejected' WHERE peer = ? AND state = 'sent'";
    tx.execute(crate::Sql::new(sql).id(above)).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn a_forged_or_misaddressed_message_is_refused_whole(engine: &Engine<'_>) {
    let changes: &[(&str, bool, MessageChange)] = &[
        ("federation.signature", false, |m| m.cursor += 1),
        ("federation.signature", false, |m| m.items.clear()),
        ("federation.signature", false, |m| m.signature.clear()),
        ("federation.signature", true, |m| m.suite = "sm2-sm3".to_owned()),
        ("federation.protocol", true, |m| m.protocol = 99),
        ("federation.address", true, |m| m.to = m.from),
        ("federation.address", true, |m| m.from = m.to),
        ("federation.replayed", true, |m| m.serial = 0),
    ];
    let (n, p, e) = tree(engine).await;
    append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let honest = message(&e.store, id(&p), None, MAX_ITEMS).await;
    for (code, resign, change) in changes {
        let mut forged = honest.clone();
        change(&mut forged);
        if *resign {
            sign(&e.store, &mut forged);
        }
        let refused = p.store.edge_receive(id(&e), &forged).await.unwrap_err();
        assert_eq!(refused.code(), *code);
    }
    let stranger = n.store.edge_receive(id(&e), &honest).await.unwrap_err();
    assert_eq!(stranger.code(), "peer.unknown");
    let taken = p.store.edge_receive(id(&e), &honest).await.unwrap();
    assert_eq!(taken.applied.len(), 1, "none of that harmed the honest one");
}

pub(crate) async fn a_gap_in_the_numbers_is_refused(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    for _ in 0..3 {
        append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    }
    let mut gapped = message(&e.store, id(&p), None, MAX_ITEMS).await;
    gapped.items.remove(1);
    sign(&e.store, &mut gapped);
    let cursor = p.store.edge_cursor(id(&e)).await.unwrap();
    let refused = p.store.edge_receive(id(&e), &gapped).await.unwrap_err();
    assert_eq!(refused.code(), "federation.gap");
    assert_eq!(p.store.edge_cursor(id(&e)).await.unwrap(), cursor, "nothing was kept");
    let whole = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(p.store.edge_receive(id(&e), &whole).await.unwrap().applied.len(), 3);
}

/// Lets a node say something past its own checks, and gives the code its parent refuses it with.
async fn lie(child: &TestStore, parent: &TestStore, record: RecordDraft) -> String {
    let mut tx = child.store.begin(&Scope::system()).await.unwrap();
    tx.append_unchecked(record).await.expect("a node can write what it likes into its own log");
    tx.commit().await.unwrap();
    let (up, _) = exchange(&child.store, &parent.store).await;
    assert_eq!(up.applied, []);
    up.rejected.into_iter().map(|(_, code)| code).collect()
}

/// The same for something that the node's own checks refuse with `own`.
async fn refused(child: &TestStore, parent: &TestStore, own: &str, record: RecordDraft) -> String {
    let honest = append(&child.store, record.clone()).await.map(|_| ()).unwrap_err();
    assert_eq!(honest.code(), own);
    lie(child, parent, record).await
}

pub(crate) async fn claims_on_others_are_refused(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let key = e.store.tenant_key(&path("cn/32/ent/a")).unwrap();
    let tenant = |claimed: &str, node| Tenant {
        path: path(claimed),
        name: "x".to_owned(),
        kind: model::TenantKind::Enterprise,
        node,
        credit_code: String::new(),
        industry: String::new(),
        seal_suite: key.suite().name().to_owned(),
        seal_key: key.text(),
        state: "active".to_owned(),
    };
    let claim = |claimed: &str, node| {
        draft(&e.store, "cn/32/ent/a", Sharing::everyone(), &tenant(claimed, node))
    };
    assert_eq!(
        refused(&e, &p, "tenant.taken", claim("cn/32/ca", id(&e))).await,
        "federation.tenant_taken"
    );
    assert_eq!(
        refused(&e, &p, "tenant.taken", claim("cn/32/ent/b", id(&p))).await,
        "federation.tenant_claim"
    );
    // A tenant that it was not enrolled with and that nobody hosts: only the parent can tell.
    append(&e.store, claim("cn/32/ent/c", id(&e))).await.unwrap();
    let (up, _) = exchange(&e.store, &p.store).await;
    assert_eq!(up.rejected[0].1, "federation.tenant_claim");
    // Its own log now says that it hosts 通管; the parent's does not.
    let as_ca = issue(&e.store, "cn/32/ca", "cn/32/miit");
    assert_eq!(lie(&e, &p, as_ca).await, "federation.foreign_tenant");
    let public = e.store.identity().unwrap().keypair.public_key().text();
    let node = |node, parent| Node {
        node,
        name: "x".to_owned(),
        kind: NodeKind::National,
        parent,
        tenants: vec![path("cn")],
        suite: "ed25519-sha256".to_owned(),
        public_key: public.clone(),
        former: Vec::new(),
        state: "active".to_owned(),
    };
    for (about, parent) in [(id(&p), Some(id(&e))), (id(&e), None), (id(&e), Some(id(&p)))] {
        let mut record = draft(&e.store, "cn/32/ent/a", Sharing::everyone(), &node(about, parent));
        record.object = e.store.new_id();
        assert_eq!(refused(&e, &p, "node.not_child", record).await, "federation.node_claim");
    }
    // An honest parent has an honest view: the enterprise's records still arrive.
    let honest = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    exchange(&e.store, &p.store).await;
    assert!(holds(&p.store, &honest).await);
    sound(&p.store).await;
}

pub(crate) async fn receipts_must_fit_what_was_sent(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let sent = message(&e.store, id(&p), None, MAX_ITEMS).await;
    let good = p.store.edge_receive(id(&e), &sent).await.unwrap().receipts.unwrap();
    assert_eq!(good.receipts[0].result, ReceiptResult::Applied);
    let keypair = p.store.identity().unwrap().keypair.clone();
    let resigned = |mut receipts: contract::federation::Receipts| {
        receipts.signature = ledger::sign_value(&keypair, &receipts).unwrap();
        receipts
    };
    let mut unsigned = good.clone();
    unsigned.receipts[0].time = model::Millis(1);
    let mut unknown = good.clone();
    unknown.receipts[0].number = 999;
    let mut other = good.clone();
    other.receipts[0].hash = "00".repeat(32);
    let mut misaddressed = good.clone();
    misaddressed.to = id(&p);
    let cases = [
        (unsigned, "federation.signature"),
        (resigned(unknown), "federation.receipt"),
        (resigned(other), "federation.receipt"),
        (resigned(misaddressed), "federation.address"),
    ];
    for (receipts, code) in cases {
        let refused = e.store.edge_apply_receipts(id(&p), &receipts).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    assert_eq!(e.store.edge_lag(id(&p)).await.unwrap().backlog, 1);
    e.clock.advance(1_500);
    assert_eq!(e.store.edge_lag(id(&p)).await.unwrap().lag_ms, 1_500);
    assert_eq!(e.store.edge_apply_receipts(id(&p), &good).await.unwrap(), 1);
    let kept = |store: &Store, peer, direction: &'static str| {
        let store = store.clone();
        async move { store.receipts(peer, direction, 1).await.unwrap().remove(0).1 }
    };
    assert_eq!(kept(&e.store, id(&p), "in").await, good, "both ends keep the same signed receipt");
    assert_eq!(kept(&p.store, id(&e), "out").await, good);
}

pub(crate) async fn a_suspended_peer_is_refused_and_its_deliveries_wait(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let set = async |state: &str| {
        let mut tx = p.store.begin(&Scope::system()).await.unwrap();
        let result = tx.peer_state(id(&e), state).await;
        tx.commit().await.unwrap();
        result
    };
    set("suspended").await.unwrap();
    assert_eq!(set("asleep").await.unwrap_err().code(), "peer.state");
    let down = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    let sent = message(&e.store, id(&p), None, MAX_ITEMS).await;
    let refused = p.store.edge_receive(id(&e), &sent).await.unwrap_err();
    assert_eq!(refused.code(), "federation.suspended");
    assert_eq!(p.store.edge_lag(id(&e)).await.unwrap().backlog, 1);
    set("active").await.unwrap();
    exchange(&e.store, &p.store).await;
    assert!(holds(&e.store, &down).await);
}

pub(crate) async fn the_pages_show_both_directions(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let up = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let down = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    let of = |record: &Record| DeliveryFilter { object: Some(record.object), ..Default::default() };
    let system = Scope::system();
    let page = p.store.deliveries_page(&system, &of(&down)).await.unwrap();
    assert_eq!((page.total, page.items[0].state), (1, DeliveryState::Queued));
    exchange(&e.store, &p.store).await;
    let page = p.store.deliveries_page(&system, &of(&down)).await.unwrap();
    let row = &page.items[0];
    assert_eq!(
        (row.state, row.direction.as_str(), row.signed),
        (DeliveryState::Applied, "out", true)
    );
    let page = p.store.deliveries_page(&system, &of(&up)).await.unwrap();
    assert_eq!(page.items[0].direction, "in");
    let page = e.store.deliveries_page(&system, &of(&up)).await.unwrap();
    assert_eq!(
        (page.items[0].direction.as_str(), page.items[0].state),
        ("out", DeliveryState::Applied)
    );
    // Who may not see the record sees no delivery of it.
    for (tenant, total) in [("cn/32/miit", 1), ("cn/32/ca", 0)] {
        let scope = Scope::new(path(tenant), "someone");
        assert_eq!(p.store.deliveries_page(&scope, &of(&down)).await.unwrap().total, total);
    }
    let all = DeliveryFilter { limit: 500, ..Default::default() };
    let whole = p.store.deliveries_page(&system, &all).await.unwrap();
    assert_eq!(whole.next, None);
    let mut filter = DeliveryFilter { limit: 2, ..Default::default() };
    let mut paged = Vec::new();
    loop {
        let page = p.store.deliveries_page(&system, &filter).await.unwrap();
        paged.extend(page.items);
        filter.cursor = page.next;
        if filter.cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole.items, "pages join without gaps or repeats");
    filter.cursor = Some("nonsense".to_owned());
    let refused = p.store.deliveries_page(&system, &filter).await.unwrap_err();
    assert_eq!(refused.code(), "page.cursor");
    let nodes = p.store.nodes("1.0", 1_000).await.unwrap();
    let relations: Vec<&str> = nodes.iter().map(|row| row.relation.as_str()).collect();
    assert_eq!(relations, ["self", "parent", "child"]);
    assert!(nodes.iter().all(|row| row.online));
    p.clock.advance(4_000);
    let nodes = p.store.nodes("1.0", 1_000).await.unwrap();
    assert_eq!(nodes.iter().filter(|row| row.online).count(), 1, "only itself");
}

pub(crate) async fn blobs_go_only_where_a_record_leads(engine: &Engine<'_>) {
    let (n, p, e) = tree(engine).await;
    let told = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    let digest = "ab".repeat(32);
    let step = LoopStep {
        subject: told.object,
        party: "recipient".to_owned(),
        by: path("cn/32/ent/a"),
        action: "reply".to_owned(),
        turn: 1,
        text: "done".to_owned(),
        attachments: vec![Attachment {
            name: "photo.png".to_owned(),
            digest: digest.clone(),
            size_bytes: 1,
            media_type: "image/png".to_owned(),
        }],
        fields: BTreeMap::new(),
        checks: Vec::new(),
        on_behalf_of: String::new(),
    };
    assert_eq!(LoopStep::NAME, "loop_step");
    let sharing = Sharing::with([path("cn/32/miit")]);
    append(&e.store, draft(&e.store, "cn/32/ent/a", sharing, &step)).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    assert_eq!(p.store.edge_blobs(id(&e), 10).await.unwrap(), std::slice::from_ref(&digest));
    assert!(e.store.edge_blob_allowed(id(&p), &digest).await.unwrap());
    assert!(!p.store.edge_blob_allowed(id(&n), &digest).await.unwrap());
    assert!(!e.store.edge_blob_allowed(id(&p), &"cd".repeat(32)).await.unwrap());
    let sees = async |tenant: &str| {
        p.store.blob_visible(&Scope::new(path(tenant), "x"), &digest).await.unwrap()
    };
    assert!(sees("cn/32/miit").await);
    assert!(!sees("cn/32/ca").await);
    assert!(p.store.blob_visible(&Scope::system(), &digest).await.unwrap());
    assert_eq!(notice("cn", "cn").recipient, path("cn"));
}

pub(crate) async fn a_defect_of_ours_refuses_nothing_of_theirs(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let up = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let run = async |sql: &'static str| {
        let mut conn = p.store.begin_conn(&Scope::system()).await.unwrap();
        conn.execute(crate::Sql::new(sql)).await.unwrap();
        conn.commit().await.unwrap();
    };
    run("ALTER TABLE view_notice RENAME TO view_away").await;
    let sent = message(&e.store, id(&p), None, MAX_ITEMS).await;
    let failed = p.store.edge_receive(id(&e), &sent).await.unwrap_err();
    assert_eq!(failed.kind(), model::ErrorKind::Internal);
    run("ALTER TABLE view_away RENAME TO view_notice").await;
    let again = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(p.store.edge_receive(id(&e), &again).await.unwrap().applied, [up.id]);
    sound(&p.store).await;
}

pub(crate) async fn the_directory_is_the_same_after_a_restart(engine: &Engine<'_>) {
    let (n, mut p, mut e) = tree(engine).await;
    for node in [&mut p, &mut e] {
        let before = node.store.directory();
        let routes = node.store.routes();
        node.reopen().await;
        let after = node.store.directory();
        assert_eq!(format!("{:?}", after.nodes), format!("{:?}", before.nodes));
        assert_eq!(format!("{:?}", after.tenants), format!("{:?}", before.tenants));
        assert_eq!(node.store.routes(), routes);
    }
    // Edges renewed with the same cards change nothing.
    enrol_again(&p.store, &e.store).await;
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    let up = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    assert!(holds(&n.store, &up).await);
}

async fn enrol_again(parent: &Store, child: &Store) {
    let (card, above) = (child.card("test").unwrap(), parent.card("test").unwrap());
    let ancestors = parent.ancestor_cards().await.unwrap();
    assert_eq!(ancestors.len(), 1, "the parent's parent");
    let cases =
        [(parent, Relation::Child, card, Vec::new()), (child, Relation::Parent, above, ancestors)];
    for (store, relation, card, ancestors) in cases {
        let mut tx = store.begin(&Scope::system()).await.unwrap();
        let draft = PeerDraft {
            relation,
            card,
            url: "https://elsewhere".to_owned(),
            certificate: "aa".to_owned(),
            certificate_expires: None,
            ancestors,
        };
        tx.peer_put(draft).await.unwrap();
        tx.commit().await.unwrap();
    }
}

pub(crate) async fn a_root_may_state_its_own_card(engine: &Engine<'_>) {
    let (n, p, _) = tree(engine).await;
    let own = |store: &Store, parent| Node {
        node: store.identity().unwrap().node,
        name: "the ministry".to_owned(),
        kind: NodeKind::National,
        parent,
        tenants: vec![path("cn")],
        suite: "ed25519-sha256".to_owned(),
        public_key: store.identity().unwrap().keypair.public_key().text(),
        former: Vec::new(),
        state: "active".to_owned(),
    };
    let mut card = draft(&n.store, "cn", Sharing::everyone(), &own(&n.store, None));
    card.object = id(&n);
    let card = append(&n.store, card).await.unwrap();
    settle(&[(&p.store, &n.store)]).await;
    assert!(holds(&p.store, &card).await);
    assert_eq!(p.store.directory().nodes[&id(&n)].name, "the ministry");
    let mut child = draft(&p.store, "cn/32/ca", Sharing::everyone(), &own(&p.store, Some(id(&n))));
    child.object = id(&p);
    assert_eq!(append(&p.store, child).await.unwrap_err().code(), "node.not_child");
}
