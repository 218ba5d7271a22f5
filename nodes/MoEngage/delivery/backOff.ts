/** MoEngage asks to wait this many milliseconds after a 5xx; the base of the exponential wait. */
const BASE = 2_000;

/** A minute's limit has reset by then. */
const LONGEST = 60_000;

/** Milliseconds to wait before retry number `retry` (0 is the first): exponential, with full jitter. */
export const backOff = (retry: number): number =>
	Math.random() * Math.min(LONGEST, BASE * 2 ** retry);
