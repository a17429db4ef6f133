import { type Execution, type Language, type Sandbox, SandboxError, type Session } from '@agenticgen/sandbox';
import type { Runtime } from '../runtime/index.ts';
import { type CodeEgressNeeds, namesHosts } from './code-egress.ts';
import type { CodeSessionView } from './code-sessions-contract.ts';
import { toolErrors } from './errors.ts';
import { type InSandbox, sandboxProblem } from './sandboxed.ts';

/** Of one person in one workspace, at a time. */
export const MAX_SESSIONS_PER_PERSON = 3;

export interface SessionOwner {
  userId: string;
  workspaceId: string;
}

export interface CodeSessions {
  /** Throws `too_many_code_sessions`, and what the sandbox refuses. */
  open(owner: SessionOwner, language: Language): Promise<CodeSessionView>;
  list(owner: SessionOwner): CodeSessionView[];
  /** Throws `code_session_unknown` for one that is gone, or somebody else's. */
  close(owner: SessionOwner, id: string): Promise<void>;
  /** Throws `code_session_ended` also where this is not the process that it lived in. */
  run(
    id: string,
    workspaceId: string,
    cell: Parameters<Session['run']>[0],
    options: InSandbox,
  ): Promise<Execution>;
  /** Throws `code_session_ended`, and `code_session_language` for code of another language. */
  check(owner: SessionOwner, id: string, language: Language): void;
}

interface Open {
  owner: SessionOwner;
  session: Session;
  /** As it was opened; a host that the policy names later is reached by a new one. */
  hasEgress: boolean;
  view: CodeSessionView;
}

export interface CodeSessionsNeeds extends CodeEgressNeeds {
  sandbox: Sandbox;
  runtime: Pick<Runtime, 'now' | 'newId'>;
}

/** Sessions live in this process's memory and end with it: nothing of them is promised to last. */
export function createCodeSessions(needs: CodeSessionsNeeds): CodeSessions {
  const { sandbox, runtime } = needs;
  const open = new Map<string, Open>();
  /** Being opened counts: two requests at once do not get past the bound. */
  const opening = new Map<string, number>();

  const keyOf = ({ userId, workspaceId }: SessionOwner) => `${workspaceId}/${userId}`;
  const of = (owner: SessionOwner) => [...open.values()].filter((one) => keyOf(one.owner) === keyOf(owner));

  function found(owner: SessionOwner, id: string): Open {
    const one = open.get(id);
    if (!one || keyOf(one.owner) !== keyOf(owner)) throw toolErrors.code_session_ended();
    return one;
  }

  async function opened(owner: SessionOwner, language: Language): Promise<CodeSessionView> {
    const { workspaceId } = owner;
    const hasEgress = await sessionHasEgress(needs, language, workspaceId);
    const session = await sandbox.openSession({ language, share: workspaceId, hasEgress }).catch((error) => {
      throw sandboxProblem(error);
    });
    const view = { id: runtime.newId(), language, openedAt: runtime.now(), cells: 0 };
    open.set(view.id, { owner, session, hasEgress, view });
    void session.ended.then(() => open.delete(view.id));
    return view;
  }

  return {
    async open(owner, language) {
      const key = keyOf(owner);
      const begun = opening.get(key) ?? 0;
      if (of(owner).length + begun >= MAX_SESSIONS_PER_PERSON)
        throw toolErrors.too_many_code_sessions(MAX_SESSIONS_PER_PERSON);
      opening.set(key, begun + 1);
      return opened(owner, language).finally(() => {
        const left = (opening.get(key) ?? 1) - 1;
        if (left > 0) opening.set(key, left);
        else opening.delete(key);
      });
    },
    list: (owner) => of(owner).map(({ view }) => ({ ...view })),
    async close(owner, id) {
      const one = of(owner).find(({ view }) => view.id === id);
      if (!one) throw toolErrors.code_session_unknown();
      open.delete(id);
      await one.session.close();
    },
    check(owner, id, language) {
      const { view } = found(owner, id);
      if (view.language !== language) throw toolErrors.code_session_language(view.language, language);
    },
    async run(id, workspaceId, cell, { signal, onOutput, egress }) {
      const one = open.get(id);
      if (!one || one.owner.workspaceId !== workspaceId) throw toolErrors.code_session_ended();
      one.view.cells += 1;
      try {
        return await one.session.run(cell, {
          signal,
          ...(onOutput ? { onOutput } : {}),
          ...(egress && one.hasEgress ? { egress } : {}),
        });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof SandboxError && error.code === 'sandbox_session_ended')
          throw toolErrors.code_session_ended();
        throw sandboxProblem(error);
      }
    },
  };
}

/** Its process is given the descriptor when it starts, or never. */
export async function sessionHasEgress(
  needs: CodeEgressNeeds & { sandbox: Sandbox },
  language: Language,
  workspaceId: string,
): Promise<boolean> {
  if (!(await namesHosts(needs, workspaceId))) return false;
  return (await needs.sandbox.probe()).egress?.includes(language) ?? false;
}
