import { createSharedTokenCheck } from '../../../nodes/MoEngage/resources/device/device';
import { findOperation } from '../../../nodes/MoEngage/resources';
import type { ItemRequest } from '../../../nodes/MoEngage/resources/operation';
import { createUserLimitCheck } from '../../../nodes/MoEngage/resources/userLimits';
import { conclude, readItem, type Values } from './readItem';

type Row = Record<string, string>;

/** An item for a device that has nothing in common with others, apart from what is said of it. */
const toItemRequest = (row: Row, index: number): ItemRequest => {
	const { customer_id = `c-${index}`, device_id = `d-${index}`, ...ids } = row;
	const attributes = { push_id: `t-${index}`, ...ids };
	return {
		records: [{ orderingKeys: [], body: { attributes } }],
		identifiers: { customer_id, device_id },
	};
};

const times = (count: number, toRow: (index: number) => Row): Row[] =>
	Array.from({ length: count }, (_, index) => toRow(index));

describe('a customer whom MoEngage would block', () => {
	const refused = (rows: Row[]) =>
		conclude(createUserLimitCheck(), rows.map(toItemRequest)).invalid;

	it('has more than 1,000 devices', () => {
		const rows = times(1_000, () => ({ customer_id: 'shared' }));

		expect(refused([...rows, {}]).size).toBe(0);
		const failures = refused([...rows, {}, { customer_id: 'shared' }]);

		expect([...failures.keys()]).toEqual([...rows.keys(), 1_001]);
		expect(failures.get(0)?.message).toBe(
			'\'Customer ID\' is "shared" for 1,001 devices in this run; MoEngage blocks a user with more than 1,000',
		);
		expect(failures.get(0)?.description).toContain("each customer's own ID");
	});

	it('gets more than 5,000 requests, also for one device', () => {
		const row = { customer_id: 'shared', device_id: 'd' };

		expect(refused(times(5_000, () => row)).size).toBe(0);
		const failures = refused([{}, ...times(5_001, () => row)]);

		expect(failures.size).toBe(5_001);
		expect(failures.has(0)).toBe(false);
		expect(failures.get(1)?.message).toBe(
			'\'Customer ID\' is "shared" for 5,001 items in this run; MoEngage blocks a user with more than 5,000 data requests a minute',
		);
	});
});

describe('a token that several devices share', () => {
	const hints = (rows: Row[]) => conclude(createSharedTokenCheck(), rows.map(toItemRequest)).hints;

	it.each([
		['a push ID', { push_id: 'x' }],
		['a GAID', { moe_gaid: 'x' }],
		['an IDFV', { idfv: 'x' }],
		['all of them', { push_id: 'x', moe_gaid: 'x', idfv: 'x' }],
	])('is pointed out with the number of items: %s', (_, token) => {
		expect(hints([token, {}, { ...token, device_id: 'd-7' }, { device_id: 'd-7' }, token])).toEqual(
			[
				'3 items have a push ID, GAID, or IDFV that another device in this run also has. MoEngage keeps only one of these devices and deletes the others.',
			],
		);
	});

	it('is not one device that comes twice, nor one text as two kinds of token', () => {
		const twice = { device_id: 'd-7', push_id: 'x', idfv: 'x' };

		expect(hints([twice, twice, { moe_gaid: 'x' }, {}, {}])).toEqual([]);
	});
});

it.each([
	['device', 'upsert'],
	['device', 'bulkUpsert'],
])('%s %s tells of the tokens that are sent, without those of another platform', (...names) => {
	const operation = findOperation(...names);
	if (operation === undefined) throw new Error(`There is no ${names.join(' ')}`);
	const hintsOn = (platform: string) => {
		const requests = ['1', '2'].map((id) => {
			const own = { customerId: 'ada', deviceId: `d-${id}`, pushId: `t-${id}`, platform };
			const values = { ...own, additionalFields: { idfv: 'i-1' } };
			const item = { ...own, idfv: 'i-1' };
			const mode = { 'deviceMapping.mappingMode': 'autoMapInputData' };
			return readItem(operation, { ...values, ...mode }, item);
		});
		return conclude(createSharedTokenCheck(), requests).hints;
	};

	expect(hintsOn('iOS')).toEqual([expect.stringMatching(/^2 items have a push ID, GAID, or IDFV/)]);
	expect(hintsOn('ANDROID')).toEqual([]);
});

const row = { customer_id: 'ada', device_id: 'd-1', platform: 'web', push_id: 't-1' };

it.each<[string, string, Values]>([
	['device', 'upsert', { deviceId: 'd-1', pushId: 't-1' }],
	['device', 'bulkUpsert', { 'deviceMapping.mappingMode': 'autoMapInputData' }],
	['event', 'track', { eventName: 'Deal Won' }],
	['event', 'bulkTrack', { eventName: 'Deal Won' }],
	['user', 'upsert', {}],
	['user', 'bulkUpsert', {}],
])('%s %s refuses a customer whom more than 5,000 items share', (resource, name, values) => {
	const operation = findOperation(resource, name);
	if (operation === undefined) throw new Error(`There is no ${resource} ${name}`);
	const request = readItem(operation, { customerId: 'ada', ...values }, row);
	const refused = (count: number) =>
		(operation.createChecks?.([]) ?? []).flatMap((check) => [
			...conclude(check, new Array<ItemRequest>(count).fill(request)).invalid.values(),
		]);

	expect(refused(5_000)).toEqual([]);
	expect(refused(5_001)).toHaveLength(5_001);
});
