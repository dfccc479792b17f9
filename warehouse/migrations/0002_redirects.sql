-- Where ids lead that are no longer in use, and who decided on a pair of claims.

ALTER TABLE merges ADD COLUMN reviewer VARCHAR;
ALTER TABLE history.merges ADD COLUMN reviewer VARCHAR;

CREATE TABLE event_redirects (
    old_event_id VARCHAR NOT NULL,
    event_id VARCHAR NOT NULL,
    since DATE,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (old_event_id)
);

CREATE TABLE history.event_redirects (
    old_event_id VARCHAR NOT NULL,
    event_id VARCHAR NOT NULL,
    since DATE,
    reason VARCHAR NOT NULL,
    closed_on DATE
);
