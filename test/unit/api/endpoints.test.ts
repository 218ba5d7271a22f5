import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';

const table = Object.entries<Endpoint>(endpoints);

/** MoEngage's reference, a line an endpoint: the request, its limits, and what a request pools. */
const reference = `
trackDevice            POST  /v1/device/{workspaceId}?app_id={workspaceId}    10000/min devices
bulkImport             POST  /v1/transition/{workspaceId}                     60000/min devices  100000 bytes of elements, each counts
bulkImportUsers        POST  /v1/transition/{workspaceId}                     60000/min users    100000 bytes of elements, each counts
bulkImportEvents       POST  /v1/transition/{workspaceId}                     60000/min events   100000 bytes of elements, each counts
manageDevices          POST  /v1/devices/manage?app_id={workspaceId}          1000/min requests
bulkResubscribe        POST  /emails/v1.0/bulk-resubscribe                    10/min 14400/day requests  100 recipients
getPreferences         GET   /v1/category-subscription/user-preferences       100/min 360000/day requests
updatePreferences      PUT   /v1/category-subscription/user-preferences       100/min 360000/day requests
bulkUpdatePreferences  POST  /v1/category-subscription/user-preferences       100/min 360000/day requests  50 user_preferences
updateOptIn            PUT   /v1.0/opt-in-management/user-preferences         1000/min 360000/day requests
getCategories          GET   /v5/subscription-categories                      100/min 360000/day requests
getUserPreferences     GET   /v5/subscription-preferences                     100/min 360000/day requests
updateUserPreferences  PATCH /v5/subscription-preferences                     100/min 360000/day requests
trackUser              POST  /v1/customer/{workspaceId}?app_id={workspaceId}  10000/min users
trackEvent             POST  /v1/event/{workspaceId}?app_id={workspaceId}     30000/min events
getUsers               POST  /v1/customers/export?app_id={workspaceId}        1000/min users  20 data.identifiers, each counts
syncCohort             POST  /v1/integrations/cohortsync                      300/min requests  128000 bytes of parameters.members
eraseUser              POST  /v1/opengdpr_requests/{workspaceId}              300/min requests
mergeUsers             POST  /v1/customer/merge?app_id={workspaceId}          1000/min users  50 merge_data, each counts
deleteUser             POST  /v1/customer/delete?app_id={workspaceId}         5000/min requests
`;

const writePool = ({ batch, maxBytes }: Endpoint): string[] => {
	if (batch === undefined) return [];
	const size = batch.size === Infinity ? `${maxBytes} bytes of` : String(batch.size);
	return [`${size} ${batch.list}${batch.countsRecords ? ', each counts' : ''}`];
};

const writeLine = ([name, endpoint]: [string, Endpoint]): string => {
	const { method, path, perMinute, perDay, counts } = endpoint;
	const limits = [`${perMinute}/min`, ...(perDay === undefined ? [] : [`${perDay}/day`])];
	return [name, method, path, ...limits, counts, ...writePool(endpoint)].join(' ');
};

const namesWhere = (holds: (endpoint: Endpoint) => boolean) =>
	table.filter(([, endpoint]) => holds(endpoint)).map(([name]) => name);

describe('the endpoint table', () => {
	it("repeats MoEngage's reference line by line", () => {
		const lines = reference.trim().split('\n');

		expect(table.map(writeLine)).toEqual(lines.map((line) => line.replace(/ +/g, ' ').trim()));
	});

	it('keeps every body below 128 kB, and bulk imports below 100 kB', () => {
		expect(namesWhere(({ maxBytes }) => maxBytes !== 128_000)).toEqual(
			namesWhere(({ path, maxBytes }) => path.includes('transition') && maxBytes === 100_000),
		);
	});

	it('knows that only events must not be sent twice', () => {
		expect(namesWhere(({ idempotent }) => !idempotent)).toEqual(['bulkImportEvents', 'trackEvent']);
	});

	it('knows the data endpoints that read the project code from the query', () => {
		expect(namesWhere(({ projectCode }) => projectCode === 'query')).toEqual([
			'bulkImport',
			'bulkImportUsers',
			'bulkImportEvents',
			'trackUser',
			'trackEvent',
		]);
	});
});
