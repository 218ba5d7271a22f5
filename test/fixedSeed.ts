import fc from 'fast-check';

import { cases, isQuick } from './quick';

/**
 * Property tests draw the same cases in every run, so that what passes on one machine passes on the
 * next. `N8N_MOENGAGE_SEED` draws others; the fuzz command uses a new one each time.
 */
const seed = Number(process.env.N8N_MOENGAGE_SEED ?? 20_261_126);

// That a mutant fails is enough to know: nobody reads its smallest counterexample.
fc.configureGlobal({ seed, ...cases(100), endOnFailure: isQuick });
