-- Receipts, the keys that sign them, records that change others, and what people ask for.

-- What a record says about itself and two records may not both say. The columns repeat the signed payload so that the
-- database can hold them apart: a challenge is good for one record, and a record is changed by one other, so that a
-- chain has one end. `thuan audit` compares them with the payload.
ALTER TABLE proofs ADD COLUMN challenge TEXT;
ALTER TABLE proofs ADD COLUMN previous_record_sha256 TEXT REFERENCES proofs (record_sha256);
-- 1 for what was kept before there were receipts, and so has none.
ALTER TABLE proofs ADD COLUMN before_receipts INTEGER NOT NULL DEFAULT 0;
UPDATE proofs SET before_receipts = 1;
CREATE UNIQUE INDEX proofs_challenge ON proofs (challenge) WHERE challenge IS NOT NULL;
CREATE UNIQUE INDEX proofs_previous ON proofs (previous_record_sha256) WHERE previous_record_sha256 IS NOT NULL;

CREATE TABLE receipts (
    -- From 1 without gaps. AUTOINCREMENT keeps the highest number ever given, so that a missing end is seen.
    sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
    record_sha256 TEXT NOT NULL UNIQUE REFERENCES proofs (record_sha256),
    -- The flattened JWS.
    protected     TEXT NOT NULL,
    payload       TEXT NOT NULL,
    signature     TEXT NOT NULL
) STRICT;

-- Every key that ever signed a receipt here. Rows are only ever added: old receipts must stay verifiable.
CREATE TABLE signing_keys (
    kid         TEXT NOT NULL PRIMARY KEY,
    x           TEXT NOT NULL,
    y           TEXT NOT NULL,
    -- The private half. NULL where it is in a file.
    d           TEXT,
    created_at  TEXT NOT NULL,
    -- It signs from then on, until another does.
    active_from TEXT NOT NULL
) STRICT;

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_packs (
    sha256 TEXT NOT NULL PRIMARY KEY,
    -- As served, byte for byte.
    bytes  BLOB NOT NULL
) STRICT;

-- When and why a registration was deleted.
CREATE TABLE forgotten (
    record_id    TEXT NOT NULL PRIMARY KEY REFERENCES proofs (record_id),
    forgotten_at TEXT NOT NULL,
    reason       TEXT NOT NULL
) STRICT;

-- What people ask for, with the days by which the law wants it answered: withdrawals that were signed, and requests of
-- those who hold neither key nor record, which a human decides.
CREATE TABLE requests (
    -- For a signed withdrawal, the record's name.
    request_id      TEXT NOT NULL PRIMARY KEY,
    received_at     TEXT NOT NULL,
    kind            TEXT NOT NULL,
    -- The record that withdraws; NULL for what is not signed.
    record_id       TEXT UNIQUE REFERENCES proofs (record_id),
    -- A JSON array of the purposes' names; NULL where none was named.
    purposes        TEXT,
    language        TEXT,
    -- What an unsigned request says. Personal data: deleted with the registration it belongs to.
    reference       TEXT,
    contact         TEXT,
    message         TEXT,
    acknowledge_by  TEXT NOT NULL,
    complete_by     TEXT NOT NULL,
    acknowledged_at TEXT,
    -- 'accepted' or 'refused', by a human; NULL while open, and for what is signed.
    decision        TEXT,
    decided_at      TEXT,
    completed_at    TEXT,
    note            TEXT
) STRICT;
CREATE INDEX requests_open ON requests (complete_by) WHERE completed_at IS NULL;
