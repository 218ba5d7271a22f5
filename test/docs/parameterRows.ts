import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { resources } from '../../nodes/MoEngage/resources';
import { createNodeProperties } from '../../nodes/MoEngage/resources/resource';

/** A parameter in a table of the reference. */
export interface ParameterRow {
	/** Such as `additionalFields.model`. */
	name: string;
	/** The row in Markdown. */
	text: string;
}

type Nested = INodeProperties | INodePropertyCollection | INodePropertyOptions;

const isProperty = (nested: Nested): nested is INodeProperties => 'type' in nested;

const isGroup = (nested: Nested): nested is INodePropertyCollection => 'values' in nested;

const isChoice = (nested: Nested): nested is INodePropertyOptions => 'value' in nested;

const clean = (text = '') =>
	text
		.replace(/<[^>]+>/g, '')
		.replaceAll('|', '\\|')
		.replaceAll('\n', ' ');

export const toSentence = (text: string) => text.replace(/[^.]$/, '$&.');

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

/** A field is shown if all rules for showing it hold; one rule for hiding it is enough. */
const describeCondition = ({ displayOptions: { show = {}, hide = {} } = {} }: INodeProperties) =>
	joinRules('Shown if', show, 'and') + joinRules('Hidden if', hide, 'or');

const describeDefault = ({ default: value }: INodeProperties): string =>
	typeof value === 'object' || value === '' ? '' : `\`${String(value)}\``;

/** Whether a parameter only chooses between the rows of a list and JSON, as the introduction says. */
const choosesJson = (property: INodeProperties): boolean =>
	property.name.endsWith('Mode') &&
	(property.options ?? [])
		.filter(isChoice)
		.map(({ value }) => value)
		.join() === 'fields,json';

/**
 * Without notices, and without what the introduction says of all lists. Of fields that differ in their
 * placeholder only, the first, without its condition.
 */
const listFields = (properties: INodeProperties[]): INodeProperties[] => {
	const choices = properties.filter(choosesJson).map(({ name }) => name);
	const fields = properties
		.filter(({ type, name }) => type !== 'notice' && !choices.includes(name))
		.map((field): INodeProperties => {
			const { show = {}, hide } = field.displayOptions ?? {};
			const others = Object.entries(show).filter(([name]) => !choices.includes(name));
			return { ...field, displayOptions: { show: Object.fromEntries(others), hide } };
		});
	return fields.flatMap((field) => {
		const [first, ...others] = fields.filter(({ name }) => name === field.name);
		if (others.length === 0) return [field];
		return first === field ? [{ ...field, displayOptions: undefined }] : [];
	});
};

/** A row for each parameter, followed by those inside it. A collection that says nothing has none. */
export const listRows = (properties: INodeProperties[], prefix = ''): ParameterRow[] =>
	listFields(properties).flatMap((property) => {
		const name = prefix + property.name;
		const nested = property.options ?? [];
		const inner = [
			...listRows(nested.filter(isProperty), `${name}.`),
			...nested
				.filter(isGroup)
				.flatMap((group) => listRows(group.values, `${name}.${group.name}[].`)),
		];
		if (inner.length > 0 && property.description === undefined) return inner;
		const label = property.displayName + (property.required ? ' (required)' : '');
		const sentence = toSentence(clean(property.description));
		const about = sentence + listChoices(property) + describeCondition(property);
		const text = `| ${label} | \`${name}\` | ${describeDefault(property)} | ${about} |`;
		return [{ name, text }, ...inner];
	});

export const toTable = (rows: readonly ParameterRow[]): string =>
	['| Parameter | Name | Default | |', '|---|---|---|---|', ...rows.map(({ text }) => text)].join(
		'\n',
	);

const properties = createNodeProperties(resources);

/** The form of an operation, without the conditions that choose the operation. */
export const listForm = (resource: string, operation: string): INodeProperties[] =>
	properties.flatMap(({ displayOptions, ...property }) => {
		const { resource: resources, operation: operations, ...show } = displayOptions?.show ?? {};
		const isShown = resources?.includes(resource) === true && operations?.includes(operation);
		return isShown ? [{ ...property, displayOptions: { ...displayOptions, show } }] : [];
	});
