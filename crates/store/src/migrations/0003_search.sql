-- What a report can be found by: its tokens, sorted and sealed, in one blob. report: the report's seq. month: months
-- since January 1970, whose key made the tokens.
CREATE TABLE search (
    seq SERIAL_KEY,
    report BIGINT NOT NULL UNIQUE,
    month BIGINT NOT NULL,
    sealed BLOB NOT NULL
);
