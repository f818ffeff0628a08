-- Open reports to which something came: they are few, are counted for every look at the queue, and asked for alone.
CREATE INDEX report_wrote ON report (wrote, expires) WHERE wrote = 1 AND status < 2 AND withdrawn IS NULL;
