//! A child with much to say makes the next message while its parent takes the one before it, and
//! whatever is lost on the way arrives all the same, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract::Sharing;
use contract::federation::Message;
use contract::kinds::probe::Probe;
use federation::client::{Session, Uplink};
use federation::service::Service;
use federation::transport::memory::Memory;
use federation::transport::{Connector, Transport};
use federation::{Error, Task};
use model::{ErrorKind, Fault, NodeKind};
use store::blobs::BlobStore;
use store::testing::{TestStore, append, draft, path, seed};
use store::{Peer, Scope, Store};

use super::TestHost;

const RECORDS: usize = 20;
const MOST_ITEMS: usize = 3;

/// What happens to one exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lost {
    Request,
    Answer,
}

/// A way on which some exchanges are lost.
#[derive(Clone)]
struct Way {
    service: Arc<Service>,
    child: Store,
    parent: model::Id,
    lost: &'static [(usize, Lost)],
    /// Items that the child has to say.
    items: u64,
    exchanges: Arc<AtomicUsize>,
    /// Exchanges during which the child numbered further items.
    overlapped: Arc<AtomicUsize>,
}

/// Of the items of a message.
fn last_number(body: &[u8]) -> u64 {
    let json = zstd::stream::decode_all(body).expect("compressed");
    let message: Message = serde_json::from_slice(&json).expect("a message");
    message.items.last().map_or(0, |item| item.number)
}

impl Way {
    async fn numbered(&self) -> u64 {
        let known = self.child.peer(self.parent).await.expect("asked").expect("the parent");
        known.number_out
    }

    async fn carry(&self, body: Vec<u8>) -> Result<Vec<u8>, Error> {
        let number = self.exchanges.fetch_add(1, Ordering::SeqCst);
        let lost = self.lost.iter().find(|(at, _)| *at == number).map(|(_, lost)| *lost);
        let gone = || Error::Refused(Fault::new(ErrorKind::Unavailable, "federation.unreachable"));
        if lost == Some(Lost::Request) {
            return Err(gone());
        }
        // The parent takes its time while there is more to say.
        let last = last_number(&body);
        let longest = if last < self.items { 400 } else { 0 };
        for _ in 0..longest {
            if self.numbered().await > last {
                self.overlapped.fetch_add(1, Ordering::SeqCst);
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let caller = self.child.identity()?.node;
        let answer = Memory { service: Arc::clone(&self.service), caller }.exchange(body).await?;
        if lost == Some(Lost::Answer) { Err(gone()) } else { Ok(answer) }
    }
}

impl Connector for Way {
    fn connect<'a>(&'a self, _: &'a Peer) -> Task<'a, Result<Box<dyn Transport>, Error>> {
        let way = self.clone();
        Box::pin(async move { Ok(Box::new(way) as Box<dyn Transport>) })
    }
}

impl Transport for Way {
    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, Error>> {
        Box::pin(self.carry(body))
    }

    fn blob_put<'a>(&'a self, _: &'a str, _: Vec<u8>) -> Task<'a, Result<(), Error>> {
        Box::pin(async { Ok(()) })
    }

    fn blob_get<'a>(&'a self, _: &'a str) -> Task<'a, Result<Option<Vec<u8>>, Error>> {
        Box::pin(async { Ok(None) })
    }
}

async fn node(salt: u16, kind: NodeKind, tenant: &str) -> TestStore {
    let test = TestStore::open("", salt).await;
    test.store.initialise(seed(&format!("node {salt}"), kind, &[tenant])).await.expect("made");
    test
}

fn blobs(of: &TestStore) -> BlobStore {
    BlobStore::open(&of.options.data_dir.join("blobs")).expect("the blobs open")
}

/// Exchanges of a catch-up, and those that the next message was made during.
async fn caught_up(lost: &'static [(usize, Lost)]) -> (usize, usize) {
    let province = node(2, NodeKind::Provincial, "cn/32/miit").await;
    let enterprise = node(3, NodeKind::Enterprise, "cn/32/ent/a").await;
    store::testing::enrol(&province.store, &enterprise.store).await;
    let mut said = Vec::new();
    for number in 0..RECORDS {
        let name = format!("探针 {number}");
        let body = Probe { name, place: String::new(), state: "active".into() };
        let sharing = Sharing::with([path("cn/32/miit")]);
        let record = draft(&enterprise.store, "cn/32/ent/a", sharing, &body);
        said.push(append(&enterprise.store, record).await.expect("a record").id);
    }
    let host = TestHost::new(&province.store);
    let service = Service::new(province.store.clone(), blobs(&province), host);
    let parent = province.store.identity().expect("an identity").node;
    let way = Way {
        service: Arc::new(service),
        child: enterprise.store.clone(),
        parent,
        lost,
        items: enterprise.store.edge_lag(parent).await.expect("a lag").backlog,
        exchanges: Arc::default(),
        overlapped: Arc::default(),
    };
    let (exchanges, overlapped) = (Arc::clone(&way.exchanges), Arc::clone(&way.overlapped));
    let uplink = Uplink::new(
        enterprise.store.clone(),
        blobs(&enterprise),
        TestHost::new(&enterprise.store),
        Arc::new(way),
        Duration::from_millis(1),
    );
    let uplink = Uplink { most_items: MOST_ITEMS, ..uplink };
    let mut session = Session::default();
    for _ in 0..40 {
        uplink.step(&mut session).await;
        if enterprise.store.edge_lag(parent).await.expect("a lag").backlog == 0 {
            break;
        }
    }
    assert_eq!(enterprise.store.edge_lag(parent).await.expect("a lag").backlog, 0);
    let mut read = province.store.read(&Scope::system()).await.expect("a view");
    let arrived = read.records_of_kinds(&said, &["probe"]).await.expect("the records");
    let arrived: Vec<_> = arrived.iter().map(|record| record.id).collect();
    assert_eq!(arrived, said, "each once, in its order");
    (exchanges.load(Ordering::SeqCst), overlapped.load(Ordering::SeqCst))
}

#[tokio::test]
async fn the_next_message_is_made_while_the_parent_takes_one() {
    let (exchanges, overlapped) = caught_up(&[]).await;
    // What came with the enrolment is said as well.
    assert!(overlapped + 3 >= exchanges && overlapped >= RECORDS / MOST_ITEMS - 1, "{overlapped}");
}

#[tokio::test]
async fn whatever_is_lost_on_the_way_arrives_once() {
    const PLANS: &[&[(usize, Lost)]] = &[
        &[(0, Lost::Answer)],
        &[(2, Lost::Request)],
        &[(2, Lost::Answer), (3, Lost::Answer)],
        &[(1, Lost::Answer), (4, Lost::Request), (5, Lost::Answer)],
    ];
    for plan in PLANS {
        let (exchanges, _) = caught_up(plan).await;
        assert!(exchanges > plan.len(), "{exchanges}");
    }
}
