use crate::testing::check;

#[test]
fn a_station_greets() {
    let talk = [
        "> 666f7820612031202d3120666f782068656c6c6f0a7b0a666f782e76657273696f6e3d733a312e300a \
         69643d693a310a686f73744e616d653d733a77620a6170702e6e616d653d733a576f726b62656e63680a \
         7d3b3b0a",
        "< 666f7820612030202d3120666f782068656c6c6f0a7b0a686f7374416464726573733d733a31302e30 \
         2e302e350a6170702e6e616d653d733a53746174696f6e0a6170702e76657273696f6e3d733a332e372e \
         34340a6f732e6e616d653d733a514e580a73746174696f6e2e6e616d653d733a706c616e74310a686f73 \
         7449643d733a516e782d4e504d362d303030300a6272616e6449643d733a76796b6f6e0a7d3b3b0a",
        "> 666f7820732032202d3120706f696e742077726974650a7b0a7d3b3b0a",
        "> 7878666f7820612033202d3120666f7820636c6f73650a7b0a7d3b3b0a",
        "> 666f7820612034",
    ];
    let expected: &[&str] = &[
        "request hello identify {sequence='1' channel='fox' command='hello' host='wb' \
         product='Workbench'}",
        "request hello identify station:plant1 {sequence='0' channel='fox' \
         command='hello' address='10.0.0.5' product='Station' firmware='3.7.44' os='QNX' \
         name='plant1' serial='Qnx-NPM6-0000' vendor='Tridium' brand='vykon'}",
        "request message write {sequence='2' channel='point' command='write'}",
        "skip 2",
        "request close link {sequence='3' channel='fox' command='close'}",
        "need 8",
    ];
    check("fox", &talk, expected);
}
