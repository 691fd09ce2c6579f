use super::*;

fn sighting(note: &str, verdict: SightingVerdict, count: CountRange, days: (i64, i64)) -> Sighting {
    Sighting {
        object: Id::from_parts(Millis(0), [1; 10]),
        owner: "cn/32/miit".parse().unwrap(),
        verdict,
        place: Place::Control,
        count,
        first: Millis(days.0),
        last: Millis(days.1),
        note: note.to_owned(),
    }
}

#[test]
fn a_sighting_names_no_address_and_no_hour() {
    use SightingVerdict::*;
    let few = CountRange::Few;
    let check = |body: Sighting, expected: Option<&str>| {
        let fault = body.check().err();
        assert_eq!(fault.as_ref().map(|fault| fault.code.as_ref()), expected, "{body:?}");
    };
    check(sighting("线路一", TruePositive, few, (0, DAY_MS)), None);
    check(sighting("见 3.2 节, 10:30", TruePositive, few, (0, 0)), None);
    check(sighting("在10.0.0.7出现", TruePositive, few, (0, 0)), Some("sighting.address"));
    check(sighting("from 10.0.0.7:502.", TruePositive, few, (0, 0)), Some("sighting.address"));
    check(sighting("fe80::1", TruePositive, few, (0, 0)), Some("sighting.address"));
    check(sighting("", TruePositive, few, (1, DAY_MS)), Some("sighting.days"));
    check(sighting("", TruePositive, few, (DAY_MS, 0)), Some("sighting.days"));
    check(sighting("", NotSeen, few, (0, 0)), Some("sighting.count"));
    check(sighting("", NotSeen, CountRange::None, (0, 0)), None);
    check(sighting("", TruePositive, CountRange::None, (0, 0)), Some("sighting.count"));
}
