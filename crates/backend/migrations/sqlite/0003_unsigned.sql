-- Registrations from browsers that cannot sign. They stand apart from `proofs`, because they prove nothing: what is
-- here is what the backend says it was sent.
CREATE TABLE unsigned_registrations (
    -- Order of arrival, from 1 without gaps. AUTOINCREMENT keeps the highest number ever given, so that a missing end is
    -- seen.
    sequence            INTEGER PRIMARY KEY AUTOINCREMENT,
    registration_id     TEXT NOT NULL UNIQUE,
    received_at         TEXT NOT NULL,
    form_id             TEXT NOT NULL,
    form_sha256         TEXT NOT NULL,
    notice_sha256       TEXT NOT NULL,
    language            TEXT NOT NULL,
    -- The words of the required tick.
    acknowledged        TEXT NOT NULL,
    -- A JSON array: each choice's name, its words, and whether it was given or refused.
    decisions           TEXT NOT NULL,
    -- Over the salted fields, and over everything above with that hash: what was stored by mistake or changed is seen.
    registration_sha256 TEXT NOT NULL,
    content_sha256      TEXT NOT NULL,
    -- Personal data. NULL once it was deleted, and then it is said when and why.
    salt                TEXT,
    -- A JSON object of strings.
    fields              TEXT,
    -- What two posts of the same form have in common: a reload is no second registration. It goes with the data, since
    -- it holds no salt and would say what that was.
    likeness_sha256     TEXT,
    -- The same of the fields alone: who changes their mind and posts what they posted before the last time has decided
    -- anew.
    author_sha256       TEXT,
    forgotten_at        TEXT,
    forgotten_reason    TEXT
) STRICT;
CREATE INDEX unsigned_author ON unsigned_registrations (author_sha256) WHERE author_sha256 IS NOT NULL;
