use proptest::prelude::*;

use super::*;
use crate::process::SharedPlant;

const NOW: Millis = Millis(1_767_571_200_000);

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Client {
    connection: Connection,
    plant: SharedPlant,
}

impl Client {
    /// Connected and set up, as engineering tools begin.
    fn new() -> Self {
        let mut client = Self::bare();
        assert_eq!(
            hex(&client.raw("03000016 11e00000000100 c1020100 c2020102 c0010a")),
            "0300001611d00001000100c0010ac1020100c2020102"
        );
        assert_eq!(client.job("f0 00 0001 0001 01e0", ""), "0000 f0000001000100f0 ");
        client
    }

    fn bare() -> Self {
        let plant = SharedPlant::new(1);
        let cpu = Arc::new(Mutex::new(Cpu::new(plant.clone())));
        Self { connection: Connection::new(cpu), plant }
    }

    fn raw(&mut self, packet: &str) -> Vec<u8> {
        self.connection.receive(&bytes(packet), NOW).bytes
    }

    fn message(&mut self, message: &[u8]) -> Vec<Vec<u8>> {
        let answer = self.connection.receive(&data_unit(message), NOW);
        let mut rest = answer.bytes.as_slice();
        let mut messages = Vec::new();
        while let Framing::Frame(length) = self.connection.frame(rest) {
            messages.push(rest[7..length].to_vec());
            rest = &rest[length..];
        }
        assert!(rest.is_empty());
        messages
    }

    fn send(&mut self, rosctr: u8, parameters: &str, data: &str) -> Vec<Vec<u8>> {
        let (parameters, data) = (bytes(parameters), bytes(data));
        let mut message = vec![0x32, rosctr, 0, 0, 0x12, 0x34, 0, parameters.len() as u8];
        message.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        if rosctr == 3 {
            message.extend([0, 0]);
        }
        message.extend(parameters);
        message.extend(data);
        self.message(&message)
    }

    /// One job, one acknowledgement: error, parameters, data.
    fn job(&mut self, parameters: &str, data: &str) -> String {
        let answers = self.send(1, parameters, data);
        assert_eq!(answers.len(), 1);
        acknowledged(&answers[0])
    }

    /// One user data request, one answer: its parameters from the sequence number on, its data.
    fn userdata(&mut self, group_function: &str, data: &str) -> (Vec<u8>, Vec<u8>) {
        let answers = self.send(7, &format!("000112041 1{group_function}00"), data);
        assert_eq!(answers.len(), 1);
        let pdu = Pdu::decode(&answers[0]).unwrap();
        (pdu.parameters[7..].to_vec(), pdu.data)
    }
}

fn acknowledged(message: &[u8]) -> String {
    let pdu = Pdu::decode(message).unwrap();
    let kind = if pdu.error == 0 { Rosctr::AckData } else { Rosctr::Ack };
    assert_eq!((pdu.rosctr, pdu.reference), (kind, 0x1234));
    format!("{:04x} {} {}", pdu.error, hex(&pdu.parameters), hex(&pdu.data))
}

fn check(parameters: &str, data: &str, expected: &str) {
    assert_eq!(Client::new().job(parameters, data), expected, "{parameters} {data}");
}

#[test]
fn jobs_get_the_answers_clients_expect() {
    // read DB2.DBD0 as bytes: 1900.0
    check("0401 120a10 02 0004 0002 84 000000", "", "0000 0401 ff04002044ed8000");
    // as REAL
    check("0401 120a10 08 0001 0002 84 000000", "", "0000 0401 ff07000444ed8000");
    // Q0.1 as a bit
    check("0401 120a10 01 0001 0000 82 000001", "", "0000 0401 ff03000101");
    // two items, the first odd: a fill byte between
    check(
        "0402 120a10 02 0001 0003 84 000008 120a10 02 0002 0003 84 000010",
        "",
        "0000 0402 ff0400080100ff0400100203",
    );
    // no such block, past its end, no such area, no such type, misaligned
    check("0401 120a10 02 0004 0063 84 000000", "", "0000 0401 0a000000");
    check("0401 120a10 02 0004 0002 84 0001f0", "", "0000 0401 05000000");
    check("0401 120a10 02 0004 0000 77 000000", "", "0000 0401 0a000000");
    check("0401 120a10 42 0004 0000 83 000000", "", "0000 0401 06000000");
    check("0401 120a10 02 0004 0000 83 000001", "", "0000 0401 05000000");
    check("0401 12070010 0004 0000 83", "", "0000 0401 06000000");
    // an answer longer than the PDU, no items at all, a truncated item
    check("0401 120a10 02 00f0 0000 83 000000", "", "8500  ");
    check("04", "", "8500  ");
    check("0401 120a10 02", "", "8500  ");
    // write, and a value of the wrong length
    check("0501 120a10 02 0002 0003 84 000000", "00040010 abcd", "0000 0501 ff");
    check("0501 120a10 02 0002 0003 84 000000", "00040008 ab", "0000 0501 07");
    check("0501 120a10 02 0002 0003 84 000000", "0004", "8500  ");
    check("77", "", "8104  ");
}

#[test]
fn written_memory_is_read_back_and_setpoints_reach_the_plant() {
    let mut client = Client::new();
    client.job("0501 120a10 02 0004 0002 84 000000", "00040020 45800000");
    assert_eq!(client.plant.lock().level_low, 4096.0);
    // a NaN is stored nowhere
    client.job("0501 120a10 02 0004 0002 84 000000", "00040020 7fc00000");
    assert_eq!(client.plant.lock().level_low, 4096.0);
    // M5.3 alone
    client.job("0501 120a10 01 0001 0000 83 00002b", "00030001 01");
    let read = client.job("0401 120a10 02 0002 0000 83 000028", "");
    assert_eq!(read, "0000 0401 ff0400100800");
}

const STOP: &str = "29 0000000000 09 505f50524f4752414d";
const HOT_START: &str = "28 000000000000fd 0000 09 505f50524f4752414d";
const COLD_START: &str = "28 000000000000fd 0002 4320 09 505f50524f4752414d";

#[test]
fn stop_and_start_change_the_operating_state_once() {
    let mut client = Client::new();
    let state = |client: &mut Client| client.userdata("4401", "ff090004 04240000").1[15];
    assert_eq!(state(&mut client), 8);
    assert_eq!(client.job(STOP, ""), "0000 29 ");
    assert!(!client.plant.lock().running);
    assert_eq!(state(&mut client), 4);
    assert_eq!(client.job(STOP, ""), "0000 2907 ");
    client.job("0501 120a10 02 0001 0000 83 000000", "00040008 ff");
    assert_eq!(client.job(HOT_START, ""), "0000 28 ");
    assert_eq!(client.job(COLD_START, ""), "0000 2803 ");
    assert!(client.plant.lock().running);
    assert_eq!(client.job("0401 120a10 02 0001 0000 83 000000", ""), "0000 0401 ff04000800");
    assert_eq!(client.job("28 000000000000fd 0000 05 5f42414444", ""), "8104  ");
    assert_eq!(client.job("28 0000", ""), "d202  ");
    assert_eq!(client.job("29 0000000000 03 505f50", ""), "d202  ");
}

#[test]
fn an_upload_gives_the_whole_block_in_pieces_that_fit_the_pdu() {
    let mut client = Client::new();
    let started = client.job("1d 00000000000000 09 5f3041303030303341", "");
    assert_eq!(&started[..18], "0000 1d00010000000");
    let id = &started[19..21];
    assert_eq!(&started[21..], "0730303030333238 ");
    let mut image = Vec::new();
    for expected in [222, 106] {
        let answers = client.send(1, &format!("1e 000000000000{id}"), "");
        let pdu = Pdu::decode(&answers[0]).unwrap();
        assert_eq!(pdu.data[2..4], [0, 0xFB]);
        assert_eq!(pdu.data.len() - 4, expected);
        assert_eq!(pdu.parameters, [0x1E, u8::from(expected == 222)]);
        assert!(answers[0].len() <= 240);
        image.extend_from_slice(&pdu.data[4..]);
    }
    assert_eq!(client.job(&format!("1f 000000000000{id}"), ""), "0000 1f ");
    assert_eq!(blocks::body(&image), (0..=255).collect::<Vec<u8>>());
    // over, unknown, misspelt
    assert_eq!(client.job(&format!("1e 000000000000{id}"), ""), "d240  ");
    assert_eq!(client.job("1d 00000000000000 09 5f3041303030393941", ""), "d209  ");
    assert_eq!(client.job("1d 00000000000000 09 5f305a303030303141", ""), "d201  ");
}

#[test]
fn a_downloaded_block_counts_once_it_is_linked_in() {
    let mut client = Client::new();
    let file = "5f3041303030303950";
    let size = "31303030303034303030303034";
    let answers = client.send(1, &format!("1a 00010000000000 09{file} 0d{size}"), "");
    assert_eq!(acknowledged(&answers[0]), "0000 1a ");
    let asked = Pdu::decode(&answers[1]).unwrap();
    assert_eq!(hex(&asked.parameters), format!("1b0000000000000009{file}"));
    let again = client.send(3, "1b01", "0002 00fb dead");
    assert_eq!(Pdu::decode(&again[0]).unwrap().parameters[0], 0x1B);
    let ended = client.send(3, "1b00", "0002 00fb beef");
    assert_eq!(Pdu::decode(&ended[0]).unwrap().parameters[0], 0x1C);
    assert!(client.send(3, "1c", "").is_empty());
    let read = "0401 120a10 02 0004 0009 84 000000";
    assert_eq!(client.job(read, ""), "0000 0401 0a000000");
    let insert = "28 000000000000fd 000a 0100 3041303030303950 05 5f494e5345";
    assert_eq!(client.job(insert, ""), "0000 28 ");
    assert_eq!(client.job(read, ""), "0000 0401 ff040020deadbeef");
    assert_eq!(client.job(insert, ""), "d209  ");
    let delete = "28 000000000000fd 000a 0100 3041303030303950 05 5f44454c45";
    assert_eq!(client.job(delete, ""), "0000 28 ");
    assert_eq!(client.job(delete, ""), "d209  ");
}

#[test]
fn a_download_that_brings_more_than_announced_is_dropped() {
    let mut client = Client::new();
    let request = "1a 00010000000000 09 5f3041303030303950 0d 31303030303031303030303031";
    assert_eq!(client.send(1, request, "").len(), 2);
    assert!(client.send(3, "1b01", "0002 00fb dead").is_empty());
    assert!(client.send(3, "1b00", "0001 00fb de").is_empty());
    let huge = "1a 00010000000000 09 5f3041303030303950 0d 31393939393939393939393939";
    assert_eq!(client.job(huge, ""), "d20e  ");
}

#[test]
fn long_status_lists_come_in_parts_that_belong_together() {
    let mut client = Client::new();
    let (head, first) = client.userdata("4401", "ff090004 001c0000");
    let sequence = head[0];
    assert_eq!(head, [sequence, sequence, 1, 0, 0]);
    let follow_up = format!("00011208 12 44 01 {sequence:02x} 00000000");
    let answers = client.send(7, &follow_up, "0a000000");
    let second = Pdu::decode(&answers[0]).unwrap();
    assert_eq!(second.parameters[7..], [sequence, sequence, 0, 0, 0]);
    let list = [&first[4..], &second.data[4..]].concat();
    assert_eq!(list.len(), 8 + 8 * 34);
    assert_eq!(&list[10..22], b"HUHANG-RANGE");
    // Asked once more, there is nothing left.
    let answers = client.send(7, &follow_up, "0a000000");
    assert_eq!(Pdu::decode(&answers[0]).unwrap().parameters[10..], [0xD2, 0x40]);
}

#[test]
fn user_data_requests_answer_or_name_the_error() {
    let mut client = Client::new();
    let mut check = |request: &str, data: &str, error: [u8; 2], expected: &str| {
        let (head, data_back) = client.userdata(request, data);
        assert_eq!(head[3..], error, "{request} {data}");
        let start = &hex(&data_back)[..expected.len().min(data_back.len() * 2)];
        assert_eq!(start, expected, "{request} {data}");
    };
    check("4301", "0a000000", [0, 0], "ff09001c30380001304500013043000230410003");
    check("4302", "ff090002 3041", [0, 0], "ff09000c000122050002220500032205");
    check("4302", "ff090002 3046", [0xD2, 0x0E], "0a000000");
    check("4303", "ff090008 3041303030303341", [0, 0], "ff09004e0141004a0022707001010");
    check("4303", "ff090008 3041303030363641", [0xD2, 0x09], "0a000000");
    check("4401", "ff090004 01110007", [0, 0], "ff09002401110007001c0001");
    check("4401", "ff090004 09990000", [0xD4, 0x01], "0a000000");
    check("4401", "ff0900ff 0999", [0xD2, 0x02], "0a000000");
    check("4701", "0a000000", [0, 0], "ff09000a00192601050000000002");
    check("4501", "0a000000", [0x81, 0x04], "0a000000");
}

#[test]
fn the_clock_is_what_it_was_set_to() {
    let mut client = Client::new();
    let (head, data) = client.userdata("4702", "ff09000a 00192502280830150002");
    assert_eq!((&head[3..], hex(&data).as_str()), (&[0, 0][..], "0a000000"));
    let (_, data) = client.userdata("4701", "0a000000");
    assert_eq!(hex(&data), "ff09000a00192502280830150006");
    assert_eq!(client.userdata("4702", "ff09000a 00192513280830150002").0[3..], [0xD2, 0x02]);
}

#[test]
fn nothing_is_answered_before_the_connection_and_its_set_up() {
    let mut client = Client::bare();
    let read = data_unit(&bytes("32010000 0001 000e 0000 0401120a1002000400028400 0000"));
    assert!(client.connection.receive(&read, NOW).close);
    client.raw("03000016 11e00000000100 c1020100 c2020102 c0010a");
    let answers = client.send(1, "0401 120a10 02 0004 0002 84 000000", "");
    assert_eq!(acknowledged(&answers[0]), "8104  ");
    assert!(client.connection.receive(&bytes("0300000b 0680 00000000 00"), NOW).close);
}

#[test]
fn a_message_in_several_data_units_is_one_message() {
    let mut client = Client::new();
    assert!(client.raw("03000010 02f000 320100001234 0008 00").is_empty());
    let answer = client.raw("03000010 02f080 00 f0000001000100f0");
    assert_eq!(&hex(&answer)[14..18], "3203");
}

#[test]
fn frames_are_cut_by_the_packet_length() {
    let client = Client::bare();
    let cases = [
        ("", Framing::Incomplete),
        ("0300", Framing::Incomplete),
        ("03000007 02f0", Framing::Incomplete),
        ("03000007 02f080", Framing::Frame(7)),
        ("03000007 02f080 03", Framing::Frame(7)),
        ("03000006", Framing::Broken),
        ("0300ffff", Framing::Broken),
        ("474554", Framing::Broken),
    ];
    for (input, expected) in cases {
        assert_eq!(client.connection.frame(&bytes(input)), expected, "{input}");
    }
}

proptest! {
    #[test]
    fn any_packet_is_survived(packet in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut client = Client::bare();
        let _ = client.connection.frame(&packet);
        let _ = client.connection.receive(&packet, NOW);
    }

    #[test]
    fn any_message_of_a_connected_client_is_survived_and_answers_fit_the_pdu(
        messages in prop::collection::vec(
            (
                prop::sample::select(vec![1u8, 3, 7]),
                prop::collection::vec(any::<u8>(), 0..40),
                prop::collection::vec(any::<u8>(), 0..60),
                prop::sample::select(vec![
                    &[][..], &[4, 1, 0x12, 0x0A, 0x10], &[5, 1, 0x12, 0x0A, 0x10], &[0x1A], &[0x1B],
                    &[0x1D], &[0x1E], &[0x28, 0, 0, 0, 0, 0, 0, 0xFD], &[0x29], &[0xF0],
                    &[0, 1, 0x12, 4, 0x11, 0x43], &[0, 1, 0x12, 4, 0x11, 0x44], &[0, 1, 0x12, 8, 0x12],
                ]),
            ),
            1..8,
        )
    ) {
        let mut client = Client::new();
        for (rosctr, parameters, data, start) in messages {
            let parameters = [start, &parameters].concat();
            for answer in client.send(rosctr, &hex(&parameters), &hex(&data)) {
                prop_assert!(answer.len() <= 240, "{} bytes", answer.len());
            }
        }
    }
}
