import type { RateLimitInfo } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import {
	backOff,
	Retries,
	type Decision,
	type FailedResponse,
	type RetryRules,
} from '../../../nodes/MoEngage/delivery/send/retry';

const failure = { message: 'Said', description: 'Do' };

const transient = (rateLimitInfo: RateLimitInfo = {}): FailedResponse => ({
	...{ kind: 'transient', failure, rateLimitInfo, ambiguous: true },
});

const overLimit = (rateLimitInfo: RateLimitInfo = {}): FailedResponse => ({
	...{ kind: 'tooManyRequests', failure, rateLimitInfo },
});

interface Given extends Partial<RetryRules> {
	/** Attempts before this one. */
	before?: FailedResponse[];
	hadWholeLimit?: boolean;
}

const decide = (response: FailedResponse, given: Given = {}): Decision => {
	const { before = [], hadWholeLimit = false, maxRetries = 5, maxWait = 900_000 } = given;
	const retries = new Retries({ maxRetries, maxWait });
	for (const earlier of before) retries.decide(earlier, hadWholeLimit);
	return retries.decide(response, hadWholeLimit);
};

it.each<FailedResponse>([
	{ kind: 'fatal', failure, rateLimitInfo: {} },
	{ kind: 'rejected', failure, rateLimitInfo: {}, scope: 'record' },
	{ kind: 'rejected', failure, rateLimitInfo: {}, scope: 'someRecords' },
])('takes $kind for the last word', (answer) => {
	expect(decide(answer)).toBe(answer);
});

const again = (wait: number): Decision => ({ kind: 'retry', wait });

const named = transient({ retryAfter: 7_000 });

const last = transient();

const times = (count: number, response: FailedResponse) => Array(count).fill(response);

it.each<[string, FailedResponse, Given, Decision]>([
	['waits as long as MoEngage asks for', named, {}, again(7_000)],
	['waits as long as the user allows', named, { maxWait: 7_000 }, again(7_000)],
	['waits no longer', named, { maxWait: 6_999 }, { kind: 'askedToWait', wait: 7_000, failure }],
	[
		'waits its usual time, whatever the user allows',
		transient({ retryAfter: 2_000 }),
		{ maxWait: 0 },
		again(2_000),
	],
	['waits a second at least', transient({ retryAfter: 0 }), {}, again(1_000)],
	['stops after the last retry', last, { before: times(5, named) }, last],
	['goes on before that', named, { before: times(4, named) }, again(7_000)],
	['stops if there is none', last, { maxRetries: 0 }, last],
	[
		'leaves the wait after a 429 to the limiter',
		overLimit({ retryAfter: 5_000 }),
		{ before: times(7, named), maxRetries: 0, maxWait: 0 },
		again(0),
	],
	[
		'counts no 429 as a retry',
		named,
		{ before: times(7, overLimit()), maxRetries: 1 },
		again(7_000),
	],
	['takes one 429 alone for chance', overLimit(), { hadWholeLimit: true }, again(0)],
	[
		'takes two for a sign',
		overLimit(),
		{ before: [overLimit()], hadWholeLimit: true },
		{ kind: 'rejected', scope: 'size', failure, rateLimitInfo: {} },
	],
	[
		'takes no other answer for one',
		overLimit(),
		{ before: [named], hadWholeLimit: true },
		again(0),
	],
])('%s', (_, response, given, decision) => {
	expect(decide(response, given)).toEqual(decision);
});

it.each([1, 2, 3, 4, 5])(
	'waits at least MoEngage’s two seconds times the attempt, and longer each time: attempt %i',
	(attempt) => {
		for (let draw = 0; draw < 50; draw += 1) {
			const decision = decide(transient(), { before: times(attempt - 1, named), maxWait: 0 });
			if (decision.kind !== 'retry') throw new Error(decision.kind);
			expect(decision.wait).toBeGreaterThanOrEqual(2_000 * attempt);
			expect(decision.wait).toBeLessThanOrEqual(120_000);
		}
	},
);

const always = (value: number) => () => value;

it('waits at least twice as long before each next retry, from two seconds up to a minute', () => {
	const waits = [0, 1, 2, 3, 4, 5, 10].map((retry) => backOff(retry, always(0)));

	expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

it('never waits less than the two seconds that MoEngage asks for, times the number of the retry', () => {
	expect(backOff(100, always(0))).toBe(202_000);
});

it('adds up to half of that, so that requests that were refused together come back apart', () => {
	const waits = [0, 0.5, 1].map((random) => backOff(2, always(random)));

	expect(waits).toEqual([8_000, 10_000, 12_000]);
});
