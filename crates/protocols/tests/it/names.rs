//! Names, keys and mail: their valid traffic to the last byte, and alike however it is cut.

use model::observation::Observation;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::generate::{Talk, talk};
use crate::properties::{config, converse, damaged, recut};

const FAMILY: &[&str] = &["dns", "mdns", "tls", "ssh", "smtp", "ftp", "ftp-data", "quic", "ike"];

#[test]
fn valid_traffic_of_the_family_is_parsed_to_the_last_byte() {
    for name in FAMILY {
        let entry = protocols::entry(name).unwrap();
        let valid = |talk: Talk| {
            let heard = converse(entry, &talk);
            prop_assert_eq!((heard.skipped, heard.waiting), (0, [0, 0]), "{}", name);
            prop_assert!(!heard.observations.is_empty(), "{}", name);
            let known = |o: &Observation| !o.operation.starts_with("unknown");
            prop_assert!(heard.observations.iter().all(known), "{}", name);
            Ok(())
        };
        TestRunner::new(config()).run(&talk(name), valid).unwrap();
    }
}

#[test]
fn traffic_of_the_family_is_understood_alike_however_it_is_cut() {
    for name in FAMILY {
        let entry = protocols::entry(name).unwrap();
        let traffic = prop_oneof![talk(name), damaged(name).boxed()];
        let alike = |(talk, sizes): (Talk, Vec<usize>)| {
            prop_assert_eq!(converse(entry, &talk), converse(entry, &recut(&talk, &sizes)));
            Ok(())
        };
        TestRunner::new(config()).run(&(traffic, vec(1usize..40, 1..5)), alike).unwrap();
    }
}
