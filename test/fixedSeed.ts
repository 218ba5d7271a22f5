import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that what passes on one machine passes on the
 * next. `N8N_MOENGAGE_SEED` draws others; the fuzz command uses a new one each time.
 */
const seed = Number(process.env.N8N_MOENGAGE_SEED ?? 20_261_126);

fc.configureGlobal({ seed });
