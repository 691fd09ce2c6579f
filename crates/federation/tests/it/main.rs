//! Two nodes on one wire: enrolment, exchanges, blobs, and callers who should not be there.
//! One test binary; add modules here, not files beside it.

mod ahead;
mod bundles;
mod conformance;
mod keys;
mod versions;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract::kinds::Kind as _;
use contract::kinds::loop_step::{Attachment, LoopStep};
use contract::kinds::node::Node;
use contract::kinds::probe::Probe;
use contract::{RecordDraft, Sharing};
use federation::client::Uplink;
use federation::https::Https;
use federation::server::{self, Server};
use federation::service::Service;
use federation::tls::{Authority, ClientMaterial};
use federation::{Host, Invitation, Task};
use model::{Fault, Id, NodeKind};
use store::blobs::BlobStore;
use store::testing::{append, draft, path, seed};
use store::{Options, PeerDraft, Scope, Store, SystemClock, VerifyOutcome};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

const TOKEN: &str = "the one-time token";

/// A node with its folder; removed when dropped.
struct Place {
    store: Store,
    blobs: BlobStore,
    host: Arc<TestHost>,
    dir: TempDir,
}

/// The application behind the wire, reduced to enrolment and a memory of what was told to it.
struct TestHost {
    store: Store,
    used: Mutex<bool>,
    failures: Mutex<Vec<String>>,
}

impl Host for TestHost {
    fn redeem<'a>(&'a self, token: &'a str, child: PeerDraft) -> Task<'a, Result<(), Fault>> {
        Box::pin(async move {
            let again = std::mem::replace(&mut *self.used.lock().expect("a lock"), true);
            if token != TOKEN || again {
                return Err(Fault::forbidden("enrolment.token"));
            }
            self.directory_entry(child).await.map_err(|error| error.fault())
        })
    }

    fn received<'a>(&'a self, _peer: Id, _records: &'a [Id]) -> Task<'a, ()> {
        Box::pin(async {})
    }

    fn exchanged(&self, _peer: Id, _changed: bool, failure: Option<&Fault>) {
        if let Some(fault) = failure {
            self.failures.lock().expect("a lock").push(fault.code.to_string());
        }
    }
}

impl TestHost {
    fn new(store: &Store) -> Arc<Self> {
        let (used, failures) = (Mutex::new(false), Mutex::default());
        Arc::new(Self { store: store.clone(), used, failures })
    }

    async fn directory_entry(&self, child: PeerDraft) -> Result<(), store::Error> {
        let card = child.card.clone();
        let mut tx = self.store.begin(&Scope::system()).await?;
        tx.peer_put(child).await?;
        let body = Node {
            node: card.node,
            name: card.name,
            kind: card.kind,
            parent: Some(self.store.identity()?.node),
            tenants: card.tenants,
            suite: card.suite,
            public_key: card.public_key,
            former: card.former,
            state: "active".into(),
        };
        let speaker = self.store.routes().local.first().expect("a tenant").to_string();
        let record = draft(&self.store, &speaker, Sharing::everyone(), &body);
        let follows = tx.latest(card.node).await?.map_or(0, |record| record.revision);
        tx.append(RecordDraft { object: card.node, follows, ..record }).await?;
        tx.commit().await
    }
}

impl Place {
    async fn new(name: &str, kind: NodeKind, tenant: &str) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let options = Options {
            url: "sqlite".into(),
            data_dir: dir.path().join("data"),
            clock: Arc::new(SystemClock),
            tuning: store::Tuning::default(),
        };
        let store = Store::open(options).await.expect("the store opens");
        store.initialise(seed(name, kind, &[tenant])).await.expect("the node is made");
        let blobs = BlobStore::open(&dir.path().join("blobs")).expect("the blobs open");
        let host = TestHost::new(&store);
        Self { store, blobs, host, dir }
    }

    fn node(&self) -> Id {
        self.store.identity().expect("an identity").node
    }

    fn tls(&self) -> std::path::PathBuf {
        self.dir.path().join("tls")
    }

    fn material(&self) -> ClientMaterial {
        ClientMaterial::new(&self.tls())
    }

    /// Listens for children; the invitation for one.
    fn listen(&self, stop: &CancellationToken) -> Invitation {
        let address = free_port();
        let authority = Authority::open(&self.tls(), self.node(), self.store.now());
        let authority = Arc::new(authority.expect("an authority"));
        let invitation = Invitation {
            url: format!("https://{address}"),
            parent: self.node(),
            authority: authority.certificate_pem().to_owned(),
            token: TOKEN.into(),
        };
        let service = Service::new(self.store.clone(), self.blobs.clone(), self.host.clone());
        let server = Server { service, authority };
        tokio::spawn(server::serve(server, address, stop.clone()));
        invitation
    }

    fn call_parent(&self, stop: &CancellationToken) {
        let connector = Arc::new(Https { material: self.material() });
        let interval = Duration::from_millis(30);
        let uplink = Uplink::new(
            self.store.clone(),
            self.blobs.clone(),
            self.host.clone(),
            connector,
            interval,
        );
        tokio::spawn(uplink.run(stop.clone()));
    }
}

fn free_port() -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    socket.local_addr().expect("an address")
}

/// A province and an enterprise, enrolled over the wire.
async fn two_nodes(stop: &CancellationToken) -> (Place, Place) {
    let province = Place::new("province", NodeKind::Provincial, "cn/32/miit").await;
    let enterprise = Place::new("enterprise", NodeKind::Enterprise, "cn/32/ent/a").await;
    let invitation = province.listen(stop);
    enrol(&enterprise, &invitation).await.expect("enrolment works");
    (province, enterprise)
}

/// Enrols, giving the listener a moment to come up.
async fn enrol(child: &Place, invitation: &Invitation) -> Result<Id, federation::Error> {
    let mut last = None;
    for _ in 0..100 {
        match federation::enrol::enrol(&child.store, &child.material(), invitation).await {
            Err(error) if error.fault().code == "federation.unreachable" => last = Some(error),
            done => return done,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(last.expect("an error"))
}

async fn until(what: &str, mut ask: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if ask().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within ten seconds: {what}");
}

async fn holds(place: &Place, record: Id) -> bool {
    let mut read = place.store.read(&Scope::system()).await.expect("a read handle");
    read.record(record).await.expect("a look-up").is_some()
}

fn probe_shared_with(place: &Place, tenant: &str, sharing: Sharing) -> RecordDraft {
    let body = Probe { name: "mirror port".into(), place: String::new(), state: "active".into() };
    draft(&place.store, tenant, sharing, &body)
}

#[tokio::test]
async fn what_is_shared_crosses_the_wire_both_ways_and_is_receipted() {
    let stop = CancellationToken::new();
    let (province, enterprise) = two_nodes(&stop).await;
    enterprise.call_parent(&stop);
    let up = Sharing::with([path("cn/32/miit")]);
    let up = append(&enterprise.store, probe_shared_with(&enterprise, "cn/32/ent/a", up)).await;
    let down = Sharing::with([path("cn/32/ent/a")]);
    let down = append(&province.store, probe_shared_with(&province, "cn/32/miit", down)).await;
    let kept = append(
        &enterprise.store,
        probe_shared_with(&enterprise, "cn/32/ent/a", Sharing::private()),
    )
    .await;
    let (up, down, kept) = (up.expect("up"), down.expect("down"), kept.expect("kept"));
    until("the report is at the province", async || holds(&province, up.id).await).await;
    until("the notice is at the enterprise", async || holds(&enterprise, down.id).await).await;
    for (from, to) in [(&enterprise, &province), (&province, &enterprise)] {
        until("everything is receipted", async || {
            from.store.edge_lag(to.node()).await.expect("a lag").backlog == 0
        })
        .await;
        let receipts = from.store.receipts(to.node(), "in", 10).await.expect("receipts");
        assert!(!receipts.is_empty(), "signed receipts are on file");
    }
    assert!(!holds(&province, kept.id).await, "a private record stays");
    stop.cancel();
}

#[tokio::test]
async fn evidence_follows_the_record_that_refers_to_it() {
    let stop = CancellationToken::new();
    let (province, enterprise) = two_nodes(&stop).await;
    enterprise.call_parent(&stop);
    let stored = enterprise.blobs.put(b"disposal record".to_vec(), 1000).await.expect("stored");
    let unrelated = enterprise.blobs.put(b"trade secret".to_vec(), 1000).await.expect("stored");
    let step = LoopStep {
        subject: enterprise.store.new_id(),
        party: "recipient".into(),
        by: path("cn/32/ent/a"),
        action: "reply".into(),
        turn: 2,
        text: "done".into(),
        attachments: vec![Attachment {
            name: "record.txt".into(),
            digest: stored.digest.clone(),
            size_bytes: stored.size_bytes,
            media_type: "text/plain".into(),
        }],
        fields: BTreeMap::new(),
        checks: Vec::new(),
        on_behalf_of: String::new(),
    };
    assert_eq!(step.blobs(), std::slice::from_ref(&stored.digest));
    let sharing = Sharing::with([path("cn/32/miit")]);
    append(&enterprise.store, draft(&enterprise.store, "cn/32/ent/a", sharing, &step))
        .await
        .expect("the reply");
    until("the file is at the province", async || {
        province.blobs.contains(&stored.digest).await.expect("a look")
    })
    .await;
    assert!(!province.blobs.contains(&unrelated.digest).await.expect("a look"));
    stop.cancel();
}

/// Each wrong invitation and the code it is refused with.
#[tokio::test]
async fn a_wrong_invitation_is_refused_with_its_reason() {
    let stop = CancellationToken::new();
    let province = Place::new("province", NodeKind::Provincial, "cn/32/miit").await;
    let stranger = Place::new("stranger", NodeKind::Provincial, "cn/33/miit").await;
    let right = province.listen(&stop);
    let elsewhere = stranger.listen(&stop);
    let good = Place::new("first", NodeKind::Enterprise, "cn/32/ent/a").await;
    enrol(&good, &right).await.expect("the right one works");
    let check = async |change: &dyn Fn(&mut Invitation), expected: &str| {
        let child = Place::new("child", NodeKind::Enterprise, "cn/32/ent/b").await;
        let mut wrong = right.clone();
        change(&mut wrong);
        // One try: a refused handshake looks like an unreachable peer.
        let outcome = federation::enrol::enrol(&child.store, &child.material(), &wrong).await;
        let code = outcome.expect_err("it is refused").fault().code;
        assert_eq!(code, expected);
        assert!(child.store.parent().await.expect("a look").is_none(), "nothing is half-enrolled");
    };
    check(&|w| w.token = "guess".into(), "enrolment.token").await;
    check(&|_| (), "enrolment.token").await;
    check(&|w| w.authority = elsewhere.authority.clone(), "federation.unreachable").await;
    check(&|w| w.parent = elsewhere.parent, "federation.unreachable").await;
    check(&|w| w.url = "http://127.0.0.1:1".into(), "federation.url").await;
    check(&|w| w.url = format!("https://{}", free_port()), "federation.unreachable").await;
    stop.cancel();
}

#[tokio::test]
async fn a_child_of_another_parent_and_a_suspended_child_are_refused() {
    let stop = CancellationToken::new();
    let (province, enterprise) = two_nodes(&stop).await;
    let mut tx = province.store.begin(&Scope::system()).await.expect("a transaction");
    tx.peer_state(enterprise.node(), "suspended").await.expect("suspended");
    tx.commit().await.expect("the commit");
    enterprise.call_parent(&stop);
    let told = async |code: &str| {
        enterprise.host.failures.lock().expect("a lock").iter().any(|failure| failure == code)
    };
    until("the child is told that it is suspended", async || told("federation.suspended").await)
        .await;
    stop.cancel();
}

#[tokio::test]
async fn a_parent_that_was_away_is_caught_up_with() {
    let stop = CancellationToken::new();
    let (province, enterprise) = two_nodes(&stop).await;
    let sharing = || Sharing::with([path("cn/32/miit")]);
    let mut last = None;
    for _ in 0..1200 {
        let record = probe_shared_with(&enterprise, "cn/32/ent/a", sharing());
        last = Some(append(&enterprise.store, record).await.expect("a record"));
    }
    let last = last.expect("records were made");
    enterprise.call_parent(&stop);
    until("the last record is at the province", async || holds(&province, last.id).await).await;
    let outcome = province.store.verify(&|_| ()).await.expect("verification runs");
    assert!(matches!(outcome, VerifyOutcome::Sound(_)), "what was received: {outcome:?}");
    stop.cancel();
}

#[test]
fn secrets_are_readable_by_the_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = TempDir::new().expect("a temporary folder");
    let node = Id::from_parts(model::Millis(1), [1; 10]);
    Authority::open(dir.path(), node, model::Millis(1_800_000_000_000)).expect("an authority");
    let mode =
        |file: &Path| std::fs::metadata(file).expect("the file").permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("authority.key")), 0o600);
}
