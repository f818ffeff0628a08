use super::*;
use crate::testing::seeded;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use tempfile::TempDir;

fn keyring(day: i64) -> Keyring {
    Keyring::found(&mut seeded(1), day)
}

fn place() -> (TempDir, PathBuf) {
    let dir = TempDir::new().expect("a temporary directory");
    let path = dir.path().join("keyring");
    (dir, path)
}

fn put(path: &Path, keyring: &Keyring, secret: Option<&[u8]>) {
    write(path, keyring, secret, &mut seeded(2)).expect("a writable directory");
}

#[test]
fn a_keyring_without_a_secret_is_read_back() {
    let (_dir, path) = place();
    put(&path, &keyring(1), None);
    assert!(!is_sealed(&fs::read(&path).expect("written")));
    for secret in [None, Some(&b"needless"[..])] {
        let back = read(&path, secret).expect("written");
        assert_eq!(back.encode(), keyring(1).encode());
    }
}

#[test]
fn a_sealed_keyring_needs_its_secret() {
    let (_dir, path) = place();
    put(&path, &keyring(1), Some(b"start"));
    let bytes = fs::read(&path).expect("written");
    assert!(is_sealed(&bytes));
    let pepper = *keyring(1).pepper().expose();
    assert!(!bytes.windows(32).any(|window| window == pepper));
    assert_eq!(
        read(&path, Some(b"start")).expect("its secret").encode(),
        keyring(1).encode()
    );
    assert!(matches!(
        read(&path, None),
        Err(KeyringFileError::NeedsSecret)
    ));
    assert!(matches!(
        read(&path, Some(b"stop")),
        Err(KeyringFileError::WrongSecret)
    ));
}

#[test]
fn damage_is_told_from_a_wrong_secret() {
    let (_dir, path) = place();
    put(&path, &keyring(1), Some(b"start"));
    let good = fs::read(&path).expect("written");
    for place in (0..good.len()).step_by(5) {
        let mut changed = good.clone();
        changed[place] ^= 1;
        fs::write(&path, &changed).expect("writable");
        let error = read(&path, Some(b"start")).expect_err("damaged");
        assert!(
            matches!(error, KeyringFileError::Damaged(_)),
            "byte {place}: {error}"
        );
        fs::write(&path, &good[..place]).expect("writable");
        assert!(matches!(
            read(&path, Some(b"start")),
            Err(KeyringFileError::Damaged(_))
        ));
    }
}

#[test]
fn a_file_that_asks_for_too_much_memory_is_refused() {
    let (_dir, path) = place();
    put(&path, &keyring(1), Some(b"start"));
    let mut bytes = fs::read(&path).expect("written");
    bytes[17..21].copy_from_slice(&u32::MAX.to_le_bytes());
    let body = bytes.len() - SUM;
    let sum = Sha256::digest(&bytes[..body]);
    bytes[body..].copy_from_slice(&sum);
    fs::write(&path, &bytes).expect("writable");
    let error = read(&path, Some(b"start")).expect_err("too dear");
    assert!(matches!(
        error,
        KeyringFileError::Damaged(KeyringDamaged::Contents)
    ));
}

#[test]
fn a_missing_file_and_another_file_are_named() {
    let (dir, path) = place();
    assert!(matches!(read(&path, None), Err(KeyringFileError::Missing)));
    fs::write(&path, b"something else").expect("writable");
    assert!(matches!(
        read(&path, None),
        Err(KeyringFileError::Damaged(KeyringDamaged::NotAKeyring))
    ));
    assert!(matches!(
        read(dir.path(), None),
        Err(KeyringFileError::Io(_))
    ));
}

#[test]
fn only_the_owner_may_read_it_and_nothing_is_left_beside_it() {
    let (dir, path) = place();
    for day in 1..4 {
        put(&path, &keyring(day), None);
    }
    assert_eq!(
        fs::metadata(&path).expect("written").permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1);
    assert_eq!(read(&path, None).expect("the last").day(), 3);
}

#[test]
fn the_old_bytes_are_overwritten() {
    let (dir, path) = place();
    put(&path, &keyring(1), None);
    // A second name keeps the old inode, so that its bytes can be looked at.
    let old = dir.path().join("old");
    fs::hard_link(&path, &old).expect("the same file system");
    put(&path, &keyring(2), None);
    let bytes = fs::read(&old).expect("linked");
    assert!(!bytes.is_empty() && bytes.iter().all(|&byte| byte == 0));
    assert_ne!(
        fs::metadata(&old).expect("old").ino(),
        fs::metadata(&path).expect("new").ino()
    );
}

#[test]
fn what_a_crash_left_beside_it_is_overwritten_and_removed_when_it_is_read() {
    let (dir, path) = place();
    put(&path, &keyring(1), None);
    let beside = |name: &str| dir.path().join(name);
    let left = beside("keyring.0123456789abcdef.new");
    fs::write(&left, b"keys").expect("writable");
    // A second name keeps the bytes, so that they can be looked at.
    let bytes = beside("bytes");
    fs::hard_link(&left, &bytes).expect("the same file system");
    let others = [
        "keyring.new",
        "keyring.0123456789abcdef.old",
        "keyring.0123456789abcdeg.new",
        "other.0123456789abcdef.new",
    ];
    for name in others {
        fs::write(beside(name), b"not ours").expect("writable");
    }
    let link = beside("keyring.fedcba9876543210.new");
    symlink(beside(others[0]), &link).expect("a link");

    read(&path, None).expect("written");
    assert!(!left.exists());
    assert_eq!(fs::read(&bytes).expect("linked"), [0; 4]);
    for name in others {
        assert_eq!(fs::read(beside(name)).expect("kept"), b"not ours", "{name}");
    }
    assert!(link.is_symlink());
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let (dir, path) = place();
    let link = dir.path().join("link");
    put(&path, &keyring(1), None);
    symlink(&path, &link).expect("a link");
    put(&link, &keyring(2), None);
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert_eq!(read(&path, None).expect("the new one").day(), 2);
}

#[test]
fn a_directory_that_cannot_be_written_leaves_the_old_keyring() {
    let (dir, path) = place();
    put(&path, &keyring(1), None);
    let nowhere = dir.path().join("nowhere").join("keyring");
    assert!(write(&nowhere, &keyring(2), None, &mut seeded(3)).is_err());
    assert_eq!(read(&path, None).expect("the old one").day(), 1);
}
