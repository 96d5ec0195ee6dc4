-- Schema 3. Whether a batch names itself to the server (Idempotency-Key), which may honour that.

ALTER TABLE account ADD COLUMN idempotency_key INTEGER NOT NULL DEFAULT 1;
