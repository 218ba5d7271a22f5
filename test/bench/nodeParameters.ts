import type { INodeParameters } from 'n8n-workflow';

/** What the node may send a minute where no limit may blur what is measured. */
const ANY_RATE = 100_000_000;

export const upsertDevice: INodeParameters = {
	resource: 'device',
	operation: 'upsert',
	customerId: '={{ $json.customer_id }}',
	deviceId: '={{ $json.device_id }}',
	platform: '={{ $json.platform }}',
	pushId: '={{ $json.push_id }}',
	options: { devicesPerMinute: ANY_RATE },
};

export const bulkUpsertDevices: INodeParameters = {
	resource: 'device',
	operation: 'bulkUpsert',
	deviceMapping: { mappingMode: 'autoMapInputData' },
	options: { devicesPerMinute: ANY_RATE },
};

/** The user of an item, with two of its fields as attributes. */
const userOfItem: INodeParameters = {
	customerId: '={{ $json.customer_id }}',
	attributesMode: 'input',
	includeFields: 'plan, seats',
};

export const bulkUpsertUsers: INodeParameters = {
	...userOfItem,
	resource: 'user',
	operation: 'bulkUpsert',
	options: { usersPerMinute: ANY_RATE },
};

export const bulkTrackEvents: INodeParameters = {
	...userOfItem,
	resource: 'event',
	operation: 'bulkTrack',
	eventName: 'Deal Won',
	options: { eventsPerMinute: ANY_RATE },
};

export const addCohortUsers: INodeParameters = {
	resource: 'cohort',
	operation: 'addUsers',
	customerId: '={{ $json.customer_id }}',
	cohortId: 'spring-sale',
	cohortName: 'Spring Sale',
	options: { requestsPerMinute: ANY_RATE },
};

/** An address an item, within the documented limit. */
export const resubscribe: INodeParameters = {
	resource: 'emailResubscription',
	operation: 'resubscribe',
	recipients: '={{ $json.email }}',
	esp: 'SENDGRID',
	updateEsp: true,
	options: {},
};

export const resubscribeWithoutLimit: INodeParameters = {
	...resubscribe,
	options: { requestsPerMinute: ANY_RATE },
};

const httpRequest = (
	url: string,
	jsonBody: string,
	options: INodeParameters = {},
): INodeParameters => ({
	method: 'POST',
	url,
	authentication: 'predefinedCredentialType',
	nodeCredentialType: 'moEngageApi',
	sendBody: true,
	specifyBody: 'json',
	jsonBody,
	options,
});

/** A request of the data API, with the fields that follow its customer ID. */
const httpData = (url: string, type: string, fields: string): INodeParameters =>
	httpRequest(
		`${url}/v1/${type}/DEMOWORKSPACE?app_id=DEMOWORKSPACE`,
		`={"type": "${type}", "customer_id": "{{ $json.customer_id }}", ${fields}}`,
	);

const ATTRIBUTES = '"attributes": {"plan": "{{ $json.plan }}", "seats": {{ $json.seats }}}';

export const httpUpsertDevice = (url: string): INodeParameters =>
	httpData(
		url,
		'device',
		'"device_id": "{{ $json.device_id }}", "attributes": {"platform": "{{ $json.platform }}", "push_id": "{{ $json.push_id }}"}',
	);

export const httpUpsertUser = (url: string): INodeParameters =>
	httpData(url, 'customer', ATTRIBUTES);

export const httpTrackEvent = (url: string): INodeParameters =>
	httpData(url, 'event', `"actions": [{"action": "Deal Won", ${ATTRIBUTES}}]`);

/** A hundred addresses an item: the user has pooled them with a Code node before. */
export const httpResubscribe = (url: string, batchInterval: number): INodeParameters =>
	httpRequest(
		`${url}/emails/v1.0/bulk-resubscribe`,
		'={{ JSON.stringify({ recipients: $json.emails, esp: "SENDGRID", update_esp: true, request_id: "run-" + $json.number }) }}',
		batchInterval > 0 ? { batching: { batch: { batchSize: 10, batchInterval } } } : {},
	);
