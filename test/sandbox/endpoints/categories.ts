import { findOrAdd, type UserPreferences, type WorkspaceState } from '../state';
import type { Category, Channel, Workspace } from '../workspaces';

/** The active categories of a channel. */
export const listCategories = (workspace: Workspace, channel: Channel): Category[] =>
	workspace.categories.filter((category) => category.active && category.channel === channel);

/** The names that are no active category of the channel. */
export const findInvalidCategories = (
	workspace: Workspace,
	channel: Channel,
	categories: Record<string, boolean>,
): string[] => {
	const names = new Set(listCategories(workspace, channel).map(({ name }) => name));
	return Object.keys(categories).filter((name) => !names.has(name));
};

/** What is stored for the user; nobody has unsubscribed from anything to begin with. */
export const findUserPreferences = (state: WorkspaceState, customerId: string): UserPreferences =>
	findOrAdd(state.preferences.users, customerId, () => ({
		email: { categories: {}, unsubscribedFromAll: false },
		sms: { categories: {}, unsubscribedFromAll: false },
		writes: 0,
	}));

/** Sets the given categories and leaves the others; those the workspace lacks are ignored. */
export const setCategories = (
	workspace: Workspace,
	preferences: UserPreferences,
	channel: Channel,
	categories: Record<string, boolean>,
): void => {
	const invalid = new Set(findInvalidCategories(workspace, channel, categories));
	for (const [name, subscribed] of Object.entries(categories)) {
		if (!invalid.has(name)) preferences[channel].categories[name] = subscribed;
	}
};
