import { endpoints } from '../../api/endpoints';
import { createNotice } from '../fields/properties';
import { readParameter } from '../fields/reader';
import type { Operation } from '../operation';
import { userIdentifier } from './get';

const properties = [
	createNotice(
		'deleteNotice',
		"For each item, MoEngage deletes the user and the user's attributes after 24 hours. The events stay, and data that arrives later creates the user again. This cannot be undone. To erase a user for GDPR or CCPA, use <b>Erase</b>.",
	),
	...userIdentifier.properties,
];

export const deleteUser: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete user',
	description:
		"Delete a user and the user's attributes after 24 hours. The events stay; Erase removes them as well.",
	endpoint: endpoints.deleteUser,
	properties,
	read: (parameters) => {
		const user = readParameter('userIdentifierType', userIdentifier.read, parameters);
		const body = { identity_type: user.type, identity_value: user.value };
		return { records: [{ key: user.key, orderingKeys: [user.key], body }], identifiers: body };
	},
};
