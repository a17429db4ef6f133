/** Tries everything as the owner of this process; one line of JSON for each outcome. */
import { tryAll } from './try-all.ts';

for await (const line of tryAll(Number(process.argv[2]))) console.log(JSON.stringify(line));
