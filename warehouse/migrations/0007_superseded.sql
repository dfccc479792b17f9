-- A page that was fetched again with another text is a new version of the article.

ALTER TABLE articles ADD COLUMN superseded_by VARCHAR;
