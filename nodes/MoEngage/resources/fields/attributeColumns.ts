import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	InvalidInput,
	type CrossItemCheck,
	type HintTopic,
	type ItemParameters,
} from '../operation';
import {
	checkAttributeName,
	isEmpty,
	isNested,
	isOwnName,
	isReservedName,
	type AttributeOwner,
} from './attributeValues';
import { createFieldFinder, toFieldText, type FoundFields } from './fieldMatcher';
import { keepLast } from './keepLast';
import { note } from './notes';
import { readParameters, type Findings } from './reader';
import { isWithoutResult, optionalBoolean, readNames } from './scalars';
import { standardByHeading, type StandardAttribute } from './standardAttributes';
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

/** For users, who have standard attributes. */
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

/** An attribute of an item as it was given. */
export interface GivenAttribute {
	/** What messages call it. */
	label: string;
	/** MoEngage's name. */
	name: string;
	value: unknown;
	/** The standard attribute that it is, if it is one. */
	standard?: StandardAttribute;
}

/** An item whose attributes are being read. */
export interface AttributeContext {
	owner: AttributeOwner;
	parameters: ItemParameters;
	/** What cannot be sent of the item. */
	findings: Findings;
	/** Standard attributes that were given in fields of their own. */
	ownFields: ReadonlyMap<string, string>;
}

const findPath = (json: IDataObject, path: string): { value: unknown } | undefined => {
	let value: unknown = json;
	for (const step of path.split('.')) {
		if (typeof value !== 'object' || value === null) return undefined;
		const fields: Array<[string, unknown]> = Object.entries(value);
		const found = fields.find(([name]) => name.trim().toLowerCase() === step.trim().toLowerCase());
		if (found === undefined) return undefined;
		[, value] = found;
	}
	return { value };
};

const finderFor = keepLast(createFieldFinder);

/** The fields that 'Include Fields' names, also by a path such as `address.city`. */
const findNamedFields = (included: string[], parameters: ItemParameters): FoundFields => {
	const json = parameters.json();
	const found = finderFor(included)(json);
	const missing: string[] = [];
	for (const name of included) {
		if (found.has(name)) continue;
		const inner = name.includes('.') ? findPath(json, name) : undefined;
		if (inner === undefined) missing.push(name);
		else found.set(name, inner.value);
	}
	if (missing.length > 0) note(parameters, MISSING_FIELDS, missing);
	if (found.size > 0) return found;
	throw new InvalidInput(
		`This item does not have any field of 'Include Fields'. ${toFieldText(json)}`,
		"Correct the names in 'Include Fields', or leave it empty to use all fields.",
	);
};

/** What the name of a column says, whatever the item. */
interface Column {
	/** As the item has it. */
	key: string;
	name: string;
	/** Whether it is the customer's ID, which most items have as a field. */
	isCustomerId: boolean;
	/** Whether it is an attribute only if it is asked for. */
	isAskedFor: boolean;
	/** The standard attribute that its heading means. */
	recognized?: StandardAttribute;
}

const createColumn = (key: string, owner: AttributeOwner): Column => {
	const name = stripInvisible(key);
	const lowerCase = name.toLowerCase();
	const heading = lowerCase.replace(/[\s._\p{Pd}]+/gu, '');
	return {
		key,
		name,
		isCustomerId: heading === 'customerid',
		isAskedFor:
			lowerCase === 'row_number' ||
			(owner === 'user' && lowerCase === 'uid') ||
			isOwnName(name) ||
			isReservedName(name, owner),
		recognized: owner === 'user' ? standardByHeading.get(heading) : undefined,
	};
};

const columnsOf = {
	user: keepLast((keys) => keys.map((key) => createColumn(key, 'user'))),
	event: keepLast((keys) => keys.map((key) => createColumn(key, 'event'))),
};

/** Two columns for one standard attribute contradict each other. */
const checkContradiction = (
	{ name, label, standard }: GivenAttribute,
	earlier: readonly GivenAttribute[],
): void => {
	const other = standard && earlier.find((one) => one.standard === standard);
	if (other === undefined) return;
	throw new InvalidInput(
		`This item has both ${show(other.label)} and ${show(label)} for '${name}'`,
		"Name one of the two in 'Exclude Fields', or turn off 'Recognize Standard Attributes'.",
	);
};

/** Most items have the same columns, whose names are kept once. */
const keepRecognized = keepLast((names) => names);
const keepCustom = keepLast((names) => names);

/** Notes which columns became which attribute, if there are standard ones among them. */
const noteColumns = (given: readonly GivenAttribute[], parameters: ItemParameters): void => {
	const [recognized, custom]: [string[], string[]] = [[], []];
	for (const { label, name, standard } of given) {
		if (standard === undefined) custom.push(label);
		else recognized.push(`${show(label)} as ${name}`);
	}
	if (recognized.length === 0) return;
	note(parameters, RECOGNIZED_COLUMNS, keepRecognized(recognized));
	if (custom.length > 0) note(parameters, CUSTOM_COLUMNS, keepCustom(custom));
};

/** The fields of the item that become attributes. A standard attribute with a field of its own wins. */
export const readColumns = ({
	owner,
	parameters,
	findings,
	ownFields,
}: AttributeContext): GivenAttribute[] => {
	const {
		includeFields,
		excludeFields,
		recognizeStandard = true,
	} = readParameters(schema, parameters);
	const isNamed = includeFields.length > 0;
	const fields = isNamed
		? findNamedFields(includeFields, parameters)
		: new Map(Object.entries(parameters.json()));
	const excluded = new Set(excludeFields.map((name) => name.toLowerCase()));
	const given: GivenAttribute[] = [];
	const notSent: string[] = [];
	const replaced: string[] = [];
	for (const column of columnsOf[owner]([...fields.keys()])) {
		const { key, name, isCustomerId, isAskedFor, recognized } = column;
		if (name === '' || excluded.has(name.toLowerCase())) continue;
		const value = fields.get(key);
		const isLeftOut =
			isCustomerId ||
			(!isNamed && (isAskedFor || isNested(value))) ||
			isEmpty(value) ||
			isWithoutResult(value);
		const standard = recognizeStandard || recognized?.name === name ? recognized : undefined;
		if (isLeftOut) notSent.push(name);
		else if (standard !== undefined && ownFields.has(standard.name)) replaced.push(name);
		else given.push({ label: name, name: standard?.name ?? name, value, standard });
	}
	noteColumns(given, parameters);
	if (notSent.length > 0) note(parameters, FIELDS_NOT_SENT, notSent);
	if (replaced.length > 0) note(parameters, REPLACED_COLUMNS, replaced);
	for (const [index, one] of given.entries()) {
		findings.attempt(() => {
			if (one.standard === undefined) checkAttributeName(one.name, owner);
			else checkContradiction(one, given.slice(0, index));
		});
	}
	return given;
};

/** A name in 'Include Fields' that no item of the run has is most likely misspelled. */
export const createIncludedFieldsCheck = (): CrossItemCheck => {
	const indexes: number[] = [];
	const lacking = new Map<string, number>();
	return {
		add: (index, { notes }) => {
			indexes.push(index);
			for (const name of notes?.get(MISSING_FIELDS) ?? []) {
				lacking.set(name, (lacking.get(name) ?? 0) + 1);
			}
		},
		conclude: () => {
			const names = [...lacking].flatMap(([name, count]) =>
				count === indexes.length ? [name] : [],
			);
			if (names.length === 0) return {};
			const reason = new InvalidInput(
				`'Include Fields' has ${toNameList(names)}, which no item has`,
				"Correct the names in 'Include Fields', or remove them.",
			);
			return { invalid: new Map(indexes.map((index) => [index, reason])) };
		},
	};
};
