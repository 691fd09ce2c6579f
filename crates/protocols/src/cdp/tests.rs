use crate::testing::check;

#[test]
fn a_switch_says_who_it_is() {
    let talk = [
        "> aaaa0300000c200002b400000001000773773100020011000000010101cc00040a0000010003000946 \
         61302f3100050018436973636f20494f532c2031322e320a6d6f726500060012636973636f2057532d43 \
         32393530000a00060001",
        "> aaaa0300000c200002b4000000010002",
        "> 424203",
    ];
    let expected: &[&str] = &[
        "spontaneous advertise identify device:sw1 {version=2 ttl=180 vendor='Cisco' \
         name='sw1' address='10.0.0.1' port='Fa0/1' software='Cisco IOS, 12.2' \
         model='cisco WS-C2950' native_vlan=1}",
        "spontaneous advertise identify {version=2 ttl=180 vendor='Cisco'} !cdp.length@16",
        "skip 3",
    ];
    check("cdp", &talk, expected);
}
