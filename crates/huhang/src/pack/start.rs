//! `huhang pack new`.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};

use super::{New, say};

pub(super) fn run(args: &New) -> anyhow::Result<ExitCode> {
    let named = args.folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let id = args.id.clone().or(named).unwrap_or_default();
    let fits = (1..=60).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !fits {
        return Err(anyhow!(
            "[pack.id] 包标识“{id}”不可用，只用小写字母、数字和连字符 \
             the id may hold lower-case letters, digits and hyphens; give --id"
        ));
    }
    if args.folder.exists() {
        return Err(anyhow!(
            "[pack.folder] {} 已存在，请换一个文件夹 is there already; name another folder",
            args.folder.display()
        ));
    }
    for (name, bytes) in procedure::new_pack(&id, &args.title, &args.title_en) {
        let path = args.folder.join(name);
        let parent = path.parent().context("a file has a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("{}", parent.display()))?;
        fs::write(&path, bytes).with_context(|| format!("{}", path.display()))?;
    }
    say(&format!(
        "已新建 written: {} ({id}@0.1.0); 下一步 next: huhang pack test {}",
        args.folder.display(),
        args.folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}
