import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import type { Attempt } from '../../../nodes/MoEngage/api/send';
import {
	DeliveryReport,
	sendWithRetries,
	type Delivery,
	type DeliverySettings,
} from '../../../nodes/MoEngage/delivery/attempts';
import { RateLimit } from '../../../nodes/MoEngage/delivery/rateLimit';
import { FakeClock } from './fakeClock';
import { answer } from './fakeMoEngage';

const MINUTE = 60_000;

const endpoint = endpoints.manageDevices;
const request = { endpoint, body: '{"user_identifier_value":"ada"}' };
const broken: Attempt = { kind: 'noAnswer', code: 'ECONNRESET', timedOut: false, hopeless: false };
const timedOut: Attempt = {
	kind: 'noAnswer',
	code: 'ECONNABORTED',
	timedOut: true,
	hopeless: false,
};
const html: Attempt = {
	kind: 'answer',
	status: 200,
	headers: {},
	text: '<html>Bad gateway</html>',
};
const cut: Attempt = { kind: 'answer', status: 200, headers: {}, text: '{"status":"succ' };
const empty: Attempt = { kind: 'answer', status: 200, headers: {}, text: '' };
const ok = answer(200, { status: 'success' });

let clock: FakeClock;
/** When each attempt left, and with what. */
let attempts: Array<{ at: number; body?: string }>;

beforeEach(() => {
	clock = new FakeClock();
	attempts = [];
	jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => jest.restoreAllMocks());

const deliver = (
	replies: Array<Attempt | (() => Promise<Attempt>)>,
	settings: Partial<DeliverySettings> = {},
	more: Partial<Delivery> = {},
) => {
	const delivery: Delivery = {
		send: async ({ body }) => {
			attempts.push({ at: clock.now(), body });
			const reply = replies[attempts.length - 1] ?? replies.at(-1) ?? ok;
			return typeof reply === 'function' ? await reply() : await Promise.resolve(reply);
		},
		limit: new RateLimit(endpoint, clock),
		settings: {
			concurrency: 1,
			maxRetries: 5,
			timeout: 30_000,
			maxWait: 900_000,
			batchSize: 1,
			...settings,
		},
		report: new DeliveryReport(clock),
		clock,
		...more,
	};
	return { delivery, sent: sendWithRetries(request, 1, delivery) };
};

const finish = async (...parameters: Parameters<typeof deliver>) =>
	await clock.finish(deliver(...parameters).sent);

const times = () => attempts.map(({ at }) => at);

it('sends a request once when it is accepted', async () => {
	expect(await finish([ok])).toMatchObject({ kind: 'accepted', json: { status: 'success' } });
	expect(times()).toEqual([0]);
});

it.each([
	['a 500', answer(500)],
	['a 503', answer(503)],
	['a 502 in HTML', { ...html, status: 502 }],
	['a broken connection', broken],
	['a time-out', timedOut],
	['HTML instead of JSON', html],
	['cut JSON', cut],
	['an empty answer', empty],
])('tries again after %s, with the very same request', async (_, reply) => {
	expect(await finish([reply, ok])).toMatchObject({ kind: 'accepted' });
	expect(times()).toEqual([0, 2_500]);
	expect(new Set(attempts.map(({ body }) => body)).size).toBe(1);
});

it.each([301, 400, 401, 403, 404, 405, 409, 413, 415, 422])(
	'does not try again after a %i',
	async (status) => {
		expect(await finish([answer(status)])).toMatchObject({
			refusal: { httpCode: String(status) },
		});
		expect(attempts).toHaveLength(1);
	},
);

it('does not try again where no repetition helps, as with a wrong certificate', async () => {
	expect(await finish([{ ...broken, code: 'CERT_HAS_EXPIRED', hopeless: true }])).toMatchObject({
		kind: 'account',
	});
	expect(attempts).toHaveLength(1);
});

it('waits twice as long before each further retry', async () => {
	await finish([broken]);

	expect(times()).toEqual([0, 2_500, 7_500, 17_500, 37_500, 77_500]);
});

it.each([0, 1, 3])('gives up after %i retries where the user wants no more', async (maxRetries) => {
	const given = await finish([answer(503, { error: { message: 'Down' } })], { maxRetries });

	expect(given).toMatchObject({ kind: 'broken', refusal: { message: 'Down', httpCode: '503' } });
	expect(attempts).toHaveLength(maxRetries + 1);
});

it('waits as long as Retry-After says', async () => {
	await finish([answer(503, {}, { 'retry-after': '17' }), ok]);

	expect(times()).toEqual([0, 17_000]);
});

it('waits until the reset after a 429', async () => {
	const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '42' };
	await finish([answer(429, {}, headers), ok]);

	expect(times()).toEqual([0, 42_000]);
});

it('has waited a minute before its last try after a 429 that names no time', async () => {
	await finish([answer(429)]);

	expect(attempts).toHaveLength(6);
	expect(times().at(-1)).toBeGreaterThanOrEqual(MINUTE);
});

it('does not wait a minute for the sake of a single 429, even if it has one more try only', async () => {
	await finish([answer(429), ok], { maxRetries: 1 });

	expect(times()).toEqual([0, 10_000]);
});

it('does not wait for its last try longer than it may', async () => {
	await finish([answer(429)], { maxRetries: 2, maxWait: 20_000 });

	expect(times()).toEqual([0, 10_000]);
});

it('gives up and names the time where Retry-After is later than the request may wait', async () => {
	const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 21, 22, 0));
	const reply = answer(503, { error: { message: 'Maintenance' } }, { 'retry-after': '7200' });
	const given = await finish([reply], { maxWait: 900_000 });
	now.mockRestore();

	expect(given).toMatchObject({
		kind: 'rejected',
		refusal: {
			message: 'Maintenance; MoEngage asks to try again after 2026-11-22 00:00:00 UTC',
			description: expect.stringContaining("'Max Wait'"),
		},
	});
	expect(attempts).toHaveLength(1);
});

it('gives up and names the reset of a limit that is later than the request may wait', async () => {
	const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 10, 21, 22, 0));
	const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5400' };
	const given = await finish([answer(429, {}, headers)], { maxWait: 900_000 });
	now.mockRestore();

	expect(given).toMatchObject({
		kind: 'rejected',
		refusal: {
			message: expect.stringContaining('resets at 2026-11-21 23:30:00 UTC'),
			description: expect.stringContaining("'Max Wait'"),
		},
	});
	expect(attempts).toHaveLength(1);
	expect(clock.now()).toBeLessThan(1_000);
});

it.each(['1e300', '999999999', '-5', 'soon', ''])(
	'takes no notice of a Retry-After of "%s"',
	async (value) => {
		await finish([
			answer(503, {}, { 'retry-after': value }),
			answer(429, {}, { 'retry-after': value }),
			ok,
		]);

		expect(attempts).toHaveLength(3);
		expect(clock.now()).toBeLessThan(30_000);
	},
);

it('sends nothing more after a cancellation in the middle of a back-off, and ends in a second', async () => {
	const execution = new AbortController();
	jest.spyOn(Math, 'random').mockReturnValue(1);
	const { sent } = deliver([broken], {}, { signal: execution.signal });
	await clock.pass(10_000);
	const before = attempts.length;

	execution.abort();
	expect(await clock.finish(sent)).toBeUndefined();
	expect(clock.now()).toBeLessThan(11_000);
	expect(attempts).toHaveLength(before);
});

it('sends nothing more after a cancellation in the middle of a wait for the limit', async () => {
	const execution = new AbortController();
	const reply = answer(429, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' });
	const { sent } = deliver([reply], {}, { signal: execution.signal });
	await clock.pass(30_000);

	execution.abort();
	expect(await clock.finish(sent)).toBeUndefined();
	expect(clock.now()).toBeLessThan(31_000);
	expect(attempts).toHaveLength(1);
});

it('tells nothing of a request that the cancellation broke off, even if it was its last try', async () => {
	const execution = new AbortController();
	const breakOff = async () => {
		await clock.sleep(1_000);
		return broken;
	};
	const { sent } = deliver([breakOff], { maxRetries: 0 }, { signal: execution.signal });
	await clock.pass(500);
	execution.abort();

	expect(await clock.finish(sent)).toBeUndefined();
});

it('gives back its place in the limit when the execution ends just before it leaves', async () => {
	const limit = new RateLimit({ perMinute: 1 }, clock);
	const execution = new AbortController();
	const { sent } = deliver([ok], {}, { limit, signal: execution.signal });
	execution.abort();

	expect(await clock.finish(sent)).toBeUndefined();
	expect(attempts).toEqual([]);
	expect(limit.isIdle()).toBe(true);
});

it('gives back its place in the limit when something unforeseen happens', async () => {
	const limit = new RateLimit(endpoint, clock);
	const fail = async () => await Promise.reject(new Error('Unforeseen'));

	await expect(finish([fail], {}, { limit })).rejects.toThrow('Unforeseen');
	expect(limit.isInUse()).toBe(false);
});

describe('the report', () => {
	it('counts requests and retries', async () => {
		const { delivery, sent } = deliver([broken, answer(429), answer(503), ok]);
		await clock.finish(sent);

		expect(delivery.report.requests).toBe(4);
		expect(delivery.report.retries).toBe(3);
	});

	it('counts no retry that did not come about', async () => {
		const { delivery, sent } = deliver([answer(503)], { maxRetries: 0 });
		await clock.finish(sent);

		expect(delivery.report.retries).toBe(0);
	});

	it('counts the time in which requests waited for a limit once, however many waited', async () => {
		const report = new DeliveryReport(clock);
		const limit = new RateLimit({ perMinute: 1 }, clock);
		const all = [1, 2, 3].map(() => deliver([ok], {}, { limit, report }).sent);
		await clock.finish(Promise.all(all));

		expect(Math.round(report.waited / 1_000)).toBe(120);
	});

	it('counts no back-off as a wait for the limit', async () => {
		const { delivery, sent } = deliver([broken, broken, ok]);
		await clock.finish(sent);

		expect(delivery.report.waited).toBe(0);
	});
});
