//! Names, keys and mail.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "dns" => dns().boxed(),
        "mdns" => mdns().boxed(),
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
