use crate::testing::check;

#[test]
fn a_conflict_is_told_with_who_had_the_address_before() {
    let talk = [
        "> 00010800060400010200000000010a0000010000000000000a00000200000000000000000000000000 \
         0000000000",
        "< 00010800060400020200000000020a0000020200000000010a000001",
        "> 00010800060400020200000000ff0a0000020200000000010a000001",
        "> 0001080006040001020000000003000000000000000000000a000002",
        "> 00010800060400010200000000040a0000040000000000000a000004",
        "> 00010800060400090200000000040a0000040000000000000a000004",
        "> 00010800",
        "> 00000000000000000000000000000000000000000000000000000000",
    ];
    let expected: &[&str] = &[
        "request who_has link host:10.0.0.2 {sender_mac='02:00:00:00:00:01' \
         sender_ip='10.0.0.1' target_ip='10.0.0.2'}",
        "response is_at link host:10.0.0.2 {sender_mac='02:00:00:00:00:02' \
         sender_ip='10.0.0.2' target_mac='02:00:00:00:00:01' target_ip='10.0.0.1'}",
        "response is_at link host:10.0.0.2 {sender_mac='02:00:00:00:00:ff' \
         sender_ip='10.0.0.2' target_mac='02:00:00:00:00:01' target_ip='10.0.0.1' \
         was_at='02:00:00:00:00:02'} !arp.address_conflict@8",
        "request who_has link host:10.0.0.2 {sender_mac='02:00:00:00:00:03' \
         sender_ip='0.0.0.0' target_ip='10.0.0.2'}",
        "request who_has link host:10.0.0.4 {sender_mac='02:00:00:00:00:04' \
         sender_ip='10.0.0.4' target_ip='10.0.0.4' announcement=true}",
        "request unknown link host:10.0.0.4 {sender_mac='02:00:00:00:00:04' \
         sender_ip='10.0.0.4' target_ip='10.0.0.4' announcement=true}",
        "need 28",
        "skip 28",
    ];
    check("arp", &talk, expected);
}
