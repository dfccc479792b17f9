-- What the sources file declares of a source; null for files given by hand.

ALTER TABLE sources ADD COLUMN country VARCHAR;
ALTER TABLE sources ADD COLUMN language VARCHAR;
ALTER TABLE sources ADD COLUMN scale VARCHAR;
ALTER TABLE sources ADD COLUMN schedule VARCHAR;
ALTER TABLE sources ADD COLUMN licence VARCHAR;
