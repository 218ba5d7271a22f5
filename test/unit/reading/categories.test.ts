import type { IDataObject } from 'n8n-workflow';

import { update as updateOptIn } from '../../../nodes/MoEngage/resources/emailOptIn/update';
import { bulkUpdate } from '../../../nodes/MoEngage/resources/subscriptionPreference/bulkUpdate';
import { update } from '../../../nodes/MoEngage/resources/subscriptionPreference/landingPage';
import { updateForUser } from '../../../nodes/MoEngage/resources/subscriptionPreference/forUser';
import { readItem, refusalOf, type Values } from './readItem';

const visitor = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };

const list = (category: unknown): Values => ({ ...visitor, categories: { category } });

const json = (categoriesJson: unknown): Values => ({
	...visitor,
	categoriesMode: 'json',
	categoriesJson,
});

const mapping = (categoriesMapping: unknown): Values => ({
	...visitor,
	categoriesMode: 'mapping',
	categoriesMapping,
});

/** The fields of the item that are named like one of these categories. */
const automatic = (...names: string[]): Values =>
	mapping({ mappingMode: 'autoMapInputData', value: null, schema: names.map((id) => ({ id })) });

const sentFor = (values: Values, item?: IDataObject) =>
	readItem(update, values, item).records[0]?.body;

describe('categories in a list', () => {
	it('may be typed, or chosen from the categories of the workspace', () => {
		const values = list([
			{ name: { __rl: true, mode: 'list', value: 'Newsletter' }, subscribed: true },
			{ name: { __rl: true, mode: 'name', value: ' Special Offers ' }, subscribed: 'no' },
			{ name: 'New arrivals', subscribed: 1 },
		]);

		expect(sentFor(values)).toEqual({
			unsubscribe_all: false,
			categories: { Newsletter: true, 'Special Offers': false, 'New arrivals': true },
		});
	});

	it.each(['', '  ', null, undefined, { __rl: true, mode: 'list', value: '' }])(
		'are refused without a name: %j',
		(name) => {
			const { message, description } = refusalOf(update, list([{ name, subscribed: true }]));

			expect(message).toBe("'Categories' has a category without a name");
			expect(description).toContain('Choose the category from the list');
		},
	);

	it.each([7, {}, ['News']])('are refused with a name that is not text: %j', (name) => {
		expect(refusalOf(update, list([{ name, subscribed: true }])).message).toBe(
			`'Categories' has ${JSON.stringify(name)} as the name of a category, which is not text`,
		);
	});

	it('are needed where nothing else of the user is changed, and only there', () => {
		const ada = { userIdentifierValue: 'ada' };

		expect(refusalOf(updateForUser, ada).message).toBe("'Categories' is empty");
		for (const globalSubscription of ['subscribed', 'unsubscribed']) {
			const [record] = readItem(updateForUser, { ...ada, globalSubscription }).records;
			expect(record?.body?.categories).toBeUndefined();
		}
	});

	it.each(['News', { category: 7 }, true])(
		'are refused when they are not a list: %j',
		(categories) => {
			const { message, description } = refusalOf(update, { ...visitor, categories });

			expect(message).toBe(
				`'Categories' is ${JSON.stringify(categories)}, which is not a list of categories`,
			);
			expect(description).toContain("Click 'Add Category'");
		},
	);

	it.each([null, undefined])('are not looked for where another choice hides them: %p', (hidden) => {
		const values = { userIdentifierValue: 'ada', globalSubscription: 'unsubscribed' };
		const [record] = readItem(updateForUser, { ...values, categoriesMode: hidden }).records;

		expect(record?.body?.categories).toBeUndefined();
	});

	it.each([{}, null, undefined, { category: [] }, { category: undefined }])(
		'are refused when there is none: %j',
		(categories) => {
			expect(refusalOf(update, { ...visitor, categories }).message).toBe("'Categories' is empty");
		},
	);
});

describe('categories in JSON', () => {
	it.each([
		['text', '{"Newsletter": true, "Offers": "no"}'],
		['an object from an expression', { Newsletter: true, Offers: 0 }],
	])('may come as %s', (_, value) => {
		expect(sentFor(json(value))).toEqual({
			unsubscribe_all: false,
			categories: { Newsletter: true, Offers: false },
		});
	});

	it.each(['{"Newsletter": true', 'Newsletter: true', "{'Newsletter': true}"])(
		'are refused when they are not JSON: %p',
		(text) => {
			const { message, description } = refusalOf(update, json(text));

			expect(message).toBe(`'Categories (JSON)' is not valid JSON: ${JSON.stringify(text)}`);
			expect(description).toBe('Write it like {"Newsletter": true, "Offers": false}');
		},
	);

	it.each([['[]'], [[]], [['Newsletter']], ['"Newsletter"'], [7], [true], ['null']])(
		'are refused when they are not an object: %j',
		(value) => {
			expect(refusalOf(update, json(value)).message).toMatch(
				/^'Categories \(JSON\)' is .+, which is not an object$/,
			);
		},
	);

	it.each([['{}'], [{}], [''], [' \n'], [null]])('are refused when there is none: %j', (value) => {
		const { message, description } = refusalOf(update, json(value));

		expect(message).toBe("'Categories (JSON)' is empty");
		expect(description).toContain('{"Newsletter": true, "Offers": false}');
	});

	it('are refused when the expression finds nothing', () => {
		expect(refusalOf(update, json(undefined)).message).toBe("'Categories (JSON)' is empty");
	});

	it('are refused with a category that has no name', () => {
		expect(refusalOf(update, json({ ' ': true })).message).toBe(
			"'Categories (JSON)' has a category without a name",
		);
	});
});

it.each(['', ' ', '{}', {}, null, undefined])(
	'categories in JSON may be left out where others do without them: %j',
	(categoriesJson) => {
		const values = { customerId: 'ada', optInStatus: 'OPTED_OUT' };
		const asked = readItem(updateOptIn, { ...values, categoriesMode: 'json', categoriesJson });

		expect(JSON.stringify(asked)).not.toContain('categories');
	},
);

describe('categories in a mapping', () => {
	const schema = [{ id: 'Newsletter' }, { id: 'Offers' }, { id: 'Alerts' }];

	it.each([null, undefined, 'News', {}])('are none where it is %j', (value) => {
		expect(refusalOf(update, mapping(value)).message).toBe("'Categories' is empty");
	});

	it('are those that were mapped by hand', () => {
		const values = mapping({
			mappingMode: 'defineBelow',
			value: { Newsletter: 'subscribed', Offers: false, Alerts: null },
			schema,
		});
		expect(sentFor(values)).toMatchObject({ categories: { Newsletter: true, Offers: false } });
	});

	it("are the item's fields that are named like a category", () => {
		const item = { Newsletter: 'yes', Alerts: null, plan: 'gold', undefined: 'yes' };
		const withoutId = [...schema, { displayName: 'Offers' }, null];
		const saved = { mappingMode: 'autoMapInputData', value: null, schema: withoutId };

		expect(sentFor(mapping(saved), item)).toEqual({
			unsubscribe_all: false,
			categories: { Newsletter: true },
		});
	});

	it("are found whatever the case and white space of the fields' names", () => {
		const item = { '\ufeffnewsletter ': 'unsubscribed', special_offers: 1 };

		expect(sentFor(automatic('Newsletter', 'Special Offers'), item)).toMatchObject({
			categories: { Newsletter: false, 'Special Offers': true },
		});
	});

	it.each([
		{ mappingMode: 'defineBelow', value: null, schema },
		{ mappingMode: 'defineBelow', value: {}, schema },
		{ mappingMode: 'defineBelow', value: { Newsletter: null, Offers: '', Alerts: ' ' }, schema },
	])('are refused when there is none: %j', (value) => {
		const { message, description } = refusalOf(update, mapping(value));

		expect(message).toBe("'Categories' is empty");
		expect(description).toContain('Map at least one category');
	});

	it('are refused when the fields for them are all blank', () => {
		const blank = { Newsletter: null, Offers: ' ' };

		expect(refusalOf(update, automatic('Newsletter', 'Offers'), blank).message).toBe(
			"'Categories' is empty",
		);
	});

	it.each([[update], [updateForUser]])(
		'are refused when the item has no field for them, also where they are optional',
		(operation) => {
			const user = { userIdentifierType: 'uid', userIdentifierValue: 'ada' };
			const values = { ...automatic('Newsletter'), ...user };
			const { message, description } = refusalOf(operation, values, { id: 7, plan: 'gold' });

			expect(message).toBe(
				'This item has no field that is named like a category. It has: "id", "plan"',
			);
			expect(description).toContain('Rename the fields before this node');
			expect(description).toContain("'Map Each Column Manually'");
		},
	);
});

type Pair = [name: string, value: boolean | string];

type Entered = [values: Values, item?: IDataObject];

describe.each<[way: string, enter: (...pairs: Pair[]) => Entered]>([
	['a list', (...pairs) => [list(pairs.map(([name, subscribed]) => ({ name, subscribed })))]],
	['JSON', (...pairs) => [json(JSON.stringify(Object.fromEntries(pairs)))]],
	[
		'a mapping',
		(...pairs) => [automatic(...pairs.map(([name]) => name)), Object.fromEntries(pairs)],
	],
])('in %s', (_, enter) => {
	it('a category with both answers is refused, and with the same answer twice sent once', () => {
		expect(refusalOf(update, ...enter(['News', true], ['News ', false])).message).toMatch(
			/has "News ?" both as subscribed and as unsubscribed$/,
		);
		expect(sentFor(...enter(['News', true], ['News ', 'yes']))).toMatchObject({
			categories: { News: true },
		});
	});

	it('an answer that is neither true nor false is refused', () => {
		expect(refusalOf(update, ...enter(['News', 'maybe'])).message).toMatch(
			/ has "maybe" for "News", which is neither true nor false$/,
		);
	});

	it.each([updateForUser, bulkUpdate, updateOptIn])(
		'categories may be given to %#',
		(operation) => {
			const user = { userIdentifierValue: 'ada', customerId: 'ada', optInStatus: 'OPTED_OUT' };
			const [values, item] = enter(['News', true]);
			const { records } = readItem(operation, { ...values, ...user }, item);

			expect(JSON.stringify(records)).toContain('"categories":{"News":true}');
		},
	);

	it.each(['__proto__', 'constructor', 'toString'])('a category may be called %s', (name) => {
		expect(JSON.stringify(sentFor(...enter([name, true])))).toContain(
			`"categories":{"${name}":true}`,
		);
	});
});

it('takes no category from what every item inherits', () => {
	const { message } = refusalOf(update, automatic('constructor', '__proto__'), {});

	expect(message).toContain('It has no fields');
});

it('refuses another way to give the categories', () => {
	const { message, description } = refusalOf(update, { ...visitor, categoriesMode: 'xml' });

	expect(message).toBe(`'Categories Input' is "xml", which is not one of the options`);
	expect(description).toBe('Allowed values are list, mapping, json.');
});

describe('a user who unsubscribes from all', () => {
	it('needs no categories, which MoEngage still wants to see', () => {
		expect(sentFor({ ...visitor, unsubscribeAll: true })).toEqual({
			unsubscribe_all: true,
			categories: {},
		});
	});

	it('may have categories all the same', () => {
		expect(sentFor({ ...json({ News: true }), unsubscribeAll: 'yes' })).toEqual({
			unsubscribe_all: true,
			categories: { News: true },
		});
	});

	it('is told of categories that cannot be read', () => {
		expect(refusalOf(update, { ...json('{'), unsubscribeAll: true }).message).toContain(
			"'Categories (JSON)' is not valid JSON",
		);
	});

	it('is not guessed', () => {
		for (const unsubscribeAll of ['', null, undefined, 'maybe', {}]) {
			expect(refusalOf(update, { ...json({ News: true }), unsubscribeAll }).message).toContain(
				"'Unsubscribe From All' is ",
			);
		}
	});
});
