import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { addNote, findOrAdd, type Device, type LostDevice } from '../state';
import { maxBodySize, refuse, type Call, type Endpoint } from './endpoint';

const platforms = ['ANDROID', 'iOS', 'web', 'TV'] as const;
const knownAttributes = new Set([
	'platform',
	'push_id',
	'model',
	'app_version',
	'os_version',
	'moe_gaid',
	'idfv',
	'moe_push_opted',
	'moe_push_provisional_opted',
	'active',
	'created_time',
]);
const devicesPerUser = 1_000;

/** MoEngage keeps no user under these ids. */
export const reservedCustomerIds: ReadonlySet<string> = new Set([
	'unknown',
	'guest',
	'null',
	'0',
	'1',
	'true',
	'false',
	'user_attribute_unique_id',
	'(empty)',
	'na',
	'n/a',
	'dummy_seller_code',
	'user_id',
	'id',
	'customer_id',
	'uid',
	'userid',
	'none',
	'-2',
	'-1',
	'2',
]);

const spelledBoolean = z.enum(
	['True', 'False'],
	sayingOfOthers('value can only be "True" or "False"'),
);

const attributesSchema = z
	.object({
		platform: z.enum(platforms, sayingOfOthers("'platform' is not a valid platform.")),
		push_id: z.string().min(1, "'push_id' cannot be empty"),
		moe_push_opted: spelledBoolean.optional(),
		moe_push_provisional_opted: spelledBoolean.optional(),
		active: z
			.string()
			.regex(/^(true|false)$/, '\'active\' can only be "true" or "false"')
			.optional(),
		created_time: z.string().regex(/^\d+$/, "'created_time' must be epoch milliseconds").optional(),
	})
	.catchall(z.string());

const deviceSchema = z
	.object({
		type: z.literal('device', sayingOfOthers("'type' should be device")),
		customer_id: z
			.string()
			.min(1, "'customer_id' cannot be empty")
			.refine((id) => !reservedCustomerIds.has(id), {
				message: "'customer_id' is a reserved value",
			}),
		device_id: z.string().min(1, "'device_id' cannot be empty"),
		attributes: attributesSchema,
	})
	.strict();

type DeviceBody = z.output<typeof deviceSchema>;

const isOfOtherPlatform = (attribute: string, platform: string): boolean =>
	(attribute === 'idfv' && platform === 'ANDROID') ||
	(attribute === 'moe_gaid' && platform === 'iOS');

/** Stores the device; answers why MoEngage would lose it instead, if it would. */
const storeDevice = (call: Call, body: DeviceBody): string | undefined => {
	const { state } = call;
	const { customer_id: customerId, device_id: deviceId } = body;
	if (!call.anyUser && !call.workspace.users.some((user) => user.customerId === customerId)) {
		return 'devices are created for existing users only';
	}
	if (state.blockedUsers.has(customerId)) return 'the user is blocked for too many devices';

	const devices = findOrAdd(state.devices, customerId, () => new Map<string, Device>());
	if (devices.size >= devicesPerUser && !devices.has(deviceId)) {
		state.blockedUsers.add(customerId);
		return `the user has ${devicesPerUser} devices and is now blocked`;
	}

	const device = findOrAdd(devices, deviceId, () => ({ attributes: {}, writes: 0 }));
	device.writes += 1;
	for (const [attribute, value] of Object.entries(body.attributes)) {
		const isKnown = knownAttributes.has(attribute);
		if (isKnown && !isOfOtherPlatform(attribute, body.attributes.platform)) {
			device.attributes[attribute] = value;
		} else {
			const reason = isKnown ? 'platform' : 'unknown';
			addNote(state.dropped, { customerId, deviceId, attribute, reason });
		}
	}
	return undefined;
};

/** Stores it or notes that it is lost; answers how many devices were stored. */
const receiveDevice = (call: Call, endpoint: LostDevice['endpoint'], body: DeviceBody): 0 | 1 => {
	const reason = storeDevice(call, body);
	if (reason === undefined) return 1;
	addNote(call.state.lost, { endpoint, element: body, reason });
	return 0;
};

const accepted = {
	status: 'success',
	message: 'Your request has been accepted and will be processed soon.',
};

/** Endpoint 2. */
export const trackDevice: Endpoint = {
	name: 'trackDevice',
	method: 'POST',
	path: '/v1/device/{workspaceId}',
	errors: 'data',
	query: { required: ['app_id'] },
	needsAppKey: false,
	needsProjectCode: false,
	maxBodySize,
	answer: (call) => {
		const read = deviceSchema.safeParse(call.body);
		if (!read.success) return refuse(describeInvalid(read.error));
		return { status: 200, body: accepted, records: receiveDevice(call, 'trackDevice', read.data) };
	},
};

const bulkSchema = z
	.object({
		type: z.literal('transition', sayingOfOthers("'type' should be transition")),
		elements: z.array(z.unknown()).min(1, "'elements cannot be empty array"),
	})
	.strict();

const elementsSchema = z.object({ elements: z.array(z.unknown()) });

/** Endpoint 3. Elements that are not valid devices are lost without a word, as on MoEngage. */
export const bulkImport: Endpoint = {
	name: 'bulkImport',
	method: 'POST',
	path: '/v1/transition/{workspaceId}',
	errors: 'data',
	query: { required: [], optional: ['app_id'] },
	needsAppKey: false,
	needsProjectCode: false,
	maxBodySize: 100_000,
	countUnits: (body) => {
		const read = elementsSchema.safeParse(body);
		return read.success ? Math.max(1, read.data.elements.length) : 1;
	},
	answer: (call) => {
		const read = bulkSchema.safeParse(call.body);
		if (!read.success) return refuse(describeInvalid(read.error));
		let records = 0;
		for (const element of read.data.elements) {
			const device = deviceSchema.safeParse(element);
			if (device.success) {
				records += receiveDevice(call, 'bulkImport', device.data);
			} else {
				const reason = describeInvalid(device.error).message;
				addNote(call.state.lost, { endpoint: 'bulkImport', element, reason });
			}
		}
		return { status: 200, body: accepted, records };
	},
};

const deviceIdentifierTypes = ['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'] as const;
const identifierMessage =
	"device identifier can only be in ['moe_gaid', 'push_id', 'unique_id', 'device_unique_id'] ";

const isIdentifierType = (name: string): boolean =>
	deviceIdentifierTypes.some((type) => type === name);

const deviceIdentifierSchema = z
	.record(z.string().min(1, 'a device identifier cannot be empty'))
	.superRefine((identifier, context) => {
		const names = Object.keys(identifier);
		if (!names.every(isIdentifierType)) {
			context.addIssue({ code: 'custom', message: identifierMessage });
		} else if (names.length !== 1) {
			context.addIssue({
				code: 'custom',
				message: 'pass any one of the device identifiers for a particular device',
			});
		}
	});

const optOutSchema = z
	.object({
		user_identifier_type: z.string().min(1, "'user_identifier_type' cannot be empty"),
		user_identifier_value: z.string().min(1, "'user_identifier_value' cannot be empty"),
		action_type: z.enum(
			['block', 'unblock'],
			sayingOfOthers("action_type can only be in ['block', 'unblock']"),
		),
		reason: z.string().optional(),
		client_reference_id: z.string().optional(),
		device_identifiers: z
			.array(deviceIdentifierSchema)
			.min(1, 'device_identifiers cannot be an empty array')
			.optional(),
	})
	.strict();

/** Endpoint 4. Without `device_identifiers` it concerns all devices of the user. */
export const manageDevices: Endpoint = {
	name: 'manageDevices',
	method: 'POST',
	path: '/v1/devices/manage',
	errors: 'data',
	query: { required: ['app_id'] },
	needsAppKey: true,
	needsProjectCode: false,
	maxBodySize,
	answer: ({ state, body }) => {
		const read = optOutSchema.safeParse(body);
		if (!read.success) return refuse(describeInvalid(read.error));
		const { action_type: action, device_identifiers: identifiers } = read.data;
		const user = `${read.data.user_identifier_type}:${read.data.user_identifier_value}`;
		const optOut = findOrAdd(state.optOuts, user, () => ({ devices: new Map(), writes: 0 }));
		optOut.writes += 1;
		if (identifiers) {
			for (const [type, value] of identifiers.flatMap(Object.entries<string>)) {
				optOut.devices.set(`${type}:${value}`, action);
			}
		} else {
			optOut.allDevices = action;
			optOut.devices.clear();
		}
		return { status: 200, body: accepted, records: 1 };
	},
};
