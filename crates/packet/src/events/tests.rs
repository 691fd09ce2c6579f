use super::*;
use crate::ip;

/// The names for a packet's network header and its transport.
fn names(ethertype: u16, data: &[u8]) -> Vec<&'static str> {
    let mut seen = Vec::new();
    network(ethertype, data, &mut |name| seen.push(name));
    let packet = if ethertype == IPV4 { ip::v4(data) } else { ip::v6(data) };
    if let Ok(packet) = packet.map_err(drop)
        && packet.missing == 0
        && packet.fragment.is_none()
    {
        transport(&packet, &mut |name| seen.push(name));
    }
    seen
}

fn v4(protocol: u8, options: &[u8], payload: &[u8]) -> Vec<u8> {
    let size = 20 + options.len();
    let total = u16::try_from(size + payload.len()).unwrap().to_be_bytes();
    let mut head = vec![0x40 | u8::try_from(size / 4).unwrap(), 0, total[0], total[1]];
    head.extend([0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    [&head, options, payload].concat()
}

fn v6(next: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    [&[0x60, 0, 0, 0, length[0], length[1], next, 64][..], &[1; 32], payload].concat()
}

#[test]
fn ipv4_headers() {
    let udp = [0, 9, 0, 9, 0, 8, 0, 0];
    let check = |bytes: &[u8], expected: &[&str]| assert_eq!(names(IPV4, bytes), expected);
    check(&v4(17, &[], &udp), &[]);
    check(&[0x45; 19], &["ipv4.pkt_too_small"]);
    check(&v6(17, &udp), &["ipv4.wrong_ip_version"]);
    check(&[&[0x44, 0, 0, 20][..], &[0; 16]].concat(), &["ipv4.hlen_too_small"]);
    check(&[&[0x45, 0, 0, 19][..], &[0; 16]].concat(), &["ipv4.iplen_smaller_than_hlen"]);
    check(&v4(17, &[], &udp)[..27], &["ipv4.trunc_pkt"]);
    check(&v4(58, &[], &udp), &["ipv4.icmpv6"]);
    check(&v4(200, &[], &udp), &["ipv4.unknown_protocol"]);
    check(&v4(17, &[7, 7, 4, 0, 0, 0, 0, 0], &udp), &[]);
    check(&v4(17, &[7, 7, 4, 0, 0, 0, 0, 1, 148, 4, 0, 0], &udp), &["ipv4.opt_pad_required"]);
    check(&v4(17, &[7, 9, 4, 0, 0, 0, 0, 0], &udp), &["ipv4.opt_invalid_len"]);
    check(&v4(17, &[7, 7, 3, 0, 0, 0, 0, 0], &udp), &["ipv4.opt_malformed"]);
    check(&v4(17, &[99, 8, 0, 0, 0, 0, 0, 0], &udp), &["ipv4.opt_invalid"]);
    check(&v4(17, &[148, 4, 0, 0, 148, 4, 0, 0], &udp), &["ipv4.opt_duplicate"]);
    check(&v4(17, &[1, 1, 1, 1, 1, 1, 1, 148], &udp), &["ipv4.opt_eol_required"]);
    check(&v4(17, &[68, 8, 5, 0, 0, 0, 0, 0], &udp), &[]);
    check(&v4(17, &[68, 8, 6, 0, 0, 0, 0, 0], &udp), &["ipv4.opt_malformed"]);
}

#[test]
fn ipv6_headers() {
    let udp = [0, 9, 0, 9, 0, 8, 0, 0];
    let check = |next: u8, head: &[u8], expected: &[&str]| {
        assert_eq!(names(IPV6, &v6(next, &[head, &udp].concat())), expected, "{next} {head:?}");
    };
    check(17, &[], &[]);
    check(44, &[17, 0, 0, 0, 0, 0, 0, 1], &["ipv6.exthdr_useless_fh"]);
    let twice = [44, 0, 0, 0, 0, 0, 0, 1, 17, 0, 0, 0, 0, 0, 0, 1];
    check(44, &twice, &["ipv6.exthdr_useless_fh", "ipv6.exthdr_dupl_fh"]);
    check(
        44,
        &[17, 1, 0, 0, 0, 0, 0, 1],
        &["ipv6.fh_non_zero_reserved_field", "ipv6.exthdr_useless_fh"],
    );
    check(44, &[17, 0, 0, 1, 0, 0, 0, 1, 9], &["ipv6.frag_invalid_length"]);
    check(43, &[17, 0, 0, 0, 0, 0, 0, 0], &["ipv6.rh_type_0"]);
    check(0, &[17, 0, 1, 4, 0, 0, 0, 0], &["ipv6.hopopts_only_padding"]);
    check(60, &[17, 0, 1, 0, 1, 2, 0, 0], &["ipv6.zero_len_padn", "ipv6.dstopts_only_padding"]);
    check(0, &[17, 0, 5, 2, 0, 0, 0, 0], &[]);
    check(60, &[17, 0, 33, 4, 0, 0, 0, 0], &["ipv6.dstopts_unknown_opt"]);
    check(60, &[17, 0, 33, 9, 0, 0, 0, 0], &["ipv6.exthdr_invalid_optlen"]);
    check(60, &[17, 90, 33, 9, 0, 0, 0, 0], &["ipv6.trunc_exthdr"]);
    check(59, &[], &["ipv6.data_after_none_header"]);
    check(1, &[], &["ipv6.icmpv4"]);
    check(200, &[], &["ipv6.unknown_next_header"]);
    check(4, &[], &["ipv6.ipv4_in_ipv6_too_small"]);
    check(4, &[0x60; 20], &["ipv6.ipv4_in_ipv6_wrong_version"]);
    check(41, &[0x45; 40], &["ipv6.ipv6_in_ipv6_wrong_version"]);
    assert_eq!(names(IPV6, &v6(17, &udp)[..47]), ["ipv6.trunc_pkt"]);
    assert_eq!(names(IPV6, &[0x60; 39]), ["ipv6.pkt_too_small"]);
}

#[test]
fn transports() {
    let check = |protocol: u8, bytes: &[u8], expected: &[&str]| {
        assert_eq!(names(IPV4, &v4(protocol, &[], bytes)), expected, "{bytes:?}");
    };
    let tcp = |offset: u8, options: &[u8]| {
        [&[0, 9, 0, 9, 0, 0, 0, 1, 0, 0, 0, 1, offset << 4, 16, 0, 0, 0, 0, 0, 0], options].concat()
    };
    check(6, &tcp(5, &[]), &[]);
    check(6, &tcp(5, &[])[..19], &["tcp.pkt_too_small"]);
    check(6, &tcp(6, &[]), &["tcp.hlen_too_small"]);
    check(6, &tcp(4, &[]), &["tcp.invalid_optlen"]);
    check(6, &tcp(6, &[2, 4, 5, 180]), &[]);
    check(6, &tcp(6, &[2, 9, 5, 180]), &["tcp.opt_invalid_len"]);
    check(6, &tcp(6, &[2, 0, 5, 180]), &["tcp.opt_invalid_len"]);
    check(6, &tcp(7, &[2, 4, 5, 180, 2, 4, 5, 180]), &["tcp.opt_duplicate"]);
    check(17, &[0, 9, 0, 9, 0, 8, 0], &["udp.hlen_too_small"]);
    check(17, &[0, 9, 0, 9, 0, 9, 0, 0], &["udp.pkt_too_small"]);
    check(17, &[0, 9, 0, 9, 0, 7, 0, 0], &["udp.len_invalid"]);
    check(1, &[8, 0, 0, 0, 0, 0, 0], &["icmpv4.pkt_too_small"]);
    check(1, &[8, 1, 0, 0, 0, 0, 0, 0], &["icmpv4.unknown_code"]);
    check(1, &[77, 0, 0, 0, 0, 0, 0, 0], &["icmpv4.unknown_type"]);
    check(1, &[3, 1, 0, 0, 0, 0, 0, 0, 0x45], &["icmpv4.ipv4_trunc_pkt"]);
    check(
        1,
        &[[3, 1, 0, 0, 0, 0, 0, 0], [0x60; 8], [0; 8], [0; 8]].concat(),
        &["icmpv4.ipv4_unknown_ver"],
    );
    check(50, &[1, 2, 3], &["esp.pkt_too_small"]);
    let sctp = |tag: u8, chunks: &[u8]| [&[0, 9, 0, 9, 0, 0, 0, tag, 0, 0, 0, 0], chunks].concat();
    check(132, &sctp(1, &[0, 3, 0, 5, 9, 0, 0, 0]), &[]);
    check(132, &sctp(0, &[0, 3, 0, 4]), &["sctp.data_with_zero_vtag"]);
    check(132, &sctp(1, &[1, 0, 0, 4]), &["sctp.init_with_non_zero_vtag"]);
    check(132, &sctp(0, &[1, 0, 0, 4, 7, 0, 0, 4]), &["sctp.init_chunk_bundled"]);
    check(132, &sctp(1, &[7, 0, 0, 3]), &["sctp.chunk_len_invalid"]);
    check(132, &sctp(1, &[7, 0]), &["sctp.chunk_too_small"]);
    let six = |bytes: &[u8], expected: &[&str]| {
        assert_eq!(names(IPV6, &v6(58, bytes)), expected, "{bytes:?}");
    };
    six(&[128, 0, 0, 0, 0, 0, 0, 0], &[]);
    six(&[128, 1, 0, 0, 0, 0, 0, 0], &["icmpv6.unknown_code"]);
    six(&[50, 0, 0, 0, 0, 0, 0, 0], &["icmpv6.unassigned_type"]);
    six(&[100, 0, 0, 0, 0, 0, 0, 0], &["icmpv6.experimentation_type"]);
    six(&[131, 0, 0, 0, 0, 0, 0, 0], &["icmpv6.mld_message_with_invalid_hl"]);
    six(&[1, 0, 0, 0, 0, 0, 0, 0, 0x60], &["icmpv6.ipv6_trunc_pkt"]);
    six(&[1, 0, 0], &["icmpv6.pkt_too_small"]);
}

#[test]
fn address_resolution() {
    let mut request = [0u8; 28];
    request[..8].copy_from_slice(&[0, 1, 8, 0, 6, 4, 0, 1]);
    let check = |bytes: &[u8], expected: &[&str]| {
        let mut seen = Vec::new();
        network(0x0806, bytes, &mut |name| seen.push(name));
        assert_eq!(seen, expected);
    };
    check(&request, &[]);
    check(&request[..7], &["arp.pkt_too_small"]);
    check(&request[..27], &["arp.invalid_pkt"]);
    request[7] = 77;
    check(&request, &["arp.unsupported_opcode"]);
}
