-- Subjects of loops that a step was kept of and whose summary was not brought up to date since:
-- what a node that stopped between the two has left to do. Written with the step, taken away with
-- the summary; no view, for a rebuild leaves nothing behind.
CREATE TABLE loop_behind (
    subject TEXT NOT NULL PRIMARY KEY
);
INSERT INTO loop_behind (subject) SELECT DISTINCT notice FROM view_loop WHERE open = 1;
