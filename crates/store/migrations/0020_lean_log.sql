-- What every record pays for: fewer trees, and none that holds what nobody looks up by it.

-- Organisations of other nodes do not sign in here: the lists of what an organisation said are of
-- this node's own records.
DROP INDEX record_tenant;
DROP INDEX record_tenant_kind;
DROP INDEX record_tenant_author;
CREATE INDEX record_tenant ON record (tenant, position) WHERE received_from IS NULL;
CREATE INDEX record_tenant_kind ON record (tenant, kind, position) WHERE received_from IS NULL;
CREATE INDEX record_tenant_author ON record (tenant, author, position) WHERE received_from IS NULL;

-- Whose receipt a record came with is followed along the items of its neighbour, not looked up by
-- its hash.
DROP INDEX inbound_hash;

-- SQLite keeps such a table in its key: one tree and not two.
--sqlite CREATE TABLE audience_next (position BIGINT NOT NULL, tenant TEXT NOT NULL, PRIMARY KEY (position, tenant)) WITHOUT ROWID;
--sqlite INSERT INTO audience_next (position, tenant) SELECT position, tenant FROM audience ORDER BY position, tenant;
--sqlite DROP TABLE audience;
--sqlite ALTER TABLE audience_next RENAME TO audience;
--sqlite CREATE INDEX audience_tenant ON audience (tenant, position);

-- Of deliveries only those that wait are looked up as waiting, and only those that were sent by
-- their number.
DROP INDEX delivery_waiting;
DROP INDEX delivery_number;
DROP INDEX delivery_at;
--sqlite CREATE TABLE delivery_next (peer TEXT NOT NULL, position BIGINT NOT NULL, number BIGINT, lane BIGINT NOT NULL, state TEXT NOT NULL, code TEXT, queued BIGINT NOT NULL, sent BIGINT, receipted BIGINT, receipt TEXT, said BIGINT, PRIMARY KEY (position, peer)) WITHOUT ROWID;
--sqlite INSERT INTO delivery_next (peer, position, number, lane, state, code, queued, sent, receipted, receipt, said) SELECT peer, position, number, lane, state, code, queued, sent, receipted, receipt, said FROM delivery ORDER BY position, peer;
--sqlite DROP TABLE delivery;
--sqlite ALTER TABLE delivery_next RENAME TO delivery;
--postgres CREATE INDEX delivery_at ON delivery (position);
CREATE UNIQUE INDEX delivery_number ON delivery (peer, number) WHERE number IS NOT NULL;
CREATE INDEX delivery_waiting ON delivery (peer, state, lane, position, queued) WHERE state = 'queued' OR state = 'sent';
CREATE INDEX delivery_rejected ON delivery (peer, position) WHERE state = 'rejected';
