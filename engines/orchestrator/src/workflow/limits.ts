/** Every bound of a workflow, by name. Times in ms, sizes in characters unless the name says otherwise. */

/** Nodes of one definition, those inside of map and loop included. */
export const MAX_NODES = 500;
/** map and loop inside of map and loop. */
export const MAX_NESTING = 6;
export const MAX_ID_LENGTH = 48;
export const MAX_TITLE_LENGTH = 200;
export const MAX_EXPRESSION_LENGTH = 2_000;
/** Syntax nodes of one expression. */
export const MAX_EXPRESSION_NODES = 500;
export const MAX_TEMPLATE_LENGTH = 100_000;
export const MAX_DEFINITION_BYTES = 1024 * 1024;
/** Items that one map takes. */
export const MAX_MAP_ITEMS = 1_000;
export const MAX_MAP_CONCURRENCY = 100;
export const MAX_LOOP_ROUNDS = 100;
export const MAX_NODE_RETRIES = 20;
export const MAX_DELAY_MS = 366 * 24 * 3_600_000;
/** How long a result may be used again. */
export const MAX_CACHE_MS = 30 * 24 * 3_600_000;
/** A node without `timeoutMs`, each try for itself. Approvals, delays and waits have none. */
export const NODE_TIMEOUT_MS = 3_600_000;
/** Problems that one validation tells. */
export const MAX_PROBLEMS = 100;
