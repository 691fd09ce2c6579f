use crate::testing::check;

#[test]
fn a_device_says_who_it_is() {
    let talk =
        ["> 020704001b1b010203040907706f72742d30303106020014080558312050310a0a7363616c616e6365 \
         2d310c0d5343414c414e434520583230340e0400840004100c0501c0a80001020000000100fe080012bb \
         08534e3432000000000000"];
    let expected: &[&str] = &["spontaneous advertise identify chassis:00:1b:1b:01:02:03 \
         {chassis='00:1b:1b:01:02:03' port='port-001' ttl=20 port_description='X1 P1' \
         name='scalance-1' description='SCALANCE X204' capabilities='bridge' \
         address='192.168.0.1' serial='SN42'}"];
    check("lldp", &talk, expected);
}

#[test]
fn what_is_missing_is_told() {
    let talk = ["> 020704001b1b0102030000", "> 02ff"];
    let expected: &[&str] = &[
        "spontaneous advertise identify chassis:00:1b:1b:01:02:03 \
         {chassis='00:1b:1b:01:02:03'} !lldp.mandatory_missing@0",
        "spontaneous advertise identify !lldp.length@2 !lldp.mandatory_missing@0",
    ];
    check("lldp", &talk, expected);
}
