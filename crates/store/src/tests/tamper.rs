use contract::{Record, RecordDraft};

use super::Engine;
use super::edge::tree;
use super::log::{NONE, issue, private, sound};
use crate::sql::Sql;
use crate::testing::{append, settle};
use crate::{Scope, Store, VerifyFailure, VerifyOutcome};

async fn broken(store: &Store) -> VerifyFailure {
    match store.verify(&NONE).await.expect("the log can be read") {
        VerifyOutcome::Broken(failure) => failure,
        VerifyOutcome::Sound(report) => panic!("nothing found: {report:?}"),
    }
}

async fn change(store: &Store, sql: Sql) {
    let mut conn = store.begin_conn(&Scope::system()).await.unwrap();
    assert_eq!(conn.execute(sql).await.unwrap(), 1, "one row is changed");
    conn.commit().await.unwrap();
}

/// Every column of `record`, with a value that another, well-formed record could have.
const COLUMNS: &[(&str, &str)] = &[
    ("id", "'00000000-0000-7000-8000-000000000001'"),
    ("origin", "'00000000-0000-7000-8000-000000000001'"),
    ("sequence", "sequence + 1000"),
    ("object", "'00000000-0000-7000-8000-000000000001'"),
    ("kind", "'access'"),
    ("revision", "revision + 1"),
    ("tenant", "'cn/32/other'"),
    ("author", "'somebody'"),
    ("time", "time + 1"),
    ("sharing", "'{\"tenants\":[\"cn/32/ca\"],\"everyone\":false,\"tlp\":\"amber\"}'"),
    ("body", "REPLACE(body, 'o', '0')"),
    ("body", "'{'"),
    ("seal", "NULL"),
    ("seal", "REPLACE(seal, 'ed25519', 'sm2')"),
    ("previous", "'00'"),
    ("hash", "'00'"),
    ("segment", "segment + 1"),
    ("segment", "NULL"),
    ("proof", "'[\"00\"]'"),
    ("received_from", "'00000000-0000-7000-8000-000000000001'"),
    ("position", "position + 1000"),
];

async fn each_column(store: &Store, record: &Record) {
    sound(store).await;
    for (column, value) in COLUMNS {
        let select = format!("SELECT {column} AS kept, position FROM record WHERE hash = ?");
        let mut read = store.read(&Scope::system()).await.unwrap();
        let row = read.one(Sql::new(select).bind(record.hash.as_str())).await.unwrap();
        let position = row.int("position").unwrap();
        let kept_text = row.opt_text("kept");
        drop(read);
        let set = format!("UPDATE record SET {column} = {value} WHERE position = ?");
        change(store, Sql::new(set).bind(position)).await;
        let failure = broken(store).await;
        if *column == "position" {
            assert_eq!(failure.code, "log.gap");
        } else {
            assert_eq!(failure.position, u64::try_from(position).unwrap(), "{column}: {failure:?}");
            assert!(!failure.code.is_empty());
        }
        let moved = if *column == "position" { position + 1000 } else { position };
        let back = Sql::new(format!("UPDATE record SET {column} = ? WHERE position = ?"));
        let back = match kept_text {
            Ok(text) => back.bind(text),
            Err(_) => back.bind(row.opt_int("kept").unwrap()),
        };
        change(store, back.bind(moved)).await;
        sound(store).await;
    }
}

pub(crate) async fn verify_names_the_record_whose_column_was_changed(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    let up = RecordDraft { binding: true, ..issue(&e.store, "cn/32/ent/a", "cn/32/miit") };
    let foreign = append(&e.store, up).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    let own = RecordDraft { binding: true, ..issue(&p.store, "cn/32/miit", "cn/32/ent/a") };
    let own = append(&p.store, own).await.unwrap();
    append(&p.store, private(&p.store, "cn/32/ca", "after")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    p.store.seal_segment().await.unwrap();
    each_column(&p.store, &own).await;
    each_column(&p.store, &foreign).await;
}

pub(crate) async fn verify_finds_removed_and_forged_rows(engine: &Engine<'_>) {
    let (_, p, e) = tree(engine).await;
    append(&e.store, issue(&e.store, "cn/32/ent/a", "cn/32/miit")).await.unwrap();
    settle(&[(&e.store, &p.store)]).await;
    p.store.seal_segment().await.unwrap();
    let here = p.store.identity().unwrap().node;
    let there = e.store.identity().unwrap().node;
    let cases = [
        ("segment.signature", Sql::new("UPDATE segment SET content = REPLACE(content, '\"first\":1,', '\"first\":2,') WHERE origin = ? AND number = 1").id(here)),
        ("segment.chain", Sql::new("UPDATE segment SET last_sequence = last_sequence + 1 WHERE origin = ? AND number = 1").id(here)),
        ("record.segment", Sql::new("DELETE FROM segment WHERE origin = ? AND number = 1").id(here)),
        ("record.audience", Sql::new("INSERT INTO audience (tenant, position) VALUES ('cn/32/spy', 2)")),
        ("record.audience", Sql::new("DELETE FROM audience WHERE position = 2 AND tenant = '*'")),
        ("record.segment", Sql::new("DELETE FROM segment WHERE origin = ? AND number = (SELECT MAX(number) FROM segment WHERE origin = ?)").id(there).id(there)),
        ("record.provenance", Sql::new("DELETE FROM inbound WHERE peer = ? AND number = 1").id(there)),
        ("log.gap", Sql::new("DELETE FROM record WHERE position = 2")),
        ("log.head", Sql::new("UPDATE head SET sequence = sequence + 1 WHERE id = 1")),
    ];
    for (code, sql) in cases {
        // Each on its own: what is changed is rolled back with the transaction it is seen in.
        let mut conn = p.store.begin_conn(&Scope::system()).await.unwrap();
        assert_eq!(conn.execute(sql).await.unwrap(), 1, "{code}");
        let outcome = p.store.verify_on(&mut conn, &NONE).await.unwrap();
        let VerifyOutcome::Broken(failure) = outcome else { panic!("{code} was not found") };
        assert_eq!(failure.code, code, "{failure:?}");
    }
    sound(&p.store).await;
}
