import type { Endpoint } from './endpoints';

const API_SETTINGS = 'Settings › Account › APIs in the MoEngage dashboard';

const UNREACHABLE =
	"Check that this machine reaches the internet and that the credential's 'Data Center' is the one in your dashboard's address. The items can be sent again: a repeated request does no harm.";

const adviseOnStatus = (
	endpoint: Endpoint,
	status: number | undefined,
	concernsRecord: boolean | undefined,
): string => {
	if (status === undefined) return UNREACHABLE;
	if (status >= 500) {
		return 'MoEngage, or a gateway on the way there, could not answer. Try again later; a repeated request does no harm.';
	}
	switch (status) {
		case 400:
			return 'Correct the value that MoEngage names and run the item again.';
		case 401:
			return `Copy the Workspace ID and the Data API key again from ${API_SETTINGS}, and check the credential's 'Data Center'. A key that is scoped to chosen APIs must cover this one.`;
		case 403:
			return `The account may be blocked or suspended, the key may not cover this API, or the feature may be off in this workspace. Look at ${API_SETTINGS}, or ask MoEngage support.`;
		case 404:
			return 'Check that the identifiers belong to a user of this workspace, and that the workspace has this API.';
		case 409:
			return concernsRecord
				? 'Choose an identifier that belongs to one user only, such as the customer ID.'
				: `Generate the API secret under ${API_SETTINGS}, and check that the credential's 'Workspace ID' is the one it belongs to.`;
		case 413:
			return `Send less in one item: MoEngage takes less than ${endpoint.maxBytes / 1_000} kB a request.`;
		case 429:
			return `MoEngage takes ${endpoint.perMinute} ${endpoint.counts} a minute here, for the workspace as a whole. Run the items again later, raise 'Max Retries', or send less from elsewhere at the same time.`;
	}
	if (status >= 300 && status < 400) {
		return "MoEngage's address answered with a redirect, which is not followed to keep the key safe. Check the credential's 'Data Center' or 'Base URL'.";
	}
	return "Check the credential's 'Data Center' or 'Base URL', and the values of the item.";
};

/** Says what to do about an answer, and adds what else MoEngage said and what its support will ask for. */
export const advise = (
	endpoint: Endpoint,
	status: number | undefined,
	said: {
		attribute?: string;
		type?: string;
		requestId?: string;
		details?: string;
		/** Whether a 409 tells of the one record that was sent. */
		concernsRecord?: boolean;
	},
): string => {
	const references = [
		said.attribute && `field: ${said.attribute}`,
		said.type && `type: ${said.type}`,
		said.requestId && `request ID: ${said.requestId}`,
	].filter(Boolean);
	return [
		adviseOnStatus(endpoint, status, said.concernsRecord),
		said.details && `MoEngage adds: ${said.details}`,
		references.length > 0 && `(MoEngage ${references.join(', ')})`,
	]
		.filter(Boolean)
		.join(' ');
};
