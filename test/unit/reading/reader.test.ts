import type { INodeProperties } from 'n8n-workflow';

import {
	collection,
	readParameters,
	toInvalidValue,
} from '../../../nodes/MoEngage/resources/fields/reader';
import { show } from '../../../nodes/MoEngage/resources/fields/text';
import { fillIn } from './readItem';

const itself: { self?: object } = {};
itself.self = itself;

/** Text that is as long with its quotes. */
const quoted = (length: number) => 'x'.repeat(length - 2);

it.each<[string, unknown, string]>([
	['a text', 'Ada', '"Ada"'],
	['a number that JSON does not know', NaN, 'NaN'],
	['a very large number', 2n ** 64n, '18446744073709551616'],
	['a very large number in a list', [2n ** 64n], '["18446744073709551616"]'],
	['nothing', undefined, 'undefined'],
	['an object that holds itself', itself, 'an object that refers to itself'],
	['80 characters', quoted(80), `"${quoted(80)}"`],
	['more of them, up to there', quoted(81), `"${quoted(81)}…`],
	['a much longer text, up to there', quoted(5_000), `"${'x'.repeat(79)}…`],
	['no half of a character', `${'x'.repeat(78)}😀y`, `"${'x'.repeat(78)}…`],
	['whole characters before that', `😀${'x'.repeat(90)}`, `"😀${'x'.repeat(77)}…`],
	['what cannot be seen', 'A\u200bda', '"A\\u200bda"'],
])('a message shows %s', (_, value, shown) => {
	expect(show(value)).toBe(shown);
});

describe('a message about a field', () => {
	const properties: INodeProperties[] = [
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			default: {},
			options: [
				{ displayName: 'Batch Size', name: 'batchSize', type: 'number', default: 1 },
				{ name: 'A choice', value: 'other' },
			],
		},
	];

	const readNothing = (value: unknown) => {
		throw toInvalidValue(value, 'which is not allowed', '');
	};

	it.each<[string, Record<string, unknown>, string, string]>([
		['names a field of a collection', { batchSize: 7 }, 'batchSize', "'Batch Size' is 7"],
		['names the collection of what has no label', { other: 7 }, 'other', "'Options' is 7"],
	])('%s', (_, options, name, message) => {
		const schema = { options: collection({ [name]: readNothing }) };
		const read = () => readParameters(schema, fillIn({ properties }, { options }));

		expect(read).toThrow(`${message}, which is not allowed`);
	});

	it('names what is no parameter by its own name', () => {
		const read = () => readParameters({ else: readNothing }, fillIn({ properties }, { else: 7 }));

		expect(read).toThrow("'else' is 7, which is not allowed");
	});

	it.each([7, 'text', true])('names the collection that is %p', (value) => {
		const schema = { options: collection({}) };
		const read = () => readParameters(schema, fillIn({ properties }, { options: value }));

		expect(read).toThrow(
			expect.objectContaining({
				message: `'Options' is ${JSON.stringify(value)}, which is not an object`,
				description: 'Use an expression that returns an object.',
			}),
		);
	});

	it('is not made of a mistake in the node', () => {
		const fail = () => {
			throw new RangeError('Broken');
		};

		expect(() => readParameters({ options: fail }, fillIn({ properties }, {}))).toThrow('Broken');
	});

	it.each([undefined, null, '', {}])('is not needed where the collection is %j', (value) => {
		const schema = { options: collection({ batchSize: (size) => size }) };

		expect(readParameters(schema, fillIn({ properties }, { options: value }))).toEqual({
			options: { batchSize: undefined },
		});
	});
});
