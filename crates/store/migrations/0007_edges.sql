-- Deliveries get their number on the edge when they are first sent, not when they are queued: so
-- what is urgent overtakes what is not, and the numbers still have no gaps. A queued delivery
-- never left this node: it gives its number back.
CREATE TABLE delivery_next (
    peer TEXT NOT NULL,
    position BIGINT NOT NULL,
    number BIGINT,
    -- 0: the directory, notices, steps and withdrawals; 1: everything else.
    lane BIGINT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    queued BIGINT NOT NULL,
    sent BIGINT,
    receipted BIGINT,
    receipt TEXT,
    PRIMARY KEY (peer, position)
);
INSERT INTO delivery_next (peer, position, number, lane, state, code, queued, sent, receipted, receipt)
    SELECT peer, position, CASE WHEN state = 'queued' THEN NULL ELSE number END, 1, state, code,
    queued, sent, receipted, receipt FROM delivery;
UPDATE delivery_next SET lane = 0 WHERE position IN
    (SELECT position FROM record WHERE kind IN ('node', 'tenant', 'notice', 'loop_step'));
DROP TABLE delivery;
ALTER TABLE delivery_next RENAME TO delivery;
CREATE UNIQUE INDEX delivery_number ON delivery (peer, number);
CREATE INDEX delivery_waiting ON delivery (peer, state, lane, position);
UPDATE peer SET number_out =
    COALESCE((SELECT MAX(d.number) FROM delivery d WHERE d.peer = peer.node), 0);

-- Version of the protocol the peer spoke last; up to which of its items it holds our receipts;
-- files it asked for; the highest item number that was put into a bundle for it.
ALTER TABLE peer ADD COLUMN protocol BIGINT NOT NULL DEFAULT 1;
ALTER TABLE peer ADD COLUMN settled_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE peer ADD COLUMN wanted TEXT;
ALTER TABLE peer ADD COLUMN exported BIGINT NOT NULL DEFAULT 0;

CREATE INDEX blob_reference_position ON blob_reference (position);
