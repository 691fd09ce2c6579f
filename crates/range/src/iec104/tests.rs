use proptest::prelude::*;

use super::*;

const NOW: Millis = Millis(1_767_571_200_000);

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A controlling station with data transfer started.
struct Client {
    connection: Connection,
    plant: SharedPlant,
    sent: u16,
    received: u16,
}

impl Client {
    fn new() -> Self {
        let plant = SharedPlant::new(1);
        let connection = Connection::new(plant.clone());
        let mut client = Self { connection, plant, sent: 0, received: 0 };
        let start = client.connection.receive(&bytes("680407000000"), NOW);
        assert_eq!(hex(&start.bytes), "68040b000000680e0000000046010400010000000000");
        client.received = 1;
        client
    }

    /// Sends one message and gives the messages that come back.
    fn ask(&mut self, asdu: &str, now: Millis) -> Vec<String> {
        let head = Apci::Information { send: self.sent, receive: self.received };
        self.sent += 1;
        let answer = self.connection.receive(&head.encode(&bytes(asdu)), now);
        assert!(!answer.close, "{asdu}");
        self.messages(&answer.bytes)
    }

    fn messages(&mut self, mut rest: &[u8]) -> Vec<String> {
        let mut messages = Vec::new();
        while let Framing::Frame(length) = self.connection.frame(rest) {
            if let Some((Apci::Information { send, .. }, body)) = Apci::decode(&rest[..length]) {
                assert_eq!(send, self.received);
                self.received += 1;
                messages.push(hex(body));
            }
            rest = &rest[length..];
        }
        messages
    }
}

fn check(asdu: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|text| text.replace(' ', "")).collect();
    assert_eq!(Client::new().ask(asdu, NOW), expected, "{asdu}");
}

#[test]
fn requests_get_the_answers_of_the_standard() {
    // interrogation: confirmation, singles, double, floats, termination
    check(
        "64 01 0600 0100 000000 14",
        &[
            "64 01 0700 0100 000000 14",
            "01 04 1400 0100 e90300 01 ea0300 01 eb0300 00 ec0300 00",
            "03 01 1400 0100 d10700 02",
            "0d 05 1400 0100 b90b00 0000fa4400 ba0b00 0000754400 bb0b00 0000344300 \
             bc0b00 0000000000 bd0b00 0000000000",
            "64 01 0a00 0100 000000 14",
        ],
    );
    // counter interrogation, clock, test, read
    check(
        "65 01 0600 0100 000000 05",
        &["65 01 0700 0100 000000 05", "0f 01 2500 0100 a10f00 0000000000", "65010a00010000000005"],
    );
    check("67 01 0600 0100 000000 00000000050119", &["67 01 0700 0100 000000 00000000050119"]);
    check("68 01 0600 0100 000000 aa55", &["68 01 0700 0100 000000 aa55"]);
    check("66 01 0500 0100 d10700", &["03 01 0500 0100 d10700 02"]);
    // commands and selections are confirmed at once
    check("2d 01 0600 0100 891300 00", &["2d 01 0700 0100 891300 00"]);
    check("2d 01 0600 0100 891300 80", &["2d 01 0700 0100 891300 80"]);
    check("2d 01 0800 0100 891300 80", &["2d 01 0900 0100 891300 80"]);
}

#[test]
fn what_cannot_be_done_comes_back_negative_with_the_cause() {
    // station, type, object, cause, group, breaker without selection, wrong element
    check("64 01 0600 0700 000000 14", &["64 01 6e00 0700 000000 14"]);
    check("7f 01 0600 0100 000000 00", &["7f 01 6c00 0100 000000 00"]);
    check("2d 01 0600 0100 010000 01", &["2d 01 6f00 0100 010000 01"]);
    check("66 01 0500 0100 010000", &["66 01 6f00 0100 010000"]);
    check("64 01 0500 0100 000000 14", &["64 01 6d00 0100 000000 14"]);
    check("64 01 0600 0100 000000 15", &["64 01 4700 0100 000000 15"]);
    check("2e 01 0600 0100 8b1300 01", &["2e 01 4700 0100 8b1300 01"]);
    check("2e 01 0600 0100 8b1300 00", &["2e 01 6f00 0100 8b1300 00"]);
    check("32 01 0600 0100 ed1300 0000c07f 00", &["32 01 6f00 0100 ed1300 0000c07f 00"]);
    check("2d 02 0600 0100 891300 01", &["2d 02 6f00 0100 891300 01"]);
    check("2d", &[]);
}

#[test]
fn commands_act_on_the_plant() {
    let mut client = Client::new();
    client.ask("32 01 0600 0100 ed1300 00008944 00", NOW);
    assert_eq!(client.plant.lock().pressure_set, 1096.0);
    client.ask("2e 01 0600 0100 8b1300 81", NOW);
    assert!(client.plant.lock().breaker);
    client.ask("2e 01 0600 0100 8b1300 01", NOW.plus(9_999));
    assert!(!client.plant.lock().breaker);
    // The selection is used up, and one that is too old does not count.
    assert_eq!(client.ask("2e 01 0600 0100 8b1300 02", NOW), ["2e01470001008b130002"]);
    client.ask("2e 01 0600 0100 8b1300 82", NOW);
    client.ask("2e 01 0600 0100 8b1300 02", NOW.plus(10_000));
    assert!(!client.plant.lock().breaker);
    // with time tag
    client.ask("3a 01 0600 0100 8a1300 00 00000000050119", NOW);
    assert!(!client.plant.lock().burner);
}

#[test]
fn a_command_is_terminated_after_its_effect_is_reported() {
    let mut client = Client::new();
    client.connection.tick(NOW);
    client.ask("2d 01 0600 0100 8a1300 00", NOW);
    let told = client.connection.tick(NOW.plus(100)).bytes;
    let told = client.messages(&told);
    assert!(told[0].starts_with("1e0103000100ea030000"), "{}", told[0]);
    assert_eq!(told[1..], ["2d010a0001008a130000"]);
    // A selection has nothing to terminate.
    client.ask("2d 01 0600 0100 8a1300 81", NOW);
    assert!(client.connection.tick(NOW.plus(200)).bytes.is_empty());
}

#[test]
fn changes_are_reported_once_with_their_time() {
    let mut client = Client::new();
    assert!(client.connection.tick(NOW).bytes.is_empty());
    client.plant.lock().breaker = false;
    let report = client.connection.tick(NOW.plus(100)).bytes;
    // Monday the fifth, a hundred milliseconds past midnight; the pump lost its power with it.
    let time = "6400 00 00 25 01 1a";
    let expected = [
        format!("1e 01 0300 0100 e90300 00 {time}").replace(' ', ""),
        format!("1f 01 0300 0100 d10700 01 {time}").replace(' ', ""),
    ];
    assert_eq!(client.messages(&report), expected);
    assert!(client.connection.tick(NOW.plus(200)).bytes.is_empty());
    client.plant.lock().level += 24.0;
    assert!(client.connection.tick(NOW.plus(300)).bytes.is_empty());
    client.plant.lock().level += 2.0;
    let report = client.connection.tick(NOW.plus(400)).bytes;
    assert!(client.messages(&report)[0].starts_with("240103000100b90b00"));
    let periodic = client.connection.tick(NOW.plus(10_000)).bytes;
    assert!(client.messages(&periodic)[0].starts_with("0d0501000100"));
}

#[test]
fn the_window_holds_back_what_the_client_has_not_acknowledged() {
    let mut client = Client::new();
    // Two interrogations are ten messages, the first already one unacknowledged: 12 go out.
    let mut seen = 0;
    for _ in 0..3 {
        let head = Apci::Information { send: client.sent, receive: 0 };
        client.sent += 1;
        let asdu = bytes("64 01 0600 0100 000000 14");
        let answer = client.connection.receive(&head.encode(&asdu), NOW);
        seen += client.messages(&answer.bytes).len();
    }
    assert_eq!(seen, 11);
    let supervisory = Apci::Supervisory { receive: client.received }.encode(&[]);
    let rest = client.connection.receive(&supervisory, NOW).bytes;
    assert_eq!(client.messages(&rest).len(), 4);
}

#[test]
fn eight_messages_or_ten_seconds_are_acknowledged() {
    // Deactivations of nothing are answered, so only unanswerable messages are counted: too short ones.
    let mut client = Client::new();
    let send = |client: &mut Client, now| {
        let head = Apci::Information { send: client.sent, receive: client.received };
        client.sent += 1;
        hex(&client.connection.receive(&head.encode(&[0x2D]), now).bytes)
    };
    for _ in 0..7 {
        assert_eq!(send(&mut client, NOW), "");
    }
    assert_eq!(send(&mut client, NOW), "680401001000");
    assert_eq!(send(&mut client, NOW), "");
    assert_eq!(hex(&client.connection.tick(NOW.plus(10_000)).bytes)[..12], *"680401001200");
}

#[test]
fn a_silent_client_is_tested_and_then_dropped() {
    let mut connection = Connection::new(SharedPlant::new(1));
    let at = |seconds: i64| NOW.plus(seconds * 1000);
    assert_eq!(connection.tick(at(0)), Answer::default());
    assert_eq!(connection.tick(at(19)), Answer::default());
    assert_eq!(hex(&connection.tick(at(20)).bytes), "680443000000");
    assert_eq!(connection.receive(&bytes("680483000000"), at(21)), Answer::default());
    assert_eq!(hex(&connection.tick(at(41)).bytes), "680443000000");
    assert!(connection.tick(at(56)).close);
}

#[test]
fn control_functions_are_confirmed_and_violations_end_the_connection() {
    let check = |frame: &str, reply: &str, close: bool| {
        let mut connection = Connection::new(SharedPlant::new(1));
        let answer = connection.receive(&bytes(frame), NOW);
        assert_eq!((hex(&answer.bytes).as_str(), answer.close), (reply, close), "{frame}");
    };
    check("680443000000", "680483000000", false);
    check("680413000000", "680423000000", false);
    check("680483000000", "", false);
    // data before the start, a number never sent, a confirmation nobody asked for, no function
    check("680e0000000064010600010000000014", "", true);
    check("680401000200", "", true);
    check("68040b000000", "", true);
    check("6804ff000000", "", true);
    let mut client = Client::new();
    let out_of_sequence = Apci::Information { send: 5, receive: 1 }.encode(&bytes("2d"));
    assert!(client.connection.receive(&out_of_sequence, NOW).close);
}

#[test]
fn frames_are_cut_by_the_length_byte() {
    let connection = Connection::new(SharedPlant::new(1));
    let cases = [
        ("", Framing::Incomplete),
        ("68", Framing::Incomplete),
        ("680407", Framing::Incomplete),
        ("680407000000", Framing::Frame(6)),
        ("68040700000068", Framing::Frame(6)),
        ("6803", Framing::Broken),
        ("68fe", Framing::Broken),
        ("16", Framing::Broken),
    ];
    for (input, expected) in cases {
        assert_eq!(connection.frame(&bytes(input)), expected, "{input}");
    }
}

proptest! {
    #[test]
    fn any_frame_is_survived(frame in prop::collection::vec(any::<u8>(), 0..260)) {
        let mut connection = Connection::new(SharedPlant::new(1));
        let _ = connection.frame(&frame);
        let _ = connection.receive(&frame, NOW);
    }

    #[test]
    fn any_message_in_sequence_is_survived(
        messages in prop::collection::vec(
            (
                prop::sample::select(vec![45u8, 46, 50, 58, 59, 63, 100, 101, 102, 103, 104, 107, 0, 255]),
                prop::collection::vec(any::<u8>(), 0..30),
            ),
            1..20,
        )
    ) {
        let mut client = Client::new();
        for (kind, rest) in messages {
            client.ask(&hex(&[&[kind], rest.as_slice()].concat()), NOW);
        }
        let plant = client.plant.lock().clone();
        prop_assert!(plant.pressure_set.is_finite());
    }
}
