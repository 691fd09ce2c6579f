use crate::testing::check;

#[test]
fn stations_are_polled_and_controlled() {
    let talk = [
        "> fb018340f6",
        "< f101f6",
        "> fd0180e0f6",
        "< f2010a040b006de0f6",
        "> fc01020320d5f6",
        "< f301020323c1f6",
        "> fe018010f6",
        "> fc0102031111f6fb0211",
        "> 0000fb02f6",
        "< f20108060a040c040f0409f0f6",
    ];
    let expected: &[&str] = &[
        "request poll read station[1+1] {station=1 checked=true}",
        "response acknowledge link station[1+1] {station=1 checked=false}",
        "request recall read station[1+1] {station=1 checked=true}",
        "response indication_data read station[1+1] {station=1 checked=true pairs=2}",
        "request control_data control station[1+1] {station=1 checked=true pairs=1}",
        "response control_checkback control station[1+1] {station=1 checked=true pairs=1}",
        "request execute_controls control station[1+1] {station=1 checked=true}",
        "request control_data control station[1+1] {station=1 checked=false pairs=1} \
         !genisys.checksum@4",
        "need 4",
        "skip 2",
        "request poll read station[2+1] {station=2 checked=false}",
        "response indication_data read station[1+1] {station=1 checked=true pairs=4}",
    ];
    check("genisys", &talk, expected);
}
