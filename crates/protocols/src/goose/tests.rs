use super::*;
use crate::testing::hear;

/// A message with these numbers.
fn message(st: u8, sq: u8) -> String {
    let elements = format!(
        "8003474342 810207d0 82024453 83024944 84080000000000000000 \
         8501{st:02x} 8601{sq:02x} 870100 880101 890100 8a0101 ab03830101"
    );
    let length = crate::testing::hex(&elements).len();
    format!("< 0001 00{:02x} 0000 0000 61{length:02x} {elements}", length + 10)
}

fn anomalies(messages: &[String]) -> Vec<String> {
    let talk: Vec<&str> = messages.iter().map(String::as_str).collect();
    let last = hear("goose", &talk).pop().unwrap();
    last.split(" !").skip(1).map(str::to_owned).collect()
}

#[test]
fn a_message_names_its_control_block_and_counters() {
    assert_eq!(
        hear("goose", &[&message(5, 9)]),
        ["spontaneous publish read control_block:GCB {appid=1 gocb_ref='GCB' dat_set='DS' \
          go_id='ID' ttl=2000 st_num=5 sq_num=9 conf_rev=1 entries=1 simulation=false \
          nds_com=false}"]
    );
}

#[test]
fn counters_are_followed_for_each_publisher() {
    let check = |first: (u8, u8), second: (u8, u8), expected: &[&str]| {
        let messages = [message(first.0, first.1), message(second.0, second.1)];
        assert_eq!(anomalies(&messages), expected, "{first:?} {second:?}");
    };
    check((5, 9), (5, 10), &[]);
    check((5, 9), (6, 0), &[]);
    check((5, 9), (5, 12), &["goose.messages_missed@8"]);
    check((5, 9), (6, 4), &["goose.messages_missed@8"]);
    check((5, 9), (5, 9), &["goose.sq_num_repeated@8"]);
    check((5, 9), (5, 3), &["goose.sq_num_decreased@8"]);
    check((5, 9), (4, 0), &["goose.st_num_decreased@8"]);
    check((5, 9), (1, 0), &[]);
    check((5, 9), (6, 10), &["goose.sq_num_not_reset@8"]);
    check((5, 9), (8, 0), &["goose.st_num_jumped@8"]);
}

#[test]
fn hostile_lengths_are_named_and_read_as_far_as_they_go() {
    let check = |text: &str, expected: &[&str]| {
        assert_eq!(anomalies(&[format!("< {text}")]), expected, "{text}");
    };
    let missing = "goose.missing_element@8";
    check("0001 000a 0000 0000 6184", &["goose.not_a_goose_pdu@8"]);
    check(
        "0001 0010 0000 0000 6184 ffffffff 8001",
        &["goose.truncated@8", "goose.truncated@8", missing],
    );
    check("0001 000e 0000 0000 6104 8084 ffff", &["goose.ber_length@8", missing]);
    check("0001 000c 0000 0000 6102 8080", &["goose.ber_length@8", missing]);
    check("0001 00ff 0000 0000 6102 8000", &["goose.length_mismatch@2", missing]);
    check("0001 000c 0000 0000 6002 8000", &["goose.not_a_goose_pdu@8"]);
}

#[test]
fn simulation_is_told_by_header_or_element() {
    let simulated = message(1, 1).replacen(" 0000 0000 ", " 8000 0000 ", 1);
    assert!(hear("goose", &[&simulated])[0].contains("simulation=true"));
}

#[test]
fn a_publisher_is_late_once_its_time_to_live_is_over() {
    let at = |time: i64| Publisher { time: time * MILLISECOND, ttl: 2000, ..Publisher::default() };
    assert!(!at(0).is_late(at(2000)));
    assert!(at(0).is_late(at(2001)));
    assert!(!at(5000).is_late(at(0)), "captures are not always in order");
    assert!(!Publisher::default().is_late(at(9999)), "no time to live is an anomaly of its own");
}

#[test]
fn a_simulated_publisher_beside_the_real_one_is_an_anomaly() {
    let simulated = message(1, 0).replace(" 0000 0000 ", " 8000 0000 ");
    assert_eq!(anomalies(std::slice::from_ref(&simulated)), Vec::<String>::new());
    let expected = ["goose.simulated_beside_real@8"];
    assert_eq!(anomalies(&[message(5, 9), simulated]), expected);
}
