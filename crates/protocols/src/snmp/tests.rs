use crate::testing::{check, parts::parts};

const GET: &str =
    ">302602010104067075626c6963a019020101020100020100300e300c06082b060102010105000500";
const TOLD: &str =
    "<302902010104067075626c6963a21c0201010201000201003011300f06082b060102010105000403706c63";

#[test]
fn devices_tell_their_names() {
    check(
        "snmp",
        &[GET, TOLD],
        &[
            "request get read object:1.3.6.1.2.1.1.5.0 {version=2 community='public'}",
            "response response read object:1.3.6.1.2.1.1.5.0 ok {version=2 community='public' name='plc'}",
        ],
    );
}

#[test]
fn rules_see_community_and_type() {
    assert_eq!(
        parts("snmp", &[GET]),
        ["1 snmp.version=2", "1 snmp.community=7075626c6963", "1 snmp.pdu_type=0", "1 done"]
    );
}
