import type { IDataObject } from 'n8n-workflow';

/** What an answer says of the limit that it was counted against. Times are in milliseconds from now. */
export interface RateLimitInfo {
	/** How many may be sent in a minute. */
	limit?: number;
	/** How many may still be sent until the reset. */
	remaining?: number;
	/** When the limit resets. */
	resetsIn?: number;
	/** When MoEngage asks to try again; it takes precedence over every other time. */
	retryAfter?: number;
}

/** The smallest reset that is a point in time, not a number of seconds that remain. */
const FIRST_EPOCH_SECOND = 1_000_000_000;

/** The longest time that is worth heeding, since every limit resets within a day. Milliseconds. */
const MAX_TIME = 24 * 60 * 60_000;

/** The longest date in a header, in characters. */
const MAX_DATE_LENGTH = 40;

const withinADay = (time: number): number | undefined => (time <= MAX_TIME ? time : undefined);

const readNumber = (value: unknown): number | undefined => {
	// Gateways repeat headers; Node joins the values with a comma.
	const text = String(value).replace(/,.*/, '').trim();
	const number = text === '' ? NaN : Number(text);
	return Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** A date begins with its weekday; Date.parse would take a lone number for a year. */
const readDate = (value: unknown): number => {
	const text = String(value).slice(0, MAX_DATE_LENGTH);
	return /^[a-z]/i.test(text) ? Date.parse(text) : NaN;
};

const readReset = (value: unknown, serverTime: number): number => {
	const reset = readNumber(value) ?? NaN;
	if (reset < FIRST_EPOCH_SECOND) return reset * 1_000;
	const time = reset < FIRST_EPOCH_SECOND * 1_000 ? reset * 1_000 : reset;
	return Math.max(0, time - serverTime);
};

const readRetryAfter = (value: unknown, serverTime: number): number => {
	const seconds = readNumber(value);
	return seconds === undefined ? Math.max(0, readDate(value) - serverTime) : seconds * 1_000;
};

/** Reads `x-ratelimit-*` and `Retry-After`; MoEngage's pages give the reset in both forms. */
export const readRateLimitHeaders = (headers: IDataObject): RateLimitInfo => {
	// The server's own clock, so that a wrong clock on this machine does not shift the reset.
	const serverTime = readDate(headers.date) || Date.now();
	return {
		limit: readNumber(headers['x-ratelimit-limit']) || undefined,
		remaining: readNumber(headers['x-ratelimit-remaining']),
		resetsIn: withinADay(readReset(headers['x-ratelimit-reset'], serverTime)),
		retryAfter: withinADay(readRetryAfter(headers['retry-after'], serverTime)),
	};
};
