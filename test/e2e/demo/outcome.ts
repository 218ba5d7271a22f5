import { isDeepStrictEqual } from 'node:util';

import type { Counts, EndpointName } from '../../sandbox/server';
import type { Item, NodeRuns, WorkflowFile } from '../n8n/commands';
import type { Expectation } from './expectations';

/** What one MoEngage node did. */
export interface NodeOutcome {
	in: number;
	out: number;
	errors: string[];
}

export interface Outcome {
	/** Requests that the sandbox got, where there were any. */
	requests: Partial<Record<EndpointName, number>>;
	/** Requests that it refused. */
	refused: number;
	/** By the name of the node. */
	nodes: Record<string, NodeOutcome>;
	runs: NodeRuns;
	/** What the sandbox was told, as the expectation reads it. */
	held: Record<string, unknown>;
}

const nodeType = 'n8n-nodes-moengage.moEngage';

const listItems = (runs: NodeRuns, node: string, output = 0): Item[] =>
	(runs[node] ?? []).flatMap((run) => run.data?.main[output] ?? []);

const countInput = (runs: NodeRuns, node: string): number =>
	(runs[node] ?? [])
		.flatMap(({ source }) => source)
		.reduce((count, source) => {
			if (!source) return count;
			return count + listItems(runs, source.previousNode, source.previousNodeOutput).length;
		}, 0);

export const readOutcomes = (workflow: WorkflowFile, runs: NodeRuns): Record<string, NodeOutcome> =>
	Object.fromEntries(
		workflow.nodes
			.filter(({ type }) => type === nodeType)
			.map(({ name }) => [
				name,
				{
					in: countInput(runs, name),
					out: listItems(runs, name).length,
					errors: listItems(runs, name, 1).map(({ json }) => String(json.error)),
				},
			]),
	);

export const countRequests = (
	before: Counts,
	after: Counts,
): Pick<Outcome, 'requests' | 'refused'> => {
	const requests: Outcome['requests'] = {};
	let refused = 0;
	for (const endpoint of Object.keys(after) as EndpointName[]) {
		const sent = after[endpoint].requests - before[endpoint].requests;
		if (sent > 0) requests[endpoint] = sent;
		refused += after[endpoint].refused - before[endpoint].refused;
		refused += after[endpoint].refused429 - before[endpoint].refused429;
	}
	return { requests, refused };
};

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const compare = (what: string, actual: unknown, expected: unknown): string[] =>
	isDeepStrictEqual(actual, expected)
		? []
		: [`${what}: expected ${show(expected)}, got ${show(actual)}`];

const compareErrors = (node: string, actual: string[], expected: string[]): string[] => [
	...compare(`${node}, number of error items`, actual.length, expected.length),
	...expected.flatMap((part, index) =>
		actual[index] === undefined || actual[index].includes(part)
			? []
			: [`${node}, error item ${index + 1}: expected ${show(part)} in ${show(actual[index])}`],
	),
];

/** Names all that is not as expected, one sentence each. */
export const listDifferences = (
	expectation: Expectation,
	{ requests, refused, nodes, runs, held }: Outcome,
	secret: string,
): string[] => [
	...compare('requests', requests, expectation.requests),
	...compare('refused requests', refused, expectation.refused ?? 0),
	...compare('MoEngage nodes', Object.keys(nodes).sort(), Object.keys(expectation.nodes).sort()),
	...Object.entries(expectation.nodes).flatMap(([name, expected]) => {
		const actual = nodes[name] ?? { in: 0, out: 0, errors: [] };
		return [
			...compare(`${name}, items in`, actual.in, expected.in),
			...compare(`${name}, items out`, actual.out, expected.out),
			...compareErrors(name, actual.errors, expected.errors),
		];
	}),
	...Object.entries(expectation.items ?? {}).flatMap(([name, { field, values }]) =>
		compare(
			`${name}, '${field}' of its items`,
			listItems(runs, name).map(({ json }) => json[field]),
			values,
		),
	),
	...[...new Set([...Object.keys(expectation.holds), ...Object.keys(held)])].flatMap((what) =>
		compare(`the sandbox, ${what}`, held[what], expectation.holds[what]),
	),
	...(show(runs).includes(secret) ? ['the Data API key stands in the result'] : []),
];
