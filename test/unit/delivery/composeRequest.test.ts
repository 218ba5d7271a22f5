import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import type { MoEngageRecord } from '../../../nodes/MoEngage/api/record';
import {
	composeRequest,
	computeBatchKey,
	measureAlone,
	measureEntry,
	measureEmptyBatch,
	weigh,
	weighPrerequisites,
} from '../../../nodes/MoEngage/delivery/batch/composeRequest';

const { bulkImport, bulkResubscribe, trackDevice, trackUser, updateUserPreferences } = endpoints;

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
	const { body, query, headers } = composeRequest(bulkImport, [
		device,
		{ ...device, prerequisite },
	]);

	expect(JSON.parse(body ?? '')).toEqual({
		type: 'transition',
		elements: [{ device: 1 }, { user: 'ada' }, { device: 1 }],
	});
	expect([query, headers]).toEqual([device.query, device.headers]);
});

it('writes a state that was looked up over what the body says', () => {
	const record = { itemIndexes: [0], orderingKeys: [], body: { id: 'ada', state: 'old' } };

	expect(composeRequest(updateUserPreferences, [record], undefined, { state: 'new' }).body).toBe(
		'{"id":"ada","state":"new"}',
	);
});

it('writes a list although nothing stands beside it', () => {
	const record = { itemIndexes: [0], orderingKeys: [], entry: 'ada@example.com' };

	expect(composeRequest(bulkResubscribe, [record]).body).toBe('{"recipients":["ada@example.com"]}');
});

it('weighs a request by what the endpoint counts', () => {
	expect(weigh(trackDevice, 1)).toBe(1);
	for (const endpoint of Object.values(endpoints)) {
		expect(weigh(endpoint, 7)).toBe(
			'batch' in endpoint && 'countsRecords' in endpoint.batch && endpoint.batch.countsRecords
				? 7
				: 1,
		);
	}
});

it('weighs prerequisites for the limit that counts them', () => {
	expect(weighPrerequisites([device])).toBeUndefined();
	expect(
		weighPrerequisites([device, { ...device, prerequisite }, { ...device, prerequisite }]),
	).toEqual({
		endpoint: trackUser,
		weight: 2,
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
		const named = { ...device, entry: { name: 'Zoë' } };

		expect(measureEmptyBatch(bulkImport, device)).toBe(bytesOf(empty));
		expect(measureEntry(named)).toBe(bytesOf('{"name":"Zoë"},'));
		expect(measureEntry({ ...device, prerequisite })).toBe(bytesOf('{"user":"ada"},{"device":1},'));
		expect(measureAlone(bulkImport, device)).toBe(bytesOf(`${empty}{"device":1},`));
	});

	it('has room for the number of its id, and for a state that is yet to be looked up', () => {
		const record = { itemIndexes: [0], orderingKeys: [], body: { id: 1 } };
		const without = measureEmptyBatch(updateUserPreferences, record);
		const missing = { message: '', description: '' };
		const { getUserPreferences: endpoint } = endpoints;
		const lookUp = { endpoint, query: {}, pick: () => undefined, missing };
		const measureWith = (state: MoEngageRecord['state']) =>
			measureEmptyBatch(updateUserPreferences, { ...record, state });

		expect(without).toBe(bytesOf('{"id":1}'));
		expect(measureEmptyBatch(updateUserPreferences, record, 'id')).toBe(
			bytesOf('{"id":1,"request_id":"id-0000000"}'),
		);
		expect(measureWith({ key: 'ada', sets: {} })).toBe(without);
		expect(measureWith({ key: 'ada', lookUp })).toBe(without + 64);
	});

	it('is nothing where there is no body', () => {
		const record = { itemIndexes: [0], orderingKeys: [] };

		expect(composeRequest(trackDevice, [record]).body).toBeUndefined();
		expect(measureAlone(trackDevice, record)).toBe(0);
	});
});
