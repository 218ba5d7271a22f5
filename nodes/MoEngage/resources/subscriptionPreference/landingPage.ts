import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createAdditionalFields } from '../fields/properties';
import {
	collection,
	InvalidValue,
	orInvalid,
	readParameter,
	readParameters,
} from '../fields/reader';
import { createChoice, findUnusable, optionalText, readIdentifier } from '../fields/scalars';
import { show, stripInvisible } from '../fields/text';
import type { ItemParameters, Operation } from '../operation';
import { createSubscriptionFields, readSubscriptions, toTargets } from './subscriptions';

const identifyBy = createChoice({
	displayName: 'Identify By',
	name: 'identifyBy',
	type: 'options',
	default: 'landingPageUrl',
	options: [
		{
			name: 'Landing Page URL',
			value: 'landingPageUrl',
			description: 'The full address that the link in the email opened',
		},
		{
			name: 'User ID and Campaign ID',
			value: 'ids',
			description: 'The two encrypted IDs in that address',
		},
	],
	description: 'How to identify the user who opened the preference page',
});

const visitorProperties: INodeProperties[] = [
	identifyBy.property,
	{
		displayName: 'Landing Page URL',
		name: 'landingPageUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://example.com/?user_id=7X&cid=5F',
		displayOptions: { show: { identifyBy: ['landingPageUrl'] } },
		description:
			'The address of the preference page as the user opened it, including the encrypted user_id and cid',
	},
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 7Xv…',
		displayOptions: { show: { identifyBy: ['ids'] } },
		description: "The encrypted user_id from the landing page's address, not your own customer ID",
	},
	{
		displayName: 'Campaign ID',
		name: 'campaignId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 5FG…',
		displayOptions: { show: { identifyBy: ['ids'] } },
		description: "The encrypted cid from the landing page's address",
	},
];

const HINT =
	'Enter the full address that the link in the email opened, such as https://www.example.com/managepreference?user_id=7Xv…&cid=5FG….';

/** The longest address that browsers open reliably, in characters. */
const MAX_URL_LENGTH = 8_000;

/** Encrypted IDs have no spaces: a space is a plus sign that a web form decoded. */
const restorePluses = (id: string): string => id.replaceAll(' ', '+');

const readEncryptedId = (value: unknown): string => restorePluses(readIdentifier(value));

/**
 * Copied from the source of a page, an address has its ampersands escaped. A plus sign is one, also
 * at the beginning and the end, where a space would be cut off.
 */
const findQuery = (value: unknown): URLSearchParams | undefined => {
	if (typeof value !== 'string' || value.length > MAX_URL_LENGTH) return undefined;
	const address = stripInvisible(value);
	if (!URL.canParse(address) || !/^https?:/i.test(address)) return undefined;
	const { search } = new URL(address);
	return new URLSearchParams(search.replaceAll('&amp;', '&').replaceAll('+', '%2B'));
};

const readQuery = orInvalid(findQuery, 'which is not a valid web address', HINT);

const readUrl = (value: unknown) => {
	const query = readQuery(value);
	const missing: string[] = [];
	const readId = (name: string): string => {
		const id = stripInvisible(query.get(name) ?? '');
		if (id === '') missing.push(name);
		const [reason] = findUnusable(id) ?? [];
		if (reason !== undefined) throw new InvalidValue(`has ${show(id)} as ${name}, ${reason}`, HINT);
		return restorePluses(id);
	};
	const visitor = { user_id: readId('user_id'), cid: readId('cid') };
	if (missing.length === 0) return visitor;
	throw new InvalidValue(`has no ${missing.join(' and no ')}: ${show(value)}`, HINT);
};

const idsSchema = { userId: readEncryptedId, campaignId: readEncryptedId };

/** Reads who opened the landing page, from its address or from the two IDs. */
const readVisitor = (value: unknown, parameters: ItemParameters) => {
	if (identifyBy.read(value) === 'landingPageUrl') {
		return readParameter('landingPageUrl', readUrl, parameters);
	}
	const { userId, campaignId } = readParameters(idsSchema, parameters);
	return { user_id: userId, cid: campaignId };
};

export const get: Operation = {
	name: 'Get From Landing Page',
	shortName: 'Get From Page',
	value: 'get',
	action: 'Get preferences from landing page',
	description:
		'Get the email categories of the user who opened the preference page, by the link in the email',
	isRead: true,
	endpoint: endpoints.getPreferences,
	properties: visitorProperties,
	read: (parameters) => {
		const visitor = readParameter('identifyBy', readVisitor, parameters);
		return { records: [{ orderingKeys: [], query: visitor }], identifiers: visitor };
	},
};

const updateProperties: INodeProperties[] = [
	...visitorProperties,
	...createSubscriptionFields('unsubscribeAll'),
	createAdditionalFields([
		{
			displayName: 'Event ID',
			name: 'eventId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 66f1…',
			description:
				"The unsubscribe event to update when the user unsubscribes from all emails: the moe_event_id in the landing page's address",
		},
	]),
];

const schema = {
	identifyBy: readVisitor,
	unsubscribeAll: readSubscriptions,
	additionalFields: collection({ eventId: optionalText }),
};

export const update: Operation = {
	name: 'Update From Landing Page',
	shortName: 'Update From Page',
	value: 'update',
	action: 'Update preferences from landing page',
	description:
		'Save the email categories that a user chose on your preference page, by the link in the email',
	endpoint: endpoints.updatePreferences,
	properties: updateProperties,
	read: (parameters) => {
		const input = readParameters(schema, parameters);
		const { identifyBy: visitor, unsubscribeAll: body } = input;
		const query = { ...visitor, moe_event_id: input.additionalFields.eventId };
		return {
			records: [{ orderingKeys: [visitor.user_id], targets: toTargets(body), query, body }],
			identifiers: visitor,
		};
	},
};
