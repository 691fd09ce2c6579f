//! Corpora of the fuzz target: seeds out of the generators, and what a run kept, packed.
//!
//! `seeds DIR` writes `DIR/<family>/names` (what `HUHANG_FUZZ_PROTOCOLS` is set to) and
//! `DIR/<family>/corpus/*`: generated conversations, and the packed ones.
//! `pack DIR LIMIT` packs the smallest files of each `DIR/<family>/kept`, at most LIMIT bytes a
//! protocol, into `tests/fuzz/<family>.pack`, which `cargo nextest run -p protocols` replays.

#![expect(clippy::unwrap_used, reason = "generators that fail are defects of tests")]
#![expect(clippy::print_stdout, reason = "a tool for people at a terminal")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use protocols::{End, REGISTRY};

#[path = "../tests/it/generate/mod.rs"]
mod generate;
#[path = "../tests/it/pack.rs"]
mod pack;

/// Generated conversations a protocol.
const SEEDS: usize = 40;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["seeds", root] => seeds(Path::new(root)),
        ["pack", root, limit] => pack_all(Path::new(root), limit.parse().unwrap_or(0)),
        _ => {
            println!("fuzz_corpus seeds DIR | pack DIR LIMIT");
            Ok(())
        }
    }
}

/// The protocols of each family, in the order of the registry.
fn families() -> Vec<(&'static str, Vec<&'static str>)> {
    let members = |family: generate::Family| {
        let names = REGISTRY.iter().map(|entry| entry.name);
        names.filter(|name| family(name).is_some()).collect()
    };
    generate::FAMILIES.iter().map(|(name, family)| (*name, members(*family))).collect()
}

fn seeds(root: &Path) -> std::io::Result<()> {
    let mut runner = TestRunner::deterministic();
    for (family, names) in families() {
        let corpus = root.join(family).join("corpus");
        fs::create_dir_all(&corpus)?;
        fs::write(root.join(family).join("names"), names.join(","))?;
        for (which, name) in (0u8..).zip(&names) {
            for number in 0..SEEDS {
                let tree = generate::talk(name).new_tree(&mut runner);
                let tree = tree.map_err(|reason| std::io::Error::other(reason.to_string()))?;
                let input = encode(which, number as u8, &tree.current());
                fs::write(corpus.join(format!("seed-{name}-{number}")), input)?;
            }
        }
        for (number, (name, input)) in pack::read(&packed(family)).into_iter().enumerate() {
            let which = names.iter().position(|known| **known == *name);
            if let Some(which) = which {
                let input = [&[which as u8][..], &input].concat();
                fs::write(corpus.join(format!("kept-{name}-{number}")), input)?;
            }
        }
    }
    Ok(())
}

/// A conversation as the target reads it.
fn encode(which: u8, cut: u8, talk: &[(End, Vec<u8>)]) -> Vec<u8> {
    let mut input = vec![which, cut];
    for (end, piece) in talk.iter().filter(|(_, piece)| !piece.is_empty()) {
        let side = if *end == End::A { 0 } else { 0x80 };
        match u8::try_from(piece.len()) {
            Ok(length @ 0..=0x7e) => input.push(side | length),
            _ => {
                input.push(side | 0x7f);
                input.extend((piece.len() as u16).to_be_bytes());
            }
        }
        input.extend(&piece[..piece.len().min(0xffff)]);
    }
    input
}

fn packed(family: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(format!("{family}.pack"))
}

fn pack_all(root: &Path, limit: usize) -> std::io::Result<()> {
    for (family, names) in families() {
        let kept = root.join(family).join("kept");
        let mut inputs: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
        for file in fs::read_dir(&kept).into_iter().flatten() {
            let input = fs::read(file?.path())?;
            let Some((which, rest)) = input.split_first() else { continue };
            let name = names[usize::from(*which) % names.len()];
            inputs.entry(name).or_default().push(rest.to_vec());
        }
        let mut chosen = Vec::new();
        for (name, mut inputs) in inputs {
            inputs.sort_by_key(|input| (input.len(), input.clone()));
            let mut bytes = 0;
            for input in inputs {
                bytes += input.len();
                if bytes > limit {
                    break;
                }
                chosen.push((name.to_owned(), input));
            }
        }
        if !chosen.is_empty() {
            fs::write(packed(family), pack::write(&chosen))?;
        }
        println!("{family}: {} inputs", chosen.len());
    }
    Ok(())
}
