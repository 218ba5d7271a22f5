import type { INodeProperties } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import type { HintTopic } from '../operation';
import {
	columnProperties,
	readColumns,
	recognizeStandardProperty,
	type AttributeContext,
	type GivenAttribute,
} from './attributeColumns';
import {
	isEmpty,
	readAttributeName,
	readAttributeValue,
	type AttributeOwner,
	type AttributeValue,
} from './attributeValues';
import { readJsonEntries } from './jsonText';
import { note } from './notes';
import { Findings, InvalidValue, readParameter, withLabels, type Reader } from './reader';
import { rows, setOnce } from './rows';
import { createChoice } from './scalars';
import {
	readStandardAttributes,
	standardAttributesProperty,
	standardReaders,
} from './standardAttributes';
import { toNameList } from './text';

const ATTRIBUTES_EXAMPLE = '{"plan": "gold", "visits": 12}';

const mode = createChoice({
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
});

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
	...columnProperties,
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

export const eventAttributeProperties: INodeProperties[] = [mode.property, ...sourceProperties];

/** The fields for the attributes of a user, who has standard ones too. */
export const userAttributeProperties: INodeProperties[] = [
	standardAttributesProperty,
	mode.property,
	...sourceProperties,
	recognizeStandardProperty,
];

const EMPTY_ATTRIBUTES: HintTopic = (items, names) =>
	`Attributes of ${items} were not sent because they are empty: ${toNameList(names)}.`;

const readRows = rows({
	list: 'attribute',
	pair: ['name', 'value'],
	nouns: ['attributes', 'an attribute with a name and a value'],
	hint: "Click 'Add Attribute', and enter a name and a value.",
});

/** Of a mode: the parameter that messages name, and the attributes that it has. */
type Source = [name: string, list: (value: unknown, context: AttributeContext) => GivenAttribute[]];

const SOURCES = {
	fields: ['attributes', (value, { parameters }) => readRows(value, parameters)],
	input: ['attributesMode', (_, context) => readColumns(context)],
	json: [
		'attributesJson',
		(value) =>
			readJsonEntries(value, ATTRIBUTES_EXAMPLE).map(([name, inner]) => ({ name, value: inner })),
	],
} satisfies Record<string, Source>;

type Attributes = Record<string, AttributeValue>;

/** How many attributes MoEngage accepts of an event. */
const MAX_EVENT_ATTRIBUTES = 100;

/** Reads the attributes, without those that are empty. Each attribute is sent once. */
const readGiven = (given: readonly GivenAttribute[], context: AttributeContext): Attributes => {
	const { owner, parameters, findings, ownFields } = context;
	const values = new Map<string, AttributeValue>(ownFields);
	const empty: string[] = [];
	const readOne = ({ name: givenName, value, label }: GivenAttribute): void => {
		const name = readAttributeName(givenName, value, owner);
		const readStandard = owner === 'user' ? standardReaders.get(name) : undefined;
		if (isEmpty(value)) {
			empty.push(name);
		} else if (readStandard === undefined) {
			setOnce(values, name, readAttributeValue(value, name, owner));
		} else {
			const read = () => readStandard(value, parameters);
			setOnce(values, name, withLabels([], read, label ?? name));
		}
	};
	for (const one of given) findings.collect(() => readOne(one));
	findings.throwIfAny();
	note(parameters, EMPTY_ATTRIBUTES, empty);
	if (owner === 'user' || values.size <= MAX_EVENT_ATTRIBUTES) return Object.fromEntries(values);
	throw new InvalidValue(
		`has ${groupDigits(values.size)} attributes`,
		`Remove some of them. MoEngage accepts up to ${MAX_EVENT_ATTRIBUTES}.`,
	);
};

const createAttributesReader =
	(owner: AttributeOwner): Reader<Attributes> =>
	(_, parameters) => {
		const all = new Findings();
		const readOwnFields = () => (owner === 'user' ? readStandardAttributes(parameters) : undefined);
		const ownFields = all.collect(readOwnFields) ?? new Map<string, string>();
		const attributes = all.collect(() => {
			const [name, list] = SOURCES[readParameter('attributesMode', mode.read, parameters)];
			const context = { owner, parameters, findings: new Findings(), ownFields };
			return readParameter(name, (value) => readGiven(list(value, context), context), parameters);
		});
		all.throwIfAny();
		return attributes ?? {};
	};

/** Reads the attributes of a user (track user), who has standard ones too. */
export const readUserAttributes = createAttributesReader('user');

/** Reads the attributes of an event (track event, bulk import). */
export const readEventAttributes = createAttributesReader('event');
