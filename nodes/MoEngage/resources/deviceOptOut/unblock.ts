import { defineOptOut } from './optOut';

export const unblock = defineOptOut(
	'unblock',
	{
		name: 'Unblock',
		action: 'Unblock devices',
		description: 'Allow push notifications to blocked devices of a user again',
	},
	'Which devices get push notifications again. Careful: All Devices of the User unblocks every one, also those blocked for another reason.',
);
