//! The rules that the node hands out: asked for, and kept on disk for a start without the node.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use contract::intake::MAX_RULES_BYTES;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{Method, Response, StatusCode};

use crate::probe::post::{Node, chain};

/// First line of the file on disk.
const TAG: &str = "# tag ";
const CACHE: &str = "node.rules";

/// All rule sets of the node as one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::probe) struct Offer {
    pub(in crate::probe) tag: String,
    pub(in crate::probe) text: String,
}

/// Why the node's newest rules do not run: a word of `model::event::NodeRules` and particulars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe) struct Trouble {
    pub(in crate::probe) word: &'static str,
    pub(in crate::probe) detail: String,
}

impl Trouble {
    pub(in crate::probe) fn new(word: &'static str, detail: &(impl ToString + ?Sized)) -> Self {
        Self { word, detail: detail.to_string() }
    }
}

/// Asks for the rules; `None` when those with this tag are still the newest.
pub(in crate::probe) async fn ask(node: &Node, tag: &str) -> Result<Option<Offer>, Trouble> {
    let mut request = node.request(Method::GET, "/api/v1/intake/rules");
    if !tag.is_empty() {
        request = request.header(IF_NONE_MATCH, format!("\"{tag}\""));
    }
    let response =
        request.send().await.map_err(|error| Trouble::new("unreachable", &chain(&error)))?;
    match response.status() {
        StatusCode::NOT_MODIFIED => Ok(None),
        StatusCode::OK => read(response).await.map(Some),
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(Trouble::new("unreachable", &status))
        }
        status => Err(Trouble::new("refused", &status)),
    }
}

async fn read(mut response: Response) -> Result<Offer, Trouble> {
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    let tag = tag.trim_start_matches("W/").trim_matches('"').to_owned();
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"';
    if tag.is_empty() || tag.len() > 200 || !tag.bytes().all(plain) {
        return Err(Trouble::new("unreadable", "etag"));
    }
    let mut bytes = Vec::new();
    loop {
        let chunk = response.chunk().await;
        match chunk.map_err(|error| Trouble::new("unreachable", &chain(&error)))? {
            Some(chunk) if bytes.len() + chunk.len() <= MAX_RULES_BYTES => bytes.extend(chunk),
            Some(_) => return Err(Trouble::new("too_large", &MAX_RULES_BYTES)),
            None => break,
        }
    }
    let text = String::from_utf8(bytes).map_err(|error| Trouble::new("unreadable", &error))?;
    Ok(Offer { tag, text })
}

/// The file beside the spool where the rules that run are kept.
pub(in crate::probe) struct Cache(PathBuf);

impl Cache {
    pub(in crate::probe) fn new(folder: &Path) -> Self {
        Self(folder.join(CACHE))
    }

    /// What was kept last; `None` without it, or when it is damaged.
    pub(super) fn read(&self) -> Option<Offer> {
        let text = fs::read_to_string(&self.0).ok()?;
        let (head, text) = text.split_once('\n')?;
        let tag = head.strip_prefix(TAG).filter(|tag| !tag.is_empty())?;
        Some(Offer { tag: tag.to_owned(), text: text.to_owned() })
    }

    /// Keeps them: whole, or what was there stays.
    pub(super) fn write(&self, offer: &Offer) {
        if let Err(error) = self.try_write(offer) {
            let path = self.0.display();
            tracing::error!(%error, %path, "probe.rules_cache: the node's rules are not kept");
        }
    }

    fn try_write(&self, offer: &Offer) -> std::io::Result<()> {
        let beside = self.0.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(format!("{TAG}{}\n", offer.tag).as_bytes())?;
        file.write_all(offer.text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &self.0)?;
        self.0.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}
