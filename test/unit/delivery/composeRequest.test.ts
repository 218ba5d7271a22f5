import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import { measureAlone } from '../../../nodes/MoEngage/delivery';
import {
	composeRequest,
	computeBatchKey,
	weigh,
} from '../../../nodes/MoEngage/delivery/batch/composeRequest';

const { bulkImport, bulkResubscribe, getUsers, trackDevice, trackUser, updateUserPreferences } =
	endpoints;

const device: MoEngageRecord = {
	itemIndexes: [0],
	orderingKeys: [],
	query: { channel: 'push' },
	headers: { 'X-Forwarded-For': '203.0.113.7' },
	body: { type: 'transition' },
	entry: { device: 1 },
};

const prerequisite = { key: 'ada', entry: { user: 'ada' }, endpoint: trackUser };

it('writes the prerequisite of a record right before its entry', () => {
	const second = { ...device, prerequisite };
	const withPrerequisite = new Set([second]);
	const records = [{ ...device, prerequisite }, second];
	const { body, query, headers } = composeRequest(bulkImport, records, { withPrerequisite });

	expect(JSON.parse(body ?? '')).toEqual({
		type: 'transition',
		elements: [{ device: 1 }, { user: 'ada' }, { device: 1 }],
	});
	expect(query).toEqual(device.query);
	expect(headers).toEqual(device.headers);
});

it('writes a state that was looked up over what the body says', () => {
	const record = { itemIndexes: [0], orderingKeys: [], body: { id: 'ada', state: 'old' } };

	expect(composeRequest(updateUserPreferences, [record], { state: { state: 'new' } }).body).toBe(
		'{"id":"ada","state":"new"}',
	);
});

it.each([
	['although nothing stands beside it', bulkResubscribe, undefined, '{"recipients":["ada"]}'],
	[
		'within an object beside what the object already holds',
		getUsers,
		{ data: { user_fields_to_export: ['name'] } },
		'{"data":{"user_fields_to_export":["name"],"identifiers":["ada"]}}',
	],
])('writes a list %s', (_, endpoint, body, written) => {
	const record = { itemIndexes: [0], orderingKeys: [], body, entry: 'ada' };

	expect(composeRequest(endpoint, [record], {}).body).toBe(written);
});

describe('the weight of a request', () => {
	const none = new Set<MoEngageRecord>();
	const records = new Array<MoEngageRecord>(7).fill(device);

	it.each(Object.entries<Endpoint>(endpoints))('is what %s counts', (_, endpoint) => {
		expect(weigh(endpoint, records, none)).toEqual({
			endpoint,
			weight: endpoint.batch?.countsRecords ? 7 : 1,
		});
	});

	it('has the prerequisites apart, for the limit that counts them', () => {
		const withPrerequisite = new Set([
			{ ...device, prerequisite },
			{ ...device, prerequisite },
		]);

		expect(weigh(bulkImport, records, withPrerequisite)).toEqual({
			endpoint: bulkImport,
			weight: 7,
			ofPrerequisites: { endpoint: trackUser, weight: 2 },
		});
	});
});

it.each([{ query: {} }, { headers: {} }, { body: {} }])(
	'tells apart what cannot share a request: %j',
	(other) => {
		expect(computeBatchKey({ ...device, ...other })).not.toBe(computeBatchKey(device));
		expect(computeBatchKey({ ...device, entry: { device: 2 } })).toBe(computeBatchKey(device));
	},
);

describe('the size of a request', () => {
	const bytesOf = (text: string) => Buffer.byteLength(text);

	it('is that of its body while the list is empty, and of each entry with its comma', () => {
		const empty = '{"type":"transition","elements":[]}';
		const zoe = { ...device, entry: { name: 'Zoë' } };
		expect(measureAlone(bulkImport, { ...device, entry: undefined })).toBe(bytesOf(empty));
		expect(measureAlone(bulkImport, zoe)).toBe(bytesOf(`${empty}{"name":"Zoë"},`));
		expect(measureAlone(bulkImport, device)).toBe(bytesOf(`${empty}{"device":1},`));
		expect(measureAlone(bulkImport, { ...device, prerequisite })).toBe(
			bytesOf(`${empty}{"user":"ada"},{"device":1},`),
		);
	});

	it('has room for the number of its id, and for a state that is yet to be looked up', () => {
		const record = { itemIndexes: [0], orderingKeys: [], body: { id: 1 } };
		const without = measureAlone(updateUserPreferences, record);
		const missing = { message: '', description: '' };
		const { getUserPreferences: endpoint } = endpoints;
		const lookUp = { endpoint, query: {}, pick: () => undefined, missing };
		const measureWith = (state: MoEngageRecord['state']) =>
			measureAlone(updateUserPreferences, { ...record, state });

		expect(without).toBe(bytesOf('{"id":1}'));
		expect(measureAlone(updateUserPreferences, record, 'id')).toBe(
			bytesOf('{"id":1,"request_id":"id-0000000"}'),
		);
		expect(measureWith({ key: 'ada', sets: {} })).toBe(without);
		expect(measureWith({ key: 'ada', lookUp })).toBe(without + 64);
	});

	it('is nothing where there is no body', () => {
		const record = { itemIndexes: [0], orderingKeys: [] };

		expect(composeRequest(trackDevice, [record], {}).body).toBeUndefined();
		expect(measureAlone(trackDevice, record)).toBe(0);
	});
});
