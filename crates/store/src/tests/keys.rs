//! Keys of nodes over time: changed, revoked, told late, interrupted.

use contract::Sharing;
use contract::federation::{MAX_ITEMS, Message, NodeCard};
use contract::kinds::node::Node;
use contract::kinds::node_key::NodeKey;
use model::Id;

use super::Engine;
use super::edge::{holds, id, tree};
use super::log::{issue, probe, sound};
use crate::testing::{TestStore, append, draft, enrol, exchange, message, path, settle, sign};
use crate::{KeyWord, PeerDraft, Relation, Scope, Store};

fn word(tenant: &str) -> KeyWord {
    KeyWord { tenant: path(tenant), author: "admin".to_owned(), reason: "yearly".to_owned() }
}

async fn change(node: &TestStore, tenant: &str) -> contract::Record {
    node.store.key_change(word(tenant)).await.expect("another key")
}

async fn revoke(parent: &TestStore, child: Id, tenant: &str) {
    let mut tx = parent.store.begin(&Scope::system()).await.unwrap();
    tx.key_revoke(child, word(tenant)).await.expect("revoked");
    tx.commit().await.unwrap();
}

fn keys_known(at: &TestStore, of: &TestStore) -> usize {
    at.store.directory().keys(id(of)).expect("known").former().count() + 1
}

fn first_key(identity: &crate::Identity) -> &ledger::Keypair {
    identity.former[0].keypair.as_ref().expect("its file is there")
}

/// The message as who has the node's first key would sign it.
fn signed_with_the_first_key(from: &Store, message: &mut Message) {
    let identity = from.identity().unwrap();
    message.signature = ledger::sign_message(first_key(&identity), message).unwrap();
}

async fn refusal(at: &TestStore, from: &TestStore, message: &Message) -> String {
    at.store.edge_receive(id(from), message).await.expect_err("it is refused").code()
}

pub(crate) async fn a_changed_key_is_followed_everywhere_and_the_old_one_refused(
    engine: &Engine<'_>,
) {
    let (n, p, mut e) = tree(engine).await;
    let edges =
        |e: &TestStore| [(e.store.clone(), p.store.clone()), (p.store.clone(), n.store.clone())];
    let rest = async |e: &TestStore| {
        let edges = edges(e);
        settle(&edges.each_ref().map(|(child, parent)| (child, parent))).await;
    };
    let before = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    rest(&e).await;
    let said = change(&e, "cn/32/ent/a").await;
    let after = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    rest(&e).await;
    e.reopen().await;
    let later = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    rest(&e).await;
    for node in [&n, &p, &e] {
        for record in [&before, &said, &after, &later] {
            assert!(holds(&node.store, record).await, "{record:?}");
        }
        assert_eq!(keys_known(node, &e), 2);
        sound(&node.store).await;
    }
    let mut forged = message(&e.store, id(&p), None, MAX_ITEMS).await;
    signed_with_the_first_key(&e.store, &mut forged);
    assert_eq!(refusal(&p, &e, &forged).await, "federation.signature");
}

pub(crate) async fn a_segment_signed_with_an_ended_key_is_refused(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    change(&e, "cn/32/ent/a").await;
    settle(&[(&e.store, &p.store)]).await;
    append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    let mut stolen = message(&e.store, id(&p), None, MAX_ITEMS).await;
    let identity = e.store.identity().unwrap();
    let old = first_key(&identity);
    let segment = stolen.segments.last_mut().expect("a segment");
    segment.key = old.public_key().digest().to_owned();
    segment.signature = ledger::sign_value(old, segment).unwrap();
    sign(&e.store, &mut stolen);
    let taken = p.store.edge_receive(id(&e), &stolen).await.unwrap();
    assert_eq!(
        taken.rejected.iter().map(|(_, code)| code).collect::<Vec<_>>(),
        ["segment.key_ended"]
    );
    let kept = p.store.quarantined(id(&e), 10).await.unwrap();
    assert_eq!(kept[0].code, "segment.key_ended");
}

pub(crate) async fn messages_lost_around_a_change_of_key_are_made_again(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    change(&p, "cn/32/miit").await;
    change(&p, "cn/32/miit").await;
    drop(message(&p.store, id(&e), None, MAX_ITEMS).await);
    let again = message(&p.store, id(&e), None, MAX_ITEMS).await;
    let taken = e.store.edge_receive(id(&p), &again).await.expect("signed with the key it knows");
    assert_eq!(taken.applied.len(), 2);
    // Its receipts are lost: what follows is still signed with the first key, and taken.
    let again = message(&p.store, id(&e), None, MAX_ITEMS).await;
    let taken = e.store.edge_receive(id(&p), &again).await.expect("the same once more");
    assert_eq!(taken.duplicates, 2);
    let receipts = taken.receipts.expect("receipts");
    p.store.edge_apply_receipts(id(&e), &receipts).await.expect("they fit");
    let identity = p.store.identity().unwrap();
    let next = message(&p.store, id(&e), None, MAX_ITEMS).await;
    assert!(ledger::verify_message(identity.keypair.public_key(), &next).is_ok(), "the third");
    let mut late = message(&p.store, id(&e), None, MAX_ITEMS).await;
    signed_with_the_first_key(&p.store, &mut late);
    e.store.edge_receive(id(&p), &next).await.expect("the newest key");
    assert_eq!(refusal(&e, &p, &late).await, "federation.signature");
    settle(&[(&e.store, &p.store)]).await;
    assert_eq!(keys_known(&e, &p), 3);
}

pub(crate) async fn a_change_of_key_that_was_interrupted_is_completed(engine: &Engine<'_>) {
    let (_, p, mut e) = tree(engine).await;
    change(&e, "cn/32/ent/a").await;
    let dir = e.options.data_dir.clone();
    std::fs::rename(dir.join("node.key"), dir.join("node.next.key")).unwrap();
    std::fs::rename(dir.join("former/1.key"), dir.join("node.key")).unwrap();
    e.reopen().await;
    assert!(dir.join("former/1.key").exists() && !dir.join("node.next.key").exists());
    let record = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    assert!(holds(&p.store, &record).await);
    sound(&e.store).await;
}

pub(crate) async fn another_process_may_change_the_key(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let other = Store::open(e.options.clone()).await.unwrap();
    other.key_change(word("cn/32/ent/a")).await.unwrap();
    let record = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    assert!(holds(&p.store, &record).await);
    assert_eq!(keys_known(&e, &e), 2);
    sound(&e.store).await;
    sound(&p.store).await;
}

pub(crate) async fn who_joins_later_can_verify_what_earlier_keys_signed(engine: &Engine<'_>) {
    let (n, p) = (engine.national().await, engine.provincial().await);
    let e = engine.enterprise().await;
    change(&n, "cn").await;
    change(&e, "cn/32/ent/a").await;
    enrol(&n.store, &p.store).await;
    settle(&[(&p.store, &n.store)]).await;
    change(&p, "cn/32/miit").await;
    change(&n, "cn").await;
    enrol(&p.store, &e.store).await;
    let record = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    for (node, keys) in [(&n, 3), (&p, 2), (&e, 2)] {
        for at in [&n, &p, &e] {
            assert_eq!(keys_known(at, node), keys);
        }
        sound(&node.store).await;
        assert!(holds(&node.store, &record).await);
        assert_eq!(node.store.nodes("test", 1000).await.unwrap().len(), 3);
    }
}

fn edge(relation: Relation, card: NodeCard) -> PeerDraft {
    let (url, certificate) = (String::new(), String::new());
    PeerDraft { relation, card, url, certificate, certificate_expires: None, ancestors: Vec::new() }
}

/// The parent takes the child's new key after it revoked the old one, as an enrolment does.
async fn renew(parent: &TestStore, child: &TestStore, speaker: &str) {
    let (card, _) = child.store.card_anew("test").unwrap();
    let mut tx = parent.store.begin(&Scope::system()).await.unwrap();
    tx.peer_put(edge(Relation::Child, card.clone())).await.unwrap();
    let (record, body) = tx.latest_body::<Node>(card.node).await.unwrap().unwrap();
    let body = Node { public_key: card.public_key, ..body };
    let mut record_draft = draft(&parent.store, speaker, Sharing::everyone(), &body);
    (record_draft.object, record_draft.follows) = (card.node, record.revision);
    tx.append(record_draft).await.expect("the new key is stated");
    tx.commit().await.unwrap();
    let directory = parent.store.directory();
    let revoked = directory.keys(card.node).unwrap().revoked_before().expect("the revoked key");
    child.store.key_renewed(&revoked).await.expect("the new key is taken");
    let ancestors = parent.store.ancestor_cards().await.unwrap();
    let card = parent.store.card("test").unwrap();
    let mut tx = child.store.begin(&Scope::system()).await.unwrap();
    tx.peer_put(PeerDraft { ancestors, ..edge(Relation::Parent, card) }).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn a_revoked_key_is_refused_and_what_it_signed_before_stands(engine: &Engine<'_>) {
    let (n, p, e) = tree(engine).await;
    let before = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    revoke(&p, id(&e), "cn/32/miit").await;
    let after = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    let refused = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(refusal(&p, &e, &refused).await, "federation.key_revoked");
    settle(&[(&p.store, &n.store)]).await;
    // Whoever has the key cannot follow it with one of theirs either.
    let own = e.store.key_change(word("cn/32/ent/a")).await;
    assert!(own.is_ok(), "at its own node nobody knows yet");
    let refused = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(refusal(&p, &e, &refused).await, "federation.key_revoked");
    for node in [&n, &p] {
        assert!(holds(&node.store, &before).await && !holds(&node.store, &after).await);
        sound(&node.store).await;
        assert!(node.store.directory().keys(id(&e)).unwrap().revoked().is_some());
    }
}

pub(crate) async fn a_node_comes_back_with_another_key_and_loses_nothing(engine: &Engine<'_>) {
    let (n, p, mut e) = tree(engine).await;
    let held = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    revoke(&p, id(&e), "cn/32/miit").await;
    let waiting = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    let sealed = message(&e.store, id(&p), None, MAX_ITEMS).await;
    assert_eq!(refusal(&p, &e, &sealed).await, "federation.key_revoked");
    renew(&p, &e, "cn/32/miit").await;
    e.reopen().await;
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    for node in [&n, &p, &e] {
        assert!(holds(&node.store, &held).await && holds(&node.store, &waiting).await);
        assert_eq!(keys_known(node, &e), 2);
        sound(&node.store).await;
    }
    change(&e, "cn/32/ent/a").await;
    let last = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    assert!(holds(&n.store, &last).await, "and its key changes again");
}

pub(crate) async fn children_follow_when_their_parent_comes_back_with_another_key(
    engine: &Engine<'_>,
) {
    let (n, p, e) = tree(engine).await;
    revoke(&n, id(&p), "cn").await;
    let down = append(&n.store, issue(&n.store, "cn", "cn/32/ent/a")).await.unwrap();
    renew(&n, &p, "cn").await;
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    let up = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    for node in [&n, &p, &e] {
        assert!(holds(&node.store, &down).await && holds(&node.store, &up).await);
        sound(&node.store).await;
    }
    let signed = message(&p.store, id(&e), None, MAX_ITEMS).await;
    let present = p.store.identity().unwrap().keypair.public_key().clone();
    assert!(ledger::verify_message(&present, &signed).is_ok(), "the child was told");
}

pub(crate) async fn nobody_ends_the_key_of_another(engine: &Engine<'_>) {
    let (n, p, e) = tree(engine).await;
    let own = change(&p, "cn/32/miit").await;
    let genuine: NodeKey = contract::kinds::read(&own.body).unwrap();
    let key_of = |node: &TestStore| {
        let directory = node.store.directory();
        directory.key(id(node)).unwrap().digest().to_owned()
    };
    let revoked =
        |node: Id, ends: String| NodeKey { node, ends, successor: None, ..genuine.clone() };
    let cases = [
        revoked(id(&p), key_of(&p)),
        revoked(id(&e), key_of(&e)),
        NodeKey { node: id(&e), ends: key_of(&e), ..genuine.clone() },
    ];
    for case in cases {
        let said = draft(&e.store, "cn/32/ent/a", Sharing::everyone(), &case);
        assert_eq!(append(&e.store, said.clone()).await.expect_err("refused").code(), "node.key");
        // A node that says it all the same.
        let mut tx = e.store.begin(&Scope::system()).await.unwrap();
        tx.append_unchecked(said).await.unwrap();
        tx.commit().await.unwrap();
        let (up, _) = exchange(&e.store, &p.store).await;
        assert_eq!(up.rejected[0].1, "federation.key_claim");
    }
    settle(&[(&p.store, &n.store)]).await;
    assert_eq!((keys_known(&n, &p), keys_known(&n, &e)), (2, 1));
}

/// The province takes another key that its parent never hears of, before that revokes the one it
/// knows; its child has heard of it, and holds what both signed.
pub(crate) async fn a_parents_word_stands_above_a_change_it_did_not_know_of(engine: &Engine<'_>) {
    let (n, p, e) = tree(engine).await;
    let between = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    change(&p, "cn/32/miit").await;
    let after = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    let waiting = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    revoke(&n, id(&p), "cn").await;
    renew(&n, &p, "cn").await;
    for _ in 0..2 {
        settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    }
    let last = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    for record in [&between, &after, &waiting, &last] {
        assert!(holds(&e.store, record).await, "{record:?}");
    }
    for node in [&n, &p, &e] {
        assert_eq!(keys_known(node, &p), 2, "the one in between is void");
        sound(&node.store).await;
    }
    let outcome = n.store.quarantined(id(&p), 10).await.unwrap();
    assert_eq!(outcome.len(), 0, "its own statement came too late and harms nothing");
}

/// What was said to a child and not answered before the key was revoked is said again in the same
/// words; what only the new key signs waits, with all behind it, until the child is told of it.
pub(crate) async fn a_child_is_told_of_the_new_key_before_it_sees_its_signature(
    engine: &Engine<'_>,
) {
    let (n, p, e) = tree(engine).await;
    let said = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    let lost = message(&p.store, id(&e), None, MAX_ITEMS).await;
    let waiting = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    revoke(&n, id(&p), "cn").await;
    renew(&n, &p, "cn").await;
    let late = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    // The province did not hear its parent's word yet.
    let again = message(&p.store, id(&e), None, MAX_ITEMS).await;
    assert_eq!((&again.items, &again.segments), (&lost.items, &lost.segments));
    settle(&[(&e.store, &p.store)]).await;
    assert!(holds(&e.store, &said).await);
    assert!(!holds(&e.store, &waiting).await && !holds(&e.store, &late).await);
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    for record in [&said, &waiting, &late] {
        assert!(holds(&e.store, record).await, "{record:?}");
    }
    for node in [&n, &p, &e] {
        sound(&node.store).await;
    }
    assert_eq!(e.store.quarantined(id(&p), 10).await.unwrap().len(), 0);
}

/// A node in between took what the key signed before it heard of its end: it hands that on first,
/// although the word goes in the urgent lane.
pub(crate) async fn what_was_taken_before_a_revocation_is_handed_on_before_it(engine: &Engine<'_>) {
    let (n, p, e) = tree(engine).await;
    let g = engine.node(4, model::NodeKind::Enterprise, &["cn/32/ent/c"]).await;
    enrol(&e.store, &g.store).await;
    settle(&[(&g.store, &e.store), (&e.store, &p.store), (&p.store, &n.store)]).await;
    settle(&[(&p.store, &n.store), (&e.store, &p.store), (&g.store, &e.store)]).await;
    let shared =
        |name| draft(&p.store, "cn/32/miit", Sharing::with([path("cn/32/ent/c")]), &probe(name));
    let before = append(&p.store, shared("before")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    revoke(&n, id(&p), "cn").await;
    renew(&n, &p, "cn").await;
    let after = append(&p.store, shared("after")).await.unwrap();
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    settle(&[(&g.store, &e.store)]).await;
    assert!(holds(&g.store, &before).await && holds(&g.store, &after).await);
    assert_eq!(g.store.quarantined(id(&e), 10).await.unwrap().len(), 0);
    for node in [&n, &p, &e, &g] {
        assert_eq!(keys_known(node, &p), 2);
        sound(&node.store).await;
    }
}

/// The cards of its ancestors that a child gets when it comes back may be older than what it
/// knows of them by now.
pub(crate) async fn a_child_that_comes_back_does_not_forget_the_keys_of_its_ancestors(
    engine: &Engine<'_>,
) {
    let (n, p, e) = tree(engine).await;
    change(&n, "cn").await;
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    revoke(&p, id(&e), "cn/32/miit").await;
    renew(&p, &e, "cn/32/miit").await;
    assert_eq!(keys_known(&e, &n), 2);
    let down = append(&n.store, issue(&n.store, "cn", "cn/32/ent/a")).await.unwrap();
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    assert!(holds(&e.store, &down).await);
    assert_eq!(e.store.quarantined(id(&p), 10).await.unwrap().len(), 0);
    for node in [&n, &p, &e] {
        sound(&node.store).await;
    }
}

/// Its card then shows a key of which no record told the child, and the parent goes on with the
/// one that the child is known to know.
pub(crate) async fn a_child_comes_back_although_its_parent_changed_its_key_meanwhile(
    engine: &Engine<'_>,
) {
    let (n, p, e) = tree(engine).await;
    for (parent, child, speaker) in [(&n, &p, "cn"), (&p, &e, "cn/32/miit")] {
        revoke(parent, id(child), speaker).await;
        change(parent, speaker).await;
        renew(parent, child, speaker).await;
    }
    let down = append(&n.store, issue(&n.store, "cn", "cn/32/ent/a")).await.unwrap();
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    let up = append(&e.store, issue(&e.store, "cn/32/ent/a", "cn")).await.unwrap();
    settle(&[(&e.store, &p.store), (&p.store, &n.store)]).await;
    for node in [&n, &p, &e] {
        assert!(holds(&node.store, &down).await && holds(&node.store, &up).await);
        sound(&node.store).await;
    }
    let mut forged = message(&n.store, id(&p), None, MAX_ITEMS).await;
    signed_with_the_first_key(&n.store, &mut forged);
    assert_eq!(refusal(&p, &n, &forged).await, "federation.signature", "it used the next one");
}

/// The answer to its enrolment was lost, so it knows nothing, and the parent's key changed.
pub(crate) async fn an_enrolment_that_was_cut_off_is_made_again_after_a_change_of_key(
    engine: &Engine<'_>,
) {
    let (p, e) = (engine.provincial().await, engine.enterprise().await);
    let mut tx = p.store.begin(&Scope::system()).await.unwrap();
    let card = e.store.card("test").unwrap();
    tx.peer_put(edge(Relation::Child, card)).await.unwrap();
    tx.commit().await.unwrap();
    change(&p, "cn/32/miit").await;
    enrol(&p.store, &e.store).await;
    settle(&[(&e.store, &p.store)]).await;
    let down = append(&p.store, issue(&p.store, "cn/32/miit", "cn/32/ent/a")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    assert!(holds(&e.store, &down).await);
    assert_eq!(keys_known(&e, &p), 2);
}

/// It was heard of, but the child does not know that, and goes on with the one before it.
pub(crate) async fn a_child_whose_changed_key_was_revoked_is_refused_until_it_comes_back(
    engine: &Engine<'_>,
) {
    let (n, p, e) = tree(engine).await;
    change(&p, "cn/32/miit").await;
    let said = message(&p.store, id(&n), None, MAX_ITEMS).await;
    let taken = n.store.edge_receive(id(&p), &said).await.expect("its statement is taken");
    assert!(taken.receipts.is_some(), "and they are lost");
    revoke(&n, id(&p), "cn").await;
    let up = append(&p.store, issue(&p.store, "cn/32/miit", "cn")).await.unwrap();
    let early = message(&p.store, id(&n), None, MAX_ITEMS).await;
    assert_eq!(refusal(&n, &p, &early).await, "federation.key_revoked");
    renew(&n, &p, "cn").await;
    settle(&[(&p.store, &n.store), (&e.store, &p.store)]).await;
    assert!(holds(&n.store, &up).await);
    assert_eq!(n.store.quarantined(id(&p), 10).await.unwrap().len(), 0);
    for node in [&n, &p, &e] {
        assert_eq!(keys_known(node, &p), 3);
        sound(&node.store).await;
    }
}
