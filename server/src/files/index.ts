export { type BlobSweeper, createBlobSweeper } from './blob-sweep.ts';
export { type Blobs, folderBlobs } from './blobs.ts';
export type { FileView } from './contract.ts';
export { MAX_FILE_NAME_LENGTH } from './contract.ts';
export { fileErrors } from './errors.ts';
export {
  areaExpression,
  areaOf,
  createFileStore,
  type FileStore,
  type NewFile,
  presentFile,
  type StoredBytes,
} from './files.ts';
export { checkFileName, isSafeImage, mediaTypeOf } from './names.ts';
export { createPartialUploads, type PartialUploads } from './partial-uploads.ts';
export { type FileRow, findFile, findFiles, moveFiles, setAreaShared, setAreasShared } from './queries.ts';
export { fileRoutes } from './routes.ts';
export { uploadedFile } from './upload.ts';
