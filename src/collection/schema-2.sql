-- Version 2: what an article says of itself beyond the columns, as JSON (the fields of `newsalign clean --metadata`).

ALTER TABLE article ADD COLUMN about TEXT NOT NULL DEFAULT '{}';
