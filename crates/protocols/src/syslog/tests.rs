use crate::testing::check;

fn text(text: &str) -> String {
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!(">{digits}")
}

#[test]
fn old_and_new_messages_are_told() {
    check(
        "syslog",
        &[&text("<34>1 2026-01-02T03:04:05Z plc su 7 - - failed"), &text("<13>Oct 11 plc: hello")],
        &[
            "spontaneous critical read {facility=4 name='plc' application='su' text='- failed'}",
            "spontaneous notice read {facility=1 text='Oct 11 plc: hello'}",
        ],
    );
}

#[test]
fn priorities_end_at_191() {
    let probe = crate::entry("syslog").unwrap().probe;
    assert_eq!(probe(b"<192>1 x"), crate::Probe::No);
    assert_eq!(probe(b"<191>1 x"), crate::Probe::Maybe);
}
