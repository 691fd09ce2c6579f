use crate::testing::check;

#[test]
fn time_and_control_are_told_apart() {
    let time = format!(">230206ec{}", "00".repeat(44));
    check(
        "ntp",
        &[&time, ">16080001 00000000 00000000"],
        &[
            "request ask_time read {version=4 stratum=2}",
            "request control_write write {version=2 control_operation=8}",
        ],
    );
}

#[test]
fn what_is_too_short_is_none() {
    assert_eq!((crate::entry("ntp").unwrap().probe)(&[0x23, 2, 6, 0xec]), crate::Probe::No);
}
