//! Texts that lists are searched by. What a list shows of a thing is kept once in small letters
//! (`view_text`), with an index of its characters and pairs of characters (`view_gram`: full text
//! search without positions on SQLite, an array under GIN on PostgreSQL), so that two characters
//! of Chinese are found as well as a word.
//!
//! The index only says where to look: what it finds is compared with the text. When it says "in
//! very many", a list looks at its own rows in their order instead, for most of them match.

use std::fmt::Write as _;

use model::TenantPath;

use super::list::Filter;
use crate::sql::{Conn, Dialect, Sql};
use crate::{Error, Scope};

/// Texts that the index may find and that are then all looked at; beyond that a list is walked.
pub(super) const FEW: u64 = if cfg!(test) { 3 } else { 10_000 };
/// Pairs of a search that are looked up; the rarest of so many.
const PAIRS: usize = 16;
const RAREST: usize = if cfg!(test) { 2 } else { 4 };
/// Occurrences by which is judged how rare a pair is.
const SAMPLE: u64 = if cfg!(test) { 2 } else { 1_000 };

/// Keeps what a thing may be found by; what was there before is replaced.
pub(super) async fn put(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
    lines: &[&str],
) -> Result<(), Error> {
    let text = folded(&lines.join("\n"));
    let found = known(conn, viewer, object).await?;
    let Some((doc, was, of)) = found else {
        return add(conn, viewer, kind, object, &text).await;
    };
    if was == text && of == kind {
        return Ok(());
    }
    let sql = Sql::new("UPDATE view_text SET text = ?, kind = ? WHERE tenant = ? AND object = ?");
    let sql = sql.bind(text.as_str()).bind(kind).bind(viewer.as_str()).bind(object);
    conn.execute(sql).await?;
    forget_grams(conn, viewer, doc, &was).await?;
    put_grams(conn, viewer, doc, &text).await
}

/// The same, where nothing is said of the thing yet; what is there stays.
pub(super) async fn put_absent(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
    lines: &[&str],
) -> Result<(), Error> {
    match known(conn, viewer, object).await? {
        Some(_) => Ok(()),
        None => add(conn, viewer, kind, object, &folded(&lines.join("\n"))).await,
    }
}

/// The same, where nothing can be there: nothing is asked.
pub(super) async fn put_new(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
    lines: &[&str],
) -> Result<(), Error> {
    add(conn, viewer, kind, object, &folded(&lines.join("\n"))).await
}

/// A thing is not to be found any more.
pub(super) async fn gone(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
) -> Result<(), Error> {
    let Some((doc, was, of)) = known(conn, viewer, object).await? else { return Ok(()) };
    if of != kind {
        return Ok(());
    }
    let sql = Sql::new("DELETE FROM view_text WHERE tenant = ? AND object = ?");
    conn.execute(sql.bind(viewer.as_str()).bind(object)).await?;
    forget_grams(conn, viewer, doc, &was).await
}

/// Number, text and kind.
async fn known(
    conn: &mut Conn,
    viewer: &TenantPath,
    object: &str,
) -> Result<Option<(i64, String, String)>, Error> {
    let sql = Sql::new("SELECT doc, text, kind FROM view_text WHERE tenant = ? AND object = ?");
    let row = conn.optional(sql.bind(viewer.as_str()).bind(object)).await?;
    row.map(|row| Ok((row.int("doc")?, row.text("text")?, row.text("kind")?))).transpose()
}

async fn add(
    conn: &mut Conn,
    viewer: &TenantPath,
    kind: &str,
    object: &str,
    text: &str,
) -> Result<(), Error> {
    let doc = conn.next_doc().await?;
    let sql = Sql::new(
        "INSERT INTO view_text (tenant, object, kind, doc, text) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT DO NOTHING",
    );
    let sql = sql.bind(viewer.as_str()).bind(object);
    conn.insert_later(sql.bind(kind).bind(doc).bind(text)).await?;
    put_grams(conn, viewer, doc, text).await
}

async fn put_grams(
    conn: &mut Conn,
    viewer: &TenantPath,
    doc: i64,
    text: &str,
) -> Result<(), Error> {
    let grams = grams(viewer.as_str(), text);
    let sql = match conn.dialect() {
        Dialect::Sqlite => Sql::new("INSERT INTO view_gram (rowid, grams) VALUES (?, ?)"),
        Dialect::Postgres => {
            Sql::new("INSERT INTO view_gram (doc, grams) VALUES (?, CAST(? AS INT[]))")
        }
    };
    let grams = shown(conn.dialect(), grams);
    conn.insert_last(sql.bind(doc).bind(grams)).await
}

async fn forget_grams(
    conn: &mut Conn,
    viewer: &TenantPath,
    doc: i64,
    was: &str,
) -> Result<(), Error> {
    conn.write_last().await?;
    let sql = match conn.dialect() {
        // The index keeps no content: it is told what it had.
        Dialect::Sqlite => {
            let grams = shown(Dialect::Sqlite, grams(viewer.as_str(), was));
            let sql =
                Sql::new("INSERT INTO view_gram (view_gram, rowid, grams) VALUES ('delete', ?, ?)");
            sql.bind(doc).bind(grams)
        }
        Dialect::Postgres => Sql::new("DELETE FROM view_gram WHERE doc = ?").bind(doc),
    };
    conn.execute(sql).await?;
    Ok(())
}

impl Conn {
    /// The number of the next text. Only the writer asks, one transaction after the other.
    async fn next_doc(&mut self) -> Result<i64, Error> {
        let last = match self.last_doc() {
            Some(last) => last,
            None => {
                let row = self.one(Sql::new("SELECT MAX(doc) AS doc FROM view_text")).await?;
                row.opt_int("doc")?.unwrap_or(0)
            }
        };
        self.set_last_doc(last + 1);
        Ok(last + 1)
    }

    /// Empties the index; the texts are emptied as any view.
    pub(crate) async fn forget_texts(&mut self) -> Result<(), Error> {
        self.write_last().await?;
        self.set_last_doc(0);
        self.execute(Sql::new(match self.dialect() {
            Dialect::Sqlite => "INSERT INTO view_gram (view_gram) VALUES ('delete-all')",
            Dialect::Postgres => "DELETE FROM view_gram",
        }))
        .await?;
        Ok(())
    }
}

/// Whatever its case; one line stays one line.
fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Characters that are no ASCII, and pairs of characters that follow each other in a line.
fn grams(tenant: &str, text: &str) -> Vec<u32> {
    let mut grams = Vec::with_capacity(text.len());
    let start = digest(START, tenant.bytes());
    for line in text.lines() {
        let mut before = None;
        for character in line.chars() {
            if !character.is_ascii() {
                grams.push(hashed(start, None, character));
            }
            if before.is_some() {
                grams.push(hashed(start, before, character));
            }
            before = Some(character);
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// FNV-1a over the tenant and the characters, of 31 bits: kept in databases, so it never changes.
/// `start` is what the tenant comes to.
fn hashed(start: u32, before: Option<char>, character: char) -> u32 {
    let pair = before.into_iter().chain([character]);
    digest(start, pair.flat_map(|one| u32::from(one).to_be_bytes())) & 0x7fff_ffff
}

const START: u32 = 0x811c_9dc5;

fn digest(start: u32, bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(start, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// As the engine takes them.
fn shown(dialect: Dialect, grams: impl IntoIterator<Item = u32>) -> String {
    let mut text = String::new();
    for gram in grams {
        // Writing into a text does not fail.
        let _ = match dialect {
            Dialect::Sqlite => write!(text, "{gram:x} "),
            Dialect::Postgres => write!(text, "{gram},"),
        };
    }
    text.pop();
    if dialect == Dialect::Postgres { format!("{{{text}}}") } else { text }
}

/// A search for a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search {
    pattern: String,
    /// What the index is asked for; nothing where it is not asked.
    grams: Option<String>,
    /// Whether the index leaves few texts.
    few: bool,
}

impl Search {
    pub(super) fn is_few(&self) -> bool {
        self.few
    }

    /// Whether the index can be asked.
    pub(super) fn is_indexed(&self) -> bool {
        self.grams.is_some()
    }

    /// `head` from the texts `d` that the index finds, at most so many of them, to be followed by
    /// further tables and a filter with [`Search::holds`].
    pub(super) fn found(&self, dialect: Dialect, head: &str, most: Option<u64>) -> Sql {
        let source = source(dialect, most);
        let sql = Sql::new(format!("{head} FROM {source} AS g CROSS JOIN view_text d"));
        sql.bind(self.grams.clone().unwrap_or_default())
    }

    /// That a text `d` of the index is the tenant's and holds what is searched for.
    pub(super) fn holds(&self, filter: Filter, tenant: &str) -> Filter {
        filter
            .and("d.doc = g.doc")
            .with("d.tenant = ?", tenant)
            .with("d.text LIKE ? ESCAPE '!'", &self.pattern)
    }

    /// That the text of a row holds it, wherever the row was found.
    pub(super) fn is_in(&self, filter: Filter, tenant: &str, object: &str) -> Filter {
        let clause = format!(
            "EXISTS (SELECT 1 FROM view_text d WHERE d.tenant = ? AND d.object = {object} \
             AND d.text LIKE ? ESCAPE '!')"
        );
        filter.both(&clause, tenant, &self.pattern)
    }
}

fn source(dialect: Dialect, most: Option<u64>) -> String {
    let limit = most.map(|most| format!(" LIMIT {most}")).unwrap_or_default();
    match dialect {
        Dialect::Sqlite => {
            format!("(SELECT rowid AS doc FROM view_gram WHERE view_gram MATCH ?{limit})")
        }
        Dialect::Postgres => {
            format!("(SELECT doc FROM view_gram WHERE grams @> CAST(? AS INT[]){limit})")
        }
    }
}

/// What a search comes to: nothing for no text. `wants_index` is false where a list has few rows
/// of its own.
pub(super) async fn search(
    conn: &mut Conn,
    scope: &Scope,
    text: Option<&String>,
    wants_index: bool,
) -> Result<Option<Search>, Error> {
    let Some(text) = text.map(|text| folded(text.trim())).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    conn.write_last().await?;
    let pattern = super::list::pattern(&text);
    let mut asked = asked(super::viewer(scope)?, &text);
    if !wants_index || asked.is_empty() {
        return Ok(Some(Search { pattern, grams: None, few: false }));
    }
    let dialect = conn.dialect();
    if dialect == Dialect::Sqlite {
        asked = rarest(conn, asked).await?;
    }
    let grams = shown(dialect, asked);
    let sql = Sql::new(format!("SELECT COUNT(*) FROM {} AS few", source(dialect, Some(FEW + 1))));
    let few = conn.count(sql.bind(grams.as_str())).await? <= FEW;
    Ok(Some(Search { pattern, grams: Some(grams), few }))
}

/// What the index is asked for a text: its pairs, or its one character.
fn asked(tenant: &str, text: &str) -> Vec<u32> {
    let start = digest(START, tenant.bytes());
    let characters: Vec<char> = text.chars().collect();
    if let [one] = characters.as_slice() {
        return if one.is_ascii() { Vec::new() } else { vec![hashed(start, None, *one)] };
    }
    let pairs = characters.windows(2).filter_map(|pair| match pair {
        [before, after] => Some(hashed(start, Some(*before), *after)),
        _ => None,
    });
    let mut pairs: Vec<u32> = pairs.take(PAIRS).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The rarest of some pairs: the further one has to go for a sample of a pair, the rarer it is.
async fn rarest(conn: &mut Conn, pairs: Vec<u32>) -> Result<Vec<u32>, Error> {
    if pairs.len() <= 1 {
        return Ok(pairs);
    }
    let mut sql = Sql::new("");
    for (number, pair) in pairs.iter().enumerate() {
        let one = format!(
            "{}SELECT {number} AS pair, COUNT(*) AS n, MAX(doc) AS reached FROM \
             (SELECT rowid AS doc FROM view_gram WHERE view_gram MATCH ? LIMIT {SAMPLE})",
            if number > 0 { " UNION ALL " } else { "" }
        );
        sql = sql.push(&one).bind(format!("{pair:x}"));
    }
    let mut ranked = Vec::with_capacity(pairs.len());
    for row in conn.all(sql).await? {
        let (count, reached) = (row.number("n")?, row.opt_int("reached")?.unwrap_or(0));
        // A short sample is all there is.
        let rarity =
            if count < SAMPLE { (0, i64::try_from(count).unwrap_or(0)) } else { (1, -reached) };
        ranked.push((rarity, usize::try_from(row.int("pair")?).unwrap_or(0)));
    }
    ranked.sort_unstable();
    let best = ranked.into_iter().take(RAREST);
    Ok(best.filter_map(|(_, number)| pairs.get(number).copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, query: &str) -> bool {
        let (has, asked) = (grams("cn", &folded(text)), asked("cn", &folded(query)));
        asked.iter().all(|gram| has.contains(gram))
    }

    #[test]
    fn whatever_a_text_holds_the_index_finds() {
        let text = "〔2026〕12号 关于核查PLC远程端口的通报\ncn/32/miit";
        let characters: Vec<char> = text.lines().next().expect("a line").chars().collect();
        for start in 0..characters.len() {
            for end in start + 1..=characters.len() {
                let query: String = characters[start..end].iter().collect();
                assert!(found(text, &query), "{query}");
            }
        }
        assert!(found(text, "plc") && found(text, "n/32/m"));
        assert!(!found(text, "端口通") && !found(text, "漏"));
        assert!(!found(text, "报c"), "lines are apart");
    }

    #[test]
    fn one_tenants_pairs_are_not_anothers() {
        let ours = grams("cn/32/miit", "通报");
        assert!(grams("cn/32/ca", "通报").iter().all(|gram| !ours.contains(gram)));
    }

    #[test]
    fn a_pair_is_kept_under_the_same_number_for_ever() {
        assert_eq!(asked("cn", "通报"), [0x5711_b2cf]);
    }
}
