-- Keys that this node signed with before: those that follow each other by its own statement, and
-- one that its parent revoked. The secrets stand in files.
CREATE TABLE own_key (
    number BIGINT PRIMARY KEY,
    public_key TEXT NOT NULL,
    -- The last segment that it signed.
    last_segment BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    revoked BIGINT NOT NULL
);

-- How many of our changes of key the neighbour is known to hold: what we sign for it, we sign
-- with the key it knows. A certificate that was handed out and not used yet.
ALTER TABLE peer ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
ALTER TABLE peer ADD COLUMN certificate_next TEXT;
