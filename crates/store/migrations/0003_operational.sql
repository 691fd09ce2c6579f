-- What is not said in records: credentials (hashes only), sessions, what the probes brought. Not
-- rebuilt from the log; in backups. `tenant` is the tenant a row belongs to.

CREATE TABLE credential (
    user_id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    hash TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    last_sign_in BIGINT
);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    user_id TEXT NOT NULL,
    csrf TEXT NOT NULL,
    address TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE probe_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    probe TEXT NOT NULL
);
CREATE INDEX probe_token_probe ON probe_token (tenant, probe);

CREATE TABLE enrolment_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    enrolment TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE finding_occurrence (
    tenant TEXT NOT NULL,
    finding TEXT NOT NULL,
    count BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, finding)
);

CREATE TABLE probe_counter (
    tenant TEXT NOT NULL,
    probe TEXT NOT NULL,
    last_batch BIGINT NOT NULL,
    batches BIGINT NOT NULL,
    events BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    PRIMARY KEY (tenant, probe)
);

CREATE TABLE intake_batch (
    tenant TEXT NOT NULL,
    batch TEXT NOT NULL,
    probe TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    first_reason TEXT,
    time BIGINT NOT NULL,
    PRIMARY KEY (tenant, batch)
);
CREATE INDEX intake_batch_time ON intake_batch (time);

-- `sort` orders hosts by number, not by digits. The facts shown are the best of asset_fact.
CREATE TABLE asset (
    tenant TEXT NOT NULL,
    host TEXT NOT NULL,
    id TEXT NOT NULL,
    sort TEXT NOT NULL,
    mac TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    vendor TEXT NOT NULL,
    role TEXT NOT NULL,
    model TEXT NOT NULL,
    firmware TEXT NOT NULL,
    level TEXT NOT NULL,
    confidence BIGINT NOT NULL,
    protocols TEXT NOT NULL,
    PRIMARY KEY (tenant, host)
);
CREATE UNIQUE INDEX asset_id ON asset (tenant, id);
CREATE INDEX asset_sort ON asset (tenant, sort);
CREATE INDEX asset_role ON asset (tenant, role, sort);

CREATE TABLE asset_protocol (
    tenant TEXT NOT NULL,
    protocol TEXT NOT NULL,
    host TEXT NOT NULL,
    PRIMARY KEY (tenant, protocol, host)
);
CREATE INDEX asset_protocol_host ON asset_protocol (tenant, host);

CREATE TABLE asset_fact (
    tenant TEXT NOT NULL,
    host TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    method TEXT NOT NULL,
    confidence BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, host, attribute, value, method)
);

CREATE TABLE conversation (
    tenant TEXT NOT NULL,
    client TEXT NOT NULL,
    server TEXT NOT NULL,
    protocol TEXT NOT NULL,
    transport TEXT NOT NULL,
    port BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    commands BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    flows BIGINT NOT NULL,
    packets BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    known BIGINT NOT NULL,
    PRIMARY KEY (tenant, client, server, protocol, transport, port)
);
CREATE INDEX conversation_server ON conversation (tenant, server);

CREATE TABLE baseline_entry (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    client TEXT NOT NULL,
    server TEXT NOT NULL,
    operation TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
);

-- What a tenant's detection engine remembers besides the above, JSON.
CREATE TABLE engine_memory (
    tenant TEXT NOT NULL PRIMARY KEY,
    learning_until BIGINT,
    memory TEXT NOT NULL
);
