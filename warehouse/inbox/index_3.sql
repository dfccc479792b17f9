-- How the lists of a round were written, and how many of its items name no day; NULL in
-- rounds that were fetched before this was noted.
ALTER TABLE rounds ADD COLUMN forms TEXT;
ALTER TABLE rounds ADD COLUMN n_undated INTEGER;
UPDATE schema_number SET number = 3;
