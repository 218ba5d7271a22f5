/**
 * Mutation testing runs the tests hundreds of times, so its property tests draw few cases and its
 * simulations are short. Whatever a piece promises must then fail in the tests of that piece.
 */
export const isQuick = process.env.N8N_MOENGAGE_QUICK === '1';

/** So many cases of a property test. */
export const cases = (count: number): { numRuns: number } => ({
	numRuns: isQuick ? Math.ceil(count / 10) : count,
});
