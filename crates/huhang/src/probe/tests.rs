use std::path::PathBuf;

use clap::Parser;
use model::CaptureTime;
use packet::Side;
use packet::build::{self, Conversation, Peer};

use super::Args;
use super::args::factor;

#[derive(clap::Parser)]
struct Command {
    #[command(flatten)]
    args: Args,
}

fn parse(line: &str) -> Result<Args, clap::error::ErrorKind> {
    let words = std::iter::once("probe").chain(line.split_whitespace());
    Command::try_parse_from(words).map(|command| command.args).map_err(|error| error.kind())
}

#[test]
fn options_that_make_no_sense_together_are_refused() {
    use clap::error::ErrorKind::{ArgumentConflict, MissingRequiredArgument, ValueValidation};
    for (line, kind) in [
        ("", MissingRequiredArgument),
        ("--summary", MissingRequiredArgument),
        ("--read a --interface eth0", ArgumentConflict),
        ("--read a --uplink http://node", MissingRequiredArgument),
        ("--read a --token-file t", MissingRequiredArgument),
        ("--read a --user nobody", ArgumentConflict),
        ("--interface eth0 --pace 1", ArgumentConflict),
        ("--read a --pace 0", ValueValidation),
        ("--read a --uplink nonsense --token-file t", ValueValidation),
    ] {
        assert_eq!(parse(line).map(|_| ()), Err(kind), "{line}");
    }
    let args = parse("--read a --read - --summary --eve - --pace 2.5 --now").unwrap();
    assert_eq!(args.read, [PathBuf::from("a"), PathBuf::from("-")]);
    assert_eq!(args.pace, Some(2.5));
}

#[test]
fn factors_are_positive_and_finite() {
    for (text, good) in [("1", true), ("0.5", true), ("0", false), ("-1", false), ("NaN", false)] {
        assert_eq!(factor(text).is_ok(), good, "{text}");
    }
    assert!(factor("inf").is_err());
}

/// A capture with one request and its answer, a tenth of a second apart.
fn capture(folder: &std::path::Path) -> PathBuf {
    let mut talk =
        Conversation::new(Peer::new([10, 0, 0, 9], 50_000), Peer::new([10, 0, 0, 1], 502));
    let mut frames = talk.open();
    frames.push(talk.say(Side::Client, &[0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]));
    frames.push(talk.say(Side::Server, &[0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 7]));
    frames.extend(talk.close());
    let times = (0..).map(|n| CaptureTime(1_600_000_000_000_000_000 + n * 100_000_000));
    let path = folder.join("talk.pcap");
    std::fs::write(&path, build::pcap(times.zip(frames.iter().map(Vec::as_slice)))).unwrap();
    path
}

/// The lines that `--eve FILE` writes for `options`.
fn eve(options: &str) -> Vec<serde_json::Value> {
    let folder = tempfile::tempdir().unwrap();
    let (capture, out) = (capture(folder.path()), folder.path().join("eve.json"));
    let line = format!("--read {} --eve {} {options}", capture.display(), out.display());
    super::run(&parse(&line).unwrap()).unwrap();
    let text = std::fs::read_to_string(out).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_capture_becomes_protocol_and_flow_events() {
    let lines = eve("");
    let kinds: Vec<&str> = lines.iter().map(|l| l["event_type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["modbus", "modbus", "flow", "stats"]);
    assert!(lines[0]["timestamp"].as_str().unwrap().starts_with("2020-09-13"));
    assert_eq!(lines[2]["flow"]["state"], "closed");
}

#[test]
fn replay_keeps_the_pace_and_moves_the_times_to_now() {
    let begun = std::time::Instant::now();
    let lines = eve("--pace 2 --now");
    assert!(begun.elapsed().as_millis() >= 350, "0.7 s at twice the pace");
    let year: i32 = lines[0]["timestamp"].as_str().unwrap()[..4].parse().unwrap();
    assert!(year >= 2025);
}

#[test]
fn a_file_that_is_not_there_or_no_capture_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "not a capture").unwrap();
    for (path, code) in [
        (folder.path().join("nothing.pcap"), "probe.file_unreadable"),
        (folder.path().to_owned(), "probe.folder_empty"),
        (text, "capture.unknown_format"),
    ] {
        let line = format!("--read {} --summary", path.display());
        let error = super::run(&parse(&line).unwrap()).unwrap_err().to_string();
        assert!(error.starts_with(code) && error.contains(&*path.to_string_lossy()), "{error}");
    }
}
