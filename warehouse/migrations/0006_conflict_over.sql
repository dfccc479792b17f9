-- What the sources of a conflicted event contradict each other in.

ALTER TABLE events ADD COLUMN conflict_over VARCHAR;
ALTER TABLE history.events ADD COLUMN conflict_over VARCHAR;
