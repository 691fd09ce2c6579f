//! Names, keys and mail.

use aes::Aes128;
use aes::cipher::BlockCipherEncrypt;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use proptest::collection::vec;
use proptest::prelude::*;

use sha2::Sha256;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "dns" => dns().boxed(),
        "mdns" => mdns().boxed(),
        "tls" => tls().boxed(),
        "ssh" => ssh().boxed(),
        "smtp" => smtp().boxed(),
        "quic" => quic().boxed(),
        "ike" => ike().boxed(),
        "ftp" => ftp().boxed(),
        "ftp-data" => vec(any::<u8>(), 1..400).prop_map(|file| vec![(SERVER, file)]).boxed(),
        _ => return None,
    })
}

fn labels() -> impl Strategy<Value = Vec<u8>> {
    vec("[a-zA-Z0-9_-]{1,12}", 1..4).prop_map(|labels| {
        let mut name = Vec::new();
        for label in labels {
            name.push(label.len() as u8);
            name.extend(label.into_bytes());
        }
        name.push(0);
        name
    })
}

/// A question, and its answer with a compressed name.
fn dns_messages(id: u16, name: &[u8], kind: u16, data: &[u8]) -> [Vec<u8>; 2] {
    let head = |flags: u16, answers: u16| {
        let words = [id, flags, 1, answers, 0, 0];
        words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>()
    };
    let question = [name, &kind.to_be_bytes(), &[0, 1]].concat();
    let mut answer = vec![0xc0, 12];
    answer.extend(kind.to_be_bytes());
    answer.extend([0, 1, 0, 0, 14, 16]);
    answer.extend((data.len() as u16).to_be_bytes());
    let asked = [&head(0x0100, 0)[..], &question].concat();
    let answered = [&head(0x8180, 1)[..], &question, &answer, data].concat();
    [asked, answered]
}

fn dns() -> impl Strategy<Value = Talk> {
    let kinds = prop_oneof![Just((1, 4usize)), Just((28, 16)), Just((16, 9)), Just((46, 20))];
    (any::<u16>(), labels(), kinds).prop_map(|(id, name, (kind, size))| {
        let [asked, answered] = dns_messages(id, &name, kind, &vec![8; size]);
        let framed =
            |message: Vec<u8>| [&(message.len() as u16).to_be_bytes()[..], &message].concat();
        vec![(CLIENT, framed(asked)), (SERVER, framed(answered))]
    })
}

fn mdns() -> impl Strategy<Value = Talk> {
    labels().prop_map(|name| {
        let [asked, answered] = dns_messages(0, &name, 1, &[10, 0, 0, 1]);
        vec![(CLIENT, asked), (SERVER, answered)]
    })
}

fn tls_record(content: u8, body: &[u8]) -> Vec<u8> {
    [&[content, 3, 3][..], &(body.len() as u16).to_be_bytes(), body].concat()
}

fn tls_message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &(body.len() as u32).to_be_bytes()[1..], body].concat()
}

fn tls_extension(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &(data.len() as u16).to_be_bytes(), data].concat()
}

/// A hello of either side; `behind` stands between session and extensions.
fn tls_hello(kind: u8, behind: &[u8], extensions: &[u8]) -> Vec<u8> {
    let length = (extensions.len() as u16).to_be_bytes();
    tls_message(kind, &[&[3, 3][..], &[7; 32], &[0], behind, &length, extensions].concat())
}

/// Hellos, a certificate that is none of X.509's, in records of any size, and what is encrypted.
fn tls() -> impl Strategy<Value = Talk> {
    let body = vec(any::<u8>(), 1..300);
    ("[a-z]{1,20}", vec(any::<u16>(), 1..20), body, 20usize..200).prop_map(
        |(host, ciphers, opaque, size)| {
            let length = host.len() as u16;
            let entry = [&[0][..], &length.to_be_bytes(), host.as_bytes()].concat();
            let list = [&(entry.len() as u16).to_be_bytes()[..], &entry].concat();
            let extensions =
                [tls_extension(0, &list), tls_extension(16, b"\x00\x03\x02h2")].concat();
            let suites: Vec<u8> = ciphers.iter().flat_map(|cipher| cipher.to_be_bytes()).collect();
            let offered = [&(suites.len() as u16).to_be_bytes()[..], &suites, &[1, 0]].concat();
            let asked = tls_hello(1, &offered, &extensions);
            let mut answered = tls_hello(2, &[0xc0, 0x2f, 0], &[]);
            answered.extend(tls_message(11, &[0, 0, 5, 0, 0, 2, 0x30, 0]));
            answered.extend(tls_message(14, &[]));
            let records: Vec<u8> =
                answered.chunks(size).flat_map(|chunk| tls_record(22, chunk)).collect();
            let alert = tls_record(21, &[1, 0]);
            vec![
                (CLIENT, tls_record(22, &asked)),
                (SERVER, [records, alert].concat()),
                (CLIENT, tls_record(24, &[1, 0, 1, 0])),
                (CLIENT, tls_record(23, &opaque)),
                (SERVER, tls_record(23, &opaque)),
            ]
        },
    )
}

/// Identifications and offers; exchanges after the first are taken for what is encrypted.
fn ssh() -> impl Strategy<Value = Talk> {
    ("[a-zA-Z]{1,8}_[0-9.]{1,6}", vec("[a-z0-9-]{1,20}", 8)).prop_map(|(software, names)| {
        let banner = format!("SSH-2.0-{software}\r\n").into_bytes();
        let mut offer = vec![20; 17];
        for name in names.iter().map(String::as_str).chain(["", ""]) {
            offer.extend((name.len() as u32).to_be_bytes());
            offer.extend(name.as_bytes());
        }
        offer.extend([0; 5]);
        let packet = |message: &[u8]| {
            let length = message.len() as u32 + 5;
            [&length.to_be_bytes()[..], &[4], message, &[0; 4]].concat()
        };
        let said = [&banner[..], &packet(&offer), &packet(&[21]), &[9; 40]].concat();
        vec![(SERVER, said.clone()), (CLIENT, said)]
    })
}

fn lines(end: protocols::End, text: &str) -> (protocols::End, Vec<u8>) {
    (end, text.replace('\n', "\r\n").into_bytes())
}

fn smtp() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,12}", "[ -~]{0,60}", vec("[A-Za-z0-9+/]{0,76}", 0..5), any::<bool>()).prop_map(
        |(name, text, encoded, chunked)| {
            let message = format!(
                "From: {name}@example.org\nSubject: {name}\n\
                 Content-Type: multipart/mixed; boundary={name}\n\n--{name}\n\n{text}\n\
                 --{name}\nContent-Type: text/plain; name={name}.txt\n\
                 Content-Transfer-Encoding: base64\n\n{}\n--{name}--\n",
                encoded.join("\n")
            );
            let (_, body) = lines(CLIENT, &message.replace("\n.", "\n.."));
            let mail = if chunked {
                vec![
                    lines(CLIENT, &format!("BDAT {} LAST\n", body.len())),
                    (CLIENT, body),
                    lines(SERVER, "250 2.0.0 stored\n"),
                ]
            } else {
                let body = [&body[..], b".\r\n"].concat();
                vec![
                    lines(CLIENT, "DATA\n"),
                    lines(SERVER, "354 go on\n"),
                    (CLIENT, body),
                    lines(SERVER, "250 stored\n"),
                ]
            };
            let envelope = vec![
                lines(SERVER, "220 mx ESMTP\n"),
                lines(CLIENT, &format!("EHLO {name}\n")),
                lines(SERVER, "250-mx\n250 CHUNKING\n"),
                lines(
                    CLIENT,
                    &format!("MAIL FROM:<{name}@example.org>\nRCPT TO:<x@example.org>\n"),
                ),
                lines(SERVER, "250 ok\n250 ok\n"),
            ];
            [envelope, mail].concat()
        },
    )
}

fn ftp() -> impl Strategy<Value = Talk> {
    let verbs = prop_oneof![Just("RETR"), Just("STOR"), Just("DELE"), Just("CWD"), Just("USER")];
    (verbs, "[a-z]{1,9}\\.[a-z]{3}", any::<u8>()).prop_map(|(verb, name, port)| {
        vec![
            lines(CLIENT, "PASV\n"),
            lines(SERVER, &format!("227 Entering Passive Mode (10,0,0,1,200,{port})\n")),
            lines(CLIENT, &format!("{verb} {name}\n")),
            lines(SERVER, "150-on its way\n150 here it comes\n226 done\n"),
        ]
    })
}

/// The salt of version 1. RFC 9001 §5.2.
const QUIC_SALT: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
    0xcc, 0xbb, 0x7f, 0x0a,
];

fn quic_key<const N: usize>(secret: &Hkdf<Sha256>, label: &str) -> [u8; N] {
    let label = format!("tls13 {label}");
    let info = [&[0, N as u8, label.len() as u8][..], label.as_bytes(), &[0]].concat();
    let mut key = [0; N];
    secret.expand(&info, &mut key).unwrap();
    key
}

/// An Initial packet with a handshake message, protected with the keys that `id` gives.
fn quic_initial(id: &[u8], side: &str, message: &[u8]) -> Vec<u8> {
    let initial = Hkdf::<Sha256>::new(Some(&QUIC_SALT), id);
    let secret = Hkdf::<Sha256>::from_prk(&quic_key::<32>(&initial, side)).unwrap();
    let length = 0x4000 | message.len() as u16;
    let mut frames = [&[6, 0][..], &length.to_be_bytes(), message].concat();
    frames.resize(frames.len().max(1150), 0);
    // The number is 0, in one octet; the length counts it and the tag.
    let length = 0x4000 | (frames.len() as u16 + 17);
    let mut header = [&[0xc0, 0, 0, 0, 1, id.len() as u8][..], id, &[0, 0]].concat();
    header.extend(length.to_be_bytes());
    header.push(0);
    let cipher = Aes128Gcm::new_from_slice(&quic_key::<16>(&secret, "quic key")).unwrap();
    let nonce = Nonce::from(quic_key::<12>(&secret, "quic iv"));
    let sealed = cipher.encrypt(&nonce, Payload { msg: &frames, aad: &header }).unwrap();
    let mut mask: [u8; 16] = sealed[3..19].try_into().unwrap();
    let mut block = mask.into();
    Aes128::new_from_slice(&quic_key::<16>(&secret, "quic hp")).unwrap().encrypt_block(&mut block);
    mask.copy_from_slice(&block);
    header[0] ^= mask[0] & 0x0f;
    *header.last_mut().unwrap() ^= mask[1];
    [header, sealed].concat()
}

fn quic() -> impl Strategy<Value = Talk> {
    (vec(any::<u8>(), 8..20), vec(any::<u16>(), 1..9)).prop_map(|(id, ciphers)| {
        let suites: Vec<u8> = ciphers.iter().flat_map(|cipher| cipher.to_be_bytes()).collect();
        let offered = [&(suites.len() as u16).to_be_bytes()[..], &suites, &[1, 0]].concat();
        let asked = tls_hello(1, &offered, &[]);
        let answered = tls_hello(2, &[0x13, 1, 0], &[]);
        vec![
            (CLIENT, quic_initial(&id, "client in", &asked)),
            (SERVER, quic_initial(&id, "server in", &answered)),
        ]
    })
}

fn ike() -> impl Strategy<Value = Talk> {
    let payload = |next: u8, body: &[u8]| {
        [&[next, 0][..], &(body.len() as u16 + 4).to_be_bytes(), body].concat()
    };
    let message = |responder: u64, flags: u8, first: u8, payloads: &[u8]| {
        let mut message = vec![0x11; 8];
        message.extend(responder.to_be_bytes());
        message.extend([first, 0x20, 34, flags, 0, 0, 0, 0]);
        message.extend((payloads.len() as u32 + 28).to_be_bytes());
        [&message[..], payloads].concat()
    };
    (1u64.., vec(any::<u8>(), 16..64), 1u16..30).prop_map(move |(responder, nonce, group)| {
        let [high, low] = group.to_be_bytes();
        let proposal = [0, 0, 0, 16, 1, 1, 0, 1, 0, 0, 0, 8, 4, 0, high, low];
        let payloads =
            [payload(40, &proposal), payload(43, &nonce), payload(0, b"vendor")].concat();
        vec![
            (CLIENT, message(0, 0x08, 33, &payloads)),
            (SERVER, message(responder, 0x20, 33, &payloads)),
        ]
    })
}
