-- The tables of migrations/sqlite, for PostgreSQL. Text is compared byte by byte (COLLATE "C"), as in SQLite: times and
-- days are compared as text, and no order may depend on the server's language.

-- The highest number that a row of each table ever had. A sequence of PostgreSQL keeps a number that was given in a
-- transaction that failed, so there would be gaps that mean nothing; what is counted here is undone along with it.
-- The row of the receipts is also the lock that one writer at a time has.
CREATE TABLE counters (
    name    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    highest BIGINT NOT NULL
);
INSERT INTO counters (name, highest) VALUES ('proofs', 0), ('receipts', 0), ('unsigned_registrations', 0);

-- Gives a new row the next number, unless it brings one along.
CREATE FUNCTION number_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE counters SET highest = greatest(highest, coalesce(NEW.sequence, highest + 1))
     WHERE name = TG_TABLE_NAME
 RETURNING coalesce(NEW.sequence, highest) INTO STRICT NEW.sequence;
    RETURN NEW;
END
$$;

CREATE TABLE proofs (
    -- Order of arrival. A number is never given twice.
    sequence               BIGINT NOT NULL PRIMARY KEY,
    record_sha256          TEXT COLLATE "C" NOT NULL UNIQUE,
    record_id              TEXT COLLATE "C" NOT NULL UNIQUE,
    -- The flattened JWS, as it was posted.
    protected              TEXT COLLATE "C" NOT NULL,
    payload                TEXT COLLATE "C" NOT NULL,
    signature              TEXT COLLATE "C" NOT NULL,
    received_at            TEXT COLLATE "C" NOT NULL,
    -- What two records may not both say: a challenge is good for one record, and a record is changed by one other.
    challenge              TEXT COLLATE "C",
    previous_record_sha256 TEXT COLLATE "C" REFERENCES proofs (record_sha256),
    -- Never true here: this database is younger than receipts are.
    before_receipts        BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX proofs_challenge ON proofs (challenge) WHERE challenge IS NOT NULL;
CREATE UNIQUE INDEX proofs_previous ON proofs (previous_record_sha256) WHERE previous_record_sha256 IS NOT NULL;
CREATE TRIGGER number_row BEFORE INSERT ON proofs FOR EACH ROW EXECUTE FUNCTION number_row();

-- The personal data apart from the proof: deleting a row touches nothing else.
CREATE TABLE registrations (
    record_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES proofs (record_id),
    salt      TEXT COLLATE "C" NOT NULL,
    -- A JSON object of strings.
    fields    TEXT COLLATE "C" NOT NULL
);

-- What records refer to by hash. Rows are only ever added: a record must be readable with the text it was signed under.

CREATE TABLE policy_texts (
    sha256   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    language TEXT COLLATE "C" NOT NULL,
    text     TEXT COLLATE "C" NOT NULL
);

CREATE TABLE policy_packs (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- As served, byte for byte.
    bytes  BYTEA NOT NULL
);

CREATE TABLE form_definitions (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- As served, byte for byte.
    bytes  BYTEA NOT NULL
);

CREATE TABLE receipts (
    -- From 1 without gaps.
    sequence      BIGINT NOT NULL PRIMARY KEY,
    record_sha256 TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES proofs (record_sha256),
    -- The flattened JWS.
    protected     TEXT COLLATE "C" NOT NULL,
    payload       TEXT COLLATE "C" NOT NULL,
    signature     TEXT COLLATE "C" NOT NULL
);
CREATE TRIGGER number_row BEFORE INSERT ON receipts FOR EACH ROW EXECUTE FUNCTION number_row();

-- Every key that ever signed a receipt here. Rows are only ever added: old receipts must stay verifiable.
CREATE TABLE signing_keys (
    kid         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    x           TEXT COLLATE "C" NOT NULL,
    y           TEXT COLLATE "C" NOT NULL,
    -- The private half. NULL where it is in a file.
    d           TEXT COLLATE "C",
    created_at  TEXT COLLATE "C" NOT NULL,
    -- It signs from then on, until another does.
    active_from TEXT COLLATE "C" NOT NULL
);

CREATE TABLE secrets (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- When and why a registration was deleted.
CREATE TABLE forgotten (
    record_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES proofs (record_id),
    forgotten_at TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL
);

-- What people ask for, with the days by which the law wants it answered: withdrawals that were signed, and requests of
-- those who hold neither key nor record, which a human decides.
CREATE TABLE requests (
    -- For a signed withdrawal, the record's name.
    request_id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    received_at     TEXT COLLATE "C" NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL,
    -- The record that withdraws; NULL for what is not signed.
    record_id       TEXT COLLATE "C" UNIQUE REFERENCES proofs (record_id),
    -- A JSON array of the purposes' names; NULL where none was named.
    purposes        TEXT COLLATE "C",
    language        TEXT COLLATE "C",
    -- What an unsigned request says. Personal data: deleted with the registration it belongs to.
    reference       TEXT COLLATE "C",
    contact         TEXT COLLATE "C",
    message         TEXT COLLATE "C",
    acknowledge_by  TEXT COLLATE "C" NOT NULL,
    complete_by     TEXT COLLATE "C" NOT NULL,
    acknowledged_at TEXT COLLATE "C",
    -- 'accepted' or 'refused', by a human; NULL while open, and for what is signed.
    decision        TEXT COLLATE "C",
    decided_at      TEXT COLLATE "C",
    completed_at    TEXT COLLATE "C",
    note            TEXT COLLATE "C"
);
CREATE INDEX requests_open ON requests (complete_by) WHERE completed_at IS NULL;

-- Registrations from browsers that cannot sign. They stand apart from `proofs`, because they prove nothing: what is
-- here is what the backend says it was sent.
CREATE TABLE unsigned_registrations (
    -- Order of arrival, from 1 without gaps.
    sequence            BIGINT NOT NULL PRIMARY KEY,
    registration_id     TEXT COLLATE "C" NOT NULL UNIQUE,
    received_at         TEXT COLLATE "C" NOT NULL,
    form_id             TEXT COLLATE "C" NOT NULL,
    form_sha256         TEXT COLLATE "C" NOT NULL,
    notice_sha256       TEXT COLLATE "C" NOT NULL,
    language            TEXT COLLATE "C" NOT NULL,
    -- The words of the required tick.
    acknowledged        TEXT COLLATE "C" NOT NULL,
    -- A JSON array: each choice's name, its words, and whether it was given or refused.
    decisions           TEXT COLLATE "C" NOT NULL,
    -- Over the salted fields, and over everything above with that hash: what was stored by mistake or changed is seen.
    registration_sha256 TEXT COLLATE "C" NOT NULL,
    content_sha256      TEXT COLLATE "C" NOT NULL,
    -- Personal data. NULL once it was deleted, and then it is said when and why.
    salt                TEXT COLLATE "C",
    -- A JSON object of strings.
    fields              TEXT COLLATE "C",
    -- What two posts of the same form have in common: a reload is no second registration.
    likeness_sha256     TEXT COLLATE "C",
    -- The same of the fields alone: who changes their mind and posts again has decided anew.
    author_sha256       TEXT COLLATE "C",
    forgotten_at        TEXT COLLATE "C",
    forgotten_reason    TEXT COLLATE "C"
);
CREATE INDEX unsigned_author ON unsigned_registrations (author_sha256) WHERE author_sha256 IS NOT NULL;
CREATE TRIGGER number_row BEFORE INSERT ON unsigned_registrations FOR EACH ROW EXECUTE FUNCTION number_row();
