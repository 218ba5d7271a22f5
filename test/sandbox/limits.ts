import type { EndpointName } from './endpoints/names';

/** `null`: not limited. */
export interface Limit {
	perMinute: number | null;
	perDay: number | null;
}

/**
 * MoEngage's documented limits, per workspace. They count requests, except users, events and devices
 * on the endpoints that track or import them, each kind by itself, and users to get or merge.
 */
export const documentedLimits: Record<EndpointName, Limit> = {
	testConnection: { perMinute: null, perDay: null },
	trackDevice: { perMinute: 10_000, perDay: null },
	bulkImport: { perMinute: 60_000, perDay: null },
	manageDevices: { perMinute: 1_000, perDay: null },
	bulkResubscribe: { perMinute: 10, perDay: 14_400 },
	getPreferences: { perMinute: 100, perDay: 360_000 },
	updatePreferences: { perMinute: 100, perDay: 360_000 },
	bulkUpdatePreferences: { perMinute: 100, perDay: 360_000 },
	updateOptIn: { perMinute: 1_000, perDay: 360_000 },
	getCategories: { perMinute: 100, perDay: 360_000 },
	getUserPreferences: { perMinute: 100, perDay: 360_000 },
	updateUserPreferences: { perMinute: 100, perDay: 360_000 },
	trackUser: { perMinute: 10_000, perDay: null },
	trackEvent: { perMinute: 30_000, perDay: null },
	getUsers: { perMinute: 1_000, perDay: null },
	mergeUsers: { perMinute: 1_000, perDay: null },
	deleteUser: { perMinute: 5_000, perDay: null },
	syncCohort: { perMinute: 300, perDay: null },
	eraseUser: { perMinute: null, perDay: null },
};

/**
 * The requests a minute that the headers speak of where a request carries many records. MoEngage
 * publishes no such number; nothing is refused because of it.
 */
export const announcedRequests: Partial<Record<EndpointName, number>> = {
	bulkImport: 1_000,
	getUsers: 1_000,
	mergeUsers: 1_000,
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export interface SlidingLog {
	add(now: number, units: number): void;
	/** Units within the `windowMs` that end now. */
	count(now: number, windowMs: number): number;
	/** Milliseconds until no more than `allowed` of the units are left in the window. */
	msUntilAtMost(allowed: number, now: number, windowMs: number): number;
}

/**
 * Remembers when which units came, so that no window of the given length, wherever it starts, holds
 * more than it should. Counters that restart at fixed times would let twice the limit through
 * around the restart.
 */
export const createSlidingLog = (): SlidingLog => {
	let entries: Array<{ at: number; units: number }> = [];
	let oldest = 0;
	let total = 0;

	const forgetUntil = (time: number): void => {
		for (
			let entry = entries[oldest];
			entry && entry.at <= time;
			oldest += 1, entry = entries[oldest]
		) {
			total -= entry.units;
		}
		if (oldest > 1_000 && oldest * 2 > entries.length) {
			entries = entries.slice(oldest);
			oldest = 0;
		}
	};

	return {
		add: (now, units) => {
			entries.push({ at: now, units });
			total += units;
		},
		count: (now, windowMs) => {
			forgetUntil(now - windowMs);
			return total;
		},
		msUntilAtMost: (allowed, now, windowMs) => {
			let left = total;
			for (let index = oldest; index < entries.length && left > allowed; index += 1) {
				const entry = entries[index];
				if (!entry) break;
				left -= entry.units;
				if (left <= allowed) return Math.max(0, windowMs - (now - entry.at));
			}
			return left > allowed ? windowMs : 0;
		},
	};
};

/** What the rate-limit headers tell; `undefined` where the endpoint is not limited. */
export interface LimitReport {
	limit: number;
	remaining: number;
	/**
	 * Milliseconds: after a refusal until this request would find room, otherwise until the oldest
	 * units leave the window.
	 */
	resetMs: number;
}

export interface LimitDecision {
	allowed: boolean;
	report: LimitReport | undefined;
}

export interface Limiter {
	/** Whether `take` would allow it; changes nothing. */
	hasRoom(units: number, now: number, limit: Limit): boolean;
	/** Counts the units if they fit; a refused request uses up nothing. */
	take(units: number, now: number, limit: Limit): LimitDecision;
	/** The most units, refused ones included, that arrived within one minute. */
	maxInWindow(): number;
}

/** Keeps one limit of an endpoint in one workspace. */
export const createLimiter = (): Limiter => {
	const admitted = { minute: createSlidingLog(), day: createSlidingLog() };
	const arrived = createSlidingLog();
	let maxInWindow = 0;

	const readWindows = (now: number, limit: Limit) =>
		[
			{ log: admitted.minute, max: limit.perMinute, ms: minuteMs },
			{ log: admitted.day, max: limit.perDay, ms: dayMs },
		].flatMap(({ log, max, ms }) =>
			max === null ? [] : [{ log, max, ms, used: log.count(now, ms) }],
		);

	return {
		hasRoom: (units, now, limit) =>
			readWindows(now, limit).every(({ max, used }) => used + units <= max),
		take: (units, now, limit) => {
			arrived.add(now, units);
			maxInWindow = Math.max(maxInWindow, arrived.count(now, minuteMs));

			const windows = readWindows(now, limit);

			const full = windows.filter(({ max, used }) => used + units > max);
			if (full.length > 0) {
				const reports = full.map(({ log, max, ms, used }) => ({
					limit: max,
					remaining: Math.max(0, max - used),
					resetMs: log.msUntilAtMost(Math.max(0, max - units), now, ms),
				}));
				const latest = reports.reduce((a, b) => (b.resetMs > a.resetMs ? b : a));
				return { allowed: false, report: latest };
			}

			const reports = windows.map(({ log, max, ms, used }) => {
				log.add(now, units);
				const remaining = max - used - units;
				return { limit: max, remaining, resetMs: log.msUntilAtMost(used + units - 1, now, ms) };
			});
			const [first, ...others] = reports;
			const tightest = first && others.reduce((a, b) => (b.remaining < a.remaining ? b : a), first);
			return { allowed: true, report: tightest };
		},
		maxInWindow: () => maxInWindow,
	};
};
