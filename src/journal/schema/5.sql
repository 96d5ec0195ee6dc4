-- Schema 5: what the server said of single rows of a batch that it refused.

ALTER TABLE sealed_row ADD COLUMN said TEXT;
ALTER TABLE batch ADD COLUMN named INTEGER NOT NULL DEFAULT 0;  -- how many of its rows were named
