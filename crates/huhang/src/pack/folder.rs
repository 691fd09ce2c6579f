//! Packs from folders: the one at hand, and those that it leans on (beside it, and shipped).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::anyhow;
use procedure::{Library, Pack, PackKind, Problem, Procedure};

use crate::packs;

/// What was read of a folder.
pub(super) struct Folder {
    pub(super) pack: Option<Pack>,
    pub(super) problems: Vec<Problem>,
}

/// Reads the files of a pack folder; sizes are bounded before anything is read.
pub(super) fn files(root: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&folder, &error))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
            if kind.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            let size = entry.metadata().map_err(|error| unreadable(&path, &error))?.len();
            // One byte more than allowed is enough to be refused by the reader.
            let bytes = if size > Pack::MAX_FILE_BYTES as u64 {
                vec![0; Pack::MAX_FILE_BYTES + 1]
            } else {
                fs::read(&path).map_err(|error| unreadable(&path, &error))?
            };
            files.insert(name, bytes);
            if files.len() > Pack::MAX_FILES + 1 {
                return Ok(files);
            }
        }
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    anyhow!(
        "[pack.folder] 无法读取 cannot read {}: {error}; 请给出含 pack.yaml 的文件夹 \
         name a folder with a pack.yaml",
        path.display()
    )
}

pub(super) fn read(root: &Path) -> anyhow::Result<Folder> {
    Ok(match Pack::load(&files(root)?) {
        Ok(pack) => {
            let problems = super::sign::verify(&pack).err().into_iter().collect();
            Folder { pack: Some(pack), problems }
        }
        Err(problems) => Folder { pack: None, problems },
    })
}

/// Shipped packs, replaced by those beside the folder where they have the same id. A neighbour
/// that is broken is passed over: it is checked by itself.
pub(super) fn neighbours(root: &Path) -> anyhow::Result<BTreeMap<String, Pack>> {
    let shipped = packs::all()?;
    let mut packs: BTreeMap<String, Pack> =
        shipped.into_iter().map(|pack| (pack.manifest.id.clone(), pack)).collect();
    let absolute = fs::canonicalize(root).map_err(|error| unreadable(root, &error))?;
    let Some(parent) = absolute.parent() else { return Ok(packs) };
    for entry in fs::read_dir(parent).map_err(|error| unreadable(parent, &error))?.flatten() {
        let path = entry.path();
        if path == absolute || !path.join("pack.yaml").is_file() {
            continue;
        }
        if let Ok(files) = files(&path)
            && let Ok(pack) = Pack::load(&files)
        {
            packs.insert(pack.manifest.id.clone(), pack);
        }
    }
    Ok(packs)
}

/// A procedure with what it leans on.
pub(super) struct Compiled {
    pub(super) procedure: Procedure,
    pub(super) library: Library,
}

pub(super) fn compile(root: &Path, pack: &Pack) -> anyhow::Result<Result<Compiled, Vec<Problem>>> {
    let mut packs = neighbours(root)?;
    let missing = pack.manifest.needs.iter().filter(|need| !packs.contains_key(*need));
    let missing: Vec<Problem> = missing
        .map(|need| Problem::new("pack.need_missing", "pack.yaml", "needs").with("value", need))
        .collect();
    packs.insert(pack.manifest.id.clone(), pack.clone());
    let mut library = Library::default();
    for pack in packs.values() {
        // A broken neighbour is no fault of this pack; what it lacks will be told by name.
        drop(library.add(pack));
    }
    Ok(match Procedure::compile(pack, &library) {
        Ok(procedure) if missing.is_empty() => Ok(Compiled { procedure, library }),
        Ok(_) => Err(missing),
        Err(mut problems) => {
            problems.extend(missing);
            Err(problems)
        }
    })
}

/// For commands that need a procedure that is right.
pub(super) fn procedure(root: &Path) -> anyhow::Result<Compiled> {
    let Folder { pack, mut problems } = read(root)?;
    if let Some(pack) = pack.filter(|_| problems.is_empty()) {
        if pack.manifest.kind != PackKind::Procedure {
            problems.push(Problem::new("pack.kind", "pack.yaml", "kind").allowed(["procedure"]));
        } else {
            match compile(root, &pack)? {
                Ok(compiled) => return Ok(compiled),
                Err(found) => problems = found,
            }
        }
    }
    for problem in &problems {
        super::say(&super::tell::problem(problem));
    }
    Err(anyhow!(
        "[pack.wrong] {} 有 {} 处问题 has problems; 请先运行 run first: huhang pack check",
        root.display(),
        problems.len()
    ))
}
