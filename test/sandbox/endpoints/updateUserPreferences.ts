import { z } from 'zod';

import { describeInvalid } from '../refusals';
import { findInvalidCategories, findUserPreferences, setCategories } from './categories';
import { refuse, type Call, type Endpoint, type Outcome } from './endpoint';
import { channelSchema, createResponseId } from './getCategories';
import { findUsers, identifierTypeSchema, identifierValueSchema, preferencesPath } from './v5Users';

const maxEventAttributes = 5;

const updateSchema = z
	.object({
		user_identifier_type: identifierTypeSchema,
		user_identifier_value: identifierValueSchema,
		channel: channelSchema.default('email'),
		is_globally_unsubscribed: z.boolean(),
		categories: z.record(z.boolean()).optional(),
		event_attributes: z
			.record(
				z.string().min(1).max(50, 'the name of an event attribute has at most 50 characters'),
				z.string().max(255, 'the value of an event attribute has at most 255 characters'),
			)
			.refine((attributes) => Object.keys(attributes).length <= maxEventAttributes, {
				message: `at most ${maxEventAttributes} event attributes are allowed`,
			})
			.optional(),
		request_id: z.string().min(1).optional(),
	})
	.strict();

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

const applyUpdate = (call: Call): Outcome => {
	const { workspace, state } = call;
	const read = updateSchema.safeParse(call.body);
	if (!read.success) return { refusal: describeInvalid(read.error) };
	const update = read.data;
	const categories = update.is_globally_unsubscribed ? {} : (update.categories ?? {});
	const invalid = findInvalidCategories(workspace, update.channel, categories);
	if (invalid.length > 0) {
		return refuse(
			400,
			'unknownCategory',
			`These are no active categories of the channel ${update.channel}: ${invalid.join(', ')}`,
			'categories',
		);
	}
	const found = findUsers(call, update.user_identifier_type, update.user_identifier_value);
	if ('outcome' in found) return found.outcome;

	for (const customerId of found.customerIds) {
		const preferences = findUserPreferences(state, customerId);
		preferences.writes += 1;
		preferences[update.channel].unsubscribedFromAll = update.is_globally_unsubscribed;
		setCategories(workspace, preferences, update.channel, categories);
		if (update.event_attributes) preferences.eventAttributes = update.event_attributes;
	}
	return {
		status: 202,
		body: {
			response_id: createResponseId(update.request_id),
			type: 'subscription_preference',
			data: { message: 'The preferences will be updated soon.' },
		},
		records: found.customerIds.length,
	};
};

/**
 * A key brings the first answer again until the state is cleared; how long MoEngage remembers it is
 * not published.
 */
export const updateUserPreferences: Endpoint = {
	name: 'updateUserPreferences',
	method: 'PATCH',
	path: preferencesPath,
	errors: 'v5',
	needsAppKey: true,
	needsProjectCode: true,
	answer: (call) => {
		const attribute = 'Idempotency-Key';
		const key = call.readHeader('idempotency-key');
		if (key === undefined) {
			return refuse(400, 'idempotencyKey', 'The header Idempotency-Key is required.', attribute);
		}
		if (!uuidV4.test(key)) {
			return refuse(
				400,
				'idempotencyKey',
				'The header Idempotency-Key must be a UUID v4.',
				attribute,
			);
		}
		const fingerprint = JSON.stringify(call.body);
		const earlier = call.state.answered.get(key);
		if (earlier && earlier.fingerprint !== fingerprint) {
			return refuse(
				409,
				'idempotencyConflict',
				'The Idempotency-Key was already used with a different request body.',
				attribute,
			);
		}
		if (earlier) return { status: 202, body: earlier.body, records: 0, repeated: true };

		const outcome = applyUpdate(call);
		if ('body' in outcome) call.state.answered.set(key, { fingerprint, body: outcome.body });
		return outcome;
	},
};
