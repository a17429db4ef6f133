/** Tries everything as the owner of this process; one line of JSON for each outcome. */
import { GVISOR_WAYS, tryAll, WAYS } from './try-all.ts';

const [owner, driver] = process.argv.slice(2);
const ways = driver === 'gvisor' ? GVISOR_WAYS : WAYS;
for await (const line of tryAll(Number(owner), ways)) console.log(JSON.stringify(line));
