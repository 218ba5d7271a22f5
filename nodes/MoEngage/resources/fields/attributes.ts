import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { isObject } from '../../api/json';
import {
	InvalidInput,
	type CrossItemCheck,
	type HintTopic,
	type ItemParameters,
} from '../operation';
import {
	checkAttributeName,
	isNested,
	isOwnName,
	isReservedName,
	readAttributeName,
	readAttributeText,
	readAttributeValue,
	type AttributeOwner,
	type AttributeValue,
} from './attributeValues';
import { readBirthday } from './dates';
import { readEmail } from './emails';
import { createFieldFinder, toFieldText, type FieldFinder } from './fieldMatcher';
import { note } from './notes';
import {
	collection,
	createReader,
	describeValue,
	Findings,
	InvalidValue,
	optional,
	readJson,
	readLabeled,
	rows,
	type Reader,
} from './reader';
import { choice, isWithoutResult, optionalBoolean, optionValues, readNames } from './scalars';
import { isBlank, show, stripInvisible, toNameList, toShortList } from './text';

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
	{
		displayName: 'Recognize Standard Attributes',
		name: 'recognizeStandard',
		type: 'boolean',
		default: true,
		displayOptions: { show: { attributesMode: ['input'] } },
		description:
			"Whether columns such as Email, First Name, and Phone are sent as MoEngage's standard attributes",
	},
];

const read = createReader(userAttributeProperties);

/** An attribute that MoEngage has for every user, whatever the way in which it is given. */
interface StandardAttribute {
	name: string;
	/** The field of the collection on the form. */
	field: string;
	read: Reader<string>;
	/** Headings of columns that are recognized, without spaces, dots, dashes, and underscores. */
	headings: string[];
}

const STANDARD: StandardAttribute[] = [
	{ name: 'name', field: 'name', read: readAttributeText, headings: ['name', 'fullname'] },
	{
		name: 'first_name',
		field: 'firstName',
		read: readAttributeText,
		headings: ['firstname', 'givenname'],
	},
	{
		name: 'last_name',
		field: 'lastName',
		read: readAttributeText,
		headings: ['lastname', 'surname'],
	},
	{ name: 'email', field: 'email', read: readEmail, headings: ['email', 'emailaddress'] },
	{
		name: 'mobile',
		field: 'mobile',
		read: readAttributeText,
		headings: ['mobile', 'mobilenumber', 'phone', 'phonenumber'],
	},
	{ name: 'gender', field: 'gender', read: readAttributeText, headings: ['gender'] },
	{
		name: 'birthday',
		field: 'birthday',
		read: readBirthday,
		headings: ['birthday', 'birthdate', 'dateofbirth', 'dob'],
	},
];

const standardByName = new Map(STANDARD.map((one) => [one.name, one]));

const standardByHeading = new Map(
	STANDARD.flatMap((one) => one.headings.map((heading) => [heading, one])),
);

const standardFields = collection(
	Object.fromEntries(STANDARD.map(({ field, read: readOne }) => [field, optional(readOne)])),
);

/** The standard attributes that were given in fields of their own, by MoEngage's names. */
const readStandard = (parameters: ItemParameters): Record<string, string> => {
	const given = read({ standardAttributes: standardFields }, parameters).standardAttributes;
	return Object.fromEntries(
		STANDARD.flatMap(({ name, field }) => {
			const value = given[field];
			return value === undefined ? [] : [[name, value]];
		}),
	);
};

const FIELDS_NOT_SENT: HintTopic = (items, names) =>
	`Fields of ${items} were not sent as attributes because they are empty, nested, or reserved, or have a value such as #N/A: ${toNameList(names)}.`;

const EMPTY_ATTRIBUTES: HintTopic = (items, names) =>
	`Attributes of ${items} were not sent because they are empty: ${toNameList(names)}.`;

const MISSING_FIELDS: HintTopic = (items, names) =>
	`Fields that 'Include Fields' names were missing in ${items}: ${toNameList(names)}.`;

const RECOGNIZED_COLUMNS: HintTopic = (_, names) =>
	`Columns sent as standard attributes: ${toShortList(names)}.`;

const CUSTOM_COLUMNS: HintTopic = (_, names) =>
	`Columns sent as custom attributes: ${toNameList(names)}.`;

type Attributes = Record<string, AttributeValue>;

/** How many attributes MoEngage accepts of an event. */
const MAX_EVENT_ATTRIBUTES = 100;

/** Gathers the attributes of one item; each is sent once. */
class AttributeList {
	private readonly values: Map<string, AttributeValue>;

	private readonly findings = new Findings();

	/** @param given Standard attributes, which have fields of their own */
	constructor(
		readonly owner: AttributeOwner,
		private readonly given: Record<string, string>,
		private readonly parameters: ItemParameters,
	) {
		this.values = new Map(Object.entries(given));
	}

	toObject(): Attributes {
		return Object.fromEntries(this.values);
	}

	/** Throws what cannot be sent. */
	check(): void {
		this.findings.conclude();
		const { size } = this.values;
		if (this.owner === 'user' || size <= MAX_EVENT_ATTRIBUTES) return;
		throw new InvalidValue(
			`has ${groupDigits(size)} attributes`,
			`Remove some of them. MoEngage accepts up to ${MAX_EVENT_ATTRIBUTES}.`,
		);
	}

	/** Adds what was entered by name and value. */
	addEntries(entries: ReadonlyArray<{ name?: unknown; value?: unknown }>): void {
		const empty: string[] = [];
		for (const { name: rawName, value } of entries) {
			this.findings.attempt(() => {
				const name = readAttributeName(rawName, value, this.owner);
				const standard = this.owner === 'user' ? standardByName.get(name) : undefined;
				const isSent = standard ? this.addStandard(standard, name, value) : this.add(name, value);
				if (!isSent) empty.push(name);
			});
		}
		if (empty.length > 0) note(this.parameters, EMPTY_ATTRIBUTES, empty);
	}

	/** Adds fields of the item. A standard attribute that has a field of its own wins. */
	addColumns(columns: readonly InputColumn[]): void {
		const columnOf = new Map<string, string>();
		const notSent: string[] = [];
		for (const column of columns) {
			const { name, value, standard, isUsable } = column;
			if (!isUsable) notSent.push(name);
			else if (standard === undefined) {
				this.findings.attempt(() => {
					checkAttributeName(name, this.owner);
					if (!this.add(name, value)) notSent.push(name);
				});
			} else if (!Object.hasOwn(this.given, standard.name)) {
				this.findings.attempt(() => {
					const other = columnOf.get(standard.name);
					if (other !== undefined) throw createContradiction(standard, other, name);
					columnOf.set(standard.name, name);
					this.addStandard(standard, name, value);
				});
			}
		}
		if (notSent.length > 0) note(this.parameters, FIELDS_NOT_SENT, notSent);
		noteColumns(columns, this.parameters);
	}

	/** @returns whether there is something to send */
	private add(name: string, value: unknown): boolean {
		const sent = readAttributeValue(value, name);
		if (sent === undefined) return false;
		const known = this.values.get(name);
		if (known !== undefined && JSON.stringify(known) !== JSON.stringify(sent)) {
			throw new InvalidValue(
				`has ${show(name)} twice with different values`,
				'Enter each attribute once.',
			);
		}
		this.values.set(name, sent);
		return true;
	}

	/** @param label What messages call the value */
	private addStandard(standard: StandardAttribute, label: string, value: unknown): boolean {
		if (isBlank(value)) return false;
		return this.add(standard.name, readLabeled(label, value, standard.read, this.parameters));
	}
}

/** How the fields of items become attributes. */
interface InputRules {
	owner: AttributeOwner;
	included: string[];
	excluded: ReadonlySet<string>;
	/** Whether headings as people write them are those of standard attributes. */
	recognizes: boolean;
}

/** A field of the item. */
interface InputColumn {
	name: string;
	value: unknown;
	/** The standard attribute that it is, if it is one. */
	standard?: StandardAttribute;
	/** What the hint says of a standard one. */
	text: string;
	/** Whether it can be sent as an attribute. */
	isUsable: boolean;
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

/** The last list of names, which mostly is that of all items. */
let lastFinder: { key: string; find: FieldFinder } | undefined;

const finderFor = (included: string[]): FieldFinder => {
	const key = included.join('\n');
	if (lastFinder?.key !== key) lastFinder = { key, find: createFieldFinder(included) };
	return lastFinder.find;
};

/** The fields that 'Include Fields' names, also by a path such as `address.city`. */
const listNamedFields = (
	included: string[],
	parameters: ItemParameters,
): Array<[name: string, value: unknown]> => {
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
	if (found.size > 0) return [...found];
	throw new InvalidInput(
		`This item does not have any field of 'Include Fields'. ${toFieldText(json)}`,
		"Correct the names in 'Include Fields', or leave it empty to use all fields.",
	);
};

/** What the name of a column says, whatever the item. */
interface ColumnName {
	/** Whether it is the customer's ID, which most items have as a field. */
	isCustomerId: boolean;
	/** Whether it is an attribute only if it is asked for. */
	isAskedFor: boolean;
	/** The standard attribute that its heading means. */
	recognized?: StandardAttribute;
	/** What the hint says of it. */
	text: string;
}

const describeName = (name: string, owner: AttributeOwner): ColumnName => {
	const heading = name.toLowerCase().replace(/[\s._-]+/g, '');
	const recognized = owner === 'user' ? standardByHeading.get(heading) : undefined;
	return {
		isCustomerId: heading === 'customerid',
		isAskedFor:
			name.toLowerCase() === 'row_number' ||
			(owner === 'user' && name.toLowerCase() === 'uid') ||
			isOwnName(name) ||
			isReservedName(name, owner),
		recognized,
		text: `${show(name)} as ${recognized?.name}`,
	};
};

/** Items mostly have the same columns, whose names are then looked at once. */
const knownNames = { user: new Map<string, ColumnName>(), event: new Map<string, ColumnName>() };

/** How many names are kept, however many there are. */
const MAX_KNOWN_NAMES = 1_000;

const findName = (name: string, owner: AttributeOwner): ColumnName => {
	const known = knownNames[owner].get(name);
	if (known !== undefined) return known;
	const described = describeName(name, owner);
	if (knownNames[owner].size >= MAX_KNOWN_NAMES) knownNames[owner].clear();
	knownNames[owner].set(name, described);
	return described;
};

const toColumn = (
	[name, value]: [name: string, value: unknown],
	{ owner, included, recognizes }: InputRules,
): InputColumn => {
	const { isCustomerId, isAskedFor, recognized, text } = findName(name, owner);
	const isNamed = included.length > 0;
	const isLeftOut =
		isCustomerId ||
		(!isNamed && (isAskedFor || isNested(value))) ||
		isBlank(value) ||
		isWithoutResult(value);
	const standard = recognizes || recognized?.name === name ? recognized : undefined;
	return { name, value, standard, text, isUsable: !isLeftOut };
};

const listColumns = (rules: InputRules, parameters: ItemParameters): InputColumn[] => {
	const { included, excluded } = rules;
	const fields =
		included.length > 0
			? listNamedFields(included, parameters)
			: Object.entries(parameters.json()).map(([name, value]): [string, unknown] => [
					stripInvisible(name),
					value,
				]);
	return fields
		.filter(([name]) => name !== '' && !excluded.has(name.toLowerCase()))
		.map((column) => toColumn(column, rules));
};

const createContradiction = ({ name }: StandardAttribute, one: string, other: string) =>
	new InvalidInput(
		`This item has both ${show(one)} and ${show(other)} for '${name}'`,
		"Name one of the two in 'Exclude Fields', or turn off 'Recognize Standard Attributes'.",
	);

/** Items mostly have the same columns, whose names are then kept once. */
const lastNames = new Map<HintTopic, readonly string[]>();

const noteSame = (parameters: ItemParameters, topic: HintTopic, names: readonly string[]): void => {
	const last = lastNames.get(topic);
	const isSame = last?.length === names.length && names.every((name, at) => name === last[at]);
	if (!isSame) lastNames.set(topic, names);
	note(parameters, topic, isSame && last ? last : names);
};

/** Notes which columns became which attribute, if there are standard ones among them. */
const noteColumns = (columns: readonly InputColumn[], parameters: ItemParameters): void => {
	const recognized: string[] = [];
	const custom: string[] = [];
	for (const { name, standard, text, isUsable } of columns) {
		if (!isUsable) continue;
		if (standard === undefined) custom.push(name);
		else recognized.push(text);
	}
	if (recognized.length === 0) return;
	noteSame(parameters, RECOGNIZED_COLUMNS, recognized);
	if (custom.length > 0) noteSame(parameters, CUSTOM_COLUMNS, custom);
};

const readRows = rows({
	list: 'attribute',
	pair: ['name', 'value'],
	canBeObject: true,
	nouns: ['attributes', 'an attribute with a name and a value'],
	hint: "Click 'Add Attribute', and enter a name and a value.",
});

const readObject = (value: unknown): Array<{ name: string; value: unknown }> => {
	if (isBlank(value)) return [];
	const object = readJson(value, ATTRIBUTES_EXAMPLE);
	if (isObject(object)) {
		return Object.entries(object).map(([name, inner]: [string, unknown]) => ({
			name,
			value: inner,
		}));
	}
	throw new InvalidValue(
		describeValue(value, 'which is not an object'),
		`Write it like ${ATTRIBUTES_EXAMPLE}`,
	);
};

const readMode = choice(optionValues<'fields' | 'input' | 'json'>(modeProperty));

const inputSchema = {
	includeFields: readNames,
	excludeFields: readNames,
	recognizeStandard: optionalBoolean,
};

/** Adds attributes to a list, in each of the modes. */
const MODES = {
	fields: {
		/** The parameter that messages name. */
		name: 'attributes',
		add: (list: AttributeList, value: unknown, parameters: ItemParameters) =>
			list.addEntries(readRows(value, parameters)),
	},
	input: {
		name: 'attributesMode',
		add: (list: AttributeList, _: unknown, parameters: ItemParameters) => {
			const input = read(inputSchema, parameters);
			const rules = {
				owner: list.owner,
				included: input.includeFields,
				excluded: new Set(input.excludeFields.map((name) => name.toLowerCase())),
				recognizes: input.recognizeStandard ?? true,
			};
			list.addColumns(listColumns(rules, parameters));
		},
	},
	json: {
		name: 'attributesJson',
		add: (list: AttributeList, value: unknown) => list.addEntries(readObject(value)),
	},
};

const gatherAttributes = (owner: AttributeOwner, parameters: ItemParameters): Attributes => {
	const findings = new Findings();
	const standard = owner === 'user' ? findings.attempt(() => readStandard(parameters)) : undefined;
	const list = new AttributeList(owner, standard ?? {}, parameters);
	findings.attempt(() => {
		const { name, add } = MODES[read({ attributesMode: readMode }, parameters).attributesMode];
		const fill: Reader<void> = (value) => {
			add(list, value, parameters);
			list.check();
		};
		read({ [name]: fill }, parameters);
	});
	findings.conclude();
	return list.toObject();
};

const createAttributesReader =
	(owner: AttributeOwner): Reader<Attributes> =>
	(_, parameters) =>
		read({ attributesMode: () => gatherAttributes(owner, parameters) }, parameters).attributesMode;

/** Reads the attributes of a user (track user), who has standard ones too. */
export const readUserAttributes = createAttributesReader('user');

/** Reads the attributes of an event (track event, bulk import). */
export const readEventAttributes = createAttributesReader('event');

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
