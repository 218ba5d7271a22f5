import { block, unblock } from '../../../nodes/MoEngage/resources/deviceOptOut/optOut';
import { readItem, refusalOf, shownAs, type Values } from './readItem';

const chosen = (identifier: unknown): Values => ({
	userIdentifierValue: 'ada',
	deviceIdentifiers: { identifier },
});

const json = (deviceIdentifiersJson: unknown): Values => ({
	userIdentifierValue: 'ada',
	deviceIdentifiersMode: 'json',
	deviceIdentifiersJson,
});

const sentFor = (values: Values) => readItem(block, values).records[0]?.body;

it.each([
	['block', block],
	['unblock', unblock],
])('asks MoEngage to %s the devices that were named, and nothing else', (action, operation) => {
	const device = { type: 'device_unique_id', value: 'd-1' };
	const token = { type: 'push_id', value: 't-2' };
	const user = { user_identifier_type: 'customer_id', user_identifier_value: 'ada' };
	const device_identifiers = [{ device_unique_id: 'd-1' }, { push_id: 't-2' }];

	expect(readItem(operation, chosen([device, token]))).toEqual({
		records: [
			{
				orderingKeys: ['customer_id: customer_id ada'],
				body: { ...user, action_type: action, device_identifiers },
			},
		],
		identifiers: { ...user, action_type: action, target: 'devices' },
	});
});

it('passes on the reason and the reference of the user', () => {
	const additionalFields = { reason: ' lost ', clientReferenceId: 20417 };

	expect(sentFor({ ...json([{ push_id: 't-1' }]), additionalFields })).toMatchObject({
		reason: 'lost',
		client_reference_id: '20417',
	});
});

it.each([
	['reason', 'Reason'],
	['clientReferenceId', 'Client Reference ID'],
])('takes text or a number as the %s', (name, label) => {
	const additionalFields = { [name]: { text: 'lost' } };

	expect(refusalOf(block, { ...json([{ push_id: 't-1' }]), additionalFields }).message).toContain(
		`'${label}' is {"text":"lost"}`,
	);
});

describe('all devices of the user', () => {
	const nothing: Values[] = [
		{ userIdentifierValue: 'ada' },
		chosen([]),
		chosen(undefined),
		{ userIdentifierValue: 'ada', deviceIdentifiers: null },
		json('[]'),
		json([]),
		json(null),
		json(undefined),
		json('null'),
		json(''),
		json(' '),
	];

	it.each(nothing)('are never meant by an empty list: %j', (values) => {
		const { message, description } = refusalOf(block, values);

		expect(message).toMatch(/^'Device Identifiers( \(JSON\))?' is empty$/);
		expect(description).toContain('Add at least one device');
	});

	it('are meant when that is the target, and only then is the list left out', () => {
		const values = { userIdentifierValue: 'ada', target: 'allDevices' };
		const { records, identifiers } = readItem(block, values);

		expect(records[0]?.body).toEqual({
			user_identifier_type: 'customer_id',
			user_identifier_value: 'ada',
			action_type: 'block',
		});
		expect(identifiers).toMatchObject({ target: 'allDevices' });
	});

	it.each(['all', 'everything', '', null, undefined, true])(
		'are not meant by the target %p',
		(target) => {
			const { message, description } = refusalOf(block, { userIdentifierValue: 'ada', target });

			expect(message).toBe(`'Target' ${shownAs(target, 'which is not one of the options')}`);
			expect(description).toBe('Allowed values are devices, allDevices.');
		},
	);
});

describe('a list in JSON', () => {
	it.each([
		['pairs as text', '[{"push_id": "t-1"}, {"moe_gaid": "g-1"}]'],
		['pairs from an expression', [{ push_id: 't-1' }, { moe_gaid: 'g-1' }]],
		['a type and a value as text', '[{"push_id": "t-1"}, {"type": "moe_gaid", "value": "g-1"}]'],
		['both forms side by side', [{ push_id: 't-1' }, { type: 'moe_gaid', value: 'g-1' }]],
		['another case and spaces', [{ PUSH_ID: ' t-1 ' }, { type: 'Moe_GAID', value: 'g-1\n' }]],
	])('may hold %s', (_, list) => {
		expect(sentFor(json(list))).toMatchObject({
			device_identifiers: [{ push_id: 't-1' }, { moe_gaid: 'g-1' }],
		});
	});

	it.each(['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'])(
		'may name a device by %s',
		(type) => {
			expect(sentFor(json([{ type, value: 17 }, { [type]: 18 }]))).toMatchObject({
				device_identifiers: [{ [type]: '17' }, { [type]: '18' }],
			});
		},
	);

	it.each(['[{"push_id": "t-1"}', "[{'push_id': 't-1'}]", 'push_id: t-1', 'undefined'])(
		'is refused when it is not JSON: %p',
		(text) => {
			const { message, description } = refusalOf(block, json(text));

			expect(message).toBe(
				`'Device Identifiers (JSON)' is not valid JSON: ${JSON.stringify(text)}`,
			);
			expect(description).toContain('[{"push_id": "fGk3…"}]');
		},
	);

	it.each(['"t-1"', 7, true])('is refused when it is no list: %j', (value) => {
		const { message, description } = refusalOf(block, json(value));

		expect(message).toMatch(
			/^'Device Identifiers \(JSON\)' is .+, which is not a list of device identifiers$/,
		);
		expect(description).toContain('Write it like [{');
	});
});

describe.each([
	['in fields', 'Device Identifiers', chosen],
	['in JSON', 'Device Identifiers (JSON)', json],
])('a device named %s', (_, label, name) => {
	it.each(['GAID', 'IDFV', 'device_id', '', null, 7])(
		'is refused with an identifier of the type %p',
		(type) => {
			const { message, description } = refusalOf(block, name([{ type, value: 'd-1' }]));

			expect(message).toBe(`'${label}' ${shownAs(type, 'which is not one of the options')}`);
			expect(description).toBe(
				'Allowed values are unique_id, device_unique_id, push_id, moe_gaid.',
			);
		},
	);

	it.each(['', '  ', '\u200b', null, undefined])(
		'is refused by its type where its identifier is %p',
		(value) => {
			const { message, description } = refusalOf(block, name([{ type: 'push_id', value }]));

			expect(message).toBe(`'${label}' has no value for "push_id"`);
			expect(description).toContain('for every item');
		},
	);

	it.each([{}, ['d-1'], true])('is refused with an identifier that is %p', (value) => {
		const { message } = refusalOf(block, name([{ type: 'push_id', value }]));

		expect(message).toMatch(new RegExp(`^'${label.replace(/[()]/g, '\\$&')}' is `));
	});

	it('is refused among others that are named well', () => {
		const entries = ['t-1', ''].map((value) => ({ type: 'push_id', value }));
		expect(refusalOf(block, name(entries)).message).toBe(`'${label}' has no value for "push_id"`);
	});
});

it.each([
	['two identifiers', { push_id: 't-1', moe_gaid: 'g-1' }],
	['no identifier', {}],
	['a mere text', 't-1'],
	['a list', ['t-1']],
	['a number', 7],
])('refuses an entry with %s, since each names one device', (_, entry) => {
	const { message, description } = refusalOf(block, json([{ push_id: 't-0' }, entry]));

	expect(message).toBe(
		`'Device Identifiers (JSON)' has the entry ${JSON.stringify(entry)}, which is not one identifier of one device`,
	);
	expect(description).toContain('[{"type": "push_id", "value": "fGk3…"}]');
});

it.each([
	['User Identifier Type', { userIdentifierType: 'email' }, 'customer_id, custom'],
	['Device Identifiers Input', { deviceIdentifiersMode: 'list' }, 'fields, json'],
])("refuses another value for '%s'", (label, values, allowed) => {
	const { message, description } = refusalOf(block, { ...json([{ push_id: 't-1' }]), ...values });

	expect(message).toContain(`'${label}' is `);
	expect(description).toBe(`Allowed values are ${allowed}.`);
});
