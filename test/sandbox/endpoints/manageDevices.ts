import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { findOrAdd } from '../state';
import { accepted, type Endpoint } from './endpoint';

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

/** Without `device_identifiers` it concerns all devices of the user. */
export const manageDevices: Endpoint = {
	name: 'manageDevices',
	method: 'POST',
	path: '/v1/devices/manage',
	errors: 'data',
	query: { required: ['app_id'] },
	needsAppKey: true,
	answer: ({ state, body }) => {
		const read = optOutSchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
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
