"""What a turn asked the conversation to do, turned into row changes and events of the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.context import Effects, Handoff, TurnContext
from bot.conversation.claims import Claim
from bot.conversation.forgetting import UNLINKED, Present, carry_out
from bot.conversation.log import Draft
from bot.conversation.models import Conversation, HandoffRecord, OutboxItem, WatchedOrder
from bot.conversation.ownership import PRIORITIES, WAITING, Owner
from bot.conversation.waits import end_ring, place, usual_wait
from bot.shop.models import DeletionRequest
from bot.shop.privacy import WHOLE

Phrase = Callable[..., str]

OUTBOX_LIFETIME = timedelta(hours=24)

NOT_AGREED: dict[str, Any] = {"consented_at": None, "consent_version": None}
"""Changes to the conversation of somebody who has not agreed to the privacy notice, or no longer does."""


async def apply_effects(
    session: AsyncSession, claim: Claim, context: TurnContext, now: datetime
) -> tuple[list[Draft], dict[str, Any]]:
    """Events to append after the turn's messages, and changes to the conversation row."""
    effects = context.effects
    changes = _facts(effects, context, now)
    for order_no in dict.fromkeys(effects.watched_orders):
        await session.merge(WatchedOrder(conversation_id=claim.conversation_id, order_no=order_no))
    session.add_all(outbox_item(kind, payload, now) for kind, payload in effects.outbox)
    if effects.forget is not None:
        changes |= await _forget(session, claim, effects.forget, now)
    if effects.handoff is not None:
        drafts, handoff_changes = await hand_off(session, claim, effects.handoff, now)
        return drafts, changes | handoff_changes
    if effects.leave_queue and claim.owner in WAITING:
        drafts, leaving = await left_queue(session, claim.conversation_id, now)
        return drafts, changes | leaving
    return [], changes


async def _forget(session: AsyncSession, claim: Claim, request: DeletionRequest, now: datetime) -> dict[str, Any]:
    present = Present(claim.conversation_id, claim.seqs[0] if claim.seqs else claim.conversation.next_seq)
    done = await carry_out(session, request, now=now, present=present)
    return UNLINKED if done and request.customer_id is not None and request.scope == WHOLE else {}


def _facts(effects: Effects, context: TurnContext, now: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"misses": context.misses + 1 if effects.missed else 0}
    if effects.closed_notice is not None:
        changes["closed_notice"] = effects.closed_notice
    if effects.consent is not None:
        changes |= {"consented_at": now, "consent_version": context.notice} if effects.consent else NOT_AGREED
    if effects.customer_id is not None:
        changes |= {"customer_id": effects.customer_id, "verified": effects.verified or context.verified}
    return changes


def outbox_item(kind: str, payload: dict[str, Any], now: datetime) -> OutboxItem:
    """An effect to be carried out after the commit, for ``valid_s`` seconds of its payload at most."""
    return OutboxItem(
        id=secrets.token_hex(16),
        kind=kind,
        payload=payload,
        due_at=now,
        expires_at=now + timedelta(seconds=payload.get("valid_s", OUTBOX_LIFETIME.total_seconds())),
        attempts=0,
    )


async def hand_off(
    session: AsyncSession, claim: Claim, handoff: Handoff, now: datetime
) -> tuple[list[Draft], dict[str, Any]]:
    """Record the hand-off; put the conversation into the queue, or raise its priority there."""
    rank = PRIORITIES[handoff.priority]
    session.add(
        HandoffRecord(
            conversation_id=claim.conversation_id,
            episode=claim.conversation.episode,
            at=now,
            reason=handoff.reason,
            priority=rank,
        )
    )
    if not handoff.queue:
        return [], {}
    queued_at = claim.conversation.queued_at or now
    if claim.owner in WAITING:
        rank = max(rank, claim.conversation.priority)
    position = await position_for(session, claim.conversation_id, rank, queued_at)
    changes: dict[str, Any] = {"priority": rank, "queue_position": position, "handoff_reason": handoff.reason}
    estimate = await usual_wait(session)
    queue = Draft("queue", "system", place(position, estimate, now - queued_at))
    if claim.owner in WAITING:
        return [queue], changes
    changes |= {"owner": Owner.QUEUED.value, "queued_at": now}
    return [Draft("owner", "system", {"owner": Owner.QUEUED.value}), queue], changes


async def left_queue(
    session: AsyncSession, conversation_id: str, now: datetime
) -> tuple[list[Draft], dict[str, Any]]:
    """Events and row changes of a customer who no longer waits for a person; whoever's page rang is told."""
    await end_ring(session, conversation_id, "withdrawn", now)
    changes = {
        "owner": Owner.BOT.value,
        "staff_id": None,
        "rung_at": None,
        "queued_at": None,
        "queue_position": None,
        "priority": 0,
    }
    return [Draft("owner", "system", {"owner": Owner.BOT.value})], changes


async def position_for(session: AsyncSession, conversation_id: str, priority: int, queued_at: datetime) -> int:
    """The place in the queue (1 = next) of a conversation with this priority and arrival."""
    came_first = or_(
        Conversation.queued_at < queued_at,
        (Conversation.queued_at == queued_at) & (Conversation.id < conversation_id),
    )
    ahead = select(func.count()).where(
        Conversation.owner.in_([owner.value for owner in WAITING]),
        Conversation.id != conversation_id,
        or_(Conversation.priority > priority, (Conversation.priority == priority) & came_first),
    )
    return int(await session.scalar(ahead) or 0) + 1
