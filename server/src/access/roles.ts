import type { Role } from './contract.ts';

/** What can be done to something. */
export const VERBS = ['read', 'create', 'edit', 'delete', 'run', 'share', 'manage'] as const;
export type Verb = (typeof VERBS)[number];

/** What it can be done to. */
export const SUBJECTS = [
  'Workspace',
  'Member',
  'Invitation',
  'Conversation',
  'Agent',
  'Knowledge',
  'File',
  'Run',
  /** What a run said: its events. The run itself tells only its state, so that it can be watched and stopped. */
  'Transcript',
  'Workflow',
  'Budget',
  'Execution',
  'Tool',
  'Model',
  'Audit',
] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** A condition on the columns of a record. `$me` stands for the caller's user id. */
export type Condition = Record<string, string>;

/** "May `verbs` the `subjects`", where `when` is given only those records that meet it. */
export interface Rule {
  verbs: readonly Verb[];
  subjects: readonly SubjectName[];
  when?: Condition;
}

const EVERYTHING: readonly Verb[] = ['read', 'create', 'edit', 'delete', 'run', 'share', 'manage'];

const may = (verbs: readonly Verb[], subjects: readonly SubjectName[], when?: Condition): Rule =>
  when ? { verbs, subjects, when } : { verbs, subjects };

/** What every member has: their own conversations, files and runs, and what others shared with the workspace. */
const MEMBER: Rule[] = [
  may(['read'], ['Workspace', 'Member', 'Agent', 'Tool', 'Model', 'Workflow']),
  may(['read'], ['Knowledge'], { visibility: 'workspace' }),
  may(['read'], ['Knowledge'], { created_by: '$me' }),
  may(['read'], ['Knowledge'], { granted: 'read' }),
  may(['read'], ['Knowledge'], { granted: 'edit' }),
  may(['read'], ['Conversation'], { visibility: 'workspace' }),
  may(['read'], ['Run', 'Transcript', 'File'], { shared: 'workspace' }),
  may(['read'], ['Budget'], { kind: 'workspace' }),
  may(['read'], ['Budget'], { kind: 'user', subject_id: '$me' }),
];

const OWN_WORK: Rule[] = [
  may(['create'], ['Conversation', 'File', 'Run']),
  may(['read', 'edit', 'delete', 'run', 'share'], ['Conversation'], { owner_id: '$me' }),
  may(['read', 'edit', 'delete'], ['Run', 'File'], { created_by: '$me' }),
  may(['read'], ['Transcript'], { created_by: '$me' }),
  may(['read', 'edit'], ['Budget'], { kind: 'run', created_by: '$me' }),
  may(['run'], ['Agent', 'Workflow', 'Tool']),
];

/** Making knowledge, and changing what is one's own, was granted, or is open to the workspace. */
const writesKnowledge = (...verbs: Verb[]): Rule[] => [
  may(['create'], ['Knowledge']),
  may(verbs, ['Knowledge'], { visibility: 'workspace' }),
  may(['edit', 'delete', 'share'], ['Knowledge'], { created_by: '$me' }),
  may(['edit'], ['Knowledge'], { granted: 'edit' }),
];

/** Looking after what others do: their runs, and the conversations that they shared. */
const MODERATION: Rule[] = [
  may(['read', 'edit', 'delete'], ['Run']),
  may(['delete'], ['Conversation'], { visibility: 'workspace' }),
];

/** What people say and keep to themselves: no role reaches into it. */
const PRIVATE: readonly SubjectName[] = ['Conversation', 'Transcript', 'File', 'Knowledge'];

/**
 * The seven roles. Each line says all that the role has beyond the lines it spreads.
 * Rules only ever add: nothing here takes a right away.
 */
export const ROLE_RULES: Record<Role, readonly Rule[]> = {
  viewer: [...MEMBER],
  editor: [...MEMBER, ...OWN_WORK, ...writesKnowledge('edit', 'delete')],
  analyst: [...MEMBER, ...OWN_WORK, may(['create', 'run'], ['Execution']), ...writesKnowledge('edit')],
  developer: [
    ...MEMBER,
    ...OWN_WORK,
    may(['create', 'run'], ['Execution']),
    may(['create', 'edit', 'delete'], ['Agent', 'Workflow']),
    ...writesKnowledge('edit', 'delete'),
  ],
  moderator: [
    ...MEMBER,
    ...OWN_WORK,
    may(['create', 'run'], ['Execution']),
    ...writesKnowledge('edit', 'delete', 'share', 'manage'),
    ...MODERATION,
    may(['read', 'create'], ['Invitation']),
  ],
  admin: [
    ...MEMBER,
    ...OWN_WORK,
    may(EVERYTHING, ['Agent', 'Workflow', 'Budget', 'Execution', 'Tool', 'Model', 'Member', 'Invitation']),
    ...writesKnowledge(...EVERYTHING),
    ...MODERATION,
    may(['edit'], ['Workspace']),
    may(['read'], ['Audit']),
  ],
  super_admin: [
    may(
      EVERYTHING,
      SUBJECTS.filter((subject) => !PRIVATE.includes(subject)),
    ),
    ...MEMBER,
    ...OWN_WORK,
    ...writesKnowledge(...EVERYTHING),
    ...MODERATION,
  ],
};

/** Roles from the least to the most. Nobody gives a role above the own one. */
export const ROLE_RANK: Record<Role, number> = {
  viewer: 0,
  editor: 1,
  analyst: 1,
  developer: 2,
  moderator: 3,
  admin: 4,
  super_admin: 5,
};
