-- What the program proposes when it has read a report, until a person judges it.

-- judged: whether a person did; until then level and conduct are proposals. turn: the hour by which it takes its turn among
-- those of its level.
ALTER TABLE report ADD COLUMN judged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
UPDATE report SET turn = due;
UPDATE report SET judged = 1 WHERE level <> 3 OR conduct IS NOT NULL OR status > 0;
-- As before, in the order of who goes before whom.
DROP INDEX report_queue;
CREATE INDEX report_queue ON report (level DESC, turn, seq, status, withdrawn, expires, conduct, wrote, due, judged)
    WHERE status < 2 AND withdrawn IS NULL;
-- Open reports that nobody judged.
CREATE INDEX report_new ON report (due, expires) WHERE judged = 0 AND status < 2 AND withdrawn IS NULL;
