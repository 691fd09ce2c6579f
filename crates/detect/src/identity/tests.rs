use super::*;

fn end(host: u8, mac: [u8; 6]) -> Endpoint {
    Endpoint { mac: Mac(mac), ip: Some(std::net::IpAddr::from([10, 0, 0, host])), port: 102 }
}

fn ground(seconds: i64) -> Ground<'static> {
    Ground { time: CaptureTime(seconds * 1_000_000_000), packet: 1, reference: None }
}

/// (host, attribute, value, confidence) of what was reported.
fn told(out: &Output) -> Vec<(String, String, String, u8)> {
    let facts = out.facts.iter();
    facts
        .map(|(host, f)| (host.to_string(), f.attribute.to_string(), f.value.clone(), f.confidence))
        .collect()
}

const SIEMENS: [u8; 6] = [0x00, 0x1b, 0x1b, 1, 2, 3];

#[test]
fn an_address_tells_its_vendor_until_several_hosts_share_it() {
    let mut hosts = Hosts::new(10, Seeded(1));
    let mut out = Output::default();
    hosts.touch(&end(1, SIEMENS), true, 1, &ground(0), &mut out);
    let first = told(&out);
    assert_eq!((first[0].1.as_str(), first[0].3), ("mac", 95));
    assert!(first[1].2.contains("Siemens") && first[1].3 == 70, "{first:?}");
    out.clear();
    hosts.touch(&end(2, SIEMENS), true, 1, &ground(1), &mut out);
    let after = told(&out);
    assert_eq!(after.len(), 4, "both hosts are told again: {after:?}");
    assert!(after.iter().all(|fact| fact.3 <= 30));
}

#[test]
fn a_device_that_also_speaks_layer_2_is_no_second_host() {
    let mut hosts = Hosts::new(10, Seeded(1));
    let mut out = Output::default();
    let layer2 = Endpoint { ip: None, ..end(1, SIEMENS) };
    hosts.touch(&layer2, true, 1, &ground(0), &mut out);
    hosts.touch(&end(1, SIEMENS), true, 1, &ground(1), &mut out);
    assert!(told(&out).iter().all(|fact| fact.3 >= 70));
}

#[test]
fn addresses_that_no_registry_gave_have_no_vendor_and_groups_are_no_hosts() {
    let mut hosts = Hosts::new(10, Seeded(1));
    let mut out = Output::default();
    hosts.touch(&end(1, [2, 0, 0, 0, 0, 1]), true, 1, &ground(0), &mut out);
    assert_eq!(told(&out).len(), 1);
    let multicast = Endpoint { mac: Mac([1, 0x0c, 0xcd, 1, 0, 1]), ip: None, port: 0 };
    assert!(hosts.touch(&multicast, true, 1, &ground(0), &mut out).is_none());
    // Spoken to, not heard: whose frame it was is not known.
    out.clear();
    hosts.touch(&end(3, SIEMENS), false, 0, &ground(0), &mut out);
    assert_eq!(told(&out), []);
}

/// Concludes values of one attribute at given seconds; gives the changes told.
fn changes(values: &[(&str, i64)]) -> Vec<(String, String)> {
    let mut hosts = Hosts::new(10, Seeded(1));
    let mut out = Output::default();
    hosts.touch(&end(1, SIEMENS), true, 1, &ground(0), &mut out);
    let key = HostKey::of(&end(1, SIEMENS));
    let told = values.iter().filter_map(|(value, time)| {
        let evidence = ground(*time).evidence(String::new());
        let (value, method) = ((*value).to_owned(), "s7comm.read_szl.firmware".to_owned());
        hosts.conclude(key, "firmware", value, 95, method, evidence, &mut out)
    });
    told.map(|change| (change.old, change.new)).collect()
}

#[test]
fn a_value_never_had_before_is_a_change_unless_it_belongs_to_one_inventory() {
    let change = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    assert_eq!(changes(&[("V1", 0), ("V1", 3600)]), []);
    assert_eq!(changes(&[("V1", 0), ("V2", 3600)]), [change("V1", "V2")]);
    assert_eq!(changes(&[("V1", 0), ("V2", 10), ("V1", 7200), ("V2", 7210)]), []);
    let back = [change("V1", "V2"), change("V2", "V1")];
    assert_eq!(changes(&[("V1", 0), ("V2", 600), ("V1", 1200)]), back);
    // Values that keep taking turns belong to parts of one device.
    assert_eq!(changes(&[("V1", 0), ("V2", 600), ("V1", 1200), ("V2", 1800), ("V1", 2400)]), back);
}

#[test]
fn sure_sources_that_contradict_each_other_are_told_and_unsure_ones_are_not() {
    for (first, second, conflict) in [
        (
            ("Siemens", 90, "s7comm.read_szl.vendor"),
            ("Rockwell", 90, "enip.list_identity.vendor"),
            true,
        ),
        (("Siemens AG", 90, "s7comm.read_szl.vendor"), ("SIEMENS", 90, "snmp.get.vendor"), false),
        (("Siemens", 70, "oui"), ("Rockwell", 90, "enip.list_identity.vendor"), false),
        (("A", 90, "s7comm.read_szl.vendor"), ("B", 90, "s7comm.explore.vendor"), false),
    ] {
        let mut hosts = Hosts::new(10, Seeded(1));
        let mut out = Output::default();
        hosts.touch(&end(1, [2, 0, 0, 0, 0, 1]), true, 1, &ground(0), &mut out);
        let key = HostKey::of(&end(1, SIEMENS));
        let mut say = |(value, sure, method): (&str, u8, &str)| {
            let evidence = ground(1).evidence(String::new());
            hosts.conclude(key, "vendor", value.into(), sure, method.into(), evidence, &mut out)
        };
        assert!(say(first).is_none());
        let told = say(second).and_then(|change| change.conflict);
        let expected = conflict.then(|| [first.2.to_owned(), second.2.to_owned()]);
        assert_eq!(told, expected, "{first:?} {second:?}");
    }
}

#[test]
fn conflicting_facts_are_kept_side_by_side_and_the_surest_stay() {
    let mut hosts = Hosts::new(10, Seeded(1));
    let mut out = Output::default();
    hosts.touch(&end(1, SIEMENS), true, 1, &ground(0), &mut out);
    let key = HostKey::of(&end(1, SIEMENS));
    for n in 0..100u8 {
        let evidence = ground(1).evidence(String::new());
        let method = format!("m{n}");
        hosts.conclude(key, "model", format!("M{n}"), n, method, evidence, &mut out);
    }
    let kept = hosts.facts();
    assert_eq!(kept.len(), MAX_FACTS);
    assert!(
        kept.iter().any(|(_, f)| f.value == "M99") && !kept.iter().any(|(_, f)| f.value == "M0")
    );
}

#[test]
fn text_of_devices_is_trimmed_and_bounded() {
    for (value, expected) in [
        (Value::Text(" 6ES7 315\0\0 ".into()), Some("6ES7 315".to_owned())),
        (Value::Text("\0\0".into()), None),
        (Value::Bool(true), None),
        (Value::Int(7), Some("7".to_owned())),
        (Value::Text("阀".repeat(100).into()), Some("阀".repeat(66))),
    ] {
        assert_eq!(text_of(&value), expected);
    }
}
