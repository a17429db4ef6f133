/** What is read again after a source or a tool has changed. */
export const TOOLS_TOUCHED = [
  'GET /api/v1/tools',
  'GET /api/v1/tools/{name}',
  'GET /api/v1/tools/{name}/versions',
  'GET /api/v1/tool-sources',
] as const;

/** What is read again after a database was registered, changed or forgotten. */
export const DATABASES_TOUCHED = ['GET /api/v1/sql-connections'] as const;
