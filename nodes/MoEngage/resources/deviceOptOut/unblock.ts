import { defineOptOut } from './optOut';

export const unblock = defineOptOut('unblock', {
	name: 'Unblock',
	action: 'Unblock devices',
	description: 'Allow push notifications to blocked devices of a user again',
	targetName: 'unblockTarget',
	targetDescription:
		'Which devices get push notifications again. All Devices of the User unblocks every device that MoEngage knows for the user now, including those that were blocked for another reason.',
	allDevicesNotice:
		'Allows push on every device that MoEngage now knows for this user, for every item, including devices that were blocked for another reason',
});
