import { upsert } from '../../../nodes/MoEngage/resources/device/upsert';
import { block } from '../../../nodes/MoEngage/resources/deviceOptOut/optOut';
import { reservedCustomerIds } from '../../sandbox/endpoints/customerId';
import { readItem, refusalOf } from './readItem';

const device = { customerId: 'ada', deviceId: 'd-1', platform: 'iOS', pushId: 't-1' };

const reserved = [...reservedCustomerIds];

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
	['an endless number', Number.POSITIVE_INFINITY],
	['an endless number below zero', Number.NEGATIVE_INFINITY],
] as const;

const missing = [
	...[
		'undefined',
		'NaN',
		'null',
		'NULL',
		'(null)',
		'(empty)',
		'#N/A',
		'#REF!',
		'#name?',
		'#DIV/0!',
	],
	...['[object Object]', 'crm-[object Object]', Number.NaN],
];

const shortened = ['4.82E+10', '4,82E+10', '4.82e10', '5E+10', '-1.2E+8'];

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
		['\ufeffa\u200bd\u00ada\u2060\u200e', 'ada'],
		['\u200d 48213\u00a0', '48213'],
		['12E4F', '12E4F'],
		['48E10', '48E10'],
		['Undefined Ltd', 'Undefined Ltd'],
		['Zoë 👩‍👧', 'Zoë 👩👧'],
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

		expect(message).toBe(
			`'Customer ID' is ${JSON.stringify(customerId)}, which MoEngage reserves for its own use`,
		);
		for (const id of reserved) expect(description).toContain(id);
		expect(description).toMatch(/: unknown, guest, null, /);
	});
});

describe.each([
	['Customer ID', 'customerId'],
	['Device ID', 'deviceId'],
	['Push ID', 'pushId'],
])("'%s'", (label, name) => {
	it.each(empty)('is refused as empty when it is %s', (_, value) => {
		expect(refusalOf(upsert, { ...device, [name]: value }).message).toBe(
			`'${label}' ${value === undefined ? 'is missing' : 'is empty'}`,
		);
	});

	it.each(missing)('is refused when it is %j, for want of a value', (value) => {
		const { message, description } = refusalOf(upsert, { ...device, [name]: value });

		expect(message).toMatch(
			/^'\w+ ID' is .+, which (means that the value is missing|MoEngage reserves for its own use)$/,
		);
		expect(description).toContain('Map ');
	});

	it.each(shortened)('is refused when it is %j, as a spreadsheet shortens it', (value) => {
		const { message, description } = refusalOf(upsert, { ...device, [name]: value });

		expect(message).toBe(
			`'${label}' is ${JSON.stringify(value)}, a number that was shortened, so its last digits are lost`,
		);
		expect(description).toContain('formatting the column as text');
	});

	it.each(['ada\ud800', '\udc00ada'])('is refused when it is not Unicode: %j', (value) => {
		expect(refusalOf(upsert, { ...device, [name]: value }).message).toBe(
			`'${label}' is ${JSON.stringify(value)}, which is not valid Unicode text`,
		);
	});

	it.each(shapeless)('is refused with its value when it is %s', (_, value) => {
		const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
		expect(refusalOf(upsert, { ...device, [name]: value }).message).toBe(
			`'${label}' is ${shown}, which is neither text nor a usable number`,
		);
	});

	it.each(tooLarge)('is refused when it is %p, which has lost digits on its way', (value) => {
		const { message, description } = refusalOf(upsert, { ...device, [name]: value });

		expect(message).toContain(
			`'${label}' is ${String(value)}, a number so large that its last digits may be wrong`,
		);
		expect(description).toContain('pass it as text');
	});
});

it.each(['deviceId', 'pushId'])('reserves nothing for %s', (name) => {
	for (const id of reserved.filter((id) => !['null', '(empty)'].includes(id))) {
		expect(() => readItem(upsert, { ...device, [name]: id })).not.toThrow();
	}
});

it('shows invisible characters as escapes', () => {
	const id = 'a\u200bd\u00a0a\u0085\u{e0001}';
	const { message } = refusalOf(upsert, { ...device, customerId: { id } });

	expect(message).toContain(String.raw`{"id":"a\u200bd\u00a0a\u0085\u{e0001}"}`);
});

it('shows a number that JSON cannot write', () => {
	const { message } = refusalOf(upsert, { ...device, customerId: { id: 5n } });

	expect(message).toContain('{"id":"5"}');
});

it('shows nothing of a value that refers to itself', () => {
	const customerId: Record<string, unknown> = {};
	customerId.self = customerId;

	expect(refusalOf(upsert, { ...device, customerId }).message).toBe(
		"'Customer ID' is an object that refers to itself, which is neither text nor a usable number",
	);
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
		expect(refusalOf(block, { ...optOut, userIdentifierValue }).message).toMatch(
			/^'User Identifier Value' is (empty|missing)$/,
		);
	});

	it.each(shapeless)('is refused when the value is %s', (_, userIdentifierValue) => {
		expect(refusalOf(block, { ...optOut, userIdentifierValue }).message).toContain(
			"'User Identifier Value' is ",
		);
	});

	it.each(empty)('is refused when the type of another identifier is %s', (_, value) => {
		const custom = { ...optOut, userIdentifierType: 'custom', customUserIdentifierType: value };
		expect(refusalOf(block, custom).message).toMatch(
			/^'Custom User Identifier Type' is (empty|missing)$/,
		);
	});
});
