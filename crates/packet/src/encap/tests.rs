use super::*;
use crate::link::{IPV4, IPV6};

fn v4() -> Vec<u8> {
    [&[0x45][..], &[0; 19]].concat()
}

fn with(head: &[u8], rest: &[u8]) -> Vec<u8> {
    [head, rest].concat()
}

#[test]
fn headers_before_ip_are_taken_off() {
    let packet = v4();
    let check = |ethertype, head: &[u8], expected: Option<u16>| {
        let bytes = with(head, &packet);
        let seen = open(ethertype, &bytes).unwrap();
        match expected {
            Some(inner) => assert_eq!(seen, Ok(Inner::Typed(inner, &packet)), "{ethertype:x}"),
            None => assert_eq!(seen, Ok(Inner::Ethernet(&packet)), "{ethertype:x}"),
        }
    };
    check(0x8847, &[0, 1, 0, 9, 0, 2, 1, 9], Some(IPV4));
    check(0x8848, &[0, 0, 1, 9], Some(IPV4));
    check(0x8847, &[0, 0, 0x21, 9], Some(IPV6));
    check(0x8847, &[0, 2, 1, 9, 0, 0, 0, 0], None);
    check(0x8864, &[0x11, 0, 0, 7, 0, 22, 0, 0x21], Some(IPV4));
    check(0x8864, &[0x11, 0, 0, 7, 0, 21, 0x21], Some(IPV4));
    check(0x8926, &[0, 0, 0, 0, 8, 0], Some(IPV4));
    check(0x893f, &[0, 0, 0, 0, 0, 0, 8, 0], Some(IPV4));
    check(0x8909, &[1, 1, 0, 1, 8, 0], Some(IPV4));
    check(0x894f, &[0, 2, 1, 1, 0, 0, 1, 255], Some(IPV4));
    check(0x8903, &[0, 0], None);
    check(0x6558, &[], None);
    assert_eq!(open(0x0806, &packet), None);
}

#[test]
fn what_is_wrong_between_link_and_ip_has_its_name() {
    let cases: [(u16, &[u8], &str); 14] = [
        (0x8847, &[0, 1, 0], "mpls.header_too_small"),
        (0x8847, &[0, 0, 0x11, 9, 0, 0, 0, 0], "mpls.bad_label_router_alert"),
        (0x8847, &[0, 0, 0x31, 9, 0, 0, 0, 0], "mpls.bad_label_implicit_null"),
        (0x8847, &[0, 0, 0xf1, 9, 0, 0, 0, 0], "mpls.bad_label_reserved"),
        (0x8847, &[0, 2, 1, 9, 0x45], "mpls.pkt_too_small"),
        (0x8847, &[0, 2, 1, 9, 0x75, 0, 0, 0], "mpls.unknown_payload_type"),
        (0x8863, &[0x11, 9, 0, 0, 0], "pppoe.pkt_too_small"),
        (0x8863, &[0x11, 1, 0, 0, 0, 0], "pppoe.wrong_code"),
        (0x8863, &[0x11, 9, 0, 0, 0, 4, 1, 1], "pppoe.malformed_tags"),
        (0x8864, &[0x11, 0, 0, 0, 0, 4, 0, 0x21, 0x45, 0], "ppp.ip4_pkt_too_small"),
        (0x8864, &[0x11, 0, 0, 0, 0, 4, 0, 0x57, 0x60, 0], "ppp.ip6_pkt_too_small"),
        (0x8864, &[0x11, 0, 0, 0, 0, 4, 0, 0x2f, 0, 0], "ppp.vju_pkt_too_small"),
        (0x8864, &[0x11, 0, 0, 0, 0, 4, 0, 0x2b, 0, 0], "ppp.unsup_proto"),
        (0x8864, &[0x11, 0, 0, 0, 0, 4, 0, 0x10, 0, 0], "ppp.wrong_type"),
    ];
    for (ethertype, bytes, name) in cases {
        assert_eq!(open(ethertype, bytes), Some(Err(name)));
    }
    let control = [0x11, 0, 0, 7, 0, 4, 0xc0, 0x21, 9, 1];
    assert_eq!(open(0x8864, &control), Some(Ok(Inner::Nothing)));
}

#[test]
fn gre_is_opened_in_both_versions() {
    let packet = v4();
    let plain: [&[u8]; 4] = [
        &[0, 0, 8, 0],
        &[0x80, 0, 8, 0, 1, 2, 3, 4],
        &[0xb0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        &[0x40, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 1, 9, 0, 0, 0, 0],
    ];
    for head in plain {
        assert_eq!(gre(&with(head, &packet)), Ok(Inner::Typed(IPV4, &packet)), "{head:?}");
    }
    let pptp =
        with(&[0x30, 0x81, 0x88, 0x0b, 0, 22, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0x21], &packet);
    assert_eq!(gre(&pptp), Ok(Inner::Typed(IPV4, &packet)));
    let mirrored = with(&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 9, 0, 0, 0, 0, 0, 0], &packet);
    assert_eq!(gre(&mirrored), Ok(Inner::Ethernet(&packet)));
    let cases: [(&[u8], &str); 10] = [
        (&[0, 0, 8], "gre.pkt_too_small"),
        (&[0, 2, 8, 0], "gre.wrong_version"),
        (&[1, 0, 8, 0], "gre.version0_recur"),
        (&[0, 8, 8, 0], "gre.version0_flags"),
        (&[0x20, 0, 8, 0], "gre.version0_hdr_too_big"),
        (&[0x40, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 9], "gre.version0_malformed_sre_hdr"),
        (&[0xa0, 1, 0x88, 0x0b], "gre.version1_chksum"),
        (&[0x20, 1, 8, 0], "gre.version1_wrong_protocol"),
        (&[0, 1, 0x88, 0x0b], "gre.version1_no_key"),
        (&[0x20, 1, 0x88, 0x0b], "gre.version1_hdr_too_big"),
    ];
    for (bytes, name) in cases {
        assert_eq!(gre(bytes), Err(name), "{bytes:?}");
    }
}

#[test]
fn udp_tunnels_are_opened_only_when_they_are_certain() {
    let mut six = [0u8; 44];
    (six[0], six[5], six[6], six[7]) = (0x60, 4, 59, 64);
    let inner = Some(Ok(Inner::Typed(IPV6, &six[..])));
    assert_eq!(udp([40_000, 3544], &six), inner);
    assert_eq!(udp([3544, 40_000], &with(&[0, 0, 1, 2, 3, 4, 5, 6], &six)), inner);
    assert_eq!(udp([40_000, 3544], &six[..43]), None, "the length is wrong");
    assert_eq!(udp([40_000, 53], &six), None);
    let frame = with(&[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 8, 0], &v4());
    let vxlan = with(&[8, 0, 0, 0, 0, 0, 9, 0], &frame);
    assert_eq!(udp([40_000, 4789], &vxlan), Some(Ok(Inner::Ethernet(&frame))));
    assert_eq!(udp([40_000, 4789], &with(&[0], &vxlan)), None);
    let geneve = with(&[1, 0, 0x65, 0x58, 0, 0, 9, 0, 0, 0, 0, 0], &frame);
    assert_eq!(udp([40_000, 6081], &geneve), Some(Ok(Inner::Ethernet(&frame))));
    let unknown = [0, 0, 0x12, 0x34, 0, 0, 9, 0];
    assert_eq!(udp([40_000, 6081], &unknown), Some(Err("geneve.unknown_payload_type")));
}
