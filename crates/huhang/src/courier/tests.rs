use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use app::reminders::Line;

use super::*;

fn digest(channel: &str) -> Digest {
    let line = |title: &str, overdue| Line {
        kind: "filing",
        title: title.to_owned(),
        due: Millis(1_767_574_800_000),
        overdue,
    };
    Digest {
        tenant: "cn/32/ent/a".parse().expect("a path"),
        channel: channel.to_owned(),
        lines: vec![line("三级企业定级核查", true), line("数据目录备案", false)],
        more: 3,
    }
}

/// A robot's address as the platforms have it: takes JSON, answers with an error code.
async fn robot(stream: TcpStream, code: i64, heard: UnboundedSender<String>) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).await.is_ok_and(|read| read > 2) {
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await.expect("the body");
    heard.send(String::from_utf8(body).expect("text")).expect("the test listens");
    let answer = format!("{{\"errcode\":{code},\"errmsg\":\"x\"}}");
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
        answer.len()
    );
    reader.get_mut().write_all(answer.as_bytes()).await.expect("the answer");
}

/// A mail server that takes every letter (RFC 5321).
async fn mailbox(stream: TcpStream, heard: UnboundedSender<String>) {
    let mut reader = BufReader::new(stream);
    reader.get_mut().write_all(b"220 sink\r\n").await.expect("a greeting");
    let (mut line, mut letter, mut data) = (String::new(), String::new(), false);
    while reader.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let word = line.trim_end().to_owned();
        line.clear();
        let answer = match word.get(..4).unwrap_or_default().to_uppercase().as_str() {
            _ if data && word == "." => {
                data = false;
                heard.send(std::mem::take(&mut letter)).expect("the test listens");
                "250 taken\r\n"
            }
            _ if data => {
                letter += &word;
                letter.push('\n');
                continue;
            }
            "EHLO" => "250 sink\r\n",
            "DATA" => {
                data = true;
                "354 go on\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        reader.get_mut().write_all(answer.as_bytes()).await.expect("an answer");
    }
}

async fn sink<F>(
    serve: impl Fn(TcpStream, UnboundedSender<String>) -> F + Send + 'static,
) -> (u16, UnboundedReceiver<String>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (heard, hears) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, heard.clone()));
        }
    });
    (port, hears)
}

fn channel(name: &str, kind: &str) -> Channel {
    Channel {
        name: name.to_owned(),
        tenant: "cn/32/ent/a".parse().expect("a path"),
        kind: kind.to_owned(),
        to: Vec::new(),
        address_file: None,
    }
}

#[tokio::test]
async fn a_robot_gets_one_digest_and_its_refusal_is_told_without_its_key() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let folder = tempfile::tempdir().expect("a folder");
    for (code, expected) in [(0, None), (45009, Some("reminder.robot"))] {
        let (port, mut hears) = sink(move |stream, heard| robot(stream, code, heard)).await;
        let file = folder.path().join("robot");
        std::fs::write(&file, format!("http://127.0.0.1:{port}/send?key=SECRET\n")).expect("kept");
        let reminders = Reminders {
            smtp: None,
            channel: vec![Channel { address_file: Some(file), ..channel("group", "wecom") }],
        };
        let post = Post::open(&reminders, folder.path()).expect("the channel opens");
        assert_eq!(post.channels(&"cn/32/ent/a".parse().expect("a path")), ["group"]);
        assert!(post.channels(&"cn/32/ent/b".parse().expect("a path")).is_empty());
        let sent = post.send(digest("group")).await;
        let heard: Value = serde_json::from_str(&hears.recv().await.expect("heard")).expect("JSON");
        let content = heard["text"]["content"].as_str().expect("text");
        assert!(
            content.contains("5 项待办，1 项逾期") && content.contains("另有 3 项"),
            "{content}"
        );
        let fault = sent.err();
        assert_eq!(fault.as_ref().map(|fault| fault.code.as_ref()), expected);
        assert!(!format!("{fault:?}").contains("SECRET"));
    }
}

#[test]
fn a_robot_waits_when_it_has_said_all_it_may_in_a_minute() {
    let (mut sent, start) = (VecDeque::new(), Instant::now());
    for _ in 0..MOST_A_MINUTE {
        assert_eq!(turn(&mut sent, start), start);
    }
    assert_eq!(turn(&mut sent, start), start + MINUTE);
    let later = start + MINUTE + Duration::from_secs(1);
    assert_eq!(turn(&mut sent, later), later);
}

#[tokio::test]
async fn a_letter_reaches_its_readers() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let (port, mut hears) = sink(mailbox).await;
    let smtp = Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        tls: "none".to_owned(),
        from: "护航 <huhang@example.org>".to_owned(),
        user: String::new(),
        password_file: None,
    };
    let to = vec!["officer@example.org".to_owned()];
    let reminders =
        Reminders { smtp: Some(smtp), channel: vec![Channel { to, ..channel("letters", "mail") }] };
    let post = Post::open(&reminders, Path::new(".")).expect("the channel opens");
    post.send(digest("letters")).await.expect("the letter is taken");
    let letter = hears.recv().await.expect("a letter");
    assert!(letter.contains("To: officer@example.org"), "{letter}");
    let incomplete = Reminders { smtp: None, channel: vec![channel("letters", "mail")] };
    assert!(Post::open(&incomplete, Path::new(".")).is_err());
}
