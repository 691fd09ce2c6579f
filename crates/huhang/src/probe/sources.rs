//! Which captures to read: files, folders of them, folders in which they appear.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// A file of a followed folder that did not grow for so long is complete, unless a newer one is
/// there, which says so at once.
const SETTLED: Duration = Duration::from_secs(5);

/// Names that captures have.
fn is_capture(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    // tcpdump numbers rotated files behind the ending: `plant.pcap7`.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    [".pcap", ".pcapng", ".cap"].iter().any(|end| name.ends_with(end))
}

fn captures(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let shown = folder.display();
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!("probe.file_unreadable: 无法读取 {shown} / cannot read {shown}")
    })?;
    let mut found: Vec<_> = entries
        .flatten()
        .filter(|entry| is_capture(&entry.path()) && entry.path().is_file())
        .map(|entry| {
            let changed = entry.metadata().and_then(|meta| meta.modified()).ok();
            (changed, entry.path())
        })
        .collect();
    // Rotated files follow each other in time; names settle what was written at once.
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// Files as named, folders replaced by the captures in them, oldest first.
pub(super) fn expand(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let found = captures(path)?;
            let shown = path.display();
            anyhow::ensure!(
                !found.is_empty(),
                "probe.folder_empty: {shown} 中没有抓包文件 / holds no capture file"
            );
            files.extend(found);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// Folders in which captures appear.
pub(super) struct Followed {
    folders: Vec<PathBuf>,
    done: BTreeSet<PathBuf>,
    /// The newest file, its size, and when it had that size first.
    newest: Option<(PathBuf, u64, Instant)>,
}

impl Followed {
    /// Follows the folders among the paths.
    pub(super) fn new(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let folders: Vec<_> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
        anyhow::ensure!(
            !folders.is_empty(),
            "probe.follow: --follow 需要一个目录 / --follow needs a folder to read"
        );
        Ok(Self { folders, done: BTreeSet::new(), newest: None })
    }

    /// The next file that is complete, if there is one.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<PathBuf>> {
        for folder in &self.folders {
            let mut files = captures(folder)?;
            files.retain(|path| !self.done.contains(path));
            let newest = files.pop();
            // Whatever is older than the newest is no longer written to.
            let ready = files.into_iter().next();
            let next = match (ready, newest) {
                (Some(path), _) => Some(path),
                (None, Some(newest)) => settled(&mut self.newest, newest),
                (None, None) => None,
            };
            if let Some(path) = next {
                self.done.insert(path.clone());
                return Ok(Some(path));
            }
        }
        Ok(None)
    }
}

/// The newest file once it has not grown for a while.
fn settled(known: &mut Option<(PathBuf, u64, Instant)>, newest: PathBuf) -> Option<PathBuf> {
    let size = std::fs::metadata(&newest).map_or(0, |meta| meta.len());
    match known {
        Some((path, before, since)) if *path == newest && *before == size => {
            (since.elapsed() >= SETTLED).then_some(newest)
        }
        _ => {
            *known = Some((newest, size, Instant::now()));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotated_names_are_captures_and_others_are_not() {
        let check = |name: &str, expected| assert_eq!(is_capture(Path::new(name)), expected);
        check("plant.pcap", true);
        check("plant.PCAPNG", true);
        check("plant.pcap17", true);
        check("plant.cap", true);
        check("plant.pcap.gz", false);
        check("notes.txt", false);
    }

    #[test]
    fn a_followed_folder_gives_each_file_once_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let mut followed = Followed::new(&[folder.path().to_owned()]).unwrap();
        assert_eq!(followed.next().unwrap(), None);
        let [first, second] = ["a.pcap", "b.pcap"].map(|name| folder.path().join(name));
        std::fs::write(&first, "1").unwrap();
        assert_eq!(followed.next().unwrap(), None, "it may still grow");
        std::fs::write(&second, "2").unwrap();
        assert_eq!(followed.next().unwrap(), Some(first), "a newer one is there");
        assert_eq!(followed.next().unwrap(), None, "the newer one may still grow");
        if let Some((_, _, since)) = &mut followed.newest {
            *since = since.checked_sub(SETTLED).unwrap();
        }
        assert_eq!(followed.next().unwrap(), Some(second));
        assert_eq!(followed.next().unwrap(), None);
    }

    #[test]
    fn folders_are_replaced_by_their_captures() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.pcap"), "").unwrap();
        std::fs::write(folder.path().join("x.txt"), "").unwrap();
        let files = expand(&[PathBuf::from("-"), folder.path().to_owned()]).unwrap();
        assert_eq!(files, [PathBuf::from("-"), folder.path().join("x.pcap")]);
    }
}
