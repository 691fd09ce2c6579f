use super::*;
use crate::testing::hear;

/// A message with these numbers.
fn message(smp_cnt: u16, conf_rev: u8, synch: u8) -> String {
    format!(
        "< 4001 0025 0000 0000 601b 800101 a216 3014 8002 5631 8202{smp_cnt:04x} \
         8301{conf_rev:02x} 8501{synch:02x} 8704 00000001"
    )
}

fn anomalies(messages: &[String]) -> Vec<String> {
    let talk: Vec<&str> = messages.iter().map(String::as_str).collect();
    let last = hear("sv", &talk).pop().unwrap();
    last.split(" !").skip(1).map(str::to_owned).collect()
}

#[test]
fn a_sample_names_its_stream() {
    assert_eq!(
        hear("sv", &[&message(280, 1, 2)]),
        [
            "spontaneous publish read stream:V1 {appid=16385 simulation=false smp_cnt=280 conf_rev=1 \
          smp_synch=2 synchronised='global' data_bytes=4}"
        ]
    );
}

#[test]
fn what_changes_between_samples_is_an_anomaly() {
    let check = |first: (u16, u8, u8), second: (u16, u8, u8), expected: &[&str]| {
        let messages = [message(first.0, first.1, first.2), message(second.0, second.1, second.2)];
        assert_eq!(anomalies(&messages), expected, "{first:?} {second:?}");
    };
    check((9, 1, 2), (10, 1, 2), &[]);
    check((9, 1, 2), (12, 1, 2), &["sv.samples_missed@8"]);
    check((9, 1, 2), (9, 1, 2), &["sv.sample_repeated@8"]);
    check((9, 1, 2), (10, 2, 2), &["sv.conf_rev_changed@8"]);
    check((9, 1, 2), (10, 1, 0), &["sv.smp_synch_changed@8"]);
}

#[test]
fn the_counter_starts_over_where_it_did_before() {
    let check = |last: u32, wrap: u32, now: u32, expected: Option<Break>| {
        let mut stream = Stream { smp_cnt: last, wrap, ..Stream::default() };
        assert_eq!(stream.follow(now), expected, "{last} of {wrap}, {now}");
    };
    check(3999, 0, 0, None);
    check(3999, 4000, 0, None);
    check(3997, 4000, 0, Some(Break::Missed(2)));
    check(3998, 4000, 3, Some(Break::Missed(4)));
    check(2000, 4000, 100, Some(Break::Decreased));
    check(4799, 4000, 0, None);
    check(50, 0, 20, Some(Break::Decreased));
}

#[test]
fn what_is_no_sample_is_named() {
    let check = |text: &str, expected: &[&str]| {
        assert_eq!(anomalies(&[format!("< {text}")]), expected, "{text}");
    };
    check("4001 000a 0000 0000 6100", &["sv.not_a_sav_pdu@8"]);
    check("4001 0020 0000 0000 6000", &["sv.length_mismatch@2", "sv.missing_element@8"]);
    check("4001 000f 0000 0000 6005 800102 a200", &["sv.asdus_mismatch@8"]);
    check("4001 0011 8000 0000 6007 800101 a202 3000", &["sv.missing_element@8"]);
}
