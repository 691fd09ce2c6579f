use crate::testing::check;

#[test]
fn a_session_begins_and_a_device_says_who_it_is() {
    let talk = [
        "> 010000000001000d0100007530",
        "< 010100000001000d0100007530",
        "> 010003000002001182a606010203000022",
        "< 010103000002002986a60601020300180000fe26060507040a0b000102030506000100002600268461",
        "> 010003000003001182a606010203140036",
        "< 010103000003003386a6060102031422004054542d3130310000000000000000000000000000000000 \
         0000000000000000004d",
    ];
    let expected: &[&str] = &[
        "request session_initiate link {sequence=1 inactivity=30000}",
        "response session_initiate link ok {sequence=1 inactivity=30000}",
        "request read_unique_identifier identify device:a606010203 {sequence=2 command=0 \
         frame='request'}",
        "response read_unique_identifier identify device:a606010203 ok {sequence=2 \
         device_status=0 command=0 frame='response' device_type=9734 manufacturer_id=38 \
         vendor='Rosemount' device_id=66051 serial='66051' universal_revision=7 \
         firmware='4.10' hardware='1'}",
        "request read_long_tag identify device:a606010203 {sequence=3 command=20 \
         frame='request'}",
        "response read_long_tag identify device:a606010203 ok {sequence=3 \
         device_status=64 command=20 frame='response' name='TT-101'}",
    ];
    check("hart_ip", &talk, expected);
}

#[test]
fn commands_have_the_risk_of_what_they_do() {
    let talk = [
        "> 010003000004001a82a60601020323090042c800000000000082",
        "> 010003000005001182a6060102032a0008",
        "< 010103000005001386a6060102032a02070009",
        "> 010003000006001382a6060102031f0202003d",
        "> 010003000007001182a6060102038200a0",
        "< 010203000000001781a606010203030600000000000024",
    ];
    let expected: &[&str] = &[
        "request write_range_values program device:a606010203 {sequence=4 command=35 \
         frame='request'}",
        "request perform_device_reset stop device:a606010203 {sequence=5 command=42 \
         frame='request'}",
        "response perform_device_reset stop device:a606010203 error 7 \
         in_write_protect_mode {sequence=5 device_status=0 command=42 frame='response'}",
        "request read_country_code read device:a606010203 {sequence=6 command=512 \
         frame='request'}",
        "request device_specific_command write device:a606010203 {sequence=7 command=130 \
         frame='request'}",
        "spontaneous read_dynamic_variables read device:a606010203 ok {sequence=0 \
         device_status=0 command=3 frame='burst'}",
    ];
    check("hart_ip", &talk, expected);
}

#[test]
fn a_wrong_check_octet_and_noise_are_told() {
    let talk =
        ["> 010003000008001182a606010203000055", "> ffffff0100020000090008", "< 010f000e00010008"];
    let expected: &[&str] = &[
        "request read_unique_identifier identify device:a606010203 {sequence=8 command=0 \
         frame='request'} !hart_ip.check_byte@9",
        "skip 3",
        "request keep_alive link {sequence=9}",
        "response session_initiate link error 14 version_not_supported {sequence=1}",
    ];
    check("hart_ip", &talk, expected);
}
