use super::*;
use crate::testing::{check, hex};

/// Begins version 2 with a group of 1024 bits, a key and a vendor.
const INIT: &str = "1122334455667788 0000000000000000 21 20 22 08 00000000 0000004c \
    22 00 0014 00 00 0010 01 01 00 01 00 00 0008 04 00 0002 \
    2b 00 000a 0002 0000 aabb \
    00 00 000c 4142434445464748 00000000000000";

#[test]
fn an_exchange_begins_with_proposals_and_vendors() {
    let init = INIT.replace("0000004c", "00000046");
    let init: String = init.split_whitespace().collect();
    let init = &init[..0x46 * 2];
    check(
        "ike",
        &[&format!("> {init}")],
        &["request ike_sa_init link {version=2 initiator_spi='1122334455667788' \
           responder_spi='0000000000000000' message_id=0 vendor_ids='4142434445464748'} \
           !ike.weak_group@0"],
    );
}

#[test]
fn encrypted_messages_and_the_marker_of_port_4500_are_known() {
    check(
        "ike",
        &["< 00000000 1122334455667788 99aabbccddeeff00 2e 20 23 20 00000001 00000020 00000004"],
        &["response ike_auth link {version=2 initiator_spi='1122334455667788' \
           responder_spi='99aabbccddeeff00' message_id=1}"],
    );
    check(
        "ike",
        &["> 1122334455667788 99aabbccddeeff00 08 10 05 01 00000001 0000001c"],
        &["request informational_v1 link {version=1 initiator_spi='1122334455667788' \
           responder_spi='99aabbccddeeff00' message_id=1}"],
    );
}

#[test]
fn a_payload_longer_than_the_message_is_an_anomaly() {
    check(
        "ike",
        &["> 1122334455667788 0000000000000000 28 20 22 08 00000000 00000020 00000009"],
        &["request ike_sa_init link {version=2 initiator_spi='1122334455667788' \
           responder_spi='0000000000000000' message_id=0} !ike.malformed@32"],
    );
}

#[test]
fn only_whole_messages_are_certain() {
    let message = hex("1122334455667788 0000000000000000 00 20 22 08 00000000 0000001c");
    assert_eq!(Ike::probe(&message), Probe::Yes);
    assert_eq!(Ike::probe(&[&[0; 4], &message[..]].concat()), Probe::Yes);
    assert_eq!(Ike::probe(&[&message[..], &[0]].concat()), Probe::OnPort);
    assert_eq!(Ike::probe(&[0x11; 40]), Probe::No);
}
