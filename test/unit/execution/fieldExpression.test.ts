import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { createFieldReader } from '../../../nodes/MoEngage/execution/fieldExpression';
import { createLoneWorkflow, createNodeType } from '../../workflows/fixtureNodes';
import { createNode } from '../../createNode';

const node = createNode('Node', 'test.node');

const { expression: engine } = createLoneWorkflow(node, createNodeType('test'));

/** What n8n's own engine resolves the expression to. */
const resolve = (expression: string, json: IDataObject): unknown =>
	engine.getParameterValue(expression, null, 0, 0, node.name, [{ json }], 'manual', {});

const names = fc.oneof(
	fc.constantFrom('id', 'order id', 'a', 'b', '0', 'length'),
	fc.constantFrom('constructor', '__proto__', 'toString'),
	fc.constantFrom('caller', 'binding', '_load', 'isEmpty', 'über', 'a-b', '$x', 'first', 'name'),
	fc.string({ maxLength: 6 }),
);

const primitives = fc.oneof(
	fc.string({ maxLength: 12 }),
	fc.constantFrom('={{ 1 + 1 }}', '=x', '', '{{ $json }}', '2026-05-17T09:30:00Z', 'null'),
	fc.integer(),
	fc.double({ noNaN: true }),
	fc.boolean(),
	fc.constant(null),
);

const { json } = fc.letrec((tie) => ({
	json: fc.dictionary(names, tie('value'), { maxKeys: 5 }),
	value: fc.oneof(
		{ weight: 4, arbitrary: primitives },
		fc.dictionary(names, tie('value'), { maxKeys: 3 }),
		fc.array(primitives, { maxLength: 3 }),
	),
}));

const isIdentifier = (name: string) => /^[A-Za-z_$][\w$]*$/.test(name);

const step = fc
	.tuple(names, fc.nat(2))
	.map(([name, form]) =>
		form === 0 && isIdentifier(name)
			? `.${name}`
			: form === 1
				? `["${name.replace(/["\\]/g, '')}"]`
				: `['${name.replace(/['\\]/g, '')}']`,
	);

const expressions = fc
	.tuple(fc.array(step, { minLength: 1, maxLength: 3 }), fc.constantFrom('', ' ', '  '))
	.map(([steps, space]) => `={{${space}$json${steps.join('')}${space}}}`);

/** A path that the item has, so that most runs find something. */
const pathInto = (item: IDataObject): string[] => {
	const [name, value] = Object.entries(item)[0] ?? [];
	if (name === undefined) return [];
	const rest = typeof value === 'object' && value !== null && !Array.isArray(value);
	return [name, ...(rest ? pathInto(Object(value)) : [])];
};

it('reads a field exactly as n8n resolves it, or leaves it to n8n', () => {
	let taken = 0;
	const check = (item: IDataObject, given: string, follows: boolean) => {
		const path = pathInto(item).filter((name) => !/["\\]/.test(name));
		const followed = `={{ $json${path.map((name) => `["${name}"]`).join('')} }}`;
		const expression = follows && path.length > 0 ? followed : given;
		const read = createFieldReader(expression)?.(item);
		if (read === undefined) return;
		taken += 1;
		expect(read.value).toEqual(resolve(expression, item));
	};
	const items = json.filter((value): value is IDataObject => typeof value === 'object');
	fc.assert(fc.property(items, expressions, fc.boolean(), check), { numRuns: 1_000 });

	expect(taken).toBeGreaterThan(100);
});

it.each([
	['={{ $json.id }}', 'x'],
	['={{$json["order id"]}}', 7],
	["={{ $json['order id'] }}", 7],
	['={{ $json.nested.deep["a b"] }}', true],
	['={{ $json.empty }}', null],
	['={{ $json.missing }}', undefined],
	['={{ $json.missing.too }}', undefined],
])('takes %s without n8n', (expression, value) => {
	const item = { id: 'x', 'order id': 7, nested: { deep: { 'a b': true } }, empty: null };

	expect(createFieldReader(expression)?.(item)).toEqual({ value });
});

it.each([
	'$json.id',
	'= {{ $json.id }}',
	'={{ $json.id }} ',
	'={{ $json.id }}{{ $json.id }}',
	'={{ $json.id + 1 }}',
	'={{ $json.empty.id }}',
	'={{ $json.toString }}',
	'={{ $json.list }}',
	'={{ $json.list[0] }}',
	'={{ $json.list.length }}',
	'={{ $json?.id }}',
	'={{ $json.id.length }}',
	'={{ $json }}',
	`={{ $json.${'a'.repeat(500)} }}`,
	7,
	{ value: '={{ $json.id }}' },
])('leaves %p to n8n', (expression) => {
	const read = createFieldReader(expression);

	expect(read?.({ id: 'x', list: [1], empty: null, ['a'.repeat(500)]: 1 })).toBeUndefined();
});
