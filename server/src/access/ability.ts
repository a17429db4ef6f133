import { createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import type { Role } from './contract.ts';
import { ROLE_RULES, type SubjectName, type Verb } from './roles.ts';

type Rules = { action: Verb[]; subject: SubjectName[]; conditions?: Record<string, string> }[];

/** The rules of a role as data, with the user's id in place: what the web app gets, too. */
export function rulesFor(role: Role, userId: string): Rules {
  return ROLE_RULES[role].map(({ verbs, subjects, when }) => {
    const rule = { action: [...verbs], subject: [...subjects] };
    if (!when) return rule;
    const entries = Object.entries(when).map(([column, value]) => [column, value === '$me' ? userId : value]);
    return { ...rule, conditions: Object.fromEntries(entries) as Record<string, string> };
  });
}

export interface Ability {
  /** Without a record: whether there is any record of the kind that it may be done to. */
  can(verb: Verb, kind: SubjectName, record?: object): boolean;
}

/** CASL's words "manage" and "all" would stand for everything. Here `manage` is one verb and the table says all. */
const NO_WILDCARDS = { anyAction: '*', anySubjectType: '*' };

export function abilityFor(role: Role, userId: string): Ability {
  const ability: MongoAbility = createMongoAbility(rulesFor(role, userId), NO_WILDCARDS);
  return {
    can: (verb, kind, record) => ability.can(verb, record ? subject(kind, { ...record }) : kind),
  };
}
