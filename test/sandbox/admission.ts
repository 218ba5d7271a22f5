import type { Endpoint } from './endpoints/endpoint';
import type { ErrorShape } from './errorBodies';
import {
	announcedRequests,
	createLimiter,
	type Limit,
	type LimitDecision,
	type Limiter,
	type LimitReport,
} from './limits';
import { toRefusal } from './refusals';
import { writeRefusal, type Reply } from './replies';
import { findLimit, type Settings } from './settings';
import { findOrAdd } from './state';

/** The limits of one workspace. */
export interface Admission {
	/** Counts a request, in each of the units that its endpoint limits, unless one has no room. */
	admit(endpoint: Endpoint, body: unknown, settings: Settings, now: number): LimitDecision;
	/** The most units of one kind that arrived within one window, refused ones included. */
	maxInWindow(endpoint: Endpoint): number;
}

const pickTightest = (reports: LimitReport[]): LimitReport | undefined =>
	reports.reduce<LimitReport | undefined>(
		(tightest, report) => (tightest && tightest.remaining <= report.remaining ? tightest : report),
		undefined,
	);

export const createAdmission = (): Admission => {
	/** By endpoint and unit. */
	const limiters = new Map<string, Map<string, Limiter>>();
	/** Requests, by endpoint, where the limit counts something else. */
	const requests = new Map<string, Limiter>();

	const takeAll = (
		units: Record<string, number>,
		ofEndpoint: Map<string, Limiter>,
		limit: Limit,
		now: number,
	): LimitDecision => {
		const wanted = Object.entries(units).map(([unit, count]) => ({
			limiter: findOrAdd(ofEndpoint, unit, createLimiter),
			count,
		}));
		const full = wanted.filter(({ limiter, count }) => !limiter.hasRoom(count, now, limit));
		const reports = (full.length > 0 ? full : wanted).flatMap(({ limiter, count }) => {
			const { report } = limiter.take(count, now, limit);
			return report ? [report] : [];
		});
		return { allowed: full.length === 0, report: pickTightest(reports) };
	};

	/** What the headers tell where they count requests although the limit counts records. */
	const countRequests = (
		{ name }: Endpoint,
		{ allowed, report }: LimitDecision,
		now: number,
	): LimitDecision => {
		if (!report) return { allowed, report };
		const limit = announcedRequests[name] ?? report.limit;
		if (!allowed) return { allowed, report: { limit, remaining: 0, resetMs: report.resetMs } };
		const ofRequests = { perMinute: limit, perDay: null };
		const counted = findOrAdd(requests, name, createLimiter).take(1, now, ofRequests);
		return { allowed, report: counted.report };
	};

	return {
		admit: (endpoint, body, settings, now) => {
			const decision = takeAll(
				endpoint.countUnits?.(body) ?? { requests: 1 },
				findOrAdd(limiters, endpoint.name, () => new Map<string, Limiter>()),
				findLimit(settings, endpoint.name),
				now,
			);
			return endpoint.countUnits ? countRequests(endpoint, decision, now) : decision;
		},
		maxInWindow: (endpoint) =>
			Math.max(
				0,
				...[...(limiters.get(endpoint.name)?.values() ?? [])].map((limiter) =>
					limiter.maxInWindow(),
				),
			),
	};
};

export const writeLimitHeaders = ({ report }: LimitDecision): Record<string, string> =>
	report
		? {
				'x-ratelimit-limit': String(report.limit),
				'x-ratelimit-remaining': String(report.remaining),
				// Rounded up, since the value must never promise room too early.
				'x-ratelimit-reset': String(Math.ceil(report.resetMs / 1_000)),
			}
		: {};

const limitMessages: Record<ErrorShape, string> = {
	data: 'Rate limits for customers exceeded. Please Try After Some Time',
	deleteUser: 'Rate limits for customers exceeded. Please Try After Some Time',
	bulkResubscribe: 'Rate limit exceeded',
	landingPageGet: 'Exceeded rate limit for this url',
	landingPage: 'Exceeded rate limit for this url',
	optIn: 'Rate limit exceeded',
	v5: 'Rate limit exceeded for app key.',
};

export const writeOverLimit = (endpoint: Endpoint, decision: LimitDecision): Reply => {
	const refusal = toRefusal(429, 'rateLimit', limitMessages[endpoint.errors]);
	const reply = writeRefusal(endpoint, refusal);
	return { ...reply, headers: { ...reply.headers, ...writeLimitHeaders(decision) } };
};
