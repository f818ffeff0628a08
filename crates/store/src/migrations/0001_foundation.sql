-- The tables of the foundation. Four column types (BIGINT, DOUBLE, TEXT, BLOB) and SERIAL_KEY, a growing key,
-- are translated for each engine (src/migrate.rs). Clear times are whole hours since 1970. A statement ends with a
-- semicolon at the end of a line.

CREATE TABLE report (
    seq SERIAL_KEY,
    id BLOB NOT NULL UNIQUE,
    status BIGINT NOT NULL,
    named BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    withdrawn BIGINT,
    reading BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    desk_second BLOB NOT NULL,
    wrap BLOB NOT NULL,
    lookup_a BLOB NOT NULL,
    lookup_b BLOB NOT NULL
);
-- For housekeeping, every minute. Reports that are accepted together share the value, so these too grow at one end.
CREATE INDEX report_expires ON report (expires);
CREATE INDEX report_withdrawn ON report (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX report_epoch ON report (epoch, seq);

CREATE TABLE mailbox (
    lookup BLOB PRIMARY KEY NOT NULL,
    epoch BIGINT NOT NULL,
    sealed BLOB NOT NULL
);

-- report: the report's seq. Its id is random, and an index on random ids is written all over at every batch.
CREATE TABLE item (
    seq SERIAL_KEY,
    id BLOB NOT NULL,
    report BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    wrap BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX item_report ON item (report);

-- What lies in the folder of objects. report: NULL while it belongs to nobody; hour: since when.
CREATE TABLE object (
    id BLOB PRIMARY KEY NOT NULL,
    report BLOB,
    hour BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
CREATE INDEX object_report ON object (report) WHERE report IS NOT NULL;
CREATE INDEX object_nobodys ON object (hour) WHERE report IS NULL;

CREATE TABLE identity (
    report BLOB PRIMARY KEY NOT NULL,
    epoch BIGINT NOT NULL,
    sealed BLOB NOT NULL
);

CREATE TABLE second (
    id BLOB PRIMARY KEY NOT NULL,
    circle_key BLOB NOT NULL,
    encapsulation BLOB NOT NULL
);

CREATE TABLE replay (
    key BLOB PRIMARY KEY NOT NULL,
    expires BIGINT NOT NULL,
    sealed BLOB NOT NULL
);

CREATE INDEX replay_expires ON replay (expires);

CREATE TABLE import_line (
    key BLOB PRIMARY KEY NOT NULL
);

-- run_at, lease_until: seconds since 1970; a new job carries the start of its hour. Found by walking seq: done jobs
-- are deleted, so the table is short. Those that were tried before are found apart, and lie in the way of nobody.
CREATE TABLE job (
    seq SERIAL_KEY,
    kind TEXT NOT NULL,
    report BLOB NOT NULL,
    run_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    lease_token BLOB,
    attempts BIGINT NOT NULL,
    wrap BLOB,
    wrap_day BIGINT NOT NULL,
    set_aside TEXT
);
CREATE INDEX job_tried ON job (seq) WHERE attempts > 0 AND set_aside IS NULL;

CREATE TABLE log_leaf (
    seq SERIAL_KEY,
    id BLOB NOT NULL UNIQUE,
    -- Those without a position lie side by side in its index: there the sequencer finds them.
    position BIGINT UNIQUE,
    commitment BLOB NOT NULL,
    mark BLOB NOT NULL,
    salt BLOB,
    sealed BLOB,
    desk_second BLOB,
    overseers_second BLOB,
    expires BIGINT NOT NULL
);
-- Entries that are still kept, by when they go.
CREATE INDEX log_leaf_expires ON log_leaf (expires) WHERE sealed IS NOT NULL;

CREATE TABLE log_tile (
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);

CREATE TABLE log_head (
    name TEXT PRIMARY KEY NOT NULL,
    size BIGINT NOT NULL,
    note TEXT NOT NULL
);

-- mark, in the tables from here to approval: a MAC by the keyring over the table's name and the rest of the row (but
-- for seq). A row without one is believed in nothing.
CREATE TABLE person (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    setup BIGINT,
    hour BIGINT NOT NULL,
    mark BLOB NOT NULL
);

CREATE TABLE person_key (
    id BLOB PRIMARY KEY NOT NULL,
    person BLOB NOT NULL,
    public BLOB NOT NULL,
    sealed BLOB NOT NULL,
    lock TEXT NOT NULL,
    successor BLOB,
    current BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    mark BLOB NOT NULL
);
CREATE INDEX person_key_person ON person_key (person);

-- number: counted in its circle. The highest that is marked is the one that new things are sealed to.
CREATE TABLE circle_key (
    seq SERIAL_KEY,
    id BLOB NOT NULL UNIQUE,
    circle TEXT NOT NULL,
    number BIGINT NOT NULL,
    month BIGINT NOT NULL,
    public BLOB NOT NULL,
    hour BIGINT NOT NULL,
    mark BLOB NOT NULL
);

CREATE TABLE circle_wrap (
    circle_key BLOB NOT NULL,
    person_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (circle_key, person_key)
);

-- becomes: the state that the subject shall come to; for another it is no approval.
CREATE TABLE approval (
    subject BLOB NOT NULL,
    person BLOB NOT NULL,
    becomes TEXT NOT NULL,
    hour BIGINT NOT NULL,
    mark BLOB NOT NULL,
    PRIMARY KEY (subject, person)
);

CREATE TABLE tally (
    month BIGINT NOT NULL,
    name TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (month, name)
);

CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
);
