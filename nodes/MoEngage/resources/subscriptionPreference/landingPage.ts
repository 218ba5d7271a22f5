import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { ItemParameters } from '../operation';
import { choice } from '../fields/choices';
import { identifier } from '../fields/identifiers';
import { complain, field, readFields, show } from '../fields/readFields';

/** The user of a landing page, as MoEngage's encrypted ids name them. */
export interface Visitor extends Record<string, string> {
	user_id: string;
	cid: string;
}

/** The fields that say whose preferences are meant, on both landing page operations. */
export const visitorProperties: INodeProperties[] = [
	{
		displayName: 'Identify By',
		name: 'identifyBy',
		type: 'options',
		default: 'landingPageUrl',
		options: [
			{
				name: 'Landing Page URL',
				value: 'landingPageUrl',
				description: 'The whole address that the link in the email opened',
			},
			{ name: 'User ID and Campaign ID', value: 'ids', description: 'The two IDs in that address' },
		],
		description: 'How to tell whose preferences are meant',
	},
	{
		displayName: 'Landing Page URL',
		name: 'landingPageUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://www.example.com/managepreference?user_id=7Xv…&cid=5FG…',
		displayOptions: { show: { identifyBy: ['landingPageUrl'] } },
		description:
			'Address of the preference page as the user opened it; it holds the encrypted user_id and cid',
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

const CURE =
	'Give the whole address that the link in the email opened, such as https://www.example.com/managepreference?user_id=7Xv…&cid=5FG….';

const readUrl = (value: unknown, context: z.RefinementCtx): Visitor => {
	const address = typeof value === 'string' ? value.trim() : '';
	if (address === '') return complain(context, `is empty (${show(value)})`, CURE);
	if (!URL.canParse(address) || !/^https?:/i.test(address)) {
		return complain(context, `is ${show(value)}, which is no web address`, CURE);
	}
	// The ids are base64: a plus in the address is a plus, not a space. Copied from a page's source,
	// the address has its ampersands escaped.
	const query = new URL(address).search.replaceAll('&amp;', '&').replaceAll('+', '%2B');
	const parameters = new URLSearchParams(query);
	const [user_id, cid] = [parameters.get('user_id') ?? '', parameters.get('cid') ?? ''];
	const missing = [user_id === '' && 'user_id', cid === '' && 'cid'].filter(Boolean);
	if (missing.length === 0) return { user_id, cid };
	return complain(context, `has no ${missing.join(' and no ')}: ${show(value)}`, CURE);
};

const schemas = {
	identifyBy: z.object({ identifyBy: choice(['landingPageUrl', 'ids']) }),
	landingPageUrl: z.object({ landingPageUrl: field(readUrl) }),
	ids: z.object({ userId: identifier, campaignId: identifier }),
};

/** @throws InvalidInput */
export const readVisitor = (parameters: ItemParameters): Visitor => {
	const { identifyBy } = readFields(schemas.identifyBy, parameters, visitorProperties);
	if (identifyBy === 'landingPageUrl') {
		return readFields(schemas.landingPageUrl, parameters, visitorProperties).landingPageUrl;
	}
	const { userId, campaignId } = readFields(schemas.ids, parameters, visitorProperties);
	return { user_id: userId, cid: campaignId };
};
