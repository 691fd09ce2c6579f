use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use contract::intake::rule_set_line;
use packet::Side;
use packet::build::{Conversation, Peer};
use packet::{CaptureReader, Frame, LinkType};

use super::node::{Cache, Offer, ask};
use super::*;
use crate::probe::post::Node;
use crate::probe::sensor::Setup;

const WRITE: &str = "alert tcp any any -> any 502 (msg:\"write\"; content:\"|06|\"; offset:7; depth:1; sid:1; rev:1;)";
const READ: &str =
    "alert modbus any any -> any any (msg:\"read\"; modbus: function 3; sid:2; rev:1;)";
const BAD: &str = "alert tcp any any -> any 502 (msg:\"odd\"; nosuchkeyword:1; sid:3; rev:1;)";

fn digest(n: u8) -> String {
    format!("{n:02x}").repeat(32)
}

fn offer(tag: &str, sets: &[&str]) -> Offer {
    let mut text = String::new();
    for (n, set) in (1..).zip(sets) {
        text += &rule_set_line(&digest(n));
        text += set;
        text.push('\n');
    }
    Offer { tag: tag.to_owned(), text }
}

fn load(folder: &Path, look: &Look) -> Rules {
    Rules::load(look, Some(Cache::new(folder))).unwrap().unwrap()
}

fn told(rules: &Rules) -> (String, Vec<(u64, u64)>, String) {
    let NodeRules { tag, sets, trouble, .. } = rules.told().unwrap();
    (tag, sets.iter().map(|set| (set.total, set.compiled)).collect(), trouble)
}

#[test]
fn sets_of_the_node_are_taken_with_their_failures_and_kept_for_a_start_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let rules = load(folder.path(), &Look::default());
    assert_eq!((rules.counts(), rules.asked_with()), ((0, 0), String::new()));
    rules.take(offer("t1", &[WRITE, &format!("{READ}\n{BAD}")]));
    assert_eq!(told(&rules), ("t1".to_owned(), vec![(1, 1), (2, 1)], String::new()));
    assert_eq!((rules.counts(), rules.asked_with()), ((2, 1), "t1".to_owned()));
    let told = rules.told().unwrap();
    let failed = &told.failed[0];
    assert_eq!((failed.set.as_str(), failed.line, failed.sid), (digest(2).as_str(), 2, 3));
    assert!(failed.reason.contains("nosuchkeyword") && !told.cached);
    let again = load(folder.path(), &Look::default());
    assert_eq!((again.counts(), again.asked_with()), ((2, 1), "t1".to_owned()));
    assert!(again.told().unwrap().cached);
    again.unchanged();
    assert!(!again.told().unwrap().cached);
}

#[test]
fn a_set_that_does_not_compile_keeps_the_old_ones_and_says_so_until_a_better_one_comes() {
    let folder = tempfile::tempdir().unwrap();
    let rules = load(folder.path(), &Look::default());
    rules.take(offer("t1", &[WRITE]));
    rules.take(offer("t2", &[WRITE, BAD]));
    let refused = ("t1".to_owned(), vec![(1, 1)], "not_compiled".to_owned());
    assert_eq!(told(&rules), refused);
    assert_eq!((rules.told().unwrap().detail, rules.asked_with()), (digest(2), "t2".to_owned()));
    rules.trouble(&Trouble::new("unreachable", "x"));
    rules.unchanged();
    assert_eq!(told(&rules), refused, "the node still offers what was refused");
    assert_eq!(load(folder.path(), &Look::default()).asked_with(), "t1");
    rules.take(offer("t3", &[READ]));
    assert_eq!(told(&rules), ("t3".to_owned(), vec![(1, 1)], String::new()));
    rules.take(offer("t4", &[]));
    assert_eq!(told(&rules), ("t4".to_owned(), vec![], String::new()));
    assert_eq!(rules.counts(), (0, 0));
}

#[test]
fn files_and_sets_run_together_and_files_that_vanish_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.rules");
    std::fs::write(&file, READ).unwrap();
    let look = Look { rules: vec![file.clone()], ..Look::default() };
    let rules = load(folder.path(), &look);
    rules.take(offer("t1", &[WRITE]));
    assert_eq!(rules.counts(), (2, 0));
    std::fs::write(&file, format!("{READ}\n{}", READ.replace("sid:2", "sid:9"))).unwrap();
    rules.reread();
    assert_eq!((rules.counts(), told(&rules).0), ((3, 0), "t1".to_owned()));
    std::fs::remove_file(&file).unwrap();
    rules.reread();
    assert_eq!(rules.counts(), (3, 0));
    rules.take(offer("t2", &[READ]));
    assert_eq!((told(&rules).2.as_str(), rules.asked_with()), ("not_compiled", "t2".to_owned()));
    std::fs::write(&file, WRITE).unwrap();
    rules.reread();
    assert_eq!(rules.asked_with(), "t1", "what was a file's fault is asked for again");
}

#[test]
fn a_damaged_file_on_disk_is_no_rules() {
    for text in ["", "# tag \nalert", "alert tcp any any -> any any (sid:1;)"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("node.rules"), text).unwrap();
        assert_eq!(load(folder.path(), &Look::default()).asked_with(), "", "{text}");
    }
}

/// The alerts of a conversation: a read, then `between`, then a write.
fn alerts(setup: &Setup, between: impl FnOnce()) -> Vec<u32> {
    let mut talk =
        Conversation::new(Peer::new([10, 0, 0, 9], 50_000), Peer::new([10, 0, 0, 1], 502));
    let mut before = talk.open();
    before.push(talk.say(Side::Client, &[0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]));
    before.push(talk.say(Side::Server, &[0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 7]));
    let mut after = vec![talk.say(Side::Client, &[0, 2, 0, 0, 0, 6, 1, 6, 0, 0, 0, 9])];
    after.push(talk.say(Side::Server, &[0, 2, 0, 0, 0, 6, 1, 6, 0, 0, 0, 9]));
    after.push(talk.say(Side::Client, &[0, 3, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]));
    after.extend(talk.close());
    let mut sensor = setup.sensor(0).unwrap();
    let mut sids = Vec::new();
    let mut hear = |event: ProbeEvent| {
        if let ProbeEvent::Alert(alert) = event {
            sids.push(alert.sid);
        }
    };
    let mut number = 0;
    let mut play = |frames: &[Vec<u8>], hear: &mut dyn FnMut(ProbeEvent)| {
        for data in frames {
            number += 1;
            let time = model::CaptureTime(number * 1_000_000);
            let wire_len = u32::try_from(data.len()).unwrap();
            let link = LinkType::Ethernet;
            let packet = u64::try_from(number).unwrap();
            sensor.packet(&Frame { number: packet, time, wire_len, link, data }, hear);
        }
    };
    play(&before, &mut hear);
    between();
    play(&after, &mut hear);
    sensor.finish(&mut hear);
    // A request and its answer, a packet and its stream: each may tell.
    sids.dedup();
    sids
}

#[test]
fn a_running_pipeline_takes_rules_that_want_what_the_old_ones_did_not() {
    let folder = tempfile::tempdir().unwrap();
    for alert_pcap in [None, Some(folder.path().join("pcap"))] {
        let look = Look { alert_pcap, ..Look::default() };
        let kept = tempfile::tempdir().unwrap();
        let cache = Some(Cache::new(kept.path()));
        let setup = Setup::new(&look, cache, protocols::Config::default(), true).unwrap();
        let rules = setup.rules.clone().unwrap();
        let sids = alerts(&setup, || rules.take(offer("t1", &[&format!("{WRITE}\n{READ}")])));
        assert_eq!(sids, [1, 2]);
        assert_eq!(alerts(&setup, || rules.take(offer("t2", &[]))), [2]);
        if let Some(folder) = &look.alert_pcap {
            let written = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
            let mut capture = CaptureReader::new(File::open(written.path()).unwrap()).unwrap();
            let frame = capture.next_frame().unwrap().unwrap();
            assert_eq!((frame.link, frame.time.0 % 1_000_000), (LinkType::Ethernet, 0));
        }
    }
}

/// A node that answers each question with the next of the list; what it was asked.
fn node(answers: Vec<String>) -> (Node, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let (tell, asked) = channel();
    std::thread::spawn(move || {
        for (stream, answer) in listener.incoming().zip(answers) {
            let mut reader = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while reader.read_line(&mut head).unwrap() > 2 {}
            tell.send(head.to_lowercase()).unwrap();
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    (Node::new(&url, "secret", None).unwrap(), asked)
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
}

#[tokio::test]
async fn the_node_is_asked_with_the_tag_at_hand_and_its_answers_are_told_apart() {
    let (node, asked) = node(vec![
        answer("200 OK", "etag: \"t1\"\r\n", "text"),
        answer("304 X", "etag: \"t1\"\r\n", ""),
        answer("200 OK", "", "text"),
        answer("401 X", "", ""),
        answer("503 X", "", ""),
    ]);
    let taken = ask(&node, "").await.unwrap();
    assert_eq!(taken, Some(Offer { tag: "t1".to_owned(), text: "text".to_owned() }));
    assert_eq!(ask(&node, "t1").await, Ok(None));
    for expected in ["unreadable", "refused", "unreachable", "unreachable"] {
        assert_eq!(ask(&node, "t1").await.unwrap_err().word, expected);
    }
    let heads: Vec<String> = asked.try_iter().collect();
    assert!(heads[0].starts_with("get /api/v1/intake/rules ") && !heads[0].contains("if-none"));
    assert!(heads[0].contains("authorization: bearer secret"));
    assert!(heads[1].contains("if-none-match: \"t1\""));
}
