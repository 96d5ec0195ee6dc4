-- Schema 4: uploads that the ledger was told to forget, rows that a colleague sent from another computer,
-- and what a person found out about an account.

ALTER TABLE upload ADD COLUMN forgotten INTEGER;  -- when; its rows can be sent again

-- Rows that count as sent because a receipt from elsewhere says so.
CREATE TABLE counted (
    account     INTEGER NOT NULL REFERENCES account (seq),
    identity    BLOB    NOT NULL,
    version     BLOB    NOT NULL,
    content     BLOB    NOT NULL,
    at          INTEGER NOT NULL,
    origin      TEXT    NOT NULL,           -- the receipt's file name
    score       TEXT    NOT NULL,
    scored_at   TEXT    NOT NULL,
    PRIMARY KEY (account, identity, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE learned (
    account     INTEGER NOT NULL REFERENCES account (seq),
    topic       TEXT    NOT NULL,
    answer      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    os_user     TEXT    NOT NULL,
    PRIMARY KEY (account, topic)
) STRICT, WITHOUT ROWID;
