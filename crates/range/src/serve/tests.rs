use super::*;

fn options() -> Options {
    let any_port = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    Options {
        modbus: any_port,
        s7: any_port,
        iec104: any_port,
        goose: None,
        seed: 1,
        clock: Arc::new(|| Millis(1_767_571_200_000)),
    }
}

async fn exchange(stream: &mut TcpStream, request: &[u8], answer: usize) -> Vec<u8> {
    stream.write_all(request).await.expect("write");
    let mut bytes = vec![0; answer];
    stream.read_exact(&mut bytes).await.expect("read");
    bytes
}

#[tokio::test]
async fn all_devices_answer_on_their_ports_and_share_one_plant() {
    let range = Range::start(options()).await.expect("a range");
    let [(_, modbus), (_, s7), (_, iec104)] = *range.addresses() else {
        panic!("three listeners");
    };
    let mut client = TcpStream::connect(s7).await.expect("connect");
    let confirm = exchange(&mut client, b"\x03\0\0\x0b\x06\xe0\0\0\0\x01\0", 14).await;
    assert_eq!(confirm[5], 0xD0);

    let mut client = TcpStream::connect(iec104).await.expect("connect");
    let confirm = exchange(&mut client, b"\x68\x04\x07\0\0\0", 6).await;
    assert_eq!(confirm, b"\x68\x04\x0b\0\0\0");

    let mut client = TcpStream::connect(modbus).await.expect("connect");
    // One request in two pieces, then two requests in one piece.
    client.write_all(b"\0\x01\0\0\0\x06\x01").await.expect("write");
    let answer = exchange(&mut client, b"\x06\0\0\x0f\x3c", 12).await;
    assert_eq!(answer, b"\0\x01\0\0\0\x06\x01\x06\0\0\x0f\x3c");
    assert_eq!(range.plant().lock().level_low, 3900.0);
    let one = b"\0\x02\0\0\0\x06\x01\x03\0\0\0\x01";
    let answer = exchange(&mut client, &[*one, *one].concat(), 22).await;
    assert_eq!(answer[..11], answer[11..]);
}

#[tokio::test]
async fn foreign_bytes_end_the_connection_and_nothing_else() {
    let range = Range::start(options()).await.expect("a range");
    for (service, address) in range.addresses() {
        let mut client = TcpStream::connect(address).await.expect("connect");
        client.write_all(b"GET / HTTP/1.1\r\n\r\n").await.expect("write");
        let mut rest = Vec::new();
        // A reset is an end as well.
        let _ = client.read_to_end(&mut rest).await;
        assert!(rest.is_empty(), "{service}");
        TcpStream::connect(address).await.expect("still there");
    }
}

#[tokio::test]
async fn what_cannot_be_served_is_said_with_its_place() {
    let nothing = Options { modbus: None, s7: None, iec104: None, ..options() };
    let error = Range::start(nothing).await.expect_err("nothing to serve");
    assert_eq!(model::Fault::from(&error).code, "range.nothing_to_serve");

    let range = Range::start(options()).await.expect("a range");
    let taken = range.addresses().first().map(|(_, address)| *address);
    let error = Range::start(Options { modbus: taken, ..options() }).await.expect_err("taken");
    let fault = model::Fault::from(&error);
    assert_eq!(fault.code, "range.listen");
    assert_eq!(fault.params["address"], taken.expect("an address").to_string());

    let missing = Options { goose: Some("no-such-link".to_owned()), ..options() };
    let error = Range::start(missing).await.expect_err("no such interface");
    assert_eq!(model::Fault::from(&error).params["interface"], "no-such-link");
}

#[tokio::test]
async fn the_plant_moves_while_it_is_served() {
    let range = Range::start(options()).await.expect("a range");
    tokio::time::sleep(STEP * 3).await;
    assert!(range.plant().lock().elapsed >= 100);
}
