import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { resources } from '../../nodes/MoEngage/resources';
import type { Operation } from '../../nodes/MoEngage/resources/operation';
import type { Resource } from '../../nodes/MoEngage/resources/resource';
import { demoWorkspace, startSandbox, type Sandbox } from '../sandbox/server';
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

const listChoices = ({ options = [] }: INodeProperties): string => {
	const choices = options.filter(isChoice);
	if (choices.length === 0) return '';
	return ` One of ${choices.map(({ name, value }) => `${name} (\`${String(value)}\`)`).join(', ')}.`;
};

const describeCondition = ({ displayOptions }: INodeProperties): string =>
	Object.entries(displayOptions?.show ?? {})
		.map(([name, values]) => ` Shown where \`${name}\` is \`${(values ?? []).join('` or `')}\`.`)
		.join('');

const describeDefault = ({ default: preset }: INodeProperties): string =>
	typeof preset === 'object' || preset === '' ? '' : `\`${String(preset)}\``;

/** A row for each parameter, with those inside collections below it. */
const describeParameters = (properties: INodeProperties[], prefix = ''): string[] =>
	properties.flatMap((property) => {
		const name = prefix + property.name;
		const label = property.displayName + (property.required ? ' (required)' : '');
		const sentence = clean(property.description).replace(/[^.]$/, '$&.');
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
	const { pool } = endpoint;
	const size = pool?.size === Infinity ? 'as many records as fit' : `${pool?.size} records`;
	const pooled = pool === undefined ? '' : ` A request carries up to ${size}.`;
	return `MoEngage takes ${number(endpoint.perMinute)} ${endpoint.counts} a minute${day} from a workspace, and less than ${number(endpoint.maxBytes)} bytes a request.${pooled}`;
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

const describeRequest = (sandbox: Sandbox): string => {
	const [request] = sandbox.received();
	if (request === undefined) throw new Error('The example sent nothing');
	const query = new URLSearchParams(
		Object.entries(request.query).map(([name, value]): [string, string] => [name, String(value)]),
	).toString();
	const path = request.path.replace(demoWorkspace.workspaceId, '{Workspace ID}');
	const line = `${request.method} ${path}${query === '' ? '' : `?${query.replace(demoWorkspace.workspaceId, '{Workspace ID}')}`}`;
	const body = request.body === undefined ? '' : `\n\n${toJson(hideIds(request.body))}`;
	return `\`\`\`http\n${line}\n\`\`\`${body}`;
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
		{
			dataCenter: 'custom',
			baseUrl: sandbox.url,
			workspaceId: demoWorkspace.workspaceId,
			apiKey: demoWorkspace.apiKey,
		},
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

${describeRequest(sandbox)}

and gives

${toJson(hideIds(sent.json))}

The item \`${JSON.stringify(bad)}\` is not sent. It leaves by the error output with

> ${String(refused.json.error)}
>
> ${String(refused.json.description)}`;
};

const describeOperation = async (sandbox: Sandbox, resource: Resource, operation: Operation) => {
	const example = examples[resource.value]?.[operation.value];
	if (example === undefined) throw new Error(`${operation.value} has no example`);
	return `### ${resource.name} › ${operation.name}

${operation.description}. \`resource: ${resource.value}\`, \`operation: ${operation.value}\`.

\`${operation.endpoint.method} ${operation.endpoint.path}\`. ${describeLimit(operation)}

| Parameter | Name | Default | |
|---|---|---|---|
${describeParameters(operation.properties).join('\n')}

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

When MoEngage refuses a request, the item's message is what MoEngage said, and its description says what to do. [The README](../README.md#troubleshooting) lists the node's own messages.

${parts.join('\n')}`;
	} finally {
		await sandbox.close();
	}
};
