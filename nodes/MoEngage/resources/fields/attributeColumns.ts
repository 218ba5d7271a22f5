import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import {
	InvalidInput,
	type CrossItemCheck,
	type HintTopic,
	type ItemParameters,
} from '../operation';
import {
	isEmpty,
	isNested,
	isOwnName,
	isReservedName,
	type AttributeOwner,
} from './attributeValues';
import { createFieldFinder, keepLast, normalize, toFieldText } from './fieldMatcher';
import { note } from './notes';
import { Findings, readParameters } from './reader';
import { isWithoutResult, optionalBoolean, readNames } from './scalars';
import { standardByHeading } from './standardAttributes';
import { show, stripInvisible, toNameList, toShortList } from './text';

/** The fields that say which fields of an item become attributes. */
export const columnProperties: INodeProperties[] = [
	{
		displayName: 'Include Fields',
		name: 'includeFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. plan, visits',
		displayOptions: { show: { attributesMode: ['input'] } },
		description:
			'Names of the input fields to use, separated by commas. Leave it empty to use all fields.',
	},
	{
		displayName: 'Exclude Fields',
		name: 'excludeFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. notes, row_number',
		displayOptions: { show: { attributesMode: ['input'] } },
		description: 'Names of the input fields to leave out, separated by commas',
	},
];

export const recognizeStandardProperty: INodeProperties = {
	displayName: 'Recognize Standard Attributes',
	name: 'recognizeStandard',
	type: 'boolean',
	default: true,
	displayOptions: { show: { attributesMode: ['input'] } },
	description:
		"Whether columns such as Email, First Name, and Phone are sent as MoEngage's standard attributes",
};

const schema = {
	includeFields: readNames,
	excludeFields: readNames,
	recognizeStandard: optionalBoolean,
};

const FIELDS_NOT_SENT: HintTopic = (items, names) =>
	`Fields of ${items} were not sent as attributes because they are empty, nested, or reserved, or have a value such as #N/A: ${toNameList(names)}.`;

const MISSING_FIELDS: HintTopic = (items, names) =>
	`Fields that 'Include Fields' names were missing in ${items}: ${toNameList(names)}.`;

const RECOGNIZED_COLUMNS: HintTopic = (_, names) =>
	`Columns sent as standard attributes: ${toShortList(names)}.`;

const CUSTOM_COLUMNS: HintTopic = (_, names) =>
	`Columns sent as custom attributes: ${toNameList(names)}.`;

const REPLACED_COLUMNS: HintTopic = (items, names) =>
	`Columns of ${items} were not sent because 'Standard Attributes' has their values: ${toNameList(names)}.`;

/** An attribute as it was given. */
export interface GivenAttribute {
	name?: unknown;
	value?: unknown;
	/** What messages call it, if not by its name. */
	label?: string;
}

/** What is known of an item whose attributes are being read. */
export interface AttributeContext {
	owner: AttributeOwner;
	parameters: ItemParameters;
	/** What cannot be sent of the item. */
	findings: Findings;
	/** Standard attributes that were given in fields of their own. */
	ownFields: ReadonlyMap<string, string>;
}

/** The value at a path such as `address.city`. */
const findPath = (json: IDataObject, path: string): unknown =>
	path.split('.').reduce<unknown>((value, step) => {
		const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [];
		const wanted = normalize(step);
		return fields.find(([name]) => normalize(name) === wanted)?.[1];
	}, json);

const finderFor = keepLast(createFieldFinder);

/** The fields of an item that have these names, also by a path. */
const findFields = (names: readonly string[], json: IDataObject): Map<string, unknown> => {
	const found = finderFor(names)(json);
	for (const name of names) {
		if (found.has(name) || !name.includes('.')) continue;
		const value = findPath(json, name);
		if (value !== undefined) found.set(name, value);
	}
	return found;
};

/** The fields that 'Include Fields' names. */
const findNamedFields = (included: string[], parameters: ItemParameters): Map<string, unknown> => {
	const json = parameters.json();
	const found = findFields(included, json);
	const missing = included.filter((name) => !found.has(name));
	note(parameters, MISSING_FIELDS, missing);
	if (found.size > 0) return found;
	throw new InvalidInput(
		`This item does not have any field of 'Include Fields'. ${toFieldText(json)}`,
		"Correct the names in 'Include Fields', or leave it empty to use all fields.",
	);
};

/** What the name of a column says, whatever the item. */
const createColumn = (key: string, owner: AttributeOwner) => {
	const label = stripInvisible(key);
	const lowerCase = label.toLowerCase();
	const heading = lowerCase.replace(/[\s._\p{Pd}]+/gu, '');
	return {
		key,
		label,
		isCustomerId: heading === 'customerid',
		/** Whether it is an attribute only if 'Include Fields' names it. */
		isReserved:
			lowerCase === 'row_number' ||
			(owner === 'user' && lowerCase === 'uid') ||
			isOwnName(label) ||
			isReservedName(label, owner),
		/** The name of the standard attribute that its heading means. */
		recognized: owner === 'user' ? standardByHeading.get(heading) : undefined,
	};
};

const columnsOf = {
	user: keepLast((keys) => keys.map((key) => createColumn(key, 'user'))),
	event: keepLast((keys) => keys.map((key) => createColumn(key, 'event'))),
};

/** Two columns for one standard attribute contradict each other. */
const toContradiction = (name: string, one: string, other: string): InvalidInput =>
	new InvalidInput(
		`This item has both ${show(one)} and ${show(other)} for '${name}'`,
		"Name one of the two in 'Exclude Fields', or turn off 'Recognize Standard Attributes'.",
	);

/** Most items have the same columns, whose names are kept once. */
const keepRecognized = keepLast((names) => names);
const keepCustom = keepLast((names) => names);

/** The fields of the item that become attributes. A standard attribute with a field of its own wins. */
export const readColumns = (context: AttributeContext): GivenAttribute[] => {
	const { owner, parameters, findings, ownFields } = context;
	const input = readParameters(schema, parameters);
	const { includeFields, excludeFields, recognizeStandard = true } = input;
	const isNamed = includeFields.length > 0;
	const fields = isNamed
		? findNamedFields(includeFields, parameters)
		: new Map(Object.entries(parameters.json()));
	const excluded = new Set(excludeFields.map((name) => name.toLowerCase()));
	const given: GivenAttribute[] = [];
	const standardLabels = new Map<string, string>();
	const custom: string[] = [];
	const notSent: string[] = [];
	const replaced: string[] = [];
	for (const column of columnsOf[owner]([...fields.keys()])) {
		const { key, label, isCustomerId, isReserved, recognized } = column;
		if (label === '' || excluded.has(label.toLowerCase())) continue;
		const value = fields.get(key);
		const isNotSent =
			isCustomerId ||
			(!isNamed && (isReserved || isNested(value))) ||
			isEmpty(value) ||
			isWithoutResult(value);
		const standard = recognizeStandard || recognized === label ? recognized : undefined;
		const other = standard && standardLabels.get(standard);
		if (isNotSent) notSent.push(label);
		else if (standard === undefined) {
			custom.push(label);
			given.push({ name: label, value });
		} else if (ownFields.has(standard)) replaced.push(label);
		else if (other !== undefined) findings.add(toContradiction(standard, other, label));
		else {
			standardLabels.set(standard, label);
			given.push({ name: standard, value, label });
		}
	}
	if (standardLabels.size > 0) {
		const recognized = [...standardLabels].map(([name, label]) => `${show(label)} as ${name}`);
		note(parameters, RECOGNIZED_COLUMNS, keepRecognized(recognized));
		note(parameters, CUSTOM_COLUMNS, keepCustom(custom));
	}
	note(parameters, FIELDS_NOT_SENT, notSent);
	note(parameters, REPLACED_COLUMNS, replaced);
	return given;
};

/** A name in 'Include Fields' that no item of the run has is most likely misspelled. */
export const createIncludedFieldsCheck = (items: readonly INodeExecutionData[]): CrossItemCheck => {
	const indexes: number[] = [];
	const missingInSome = new Set<string>();
	return {
		add: (index, { notes }) => {
			indexes.push(index);
			for (const name of notes?.get(MISSING_FIELDS) ?? []) missingInSome.add(name);
		},
		conclude: () => {
			let inNone: readonly string[] = [...missingInSome];
			// An item that cannot be sent, or goes to another workspace, may have the field.
			for (const { json } of items) {
				if (inNone.length === 0) break;
				const names = inNone;
				// An item whose fields contradict each other tells nothing.
				const found = new Findings().collect(() => findFields(names, json));
				inNone = names.filter((name) => !found?.has(name));
			}
			if (inNone.length === 0) return {};
			const reason = new InvalidInput(
				`'Include Fields' has ${toNameList(inNone)}, which no item has`,
				"Correct the names in 'Include Fields', or remove them.",
			);
			return { invalid: new Map(indexes.map((index) => [index, reason])) };
		},
	};
};
