-- Keys that this node signed with before: those that follow each other by its own statement, and
-- one that its parent revoked. The secrets stand in files.
CREATE TABLE own_key (
    number BIGINT PRIMARY KEY,
    public_key TEXT NOT NULL,
    -- The last segment that it signed.
    last_segment BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    -- `former`; `revoked` by the parent; `void`: it followed a revoked one, and nothing that it
    -- signed stands.
    state TEXT NOT NULL
);

-- Our segments that a revocation made void. What was said with one of them and has no receipt yet
-- is said again in the same words: the delivery names it.
CREATE TABLE void_segment (
    number BIGINT PRIMARY KEY,
    content TEXT NOT NULL
);
ALTER TABLE delivery ADD COLUMN said BIGINT;

-- The newest of our keys that the neighbour is known to know: what we sign for it, we sign with
-- that. A certificate that was handed out and not used yet.
ALTER TABLE peer ADD COLUMN told TEXT;
UPDATE peer SET told = (SELECT i.public_key FROM identity i);
ALTER TABLE peer ADD COLUMN certificate_next TEXT;

-- The neighbour that a reference to a file came from: what lacks is looked for without reading
-- other neighbours' references.
ALTER TABLE blob_reference ADD COLUMN peer TEXT;
UPDATE blob_reference SET peer =
    (SELECT r.received_from FROM record r WHERE r.position = blob_reference.position);
CREATE INDEX blob_reference_peer ON blob_reference (peer, position);
