use super::*;
use crate::testing::{check, hear};

fn packet_of(message: &[u8]) -> String {
    let data = [&(message.len() as u32 + 5).to_be_bytes()[..], &[4], message, &[0; 4]].concat();
    show(&data)
}

fn show(data: &[u8]) -> String {
    data.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn exchange() -> String {
    let lists = ["kex", "key", "in", "out", "mac-in", "mac-out", "none", "zlib", "", ""];
    let mut message = vec![20; 17];
    for list in lists {
        message.extend((list.len() as u32).to_be_bytes());
        message.extend(list.as_bytes());
    }
    message.extend([0; 5]);
    packet_of(&message)
}

#[test]
fn an_identification_tells_product_and_version() {
    check(
        "ssh",
        &[
            &format!("> {}", show(b"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3\r\n")),
            &format!("< {}", show(b"welcome\r\nSSH-1.99-Cisco-1.25\n")),
        ],
        &[
            "request version identify {protocol_version='2.0' software='OpenSSH_9.6p1' \
             product='OpenSSH' version='9.6p1' comments='Ubuntu-3'}",
            "request version identify {protocol_version='1.99' software='Cisco-1.25' \
             product='Cisco' version='1.25'}",
        ],
    );
}

#[test]
fn what_each_end_offers_has_a_fingerprint_of_its_own() {
    let banner = show(b"SSH-2.0-x\r\n");
    let heard = hear(
        "ssh",
        &[
            &format!("> {banner}{}", exchange()),
            &format!("< {banner}{}{}deadbeef", exchange(), packet_of(&[21])),
        ],
    );
    assert_eq!(heard.len(), 4, "{heard:?}");
    // MD5 of `kex;in;mac-in;none` and of `kex;out;mac-out;zlib`.
    assert!(heard[1].contains("hassh='55f20761c7412259837d4cc4de317c2a'"), "{heard:?}");
    assert!(
        heard[3].contains("response kexinit link {hassh='71edef91a4959a4fe7d74897d35ef80d'"),
        "{heard:?}"
    );
}

#[test]
fn a_disconnection_has_a_reason() {
    let message = [&[1, 0, 0, 0, 2, 0, 0, 0, 3][..], b"bye", &[0; 4]].concat();
    let heard = hear("ssh", &[&format!("> {}{}", show(b"SSH-2.0-x\n"), packet_of(&message))]);
    assert_eq!(heard[1], "spontaneous disconnect link {reason=2 description='bye'}");
}

#[test]
fn only_an_identification_is_certain() {
    assert_eq!(Ssh::probe(b"SSH-2.0-x"), Probe::Yes);
    assert_eq!(Ssh::probe(b"SS"), Probe::NeedMore);
    assert_eq!(Ssh::probe(b"SSL-"), Probe::No);
}
