import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import fc from 'fast-check';

import { isReservedName } from '../../../nodes/MoEngage/resources/fields/attributeValues';
import { createIncludedFieldsCheck } from '../../../nodes/MoEngage/resources/fields/attributeColumns';
import {
	eventAttributeProperties,
	readEventAttributes,
	readUserAttributes,
	userAttributeProperties,
} from '../../../nodes/MoEngage/resources/fields/attributes';
import { readParameter } from '../../../nodes/MoEngage/resources/fields/reader';
import { createNoteHints } from '../../../nodes/MoEngage/resources/fields/notes';
import {
	InvalidInput,
	type HintTopic,
	type ItemParameters,
} from '../../../nodes/MoEngage/resources/operation';
import { forbiddenNames } from '../../sandbox/endpoints/attributes';
import { refusalWhile, type Values } from './readItem';

const EPOCH = '1970-01-01T00:00:00Z';

const defaultsOf = (properties: INodeProperties[]): Values =>
	Object.fromEntries(properties.map(({ name, default: value }) => [name, value]));

const toParameters = (values: Values, item: IDataObject): ItemParameters => {
	const filled = { ...defaultsOf(userAttributeProperties), ...values };
	const notes = new Map<HintTopic, readonly string[]>();
	return {
		get: (name) => filled[name],
		json: () => item,
		timeZone: 'Asia/Kolkata',
		form: userAttributeProperties,
		notes,
	};
};

/** The attributes of one item, and the hints of a run that has this item alone. */
const readAll = (values: Values, item: IDataObject = {}, readAttributes = readUserAttributes) => {
	const parameters = toParameters(values, item);
	const attributes = readParameter('attributesMode', readAttributes, parameters);
	const hints = createNoteHints();
	hints.add(0, { records: [], identifiers: {}, notes: parameters.notes });
	return { attributes, hints: hints.conclude().hints?.join(' ') };
};

const read = (...given: Parameters<typeof readAll>) => readAll(...given).attributes;

const refusalOf = (...given: Parameters<typeof readAll>) => refusalWhile(() => read(...given));

const rows = (...attribute: Array<[name: unknown, value: unknown]>): Values => ({
	attributes: { attribute: attribute.map(([name, value]) => ({ name, value })) },
});

const sent = (value: unknown) => read(rows(['a', value])).a;

const input = (more: Values = {}): Values => ({ attributesMode: 'input', ...more });

const json = (attributesJson: unknown): Values => ({ attributesMode: 'json', attributesJson });

it('are none where nothing was entered', () => {
	for (const values of [{}, json('')]) {
		expect(readAll(values)).toEqual({ attributes: {}, hints: '' });
	}
	for (const attributes of [null, '', { attribute: null }, {}]) {
		expect(readAll({ attributes })).toEqual({ attributes: {}, hints: '' });
	}
});

it.each<[Values, string]>([
	[
		rows(['plan', ' '], ['visits', null]),
		'Attributes of 1 item were not sent because they are empty: "plan", "visits".',
	],
	[
		json('{"plan": null, "email": ""}'),
		'Attributes of 1 item were not sent because they are empty: "plan", "email".',
	],
])('are not sent where they are empty, which a hint says: %j', (values, hints) => {
	expect(readAll(values)).toEqual({ attributes: {}, hints });
});

it('are refused with all that is wrong about an item, up to five', () => {
	const standardAttributes = { email: 'ada', birthday: 33_238 };
	const unfit = ['x', 'y', 'z', 'zz'].map((name): [string, number] => [name, Number.NaN]);

	expect(() => read({ standardAttributes, ...rows(...unfit) })).toThrow(
		expect.objectContaining({
			message:
				`'Email' is "ada", which is not a valid email address; ` +
				`'Birthday' is 33238, which looks like a spreadsheet's day number; ` +
				`'Attributes' has NaN for "x", which is not a usable number; ` +
				`'Attributes' has NaN for "y", which is not a usable number; ` +
				`'Attributes' has NaN for "z", which is not a usable number; and 1 more`,
			description: expect.stringMatching(/^Enter one address .+ In the spreadsheet, .+ Correct /),
		}),
	);
});

describe('a value', () => {
	it.each([
		['text', 'gold ', 'gold '],
		['a number', 12.5, 12.5],
		['zero', 0, 0],
		['a number that is too large to be exact', 9_007_199_254_740_993n, '9007199254740993'],
		['a boolean', false, false],
		['digits in text', '0012', '0012'],
		['a day', '2026-05-17', '2026-05-17'],
		['a time with spaces around', ' 2026-05-17T09:30Z\n', '2026-05-17T09:30:00Z'],
		['a time in UTC', '2026-05-17T09:30:00.123Z', '2026-05-17T09:30:00Z'],
		['a time with an offset', '2026-05-17T09:30+05:30', '2026-05-17T04:00:00Z'],
		['a time without an offset', '2026-05-17T09:30:00', '2026-05-17T09:30:00'],
		['a date object', new Date(Date.UTC(2026, 4, 17, 9, 30)), '2026-05-17T09:30:00Z'],
		["an object of luxon's", DateTime.fromMillis(0, { zone: 'UTC+2' }), EPOCH],
		['a list of text', ['a', 'b'], ['a', 'b']],
		['a list of numbers with a gap', [1, null, 2], [1, 2]],
		['a list of dates', [new Date(0), '1970-01-01T02:00+02:00'], [EPOCH, EPOCH]],
		['the longest list', Array(50).fill(true), Array(50).fill(true)],
		['the longest text', 'x'.repeat(512), 'x'.repeat(512)],
		['an empty list', [], undefined],
		['an object', { city: 'Pune', zip: null }, { city: 'Pune', zip: null }],
		['an object with a list', { a: { b: [1, 'x'] } }, { a: { b: [1, 'x'] } }],
		['an object with a date', { since: new Date(0) }, { since: EPOCH }],
		['a list of objects', [{ platform: 'iOS' }, null], [{ platform: 'iOS' }]],
	])('keeps its type: %s', (_, value, expected) => {
		expect(sent(value)).toEqual(expected);
		expect(read(json({ a: value })).a).toEqual(expected);
	});

	const circle: { self?: object } = {};
	circle.self = circle;

	it.each([
		['a list of lists', [['a']], 'a list with lists or values of different types for "a"'],
		['a list of objects and text', [{}, 'x'], 'a list with lists or values of different types'],
		['the text of an object', 'x [object Object]', 'was an object before it became text'],
		['a list of different types', ['a', 1], 'values of different types for "a"'],
		['a long list', Array(51).fill(1), 'a list of 51 values for "a"'],
		['a long list in an object', { b: Array(51).fill(1) }, 'a list of 51 values for "a"'],
		['a long list of objects', Array(51).fill({}), 'a list of 51 values for "a"'],
		['a long text', 'x'.repeat(1_513), 'a value of 1,513 characters for "a"'],
		['a long text in a list', ['x'.repeat(513)], 'a value of 513 characters for "a"'],
		['a long text in an object', [{ b: 'x'.repeat(513) }], 'a value of 513 characters for "a"'],
		['an object within itself', circle, 'an object of more than 20 levels for "a"'],
		['a number that is none', Number.NaN, 'NaN for "a", which is not a usable number'],
		['an endless number', Infinity, 'Infinity for "a", which is not a usable number'],
		['a number without its last digits', 2 ** 53, 'its last digits may be wrong'],
		['such a number in an object', { b: 2 ** 53 }, 'its last digits may be wrong'],
		['half a character', 'x\ud83d', 'which is not valid Unicode text'],
		['a day that does not exist', '2026-02-30T10:00:00Z', 'which is not a valid date'],
		['a date object without a date', new Date(Number.NaN), 'which is not a valid date'],
		['such an object in an object', { b: new Date(Number.NaN) }, 'which is not a valid date'],
		["luxon's own in a list", [DateTime.invalid('a')], 'which is not a valid date'],
		['what luxon writes of one', 'Invalid DateTime', 'which is not a valid date'],
		...['#N/A', '#REF!', ' #value! ', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!'].map(
			(text): [string, unknown, string] => [text, text, 'which a spreadsheet shows in a cell'],
		),
	])('is refused when it is %s', (_, value, words) => {
		expect(refusalOf(rows(['a', value])).message).toMatch(/^'Attributes' has /);
		expect(refusalOf(rows(['a', value])).message).toContain(words);
		expect(refusalOf(json({ a: value })).message).toContain(words);
	});
});

describe('a name', () => {
	it.each([
		['plan', 'plan'],
		[' plan\u200b', 'plan'],
		['Status', 'Status'],
		['moe_unsubscribe', 'moe_unsubscribe'],
		['moe_email_optin_status', 'moe_email_optin_status'],
		['moe_gaid', 'moe_gaid'],
		['uid', 'uid'],
		['moenchengladbach', 'moenchengladbach'],
		[2026, '2026'],
		['__proto__', '__proto__'],
		['x'.repeat(200), 'x'.repeat(200)],
	])('%j is sent as %j', (name, expected) => {
		expect(Object.entries(read(rows([name, 1])))).toEqual([[expected, 1]]);
	});

	it.each([
		...[...forbiddenNames].filter((name) => name !== ''),
		...['USER_ATTRIBUTE_UNIQUE_ID', 'moe_own', 'Moe_own'],
	])('%j is reserved', (name) => {
		const { message, description } = refusalOf(rows([name, 1]));

		expect(message).toBe(
			`'Attributes' has an attribute named "${name}", which MoEngage reserves for its own use`,
		);
		expect(description).toContain('another name');
		expect(description).toMatch(/ these are not allowed: id, _id, \(empty\), status, /);
		expect(isReservedName(name, 'user')).toBe(true);
	});

	it('is needed for each value, and no longer than 200 characters', () => {
		expect(refusalOf(rows([' ', 'gold'])).message).toBe(
			`'Attributes' has the value "gold" without a name`,
		);
		expect(refusalOf(json({ '': 'gold' })).message).toBe(
			`'Attributes (JSON)' has the value "gold" without a name`,
		);
		expect(refusalOf(rows(['x'.repeat(201), 1])).message).toContain(
			'whose name is 201 characters long',
		);
	});

	it('comes once, or twice with the same value', () => {
		expect(read(rows(['a', [1]], ['a ', [1]]))).toEqual({ a: [1] });
		expect(refusalOf(rows(['a', 1], ['a', '1'])).message).toBe(
			`'Attributes' has "a" twice with different values`,
		);
	});

	it('is ordinary where it is that of an event, except with the prefix moe_', () => {
		const readEvent = (name: string) => read(rows([name, 1]), {}, readEventAttributes);

		for (const name of ['status', 'source', 'id', 'user_id', 'email', 'USER_ATTRIBUTE_X']) {
			expect(readEvent(name)).toEqual({ [name]: 1 });
		}
		for (const name of ['moe_own', 'moe_unsubscribe', 'MOE_GAID']) {
			expect(() => readEvent(name)).toThrow('which MoEngage reserves for its own use');
		}
	});
});

const STANDARD: Record<string, [value: unknown, expected: string]> = {
	name: [' Ada Lovelace ', 'Ada Lovelace'],
	first_name: ['Ada', 'Ada'],
	last_name: ['Lovelace', 'Lovelace'],
	email: ['ada@müller.de', 'ada@xn--mller-kva.de'],
	mobile: [4915112345678, '4915112345678'],
	gender: ['female', 'female'],
	birthday: ['10.12.1815', '1815-12-10'],
};

const FIELDS: Record<string, string> = { first_name: 'firstName', last_name: 'lastName' };

/** The ways in which an attribute can be given. */
const ways: Array<[way: string, give: (name: string, value: unknown) => [Values, IDataObject?]]> = [
	[
		'a field of its own',
		(name, value) => [{ standardAttributes: { [FIELDS[name] ?? name]: value } }],
	],
	['a row', (name, value) => [rows([name, value])]],
	['JSON', (name, value) => [json({ [name]: value })]],
	['a column', (name, value) => [input(), Object({ [name]: value })]],
	[
		'a column while headings are not recognized',
		(name, value) => [input({ recognizeStandard: false }), Object({ [name]: value })],
	],
];

describe.each(ways)('standard attributes in %s', (way, give) => {
	it.each(Object.entries(STANDARD))(
		'are read by a reader of their own: %s',
		(name, [value, day]) => {
			expect(read(...give(name, value))).toEqual({ [name]: day });
			expect(read(...give(name, ' '))).toEqual({});
			if (name.endsWith('name')) expect(read(...give(name, 'Null'))).toEqual({ [name]: 'Null' });
		},
	);

	it.each<[string, unknown, string]>([
		['email', 'ada@example', 'is "ada@example", which is not a valid email address'],
		['email', 'a@example.com; b@example.com', 'which is not a valid email address'],
		['birthday', 33_238, "is 33238, which looks like a spreadsheet's day number"],
		['birthday', '1985-02-30', 'is "1985-02-30", which is not a valid date'],
		['mobile', '4.92E+11', 'a number that was shortened'],
		['name', 'x'.repeat(513), 'has 513 characters'],
	])('are refused by name: %s as %j', (name, value, words) => {
		const label = way === 'a field of its own' ? name.replace(/^./, (a) => a.toUpperCase()) : name;

		expect(() => read(...give(name, value))).toThrow(`'${label}' `);
		expect(() => read(...give(name, value))).toThrow(words);
	});
});

describe('standard attributes', () => {
	describe('a birthday', () => {
		beforeEach(() => {
			jest.useFakeTimers({ now: Date.UTC(2026, 10, 30) });
		});
		afterEach(() => {
			jest.useRealTimers();
		});

		const BERLIN = { zone: 'Europe/Berlin' };

		it.each<[unknown, string]>([
			['1990-05-17', '1990-05-17'],
			['1990-05-17T00:00:00', '1990-05-17'],
			['1990-05-17T00:00:00+02:00', '1990-05-17'],
			['1990-05-16T22:00:00Z', '1990-05-16'],
			['1815-12-10T23:30:00-02:00', '1815-12-10'],
			[DateTime.fromISO('1990-05-17', BERLIN), '1990-05-17'],
			// 17 May in Asia/Kolkata, the time zone of the workflow.
			[new Date('1990-05-16T18:30:00Z'), '1990-05-17'],
			[642_902_400_000, '1990-05-17'],
			['-378518400000', '1958-01-03'],
			[-86_400_000_000, '1967-04-07'],
			['17.05.90', '1990-05-17'],
			['17.05.26', '2026-05-17'],
			['17.12.26', '1926-12-17'],
			['17.05.55', '1955-05-17'],
		])('is a day: %p is %s', (birthday, day) => {
			expect(read({ standardAttributes: { birthday } })).toEqual({ birthday: day });
		});
	});

	it('are those of users alone', () => {
		expect(read(json({ email: 'x' }), {}, readEventAttributes)).toEqual({ email: 'x' });
		expect(read(input(), { Email: 'x' }, readEventAttributes)).toEqual({ Email: 'x' });
		const standardAttributes = { email: 'x' };
		expect(read({ standardAttributes }, {}, readEventAttributes)).toEqual({});
	});

	it('are used rather than a field of the item, and contradict no other attribute', () => {
		const standardAttributes = { name: 'Ada' };

		expect(read(input({ standardAttributes }), { 'Full Name': 'B' })).toEqual({ name: 'Ada' });
		expect(refusalOf({ standardAttributes, ...rows(['name', 'B']) }).message).toContain('twice');
	});

	it.each<[string, string[]]>([
		['email', ['Email', 'E-mail', 'E-Mail Address', 'EMAIL', ' email_address ', '\ufeffe.mail']],
		['first_name', ['First Name', 'Firstname', 'firstName', 'Given Name']],
		['last_name', ['Last Name', 'last-name', 'Surname']],
		['mobile', ['Phone', 'Mobile', 'Mobile Number', 'Phone Number']],
		['birthday', ['Birthday', 'Birth Date', 'Date of Birth', 'D.O.B.', 'dob']],
		['gender', ['Gender']],
		['name', ['Name', 'Full Name', 'full_name']],
	])('are recognized as people write them: %s', (name, headings) => {
		const [value, expected] = STANDARD[name] ?? [];
		for (const heading of headings) {
			const item = Object({ [heading]: value });
			expect(read(input(), item)).toEqual({ [name]: expected });
			expect(read(input({ includeFields: heading }), item)).toEqual({ [name]: expected });
		}
	});

	it('stay custom where that is turned off, except by their exact names', () => {
		const item = { Email: 'x', email: 'ada@example.com' };

		expect(read(input({ recognizeStandard: 'false' }), item)).toEqual(item);
	});

	it('come from one column', () => {
		const item = { Phone: '1', 'Mobile Number': ' ', E_mail: 'a@b.de', 'E-Mail': 'a@b.de' };
		const { message, description } = refusalOf(input(), item);

		expect(message).toBe(`This item has both "E_mail" and "E-Mail" for 'email'`);
		expect(description).toContain("'Exclude Fields'");
		expect(read(input({ excludeFields: 'E_mail' }), item)).toEqual({
			mobile: '1',
			email: 'a@b.de',
		});
	});

	it('are told in a hint, and the custom ones too', () => {
		const item = { Email: 'a@b.de', 'Given Name': 'Ada', plan: 'gold' };

		expect(readAll(input(), item).hints).toBe(
			'Columns sent as standard attributes: "Email" as email, "Given Name" as first_name. ' +
				'Columns sent as custom attributes: "plan".',
		);
		expect(readAll(input(), { plan: 'gold' }).hints).toBe('');
	});

	it('are not sent, and told, where a field of its own has the value', () => {
		const values = { ...input(), standardAttributes: { email: 'own@b.de' } };
		const { attributes, hints } = readAll(values, { 'E\u2011Mail': 'a@b.de', plan: 'gold' });

		expect(attributes).toEqual({ email: 'own@b.de', plan: 'gold' });
		expect(hints).toBe(
			`Columns of 1 item were not sent because 'Standard Attributes' has their values: "E\u2011Mail".`,
		);
	});
});

describe('the fields of the item', () => {
	const item = {
		customer_id: 'ada',
		'Customer ID': 'ada',
		row_number: 2,
		' plan ': 'gold',
		visits: 12,
		status: 'open',
		moe_spam: 1,
		uid: 'ada',
		tier: '#N/A',
		notes: '',
		tags: [null],
		address: { city: 'Pune' },
		lists: [{ id: 1 }],
	};
	const unfit = Object.keys(item).filter((name) => !['visits', ' plan '].includes(name));

	it('are attributes of the same name, except those that cannot be', () => {
		const { attributes, hints } = readAll(input(), item);

		expect(attributes).toEqual({ plan: 'gold', visits: 12 });
		expect(hints).toBe(
			`Fields of 1 item were not sent as attributes because they are empty, nested, or reserved, or have a value such as #N/A: ${unfit
				.slice(0, 10)
				.map((name) => `"${name}"`)
				.join(', ')} and 1 more.`,
		);
	});

	it('of an event are left out for fewer reasons', () => {
		const attributes = read(input(), item, readEventAttributes);

		expect(attributes).toEqual({ plan: 'gold', visits: 12, status: 'open', uid: 'ada' });
	});

	it.each([['visits, PLAN'], [['visits', 'plan']]])(
		'may be chosen by name: %j',
		(includeFields) => {
			expect(Object.values(read(input({ includeFields }), item)).sort()).toEqual([12, 'gold']);
		},
	);

	it('that are chosen by name may be nested, within an object, or otherwise left out', () => {
		const includeFields = 'address, Address.City, lists, moe_spam, uid, lists.0.id, notes, tier';
		const { attributes, hints } = readAll(input({ includeFields }), item);

		expect(attributes).toEqual({
			address: { city: 'Pune' },
			'Address.City': 'Pune',
			lists: [{ id: 1 }],
			moe_spam: 1,
			uid: 'ada',
			'lists.0.id': 1,
		});
		expect(hints).toMatch(/: "tier", "notes"\.$/);
	});

	it('have a name, and may be chosen by different names in each run', () => {
		const names = { ab: 1, c: 2, a: 3, bc: 4, ' ': 5 };

		expect(read(input(), names)).toEqual({ ab: 1, c: 2, a: 3, bc: 4 });
		expect(read(input({ includeFields: 'ab, c' }), names)).toEqual({ ab: 1, c: 2 });
		expect(read(input({ includeFields: 'a, bc' }), names)).toEqual({ a: 3, bc: 4 });
	});

	it('may be excluded by name', () => {
		const excludeFields = `Visits, ${unfit.join(', ')}`;

		expect(readAll(input({ excludeFields }), item)).toEqual({
			attributes: { plan: 'gold' },
			hints: '',
		});
		expect(read(input({ includeFields: 'plan, visits', excludeFields }), item)).toEqual({
			plan: 'gold',
		});
	});

	it('are refused where one that is reserved was named', () => {
		expect(refusalOf(input({ includeFields: 'status' }), item).message).toContain('reserves');
	});

	it('are refused where the item has none of those that were named', () => {
		expect(refusalOf(input({ includeFields: 'tier, a.b' }), { id: 7, a: 1 }).message).toBe(
			`This item does not have any field of 'Include Fields'. It has: "id", "a"`,
		);
	});

	it('are missed by name: in a hint, or as invalid where no item has one', () => {
		const includeFields = 'plan, visits, totl_spent, address.town, zip';
		const items: IDataObject[] = [item, { plan: 'x' }, { plan: 'y', address: { town: 'Rome' } }];
		const all = [...items, { Invalid_Item: 1, zip: 7 }].map((json) => ({ json }));
		const check = createIncludedFieldsCheck(all);
		const hints = createNoteHints();
		for (const [index, json] of items.entries()) {
			const parameters = toParameters(input({ includeFields }), json);
			readUserAttributes(undefined, parameters);
			for (const one of [check, hints]) {
				one.add(index, { records: [], identifiers: {}, notes: parameters.notes });
			}
		}
		const reasons = [...(check.conclude().invalid ?? [])];

		expect(reasons.map(([index]) => index)).toEqual([0, 1, 2]);
		expect(reasons[1]?.[1].message).toBe(`'Include Fields' has "totl_spent", which no item has`);
		expect(hints.conclude().hints).toContain(
			`Fields that 'Include Fields' names were missing in 3 items: "totl_spent", "address.town", "zip", "visits".`,
		);
	});
});

describe('JSON', () => {
	it('may be text or an object', () => {
		expect(read(json('{"plan": "gold", "visits": 12}'))).toEqual({
			plan: 'gold',
			visits: 12,
		});
		expect(read(json({ plan: 'gold' }))).toEqual({ plan: 'gold' });
	});

	it("takes attributes as MoEngage's own samples have them", () => {
		const sample = {
			birthday: '1815-12-10',
			geo: { lat: 51.5, lon: -0.1 },
			vip: true,
			last_order: '2026-11-20T10:00:00Z',
			interests: ['math', 'poetry'],
			orders: [{ id: 1, address: { city: 'London' } }],
			moe_unsubscribe: false,
			platforms: [{ platform: 'ANDROID', active: 'true' }],
			addValueToArrayField: { tags: ['a'] },
		};

		expect(read(json(JSON.stringify(sample)))).toEqual(sample);
	});

	it('says whether a platform of a user is active in text, as MoEngage takes it', () => {
		const platforms = [{ platform: 'iOS', active: true }, { platform: 'web' }];

		expect(read(json({ platforms, others: platforms }))).toEqual({
			platforms: [{ platform: 'iOS', active: 'true' }, { platform: 'web' }],
			others: platforms,
		});
		expect(read(json({ platforms }), {}, readEventAttributes)).toEqual({ platforms });
	});

	it('keeps all digits of long numbers, as text', () => {
		const text =
			'{"ref": 7615917337495251231, "of": {"a": [-7615917337495251231, 9007199254740991]}, "t": "7615917337495251231 \\"7615917337495251231"}';

		expect(read(json(text))).toEqual({
			ref: '7615917337495251231',
			of: { a: ['-7615917337495251231', 9007199254740991] },
			t: '7615917337495251231 "7615917337495251231',
		});
	});

	it.each([['[]'], [['a']], ['7'], [true], ['{']])('is refused when it is %j', (value) => {
		expect(refusalOf(json(value)).message).toMatch(
			/^'Attributes \(JSON\)' is (.+, which is not an object|not valid JSON: "{")$/,
		);
	});
});

it('are no more than MoEngage accepts', () => {
	const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`a${index}`, index]));

	expect(refusalOf(json(many), {}, readEventAttributes).message).toBe(
		"'Attributes (JSON)' has 101 attributes",
	);
	expect(() => read(json({ ...many, a100: null }), {}, readEventAttributes)).not.toThrow();
});

it('are sent or refused with words, whatever comes in', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.anything()), (item) => {
			const values = json(item);
			try {
				const attributes = read(values);
				expect(JSON.parse(JSON.stringify(attributes))).toEqual(
					JSON.parse(JSON.stringify(read(json(attributes)))),
				);
			} catch (error) {
				expect(error).toBeInstanceOf(InvalidInput);
			}
		}),
	);
});

it('has no standard attributes on the form of an event', () => {
	const namesOf = (properties: INodeProperties[]) => properties.map(({ name }) => name);

	expect(namesOf(userAttributeProperties)).toEqual([
		'standardAttributes',
		...namesOf(eventAttributeProperties),
		'recognizeStandard',
	]);
});
