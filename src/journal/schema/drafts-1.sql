-- Work in progress, schema 1. Times are milliseconds since 1970 in UTC.

CREATE TABLE draft (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL,           -- of the file, as its tab shows it
    kind        TEXT    NOT NULL CHECK (kind IN ('file', 'pasted', 'sample')),
    path        TEXT,
    sha256      TEXT    NOT NULL,           -- of the file as it was read
    options     TEXT    NOT NULL,           -- how it was asked to be read
    recipe      TEXT    NOT NULL,           -- how its columns became fields before the first change
    begun       INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    done        INTEGER NOT NULL DEFAULT 0, -- how many of the steps are done; the others were taken back
    ready       INTEGER NOT NULL DEFAULT 0,
    to_fix      INTEGER NOT NULL DEFAULT 0,
    open        INTEGER NOT NULL DEFAULT 1  -- whether it was a tab when it was left
) STRICT;

CREATE TABLE step (
    draft       INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    label       TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    os_user     TEXT    NOT NULL,
    changes     BLOB    NOT NULL,           -- deflated
    PRIMARY KEY (draft, number)
) STRICT, WITHOUT ROWID;

-- The file as it was read, deflated, in pieces.
CREATE TABLE piece (
    draft       INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    bytes       BLOB    NOT NULL,
    PRIMARY KEY (draft, number)
) STRICT;
