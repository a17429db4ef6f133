import type { Rule } from '../project.ts';
import { cycles } from './cycles.ts';
import { dependencies } from './dependencies.ts';
import { directions, unplacedSlices } from './directions.ts';
import { doors } from './doors.ts';
import { environment } from './environment.ts';
import { errorCatalogues } from './error-catalogues.ts';
import { fileSizes } from './file-sizes.ts';
import { functionSizes } from './function-sizes.ts';
import { messageCatalogues } from './message-catalogues.ts';
import { names } from './names.ts';
import { numbered } from './numbered.ts';
import { skippedTests } from './skipped-tests.ts';
import { testRatio } from './test-ratio.ts';
import { thrownErrors } from './thrown-errors.ts';
import { unsafeCode } from './unsafe-code.ts';
import { visibleText } from './visible-text.ts';

export const RULES: Record<string, Rule> = {
  doors,
  directions,
  'unplaced-slices': unplacedSlices,
  cycles,
  'file-sizes': fileSizes,
  'function-sizes': functionSizes,
  environment,
  'unsafe-code': unsafeCode,
  'thrown-errors': thrownErrors,
  'test-ratio': testRatio,
  'skipped-tests': skippedTests,
  'error-catalogues': errorCatalogues,
  names,
  numbered,
  'message-catalogues': messageCatalogues,
  'visible-text': visibleText,
  dependencies,
};
