import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { addNote, findOrAdd, type Device } from '../state';
import { customerIdSchema } from './customerId';
import { createElementEndpoint, lose, type ElementKind } from './element';
import type { Call } from './endpoint';

const platforms = ['ANDROID', 'iOS', 'web', 'TV'] as const;
export const knownAttributes: ReadonlySet<string> = new Set([
	...['platform', 'push_id', 'model', 'app_version', 'os_version', 'moe_gaid', 'idfv'],
	...['moe_push_opted', 'moe_push_provisional_opted', 'active', 'created_time'],
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
		customer_id: customerIdSchema,
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
	if (!call.settings.anyUser && !state.users.has(customerId)) {
		return 'devices are created for existing users only';
	}

	const devices = findOrAdd(state.devices, customerId, () => new Map<string, Device>());
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

/** A device, as `trackDevice` and bulk imports take it. */
export const deviceElement: ElementKind = {
	unit: 'devices',
	count: () => 1,
	receive: (call, endpoint, element) => {
		const read = deviceSchema.safeParse(element);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const reason = storeDevice(call, read.data);
		if (reason === undefined) return { records: 1 };
		lose(call, endpoint, reason, element);
		return { records: 0 };
	},
};

export const trackDevice = createElementEndpoint(deviceElement, {
	name: 'trackDevice',
	path: '/v1/device/{workspaceId}',
	query: { required: ['app_id'] },
});
