"""通知 (notices): outbound messages, their channels, attempts and receipts.

Owns what was to be said to whom (`Notice`, one row a person), each way it was tried (`Delivery`) and each trial with
its outcome (`Attempt`); the ladder of channels by urgency; the breaker of each channel; people's contact points.
`notify` only inserts rows, in the transaction of the verb that speaks; a job sends, so that a dead gateway never
holds up an order. The inbox (`in_app`) is the notice row itself.

Does not own how an outside channel works (adapters register themselves through `config.wiring`), nor who holds a
post or is on duty (organizations).

Requirement: 信息流转 (a receipt for each message, an alarm when it stays unread). A drill's notice is marked 【演练】
and reaches no outside target.
"""
