-- The proof and the personal data it was signed over live apart, so that the data can be deleted and the proof stays
-- whole: deleting a row of `registrations` touches nothing else.

CREATE TABLE proofs (
    -- Order of arrival. AUTOINCREMENT: a number is never given twice.
    sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
    record_sha256 TEXT NOT NULL UNIQUE,
    record_id     TEXT NOT NULL UNIQUE,
    -- The flattened JWS, as it was posted.
    protected     TEXT NOT NULL,
    payload       TEXT NOT NULL,
    signature     TEXT NOT NULL,
    received_at   TEXT NOT NULL
) STRICT;

CREATE TABLE registrations (
    record_id TEXT NOT NULL PRIMARY KEY REFERENCES proofs (record_id),
    salt      TEXT NOT NULL,
    -- A JSON object of strings.
    fields    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What records refer to by hash. Rows are only ever added: a record must be readable with the text it was signed under.

CREATE TABLE policy_texts (
    sha256   TEXT NOT NULL PRIMARY KEY,
    language TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT;

CREATE TABLE form_definitions (
    sha256 TEXT NOT NULL PRIMARY KEY,
    -- As served, byte for byte.
    bytes  BLOB NOT NULL
) STRICT;
