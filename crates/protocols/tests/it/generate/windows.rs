//! Windows, management and voice.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CLIENT, SERVER, Talk};

/// One exchange of a protocol of this family.
pub(super) fn exchange(protocol: &str) -> Option<BoxedStrategy<Talk>> {
    Some(match protocol {
        "dcerpc" => dcerpc().boxed(),
        "smb" => smb().boxed(),
        "sip" => sip().boxed(),
        "rpc" => rpc(100_000, 2, 3).boxed(),
        "nfs" => rpc(100_003, 3, 3).boxed(),
        "snmp" => snmp().boxed(),
        "dhcp" => dhcp().boxed(),
        "ntp" => ntp().boxed(),
        "syslog" => syslog().boxed(),
        _ => return None,
    })
}

/// A fragment that is first and last.
fn fragment(kind: u8, call: u32, body: &[u8]) -> Vec<u8> {
    let length = (16 + body.len()) as u16;
    let head = [&[5, 0, kind, 3, 0x10, 0, 0, 0][..], &length.to_le_bytes(), &[0, 0]].concat();
    [&head[..], &call.to_le_bytes(), body].concat()
}

/// The service control manager is bound to, and a service is started.
fn calls(call: u32, opnum: u16, stub: &[u8]) -> [Vec<u8>; 4] {
    let interface = b"\x81\xbb\x7a\x36\x44\x98\xf1\x35\xad\x32\x98\xf0\x38\x00\x10\x03\x02\0\0\0";
    let transfer = [7; 20];
    let context = [&[0, 0, 1, 0][..], interface, &transfer].concat();
    let bind = [&[0xd0, 16, 0xd0, 16, 0, 0, 0, 0, 1, 0, 0, 0][..], &context].concat();
    let bound =
        [&[0xd0, 16, 0xd0, 16, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0][..], &transfer];
    let request = [&[0, 0, 0, 0, 0, 0][..], &opnum.to_le_bytes(), stub].concat();
    let response = [&[0; 8][..], stub].concat();
    [
        fragment(11, call, &bind),
        fragment(12, call, &bound.concat()),
        fragment(0, call + 1, &request),
        fragment(2, call + 1, &response),
    ]
}

fn dcerpc() -> impl Strategy<Value = Talk> {
    (0u32..1000, 0u16..60, vec(any::<u8>(), 0..80)).prop_map(|(call, opnum, stub)| {
        let [bind, bound, request, response] = calls(call, opnum, &stub);
        vec![(CLIENT, bind), (SERVER, bound), (CLIENT, request), (SERVER, response)]
    })
}

/// A message of version 2 in its frame.
fn smb2(command: u16, response: bool, id: u64, body: &[u8]) -> Vec<u8> {
    let mut message = b"\xfeSMB\x40\0\0\0\0\0\0\0".to_vec();
    message.extend(command.to_le_bytes());
    message.extend([1, 0, u8::from(response), 0, 0, 0, 0, 0, 0, 0]);
    message.extend(id.to_le_bytes());
    message.extend([1; 32]);
    message.extend(body);
    [&(message.len() as u32).to_be_bytes()[..], &message].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A file is made and written, and a call made through it as if it were a pipe.
fn smb() -> impl Strategy<Value = Talk> {
    (any::<u32>(), "[a-z]{1,8}", vec(any::<u8>(), 1..200), any::<bool>()).prop_map(
        |(id, name, data, pipe)| {
            let id = u64::from(id);
            let [bind, ..] = calls(7, 1, &[]);
            let data = if pipe { bind } else { [&b"text"[..], &data].concat() };
            let mut create = vec![57, 0];
            create.extend([0; 34]);
            create.extend(2u32.to_le_bytes());
            create.extend([0; 4]);
            create.extend(120u16.to_le_bytes());
            create.extend((name.len() as u16 * 2).to_le_bytes());
            create.extend([0; 8]);
            create.extend(wide(&name));
            let created = [&[89, 0][..], &[0; 62], &[5; 16], &[0; 8]].concat();
            let mut write = vec![49, 0, 112, 0];
            write.extend((data.len() as u32).to_le_bytes());
            write.extend([0; 8]);
            write.extend([5; 16]);
            write.extend([0; 16]);
            write.extend(&data);
            vec![
                (CLIENT, smb2(5, false, id, &create)),
                (SERVER, smb2(5, true, id, &created)),
                (CLIENT, smb2(9, false, id + 1, &write)),
                (SERVER, smb2(9, true, id + 1, &[17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
            ]
        },
    )
}

fn sip() -> impl Strategy<Value = Talk> {
    let methods = prop_oneof![Just("INVITE"), Just("REGISTER"), Just("OPTIONS")];
    (methods, "[a-z]{1,9}", "[ -~]{0,60}").prop_map(|(method, user, body)| {
        let request = format!(
            "{method} sip:{user}@example.org SIP/2.0\r\nf: <sip:{user}@example.org>\r\n\
             To: <sip:b@example.org>\r\nUser-Agent: Phone/1.0\r\nl: {}\r\n\r\n{body}",
            body.len()
        );
        let response = "SIP/2.0 200 OK\r\nServer: Exchange\r\nContent-Length: 0\r\n\r\n".to_owned();
        vec![(CLIENT, request.into_bytes()), (SERVER, response.into_bytes())]
    })
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// A record of one fragment. RFC 5531 §11.
fn record(message: &[u8]) -> Vec<u8> {
    [&words(&[0x8000_0000 | message.len() as u32])[..], message].concat()
}

/// A call with a handle and a name behind its credential, and its reply.
fn rpc(program: u32, version: u32, procedure: u32) -> impl Strategy<Value = Talk> {
    (any::<u32>(), vec(any::<u8>(), 4), "[a-z]{4}").prop_map(move |(id, handle, name)| {
        let mut call = words(&[id, 0, 2, program, version, procedure, 0, 0, 0, 0, 4]);
        call.extend(&handle);
        call.extend(words(&[4]));
        call.extend(name.as_bytes());
        let reply = [&words(&[id, 1, 0, 0, 0, 0, 0, 4])[..], &handle].concat();
        vec![(CLIENT, record(&call)), (SERVER, record(&reply))]
    })
}

fn ber(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut element = vec![tag, 0x82];
    element.extend((content.len() as u16).to_be_bytes());
    element.extend(content);
    element
}

/// The system's name is asked for and told, in version 1 or 2c.
fn snmp() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,10}", any::<u16>(), 0u8..2, "[ -~]{1,40}").prop_map(
        |(community, id, version, name)| {
            let message = |kind: u8, value: Vec<u8>| {
                let name = ber(6, &[0x2b, 6, 1, 2, 1, 1, 5, 0]);
                let binding = ber(0x30, &[name, value].concat());
                let id = ber(2, &[&[0][..], &id.to_be_bytes()].concat());
                let zero = ber(2, &[0]);
                let pdu = ber(kind, &[id, zero.clone(), zero, ber(0x30, &binding)].concat());
                let version = ber(2, &[version]);
                ber(0x30, &[version, ber(4, community.as_bytes()), pdu].concat())
            };
            let answer = message(0xa2, ber(4, name.as_bytes()));
            vec![(CLIENT, message(0xa0, ber(5, &[]))), (SERVER, answer)]
        },
    )
}

fn dhcp() -> impl Strategy<Value = Talk> {
    (any::<[u8; 6]>(), "[a-z]{1,20}").prop_map(|(mac, name)| {
        let message = |operation: u8, kind: u8| {
            let mut message = vec![operation, 1, 6, 0, 1, 2, 3, 4];
            message.resize(28, 0);
            message.extend(mac);
            message.resize(236, 0);
            message.extend([0x63, 0x82, 0x53, 0x63, 53, 1, kind, 12, name.len() as u8]);
            message.extend(name.as_bytes());
            message.push(255);
            message
        };
        vec![(CLIENT, message(1, 1)), (SERVER, message(2, 2))]
    })
}

fn ntp() -> impl Strategy<Value = Talk> {
    (vec(any::<u8>(), 44), 3u8..5).prop_map(|(rest, version)| {
        let message = |mode: u8| {
            let mut message = vec![version << 3 | mode, 2, 6, 0xec];
            message.extend(&rest);
            message
        };
        vec![(CLIENT, message(3)), (SERVER, message(4))]
    })
}

fn syslog() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,9}", 0u8..192, "[ -~]{0,60}").prop_map(|(host, priority, text)| {
        let line = format!("<{priority}>1 2026-01-02T03:04:05Z {host} app 1 - - {text}");
        vec![(CLIENT, line.into_bytes())]
    })
}
