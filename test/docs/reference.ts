import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { resources } from '../../nodes/MoEngage/resources';
import type { Operation } from '../../nodes/MoEngage/resources/operation';
import { createOptionsProperty } from '../../nodes/MoEngage/resources/options';
import type { Resource } from '../../nodes/MoEngage/resources/resource';
import { demoWorkspace, startSandbox, type Sandbox } from '../sandbox/server';
import { demoCredential } from '../workflows/demoCredential';
import { createWorkflow, runWorkflow } from '../workflows/engine';
import { examples, type Example } from './examples';

type Nested = INodeProperties | INodePropertyCollection | INodePropertyOptions;

const isProperty = (nested: Nested): nested is INodeProperties => 'type' in nested;

const isGroup = (nested: Nested): nested is INodePropertyCollection => 'values' in nested;

const isChoice = (nested: Nested): nested is INodePropertyOptions => 'value' in nested;

const clean = (text = '') =>
	text
		.replace(/<[^>]+>/g, '')
		.replaceAll('|', '\\|')
		.replaceAll('\n', ' ');

const toSentence = (text: string) => text.replace(/[^.]$/, '$&.');

const listChoices = ({ options = [] }: INodeProperties): string => {
	const choices = options.filter(isChoice);
	if (choices.length === 0) return '';
	const names = choices.map(({ name, value }) => {
		const shown = value === '' ? 'empty' : `\`${String(value)}\``;
		return `${name} (${shown})`;
	});
	return ` One of ${names.join(', ')}.`;
};

const listValues = (values: unknown[] = []) => `\`${values.join('` or `')}\``;

const joinRules = (start: string, rules: Record<string, unknown[] | undefined>, word: string) => {
	const parts = Object.entries(rules).map(
		([name, values]) => `\`${name.replace('/', '')}\` is ${listValues(values)}`,
	);
	return parts.length === 0 ? '' : ` ${start} ${parts.join(` ${word} `)}.`;
};

/** All rules to show a field must hold; one to hide it is enough. */
const describeCondition = ({ displayOptions: { show = {}, hide = {} } = {} }: INodeProperties) =>
	joinRules('Shown if', show, 'and') + joinRules('Hidden if', hide, 'or');

const describeDefault = ({ default: preset }: INodeProperties): string =>
	typeof preset === 'object' || preset === '' ? '' : `\`${String(preset)}\``;

/** Without notices; of fields that differ in their placeholder only, the first, without its condition. */
const listParameters = (properties: INodeProperties[]): INodeProperties[] => {
	const fields = properties.filter(({ type }) => type !== 'notice');
	return fields.flatMap((field) => {
		const [first, ...others] = fields.filter(({ name }) => name === field.name);
		if (others.length === 0) return [field];
		return first === field ? [{ ...field, displayOptions: undefined }] : [];
	});
};

/** A row for each parameter, with those inside collections below it. */
const describeParameters = (properties: INodeProperties[], prefix = ''): string[] =>
	listParameters(properties).flatMap((property) => {
		const name = prefix + property.name;
		const label = property.displayName + (property.required ? ' (required)' : '');
		const sentence = toSentence(clean(property.description));
		const about = sentence + listChoices(property) + describeCondition(property);
		const row = `| ${label} | \`${name}\` | ${describeDefault(property)} | ${about} |`;
		const nested = property.options ?? [];
		return [
			row,
			...describeParameters(nested.filter(isProperty), `${name}.`),
			...nested
				.filter(isGroup)
				.flatMap((group) => describeParameters(group.values, `${name}.${group.name}[].`)),
		];
	});

const describeLimit = ({ endpoint }: Operation): string => {
	const number = (count: number) => count.toLocaleString('en');
	const day = endpoint.perDay === undefined ? '' : ` and ${number(endpoint.perDay)} a day`;
	const { method, batch } = endpoint;
	const bytes =
		method === 'GET' ? '' : `, and less than ${number(endpoint.maxBytes)} bytes in a request`;
	const size = batch?.size === Infinity ? 'as many records as fit' : `up to ${batch?.size} records`;
	const pooled = batch === undefined ? '' : ` A request can carry ${size}.`;
	return `MoEngage accepts ${number(endpoint.perMinute)} ${endpoint.counts} a minute${day} from a workspace${bytes}.${pooled}`;
};

const toJson = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** Ids that MoEngage or the node makes up are different each time. */
const hideIds = (value: unknown): unknown =>
	JSON.parse(
		JSON.stringify(value).replace(
			/"(response_id|request_id|idempotency-key)":"(?!newsletter)[^"]+"/g,
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
	const body = request.body === undefined ? '' : `\n\n${toJson(hideIds(request.body))}`;
	return `\`\`\`http\n${line}\n\`\`\`${body}`;
};

/** What the example sent, look-ups first. */
const describeRequests = (sandbox: Sandbox): string => {
	const requests = sandbox.received();
	if (requests.length === 0) throw new Error('The example sent nothing');
	return requests.map(describeRequest).join('\n\nand then\n\n');
};

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
	const [refused] = ran.output('MoEngage', 1);
	const name = `${resource.value} › ${operation.value}`;
	if (sent === undefined) {
		throw new Error(`The example of ${name} was refused: ${String(refused?.json.error)}`);
	}
	if (refused === undefined) throw new Error(`The bad item of ${name} was sent`);
	return `Example item:

${toJson(item)}

with these parameters:

${toJson(parameters)}

sends

${describeRequests(sandbox)}

and the output is

${toJson(hideIds(sent.json))}

The item \`${JSON.stringify(bad)}\` is not sent. It goes to the error output with

> ${String(refused.json.error)}
>
> ${String(refused.json.description)}`;
};

const describeOperation = async (sandbox: Sandbox, resource: Resource, operation: Operation) => {
	const example = examples[resource.value]?.[operation.value];
	if (example === undefined) {
		throw new Error(`${resource.value}/${operation.value} has no example in test/docs/examples.ts`);
	}
	return `### ${resource.name} › ${operation.name}

${toSentence(operation.description)} \`resource: ${resource.value}\`, \`operation: ${operation.value}\`.

\`${operation.endpoint.method} ${operation.endpoint.path}\`. ${describeLimit(operation)}

| Parameter | Name | Default | |
|---|---|---|---|
${describeParameters([...operation.properties, createOptionsProperty(operation)]).join('\n')}

${await runExample(sandbox, resource, operation, example)}
`;
};

/** The reference of all operations, from their own definitions and from what they really send. */
export const generateReference = async (): Promise<string> => {
	const sandbox = await startSandbox();
	try {
		const parts: string[] = [];
		for (const resource of resources) {
			for (const operation of resource.operations) {
				parts.push(await describeOperation(sandbox, resource, operation));
			}
		}
		return `# Reference

Generated by \`npm run docs\` from the node's own definitions and from requests that it sent to the sandbox.

If MoEngage refuses a request, the item's message is what MoEngage said, and its description says what to do. [The README](../README.md#troubleshooting) lists the node's own messages.

${parts.join('\n')}`;
	} finally {
		await sandbox.close();
	}
};
