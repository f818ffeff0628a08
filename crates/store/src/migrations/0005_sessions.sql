-- A token is succeeded in two steps: the next one is handed out, and takes its place when it is first used.

-- fresh: 1 while nobody came with this token yet. The mark is over it too, so that no session of before would be believed:
-- whoever was signed in signs in again.
DELETE FROM session;
ALTER TABLE session ADD COLUMN fresh BIGINT NOT NULL DEFAULT 0;
