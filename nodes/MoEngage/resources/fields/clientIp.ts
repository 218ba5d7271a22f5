import type { INodeProperties } from 'n8n-workflow';

/** What `optionalIpAddresses` reads, where it is the address of a user. */
export const clientIpOfUser: INodeProperties = {
	displayName: 'Client IP',
	name: 'clientIp',
	type: 'string',
	default: '',
	placeholder: 'e.g. 203.0.113.7',
	description:
		'The IP address of the user, or several addresses separated by commas. MoEngage uses it to locate the user.',
};
