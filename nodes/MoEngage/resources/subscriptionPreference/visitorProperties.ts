import type { INodeProperties } from 'n8n-workflow';

/** The fields that identify the user, on both landing page operations. */
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
				description: 'The full address that the link in the email opened',
			},
			{
				name: 'User ID and Campaign ID',
				value: 'ids',
				description: 'The two encrypted IDs in that address',
			},
		],
		description: 'How to identify the user who opened the preference page',
	},
	{
		displayName: 'Landing Page URL',
		name: 'landingPageUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://example.com/?user_id=7Xv&cid=5FG',
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
