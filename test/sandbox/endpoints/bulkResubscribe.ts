import { z } from 'zod';

import { createAnswerId } from '../errorBodies';
import { describeInvalid } from '../refusals';
import { findOrAdd } from '../state';
import { maxBodySize, refuse, type Endpoint } from './endpoint';

const addressesPerRequest = 100;

const bodySchema = z
	.object({
		recipients: z.array(
			z
				.string()
				.email(
					"Please provide input in a valid email address format (example@domain.com) as part of 'Recipients'.",
				),
		),
		esp: z.string().min(1, 'esp - Field is required but value is empty'),
		update_esp: z.boolean().optional(),
		request_id: z.string().min(1, 'request_id - Field is required but value is empty'),
	})
	.strict();

/** Endpoint 5. */
export const bulkResubscribe: Endpoint = {
	name: 'bulkResubscribe',
	method: 'POST',
	path: '/emails/v1.0/bulk-resubscribe',
	errors: 'bulkResubscribe',
	query: { required: [] },
	needsAppKey: true,
	needsProjectCode: true,
	maxBodySize,
	answer: ({ state, body }) => {
		const read = bodySchema.safeParse(body);
		if (!read.success) {
			const refusal = describeInvalid(read.error);
			const message = `${refusal.attribute ?? 'body'} - Field is required but value is None`;
			return refuse(refusal.reason === 'missing' ? { ...refusal, message } : refusal);
		}
		const { recipients, esp, update_esp: updateEsp, request_id: requestId } = read.data;
		if (recipients.length === 0) {
			return refuse({
				reason: 'invalid',
				attribute: 'recipients',
				message: "Add at least one email address as part of the 'Recipients'",
			});
		}
		if (recipients.length > addressesPerRequest) {
			return refuse({
				reason: 'tooMany',
				attribute: 'recipients',
				message: `Payload limit is set to ${addressesPerRequest}`,
			});
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
			body: {
				message: 'The request is submitted successfully.',
				response_id: createAnswerId(10),
			},
			records: recipients.length,
		};
	},
};
