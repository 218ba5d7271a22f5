import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { isObject } from '../../api/json';
import {
	InvalidInput,
	type CrossItemCheck,
	type ItemParameters,
	type ItemRequest,
} from '../operation';
import {
	checkAttributeName,
	isNested,
	isReservedName,
	MAX_TEXT_LENGTH,
	readAttributeName,
	readAttributeValue,
	SHORTEN_TEXT,
	type AttributeValue,
} from './attributeValues';
import { readBirthday } from './dates';
import { readEmail } from './emails';
import { createFieldFinder, toFieldText, type FieldFinder } from './fieldMatcher';
import {
	collection,
	createReader,
	describeValue,
	InvalidValue,
	optional,
	readJson,
	type Reader,
} from './reader';
import { choice, optionValues, readIdentifier, readNames } from './scalars';
import { isBlank, show, stripInvisible, toNameList } from './text';

const ATTRIBUTES_EXAMPLE = '{"plan": "gold", "visits": 12}';

const modeProperty: INodeProperties = {
	displayName: 'Attributes Input',
	name: 'attributesMode',
	type: 'options',
	default: 'fields',
	options: [
		{ name: 'Using Fields Below', value: 'fields', description: 'Enter each name and value' },
		{
			name: 'Using Input Fields',
			value: 'input',
			description: 'Each field of the item becomes an attribute with the same name',
		},
		{ name: 'Using JSON', value: 'json', description: 'Enter names and values as one object' },
	],
	description: 'How to enter the attributes',
};

const sourceProperties: INodeProperties[] = [
	{
		displayName: 'Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		displayOptions: { show: { attributesMode: ['fields'] } },
		description: 'The attributes to set. Attributes with an empty value are not sent.',
		options: [
			{
				displayName: 'Attribute',
				name: 'attribute',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. plan',
						description: 'Name of the attribute, exactly as MoEngage shows it',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. gold',
						description:
							'Value of the attribute. An expression keeps its type: text, number, boolean, date, or list.',
					},
				],
			},
		],
	},
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
	{
		displayName: 'Attributes (JSON)',
		name: 'attributesJson',
		type: 'json',
		default: '',
		hint: `For example, ${ATTRIBUTES_EXAMPLE}`,
		displayOptions: { show: { attributesMode: ['json'] } },
		description: `An object with the names of the attributes and their values: ${ATTRIBUTES_EXAMPLE}`,
	},
];

/** The attributes that every workspace of MoEngage has for its users. */
const standardAttributesProperty: INodeProperties = {
	displayName: 'Standard Attributes',
	name: 'standardAttributes',
	type: 'collection',
	placeholder: 'Add attribute',
	default: {},
	description: 'Attributes that MoEngage has for every user. Empty ones stay as they are.',
	options: [
		{
			displayName: 'Birthday',
			name: 'birthday',
			type: 'dateTime',
			default: '',
			description: 'Date of birth',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'Email address of the user',
		},
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan',
			description: 'First name of the user',
		},
		{
			displayName: 'Gender',
			name: 'gender',
			type: 'string',
			default: '',
			placeholder: 'e.g. female',
			description: 'Gender of the user, as your workspace spells it',
		},
		{
			displayName: 'Last Name',
			name: 'lastName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Smith',
			description: 'Last name of the user',
		},
		{
			displayName: 'Mobile',
			name: 'mobile',
			type: 'string',
			default: '',
			placeholder: 'e.g. +14155550123',
			description: 'Mobile number of the user, with the country code',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan Smith',
			description: 'Full name of the user',
		},
	],
};

/** The fields for the attributes of an event. */
export const eventAttributeProperties: INodeProperties[] = [modeProperty, ...sourceProperties];

/** The fields for the attributes of a user, who has standard ones too. */
export const userAttributeProperties: INodeProperties[] = [
	standardAttributesProperty,
	modeProperty,
	...sourceProperties,
];

/** MoEngage would cut off a longer text without a word. */
const attributeText = optional((value): string => {
	const text = readIdentifier(value);
	if (text.length <= MAX_TEXT_LENGTH) return text;
	throw new InvalidValue(`has ${groupDigits(text.length)} characters`, SHORTEN_TEXT);
});

const readStandardFields = collection({
	birthday: optional(readBirthday),
	email: optional(readEmail),
	firstName: attributeText,
	gender: attributeText,
	lastName: attributeText,
	mobile: attributeText,
	name: attributeText,
});

/** The standard attributes that were given, by the names that MoEngage has for them. */
const readStandardAttributes: Reader<Map<string, AttributeValue>> = (value, parameters) => {
	const given = readStandardFields(value, parameters);
	const values = {
		name: given.name,
		first_name: given.firstName,
		last_name: given.lastName,
		email: given.email,
		mobile: given.mobile,
		gender: given.gender,
		birthday: given.birthday,
	};
	const standard = new Map<string, AttributeValue>();
	for (const [name, one] of Object.entries(values)) if (one !== undefined) standard.set(name, one);
	return standard;
};

/** A name and a value as they were entered. */
type AttributeEntry = [name: unknown, value: unknown];

const toEntry = (row: unknown): AttributeEntry =>
	isObject(row)
		? ['name' in row ? row.name : undefined, 'value' in row ? row.value : undefined]
		: [undefined, row];

const readRows = (value: unknown): AttributeEntry[] => {
	const list: unknown = isObject(value) ? ('attribute' in value ? value.attribute : []) : value;
	if (isBlank(list)) return [];
	if (Array.isArray(list)) return list.map(toEntry);
	throw new InvalidValue(
		describeValue(value, 'which is not a list of attributes'),
		"Click 'Add Attribute', and enter a name and a value.",
	);
};

const readObject = (value: unknown): AttributeEntry[] => {
	if (isBlank(value)) return [];
	const object = readJson(value, ATTRIBUTES_EXAMPLE);
	if (isObject(object)) return Object.entries(object);
	throw new InvalidValue(
		describeValue(value, 'which is not an object'),
		`Write it like ${ATTRIBUTES_EXAMPLE}`,
	);
};

/** A field of the item that becomes an attribute. */
interface InputField {
	name: string;
	value: unknown;
	/** Whether the user asked for it by name. */
	isNamed: boolean;
}

/** The customer's ID is not an attribute, although most items have it as a field. */
const CUSTOMER_ID = new Set(['customer_id', 'customerid']);

/** The last list of names, which mostly is that of all items. */
let lastFinder: { key: string; find: FieldFinder } | undefined;

const finderFor = (included: string[]): FieldFinder => {
	const key = included.join('\n');
	if (lastFinder?.key !== key) lastFinder = { key, find: createFieldFinder(included) };
	return lastFinder.find;
};

const listFields = (included: string[], json: IDataObject): InputField[] => {
	if (included.length === 0) {
		return Object.entries(json).map(([name, value]) => ({
			name: stripInvisible(name),
			value,
			isNamed: false,
		}));
	}
	const found = finderFor(included)(json);
	if (found.size > 0) return [...found].map(([name, value]) => ({ name, value, isNamed: true }));
	throw new InvalidInput(
		`This item does not have any field of 'Include Fields'. ${toFieldText(json)}`,
		"Correct the names in 'Include Fields', or leave it empty to use all fields.",
	);
};

/** Gathers attributes; each is sent once. */
class AttributeList {
	private readonly values: Map<string, AttributeValue>;

	/** Names of input fields that cannot be attributes. */
	readonly notSent: string[] = [];

	/** @param standard Standard attributes, which have fields of their own */
	constructor(private readonly standard: ReadonlyMap<string, AttributeValue>) {
		this.values = new Map(standard);
	}

	/** @throws InvalidValue where there are more than MoEngage accepts */
	toObject(maxCount: number): Record<string, AttributeValue> {
		if (this.values.size <= maxCount) return Object.fromEntries(this.values);
		throw new InvalidValue(
			`has ${groupDigits(this.values.size)} attributes`,
			`Remove some of them. MoEngage accepts up to ${groupDigits(maxCount)}.`,
		);
	}

	/** Adds what was entered by name and value; what is blank is not sent. */
	addEntry([rawName, rawValue]: AttributeEntry): void {
		if (isBlank(rawName) && isBlank(rawValue)) return;
		const name = readAttributeName(rawName, rawValue);
		this.set(name, readAttributeValue(rawValue, name));
	}

	/** Adds a field of the item. A standard attribute of the same name wins. */
	addField({ name, value, isNamed }: InputField): void {
		if (this.standard.has(name)) return;
		const isCustomerId = CUSTOMER_ID.has(name.toLowerCase());
		if (isCustomerId || (!isNamed && isReservedName(name))) {
			this.notSent.push(name);
			return;
		}
		checkAttributeName(name);
		const sent = !isNamed && isNested(value) ? undefined : readAttributeValue(value, name);
		if (sent === undefined) this.notSent.push(name);
		this.set(name, sent);
	}

	private set(name: string, value: AttributeValue | undefined): void {
		if (value === undefined) return;
		const known = this.values.get(name);
		if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
			throw new InvalidValue(
				`has ${show(name)} twice with different values`,
				'Enter each attribute once.',
			);
		}
		this.values.set(name, value);
	}
}

/** The attributes of a user or an event, and the input fields that are not sent. */
export interface Attributes {
	attributes: Record<string, AttributeValue>;
	/** Names of input fields that cannot be attributes, for a hint. */
	notSent: string[];
}

const read = createReader(userAttributeProperties);

const readMode = choice(optionValues<'fields' | 'input' | 'json'>(modeProperty));

const listNamedFields = (parameters: ItemParameters): InputField[] => {
	const schema = { includeFields: readNames, excludeFields: readNames };
	const { includeFields, excludeFields } = read(schema, parameters);
	const excluded = new Set(excludeFields.map((name) => name.toLowerCase()));
	return listFields(includeFields, parameters.json()).filter(
		({ name }) => name !== '' && !excluded.has(name.toLowerCase()),
	);
};

const readAttributes = (
	parameters: ItemParameters,
	standard: ReadonlyMap<string, AttributeValue>,
	maxCount = Infinity,
): Attributes => {
	const list = new AttributeList(standard);
	let attributes: Attributes['attributes'] = {};
	const addEntries = (entries: AttributeEntry[]): void => {
		for (const entry of entries) list.addEntry(entry);
		attributes = list.toObject(maxCount);
	};
	const addFields = (fields: InputField[]): void => {
		for (const inputField of fields) list.addField(inputField);
		attributes = list.toObject(maxCount);
	};
	// Messages name the parameter that the mode reads.
	switch (read({ attributesMode: readMode }, parameters).attributesMode) {
		case 'fields':
			read({ attributes: (value) => addEntries(readRows(value)) }, parameters);
			break;
		case 'input':
			read({ attributesMode: () => addFields(listNamedFields(parameters)) }, parameters);
			break;
		case 'json':
			read({ attributesJson: (value) => addEntries(readObject(value)) }, parameters);
	}
	return { attributes, notSent: list.notSent };
};

/** Reads the attributes of a user (track user), who has standard ones too. */
export const readUserAttributes: Reader<Attributes> = (_, parameters) => {
	const schema = { standardAttributes: readStandardAttributes };
	return readAttributes(parameters, read(schema, parameters).standardAttributes);
};

/** What MoEngage accepts. */
const MAX_EVENT_ATTRIBUTES = 100;

/** Reads the attributes of an event (track event, bulk import). */
export const readEventAttributes: Reader<Attributes> = (_, parameters) =>
	readAttributes(parameters, new Map(), MAX_EVENT_ATTRIBUTES);

/** An item that sets attributes. */
export interface AttributeRequest extends ItemRequest {
	/** Names of input fields that cannot be attributes. */
	notSent: readonly string[];
}

/** Says where input fields were not sent as attributes, with the number of the items. */
export const createNotSentCheck = (): CrossItemCheck<AttributeRequest> => {
	const names = new Set<string>();
	let count = 0;
	return {
		add(_, { notSent }) {
			if (notSent.length > 0) count += 1;
			for (const name of notSent) names.add(name);
		},
		conclude() {
			if (count === 0) return {};
			const items = count === 1 ? '1 item' : `${groupDigits(count)} items`;
			return {
				hints: [
					`Fields of ${items} were not sent as attributes because they are empty, nested, or reserved: ${toNameList([...names])}.`,
				],
			};
		},
	};
};
