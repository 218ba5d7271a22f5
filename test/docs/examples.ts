import type { IDataObject, INodeParameters } from 'n8n-workflow';

/** A worked example of an operation: what the user sets, and an item that comes in. */
export interface Example {
	parameters: INodeParameters;
	item: IDataObject;
	/** An item that cannot be sent, and is refused before the first request. */
	bad: IDataObject;
}

const url = 'https://www.example.com/managepreference?user_id=7Xv.rYA_1&cid=5FG-a&app_key=DEMO';

const categories = {
	categoriesMode: 'list',
	categories: { category: [{ name: 'Newsletter', subscribed: '={{ $json.newsletter }}' }] },
};

const cohort = {
	customerId: '={{ $json.id }}',
	cohortId: 'trial-ends-friday',
	cohortName: 'Trial Ends on Friday',
};

const device = { id: 48213, device: '9f3c2d70', platform: 'android', token: 'fGk3-APA91b' };

const optOut = {
	userIdentifierValue: '={{ $json.customer }}',
	deviceIdentifiers: { identifier: [{ type: 'device_unique_id', value: '={{ $json.device }}' }] },
};

/** By resource and operation. */
export const examples: Record<string, Record<string, Example>> = {
	cohort: {
		addUsers: { parameters: cohort, item: { id: 'grace' }, bad: { id: 'guest' } },
		removeUsers: { parameters: cohort, item: { id: 'grace' }, bad: { id: 'n/a' } },
	},
	device: {
		upsert: {
			parameters: {
				customerId: '={{ $json.id }}',
				deviceId: '={{ $json.device }}',
				platform: '={{ $json.platform }}',
				pushId: '={{ $json.token }}',
				additionalFields: { model: 'Pixel 9', pushOptedIn: true },
			},
			item: device,
			bad: { ...device, id: 'guest' },
		},
		bulkUpsert: {
			parameters: { deviceMapping: { mappingMode: 'autoMapInputData', value: null } },
			item: { customer_id: 48213, device_id: '9f3c2d70', platform: 'ios', push_id: 'a1b2' },
			bad: { customer_id: 48213, device_id: '9f3c2d70', platform: 'windows', push_id: 'a1b2' },
		},
	},
	deviceOptOut: {
		block: {
			parameters: { ...optOut, additionalFields: { reason: 'device reported lost' } },
			item: { customer: 48213, device: '9f3c2d70' },
			bad: { customer: 48213, device: '' },
		},
		unblock: {
			parameters: { ...optOut, unblockTarget: 'devices' },
			item: { customer: 48213, device: '9f3c2d70' },
			bad: { customer: null, device: '9f3c2d70' },
		},
	},
	emailResubscription: {
		resubscribe: {
			parameters: { recipients: '={{ $json.email }}', options: { requestId: 'newsletter-form-1' } },
			item: { email: 'nathan@example.com' },
			bad: { email: 'nathan(at)example.com' },
		},
	},
	emailOptIn: {
		update: {
			parameters: { customerId: '={{ $json.id }}', optInStatus: 'DOUBLE_OPTED_IN' },
			item: { id: 'grace' },
			bad: { id: '' },
		},
	},
	event: {
		track: {
			parameters: {
				customerId: '={{ $json.id }}',
				eventName: 'Deal Won',
				attributes: { attribute: [{ name: 'amount', value: '={{ $json.amount }}' }] },
				additionalFields: { time: '={{ $json.closed }}' },
			},
			item: { id: 48213, amount: 1200, closed: '2026-05-17T09:30:00+02:00' },
			bad: { id: 48213, amount: 1200, closed: 'last week' },
		},
		bulkTrack: {
			parameters: {
				customerId: '={{ $json.customer }}',
				eventName: 'Logged In',
				attributesMode: 'input',
				excludeFields: 'customer',
			},
			item: { customer: 48213, source: 'app', first_login: false },
			bad: { customer: null, source: 'app', first_login: false },
		},
	},
	subscriptionCategory: {
		getMany: {
			parameters: { channel: '={{ $json.channel }}', returnAll: false, limit: 1 },
			item: { channel: 'email' },
			bad: { channel: 'fax' },
		},
	},
	subscriptionPreference: {
		get: {
			parameters: { landingPageUrl: '={{ $json.url }}' },
			item: { url },
			bad: { url: 'https://www.example.com/managepreference?user_id=7Xv.rYA_1' },
		},
		update: {
			parameters: { landingPageUrl: '={{ $json.url }}', ...categories },
			item: { url, newsletter: 'yes' },
			bad: { url, newsletter: 'perhaps' },
		},
		bulkUpdate: {
			parameters: { customerId: '={{ $json.id }}', ...categories },
			item: { id: 48213, newsletter: false },
			bad: { id: 0, newsletter: false },
		},
		getForUser: {
			parameters: {
				userIdentifierValue: '={{ $json.id }}',
				additionalFields: { channel: 'sms' },
			},
			item: { id: 'grace' },
			bad: { id: ' ' },
		},
		updateForUser: {
			parameters: {
				userIdentifierType: 'email',
				userIdentifierValue: '={{ $json.email }}',
				globalSubscription: 'keep',
				...categories,
			},
			item: { email: 'grace@example.com', newsletter: true },
			bad: { email: 'grace', newsletter: true },
		},
	},
	user: {
		upsert: {
			parameters: {
				customerId: '={{ $json.id }}',
				standardAttributes: { firstName: '={{ $json.name }}', email: '={{ $json.email }}' },
				attributes: { attribute: [{ name: 'plan', value: '={{ $json.plan }}' }] },
			},
			item: { id: 48213, name: 'Nathan', email: 'nathan@example.com', plan: 'gold' },
			bad: { id: 48213, name: 'Nathan', email: 'nathan', plan: 'gold' },
		},
		bulkUpsert: {
			parameters: {
				customerId: '={{ $json.id }}',
				attributesMode: 'input',
				includeFields: 'plan, visits',
			},
			item: { id: 48213, plan: 'gold', visits: 12, row_number: 2 },
			bad: { id: 'n/a', plan: 'gold', visits: 12, row_number: 3 },
		},
		get: {
			parameters: { userIdentifierValue: '={{ $json.id }}', options: { fields: 'email' } },
			item: { id: 'grace' },
			bad: { id: '' },
		},
		delete: {
			parameters: { userIdentifierValue: '={{ $json.id }}' },
			item: { id: 'grace' },
			bad: { id: 'guest' },
		},
		erase: {
			parameters: { identityType: 'email', identityValue: '={{ $json.email }}' },
			item: { email: 'grace@example.com' },
			bad: { email: 'grace' },
		},
		merge: {
			parameters: { mergedCustomerId: '={{ $json.old }}', retainedCustomerId: '={{ $json.new }}' },
			item: { old: 'ada', new: 'grace' },
			bad: { old: 'john', new: 'john' },
		},
	},
};
