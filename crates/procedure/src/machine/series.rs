//! Number series: `备〔{year}〕{sequence:05}号`.

use std::fmt::Write as _;

/// A piece of a pattern.
enum Piece<'p> {
    Text(&'p str),
    Year,
    Sequence(usize),
}

fn pieces(pattern: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        pieces.push(Piece::Text(before));
        let Some(close) = after.find('}') else { return Err(after.to_owned()) };
        let name = after.get(1..close).unwrap_or_default();
        pieces.push(match name.split_once(':') {
            None if name == "year" => Piece::Year,
            None if name == "sequence" => Piece::Sequence(1),
            Some(("sequence", width)) => match width.trim_start_matches('0').parse() {
                Ok(width @ 1..=9) => Piece::Sequence(width),
                _ => return Err(name.to_owned()),
            },
            _ => return Err(name.to_owned()),
        });
        rest = after.get(close + 1..).unwrap_or_default();
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// # Errors
/// The part of the pattern that means nothing.
pub(crate) fn check(pattern: &str) -> Result<(), String> {
    let pieces = pieces(pattern)?;
    if pieces.iter().any(|piece| matches!(piece, Piece::Sequence(_))) {
        Ok(())
    } else {
        Err("{sequence}".to_owned())
    }
}

/// The number of a series.
pub(crate) fn number(pattern: &str, year: i16, sequence: u64) -> String {
    let mut number = String::new();
    for piece in pieces(pattern).unwrap_or_default() {
        let _ = match piece {
            Piece::Text(text) => write!(number, "{text}"),
            Piece::Year => write!(number, "{year}"),
            Piece::Sequence(width) => write!(number, "{sequence:0width$}"),
        };
    }
    number
}
