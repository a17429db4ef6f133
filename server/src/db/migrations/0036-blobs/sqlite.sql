CREATE TABLE blobs (
  id TEXT NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE blob_holds (
  id TEXT NOT NULL PRIMARY KEY,
  blob_id TEXT NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX blob_holds_of_blob ON blob_holds (blob_id);

INSERT INTO blobs (id) SELECT DISTINCT sha256 FROM files;
