import { readRateLimitHeaders } from '../../../nodes/MoEngage/api/rateLimitHeaders';

const date = 'Sun, 17 May 2026 09:30:00 GMT';
const serverTime = Date.parse(date);

const read = (headers: Record<string, string>) => readRateLimitHeaders({ date, ...headers });

const nothing = {
	limit: undefined,
	remaining: undefined,
	resetsIn: undefined,
	retryAfter: undefined,
};

it('knows nothing from an answer without such headers', () => {
	expect(read({})).toEqual(nothing);
});

it('reads the limit and what remains of it', () => {
	expect(read({ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0' })).toMatchObject({
		limit: 1_000,
		remaining: 0,
	});
});

it.each([
	['seconds that remain', '42', 42_000],
	['none that remain', '0', 0],
	['a day that remains', '86400', 86_400_000],
	['the point in time', String(serverTime / 1_000 + 42), 42_000],
	['the point in milliseconds', String(serverTime + 42_000), 42_000],
	['a point that has passed', String(serverTime / 1_000 - 42), 0],
	['a point that passed long ago', '1000000000', 0],
	['a point in milliseconds that passed long ago', '1000000000000', 0],
])('reads the reset as %s', (_, reset, resetsIn) => {
	expect(read({ 'x-ratelimit-reset': reset })).toMatchObject({ resetsIn });
});

it.each([
	['seconds', '7', 7_000],
	['parts of a second', '0.5', 500],
	['a date', 'Sun, 17 May 2026 09:30:07 GMT', 7_000],
	['a date that has passed', 'Sun, 17 May 2026 09:29:00 GMT', 0],
])('reads Retry-After in %s', (_, value, retryAfter) => {
	expect(read({ 'retry-after': value })).toMatchObject({ retryAfter });
});

it('takes the first of a header that gateways repeated', () => {
	expect(read({ 'x-ratelimit-remaining': '3, 99' })).toMatchObject({ remaining: 3 });
});

it.each(['', 'soon', '-5', 'NaN', ' ', '2026-05-17T09:30:07Z'])(
	'goes by no header that holds %p',
	(value) => {
		expect(
			read({
				'x-ratelimit-limit': value,
				'x-ratelimit-remaining': value,
				'x-ratelimit-reset': value,
				'retry-after': value,
			}),
		).toEqual(nothing);
	},
);

it.each(['86401', '1e300', 'Tue, 19 May 2026 09:30:00 GMT'])(
	'takes no notice of a time that is more than a day away, as %s',
	(value) => {
		expect(read({ 'x-ratelimit-reset': value, 'retry-after': value })).toEqual(nothing);
	},
);

it('takes a limit of 0 for none, since nothing could ever be sent', () => {
	expect(read({ 'x-ratelimit-limit': '0' }).limit).toBeUndefined();
});
