import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../../lib/sandbox.ts';

const PAUSE_MS = 250;

/** Each knows what it must say; anything else means that a neighbour got at it. */
const HONEST = [
  {
    language: 'python',
    code: 'import os, json\nassert sorted(os.listdir(".")) == [], os.listdir(".")\nopen("mine", "w").write("mine")\nprint(json.dumps(sum(range(1000))), open("mine").read(), os.listdir("/tmp"), os.listdir("/dev/shm"))',
    says: '499500 mine [] []\n',
  },
  {
    language: 'javascript',
    code: 'import fs from "node:fs"; fs.writeFileSync("mine", "mine"); console.log([1, 2, 3].map((n) => n * 2).join(), fs.readFileSync("mine", "utf8"), fs.readdirSync("/tmp").length)',
    says: '2,4,6 mine 0\n',
  },
] as const;

/** Runs them one after the other until it is stopped. */
export function startHonestRuns(sandbox: Sandbox): { stop(): Promise<{ runs: number; problems: string[] }> } {
  const problems: string[] = [];
  let runs = 0;
  let stopped = false;
  const turn = async () => {
    while (!stopped) {
      const { language, code, says } = HONEST[runs % HONEST.length]!;
      const { stdout, stderr, exitCode, files } = await sandbox.run({ language, code });
      runs += 1;
      await delay(PAUSE_MS);
      if (stdout !== says || exitCode !== 0 || files.map(({ name }) => name).join() !== 'mine')
        problems.push(`${language} run ${runs}: ${exitCode} ${stdout} ${stderr}`.slice(0, 500));
    }
  };
  const turning = turn().catch((error) => void problems.push(String(error)));
  return {
    async stop() {
      stopped = true;
      await turning;
      return { runs, problems };
    },
  };
}
