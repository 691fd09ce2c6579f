//! One suite for every way between two nodes: in memory, over HTTPS, by files.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use contract::Sharing;
use contract::kinds::loop_step::{Attachment, LoopStep};
use federation::bundle::{self, Wish};
use federation::client::{Session, Uplink};
use federation::https::Https;
use federation::service::Service;
use federation::transport::memory::Memory;
use federation::transport::{Connector, Transport};
use federation::{Error, Task};
use model::{Id, NodeKind};
use store::testing::{append, draft, path};
use store::{Peer, Scope, Store};
use tokio_util::sync::CancellationToken;

use super::{Place, enrol, holds, probe_shared_with};

pub(crate) const PLENTY: Wish = Wish { one_way: false, from: None, most_bytes: 64 << 20 };

/// A province and an enterprise below it, and the way between them.
struct Pair {
    province: Place,
    enterprise: Place,
    way: Way,
}

enum Way {
    /// The enterprise calls, over memory or HTTPS.
    Called(Box<Uplink>, Box<Session>, CancellationToken),
    /// Files go up, then down.
    Carried,
}

struct InMemory(Arc<Service>, Id);

impl Connector for InMemory {
    fn connect<'a>(&'a self, _: &'a Peer) -> Task<'a, Result<Box<dyn Transport>, Error>> {
        let memory = Memory { service: Arc::clone(&self.0), caller: self.1 };
        Box::pin(async move { Ok(Box::new(memory) as Box<dyn Transport>) })
    }
}

fn uplink(child: &Place, connector: Arc<dyn Connector>) -> Box<Uplink> {
    let (store, blobs) = (child.store.clone(), child.blobs.clone());
    let interval = Duration::from_millis(20);
    Box::new(Uplink::new(store, blobs, child.host.clone(), connector, interval))
}

/// Both nodes, enrolled without a wire.
pub(crate) async fn neighbours() -> (Place, Place) {
    let province = Place::new("province", NodeKind::Provincial, "cn/32/miit").await;
    let enterprise = Place::new("enterprise", NodeKind::Enterprise, "cn/32/ent/a").await;
    store::testing::enrol(&province.store, &enterprise.store).await;
    (province, enterprise)
}

impl Pair {
    async fn in_memory() -> Self {
        let (province, enterprise) = neighbours().await;
        let service =
            Service::new(province.store.clone(), province.blobs.clone(), province.host.clone());
        let way = InMemory(Arc::new(service), enterprise.node());
        let uplink = uplink(&enterprise, Arc::new(way));
        let way = Way::Called(uplink, Box::default(), CancellationToken::new());
        Self { province, enterprise, way }
    }

    async fn over_https() -> Self {
        let stop = CancellationToken::new();
        let province = Place::new("province", NodeKind::Provincial, "cn/32/miit").await;
        let enterprise = Place::new("enterprise", NodeKind::Enterprise, "cn/32/ent/a").await;
        let invitation = province.listen(&stop);
        enrol(&enterprise, &invitation).await.expect("enrolment works");
        let https = Https { material: enterprise.material() };
        let way = Way::Called(uplink(&enterprise, Arc::new(https)), Box::default(), stop);
        Self { province, enterprise, way }
    }

    async fn by_files() -> Self {
        let (province, enterprise) = neighbours().await;
        Self { province, enterprise, way: Way::Carried }
    }

    /// Moves once in both directions what is to be moved.
    async fn carry(&mut self) {
        match &mut self.way {
            Way::Called(uplink, session, _) => drop(uplink.step(session).await),
            Way::Carried => {
                carry(&self.enterprise, &self.province).await;
                carry(&self.province, &self.enterprise).await;
            }
        }
    }

    async fn until_at_rest(&mut self) {
        for _ in 0..12 {
            self.carry().await;
            let up = self.enterprise.store.edge_lag(self.province.node()).await.expect("a lag");
            let down = self.province.store.edge_lag(self.enterprise.node()).await.expect("a lag");
            if up.backlog + down.backlog == 0 {
                return;
            }
        }
        panic!("it does not come to rest");
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        if let Way::Called(_, _, stop) = &self.way {
            stop.cancel();
        }
    }
}

/// A bundle from one to the other.
async fn carry(from: &Place, to: &Place) {
    let made = bundle::export(&from.store, &from.blobs, to.node(), PLENTY).await;
    let (file, _) = made.expect("a bundle");
    let taken = bundle::import(&to.store, &to.blobs, to.host.as_ref(), &file).await;
    taken.expect("it is taken");
}

/// Both ends say the same of every item, in both directions.
pub(crate) async fn ledgers_agree(one: (&Store, Id), other: (&Store, Id)) -> usize {
    let mut items = 0;
    for ((from, here), (to, there)) in [(one, other), (other, one)] {
        let said = from.edge_ledger(there, true, 0, 10_000).await.expect("a ledger");
        let heard = to.edge_ledger(here, false, 0, 10_000).await.expect("a ledger");
        assert_eq!(said, heard);
        items += said.len();
    }
    items
}

async fn what_is_shared_arrives_with_the_same_ledger_at_both_ends(pair: &mut Pair) {
    let (up, down) = (Sharing::with([path("cn/32/miit")]), Sharing::with([path("cn/32/ent/a")]));
    let report = probe_shared_with(&pair.enterprise, "cn/32/ent/a", up);
    let report = append(&pair.enterprise.store, report).await.expect("a record");
    let kept = probe_shared_with(&pair.enterprise, "cn/32/ent/a", Sharing::private());
    let kept = append(&pair.enterprise.store, kept).await.expect("a record");
    let notice = probe_shared_with(&pair.province, "cn/32/miit", down);
    let notice = append(&pair.province.store, notice).await.expect("a record");
    pair.until_at_rest().await;
    assert!(holds(&pair.province, report.id).await && holds(&pair.enterprise, notice.id).await);
    assert!(!holds(&pair.province, kept.id).await, "a private record stays");
    let (p, e) = ((&pair.province.store, pair.province.node()), pair.enterprise.node());
    assert!(ledgers_agree(p, (&pair.enterprise.store, e)).await >= 4, "with the directory");
}

async fn a_long_queue_arrives_whole_and_in_order(pair: &mut Pair) {
    const RECORDS: usize = 2_300;
    let mut tx = pair.enterprise.store.begin(&Scope::system()).await.expect("a transaction");
    let mut last = None;
    for _ in 0..RECORDS {
        let sharing = Sharing::with([path("cn/32/miit")]);
        let draft = probe_shared_with(&pair.enterprise, "cn/32/ent/a", sharing);
        last = Some(tx.append(draft).await.expect("a record"));
    }
    tx.commit().await.expect("the commit");
    pair.until_at_rest().await;
    assert!(holds(&pair.province, last.expect("a record").id).await);
    let (p, e) = ((&pair.province.store, pair.province.node()), pair.enterprise.node());
    assert!(ledgers_agree(p, (&pair.enterprise.store, e)).await > RECORDS);
}

async fn a_file_follows_its_record(pair: &mut Pair) {
    let from = &pair.enterprise;
    let stored = from.blobs.put(b"disposal record".to_vec(), 1000).await.expect("stored");
    let attachment = Attachment {
        name: "record.txt".into(),
        digest: stored.digest.clone(),
        size_bytes: stored.size_bytes,
        media_type: "text/plain".into(),
    };
    let step = LoopStep {
        subject: from.store.new_id(),
        party: "recipient".into(),
        by: path("cn/32/ent/a"),
        action: "reply".into(),
        turn: 2,
        text: "done".into(),
        attachments: vec![attachment],
        fields: BTreeMap::new(),
        checks: Vec::new(),
        on_behalf_of: String::new(),
    };
    let sharing = Sharing::with([path("cn/32/miit")]);
    let step = draft(&from.store, "cn/32/ent/a", sharing, &step);
    append(&from.store, step).await.expect("a record");
    pair.until_at_rest().await;
    for _ in 0..3 {
        pair.carry().await;
    }
    assert!(pair.province.blobs.contains(&stored.digest).await.expect("a look"));
}

async fn a_refusal_is_seen_by_the_sender_with_its_reason(pair: &mut Pair) {
    let nobody = Sharing::with([path("cn/32/ent/nobody")]);
    let draft = probe_shared_with(&pair.enterprise, "cn/32/ent/a", nobody);
    let record = append(&pair.enterprise.store, draft).await.expect("a record");
    let province = pair.province.node();
    store::sabotage::deliver(&pair.enterprise.store, province, record.id).await.expect("queued");
    pair.until_at_rest().await;
    assert!(!holds(&pair.province, record.id).await);
    let said = pair.enterprise.store.edge_ledger(province, true, 0, 100).await.expect("a ledger");
    let refused: Vec<_> = said.iter().filter(|line| line.state == "rejected").collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code.as_deref(), Some("federation.not_addressed"));
    let kept = pair.province.store.quarantined(pair.enterprise.node(), 10).await.expect("a list");
    assert_eq!(kept.len(), 1, "whole, at the receiver");
}

async fn what_is_urgent_overtakes_what_waits(pair: &mut Pair) {
    let store = &pair.enterprise.store.clone();
    let sharing = || Sharing::with([path("cn/32/miit")]);
    for _ in 0..3 {
        let bulk = probe_shared_with(&pair.enterprise, "cn/32/ent/a", sharing());
        append(store, bulk).await.expect("a record");
    }
    let step = LoopStep {
        subject: store.new_id(),
        party: "recipient".into(),
        by: path("cn/32/ent/a"),
        action: "sign_for".into(),
        turn: 1,
        text: String::new(),
        attachments: Vec::new(),
        fields: BTreeMap::new(),
        checks: Vec::new(),
        on_behalf_of: String::new(),
    };
    let step = append(store, draft(store, "cn/32/ent/a", sharing(), &step)).await;
    let step = step.expect("a record");
    pair.until_at_rest().await;
    let said = store.edge_ledger(pair.province.node(), true, 0, 100).await.expect("a ledger");
    let hashes: Vec<&str> = said.iter().map(|line| line.hash.as_str()).collect();
    let place = hashes.iter().position(|hash| *hash == step.hash).expect("it was sent");
    assert_eq!(place, said.len() - 4, "before the three that were queued earlier");
}

macro_rules! conformance {
    ($($way:ident: [$($case:ident as $test:ident,)+],)+) => {$($(
        #[tokio::test]
        async fn $test() {
            $case(&mut Pair::$way().await).await;
        }
    )+)+};
}

conformance! {
    in_memory: [
        what_is_shared_arrives_with_the_same_ledger_at_both_ends as memory_same_ledger,
        a_long_queue_arrives_whole_and_in_order as memory_long_queue,
        a_file_follows_its_record as memory_file,
        a_refusal_is_seen_by_the_sender_with_its_reason as memory_refusal,
        what_is_urgent_overtakes_what_waits as memory_urgent,
    ],
    over_https: [
        what_is_shared_arrives_with_the_same_ledger_at_both_ends as https_same_ledger,
        a_long_queue_arrives_whole_and_in_order as https_long_queue,
        a_file_follows_its_record as https_file,
        a_refusal_is_seen_by_the_sender_with_its_reason as https_refusal,
        what_is_urgent_overtakes_what_waits as https_urgent,
    ],
    by_files: [
        what_is_shared_arrives_with_the_same_ledger_at_both_ends as files_same_ledger,
        a_long_queue_arrives_whole_and_in_order as files_long_queue,
        a_file_follows_its_record as files_file,
        a_refusal_is_seen_by_the_sender_with_its_reason as files_refusal,
        what_is_urgent_overtakes_what_waits as files_urgent,
    ],
}
