export { SCAN_RULE_IDS } from './rule-ids.ts';
export { scanCode } from './scan.ts';
export {
  type Finding,
  MAX_SCAN_BYTES,
  rank,
  SCAN_VERDICTS,
  type Scan,
  SEVERITIES,
  type Severity,
} from './verdict.ts';
