-- What others are to be told, and whom: rows are written in the transaction that keeps what they tell of, and sent
-- afterwards. They name it and say nothing of it, so there is no personal data here: what is sent is read from the
-- other tables at that time.
CREATE TABLE deliveries (
    -- Order of arrival.
    sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What the receiver knows it by, the same in every attempt.
    delivery_id     TEXT NOT NULL UNIQUE,
    -- How it is sent ('webhook').
    channel         TEXT NOT NULL,
    -- Whom to: for a webhook, the endpoint's name.
    target          TEXT NOT NULL,
    event           TEXT NOT NULL,
    -- What it tells of: the name of a record, an unsigned registration or a request.
    about           TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    -- How often sending was begun. It also tells the holder of a lease from an earlier one.
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT NOT NULL,
    -- Until then one backend has it, and no other sends it.
    lease_until     TEXT,
    -- 'pending', 'delivered' or 'dead'.
    state           TEXT NOT NULL DEFAULT 'pending',
    -- What came of the last attempt: a status of HTTP or a word of this program, never anybody else's words.
    last_outcome    TEXT,
    finished_at     TEXT
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_pending ON deliveries (channel, target, next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_delivered ON deliveries (finished_at) WHERE state = 'delivered';
CREATE INDEX deliveries_dead ON deliveries (sequence) WHERE state = 'dead';

-- Where webhooks go.
CREATE TABLE webhook_endpoints (
    endpoint_id     TEXT NOT NULL PRIMARY KEY,
    url             TEXT NOT NULL,
    -- A JSON array of the events it is told; NULL for all.
    events          TEXT,
    -- 'identifiers' or 'registration': how much it is told.
    data            TEXT NOT NULL,
    -- What is sent is signed with it.
    secret          BLOB NOT NULL,
    -- The one before, which signs as well until then.
    previous_secret BLOB,
    previous_until  TEXT,
    created_at      TEXT NOT NULL,
    -- It answered that it is gone; nothing is sent to it from then on.
    stopped_at      TEXT
) STRICT;
