import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Example } from '../docs/examples';

/** Text that has broken programs before. */
const awkward = fc.constantFrom(
	'',
	' ',
	'\u200b',
	'\ud800',
	'__proto__',
	'undefined',
	'[object Object]',
	'4.82E+10',
	'a'.repeat(30_000),
	':'.repeat(30_000),
	'😀'.repeat(300),
	'2024-02-30',
	'Sat, 21 Nov 2026 22:00:00 GMT',
	'={{ 1 + 1 }}',
	'{"a": {"b": ["c"]}}',
	'[["',
	'a@b.c,"x" <y@z.de>; müller@exämple.de',
	'line\r\nX-Injected: 1',
);

const value: fc.Arbitrary<unknown> = fc.oneof(
	awkward,
	fc.string({ maxLength: 30 }),
	fc.integer(),
	fc.double(),
	fc.boolean(),
	fc.constant(null),
	fc.array(fc.oneof(awkward, fc.integer(), fc.boolean()), { maxLength: 5 }),
	fc.jsonValue({ maxDepth: 3 }).map((json): unknown => json),
);

const toItem = (values: Record<string, unknown>): IDataObject => JSON.parse(JSON.stringify(values));

/** The item of an example, with some of its fields replaced and others added. */
const toItems = (example: Example) => {
	const names = [...Object.keys(example.item), 'any', 'customer_id', 'Newsletter', '\ufeffemail'];
	const item = fc
		.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 })
		.map((changes) => toItem({ ...example.item, any: 'x', ...changes }));
	return fc.array(item, { minLength: 1, maxLength: 5 });
};

/** Replaces the parameter that is reached first along `path` by an expression on the item. */
const putExpression = (parameters: unknown, path: number[]): unknown => {
	if (typeof parameters !== 'object' || parameters === null) return '={{ $json.any }}';
	if (Array.isArray(parameters)) {
		return parameters.map((one, index) => (index === 0 ? putExpression(one, path) : one));
	}
	const entries = Object.entries(parameters);
	const [step = 0, ...rest] = path;
	const chosen = step % Math.max(1, entries.length);
	return Object.fromEntries(
		entries.map(([name, one], index) =>
			index === chosen ? [name, putExpression(one, rest)] : [name, one],
		),
	);
};

/** The parameters of an example, one of which may be an expression that gives anything. */
const toParameters = ({ parameters }: Example) =>
	fc
		.tuple(fc.boolean(), fc.array(fc.nat(20), { maxLength: 3 }))
		.map(
			([isChanged, path]): INodeParameters =>
				isChanged ? JSON.parse(JSON.stringify(putExpression(parameters, path))) : parameters,
		);

/** What a user could have set up around an example, and what could come in. */
export const toCases = (example: Example) =>
	fc.record({ parameters: toParameters(example), items: toItems(example) });

const header = fc.oneof(
	fc.nat().map(String),
	fc.constantFrom('', '-1', 'x', '1e99', '9'.repeat(400)),
);

/** What MoEngage, or whoever is in between, could answer. */
export const answers = fc.record({
	status: fc.oneof(
		fc.constantFrom(200, 202, 204, 301, 400, 401, 403, 404, 409, 413, 429, 500, 503),
		fc.integer({ min: 200, max: 599 }),
	),
	headers: fc.record(
		{
			'x-ratelimit-limit': header,
			'x-ratelimit-remaining': header,
			'x-ratelimit-reset': header,
			'retry-after': header,
		},
		{ requiredKeys: [] },
	),
	body: fc.oneof(
		fc.jsonValue({ maxDepth: 4 }).map((json): unknown => json),
		fc.constantFrom<unknown>(
			'',
			'<html>',
			'{"cut',
			{ status: 'fail', error: { message: ['x'], type: {} } },
			{ error: 'IP Validation Required', message: 'No' },
			{ title: 1, description: null },
			JSON.parse(`${'{"a":'.repeat(400)}1${'}'.repeat(400)}`),
		),
	),
	/** Whether the answer repeats what it was asked, the credential included. */
	isEcho: fc.boolean(),
});
