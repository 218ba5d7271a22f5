import type { MoEngageResponse } from '../../../nodes/MoEngage/api/classifyResponse';
import type { RateLimitInfo } from '../../../nodes/MoEngage/api/rateLimitHeaders';
import {
	decideRetry,
	noteAttempt,
	startHistory,
	type Decision,
	type History,
	type RetryRules,
} from '../../../nodes/MoEngage/delivery/send/retry';

const failure = { message: 'Said', description: 'Do' };

const transient = (rateLimitInfo: RateLimitInfo = {}, ambiguous = true): MoEngageResponse => ({
	...{ kind: 'transient', failure, rateLimitInfo, ambiguous },
});

const overLimit = (rateLimitInfo: RateLimitInfo = {}): MoEngageResponse => ({
	...{ kind: 'tooManyRequests', failure, rateLimitInfo },
});

type Given = Partial<History & RetryRules>;

const decide = (
	response: MoEngageResponse,
	{ attempts = 1, overLimitAlone = 0, maxRetries = 5, maxWait = 900_000 }: Given = {},
) =>
	decideRetry(response, { ...startHistory(), attempts, overLimitAlone }, { maxRetries, maxWait });

it.each<MoEngageResponse>([
	{ kind: 'accepted', json: {}, rateLimitInfo: {} },
	{ kind: 'fatal', failure, rateLimitInfo: {} },
	{ kind: 'rejected', failure, rateLimitInfo: {}, scope: 'record' },
	{ kind: 'rejected', failure, rateLimitInfo: {}, scope: 'someRecords' },
])('takes $kind for the last word', (answer) => {
	expect(decide(answer)).toEqual({ kind: 'stop' });
});

const again = (wait: number): Decision => ({ kind: 'retry', wait });

const named = transient({ retryAfter: 7_000 });

it.each<[string, MoEngageResponse, Given, Decision]>([
	['waits as long as MoEngage asks for', named, {}, again(7_000)],
	['waits as long as the user allows', named, { maxWait: 7_000 }, again(7_000)],
	['waits no longer', named, { maxWait: 6_999 }, { kind: 'askedToWait', wait: 7_000 }],
	[
		'waits its usual time, whatever the user allows',
		transient({ retryAfter: 2_000 }),
		{ maxWait: 0 },
		again(2_000),
	],
	['waits a second at least', transient({ retryAfter: 0 }), {}, again(1_000)],
	['stops after the last retry', transient(), { attempts: 6 }, { kind: 'stop' }],
	['stops if there is none', transient(), { maxRetries: 0 }, { kind: 'stop' }],
	[
		'leaves the wait after a 429 to the limiter, and counts no retry',
		overLimit({ retryAfter: 5_000 }),
		{ attempts: 7, maxRetries: 0, maxWait: 0 },
		again(0),
	],
	['takes one 429 alone for chance', overLimit(), { overLimitAlone: 1 }, again(0)],
	['takes two for a sign', overLimit(), { overLimitAlone: 2 }, { kind: 'tooHeavy' }],
])('%s', (_, response, given, decision) => {
	expect(decide(response, given)).toEqual(decision);
});

it.each([1, 2, 3, 4, 5])(
	'waits at least MoEngage’s two seconds times the attempt, and longer each time: attempt %i',
	(attempts) => {
		for (let draw = 0; draw < 50; draw += 1) {
			const decision = decide(transient(), { attempts, maxWait: 0 });
			if (decision.kind !== 'retry') throw new Error(decision.kind);
			expect(decision.wait).toBeGreaterThanOrEqual(2_000 * attempts);
			expect(decision.wait).toBeLessThanOrEqual(120_000);
		}
	},
);

it('remembers attempts that count, 429s that a request met alone, and what may have been carried out', () => {
	const history = startHistory();
	expect(history).toEqual({ attempts: 0, isAmbiguous: false, overLimitAlone: 0 });
	noteAttempt(history, transient(), true);
	noteAttempt(history, overLimit(), false);
	noteAttempt(history, overLimit(), true);
	noteAttempt(history, transient({}, false), false);

	expect(history).toEqual({ attempts: 2, isAmbiguous: true, overLimitAlone: 1 });
});
