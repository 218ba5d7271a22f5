import fc from 'fast-check';

import { block } from '../../../nodes/MoEngage/resources/deviceOptOut/optOut';
import { createNoteHints } from '../../../nodes/MoEngage/resources/fields/notes';
import { InvalidInput, type Operation } from '../../../nodes/MoEngage/resources/operation';
import { update } from '../../../nodes/MoEngage/resources/subscriptionPreference/landingPage';
import { updateForUser } from '../../../nodes/MoEngage/resources/subscriptionPreference/forUser';
import { upsert } from '../../../nodes/MoEngage/resources/user/upsert';
import { fillIn, type Values } from './readItem';

interface Collection {
	label: string;
	operation: Operation;
	/** What else the operation needs. */
	values: Values;
	parameter: string;
	/** n8n's name of the list in the collection. */
	list: string;
	row: (name: string, value: string) => object;
	/** A value that the collection takes, and how it stands in the request. */
	value: string;
	toSent: (name: string) => string;
	names: [string, string];
	isObject: boolean;
}

const collections: Collection[] = [
	{
		label: 'Attributes',
		operation: upsert,
		values: { customerId: 'ada' },
		parameter: 'attributes',
		list: 'attribute',
		row: (name, value) => ({ name, value }),
		value: 'gold',
		toSent: (name) => `"${name}":"gold"`,
		names: ['plan', 'tier'],
		isObject: true,
	},
	{
		label: 'Add or Remove List Values',
		operation: upsert,
		values: { customerId: 'ada' },
		parameter: 'arrayChanges',
		list: 'change',
		row: (attribute, values) => ({ action: 'add', attribute, values }),
		value: 'a',
		toSent: (name) => `"${name}":["a"]`,
		names: ['interests', 'lists'],
		isObject: false,
	},
	{
		label: 'Categories',
		operation: update,
		values: { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG', unsubscribeAll: true },
		parameter: 'categories',
		list: 'category',
		row: (name, subscribed) => ({ name, subscribed }),
		value: 'yes',
		toSent: (name) => `"${name}":true`,
		names: ['Newsletter', 'Offers'],
		isObject: true,
	},
	{
		label: 'Device Identifiers',
		operation: block,
		values: { userIdentifierValue: 'ada' },
		parameter: 'deviceIdentifiers',
		list: 'identifier',
		row: (type, value) => ({ type, value }),
		value: 't-1',
		toSent: (name) => `"${name}":"t-1"`,
		names: ['push_id', 'moe_gaid'],
		isObject: true,
	},
	{
		label: 'Event Attributes',
		operation: updateForUser,
		values: { userIdentifierValue: 'ada', globalSubscription: 'subscribed' },
		parameter: 'eventAttributes',
		list: 'attribute',
		row: (name, value) => ({ name, value }),
		value: 'store',
		toSent: (name) => `"${name}":"store"`,
		names: ['source', 'form'],
		isObject: true,
	},
];

/** What an item sends of a collection, and the hints of the run; or why it is not sent. */
const read = ({ operation, values, parameter }: Collection, given: unknown) => {
	const parameters = fillIn(operation, { ...values, [parameter]: given });
	const { records } = operation.read(parameters);
	const hints = createNoteHints();
	hints.add(0, { records: [], identifiers: {}, notes: parameters.notes });
	return { sent: JSON.stringify(records[0]?.body), hints: hints.conclude().hints?.join(' ') };
};

/** What an item sends without the collection, which some operations cannot do without. */
const readNothing = (collection: Collection): string | undefined => {
	try {
		return read(collection, {}).sent;
	} catch {
		return undefined;
	}
};

describe.each(collections)('the rows of $label', (collection) => {
	const { label, list, row, value, names, toSent, isObject } = collection;
	const listed = names.map((name) => row(name, value));
	const named = Object.fromEntries(names.map((name) => [name, value]));

	it.each<[string, unknown]>([
		["n8n's own form", { [list]: listed }],
		['a list', listed],
		['JSON text', JSON.stringify(listed)],
		['one row', { [list]: listed[0] }],
		['an object of names and values', isObject ? named : listed],
		['a list of such objects', isObject ? names.map((name) => ({ [name]: value })) : listed],
	])('are read as %s', (form, given) => {
		const { sent } = read(collection, given);

		for (const name of form === 'one row' ? names.slice(0, 1) : names) {
			expect(sent).toContain(toSent(name));
		}
	});

	it.each<[string, unknown]>([
		['a number', 7],
		['text', 'x'],
		['a list of text', ['x']],
		['a list within a list', [listed]],
		['a row with an unknown field', [{ ...listed[0], more: 1 }]],
		['a list that is text', { [list]: 'x' }],
	])('are refused with the form that is expected when they are %s', (_, given) => {
		expect(() => read(collection, given)).toThrow(InvalidInput);
		expect(() => read(collection, given)).toThrow(`'${label}' `);
	});

	it('are told in a hint where they are wholly empty', () => {
		const { sent, hints } = read(collection, { [list]: [{}, listed[0], row('', '')] });

		expect(sent).toContain(toSent(names[0]));
		expect(hints).toMatch(/^Rows of 1 item were not sent because they are empty/);
	});

	it('are sent, told in a hint, or refused, whatever comes in', () => {
		const name = fc.constantFrom<string>(...names, 'name', 'value', list, '');
		const shaped = fc.oneof(
			fc.dictionary(name, fc.constantFrom<unknown>(value, '', null, 1)),
			fc.array(fc.dictionary(name, fc.constantFrom<unknown>(value, '', 1))),
			fc.record({ [list]: fc.anything() }),
			fc.anything(),
		);
		fc.assert(
			fc.property(shaped, (given) => {
				const content = JSON.stringify(given)?.replace(`"${list}":`, '') ?? '';
				fc.pre(/[^\s"{}[\],:]/.test(content.replaceAll('null', '')));
				try {
					const { sent, hints } = read(collection, given);
					expect(hints !== '' || sent !== readNothing(collection)).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(InvalidInput);
				}
			}),
		);
	});
});

/** The others have a JSON mode of objects, as their own tests show. */
const withLists = collections.filter(
	({ parameter }) => !['attributes', 'categories'].includes(parameter),
);

it.each(withLists)('the rows of $label are read from JSON', (collection) => {
	const { label, parameter, row, value, names, toSent } = collection;
	const lastWord = label.split(' ').at(-1);
	const values = { ...collection.values, [`${parameter}Mode`]: 'json' };
	const readJson = (given: unknown) =>
		read({ ...collection, values, parameter: `${parameter}Json` }, given).sent;
	const listed = names.map((name) => row(name, value));

	for (const name of names) expect(readJson(listed)).toContain(toSent(name));
	for (const name of names) expect(readJson(JSON.stringify(listed))).toContain(toSent(name));
	expect(() => readJson([...listed, {}])).toThrow(`${lastWord} (JSON)' has the entry {}`);
	expect(() => readJson('[{')).toThrow(`${lastWord} (JSON)' is not valid JSON`);
});
