use crate::testing::{check, hear};

const VIN: &str = "4c535641413431383745323031323334 35";

#[test]
fn a_vehicle_logs_in_and_is_answered() {
    check(
        "gbt32960",
        &[
            ">232301fe4c535641413431383745323031323334350100221a010203040500073839383630303132333435363738393031323334010442543031ed",
            "<232301014c535641413431383745323031323334350100061a010203040529",
        ],
        &[
            "request vehicle_login link vehicle:LSVAA4187E2012345 {edition=2016 vin='LSVAA4187E2012345' time='2026-01-02 03:04:05' login_number=7 iccid='89860012345678901234' storage_systems=1 storage_code='BT01'}",
            "response vehicle_login link vehicle:LSVAA4187E2012345 ok {edition=2016 vin='LSVAA4187E2012345' time='2026-01-02 03:04:05'}",
        ],
    );
}

#[test]
fn a_report_tells_state_place_and_alarms() {
    check(
        "gbt32960",
        &[
            ">232302fe4c535641413431383745323031323334350100381a010203040501010301025d0001e2400f0a278d50010e13880a0005000714b24d01e9335f070200000010010000000100000080000261628d",
        ],
        &[
            "request realtime_report read vehicle:LSVAA4187E2012345 {edition=2016 vin='LSVAA4187E2012345' time='2026-01-02 03:04:05' vehicle_state='started' charging_state='not_charging' speed=60.5 mileage=12345.6 voltage=385 current=12.5 soc=80 longitude=118.796877 latitude=32.060255 alarm_level=2 alarms=16 faults=1 blocks='1,5,7,128'}",
        ],
    );
}

#[test]
fn the_edition_of_2025_has_signatures_and_ciphers_of_its_own() {
    check(
        "gbt32960",
        &[
            ">242402fe4c535641413431383745323031323334350100231a010203040501010301025d0001e2400f0a278d50010e1388ff0100026162000263649f",
            ">242402fe4c535641413431383745323031323334350500087878787878787878c4",
        ],
        &[
            "request realtime_report read vehicle:LSVAA4187E2012345 {edition=2025 vin='LSVAA4187E2012345' time='2026-01-02 03:04:05' vehicle_state='started' charging_state='not_charging' speed=60.5 mileage=12345.6 voltage=385 current=-1987.5 soc=80 signed='sm2' blocks='1,255'}",
            "request realtime_report read vehicle:LSVAA4187E2012345 {edition=2025 vin='LSVAA4187E2012345' cipher='sm4'}",
        ],
    );
}

#[test]
fn commands_to_a_terminal_are_told_by_what_they_do() {
    check(
        "gbt32960",
        &[
            "<232382fe4c5356414134313837453230313233343501000f1a010203040501687474703a2f2f750a",
            "<232381fe4c535641413431383745323031323334350100101a01020304050202000a0856312e303209",
        ],
        &[
            "request remote_upgrade firmware upgrade:http://u {edition=2016 vin='LSVAA4187E2012345' time='2026-01-02 03:04:05' control=1}",
            "request parameter_setting write vehicle:LSVAA4187E2012345 {edition=2016 vin='LSVAA4187E2012345' time='2026-01-02 03:04:05' firmware='V1.02' parameters='2,8'}",
        ],
    );
}

#[test]
fn a_platform_s_password_is_not_told() {
    let login = ">232305fe504c4154464f524d3030303030303030310100291a010203040500016f70657261746f7200000000736563726574736563726574736563726574313201f3";
    let heard = hear("gbt32960", &[login]);
    assert!(heard[0].contains("user='operator'") && !heard[0].contains("secret"), "{heard:?}");
}

#[test]
fn what_is_wrong_is_told_and_the_next_packet_found() {
    let damaged = format!(">232307fe{VIN}010000ff");
    let strange = format!(">6f6b232307fe{VIN}010000{:02x}", 7 ^ 0xfe ^ 1 ^ 0x6d);
    let heard = hear("gbt32960", &[&damaged, &strange]);
    assert!(heard[0].ends_with("!gbt32960.check_code@24"), "{heard:?}");
    assert_eq!(heard[1], "skip 2");
    assert!(heard.len() == 3 || heard[2].starts_with("skip"), "{heard:?}");
}

#[test]
fn damaged_units_are_told_where_they_end() {
    let short = format!(">232304fe{VIN}0100021a01{:02x}", 0);
    let heard = hear("gbt32960", &[&short]);
    assert!(heard[0].contains("!gbt32960.short_data_unit@24"), "{heard:?}");
}
