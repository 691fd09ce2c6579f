use super::*;
use crate::rule::*;

fn file(text: &str) -> File {
    read(0, text.as_bytes(), &Options::default())
}

/// The one rule with these options.
#[track_caller]
fn rule(options: &str) -> Rule {
    whole(&format!("alert tcp any any -> any any ({options} sid:1;)"))
}

#[track_caller]
fn http(options: &str) -> Rule {
    whole(&format!("alert http any any -> any any ({options} sid:1;)"))
}

#[track_caller]
fn whole(text: &str) -> Rule {
    let mut file = file(text);
    assert!(file.failed.is_empty(), "{text}: {:?}", file.failed);
    file.rules.pop().unwrap()
}

#[track_caller]
fn refused(text: &str, code: &str) {
    let file = file(text);
    let reason = file.failed.first().map(|failure| failure.reason.code);
    assert_eq!(reason, Some(code), "{text}: {:?}", file.failed);
}

#[track_caller]
fn refuses(options: &str, code: &str) {
    refused(&format!("alert tcp any any -> any any ({options} sid:1;)"), code);
}

#[track_caller]
fn http_refuses(options: &str, code: &str) {
    refused(&format!("alert http any any -> any any ({options} sid:1;)"), code);
}

fn contents(section: &Section) -> Vec<&Content> {
    let mut found = Vec::new();
    for what in &section.matches {
        if let Match::Content(content) = what {
            found.push(content);
        }
    }
    found
}

/// Buffers of a rule with the number of matches on each.
fn shape(rule: &Rule) -> Vec<(String, usize)> {
    let name = |buffer: &Buffer| match buffer {
        Buffer::Named(name) => name.clone(),
        Buffer::Packet(name) => (*name).to_owned(),
        Buffer::Payload => "payload".to_owned(),
        Buffer::Base64 => "base64".to_owned(),
    };
    rule.sections.iter().map(|section| (name(&section.buffer), section.matches.len())).collect()
}

#[track_caller]
fn shaped(rule: &Rule, expected: &[(&str, usize)]) {
    let expected: Vec<_> = expected.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
    assert_eq!(shape(rule), expected);
}

#[test]
fn lines_are_continued_and_comments_counted() {
    let text = "# a note\r\n#alert tcp any any -> any any (sid:9;)\r\n\r\nalert tcp any any -> any any ( \\\r\n  msg:\"a\"; \\\r\n  sid:7;)\r\nalert tcp any any -> any any (sid:8;)";
    let file = file(text);
    let places: Vec<_> = file.rules.iter().map(|rule| (rule.line, rule.about.sid)).collect();
    assert_eq!((places, file.disabled), (vec![(4, 7), (7, 8)], 1));
}

#[test]
fn bytes_of_a_file_stay_bytes_and_text_is_decoded() {
    let text = b"alert tcp any any -> any any (msg:\"caf\xc3\xa9 \\\"x\\\"\"; content:\"\xe9\xff|00|\"; sid:1;)";
    let file = read(0, text, &Options::default());
    let rule = file.rules.first().unwrap();
    assert_eq!(rule.about.message, "café \"x\"");
    assert_eq!(contents(&rule.sections[0])[0].bytes, [0xe9, 0xff, 0]);
}

#[test]
fn headers_name_addresses_and_ports() {
    let text = "drop udp [10.0.0.0/8,!10.1.0.0/16,fe80::1] [80,!81,100:] <> !192.168.0.1-192.168.0.9 !$SSH_PORTS (sid:1;)";
    let rule = whole(text);
    assert_eq!((rule.action, rule.both_ways), (Action::Drop, true));
    let spans = |set: &Addresses| {
        let one = |it: &Network| format!("{}-{}", it.first, it.last);
        set.any_of.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        spans(&rule.source),
        "10.0.0.0-10.0.255.255 10.2.0.0-10.255.255.255 fe80::1-fe80::1"
    );
    assert_eq!(rule.source_ports.any_of, [(80, 80), (100, 65_535)]);
    assert!(spans(&rule.target).starts_with("0.0.0.0-192.168.0.0 192.168.0.10-255.255.255.255 ::"));
    assert_eq!(rule.target_ports.any_of, [(0, 21), (23, 65_535)]);
    let rule = whole("alert ip [$HOME_NET] any -> any any (sid:1;)");
    assert_eq!(rule.source, Addresses::default());
}

#[test]
fn headers_that_are_none_are_refused() {
    for (head, code) in [
        ("alert tcp any any -> any", "header.words"),
        ("shout tcp any any -> any any", "header.action"),
        ("alert xyz any any -> any any", "header.protocol"),
        ("alert tcp any any >> any any", "header.direction"),
        ("alert tcp 10.0.0.0/33 any -> any any", "header.address"),
        ("alert tcp [10.0.0.1 any -> any any", "header.words"),
        ("alert tcp [10.0.0.1,] any -> any any", "header.brackets"),
        ("alert tcp any 70000 -> any any", "header.port"),
        ("alert tcp any 9:1 -> any any", "header.port"),
        ("alert tcp !any any -> any any", "header.nothing"),
        ("alert tcp [10.0.0.1,!10.0.0.0/8] any -> any any", "header.nothing"),
        ("alert tcp $NOBODY any -> any any", "variable.unknown"),
    ] {
        refused(&format!("{head} (sid:1;)"), code);
    }
    refused("alert tcp any any -> any any sid:1;", "rule.parentheses");
    refused("alert tcp any any -> any any (sid:1;) x", "rule.parentheses");
}

#[test]
fn variables_that_go_in_circles_end() {
    let mut options = Options::default();
    options.variables.addresses.insert("A".to_owned(), "[$A,$A]".to_owned());
    let file = read(0, b"alert tcp $A any -> any any (sid:1;)", &options);
    assert_eq!(file.failed[0].reason.code, "variable.circle");
}

#[test]
fn a_side_that_variables_leave_empty_never_matches_and_says_so() {
    let file = file("alert tcp !$HOME_NET any -> any any (sid:1;)");
    assert_eq!(file.rules[0].conditions, [Condition::Never("header".to_owned())]);
    assert_eq!(file.warnings[0].reason.code, "header.nothing");
}

#[test]
fn rules_tell_of_themselves() {
    let rule = rule(
        "msg:\"a\"; classtype:trojan-activity; reference:url,x.example/a; reference:cve,2020-1; metadata:created_at 2020_01_01, mitre T1; target:src_ip; rev:3; gid:2;",
    );
    let about = rule.about;
    assert_eq!((about.gid, about.sid, about.rev, about.priority), (2, 1, 3, 1));
    assert_eq!(about.category, "A Network Trojan was detected");
    assert_eq!(about.references[1], ("cve".to_owned(), "2020-1".to_owned()));
    assert_eq!(about.metadata[0], ("created_at".to_owned(), "2020_01_01".to_owned()));
    assert_eq!(about.target_is_source, Some(true));
    refused("alert tcp any any -> any any (msg:\"a\";)", "rule.no_sid");
}

#[test]
fn a_priority_stands_above_that_of_the_class() {
    assert_eq!(rule("priority:4; classtype:trojan-activity;").about.priority, 4);
    assert_eq!(rule("classtype:trojan-activity; priority:4;").about.priority, 4);
    let file = file("alert tcp any any -> any any (classtype:no-such; sid:1;)");
    assert_eq!(file.warnings[0].reason.code, "classtype.unknown");
    assert_eq!(file.rules[0].about.priority, 3);
}

#[test]
fn classes_are_read_from_their_file() {
    let mut classes = Classes::default();
    let wrong = classes.read("# x\nconfig classification: own,Our, own,4\nnonsense\n");
    assert_eq!(wrong, [3]);
    assert_eq!(classes.get("OWN").unwrap().description, "Our, own");
}

#[test]
fn content_has_hexadecimal_and_escapes() {
    for (text, bytes) in [
        ("abc", &b"abc"[..]),
        ("a|0d 0A|b", b"a\r\nb"),
        ("|0d0a|", b"\r\n"),
        (r#"\"\;\:\\"#, br#"";:\"#),
        ("a|20|b|21|", b"a b!"),
    ] {
        let rule = rule(&format!("content:!\"{text}\";"));
        let content = contents(&rule.sections[0])[0];
        assert_eq!((content.bytes.as_slice(), content.negated), (bytes, true));
    }
    refuses("content:\"|0|\";", "content.hex");
    refuses("content:\"|0g|\";", "content.hex");
    refuses("content:\"|00\";", "content.hex");
    refuses("content:\"\\a\";", "content.escape");
    refuses("content:abc;", "keyword.quotes");
    refuses("content:\"\";", "keyword.no_argument");
}

#[test]
fn content_is_placed() {
    let rule = rule(
        "content:\"ab\"; offset:3; depth:5; nocase; content:\"cd\"; distance:-4; within:9; fast_pattern; content:\"e\"; startswith; endswith;",
    );
    let all = contents(&rule.sections[0]);
    assert_eq!((&all[0].offset, all[0].nocase), (&Some(Amount::Number(3)), true));
    assert_eq!(all[1].distance, Some(Amount::Number(-4)));
    assert!(all[1].fast_pattern && all[2].starts && all[2].ends);
    refuses("content:\"abc\"; depth:2;", "content.too_long");
    refuses("content:\"abc\"; within:2;", "content.too_long");
    refuses("content:\"abc\"; depth:3; depth:4;", "content.again");
    refuses("content:\"abc\"; depth:3; within:4;", "content.combination");
    refuses("content:\"abc\"; startswith; offset:1;", "content.combination");
    refuses("content:\"abc\"; offset:x;", "variable.unknown");
    refuses("nocase;", "content.missing");
    refuses("content:\"a\"; fast_pattern; content:\"b\"; fast_pattern;", "content.fast_pattern");
    refuses("content:\"abc\"; fast_pattern:1,3;", "content.fast_pattern");
    refuses("content:!\"abc\"; depth:4; fast_pattern;", "content.fast_pattern");
}

#[test]
fn fast_patterns_are_chopped_or_alone() {
    let chopped = rule("content:\"abcd\"; fast_pattern:1,2;");
    assert_eq!(contents(&chopped.sections[0])[0].fast_chop, Some((1, 2)));
    let alone = rule("content:\"abcd\"; fast_pattern:only;");
    assert!(contents(&alone.sections[0])[0].fast_only);
}

#[test]
fn old_modifiers_and_new_buffers_come_to_the_same() {
    let old =
        http("content:\"GET\"; http_method; content:\"/a\"; http_uri; content:\"b\"; http_uri;");
    let new = http("http.method; content:\"GET\"; http.uri; content:\"/a\"; content:\"b\";");
    assert_eq!(old.sections, new.sections);
    shaped(&new, &[("http.method", 1), ("http.uri", 2)]);
    let uri = http("uricontent:\"/a\"; pcre:\"/b/U\";");
    shaped(&uri, &[("http.uri", 2)]);
    http_refuses("http.uri; content:\"a\"; content:\"b\"; http_uri;", "buffer.still_set");
    http_refuses("http_uri;", "content.missing");
}

#[test]
fn relative_operations_go_where_the_last_match_went() {
    let rule = http("content:\"a\"; http_uri; isdataat:!1,relative; byte_test:1,>,2,0;");
    shaped(&rule, &[("payload", 1), ("http.uri", 2)]);
    let rule =
        http("uricontent:\"a\"; byte_extract:1,2,one,relative; uricontent:\"b\"; offset:one;");
    shaped(&rule, &[("http.uri", 3)]);
}

#[test]
fn buffers_must_be_looked_at() {
    http_refuses("http.uri; http.method; content:\"GET\";", "buffer.empty");
    http_refuses("http.uri;", "buffer.empty");
    shaped(
        &http("http.uri; content:\"a\"; pkt_data; content:\"b\";"),
        &[("http.uri", 1), ("payload", 1)],
    );
}

#[test]
fn buffers_with_several_instances_stand_apart() {
    let dns = whole(
        "alert dns any any -> any any (dns.query; content:\"a\"; dns.query; content:\"b\"; sid:1;)",
    );
    shaped(&dns, &[("dns.query", 1), ("dns.query", 1)]);
    let uri = http("http.uri; content:\"a\"; http.uri; content:\"b\";");
    shaped(&uri, &[("http.uri", 2)]);
}

#[test]
fn transformations_follow_their_buffer() {
    let rule = http("http.uri; content:\"a\"; url_decode; to_md5; content:\"b\"; content:\"c\";");
    shaped(&rule, &[("http.uri", 1), ("http.uri", 2)]);
    let names: Vec<_> = rule.sections[1].transforms.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["url_decode", "to_md5"]);
    http_refuses("to_md5; content:\"a\";", "transform.place");
    http_refuses("http.uri; to_md5; content:\"a\"; to_sha1; content:\"b\";", "transform.place");
    http_refuses("http.uri; xor:\"0\"; content:\"a\";", "transform.argument");
    http_refuses("http.uri; strip_whitespace; content:\"a b\";", "transform.content");
}

#[test]
fn directions_follow_from_buffers() {
    assert_eq!(http("http.uri; content:\"a\";").to_server, Some(true));
    assert_eq!(http("http.stat_code; content:\"200\";").to_server, Some(false));
    assert_eq!(http("flow:to_client; http.header; content:\"a\";").to_server, Some(false));
    assert_eq!(http("file.data:to_client; content:\"a\";").to_server, Some(false));
    assert_eq!(http("http.response_body; content:\"a\";").to_server, Some(false));
    http_refuses("flow:to_client; http.uri; content:\"a\";", "direction.conflict");
    http_refuses("http.uri; content:\"a\"; http.stat_code; content:\"200\";", "direction.conflict");
    let both = "alert http any any => any any (http.uri; content:\"a\"; http.stat_code; content:\"200\"; sid:1;)";
    assert!(whole(both).transactional);
    refused("alert http any any => any any (http.uri; content:\"a\"; sid:1;)", "direction.both");
}

#[test]
fn protocols_of_header_and_keywords_agree() {
    assert_eq!(http("http.uri; content:\"a\";").applications, ["http", "http2", "doh2"]);
    assert_eq!(rule("tls.sni; content:\"a\";").applications, ["tls", "quic"]);
    refused("alert smtp any any -> any any (http.uri; content:\"a\"; sid:1;)", "protocol.conflict");
    http_refuses("tls.sni; content:\"a\";", "protocol.conflict");
    refused("alert ssh any any -> any any (filestore; sid:1;)", "file.protocol");
}

#[test]
fn packets_and_applications_do_not_mix() {
    http_refuses("dsize:>5; http.uri; content:\"a\";", "rule.packet_and_application");
    refuses("flow:only_stream; dsize:>5;", "rule.packet_and_stream");
    refused("alert pkthdr any any -> any any (content:\"a\"; sid:1;)", "rule.pkthdr");
    whole("alert pkthdr any any -> any any (decode-event:ipv4.pkt_too_small; sid:1;)");
}

#[test]
fn numbers_compare_in_every_way() {
    for (text, range, negated) in [
        ("5", (5, 5), false),
        ("=0x10", (16, 16), false),
        (">5", (6, u64::MAX), false),
        ("<5", (0, 4), false),
        (">=5", (5, u64::MAX), false),
        ("<=5", (0, 5), false),
        ("5-9", (6, 8), false),
        ("5<>9", (6, 8), false),
        ("!5", (5, 5), true),
        ("!=5", (5, 5), true),
        ("!5-9", (6, 8), true),
        ("1kb", (1024, 1024), false),
    ] {
        let is = numbers::numbers(text, 65_535).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(((is.low, is.high), is.negated), (range, negated), "{text}");
    }
    for text in ["", "x", "5-5", "5-6", "9-5", "65536", "!>5", "<0", "-5", "0x", "5 6"] {
        assert!(numbers::numbers(text, 65_535).is_err(), "{text}");
    }
    let masked = numbers::numbers("&0xc0=0x80", 255).unwrap();
    assert!(masked.holds(0xbf) && !masked.holds(0xff));
    assert!(numbers::numbers("&0xc0=2", 255).is_err());
}

#[test]
fn several_numbers_say_which() {
    let read =
        |text| numbers::several(text, 65_535, &[("a", 1)]).map(|(_, which, slice)| (which, slice));
    let at = |place, or_outside| Which::At { place, or_outside };
    assert_eq!(read("a").unwrap(), (Which::Any, (0, 0)));
    assert_eq!(read("5,all").unwrap().0, Which::All);
    assert_eq!(read("5,-1").unwrap().0, at(-1, false));
    assert_eq!(read("5,oob_or 2,1:-1").unwrap(), (at(2, true), (1, -1)));
    assert_eq!(read("5,nb>3").unwrap().0, Which::Times(Numbers::between(4, u64::MAX)));
    assert_eq!(read("count >5").unwrap().0, Which::Count(Numbers::between(6, u64::MAX)));
    assert!(read("5,some").is_err() && read("5,any,3:1").is_err());
}

#[test]
fn headers_of_packets_are_looked_at() {
    let conditions =
        rule("flags:S,12; ttl:>5; itype:8; vlan.id:300,0; fragbits:!M; ip_proto:!tcp;").conditions;
    let flags = Condition::TcpFlags { how: Bits::Exactly, bits: 2, ignored: 0xc0, negated: false };
    assert_eq!(conditions[0], flags);
    let ttl = Condition::Header { field: "ttl", is: Numbers::between(6, u64::MAX) };
    assert_eq!(conditions[1], ttl);
    let layer = Which::At { place: 0, or_outside: false };
    assert_eq!(conditions[3], Condition::Vlan { layer, is: Numbers::exactly(300) });
    let fragment = Condition::FragmentBits { how: Bits::Exactly, bits: 0x20, negated: true };
    assert_eq!(conditions[4], fragment);
    let protocol = Condition::Header { field: "ip_proto", is: Numbers::exactly(6).not() };
    assert_eq!(conditions[5], protocol);
    refuses("flags:X;", "flags.letter");
    refuses("ttl:256;", "number.syntax");
    refuses("vlan.id:5,3;", "vlan.layer");
}

#[test]
fn byte_operations_are_read_whole() {
    let rule = rule(
        "byte_extract:2,0,len,relative,little; byte_test:4,!&,0xf0,len,string,hex; byte_jump:1,3,relative,multiplier 2,post_offset -1; byte_math:bytes 2, offset 0, oper <<, rvalue 1, result r, endian little; content:\"a\"; offset:r; isdataat:!5,relative;",
    );
    let matches = &rule.sections[0].matches;
    let Match::ByteTest(test) = &matches[1] else { panic!("{matches:?}") };
    assert_eq!((test.negated, test.operator.as_str(), test.read.text), (true, "&", Some(16)));
    assert_eq!(test.offset, Amount::Name("len".to_owned()));
    let Match::ByteJump(jump) = &matches[2] else { panic!("{matches:?}") };
    assert_eq!((jump.multiplier, &jump.post_offset), (2, &Amount::Number(-1)));
    let Match::ByteMath(math) = &matches[3] else { panic!("{matches:?}") };
    assert_eq!((math.operator.as_str(), math.read.little), ("<<", true));
    for (options, code) in [
        ("byte_test:9,>,1,0;", "bytes.count"),
        ("byte_test:4,~,1,0;", "bytes.operator"),
        ("byte_test:4,>,nobody,0;", "variable.unknown"),
        ("byte_test:4,>,1,0,sideways;", "bytes.option"),
        ("byte_jump:4,0,from_beginning,from_end;", "bytes.combination"),
        ("byte_extract:0,0,a;", "bytes.count"),
        ("byte_extract:1,0,a; byte_extract:1,0,a;", "variable.again"),
        ("byte_math:bytes 1, offset 0, oper +, rvalue 1;", "bytes.argument"),
        ("base64_data; content:\"a\";", "base64_data.place"),
    ] {
        refuses(options, code);
    }
}

#[test]
fn patterns_name_their_buffer() {
    let rule = http("pcre:\"/a\\/b/Ui\"; pcre:!\"/(x)/R, flow:name\";");
    shaped(&rule, &[("http.uri", 1), ("payload", 1)]);
    let Match::Pcre(pcre) = &rule.sections[1].matches[0] else { panic!() };
    assert_eq!((pcre.relative, pcre.negated, pcre.captures[0].as_str()), (true, true, "flow:name"));
    http_refuses("pcre:\"/a/UI\";", "pcre.flag");
    http_refuses("pcre:\"/a/BU\";", "pcre.flag");
    http_refuses("pcre:\"/a/k\";", "pcre.flag");
    http_refuses("pcre:\"a\";", "pcre.slashes");
    http_refuses("pcre:\"/(/\";", "pcre.syntax");
    http_refuses("pcre:\"/Host/W\";", "pcre.capital");
    http_refuses("http.method; content:\"a\"; pcre:\"/a/U\";", "buffer.still_set");
}

#[test]
fn flows_remember() {
    let rule = rule(
        "flow:established,to_server; flowbits:isset,a|b; flowbits:set,c; flowbits:noalert; xbits:set,x,track ip_pair,expire 10; hostbits:isnotset,h,dst; flowint:nn,+,1; flowint:nn,>,3; flowint:nn,notset;",
    );
    assert_eq!((rule.conditions.len(), rule.effects.len()), (5, 4));
    let Effect::HostBit { track, seconds, .. } = &rule.effects[2] else { panic!() };
    assert_eq!((track.as_str(), *seconds), ("ip_pair", 10));
    for (options, code) in [
        ("flow:to_server,to_client;", "flow.combination"),
        ("flow:sideways;", "flow.word"),
        ("flow:to_server; flow:established;", "flow.again"),
        ("flowbits:set,a b;", "flowbits.name"),
        ("flowbits:isset,a; flowbits:isnotset,a;", "flowbits.conflict"),
        ("flowbits:maybe,a;", "flowbits.word"),
        ("xbits:set,a;", "xbits.argument"),
        ("xbits:set,a,track ip_src,expire 0;", "xbits.expire"),
        ("flowint:nn,~,1;", "flowint.argument"),
        ("stream_size:nobody,>,1;", "stream_size.argument"),
    ] {
        refuses(options, code);
    }
}

#[test]
fn thresholds_hold_back() {
    let rule = rule("threshold:type limit, track by_src, seconds 60, count 1;");
    let threshold = rule.threshold.unwrap();
    assert_eq!((threshold.kind.as_str(), threshold.count, threshold.seconds), ("limit", 1, 60));
    let filtered =
        "alert tcp any any -> any any (detection_filter:track by_dst, count 4, seconds 20; sid:1;)";
    assert_eq!(whole(filtered).detection_filter.unwrap().count, 4);
    refuses("threshold:type limit, track by_src, count 0, seconds 60;", "threshold.argument");
    refuses("threshold:type some, track by_src, count 1, seconds 60;", "threshold.argument");
    let twice = "threshold:type limit, track by_src, count 1, seconds 60; detection_filter:track by_src, count 1, seconds 1;";
    refuses(twice, "threshold.again");
}

#[test]
fn modbus_is_read_into_its_parts() {
    let read = |argument: &str| {
        let text = format!("alert modbus any any -> any any (modbus:{argument}; sid:1;)");
        match whole(&text).conditions.pop() {
            Some(Condition::Modbus(is)) => is,
            other => panic!("{other:?}"),
        }
    };
    let is = read("function 8, subfunction 4");
    assert_eq!((is.function, is.subfunction), (Some(8), Some(4)));
    let is = read("function !assigned");
    let category = ModbusCategory { name: ModbusCodes::Assigned, negated: true };
    assert_eq!(is.category, Some(category));
    let is = read("unit 10<>20, access write holding, address 100, value >5");
    assert_eq!(is.unit, Some(Numbers::between(11, 19)));
    let access = is.access.unwrap();
    assert_eq!((access.write, access.table), (true, Some(ModbusTable::Holding)));
    assert_eq!(access.address, Some(Numbers::exactly(100)));
    assert_eq!(access.value, Some(Numbers::between(6, u64::MAX)));
    for (argument, code) in [
        ("function 0", "modbus.function"),
        ("function 256", "modbus.function"),
        ("access write input", "modbus.access"),
        ("access read coils, address 1, value 2", "modbus.value"),
        ("access write coils, address 1<>5, value 2", "modbus.value"),
        ("unit x", "modbus.number"),
        ("nonsense", "modbus.argument"),
    ] {
        let text = format!("alert modbus any any -> any any (modbus:{argument}; sid:1;)");
        refused(&text, code);
    }
}

#[test]
fn other_industrial_keywords_are_typed() {
    let last = |text: &str| {
        whole(&format!("alert tcp any any -> any any ({text}; sid:1;)")).conditions.pop().unwrap()
    };
    let number =
        |name: &str, n| Condition::Number { name: name.to_owned(), is: Numbers::exactly(n) };
    assert_eq!(last("dnp3_func:cold_restart"), number("dnp3.function", 13));
    assert_eq!(last("dnp3_obj:99,99"), Condition::Dnp3Object { group: 99, variation: 99 });
    let any = Numbers { low: 0, high: 0, negated: true, mask: 0x8100 };
    assert_eq!(last("dnp3_ind:all_stations,device_restart"), Condition::Dnp3Indications(any));
    assert_eq!(last("enip_command:99"), number("enip.command", 99));
    assert_eq!(last("enip_command:list_identity"), number("enip.command", 99));
    let cip = CipService {
        service: 75,
        class: Some(0x64),
        attribute: Some(3),
        attribute_negated: true,
        ..CipService::default()
    };
    assert_eq!(last("cip_service:75,100,!3"), Condition::Cip(cip));
    refuses("cip_service:200;", "cip.service");
    refuses("dnp3_obj:1;", "dnp3.object");
    refuses("dnp3_ind:nothing;", "number.name");
    refuses("enip_command:70000;", "number.syntax");
}

#[test]
fn keywords_of_applications_compare_numbers_and_words() {
    let last = |text: &str| {
        whole(&format!("alert tcp any any -> any any ({text}; sid:1;)")).conditions.pop().unwrap()
    };
    let is = |condition: &Condition| match condition {
        Condition::NumberIn { any_of, .. } => any_of.iter().map(|n| (n.low, n.high)).collect(),
        _ => Vec::new(),
    };
    assert_eq!(
        is(&last("ssl_version:!tls1.2,tls1.3")),
        [(2, 2), (0x300, 0x300), (0x301, 0x301), (0x302, 0x302)]
    );
    assert_eq!(is(&last("tls.version:1.2")), [(0x303, 0x303)]);
    assert_eq!(is(&last("dcerpc.opnum:15,20-24")), [(15, 15), (20, 24)]);
    let interface = last("dcerpc.iface:12345678-1234-abcd-ef00-01234567cffb,>1,any_frag");
    let Condition::Interface(interface) = interface else { panic!() };
    assert_eq!((interface.uuid[0], interface.uuid[15], interface.any_fragment), (0x12, 0xfb, true));
    refuses("dcerpc.iface:12345678;", "dcerpc.uuid");
    refuses("ssl_version:tls9;", "ssl_version.word");
    refuses("app-layer-protocol:nothing;", "app-layer-protocol.name");
}

#[test]
fn data_sets_need_a_buffer_and_keys() {
    let rule = http(
        "http.uri; dataset:isset,bad,type string,load bad.lst,format json,context_key c,value_key v;",
    );
    let Match::Dataset(set) = &rule.sections[0].matches[0] else { panic!() };
    assert_eq!((set.file.as_deref(), set.format.as_str()), (Some("bad.lst"), "json"));
    http_refuses("dataset:isset,bad,type string;", "dataset.place");
    http_refuses("http.uri; dataset:isset,bad,load /etc/passwd;", "dataset.path");
    http_refuses("http.uri; dataset:isset,bad,load ../x;", "dataset.path");
    http_refuses("http.uri; dataset:isset,bad,type string,format json;", "dataset.json");
    http_refuses("http.uri; bsize:3; content:\"abcd\";", "bsize.too_small");
    http_refuses("bsize:3; content:\"abc\";", "bsize.place");
}

#[test]
fn absence_stands_alone_or_has_company() {
    http("http.cookie; absent;");
    http("http.cookie; absent:or_else; content:\"a\";");
    http_refuses("http.cookie; absent; content:\"a\";", "absent.alone");
    http_refuses("http.cookie; absent:or_else;", "absent.alone");
    http_refuses("http.cookie; content:\"a\"; absent;", "absent.place");
    http_refuses("absent;", "absent.place");
}

#[test]
fn requirements_are_weighed() {
    let met = |text: &str| {
        let file = file(&format!("alert tcp any any -> any any (requires:{text}; sid:1;)"));
        (file.rules.len(), file.unmet.len())
    };
    assert_eq!(met("version >= 7.0.3"), (1, 0));
    assert_eq!(met("version >= 7.0.3 < 8 | >= 8.0.3"), (1, 0));
    assert_eq!(met("version >= 9.0.0"), (0, 1));
    assert_eq!(met("feature ja4, keyword ja4.hash"), (1, 0));
    assert_eq!(met("feature telepathy"), (0, 1));
}

#[test]
fn what_cannot_be_had_is_told() {
    let file = file("alert tcp any any -> any any (lua:x.lua; sid:1;)");
    assert_eq!(file.rules[0].conditions, [Condition::Never("lua".to_owned())]);
    assert_eq!(file.warnings[0].reason.code, "keyword.never");
    refuses("nonsense:1;", "keyword.unknown");
    refuses("nocase:1;", "keyword.argument");
    refuses("depth;", "keyword.no_argument");
    let failed =
        self::file("alert tcp any any -> any any (msg:\"m\"; ttl:x; sid:5; rev:2;)").failed;
    let failure = failed.first().unwrap();
    assert_eq!((failure.sid, failure.message.as_str()), (Some(5), "m"));
    assert_eq!((failure.reason.keyword.as_str(), failure.reason.place), ("ttl", 2));
}

#[test]
fn of_repeated_rules_the_newest_stays() {
    let one = |rev| format!("alert tcp any any -> any any (msg:\"{rev}\"; sid:1; rev:{rev};)\n");
    let mut file = file(&[one(1), one(3), one(2)].concat());
    let kept: Vec<_> = file.rules.iter().map(|rule| rule.about.rev).collect();
    assert_eq!((kept, file.repeated.len(), file.total()), (vec![3], 2, 3));
    file.join(self::file(&one(4)));
    assert_eq!((file.rules[0].about.rev, file.rules.len(), file.repeated.len()), (4, 1, 3));
}

#[test]
fn every_buffer_and_keyword_has_one_meaning() {
    let mut names: Vec<_> =
        buffers().iter().flat_map(|row| row.aliases.iter().chain([&row.name])).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    for name in buffers::modifiers() {
        assert!(buffers::modifier(name).is_some(), "{name}");
    }
    assert!(keywords().len() > 300, "{}", keywords().len());
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text: Vec<u8>) {
        read(0, &text, &Options::default());
    }

    #[test]
    fn no_argument_panics(place in 0_usize..400, argument in r#"[!"]?[ -~]{0,40}"#, head in 0_usize..3) {
        let all = keywords();
        let (name, _) = all[place % all.len()];
        let protocol = ["tcp", "http", "modbus"][head];
        let text = format!("alert {protocol} any any -> any any (content:\"a\"; http.uri; {name}:{argument}; {name}; sid:1;)");
        let file = read(0, text.as_bytes(), &Options::default());
        assert!(file.total() <= 1);
    }

    #[test]
    fn no_header_panics(head in r"[a-z0-9$!\[\],./: <>=-]{0,60}") {
        let text = format!("alert tcp {head} (sid:1;)");
        assert_eq!(read(0, text.as_bytes(), &Options::default()).total(), 1);
    }
}
