use contract::kinds::{notice::Notice, probe::Probe, tenant::Tenant};
use contract::sharing::Tlp;
use contract::{Record, RecordDraft, Sharing};
use model::finding::Severity;
use model::loops::Genre;
use model::{ErrorKind, Millis};

use super::Engine;
use crate::engine::Pool;
use crate::sql::{Dialect, Sql};
use crate::testing::{append, draft, path};
use crate::{Scope, Store, VerifyOutcome, VerifyReport};

pub(crate) const NONE: fn(crate::Progress) = |_| {};

pub(crate) fn probe(name: &str) -> Probe {
    Probe { name: name.to_owned(), place: "hall 1".to_owned(), state: "active".to_owned() }
}

pub(crate) fn notice(issuer: &str, recipient: &str) -> Notice {
    Notice {
        number: "苏工信通报〔2026〕1号".to_owned(),
        title: "PLC stop".to_owned(),
        text: "Check the controller.".to_owned(),
        severity: Severity::High,
        techniques: vec!["T0858".to_owned()],
        issuer: path(issuer),
        recipient: path(recipient),
        issued: Millis(1),
        due: Millis(2),
        procedure: "notice-loop@1".to_owned(),
        report: None,
        genre: Genre::Notice,
        issue: None,
        circular: None,
        hazard: String::new(),
        checks: Vec::new(),
        attachments: Vec::new(),
        tlp: Tlp::Amber,
        mark: String::new(),
        forwards: None,
        forwarded_number: String::new(),
        corrects: None,
    }
}

/// A private record of a tenant.
pub(crate) fn private(store: &Store, tenant: &str, name: &str) -> RecordDraft {
    draft(store, tenant, Sharing::private(), &probe(name))
}

/// A notice of one tenant to another.
pub(crate) fn issue(store: &Store, from: &str, to: &str) -> RecordDraft {
    draft(store, from, Sharing::with([path(to)]), &notice(from, to))
}

pub(crate) async fn sound(store: &Store) -> VerifyReport {
    match store.verify(&NONE).await.expect("the log can be read") {
        VerifyOutcome::Sound(report) => report,
        VerifyOutcome::Broken(failure) => panic!("not sound: {failure:?}"),
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, crate::Error>) -> String {
    result.expect_err("a refusal").code()
}

pub(crate) async fn a_record_appended_is_read_back_and_chained(engine: &Engine<'_>) {
    let node = engine.enterprise().await;
    let first = append(&node.store, private(&node.store, "cn/32/ent/a", "one")).await.unwrap();
    let second = append(&node.store, private(&node.store, "cn/32/ent/a", "two")).await.unwrap();
    assert_eq!(second.previous, first.hash);
    assert_eq!(second.sequence, first.sequence + 1);
    let mut read = node.store.read(&Scope::system()).await.unwrap();
    assert_eq!(read.record(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(read.latest(second.object).await.unwrap(), Some(second));
    assert_eq!(node.store.records().await.unwrap(), 3, "the tenant's record and two probes");
    assert_eq!(sound(&node.store).await.own, 3);
}

pub(crate) async fn a_revision_that_does_not_follow_the_latest_is_a_conflict(engine: &Engine<'_>) {
    let node = engine.enterprise().await;
    let store = &node.store;
    let first = append(store, private(store, "cn/32/ent/a", "one")).await.unwrap();
    let revise = |follows| RecordDraft {
        object: first.object,
        follows,
        ..private(store, "cn/32/ent/a", "again")
    };
    let second = append(store, revise(1)).await.unwrap();
    assert_eq!(second.revision, 2);
    assert_eq!(code(append(store, revise(1)).await), "record.revision");
    assert_eq!(code(append(store, revise(0)).await), "record.revision");
    assert_eq!(code(append(store, revise(7)).await), "record.revision");
    let history = store.read(&Scope::system()).await.unwrap().history(first.object).await.unwrap();
    assert_eq!(history, [first, second]);
    sound(store).await;
}

pub(crate) async fn what_was_not_committed_never_was(engine: &Engine<'_>) {
    let node = engine.enterprise().await;
    let mut tx = node.store.begin(&Scope::system()).await.unwrap();
    let lost = tx.append(private(&node.store, "cn/32/ent/a", "lost")).await.unwrap();
    assert_eq!(tx.record(lost.id).await.unwrap(), Some(lost.clone()), "seen inside");
    drop(tx);
    let kept = append(&node.store, private(&node.store, "cn/32/ent/a", "kept")).await.unwrap();
    assert_eq!(kept.sequence, lost.sequence, "the number was never taken");
    let mut read = node.store.read(&Scope::system()).await.unwrap();
    assert_eq!(read.record(lost.id).await.unwrap(), None);
    drop(read);
    sound(&node.store).await;
}

pub(crate) async fn what_was_committed_is_there_after_a_restart(engine: &Engine<'_>) {
    let mut node = engine.provincial().await;
    let before =
        append(&node.store, issue(&node.store, "cn/32/miit", "cn/32/ent/b")).await.unwrap();
    let routes = node.store.routes();
    let identity = node.store.identity().unwrap();
    node.reopen().await;
    assert_eq!(node.store.routes(), routes);
    assert_eq!(node.store.identity().unwrap().node, identity.node);
    let after = append(&node.store, private(&node.store, "cn/32/ca", "after")).await.unwrap();
    assert_eq!(after.previous, before.hash);
    let again = crate::testing::seed("again", model::NodeKind::Provincial, &["cn/32/miit"]);
    assert_eq!(code(node.store.initialise(again).await), "store.initialised");
    sound(&node.store).await;
}

pub(crate) async fn a_tenant_sees_its_own_records_and_those_shared_with_it(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let own = append(&node.store, private(&node.store, "cn/32/ent/b", "own")).await.unwrap();
    let shared =
        append(&node.store, issue(&node.store, "cn/32/miit", "cn/32/ent/b")).await.unwrap();
    let cases = [
        ("cn/32/ent/b", &own, true),
        ("cn/32/miit", &own, false),
        ("cn/32/ca", &own, false),
        ("cn/32/ent/b", &shared, true),
        ("cn/32/miit", &shared, true),
        ("cn/32/ca", &shared, false),
    ];
    for (tenant, record, expected) in cases {
        let scope = Scope::new(path(tenant), "someone");
        let mut read = node.store.read(&scope).await.unwrap();
        let seen = read.record(record.id).await.unwrap();
        assert_eq!(seen.is_some(), expected, "{tenant} and {}", record.kind);
        assert_eq!(read.latest(record.object).await.unwrap().is_some(), expected);
        assert_eq!(read.history(record.object).await.unwrap().len(), usize::from(expected));
    }
}

pub(crate) async fn nobody_speaks_for_another_tenant(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let mut tx = node.store.begin(&Scope::new(path("cn/32/ca"), "zhang")).await.unwrap();
    let foreign = tx.append(private(&node.store, "cn/32/miit", "x")).await.unwrap_err();
    assert_eq!(
        (foreign.kind(), foreign.code().as_str()),
        (ErrorKind::Forbidden, "store.foreign_tenant")
    );
    tx.append(private(&node.store, "cn/32/ca", "x")).await.expect("its own");
    tx.commit().await.unwrap();
    let elsewhere = append(&node.store, private(&node.store, "cn/33/miit", "x")).await;
    assert_eq!(code(elsewhere), "store.tenant_not_local");
}

pub(crate) async fn only_the_directory_is_for_everyone(engine: &Engine<'_>) {
    let node = engine.enterprise().await;
    let everyone = draft(&node.store, "cn/32/ent/a", Sharing::everyone(), &probe("x"));
    assert_eq!(code(append(&node.store, everyone).await), "record.everyone");
    let mut bad = private(&node.store, "cn/32/ent/a", "x");
    bad.body["name"] = "".into();
    assert_eq!(code(append(&node.store, bad).await), "text.length");
    let mut bad = private(&node.store, "cn/32/ent/a", "x");
    bad.body["unknown"] = 1.into();
    assert_eq!(code(append(&node.store, bad).await), "record.body");
}

pub(crate) async fn a_binding_record_carries_its_tenants_seal(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let store = &node.store;
    let bind = RecordDraft { binding: true, ..issue(store, "cn/32/miit", "cn/32/ent/b") };
    let record = append(store, bind).await.unwrap();
    let seal = record.seal.clone().expect("a seal");
    let key = store.tenant_key(&path("cn/32/miit")).unwrap();
    assert_eq!(ledger::verify_seal(&key, &record, &seal), Ok(()));
    let report = sound(store).await;
    assert_eq!((report.seals, report.seals_unknown), (1, 0));
}

pub(crate) async fn segments_cover_the_log_without_gaps(engine: &Engine<'_>) {
    let node = engine.enterprise().await;
    let first = node.store.seal_segment().await.unwrap().expect("the tenant's record is sealed");
    assert_eq!((first.number, first.first, first.last), (1, 1, 1));
    assert_eq!(node.store.seal_segment().await.unwrap(), None);
    let mut tx = node.store.begin(&Scope::system()).await.unwrap();
    for n in 0..70 {
        tx.append(private(&node.store, "cn/32/ent/a", &format!("probe {n}"))).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(sound(&node.store).await.unsealed, 70);
    let second = node.store.seal_segment().await.unwrap().expect("sealed");
    assert_eq!((second.number, second.first, second.last), (2, 2, 71));
    assert_eq!(second.previous, ledger::segment_digest(&first).unwrap());
    let report = sound(&node.store).await;
    assert_eq!((report.segments, report.unsealed, report.records), (2, 0, 71));
}

pub(crate) async fn subscribers_are_told_after_the_commit(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let mut changes = node.store.changes();
    let mut tx = node.store.begin(&Scope::system()).await.unwrap();
    let record = tx.append(issue(&node.store, "cn/32/miit", "cn/32/ent/b")).await.unwrap();
    assert!(changes.try_recv().is_err(), "nothing before the commit");
    tx.commit().await.unwrap();
    let change = changes.try_recv().expect("told");
    assert_eq!((change.record, change.kind.as_str()), (record.id, "notice"));
    assert_eq!(change.viewers, [path("cn/32/miit"), path("cn/32/ent/b")].into());
}

async fn fill(store: &Store) -> Vec<Record> {
    let mut records = Vec::new();
    for n in 0..4 {
        let draft = private(store, "cn/32/ca", &format!("probe {n}"));
        let first = append(store, draft.clone()).await.unwrap();
        let body = probe(&format!("probe {n} again"));
        let body = serde_json::to_value(body).unwrap();
        let revised = RecordDraft { object: first.object, follows: 1, body, ..draft };
        records.push(append(store, revised).await.unwrap());
        records.push(append(store, issue(store, "cn/32/miit", "cn/32/ent/b")).await.unwrap());
    }
    records
}

pub(crate) async fn views_rebuilt_equal_the_live_ones(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let empty = node.store.views_digest().await.unwrap();
    fill(&node.store).await;
    // A tenant that joins late: records of before its time are not shown to it, then as now.
    let key = node.store.tenant_key(&path("cn/32/ent/late")).unwrap();
    let late = Tenant {
        path: path("cn/32/ent/late"),
        name: "late".to_owned(),
        kind: model::TenantKind::Enterprise,
        node: node.store.identity().unwrap().node,
        credit_code: String::new(),
        industry: String::new(),
        seal_suite: key.suite().name().to_owned(),
        seal_key: key.text(),
        state: "active".to_owned(),
    };
    append(&node.store, issue(&node.store, "cn/32/miit", "cn/32/ent/late")).await.unwrap();
    let tenant = draft(&node.store, "cn/32/miit", Sharing::everyone(), &late);
    append(&node.store, tenant).await.unwrap();
    append(&node.store, issue(&node.store, "cn/32/miit", "cn/32/ent/late")).await.unwrap();
    let live = node.store.views_digest().await.unwrap();
    assert_ne!(live, empty, "the views hold something");
    let rebuilt = node.store.rebuild(&NONE).await.unwrap();
    assert_eq!((rebuilt.before, rebuilt.after), (live.clone(), live.clone()));
    assert_eq!(node.store.views_digest().await.unwrap(), live);
    append(&node.store, private(&node.store, "cn/32/ca", "and on")).await.expect("writes go on");
    sound(&node.store).await;
}

pub(crate) async fn a_newer_schema_is_refused(engine: &Engine<'_>) {
    let mut node = engine.enterprise().await;
    let newer = crate::schema_version() + 1;
    let mut conn = node.store.begin_conn(&Scope::system()).await.unwrap();
    let sql = "INSERT INTO schema_version (version, name, applied) VALUES (?, 'future', 0)";
    conn.execute(Sql::new(sql).bind(newer)).await.unwrap();
    conn.commit().await.unwrap();
    node.store.close().await;
    let refused = Store::open(node.options.clone()).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "store.schema_newer");
    assert_eq!(refused.fault().params.get("found"), Some(&newer.to_string()));
    let mut options = node.options.clone();
    options.url = "mysql://x".to_owned();
    assert_eq!(code(Store::open(options).await.map(|_| ())), "store.url");
    node.options.data_dir = node.options.data_dir.join("elsewhere");
}

/// Two handles on one database, as a running node and `huhang admin` are.
pub(crate) async fn another_process_may_write_between(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let other = Store::open(node.options.clone()).await.unwrap();
    let one = append(&node.store, private(&node.store, "cn/32/ca", "one")).await.unwrap();
    let two = append(&other, private(&other, "cn/32/ca", "two")).await.unwrap();
    let three = append(&node.store, private(&node.store, "cn/32/ca", "three")).await.unwrap();
    assert_eq!([&two.previous, &three.previous], [&one.hash, &two.hash]);
    other.seal_segment().await.unwrap();
    append(&node.store, private(&node.store, "cn/32/ca", "four")).await.unwrap();
    node.store.seal_segment().await.unwrap();
    other.close().await;
    assert_eq!(sound(&node.store).await.segments, 2);
}

pub(crate) async fn a_tenant_sees_what_it_just_wrote(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let scope = Scope::new(path("cn/32/ca"), "li");
    let mut tx = node.store.begin(&scope).await.unwrap();
    let record = tx.append(private(&node.store, "cn/32/ca", "mine")).await.unwrap();
    assert_eq!(tx.latest(record.object).await.unwrap(), Some(record));
    tx.commit().await.unwrap();
}

pub(crate) async fn of_many_records_those_of_some_kinds_are_read_together(engine: &Engine<'_>) {
    let node = engine.provincial().await;
    let mut ids = Vec::new();
    for number in 0..600 {
        let name = number.to_string();
        ids.push(append(&node.store, private(&node.store, "cn/32/ca", &name)).await.unwrap().id);
    }
    let body = notice("cn/32/miit", "cn/32/ca");
    let other = draft(&node.store, "cn/32/miit", Sharing::private(), &body);
    let other = append(&node.store, other).await.unwrap();
    ids.insert(3, other.id);
    let found = async |scope: Scope, kinds: &[&str]| {
        let mut read = node.store.read(&scope).await.unwrap();
        let found = read.records_of_kinds(&ids, kinds).await.unwrap();
        found.into_iter().map(|record| record.id).collect::<Vec<_>>()
    };
    assert_eq!(found(Scope::system(), &["notice", "loop_step"]).await, [other.id]);
    assert_eq!(found(Scope::system(), &["notice", "probe"]).await.len(), 601);
    assert_eq!(found(Scope::new(path("cn/32/ca"), "li"), &["notice"]).await, []);
    assert_eq!(found(Scope::new(path("cn/32/ca"), "li"), &["probe"]).await.len(), 600);
}

pub(crate) async fn text_that_no_engine_could_keep_is_refused(engine: &Engine<'_>) {
    let node = engine.enterprise().await;
    let mut record = private(&node.store, "cn/32/ent/a", "x");
    record.body["name"] = "a\0b".into();
    assert_eq!(code(append(&node.store, record).await), "record.nul");
    let mut record = private(&node.store, "cn/32/ent/a", "x");
    record.author = "\0".to_owned();
    assert_eq!(code(append(&node.store, record).await), "record.nul");
    let odd = private(&node.store, "cn/32/ent/a", "'; DROP TABLE record; -- ? $1 \u{1} 护航 😀");
    let odd = append(&node.store, odd).await.unwrap();
    let mut read = node.store.read(&Scope::system()).await.unwrap();
    assert_eq!(read.record(odd.id).await.unwrap(), Some(odd));
}

/// A row `number` of a table that nobody else writes, put off.
async fn put_off(tx: &mut crate::Tx, number: u64) -> Result<(), crate::Error> {
    let sql = Sql::new("INSERT INTO audience (tenant, position) VALUES (?, ?)");
    tx.insert_later(sql.bind("cn/99").number(number)).await
}

pub(crate) async fn rows_written_meanwhile_are_there_or_none_is(engine: &Engine<'_>) {
    let node = engine.national().await;
    let held = async || {
        let mut read = node.store.read(&Scope::system()).await.unwrap();
        read.count(Sql::new("SELECT COUNT(*) FROM audience WHERE tenant = 'cn/99'")).await.unwrap()
    };
    let begin = async || {
        let mut tx = node.store.begin(&Scope::system()).await.unwrap();
        tx.be_patient(true);
        tx
    };
    // More than are written at once, several times.
    let mut tx = begin().await;
    for number in 0..100 {
        put_off(&mut tx, number).await.expect("it waits");
    }
    drop(tx);
    assert_eq!(held().await, 0, "dropped while they were being written");
    let mut tx = begin().await;
    for number in (0..100).chain([7]) {
        put_off(&mut tx, number).await.expect("nobody knows yet");
        tokio::task::yield_now().await;
    }
    tx.commit().await.expect_err("one of them is there twice");
    assert_eq!(held().await, 0, "refused");
    let mut tx = begin().await;
    for number in 0..100 {
        put_off(&mut tx, number).await.expect("it waits");
    }
    let sql = "SELECT COUNT(*) FROM audience WHERE tenant = 'cn/99'";
    assert_eq!(tx.count(Sql::new(sql)).await.unwrap(), 100, "who asks sees them all");
    tx.commit().await.expect("the commit");
    assert_eq!(held().await, 100);
}

#[tokio::test]
async fn much_that_is_written_is_copied_out_of_the_log_file_beside_the_writer() {
    let node = Engine::Sqlite.enterprise().await;
    let database = node.options.data_dir.join(crate::open::DATABASE);
    let size = || std::fs::metadata(&database).unwrap().len();
    let before = size();
    for number in 0..200 {
        let name = format!("{number} {}", "x".repeat(60));
        append(&node.store, private(&node.store, "cn/32/ent/a", &name)).await.unwrap();
    }
    // It was not so much that the writer would do it.
    for _ in 0..500 {
        if size() >= before + 50_000 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{} bytes, {before} before", size());
}

#[tokio::test]
async fn what_an_older_build_kept_is_there_after_a_migration_that_leaves_it() {
    let test = crate::testing::TestStore::open("", 9).await;
    let options =
        crate::Options { data_dir: test.options.data_dir.join("older"), ..test.options.clone() };
    std::fs::create_dir_all(&options.data_dir).unwrap();
    let url = format!("sqlite://{}?mode=rwc", options.data_dir.join("huhang.db").display());
    let pool = Pool::connect(Dialect::Sqlite, &url, 1, String::new()).await.unwrap();
    let begin = pool.begin("BEGIN IMMEDIATE").await.unwrap();
    crate::schema::migrate_to(begin, model::Millis(1), 20).await.unwrap();
    let mut older = pool.begin("BEGIN IMMEDIATE").await.unwrap();
    older
        .script(
            "INSERT INTO view_report VALUES ('cn/32/miit', 'r1', 1, 'cn/32/ent/a', 'f1', 'rule', \
             'high', 2, '[]', '', '', 'modbus', 'write', 5, 6, '{}'); \
             INSERT INTO view_statement VALUES ('cn/32/miit', 's1', 1, 'finding_report', \
             'cn/32/ent/a', 's0', 'null', NULL, '{}', '[]', 7, 'x'); \
             INSERT INTO inbound VALUES ('peer', 3, 'hash', 'x', 'o', 'kind', 1, 'cn', 'rejected', \
             'record.hash', 8, 'receipt')",
        )
        .await
        .unwrap();
    older.commit().await.unwrap();
    pool.close().await;
    let store = Store::open(options).await.unwrap();
    let mut read = store.read(&Scope::system()).await.unwrap();
    let mut one = async |sql: &'static str| read.one(Sql::new(sql)).await.unwrap();
    let report = one("SELECT id, rank, reported FROM view_report").await;
    assert_eq!((report.text("id").unwrap(), report.int("reported").unwrap()), ("r1".into(), 6));
    let said = one("SELECT id, said FROM view_statement WHERE statement = 's0'").await;
    assert_eq!((said.text("id").unwrap(), said.int("said").unwrap()), ("s1".into(), 7));
    let refused = one("SELECT number, object, code, receipt FROM inbound").await;
    assert_eq!((refused.int("number").unwrap(), refused.text("object").unwrap()), (3, "o".into()));
    assert_eq!(refused.text("receipt").unwrap(), "receipt");
}
