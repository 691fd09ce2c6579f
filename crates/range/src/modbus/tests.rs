use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::*;

fn device() -> Device {
    Device::new(SharedPlant::new(1))
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// Wraps a PDU for unit 1 and gives the response's PDU.
fn ask(device: &mut Device, pdu: &str) -> Vec<u8> {
    let pdu = bytes(pdu);
    let mut adu = vec![0x12, 0x34, 0, 0, 0, pdu.len() as u8 + 1, 1];
    adu.extend(&pdu);
    let answer = device.answer(&adu).expect("an answer");
    assert_eq!(answer[..4], [0x12, 0x34, 0, 0]);
    assert_eq!(usize::from(u16::from_be_bytes([answer[4], answer[5]])), answer.len() - 6);
    answer[7..].to_vec()
}

fn check(request: &str, expected: &str) {
    assert_eq!(ask(&mut device(), request), bytes(expected), "{request}");
}

#[test]
fn each_function_answers_as_the_specification_lays_out() {
    // read coils: pump, burner, automatic
    check("01 0000 0003", "01 01 07");
    check("02 0000 0006", "02 01 38");
    // switching points and pressure setpoint
    check("03 0000 0003", "03 06 076C 0866 03E8");
    check("04 0000 0002", "04 04 07D0 03D4");
    check("05 0003 FF00", "05 0003 FF00");
    check("06 0005 ABCD", "06 0005 ABCD");
    check("08 0000 1234", "08 0000 1234");
    check("08 000B 0000", "08 000B 0001");
    check("0F 0003 000A 02 FF01", "0F 0003 000A");
    check("10 0005 0002 04 0001 0002", "10 0005 0002");
    check("16 0005 00F2 0025", "16 0005 00F2 0025");
    check("17 0005 0001 0006 0001 02 BEEF", "17 02 0000");
    check("2B0E 04 01", "2B0E 04 82 00 00 01 01 08 48522D5754502D31");
}

#[test]
fn wrong_requests_get_the_exception_the_specification_names() {
    check("63", "E3 01");
    check("07", "87 01");
    check("03 0063 0002", "83 02");
    check("03 FFFF 0002", "83 02");
    check("03 0000 0000", "83 03");
    check("03 0000 007E", "83 03");
    check("03 0000", "83 03");
    check("03 0000 0001 00", "83 03");
    check("01 0000 07D1", "81 03");
    check("05 0003 1234", "85 03");
    check("06 0064 0000", "86 02");
    check("06 0003 03E9", "86 03");
    check("0F 003F 0002 01 03", "8F 02");
    check("10 0000 0002 03 000000", "90 03");
    check("10 0063 0002 04 00000000", "90 02");
    check("08 0001 0000", "88 01");
    check("2B0D 01 00", "AB 01");
    check("2B0E 05 00", "AB 03");
    check("2B0E 04 07", "AB 02");
}

#[test]
fn another_unit_is_a_gateway_target_that_does_not_answer() {
    let answer = device().answer(&bytes("0001 0000 0006 05 03 0000 0001")).expect("an answer");
    assert_eq!(answer, bytes("0001 0000 0003 05 83 0B"));
}

#[test]
fn a_failed_multiple_write_changes_nothing() {
    let mut device = device();
    ask(&mut device, "10 0062 0003 06 000100020003");
    assert_eq!(ask(&mut device, "03 0062 0002"), bytes("03 04 0000 0000"));
    ask(&mut device, "0F 003E 0003 01 07");
    assert_eq!(ask(&mut device, "01 003E 0002"), bytes("01 01 00"));
}

#[test]
fn what_is_written_is_read_back_and_reaches_the_plant() {
    let plant = SharedPlant::new(1);
    let mut device = Device::new(plant.clone());
    ask(&mut device, "10 0000 0002 04 0F3C 0FA0");
    ask(&mut device, "05 0002 0000");
    ask(&mut device, "05 0000 0000");
    let now = plant.lock().clone();
    assert_eq!((now.level_low, now.level_high), (3900.0, 4000.0));
    assert!(!now.automatic && !now.feed_pump);
    assert_eq!(ask(&mut device, "03 0000 0002"), bytes("03 04 0F3C 0FA0"));
    // (value AND and-mask) OR (or-mask AND NOT and-mask), the specification's own example
    ask(&mut device, "06 0006 0012");
    ask(&mut device, "16 0006 00F2 0025");
    assert_eq!(ask(&mut device, "03 0006 0001"), bytes("03 02 0017"));
}

#[test]
fn identification_names_the_range_and_its_version() {
    let answer = ask(&mut device(), "2B0E 01 00");
    assert_eq!(answer[..7], bytes("2B0E 01 82 00 00 03"));
    for text in &IDENTIFICATION[..3] {
        assert!(answer.windows(text.len()).any(|w| w == text.as_bytes()), "{text}");
    }
    assert_eq!(ask(&mut device(), "2B0E 02 00")[6], 7);
    assert_eq!(ask(&mut device(), "2B0E 01 02")[6], 1);
    assert_eq!(ask(&mut device(), "2B0E 01 09")[6], 3);
}

#[test]
fn frames_are_cut_by_the_length_field_and_foreign_bytes_end_the_connection() {
    let connection = Connection::new(Arc::new(Mutex::new(device())));
    let cases = [
        ("", Framing::Incomplete),
        ("0001 0000 00", Framing::Incomplete),
        ("0001 0000 0006 01 03 0000 00", Framing::Incomplete),
        ("0001 0000 0006 01 03 0000 0001", Framing::Frame(12)),
        ("0001 0000 0006 01 03 0000 0001 00", Framing::Frame(12)),
        ("0001 0001 0006", Framing::Broken),
        ("0001 0000 0001", Framing::Broken),
        ("0001 0000 00FF", Framing::Broken),
        ("474554202f20", Framing::Broken),
    ];
    for (input, expected) in cases {
        assert_eq!(connection.frame(&bytes(input)), expected, "{input}");
    }
}

proptest! {
    #[test]
    fn any_bytes_get_a_well_formed_answer_or_none(pdu in prop::collection::vec(any::<u8>(), 0..254)) {
        let mut device = device();
        let adu = [&[0, 1, 0, 0, 0, 0, 1][..], &pdu].concat();
        if let Some(answer) = device.answer(&adu) {
            prop_assert!(answer.len() <= 260);
            prop_assert_eq!(answer[7] & 0x7F, pdu[0] & 0x7F);
        }
        let _ = device.answer(&pdu);
        let _ = Connection::new(Arc::new(Mutex::new(device))).frame(&pdu);
    }

    #[test]
    fn any_body_of_a_known_function_is_answered(
        function in prop::sample::select(vec![1u8, 2, 3, 4, 5, 6, 8, 15, 16, 17, 22, 23, 43]),
        body in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let adu = [&[0, 1, 0, 0, 0, 0, 1, function][..], &body].concat();
        let answer = device().answer(&adu).expect("an answer");
        prop_assert!(answer.len() >= 9 && answer.len() <= 260);
    }
}
