import { checkUserLimits } from '../userLimits';
import { optionalInstant } from '../fields/dates';
import { collection, readFields } from '../fields/reader';
import {
	choice,
	optionalBoolean,
	optionalIpAddresses,
	optionalText,
	readCustomerId,
	readIdentifier,
} from '../fields/scalars';
import type { Handler } from '../operation';
import { composeDevice } from './deviceElement';
import { PLATFORMS } from './deviceMappingFields';
import { toSharedTokenHints } from './sharedTokens';
import { upsert } from './upsert';

const schema = {
	customerId: readCustomerId,
	deviceId: readIdentifier,
	platform: choice(PLATFORMS),
	pushId: readIdentifier,
	additionalFields: collection({
		active: optionalBoolean,
		appVersion: optionalText,
		clientIp: optionalIpAddresses,
		createdTime: optionalInstant,
		gaid: optionalText,
		idfv: optionalText,
		model: optionalText,
		osVersion: optionalText,
		pushOptedIn: optionalBoolean,
		pushProvisionalOptedIn: optionalBoolean,
	}),
};

export const upsertReading: Handler = {
	refuse: checkUserLimits,
	hintsOf: toSharedTokenHints,
	read: (parameters) => {
		const input = readFields(schema, parameters, upsert.properties);
		const { additionalFields: additional } = input;
		const { entry, subject, hint } = composeDevice(
			{
				customer_id: input.customerId,
				device_id: input.deviceId,
				platform: input.platform,
				push_id: input.pushId,
				model: additional.model,
				app_version: additional.appVersion,
				os_version: additional.osVersion,
				moe_gaid: additional.gaid,
				idfv: additional.idfv,
				moe_push_opted: additional.pushOptedIn,
				moe_push_provisional_opted: additional.pushProvisionalOptedIn,
				active: additional.active,
				created_time: additional.createdTime,
			},
			parameters.timeZone,
		);
		const headers = additional.clientIp ? { 'X-Forwarded-For': additional.clientIp } : undefined;
		return {
			records: [
				{
					orderingKeys: [`device ${input.deviceId}`, `customer ${input.customerId}`],
					body: entry,
					headers,
				},
			],
			identifiers: { customer_id: input.customerId, device_id: input.deviceId },
			device: subject,
			hint,
		};
	},
};
