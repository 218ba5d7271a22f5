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

/** From here on a reset is a point in time, not a number of seconds that remain. */
const FIRST_EPOCH_SECOND = 1_000_000_000;
const FIRST_EPOCH_MILLISECOND = FIRST_EPOCH_SECOND * 1_000;

/** No limit takes longer than a day to reset: a longer time is not worth heeding. Milliseconds. */
const MAX_TIME = 24 * 60 * 60_000;

/** A date in a header is shorter than this. */
const MAX_DATE_LENGTH = 40;

const withinADay = (time: number | undefined): number | undefined =>
	(time ?? Infinity) > MAX_TIME ? undefined : time;

const readNumber = (value: unknown): number | undefined => {
	// Gateways repeat headers; Node joins the values with a comma.
	const text = String(value).replace(/,.*/, '').trim();
	if (text === '') return undefined;
	const number = Number(text);
	return Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** The server's own clock, so that a wrong clock on this machine does not shift the reset. */
const readServerTime = (headers: IDataObject): number => {
	const date = Date.parse(String(headers.date).slice(0, MAX_DATE_LENGTH));
	return Number.isNaN(date) ? Date.now() : date;
};

const readReset = (value: unknown, serverTime: number): number | undefined => {
	const reset = readNumber(value);
	if (reset === undefined) return undefined;
	if (reset >= FIRST_EPOCH_MILLISECOND) return Math.max(0, reset - serverTime);
	if (reset >= FIRST_EPOCH_SECOND) return Math.max(0, reset * 1_000 - serverTime);
	return reset * 1_000;
};

const readRetryAfter = (value: unknown, serverTime: number): number | undefined => {
	const seconds = readNumber(value);
	if (seconds !== undefined) return seconds * 1_000;
	const text = String(value);
	// A date begins with its weekday; Date.parse would take a lone number for a year.
	if (text.length > MAX_DATE_LENGTH || !/^[a-z]/i.test(text)) return undefined;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - serverTime);
};

/** Reads `x-ratelimit-*` and `Retry-After`; MoEngage's pages give the reset in both forms. */
export const readRateLimitHeaders = (headers: IDataObject): RateLimitInfo => {
	const serverTime = readServerTime(headers);
	return {
		limit: readNumber(headers['x-ratelimit-limit']) || undefined,
		remaining: readNumber(headers['x-ratelimit-remaining']),
		resetsIn: withinADay(readReset(headers['x-ratelimit-reset'], serverTime)),
		retryAfter: withinADay(readRetryAfter(headers['retry-after'], serverTime)),
	};
};
