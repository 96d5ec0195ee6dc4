-- Schema 1. Times are milliseconds since 1970 in UTC; they inform, order comes from the keys.

CREATE TABLE account (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    folded      TEXT    NOT NULL,           -- the name without regard to case
    kind        TEXT    NOT NULL CHECK (kind IN ('practice', 'production', 'one_off')),
    url         TEXT    NOT NULL,
    colour      INTEGER NOT NULL,
    key_last4   TEXT    NOT NULL DEFAULT '',
    ledger_key  BLOB    NOT NULL CHECK (length(ledger_key) = 32),
    generation  INTEGER NOT NULL DEFAULT 0, -- counts every change of the account's ledger
    removed     INTEGER NOT NULL DEFAULT 0  -- off the list; what was sent with it stays known
) STRICT;
CREATE UNIQUE INDEX account_name ON account (folded) WHERE removed = 0;

CREATE TABLE alias (
    account     INTEGER NOT NULL REFERENCES account (seq),
    value       TEXT    NOT NULL,           -- folded
    agent_id    TEXT    NOT NULL,
    PRIMARY KEY (account, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
    seq             INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    account         INTEGER NOT NULL REFERENCES account (seq),
    file_name       TEXT    NOT NULL,
    file_sha256     TEXT    NOT NULL,
    started         INTEGER NOT NULL,
    ready           INTEGER NOT NULL,       -- where every row of the file stood when it was sealed
    needs_fix       INTEGER NOT NULL,
    skipped         INTEGER NOT NULL,
    already_sent    INTEGER NOT NULL,
    in_upload       INTEGER NOT NULL,
    unknown         INTEGER NOT NULL,
    hand_edits      INTEGER NOT NULL,
    trial           INTEGER NOT NULL,
    abandoned       INTEGER,
    wait_until      INTEGER                 -- the server's Retry-After
) STRICT;
CREATE INDEX upload_account ON upload (account);

CREATE TABLE batch (
    upload      INTEGER NOT NULL REFERENCES upload (seq),
    batch       INTEGER NOT NULL,
    half_of     INTEGER,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'sending', 'accepted', 'refused', 'unknown',
                                                  'received_by_person', 'not_sent', 'split')),
    num_rows    INTEGER NOT NULL CHECK (num_rows > 0),
    attempts    INTEGER NOT NULL DEFAULT 0,
    sha256      BLOB    NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (upload, batch),
    FOREIGN KEY (upload, half_of) REFERENCES batch (upload, batch)
) STRICT, WITHOUT ROWID;

-- The exact bytes of a batch, dropped once nobody can need them again.
CREATE TABLE body (
    upload      INTEGER NOT NULL,
    batch       INTEGER NOT NULL,
    bytes       BLOB    NOT NULL,
    UNIQUE (upload, batch),
    FOREIGN KEY (upload, batch) REFERENCES batch (upload, batch)
) STRICT;

CREATE TABLE attempt (
    upload          INTEGER NOT NULL,
    batch           INTEGER NOT NULL,
    attempt         INTEGER NOT NULL,
    began           INTEGER NOT NULL,
    host            TEXT    NOT NULL,
    key_fingerprint TEXT    NOT NULL,
    ended           INTEGER,                -- null: on its way, or the program ended before an answer
    outcome         TEXT,
    http            INTEGER,
    ms              INTEGER,
    message         TEXT,
    body            TEXT,
    request_id      TEXT,
    server_date     INTEGER,
    PRIMARY KEY (upload, batch, attempt),
    FOREIGN KEY (upload, batch) REFERENCES batch (upload, batch)
) STRICT, WITHOUT ROWID;

-- A sealed row: its place in file and batch, and by what the ledger knows it.
CREATE TABLE sealed_row (
    upload      INTEGER NOT NULL,
    batch       INTEGER NOT NULL,
    pos         INTEGER NOT NULL,           -- in the body, from 0
    row         INTEGER NOT NULL,           -- in the file, from 0
    line        INTEGER NOT NULL,
    account     INTEGER NOT NULL REFERENCES account (seq),
    identity    BLOB    NOT NULL,
    version     BLOB    NOT NULL,
    content     BLOB    NOT NULL,
    ordinal     INTEGER NOT NULL,
    score       TEXT    NOT NULL,
    scored_at   TEXT    NOT NULL,
    claimed     INTEGER NOT NULL,           -- 1 while its batch waits, is being sent, or has no answer
    PRIMARY KEY (upload, batch, pos),
    FOREIGN KEY (upload, batch) REFERENCES batch (upload, batch)
) STRICT, WITHOUT ROWID;
-- A review is claimed by at most one open upload of an account.
CREATE UNIQUE INDEX claim ON sealed_row (account, identity, ordinal) WHERE claimed = 1;

-- What people decided about batches without an answer.
CREATE TABLE decision (
    upload      INTEGER NOT NULL,
    batch       INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    os_user     TEXT    NOT NULL,
    decision    TEXT    NOT NULL CHECK (decision IN ('received', 'resend', 'abandon')),
    FOREIGN KEY (upload, batch) REFERENCES batch (upload, batch)
) STRICT;
