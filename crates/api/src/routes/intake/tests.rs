use super::*;

#[test]
fn a_compression_bomb_is_refused_at_the_limit() {
    let bomb = zstd::encode_all(&vec![b'x'; MAX_BATCH_BYTES + 1][..], 19).unwrap();
    assert!(bomb.len() < 10_000);
    assert_eq!(inflate(&bomb).unwrap_err().code, "intake.too_large");
}

#[test]
fn damaged_compression_is_invalid_and_intact_one_comes_back() {
    let mut packed = zstd::encode_all(&b"{}\n"[..], 1).unwrap();
    assert_eq!(&inflate(&packed).unwrap()[..], b"{}\n");
    packed.truncate(packed.len() - 2);
    assert_eq!(inflate(&packed).unwrap_err().code, "intake.compression");
}
