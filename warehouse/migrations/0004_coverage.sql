-- What became of an article that gave no row of its own, and whose it was.

ALTER TABLE rejects ADD COLUMN outcome VARCHAR;
ALTER TABLE rejects ADD COLUMN source_id VARCHAR;
ALTER TABLE rejects ADD COLUMN published DATE;
ALTER TABLE rejects ADD COLUMN language VARCHAR;

-- Of former runs the outcome is known by its reason; whose the article was is not.
UPDATE rejects SET outcome = 'copy' WHERE reason = 'same_text';
UPDATE rejects SET outcome = 'refused' WHERE reason IN (
    'unreadable', 'empty_file', 'binary', 'undecodable', 'too_large', 'broken_json',
    'broken_csv', 'broken_parquet', 'wrong_type', 'no_text_column', 'no_text',
    'unsupported_language'
);
