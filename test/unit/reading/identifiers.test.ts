import { upsert } from '../../../nodes/MoEngage/resources/device/upsert';
import { block } from '../../../nodes/MoEngage/resources/deviceOptOut/block';
import { readItem, refusalOf } from './readItem';

const device = { customerId: 'ada', deviceId: 'd-1', platform: 'iOS', pushId: 't-1' };

const reserved = [
	'unknown',
	'guest',
	'null',
	'0',
	'1',
	'true',
	'false',
	'user_attribute_unique_id',
	'na',
	'n/a',
	'dummy_seller_code',
	'user_id',
	'id',
	'customer_id',
	'uid',
	'userid',
	'none',
	'-2',
	'-1',
	'2',
];

const empty = [
	['an empty text', ''],
	['spaces', '   '],
	['line breaks', '\t\n'],
	['null', null],
	['nothing', undefined],
] as const;

const shapeless = [
	['an object', { id: 48213 }],
	['an empty object', {}],
	['a list', ['48213']],
	['an empty list', []],
	['true', true],
	['false', false],
	['no number', Number.NaN],
	['an endless number', Number.POSITIVE_INFINITY],
] as const;

const tooLarge = [9_007_199_254_740_992, -9_007_199_254_740_992, 1e21];

describe('a customer ID', () => {
	it.each([
		[48213, '48213'],
		[48213.5, '48213.5'],
		[-7, '-7'],
		[9_007_199_254_740_991, '9007199254740991'],
		[12_345_678_901_234_567_890n, '12345678901234567890'],
		['  48213\n', '48213'],
		['0048213', '0048213'],
		['3', '3'],
		['Zoë Müller', 'Zoë Müller'],
		['guest-17', 'guest-17'],
	])('that comes as %p is sent as the text %p', (customerId, sent) => {
		const { records, identifiers } = readItem(upsert, { ...device, customerId });

		expect(records[0]?.body).toMatchObject({ customer_id: sent });
		expect(identifiers).toMatchObject({ customer_id: sent });
	});

	it.each([
		...reserved,
		...reserved.map((id) => id.toUpperCase()),
		...reserved.map((id) => ` ${id} `),
		...[0, -0, 1, 2, -1, -2],
	])('that is %p is refused, since MoEngage reserves it', (customerId) => {
		const { message, description } = refusalOf(upsert, { ...device, customerId });

		expect(message).toBe(`'Customer ID' is ${JSON.stringify(customerId)}, which MoEngage reserves`);
		for (const id of reserved) expect(description).toContain(id);
	});
});

describe.each([
	['Customer ID', 'customerId'],
	['Device ID', 'deviceId'],
	['Push ID', 'pushId'],
])("'%s'", (label, name) => {
	it.each(empty)('is refused as empty when it is %s', (_, value) => {
		const shown = value === undefined ? 'undefined' : JSON.stringify(value);
		expect(refusalOf(upsert, { ...device, [name]: value }).message).toBe(
			`'${label}' is empty (${shown})`,
		);
	});

	it.each(shapeless)('is refused with its value when it is %s', (_, value) => {
		expect(refusalOf(upsert, { ...device, [name]: value }).message).toBe(
			`'${label}' is ${JSON.stringify(value)}, which is no identifier`,
		);
	});

	it.each(tooLarge)('is refused when it is %p, which has lost digits on its way', (value) => {
		const { message, description } = refusalOf(upsert, { ...device, [name]: value });

		expect(message).toContain(`'${label}' is ${String(value)}, a number too large`);
		expect(description).toContain('as text');
	});
});

it.each(['deviceId', 'pushId'])('reserves nothing for %s', (name) => {
	for (const id of reserved) {
		expect(() => readItem(upsert, { ...device, [name]: id })).not.toThrow();
	}
});

it('shows the beginning of a value that is very long', () => {
	const { message } = refusalOf(upsert, { ...device, customerId: { note: 'x'.repeat(10_000) } });

	expect(message).toContain('{"note":"xxx');
	expect(message.length).toBeLessThan(200);
});

describe('the user of an opt-out', () => {
	const optOut = { userIdentifierValue: 'ada', target: 'allDevices' };

	it.each(reserved)('is not %p when named by customer ID', (userIdentifierValue) => {
		expect(refusalOf(block, { ...optOut, userIdentifierValue }).message).toContain(
			`'User Identifier Value' is "${userIdentifierValue}", which MoEngage reserves`,
		);
	});

	it('may be any text when named by another identifier', () => {
		const { records } = readItem(block, {
			...optOut,
			userIdentifierType: 'custom',
			customUserIdentifierType: ' loyalty_number ',
			userIdentifierValue: 1,
		});

		expect(records[0]?.body).toMatchObject({
			user_identifier_type: 'loyalty_number',
			user_identifier_value: '1',
		});
	});

	it.each(empty)('is refused when the value is %s', (_, userIdentifierValue) => {
		expect(refusalOf(block, { ...optOut, userIdentifierValue }).message).toContain(
			"'User Identifier Value' is empty",
		);
	});

	it.each(shapeless)('is refused when the value is %s', (_, userIdentifierValue) => {
		expect(refusalOf(block, { ...optOut, userIdentifierValue }).message).toContain(
			"'User Identifier Value' is ",
		);
	});

	it.each(empty)('is refused when the type of another identifier is %s', (_, value) => {
		const custom = { ...optOut, userIdentifierType: 'custom', customUserIdentifierType: value };
		expect(refusalOf(block, custom).message).toContain("'Custom User Identifier Type' is empty");
	});
});
