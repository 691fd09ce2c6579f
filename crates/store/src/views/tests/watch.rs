use contract::kinds::maintenance_window::MaintenanceWindow;
use contract::kinds::rule_set::RuleSet;
use contract::rest::query::{FileQuery, PageQuery, ProgramQuery};
use model::event::{FileSeen, NodeRules, ProbeHealth, ProtocolHealth, RunningSet};
use model::observation::{Endpoint, Mac, Transport};
use model::{CaptureTime, Millis};

use super::super::*;
use super::{MIIT, PLANT, World, code, scope};
use crate::tests::Engine;

fn end(last: u8) -> Endpoint {
    Endpoint {
        mac: Mac([2, 0, 0, 0, 0, last]),
        ip: Some(std::net::IpAddr::from([10, 0, 0, last])),
        port: 102,
    }
}

fn file(class: &'static str, name: &str, content: &str, time: i64) -> FileSeen {
    FileSeen {
        time: CaptureTime(time),
        packet: 1,
        flow: 1,
        transport: Transport::Tcp,
        vlan: [0, 0],
        client: end(5),
        server: end(20),
        protocol: "s7comm".into(),
        class: class.into(),
        name: name.to_owned(),
        kind: "OB".to_owned(),
        to_server: true,
        size: content.len() as u64,
        announced: None,
        complete: true,
        sha256: format!("sha-{content}"),
        sm3: format!("sm3-{content}"),
        md5: String::new(),
        magic: String::new(),
        matches: Vec::new(),
        content: content.to_owned(),
    }
}

async fn bring(world: &World, files: &[FileSeen]) {
    let own = scope(PLANT);
    let mut tx = world.write(&own).await;
    for (index, seen) in files.iter().enumerate() {
        world.node.clock.advance(1);
        let reference = format!("2026-01-01.1.{index}");
        let place = (world.now(), reference.as_str());
        file_add(&mut tx, &own, place, seen, &*world.node.clock).await.expect("taken in");
    }
    tx.commit().await.expect("the commit");
}

pub(super) async fn another_content_is_another_version(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let cut_short = FileSeen { complete: false, ..file("program", "OB1", "QQ", 25) };
    let fetched =
        FileSeen { to_server: false, client: end(7), ..file("program", "OB1", "QkI=", 40) };
    bring(
        &world,
        &[
            file("program", "OB1", "QUE=", 10),
            file("program", "OB1", "QUE=", 20),
            cut_short,
            file("program", "OB1", "QUE=", 30),
            fetched,
            file("program", "DB7", "QQ==", 15),
            file("file", "report.pdf", "", 50),
        ],
    )
    .await;
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let list = program_list(&mut read, &own, &ProgramQuery::default()).await.expect("a list");
    let names: Vec<&str> = list.items.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((list.total, names), (2, vec!["OB1", "DB7"]), "the last changed first");
    let main = &list.items[0];
    assert_eq!((main.host.as_str(), main.versions, main.transfers), ("10.0.0.20", 3, 5));
    assert_eq!((main.first, main.last), (CaptureTime(10), CaptureTime(40)));
    let detail = program_detail(&mut read, &own, main.id).await.expect("there");
    let told: Vec<(u32, bool, u64, &str, &str)> = detail
        .history
        .iter()
        .map(|v| (v.number, v.complete, v.transfers, v.by.as_str(), v.direction.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (3, true, 1, "10.0.0.7", "upload"),
            (2, false, 1, "10.0.0.5", "download"),
            (1, true, 3, "10.0.0.5", "download"),
        ]
    );
    assert_eq!(detail.row.latest, detail.history[0]);
    let (version, content) = program_version(&mut read, &own, main.id, 1).await.expect("kept");
    assert_eq!((version.sha256.as_str(), content.as_str()), ("sha-QUE=", "QUE="));
    let unknown = program_version(&mut read, &own, main.id, 9).await;
    assert_eq!(code(unknown), "program.version");
    let q = |text: &str| Some(text.to_owned());
    for (expected, query) in [
        (1, ProgramQuery { q: q("db"), ..Default::default() }),
        (2, ProgramQuery { host: q("10.0.0.20"), ..Default::default() }),
        (0, ProgramQuery { host: q("10.0.0.5"), ..Default::default() }),
    ] {
        let page = program_list(&mut read, &own, &query).await.expect("a list");
        assert_eq!(page.items.len(), expected, "{query:?}");
    }
    let first = ProgramQuery { limit: Some(1), ..Default::default() };
    let page = program_list(&mut read, &own, &first).await.expect("a page");
    let next = ProgramQuery { cursor: page.next, ..first };
    let page = program_list(&mut read, &own, &next).await.expect("a page");
    assert_eq!((page.items[0].name.as_str(), page.next), ("DB7", None));
    let id = main.id;
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(program_detail(&mut read, &other, id).await), "program.missing");
    assert_eq!(code(program_version(&mut read, &other, id, 1).await), "program.version");
}

pub(super) async fn files_are_found_by_name_digest_host_and_match(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let bad = FileSeen {
        matches: vec!["Industroyer".to_owned()],
        client: end(66),
        ..file("file", "tool.exe", "x", 10)
    };
    bring(&world, &[file("file", "plan.dwg", "y", 5), bad, file("program", "OB1", "QQ==", 20)])
        .await;
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let q = |text: &str| Some(text.to_owned());
    for (expected, query) in [
        (vec!["OB1", "tool.exe", "plan.dwg"], FileQuery::default()),
        (vec!["tool.exe"], FileQuery { matched: Some(true), ..Default::default() }),
        (vec!["tool.exe"], FileQuery { q: q("SHA-X"), ..Default::default() }),
        (vec!["plan.dwg"], FileQuery { q: q("dwg"), ..Default::default() }),
        (vec!["OB1"], FileQuery { class: q("program"), ..Default::default() }),
        (vec!["tool.exe"], FileQuery { host: q("10.0.0.66"), ..Default::default() }),
    ] {
        let page = file_list(&mut read, &own, &query).await.expect("a list");
        let names: Vec<&str> = page.items.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{query:?}");
    }
    let page = file_list(&mut read, &own, &FileQuery::default()).await.expect("a list");
    assert!(page.items[0].program.is_some() && page.items[1].program.is_none());
    drop(read);
    let mut tx = world.write(&Scope::system()).await;
    assert_eq!(file_forget(&mut tx, world.now()).await.expect("forgotten"), 2);
}

fn health(run: i64, packets: u64, dropped: u64) -> ProbeHealth {
    ProbeHealth {
        time: CaptureTime(packets as i64),
        run: CaptureTime(run),
        version: "1.0".to_owned(),
        packets,
        dropped,
        memory: 7,
        protocols: vec![
            ProtocolHealth { name: "dnp3".to_owned(), messages: 1, ..Default::default() },
            ProtocolHealth { name: "modbus".to_owned(), messages: 5, ..Default::default() },
        ],
        ..Default::default()
    }
}

pub(super) async fn samples_are_what_happened_since_the_report_before(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = kinds::probe::Probe {
        name: "hall 1".to_owned(),
        place: String::new(),
        state: "active".to_owned(),
    };
    let probe = world.say(PLANT, &[], &body).await.object;
    let own = scope(PLANT);
    let start = world.now();
    for told in [health(1, 100, 0), health(1, 250, 50), health(2, 30, 0)] {
        let mut tx = world.write(&own).await;
        world.node.clock.advance(60_000);
        health_add(&mut tx, &own, probe, (world.now(), 0), &told).await.expect("taken in");
        tx.commit().await.expect("the commit");
    }
    let mut read = world.read(&own).await;
    let all = health_samples(&mut read, &own, probe, start, world.now().plus(1)).await;
    let told: Vec<(bool, u64, u64, u64)> =
        all.expect("samples").iter().map(|s| (s.started, s.packets, s.dropped, s.memory)).collect();
    assert_eq!(told, [(true, 100, 0, 7), (false, 150, 50, 7), (true, 30, 0, 7)]);
    let some = health_samples(&mut read, &own, probe, start, start.plus(60_001)).await;
    assert_eq!(some.expect("samples").len(), 1);
    let report = health_report(&mut read, &own, probe).await.expect("asked").expect("told");
    assert_eq!((report.packets, report.protocols[0].name.as_str()), (30, "modbus"));
    let row = probe_get(&mut read, &own, probe).await.expect("there");
    let glance = row.health.expect("a glance");
    assert_eq!((glance.packets, glance.loss_ppm, glance.version.as_str()), (30, 0, "1.0"));
    drop(read);
    let mut tx = world.write(&own).await;
    health_add(&mut tx, &own, probe, (world.now(), 1), &health(2, 60, 20)).await.expect("taken");
    tx.commit().await.expect("the commit");
    let mut read = world.read(&own).await;
    let list = probe_list(&mut read, &own, &PageQuery::default()).await.expect("a list");
    assert_eq!(list.items[0].health.as_ref().map(|h| h.loss_ppm), Some(250_000));
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(probe_get(&mut read, &other, probe).await), "probe.missing");
    assert_eq!(health_report(&mut read, &other, probe).await.expect("asked"), None);
    drop(read);
    let mut tx = world.write(&Scope::system()).await;
    assert_eq!(health_forget(&mut tx, world.now()).await.expect("forgotten"), 2);
}

pub(super) async fn active_probes_say_which_rules_of_the_node_they_run(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let probe = |name: &str, state: &str| kinds::probe::Probe {
        name: name.to_owned(),
        place: String::new(),
        state: state.to_owned(),
    };
    let second = world.say(PLANT, &[], &probe("hall 2", "active")).await.object;
    let first = world.say(PLANT, &[], &probe("hall 1", "active")).await.object;
    world.say(PLANT, &[], &probe("hall 0", "revoked")).await;
    let own = scope(PLANT);
    let rules = NodeRules {
        tag: "t1".to_owned(),
        sets: (0..200)
            .map(|n| RunningSet { digest: format!("{n}"), total: 1, compiled: 1 })
            .collect(),
        detail: "x".repeat(1000),
        ..NodeRules::default()
    };
    let told = ProbeHealth { node_rules: Some(rules), ..health(1, 5, 0) };
    let mut tx = world.write(&own).await;
    health_add(&mut tx, &own, first, (Millis(7), 0), &told).await.expect("taken in");
    tx.commit().await.expect("the commit");
    let mut read = world.read(&own).await;
    let all = probe_rules(&mut read, &own).await.expect("asked");
    assert_eq!(all.iter().map(|one| one.0).collect::<Vec<_>>(), [first, second]);
    let kept = all[0].3.as_ref().expect("told");
    assert_eq!((kept.tag.as_str(), kept.sets.len(), kept.detail.len()), ("t1", 100, 200));
    assert_eq!((all[0].2, &all[1].2, &all[1].3), (Some(Millis(7)), &None, &None));
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert!(probe_rules(&mut read, &other).await.expect("asked").is_empty());
}

pub(super) async fn engineering_files_follow_their_records(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let file = |name: &str, plan: &str, state: &str| kinds::engineered::Engineered {
        name: name.to_owned(),
        state: state.to_owned(),
        digest: "ab".repeat(32),
        size: 9,
        plan: plan.repeat(32),
        devices: 3,
        publishers: 2,
    };
    let first = world.say(PLANT, &[], &file("a.scd", "01", "active")).await.object;
    let second = world.say(PLANT, &[], &file("b.cid", "02", "active")).await.object;
    let own = scope(PLANT);
    let page = PageQuery::default();
    let mut read = world.read(&own).await;
    let list = engineered_list(&mut read, &own, &page).await.expect("a list");
    let names: Vec<&str> = list.items.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["b.cid", "a.scd"]);
    let plans = engineered_files(&mut read, &own).await.expect("a list");
    assert_eq!(plans, ["01".repeat(32), "02".repeat(32)]);
    drop(read);
    world.say_of(first, 1, PLANT, &[], &file("a.scd", "01", "removed")).await;
    let mut read = world.read(&own).await;
    assert_eq!(code(engineered_get(&mut read, &own, first).await), "engineered.missing");
    assert_eq!(engineered_count(&mut read, &own).await.expect("a count"), 1);
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(engineered_get(&mut read, &other, second).await), "engineered.missing");
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn windows_and_rule_sets_follow_their_records(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let window = |hosts: &[&str]| MaintenanceWindow {
        from: Millis(1000),
        to: Millis(2000),
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        reason: "overhaul".to_owned(),
        withdrawn: false,
    };
    let narrow = world.say(PLANT, &[], &window(&["10.0.0.20"])).await.object;
    let own = scope(PLANT);
    let at = async |time: i64, parties: [&str; 2]| {
        let mut read = world.read(&own).await;
        maintenance_at(&mut read, &own, Millis(time), parties).await.expect("asked")
    };
    assert_eq!(at(1000, ["10.0.0.5", "10.0.0.20"]).await, Some(narrow));
    assert_eq!(at(1000, ["10.0.0.5", "10.0.0.21"]).await, None);
    assert_eq!(at(999, ["10.0.0.20", "10.0.0.20"]).await, None);
    assert_eq!(at(2000, ["10.0.0.20", "10.0.0.20"]).await, None);
    let wide = world.say(PLANT, &[], &window(&[])).await.object;
    assert_eq!(at(1999, ["10.0.0.5", "10.0.0.21"]).await, Some(wide));
    let withdrawn = MaintenanceWindow { withdrawn: true, ..window(&[]) };
    world.say_of(wide, 1, PLANT, &[], &withdrawn).await;
    assert_eq!(at(1999, ["10.0.0.5", "10.0.0.21"]).await, None);
    let mut read = world.read(&own).await;
    let page = PageQuery::default();
    let states = async |read: &mut crate::Read, now: i64| -> Vec<String> {
        let list = maintenance_list(read, &own, &page, Millis(now)).await.expect("a list");
        list.items.into_iter().map(|row| row.state).collect()
    };
    assert_eq!(states(&mut read, 999).await, ["withdrawn", "planned"]);
    assert_eq!(states(&mut read, 1000).await, ["withdrawn", "running"]);
    assert_eq!(states(&mut read, 2000).await, ["withdrawn", "over"]);
    drop(read);
    let set = |name: &str, state: &str| RuleSet {
        name: name.to_owned(),
        state: state.to_owned(),
        digest: "ab".repeat(32),
        size: 3,
        total: 2,
        compiled: 1,
        report: "cd".repeat(32),
    };
    let first = world.say(PLANT, &[], &set("first", "enabled")).await.object;
    let second = world.say(PLANT, &[], &set("second", "disabled")).await.object;
    let mut read = world.read(&own).await;
    let list = rule_set_list(&mut read, &own, &page).await.expect("a list");
    assert_eq!(list.items.iter().map(|s| s.id).collect::<Vec<_>>(), [second, first]);
    let enabled = rule_set_enabled(&mut read, &own).await.expect("a list");
    assert_eq!(enabled.iter().map(|s| s.id).collect::<Vec<_>>(), [first]);
    drop(read);
    world.say_of(first, 1, PLANT, &[], &set("first", "removed")).await;
    let mut read = world.read(&own).await;
    assert_eq!(code(rule_set_get(&mut read, &own, first).await), "rule_set.missing");
    assert_eq!(rule_set_count(&mut read, &own).await.expect("a count"), 1);
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(rule_set_get(&mut read, &other, second).await), "rule_set.missing");
    assert_eq!(
        maintenance_list(&mut read, &other, &page, Millis(0)).await.expect("a list").total,
        0
    );
    drop(read);
    world.check_rebuild().await;
}
