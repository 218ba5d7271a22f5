import { groupDigits } from '../../api/numbers';
import type { ItemParameters } from '../operation';
import { AttributeList, type AttributeEntry } from './attributeList';
import { ATTRIBUTES_EXAMPLE, eventAttributeProperties } from './attributeProperties';
import type { AttributeValue } from './attributeValues';
import { readChoice } from './choices';
import { readInputFields } from './inputAttributes';
import { isObject } from '../../api/json';
import { readJson } from './json';
import { findLabel, isBlank, readField, refuse } from './readFields';
import { readStandardAttributes } from './standardAttributes';

/** The attributes of a user or an event, and the input fields that were left out. */
export interface Attributes {
	attributes: Record<string, AttributeValue>;
	/** Names of input fields that cannot be attributes, for a hint. */
	dropped: string[];
}

/** What an operation takes. */
export interface AttributeRules {
	/** Whether standard attributes have fields of their own. */
	hasStandard: boolean;
	/** How many attributes MoEngage accepts. */
	maxCount?: number;
}

const toEntry = (row: unknown): AttributeEntry =>
	isObject(row)
		? ['name' in row ? row.name : undefined, 'value' in row ? row.value : undefined]
		: [undefined, row];

const readRows = (value: unknown): AttributeEntry[] => {
	const list: unknown = isObject(value) ? ('attribute' in value ? value.attribute : []) : value;
	if (isBlank(list)) return [];
	if (Array.isArray(list)) return list.map(toEntry);
	return refuse(
		value,
		'which is not a list of attributes',
		"Click 'Add Attribute', and enter a name and a value.",
	);
};

const readObject = (value: unknown): AttributeEntry[] => {
	if (isBlank(value)) return [];
	const object = readJson(value, ATTRIBUTES_EXAMPLE);
	if (isObject(object)) return Object.entries(object);
	return refuse(value, 'which is not an object', `Write it like ${ATTRIBUTES_EXAMPLE}`);
};

const readMode = readChoice(['fields', 'input', 'json']);

/** The parameter that each mode reads, which messages name. */
const SOURCES = { fields: 'attributes', input: 'attributesMode', json: 'attributesJson' };

const fill = (list: AttributeList, source: keyof typeof SOURCES, parameters: ItemParameters) => {
	if (source === 'input') {
		const { fields, dropped } = readInputFields(parameters);
		for (const inputField of fields) list.addField(inputField);
		return [...dropped, ...list.leftOut];
	}
	const read = source === 'fields' ? readRows : readObject;
	const entries = readField(SOURCES[source], read, parameters, eventAttributeProperties);
	for (const entry of entries) list.addEntry(entry);
	return [];
};

/**
 * Reads the attributes of a user (track user) or an event (track event, bulk import).
 *
 * @throws InvalidInput for the first attribute that MoEngage would not take as it is
 */
export const readAttributes = (
	parameters: ItemParameters,
	{ hasStandard, maxCount = Infinity }: AttributeRules,
): Attributes => {
	const source = readField('attributesMode', readMode, parameters, eventAttributeProperties);
	const label = findLabel(eventAttributeProperties, [SOURCES[source]]);
	const standard = new Map(hasStandard ? readStandardAttributes(parameters) : []);
	const list = new AttributeList(label, standard);
	const dropped = fill(list, source, parameters);
	if (list.size <= maxCount) return { attributes: list.toObject(), dropped };
	throw list.toFailure([
		`has ${groupDigits(list.size)} attributes`,
		`Remove some of them. MoEngage accepts up to ${groupDigits(maxCount)}.`,
	]);
};
