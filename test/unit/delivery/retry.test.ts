import type { Answer } from '../../../nodes/MoEngage/api/answer';
import type { RateLimitNews } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import { decideRetry, startHistory, type History } from '../../../nodes/MoEngage/delivery/retry';

const MINUTE = 60_000;

const refusal = { message: 'Said', description: 'Do' };

const transient = (unclear: boolean, news: RateLimitNews = {}): Answer => ({
	kind: 'transient',
	refusal,
	news,
	unclear,
});

const overLimit = (news: RateLimitNews = {}): Answer => ({ kind: 'overLimit', refusal, news });

const decide = (
	answer: Answer,
	history: Partial<History> = {},
	rules: Partial<Parameters<typeof decideRetry>[2]> = {},
	now = 0,
) =>
	decideRetry(
		answer,
		{ ...startHistory(), attempts: 1, ...history },
		{ maxRetries: 5, maxWait: 900_000, repeatsUnclear: true, ...rules },
		now,
	);

it.each<Answer>([
	{ kind: 'accepted', json: {}, news: {} },
	{ kind: 'fatal', refusal, news: {} },
	{ kind: 'rejected', refusal, news: {}, culprit: 'record' },
	{ kind: 'rejected', refusal, news: {}, culprit: 'unknown' },
])('takes $kind for the last word', (answer) => {
	expect(decide(answer)).toEqual({ kind: 'stop' });
});

describe('after a fault', () => {
	it.each([1, 2, 3, 4, 5])(
		'waits at least MoEngage’s two seconds times the attempt, and longer each time: attempt %i',
		(attempts) => {
			for (let draw = 0; draw < 50; draw += 1) {
				const decision = decide(transient(false), { attempts });
				if (decision.kind !== 'again') throw new Error(decision.kind);
				expect(decision.wait).toBeGreaterThanOrEqual(2_000 * attempts);
				expect(decision.wait).toBeLessThanOrEqual(120_000);
			}
		},
	);

	it('waits as long as MoEngage asks for, if the user allows it', () => {
		const answer = transient(true, { retryAfter: 7_000 });

		expect(decide(answer)).toEqual({ kind: 'again', wait: 7_000 });
		expect(decide(answer, {}, { maxWait: 6_999 })).toEqual({ kind: 'tooLong', wait: 7_000 });
	});

	it('waits a second at least, whatever MoEngage asks for', () => {
		expect(decide(transient(true, { retryAfter: 0 }))).toEqual({ kind: 'again', wait: 1_000 });
	});

	it('stops when the retries are used up', () => {
		expect(decide(transient(false), { attempts: 6 })).toEqual({ kind: 'stop' });
		expect(decide(transient(false), { attempts: 1 }, { maxRetries: 0 })).toEqual({ kind: 'stop' });
	});

	it.each(['refused', 'unknownHost'] as const)(
		'tries a server that is not there (%s) less often where somebody watches',
		(cause) => {
			const absent: Answer = {
				kind: 'transient',
				refusal: { ...refusal, cause },
				news: {},
				unclear: false,
			};
			const watched = { maxRetriesUnreached: 1 };

			expect(decide(absent, { attempts: 1 }, watched).kind).toBe('again');
			expect(decide(absent, { attempts: 2 }, watched)).toEqual({ kind: 'stop' });
			expect(decide(absent, { attempts: 2 }).kind).toBe('again');
			expect(decide(transient(false), { attempts: 2 }, watched).kind).toBe('again');
			expect(decide(absent, { attempts: 1 }, { ...watched, maxRetries: 0 })).toEqual({
				kind: 'stop',
			});
		},
	);

	it('does not repeat what may have been carried out and must not be twice', () => {
		const rules = { repeatsUnclear: false };

		expect(decide(transient(true), {}, rules)).toEqual({ kind: 'unclear' });
		expect(decide(transient(true), { attempts: 6 }, rules)).toEqual({ kind: 'unclear' });
		expect(decide(transient(false), {}, rules).kind).toBe('again');
	});
});

describe('after a 429', () => {
	it('leaves the wait to the limit', () => {
		expect(decide(overLimit({ retryAfter: 5_000 }), { overLimit: 1 })).toEqual({
			kind: 'again',
			wait: 0,
		});
	});

	it('keeps the last try for the minute after the first refusal, where no header says more', () => {
		const history = { attempts: 5, overLimit: 5, firstOverLimitAt: 10_000 };

		expect(decide(overLimit(), history, {}, 30_000)).toEqual({ kind: 'again', wait: 40_000 });
		expect(decide(overLimit(), history, {}, 10_000 + 2 * MINUTE)).toEqual({
			kind: 'again',
			wait: 0,
		});
		expect(decide(overLimit(), history, { maxWait: 1_000 }, 30_000)).toEqual({
			kind: 'again',
			wait: 1_000,
		});
		expect(decide(overLimit({ resetsIn: 9 }), history, {}, 30_000)).toEqual({
			kind: 'again',
			wait: 0,
		});
	});

	it('finds a request too heavy that is refused again although it is alone', () => {
		expect(decide(overLimit(), { overLimit: 2, overLimitAlone: 1 }).kind).toBe('again');
		expect(decide(overLimit(), { overLimit: 2, overLimitAlone: 2 })).toEqual({ kind: 'tooHeavy' });
	});
});
