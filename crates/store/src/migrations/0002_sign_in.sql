-- What signing in takes, and what mends a forgotten password. mark: as in the tables of people (0001). Some times here
-- are whole seconds since 1970 and one is a step of thirty: nothing of a reporter is in them, and most go within a day.

-- step: the last whose code was taken.
CREATE TABLE second_factor (
    person BLOB PRIMARY KEY NOT NULL,
    person_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    step BIGINT NOT NULL,
    mark BLOB NOT NULL
);

-- hash: of the token. family: the tokens that followed one upon the other since a sign-in. begun: that sign-in; issued:
-- this token; retired: when another took its place.
CREATE TABLE session (
    hash BLOB PRIMARY KEY NOT NULL,
    family BLOB NOT NULL,
    person BLOB NOT NULL,
    person_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    begun BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    used BIGINT NOT NULL,
    stepped_up BIGINT,
    retired BIGINT,
    mark BLOB NOT NULL
);
CREATE INDEX session_family ON session (family);

-- A share of the private half of person_key. Without a mark, as wraps are: a foreign one opens nothing.
CREATE TABLE recovery_share (
    person_key BLOB NOT NULL,
    holder BLOB NOT NULL,
    holder_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (person_key, holder)
);

CREATE TABLE recovery (
    id BLOB PRIMARY KEY NOT NULL,
    person BLOB NOT NULL UNIQUE,
    public BLOB NOT NULL,
    until BIGINT NOT NULL,
    mark BLOB NOT NULL
);

-- number: which share it is. Of several holders of one and the same share one word counts.
CREATE TABLE recovery_word (
    recovery BLOB NOT NULL,
    giver BLOB NOT NULL,
    number BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    mark BLOB NOT NULL,
    PRIMARY KEY (recovery, giver)
);
