use crate::testing::check;

#[test]
fn clients_tell_name_and_vendor() {
    let head = "01010600 01020304".to_owned() + &"00".repeat(20) + "000102030405";
    let options = "63825363 350101 0c03706c63 3c044d534654 ff";
    let message = format!(">{head}{}{options}", "00".repeat(202));
    check(
        "dhcp",
        &[&message],
        &[
            "request discover link host:plc {hardware_address='00:01:02:03:04:05' name='plc' vendor_class='MSFT'}",
        ],
    );
}

#[test]
fn a_message_without_the_cookie_is_none() {
    let probe = crate::entry("dhcp").unwrap().probe;
    assert_eq!(probe(&[1; 300]), crate::Probe::No);
}
