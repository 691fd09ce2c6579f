use crate::Probe;
use crate::testing::{check, hex};

/// `HMI` with the suffix of a workstation.
const NAME: &str = "20 4549454e454a4341434143414341434143414341434143414341434143414141 00";

fn with(parts: &str) -> String {
    parts.replace("NAME", &NAME.replace(' ', ""))
}

#[test]
fn a_machine_registers_its_name_and_is_asked_for() {
    check(
        "nbns",
        &[
            &with(
                ">0001 2910 0001 0000 0000 0001 NAME 0020 0001 c00c 0020 0001 000493e0 0006 0000 0a000001",
            ),
            &with(">0002 0110 0001 0000 0000 0000 NAME 0020 0001"),
            &with("<0002 8583 0000 0001 0000 0000 NAME 0020 0001 00000000 0000"),
        ],
        &[
            "request registration link name:HMI<00> {id=1 broadcast=true addresses='10.0.0.1' service='workstation' name='HMI'}",
            "request query read name:HMI<00> {id=2 broadcast=true service='workstation'}",
            "response query read name:HMI<00> error 3 name_error {id=2 service='workstation'}",
        ],
    );
}

#[test]
fn a_machine_tells_its_names_and_its_address() {
    let own = format!(
        "{}00 0400 {}00 8400",
        "484d49202020202020202020202020", "464142202020202020202020202020"
    );
    let status = format!(
        "<0003 8400 0000 0001 0000 0000 NAME 0021 0001 00000000 002d 02 {own} 0011223344550000"
    );
    check(
        "nbns",
        &[&with(&status)],
        &[
            "response query read name:HMI<00> ok {id=3 names='HMI<00>,FAB<00>' name='HMI' mac='00:11:22:33:44:55' service='workstation'}",
        ],
    );
}

#[test]
fn names_of_the_domain_name_system_are_none() {
    let dns = hex("0002 0100 0001 0000 0000 0000 03777777 00 0001 0001");
    let nbns = hex(&with("0002 0110 0001 0000 0000 0000 NAME 0020 0001"));
    let probe = |protocol: &str, data: &[u8]| (crate::entry(protocol).unwrap().probe)(data);
    assert_eq!((probe("nbns", &dns), probe("dns", &dns)), (Probe::No, Probe::Yes));
    assert_eq!((probe("nbns", &nbns), probe("dns", &nbns)), (Probe::Yes, Probe::No));
}
