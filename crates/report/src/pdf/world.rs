//! What the template can see: itself, the paper's values, the QR code, the typefaces.

use std::sync::{LazyLock, OnceLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Fonts;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static MAIN: LazyLock<Option<Source>> =
    LazyLock::new(|| Some(Source::new(id("/paper.typ")?, include_str!("paper.typ").to_owned())));

fn id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

/// One paper while it is typeset. Typefaces are read from disk when they are first asked for, and
/// forgotten afterwards.
pub(super) struct Paper<'a> {
    fonts: &'a Fonts,
    loaded: Vec<OnceLock<Option<Font>>>,
    values: Bytes,
    qr: Option<Bytes>,
}

impl<'a> Paper<'a> {
    pub(super) fn new(fonts: &'a Fonts, values: String, qr: Option<Vec<u8>>) -> Self {
        let loaded = (0..fonts.len()).map(|_| OnceLock::new()).collect();
        Self { fonts, loaded, values: Bytes::from_string(values), qr: qr.map(Bytes::new) }
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        // The path is ours and valid; were it not, `source` answers that there is no such file.
        MAIN.as_ref().map_or_else(|| Source::detached("").id(), Source::id)
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let main = MAIN.as_ref().filter(|main| main.id() == id);
        main.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = match id.get().vpath().get_with_slash() {
            "/paper.json" => Some(&self.values),
            "/qr.png" => self.qr.as_ref(),
            _ => None,
        };
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.loaded.get(index)?.get_or_init(|| self.fonts.load(index)).clone()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
