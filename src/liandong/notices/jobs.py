"""The delivery loop: climb ladders, then try what is due on each channel. Sends outside any transaction."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import OperationalError, close_old_connections, connection

from liandong.kernel import clock
from liandong.notices import channels
from liandong.notices.channels import Channel, ChannelTrouble, Outgoing
from liandong.notices.rendering import words
from liandong.notices.rules import Outcome, Urgency
from liandong.notices.services import climbing, delivering
from liandong.notices.services.delivering import Claimed

log = logging.getLogger(__name__)
BATCH = 20
IDLE_WAIT_S = 0.5
TROUBLE_WAIT_S = 3.0


def deliver(limit: int = 500, only: str | None = None) -> int:
    """One pass: what silence leads to, then at most `limit` attempts a channel; answers the attempts made."""
    climbing.climb(limit)
    used = channels.in_use()
    return sum(_drain(used[name], limit) for name in sorted(used) if only in (None, name))


def _drain(channel: Channel, limit: int) -> int:
    made = 0
    while made < limit and not _resting(channel.id) and delivering.waiting(channel.id, clock.now()).exists():
        claimed = delivering.claim(channel.id, 1 if delivering.breaker(channel.id).failures else BATCH)
        if not claimed:
            break
        made += len(claimed)
        for one in claimed:
            attempt(channel, one)
    return made


def _resting(channel_id: str) -> bool:
    state, now = delivering.breaker(channel_id), clock.now()
    if state.open_until is not None and state.is_open(now):
        delivering.put_off(channel_id, state.open_until)
        return True
    return False


def attempt(channel: Channel, claimed: Claimed) -> Outcome:
    """Try once and write down how it ended, whatever the adapter does."""
    notice = claimed.delivery.notice
    if notice.drill and channel.real_target:
        return _settled(claimed, Outcome.SUPPRESSED, "a drill reaches no outside target")
    if not claimed.address and channel.real_target:
        return _settled(claimed, Outcome.NO_ADDRESS, "the person has no address on this channel")
    try:
        taken = channel.send(_outgoing(claimed))
    except ChannelTrouble as trouble:
        delivering.note_health(channel.id, succeeded=trouble.permanent)
        return _settled(claimed, Outcome.PERMANENT if trouble.permanent else Outcome.TEMPORARY, str(trouble))
    except Exception as error:
        # an adapter's own mistake must not stop the loop nor lose the message
        log.exception("channel %s failed", channel.id)
        delivering.note_health(channel.id, succeeded=False)
        return _settled(claimed, Outcome.TEMPORARY, f"{type(error).__name__}: {error}")
    delivering.note_health(channel.id, succeeded=True)
    return _settled(claimed, Outcome.DELIVERED if taken.delivered else Outcome.SENT, reference=taken.reference)


def _settled(claimed: Claimed, outcome: Outcome, detail: str = "", reference: str = "") -> Outcome:
    delivering.settle(claimed, outcome, detail=detail, reference=reference)
    return outcome


def _outgoing(claimed: Claimed) -> Outgoing:
    notice = claimed.delivery.notice
    said = words(notice)
    return Outgoing(
        provider_key=claimed.delivery.provider_key,
        notice_id=notice.id,
        address=claimed.address,
        title=said.title,
        body=said.body,
        urgency=Urgency(notice.urgency),
        region_code=notice.region_code,
        drill=notice.drill,
        subject=notice.subject,
        created_at=notice.created_at,
    )


def run_forever(stop: threading.Event) -> None:
    """A thread for each channel in use, so that one slow gateway holds up nobody else; returns when `stop` is set."""
    threads = [threading.Thread(target=_run, args=(name, stop), daemon=True) for name in channels.in_use()]
    for thread in threads:
        thread.start()
    _loop(lambda: climbing.climb(500), stop)
    for thread in threads:
        thread.join()


def _run(channel_id: str, stop: threading.Event) -> None:
    _loop(lambda: _drain(channels.channel(channel_id), 500), stop)
    connection.close()


def _loop(work: Callable[[], int], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            done = work()
        except OperationalError:
            log.exception("the outbox cannot reach its database")
            close_old_connections()
            stop.wait(TROUBLE_WAIT_S)
            continue
        if not done:
            stop.wait(IDLE_WAIT_S)
