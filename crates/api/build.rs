//! Makes sure that there is a console to embed: without a built one, a page that says how to
//! build it.

use std::path::Path;
use std::{fs, io};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
<title>Huhang</title><body><h1>控制台尚未构建 · The console has not been built</h1>\
<p>在 <code>web/</code> 中运行 <code>npm ci &amp;&amp; npm run build</code>，然后重新构建本程序。</p>\
<p>Run <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>, then build this program again.</p>\
</body></html>\n";

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let index = dist.join("index.html");
    if !index.exists() {
        fs::create_dir_all(&dist)?;
        fs::write(&index, PLACEHOLDER)?;
    }
    Ok(())
}
