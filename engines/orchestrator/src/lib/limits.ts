/** Every bound of the engine, by name. Times in ms, sizes in bytes of UTF-8. */

/** A lease that isn't renewed for this long may be taken over. */
export const LEASE_MS = 15_000;
/** How often a process looks for due runs, cancel requests and other processes' events. */
export const POLL_MS = 250;
/** Runs that one process carries at a time. They mostly wait for the network. */
export const CONCURRENCY = 1_024;
/** Runs taken in one claim. */
export const CLAIM_BATCH = 32;
/** The same where no other process could take them. */
export const EXCLUSIVE_CLAIM_BATCH = 128;
/** Due runs that one claim chooses from, before it looks into the lanes. */
export const CLAIM_WINDOW = 256;
/** Lanes (class, pool, workspace) that a claim looks into when more is due; the next look goes on after them. */
export const MAX_LANES = 64;
/** How long the names of lanes are good for. */
export const LANES_MS = 500;
/** Runs of a lane that a claim sees, by age and by deadline each. */
export const LANE_HEADS = 8;
/** How long a cap that was found full isn't tried again. */
export const FULL_CAP_MS = 200;
/** Due runs past which a start is refused with queue_full; the children of runs are always taken. */
export const MAX_QUEUED = 100_000;
export const MAX_QUEUED_PER_SCOPE = 20_000;
/** The share of the depth that should be free again when somebody comes back. */
export const ADMISSION_SLACK = 0.1;
export const MIN_RETRY_AFTER_MS = 1_000;
export const MAX_RETRY_AFTER_MS = 300_000;
/** How long a count of what is due is good for, and for how long if somebody would be refused by it. */
export const DEPTH_MS = 1_000;
export const REFUSAL_DEPTH_MS = 50;
/** The time over which it is measured how many runs end. */
export const THROUGHPUT_MS = 60_000;
/** Runs whose expected duration is remembered until they end. */
export const MAX_PREDICTIONS = 10_000;
/** How often measured durations are written, and how long those of a kind that is no longer run are kept. */
export const DURATIONS_FLUSH_MS = 10_000;
export const DURATIONS_KEPT_MS = 90 * 24 * 3_600_000;
/** Claims tried in a row when other workers were faster. */
export const CLAIM_TRIES = 3;
/** A run that only waits for children stays with its worker for this long: a child often ends soon. */
export const LINGER_MS = 200;
/** Starts of a run without any progress between them, after which it is taken to kill its worker. */
export const MAX_TAKEOVERS = 20;

/** A text delta waits at most this long for more text. */
export const DELTA_FLUSH_MS = 40;
/** A text delta of this size waits no longer. */
export const DELTA_FLUSH_BYTES = 2_048;
/** One text delta, and what may gather while a write is under way. */
export const MAX_DELTA_BYTES = 512 * 1024;
/** Events and bytes written in one transaction. */
export const BATCH_MAX_EVENTS = 1_000;
export const BATCH_MAX_BYTES = 4 * 1024 * 1024;
/** Ends of runs in one transaction. */
export const SETTLE_BATCH = 128;
/** Tries of one write to the log before its run is given up by this process. */
export const APPEND_TRIES = 4;
export const APPEND_RETRY_MS = 25;
/** Tries of a transaction that the database refused for a passing reason (deadlock, busy). */
export const TRANSACTION_TRIES = 5;

/** One event, input, output or signal as JSON. */
export const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;
export const MAX_JSON_DEPTH = 100;
export const MAX_NAME_LENGTH = 128;
export const MAX_KEY_LENGTH = 255;
export const MAX_LABEL_LENGTH = 255;
export const MAX_MESSAGE_LENGTH = 500;
export const MAX_STEPS_PER_RUN = 10_000;
export const MAX_CHILD_DEPTH = 16;
/** How often old runs are looked for. */
export const SWEEP_MS = 10 * 60_000;
/** A sweep whose process is gone goes on elsewhere after this. */
export const SWEEP_LEASE_MS = 60_000;
/** Ended runs read at once by a sweep. */
export const SWEEP_BATCH = 100;
/** Runs of a scope read at once by a sweep. */
export const SCOPE_PAGE = 1_000;
/** Events of one run that are compacted at once. */
export const COMPACTED_PAGE = 1_000;
/** How often a process looks for schedules that are due. */
export const SCHEDULE_POLL_MS = 1_000;
/** Due schedules of one look. */
export const MAX_SCHEDULES_AT_ONCE = 200;
/** Events that a fork takes over. */
export const MAX_FORK_EVENTS = 50_000;
/** Runs that one pause or resume reaches below a run. */
export const MAX_PAUSED_CHILDREN = 10_000;
/** Runs that one cancel reaches below a run. */
export const MAX_CANCELLED_CHILDREN = 10_000;
export const MAX_PENDING_SIGNALS = 1_000;
/** A larger result is not kept to be used again. */
export const MAX_KEPT_RESULT_BYTES = 256 * 1024;
/** Results of one scope that a sweep leaves, the newest. */
export const MAX_KEPT_RESULTS = 10_000;

/** A step without `timeoutMs`. */
export const STEP_TIMEOUT_MS = 15 * 60_000;
/** What a step may take to end by itself after its signal aborted; then it is left behind. */
export const ABANDON_MS = 1_000;
/** What a cancelled procedure may take to end. */
export const CANCEL_GRACE_MS = 10_000;
/** What a cancelled run may take to tidy up, if its procedure does that. */
export const TIDY_MS = 15 * 60_000;
export const MAX_BACKOFF_MS = 5 * 60_000;
export const MAX_RETRIES = 100;

/** Events a follower holds in memory; past that it reads the store again. */
export const FOLLOW_BUFFER = 256;
/** Events read from the store at once. */
export const READ_PAGE = 500;
export const MAX_READ = 1_000;
export const MAX_LIST = 200;
/** Ids in one statement. */
export const MAX_IDS = 500;
