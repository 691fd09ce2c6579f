//! A link that only files serve, by the commands people use; and keys that change on the way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::kinds::{Kind, finding_report::FindingReport, node::Node};
use contract::{RecordDraft, Sharing};
use model::finding::Severity;
use model::{CaptureTime, Id};
use serde_json::Value;
use store::{LedgerLine, Options, PeerDraft, Relation, Scope, Store, SystemClock, Tuning};
use tempfile::TempDir;

use super::{huhang, json, node, text};

/// A node as the commands see it.
struct Place {
    folder: TempDir,
    config: String,
    tenant: &'static str,
}

impl Place {
    fn new(name: &str, kind: &str, tenant_kind: &str, tenant: &'static str) -> Self {
        let (folder, config) = node(|c| {
            c.replace("provincial", kind)
                .replace("industry_authority", tenant_kind)
                .replace("cn/32/miit", tenant)
                .replace("示例节点", name)
        });
        assert!(huhang(&["admin", "init", "--config", &config]).status.success());
        Self { folder, config, tenant }
    }

    /// The node's store, while no command runs.
    fn with<T>(&self, work: impl AsyncFnOnce(&Store) -> T) -> T {
        let options = Options {
            url: String::new(),
            data_dir: self.folder.path().join("data"),
            clock: Arc::new(SystemClock),
            tuning: Tuning::default(),
        };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let store = Store::open(options).await.expect("the store opens");
            let done = work(&store).await;
            store.close().await;
            done
        })
    }

    fn id(&self) -> Id {
        self.with(async |store| store.identity().expect("an identity").node)
    }

    fn say<K: Kind>(&self, object: Option<Id>, sharing: Sharing, body: &K) {
        self.with(async |store| {
            let mut tx = store.begin(&Scope::system()).await.expect("a transaction");
            let draft = RecordDraft {
                object: object.unwrap_or_else(|| store.new_id()),
                kind: K::NAME,
                tenant: self.tenant.parse().expect("a path"),
                author: "test".to_owned(),
                sharing,
                body: serde_json::to_value(body).expect("JSON"),
                follows: 0,
                binding: false,
            };
            tx.append(draft).await.expect("a record");
            tx.commit().await.expect("the commit");
        });
    }

    fn report(&self, to: &str) {
        let body = FindingReport {
            finding: self.id(),
            policy: self.id(),
            rule: "modbus.write.unlearned".to_owned(),
            severity: Severity::High,
            techniques: Vec::new(),
            source: String::new(),
            target: "10.0.0.1".to_owned(),
            protocol: "modbus".to_owned(),
            operation: String::new(),
            time: CaptureTime(1_767_225_600_000_000_000),
            params: std::collections::BTreeMap::new(),
            evidence: Vec::new(),
            redacted: Vec::new(),
            note: String::new(),
        };
        self.say(None, Sharing::with([to.parse().expect("a path")]), &body);
    }

    fn export(&self, to: &Self, more: &[&str]) -> PathBuf {
        let id = self.id();
        let (file, to) = (self.folder.path().join(format!("{}.bundle", fresh())), to.id());
        let (out, to) = (file.display().to_string(), to.to_string());
        let config = &self.config;
        let arguments = ["bundle", "export", "--config", config, "--peer", &to, "--out", &out];
        let done = huhang(&[&arguments[..], more].concat());
        assert_eq!(json(&done)["from"], id.to_string());
        file
    }

    /// What became of the bundle, or what was said of it.
    fn import(&self, file: &Path) -> Result<Value, String> {
        let file = file.display().to_string();
        let done = huhang(&["bundle", "import", "--config", &self.config, &file]);
        if done.status.success() { Ok(json(&done)) } else { Err(text(&done.stderr)) }
    }

    fn refuses(&self, file: &Path, code: &str) {
        let said = self.import(file).expect_err("it is refused");
        assert!(said.contains(code), "`{code}` is not in: {said}");
    }

    fn ledger(&self, peer: &Self, out: bool) -> Vec<LedgerLine> {
        let peer = peer.id();
        self.with(async |store| store.edge_ledger(peer, out, 0, 1000).await.expect("a ledger"))
    }

    fn is_sound(&self) {
        assert!(huhang(&["admin", "verify", "--config", &self.config]).status.success());
    }
}

fn fresh() -> u32 {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst)
}

/// A province and an enterprise below it that no wire connects.
fn neighbours() -> (Place, Place) {
    let province = Place::new("province", "provincial", "industry_authority", "cn/32/miit");
    let enterprise = Place::new("enterprise", "enterprise", "enterprise", "cn/32/ent/a");
    let edge = |relation, card| PeerDraft {
        relation,
        card,
        url: String::new(),
        certificate: String::new(),
        certificate_expires: None,
        ancestors: Vec::new(),
    };
    let cards = [&province, &enterprise]
        .map(|place| place.with(async |store| store.card("test").expect("a card")));
    let [above, below] = cards;
    let body = Node {
        node: below.node,
        name: below.name.clone(),
        kind: below.kind,
        parent: Some(above.node),
        tenants: below.tenants.clone(),
        suite: below.suite.clone(),
        public_key: below.public_key.clone(),
        former: Vec::new(),
        state: "active".to_owned(),
    };
    let child = below.node;
    for (at, draft) in
        [(&province, edge(Relation::Child, below)), (&enterprise, edge(Relation::Parent, above))]
    {
        at.with(async |store| {
            let mut tx = store.begin(&Scope::system()).await.expect("a transaction");
            tx.peer_put(draft).await.expect("the neighbour");
            tx.commit().await.expect("the commit");
        });
    }
    province.say(Some(child), Sharing::everyone(), &body);
    (province, enterprise)
}

/// A file up and a file down until nothing is said any more.
fn carry(province: &Place, enterprise: &Place) {
    for _ in 0..3 {
        province.import(&enterprise.export(province, &[])).expect("taken");
        enterprise.import(&province.export(enterprise, &[])).expect("taken");
    }
}

#[test]
fn a_link_served_only_by_files_converges_and_refuses_what_is_not_in_order() {
    let (province, enterprise) = neighbours();
    enterprise.report("cn/32/miit");
    province.report("cn/32/ent/a");
    let file = enterprise.export(&province, &[]);
    let mut altered = std::fs::read(&file).expect("the file");
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let beside = file.with_extension("altered");
    std::fs::write(&beside, &altered).expect("written");
    province.refuses(&beside, "bundle.signature");
    enterprise.refuses(&file, "bundle.address");
    province.import(&file).expect("the true one is taken");
    province.refuses(&file, "federation.replayed");
    carry(&province, &enterprise);
    // Reordered: the second before the first, through a gateway without a way back.
    let mut files = Vec::new();
    for _ in 0..2 {
        enterprise.report("cn/32/miit");
        files.push(enterprise.export(&province, &["--one-way"]));
    }
    province.refuses(&files[1], "federation.gap");
    province.import(&files[0]).expect("the first");
    province.import(&files[1]).expect("then the second");
    // Keys change at both ends; what is in a file is still taken.
    for place in [&province, &enterprise] {
        let config = &place.config;
        let rows = json(&huhang(&["admin", "key", "change", "--config", config, "--anyway"]));
        assert_eq!((&rows[0]["state"], &rows[1]["state"]), (&"former".into(), &"present".into()));
    }
    enterprise.report("cn/32/miit");
    carry(&province, &enterprise);
    for (from, to) in [(&enterprise, &province), (&province, &enterprise)] {
        let (said, heard) = (from.ledger(to, true), to.ledger(from, false));
        assert_eq!(said, heard, "the same ledger at both ends");
        assert!(said.len() >= 3 && said.iter().all(|line| line.state == "applied"), "{said:?}");
        from.is_sound();
    }
    // Of a neighbour that is none any more in the receiver's eyes: its key is revoked.
    let (config, child) = (&province.config, enterprise.id().to_string());
    let revoke = ["admin", "key", "revoke", "--config", config, "--node", &child];
    assert!(!huhang(&[&revoke[..], &["--reason", " "]].concat()).status.success());
    let rows = json(&huhang(&[&revoke[..], &["--reason", "stolen"]].concat()));
    assert_eq!(rows[1]["state"], "revoked");
    enterprise.report("cn/32/miit");
    province.refuses(&enterprise.export(&province, &[]), "federation.key_revoked");
}

#[test]
fn a_bundle_of_a_stranger_is_refused() {
    let (province, _) = neighbours();
    let (other, stranger) = neighbours();
    let file = stranger.export(&other, &[]);
    province.refuses(&file, "bundle.address");
}
