import type { MoEngageResponse } from '../../../nodes/MoEngage/api/classifyResponse';
import type { RateLimitInfo } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import {
	decideRetry,
	noteAttempt,
	startHistory,
	type History,
} from '../../../nodes/MoEngage/delivery/send/retry';

const failure = { message: 'Said', description: 'Do' };

const transient = (ambiguous: boolean, rateLimitInfo: RateLimitInfo = {}): MoEngageResponse => ({
	kind: 'transient',
	failure,
	rateLimitInfo,
	ambiguous,
});

const overLimitAnswer = (rateLimitInfo: RateLimitInfo = {}): MoEngageResponse => ({
	kind: 'tooManyRequests',
	failure,
	rateLimitInfo,
});

const decide = (
	answer: MoEngageResponse,
	history: Partial<History> = {},
	rules: Partial<Parameters<typeof decideRetry>[2]> = {},
) =>
	decideRetry(
		answer,
		{ ...startHistory(), attempts: 1, ...history },
		{ maxRetries: 5, maxWait: 900_000, ...rules },
	);

it.each<MoEngageResponse>([
	{ kind: 'accepted', json: {}, rateLimitInfo: {} },
	{ kind: 'fatal', failure, rateLimitInfo: {} },
	{ kind: 'rejected', failure, rateLimitInfo: {}, scope: 'record' },
	{ kind: 'rejected', failure, rateLimitInfo: {}, scope: 'someRecords' },
])('takes $kind for the last word', (answer) => {
	expect(decide(answer)).toEqual({ kind: 'stop' });
});

describe('after a fault', () => {
	it.each([1, 2, 3, 4, 5])(
		'waits at least MoEngage’s two seconds times the attempt, and longer each time: attempt %i',
		(attempts) => {
			for (let draw = 0; draw < 50; draw += 1) {
				const decision = decide(transient(false), { attempts });
				if (decision.kind !== 'retry') throw new Error(decision.kind);
				expect(decision.wait).toBeGreaterThanOrEqual(2_000 * attempts);
				expect(decision.wait).toBeLessThanOrEqual(120_000);
			}
		},
	);

	it('waits as long as MoEngage asks for, if the user allows it', () => {
		const answer = transient(true, { retryAfter: 7_000 });

		expect(decide(answer)).toEqual({ kind: 'retry', wait: 7_000 });
		expect(decide(answer, {}, { maxWait: 7_000 })).toEqual({ kind: 'retry', wait: 7_000 });
		expect(decide(answer, {}, { maxWait: 6_999 })).toEqual({ kind: 'askedToWait', wait: 7_000 });
	});

	it.each([0, 1_000, 3_000])(
		'waits its usual time although the user allows the limit only %i ms',
		(maxWait) => {
			for (const attempts of [1, 5]) {
				expect(decide(transient(true), { attempts }, { maxWait }).kind).toBe('retry');
				expect(decide(transient(true, { retryAfter: 2_000 }), { attempts }, { maxWait })).toEqual({
					kind: 'retry',
					wait: 2_000,
				});
			}
		},
	);

	it('waits a second at least, whatever MoEngage asks for', () => {
		expect(decide(transient(true, { retryAfter: 0 }))).toEqual({ kind: 'retry', wait: 1_000 });
	});

	it('stops when the retries are used up', () => {
		expect(decide(transient(false), { attempts: 6 })).toEqual({ kind: 'stop' });
		expect(decide(transient(false), { attempts: 1 }, { maxRetries: 0 })).toEqual({ kind: 'stop' });
	});
});

describe('after a 429', () => {
	it.each<RateLimitInfo>([{}, { retryAfter: 5_000 }, { resetsIn: 9 }])(
		'leaves the wait to the limiter, and counts no retry: %j',
		(info) => {
			const rules = { maxRetries: 0, maxWait: 0 };

			expect(decide(overLimitAnswer(info), { attempts: 7 }, rules)).toEqual({
				kind: 'retry',
				wait: 0,
			});
		},
	);

	it('finds a request too heavy that is refused again although it is alone', () => {
		expect(decide(overLimitAnswer(), { overLimitAlone: 1 }).kind).toBe('retry');
		expect(decide(overLimitAnswer(), { overLimitAlone: 2 })).toEqual({
			kind: 'tooHeavy',
		});
	});
});

describe('the history of a request', () => {
	const note = (...answers: Array<[MoEngageResponse, wasAlone?: boolean]>) => {
		const history = startHistory();
		for (const [answer, wasAlone = false] of answers) noteAttempt(history, answer, wasAlone);
		return history;
	};

	it('begins with nothing', () => {
		expect(note()).toEqual({
			attempts: 0,
			isAmbiguous: false,
			overLimitAlone: 0,
		});
	});

	it('counts no attempt for a 429, and those that it met alone', () => {
		expect(
			note(
				[transient(false), true],
				[overLimitAnswer()],
				[overLimitAnswer(), true],
				[overLimitAnswer()],
			),
		).toEqual({
			attempts: 1,
			isAmbiguous: false,
			overLimitAlone: 1,
		});
	});

	it('remembers that an attempt may have been carried out', () => {
		const history = note([transient(true)], [transient(false)], [overLimitAnswer()]);

		expect(history.isAmbiguous).toBe(true);
	});
});
