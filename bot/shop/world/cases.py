"""Complaints, call-backs, rescue jobs, ratings, consents and deletion requests of a description."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop import complaints as rules
from bot.shop import rescue as rescue_rules
from bot.shop.callbacks import STATUS_TEXT as CALLBACK_STATUS
from bot.shop.callbacks import WINDOW
from bot.shop.complaint_words import SEVERITIES, category_of, severity_of
from bot.shop.models import Callback, Complaint, Consent, DeletionRequest, Rating, Rescue
from bot.shop.numbers import fresh_number
from bot.shop.policy import read_policy
from bot.shop.privacy import DECISIONS
from bot.shop.shop import Shop, load_shop
from bot.shop.world.bookings import store_of
from bot.shop.world.fields import Node
from bot.shop.world.people import People


async def load_complaints(session: AsyncSession, given: Node, people: People, *, now: datetime) -> int:
    """Add the complaints that do not exist yet."""
    shop = await load_shop(session)
    known = set(await session.scalars(select(Complaint.no)))
    described = given.items("complaints")
    session.add_all([_complaint(shop, node, people, now) for node in described if node.text("id") not in known])
    return len(described)


def _complaint(shop: Shop, node: Node, people: People, now: datetime) -> Complaint:
    contact = people.contact(node)
    text = node.text("text")
    created = node.maybe_moment("created") or now
    policy = read_policy(shop.settings.policy)
    category = node.maybe_text("category") or node.maybe_text("about") or category_of(text)
    category = category if category in rules.CATEGORY_TEXT else category_of(text)
    due = node.maybe_moment("first_answer_due") or shop.desk.add_business_time(created, policy.first_answer)
    complaint = Complaint(
        no=node.text("id"),
        customer_id=contact.customer.id if contact.customer else None,
        store_id=store_of(node, shop),
        store=shop.store(store_of(node, shop)),
        order_no=node.maybe_text("order"),
        plate=contact.plate,
        phone=contact.phone,
        name=contact.name,
        text=text,
        when_text=node.maybe_text("when"),
        category=category,
        severity=node.choice("severity", SEVERITIES, severity_of(text, category)),
        status=node.choice("status", rules.STATUS_TEXT, "open"),
        owner=node.maybe_text("owner"),
        created_at=created,
        first_answer_due=due or created + policy.first_answer,
        solution_due=node.maybe_moment("solution_due") or created + policy.solution,
        next_answer_due=node.maybe_moment("next_answer_due"),
        closed_at=node.maybe_moment("closed_at"),
        resolution=node.maybe_text("resolution"),
    )
    if complaint.resolution and complaint.status in rules.OPEN:
        complaint.solution_given_at = node.maybe_moment("solution_given_at") or now
    rules.add_step(complaint, "投诉已受理", actor="import", now=created, kind="filed")
    for item in node.items("steps"):
        rules.add_step(complaint, item.text("text"), actor="import", now=item.moment("at"), kind="answered")
    if complaint.closed_at and complaint.resolution:
        rules.add_step(
            complaint, f"已办结：{complaint.resolution}", actor="import", now=complaint.closed_at, kind="closed"
        )
    return complaint


async def load_callbacks(session: AsyncSession, given: Node, people: People, *, now: datetime) -> int:
    """Add the promised calls that do not exist yet."""
    known = set(await session.scalars(select(Callback.no)))
    described = given.items("callbacks")
    for node in described:
        no = node.maybe_text("id") or await fresh_number(session, Callback, now)
        if no in known:
            continue
        contact = people.contact(node)
        due = node.maybe_moment("due_from") or node.maybe_moment("due") or now
        session.add(
            Callback(
                no=no,
                customer_id=contact.customer.id if contact.customer else None,
                plate=contact.plate,
                phone=contact.phone,
                name=contact.name,
                reason=node.maybe_text("text") or node.maybe_text("reason"),
                due_from=due,
                due_to=node.maybe_moment("due_to") or due + WINDOW,
                status=node.choice("status", CALLBACK_STATUS, "scheduled"),
                counts_from=due,
                created_at=node.maybe_moment("created") or now,
            )
        )
    return len(described)


async def load_rescues(session: AsyncSession, given: Node, people: People, *, now: datetime) -> int:
    """Add the rescue jobs that do not exist yet."""
    known = set(await session.scalars(select(Rescue.no)))
    arrival = read_policy((await load_shop(session)).settings.policy).rescue_arrival or timedelta()
    described = given.items("rescues")
    for node in described:
        no = node.maybe_text("id") or await fresh_number(session, Rescue, now)
        if no in known:
            continue
        contact, created = people.contact(node), node.maybe_moment("created") or now
        session.add(
            Rescue(
                no=no,
                customer_id=contact.customer.id if contact.customer else None,
                plate=contact.plate,
                phone=contact.phone,
                name=contact.name,
                location=node.maybe_text("location"),
                problem=node.maybe_text("text") or node.maybe_text("problem"),
                status=node.choice("status", rescue_rules.STATUS_TEXT, "requested"),
                promised_at=node.maybe_moment("promised") or (created + arrival if arrival else None),
                created_at=created,
            )
        )
    return len(described)


async def load_decisions(session: AsyncSession, given: Node, *, now: datetime) -> int:
    """Add ratings, consents and deletion requests; a description that is loaded again adds none twice."""
    ratings, consents, deletions = given.items("ratings"), given.items("consents"), given.items("deletions")
    described = len(ratings) + len(consents) + len(deletions)
    for kind in (Rating, DeletionRequest):
        if (await session.scalars(select(kind.id).limit(1))).first():
            return described
    for node in ratings:
        score = node.whole("score")
        if score is None:
            raise node.child("score").fail("is missing")
        scale = node.whole("scale", 5) or 5
        session.add(
            Rating(order_no=node.maybe_text("order"), score=score, scale=scale, at=node.maybe_moment("at") or now)
        )
    for node in consents:
        session.add(
            Consent(
                customer_id=node.maybe_text("customer"),
                about=node.text("about"),
                decision=node.choice("decision", DECISIONS, "approved"),
                order_no=node.maybe_text("order"),
                item=node.maybe_text("item"),
                fen=node.fen("amount"),
                at=node.maybe_moment("at") or now,
            )
        )
    for node in deletions:
        status = node.choice("status", ("requested", "done"), "requested")
        session.add(DeletionRequest(customer_id=node.text("customer"), status=status, requested_at=now))
    return described
