//! Signing keys in a file: a JWK set (RFC 7517 section 5) with private halves, mounted for every instance.
//!
//! Each key is a P-256 key with `d`; `nbf` (seconds since 1970), where it is there, says from when it signs. One more,
//! of type `oct`, is the secret of the challenges; without it that is kept in the database. What else a key has is not
//! read.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use thuan_consent::encoding::{base64url, base64url_array};
use thuan_consent::time::Timestamp;
use zeroize::{Zeroize, Zeroizing};

use super::challenge::ChallengeSecret;
use super::{KeyError, Scheduled, SigningKey};
use crate::clock;
use crate::private;
use crate::random;

/// What a file of keys holds.
#[derive(Debug, Default)]
pub struct KeyFile {
    /// The keys that sign receipts.
    pub keys: Vec<Scheduled>,
    /// The secret of the challenges.
    pub challenge: Option<ChallengeSecret>,
}

/// Why a file of keys cannot be used. No variant holds anything of a key.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// It cannot be read or written.
    #[error("{}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is none.
    #[error("{}: there is no such file; `thuan keys rotate --activate-after 0s --signing-keys FILE` makes one", .0.display())]
    Missing(PathBuf),
    /// Others than its owner may read it.
    #[error(
        "{}: others than its owner can read it (mode {mode:03o}), and whoever reads it can sign receipts in the \
         company's name; run chmod 600 on it",
        .path.display()
    )]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It is not a key set, or a key in it is not what it says.
    #[error("{}: {what}", .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// A key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
}

#[derive(Serialize, Deserialize)]
struct Set {
    keys: Vec<PrivateJwk>,
}

#[derive(Serialize, Deserialize)]
struct PrivateJwk {
    kty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

impl Drop for PrivateJwk {
    fn drop(&mut self) {
        self.d.zeroize();
        self.k.zeroize();
    }
}

/// Reads a file of keys.
///
/// # Errors
///
/// [`KeyFileError`].
pub fn read(path: &Path) -> Result<KeyFile, KeyFileError> {
    let at = |error| KeyFileError::File {
        path: path.to_owned(),
        error,
    };
    let content = |what| KeyFileError::Content {
        path: path.to_owned(),
        what,
    };
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeyFileError::Missing(path.to_owned()));
        }
        opened => opened.map_err(at)?,
    };
    owners_alone(path, &file)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.read_to_end(&mut bytes).map_err(at)?;
    // The error's own words may quote what was read.
    let set: Set = serde_json::from_slice(&bytes)
        .map_err(|_| content("not a JWK set: an object with `keys`, an array of keys"))?;
    let mut all = KeyFile::default();
    for jwk in &set.keys {
        if jwk.kty == "oct" {
            let secret = jwk.k.as_deref().map(base64url_array::<32>);
            let Some(Ok(secret)) = secret else {
                return Err(content(
                    "the `oct` key must have `k`, base64url of 32 bytes",
                ));
            };
            all.challenge = Some(ChallengeSecret::new(Zeroizing::new(secret)));
        } else {
            all.keys.push(scheduled(jwk).map_err(content)?);
        }
    }
    if all.keys.is_empty() {
        return Err(content("it has no key that signs"));
    }
    Ok(all)
}

fn scheduled(jwk: &PrivateJwk) -> Result<Scheduled, &'static str> {
    const KIND: &str = "a signing key must be of P-256, with `d`, `x` and `y`";
    if jwk.kty != "EC" || jwk.crv.as_deref() != Some("P-256") {
        return Err(KIND);
    }
    let secret = base64url_array(jwk.d.as_deref().ok_or(KIND)?).map_err(|_| KIND)?;
    let key = SigningKey::from_secret(&Zeroizing::new(secret)).map_err(|_| KIND)?;
    let public = key.public().to_jwk();
    if jwk.x.as_ref() != Some(&public.x) || jwk.y != public.y {
        return Err("a key's `x` and `y` are not those of its `d`");
    }
    if jwk
        .kid
        .as_deref()
        .is_some_and(|kid| kid != key.kid().as_str())
    {
        return Err("a key's `kid` is not its thumbprint (RFC 7638)");
    }
    let active_from = match jwk.nbf {
        None => Timestamp::epoch(),
        Some(seconds) => clock::from_seconds(seconds).map_err(|_| "a key's `nbf` is no time")?,
    };
    Ok(Scheduled { key, active_from })
}

#[cfg(unix)]
fn owners_alone(path: &Path, file: &File) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata().map_err(|error| KeyFileError::File {
        path: path.to_owned(),
        error,
    })?;
    match metadata.permissions().mode() & 0o777 {
        mode if mode & 0o077 == 0 => Ok(()),
        mode => Err(KeyFileError::Readable {
            path: path.to_owned(),
            mode,
        }),
    }
}

#[cfg(not(unix))]
fn owners_alone(_: &Path, _: &File) -> Result<(), KeyFileError> {
    Ok(())
}

/// Adds a key that signs from `active_from`, making the file if there is none. The file is replaced as a whole, so that
/// whoever reads it meanwhile reads the old one or the new one.
///
/// # Errors
///
/// [`KeyFileError`].
pub fn add(path: &Path, key: &SigningKey, active_from: &Timestamp) -> Result<(), KeyFileError> {
    let mut file = match read(path) {
        Err(KeyFileError::Missing(_)) => KeyFile::default(),
        file => file?,
    };
    file.keys.push(Scheduled {
        key: key.clone(),
        active_from: active_from.clone(),
    });
    let mut keys: Vec<PrivateJwk> = file.keys.iter().map(written).collect();
    let secret = match &file.challenge {
        Some(challenge) => challenge.to_text(),
        None => Zeroizing::new(base64url(
            random::secret::<32>().map_err(KeyError::Random)?.as_slice(),
        )),
    };
    keys.push(PrivateJwk {
        kty: "oct".to_owned(),
        k: Some(secret.to_string()),
        kid: Some("challenge".to_owned()),
        alg: Some("HS256".to_owned()),
        crv: None,
        x: None,
        y: None,
        d: None,
        nbf: None,
    });
    let text = serde_json::to_vec_pretty(&Set { keys }).map_err(io::Error::from);
    let text = text.map(Zeroizing::new);
    text.and_then(|text| replace(path, &text))
        .map_err(|error| KeyFileError::File {
            path: path.to_owned(),
            error,
        })
}

fn written(scheduled: &Scheduled) -> PrivateJwk {
    let jwk = scheduled.key.public().to_jwk();
    PrivateJwk {
        kty: jwk.kty,
        crv: Some(jwk.crv),
        x: Some(jwk.x),
        y: jwk.y,
        d: Some(scheduled.key.to_secret().to_string()),
        k: None,
        kid: Some(scheduled.key.kid().to_string()),
        alg: Some("ES256".to_owned()),
        nbf: Some(clock::milliseconds(&scheduled.active_from).div_euclid(1000)),
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let fresh = path.with_file_name(name);
    let mut file = private::file().create_new(true).open(&fresh)?;
    let done = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&fresh, path));
    if done.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    done
}
