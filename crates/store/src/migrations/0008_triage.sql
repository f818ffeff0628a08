-- What triage knows of reports, and what it may decide alone.

-- report: the report's seq. sealed: what was read in it, as the models go by it. counts: whether it may stand for others when the
-- models are tested: it was left to people as any other. alone: the class (level, and 4 more
-- for English) in which the certified models would decide it by themselves; -1 for none. decided: the level that a person gave it; -1 for none yet. audited: whether that was held against
-- alone.
CREATE TABLE triage (
    report BIGINT PRIMARY KEY NOT NULL,
    sealed BLOB NOT NULL,
    counts BIGINT NOT NULL,
    alone BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    audited BIGINT NOT NULL
);
CREATE INDEX triage_decided ON triage (report) WHERE decided >= 0;

-- aside: 0; 1 when a report says who somebody is and nothing that they did, and is set aside; 2 once a person confirmed that.
ALTER TABLE report ADD COLUMN aside BIGINT NOT NULL DEFAULT 0;
