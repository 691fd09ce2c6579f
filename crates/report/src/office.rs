//! Tests with other people's programs: LibreOffice opens what we write and writes it again, and
//! poppler reads our PDF. Where a program is not installed, the test says so and passes.

use std::path::Path;
use std::process::Command;

use model::document::Document;

use crate::{docx, read, samples, xlsx};

pub(crate) fn papers() -> Vec<(&'static str, Document)> {
    vec![
        ("form", samples::form()),
        ("notice", samples::notice()),
        ("sheet", samples::sheet(8)),
        ("report", samples::report(3)),
    ]
}

/// Whether the program is there; says so where it is not.
pub(crate) fn installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

/// Has LibreOffice write `file` again in another format, in a profile of its own.
fn convert(folder: &Path, file: &str, format: &str) -> Vec<u8> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let out = folder.join("out");
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", format, "--outdir"])
        .arg(&out)
        .arg(folder.join(file))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let stem = Path::new(file).file_stem().unwrap().to_str().unwrap();
    std::fs::read(out.join(format!("{stem}.{}", format.split(':').next().unwrap()))).unwrap()
}

/// A folder that goes away, or one that the caller wants to look into.
pub(crate) fn folder() -> (tempfile::TempDir, std::path::PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let wanted = std::env::var_os("HUHANG_PAPERS").map(std::path::PathBuf::from);
    let path = wanted.unwrap_or_else(|| temporary.path().to_owned());
    (temporary, path)
}

#[test]
fn libreoffice_opens_our_papers_and_what_it_saves_still_reads_back() {
    if !installed("soffice") {
        return;
    }
    let (_keep, folder) = folder();
    for (name, document) in papers() {
        let file = format!("{name}.docx");
        std::fs::write(folder.join(&file), docx(&document).unwrap()).unwrap();
        assert!(convert(&folder, &file, "pdf").starts_with(b"%PDF"));
    }
    let again = convert(&folder, "form.docx", "docx");
    match read(&again, "") {
        Ok(theirs) => assert_eq!(theirs, read(&docx(&samples::form()).unwrap(), "").unwrap()),
        // LibreOffice 7.4 drops the tags of controls; the reader must then say so.
        Err(fault) => assert_eq!(fault.code, "document.fields_lost"),
    }
    std::fs::write(folder.join("sheet.xlsx"), xlsx(&samples::sheet(8)).unwrap()).unwrap();
    let again = convert(&folder, "sheet.xlsx", "xlsx");
    let (ours, theirs) =
        (read(&xlsx(&samples::sheet(8)).unwrap(), "").unwrap(), read(&again, "").unwrap());
    assert_eq!(theirs, ours);
}
