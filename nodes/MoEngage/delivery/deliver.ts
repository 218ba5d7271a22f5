import type { DeliveryOptions, Delivery } from './types';
import type { ReadyQueue, Batch } from './readyQueue';
import { BatchDelivery } from './batchDelivery';

/**
 * Sends the pools, several at a time and those of one subject in their order, and tells what became
 * of each record. When MoEngage refuses every request, what has not left yet shares that refusal.
 * When the delivery stops for another reason or is cancelled, what has not left yet gets no outcome.
 */
export const deliver = async (
	line: ReadyQueue,
	delivery: Delivery,
	deliveryOptions: DeliveryOptions,
): Promise<void> => {
	const run = new BatchDelivery(delivery, deliveryOptions, line.length);
	let underWay = 0;
	let unforeseen: unknown;

	const deliverNext = (batch: Batch, goOn: () => void): void => {
		underWay += 1;
		run
			.deliver(batch)
			.catch((error: unknown) => {
				unforeseen ??= error;
				run.stop();
			})
			.finally(() => {
				underWay -= 1;
				line.settled(batch);
				goOn();
			});
	};

	await new Promise<void>((resolve) => {
		const goOn = () => {
			while (underWay < deliveryOptions.concurrency && !run.isOver) {
				const batch = line.take();
				if (batch === undefined) break;
				deliverNext(batch, goOn);
			}
			if (underWay === 0) resolve();
		};
		goOn();
	});
	if (unforeseen !== undefined) throw unforeseen;
	for (let batch = line.take(); batch !== undefined; batch = line.take()) {
		run.abandon(batch);
		line.settled(batch);
	}
};
