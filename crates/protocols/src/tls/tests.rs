use super::certificate::Certificate;
use super::fingerprint::{ja3, ja4};
use super::hello::{Hello, is_grease};
use super::*;
use crate::testing::{check, hex};

/// The client's hello of RFC 8448 §3, in its record.
const HELLO: &str = "16 0301 00c4 01 0000c0 0303 \
    cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7 00 0006 1301 1303 1302 \
    01 00 0091 0000 000b 0009 00 0006 736572766572 ff01 0001 00 000a 0014 0012 \
    001d 0017 0018 0019 0100 0101 0102 0103 0104 0023 0000 0033 0026 0024 001d 0020 \
    99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c 002b 0003 02 0304 \
    000d 0020 001e 0403 0503 0603 0203 0804 0805 0806 0401 0501 0601 0201 0402 0502 0602 0202 \
    002d 0002 01 01 001c 0002 4001";

/// A self-signed certificate: serial 0x1234, issuer and subject with a country, an organisation
/// and a name, one alternative name.
fn certificate() -> Vec<u8> {
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let head = match content.len() {
            short @ 0..=127 => vec![tag, short as u8],
            long => vec![tag, 0x82, (long >> 8) as u8, long as u8],
        };
        [head, content].concat()
    }
    let attribute = |kind: u8, text: &str| {
        let value = der(0x0c, &[text.as_bytes()]);
        der(0x31, &[&der(0x30, &[&der(6, &[&[0x55, 4, kind]]), &value])])
    };
    let name =
        der(0x30, &[&attribute(6, "CN"), &attribute(10, "Plant, No. 1"), &attribute(3, "plc\0x")]);
    let validity = der(0x30, &[&der(0x17, &[b"700101000000Z"]), &der(0x18, &[b"20500229235959Z"])]);
    let names = der(0x30, &[&der(0x82, &[b"plc.local"]), &der(0x87, &[&[10, 0, 0, 1]])]);
    let extension = der(0x30, &[&der(6, &[&[0x55, 0x1d, 0x11]]), &der(4, &[&names])]);
    let tbs = der(
        0x30,
        &[
            &[0xa0, 3, 2, 1, 2],
            &der(2, &[&[0x12, 0x34]]),
            &der(0x30, &[]),
            &name,
            &validity,
            &name,
            &der(0x30, &[]),
            &der(0xa3, &[&der(0x30, &[&extension])]),
        ],
    );
    der(0x30, &[&tbs])
}

#[test]
fn a_hello_tells_whom_the_client_asks_for() {
    check(
        "tls",
        &[&format!("> {HELLO}"), "> 17 0303 0002 aabb"],
        &["request client_hello link host:server {version='tls_1.3' cipher_suites=3 \
           ja3='da4dea34fe6d4ce5f0725df3f2682fa0' ja4='t13d030900_55b375c5d22e_59cd3dafc54d'}"],
    );
}

#[test]
fn hellos_have_the_fingerprints_that_were_published_for_their_form() {
    let record = hex(HELLO);
    let hello = Hello::client(&record[9..]).unwrap();
    let expected =
        "771,4865-4867-4866,0-65281-10-35-51-43-13-45-28,29-23-24-25-256-257-258-259-260,";
    assert_eq!(ja3(&hello), expected);
    assert!(ja4(&hello, 'q').starts_with("q13d030900_"), "{}", ja4(&hello, 'q'));
    assert!(is_grease(0x0a0a) && is_grease(0xfafa) && !is_grease(0x0a1a) && !is_grease(0x1301));
}

#[test]
fn a_certificate_tells_who_it_names_with_whatever_octets_it_does() {
    let der = certificate();
    let read = Certificate::read(&der).unwrap();
    assert_eq!(read.subject.text, b"C=CN, O=Plant, No. 1, CN=plc\0x");
    assert_eq!(read.serial, "12:34");
    assert_eq!(read.alternative_names, [b"plc.local".to_vec(), b"10.0.0.1".to_vec()]);
    assert_eq!(read.not_before.map(|moment| moment.seconds()), Some(0));
    // 2050-02-29 does not exist: it is the day after the 28th.
    assert_eq!(read.not_after.map(|moment| moment.seconds()), Some(2_529_791_999));
    assert_eq!(read.not_after.unwrap().text(), "2050-02-29T23:59:59Z");
    for end in 0..der.len() {
        let _ = Certificate::read(&der[..end]);
    }
}

#[test]
fn messages_go_on_from_one_record_to_the_next() {
    let record = hex(HELLO);
    let (first, second) = record[5..].split_at(60);
    let split: String = [first, second]
        .iter()
        .flat_map(|part| [vec![22, 3, 1, 0, part.len() as u8], part.to_vec()].concat())
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let heard = crate::testing::hear("tls", &[&format!("> {split}")]);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(heard[0].contains("host:server"), "{heard:?}");
}

#[test]
fn alerts_have_names_until_they_are_encrypted() {
    check(
        "tls",
        &["< 15 0303 0002 0228", "< 14 0303 0001 01", "< 15 0303 0002 0228"],
        &["spontaneous alert link {level='fatal' description='handshake_failure'}"],
    );
}

#[test]
fn a_heartbeat_that_claims_more_than_it_has_is_an_anomaly() {
    check(
        "tls",
        &["> 18 0302 0003 01 4000"],
        &["request heartbeat link !tls.heartbeat_overflow@1"],
    );
}

#[test]
fn the_hello_of_ssl_2_may_ask_for_something_newer() {
    let hello = "802e 01 0301 0015 0000 0010 000004 000005 00000a 010080 070000 000009 000064 \
                 00112233445566778899aabbccddeeff";
    let heard = crate::testing::hear("tls", &[&format!("> {hello}"), "> 17 0301 0001 00"]);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(heard[0].contains("client_hello") && heard[0].contains("tls_1.0"), "{heard:?}");
    assert_eq!(Tls::probe(&hex(hello)), Probe::Yes);
}

#[test]
fn records_are_found_again_behind_a_gap() {
    check("tls", &["> 17 0303 0003 010203", "> 99 17 55 66 15 0303 0002 0100"], &["skip 4"]);
}

#[test]
fn only_hellos_are_certain() {
    assert_eq!(Tls::probe(&hex(HELLO)), Probe::Yes);
    assert_eq!(Tls::probe(&hex("16 0301 00")), Probe::NeedMore);
    assert_eq!(Tls::probe(&hex("17 0303 0002 0000 17 0303 0002 0000")), Probe::Maybe);
    assert_eq!(Tls::probe(&hex("17 0303 4000 0000")), Probe::OnPort);
    assert_eq!(Tls::probe(&hex("17 0503 4000 0000")), Probe::No);
}
