use super::*;

const ROOMY: u64 = 1 << 20;

fn store() -> (tempfile::TempDir, BlobStore) {
    let dir = tempfile::tempdir().expect("a folder");
    let store = BlobStore::open(dir.path()).expect("opens");
    (dir, store)
}

fn refused<T>(outcome: Result<T, BlobError>, code: &str) {
    let fault = outcome.err().map(|error| Fault::from(&error));
    assert_eq!(fault.map(|fault| fault.code).as_deref(), Some(code));
}

#[tokio::test]
async fn bytes_come_back_under_their_digest() {
    let (dir, store) = store();
    let stored = store.put(b"abc".to_vec(), ROOMY).await.expect("stores");
    // FIPS 180-4, example of SHA-256.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(stored.digest, expected);
    assert!(!stored.existed);
    assert!(store.put(b"abc".to_vec(), ROOMY).await.expect("again").existed);
    assert_eq!(store.get(&stored.digest).await.expect("reads"), b"abc");
    let place = dir.path().join(&stored.digest[..2]).join(&stored.digest[2..4]);
    assert!(place.join(&stored.digest).is_file());
    assert_eq!(store.list().await.expect("lists"), std::slice::from_ref(&stored.digest));
    assert!(store.remove(&stored.digest).await.expect("removes"));
    assert!(!store.contains(&stored.digest).await.expect("asks"));
}

#[tokio::test]
async fn damaged_bytes_are_refused() {
    let (dir, store) = store();
    let digest = store.put(b"evidence".to_vec(), ROOMY).await.expect("stores").digest;
    let path = dir.path().join(&digest[..2]).join(&digest[2..4]).join(&digest);
    fs::write(&path, b"evidencE").expect("writes");
    refused(store.get(&digest).await, "blob.damaged");
}

#[tokio::test]
async fn more_than_allowed_is_refused_and_leaves_nothing() {
    let (_dir, store) = store();
    refused(store.put(vec![0; 11], 10).await, "blob.too_large");
    assert!(store.list().await.expect("lists").is_empty());
}

#[tokio::test]
async fn only_digests_are_names() {
    let (_dir, store) = store();
    for name in ["", "..", "../../etc/passwd", &"A".repeat(64), &"a".repeat(63)] {
        refused(store.get(name).await, "blob.digest");
    }
    refused(store.get(&"a".repeat(64)).await, "blob.missing");
}

#[tokio::test]
async fn an_interrupted_write_is_gone_after_the_next_start() {
    let (dir, _) = store();
    let left = dir.path().join("incoming").join("half");
    fs::write(&left, b"ha").expect("writes");
    BlobStore::open(dir.path()).expect("opens");
    assert!(!left.exists());
}

fn zip(names: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in names {
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&[0; 22]);
        bytes.extend_from_slice(&(name.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        bytes.extend_from_slice(name.as_bytes());
    }
    bytes
}

#[test]
fn content_tells_the_type() {
    let check = |bytes: &[u8], name: &str, executable: bool| {
        assert_eq!(sniff(bytes), Media { name: sniff(bytes).name, executable });
        assert_eq!(sniff(bytes).name, name, "{:?}", bytes.get(..16).unwrap_or(bytes));
    };
    check(b"%PDF-1.7\n", "application/pdf", false);
    check(b"\x89PNG\r\n\x1a\n....", "image/png", false);
    check(b"\xff\xd8\xff\xe0", "image/jpeg", false);
    check(b"\xd4\xc3\xb2\xa1\x02\x00", "application/vnd.tcpdump.pcap", false);
    check(b"\x0a\x0d\x0d\x0a\x1c\x00", "application/x-pcapng", false);
    check(b"MZ\x90\x00", "application/vnd.microsoft.portable-executable", true);
    check(b"\x7fELF\x02\x01", "application/x-elf", true);
    check(b"#!/bin/sh\n", "text/x-script", true);
    check("处置说明：已停用端口。\n".as_bytes(), "text/plain", false);
    check(&"处".as_bytes()[..2], "text/plain", false);
    check(b"\xb4\xa6\xd6\xc3\xcb\xb5\xc3\xf7\r\n", "text/plain", false);
    check(b"<!DOCTYPE html><p>", "text/html", false);
    check(b"\x00\x01\x02", "application/octet-stream", false);
    check(b"", "application/octet-stream", false);
    check(&zip(&["a.txt"]), "application/zip", false);
    check(
        &zip(&["[Content_Types].xml", "word/document.xml"]),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        false,
    );
    check(
        &zip(&["[Content_Types].xml", "xl/workbook.xml"]),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        false,
    );
    check(&zip(&["META-INF/MANIFEST.MF"]), "application/java-archive", true);
    check(b"PK\x03\x04", "application/zip", false);
}
