import { isDeepStrictEqual } from 'node:util';

import type { EndpointName, WorkspaceState } from '../../sandbox/server';
import { listPeople, rowsToCorrect } from './people';

/**
 * What one workflow of this folder is to do. A new workflow is a file `<name>.workflow.json` and an
 * entry in the list at the end; its MoEngage nodes use the credential with the id `moEngageSandbox`.
 */
export interface Expectation {
	/** The name of the workflow's file in this folder, without `.workflow.json`. */
	workflow: string;
	/** Whether MoEngage drops the devices of users it does not know, as most workspaces do. */
	dropsUnknownUsers?: boolean;
	requests: Partial<Record<EndpointName, number>>;
	/** Requests that the sandbox refuses; none by default. */
	refused?: number;
	/** All MoEngage nodes of the workflow. `errors`: a part of each error item's message. */
	nodes: Record<string, { in: number; out: number; errors: string[] }>;
	/** What a field of a node's items holds, e.g. behind the error output. */
	items?: Record<string, { field: string; values: unknown[] }>;
	/** Reads what the workflow has changed in the sandbox; the keys are shown to people. */
	read: (state: WorkspaceState) => Record<string, unknown>;
	/** What is read after the run. */
	holds: Record<string, unknown>;
}

const device: Expectation = {
	workflow: 'device',
	requests: { trackDevice: 4 },
	nodes: {
		'Create or Update Device': {
			in: 6,
			out: 4,
			errors: [`'Customer ID' is "guest"`, `'Platform' is "Windows Phone"`],
		},
	},
	items: {
		'Devices Sent': { field: 'name', values: ['Asha Rao', 'Ben Ito', 'Chloé Martin', 'Asha Rao'] },
		'Rows to Correct': { field: 'name', values: ['Walk-in customer', 'Eva Lang'] },
	},
	read: ({ devices, dropped, lost }) => ({
		...Object.fromEntries(
			[...devices].map(([customer, owned]) => [
				`devices of customer ${customer}`,
				[...owned].map(
					([
						id,
						{
							attributes: { platform, push_id: pushId, moe_push_opted: opted },
						},
					]) => `${id} (${platform}, push id ${pushId}, push opted in: ${opted})`,
				),
			]),
		),
		'devices written more than once': [...devices.values()]
			.flatMap((owned) => [...owned.values()])
			.filter(({ writes }) => writes > 1).length,
		'dropped attributes': dropped.length,
		'lost devices': lost.length,
	}),
	holds: {
		'devices of customer 48213': [
			'a1f09c66 (ANDROID, push id fcm-48213, push opted in: True)',
			'a1f0tv01 (TV, push id fcm-48213-tv, push opted in: False)',
		],
		'devices of customer 48214': ['b27e4d10 (iOS, push id apns-48214, push opted in: True)'],
		'devices of customer 48215': ['c3aa51f2 (web, push id web-48215, push opted in: True)'],
		'devices written more than once': 0,
		'dropped attributes': 0,
		'lost devices': 0,
	},
};

const deviceOptOut: Expectation = {
	workflow: 'deviceOptOut',
	requests: { manageDevices: 4 },
	nodes: {
		'Block Device': { in: 2, out: 1, errors: ["'User Identifier Value' is empty"] },
		'Unblock Devices': { in: 3, out: 2, errors: ['is not valid JSON'] },
		'Block All Devices': { in: 1, out: 1, errors: [] },
	},
	items: { 'Tickets to Clarify': { field: 'ticket', values: ['T-1044', 'T-1045'] } },
	read: ({ optOuts }) =>
		Object.fromEntries(
			[...optOuts].map(([user, { allDevices, devices }]) => [
				user,
				{ ...(allDevices && { 'all devices': allDevices }), ...Object.fromEntries(devices) },
			]),
		),
	holds: {
		'customer_id:48213': { 'device_unique_id:a1f0tv01': 'block' },
		'customer_id:48214': {
			'push_id:apns-48214': 'unblock',
			'device_unique_id:b27e4d10': 'unblock',
		},
		'customer_id:48215': { 'all devices': 'block' },
		'customer_id:48216': { 'moe_gaid:38400000-8cf0': 'unblock' },
	},
};

const emailResubscription: Expectation = {
	workflow: 'emailResubscription',
	requests: { bulkResubscribe: 2 },
	nodes: {
		'Resubscribe Emails': { in: 7, out: 5, errors: ['chloe@example', 'eva(at)example.com'] },
	},
	items: {
		'Forms Sent': {
			field: 'form',
			values: ['Website', 'App', 'Newsletter', 'Event', 'Call center'],
		},
		'Forms to Correct': { field: 'form', values: ['Typed at the till', 'Partner list'] },
	},
	read: ({ resubscribed }) => {
		const entries = [...resubscribed];
		return {
			addresses: entries.length,
			'addresses of others than the guests of the event': entries
				.map(([address]) => address)
				.filter((address) => !address.startsWith('guest-')),
			'addresses sent twice': entries.filter(([, { times }]) => times > 1).length,
			'request ids': [...new Set(entries.flatMap(([, { requestIds }]) => requestIds))].sort(),
			'reset at SENDGRID too': entries.filter(
				([, { esp, updateEsp }]) => esp === 'SENDGRID' && updateEsp === true,
			).length,
		};
	},
	holds: {
		addresses: 125,
		'addresses of others than the guests of the event': [
			'asha@example.com',
			'Asha.Rao@example.com',
			'ben@example.com',
			'office@example.com',
			'eva@example.com',
		],
		'addresses sent twice': 0,
		'request ids': ['demo-resubscription-1', 'demo-resubscription-2'],
		'reset at SENDGRID too': 125,
	},
};

const subscriptionPreference: Expectation = {
	workflow: 'subscriptionPreference',
	requests: { updatePreferences: 5 },
	nodes: {
		'Update From Link': { in: 4, out: 2, errors: ["'Landing Page URL'", '"maybe"'] },
		'Update by IDs': { in: 4, out: 3, errors: ['is not valid JSON'] },
	},
	items: {
		'Links to Correct': { field: 'name', values: ['Chloé Martin', 'Dev Patel'] },
		'Choices to Correct': { field: 'name', values: ['Gita Shah'] },
	},
	read: ({ preferences }) =>
		Object.fromEntries(
			[...preferences.landingPage].map(
				([user, { cid, categories, unsubscribedFromAll, eventId }]) => [
					`${user} (campaign ${cid}${eventId ? `, event ${eventId}` : ''})`,
					unsubscribedFromAll ? 'unsubscribed from all' : categories,
				],
			),
		),
	holds: {
		'7Xv.rYA_1 (campaign 5FG-a)': { Newsletter: true, Promotional: false },
		'8Kd+uQ2 (campaign 5FG+b)': { Newsletter: true, Promotional: false },
		'5Hg.eR3 (campaign 5FG-e, event demo-event)': { Newsletter: true, Promotional: false },
		'4Gf.fW8 (campaign 5FG-f, event demo-event)': { 'Product Updates': true, Newsletter: false },
		'2Ed.hZ9 (campaign 5FG-h, event demo-event)': 'unsubscribed from all',
	},
};

const deviceBulk: Expectation = {
	workflow: 'deviceBulk',
	requests: { bulkImport: 1 },
	nodes: {
		'Sync Devices': {
			in: 302,
			out: 300,
			errors: ['\'customer_id\' is "n/a"', "'push_id' is empty"],
		},
	},
	items: { 'Rows to Correct': { field: 'device', values: ['bulk-0', 'bulk-1'] } },
	read: ({ devices, dropped, lost }) => ({
		'devices of the table': [...devices.values()]
			.flatMap((owned) => [...owned.keys()])
			.filter((id) => id.startsWith('bulk-')).length,
		'dropped attributes': dropped.length,
		'lost devices': lost.length,
	}),
	holds: { 'devices of the table': 300, 'dropped attributes': 0, 'lost devices': 0 },
};

const preferenceByUser: Expectation = {
	workflow: 'preferenceByUser',
	requests: {
		bulkUpdatePreferences: 1,
		updateUserPreferences: 3,
		updateOptIn: 3,
		getUserPreferences: 3,
		getPreferences: 3,
		getCategories: 3,
	},
	refused: 1,
	nodes: {
		'Update in Bulk': { in: 3, out: 3, errors: [] },
		'Update for One User': { in: 3, out: 2, errors: ['[item 2]'] },
		'Update Opt-In': { in: 3, out: 3, errors: [] },
		'Get for One User': { in: 3, out: 3, errors: [] },
		'Get From Landing Page': { in: 3, out: 3, errors: [] },
		'Get Categories': { in: 3, out: 6, errors: [] },
	},
	read: ({ preferences, optIns }) => ({
		...Object.fromEntries(
			[...preferences.users].map(([user, { email }]) => [`email of ${user}`, email.categories]),
		),
		'opted in': [...optIns].map(([user, { status }]) => `${user} ${status}`),
	}),
	holds: {
		'email of grace': { Newsletter: true, Promotional: false },
		'email of john': { Newsletter: false, Promotional: true },
		'email of ada': { Newsletter: true, Promotional: false },
		'opted in': ['grace DOUBLE_OPTED_IN', 'john OPTED_OUT', 'ada DOUBLE_OPTED_IN'],
	},
};

/** The numbers of the customers in these workflows tell them apart. */
const isBetween = (customer: string, first: number, last: number): boolean =>
	Number(customer) >= first && Number(customer) <= last;

const newCustomers: Expectation = {
	workflow: 'newCustomers',
	dropsUnknownUsers: true,
	requests: { bulkImport: 1 },
	nodes: { 'Create Users and Devices': { in: 76, out: 75, errors: ['Symbian'] } },
	items: { 'Rows to Correct': { field: 'deviceId', values: ['phone-63100'] } },
	read: ({ users, devices, lost }) => ({
		'new users': [...users.keys()].filter((customer) => isBetween(customer, 63_000, 63_999)).length,
		'their devices': [...devices]
			.filter(([customer]) => isBetween(customer, 63_000, 63_999))
			.reduce((count, [, owned]) => count + owned.size, 0),
		'lost devices': lost.length,
	}),
	holds: { 'new users': 60, 'their devices': 75, 'lost devices': 0 },
};

const user: Expectation = {
	workflow: 'user',
	requests: {
		trackUser: 3,
		bulkImport: 1,
		getUsers: 1,
		mergeUsers: 1,
		deleteUser: 2,
		syncCohort: 2,
		eraseUser: 1,
	},
	refused: 1,
	nodes: {
		'Create or Update Users': { in: 4, out: 3, errors: [`'Customer ID' is "guest"`] },
		'Create or Update Users in Bulk': { in: 41, out: 40, errors: ["'Customer ID' is empty"] },
		'Get Users': { in: 3, out: 2, errors: ['no user with the customer ID "69999"'] },
		'Merge Users': { in: 3, out: 2, errors: [`'Retained Customer ID' is "61004"`] },
		'Delete Users': { in: 2, out: 1, errors: ['Not Found'] },
		'Add Users to Cohort': { in: 3, out: 3, errors: [] },
		'Remove Users From Cohort': { in: 2, out: 1, errors: [`'Customer ID' is "n/a"`] },
		'Erase Users': { in: 2, out: 1, errors: ["'User Identifier Value' is empty"] },
	},
	read: ({ users, merges, deletedUsers, erasedUsers, cohorts }) => ({
		'attributes of user 61001': users.get('61001')?.attributes,
		'attributes of user 61002': users.get('61002')?.attributes,
		'users of the workflow': [...users.keys()].filter((customer) =>
			isBetween(customer, 61_000, 61_999),
		).length,
		'merged users': merges.map(
			({ mergedUser, retainedUser }) => `${mergedUser} into ${retainedUser}`,
		),
		'deleted users': deletedUsers,
		'erased users': erasedUsers,
		'users of the cohort': [...(cohorts.get('trial-ends')?.members ?? [])],
	}),
	holds: {
		'attributes of user 61001': {
			name: 'Asha Rao',
			email: 'asha@example.com',
			plan: 'gold',
			seats: 12,
			trial: false,
			renews_at: '2026-03-01T04:00:00Z',
			interests: ['hiking', 'tea', 'loyalty program'],
			points: 0,
		},
		'attributes of user 61002': {
			name: 'Ben Ito',
			email: 'ben@example.com',
			plan: 'free',
			seats: 1,
			trial: true,
			interests: ['tea', 'loyalty program'],
			points: 10,
		},
		// MoEngage keeps the deleted user for a day.
		'users of the workflow': 37,
		'merged users': ['61003 into 61001', '61005 into 61001'],
		'deleted users': ['61006'],
		'erased users': ['61007'],
		'users of the cohort': ['61001'],
	},
};

const people: Expectation = {
	workflow: 'people',
	requests: { bulkImport: 1 },
	nodes: {
		'Create or Update Users in Bulk': { in: 200, out: 190, errors: Object.values(rowsToCorrect) },
	},
	items: { 'Rows to Correct': { field: 'row', values: Object.keys(rowsToCorrect) } },
	read: (state) => {
		const users = listPeople(state);
		return {
			'users of the sheet': users.length,
			'users who are not as in the sheet': users.filter(
				({ attributes, expected }) => !isDeepStrictEqual(attributes, expected),
			),
		};
	},
	holds: { 'users of the sheet': 188, 'users who are not as in the sheet': [] },
};

const event: Expectation = {
	workflow: 'event',
	requests: { trackEvent: 2, bulkImport: 1 },
	nodes: {
		'Track Won Deals': { in: 3, out: 2, errors: ["'Time' is"] },
		'Track Orders in Bulk': { in: 121, out: 120, errors: [`'Customer ID' is "(null)"`] },
	},
	items: { 'Deals to Correct': { field: 'deal', values: ['D-502'] } },
	read: ({ events }) => ({
		deals: events
			.filter(({ action }) => action === 'Deal Won')
			.map(({ customerId, attributes, at, deduplicationId }) => ({
				customer: customerId,
				...attributes,
				'deduplication ID': deduplicationId,
				at: new Date(at).toISOString(),
			})),
		'orders recorded': events.filter(({ action }) => action === 'Order Placed').length,
		'their total': events
			.filter(({ action }) => action === 'Order Placed')
			.reduce((sum, { attributes }) => sum + Number(attributes.total), 0),
	}),
	holds: {
		deals: [
			{
				customer: '62001',
				deal: 'D-501',
				amount: 1_200.5,
				products: [
					{ name: 'Tent', price: 1_150.5 },
					{ name: 'Stove', price: 50 },
				],
				contact: { role: 'buyer', city: 'Pune' },
				'deduplication ID': 'D-501',
				at: '2026-02-03T09:00:00.000Z',
			},
			{
				customer: '62002',
				deal: 'D-503',
				amount: 310,
				'deduplication ID': 'D-503',
				at: '2026-02-03T11:30:00.000Z',
			},
		],
		'orders recorded': 120,
		'their total': 7_200,
	},
};

export const expectations: Expectation[] = [
	device,
	deviceBulk,
	newCustomers,
	user,
	people,
	event,
	deviceOptOut,
	emailResubscription,
	subscriptionPreference,
	preferenceByUser,
];
