use crate::Probe;
use crate::testing::{check, hear, hex};

/// Cookie of `eltons`, TLS and CredSSP asked for (MS-RDPBCGR §4.1.1 and §4.1.2, changed).
const REQUEST: &str =
    "0300002c27e00000000000436f6f6b69653a206d737473686173683d656c746f6e730d0a0100080003000000";

#[test]
fn negotiation_tells_who_and_how() {
    check(
        "rdp",
        &[
            &format!(">{REQUEST}"),
            "<030000130ed00000123400 0200080002000000",
            "<030000130ed00000123400 0300080005000000",
        ],
        &[
            "request connection_request link {user='eltons' requested='rdp,tls,credssp'}",
            "response connection_confirm link ok {security='credssp'}",
            "response connection_confirm link error 5 credssp_required",
        ],
    );
}

#[test]
fn without_tls_the_client_tells_more() {
    let name = format!("{}{}", "480001004d0049003100".replace("0100", ""), "00".repeat(24));
    let core = format!("04000800 0005 0003 01ca 03aa 09040000 280a0000 {name}");
    let core = core.replace(' ', "");
    let core = format!("01c0{:02x}00{core}", core.len() / 2 + 4);
    let channels = "03c01400 01000000 72647064720000000000 8080".replace(' ', "");
    let blocks = format!("{core}{channels}");
    let gcc = format!("000500147c000144756361{:02x}{blocks}", blocks.len() / 2);
    let mcs = format!("7f65820100{gcc}");
    let total = 7 + mcs.len() / 2;
    let heard = hear(
        "rdp",
        &[
            "<0300000b06d00000123400",
            &format!(">030000{total:02x}02f080{mcs}"),
            "<0005000102",
            "<80050001020300000b06d00000123400",
        ],
    );
    assert_eq!(heard[0], "response connection_confirm link ok {security='rdp'}");
    assert!(heard[1].starts_with("request connect_initial identify {version='5-8.1' width=1280 height=768 keyboard='0409' build=2600 name="), "{heard:?}");
    assert!(heard[1].ends_with("channels='rdpdr'}"), "{heard:?}");
}

#[test]
fn what_shares_the_framing_is_not_taken() {
    let probe = |text: &str| (crate::entry("rdp").unwrap().probe)(&hex(text));
    assert_eq!(probe(REQUEST), Probe::Yes);
    // S7comm: selectors instead of a cookie; and its first data.
    assert_eq!(probe("0300001611e00000000100c0010ac1020100c2020102"), Probe::No);
    assert_eq!(probe("0300001902f08032010000000000080000f0000001000101e0"), Probe::No);
    // Nothing said: only the port tells.
    assert_eq!(probe("0300000b06e00000000000"), Probe::OnPort);
    let others = ["s7comm", "mms"].map(|name| (crate::entry(name).unwrap().probe)(&hex(REQUEST)));
    assert!(!others.contains(&Probe::Yes));
}
