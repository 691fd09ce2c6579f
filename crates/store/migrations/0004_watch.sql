-- What probes tell of themselves, the files and programs they saw, maintenance windows, rule sets.

ALTER TABLE view_finding ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE view_finding ADD COLUMN maintenance BIGINT NOT NULL DEFAULT 0;

CREATE TABLE view_maintenance (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    begins BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    hosts TEXT NOT NULL,
    reason TEXT NOT NULL,
    withdrawn BIGINT NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_maintenance_ends ON view_maintenance (tenant, ends);

CREATE TABLE view_rule_set (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    total BIGINT NOT NULL,
    compiled BIGINT NOT NULL,
    author TEXT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- A probe's last report, and what happened between reports (`number`: order within one batch).
CREATE TABLE probe_health (
    tenant TEXT NOT NULL,
    probe TEXT NOT NULL,
    received BIGINT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (tenant, probe)
);

CREATE TABLE probe_sample (
    tenant TEXT NOT NULL,
    probe TEXT NOT NULL,
    received BIGINT NOT NULL,
    number BIGINT NOT NULL,
    sample TEXT NOT NULL,
    PRIMARY KEY (tenant, probe, received, number)
);
CREATE INDEX probe_sample_received ON probe_sample (received);

-- `sort` orders programs by the time of their latest change.
CREATE TABLE program (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    host TEXT NOT NULL,
    protocol TEXT NOT NULL,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sort TEXT NOT NULL,
    versions BIGINT NOT NULL,
    transfers BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    latest TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX program_key ON program (tenant, host, protocol, class, name);
CREATE UNIQUE INDEX program_sort ON program (tenant, sort);

-- `content` is base64, empty where the bytes are not kept.
CREATE TABLE program_version (
    tenant TEXT NOT NULL,
    program TEXT NOT NULL,
    number BIGINT NOT NULL,
    complete BIGINT NOT NULL,
    version TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, program, number)
);

CREATE TABLE file_seen (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    received BIGINT NOT NULL,
    client TEXT NOT NULL,
    server TEXT NOT NULL,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sm3 TEXT NOT NULL,
    md5 TEXT NOT NULL,
    matched BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX file_seen_received ON file_seen (received);
CREATE INDEX file_seen_class ON file_seen (tenant, class, id);
CREATE INDEX file_seen_matched ON file_seen (tenant, matched, id);
