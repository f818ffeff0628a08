-- The desk's queue: what it is sorted and filtered by stands in clear (the index room), and who works on what.

-- level: report::Level by its code, 3 while nobody judged it; due: the hour of the next thing that was promised;
-- conduct: a code of report::Conduct; wrote: whether something came to either of its mailboxes since the desk last did
-- something.
ALTER TABLE report ADD COLUMN level BIGINT NOT NULL DEFAULT 3;
ALTER TABLE report ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN conduct TEXT;
ALTER TABLE report ADD COLUMN wrote BIGINT NOT NULL DEFAULT 0;
UPDATE report SET due = hour + 24;
-- Reports that are open, in the order in which they are to be looked at; with all that a filter asks for, so that the
-- reports themselves are read only for the page that is shown. New ones grow at one place of it.
CREATE INDEX report_queue ON report (level DESC, due, seq, status, withdrawn, expires, conduct, wrote)
    WHERE status < 2 AND withdrawn IS NULL;

-- Who works on a report: report is its seq. hour: since when.
CREATE TABLE claim (
    report BIGINT PRIMARY KEY NOT NULL,
    person BLOB NOT NULL,
    hour BIGINT NOT NULL
);
CREATE INDEX claim_person ON claim (person);

-- subject: a keyed tag of the report or person that an entry is about, for those that people made: by it the history
-- of a report is found. What reporters and the program do carries none.
ALTER TABLE log_leaf ADD COLUMN subject BLOB;
CREATE INDEX log_leaf_subject ON log_leaf (subject, position) WHERE subject IS NOT NULL;
