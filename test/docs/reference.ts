import { isDeepStrictEqual } from 'node:util';
import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/MoEngage/resources';
import type { Operation } from '../../nodes/MoEngage/resources/operation';
import type { Resource } from '../../nodes/MoEngage/resources/resource';
import { demoWorkspace, startSandbox, type Sandbox } from '../sandbox/server';
import { demoCredential } from '../workflows/demoCredential';
import { createWorkflow, runWorkflow } from '../workflows/engine';
import { examples, type Example } from './examples';
import { linkTo, listOperations } from './operationTable';
import { listForm, listRows, toSentence, toTable, type ParameterRow } from './parameterRows';
import { describeShared, isShared, sharedParameters } from './sharedParameters';

const MAX_WIDTH = 90;

/** In as few lines as can be read without scrolling. */
const toJson = (value: unknown): string => {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Array.isArray(value)
		? value.map(toJson)
		: Object.entries(value).map(([name, inner]) => `"${name}": ${toJson(inner)}`);
	const [open, close, space] = Array.isArray(value) ? ['[', ']', ''] : ['{', '}', ' '];
	const line = [open, entries.join(', '), close].join(space);
	if (line.length < MAX_WIDTH && !line.includes('\n')) return line;
	return `${open}\n${entries.join(',\n').replace(/^/gm, '  ')}\n${close}`;
};

const toBlock = (language: string, ...lines: string[]) =>
	['```' + language, ...lines, '```'].join('\n');

/** Ids that MoEngage or the node makes up, and the current time, are different each time. */
const hideIds = (value: unknown): unknown =>
	JSON.parse(
		JSON.stringify(value).replace(
			/"(response_id|request_id|idempotency-key|submitted_time)":"(?!newsletter)[^"]+"/g,
			'"$1":"…"',
		),
	);

type Received = ReturnType<Sandbox['received']>[number];

const describeRequest = (request: Received): string => {
	const query = new URLSearchParams(
		Object.entries(request.query).map(([name, value]): [string, string] => [name, String(value)]),
	).toString();
	const url = query === '' ? request.path : `${request.path}?${query}`;
	const line = `${request.method} ${url.replaceAll(demoWorkspace.workspaceId, '{Workspace ID}')}`;
	if (request.body === undefined) return toBlock('http', line);
	return toBlock('http', line, '', toJson(hideIds(request.body)));
};

/** What the example sent, look-ups first. */
const describeRequests = (sandbox: Sandbox): string => {
	const requests = sandbox.received();
	if (requests.length === 0) throw new Error('The example sent nothing');
	return requests.map(describeRequest).join('\n\nand then\n\n');
};

/** The fields of an item that cannot be sent which are different from those of the example. */
const pickDifferences = (item: IDataObject, bad: IDataObject) =>
	Object.fromEntries(
		Object.entries(bad).filter(([name, value]) => !isDeepStrictEqual(value, item[name])),
	);

const runExample = async (
	sandbox: Sandbox,
	resource: Resource,
	operation: Operation,
	{ parameters, item, bad }: Example,
) => {
	sandbox.clear();
	const ran = await runWorkflow(
		createWorkflow(
			{ resource: resource.value, operation: operation.value, ...parameters },
			'continueErrorOutput',
		),
		[{ json: item }, { json: bad }],
		demoCredential(sandbox.url),
	);
	const [sent] = ran.output('MoEngage', 0);
	const [invalid] = ran.output('MoEngage', 1);
	const name = `${resource.value} › ${operation.value}`;
	if (sent === undefined) {
		throw new Error(`The example of ${name} was not sent: ${String(invalid?.json.error)}`);
	}
	if (invalid === undefined) throw new Error(`The bad item of ${name} was sent`);
	return `The item

${toBlock('json', toJson(item))}

with

${toBlock('json', toJson(parameters))}

sends

${describeRequests(sandbox)}

and the output is

${toBlock('json', toJson(hideIds(sent.json)))}

With \`${JSON.stringify(pickDifferences(item, bad))}\`, it is not sent:

> ${String(invalid.json.error)}`;
};

const toNames = (rows: readonly ParameterRow[]) =>
	rows
		.filter(({ name }) => !name.includes('[]'))
		.map(({ name }) => `\`${name}\``)
		.join(', ');

const listRowsOf = (resource: Resource, operation: Operation) =>
	listRows(listForm(resource.value, operation.value));

/** When a parameter is shown differs by the name of the choice before it, as that of the target. */
const withoutCondition = ({ text }: ParameterRow): string => text.replace(/ Shown if [^.]*\./, '');

/** Its own parameters in a table, and those that it has in common with other operations as links. */
const describeParameters = (resource: Resource, operation: Operation): string => {
	const all = listRowsOf(resource, operation);
	const rows = all.filter(({ name }) => !isShared(name));
	const earlier = resource.operations.slice(0, resource.operations.indexOf(operation));
	const covered = new Set<string>();
	const repeated = earlier.flatMap((other) => {
		const texts = listRowsOf(resource, other).map(withoutCondition);
		const same = rows.filter(
			(row) => texts.includes(withoutCondition(row)) && !covered.has(row.text),
		);
		for (const { text } of same) covered.add(text);
		return same.length === 0 ? [] : [`${toNames(same)} as in ${linkTo(resource.name, other.name)}`];
	});
	const shared = sharedParameters
		.filter(({ heading }) => heading !== 'Preview and options')
		.filter(({ names }) => all.some(({ name }) => names.includes(name)))
		.map(({ heading }) => `[${heading}](#${heading.toLowerCase()})`);
	const own = rows.filter(({ text }) => !covered.has(text));
	const references = [...repeated, ...shared];
	return [
		...(own.length === 0 ? [] : [toTable(own)]),
		...(references.length === 0 ? [] : [`Also: ${references.join('; ')}.`]),
	].join('\n\n');
};

const describeOperation = async (sandbox: Sandbox, resource: Resource, operation: Operation) => {
	const example = examples[resource.value]?.[operation.value];
	if (example === undefined) {
		throw new Error(`${resource.value}/${operation.value} has no example in test/docs/examples.ts`);
	}
	return `## ${resource.name} › ${operation.name}

${toSentence(operation.description)} \`resource: ${resource.value}\`, \`operation: ${operation.value}\`.

${describeParameters(resource, operation)}

${await runExample(sandbox, resource, operation, example)}`;
};

const introduction = `# Reference

Generated by \`npm run docs\` from the node's own definitions and from requests that it sent to a MoEngage sandbox.

## Operations

${listOperations()}

The limits are those of a workspace. [Limits and large runs](limits.md) says how the node keeps them.

## What all operations share

### Values

- **Identifiers** can be text or numbers. White space and invisible characters around them are removed. An empty one, one that MoEngage reserves, such as \`guest\`, and one that a spreadsheet has shortened, such as \`4.82E+10\`, are not sent.
- **Yes or no** can be \`true\`, \`yes\`, \`y\`, \`t\`, \`on\`, \`1\`, \`subscribed\`, or their opposites, in any case.
- **Dates** can be ISO 8601, SQL, or email dates, \`17.05.1990\` (the day first), milliseconds since 1970, or date objects. A date without a time zone is in the workflow's. A day number of a spreadsheet, such as 33010, is not sent.
- **Optional values** that are blank count as not given.
- **Lists** such as \`arrayChanges\` can also be entered as JSON: then \`arrayChangesMode\` is \`json\` instead of \`fields\`, and \`arrayChangesJson\` has the list.

### Items

One item in, one item out, in the same order; *Get Many* returns an item for each category. The output is MoEngage's answer with the identifiers that were sent, in MoEngage's spelling. It does not repeat the fields of the input: an expression such as \`{{ $('CRM').item.json.name }}\` finds the item that it belongs to, on the main output and on the error output.

All items are read and checked before the first request. If an item cannot be sent, or MoEngage rejects it, its output is

${toBlock('json', '{ "error": "What happened [item 0]", "description": "What to do about it" }')}

with its identifiers and, if there are any, \`httpCode\`, MoEngage's \`type\`, \`attribute\`, and \`request_id\`, and \`accepted\`: what MoEngage accepted from the item all the same. *[item 0]* is the first item.

${describeShared()}`;

/** The reference of all operations, from their own definitions and from what they really send. */
export const generateReference = async (): Promise<string> => {
	const sandbox = await startSandbox();
	try {
		const parts: string[] = [introduction];
		for (const resource of resources) {
			for (const operation of resource.operations) {
				parts.push(await describeOperation(sandbox, resource, operation));
			}
		}
		return `${parts.join('\n\n')}\n`;
	} finally {
		await sandbox.close();
	}
};
