-- Schema 2: what a receipt can tell of a row when the bytes of its batch are gone, and removals that
-- were asked for because rows were sent by mistake.

ALTER TABLE sealed_row ADD COLUMN agent_id     TEXT NOT NULL DEFAULT '';
ALTER TABLE sealed_row ADD COLUMN conversation TEXT NOT NULL DEFAULT '';
ALTER TABLE sealed_row ADD COLUMN source       TEXT NOT NULL DEFAULT '';
ALTER TABLE sealed_row ADD COLUMN rubric       TEXT NOT NULL DEFAULT '';
ALTER TABLE sealed_row ADD COLUMN removal      INTEGER;  -- the removal that the row belongs to

-- Rows that a person asked Assembled's support to take out again.
CREATE TABLE removal (
    seq         INTEGER PRIMARY KEY,
    account     INTEGER NOT NULL REFERENCES account (seq),
    asked       INTEGER NOT NULL,
    os_user     TEXT    NOT NULL,
    num_rows    INTEGER NOT NULL,
    done        INTEGER                     -- when a person said that they are gone: the reviews are free again
) STRICT;
