-- Letters and what became of them: number series, drafts, circulars with a copy for each recipient,
-- what was handed on, and the papers that can be looked up by their code. `extra` of a notice:
-- attachments, marks, the number it forwards.

ALTER TABLE view_notice ADD COLUMN genre TEXT NOT NULL DEFAULT 'notice';
ALTER TABLE view_notice ADD COLUMN issue BIGINT;
ALTER TABLE view_notice ADD COLUMN circular TEXT;
ALTER TABLE view_notice ADD COLUMN forwards TEXT;
ALTER TABLE view_notice ADD COLUMN corrects TEXT;
ALTER TABLE view_notice ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
ALTER TABLE view_notice ADD COLUMN hash TEXT NOT NULL DEFAULT '';
ALTER TABLE view_notice ADD COLUMN hazard TEXT NOT NULL DEFAULT '';
CREATE INDEX view_notice_hazard ON view_notice (tenant, hazard, open);
CREATE INDEX view_notice_genre ON view_notice (tenant, genre, id);
CREATE INDEX view_notice_corrects ON view_notice (tenant, corrects);

CREATE TABLE view_notice_series (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

DROP TABLE view_series;

-- Highest number and issue given in a series in a year; '' is the node's own series.
CREATE TABLE view_notice_number (
    tenant TEXT NOT NULL,
    series TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    issue BIGINT NOT NULL,
    PRIMARY KEY (tenant, series, year)
);

CREATE TABLE view_notice_draft (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    open BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_notice_draft_open ON view_notice_draft (tenant, open, id);
CREATE INDEX view_notice_draft_state ON view_notice_draft (tenant, state, id);

-- The copies stand in a table of their own; `body` is the circular without them.
CREATE TABLE view_circular (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    genre TEXT NOT NULL,
    series TEXT,
    year BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    forwards TEXT,
    corrects TEXT,
    author TEXT NOT NULL,
    seal TEXT,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_circular_genre ON view_circular (tenant, genre, id);
CREATE INDEX view_circular_series ON view_circular (tenant, series, id);
CREATE INDEX view_circular_year ON view_circular (tenant, year, id);
CREATE INDEX view_circular_forwards ON view_circular (tenant, forwards);
CREATE INDEX view_circular_corrects ON view_circular (tenant, corrects);

CREATE TABLE view_circular_copy (
    tenant TEXT NOT NULL,
    circular TEXT NOT NULL,
    notice TEXT NOT NULL,
    recipient TEXT NOT NULL,
    rule TEXT NOT NULL,
    replaces TEXT,
    state TEXT NOT NULL,
    open BIGINT NOT NULL,
    due BIGINT NOT NULL,
    read_at BIGINT,
    signed_at BIGINT,
    replied_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (tenant, circular, recipient)
);
CREATE INDEX view_circular_copy_notice ON view_circular_copy (tenant, notice);
CREATE INDEX view_circular_copy_unwritten ON view_circular_copy (tenant, state, circular);

CREATE TABLE view_forward (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    forwards TEXT NOT NULL,
    circular TEXT NOT NULL,
    number TEXT NOT NULL,
    spoken_for TEXT NOT NULL,
    issued BIGINT NOT NULL,
    figures TEXT NOT NULL,
    counted BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX view_forward_of ON view_forward (tenant, forwards);
CREATE INDEX view_forward_circular ON view_forward (tenant, circular);

CREATE TABLE view_paper (
    tenant TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, code, object)
);

-- Deliveries of one record, whatever the peer.
CREATE INDEX delivery_at ON delivery (position);
