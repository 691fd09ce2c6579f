-- What every shared record pays for: one tree for a table that is looked up by its key, and indexes
-- of the few rows that are asked for by them. The rows stay as they are.

-- What it says is read from its record.
CREATE TABLE view_report_next (
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
    PRIMARY KEY (tenant, id)
) /* WITHOUT ROWID */;
INSERT INTO view_report_next (tenant, id, revision, reporter, finding, rule, severity, rank,
    techniques, source, target, protocol, operation, time, reported)
    SELECT tenant, id, revision, reporter, finding, rule, severity, rank, techniques, source,
    target, protocol, operation, time, reported FROM view_report ORDER BY tenant, id;
DROP TABLE view_report;
ALTER TABLE view_report_next RENAME TO view_report;
CREATE INDEX view_report_urgent ON view_report (tenant, rank, id);
-- Which report told of a finding only its reporter asks.
CREATE INDEX view_report_finding ON view_report (tenant, finding, id) WHERE reporter = tenant;

CREATE TABLE view_statement_next (
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
) /* WITHOUT ROWID */;
INSERT INTO view_statement_next (tenant, id, revision, kind, owner, statement, tlp, policy, left_out,
    tenants, said, record)
    SELECT tenant, id, revision, kind, owner, statement, tlp, policy, left_out, tenants, said, record
    FROM view_statement ORDER BY tenant, id;
DROP TABLE view_statement;
ALTER TABLE view_statement_next RENAME TO view_statement;
-- A statement itself is looked up by its key.
CREATE INDEX view_statement_of ON view_statement (tenant, statement) WHERE statement <> id;
CREATE INDEX view_statement_policy ON view_statement (tenant, policy, id) WHERE policy IS NOT NULL;

-- What was applied is there to be read: of that, only which record it is.
--sqlite CREATE TABLE inbound_next (peer TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL, record TEXT NOT NULL, object TEXT, kind TEXT, revision BIGINT, state TEXT NOT NULL, code TEXT, time BIGINT NOT NULL, receipt TEXT, PRIMARY KEY (peer, number)) WITHOUT ROWID;
--sqlite INSERT INTO inbound_next (peer, number, hash, record, object, kind, revision, state, code, time, receipt) SELECT peer, number, hash, record, object, kind, revision, state, code, time, receipt FROM inbound ORDER BY peer, number;
--sqlite DROP TABLE inbound;
--sqlite ALTER TABLE inbound_next RENAME TO inbound;
--postgres ALTER TABLE inbound ALTER COLUMN object DROP NOT NULL;
--postgres ALTER TABLE inbound ALTER COLUMN kind DROP NOT NULL;
--postgres ALTER TABLE inbound ALTER COLUMN revision DROP NOT NULL;
--postgres ALTER TABLE inbound DROP COLUMN tenant;
