import type { IDataObject } from 'n8n-workflow';

import { bulkUpsert } from '../../../nodes/MoEngage/resources/device/bulkUpsert';
import { readItem, refusalOf, type Values } from './readItem';

const automatic: Values = { 'deviceMapping.mappingMode': 'autoMapInputData' };

const byHand = (value: IDataObject): Values => ({
	'deviceMapping.mappingMode': 'defineBelow',
	'deviceMapping.value': value,
});

const device = { customer_id: 'ada', device_id: 'd-1', platform: 'ANDROID', push_id: 't-1' };

const sentFor = (item: IDataObject) => readItem(bulkUpsert, automatic, item).records[0]?.entry;

it('finds the columns of an export, whatever their spelling, and ignores all others', () => {
	const row = {
		'\ufeffCustomer_ID': 'ada',
		deviceId: 'd-1',
		'Platform ': 'android',
		PUSH_ID: ' t-1 ',
		model: 'Pixel 9',
		appVersion: '4.12.0',
		OSVersion: 15,
		moeGaid: 'g-1',
		'moe_push_opted ': '1',
		moePushProvisionalOpted: 0,
		active: true,
		createdTime: '2026-05-17T09:30:00Z',
		segment: 'vip',
		attributes: { secret: 'stays here' },
	};

	expect(sentFor(row)).toEqual({
		type: 'device',
		customer_id: 'ada',
		device_id: 'd-1',
		attributes: {
			platform: 'ANDROID',
			push_id: 't-1',
			model: 'Pixel 9',
			app_version: '4.12.0',
			os_version: '15',
			moe_gaid: 'g-1',
			moe_push_opted: 'True',
			moe_push_provisional_opted: 'False',
			active: 'true',
			created_time: '1779010200000',
		},
	});
});

it.each([
	['one field', { customer_id: 'ada', platform: 'iOS', push_id: 't' }, "field 'device_id'"],
	['two fields', { customer_id: 'ada', platform: 'iOS' }, "fields 'device_id', 'push_id'"],
])('names what is missing and what is there: %s', (_, item, missing) => {
	const { message, description } = refusalOf(bulkUpsert, automatic, item);
	const names = Object.keys(item).map((name) => `"${name}"`);

	expect(message).toBe(`This item has no ${missing}. It has: ${names.join(', ')}`);
	expect(description).toContain('Rename the fields before this node');
	expect(description).toContain("'Map Each Column Manually'");
});

it('lists ten fields at most', () => {
	const item = Object.fromEntries(Array.from({ length: 1_234 }, (_, index) => [`f${index}`, 1]));

	expect(refusalOf(bulkUpsert, automatic, item).message).toMatch(
		/It has: ("f\d", ){9}"f9" and 1,224 more$/,
	);
	expect(refusalOf(bulkUpsert, automatic, {}).message).toMatch(/'push_id'\. It has no fields$/);
});

it('says which field is empty, by the name that it has', () => {
	expect(refusalOf(bulkUpsert, byHand({ ...device, push_id: ' ' })).message).toBe(
		"'Push ID' is empty",
	);
	expect(refusalOf(bulkUpsert, byHand({ customer_id: 'ada' })).message).toBe(
		"'Device ID' is missing; 'Platform' is missing; 'Push ID' is missing",
	);
	expect(() => readItem(bulkUpsert, automatic, { ...device, push_id: null })).toThrow(
		"'push_id' is empty",
	);
});
