//! Exchanges as each protocol version wrote them, kept in `fixtures/`: a parent of today answers
//! them with the same words, and a child of today says the same. A change of a file is a change
//! of the protocol; `UPDATE=1` writes those of a version that is new.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use contract::Sharing;
use contract::federation::{OLDEST, PROTOCOL};
use contract::kinds::probe::Probe;
use federation::client::{Session, Uplink};
use federation::service::Service;
use federation::transport::memory::Memory;
use federation::transport::{Connector, Transport};
use federation::{Error, Task};
use model::{Id, NodeKind};
use serde_json::{Value, json};
use store::Peer;
use store::blobs::BlobStore;
use store::testing::{TestStore, append, draft, path, seed};

use super::TestHost;

const EXCHANGES: usize = 3;

/// What crossed the wire: requests and answers in turn.
type Tape = Arc<Mutex<Vec<Value>>>;

struct Taped {
    service: Arc<Service>,
    caller: Id,
    tape: Tape,
}

impl Connector for Taped {
    fn connect<'a>(&'a self, _: &'a Peer) -> Task<'a, Result<Box<dyn Transport>, Error>> {
        let Self { service, caller, tape } = self;
        let memory = Memory { service: Arc::clone(service), caller: *caller };
        let open = Open { memory, tape: Arc::clone(tape) };
        Box::pin(async move { Ok(Box::new(open) as Box<dyn Transport>) })
    }
}

struct Open {
    memory: Memory,
    tape: Tape,
}

impl Transport for Open {
    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, Error>> {
        Box::pin(async move {
            self.tape.lock().expect("a lock").push(unpacked(&body));
            let answer = self.memory.exchange(body).await?;
            self.tape.lock().expect("a lock").push(unpacked(&answer));
            Ok(answer)
        })
    }

    fn blob_put<'a>(&'a self, digest: &'a str, bytes: Vec<u8>) -> Task<'a, Result<(), Error>> {
        self.memory.blob_put(digest, bytes)
    }

    fn blob_get<'a>(&'a self, digest: &'a str) -> Task<'a, Result<Option<Vec<u8>>, Error>> {
        self.memory.blob_get(digest)
    }
}

fn unpacked(body: &[u8]) -> Value {
    let json = zstd::stream::decode_all(body).expect("compressed");
    serde_json::from_slice(&json).expect("JSON")
}

fn packed(message: &Value) -> Vec<u8> {
    let json = serde_json::to_vec(message).expect("JSON");
    zstd::stream::encode_all(json.as_slice(), 1).expect("compressed")
}

/// A node whose keys and identifiers are always the same.
async fn same_node(salt: u16, kind: NodeKind, tenant: &str) -> TestStore {
    let test = TestStore::open("", salt).await;
    let key = |name: &str, byte: u8| {
        let secret = base64::engine::general_purpose::STANDARD.encode([byte; 32]);
        let file = test.options.data_dir.join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder");
        std::fs::write(file, format!("ed25519-sha256:{secret}\n")).expect("the key is written");
    };
    let byte = u8::try_from(salt).expect("small");
    key("node.key", byte);
    key(&format!("keys/{}.key", tenant.replace('/', "_")), byte + 100);
    test.store.initialise(seed(&format!("node {salt}"), kind, &[tenant])).await.expect("made");
    test
}

struct Pair {
    province: TestStore,
    enterprise: TestStore,
    service: Arc<Service>,
}

impl Pair {
    async fn new() -> Self {
        let province = same_node(2, NodeKind::Provincial, "cn/32/miit").await;
        let enterprise = same_node(3, NodeKind::Enterprise, "cn/32/ent/a").await;
        store::testing::enrol(&province.store, &enterprise.store).await;
        for (from, to) in [("cn/32/ent/a", "cn/32/miit"), ("cn/32/miit", "cn/32/ent/a")] {
            let at = if from == "cn/32/miit" { &province } else { &enterprise };
            let body =
                Probe { name: "探针".into(), place: String::new(), state: "active".into() };
            let said = draft(&at.store, from, Sharing::with([path(to)]), &body);
            append(&at.store, said).await.expect("a record");
        }
        let service = Arc::new(Service::new(
            province.store.clone(),
            blobs(&province),
            TestHost::new(&province.store),
        ));
        Self { province, enterprise, service }
    }

    fn child(&self) -> Id {
        self.enterprise.store.identity().expect("an identity").node
    }

    /// The child speaks this version; what crosses the wire.
    async fn speak(&self, version: u32) -> Vec<Value> {
        let tape = Tape::default();
        let (service, caller) = (Arc::clone(&self.service), self.child());
        let taped = Taped { service, caller, tape: Arc::clone(&tape) };
        let store = self.enterprise.store.clone();
        let host = TestHost::new(&store);
        let uplink = Uplink::new(
            store,
            blobs(&self.enterprise),
            host,
            Arc::new(taped),
            Duration::from_millis(1),
        );
        let uplink = Uplink { speaks: version, ..uplink };
        let mut session = Session::default();
        for _ in 0..EXCHANGES {
            uplink.step(&mut session).await;
        }
        tape.lock().expect("a lock").clone()
    }

    async fn at_rest(&self) {
        let province = self.province.store.identity().expect("an identity").node;
        let up = self.enterprise.store.edge_lag(province).await.expect("a lag");
        let down = self.province.store.edge_lag(self.child()).await.expect("a lag");
        assert_eq!((up.backlog, down.backlog), (0, 0), "everything arrived and is receipted");
    }
}

fn blobs(of: &TestStore) -> BlobStore {
    BlobStore::open(&of.options.data_dir.join("blobs")).expect("the blobs open")
}

/// Without what a release changes: the number of the executable, and the signature over it.
fn timeless(message: &Value) -> Value {
    let mut message = message.clone();
    message["heartbeat"]["version"] = json!("");
    message["signature"] = json!("");
    message
}

fn kept(version: u32, words: &[Value]) -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures");
    let file = folder.join(format!("exchanges-{version}.json"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(&folder).expect("the folder");
        let text = serde_json::to_string_pretty(words).expect("JSON");
        std::fs::write(&file, text + "\n").expect("the fixture is written");
    }
    serde_json::from_slice(&std::fs::read(&file).expect("the fixture")).expect("JSON")
}

#[tokio::test]
async fn a_child_says_in_each_version_what_it_always_said() {
    for version in OLDEST..=PROTOCOL {
        let pair = Pair::new().await;
        let words = pair.speak(version).await;
        pair.at_rest().await;
        let kept = kept(version, &words);
        assert_eq!(kept.len(), 2 * EXCHANGES);
        for (place, (said, kept)) in words.iter().zip(&kept).enumerate() {
            assert_eq!(timeless(said), timeless(kept), "version {version}, message {place}");
        }
    }
}

#[tokio::test]
async fn a_parent_answers_what_children_of_each_version_sent() {
    for version in OLDEST..=PROTOCOL {
        let pair = Pair::new().await;
        // The child's queue is as it was when the messages were recorded.
        let kept = kept(version, &Pair::new().await.speak(version).await);
        for (place, exchange) in kept.chunks(2).enumerate() {
            let answer = pair.service.exchange(pair.child(), &packed(&exchange[0])).await;
            let answer = unpacked(&answer.expect("it is taken"));
            assert_eq!(timeless(&answer), timeless(&exchange[1]), "version {version}, {place}");
        }
        let province = &pair.province.store;
        let taken = province.edge_ledger(pair.child(), false, 0, 100).await.expect("a ledger");
        assert!(taken.len() >= 2 && taken.iter().all(|line| line.state == "applied"), "{taken:?}");
    }
}

/// Each thing that the version before must not see.
#[tokio::test]
async fn nothing_new_is_said_to_the_version_before() {
    let words = Pair::new().await.speak(OLDEST).await;
    for message in &words {
        assert_eq!(message["protocol"], OLDEST);
        assert!(message.get("flow").is_none(), "no field that it would refuse");
        assert!(message["items"].as_array().expect("items").len() <= 500);
    }
    let words = Pair::new().await.speak(PROTOCOL).await;
    assert!(words.iter().all(|message| message["flow"].is_object()));
}
