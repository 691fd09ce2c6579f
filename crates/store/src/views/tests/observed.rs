use contract::rest::query::{AssetQuery, BaselineQuery, PageQuery};
use detect::{BaselineEntry, Conversation, HostKey, HostSeen, Memory, Output};
use model::CaptureTime;
use model::asset::{Evidence, Fact};
use model::finding::Severity;
use model::observation::{Risk, Transport};

use super::super::*;
use super::findings::finding;
use super::{MIIT, PLANT, World, code, scope};
use crate::tests::Engine;

fn host(text: &str) -> HostKey {
    text.parse().expect("a host")
}

fn fact(attribute: &'static str, value: &str, confidence: u8) -> Fact {
    Fact {
        attribute: attribute.into(),
        value: value.to_owned(),
        confidence,
        method: "oui".into(),
        evidence: Evidence {
            event: None,
            time: CaptureTime(5),
            packet: 1,
            summary: "frame".to_owned(),
        },
        first: CaptureTime(5),
        last: CaptureTime(i64::from(confidence)),
    }
}

fn said() -> Output {
    let (client, server) = (host("10.0.0.9"), host("10.0.0.10"));
    let seen = |host| HostSeen {
        host,
        mac: None,
        first: CaptureTime(10),
        last: CaptureTime(20),
        messages: 3,
        new: true,
    };
    Output {
        hosts: vec![
            HostSeen { mac: "02:00:00:00:00:01".parse().ok(), ..seen(client) },
            seen(server),
        ],
        conversations: vec![Conversation {
            client,
            server,
            protocol: "modbus".to_owned(),
            transport: Transport::Tcp,
            port: 502,
            first: CaptureTime(10),
            last: CaptureTime(20),
            messages: 7,
            commands: 2,
            errors: 1,
            flows: 1,
            packets: 9,
            bytes: 900,
            known: false,
        }],
        facts: vec![
            (server, fact("role", "plc", 60)),
            (server, fact("role", "hmi", 20)),
            (server, fact("vendor", "Siemens", 90)),
            // Spoken of before it was heard.
            (host("02:00:00:00:00:77"), fact("vendor", "Acme", 50)),
        ],
        learned: vec![BaselineEntry {
            client,
            server,
            protocol: "modbus".to_owned(),
            code: 3,
            operation: "read_holding_registers".to_owned(),
            risk: Risk::Read,
            space: "holding_register".to_owned(),
            ranges: vec![[0, 9], [100, 109]],
            granularity: 1,
            names: vec![],
            any_name: false,
            first: CaptureTime(10),
            last: CaptureTime(20),
            count: 7,
            origin: detect::Origin::Learned,
        }],
        ..Output::default()
    }
}

async fn apply(world: &World, output: &Output) {
    let own = scope(PLANT);
    let mut tx = world.write(&own).await;
    asset_apply(&mut tx, &own, output, &*world.node.clock).await.expect("applied");
    tx.commit().await.expect("the commit");
}

pub(super) async fn what_the_engine_says_becomes_assets(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    apply(&world, &said()).await;
    apply(&world, &said()).await;
    world.say(PLANT, &[], &finding("a", Severity::High, "10.0.0.9")).await;
    world.say(PLANT, &[], &finding("b", Severity::High, "10.0.0.200")).await;
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let page = asset_list(&mut read, &own, &AssetQuery::default()).await.expect("a list");
    let hosts: Vec<&str> = page.items.iter().map(|row| row.host.as_str()).collect();
    assert_eq!(hosts, ["10.0.0.9", "10.0.0.10", "02:00:00:00:00:77"], "by number, not by digits");
    let plc = &page.items[1];
    assert_eq!((plc.role.as_str(), plc.confidence, plc.vendor.as_str()), ("plc", 60, "Siemens"));
    assert_eq!(plc.protocols, ["modbus"]);
    assert_eq!((page.items[0].findings, plc.findings), (1, 0));
    assert_eq!(page.items[0].mac, "02:00:00:00:00:01");
    let text = |text: &str| Some(text.to_owned());
    for (expected, query) in [
        (1, AssetQuery { role: text("plc"), ..Default::default() }),
        (2, AssetQuery { protocol: text("modbus"), ..Default::default() }),
        (1, AssetQuery { q: text("siem"), ..Default::default() }),
        (0, AssetQuery { protocol: text("goose"), ..Default::default() }),
    ] {
        let page = asset_list(&mut read, &own, &query).await.expect("a list");
        let count = asset_count(&mut read, &own, &query).await.expect("a count");
        assert_eq!((page.items.len() as u64, page.total), (expected, count), "{query:?}");
    }
    let (mut seen, mut cursor) = (0, None);
    loop {
        let query = AssetQuery { cursor, limit: Some(1), ..Default::default() };
        let page = asset_list(&mut read, &own, &query).await.expect("a page");
        seen += page.items.len();
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, 3);
    let detail = asset_detail(&mut read, &own, plc.id).await.expect("there");
    let facts: Vec<&str> = detail.facts.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(facts, ["Siemens", "plc", "hmi"], "conflicting ones side by side, best first");
    let talk = &detail.conversations[0];
    assert_eq!((talk.messages, talk.writes, talk.bytes), (14, 4, 1800), "counts are added");
    let graph = asset_graph(&mut read, &own).await.expect("a graph");
    assert_eq!((graph.nodes.len(), graph.edges), (3, detail.conversations));
    let lines = baseline_list(&mut read, &own, &BaselineQuery::default()).await.expect("a list");
    assert_eq!((lines.total, lines.items[0].range), (1, Some([0, 109])));
    let find = BaselineQuery { q: text("WRITE"), ..Default::default() };
    assert_eq!(baseline_count(&mut read, &own, &find).await.expect("a count"), 0);
    let id = plc.id;
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(asset_detail(&mut read, &other, id).await), "asset.missing");
    assert!(asset_graph(&mut read, &other).await.expect("a graph").nodes.is_empty());
}

pub(super) async fn the_engine_goes_on_from_what_was_kept(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    assert_eq!(engine_state(&mut read, &own).await.expect("a state"), detect::State::default());
    drop(read);
    apply(&world, &said()).await;
    let mut tx = world.write(&own).await;
    for until in [None, Some(CaptureTime(99))] {
        engine_memory_put(&mut tx, &own, until, &Memory::default()).await.expect("kept");
    }
    tx.commit().await.expect("the commit");
    let mut read = world.read(&own).await;
    let state = engine_state(&mut read, &own).await.expect("a state");
    let told = said();
    assert_eq!(state.learning_until, Some(CaptureTime(99)));
    assert_eq!(state.baseline, told.learned);
    assert_eq!((state.hosts.len(), state.facts.len(), state.conversations.len()), (3, 4, 1));
    assert!(state.facts.iter().all(|fact| told.facts.contains(fact)));
    assert_eq!((state.conversations[0].messages, state.conversations[0].port), (0, 502));
}

pub(super) async fn a_batch_counts_once(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = contract::kinds::probe::Probe {
        name: "灌装线".to_owned(),
        place: String::new(),
        state: "active".to_owned(),
    };
    let probe = world.say(PLANT, &[], &body).await.object;
    let own = scope(PLANT);
    let mut batch = IntakeBatch {
        batch: "run-1".to_owned(),
        probe,
        accepted: 90,
        rejected: 10,
        first_reason: Some("line 3: no".to_owned()),
        time: world.now(),
    };
    let mut tx = world.write(&own).await;
    assert!(intake_find(&mut tx, &own, "run-1").await.expect("asked").is_none());
    assert!(intake_add(&mut tx, &own, &batch).await.expect("added"));
    assert!(!intake_add(&mut tx, &own, &batch).await.expect("known"));
    batch.batch = "run-2".to_owned();
    assert!(intake_add(&mut tx, &own, &batch).await.expect("added"));
    tx.commit().await.expect("the commit");
    let mut read = world.read(&own).await;
    let known = intake_find(&mut read, &own, "run-1").await.expect("asked").expect("known");
    assert_eq!((known.accepted, known.duplicate), (90, true));
    assert_eq!(known.first_reason.as_deref(), Some("line 3: no"));
    let list = probe_list(&mut read, &own, &PageQuery::default()).await.expect("a list");
    let counted = &list.items[0];
    assert_eq!((counted.batches, counted.events, counted.rejected), (2, 180, 20));
    assert_eq!(counted.last_batch, Some(batch.time));
    drop(read);
    let mut tx = world.write(&Scope::system()).await;
    assert_eq!(intake_forget(&mut tx, batch.time).await.expect("forgotten"), 0);
    assert_eq!(intake_forget(&mut tx, batch.time.plus(1)).await.expect("forgotten"), 2);
}

pub(super) async fn what_a_recheck_asks_is_told_of_ones_own_hosts(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let mut output = said();
    let firmware = |value: &str, last| Fact {
        value: value.to_owned(),
        last: CaptureTime(last),
        ..fact("firmware", value, 60)
    };
    output.facts.push((host("10.0.0.10"), firmware("V1.0", 12)));
    output.facts.push((host("10.0.0.10"), firmware("V1.1", 19)));
    apply(&world, &output).await;
    let raised = world.say(PLANT, &[], &finding("a", Severity::High, "10.0.0.9")).await.object;
    let again = world.say(PLANT, &[], &finding("a", Severity::High, "10.0.0.9")).await.object;
    let own = scope(PLANT);
    let mut tx = world.write(&own).await;
    finding_occurred(&mut tx, &own, again, 2, CaptureTime(5_000)).await.expect("counted");
    tx.commit().await.expect("the commit");
    let mut read = world.read(&own).await;
    let plc = host("10.0.0.10");
    let heard = asset_heard(&mut read, &own, plc).await.expect("asked");
    assert_eq!(heard, Some(CaptureTime(90)), "what it told last counts as hearing it");
    let told = asset_firmware(&mut read, &own, plc, CaptureTime(13)).await.expect("asked");
    assert_eq!(told, [("V1.1".to_owned(), CaptureTime(19))], "the older was told before");
    let talked = port_talked(&mut read, &own, plc, 502).await.expect("asked");
    assert_eq!(talked, Some(("10.0.0.9".to_owned(), CaptureTime(20))));
    assert_eq!(port_talked(&mut read, &own, plc, 102).await.expect("asked"), None);
    for (source, target, expected) in [
        ("", "", Some((again, CaptureTime(5_000)))),
        ("10.0.0.9", "10.0.0.200", Some((again, CaptureTime(5_000)))),
        ("10.0.0.8", "", None),
    ] {
        let last = finding_last(&mut read, &own, "a", source, target).await.expect("asked");
        assert_eq!(last, expected, "{source} {target}");
    }
    let (body, last) = finding_again(&mut read, &own, raised).await.expect("asked").expect("there");
    assert_eq!((body.rule.as_str(), last), ("a", CaptureTime(5_000)), "a later one of its key");
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(asset_heard(&mut read, &other, plc).await.expect("asked"), None);
    assert!(finding_again(&mut read, &other, raised).await.expect("asked").is_none());
}
