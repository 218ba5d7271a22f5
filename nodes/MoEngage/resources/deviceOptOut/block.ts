import { defineOptOut } from './optOut';

export const block = defineOptOut(
	'block',
	{
		name: 'Block',
		action: 'Block devices',
		description: 'Stop push notifications to devices of a user, such as one that was lost',
	},
	'Which devices stop getting push notifications. Careful: All Devices of the User blocks every one, so that the user gets no push at all.',
);
