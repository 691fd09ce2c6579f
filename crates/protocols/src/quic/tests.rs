use super::crypto::{Keys, V1, V2};
use super::*;
use crate::testing::{check, hex};

/// The server's Initial packet of RFC 9001 appendix A.3.
const ANSWER: &str = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100 \
    f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73 \
    cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158 \
    407dd074ee";
/// The client's first destination id in that appendix.
const ID: [u8; 8] = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];

#[test]
fn the_packet_of_the_standard_opens_with_the_keys_of_the_standard() {
    let data = hex(ANSWER);
    let Front::Packet(packet) = packet(&data) else { panic!() };
    assert_eq!((packet.number_at, packet.total, packet.version), (18, data.len(), V1));
    let keys = Keys::derive(V1, &ID).unwrap();
    let payload = keys.open(false, &data, packet.number_at).unwrap();
    let mut stream = Stream::default();
    frames::crypto(&payload, &mut stream);
    let (kind, body) = stream.message().unwrap();
    let hello = Hello::server(body).unwrap();
    assert_eq!((kind, hello.ciphers, hello.version), (SERVER_HELLO, vec![0x1301], 0x0303));
}

#[test]
fn wrong_keys_and_damaged_packets_stay_shut() {
    let data = hex(ANSWER);
    let keys = Keys::derive(V1, &ID).unwrap();
    assert!(keys.open(true, &data, 18).is_none());
    assert!(Keys::derive(V2, &ID).unwrap().open(false, &data, 18).is_none());
    assert!(Keys::derive(0x5130_3433, &ID).is_none());
    for end in 0..data.len() {
        assert!(keys.open(false, &data[..end], 18).is_none());
    }
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    check("quic", &[&format!("< {ANSWER}"), "> e0 00000001"], &["need 6"]);
}

#[test]
fn numbers_have_one_to_eight_octets() {
    // RFC 9000 appendix A.1.
    for (octets, value) in [
        ("25", 37),
        ("4025", 37),
        ("7bbd", 15_293),
        ("9d7f3e7d", 494_878_333),
        ("c2197c5eff14e88c", 151_288_809_941_952_652),
    ] {
        assert_eq!(varint(&mut Reader::new(&hex(octets))), Some(value));
    }
}

#[test]
fn only_initial_packets_of_full_size_are_certain() {
    let mut data = hex(ANSWER);
    assert_eq!(Quic::probe(&data), Probe::Maybe);
    data.resize(1200, 0);
    assert_eq!(Quic::probe(&data), Probe::Yes);
    assert_eq!(Quic::probe(&hex("40 1122")), Probe::OnPort);
    assert_eq!(Quic::probe(&hex("c0 11223344 08")), Probe::No);
    assert_eq!(Quic::probe(&[0; 100]), Probe::No);
}
