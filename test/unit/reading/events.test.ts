import { bulkTrack, track } from '../../../nodes/MoEngage/resources/event/track';
import { fillIn, readItem, refusalOf, type Values } from './readItem';

const NOW = Date.UTC(2026, 4, 17, 9, 30);

beforeEach(() => {
	jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
	jest.useRealTimers();
});

const won = { customerId: 'ada', eventName: 'Deal Won' };

it('asks for nothing but what was given, in no order among events', () => {
	const actions = [{ action: 'Deal Won', attributes: {} }];

	expect(readItem(track, won)).toEqual({
		records: [{ orderingKeys: [], body: { type: 'event', customer_id: 'ada', actions } }],
		identifiers: { customer_id: 'ada', event_name: 'Deal Won' },
	});
});

const detailed = {
	customerId: 48213,
	eventName: ' Deal Won ',
	attributesMode: 'json',
	attributesJson: '{"amount": 120.5, "closed": "2026-05-17T09:30+02:00", "email": "x"}',
	additionalFields: {
		appVersion: 4.12,
		deviceId: 'd-1',
		platform: 'IOS',
		realTime: true,
		time: '2026-05-17T10:00:00+02:00',
	},
};

const detailedElement = {
	type: 'event',
	customer_id: '48213',
	device_id: 'd-1',
	actions: [
		{
			action: 'Deal Won',
			attributes: { amount: 120.5, closed: '2026-05-17T07:30:00Z', email: 'x' },
			platform: 'iOS',
			app_version: '4.12',
			current_time: '2026-05-17T08:00:00Z',
			real_time_action: 'true',
		},
	],
};

it('sends everything in MoEngage’s own spelling, alone or in a list', () => {
	const [single] = readItem(track, {
		...detailed,
		additionalFields: { ...detailed.additionalFields, clientIp: '203.0.113.7' },
	}).records;
	const [pooled] = readItem(bulkTrack, detailed).records;

	expect(single).toMatchObject({
		body: detailedElement,
		headers: { 'X-Forwarded-For': '203.0.113.7' },
	});
	expect(pooled).toEqual({
		orderingKeys: [],
		body: { type: 'transition' },
		entry: detailedElement,
	});
});

describe('the time', () => {
	const sentFor = (time: unknown, timeZone = 'Asia/Kolkata') => {
		const parameters = fillIn(bulkTrack, { ...won, additionalFields: { time } });
		return bulkTrack.read({ ...parameters, timeZone }).records[0]?.entry;
	};

	it.each([
		['a time in UTC', '2026-05-17T09:00:00Z', '2026-05-17T09:00:00Z'],
		['a time with an offset', '2026-05-17T09:00:00+02:00', '2026-05-17T07:00:00Z'],
		["a time in the workflow's zone", '2026-05-17T09:00:00', '2026-05-17T03:30:00Z'],
		['milliseconds', Date.UTC(2026, 0, 2), '2026-01-02T00:00:00Z'],
		['this very moment', NOW, '2026-05-17T09:30:00Z'],
		['what a clock a little ahead of ours wrote', NOW + 300_000, '2026-05-17T09:30:00Z'],
	])('is sent in UTC: %s', (_, time, current_time) => {
		expect(sentFor(time)).toMatchObject({ actions: [{ current_time }] });
	});

	it.each([undefined, null, '', ' '])('is MoEngage’s own where it is %p', (time) => {
		expect(JSON.stringify(sentFor(time))).not.toContain('time');
	});

	it.each([
		['tomorrow', '2026-05-18T09:30:00Z', 'which is in the future'],
		['the end of the patience', '2026-05-17T09:35:01Z', 'which is in the future'],
		['later today in the zone', '2026-05-17T17:30:00', 'which is in the future'],
		['no date', '2026-02-30', 'which is not a valid date'],
		['seconds', 1_747_474_200, 'which is not a time in milliseconds'],
	])('is refused when it is %s', (_, time, reason) => {
		const { message } = refusalOf(track, { ...won, additionalFields: { time } });

		expect(message).toBe(`'Time' is ${JSON.stringify(time)}, ${reason}`);
	});
});

const manyAttributes = (count: number) => ({
	attributesMode: 'json',
	attributesJson: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, i])),
});

it('takes up to 100 attributes', () => {
	expect(() => readItem(track, { ...won, ...manyAttributes(100) })).not.toThrow();
	expect(refusalOf(track, { ...won, ...manyAttributes(101) }).message).toContain('101 attributes');
});

it.each<[string, Values, string]>([
	['a reserved customer ID', { customerId: 'guest' }, '\'Customer ID\' is "guest"'],
	['no event name', { eventName: ' ' }, "'Event Name' is empty"],
	['an event name that is missing', { eventName: 'undefined' }, '\'Event Name\' is "undefined"'],
	['an unknown platform', { additionalFields: { platform: 'windows' } }, "'Platform' is"],
	['an unclear switch', { additionalFields: { realTime: 'maybe' } }, "'Real Time' is"],
	['an invalid IP address', { additionalFields: { clientIp: 'here' } }, "'Client IP' is"],
	[
		'a reserved attribute',
		{ attributes: { attribute: [{ name: 'moe_x', value: 1 }] } },
		'\'Attributes\' has an attribute named "moe_x"',
	],
])('is refused with %s', (_, values, beginning) => {
	expect(refusalOf(track, { ...won, ...values }).message).toContain(beginning);
});

it('has no attributes of a user', () => {
	const standardAttributes = { firstName: 'Ada' };

	expect(readItem(track, { ...won, standardAttributes })).toEqual(readItem(track, won));
});

it.each([false, '', undefined])('does not ask for real time where it is %p', (realTime) => {
	const ask = readItem(track, { ...won, additionalFields: { realTime } });
	expect(JSON.stringify(ask)).not.toContain('real_time');
});
