-- What others are to be told, and whom: rows are written in the transaction that keeps what they tell of, and sent
-- afterwards. They name it and say nothing of it, so there is no personal data here: what is sent is read from the
-- other tables at that time.
CREATE TABLE deliveries (
    -- Order of arrival. There may be gaps.
    sequence        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What the receiver knows it by, the same in every attempt.
    delivery_id     TEXT COLLATE "C" NOT NULL UNIQUE,
    -- How it is sent ('webhook').
    channel         TEXT COLLATE "C" NOT NULL,
    -- Whom to: for a webhook, the endpoint's name.
    target          TEXT COLLATE "C" NOT NULL,
    event           TEXT COLLATE "C" NOT NULL,
    -- What it tells of: the name of a record, an unsigned registration or a request.
    about           TEXT COLLATE "C" NOT NULL,
    created_at      TEXT COLLATE "C" NOT NULL,
    -- How often sending was begun. It also tells the holder of a lease from an earlier one.
    attempts        BIGINT NOT NULL DEFAULT 0,
    next_attempt_at TEXT COLLATE "C" NOT NULL,
    -- Until then one backend has it, and no other sends it.
    lease_until     TEXT COLLATE "C",
    -- 'pending', 'delivered' or 'dead'.
    state           TEXT COLLATE "C" NOT NULL DEFAULT 'pending',
    -- What came of the last attempt: a status of HTTP or a word of this program, never anybody else's words.
    last_outcome    TEXT COLLATE "C",
    finished_at     TEXT COLLATE "C"
);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_pending ON deliveries (channel, target, next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_delivered ON deliveries (finished_at) WHERE state = 'delivered';
CREATE INDEX deliveries_dead ON deliveries (sequence) WHERE state = 'dead';

-- Where webhooks go.
CREATE TABLE webhook_endpoints (
    endpoint_id     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    url             TEXT COLLATE "C" NOT NULL,
    -- A JSON array of the events it is told; NULL for all.
    events          TEXT COLLATE "C",
    -- 'identifiers' or 'registration': how much it is told.
    data            TEXT COLLATE "C" NOT NULL,
    -- What is sent is signed with it.
    secret          BYTEA NOT NULL,
    -- The one before, which signs as well until then.
    previous_secret BYTEA,
    previous_until  TEXT COLLATE "C",
    created_at      TEXT COLLATE "C" NOT NULL,
    -- It answered that it is gone; nothing is sent to it from then on.
    stopped_at      TEXT COLLATE "C"
);
