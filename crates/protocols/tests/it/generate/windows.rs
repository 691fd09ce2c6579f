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
        "nbns" => nbns().boxed(),
        "rdp" => rdp().boxed(),
        "telnet" => telnet().boxed(),
        "tftp" => tftp().boxed(),
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

/// A NetBIOS name as half-octets. RFC 1002 §4.1.
fn half_octets(name: &str, suffix: u8) -> Vec<u8> {
    let octets = format!("{name:15}").into_bytes().into_iter().chain([suffix]);
    let halves = octets.flat_map(|octet| [b'A' + (octet >> 4), b'A' + (octet & 15)]);
    [&[32][..], &halves.collect::<Vec<u8>>(), &[0]].concat()
}

/// A name is registered, asked for, and a machine tells its names.
fn nbns() -> impl Strategy<Value = Talk> {
    ("[A-Z]{1,15}", any::<u16>(), 0u8..3, any::<[u8; 4]>()).prop_map(|(name, id, what, ip)| {
        let named = half_octets(&name, 0);
        let header = |flags: u16, counts: [u8; 4]| {
            let counts = counts.iter().flat_map(|count| [0, *count]);
            [&id.to_be_bytes()[..], &flags.to_be_bytes(), &counts.collect::<Vec<u8>>()].concat()
        };
        let question = |kind: u8| [&named[..], &[0, kind, 0, 1]].concat();
        let address = [&[0, 0x20, 0, 1, 0, 0, 0, 9, 0, 6, 0x60, 0][..], &ip].concat();
        match what {
            0 => vec![(
                CLIENT,
                [header(0x2910, [1, 0, 0, 1]), question(0x20), vec![0xc0, 12], address].concat(),
            )],
            1 => vec![
                (CLIENT, [header(0x0110, [1, 0, 0, 0]), question(0x20)].concat()),
                (SERVER, [header(0x8580, [0, 1, 0, 0]), named.clone(), address].concat()),
            ],
            _ => {
                let own = [format!("{name:15}").as_bytes(), &[0, 4, 0]].concat();
                let data = [&[1][..], &own, &[2; 46]].concat();
                let head = [0, 0x21, 0, 1, 0, 0, 0, 0, 0, data.len() as u8];
                let answer = [&named[..], &head, &data].concat();
                vec![
                    (CLIENT, [header(0, [1, 0, 0, 0]), question(0x21)].concat()),
                    (SERVER, [header(0x8400, [0, 1, 0, 0]), answer].concat()),
                ]
            }
        }
    })
}

/// A TPKT with one TPDU.
fn tpkt(header: &[u8], user: &[u8]) -> Vec<u8> {
    let length = (5 + header.len() + user.len()) as u16;
    [&[3, 0][..], &length.to_be_bytes(), &[header.len() as u8], header, user].concat()
}

/// A desktop is connected to with RDP's own security; packets of the fast path follow.
fn rdp() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,9}", "[A-Z]{1,15}", vec(any::<u8>(), 0..60)).prop_map(|(user, name, data)| {
        let cookie = format!("Cookie: mstshash={user}\r\n");
        let fixed = [0xe0, 0, 0, 0, 0, 0];
        let request = [&fixed[..], cookie.as_bytes(), &[1, 0, 8, 0, 3, 0, 0, 0]].concat();
        let confirm = [0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 0, 0, 0, 0];
        let mut name = wide(&name);
        name.resize(32, 0);
        let core = [
            &[4, 0, 8, 0, 0, 5, 0, 3, 1, 0xca, 3, 0xaa, 9, 4, 0, 0, 0x28, 0x0a, 0, 0][..],
            &name,
            &[0; 160],
        ];
        let core = core.concat();
        let core = [&[1, 0xc0][..], &(core.len() as u16 + 4).to_le_bytes(), &core].concat();
        let length = 0x8000 | core.len() as u16;
        let gcc = [&b"\0\x05\0\x14\x7c\0\x01Duca"[..], &length.to_be_bytes(), &core].concat();
        let initial = [&[0x7f, 0x65, 0x82, 1, 0][..], &gcc].concat();
        let fast = [&[0, 3 + data.len() as u8, 0][..], &data].concat();
        vec![
            (CLIENT, tpkt(&request, &[])),
            (SERVER, tpkt(&confirm, &[])),
            (CLIENT, tpkt(&[0xf0, 0x80], &initial)),
            (SERVER, fast),
        ]
    })
}

/// Options are negotiated and somebody logs in.
fn telnet() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,12}", "[!-~]{1,20}", any::<bool>()).prop_map(|(user, secret, right)| {
        let end: &[u8] = if right { b"\r\nrouter> " } else { b"\r\nLogin incorrect\r\n" };
        vec![
            (SERVER, b"\xff\xfd\x18\xff\xfb\x01\xff\xfb\x03".to_vec()),
            (CLIENT, b"\xff\xfb\x18\xff\xfa\x18\0XTERM\xff\xf0".to_vec()),
            (SERVER, b"\r\nrouter login: ".to_vec()),
            (CLIENT, format!("{user}\r\0").into_bytes()),
            (SERVER, b"\r\nPassword: ".to_vec()),
            (CLIENT, format!("{secret}\r\n").into_bytes()),
            (SERVER, end.to_vec()),
        ]
    })
}

/// A file is read or written in two blocks.
fn tftp() -> impl Strategy<Value = Talk> {
    ("[a-z]{1,12}", any::<bool>(), vec(any::<u8>(), 0..8)).prop_map(|(name, writes, rest)| {
        let code = if writes { 2 } else { 1 };
        let request = [&[0, code][..], name.as_bytes(), b".bin\0octet\0blksize\08\0"].concat();
        let block = |number: u8, data: &[u8]| [&[0, 3, 0, number][..], data].concat();
        let acknowledge = |number: u8| vec![0, 4, 0, number];
        let agreed = b"\0\x06blksize\08\0".to_vec();
        let (sender, receiver) = if writes { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
        vec![
            (CLIENT, request),
            (SERVER, agreed),
            (sender, block(1, &[7; 8])),
            (receiver, acknowledge(1)),
            (sender, block(2, &rest)),
            (receiver, acknowledge(2)),
        ]
    })
}
