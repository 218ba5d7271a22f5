import type { IDataObject } from 'n8n-workflow';

import { bulkUpsert, upsert } from '../../../nodes/MoEngage/resources/user/upsert';
import { addUsers } from '../../../nodes/MoEngage/resources/cohort/cohort';
import { deleteUser } from '../../../nodes/MoEngage/resources/user/delete';
import { erase } from '../../../nodes/MoEngage/resources/user/erase';
import { get } from '../../../nodes/MoEngage/resources/user/get';
import { merge } from '../../../nodes/MoEngage/resources/user/merge';
import type { ItemRequest, InvalidInput } from '../../../nodes/MoEngage/resources/operation';
import { conclude, readItem, refusalOf, type Values } from './readItem';

const ada = { customerId: 'ada' };

const bodyOf = (values: Values, item?: IDataObject) =>
	readItem(upsert, { ...ada, ...values }, item).records[0]?.body;

const changes = (...change: Array<[action: unknown, attribute: unknown, values: unknown]>) => ({
	arrayChanges: {
		change: change.map(([action, attribute, values]) => ({ action, attribute, values })),
	},
});

const attribute = (name: string, value: unknown) => ({
	attributes: { attribute: [{ name, value }] },
});

describe('creating or updating a user', () => {
	it('asks for nothing but what was given', () => {
		const body = { type: 'customer', customer_id: 'ada', attributes: {} };

		expect(readItem(upsert, ada)).toEqual({
			records: [{ orderingKeys: ['customer ada'], body }],
			identifiers: { customer_id: 'ada' },
		});
	});

	it('sends everything in MoEngage’s own spelling', () => {
		const [record] = readItem(upsert, {
			customerId: 48213,
			standardAttributes: { firstName: 'Ada', email: 'ada@example.com' },
			...attribute('visits', 12),
			...changes(['add', 'interests', 'hiking, cycling'], ['remove', 'lists', ['trial']]),
			unsetAttributes: 'plan, trial_end',
			additionalFields: { updateExistingOnly: 'yes', clientIp: '203.0.113.7:443' },
		}).records;

		expect(record?.headers).toEqual({ 'X-Forwarded-For': '203.0.113.7' });
		expect(record?.body).toEqual({
			type: 'customer',
			customer_id: '48213',
			update_existing_only: true,
			attributes: {
				first_name: 'Ada',
				email: 'ada@example.com',
				visits: 12,
				addValueToArrayField: { interests: ['hiking', 'cycling'] },
				removeValueFromArrayField: { lists: ['trial'] },
			},
			unset_attributes: [
				{ type: 'equals', attr: 'plan' },
				{ type: 'equals', attr: 'trial_end' },
			],
		});
	});

	it('puts the same user into the list of a bulk import', () => {
		const values = { ...ada, ...attribute('plan', 'gold'), additionalFields: { clientIp: '::1' } };
		const [single] = readItem(upsert, values).records;
		const [pooled] = readItem(bulkUpsert, values).records;

		expect(pooled).toEqual({ ...single, body: { type: 'transition' }, entry: single?.body });
	});

	it.each(['guest', 'NULL', '(empty)', 0, '', null, undefined, 'undefined', '4.82E+10', {}])(
		'refuses the customer ID %p',
		(customerId) => {
			expect(refusalOf(upsert, { customerId }).message).toContain("'Customer ID' is ");
		},
	);
});

describe('the changes of lists', () => {
	const sent = (...rows: Parameters<typeof changes>) => bodyOf(changes(...rows))?.attributes;

	it.each([
		['text with commas', ' a, b ,, c', ['a', 'b', 'c']],
		['JSON text', '["a, b", "c"]', ['a, b', 'c']],
		['a list of numbers', [1, 2], [1, 2]],
		['a single number', 7, [7]],
		['a list with blanks', ['a', '', null], ['a']],
		['text that merely begins like a list', '[VIP], gold', ['[VIP]', 'gold']],
	])('can be entered as %s', (_, values, list) => {
		expect(sent(['add', 'tags', values])).toEqual({ addValueToArrayField: { tags: list } });
	});

	it('may be of an attribute whose name is a number', () => {
		expect(sent(['add', 2026, 'a'])).toEqual({ addValueToArrayField: { 2026: ['a'] } });
	});

	it('are gathered by attribute', () => {
		expect(sent(['add', 'a', 'x'], ['remove', 'b', 'y'], ['add', ' a ', 'z'])).toEqual({
			addValueToArrayField: { a: ['x', 'z'] },
			removeValueFromArrayField: { b: ['y'] },
		});
	});

	it.each([
		['no rows', {}],
		['nothing', { arrayChanges: null }],
		['a row without values', changes(['add', 'tags', ' '])],
		['an empty row', changes(['add', '', ''])],
	])('are left out where there are %s', (_, values) => {
		expect(bodyOf(values)?.attributes).toEqual({});
	});

	it.each([
		['values without a name', changes(['add', '', 'a']), 'without a name'],
		['an object for a name', changes(['add', {}, 'a']), 'without a name'],
		['both in one item', changes(['add', 't', 'a'], ['remove', 't', 'b']), 'with values to add'],
		['a reserved name', changes(['add', 'moe_tags', 'a']), 'reserves'],
		['a long name', changes(['add', 'x'.repeat(201), 'a']), '201 characters'],
		['a long value', changes(['add', 't', 'x'.repeat(513)]), '513 characters'],
		['values of several types', changes(['add', 't', ['a', 1]]), 'different types'],
		['51 values', changes(['add', 't', Array(51).fill('a')]), '51 values'],
		['an object', changes(['add', 't', [{ a: 1 }]]), 'with objects'],
		['an unknown action', changes(['replace', 't', 'a']), 'not one of the options'],
		['an attribute that is set', { ...changes(['add', 't', 'a']), ...attribute('t', 'b') }, 'also'],
		[
			'changes in JSON as well',
			{
				...changes(['add', 't', 'a']),
				attributesMode: 'json',
				attributesJson: { addValueToArrayField: { b: ['c'] } },
			},
			'also set as an attribute',
		],
		['something else than a list', { arrayChanges: 'a' }, 'not a list of changes'],
	])('are refused with %s', (_, values, reason) => {
		const { message } = refusalOf(upsert, { ...ada, ...values });

		expect(message).toMatch(/^'Add or Remove List Values' /);
		expect(message).toContain(reason);
	});
});

describe('unsetting attributes', () => {
	it.each([
		['text', 'plan, , trial_end', ['plan', 'trial_end']],
		['a list', ['plan', 'plan'], ['plan']],
		['nothing', ' ', undefined],
	])('takes their names as %s', (_, unsetAttributes, names) => {
		expect(bodyOf({ unsetAttributes })?.unset_attributes).toEqual(
			names?.map((attr) => ({ type: 'equals', attr })),
		);
	});

	it.each(['status', 'moe_gone', 'x'.repeat(201)])('refuses the name %p', (unsetAttributes) => {
		expect(refusalOf(upsert, { ...ada, unsetAttributes }).message).toMatch(/^'Remove Attributes' /);
	});
});

describe('getting a user', () => {
	const read = (values: Values) => readItem(get, { userIdentifierValue: 'ada', ...values });

	it('asks for all attributes, or for the chosen ones and the IDs', () => {
		expect(read({}).records[0]).toMatchObject({
			body: {},
			entry: { identifier_type: 'customer_id', identifier: 'ada' },
		});
		expect(read({ options: { fields: 'email, id' } }).records[0]?.body).toEqual({
			data: { user_fields_to_export: ['email', 'id', 'customer_id'] },
		});
	});

	const pick = (ask: ItemRequest, users: unknown) =>
		ask.records[0]?.responsePart?.pick({ data: { users, users_not_found: [] } });

	it('finds the user by the ID that was given, whatever the order', () => {
		const users = [
			{ user_attributes: { customer_id: 'grace', id: 'm-1' } },
			{ user_attributes: { customer_id: 'ada', id: 'm-2', plan: 'gold' } },
			{ user_attributes: { customer_id: 48213, id: 'ada' } },
		];

		expect(pick(read({}), users)).toEqual(users[1]);
		expect(pick(read({ userIdentifierType: 'moengage_id' }), users)).toEqual(users[2]);
		expect(pick(read({ userIdentifierValue: 48213 }), users)).toEqual(users[2]);
		expect(pick(read({ userIdentifierValue: 'linus' }), users)).toBeUndefined();
		expect(pick(read({}), users.slice(2))).toBeUndefined();
	});

	it('reads an answer once, however many users are looked for in it', () => {
		let visits = 0;
		const names = Array.from({ length: 20 }, (_, index) => `user ${index}`);
		const users = names.map((name) => ({
			get user_attributes() {
				visits += 1;
				return { customer_id: name };
			},
		}));
		const answer = { data: { users, users_not_found: [] } };
		const found = names.map((userIdentifierValue) =>
			read({ userIdentifierValue }).records[0]?.responsePart?.pick(answer),
		);

		expect(found).toEqual(names.map((name) => ({ user_attributes: { customer_id: name } })));
		expect(visits).toBe(20);
	});

	it.each(['uid', 'moengage_id', '_id'])('finds the user whose ID is under %s', (name) => {
		const user = { user_attributes: { [name]: 'ada', plan: 'gold' } };

		expect(pick(read({}), [{ user_attributes: { customer_id: 'grace' } }, user])).toEqual(user);
	});

	it.each([
		['is found', [], true],
		['is missing where the answer says so', [{ identifier: 'ada' }], false],
	])('the only user of an answer, who comes without any ID, %s', (_, notFound, isFound) => {
		const users = [{ user_attributes: { plan: 'gold' } }];
		const answer = { data: { users, users_not_found: notFound } };
		const found = read({}).records[0]?.responsePart?.pick(answer);

		expect(found !== undefined).toBe(isFound);
	});

	it.each([undefined, null, 'users', [null, {}, { user_attributes: null }]])(
		'finds nobody in %p',
		(users) => {
			expect(pick(read({}), users)).toBeUndefined();
		},
	);

	it('takes a value for a MoEngage ID that is reserved as a customer ID', () => {
		const values = { userIdentifierValue: 'guest', userIdentifierType: 'moengage_id' };

		expect(readItem(get, values).identifiers).toEqual({
			identifier_type: 'moengage_id',
			identifier: 'guest',
		});
		expect(refusalOf(get, { userIdentifierValue: 'guest' }).message).toContain(
			'\'User Identifier Value\' is "guest", which MoEngage reserves',
		);
	});
});

it.each(['customer_id', 'moengage_id'])('deletes a user by %s', (type) => {
	const subject = `${type} ada`;
	const body = { identity_type: type, identity_value: 'ada' };

	expect(readItem(deleteUser, { userIdentifierType: type, userIdentifierValue: 'ada' })).toEqual({
		records: [{ key: subject, orderingKeys: [subject], body }],
		identifiers: body,
	});
});

it.each([
	...['N/A', '-', '0', '00000000-0000-0000-0000-000000000000'].map((value) => ['mobile', value]),
	['google_advertising_id', '00000000-0000-0000-0000-000000000000'],
	['advertising_identifier', 'unknown'],
	['user_secondary_id', 'n/a'],
])('erases nobody by a %s that many users may have: %s', (identityType, identityValue) => {
	const { message } = refusalOf(erase, { identityType, identityValue });

	expect(message).toMatch(/^'User Identifier Value' is "/);
});

it('erases one user after the other', () => {
	const given = { identity_type: 'email', identity_value: 'Ada@x.com' };
	const body = { request_type: 'erasure', identities: [given], api_version: '1.0' };
	const [key, orderingKeys] = ['email ada@x.com', ['erasure']];

	expect(readItem(erase, { identityType: 'email', identityValue: 'Ada@x.com' })).toEqual({
		records: [{ key, orderingKeys, body }],
		identifiers: given,
	});
});

it('adds a user to a cohort', () => {
	const values = { ...ada, cohortId: 'trial', cohortName: 'Trial' };
	const parameters = { cohort_id: 'trial', cohort_name: 'Trial' };

	expect(readItem(addUsers, values)).toEqual({
		records: [
			{
				key: 'ada',
				orderingKeys: ['customer ada in cohort trial'],
				body: { action: 'add_members', partner: 'n8n', parameters },
				entry: { uid: 'ada' },
			},
		],
		identifiers: { customer_id: 'ada', cohort_id: 'trial' },
	});
});

describe('merging users', () => {
	const pair = (mergedCustomerId: unknown, retainedCustomerId: unknown) =>
		readItem(merge, { mergedCustomerId, retainedCustomerId });

	const toWords = ({ message, description }: InvalidInput) => [message, description];

	/** The items that are refused, with the reasons and what to do. */
	const findConflicts = (...pairs: Array<[merged: string, retained: string]>) =>
		(merge.createChecks?.([]) ?? []).flatMap((check) => {
			const { invalid } = conclude(
				check,
				pairs.map((names) => pair(...names)),
			);
			return [...invalid].map(([index, failure]) => [index, ...toWords(failure)]);
		});

	it('sends the pair, in the order of what else concerns either of the two', () => {
		const entry = { merged_user: '7001', retained_user: 'ada' };

		expect(pair(7001, 'ada')).toMatchObject({
			records: [{ orderingKeys: ['customer 7001', 'customer ada'], entry }],
			identifiers: entry,
		});
	});

	it('refuses to merge a user into itself', () => {
		const values = { mergedCustomerId: 7, retainedCustomerId: '7' };

		expect(refusalOf(merge, values).message).toBe(
			"'Retained Customer ID' is \"7\", which is also the 'Merged Customer ID'",
		);
	});

	it('lets several users be merged into one, and the same pair be given twice', () => {
		expect(findConflicts(['a', 'z'], ['b', 'z'], ['c', 'y'], ['a', 'z'])).toEqual([]);
	});

	it('refuses all items of a user who is merged into two users', () => {
		const reason =
			'\'Merged Customer ID\' is "a", which items of this run merge into 2 different users';
		const hint = 'A user can be merged into one user only. Keep one of these items.';

		expect(findConflicts(['a', 'z'], ['b', 'z'], ['a', 'y'])).toEqual([
			[0, reason, hint],
			[2, reason, hint],
		]);
	});

	it('refuses all items of a user who is both merged and retained', () => {
		const hint = expect.stringContaining('Merge all users into the last user of the chain');

		expect(findConflicts(['a', 'b'], ['b', 'c'], ['d', 'e'])).toEqual([
			[0, expect.stringContaining("'Retained Customer ID' is \"b\", which is the 'Merged"), hint],
			[1, expect.stringContaining("'Merged Customer ID' is \"b\", which is the 'Retained"), hint],
		]);
	});
});
