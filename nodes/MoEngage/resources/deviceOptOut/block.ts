import { defineOptOut } from './optOut';

export const block = defineOptOut('block', {
	name: 'Block',
	action: 'Block devices',
	description: 'Stop push notifications to devices of a user, for example to a lost phone',
	targetName: 'target',
	targetDescription:
		'Which devices stop getting push notifications. All Devices of the User blocks push on every device that MoEngage knows for the user now. A device that is added later still gets push.',
	allDevicesNotice:
		'Blocks push on every device that MoEngage now knows for this user, for every item',
});
