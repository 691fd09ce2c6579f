-- Subjects of closed loops (notices, hazards, tasks) as their parties see them, with how each
-- stands: the fold over its steps. `next` is by when the next step is due, 9223372036854775807
-- where nobody is waited for. `identity` is the hazard's, `hazard` its digest.

CREATE TABLE view_subject (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
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
    identity TEXT NOT NULL,
    hazard TEXT NOT NULL,
    conditions TEXT NOT NULL,
    origin TEXT,
    side TEXT NOT NULL,
    state TEXT NOT NULL,
    open BIGINT NOT NULL,
    next BIGINT NOT NULL,
    final_due BIGINT NOT NULL,
    signed BIGINT,
    replied BIGINT,
    closed BIGINT,
    returned BIGINT NOT NULL,
    reopened BIGINT NOT NULL,
    extended BIGINT NOT NULL,
    escalated BIGINT NOT NULL,
    supervised BIGINT NOT NULL,
    rechecked TEXT,
    standing TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_subject_procedure ON view_subject (procedure, id);
CREATE INDEX view_subject_source ON view_subject (tenant, source, id);
CREATE INDEX view_subject_state ON view_subject (tenant, state, id);
CREATE INDEX view_subject_open ON view_subject (tenant, open, next, id);
CREATE INDEX view_subject_hazard ON view_subject (tenant, hazard, open);
CREATE INDEX view_subject_severity ON view_subject (tenant, severity, id);
CREATE INDEX view_subject_origin ON view_subject (tenant, origin);

ALTER TABLE view_step ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE view_step ADD COLUMN checks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE view_step ADD COLUMN behalf TEXT NOT NULL DEFAULT '';

ALTER TABLE view_loop ADD COLUMN source TEXT NOT NULL DEFAULT 'notice';
ALTER TABLE view_loop ADD COLUMN hazard TEXT NOT NULL DEFAULT '';
ALTER TABLE view_loop ADD COLUMN signed BIGINT;
ALTER TABLE view_loop ADD COLUMN replied BIGINT;
ALTER TABLE view_loop ADD COLUMN reopened BIGINT NOT NULL DEFAULT 0;
ALTER TABLE view_loop ADD COLUMN extended BIGINT NOT NULL DEFAULT 0;
ALTER TABLE view_loop ADD COLUMN escalated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE view_loop ADD COLUMN supervised BIGINT NOT NULL DEFAULT 0;
ALTER TABLE view_loop ADD COLUMN rechecked TEXT;
CREATE INDEX view_loop_hazard ON view_loop (tenant, hazard, open);
CREATE INDEX view_loop_source ON view_loop (tenant, source, id);
CREATE INDEX view_loop_industry ON view_loop (tenant, industry, id);

-- What the loops of the installed packs are, so that a change is seen: subjects are folded anew.
DELETE FROM loop_rules;
