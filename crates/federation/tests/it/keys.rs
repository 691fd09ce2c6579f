//! Keys and certificates that change while nodes talk.

use std::sync::Arc;
use std::time::Duration;

use contract::Sharing;
use federation::bundle;
use federation::client::{Session, Uplink};
use federation::enrol::{enrol_anew, renew_certificate};
use federation::https::Https;
use federation::tls::ClientMaterial;
use model::NodeKind;
use store::testing::{append, path};
use store::{KeyWord, Scope, VerifyOutcome};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::conformance::{PLENTY, ledgers_agree, neighbours};
use super::{Place, enrol, holds, probe_shared_with, two_nodes};

fn word(tenant: &str) -> KeyWord {
    KeyWord { tenant: path(tenant), author: "admin".into(), reason: "test".into() }
}

async fn report(from: &Place) -> contract::Record {
    let sharing = Sharing::with([path("cn/32/miit")]);
    append(&from.store, probe_shared_with(from, "cn/32/ent/a", sharing)).await.expect("a record")
}

/// One exchange with this material; the code it was refused with.
async fn exchange(child: &Place, material: ClientMaterial) -> Option<String> {
    child.host.failures.lock().expect("a lock").clear();
    let connector = Arc::new(Https { material });
    let (store, blobs) = (child.store.clone(), child.blobs.clone());
    let interval = Duration::from_millis(10);
    let uplink = Uplink::new(store, blobs, child.host.clone(), connector, interval);
    let mut session = Session::default();
    for _ in 0..4 {
        uplink.step(&mut session).await;
    }
    child.host.failures.lock().expect("a lock").first().cloned()
}

#[tokio::test]
async fn a_certificate_is_renewed_and_the_one_before_is_refused_once_it_was_shown() {
    let stop = CancellationToken::new();
    let (province, enterprise) = two_nodes(&stop).await;
    let old = TempDir::new().expect("a folder");
    for file in ["client.key", "client.pem", "parent-authority.pem"] {
        std::fs::copy(enterprise.tls().join(file), old.path().join(file)).expect("copied");
    }
    let old = || ClientMaterial::new(old.path());
    renew_certificate(&enterprise.store, &enterprise.material()).await.expect("renewed");
    assert_eq!(exchange(&enterprise, old()).await, None, "the new one was not shown yet");
    assert_eq!(exchange(&enterprise, enterprise.material()).await, None);
    let refused = exchange(&enterprise, old()).await;
    assert_eq!(refused.as_deref(), Some("federation.certificate"));
    let record = report(&enterprise).await;
    assert_eq!(exchange(&enterprise, enterprise.material()).await, None);
    assert!(holds(&province, record.id).await);
    // An interruption between the two renames: the key is new, its certificate lies beside it.
    let tls = enterprise.tls();
    std::fs::rename(tls.join("client.pem"), tls.join("client.next.pem")).expect("renamed");
    std::fs::copy(old().dir().join("client.pem"), tls.join("client.pem")).expect("copied");
    assert_eq!(exchange(&enterprise, enterprise.material()).await, None);
    stop.cancel();
}

#[tokio::test]
async fn keys_change_at_both_ends_of_a_wire_and_nothing_waits() {
    let stop = CancellationToken::new();
    let (province, enterprise) = two_nodes(&stop).await;
    for round in 0..3 {
        enterprise.store.key_change(word("cn/32/ent/a")).await.expect("another key");
        if round > 0 {
            province.store.key_change(word("cn/32/miit")).await.expect("another key");
        }
        let record = report(&enterprise).await;
        assert_eq!(exchange(&enterprise, enterprise.material()).await, None);
        assert!(holds(&province, record.id).await);
    }
    let (p, e) = ((&province.store, province.node()), (&enterprise.store, enterprise.node()));
    ledgers_agree(p, e).await;
    stop.cancel();
}

#[tokio::test]
async fn a_node_whose_key_was_revoked_comes_back_by_an_invitation_with_another() {
    let stop = CancellationToken::new();
    let province = Place::new("province", NodeKind::Provincial, "cn/32/miit").await;
    let enterprise = Place::new("enterprise", NodeKind::Enterprise, "cn/32/ent/a").await;
    let invitation = province.listen(&stop);
    enrol(&enterprise, &invitation).await.expect("enrolment works");
    let before = report(&enterprise).await;
    assert_eq!(exchange(&enterprise, enterprise.material()).await, None);
    let mut tx = province.store.begin(&Scope::system()).await.expect("a transaction");
    tx.key_revoke(enterprise.node(), word("cn/32/miit")).await.expect("revoked");
    tx.commit().await.expect("the commit");
    let waiting = report(&enterprise).await;
    let refused = exchange(&enterprise, enterprise.material()).await;
    assert_eq!(refused.as_deref(), Some("federation.key_revoked"));
    *province.host.used.lock().expect("a lock") = false;
    enrol_anew(&enterprise.store, &enterprise.material(), &invitation).await.expect("again");
    assert_eq!(exchange(&enterprise, enterprise.material()).await, None);
    assert!(holds(&province, before.id).await && holds(&province, waiting.id).await);
    for node in [&province, &enterprise] {
        let outcome = node.store.verify(&|_| ()).await.expect("verification runs");
        assert!(matches!(outcome, VerifyOutcome::Sound(_)), "{outcome:?}");
    }
    stop.cancel();
}

#[tokio::test]
async fn bundles_made_around_a_change_of_key_are_read() {
    let (province, enterprise) = neighbours().await;
    let record = report(&enterprise).await;
    // Encrypted for a key that its receiver has meanwhile replaced.
    let made = bundle::export(&enterprise.store, &enterprise.blobs, province.node(), PLENTY).await;
    let (up, _) = made.expect("a bundle");
    province.store.key_change(word("cn/32/miit")).await.expect("another key");
    enterprise.store.key_change(word("cn/32/ent/a")).await.expect("another key");
    let take = async |at: &Place, file: &[u8]| {
        bundle::import(&at.store, &at.blobs, at.host.as_ref(), file).await.expect("taken")
    };
    take(&province, &up).await;
    for _ in 0..2 {
        for (from, to) in [(&province, &enterprise), (&enterprise, &province)] {
            let made = bundle::export(&from.store, &from.blobs, to.node(), PLENTY).await;
            let taken = take(to, &made.expect("a bundle").0).await;
            assert_eq!(taken.rejected, []);
        }
    }
    assert!(holds(&province, record.id).await);
    let header =
        bundle::export(&enterprise.store, &enterprise.blobs, province.node(), PLENTY).await;
    let (file, _) = header.expect("a bundle");
    take(&province, &file).await;
    let (p, e) = ((&province.store, province.node()), (&enterprise.store, enterprise.node()));
    ledgers_agree(p, e).await;
}
