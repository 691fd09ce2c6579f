//! Typefaces on this machine: searched once, read when a paper needs them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use model::error::{ErrorKind, Fault};
use serde::Serialize;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// Where systems keep typefaces.
const SYSTEM: [&str; 5] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:\\Windows\\Fonts",
];
/// What is looked at, at most.
const DEPTH: usize = 8;
const FILES: usize = 20_000;
const LARGEST: u64 = 128 << 20;

/// Names of a typeface: as official papers call it, then what stands in for it. The last ones come
/// with Debian's fonts-noto-cjk.
const BODY: &[&str] = &[
    "仿宋_GB2312",
    "FangSong_GB2312",
    "仿宋",
    "FangSong",
    "STFangsong",
    "FandolFang R",
    "Noto Serif CJK SC",
];
const TITLE: &[&str] = &[
    "方正小标宋简体",
    "FZXiaoBiaoSong-B05S",
    "方正小标宋_GBK",
    "FZXiaoBiaoSong-B05",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
];
const HEADING: &[&str] =
    &["黑体", "SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC"];
const KAI: &[&str] = &[
    "楷体_GB2312",
    "KaiTi_GB2312",
    "楷体",
    "KaiTi",
    "STKaiti",
    "FandolKai",
    "AR PL UKai CN",
    "Noto Serif CJK SC",
];
const SONG: &[&str] = &["宋体", "SimSun", "STSong", "Noto Serif CJK SC", "Source Han Serif SC"];
const LATIN: &[&str] = &["Times New Roman", "Liberation Serif", "DejaVu Serif"];
/// For signs that the above do not have.
const OTHERS: &[&str] = &["Noto Sans CJK SC", "DejaVu Sans"];
/// Faces whose regular weight is a title's; of others the bold one is.
const HEAVY: [&str; 4] =
    ["方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"];

/// Typefaces that were found, by role.
pub struct Fonts {
    faces: Vec<(PathBuf, u32)>,
    book: LazyHash<FontBook>,
    roles: Option<Roles>,
    folders: Vec<PathBuf>,
}

/// The families that the template uses.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Roles {
    body: String,
    title: String,
    title_weight: &'static str,
    heading: String,
    kai: String,
    song: String,
    latin: Option<String>,
    others: Vec<String>,
}

impl Fonts {
    /// Looks through `folders`, then through the system's. Faces in `folders` are all known, so
    /// that rare characters have a place to come from; of the system's those that papers use.
    pub fn search(folders: &[PathBuf]) -> Self {
        Self::look(folders, &SYSTEM)
    }

    pub(super) fn look(folders: &[PathBuf], system: &[&str]) -> Self {
        let mut found = Found::default();
        for folder in folders {
            found.walk(folder, DEPTH, true);
        }
        for folder in system {
            found.walk(Path::new(folder), DEPTH, false);
        }
        let roles = found.roles();
        let book = FontBook::from_infos(found.infos);
        Self { faces: found.faces, book: LazyHash::new(book), roles, folders: folders.to_vec() }
    }

    /// Whether papers can be typeset; where not, the way out is in the fault's text.
    pub fn ready(&self) -> Result<(), Fault> {
        if self.roles.is_some() {
            return Ok(());
        }
        let folders: Vec<String> = self.folders.iter().map(|f| f.display().to_string()).collect();
        Err(Fault::new(ErrorKind::Unavailable, "document.no_fonts")
            .with("package", "fonts-noto-cjk")
            .with("folders", folders.join(", ")))
    }

    /// Refuses a text with a character that no face has: a paper shows no boxes in its place.
    pub(super) fn covers(&self, text: &str) -> Result<(), Fault> {
        let drawn = |c: &char| !c.is_control() && !c.is_whitespace() && !is_joiner(*c);
        let characters: BTreeSet<char> = text.chars().filter(drawn).collect();
        let infos: Vec<&FontInfo> = (0..self.len()).filter_map(|at| self.book.info(at)).collect();
        let missing = characters
            .iter()
            .filter(|c| !infos.iter().any(|info| info.coverage.contains(u32::from(**c))));
        let missing: String = missing.take(20).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Fault::invalid("document.missing_glyphs").with("characters", missing))
    }

    pub(super) fn roles(&self) -> Option<&Roles> {
        self.roles.as_ref()
    }

    pub(super) fn len(&self) -> usize {
        self.faces.len()
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(super) fn load(&self, index: usize) -> Option<Font> {
        let (path, face) = self.faces.get(index)?;
        Font::new(Bytes::new(std::fs::read(path).ok()?), *face)
    }
}

/// Characters that are not drawn: joiners, variation selectors, marks of direction.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[derive(Default)]
struct Found {
    faces: Vec<(PathBuf, u32)>,
    infos: Vec<FontInfo>,
    files: usize,
}

impl Found {
    /// In the order of names, so that the same machine gives the same papers.
    fn walk(&mut self, folder: &Path, depth: usize, all: bool) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() && depth > 0 {
                self.walk(&path, depth - 1, all);
            } else if is_font(&path) && self.files < FILES {
                self.files += 1;
                self.file(&path, all);
            }
        }
    }

    fn file(&mut self, path: &Path, all: bool) {
        if !std::fs::metadata(path).is_ok_and(|about| about.len() <= LARGEST) {
            return;
        }
        let Ok(data) = std::fs::read(path) else { return };
        for index in 0..ttf_parser::fonts_in_collection(&data).unwrap_or(1).min(64) {
            let known = known_name(&data, index);
            if known.is_none() && !all {
                continue;
            }
            let Some(mut info) = FontInfo::new(&data, index) else { continue };
            if let Some(name) = known {
                name.clone_into(&mut info.family);
            }
            self.faces.push((path.to_owned(), index));
            self.infos.push(info);
        }
    }

    fn roles(&self) -> Option<Roles> {
        let has = |name: &str| self.infos.iter().any(|info| info.family == name);
        let first =
            |names: &[&str]| names.iter().find(|name| has(name)).map(|name| (*name).to_owned());
        let title = first(TITLE)?;
        let heavy = HEAVY.contains(&title.as_str());
        let mut others: Vec<String> = self.infos.iter().map(|info| info.family.clone()).collect();
        others.sort_by_key(|name| !OTHERS.contains(&name.as_str()));
        others.dedup();
        Some(Roles {
            body: first(BODY)?,
            title,
            title_weight: if heavy { "regular" } else { "bold" },
            heading: first(HEADING)?,
            kai: first(KAI)?,
            song: first(SONG)?,
            latin: first(LATIN),
            others,
        })
    }
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// The name of ours that a face bears in any language.
fn known_name(data: &[u8], index: u32) -> Option<&'static str> {
    let face = ttf_parser::Face::parse(data, index).ok()?;
    let names: Vec<String> = face
        .names()
        .into_iter()
        .filter(|name| {
            [ttf_parser::name_id::FAMILY, ttf_parser::name_id::TYPOGRAPHIC_FAMILY]
                .contains(&name.name_id)
        })
        .filter_map(|name| name.to_string())
        .collect();
    let known = [BODY, TITLE, HEADING, KAI, SONG, LATIN, OTHERS].into_iter().flatten();
    known.copied().find(|known| names.iter().any(|name| name.eq_ignore_ascii_case(known)))
}
