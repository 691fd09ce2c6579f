-- Views: made from records and from nothing else, so a rebuild gives the same rows. Every row
-- belongs to one viewing tenant (`tenant`): a record that two tenants of the node may see makes
-- two rows. Times of capture (`time`) are nanoseconds, all others milliseconds; `rank` orders
-- severities; lists and bodies are JSON.

CREATE TABLE view_tenant (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    node TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    industry TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_tenant_path ON view_tenant (tenant, path);
CREATE INDEX view_tenant_kind ON view_tenant (tenant, kind, path);
CREATE INDEX view_tenant_node ON view_tenant (tenant, node, path);

CREATE TABLE view_user (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_user_login ON view_user (login);
CREATE INDEX view_user_tenant ON view_user (tenant, login);

CREATE TABLE view_policy (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    kinds TEXT NOT NULL,
    audience TEXT NOT NULL,
    redact TEXT NOT NULL,
    tlp TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE view_finding (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    rank BIGINT NOT NULL,
    techniques TEXT NOT NULL,
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    protocol TEXT NOT NULL,
    operation TEXT NOT NULL,
    time BIGINT NOT NULL,
    raised BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_finding_state ON view_finding (tenant, state, id);
CREATE INDEX view_finding_severity ON view_finding (tenant, severity, id);
CREATE INDEX view_finding_rule ON view_finding (tenant, rule, id);
CREATE INDEX view_finding_key ON view_finding (tenant, key, id);
CREATE INDEX view_finding_source ON view_finding (tenant, source, state);
CREATE INDEX view_finding_target ON view_finding (tenant, target, state);
CREATE INDEX view_finding_urgent ON view_finding (tenant, state, rank, id);

CREATE TABLE view_report (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    reporter TEXT NOT NULL,
    finding TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    rank BIGINT NOT NULL,
    techniques TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    protocol TEXT NOT NULL,
    operation TEXT NOT NULL,
    time BIGINT NOT NULL,
    reported BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_report_severity ON view_report (tenant, severity, id);
CREATE INDEX view_report_finding ON view_report (tenant, finding, id);
CREATE INDEX view_report_urgent ON view_report (tenant, rank, id);

-- `side` is the viewer's: issued, received, other. `open` = its loop has not ended.
CREATE TABLE view_notice (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    severity TEXT NOT NULL,
    techniques TEXT NOT NULL,
    issuer TEXT NOT NULL,
    recipient TEXT NOT NULL,
    issued BIGINT NOT NULL,
    due BIGINT NOT NULL,
    procedure TEXT NOT NULL,
    report TEXT,
    side TEXT NOT NULL,
    state TEXT NOT NULL,
    open BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_notice_side ON view_notice (tenant, side, id);
CREATE INDEX view_notice_side_open ON view_notice (tenant, side, open, id);
CREATE INDEX view_notice_open ON view_notice (tenant, open, due);
CREATE INDEX view_notice_state ON view_notice (tenant, state, id);
CREATE INDEX view_notice_report ON view_notice (tenant, report, id);
CREATE INDEX view_notice_procedure ON view_notice (procedure, id);

-- A step that its loop did not allow is kept, with refused = 1 and the state unchanged.
CREATE TABLE view_step (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    notice TEXT NOT NULL,
    party TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    spoken_for TEXT NOT NULL,
    action TEXT NOT NULL,
    turn BIGINT NOT NULL,
    text TEXT NOT NULL,
    attachments TEXT NOT NULL,
    author TEXT NOT NULL,
    time BIGINT NOT NULL,
    seal TEXT,
    state TEXT NOT NULL,
    refused BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_step_notice ON view_step (tenant, notice, turn);

-- Highest number given in an issuer's series of a year.
CREATE TABLE view_series (
    tenant TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, year)
);

CREATE TABLE view_loop (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    notice TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    recipient TEXT NOT NULL,
    region TEXT NOT NULL,
    industry TEXT NOT NULL,
    severity TEXT NOT NULL,
    techniques TEXT NOT NULL,
    state TEXT NOT NULL,
    open BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    due BIGINT NOT NULL,
    closed BIGINT,
    took_ms BIGINT,
    returned BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_loop_state ON view_loop (tenant, state, id);
CREATE INDEX view_loop_open ON view_loop (tenant, open, id);
CREATE INDEX view_loop_region ON view_loop (tenant, region, id);
CREATE INDEX view_loop_severity ON view_loop (tenant, severity, id);
CREATE INDEX view_loop_issuer ON view_loop (tenant, issuer, id);
CREATE INDEX view_loop_notice ON view_loop (tenant, notice, id);
CREATE INDEX view_loop_took ON view_loop (tenant, took_ms);

CREATE TABLE view_loop_technique (
    tenant TEXT NOT NULL,
    technique TEXT NOT NULL,
    loop TEXT NOT NULL,
    PRIMARY KEY (tenant, technique, loop)
);
CREATE INDEX view_loop_technique_loop ON view_loop_technique (tenant, loop);

CREATE TABLE view_enrolment (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    tenants TEXT NOT NULL,
    expires BIGINT NOT NULL,
    state TEXT NOT NULL,
    node TEXT,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE view_probe (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE view_baseline (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE view_pack (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    pack TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    example BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- The audit list filters the log itself.
CREATE INDEX record_author ON record (author, position);
CREATE INDEX record_tenant_kind ON record (tenant, kind, position);
CREATE INDEX record_tenant_author ON record (tenant, author, position);

-- What loops allow, by procedure (`id@version`), from the packs of this node. Not a view: rebuilt
-- views are folded with it.
CREATE TABLE loop_rules (
    procedure TEXT NOT NULL PRIMARY KEY,
    rules TEXT NOT NULL
);
