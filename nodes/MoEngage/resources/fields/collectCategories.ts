import { BOOLEAN_CURE, findBoolean } from './booleans';
import { complain, isBlank, show } from './readFields';

/** Subscriptions by category, in the shape that MoEngage takes them. */
export type Categories = Record<string, boolean>;

/** A category and whether the user is subscribed to it, as they came. */
export type CategoryPair = [name: unknown, subscribed: unknown];

const readName = (name: unknown): string => {
	if (typeof name === 'string' && !isBlank(name)) return name.trim();
	const what = isBlank(name)
		? 'has a category without a name'
		: `has ${show(name)} as the name of a category, which is not text`;
	return complain(what, 'Choose the category from the list, or type its name.');
};

const readSubscribed = (category: string, subscribed: unknown): boolean => {
	const value = findBoolean(subscribed);
	if (value !== undefined) return value;
	const what = isBlank(subscribed)
		? `has no value for ${show(category)}`
		: `has ${show(subscribed)} for ${show(category)}, which is neither true nor false`;
	return complain(what, BOOLEAN_CURE);
};

/** Gathers categories by name, and refuses one that is given twice with different answers. */
export const collectCategories = (pairs: readonly CategoryPair[]): Categories => {
	const categories = new Map<string, boolean>();
	for (const [name, subscribed] of pairs) {
		const category = readName(name);
		const value = readSubscribed(category, subscribed);
		if (categories.has(category) && categories.get(category) !== value) {
			const what = `has ${show(category)} both as subscribed and as unsubscribed`;
			complain(what, 'Enter each category once.');
		}
		categories.set(category, value);
	}
	// Unlike an assignment, this also keeps a category named __proto__.
	return Object.fromEntries(categories);
};
