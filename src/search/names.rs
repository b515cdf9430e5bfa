//! Names of files that carry their content, so that no host or browser can mix two builds.

/// The number of letters of a short name. With the file's number beside it, a file that has changed
/// keeps its name in one of sixty million cases.
pub(super) const SHORT: usize = 5;

/// Five letters or digits for some bytes. Capitals are left out, because some disks don't tell them
/// from small letters.
pub(super) fn short_name(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let hash = blake3::hash(bytes);
    let (first, _) = hash
        .as_bytes()
        .split_first_chunk()
        .expect("a hash has 32 bytes");
    let mut number = u64::from_le_bytes(*first);
    let letter = |_| {
        let letter = LETTERS[(number % 36) as usize];
        number /= 36;
        char::from(letter)
    };
    (0..SHORT).map(letter).collect()
}
