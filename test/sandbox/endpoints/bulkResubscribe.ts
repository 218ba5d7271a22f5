import { z } from 'zod';

import { emailAddressSchema } from '../emailAddress';
import { createAnswerId } from '../errorBodies';
import { describeInvalid, type Refusal } from '../refusals';
import { findOrAdd } from '../state';
import { refuse, type Endpoint } from './endpoint';

const addressesPerRequest = 100;

const bodySchema = z
	.object({
		recipients: z.array(
			emailAddressSchema(
				"Please provide input in a valid email address format (example@domain.com) as part of 'Recipients'.",
			),
		),
		esp: z.string().min(1, 'esp - Field is required but value is empty'),
		update_esp: z.boolean().optional(),
		request_id: z.string().min(1, 'request_id - Field is required but value is empty'),
	})
	.strict();

/** `esp` and `request_id` have an error code of their own, whatever is wrong with them. */
const describeInvalidField = (refusal: Refusal): Refusal => {
	const { attribute = 'body', reason } = refusal;
	if (reason === 'missing') {
		return { ...refusal, message: `${attribute} - Field is required but value is None` };
	}
	const isOfRequest = attribute === 'esp' || attribute === 'request_id';
	return isOfRequest && reason === 'invalid' ? { ...refusal, reason: 'wrongType' } : refusal;
};

export const bulkResubscribe: Endpoint = {
	name: 'bulkResubscribe',
	method: 'POST',
	path: '/emails/v1.0/bulk-resubscribe',
	errors: 'bulkResubscribe',
	needsAppKey: true,
	needsProjectCode: true,
	answer: ({ state, body }) => {
		const read = bodySchema.safeParse(body);
		if (!read.success) return { refusal: describeInvalidField(describeInvalid(read.error)) };
		const { recipients, esp, update_esp: updateEsp, request_id: requestId } = read.data;
		if (recipients.length === 0) {
			return refuse(
				400,
				'invalid',
				"Add at least one email address as part of the 'Recipients'",
				'recipients',
			);
		}
		if (recipients.length > addressesPerRequest) {
			return refuse(400, 'tooMany', `Payload limit is set to ${addressesPerRequest}`, 'recipients');
		}
		for (const address of recipients) {
			const resubscription = findOrAdd(state.resubscribed, address, () => ({
				times: 0,
				requestIds: [],
				esp,
				updateEsp,
			}));
			resubscription.times += 1;
			resubscription.requestIds.push(requestId);
			resubscription.esp = esp;
			resubscription.updateEsp = updateEsp;
		}
		return {
			status: 202,
			body: { message: 'The request is submitted successfully.', response_id: createAnswerId(10) },
			records: recipients.length,
		};
	},
};
