import { readEmailList } from '../fields/emails';
import { readFields } from '../fields/reader';
import { choice, optionalBoolean, readBoolean, readIdentifier } from '../fields/scalars';
import type { ItemParameters, Handler } from '../operation';
import { resubscribe } from './resubscribe';

const schema = {
	recipients: readEmailList,
	esp: choice(['SENDGRID', 'custom']),
};

const sendGridSchema = { updateEsp: readBoolean };

/** The choice is hidden for other providers, which MoEngage does not update in any case. */
const customSchema = { customEsp: readIdentifier, updateEsp: optionalBoolean };

/** What all addresses of a request share. */
const readProvider = (esp: 'SENDGRID' | 'custom', parameters: ItemParameters) => {
	if (esp === 'SENDGRID') {
		const { updateEsp } = readFields(sendGridSchema, parameters, resubscribe.properties);
		return { esp, update_esp: updateEsp };
	}
	const { customEsp, updateEsp = true } = readFields(
		customSchema,
		parameters,
		resubscribe.properties,
	);
	return { esp: customEsp, update_esp: updateEsp };
};

export const resubscribeReading: Handler = {
	read: (parameters) => {
		const { recipients, esp } = readFields(schema, parameters, resubscribe.properties);
		const body = readProvider(esp, parameters);
		return {
			records: recipients.map((address) => ({
				orderingKeys: [address.toLowerCase()],
				body,
				entry: address,
				label: address,
				key: address.toLowerCase(),
			})),
			identifiers: { recipients },
		};
	},
};
