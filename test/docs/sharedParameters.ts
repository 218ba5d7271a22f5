import type { INodeProperties } from 'n8n-workflow';

import { resources } from '../../nodes/MoEngage/resources';
import { listForm, listRows, toTable, type ParameterRow } from './parameterRows';

/** Parameters of many operations, which the reference describes once. */
interface SharedParameters {
	heading: string;
	intro: string;
	/** The names of the parameters; one of a collection includes all that is in it. */
	names: string[];
}

/** The option is named after what MoEngage counts. */
const RATES = ['requests', 'devices', 'events', 'users'].map((what) => `${what}PerMinute`);

export const sharedParameters: SharedParameters[] = [
	{
		heading: 'Preview and options',
		intro:
			'Every operation that changes something has *Preview Only*, and every operation has *Options*. A rate that is not set is the documented one, and so is the *Batch Size*.',
		names: [
			'previewOnly',
			...['batchSize', 'concurrency', 'maxRetries', 'maxWait', 'timeout'].map(
				(name) => `options.${name}`,
			),
			...RATES.map((rate) => `options.${rate}`),
		],
	},
	{
		heading: 'Attributes',
		intro:
			'The attributes of users and events. *Using Input Fields* leaves out the customer ID, names that MoEngage reserves, empty and nested values, and the rest of what a spreadsheet adds, and a hint after the run lists them.',
		names: [
			'standardAttributes',
			'attributesMode',
			'recognizeStandard',
			'attributes',
			'includeFields',
			'excludeFields',
			'attributesJson',
		],
	},
	{
		heading: 'Categories',
		intro:
			'The subscription categories of the workspace. They are hidden while another choice makes MoEngage ignore them.',
		names: ['categoriesMode', 'categories', 'categoriesMapping', 'categoriesJson'],
	},
];

const isOf = (parameter: string, name: string) =>
	name === parameter || name.startsWith(`${parameter}.`);

export const isShared = (name: string) =>
	sharedParameters.some(({ names }) => names.some((parameter) => isOf(parameter, name)));

/** Only the conditions among the shared parameters hold everywhere. */
const withoutOuterConditions = (
	{ displayOptions = {}, ...property }: INodeProperties,
	names: string[],
): INodeProperties => {
	const show = Object.entries(displayOptions.show ?? {}).filter(([name]) => names.includes(name));
	return { ...property, displayOptions: { show: Object.fromEntries(show) } };
};

/** The numbers and words that each operation has of its own are left out. */
const generalize = ({ name, text }: ParameterRow): ParameterRow => {
	if (!/^options\.(batchSize|\w+PerMinute)$/.test(name)) return { name, text };
	return {
		name,
		text: text
			.replace(/`\d+`/, 'as documented')
			.replace(/documented [\d,]*\d/, 'documented one')
			.replace('to another limit,', 'to a limit other than the documented one,')
			.replace(/How many \w+ one request/, 'How many records one request')
			.replace(/number of \w+ per minute/, 'number per minute')
			.replace(/^\| \w+ per Minute \| `[^`]+`/, () => {
				const names = RATES.map((rate) => `\`options.${rate}\``);
				return `| Requests (Devices, Events, Users) per Minute | ${names.join(', ')}`;
			}),
	};
};

/** The rows of all operations, each with the names of the resources that have it. */
const listSharedRows = ({ names }: SharedParameters) => {
	const rows = resources.flatMap(({ name: resource, value, operations }) =>
		operations
			.flatMap((operation) => listForm(value, operation.value))
			.flatMap((property) => listRows([withoutOuterConditions(property, names)]))
			.map((row) => ({ ...generalize(row), resource })),
	);
	const found = names.flatMap((parameter) => rows.filter(({ name }) => isOf(parameter, name)));
	return new Map(
		found.map((row) => [
			row,
			new Set(found.filter(({ text }) => text === row.text).map(({ resource }) => resource)),
		]),
	);
};

/** A row that few of the resources have names them. */
const describe = (shared: SharedParameters): string => {
	const found = listSharedRows(shared);
	const all = new Set([...found.keys()].map(({ resource }) => resource));
	const rows = new Map(
		[...found].map(([{ name, text }, owners]) => {
			const isRare = owners.size <= all.size / 2 && !name.includes('.');
			const about = isRare ? text.replace(/ \|$/, ` Only for ${[...owners].join(', ')}. |`) : text;
			return [about, { name, text: about }];
		}),
	);
	return `### ${shared.heading}\n\n${shared.intro}\n\n${toTable([...rows.values()])}`;
};

export const describeShared = (): string => sharedParameters.map(describe).join('\n\n');
