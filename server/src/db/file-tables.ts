interface FilesTable {
  id: string;
  workspace_id: string;
  area: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  shared: string;
  created_by: string;
  created_at: number;
}

/** The bytes that the store has, by their hash. Whoever removes them holds the row. */
interface BlobsTable {
  id: string;
}

/** Bytes that were stored for a row that is still to come. */
interface BlobHoldsTable {
  id: string;
  blob_id: string;
  until_at: number;
}

export interface FileTables {
  files: FilesTable;
  blobs: BlobsTable;
  blob_holds: BlobHoldsTable;
}
