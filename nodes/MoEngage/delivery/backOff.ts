/** MoEngage asks to wait this many milliseconds after a 5xx; the base of the exponential wait. */
export const BACK_OFF_BASE = 2_000;

/** The exponential wait grows to a minute: a minute's limit has reset by then. Milliseconds. */
const MAX_EXPONENTIAL = 60_000;

/** Nothing is repeated sooner, whatever an answer says. Milliseconds. */
export const MIN_PAUSE = 1_000;

/** Where random numbers from 0 to 1 come from, so that tests can repeat a run. */
export type Random = () => number;

/** Adds up to half of the time, so that requests that were refused together come back apart. */
export const addJitter = (milliseconds: number, random: Random): number =>
	milliseconds * (1 + random() / 2);

/**
 * Milliseconds to wait before retry number `retry` (0 is the first): exponential, but at least the
 * two seconds that MoEngage asks for times the number of the attempt, with jitter on top.
 */
export const backOff = (retry: number, random: Random = Math.random): number => {
	const exponential = Math.min(MAX_EXPONENTIAL, BACK_OFF_BASE * 2 ** retry);
	return addJitter(Math.max(exponential, BACK_OFF_BASE * (retry + 1)), random);
};
