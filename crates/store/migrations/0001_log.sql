-- The log, the node's identity, and what is known of each edge. Common SQL of SQLite and
-- PostgreSQL: BIGINT, TEXT; times in milliseconds, ids and JSON as text.

CREATE TABLE identity (
    id BIGINT PRIMARY KEY,
    node TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    suite TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created BIGINT NOT NULL
);

-- One row: where the log ends. Updated with each commit that appends.
CREATE TABLE head (
    id BIGINT PRIMARY KEY,
    position BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    segment BIGINT NOT NULL,
    segment_digest TEXT NOT NULL,
    sealed BIGINT NOT NULL
);

-- Own and received records. `position` is the local order, from 1, without gaps.
CREATE TABLE record (
    position BIGINT PRIMARY KEY,
    id TEXT NOT NULL,
    origin TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    object TEXT NOT NULL,
    kind TEXT NOT NULL,
    revision BIGINT NOT NULL,
    tenant TEXT NOT NULL,
    author TEXT NOT NULL,
    time BIGINT NOT NULL,
    sharing TEXT NOT NULL,
    body TEXT NOT NULL,
    seal TEXT,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- Number of the origin's segment that covers it; own records until sealed: NULL.
    segment BIGINT,
    -- Merkle path as received, JSON; own records: NULL, made when needed.
    proof TEXT,
    -- The neighbour it came from; own records: NULL.
    received_from TEXT
);
CREATE UNIQUE INDEX record_id ON record (id);
CREATE UNIQUE INDEX record_sequence ON record (origin, sequence);
CREATE UNIQUE INDEX record_object ON record (object, revision);
CREATE INDEX record_kind ON record (kind, position);
CREATE INDEX record_tenant ON record (tenant, position);

-- The tenants that may see a record: its own, those its sharing names, `*` for everyone.
CREATE TABLE audience (
    tenant TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (tenant, position)
);
CREATE INDEX audience_position ON audience (position);

CREATE TABLE segment (
    origin TEXT NOT NULL,
    number BIGINT NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (origin, number)
);

-- Cards taken on trust at an enrolment: neighbours and the ancestors of the parent.
CREATE TABLE anchor (
    node TEXT NOT NULL PRIMARY KEY,
    card TEXT NOT NULL,
    parent TEXT
);

CREATE TABLE peer (
    node TEXT NOT NULL PRIMARY KEY,
    relation TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    suite TEXT NOT NULL,
    public_key TEXT NOT NULL,
    certificate TEXT NOT NULL,
    certificate_expires BIGINT,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT,
    heartbeat TEXT,
    skew_ms BIGINT NOT NULL,
    serial_in BIGINT NOT NULL,
    serial_out BIGINT NOT NULL,
    -- Highest item number of the peer's up to which everything is receipted.
    cursor_in BIGINT NOT NULL,
    -- Highest item number given to a delivery to the peer.
    number_out BIGINT NOT NULL
);

CREATE TABLE delivery (
    peer TEXT NOT NULL,
    number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    queued BIGINT NOT NULL,
    sent BIGINT,
    receipted BIGINT,
    receipt TEXT,
    PRIMARY KEY (peer, number)
);
CREATE UNIQUE INDEX delivery_position ON delivery (peer, position);
CREATE INDEX delivery_state ON delivery (peer, state, number);

-- What came from a peer and what it was answered.
CREATE TABLE inbound (
    peer TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    record TEXT NOT NULL,
    object TEXT NOT NULL,
    kind TEXT NOT NULL,
    revision BIGINT NOT NULL,
    tenant TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    time BIGINT NOT NULL,
    receipt TEXT,
    PRIMARY KEY (peer, number)
);
CREATE INDEX inbound_hash ON inbound (hash);

-- Refused items, whole, for the administrator to look at.
CREATE TABLE quarantine (
    peer TEXT NOT NULL,
    number BIGINT NOT NULL,
    code TEXT NOT NULL,
    time BIGINT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (peer, number)
);

-- Signed receipts, both ways: `out` = signed by us, `in` = signed by the peer.
CREATE TABLE receipt (
    id TEXT NOT NULL PRIMARY KEY,
    peer TEXT NOT NULL,
    direction TEXT NOT NULL,
    time BIGINT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX receipt_peer ON receipt (peer, direction, time);

-- Segments that a peer is known to hold.
CREATE TABLE segment_known (
    peer TEXT NOT NULL,
    origin TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (peer, origin, number)
);

-- Blobs that records refer to.
CREATE TABLE blob_reference (
    digest TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (digest, position)
);
