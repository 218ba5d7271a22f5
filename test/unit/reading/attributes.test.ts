import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import fc from 'fast-check';

import { isReservedName } from '../../../nodes/MoEngage/resources/fields/attributeValues';
import {
	eventAttributeProperties,
	readEventAttributes,
	readUserAttributes,
	createNotSentCheck,
	userAttributeProperties,
} from '../../../nodes/MoEngage/resources/fields/attributes';
import { InvalidInput } from '../../../nodes/MoEngage/resources/operation';
import { forbiddenNames } from '../../sandbox/endpoints/attributes';
import { conclude, refusalWhile, type Values } from './readItem';

const EPOCH = '1970-01-01T00:00:00Z';

const defaultsOf = (properties: INodeProperties[]): Values =>
	Object.fromEntries(properties.map(({ name, default: preset }) => [name, preset]));

const read = (values: Values, item: IDataObject = {}, readAttributes = readUserAttributes) => {
	const filled = { ...defaultsOf(userAttributeProperties), ...values };
	return readAttributes(undefined, {
		get: (name) => filled[name],
		json: () => item,
		timeZone: 'Asia/Kolkata',
	});
};

const refusalOf = (...given: Parameters<typeof read>) => refusalWhile(() => read(...given));

const rows = (...attribute: Array<[name: unknown, value: unknown]>): Values => ({
	attributes: { attribute: attribute.map(([name, value]) => ({ name, value })) },
});

const sent = (value: unknown) => read(rows(['a', value])).attributes.a;

const input = (more: Values = {}): Values => ({ attributesMode: 'input', ...more });

const json = (attributesJson: unknown): Values => ({ attributesMode: 'json', attributesJson });

it('are none where nothing was entered', () => {
	expect(read({})).toEqual({ attributes: {}, notSent: [] });
	expect(read(json(''))).toEqual({ attributes: {}, notSent: [] });
	for (const attributes of [null, '', { attribute: null }, {}]) {
		expect(read({ attributes })).toEqual({ attributes: {}, notSent: [] });
	}
	expect(read(rows(['', ''], ['plan', ' '], ['visits', null]))).toEqual({
		attributes: {},
		notSent: [],
	});
});

it.each([
	['a number', 7, "'Attributes' is 7, which is not a list of attributes"],
	['rows that are none', { attribute: 7 }, `'Attributes' is {"attribute":7}, which is not a list`],
	['mere values', ['gold'], `'Attributes' has the value "gold" without a name`],
	['objects for names', [{ name: {}, value: 1 }], "'Attributes' has the value 1 without a name"],
])('are refused where they are %s', (_, attributes, words) => {
	expect(refusalOf({ attributes }).message).toContain(words);
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
	])('keeps its type: %s', (_, value, expected) => {
		expect(sent(value)).toEqual(expected);
		expect(read(json({ a: value })).attributes.a).toEqual(expected);
	});

	it.each([
		['an object', { city: 'Pune' }, 'is an object or has lists within a list'],
		['a list of objects', [{ city: 'Pune' }], 'is an object or has lists within a list'],
		['a list of lists', [['a']], 'is an object or has lists within a list'],
		['the text of an object', 'x [object Object]', 'is an object or has lists within a list'],
		['a list of different types', ['a', 1], 'a list with values of different types for "a"'],
		['a long list', Array(51).fill(1), 'a list of 51 values for "a"'],
		['a long text', 'x'.repeat(1_513), 'a value of 1,513 characters for "a"'],
		['a long text in a list', ['x'.repeat(513)], 'a value of 513 characters for "a"'],
		['a number that is none', Number.NaN, 'NaN for "a", which is not a usable number'],
		['an endless number', Infinity, 'Infinity for "a", which is not a usable number'],
		['half a character', 'x\ud83d', 'which is not valid Unicode text'],
		['a day that does not exist', '2026-02-30T10:00:00Z', 'which is not a valid date'],
	])('is refused when it is %s', (_, value, words) => {
		expect(refusalOf(rows(['a', value])).message).toMatch(/^'Attributes' has /);
		expect(refusalOf(rows(['a', value])).message).toContain(words);
	});
});

describe('a name', () => {
	it.each([
		['plan', 'plan'],
		[' plan\u200b', 'plan'],
		['Status', 'Status'],
		['moe_unsubscribe', 'moe_unsubscribe'],
		['moenchengladbach', 'moenchengladbach'],
		[2026, '2026'],
		['__proto__', '__proto__'],
		['x'.repeat(200), 'x'.repeat(200)],
	])('%j is sent as %j', (name, expected) => {
		expect(Object.entries(read(rows([name, 1])).attributes)).toEqual([[expected, 1]]);
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
		expect(isReservedName(name)).toBe(true);
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
		expect(read(rows(['a', [1]], ['a ', [1]])).attributes).toEqual({ a: [1] });
		expect(refusalOf(rows(['a', 1], ['a', '1'])).message).toBe(
			`'Attributes' has "a" twice with different values`,
		);
	});
});

describe('standard attributes', () => {
	it("have MoEngage's names", () => {
		const standardAttributes = {
			name: ' Ada Lovelace ',
			firstName: 'Ada',
			lastName: 'Lovelace',
			email: 'ada@müller.de',
			mobile: 4915112345678,
			gender: 'female',
			birthday: '1815-12-10T00:00:00',
		};

		expect(read({ standardAttributes }).attributes).toEqual({
			name: 'Ada Lovelace',
			first_name: 'Ada',
			last_name: 'Lovelace',
			email: 'ada@xn--mller-kva.de',
			mobile: '4915112345678',
			gender: 'female',
			birthday: '1815-12-10',
		});
		expect(read({ standardAttributes }, {}, readEventAttributes).attributes).toEqual({});
	});

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
			expect(read({ standardAttributes: { birthday } }).attributes).toEqual({ birthday: day });
		});
	});

	it('may be left empty, and are checked', () => {
		expect(read({ standardAttributes: { email: ' ', name: null } }).attributes).toEqual({});
		expect(read({ standardAttributes: { name: 'x'.repeat(512) } }).attributes).toEqual({
			name: 'x'.repeat(512),
		});
		expect(refusalOf({ standardAttributes: { name: 'x'.repeat(513) } }).message).toBe(
			"'Name' has 513 characters",
		);
		expect(refusalOf({ standardAttributes: { email: 'ada' } }).message).toBe(
			`'Email' is "ada", which is not a valid email address`,
		);
	});

	it('are used rather than a field of the item, and contradict no other attribute', () => {
		const standardAttributes = { name: 'Ada' };

		expect(read(input({ standardAttributes }), { name: 'B' }).attributes).toEqual({ name: 'Ada' });
		expect(refusalOf({ standardAttributes, ...rows(['name', 'B']) }).message).toContain('twice');
	});
});

describe('the fields of the item', () => {
	const item = {
		customer_id: 'ada',
		customerId: 'ada',
		' plan ': 'gold',
		visits: 12,
		status: 'open',
		moe_own: 1,
		notes: '',
		address: { city: 'Pune' },
	};

	it('are attributes of the same name, except those that cannot be', () => {
		expect(read(input(), item)).toEqual({
			attributes: { plan: 'gold', visits: 12 },
			notSent: ['customer_id', 'customerId', 'status', 'moe_own', 'notes', 'address'],
		});
	});

	it.each([['visits, PLAN'], [['visits', 'plan']]])(
		'may be chosen by name: %j',
		(includeFields) => {
			const { attributes } = read(input({ includeFields }), item);

			expect(Object.values(attributes).sort()).toEqual([12, 'gold']);
		},
	);

	it('have a name, and may be chosen by different names in each run', () => {
		const names = { ab: 1, c: 2, a: 3, bc: 4, ' ': 5 };

		expect(read(input(), names).attributes).toEqual({ ab: 1, c: 2, a: 3, bc: 4 });
		expect(read(input({ includeFields: 'ab, c' }), names).attributes).toEqual({ ab: 1, c: 2 });
		expect(read(input({ includeFields: 'a, bc' }), names).attributes).toEqual({ a: 3, bc: 4 });
	});

	it('may be excluded by name', () => {
		const excludeFields = 'Visits, customer_id, customerId, status, moe_own, notes, address';

		expect(read(input({ excludeFields }), item)).toEqual({
			attributes: { plan: 'gold' },
			notSent: [],
		});
		expect(read(input({ includeFields: 'plan, visits', excludeFields }), item).attributes).toEqual({
			plan: 'gold',
		});
	});

	it('are refused where one that cannot be an attribute was named', () => {
		expect(refusalOf(input({ includeFields: 'status' }), item).message).toContain('reserves');
		expect(refusalOf(input({ includeFields: 'address' }), item).message).toContain('is an object');
	});

	it('are refused where the item has none of those that were named', () => {
		expect(refusalOf(input({ includeFields: 'tier' }), { id: 7 }).message).toBe(
			`This item does not have any field of 'Include Fields'. It has: "id"`,
		);
	});

	it.each([
		[[[], []], []],
		[
			[['notes'], []],
			['Fields of 1 item were not sent', ': "notes".'],
		],
		[
			[['notes'], [], [], ['notes', 'status']],
			['Fields of 2 items were not sent', ': "notes", "status".'],
		],
	])('are left out with a hint that has the number of items: %j', (named, [begin, end]) => {
		const itemRequests = named.map((notSent) => ({ records: [], identifiers: {}, notSent }));
		const { hints } = conclude(createNotSentCheck(), itemRequests);

		const why = 'as attributes because they are empty, nested, or reserved';
		expect(hints).toEqual(begin === undefined ? [] : [`${begin} ${why}${end}`]);
	});
});

describe('JSON', () => {
	it('may be text or an object', () => {
		expect(read(json('{"plan": "gold", "visits": 12}')).attributes).toEqual({
			plan: 'gold',
			visits: 12,
		});
		expect(read(json({ plan: 'gold' })).attributes).toEqual({ plan: 'gold' });
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
				const { attributes } = read(values);
				expect(JSON.parse(JSON.stringify(attributes))).toEqual(
					JSON.parse(JSON.stringify(read(json(attributes)).attributes)),
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
	]);
});
