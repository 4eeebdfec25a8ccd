//! Signing keys and secrets in the database.

use thuan_consent::encoding::base64url_array;
use thuan_consent::time::Timestamp;
use zeroize::Zeroizing;

use super::sql::{Connection, FromRow, Row, query, query_as, query_scalar};
use super::{Store, StoreError};
use crate::keys::challenge::ChallengeSecret;
use crate::keys::{KeySet, ListedKey, Scheduled, SigningKey, Source, active};
use crate::random;

/// A signing key as it is listed: without its private half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// Its thumbprint.
    pub kid: String,
    /// The x coordinate, base64url.
    pub x: String,
    /// The y coordinate, base64url.
    pub y: String,
    /// When it became known here.
    pub created_at: String,
    /// From when it signs, until another does.
    pub active_from: String,
    /// Whether its private half is in the database.
    pub in_database: bool,
}

impl FromRow for KnownKey {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            kid: row.get("kid")?,
            x: row.get("x")?,
            y: row.get("y")?,
            created_at: row.get("created_at")?,
            active_from: row.get("active_from")?,
            in_database: row.get("in_database")?,
        })
    }
}

impl KnownKey {
    /// As the key set lists it.
    #[must_use]
    pub fn listed(&self) -> ListedKey {
        ListedKey::new(self.kid.clone(), self.x.clone(), self.y.clone())
    }
}

/// Where the private halves are of the keys that a database knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateKeys {
    /// There are no keys: the first start makes one.
    None,
    /// In it, those of some of them at least.
    InDatabase,
    /// In a file, all of them.
    Elsewhere,
}

/// Looks where they are. The tables may be of an older version.
pub(super) async fn private_keys(
    connection: &mut Connection<'_>,
) -> Result<PrivateKeys, StoreError> {
    let table = match connection {
        Connection::Sqlite(_) => {
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'signing_keys')"
        }
        Connection::Postgres(_) => "SELECT to_regclass('signing_keys') IS NOT NULL",
    };
    let there: bool = query_scalar(table).fetch_one(&mut *connection).await?;
    if !there {
        return Ok(PrivateKeys::None);
    }
    let (known, private): (i64, i64) = query_as("SELECT count(*), count(d) FROM signing_keys")
        .fetch_one(connection)
        .await?;
    Ok(match (known, private) {
        (0, _) => PrivateKeys::None,
        (_, 0) => PrivateKeys::Elsewhere,
        _ => PrivateKeys::InDatabase,
    })
}

pub(super) const KNOWN: &str =
    "SELECT kid, x, y, created_at, active_from, d IS NOT NULL AS in_database FROM signing_keys";

impl Store {
    /// Makes the first signing key, unless the database has one. Of two processes that ask at once, one makes it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; [`StoreError::KeysElsewhere`] where all that have signed are kept in a file: another would put in the
    /// database what somebody has decided should not be there.
    pub async fn ensure_key(&self, now: &Timestamp) -> Result<(), StoreError> {
        let key = SigningKey::generate().map_err(|_| StoreError::Random)?;
        let mut transaction = self.writer.begin().await?;
        match private_keys(&mut transaction.connection()).await? {
            PrivateKeys::InDatabase => {}
            PrivateKeys::Elsewhere => return Err(StoreError::KeysElsewhere),
            PrivateKeys::None => {
                insert(&mut transaction.connection(), &key, Half::Both, now, now).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Adds a signing key, with its private half, that signs from `active_from`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn add_key(&self, scheduled: &Scheduled, now: &Timestamp) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        let (key, active_from) = (&scheduled.key, &scheduled.active_from);
        insert(
            &mut connection.connection(),
            key,
            Half::Both,
            now,
            active_from,
        )
        .await
    }

    /// Notes the public halves of keys that are kept in a file, so that what they sign stays verifiable when the file
    /// has them no more.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn note_keys(&self, keys: &[Scheduled], now: &Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        for scheduled in keys {
            let (key, active_from) = (&scheduled.key, &scheduled.active_from);
            insert(
                &mut transaction.connection(),
                key,
                Half::Public,
                now,
                active_from,
            )
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every key that signs, will sign or ever signed here, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn keys(&self) -> Result<Vec<KnownKey>, StoreError> {
        let statement = format!("{KNOWN} ORDER BY active_from, kid");
        Ok(query_as(&statement).fetch_all(&self.readers).await?)
    }

    /// One key by its name.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn key(&self, kid: &str) -> Result<Option<KnownKey>, StoreError> {
        let statement = format!("{KNOWN} WHERE kid = $1");
        let key = query_as(&statement).bind(kid);
        Ok(key.fetch_optional(&self.readers).await?)
    }

    /// The key set that receipts are checked with.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn key_set(&self) -> Result<KeySet, StoreError> {
        let keys = self.keys().await?;
        Ok(KeySet {
            keys: keys.iter().map(KnownKey::listed).collect(),
        })
    }

    /// The secret of the challenges, made when it is first asked for.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn challenge_secret(&self) -> Result<ChallengeSecret, StoreError> {
        let fresh = random::secret::<32>().map_err(|_| StoreError::Random)?;
        query("INSERT INTO secrets (name, value) VALUES ('challenge', $1) ON CONFLICT DO NOTHING")
            .bind(fresh.as_slice())
            .execute(&self.writer)
            .await?;
        let kept: Vec<u8> = query_scalar("SELECT value FROM secrets WHERE name = 'challenge'")
            .fetch_one(&self.writer)
            .await?;
        let kept = Zeroizing::new(kept);
        let secret = <[u8; 32]>::try_from(kept.as_slice())
            .map_err(|_| StoreError::Corrupt("secret of 32 bytes"))?;
        Ok(ChallengeSecret::new(Zeroizing::new(secret)))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Both,
    Public,
}

async fn insert(
    connection: &mut Connection<'_>,
    key: &SigningKey,
    half: Half,
    created_at: &Timestamp,
    active_from: &Timestamp,
) -> Result<(), StoreError> {
    let public = key.public().to_jwk();
    let secret = (half == Half::Both).then(|| key.to_secret());
    query(
        "INSERT INTO signing_keys (kid, x, y, d, created_at, active_from) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
    )
    .bind(key.kid().as_str())
    .bind(public.x)
    .bind(public.y)
    .bind(secret.as_ref().map(|secret| secret.as_str()))
    .bind(created_at.as_str())
    .bind(active_from.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// The key that signs at `now`. Read anew for every transaction, so that a rotation needs no restart.
pub(super) async fn signing(
    connection: &mut Connection<'_>,
    source: &Source,
    now: &Timestamp,
) -> Result<SigningKey, StoreError> {
    if let Source::File(keys) = source {
        return active(keys, now).cloned().ok_or(StoreError::NoKey);
    }
    let row: Option<(String, String)> = query_as(
        "SELECT kid, d FROM signing_keys WHERE d IS NOT NULL AND active_from <= $1
         ORDER BY active_from DESC, kid DESC LIMIT 1",
    )
    .bind(now.as_str())
    .fetch_optional(connection)
    .await?;
    let (kid, secret) = row.ok_or(StoreError::NoKey)?;
    let secret = Zeroizing::new(secret);
    let corrupt = || StoreError::Corrupt("signing key");
    let bytes = base64url_array::<32>(&secret).map(Zeroizing::new);
    let key = bytes.map_err(|_| corrupt())?;
    let key = SigningKey::from_secret(&key).map_err(|_| corrupt())?;
    if key.kid().as_str() == kid {
        Ok(key)
    } else {
        Err(corrupt())
    }
}
