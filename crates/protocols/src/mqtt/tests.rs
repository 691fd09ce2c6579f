use crate::testing::check;

use super::*;

const CONNECT: &str = "10 13 0004 4d515454 04 c2 003c 0001 61 0001 75 0001 70";

#[test]
fn a_client_connects_publishes_and_leaves() {
    check(
        "mqtt",
        &[
            &format!("> {CONNECT}"),
            "< 20 02 00 00",
            "> 32 09 0003 612f62 0007 68 69",
            "< 40 02 0007",
            "> c0 00",
            "< d0 00",
            "> e0 00",
        ],
        &[
            "request connect link client:a {version=4 client_id='a' clean=true user='u'}",
            "response connack link ok",
            "spontaneous publish write topic:a/b {qos=1 identifier=7 payload=2}",
            "spontaneous puback link ok {identifier=7}",
            "request pingreq link",
            "response pingresp link",
            "spontaneous disconnect link",
        ],
    );
}

#[test]
fn version_five_has_properties_and_reasons() {
    check(
        "mqtt",
        &[
            "> 10 10 0004 4d515454 05 02 003c 02 2100 0001 61",
            "< 20 03 00 87 00",
            "> 82 09 0001 00 0003 612f23 00",
            "< 90 04 0001 00 8f",
        ],
        &[
            "request connect link client:a {version=5 client_id='a' clean=true}",
            "response connack link error 135 not_authorized",
            "request subscribe read topic:a/# {identifier=1}",
            "response suback read error 143 topic_filter_invalid {identifier=1}",
        ],
    );
}

#[test]
fn a_sparkplug_command_is_a_control() {
    let topic = b"spBv1.0/plant/DCMD/edge/pump";
    let body = [&[0, topic.len() as u8][..], topic, b"x"].concat();
    let packet = [&[0x30, body.len() as u8][..], &body].concat();
    let said = format!("> {}", hex::encode(&packet));
    check(
        "mqtt",
        &[&said],
        &["spontaneous command control topic:spBv1.0/plant/DCMD/edge/pump {qos=0 payload=1}"],
    );
}

/// Hexadecimal of bytes.
mod hex {
    pub(super) fn encode(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[test]
fn a_long_payload_is_passed_over_and_the_next_packet_found() {
    let length = 20_000;
    let mut bytes = vec![0x30, 0xa0, 0x9c, 0x01, 0, 1, b'a'];
    bytes.resize(4 + length, 7);
    bytes.extend([0xc0, 0]);
    check(
        "mqtt",
        &[&format!("> {}", hex::encode(&bytes))],
        &["spontaneous publish write topic:a {qos=0}", "request pingreq link"],
    );
}

#[test]
fn what_is_no_packet_is_passed_over() {
    check(
        "mqtt",
        &["> ffff 00 c0 00", "> 82 05 0001 0009 61"],
        &["skip 3", "request pingreq link", "request subscribe read !mqtt.short@6"],
    );
}

#[test]
fn content_tells() {
    let probe = |text: &str| Mqtt::probe(&bytes(text));
    assert_eq!(probe(CONNECT), Probe::Yes);
    assert_eq!(probe("10 13 0004 4d51"), Probe::NeedMore);
    assert_eq!(probe("20 02 00 00"), Probe::OnPort);
    assert_eq!(probe("32 09 0003 612f62 0007 68 69"), Probe::Maybe);
    assert_eq!(probe("c0 00"), Probe::OnPort);
    assert_eq!(probe("474554 202f"), Probe::No);
    assert_eq!(probe("16 03 01 00 05"), Probe::No);
}

fn bytes(text: &str) -> Vec<u8> {
    crate::testing::hex(text)
}
