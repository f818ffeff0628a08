//! The keyring in a file.
//!
//! Without a start-up secret the file is [`Keyring::encode`]'s bytes. With one it is
//! `magic 16 | version 1 | costs 12 | salt 16 | nonce 24 | keyring sealed | tag 16 | SHA-256 32` under Argon2id
//! of the secret. The sum tells a damaged file from a wrong secret.

use super::{Keyring, KeyringDamaged};
use crate::{
    aead::{self, NONCE, TAG},
    label,
    password::{self, COSTS, Costs, SALT},
};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::{ffi::OsStrExt, fs::OpenOptionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const MAGIC: &[u8; 16] = b"tipline sealed\0\0";
const VERSION: u8 = 1;
const HEAD: usize = MAGIC.len() + 1 + COSTS + SALT;
const SUM: usize = 32;
/// No keyring is longer; a longer file is not read.
const LONGEST: u64 = 4 << 20;

/// Why a keyring file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyringFileError {
    /// There is no such file. At a first start that is as it should be.
    #[error("there is no keyring file")]
    Missing,
    /// It is sealed and no secret was given.
    #[error("the keyring is sealed under a start-up secret, and none was given")]
    NeedsSecret,
    /// It is sealed under another secret.
    #[error("this is not the start-up secret of this keyring")]
    WrongSecret,
    /// It is damaged, or no keyring.
    #[error(transparent)]
    Damaged(#[from] KeyringDamaged),
    /// The system did not let it be read.
    #[error("the keyring file could not be read")]
    Io(#[source] io::Error),
}

/// Writes the keyring: into a new file beside it (mode 0600) that takes its place only when it is on the disk,
/// so that a crash leaves the old or the new one, whole. Then the old file's bytes are overwritten with zeros: a
/// key that was destroyed shall not lie in a free block. (A file system that copies on write, and a disk that
/// levels its wear, keep them nevertheless; only the start-up secret helps against that.) A link is followed.
///
/// # Errors
/// What the system says. The old file is in place then, unless it says so of the very last step.
pub fn write(
    path: &Path,
    keyring: &Keyring,
    secret: Option<&[u8]>,
    rng: &mut (impl CryptoRng + ?Sized),
) -> io::Result<()> {
    let bytes = encode(keyring, secret, rng)?;
    let path = match fs::canonicalize(path) {
        Ok(path) => path,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let old = match OpenOptions::new().write(true).open(&path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let beside = beside(&path, rng)?;
    let written = create(&beside, &bytes).and_then(|()| rename(&beside, &path));
    if let Err(error) = written {
        // Best effort: what counts is the error that brought us here.
        let _ = destroy(&beside);
        return Err(error);
    }
    // Only now: until the directory is on the disk the old file may still be the one that a crash leaves.
    old.map_or(Ok(()), overwrite)
}

/// Gives a file another name in its folder, and puts the folder on the disk: a crash does not undo it.
///
/// # Errors
/// What the system says.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    let folder = to.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Reads a keyring file. What a crash left beside it while it was being written is overwritten and removed, as far as
/// the system lets us: it holds keys that may have been destroyed since.
///
/// # Errors
/// [`KeyringFileError`].
pub fn read(path: &Path, secret: Option<&[u8]>) -> Result<Keyring, KeyringFileError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => KeyringFileError::Missing,
        _ => KeyringFileError::Io(error),
    })?;
    // Best effort: a keyring on a medium that cannot be written is still a keyring.
    let _ = remove_leftovers(path);
    let length = file.metadata().map_err(KeyringFileError::Io)?.len();
    if length > LONGEST {
        return Err(KeyringDamaged::NotAKeyring.into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(length as usize + 1));
    file.take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(KeyringFileError::Io)?;
    decode(&bytes, secret)
}

/// The bytes of a keyring file.
///
/// # Errors
/// When there is no memory for Argon2id.
pub fn encode(
    keyring: &Keyring,
    secret: Option<&[u8]>,
    rng: &mut (impl CryptoRng + ?Sized),
) -> io::Result<Zeroizing<Vec<u8>>> {
    match secret {
        Some(secret) => seal(&keyring.encode(), secret, rng),
        None => Ok(keyring.encode()),
    }
}

/// The keyring in the bytes of a keyring file.
///
/// # Errors
/// [`KeyringFileError`].
pub fn decode(bytes: &[u8], secret: Option<&[u8]>) -> Result<Keyring, KeyringFileError> {
    if !is_sealed(bytes) {
        return Ok(Keyring::decode(bytes)?);
    }
    let secret = secret.ok_or(KeyringFileError::NeedsSecret)?;
    Ok(Keyring::decode(&open(bytes, secret)?)?)
}

/// Whether the bytes of a keyring file are sealed under a start-up secret.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

fn seal(
    plain: &[u8],
    secret: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let key = password::key(secret, &salt, password::KEYRING).map_err(io::Error::other)?;
    let mut out = Zeroizing::new(Vec::with_capacity(HEAD + NONCE + plain.len() + TAG + SUM));
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&password::KEYRING.encode());
    out.extend_from_slice(&salt);
    out.resize(HEAD + NONCE, 0);
    rng.fill_bytes(&mut out[HEAD..]);
    out.extend_from_slice(plain);
    let associated = associated(&out[..HEAD]);
    aead::seal_after(HEAD, &key, &associated, &mut out);
    let sum = Sha256::digest(&*out);
    out.extend_from_slice(&sum);
    Ok(out)
}

fn open(bytes: &[u8], secret: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyringFileError> {
    match bytes.get(MAGIC.len()) {
        Some(&VERSION) => {}
        Some(&found) => return Err(KeyringDamaged::Version { found }.into()),
        None => return Err(KeyringDamaged::Checksum.into()),
    }
    let (body, sum) = bytes
        .split_last_chunk::<SUM>()
        .ok_or(KeyringDamaged::Checksum)?;
    if Sha256::digest(body)[..] != sum[..] {
        return Err(KeyringDamaged::Checksum.into());
    }
    let (head, _) = body
        .split_at_checked(HEAD)
        .ok_or(KeyringDamaged::Contents)?;
    let (costs, salt) = head[MAGIC.len() + 1..]
        .split_first_chunk::<COSTS>()
        .ok_or(KeyringDamaged::Contents)?;
    let salt = salt.first_chunk::<SALT>().ok_or(KeyringDamaged::Contents)?;
    let costs = Costs::decode(costs).map_err(|_| KeyringDamaged::Contents)?;
    let key = password::key(secret, salt, costs).map_err(|_| KeyringDamaged::Contents)?;
    aead::open_after(HEAD, &key, &associated(head), body).map_err(|_| KeyringFileError::WrongSecret)
}

fn associated(head: &[u8]) -> Vec<u8> {
    [label::KEYRING_FILE.as_bytes(), head].concat()
}

/// What the name of a file that is being written ends with, after sixteen hexadecimal digits.
const NEW: &str = ".new";

/// A name in the same directory that nobody else uses.
fn beside(path: &Path, rng: &mut (impl CryptoRng + ?Sized)) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut beside = name.to_owned();
    beside.push(format!(".{:016x}{NEW}", rng.next_u64()));
    Ok(path.with_file_name(beside))
}

/// Whether a file of this name was to become the keyring called `keyring`: see [`beside`].
fn is_leftover(name: &[u8], keyring: &[u8]) -> bool {
    let random = name
        .strip_prefix(keyring)
        .and_then(|rest| rest.strip_prefix(b"."))
        .and_then(|rest| rest.strip_suffix(NEW.as_bytes()));
    random.is_some_and(|random| random.len() == 16 && random.iter().all(u8::is_ascii_hexdigit))
}

fn remove_leftovers(path: &Path) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(());
    };
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        // A link that somebody put there is not ours, and what it leads to even less.
        if is_leftover(entry.file_name().as_bytes(), name.as_bytes())
            && entry.file_type()?.is_file()
        {
            destroy(&entry.path())?;
        }
    }
    Ok(())
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn destroy(path: &Path) -> io::Result<()> {
    let overwritten = File::options().write(true).open(path).and_then(overwrite);
    fs::remove_file(path).and(overwritten)
}

fn overwrite(mut file: File) -> io::Result<()> {
    let length = file.metadata()?.len();
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
