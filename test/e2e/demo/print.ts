import type { Outcome } from './outcome';

export interface Done {
	/** The name of the workflow. */
	name: string;
	outcome: Outcome;
}

type Row = [name: string, itemsIn: string, requests: string, itemsOut: string, errors: string];

/** The first column to the left, numbers to the right. */
const alignColumns = (rows: Row[]): string[] => {
	const width = (column: number): number =>
		Math.max(...rows.map((row) => (row[column] ?? '').length));
	return rows.map((row) =>
		row
			.map((cell, column) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column))))
			.join('   ')
			.trimEnd(),
	);
};

const sum = (numbers: number[]): string => String(numbers.reduce((total, one) => total + one, 0));

const headings: Row = ['Workflow, MoEngage node', 'Items in', 'Requests', 'Items out', 'Errors'];

/** One line a workflow, and one below it for each of its MoEngage nodes. */
export const describeOutcomes = (outcomes: Done[]): string => {
	const rows = outcomes.flatMap(({ name, outcome }): Row[] => [
		[name, '', sum(Object.values(outcome.requests)), '', ''],
		...Object.entries(outcome.nodes).map(
			([node, done]): Row => [
				`  ${node}`,
				String(done.in),
				'',
				String(done.out),
				String(done.errors.length),
			],
		),
	]);
	const [head = '', ...lines] = alignColumns([headings, ...rows]);
	return [head, '─'.repeat(head.length), ...lines].join('\n');
};

const show = (value: unknown): string => {
	if (Array.isArray(value)) return value.map(show).join(', ');
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value)
			.map(([key, held]: [string, unknown]) => `${key} ${show(held)}`)
			.join(', ');
	}
	return String(value);
};

/** What is to be said of each workflow, under its name; those that have nothing to say are left out. */
export const describeEach = (done: Done[], describe: (outcome: Outcome) => string[]): string =>
	done
		.map(({ name, outcome }) => ({ name, lines: describe(outcome) }))
		.filter(({ lines }) => lines.length > 0)
		.map(({ name, lines }) => [`  ${name}`, ...lines.map((line) => `    ${line}`)].join('\n'))
		.join('\n');

export const describeErrors = (outcome: Outcome): string[] =>
	Object.entries(outcome.nodes).flatMap(([node, { errors }]) =>
		errors.map((message) => `${node}: ${message}`),
	);

export const describeHeld = (outcome: Outcome): string[] =>
	Object.entries(outcome.held).map(([what, value]) => `${what}: ${show(value)}`);
