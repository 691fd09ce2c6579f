-- Sharing: groups and who joined, consents, what was shared as what, sightings, revocations.

ALTER TABLE view_policy ADD COLUMN group_ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE view_policy ADD COLUMN level TEXT NOT NULL DEFAULT 'null';
ALTER TABLE view_policy ADD COLUMN tiers TEXT NOT NULL DEFAULT '[]';
ALTER TABLE view_policy ADD COLUMN retroactive TEXT NOT NULL DEFAULT '{"offer":"none"}';

CREATE TABLE view_group (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    members TEXT NOT NULL,
    rules TEXT NOT NULL,
    dissolved BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- The latest word of each tenant on each group; `id` is the object that says it.
CREATE TABLE view_membership (
    tenant TEXT NOT NULL,
    group_id TEXT NOT NULL,
    member TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    state TEXT NOT NULL,
    said BIGINT NOT NULL,
    PRIMARY KEY (tenant, group_id, member)
);

-- A request with the latest answer to it.
CREATE TABLE view_consent (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    enterprise TEXT NOT NULL,
    authority TEXT NOT NULL,
    subject TEXT NOT NULL,
    receivers TEXT NOT NULL,
    until BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    asked BIGINT NOT NULL,
    answered BIGINT,
    -- The object of the answer.
    consent TEXT,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_consent_state ON view_consent (tenant, state, id);

-- What a tenant shared, and what was shared with it, as records: statements and their views.
CREATE TABLE view_statement (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    -- The statement it is a view of, or itself.
    statement TEXT NOT NULL,
    tlp TEXT NOT NULL,
    policy TEXT,
    left_out TEXT NOT NULL,
    -- To its owner: everyone any revision named.
    tenants TEXT NOT NULL,
    said BIGINT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_statement_of ON view_statement (tenant, statement);
CREATE INDEX view_statement_policy ON view_statement (tenant, policy, id);

CREATE TABLE view_passed (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    object TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    passer TEXT NOT NULL,
    tenants TEXT NOT NULL,
    consents TEXT NOT NULL,
    note TEXT NOT NULL,
    passed BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_passed_object ON view_passed (tenant, object);

CREATE TABLE view_sighting (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    object TEXT NOT NULL,
    teller TEXT NOT NULL,
    verdict TEXT NOT NULL,
    place TEXT NOT NULL,
    count_range TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    note TEXT NOT NULL,
    said BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_sighting_object ON view_sighting (tenant, object);

-- One row an object that was taken back; it counts where `revoker` owns the object.
CREATE TABLE view_revocation (
    tenant TEXT NOT NULL,
    object TEXT NOT NULL,
    revoker TEXT NOT NULL,
    id TEXT NOT NULL,
    reason TEXT NOT NULL,
    revoked BIGINT NOT NULL,
    PRIMARY KEY (tenant, object, revoker)
);
