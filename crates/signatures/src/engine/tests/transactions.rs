//! Rules on what parsers lay open.

use packet::Side::{Client, Server};
use protocols::Part;

use super::support::{Parts, buffer, done, more, numbered, rules, rules_with};
use crate::engine::{DataSets, Values};

const URI: &str = "http.uri";
const AGENT: &str = "http.user_agent";
const BODY: &str = "http.request_body";

fn http(bodies: &[&str]) -> Parts {
    let lines: Vec<String> =
        bodies.iter().map(|body| format!("alert http any any -> any any ({body} )")).collect();
    Parts::new(&numbered(&lines.iter().map(String::as_str).collect::<Vec<_>>()))
}

#[test]
fn all_buffers_of_a_rule_are_of_one_transaction() {
    let mut parts = http(&[
        r#"http.uri; content:"/admin"; http.user_agent; content:"curl";"#,
        r#"http.uri; content:"/admin";"#,
        r#"http.user_agent; content:!"curl";"#,
        r#"flow:to_client; file.data; content:"x";"#,
    ]);
    let first = [buffer(1, URI, b"/admin"), buffer(1, AGENT, b"wget"), done(1)];
    let second = [buffer(2, URI, b"/other"), buffer(2, AGENT, b"curl"), done(2)];
    parts.packet(1, "http", Client, b"", &[&first[..], &second[..]].concat());
    assert_eq!(parts.told(), [2, 3]);
    let third = [buffer(3, URI, b"/admin"), buffer(3, AGENT, b"curl/8"), done(3)];
    parts.packet(1, "http", Client, b"", &third);
    assert_eq!(parts.told(), [1, 2]);
}

#[test]
fn buffers_of_one_transaction_may_come_in_several_packets() {
    let mut parts = http(&[r#"http.uri; content:"/a"; http.user_agent; content:"curl";"#]);
    parts.packet(1, "http", Client, b"", &[buffer(1, AGENT, b"curl")]);
    parts.packet(1, "http", Client, b"", &[buffer(1, URI, b"/a")]);
    assert_eq!(parts.told(), [1]);
    parts.packet(1, "http", Client, b"", &[done(1)]);
    assert_eq!(parts.told(), [0_u32; 0]);
}

#[test]
fn each_instance_of_a_buffer_is_tried() {
    let mut parts = http(&[
        r#"http.request_header; content:"X-A|3a 20|1"; bsize:6;"#,
        r#"http.request_header; content:"X-B|3a 20|2"; bsize:9;"#,
    ]);
    let name = "http.request_header";
    let headers =
        [buffer(1, name, b"Host: a"), buffer(1, name, b"X-A: 1"), buffer(1, name, b"X-B: 2")];
    parts.packet(1, "http", Client, b"", &headers);
    assert_eq!(parts.told(), [1]);
}

#[test]
fn a_body_is_looked_at_as_it_grows_and_told_once() {
    let mut parts = http(&[
        r#"http.request_body; content:"password"; "#,
        r#"http.request_body; content:"password"; content:!"forbidden"; "#,
        r#"http.request_body; content:"end"; endswith; "#,
    ]);
    parts.packet(1, "http", Client, b"", &[more(1, BODY, b"user=a&pass")]);
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Client, b"", &[more(1, BODY, b"word=b end ")]);
    assert_eq!(parts.told(), [1]);
    parts.packet(1, "http", Client, b"", &[more(1, BODY, b"& the end")]);
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Client, b"", &[done(1)]);
    assert_eq!(parts.told(), [2, 3]);
}

#[test]
fn absence_is_known_when_the_transaction_is_over() {
    let mut parts = http(&[
        r#"http.uri; content:"/"; http.referer; absent;"#,
        r#"http.referer; absent;"#,
        r#"http.referer; absent:or_else; content:"good";"#,
        r#"http.uri; content:"/"; http.referer; content:!"good";"#,
    ]);
    parts.packet(1, "http", Client, b"", &[buffer(1, URI, b"/")]);
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Client, b"", &[done(1)]);
    assert_eq!(parts.told(), [1, 2, 3]);
    let other = [buffer(2, URI, b"/"), buffer(2, "http.referer", b"a good one"), done(2)];
    parts.packet(1, "http", Client, b"", &other);
    assert_eq!(parts.told(), [3]);
}

#[test]
fn numbers_and_events_belong_to_transactions() {
    let text = numbered(&[
        "alert dns any any -> any any (dns.opcode:2; )",
        "alert dns any any -> any any (dns.opcode:!0; )",
        "alert dns any any -> any any (app-layer-event:dns.malformed_data; )",
        r#"alert dns any any -> any any (dns.opcode:2; dns.query; content:"a.b"; )"#,
    ]);
    let mut parts = Parts::new(&text);
    let opcode = |transaction, value| Part::Number { transaction, name: "dns.opcode", value };
    parts.packet(1, "dns", Client, b"", &[opcode(1, 0), buffer(1, "dns.query", b"a.b"), done(1)]);
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "dns", Client, b"", &[opcode(2, 2), buffer(2, "dns.query", b"a.b"), done(2)]);
    assert_eq!(parts.told(), [1, 2, 4]);
    let event = Part::Event { transaction: 3, name: "malformed_data" };
    parts.packet(1, "dns", Client, b"", &[event]);
    assert_eq!(parts.told(), [3]);
}

#[test]
fn a_rule_on_a_protocol_alone_tells_once_a_side() {
    let mut parts = Parts::new(&numbered(&[
        "alert http any any -> any any ()",
        "alert dns any any -> any any ()",
        r#"alert http any any -> any any (content:"GET"; )"#,
    ]));
    parts.packet(1, "", Client, b"GET", &[]);
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Client, b" / ", &[]);
    assert_eq!(parts.told(), [1, 3]);
    parts.packet(1, "http", Client, b"HTTP/1.1", &[]);
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Server, b"HTTP/1.1 200", &[]);
    assert_eq!(parts.told(), [1]);
}

#[test]
fn data_sets_are_asked_and_added_to() {
    let text = numbered(&[
        "alert http any any -> any any (http.host; dataset:isset,bad,type string,load bad.lst; )",
        "alert http any any -> any any (http.user_agent; dataset:set,agents,type string; )",
    ]);
    let values: Values = [(b"evil.example".to_vec(), 0)].into();
    let given = DataSets::from([("bad".to_owned(), values)]);
    let mut parts = Parts::with(rules_with(&text, &given), crate::engine::Limits::default());
    let ask = |host: &'static [u8], agent: &'static [u8]| {
        [buffer(1, "http.host", host), buffer(1, AGENT, agent), done(1)]
    };
    parts.packet(1, "http", Client, b"", &ask(b"evil.example", b"one"));
    assert_eq!(parts.told(), [1, 2]);
    parts.packet(1, "http", Client, b"", &ask(b"good.example", b"one"));
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Client, b"", &ask(b"good.example", b"two"));
    assert_eq!(parts.told(), [2]);
}

#[test]
fn other_rules_go_on_with_the_flows_there_are() {
    let set = r#"alert tcp any any -> any any (content:"one"; flowbits:set,seen; noalert; sid:1;)"#;
    let ask = r#"alert tcp any any -> any any (content:"x"; flowbits:isset,none; sid:3;)
alert tcp any any -> any any (content:"two"; flowbits:isset,seen; sid:2;)"#;
    let mut parts = Parts::new(set);
    parts.packet(1, "", Client, b"one", &[]);
    parts.replace(rules(ask));
    parts.packet(1, "", Client, b"two", &[]);
    assert_eq!(parts.told(), [2]);
}

#[test]
fn a_file_is_what_its_first_bytes_say() {
    let mut parts = http(&[
        r#"filemagic:"PDF";"#,
        r#"filemagic:"executable";"#,
        r#"file.magic; content:"PE32+";"#,
    ]);
    let file = "file.data";
    parts.packet(1, "http", Server, b"", &[buffer(1, file, b""), more(1, file, b"%PDF-1.7 ...")]);
    assert_eq!(parts.told(), [1]);
    let mut program = vec![0; 0x60];
    program[..2].copy_from_slice(b"MZ");
    program[0x3c] = 0x40;
    program[0x40..0x44].copy_from_slice(b"PE\0\0");
    program[0x58..0x5a].copy_from_slice(&[0x0b, 0x02]);
    parts.packet(1, "http", Server, b"", &[buffer(1, file, b""), more(1, file, &program)]);
    assert_eq!(parts.told(), [2, 3]);
}

#[test]
fn request_and_response_of_one_transaction_hold_together() {
    let text = r#"alert http any any => any any (http.uri; content:"/a"; http.stat_code; content:"500"; sid:1;)"#;
    let mut parts = Parts::new(text);
    let code = "http.stat_code";
    parts.packet(
        1,
        "http",
        Client,
        b"",
        &[buffer(1, URI, b"/a"), done(1), buffer(2, URI, b"/b"), done(2)],
    );
    parts.packet(
        1,
        "http",
        Server,
        b"",
        &[buffer(1, code, b"200"), done(1), buffer(2, code, b"500"), done(2)],
    );
    assert_eq!(parts.told(), [0_u32; 0]);
    parts.packet(1, "http", Client, b"", &[buffer(3, URI, b"/a"), done(3)]);
    parts.packet(1, "http", Server, b"", &[buffer(3, code, b"500"), done(3)]);
    assert_eq!(parts.told(), [1]);
}

#[test]
fn what_a_modbus_message_does_is_asked_for() {
    let text = numbered(&[
        "alert modbus any any -> any any (modbus: function 16; )",
        "alert modbus any any -> any any (modbus: access write holding; )",
        "alert modbus any any -> any any (modbus: access write holding, address 101, value 7; )",
        "alert modbus any any -> any any (modbus: access write holding, address 103; )",
        "alert modbus any any -> any any (modbus: access read; )",
        "alert modbus any any -> any any (modbus: unit 3, function 16; )",
        "alert modbus any any -> any any (modbus: function user; )",
    ]);
    let mut parts = Parts::new(&text);
    let number = |name, value| Part::Number { transaction: 1, name, value };
    // Two registers from address 100 (number 101): 7, 8. Bits: write, holding, multiple.
    let message = [
        number("modbus.function", 16),
        number("modbus.category", 1),
        number("modbus.unit", 1),
        number("modbus.access", 0b1010_0010),
        number("modbus.address", 100),
        number("modbus.quantity", 2),
        number("modbus.value", 7),
        number("modbus.value", 8),
        done(1),
    ];
    parts.packet(1, "modbus", Client, b"", &message);
    assert_eq!(parts.told(), [1, 2, 3]);
}
